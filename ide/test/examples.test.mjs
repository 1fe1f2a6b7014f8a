import assert from "node:assert/strict";
import { test } from "node:test";
import { getVariableValues, parse, validate } from "graphql";
import { runnerImport } from "vite";
import { schema } from "./support/schema.mjs";

const root = new URL("..", import.meta.url).pathname;
const { module } = await runnerImport(`${root}src/examples.ts`, { root, logLevel: "silent" });
const { EXAMPLES } = module;

/** What a finder may find. */
const FOUND = { id: "an-id", ids: ["an-id"] };

const problems = (query) => validate(schema, parse(query)).map(({ message }) => message);

for (const { title, description, query, variables, find } of EXAMPLES) {
  test(`example: ${title}`, () => {
    assert.deepEqual(problems(query), []);
    if (find !== undefined) assert.deepEqual(problems(find.query), []);
    const [operation] = parse(query).definitions;
    assert.ok(operation.name, "a tab takes the name of its operation");
    const given = { ...variables, ...(find === undefined ? {} : FOUND) };
    const coerced = getVariableValues(schema, operation.variableDefinitions ?? [], given);
    assert.equal(coerced.errors, undefined);
    assert.match(description, /\.$/);
  });
}

test("no two examples share a title", () => {
  assert.equal(new Set(EXAMPLES.map(({ title }) => title)).size, EXAMPLES.length);
});
