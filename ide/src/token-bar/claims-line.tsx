import type { Claims } from "../session/claims";
import { useNow } from "../session/use-now";
import { timeLeft } from "./time-left";

/** Role, organization, user and expiry as the token states them. */
export function ClaimsLine({ claims }: { claims: Claims }) {
  const now = useNow();
  const { role, organization, user, expiresAt } = claims;
  return (
    <dl className="status-line claims" aria-label="What the token says">
      <Claim name="Role" value={role} />
      <Claim name="Organization" value={organization} />
      <Claim name="User" value={user} />
      {expiresAt !== null && (
        <div>
          <dt>Expires</dt>
          <dd title={expiresAt.toLocaleString()}>{timeLeft(expiresAt.getTime() - now)}</dd>
        </div>
      )}
    </dl>
  );
}

function Claim({ name, value }: { name: string; value: string | null }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={value === null ? "is-absent" : undefined}>{value ?? "none"}</dd>
    </div>
  );
}
