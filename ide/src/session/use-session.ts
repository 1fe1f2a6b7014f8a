import { useCallback, useEffect, useMemo, useState } from "react";
import { type Claims, readClaims } from "./claims";
import { type DemoRole, fetchDemo, NO_DEMO } from "./demo";
import { NO_SESSION, type Session } from "./session";
import { isRemembered, readSession, writeSession } from "./session-storage";
import { useExpiry } from "./use-expiry";

export interface SessionState {
  readonly token: string;
  /** The label of the demo role in use; null for a pasted token. */
  readonly role: string | null;
  /** Null without a token, or if it is not a JWT. */
  readonly claims: Claims | null;
  readonly isExpired: boolean;
  /** Whether there is a token that has not expired. */
  readonly isUsable: boolean;
  readonly isRemembered: boolean;
  readonly demoRoles: readonly DemoRole[];
  readonly setToken: (token: string) => void;
  readonly chooseRole: (label: string) => Promise<void>;
  readonly setRemembered: (remember: boolean) => void;
}

/** Who asks: a pasted token or a demo role, kept for this tab or, on request, for this device. */
export function useSession(): SessionState {
  const [session, setSession] = useState<Session>(readSession);
  const [remembered, setRemembered] = useState(isRemembered);
  const [demo, setDemo] = useState(NO_DEMO);

  useEffect(() => writeSession(session, remembered), [session, remembered]);

  /** Demo tokens are short-lived: one of the wanted role is taken from a fresh answer. */
  const refreshDemo = useCallback(async (role: string | null) => {
    const fresh = await fetchDemo();
    setDemo(fresh);
    const chosen = fresh.roles.find(({ label }) => label === role);
    if (chosen !== undefined) setSession({ token: chosen.token, role: chosen.label });
  }, []);

  useEffect(() => void refreshDemo(readSession().role), [refreshDemo]);

  const setToken = useCallback((text: string) => {
    const token = text.trim().replace(/^bearer\s+/i, "");
    setSession(token === "" ? NO_SESSION : { token, role: null });
  }, []);

  const claims = useMemo(() => readClaims(session.token, demo.claimNames), [session.token, demo]);
  const isExpired = useExpiry(claims?.expiresAt ?? null);
  return {
    ...session,
    claims,
    isExpired,
    isUsable: session.token !== "" && !isExpired,
    isRemembered: remembered,
    demoRoles: demo.roles,
    setToken,
    chooseRole: refreshDemo,
    setRemembered,
  };
}
