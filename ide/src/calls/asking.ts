import { useSyncExternalStore } from "react";

const KEY = "podero.calls";

/** A storage that the browser forbids is no reason not to work. */
function stored(): boolean | null {
  try {
    const text = sessionStorage.getItem(KEY);
    return text === null ? null : text === "yes";
  } catch {
    return null;
  }
}

let asking = stored();
const listeners = new Set<() => void>();

/**
 * Whether operations ask what their answers take; null as long as nobody has decided. It is kept outside of React,
 * as whoever sends operations must not change with it: GraphiQL would fetch the schema again.
 */
export function isAsking(): boolean | null {
  return asking;
}

/** Decides, for this tab only: answers that tell cannot be kept, so nobody is to ask unknowingly for long. */
export function setAsking(wanted: boolean): void {
  asking = wanted;
  try {
    sessionStorage.setItem(KEY, wanted ? "yes" : "no");
  } catch {
    // It lasts until the page is loaded again.
  }
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAsking(): boolean | null {
  return useSyncExternalStore(listen, isAsking);
}
