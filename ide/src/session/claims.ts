/** What a token says about itself. For display only: the gateway is the one that verifies. */
export interface Claims {
  readonly role: string | null;
  readonly organization: string | null;
  readonly user: string | null;
  readonly expiresAt: Date | null;
}

/** The names of the claims; a gateway that is configured with other ones says so. */
export interface ClaimNames {
  readonly role: string;
  readonly organization: string;
  readonly user: string;
}

export const USUAL_CLAIM_NAMES: ClaimNames = {
  role: "role",
  organization: "organization_id",
  user: "user_id",
};

function decodePayload(token: string): Record<string, unknown> | null {
  const payload = token.split(".")[1];
  if (payload === undefined) return null;
  try {
    const binary = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

/** Null if the token is not a JWT. */
export function readClaims(token: string, names: ClaimNames = USUAL_CLAIM_NAMES): Claims | null {
  const payload = decodePayload(token);
  if (payload === null) return null;
  const text = (name: string) => {
    const value = payload[name];
    return typeof value === "string" ? value : null;
  };
  const { exp } = payload;
  return {
    role: text(names.role),
    organization: text(names.organization),
    user: text(names.user),
    expiresAt: typeof exp === "number" && Number.isFinite(exp) ? new Date(exp * 1000) : null,
  };
}
