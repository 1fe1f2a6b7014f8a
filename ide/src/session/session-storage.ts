import { NO_SESSION, type Session } from "./session";

const KEY = "podero.session";

/** What a browser that forbids storage throws is no reason not to work. */
function attempt<T>(action: () => T): T | null {
  try {
    return action();
  } catch {
    return null;
  }
}

function parse(text: string | null): Session | null {
  if (text === null) return null;
  const value: unknown = attempt(() => JSON.parse(text) as unknown);
  if (typeof value !== "object" || value === null) return null;
  const { token, role } = value as Record<string, unknown>;
  if (typeof token !== "string" || token === "") return null;
  return { token, role: typeof role === "string" ? role : null };
}

/** The session of this tab, or else the one that the user asked to remember. */
export function readSession(): Session {
  return (
    parse(attempt(() => sessionStorage.getItem(KEY))) ??
    parse(attempt(() => localStorage.getItem(KEY))) ??
    NO_SESSION
  );
}

export function isRemembered(): boolean {
  return attempt(() => localStorage.getItem(KEY)) !== null;
}

/** Keeps the session in this tab; on this device only if `remember` says so. */
export function writeSession(session: Session, remember: boolean): void {
  const write = (storage: Storage, keep: boolean) => {
    if (keep && session.token !== "") storage.setItem(KEY, JSON.stringify(session));
    else storage.removeItem(KEY);
  };
  attempt(() => write(sessionStorage, true));
  attempt(() => write(localStorage, remember));
}
