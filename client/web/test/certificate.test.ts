// SPDX-License-Identifier: Apache-2.0
// Certificates from the page: the very PDF that the command line makes, of a title, an award and a history; a desk that attaches something else; no desk.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Locator, Page } from "playwright-core";
import { attachedProof } from "../src/lib/pdf.js";
import { axe, bin, data, go, launch, open, shoot } from "./browser.js";

let browser: Browser;
const folder = join(data, "certificates-of-the-page");
before(async () => {
  browser = await launch();
  mkdirSync(folder, { recursive: true });
});
after(() => browser.close());

const genesis = join(data, "genesis.json");
function credence(...args: string[]): string {
  const ran = spawnSync(join(bin, "credence"), ["--data", data, ...args]);
  // 7: proved, and not in force
  assert.ok([0, ...(args.includes("verify") ? [7] : [])].includes(ran.status!), ran.stdout.toString() + ran.stderr.toString());
  return ran.stdout.toString();
}
const pdfButton = (at: Page | Locator): Locator => at.getByRole("button", { name: /PDF$/ });
/** Downloads, looks at the proof inside, and makes the same on the command line. */
async function certificate(page: Page, button: Locator, lang: "zh" | "en"): Promise<{ name: string; path: string; proof: Buffer }> {
  const [download] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const file = download.suggestedFilename(), name = file.replace(/\.pdf$/, ""), path = join(folder, `${lang}-${file}`);
  await download.saveAs(path);
  const pdf = readFileSync(path);
  const proof = Buffer.from(await attachedProof(new Uint8Array(pdf)));
  const bundle = join(folder, `${name}.credence-proof`), again = join(folder, "again.pdf");
  writeFileSync(bundle, proof);
  credence("--lang", lang, "certificate", "proof", bundle, "--anchor", genesis, "-o", again, "--overwrite");
  assert.ok(pdf.equals(readFileSync(again)), `${file} is another one on the command line`);
  return { name, path, proof };
}
/** The enterprise of the demonstration whose life has everything. */
async function enterprise(page: Page, lang: string): Promise<string> {
  await go(page, "programme/sample-life", { lang });
  const code = /enterprise\/(\w{18})/.exec((await page.locator('main a[href^="#/enterprise/"]').first().getAttribute("href"))!)![1]!;
  await go(page, `enterprise/${code}`, { lang });
  return code;
}

test("a title, an award and a history are printed as the command line prints them", async () => {
  for (const lang of ["zh", "en"] as const) {
    const { page, context, faults } = await open(browser);
    const code = await enterprise(page, lang);
    const section = (title: string): Locator => page.locator("section.sec", { has: page.locator("h2", { hasText: new RegExp(`^${title}$`) }) });
    const title = await certificate(page, pdfButton(section(lang === "zh" ? "资格" : "Titles")).first(), lang);
    assert.match(title.name, new RegExp(`^title-${code}-[a-z0-9-]+$`));
    const award = await certificate(page, pdfButton(section(lang === "zh" ? "收到的支持" : "Support received")).first(), lang);
    assert.match(award.name, /^award-[a-z0-9-]+-\d+$/);
    const history = await certificate(page, pdfButton(section(lang === "zh" ? "下载" : "Downloads")).first(), lang);
    assert.equal(history.name, `history-${code}`);
    const standing = await certificate(page, pdfButton(section(lang === "zh" ? "下载" : "Downloads")).nth(1), lang);
    assert.equal(standing.name, `standing-${code}`);
    // what the page proves to itself is what anybody verifies
    assert.match(credence("--lang", "zh", "verify", history.path, "--anchor", genesis, "--any-age"), /有效/);
    // of a programme, a title and a department there is a history too
    for (const [path, name] of [["programme/sample-life", "history-sample-life"], ["title/sample-innovative-sme", "history-sample-innovative-sme"], ["department/gd-iit", "history-gd-iit"]] as const) {
      await go(page, path, { lang });
      assert.equal((await certificate(page, pdfButton(page.locator(".sec-h .acts")), lang)).name, name);
    }
    await go(page, "title/sample-innovative-sme", { lang });
    assert.match((await certificate(page, pdfButton(page.locator("tbody tr")).first(), lang)).name, /^title-\w{18}-sample-innovative-sme$/);
    await go(page, "programme/sample-life", { lang });
    assert.match((await certificate(page, pdfButton(page.locator("tbody tr")).first(), lang)).name, /^award-sample-life-/);
    assert.deepEqual(faults, []);
    await context.close();
  }
});

