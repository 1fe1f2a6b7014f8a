import { useGraphiQL } from "@graphiql/react";
import { useSessionState } from "../session/session-context";
import { ClaimsLine } from "./claims-line";
import { describeSchemaError } from "./schema-error";

/** What the token says, or what is missing before a query can run. */
export function StatusLine() {
  const session = useSessionState();
  const fetchError = useGraphiQL((state) => state.fetchError);
  const { token, claims, isExpired, isUsable, role, demoRoles } = session;

  if (token === "") {
    return demoRoles.length > 0 ? (
      <Hint>Choose a role to begin: every query on this page is then sent with its rights.</Hint>
    ) : (
      <Hint>Paste a bearer token to begin: the schema loads with it, and every query is sent with it.</Hint>
    );
  }
  if (isExpired) {
    const remedy = role === null ? "Paste a fresh one." : "Choose the role again to get a fresh one.";
    return <Hint isProblem>{`This token expired at ${claims?.expiresAt?.toLocaleString()}. ${remedy}`}</Hint>;
  }
  if (isUsable && fetchError !== null) {
    return <Hint isProblem>{describeSchemaError(fetchError)}</Hint>;
  }
  if (claims === null) {
    return <Hint>This token cannot be read here; the gateway decides what it is worth.</Hint>;
  }
  return <ClaimsLine claims={claims} />;
}

function Hint({ children, isProblem = false }: { children: string; isProblem?: boolean }) {
  return (
    <p className={isProblem ? "status-line is-problem" : "status-line"} role="status">
      {children}
    </p>
  );
}
