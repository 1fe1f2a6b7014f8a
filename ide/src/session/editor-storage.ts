import type { Storage as EditorStorage } from "@graphiql/toolkit";

const LISTS = /:(?:queries|favorites)$/;

/** The history keeps the request headers of every query, and a header may hold a token. */
function withoutHeaders(text: string): string {
  return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    key === "headers" ? undefined : value,
  );
}

/** Where GraphiQL keeps tabs, history and settings: `localStorage`, but never request headers. */
export const editorStorage: EditorStorage = {
  get length() {
    return localStorage.length;
  },
  getItem: (key) => localStorage.getItem(key),
  setItem: (key, value) => localStorage.setItem(key, LISTS.test(key) ? withoutHeaders(value) : value),
  removeItem: (key) => localStorage.removeItem(key),
  clear: () => {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith("graphiql:")) localStorage.removeItem(key);
    }
  },
};
