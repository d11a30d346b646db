// SPDX-License-Identifier: Apache-2.0
// What the page is for: a proof that holds without a network, a node that lies and is exposed, and files that anybody can verify.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { bundles, rows } from "../verifier/test/vectors.js";
import { axe, bin, data, go, launch, open, origin, patience, settled, shoot } from "./browser.js";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

/** An enterprise that holds a title. */
async function code(page: Page): Promise<string> {
  await go(page, "title/sample-innovative-sme", { lang: "zh", state: "valid", text: "样例企业00" });
  const link = await page.locator('main a[href^="#/enterprise/"]').first().getAttribute("href");
  return /enterprise\/(\w+)/.exec(link!)![1]!;
}
/** Downloads the proof of the first title, and of the whole history. */
async function proofs(page: Page): Promise<{ title: string; history: string; code: string }> {
  const of = await code(page);
  await go(page, `enterprise/${of}`, { lang: "zh" });
  const save = async (button: string, name: string): Promise<string> => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.locator(button).first().click()]);
    const path = join(data, name);
    await download.saveAs(path);
    return path;
  };
  return { title: await save('button[aria-label$=": 证明文件"]', "title.credence-proof"), history: await save('button[aria-label="全部记录: 证明文件"]', "history.credence-proof"), code: of };
}
async function genesis(): Promise<string> {
  const text = await (await fetch(`${origin}/v1/genesis`)).text();
  const path = join(data, "genesis-of-the-page.json");
  writeFileSync(path, text);
  return path;
}

test("the proofs that the page makes are proofs for credence verify", async () => {
  const { page, context, faults } = await open(browser);
  const files = await proofs(page);
  for (const file of [files.title, files.history]) {
    const ran = spawnSync(join(bin, "credence"), ["--json", "verify", file, "--anchor", await genesis()]);
    assert.equal(ran.status, 0, ran.stdout.toString() + ran.stderr.toString());
  }
  assert.deepEqual(faults, []);
  await context.close();
});

