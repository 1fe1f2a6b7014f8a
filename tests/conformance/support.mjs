// How a script is told what to do, and how it tells what came of it.
import { text } from 'node:stream/consumers';

export const given = JSON.parse(await text(process.stdin));

export function report(result) {
  process.stdout.write(JSON.stringify(result));
}

/** fetch, with the bearer token that was given. */
export function fetchWithToken(input, init = {}) {
  const headers = new Headers(init.headers);
  headers.set('authorization', `Bearer ${given.token}`);
  return fetch(input, { ...init, headers });
}
