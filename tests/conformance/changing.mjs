// Changing something upstream, as somebody else would.
import { given } from './support.mjs';

export async function change() {
  const { url, token, body } = given.change;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await fetch(url, { method: 'PUT', headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`the change was refused: ${response.status} ${await response.text()}`);
}

/** Follow a subscription: its first event, then the one after a change, then nothing any more. */
export function followOneChange(client) {
  const events = [];
  return new Promise((resolve, reject) => {
    const dispose = client.subscribe(
      { query: given.query, variables: given.variables },
      {
        next: (event) => {
          events.push(event);
          if (events.length === 1) change().catch(reject);
          if (events.length === 2) dispose();
        },
        error: reject,
        complete: () => resolve(events),
      },
    );
  });
}

/** Run an operation to its end: what came, and the error that ended it, if one did. */
export function runToEnd(client) {
  const events = [];
  return new Promise((resolve) => {
    client.subscribe(
      { query: given.query, variables: given.variables },
      {
        next: (event) => events.push(event),
        error: (error) => resolve({ events, error }),
        complete: () => resolve({ events, error: null }),
      },
    );
  });
}
