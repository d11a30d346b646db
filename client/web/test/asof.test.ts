// SPDX-License-Identifier: Apache-2.0
// The page of a past day says what `credence … --as-of` says of it: on a network of its own, whose clock begins weeks ago and goes on in leaps, with something recorded after each.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";

const bin = process.env["CREDENCE_BIN"] ?? "";
const configs = join(import.meta.dirname, "../../../configs");
const folder = mkdtempSync(join(tmpdir(), "credence-as-of-"));
const data = (process.env["CREDENCE_NETWORK"] = join(folder, "network"));
const clock = join(folder, "clock");
const env = { ...process.env, LD_PRELOAD: join(bin, "libskewed_clock.so"), CREDENCE_CLOCK_SKEW: clock };
const dayMs = 86_400_000;
const dayAgo = (days: number): string => new Date(Date.now() + 8 * 3_600_000 - days * dayMs).toISOString().slice(0, 10);
function back(days: number): void {
  const skew = Buffer.alloc(8);
  skew.writeBigInt64LE(BigInt(-days * 86_400));
  writeFileSync(clock, skew, { flag: days === start ? "w" : "r+" });
}
function run(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(join(bin, "credence"), ["--lang", "en", "--data", data, ...args], { env, encoding: "utf8", maxBuffer: 64 << 20 });
  assert.ok(status === 0 || status === 7, `credence ${args.join(" ")}: ${stderr}`); // 7: proved, and not in force
  return stdout;
}
type Told = Record<string, any>;
const told = (...args: string[]): Told => JSON.parse(run("--json", ...args)) as Told;

const start = 45;
const days = { before: dayAgo(start + 1), first: dayAgo(start), after: dayAgo(start - 5), second: dayAgo(30), third: dayAgo(10), yesterday: dayAgo(1) };
let codes: string[] = [];
let browser: Browser;
let tools: typeof import("./browser.js");

before(async () => {
  back(start);
  run("network", "demo", "--base-port", process.env["CREDENCE_AS_OF_PORT"] ?? "17940", "--sample", join(configs, "sample"), "--catalogue", join(configs, "guangdong-2021-2025"));
  tools = await import("./browser.js");
  browser = await tools.launch();
});
after(async () => {
  await browser?.close();
  spawnSync(join(bin, "credence"), ["--data", data, "network", "down"], { env });
  rmSync(folder, { recursive: true, force: true });
});

/** Goes on to that many days ago and records what came then. */
function record(): void {
  const [one, two] = [codes[0]!, codes[1]!];
  const iit = ["--key", "gd-iit-award", "--checker", "gd-iit-check"], samr = ["--key", "gd-samr-registrar", "--checker", "gd-samr-check"];
  back(30);
  run("enterprise", "rename", one, "--from", days.second, "--name", "样例企业甲（合成数据）", ...samr);
  run("programme", "amend", "sample-fund", "--budget", "2500万元", "--reason", "追加", ...iit);
  run("title", "revoke", "sample-innovative-sme", two, "--from", days.second, "--reason", "提供虚假材料", "--key", "gd-iit-qualify", "--checker", "gd-iit-check");
  back(10);
  run("challenge", "select", "sample-challenge", "c1", "2=1000万元", "3=800万元", "--published", days.third, ...iit);
  run("fund", "record", "sample-fund", "s4", "--batch", "b1", "--line", "2", "--investor", "样例产业资本（合成数据）", "--amount", "100万元", "--on", days.third, ...iit);
  for (const entry of ["x3", "x1"]) run("fund", "withdraw", "sample-fund", entry, "--reason", "登记有误", ...iit); // before their payment goes back
  run("payment", "return", "sample-fund", "p1", "1", "--on", days.third, "--reason", "账号有误", "--key", "gd-finance-pay", "--checker", "gd-finance-check");
  run("award", "confirm", "sample-notice", "b1", ...iit);
  back(0);
  const today = dayAgo(0);
  run("enterprise", "rename", one, "--from", today, "--name", "样例企业乙（合成数据）", ...samr);
  run("programme", "amend", "sample-fund", "--budget", "2200万元", "--reason", "调减", ...iit);
  run("award", "amend", "sample-relief", "b1", "1", "--amount", "45万元", "--reason", "核减", ...iit);
  const list = join(folder, "products.csv");
  writeFileSync(list, `序号,企业名称,统一社会信用代码,产品名称,有效期起,有效期止\n1,样例企业0002（合成数据）,${two},样例产品：后来的,${today},\n`);
  run("award", "amend", "sample-relief", "b1", "--declared-total", "90万元", "--reason", "总额更正", ...iit);
  run("programme", "quota", "sample-fund", "q1", "--amount", "100万元", "--name", "额度", ...iit);
  run("enterprise", "merge", codes[2]!, "--from", today, "--into", two, ...samr);
  run("keys", "new", "cac-new");
  run("keys", "rotate", "cac-new", "--key", "gd-cac-award", "--checker", "gd-cac-check");
  run("listing", "import", list, "--programme", "sample-catalogue", "--batch", "b2", "--journal", join(folder, "journal"), ...iit);
}

