import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { DIST } from "./support/page-files.mjs";

const html = readFileSync(new URL("index.html", DIST), "utf8");
const assets = readdirSync(new URL("assets/", DIST));

test("the page has no inline script and no inline style", () => {
  const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)/g)];
  assert.equal(scripts.length, 1);
  assert.match(scripts[0][1], / src="\/graphiql\/assets\//);
  assert.equal(scripts[0][2], "");
  assert.doesNotMatch(html, /<style|style=|\son\w+=/);
});

test("everything it names is below /graphiql/assets/", () => {
  for (const [, address] of html.matchAll(/(?:src|href)="([^"]*)"/g)) {
    assert.match(address, /^\/graphiql\/assets\/[\w.-]+$/);
  }
});

test("every asset carries a hash of its content and no source map", () => {
  for (const name of assets) {
    assert.match(name, /-[\w-]{8}\.(?:js|css|svg|ttf)$/);
    assert.doesNotMatch(readFileSync(new URL(`assets/${name}`, DIST), "latin1"), /sourceMappingURL=/);
  }
});
