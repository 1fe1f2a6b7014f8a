import { DocExplorerStore } from "@graphiql/plugin-doc-explorer";
import { HistoryStore } from "@graphiql/plugin-history";
import { GraphiQLProvider } from "@graphiql/react";
import { GraphiQLInterface } from "graphiql";
import { useMemo } from "react";
import { WELCOME } from "./examples/welcome";
import { EXAMPLES_PANEL } from "./panels/examples-panel";
import { CompactEditors } from "./editors/compact-editors";
import { EditorColors } from "./editors/editor-colors";
import { DOCUMENTATION_PANEL, PANELS } from "./panels/panels";
import { editorStorage } from "./session/editor-storage";
import { SessionContext } from "./session/session-context";
import { useSession } from "./session/use-session";
import { StopOnRoleChange } from "./session/stop-on-role-change";
import { StatusLine } from "./token-bar/status-line";
import { TokenBar } from "./token-bar/token-bar";
import { createFetcher } from "./transport/fetcher";

/** The page: the token bar on top, GraphiQL below. */
export function App() {
  const session = useSession();
  const { token, isUsable } = session;
  // A new fetcher makes GraphiQL fetch the schema again, as another role may see another one.
  const fetcher = useMemo(() => createFetcher(token), [token]);
  return (
    <SessionContext value={session}>
      <GraphiQLProvider
        fetcher={fetcher}
        {...(isUsable ? {} : { schema: null })}
        plugins={PANELS}
        referencePlugin={DOCUMENTATION_PANEL}
        visiblePlugin={EXAMPLES_PANEL}
        defaultQuery={WELCOME}
        storage={editorStorage}
        shouldPersistHeaders={false}
        inputValueDeprecation
        schemaDescription
      >
        <HistoryStore>
          <DocExplorerStore>
            <div className="graphiql-container page">
              <header className="page-header">
                <TokenBar />
                <StatusLine />
              </header>
              <main className="page-main">
                <GraphiQLInterface
                  defaultEditorToolsVisibility="variables"
                  showPersistHeadersSettings={false}
                />
              </main>
            </div>
            <StopOnRoleChange />
            <CompactEditors />
            <EditorColors />
          </DocExplorerStore>
        </HistoryStore>
      </GraphiQLProvider>
    </SessionContext>
  );
}
