// A visitor's way through GraphiQL in a real browser: JSON in by standard input, JSON out by standard output.
import assert from "node:assert/strict";
import { text } from "node:stream/consumers";
import { answerText, launchBrowser, openPage, seeAnswer } from "../../ide/test/support/browser.mjs";
import { runEveryExample } from "./examples.mjs";
import { PartnerApi } from "./partner-api.mjs";

const given = JSON.parse(await text(process.stdin));
const partnerApi = new PartnerApi(given);
const browser = await launchBrowser();
const { page, complaints } = await openPage(browser, { address: given.address });

const choose = (name) => page.getByRole("button", { name, exact: true }).click();
const run = (title) => page.getByRole("button", { name: `Run: ${title}` }).click();
const plugin = page.locator(".graphiql-plugin");

const steps = {
  async "the page asks for a role"() {
    await page.getByText("Choose a role to begin").waitFor();
    const roles = page.getByRole("group", { name: "Demo role" }).getByRole("button");
    assert.deepEqual(await roles.allInnerTexts(), ["Administrator", "Staff", "User"]);
  },

  async "Staff sees everybody's data"() {
    await choose("Staff");
    await run("Who am I?");
    await seeAnswer(page, '"role": "STAFF"');
    await run("Back office: users");
    await seeAnswer(page, '"totalCount":');
    assert.doesNotMatch(await answerText(page), /"totalCount": 1,/);
  },

  async "an example answers with nested data"() {
    await run("Home screen");
    await seeAnswer(page, '"heatPumps": [');
    assert.match(await answerText(page), /"buildings": \[\s+\{\s+"name": "/);
    // Editing variables by program leaves them underlined until the worker has looked again.
    await page.locator(".squiggly-error").first().waitFor({ state: "detached" });
    await page.mouse.move(0, 0);
    await page.screenshot({ path: given.screenshot });
  },

  async "the documentation has the types"() {
    await page.getByRole("button", { name: "Show Documentation" }).click();
    await plugin.getByRole("combobox").fill("HeatPump");
    await page.getByRole("option", { name: "HeatPump", exact: true }).click();
    await plugin.getByText("operationalMode").first().waitFor();
    await page.getByRole("button", { name: "Show Examples" }).click();
  },

  async "every example runs for Staff"() {
    assert.deepEqual(await runEveryExample(page), given.examples);
  },

  async "User sees their own data only"() {
    await choose("User");
    await run("Who am I?");
    await seeAnswer(page, '"role": "USER"');
    await run("Back office: users");
    await seeAnswer(page, '"totalCount": 1,');
  },

  async "every example runs for User"() {
    assert.deepEqual(await runEveryExample(page), given.examples);
  },

  async "a subscription ticks with every change upstream"() {
    await run("Live: one person's devices");
    await seeAnswer(page, '"changed": [');
    for (const comment of given.comments) {
      assert.ok(!(await answerText(page)).includes(comment));
      await partnerApi.comment(comment);
      await seeAnswer(page, `"comment": "${comment}"`);
    }
    await page.getByRole("button", { name: /^Stop/ }).click();
    await page.getByRole("button", { name: /^Execute/ }).waitFor();
  },

  async "a deferred part follows the first"() {
    await partnerApi.whileHeatPumpsAreSlow(2, async () => {
      await run("Slow parts later");
      await seeAnswer(page, '"buildings": [');
      assert.doesNotMatch(await answerText(page), /"heatPumps"/);
      await seeAnswer(page, '"heatPumps": [');
      assert.match(await answerText(page), /"buildings": \[/);
    });
  },

  async "the calls behind an answer are drawn"() {
    await choose("Administrator");
    await page.getByRole("button", { name: "Show Calls to the Partner API" }).click();
    await page.getByLabel("Ask what each answer takes").and(page.locator(":checked")).waitFor();
    await page.getByRole("button", { name: "Show Examples" }).click();
    await run("Home screen");
    await seeAnswer(page, '"heatPumps": [');
    await page.getByRole("button", { name: "Show Calls to the Partner API" }).click();
    // A user, the buildings, and the four kinds of devices; this demo keeps no answers.
    await plugin.getByText(/^6 questions in [\d.,]+ ms, 6 sent to the Partner API\.$/).waitFor();
    const kinds = await plugin.locator(".call-kind").allInnerTexts();
    assert.deepEqual(kinds.sort(), ["buildings", "devices", "devices", "devices", "devices", "user"]);
    assert.deepEqual(await plugin.locator(".calls-legend").allInnerTexts(), ["6 called by this operation"]);
    assert.equal(await plugin.locator(".call-failure, .call-remarks").count(), 0);
    const widths = await plugin.locator(".call-bar").evaluateAll((all) => all.map((bar) => bar.clientWidth));
    assert.ok(Math.min(...widths) >= 3, `bars of ${widths} pixels`);
  },
};

const done = [];
try {
  for (const [name, step] of Object.entries(steps)) {
    await step().catch(async (error) => {
      await page.screenshot({ path: given.failure_screenshot });
      throw new Error(`${name}: ${error.message}\n${complaints.join("\n")}`, { cause: error });
    });
    done.push({ step: name, complaints: complaints.splice(0) });
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify(done));