type Row = Record<string, any>;
/** The rows of a section, as the page hands them to the browser to be saved. That a browser saves a file, other tests see; this one asks for some hundreds. */
async function rows(page: Page, section: string): Promise<Row[]> {
  const handed = await page.getByRole("button", { name: `${section} JSON`, exact: true }).evaluate((button: HTMLButtonElement) => {
    const [make, { click }] = [URL.createObjectURL, HTMLAnchorElement.prototype];
    let file = new Blob();
    URL.createObjectURL = (it) => ((file = it as Blob), "about:blank");
    HTMLAnchorElement.prototype.click = () => undefined;
    button.click();
    [URL.createObjectURL, HTMLAnchorElement.prototype.click] = [make, click];
    return file.text();
  });
  return JSON.parse(handed) as Row[];
}
const yuan = (shown: string): string => shown.replaceAll(",", "");
const state = (of: string): string => (of === "valid" ? "in_force" : of);

test("enterprise, programme, title, department, challenge, fund and catalogue of a past day are those of the command line, in both languages", async (t) => {
  codes = (told("programme", "show", "sample-fund", "--awards")["awards"] as Told[]).map((one) => String(one["code"]));
  codes.push(String((told("challenge", "show", "sample-challenge", "c1")["bids"] as Told[])[2]!["code"]));
  record();
  const folds = spawnSync(process.execPath, ["--import", "tsx", "--test", "client/test/past.test.ts"], { encoding: "utf8" });
  assert.equal(folds.status, 0, folds.stdout);
  const { page, context, faults } = await tools.open(browser, 1440, /status of 404/);
  const seen = new Set<string>();
  for (const lang of ["zh", "en"] as const) {
    const words = (zh: string, en: string): string => (lang === "zh" ? zh : en);
    for (const on of [days.first, days.after, days.second, days.third, days.yesterday])
      await t.test(`${on} ${lang}`, async () => {
        const go = (path: string): Promise<void> => tools.go(page, path, { lang, on });
        const asOf = ["--as-of", on];
        for (const code of codes) {
          const { enterprise, titles } = told("enterprise", "show", code, ...asOf);
          await go(`enterprise/${code}`);
          assert.equal(await page.locator("h1").innerText(), enterprise["name"]);
          assert.deepEqual((await rows(page, words("资格", "Titles"))).map((one) => [one["title"], state(one["state"])]).sort(), (titles as Told[]).map((one) => [one["type"], one["state"]]).sort());
          const support = await rows(page, words("收到的支持", "Support received"));
          for (const share of enterprise["programmes"] as Told[]) {
            const sum = (name: string): number => support.filter((one) => one["programme"] === share["programme"] && one["standing"] !== "withdrawn").reduce((total, one) => total + Number(one[name]), 0);
            for (const name of ["awarded", "paid", "recovered"]) assert.equal(sum(`${name}_yuan`).toFixed(2), yuan(share[`${name}_yuan`]), `${code} ${share["programme"]} ${name}`);
          }
        }
        for (const id of ["sample-life", "sample-fund", "sample-notice", "sample-relief", "sample-challenge"]) {
          const { programme, awards } = told("programme", "show", id, "--awards", ...asOf);
          await go(`programme/${id}`);
          const [totals] = await rows(page, words("资金流向", "Flow of the money"));
          for (const name of ["budget", "allocated", "awarded", "paid", "demanded", "recovered"]) assert.equal(totals![`${name}_yuan`], yuan(programme[`${name}_yuan`]), `${id} ${name}`);
          const list = await rows(page, words("安排名单", "Awards"));
          const own = (one: Row): unknown[] => [one["batch"], one["line"], one["code"], one["beneficiary"], one["standing"] === "in_notice" ? "public_notice" : one["standing"]];
          assert.deepEqual(list.map(own).sort(), (awards as Told[]).map(own).sort(), id);
          seen.add(`${id} ${totals!["budget_yuan"]} ${totals!["paid_yuan"]}`);
        }
        await go("title/sample-innovative-sme");
        for (const one of await rows(page, words("持有者", "Holders"))) assert.equal(state(one["state"]), told("title", "show", "sample-innovative-sme", one["code"], ...asOf)["state"]);
        await go("programme/sample-fund");
        const investments = told("fund", "list", "sample-fund", ...asOf)["investments"] as Told[];
        assert.deepEqual((await rows(page, words("社会资本条目", "Entries of social capital"))).map((one) => [one["entry"], one["amount_yuan"]]), investments.map((one) => [one["id"], yuan(one["amount_yuan"])]));
        await go("challenge/sample-challenge/c1");
        const { challenges, bids } = told("challenge", "show", "sample-challenge", "c1", ...asOf);
        assert.deepEqual((await rows(page, words("揭榜名单", "Bids"))).map((one) => [one["line"], one["selected_yuan"] !== null]).sort(), (bids as Told[]).map((one) => [one["line"], one["selected"]]));
        assert.equal((await page.locator(".facts dd").nth(2).innerText()).startsWith("—"), challenges[0]["selected"] === false);
        await go("programme/sample-catalogue");
        const listings = told("listing", "list", "sample-catalogue", ...asOf)["listings"] as Told[];
        assert.deepEqual((await rows(page, words("目录产品", "Products of the catalogue"))).map((one) => [one["product"], one["state"] === "valid"]), listings.map((one) => [one["product"], one["in_force"]]));
        await go("department/gd-iit");
        const led = await rows(page, words("负责的专项", "Programmes"));
        assert.ok(led.length > 5);
        for (const one of led.filter(({ programme }) => programme.startsWith("sample-"))) {
          const { programme } = told("programme", "show", one["programme"], ...asOf);
          for (const name of ["budget", "awarded", "paid"]) assert.equal(one[`${name}_yuan`], yuan(programme[`${name}_yuan`]), `${one["programme"]} ${name}`);
        }
        await go("overview");
        assert.deepEqual((await page.locator(".as-of-bar").innerText()).includes(on), true);
      });
  }
  // the days differ, so that what was compared is not the present in every one of them
  assert.equal([...seen].filter((one) => one.startsWith("sample-fund")).length, 3);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a credit entry that was repaired is shown and exported no more, on no day", async () => {
  const { page, context, faults } = await tools.open(browser, 1440);
  const held = codes.map((code) => ({ code, entries: told("history", code, "--kind", "credit_recorded")["entries"] as Told[] })).find(({ entries }) => entries.length > 0)!;
  assert.deepEqual(held.entries[0]!["fact"], { closed: true }, "the demonstration repairs it");
  const said = /处罚|轻微|penalty|minor|"class"|commitment/;
  for (const on of ["", days.first]) {
    await tools.go(page, `enterprise/${held.code}`, { lang: "zh", on });
    const text = await page.locator("main").innerText();
    assert.match(text, /已关闭，不再展示/);
    assert.doesNotMatch(text.replace(/处罚、失信/g, ""), said, on);
    assert.doesNotMatch(JSON.stringify((await rows(page, "记录")).filter((one) => one["kind"] === "credit_recorded")), said);
  }
  await tools.go(page, `tx/${held.entries[0]!["transaction"]}`, { lang: "en" });
  const text = await page.locator("main").innerText();
  assert.match(text, /recorded|records/);
  assert.doesNotMatch(text, said);
  assert.equal(await page.getByRole("button", { name: "Bytes" }).count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a past day is named on every view, wide and on a phone, and nothing on it says today; one goes there and back by the field of the foot", async (t) => {
  const { axe, go, open, settled, shoot } = tools;
  for (const width of [1440, 390]) {
    const { page, context, faults } = await open(browser, width);
    for (const [lang, theme] of [["zh", "light"], ["en", "dark"]] as const)
      for (const path of ["overview", `enterprise/${codes[0]}`, "programmes", "programme/sample-notice", "programme/sample-fund", "challenge/sample-challenge/c1", "programme/sample-catalogue", "titles", "title/sample-innovative-sme", "notices", "departments", "department/gd-iit", "audit?of=programme/sample-life"])
        await t.test(`${path} ${lang} ${width}`, async () => {
          await go(page, path, { lang, theme, on: days.after });
          assert.equal(await page.locator("main [role=alert]").count(), 0);
          assert.match(await page.locator(".as-of-bar").innerText(), new RegExp(days.after));
          assert.match(await page.locator("details.proof summary").innerText(), lang === "zh" ? new RegExp(`${days.after} 日终`) : new RegExp(`End of ${days.after}`));
          assert.equal(await page.locator("main .papers:visible").count(), 0, "proofs are of now");
          const text = await page.locator("main > :not(.as-of-bar)").allInnerTexts();
          assert.doesNotMatch(text.join("\n"), lang === "zh" ? /今天|今日/ : /\btoday\b/i);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth);
          assert.ok(wide <= width, `${wide} px wide`);
          assert.deepEqual(await axe(page), []);
          const name = path.split("/")[0]!;
          if ((width === 1440 && lang === "zh" && ["overview", "enterprise"].includes(name)) || (width === 390 && lang === "en" && name === "enterprise")) await shoot(page, `as-of-${name}-${lang}-${theme}${width === 390 ? "-phone" : ""}`);
        });
    assert.deepEqual(faults, []);
    await context.close();
  }
  const { page, context, faults } = await open(browser);
  await go(page, `enterprise/${codes[0]}`, { lang: "en" });
  const now = await page.locator("h1").innerText();
  assert.equal(await page.locator(".as-of-bar").count(), 0);
  await page.locator(".foot .as-of input").fill(days.second);
  await page.waitForFunction((day) => location.hash.includes(`on=${day}`), days.second);
  await settled(page);
  assert.equal(await page.locator("h1").innerText(), "样例企业甲（合成数据）");
  // it goes along the links, and the names of one day are not those of another
  await page.locator('main a[href^="#/programme/sample-life"]').first().click();
  await page.getByRole("heading", { level: 1, name: "样例专项资金" }).waitFor();
  assert.ok(await page.locator(".as-of-bar").isVisible());
  await page.locator("header .nav").getByRole("link", { name: "Verify" }).click();
  await page.waitForFunction(() => location.hash.startsWith("#/verify"));
  await settled(page);
  assert.equal(await page.locator(".as-of-bar").count(), 0, "what is verified is of no day");
  await page.locator("header .nav").getByRole("link", { name: "Enterprises" }).click();
  await page.waitForFunction(() => !location.hash.startsWith("#/verify"));
  await settled(page);
  assert.match(await page.locator(".as-of-bar").innerText(), /tells of now/);
  await page.goBack();
  await page.goBack();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "样例企业甲" }).waitFor();
  await page.getByRole("button", { name: "Back to today" }).click();
  await page.getByRole("heading", { level: 1, name: now }).waitFor();
  assert.equal(await page.locator(".as-of-bar").count(), 0);
  // before the chain there is nothing, and no such day is said so
  await go(page, `enterprise/${codes[0]}`, { lang: "zh", on: days.before });
  assert.match(await page.locator("main").innerText(), new RegExp(`未登记[\\s\\S]*到 ${days.before} 日终`));
  for (const on of ["2026-02-30", "yesterday", dayAgo(-1)]) {
    await go(page, "overview", { lang: "en", on });
    assert.match(await page.locator("main").innerText(), /no such day/);
  }
  assert.deepEqual(faults, []);
  await context.close();
});
