// Every audit of graphql-http: what the GraphQL over HTTP draft says a server must, should and may do.
import { serverAudits } from 'graphql-http';
import { fetchWithToken, given, report } from './support.mjs';

const results = [];
for (const audit of serverAudits({ url: given.url, fetchFn: fetchWithToken })) {
  const result = await audit.fn();
  results.push({ id: audit.id, name: audit.name, status: result.status, reason: result.reason ?? null });
}
report(results);
