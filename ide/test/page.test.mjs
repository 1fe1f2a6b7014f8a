import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { answerText, launchBrowser, openPage, seeAnswer } from "./support/browser.mjs";
import { startGateway } from "./support/gateway.mjs";
import { makeToken } from "./support/tokens.mjs";

let browser;
let gateway;
let opened;

before(async () => {
  browser = await launchBrowser();
});
after(() => browser.close());
beforeEach(async () => {
  gateway = await startGateway();
  opened = await openPage(browser, gateway);
});
afterEach(async () => {
  await opened.context.close();
  await gateway.close();
});

const chooseRole = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Runs an example with the button on its card. */
const runExample = (page, title) => page.getByRole("button", { name: `Run: ${title}` }).click();

const operations = () => gateway.received.operations.map(({ operationName }) => operationName);

async function pasteToken(page, token) {
  await page.getByLabel("Bearer token").fill(token);
  await page.getByLabel("Bearer token").press("Enter");
}

test("a newcomer picks a role, runs an example, reads the answer and the documentation", async () => {
  const { page, complaints } = opened;
  await page.getByText("Choose a role to begin").waitFor();
  assert.deepEqual(operations(), [], "nothing is asked in nobody's name");

  await chooseRole(page, "Administrator");
  await page.getByText("3f0d0c1e-6f0b-4a3b-9a51-0c5d3f6f1a11").waitFor();
  await runExample(page, "Home screen");
  await seeAnswer(page, '"firstName": "some firstName"');
  assert.deepEqual(operations(), ["IntrospectionQuery", undefined, "HomeScreen"]);
  const asked = gateway.received.operations.at(-1);
  assert.deepEqual(asked.variables, { id: "id-of-id" });
  assert.equal(asked.role, "administrator");
  assert.equal(asked.accept, "application/graphql-response+json, application/json;q=0.9");

  await page.getByRole("button", { name: "Show Documentation" }).click();
  await page.locator(".graphiql-plugin").getByText("Query", { exact: true }).click();
  await page.locator(".graphiql-plugin").getByText("energyContract", { exact: true }).first().waitFor();
  await page.getByRole("button", { name: "Show Query builder" }).click();
  await page.locator(".graphiql-explorer-root").getByText("organization").first().waitFor();
  await page.getByRole("button", { name: "Show History" }).click();
  await page.locator(".graphiql-plugin").getByText("HomeScreen").first().waitFor();
  assert.deepEqual(complaints, []);
});

test("the editor completes and underlines in its workers", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "Staff");
  await page.getByRole("button", { name: /^Home screen/ }).click();
  await page.locator(".graphiql-query-editor .view-line", { hasText: "town" }).click();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("postal");
  await page.locator(".suggest-widget").getByText("postalCode").waitFor();
  await page.locator(".squiggly-error").first().waitFor({ state: "attached" });
  assert.deepEqual(complaints, []);
});

test("another role means another schema request, and a running subscription ends", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "User");
  await runExample(page, "Live: one person's devices");
  await seeAnswer(page, '"powerWatts": 1');
  const first = await answerText(page);
  await page.waitForFunction(
    (text) => document.querySelector(".graphiql-response .view-lines")?.textContent !== text,
    await page.locator(".graphiql-response .view-lines").textContent(),
  );
  assert.notEqual(await answerText(page), first, "it ticks");
  const [connection] = gateway.received.connectionParams;
  assert.match(connection.Authorization, /^Bearer ey/);

  await chooseRole(page, "Staff");
  await until(() => gateway.received.stopped === 1);
  await page.getByRole("button", { name: /^Execute/ }).waitFor();
  const introspections = gateway.received.operations.filter(
    ({ operationName }) => operationName === "IntrospectionQuery",
  );
  assert.deepEqual(introspections.map(({ role }) => role), ["user", "staff"]);
  assert.deepEqual(complaints, []);
});

test("an answer in parts is put together", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "User");
  await runExample(page, "Slow parts later");
  await seeAnswer(page, '"message": "The list broke off."');
  const { errors, data } = JSON.parse(await answerText(page));
  assert.deepEqual(errors, [{ message: "The list broke off." }]);
  assert.deepEqual(data.user, {
    firstName: "Ada",
    building: { name: "Home", town: "London" },
    heatPumps: [{ id: "1", powerWatts: 900 }, { id: "2" }, { id: "3" }],
    lastName: "Lovelace",
  });
  assert.match(gateway.received.operations.at(-1).accept, /^multipart\/mixed;incrementalSpec=v0\.2, /);
  assert.deepEqual(complaints, []);
});

test("a pasted token stays in the tab, and on the device only if asked", async () => {
  const { page, context, complaints } = opened;
  const kept = () => page.evaluate(() => JSON.stringify(localStorage).includes("eyJ"));
  await pasteToken(page, `Bearer ${makeToken("staff")}`);
  await page.getByText("staff", { exact: true }).waitFor();
  await runExample(page, "Who am I?");
  await seeAnswer(page, '"STAFF"');
  assert.equal(await kept(), false);
  await page.reload();
  await page.getByText("staff", { exact: true }).waitFor();

  const second = await context.newPage();
  await second.goto(gateway.address);
  await second.getByText("Choose a role to begin").waitFor();
  await second.close();

  await page.getByLabel("Remember on this device").check();
  assert.equal(await kept(), true);
  await page.getByRole("button", { name: "Forget the token" }).click();
  await page.getByText("Choose a role to begin").waitFor();
  assert.equal(await kept(), false);
  assert.deepEqual(complaints, []);
});

test("the history never keeps a header", async () => {
  const { page } = opened;
  await chooseRole(page, "User");
  await page.getByRole("button", { name: "Headers", exact: true }).click();
  await page.locator(".graphiql-editor-tool .monaco-editor >> visible=true").click();
  await page.keyboard.type('{"x-secret": "seventeen"');
  await page.getByRole("button", { name: /^Execute/ }).click();
  await seeAnswer(page, '"USER"');
  await page.waitForTimeout(800);
  const stored = await page.evaluate(() => JSON.stringify(localStorage));
  assert.match(stored, /query Me/);
  assert.doesNotMatch(stored, /seventeen/);
});

test("a token that runs out is said to be expired", async () => {
  const { page, complaints } = opened;
  await page.clock.install();
  await page.reload();
  await pasteToken(page, makeToken("staff", { lifetime: 3600 }));
  await page.getByText("in 59 minutes").waitFor();
  await page.clock.fastForward("01:00:01");
  await page.getByText(/This token expired at .* Paste a fresh one/).waitFor();
  await page.getByRole("button", { name: "Run: Who am I?" }).and(page.locator(":disabled")).waitFor();
  assert.deepEqual(complaints, []);
});

test("a refused token is explained", async () => {
  const { page } = opened;
  await pasteToken(page, "nonsense");
  await page.getByText("The gateway does not accept this token. Sign in first.").waitFor();
});

async function until(condition) {
  for (const deadline = Date.now() + 5_000; !condition(); ) {
    if (Date.now() > deadline) throw new Error("it never came true");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