test("a proof is verified with the network cut, and a forged one is refused with its place", async () => {
  const { page, context, faults } = await open(browser);
  const files = await proofs(page);
  await go(page, "verify", { lang: "zh" });
  await page.getByText("来自节点").waitFor();
  await context.setOffline(true);
  const requests: string[] = [];
  page.on("request", (request) => requests.push(request.url()));
  await page.setInputFiles("input[type=file]", files.title);
  await page.locator(".verdict .word", { hasText: "有效" }).waitFor();
  assert.match(await page.locator(".verdict").innerText(), new RegExp(files.code));
  assert.deepEqual(await axe(page), []);
  await shoot(page, "verify-valid-zh-light");
  const forged = readFileSync(files.title);
  forged[400]! ^= 1;
  writeFileSync(join(data, "forged.credence-proof"), forged);
  await page.setInputFiles("input[type=file]", join(data, "forged.credence-proof"));
  await page.locator(".verdict.forged .word", { hasText: "伪造或损坏" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await shoot(page, "verify-forged-zh-light");
  const text = await page.locator(".verdict").innerText();
  assert.match(text, /claim\.block\.certificate/);
  assert.match(text, /bad_signature|signers_not_distinct|unknown_signer/);
  assert.doesNotMatch(text, new RegExp(files.code));
  for (const order of [[files.title, join(data, "forged.credence-proof")], [join(data, "forged.credence-proof"), files.title]]) {
    await page.setInputFiles("input[type=file]", order); // each is judged, and the worst is shown
    await page.locator(".verdict.forged .word", { hasText: "伪造或损坏" }).waitFor();
    assert.deepEqual((await page.locator("tbody tr td b").allInnerTexts()).toSorted(), ["伪造或损坏", "有效"]);
  }
  await page.getByRole("button", { name: files.title.split("/").at(-1)! }).click();
  await page.locator(".verdict .word", { hasText: "有效" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.setInputFiles("input[type=file]", join(data, "network.json")); // a text: no proof, and no genesis either
  // The page follows the chain's head all the while: a block that others make meanwhile is heard of on the open stream, and asked for in vain.
  assert.deepEqual(requests.filter((url) => url.startsWith(origin) && !/_virtual_errors|\/v1\/(blocks\/\d+|events)\b/.test(url)), []);
  assert.deepEqual(faults.filter((one) => !one.includes("ERR_INTERNET_DISCONNECTED") && !one.includes("virtual_errors")), []);
  await context.close();
});

test("the page Verify, saved as one file, verifies from the disk without any network", async () => {
  const { page, context } = await open(browser);
  const files = await proofs(page);
  await go(page, "verify", { lang: "zh" });
  const button = page.locator("button", { hasText: "把本页存成一个文件" });
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const saved = join(data, "credence-verify.html");
  await download.saveAs(saved);
  await context.close();
  const alone = await open(browser);
  await alone.context.setOffline(true);
  await alone.page.goto(`file://${saved}#/?lang=en`);
  await alone.page.getByText("in this file").waitFor();
  await alone.page.setInputFiles("input[type=file]", files.history);
  await alone.page.locator(".verdict .word", { hasText: "Valid" }).waitFor();
  assert.deepEqual(alone.faults, []);
  await alone.context.close();
});

test("every vector, valid and forged, is shown as what it is, under the genesis and under anchors that are pasted", async () => {
  const { page, context, faults } = await open(browser);
  await go(page, "verify", { lang: "en" });
  const genesis = join(bundles, "genesis.json");
  await page.setInputFiles("input[type=file]", genesis);
  await page.getByText("from your file").waitFor();
  await page.locator("select#age").selectOption("0");
  let held: string | undefined;
  const judgeBy = async (line: string): Promise<void> => {
    held = line;
    await page.getByRole("button", { name: "Paste text" }).click();
    await page.locator("textarea").fill(line);
    await page.getByRole("button", { name: "Check", exact: true }).click();
    await page.getByText(`pinned anchor: block ${BigInt(line.split(":")[3]!).toLocaleString("en")}`).waitFor();
  };
  for (const row of [...rows].sort((a, b) => ((a.anchor ?? "") < (b.anchor ?? "") ? -1 : 1))) {
    if (row.anchor !== undefined && row.anchor !== held) await judgeBy(row.anchor);
    await page.setInputFiles("input[type=file]", join(bundles, row.file));
    await page.locator(".sec .meta", { hasText: row.file.split("/").at(-1)! }).waitFor();
    const text = await page.locator(".verdict").innerText();
    if (row.code) for (const said of [row.field!, row.code]) assert.ok(text.includes(said), `${row.file}: ${text}`);
    assert.equal(/Forged/.test(text), row.verdict === "forged", row.file);
    if (row.verdict === "not_anchored") assert.match(text, /Not under this anchor/);
    assert.doesNotMatch(text, /undefined|NaN|\[object/, row.file);
  }
  const valid = rows.find((row) => row.anchor !== undefined && row.file === "valid/record-under-anchor.proof")!; // of no day
  await judgeBy(valid.anchor!);
  await page.setInputFiles("input[type=file]", join(bundles, valid.file));
  await page.locator(".verdict .word", { hasText: "Valid" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await shoot(page, "verify-anchor-en-light");
  assert.deepEqual(faults, []);
  await context.close();
});

test("a node that lies is exposed, and nothing of it is shown", async () => {
  const { page, context } = await open(browser);
  const of = await code(page);
  await context.close();
  // A bit of the proof is turned: whichever check finds it, the data stays away.
  for (const at of [0.3, 0.5, 0.9]) {
    const lying = await open(browser);
    await lying.page.route("**/v1/state/**", async (route) => {
      const answer = await route.fetch();
      const body = (await answer.json()) as { proof: string };
      const bytes = Buffer.from(body.proof, "base64");
      bytes[Math.floor(bytes.length * at)]! ^= 1;
      await route.fulfill({ response: answer, json: { ...body, proof: bytes.toString("base64") } });
    });
    await go(lying.page, `enterprise/${of}`, { lang: "zh" });
    const text = await lying.page.locator("body").innerText();
    assert.match(text, /未能证明/);
    assert.doesNotMatch(await lying.page.locator("main").innerText(), /样例企业/);
    assert.deepEqual(await axe(lying.page), []);
    await shoot(lying.page, "refused-zh-light");
    await lying.context.close();
  }
  // The view beside the proof is no evidence: a lie in it changes nothing.
  const painted = await open(browser);
  await painted.page.route((url) => url.pathname.startsWith("/v1/") && url.pathname !== "/v1/events", async (route) => {
    const answer = await route.fetch();
    const type = answer.headers()["content-type"] ?? "";
    if (!type.includes("json") || route.request().url().includes("genesis")) return route.fulfill({ response: answer });
    const body = JSON.stringify(await answer.json());
    await route.fulfill({ response: answer, body: body.replace(/"(name|paid|amount|awarded)(_yuan)?":"[^"]*"/g, '"$1$2":"999999999"') });
  });
  await go(painted.page, `enterprise/${of}`, { lang: "zh" });
  assert.doesNotMatch(await painted.page.locator("main").innerText(), /999,?999/);
  await painted.context.close();
});

test("a node of another network than the one that was pinned is refused", async () => {
  const { page, context } = await open(browser);
  await go(page, "programmes", { lang: "en" });
  await page.locator("details.proof summary").click();
  await page.locator("button", { hasText: "Pin this chain" }).click();
  await page.getByText("pinned").waitFor();
  await page.route("**/v1/genesis", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { time_ms: number };
    await route.fulfill({ response: answer, json: { ...body, time_ms: body.time_ms + 1 } });
  });
  await page.reload();
  await page.getByRole("heading", { name: "This is not the network that you pinned" }).waitFor({ timeout: patience });
  assert.equal(await page.locator("main table").count(), 0);
  await context.close();
});

test("a node that does not answer is named so, and the page says what to do", async () => {
  const { page, context } = await open(browser, 1440, /ERR_FAILED|ERR_CONNECTION|Failed to load/);
  await page.route("**/v1/state/**", (route) => route.abort());
  await go(page, "programmes", { lang: "en" });
  await page.getByRole("heading", { name: "The node does not answer" }).waitFor();
  await page.unroute("**/v1/state/**");
  await page.getByRole("button", { name: "Try again" }).click();
  await settled(page);
  await page.getByRole("heading", { name: "Programmes", exact: true }).waitFor();
  await context.close();
});
