// Runs the examples of the page one after the other, and looks at what the gateway sends.
import assert from "node:assert/strict";
import { answerText, seeAnswer } from "../../ide/test/support/browser.mjs";

/** Whether it is the answer to what is in the editor, not to what the page asks for itself. */
function isAnswer(response) {
  if (!response.url().endsWith("/graphql")) return false;
  const { operationName } = response.request().postDataJSON();
  return operationName !== undefined && operationName !== "IntrospectionQuery";
}

async function firstAnswer(page) {
  const response = await page.waitForResponse(isAnswer);
  if (!response.headers()["content-type"].startsWith("multipart/")) return response.text();
  // The page cancels the stream behind the last part, and the browser keeps no body then.
  await seeAnswer(page, '"heatPumps": [');
  return answerText(page);
}

async function firstEvent(page) {
  const socket = await page.waitForEvent("websocket");
  const isEvent = ({ payload }) => ["next", "error"].includes(JSON.parse(payload).type);
  return (await socket.waitForEvent("framereceived", isEvent)).payload;
}

/** How an example is answered. */
function answerTo(title, page) {
  return title.startsWith("Run: Live: ") ? firstEvent(page) : firstAnswer(page);
}

/** Runs them all, in the order of the page; none may be answered with an error. */
export async function runEveryExample(page) {
  const buttons = page.getByRole("button", { name: /^Run: / });
  await page.getByRole("button", { name: "Run: Slow parts later" }).waitFor();
  const titles = await buttons.evaluateAll((all) => all.map((button) => button.getAttribute("aria-label")));
  for (const title of titles) {
    const [told] = await Promise.all([answerTo(title, page), page.getByRole("button", { name: title }).click()]);
    if (told === null) continue;
    assert.match(told, /"data":\s*\{/, `${title} answered ${told}`);
    assert.doesNotMatch(told, /"errors"|"type":\s*"error"/, `${title} answered ${told}`);
  }
  return titles.map((title) => title.replace("Run: ", ""));
}
