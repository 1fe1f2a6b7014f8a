// Who asks: the claims of a bearer token, verified once and remembered.

import { createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";

const [jwk] = JSON.parse(readFileSync(process.env.KEYS_FILE, "utf8")).keys;
const key = createPublicKey({ key: jwk, format: "jwk" });
const known = new Map();

export function viewerOf(authorization) {
  const found = known.get(authorization);
  if (found !== undefined && found.exp > Date.now() / 1000) {
    return found;
  }
  const [head, claims, signature] = (authorization ?? "").replace("Bearer ", "").split(".");
  const options = { key, dsaEncoding: "ieee-p1363" };
  if (!verify("sha256", Buffer.from(`${head}.${claims}`), options, Buffer.from(signature ?? "", "base64url"))) {
    throw new Error("not authenticated");
  }
  const viewer = JSON.parse(Buffer.from(claims, "base64url").toString());
  known.set(authorization, viewer);
  return viewer;
}
