import assert from "node:assert/strict";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { launchBrowser, openPage, seeAnswer } from "./support/browser.mjs";
import { startGateway } from "./support/gateway.mjs";

const NOTHING_YET = "Run an operation to see its calls here.";

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

const show = (page, panel) => page.getByRole("button", { name: `Show ${panel}` }).click();
const showCalls = (page) => show(page, "Calls to the Partner API");
const chooseRole = (page, name) => page.getByRole("button", { name, exact: true }).click();
const run = (page) => page.getByRole("button", { name: /^Execute/ }).click();
const rows = (page) => page.getByRole("list", { name: "Calls", exact: true }).getByRole("listitem");
const theSwitch = (page) => page.getByLabel("Ask what each answer takes");

/** The extensions of what was asked, but for the page's own questions. */
const extensions = (name) =>
  gateway.received.operations.filter(({ operationName }) => operationName === name).map((one) => one.extensions);

/** Where the bars are, in hundredths of their tracks. */
const bars = (page) =>
  page.locator(".call-track").evaluateAll((tracks) =>
    tracks.map((track) => {
      const bar = track.firstElementChild.getBoundingClientRect();
      const hundredth = track.clientWidth / 100;
      const left = Math.round((bar.left - track.getBoundingClientRect().left) / hundredth);
      return [left, Math.round(bar.width / hundredth), bar.right <= track.getBoundingClientRect().right];
    }),
  );

test("nothing is asked for before the panel was opened, nor in the page's own questions", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "Staff");
  await run(page);
  await seeAnswer(page, '"STAFF"');
  await showCalls(page);
  await page.getByText("This answer does not tell. Run the operation again").waitFor();
  assert.equal(await theSwitch(page).isChecked(), true);
  assert.equal(await rows(page).count(), 0);
  await chooseRole(page, "Administrator");
  await run(page);
  await rows(page).first().waitFor();
  assert.deepEqual(extensions("Me"), [undefined, { upstream: true }]);
  assert.deepEqual(extensions("IntrospectionQuery"), [undefined, undefined]);
  assert.deepEqual(complaints, []);
});

test("the calls of an answer are drawn", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "Staff");
  await showCalls(page);
  await page.getByText(NOTHING_YET).waitFor();
  await run(page);
  await page
    .getByText("7 questions in 80.0 ms. Only the first 5 are told, 3 of them sent to the Partner API.")
    .waitFor();
  assert.deepEqual(
    (await rows(page).allInnerTexts()).map((text) => text.split("\n").filter((line) => line !== "")),
    [
      ["user", "20.0 ms"],
      ["devices", "40.0 ms", "sent 3 times"],
      ["buildings", "60.0 ms", "Failed: UPSTREAM_TIMEOUT", "sent 2 times"],
      ["savings", "0.0 ms", "kept in the process, 12 s old"],
      ["statistics", "32.0 ms", "called by another operation, not waited for"],
    ],
  );
  const [user, devices, buildings, savings, statistics] = await bars(page);
  assert.deepEqual([user, devices, buildings], [[0, 25, true], [25, 50, true], [25, 75, true]]);
  assert.equal(savings[0], 100);
  assert.ok(savings[1] >= 1 && savings[2], "what took no time can be seen, inside the track");
  assert.deepEqual(statistics, [50, 40, true]);
  await page.getByRole("img", { name: "from 20.0 ms to 60.0 ms" }).waitFor();
  assert.equal(await page.locator(".is-failed").count(), 1);
  assert.deepEqual(await page.getByRole("list", { name: "Where the answers came from" }).allInnerTexts(), [
    "3 called by this operation\n1 called by another operation\n1 kept in the process",
  ]);
  assert.deepEqual(complaints, []);
});

test("whoever does not want to know is not asked again in the tab", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "Staff");
  await showCalls(page);
  await theSwitch(page).uncheck();
  await page.getByText("Tick the box and run an operation").waitFor();
  await page.reload();
  // The role gets a fresh token, which stops what the former one has asked.
  await page.waitForLoadState("networkidle");
  await page.getByText("Tick the box and run an operation").waitFor();
  await run(page);
  await seeAnswer(page, '"STAFF"');
  await theSwitch(page).check();
  await page.getByText("This answer does not tell.").waitFor();
  await run(page);
  await rows(page).first().waitFor();
  assert.deepEqual(extensions("Me"), [undefined, { upstream: true }]);
  assert.deepEqual(complaints, []);
});

test("a role that may not know reads why there is nothing", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "User");
  await showCalls(page);
  await page.getByText(NOTHING_YET).waitFor();
  await run(page);
  await page.getByText(/^This answer does not tell\. .* only administrators and staff may know\.$/).waitFor();
  assert.deepEqual(extensions("Me"), [{ upstream: true }]);
  assert.equal(await rows(page).count(), 0);
  assert.deepEqual(complaints, []);
});

test("an answer in parts tells at its end, and a subscription is not asked", async () => {
  const { page, complaints } = opened;
  await chooseRole(page, "Staff");
  await showCalls(page);
  await page.getByText(NOTHING_YET).waitFor();
  await show(page, "Examples");
  await page.getByRole("button", { name: "Run: Slow parts later" }).click();
  await seeAnswer(page, '"lastName": "Lovelace"');
  await showCalls(page);
  await rows(page).nth(4).waitFor();
  await show(page, "Examples");
  await page.getByRole("button", { name: "Run: Live: one person's devices" }).click();
  await seeAnswer(page, '"powerWatts": 1');
  await showCalls(page);
  await page.getByText("Subscriptions never tell").waitFor();
  assert.deepEqual(gateway.received.subscriptions, [undefined]);
  assert.deepEqual(complaints, []);
});
