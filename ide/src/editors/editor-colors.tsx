import { useMonaco } from "@graphiql/react";
import { useEffect } from "react";

/** Where the editors show the accent, as text and as a tint behind text. */
const ACCENTED = [
  "textLink.foreground",
  "textLink.activeForeground",
  "editorLink.activeForeground",
  "list.highlightForeground",
  "list.focusHighlightForeground",
  "editorSuggestWidget.selectedForeground",
  "menu.selectionForeground",
  "focusBorder",
];
const TINTED = [
  "list.hoverBackground",
  "editorSuggestWidget.selectedBackground",
  "quickInputList.focusBackground",
  "toolbar.hoverBackground",
  "inputOption.hoverBackground",
  "menu.selectionBackground",
];
const RAISED = [
  "editorHoverWidget.background",
  "editorSuggestWidget.background",
  "editorWidget.background",
  "menu.background",
  "quickInput.background",
];

function colors(accent: string, raised: string): Record<string, string> {
  const entries = [
    ...ACCENTED.map((name) => [name, accent]),
    ...TINTED.map((name) => [name, `${accent}22`]),
    ...RAISED.map((name) => [name, raised]),
    ["editor.background", "#ffffff00"],
    ["scrollbar.shadow", "#ffffff00"],
  ];
  return Object.fromEntries(entries) as Record<string, string>;
}

const token = "argument.identifier.gql";

/** Gives GraphiQL's two editor themes the page's accent. */
export function EditorColors() {
  const monaco = useMonaco((state) => state.monaco);
  useEffect(() => {
    monaco?.editor.defineTheme("graphiql-LIGHT", {
      base: "vs",
      inherit: true,
      rules: [{ token, foreground: "#6c69ce" }],
      colors: colors("#0f766e", "#ffffff"),
    });
    monaco?.editor.defineTheme("graphiql-DARK", {
      base: "vs-dark",
      inherit: true,
      rules: [{ token, foreground: "#908aff" }],
      colors: colors("#2dd4bf", "#212a3b"),
    });
  }, [monaco]);
  return null;
}
