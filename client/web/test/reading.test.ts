// SPDX-License-Identifier: Apache-2.0
// Finding one's way: search, links, the keyboard, the address, the weight.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { go, launch, open, origin, settled, shoot } from "./browser.js";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

test("one box: codes, heights, transactions, names, initials, documents; each proved before it is shown", async () => {
  const { page, context, faults } = await open(browser, 1440, /status of 404/);
  await go(page, "block/20", { lang: "en" });
  const tx = /tx\/(\w+)/.exec((await page.locator('main a[href^="#/tx/"]').first().getAttribute("href"))!)![1]!;
  await go(page, "programme/sample-life", { lang: "en" });
  const enterprise = page.locator('main a[href^="#/enterprise/"]').first();
  const code = /enterprise\/(\w+)/.exec((await enterprise.getAttribute("href"))!)![1]!;
  const found: [string, RegExp, RegExp][] = [
    [code, /credit code/, /样例企业/],
    [code.toLowerCase(), /credit code/, /样例企业/],
    [code.slice(0, 14), /a name/, /样例企业/],
    ["20", /height of a block/, /Block 20/],
    [tx, /transaction/, new RegExp(`transaction\\s+${tx.slice(0, 16)}`)],
    [tx.slice(0, 10), /transaction/, new RegExp(tx.slice(0, 16))],
    ["sample-life", /a name/, /programme\s+样例专项资金/],
    ["样例专项", /a name/, /programme\s+样例专项资金/],
    ["ylzxzj", /initials/, /programme\s+样例专项资金/],
    ["little giant", /a name/, /title\s/],
    ["gd-iit", /a name/, /department\s/],
    ["99999999", /height|transaction/, /Nothing was found/],
    ["91990800YY50000000", /credit code/, /this is proved/],
  ];
  for (const [text, kind, hit] of found) {
    await page.locator("header .search input").fill(text);
    await page.keyboard.press("Enter");
    await page.waitForFunction((wanted) => new URLSearchParams(location.hash.split("?")[1]).get("q") === wanted, text);
    await settled(page);
    await page.locator(".hit p", { hasText: kind }).first().waitFor();
    assert.match(await page.locator(".hit").innerText(), hit, text);
    assert.match(await page.locator("details.proof summary").innerText(), /verified|No data/, text);
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("arrows walk from the box through what was found; a kind and further pages stand in the address", async () => {
  const { page, context, faults } = await open(browser, 390);
  await go(page, "search", { lang: "zh", q: "样例企业" });
  const box = page.locator("main input[type=search]");
  await box.focus();
  await page.keyboard.press("ArrowDown");
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.getAttribute("href") ?? document.activeElement?.tagName ?? "");
  const first = await focused();
  assert.match(first, /#\/enterprise\//);
  await page.keyboard.press("ArrowDown");
  assert.notEqual(await focused(), first);
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  assert.equal(await focused(), "INPUT");
  const before = await page.locator(".hit a").count();
  await page.getByRole("button", { name: "更多" }).click();
  await page.waitForFunction((count) => document.querySelectorAll(".hit a").length > count, before);
  assert.equal(new Set(await page.locator(".hit a").evaluateAll((links) => links.map((link) => link.getAttribute("href")))).size, await page.locator(".hit a").count());
  await page.locator("select").selectOption("programme");
  await page.waitForFunction(() => location.hash.includes("kind=programme"));
  await settled(page);
  await page.keyboard.press("/");
  await page.keyboard.type("gd-iit");
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.includes("q=gd-iit"));
  await settled(page);
  await page.keyboard.press("ArrowDown");
  assert.match(await focused(), /#\/department\/gd-iit/);
  await page.keyboard.press("Enter");
  await page.waitForFunction(() => location.hash.startsWith("#/department/gd-iit"));
  await settled(page);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a node that names what is not there, or hides behind another key, is shown as a hint or refused", async () => {
  const { page, context } = await open(browser);
  const real = (await (await fetch(`${origin}/v1/search?q=sample-life&kind=programme`)).json()) as { rows: { key: string }[] };
  const absent = real.rows[0]!.key.slice(0, -2) + "7a"; // another id, which nobody defined
  await page.route("**/v1/search?*", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { rows: object[] };
    await route.fulfill({ response: answer, json: { ...body, rows: [{ kind: "programme", id: "no-such", href: "/v1/programmes/no-such", key: absent, view: { name: "伪造的专项" } }, ...body.rows] } });
  });
  await go(page, "search", { lang: "en", q: "sample-life" });
  const text = await page.locator(".hit").innerText();
  assert.match(text, /only a hint of the node/);
  assert.match(text, /样例专项资金/);
  assert.doesNotMatch(text, /伪造的专项/);
  await page.route("**/v1/state/**", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { proof: string };
    const bytes = Buffer.from(body.proof, "base64");
    bytes[Math.floor(bytes.length / 2)]! ^= 1;
    await route.fulfill({ response: answer, json: { ...body, proof: bytes.toString("base64") } });
  });
  await page.reload();
  await page.getByText("Nothing is shown").first().waitFor();
  assert.equal(await page.locator(".hit").count(), 0);
  await context.close();
});

test("what is not there is proved to be empty, or not found, with the way on", async () => {
  const { page, context, faults } = await open(browser, 1440, /status of 404/);
  await go(page, "enterprise/91990800YY50000000", { lang: "en" });
  await page.getByRole("heading", { name: "Not registered" }).waitFor();
  assert.match(await page.locator("main").innerText(), /Proved to be empty/);
  await shoot(page, "empty-en-light");
  for (const path of ["programme/no-such", "title/no-such", "block/9999999", "tx/ffffffffffffffff", "enterprise/nonsense", "department/no-such", "challenge/sample-challenge/no-such", "challenge/x", "audit?of=programme/no-such%20one", "nowhere"]) {
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
  const queue = ["overview", "programme/sample-challenge"]; // the one is not the first of its kind
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
  for (const kind of ["overview", "search", "programmes", "programme", "challenge", "titles", "title", "notices", "departments", "department", "audit", "blocks", "block", "tx", "enterprise", "verify"]) assert.ok(kinds.has(kind), kind);
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
      return [`${at.tagName} ${(at.getAttribute("aria-label") ?? at.textContent ?? "").trim().slice(0, 40)}`, at === document.body || ringed] as const;
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

test("titles in force change with the day and the place; an auditor's filters stand in the address and hold", async () => {
  const { page, context, faults } = await open(browser);
  await go(page, "titles", { lang: "en" });
  const total = async (): Promise<number> => Number(/(\d+) in force on/.exec(await page.locator("main .lead").innerText())![1]);
  const now = await total();
  assert.ok(now > 0);
  const cell = page.locator("table").first().locator("tfoot td").last();
  assert.equal(Number(await cell.innerText()), now);
  await page.locator("main input[type=date]").fill("1999-01-01");
  await page.getByText("0 in force on 1999-01-01").waitFor();
  await go(page, "audit", { lang: "en", of: "programme/sample-life" });
  const shown = async (): Promise<number[]> => /(\d+) of all (\d+)/.exec(await page.locator(".sec .meta", { hasText: "of all" }).innerText())!.slice(1).map(Number);
  const [all, complete] = await shown();
  assert.equal(all, complete);
  // what became of a project is named by its own words: a review has a grade, a closing has none
  for (const said of ["recorded the acceptance: passed", "recorded the performance: good", /recorded the closing(?!:)/]) await page.locator("main tbody tr", { hasText: said }).waitFor();
  await page.locator("label", { hasText: "What" }).locator("select").selectOption("paid");
  await page.waitForFunction(() => location.hash.includes("kind=paid"));
  const [paid] = await shown();
  assert.ok(paid! > 0 && paid! < all!);
  assert.equal(await page.locator("main tbody tr").count(), paid);
  await page.reload();
  await settled(page);
  assert.deepEqual(await shown(), [paid, complete]);
  const least = page.locator("label", { hasText: "At least" }).locator("input");
  for (const [text, count] of [["40", paid], ["40.000001", 0], ["", paid]] as const) { // two payments of 400,000 CNY
    await least.fill(text);
    await least.press("Tab");
    await page.waitForFunction((wanted) => (new URLSearchParams(location.hash.split("?")[1]).get("least") ?? "") === wanted, text);
    assert.equal((await shown())[0], count, text);
  }
  await least.fill("4o");
  await least.press("Tab");
  await page.locator('input[aria-invalid="true"]').waitFor();
  await least.fill("");
  await least.press("Tab");
  await page.locator("label", { hasText: "Or an enterprise" }).locator("input").fill("not a code");
  await page.keyboard.press("Tab");
  await page.getByText("there is no such subject").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("programmes of other kinds: a kind is chosen, a challenge has its bids, a fund its multiples, a catalogue its products of a day; places of a title are chosen", async () => {
  const { page, context, faults } = await open(browser);
  await go(page, "programmes", { lang: "en" });
  await page.locator("select").selectOption("challenge");
  await page.waitForFunction(() => location.hash.includes("kind=challenge"));
  assert.equal(await page.locator("main tbody tr").count(), 1);
  await page.locator("main tbody a").click();
  await page.getByRole("heading", { name: "Challenges", exact: true }).waitFor();
  await page.locator('a[href="#/challenge/sample-challenge/c1"], a[href^="#/challenge/sample-challenge/c1?"]').click();
  await page.waitForFunction(() => location.hash.startsWith("#/challenge/"));
  await settled(page);
  await page.getByText("open for bids").first().waitFor();
  assert.equal(await page.locator("table", { hasText: "Asked for" }).locator("tbody tr").count(), 3);
  assert.match(await page.locator("main").innerText(), /complete 3\/3/);
  await go(page, "challenge/sample-challenge/c2", { lang: "en" });
  const sealed = page.locator(".sec", { has: page.getByRole("heading", { name: "Sealed bids" }) });
  assert.match(await sealed.innerText(), /Nobody sees what they say before they are opened, from \d{4}-\d\d-\d\d: in 2 days/);
  assert.equal(await sealed.locator("tbody tr").count(), 3);
  const hashes = await sealed.locator("tbody td.mono").allInnerTexts();
  assert.equal(hashes[1], hashes[2], "the members of a consortium seal the same");
  assert.notEqual(hashes[0], hashes[1]);
  await go(page, "programme/sample-fund", { lang: "en", unit: "yuan" });
  const fund = page.locator(".sec", { hasText: "Social capital drawn in" });
  assert.match(await fund.innerText(), /13,000,000\.00[\s\S]*4\.33 for each yuan paid[\s\S]*1\.44 for each yuan decided/);
  await fund.getByRole("button", { name: "How computed" }).click();
  await fund.getByText(/all 3 records, equal to the state/).waitFor();
  await go(page, "programme/sample-catalogue", { lang: "en" });
  assert.equal(await page.getByRole("heading", { name: "Awards" }).count(), 0, "a catalogue holds no money");
  const listed = async (): Promise<number> => Number(/(\d+) listed on/.exec(await page.locator(".sec .meta", { hasText: "listed on" }).innerText())![1]);
  assert.equal(await listed(), 4);
  await page.locator("main input[type=date]").fill("1999-01-01");
  await page.getByText("0 listed on 1999-01-01").waitFor();
  await page.locator("label", { hasText: "State" }).locator("select").selectOption("not_begun");
  assert.equal(await page.locator(".tbl tbody tr").first().locator(".st").innerText(), "not yet in force");
  await go(page, "title/sample-innovative-sme", { lang: "en" });
  const lines = page.locator(".sec", { hasText: "Holders" }).locator("tbody tr");
  const all = await lines.count();
  const places = page.locator("label", { hasText: "Place" }).locator("select");
  const place = await places.locator("option").last().innerText();
  await places.selectOption(place);
  await page.waitForFunction(() => location.hash.includes("place="));
  const some = await lines.count();
  assert.ok(some > 0 && some < all, `${some} of ${all}`);
  assert.deepEqual([...new Set(await lines.locator("td:nth-child(3)").allInnerTexts())], [place]);
  assert.deepEqual(faults, []);
  await context.close();
});

test("what stands in public notice is listed with the days that are left, and the programme's page says the same", async () => {
  const { page, context, faults } = await open(browser);
  await go(page, "notices", { lang: "en" });
  const line = page.locator("main tbody tr", { has: page.locator('a[href*="programme/sample-notice"]') });
  const days = /(\d+) (working )?days? left/.exec(await line.innerText())![0];
  await line.locator("a").click();
  await page.waitForFunction(() => location.hash.startsWith("#/programme/"));
  await settled(page);
  assert.ok((await page.locator(".notice").innerText()).includes(days));
  assert.deepEqual(faults, []);
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
