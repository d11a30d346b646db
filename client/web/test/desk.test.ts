// SPDX-License-Identifier: Apache-2.0
// The work desk in a browser, on a network: a list from its file to its certificate with maker and checker; what is wrong or open; a tab that is
// closed; a desk that lies.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { decode, encode, fromBase64, type Variant } from "../verifier/src/index.js";
import { workbook } from "./workbook.js";
import { axe, bin, data, go, launch, open, origin, shoot } from "./browser.js";

let browser: Browser;
const lists = join(data, "lists-of-the-page");
/** A programme of its own for each run. */
const programme = `desk-${Date.now()}`;
const another = `${programme}-b`;
const codes: string[] = [];
const names: string[] = [];

function credence(...args: string[]): string {
  const ran = spawnSync(join(bin, "credence"), ["--lang", "en", "--data", data, ...args]);
  assert.equal(ran.status, 0, ran.stdout.toString() + ran.stderr.toString());
  return ran.stdout.toString();
}
before(async () => {
  browser = await launch();
  mkdirSync(lists, { recursive: true });
  for (const one of [programme, another]) credence("programme", "create", one, "--name", "工作台专项", "--lead", "gd-iit", "--finance", "gd-finance", "--year", "2026", "--budget", "1000", "--key", "gd-iit-award", "--checker", "gd-iit-check");
  const { rows } = (await (await fetch(`${origin}/v1/enterprises?limit=100`)).json()) as { rows: { href: string }[] };
  for (const { href } of rows) {
    const { view } = (await (await fetch(origin + href)).json()) as { view: { name: string; kind: string } };
    if (view.kind !== "enterprise") continue;
    codes.push(href.split("/").at(-1)!);
    names.push(view.name);
  }
  assert.ok(codes.length >= 5);
});
after(() => browser.close());

const passphrase = readFileSync(join(data, "passphrase"), "utf8").trim();
const sameProject = `研发平台${programme}`;
const row = (i: number, amount: string, project = sameProject): string => `${i + 1},${names[i]},${codes[i]},${project},${amount}`;
function file(name: string, rows: string[], head = "序号,企业名称,统一社会信用代码,项目名称,拟支持金额（万元）"): string {
  const path = join(lists, name);
  writeFileSync(path, `${[head, ...rows].join("\r\n")}\r\n`);
  return path;
}
async function unlock(page: Page, key: string): Promise<void> {
  await page.setInputFiles(".keybox input[type=file]", join(data, "keys", `${key}.json`));
  await page.fill("input[name=passphrase]", passphrase);
  await page.locator(".keybox button").click();
  await page.locator(".title .st", { hasText: "密钥已打开" }).waitFor();
}
async function drop(page: Page, batch: string, path: string, of = programme): Promise<void> {
  await page.fill("input[name=programme]", of);
  await page.fill("input[name=batch]", batch);
  await page.locator("input[name=batch]").press("Tab");
  await page.setInputFiles(".drop input[type=file]", path);
}
const button = (page: Page) => page.locator(".sign .btn.go");
const state = (page: Page, id: string) => page.locator(`tr[data-state=${id}]`);

