/** The headers of a request; what the user typed into the headers editor wins over the token bar. */
export function requestHeaders(token: string, typed: Record<string, unknown> = {}): Headers {
  const headers = new Headers();
  if (token !== "") headers.set("Authorization", `Bearer ${token}`);
  for (const [name, value] of Object.entries(typed)) headers.set(name, String(value));
  return headers;
}
