import { createContext, use } from "react";
import type { SessionState } from "./use-session";

export const SessionContext = createContext<SessionState | null>(null);

export function useSessionState(): SessionState {
  const session = use(SessionContext);
  if (session === null) throw new Error("there is no session around this component");
  return session;
}