test("a list goes from its file to its certificate, with maker and checker", async () => {
  const { page, context, faults } = await open(browser);
  await go(page, "desk", { lang: "zh" });
  assert.deepEqual(await axe(page), []);
  await drop(page, "b1", file("b1.csv", [row(0, "90"), row(1, "80.5"), "合计,,,,170.5"]));
  await page.locator(".sign .sent", { hasText: "2 行" }).waitFor();
  assert.match(await page.locator(".sign").innerText(), /170\.50/);
  assert.match(await page.locator(".sign [data-checks]").innerText(), /2\/2 行的企业与金额在文件的同一行中/);
  assert.equal(await page.locator(".sign [data-checks] .x").count(), 0);
  assert.match(await page.locator("main").innerText(), /第 4 行略过/);
  assert.equal(await button(page).innerText(), "先打开密钥");
  assert.deepEqual(await axe(page), []);
  // a wrong passphrase is said, and a right one opens the key in the worker
  await page.setInputFiles(".keybox input[type=file]", join(data, "keys", "gd-iit-award.json"));
  await page.fill("input[name=passphrase]", "wrong");
  await page.locator(".keybox button").click();
  await page.locator(".keybox [role=alert]", { hasText: "wrong_passphrase" }).waitFor();
  await unlock(page, "gd-iit-award");
  assert.match(await page.locator(".sign").innerText(), /1,000\.00 → 829\.50/);
  await shoot(page, "desk-list-zh-light");
  await button(page).click();
  await state(page, "waits").waitFor();
  // the tab is closed, and comes back: what was signed is there, the key is not
  await page.reload();
  await state(page, "waits").waitFor();
  await page.locator(".keybox").waitFor();
  const stored = await page.evaluate(async () => JSON.stringify([{ ...localStorage }, (await indexedDB.databases()).map((one) => one.name)]));
  assert.doesNotMatch(stored, /passphrase|secret/);
  // the checker, with what changes
  const other = await open(browser);
  await go(other.page, "desk", { lang: "zh", as: "check" });
  await unlock(other.page, "gd-iit-check");
  const job = other.page.locator(".job", { hasText: "170.50 万元" });
  await job.locator("summary").click();
  await job.getByText(names[0]!).first().waitFor();
  assert.match(await job.innerText(), /1,000\.00\s+829\.50/);
  assert.deepEqual(await axe(other.page), []);
  await shoot(other.page, "desk-approve-zh-light");
  await job.getByRole("button", { name: "批准并签名" }).click();
  await state(other.page, "recorded").waitFor();
  await job.waitFor({ state: "detached" });
  // the maker sees it recorded, and takes the proof along
  await state(page, "recorded").waitFor();
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "证明文件" }).click()]);
  const proof = join(lists, "recorded.credence-proof");
  await download.saveAs(proof);
  credence("verify", proof, "--anchor", join(data, "genesis.json"));
  assert.match(credence("award", "show", programme, "b1", "--line", "2"), /805,000\.00/);
  assert.deepEqual([...faults, ...other.faults], []);
  await context.close();
  await other.context.close();
});

/** A credit code that nobody has yet. */
function freshCode(n: number): string {
  const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const body = `91440101MA${String((Date.now() + n) % 10_000_000).padStart(7, "0")}`;
  let weight = 1, sum = 0;
  for (const one of body) {
    sum += digits.indexOf(one) * weight;
    weight = (weight * 3) % 31;
  }
  return body + digits[(31 - (sum % 31)) % 31]!;
}

