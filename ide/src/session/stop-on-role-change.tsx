import { useGraphiQLActions } from "@graphiql/react";
import { useEffect } from "react";
import { useSessionState } from "./session-context";

/** A subscription of the former role must not go on under the name of the new one. */
export function StopOnRoleChange() {
  const { token } = useSessionState();
  const { stop } = useGraphiQLActions();
  useEffect(() => () => stop(), [token, stop]);
  return null;
}
