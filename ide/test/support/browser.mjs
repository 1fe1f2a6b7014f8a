import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Whatever is not this machine does not exist, by name or by number: nobody listens at this proxy,
  // and what is on this machine is reached without it.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  "--proxy-server=127.0.0.1:9",
];

export function launchBrowser() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** A page of its own, with everything that it must not do: errors, and requests to other hosts. */
export async function openPage(browser, gateway, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  const guard = (address) => {
    const { host, protocol } = new URL(address);
    if (host !== new URL(gateway.address).host && protocol !== "data:") complaints.push(address);
  };
  context.on("request", (request) => guard(request.url()));
  page.on("websocket", (socket) => guard(socket.url()));
  await page.goto(gateway.address);
  await page.locator(".graphiql-query-editor .monaco-editor").waitFor();
  return { page, context, complaints };
}

const spaced = (text) => text.replaceAll("\u00a0", " ");

/** The text of the answer as far as it is on the screen. */
export async function answerText(page) {
  return spaced(await page.locator(".graphiql-response .view-lines").innerText());
}

/** Waits until the answer has the text. */
export async function seeAnswer(page, text) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await answerText(page);
    if (answer.includes(text)) return;
    if (Date.now() > deadline) throw new Error(`no ${text} in the answer:\n${answer}`);
    await page.waitForTimeout(50);
  }
}