test("registrations and payments go the same way", async () => {
  const { page, context, faults } = await open(browser);
  await go(page, "desk", { lang: "zh" });
  const sign = async (key: string, kind: string, fields: Record<string, string>, path: string, words: string): Promise<void> => {
    await unlock(page, key);
    await page.locator(".form select").first().selectOption(kind);
    for (const [name, value] of Object.entries(fields)) {
      await page.fill(`input[name=${name}]`, value);
      await page.locator(`input[name=${name}]`).press("Tab");
    }
    await page.setInputFiles(".drop input[type=file]", path);
    await page.locator(".sign .sent", { hasText: words }).waitFor();
    assert.equal(await page.locator(".sign [data-checks] .x").count(), 0);
    await button(page).click();
    await state(page, "waits").first().waitFor();
    await page.getByRole("button", { name: "收起密钥" }).click();
  };
  const approve = async (key: string, words: string, all: number): Promise<void> => {
    await page.locator(".tabs a").nth(1).click();
    await unlock(page, key);
    const job = page.locator(".job", { hasText: words }).last(); // the newest
    await job.locator("summary").click();
    await job.getByRole("button", { name: "批准并签名" }).click();
    await page.waitForFunction((count) => document.querySelectorAll("tr[data-state=recorded]").length === count, all);
    await page.getByRole("button", { name: "收起密钥" }).click();
    await page.locator(".tabs a").first().click();
  };
  const fresh = [freshCode(1), freshCode(2)];
  await sign("gd-samr-registrar", "enterprise", {}, file("new.csv", fresh.map((code, i) => `${code},桌面样例企业${code.slice(-6)}${i},2010-01-0${i + 1},广州`), "统一社会信用代码,企业名称,成立日期,地区"), "2 家企业");
  await approve("gd-samr-check", "登记 2 家企业", 2);
  assert.match(credence("enterprise", "show", fresh[1]!), /桌面样例企业/);
  await sign("gd-finance-pay", "payment", { programme, list: "p1" }, file("p1.csv", [`b1,1,${codes[0]},45,${new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)}`], "批次,批次序号,统一社会信用代码,金额（万元）,拨付日期"), "45.00 万元");
  await approve("gd-finance-check", "45.00 万元", 4);
  assert.match(credence("award", "show", programme, "b1", "--line", "1"), /450,000\.00/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("what is wrong is shown line by line, what is open is asked, and a closed tab goes on there", async () => {
  const { page, context, faults } = await open(browser, 390);
  await go(page, "desk", { lang: "en" });
  // no unit, a wrong code, and a name that nobody has
  await drop(page, "b2", file("b2.csv", [row(0, "10", `丁${programme}`), `2,${names[1]},91440000R00000015A,乙,20`, "3,没有这家企业有限公司,,丙,35", row(3, "40", `己${programme}`)], "序号,企业名称,统一社会信用代码,项目名称,金额"));
  await page.locator(".ask").first().waitFor();
  assert.equal(await page.locator(".ask").count(), 2);
  assert.match(await button(page).innerText(), /2 questions are open/);
  assert.deepEqual(await axe(page), []);
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth > 1), false, "wider than the window");
  await page.locator(".ask", { hasText: "Unit" }).locator("label", { hasText: "万元" }).first().click();
  await page.locator(".ask.done", { hasText: "Unit" }).waitFor();
  await shoot(page, "desk-questions-en-light-phone");
  await page.getByText("You may close the window and come back.").waitFor({ state: "attached" });
  await page.reload(); // the file, the form and the answer are there: one question is left
  await page.locator(".ask").first().waitFor();
  assert.equal(await page.locator(".ask").count(), 1);
  await page.locator(".ask", { hasText: "没有这家企业" }).getByText("Leave it open").click();
  await page.getByRole("button", { name: "Read again with these answers" }).click();
  const bad = page.locator(".sec", { hasText: "Bad lines" });
  await bad.getByText("91440000R00000015A").waitFor();
  assert.match(await button(page).innerText(), /Mend the list first/);
  await bad.getByText("Leave these lines out").click();
  await page.locator(".sign .sent", { hasText: "3 lines" }).waitFor();
  assert.match(await page.locator(".sign").innerText(), /3 of 3 lines stand in the file/);
  assert.deepEqual(await axe(page), []);
  assert.deepEqual(faults, []);
  await context.close();
});

/** The desk's answer, bent on its way: the node in its place. */
async function lying(page: Page, bend: (action: Variant, account: Record<string, unknown>) => void): Promise<void> {
  await page.unroute("**/v1/desk/readings").catch(() => undefined);
  await page.route("**/v1/desk/readings", async (route) => {
    const response = await route.fetch();
    const account = (await response.json()) as Record<string, unknown>;
    const action = decode<Variant>("Action", fromBase64((account["actions"] as string[])[0]!));
    bend(action, account);
    account["actions"] = [Buffer.from(encode("Action", action as never)).toString("base64")];
    await route.fulfill({ response, json: account });
  });
}

test("a desk that lies is exposed, whatever it says beside its bytes", async () => {
  const { page, context, faults } = await open(browser);
  await go(page, "desk", { lang: "zh" });
  await unlock(page, "gd-iit-award");
  const path = file("b3.csv", [row(0, "90", `甲${programme}`), row(1, "80.5", `乙${programme}`), row(2, "70", `丙${programme}`)]);
  const line = (action: Variant, i: number): Record<string, unknown> => (action.body["lines"] as Record<string, unknown>[])[i]!;
  // the bytes hold more than the desk says
  await lying(page, (action) => (line(action, 1)["amount"] = 805_000_000n));
  await drop(page, "b3", path);
  await page.locator(".sign.lie [role=alert]", { hasText: "工作台给出的字节说的是另一回事" }).waitFor();
  assert.match(await page.locator(".sign.lie").innerText(), /应为 240\.50 万元，字节中为 965\.00 万元/);
  assert.ok(await button(page).isDisabled());
  assert.deepEqual(await axe(page), []);
  await shoot(page, "desk-lie-zh-light");
  // it says the same beside: then the file says otherwise
  const again = async (bend: (action: Variant, account: Record<string, unknown>) => void): Promise<string> => {
    await lying(page, bend);
    await page.getByRole("button", { name: "读取", exact: true }).click();
    await page.locator(".sign [data-checks] .x").first().waitFor();
    assert.ok(await button(page).isDisabled());
    return page.locator(".sign").innerText();
  };
  assert.match(await again((action, account) => ((line(action, 1)["amount"] = 805_000_000n), (account["amount_fen"] = "965000000"))), /2\/3 行的企业与金额在文件的同一行中/);
  // amounts exchanged between lines: every sum is the same
  assert.match(await again((action) => ([line(action, 0)["amount"], line(action, 2)["amount"]] = [line(action, 2)["amount"], line(action, 0)["amount"]])), /1\/3 行/);
  // another enterprise in the place of one
  assert.match(await again((action) => Object.assign(line(action, 2), { code: codes[4], beneficiary: names[4] })), /2\/3 行[\s\S]*文件中有 1 个代码没有签名/);
  // a line left out without a word
  assert.match(await again((action, account) => ((action.body["lines"] as unknown[]).pop(), (account["lines"] = 2), (account["amount_fen"] = "170500000"))), /第 4 行没有签名/);
  // another programme, another stage
  assert.match(await again((action) => (action.body["programme"] = "sample-life")), /工作台给出的字节说的是另一回事/);
  assert.match(await again((action) => (action.body["stage"] = "public_notice")), /工作台给出的字节说的是另一回事/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a rejection needs a comment, and reaches the maker", async () => {
  const { page, context } = await open(browser);
  await go(page, "desk", { lang: "zh" });
  await unlock(page, "gd-iit-award");
  // the project of the first list again, in another programme: it is looked at before it is signed
  const xlsx = join(lists, "b4.xlsx");
  writeFileSync(xlsx, workbook([["附件"], ["序号", "企业名称", "统一社会信用代码", "项目名称", "拟支持金额（万元）"], [1, names[0]!, codes[0]!, sameProject, 1.25]]));
  await drop(page, "b4", xlsx, another);
  await page.locator(".sign .sent", { hasText: "1 行" }).waitFor();
  assert.equal(await button(page).innerText(), "先看疑似重复的支持");
  await page.getByText("仍然记录").click();
  await button(page).click();
  await state(page, "waits").waitFor();
  const other = await open(browser);
  await go(other.page, "desk", { lang: "zh", as: "check" });
  await unlock(other.page, "gd-iit-check");
  const job = other.page.locator(".job", { hasText: "1.25 万元" });
  await job.locator("summary").click();
  assert.ok(await job.locator(".btn.no").isDisabled());
  await job.locator("input").fill("附件不全");
  await job.locator(".btn.no").click();
  await state(page, "rejected").waitFor();
  assert.match(await page.locator("tr[data-state=rejected]").innerText(), /已退回/);
  // the maker's own key does not approve what it made; another department's is not asked
  await context.close();
  await other.context.close();
});
