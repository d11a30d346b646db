// SPDX-License-Identifier: Apache-2.0
// The auditor's findings on the page: those of `credence findings`, each entry proved; a node that names entries that are not there; a file for a spreadsheet.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import type { Told } from "../src/lib/findings.js";
import { axe, bin, data, go, launch, open, origin, settled, shoot } from "./browser.js";

let browser: Browser;
const folder = join(data, "findings-of-the-page");
before(async () => {
  browser = await launch();
  mkdirSync(folder, { recursive: true });
});
after(() => browser.close());

/** What the node knows, as soon as it knows something. */
async function known(): Promise<NonNullable<Told["found"]>> {
  for (;;) {
    const told = (await (await fetch(`${origin}/v1/desk/findings`)).json()) as Told;
    if (told.found) return told.found;
    assert.equal(told.failed, null);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
const entries = (page: Page) => page.locator("tbody tr button[aria-expanded]");

test("the node's findings are those of the command line, and each entry is proved", async () => {
  const found = await known();
  const archive = join(folder, "chain.archive");
  assert.equal(spawnSync(join(bin, "credence"), ["--data", data, "export-chain", archive]).status, 0);
  const ran = spawnSync(join(bin, "credence"), ["--json", "--genesis", join(data, "genesis.json"), "findings", archive]);
  assert.equal(ran.status, 16, ran.stderr.toString());
  const own = JSON.parse(ran.stdout.toString()) as typeof found;
  if (own.height === found.height) assert.deepEqual(found.findings, own.findings);
  assert.ok(found.findings.length >= 3 && found.findings.every((one) => one.evidence.length > 0));
  const { page, context, faults } = await open(browser);
  await go(page, "findings", { lang: "zh" });
  assert.match(await page.locator("details.proof summary").innerText(), /已在您的浏览器验证/);
  assert.match(await page.locator(".facts").innerText(), new RegExp(String(found.findings.length)));
  // each rule that found something, with what it asks and its parameters; the others on demand
  const rules = page.locator("section", { has: page.locator("h2", { hasText: /^规则$/ }) });
  const some = found.rules.filter((one) => one.found > 0);
  assert.equal(await rules.locator("tbody tr").count(), some.length);
  for (const one of some) assert.ok((await rules.innerText()).includes(one.asks_zh), one.id);
  await rules.getByRole("button", { name: /条规则/ }).click();
  assert.equal(await rules.locator("tbody tr").count(), found.rules.length);
  for (const of of found.rules.flatMap((one) => one.parameters)) assert.ok((await rules.innerText()).includes(of.about_zh), of.name);
  // the entries of the first
  await entries(page).first().click();
  await page.getByText("均已在您的浏览器证明").waitFor();
  assert.equal(await page.locator("#evidence .recs li").count(), found.findings[0]!.evidence.length);
  await page.evaluate(() => scrollTo(0, 0));
  assert.deepEqual(await axe(page), []);
  await shoot(page, "findings-evidence-zh-light");
  // by rule, through the address
  const last = some.at(-1)!;
  await rules.getByRole("button", { name: new RegExp(`^${last.id} `) }).click();
  assert.match(page.url(), new RegExp(`rule=${last.id}`));
  const list = page.locator("section", { has: page.locator("h2", { hasText: /^疑点$/ }) });
  assert.match(await list.locator(".meta").innerText(), new RegExp(`^${last.found} 条`));
  // all that is shown, as a file
  const [download] = await Promise.all([page.waitForEvent("download"), list.getByRole("button", { name: "疑点 CSV" }).click()]);
  const csv = join(folder, "findings.csv");
  await download.saveAs(csv);
  const text = readFileSync(csv, "utf8");
  assert.match(text, /^\ufeffrule,finding,day,days,sum_yuan,about,computed,parameters,evidence,evidence_left_out,up_to_block\r\n/);
  for (const one of found.findings.filter((one) => one.rule === last.id)) for (const entry of one.evidence) assert.ok(text.includes(`${entry.height}/${entry.index} ${entry.transaction}`));
  await page.locator("input[type=search]").last().fill("zzzz");
  await page.getByText("没有符合的疑点").waitFor();
  assert.deepEqual(faults, []);
  await context.close();
});

test("a node that names what is not there is exposed", async () => {
  const found = await known();
  const bent = async (page: Page, bend: (told: typeof found) => void): Promise<void> => {
    await page.route("**/v1/desk/findings", (route) => {
      const it = structuredClone(found);
      bend(it);
      return route.fulfill({ json: { looking: false, failed: null, found: it } });
    });
  };
  const { page, context } = await open(browser);
  await bent(page, (it) => (it.head_hash = it.head_hash.replace(/^./, (c) => (c === "0" ? "1" : "0"))));
  await go(page, "findings", { lang: "en" });
  await page.getByRole("heading", { name: "Not proved" }).waitFor();
  assert.equal(await page.locator("tbody").count(), 0);
  await page.unroute("**/v1/desk/findings");
  await bent(page, (it) => (it.findings[0]!.evidence[0]!.transaction = it.findings.flatMap((one) => one.evidence).find((one) => one.height > it.findings[0]!.evidence[0]!.height)?.transaction ?? it.findings[0]!.evidence[0]!.transaction.replace(/^../, "00")));
  await page.reload();
  await settled(page);
  await entries(page).first().click();
  await page.locator("#evidence .state").waitFor();
  assert.equal(await page.locator("#evidence .recs").count(), 0);
  await context.close();
});

test("without a desk the page says how they are found anywhere", async () => {
  for (const { width, lang } of [{ width: 1440, lang: "zh" }, { width: 390, lang: "en" }] as const) {
    const { page, context, faults } = await open(browser, width, /404/);
    await page.route("**/v1/desk/findings", (route) => route.fulfill({ status: 404, contentType: "application/problem+json", json: { code: "no_route" } }));
    await go(page, "findings", { lang });
    assert.match(await page.locator("main").innerText(), /credence findings chain\.archive --genesis genesis\.json/);
    assert.deepEqual(await axe(page), []);
    await page.locator("nav.tabs a").first().click();
    await page.waitForFunction(() => location.hash.startsWith("#/audit"));
    assert.deepEqual(faults, []);
    await context.close();
  }
});
