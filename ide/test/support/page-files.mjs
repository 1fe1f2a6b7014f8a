import { existsSync, readFileSync } from "node:fs";
import { extname } from "node:path";
import { CSP } from "./csp.mjs";

export const DIST = new URL("../../dist/", import.meta.url);

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".ttf": "font/ttf",
};

/** The page at `/`, its files below `/graphiql/assets/`. */
export function servePage(path, response) {
  const file = new URL(path === "/" ? "index.html" : path.replace(/^\/graphiql\//, ""), DIST);
  if (!existsSync(file) || !file.href.startsWith(DIST.href)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(file.pathname)],
    "content-security-policy": process.env.IDE_TEST_CSP ?? CSP,
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
  });
  response.end(readFileSync(file));
}
