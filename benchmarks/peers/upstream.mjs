// Reading the Partner API over kept connections; optionally the rows are kept for a while.

import DataLoader from "dataloader";
import { Pool } from "undici";

import { DEVICE_KINDS, devicesPath, toBuildings, toContracts, toDevices, toUser } from "./rows.mjs";

const API = "/api/partners/v2.0/org/";
const KEPT_MILLISECONDS = 60_000;
const tags = Object.fromEntries(
  Object.entries(JSON.parse(process.env.ORGANIZATION_TAGS)).map(([id, hex]) => [id, Buffer.from(hex, "hex")]),
);

const pool = new Pool(process.env.UPSTREAM_URL, {
  connections: Number(process.env.UPSTREAM_CONNECTIONS),
  pipelining: 1,
  keepAliveTimeout: 60_000,
});
const headers = { authorization: `Bearer ${await token()}`, accept: "application/json" };
const kept = process.env.KEEP === "nothing" ? null : new Map();

async function token() {
  const { body } = await pool.request({
    path: "/oauth2/token/",
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "grant_type=client_credentials",
  });
  return (await body.json()).access_token;
}

async function fetchRows(path) {
  const { statusCode, body } = await pool.request({ path: API + path, method: "GET", headers });
  if (statusCode !== 200) {
    await body.dump();
    throw new Error(`status ${statusCode}`);
  }
  return body.json();
}

/** Everything that one operation asks, each thing once. */
export class Loaders {
  constructor(organizationId) {
    this.organizationId = organizationId;
    this.tag = tags[organizationId];
    this.loader = new DataLoader((keys) => Promise.all(keys.map((key) => this.read(key))), {
      cacheKeyFn: (key) => key.path,
    });
  }

  async read({ path, convert }) {
    const name = `${this.organizationId}/${path}`;
    if (kept === null) {
      return convert(await fetchRows(name));
    }
    const found = kept.get(name);
    if (found !== undefined && found.until > Date.now()) {
      return found.rows;
    }
    const rows = convert(await fetchRows(name));
    kept.set(name, { rows, until: Date.now() + KEPT_MILLISECONDS });
    return rows;
  }

  users() {
    return this.loader.load({ path: "users", convert: (rows) => rows.map((row) => toUser(this.tag, row)) });
  }

  user(userId) {
    return this.loader.load({ path: `users/${userId}`, convert: (row) => toUser(this.tag, row) });
  }

  buildings(userId) {
    const convert = (rows) => toBuildings(this.tag, userId, rows);
    return this.loader.load({ path: `users/${userId}/buildings`, convert });
  }

  contracts(userId) {
    const convert = (rows) => toContracts(this.tag, userId, rows);
    return this.loader.load({ path: `users/${userId}/energy-contracts`, convert });
  }

  async devices(userId, kinds) {
    const wanted = kinds ? DEVICE_KINDS.filter((kind) => kinds.includes(kind)) : DEVICE_KINDS;
    const lists = await Promise.all(
      wanted.map((kind) =>
        this.loader.load({
          path: devicesPath(kind, userId),
          convert: (rows) => toDevices(kind, this.tag, userId, rows),
        }),
      ),
    );
    return lists.flat();
  }
}
