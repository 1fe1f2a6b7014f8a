const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A token of the shape that the gateway takes; nobody checks its signature here. */
export function makeToken(role, { lifetime = 3600 } = {}) {
  const claims = {
    iss: "tests",
    aud: "tests",
    exp: Math.floor(Date.now() / 1000) + lifetime,
    role,
    organization_id: "3f0d0c1e-6f0b-4a3b-9a51-0c5d3f6f1a11",
    ...(role === "administrator" ? {} : { user_id: "8b1c6f0e-21d4-4b0e-8a0f-9f4d0c7e5b22" }),
  };
  return `${encode({ alg: "RS256", typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}

/** The role of a bearer token that has not expired; null for anything else. */
export function roleOf(authorization) {
  const [, payload] = /^Bearer [\w-]+\.([\w-]+)\.[\w-]+$/.exec(authorization ?? "") ?? [];
  if (payload === undefined) return null;
  const { role, exp } = JSON.parse(Buffer.from(payload, "base64url").toString());
  return exp > Date.now() / 1000 ? role : null;
}
