import assert from "node:assert/strict";
import { test } from "node:test";
import { launchBrowser, openPage } from "./support/browser.mjs";
import { startGateway } from "./support/gateway.mjs";

test("without a demo there is only the field for a token, on a phone too", async () => {
  const gateway = await startGateway({ demo: false });
  const browser = await launchBrowser();
  try {
    const viewport = { width: 390, height: 800 };
    const { page, complaints } = await openPage(browser, gateway, { viewport, colorScheme: "dark" });
    await page.getByText("Paste a bearer token to begin").waitFor();
    assert.equal(await page.getByRole("group", { name: "Demo role" }).count(), 0);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.equal(width, viewport.width, "nothing sticks out sideways");
    assert.deepEqual(complaints, []);
  } finally {
    await browser.close();
    await gateway.close();
  }
});
