// The Partner API behind the demo, as somebody else would use it, and the instruments of its sandbox.

async function send(method, address, body, headers = {}) {
  const init = { method, headers: { "content-type": "application/json", ...headers } };
  const response = await fetch(address, body === undefined ? init : { ...init, body: JSON.stringify(body) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

export class PartnerApi {
  constructor(given) {
    this.given = given;
  }

  /** Writes a comment on the first heat pump of the demo's end user. */
  async comment(comment) {
    const { api_url, token_url, client_id, client_secret, user_path } = this.given;
    const basic = Buffer.from(`${client_id}:${client_secret}`).toString("base64");
    const grant = { grant_type: "client_credentials" };
    const { access_token } = await send("POST", token_url, grant, { authorization: `Basic ${basic}` });
    const bearer = { authorization: `Bearer ${access_token}` };
    const heatPumps = `${api_url}${user_path}/heat-pumps`;
    const [{ id }] = await send("GET", heatPumps, undefined, bearer);
    await send("PUT", `${heatPumps}/${id}`, { comment }, bearer);
  }

  /** Has every list of heat pumps come late, while something is done. */
  async whileHeatPumpsAreSlow(seconds, action) {
    const faults = `${this.given.sandbox_url}/_sandbox/faults`;
    await send("PUT", faults, [{ match: "/heat-pumps$", kind: "delay", method: "GET", seconds }]);
    try {
      return await action();
    } finally {
      await send("DELETE", faults);
    }
  }
}
