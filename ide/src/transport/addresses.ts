/** Everything is on the origin that served the page. */
export const ENDPOINT = "/graphql";
export const DEMO_ADDRESS = "/graphiql/session.json";

export function socketAddress(): string {
  const address = new URL(ENDPOINT, location.href);
  address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
  return address.href;
}
