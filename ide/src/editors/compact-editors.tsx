import { pick, useGraphiQL } from "@graphiql/react";
import { useEffect } from "react";

const COMPACT = {
  fontSize: 13,
  lineHeight: 19,
  fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace',
};

/** A font that every system has, in a size that leaves room for wide queries. */
export function CompactEditors() {
  const editors = useGraphiQL(
    pick("queryEditor", "variableEditor", "headerEditor", "responseEditor"),
  );
  const { queryEditor, variableEditor, headerEditor, responseEditor } = editors;
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, headerEditor, responseEditor]) {
      editor?.updateOptions(COMPACT);
    }
  }, [queryEditor, variableEditor, headerEditor, responseEditor]);
  return null;
}
