import { type GraphiQLPlugin, useGraphiQL } from "@graphiql/react";
import { useMemo } from "react";
import { isKnownTo } from "../examples/known-to";
import { EXAMPLES } from "../examples";
import { useExampleLoader } from "../examples/use-example-loader";
import { useSessionState } from "../session/session-context";
import { ExampleCard } from "./example-card";
import { ExamplesIcon } from "./examples-icon";

/** The worked examples that the schema at hand can answer. */
function ExamplesPanel() {
  const { isUsable } = useSessionState();
  const schema = useGraphiQL((state) => state.schema ?? null);
  const examples = useMemo(
    () => EXAMPLES.filter(({ query }) => schema === null || isKnownTo(schema, query)),
    [schema],
  );
  const { load, problem } = useExampleLoader();
  return (
    <section className="examples" aria-label="Examples">
      <h2>Examples</h2>
      <p className="examples-lead">
        Click one to open it. Ids are filled in with what the role may see, so every example runs as it is.
      </p>
      {problem !== null && (
        <p className="examples-problem" role="alert">
          {problem}
        </p>
      )}
      <ul>
        {examples.map((example) => (
          <ExampleCard key={example.title} example={example} canRun={isUsable} onLoad={load} />
        ))}
      </ul>
    </section>
  );
}

export const EXAMPLES_PANEL: GraphiQLPlugin = {
  title: "Examples",
  icon: ExamplesIcon,
  content: ExamplesPanel,
};
