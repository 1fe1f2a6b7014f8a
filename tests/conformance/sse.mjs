// graphql-sse in its distinct connections mode.
import { createClient } from 'graphql-sse';
import { followOneChange, runToEnd } from './changing.mjs';
import { given, report } from './support.mjs';

const opened = [];
const client = createClient({
  url: given.url,
  headers: { authorization: `Bearer ${given.token}` },
  retryAttempts: 0,
  fetchFn: async (input, init) => {
    const response = await fetch(input, init);
    opened.push({ status: response.status, type: response.headers.get('content-type') });
    return response;
  },
});

async function run() {
  const { events, error } = await runToEnd(client);
  return { events, error: error && String(error.message ?? error) };
}

const result = given.scenario === 'follow' ? { events: await followOneChange(client) } : await run();
client.dispose();
report({ ...result, opened });
