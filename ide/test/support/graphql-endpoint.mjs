import { execute, parse, validate } from "graphql";
import { fieldResolver, typeResolver } from "./mocks.mjs";
import { schema } from "./schema.mjs";
import { TOLD_CALLS } from "./told-calls.mjs";
import { roleOf } from "./tokens.mjs";

const later = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

function send(response, status, body) {
  response.writeHead(status, { "content-type": "application/graphql-response+json; charset=utf-8" });
  response.end(JSON.stringify(body));
}

/** GraphQL over HTTP, with an invented value for every field. */
export async function answerGraphQL(request, response, received) {
  const role = roleOf(request.headers.authorization);
  const { query, variables, operationName, extensions } = await readBody(request);
  received.operations.push({ role, query, variables, operationName, extensions, accept: request.headers.accept });
  if (role === null) {
    const error = { message: "Sign in first.", extensions: { code: "UNAUTHENTICATED" } };
    send(response, 401, { errors: [error] });
    return;
  }
  const document = parse(query);
  const errors = validate(schema, document);
  // As in production: a user may ask, and is told nothing.
  const told = extensions?.upstream === true && role !== "user" ? { extensions: { upstream: TOLD_CALLS } } : {};
  if (errors.length > 0) send(response, 400, { errors });
  else if (query.includes("@defer")) await sendInParts(response, told);
  else {
    const rootValue = { viewer: { role: role.toUpperCase() } };
    const options = { schema, document, rootValue, fieldResolver, typeResolver };
    const answer = await execute({ ...options, variableValues: variables, operationName });
    send(response, 200, { ...answer, ...told });
  }
}

/** The format with `pending`, `incremental` and `completed`, with all that it can do. */
const PARTS = [
  {
    data: { user: { firstName: "Ada", building: { name: "Home" }, heatPumps: [{ id: "1" }] } },
    pending: [
      { id: "0", path: ["user"], label: "heat pumps" },
      { id: "1", path: ["user", "heatPumps"] },
    ],
    hasNext: true,
  },
  {
    pending: [{ id: "2", path: ["user", "heatPumps", 0] }],
    incremental: [
      { id: "0", data: { lastName: "Lovelace" } },
      { id: "0", subPath: ["building"], data: { town: "London" } },
      { id: "1", items: [{ id: "2" }, { id: "3" }] },
    ],
    completed: [{ id: "0" }],
    hasNext: true,
  },
  {
    incremental: [{ id: "2", data: { powerWatts: 900 } }],
    completed: [{ id: "2" }, { id: "1", errors: [{ message: "The list broke off." }] }],
    hasNext: false,
  },
];

async function sendInParts(response, told) {
  response.writeHead(200, { "content-type": 'multipart/mixed; boundary="-"; incrementalSpec=v0.2' });
  for (const part of PARTS) {
    const body = JSON.stringify(part.hasNext ? part : { ...part, ...told });
    response.write(`\r\n---\r\nContent-Type: application/json; charset=utf-8\r\n\r\n${body}`);
    await later(150);
  }
  response.end("\r\n-----\r\n");
}