test("the file beside it is the proof inside", async () => {
  const { page, context } = await open(browser);
  const code = await enterprise(page, "zh");
  const row = page.locator("tbody tr").first();
  const [download] = await Promise.all([page.waitForEvent("download"), row.getByRole("button", { name: /证明文件$/ }).click()]);
  assert.match(download.suggestedFilename(), new RegExp(`^title-${code}-.*\\.credence-proof$`));
  const path = join(folder, "beside.credence-proof");
  await download.saveAs(path);
  credence("verify", path, "--anchor", genesis, "--any-age");
  await context.close();
});

test("a desk that attaches another proof, or none, is exposed, and nothing is saved", async () => {
  const { page, context } = await open(browser);
  await enterprise(page, "zh");
  const other = await certificate(page, pdfButton(page.locator("tbody tr")).nth(1), "zh");
  let saved = 0;
  page.on("download", () => ++saved);
  const bodies: [Buffer, string][] = [
    [readFileSync(other.path), "pdf_proofs_differ"],
    [Buffer.from("%PDF-1.7\ntrailer\n%%EOF\n"), "pdf_without_proof"],
    [readFileSync(other.path).subarray(0, 4000), "pdf_damaged"],
  ];
  for (const [body, code] of bodies) {
    await page.route("**/v1/desk/certificates*", (route) => route.fulfill({ status: 200, contentType: "application/pdf", body }));
    await pdfButton(page.locator("tbody tr")).first().click();
    const dialog = page.locator("dialog[open]");
    await dialog.getByRole("heading", { name: "未能证明" }).waitFor();
    assert.match(await dialog.innerText(), new RegExp(code));
    if (code === "pdf_proofs_differ") {
      assert.deepEqual(await axe(page), []);
      await shoot(page, "certificate-lie-zh-light", dialog);
    }
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    await page.unroute("**/v1/desk/certificates*");
  }
  assert.equal(saved, 0);
  await context.close();
});

test("without a desk the button says where the certificate can be had, and the keyboard comes back to it", async () => {
  for (const { width, lang, how } of [{ width: 1440, lang: "en", how: "limits" }, { width: 390, lang: "zh", how: "route" }] as const) {
    const { page, context, faults } = await open(browser, width, /404/);
    const code = await enterprise(page, lang);
    if (how === "limits") await page.route("**/v1/limits", async (route) => route.fulfill({ json: { ...(await (await route.fetch()).json()), desk_bytes_max: 0 } }));
    else await page.route("**/v1/desk/certificates*", (route) => route.fulfill({ status: 404, contentType: "application/problem+json", json: { code: "no_route", detail: "", cause: { en: "", zh: "" }, remedy: { en: "", zh: "" } } }));
    const button = pdfButton(page.locator("tbody tr")).first();
    await button.focus();
    await page.keyboard.press("Enter");
    const dialog = page.locator("dialog[open]");
    await dialog.getByText(lang === "zh" ? "本节点不印证明书" : "This node prints no certificates").waitFor();
    assert.match(await dialog.innerText(), new RegExp(`credence certificate title ${code} [a-z0-9-]+\\s`));
    assert.match(await dialog.innerText(), new RegExp(`credence certificate proof title-${code}-[a-z0-9-]+\\.credence-proof --anchor genesis.json`));
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1), false, "wider than the window");
    assert.deepEqual(await axe(page), []);
    await shoot(page, `certificate-none-${lang}-light${width < 600 ? "-phone" : ""}`, dialog);
    await page.keyboard.press("Enter"); // on "Close", where the keyboard is
    await dialog.waitFor({ state: "detached" });
    assert.ok(await button.evaluate((node) => node === document.activeElement));
    assert.deepEqual(faults, []);
    await context.close();
  }
});
