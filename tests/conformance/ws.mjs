// graphql-ws over the ws package.
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { followOneChange, runToEnd } from './changing.mjs';
import { given, report } from './support.mjs';

const seen = { protocol: null, pongs: 0, closed: null };
const keepAlive = given.scenario === 'alive' ? 20 : 0;
const client = createClient({
  url: given.url,
  webSocketImpl: WebSocket,
  connectionParams: given.token === null ? undefined : { Authorization: `Bearer ${given.token}` },
  retryAttempts: 0,
  keepAlive,
  on: {
    opened: (socket) => (seen.protocol = socket.protocol),
    pong: (received) => received && (seen.pongs += 1),
    closed: ({ code, reason }) => (seen.closed = { code, reason }),
  },
});

/** The error of an operation (a list), or of the connection (a close event). */
function told(error) {
  if (error === null) return null;
  return Array.isArray(error) ? { errors: error } : { code: error.code, reason: error.reason };
}

async function run() {
  const { events, error } = await runToEnd(client);
  return { events, error: told(error) };
}

/** Stay connected to a stream that says little, and count the answers to pings. */
async function alive() {
  const events = [];
  await new Promise((resolve, reject) => {
    const dispose = client.subscribe(
      { query: given.query, variables: given.variables },
      { next: (event) => events.push(event), error: reject, complete: resolve },
    );
    setTimeout(dispose, 300);
  });
  return { events };
}

const scenarios = { run, alive, follow: async () => ({ events: await followOneChange(client) }) };
const result = await scenarios[given.scenario]();
await client.dispose();
report({ ...result, ...seen });
