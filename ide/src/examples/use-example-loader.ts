import { pick, useGraphiQL, useGraphiQLActions } from "@graphiql/react";
import { type OperationDefinitionNode, parse } from "graphql";
import { useState } from "react";
import { EXAMPLES } from "../examples";
import { useSessionState } from "../session/session-context";
import type { Example } from "./example";
import { findVariables } from "./find-variables";
import { WELCOME } from "./welcome";

export type LoadExample = (example: Example, then: "open" | "run") => Promise<void>;

/** A text that the user did not write may be replaced; everything else stays in its tab. */
const REPLACEABLE = new Set(["", WELCOME.trim(), ...EXAMPLES.map(({ query }) => query.trim())]);

/** Puts examples into the editors, with the variables that they need. */
export function useExampleLoader(): { load: LoadExample; problem: string | null } {
  const { token, isUsable } = useSessionState();
  const { queryEditor, variableEditor } = useGraphiQL(pick("queryEditor", "variableEditor"));
  const { addTab, run, setOperationFacts, stop, updateActiveTabValues } = useGraphiQLActions();
  const [problem, setProblem] = useState<string | null>(null);

  const place = (query: string, variables: object) => {
    if (!REPLACEABLE.has(queryEditor?.getValue().trim() ?? "")) addTab();
    const text = Object.keys(variables).length > 0 ? JSON.stringify(variables, null, 2) : "";
    queryEditor?.setValue(query);
    variableEditor?.setValue(text);
    const document = parse(query);
    const operations = document.definitions as OperationDefinitionNode[];
    const operationName = operations[0]?.name?.value ?? "";
    setOperationFacts({ documentAST: document, operations, operationName });
    updateActiveTabValues({ query, variables: text, operationName, response: "" });
  };

  const load: LoadExample = async (example, then) => {
    stop();
    setProblem(null);
    const { find } = example;
    const found = find !== undefined && isUsable ? await findVariables(find, token) : {};
    place(example.query, { ...example.variables, ...found });
    if (found === null) setProblem(find?.otherwise ?? null);
    else if (then === "run") run();
  };
  return { load, problem };
}
