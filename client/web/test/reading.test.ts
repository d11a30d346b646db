// SPDX-License-Identifier: Apache-2.0
// Finding one's way: search, links, the keyboard, the address, the weight.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { go, launch, open, origin, settled, shoot } from "./browser.js";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("one box: codes, heights, transactions, names; and what is not there is proved or said", async () => {
  const { page, context, faults } = await open(browser, 1440, /status of 404/);
  await go(page, "block/20", { lang: "en" });
  const tx = /tx\/(\w+)/.exec((await page.locator('main a[href^="#/tx/"]').first().getAttribute("href"))!)![1]!;
  await go(page, "programme/sample-life", { lang: "en" });
  const code = /enterprise\/(\w+)/.exec((await page.locator('main a[href^="#/enterprise/"]').first().getAttribute("href"))!)![1]!;
  const found: [string, RegExp, RegExp][] = [
    [code, /credit code/, /样例企业/],
    [code.toLowerCase(), /credit code/, /样例企业/],
    ["20", /height of a block/, /Block 20/],
    [tx, /transaction/, /Transaction/],
    [tx.slice(0, 10), /transaction/, /Transaction/],
    ["sample-life", /name of a programme/, /programme/],
    ["little giant", /name of a programme, title/, /title/],
    ["99999999", /height|transaction/, /Blocks are 1 to|Nothing was found/],
    ["91990800YY50000000", /credit code/, /this is proved/],
  ];
  for (const [text, kind, hit] of found) {
    await page.locator("header .search input").fill(text);
    await page.keyboard.press("Enter");
    await page.locator(".hit p", { hasText: kind }).first().waitFor();
    await settled(page);
    assert.match(await page.locator(".hit").innerText(), hit, text);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("what is not there is proved to be empty, or not found, with the way on", async () => {
  const { page, context, faults } = await open(browser, 1440, /status of 404/);
  await go(page, "enterprise/91990800YY50000000", { lang: "en" });
  await page.getByRole("heading", { name: "Not registered" }).waitFor();
  assert.match(await page.locator("main").innerText(), /Proved to be empty/);
  await shoot(page, "empty-en-light");
  for (const path of ["programme/no-such", "title/no-such", "block/9999999", "tx/ffffffffffffffff", "enterprise/nonsense", "nowhere"]) {
    await go(page, path, { lang: "en" });
    assert.match(await page.locator("main").innerText(), /Not found|no such|proved/i, path);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("every kind of link leads somewhere", async () => {
  const { page, context, faults } = await open(browser);
  const kinds = new Map<string, Set<string>>();
  const visited = new Set<string>();
  const queue = ["overview"];
  while (queue.length > 0) {
    const path = queue.shift()!;
    if (visited.has(path)) continue;
    visited.add(path);
    await go(page, path, { lang: "zh" });
    assert.equal(await page.locator("main [role=alert]").count(), 0, path);
    assert.ok((await page.locator("main h1").innerText()).trim() !== "", path);
    for (const href of await page.locator("a[href^='#/']").evaluateAll((links) => links.map((link) => link.getAttribute("href")!))) {
      const to = href.replace(/^#\//, "").replace(/\?.*/, "");
      const kind = to.split("/")[0]!;
      const seen = kinds.get(kind) ?? new Set();
      kinds.set(kind, seen);
      if (seen.has(to) || seen.size >= 3) continue;
      seen.add(to);
      queue.push(to);
    }
  }
  for (const kind of ["overview", "search", "programmes", "programme", "titles", "title", "blocks", "block", "tx", "enterprise", "verify"]) assert.ok(kinds.has(kind), kind);
  assert.deepEqual(faults, []);
  await context.close();
});

test("by the keyboard alone: skip link, search, proof, and a focus that is seen everywhere", async () => {
  const { page, context } = await open(browser);
  await go(page, "programme/synthetic-120", { lang: "en" });
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to content");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  await page.keyboard.press("/");
  assert.equal(await page.evaluate(() => (document.activeElement as HTMLInputElement).name), "q");
  await page.locator("details.proof summary").focus();
  await page.keyboard.press("Enter");
  assert.equal(await page.locator("details.proof").getAttribute("open"), "");
  await shoot(page, "proof-open-en-light");
  await page.keyboard.press("Escape");
  assert.equal(await page.locator("details.proof").getAttribute("open"), null);
  await page.evaluate(() => (document.activeElement as HTMLElement).blur());
  const seen = new Set<string>();
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press("Tab");
    const [name, shown] = await page.evaluate(() => {
      const at = document.activeElement as HTMLElement;
      const ringed = [at, at.closest(".search") ?? at].map((one) => getComputedStyle(one)).some((style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2);
      return [`${at.tagName} ${(at.textContent ?? "").trim().slice(0, 40)}`, at === document.body || ringed] as const;
    });
    assert.ok(shown, `no focus is seen on ${name}`);
    seen.add(name);
  }
  assert.ok(seen.size > 30);
  await context.close();
});

test("the address is the view: filters, sort, language and unit come back with it", async () => {
  const { page, context } = await open(browser);
  await go(page, "programme/synthetic-120", { lang: "en" });
  await page.locator("select").first().selectOption("paid");
  await page.getByRole("button", { name: "Paid", exact: true }).click();
  await page.getByRole("button", { name: "CNY", exact: true }).click();
  const url = page.url();
  const table = await page.locator("#list + div table").innerText();
  const other = await open(browser);
  await other.page.goto(url);
  await settled(other.page);
  assert.equal(await other.page.locator("#list + div table").innerText(), table);
  await other.context.close();
  await context.close();
});

test("the first view is light, and its data comes soon", async () => {
  const { page, context } = await open(browser);
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const sizes = new Map<string, number>();
  session.on("Network.responseReceived", ({ requestId, response }) => {
    if (!response.url.includes("/v1/")) sizes.set(requestId, 0);
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (sizes.has(requestId)) sizes.set(requestId, encodedDataLength);
  });
  const begin = Date.now();
  await page.goto(`${origin}/#/overview?lang=zh`);
  await settled(page);
  const ms = Date.now() - begin;
  const weight = [...sizes.values()].reduce((sum, one) => sum + one, 0);
  console.log(`first view: ${weight} bytes in ${sizes.size} files, data after ${ms} ms`);
  assert.ok(weight <= 150_000, `${weight} bytes`);
  const head = await fetch(`${origin}/`);
  assert.match(head.headers.get("content-security-policy") ?? "", /default-src 'none'/);
  assert.doesNotMatch(head.headers.get("content-security-policy") ?? "", /unsafe/);
  assert.equal(head.headers.get("set-cookie"), null);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});
