// SPDX-License-Identifier: Apache-2.0
// Each view in both languages, light and dark, wide and on a phone: verified, within its width, without a word of the browser's console, without
// a request to anybody else, and without what axe calls serious. The pictures go into the folder CREDENCE_SHOTS.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { axe, go, launch, open, settled, shoot } from "./browser.js";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

interface View {
  name: string;
  path: string;
  proved?: false;
}
/** Views whose addresses depend on the data are found by following the page's own links. */
async function views(): Promise<View[]> {
  const { page, context } = await open(browser);
  const first = async (selector: string, index = 0): Promise<string> => (await page.locator(selector).nth(index).getAttribute("href"))!.replace(/^#\//, "").replace(/\?.*/, "");
  await go(page, "programme/synthetic-120", { lang: "zh" });
  const enterprise = await first('main a[href^="#/enterprise/"]');
  await go(page, "block/20", { lang: "zh" });
  const tx = await first('main a[href^="#/tx/"]');
  await go(page, "programme/sample-life", { lang: "zh" });
  const life = await first('main a[href^="#/enterprise/"]');
  await context.close();
  return [
    { name: "overview", path: "overview" },
    { name: "search", path: "search?q=样例" },
    { name: "enterprises", path: "search" },
    { name: "enterprise", path: enterprise },
    { name: "enterprise-life", path: life },
    { name: "programmes", path: "programmes" },
    { name: "programme", path: "programme/synthetic-120" },
    { name: "programme-notice", path: "programme/sample-notice" },
    { name: "challenges", path: "programme/sample-challenge" },
    { name: "challenge", path: "challenge/sample-challenge/c1" },
    { name: "sealed", path: "challenge/sample-challenge/c2" },
    { name: "fund", path: "programme/sample-fund" },
    { name: "catalogue", path: "programme/sample-catalogue" },
    { name: "titles", path: "titles" },
    { name: "title", path: "title/sample-innovative-sme" },
    { name: "notices", path: "notices" },
    { name: "departments", path: "departments" },
    { name: "department", path: "department/gd-iit" },
    { name: "audit", path: "audit?of=programme/sample-life" },
    { name: "findings", path: "findings" },
    { name: "blocks", path: "blocks" },
    { name: "block", path: "block/20" },
    { name: "transaction", path: tx },
    { name: "verify", path: "verify", proved: false },
    { name: "desk", path: "desk" },
    { name: "desk-check", path: "desk?as=check&of=gd-iit" },
  ];
}
const looks = [
  { width: 1440, lang: "zh", theme: "light" },
  { width: 1440, lang: "en", theme: "dark" },
  { width: 390, lang: "zh", theme: "dark" },
  { width: 390, lang: "en", theme: "light" },
] as const;

test("every view, in both languages, light and dark, wide and on a phone", async (t) => {
  const all = await views();
  for (const width of [1440, 390]) {
    const { page, context, faults } = await open(browser, width);
    for (const view of all) {
      for (const { lang, theme } of looks.filter((one) => one.width === width))
        await t.test(`${view.name} ${lang} ${theme} ${width}`, async () => {
          await go(page, view.path, { lang, theme });
          await settled(page);
          const proof = await page.locator("details.proof summary").innerText();
          if (view.proved !== false) assert.match(proof, lang === "zh" ? /验证/ : /verified/);
          assert.equal(await page.evaluate(() => document.documentElement.lang), lang === "zh" ? "zh-CN" : "en");
          assert.deepEqual(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth > 1 && [document.documentElement.scrollWidth]), false, "wider than the window");
          assert.ok((await page.evaluate(() => Math.max(0, ...[...document.querySelectorAll("main tbody tr")].map((row) => row.getBoundingClientRect().height)))) < 500, "a column is too narrow for its words");
          assert.doesNotMatch(await page.locator("main").innerText(), /undefined|NaN|\[object|\{\w+\}/);
          if (lang === "en") assert.doesNotMatch(await page.locator("main h2, main th:not([lang]), main dt, main label > span").allInnerTexts().then((list) => list.join(" ")), /[一-鿿]/);
          assert.deepEqual(await axe(page), []);
          assert.deepEqual(faults.splice(0), []);
          if (!(width < 600 && lang === "zh" && view.name !== "enterprise-life")) await shoot(page, `${view.name}-${lang}-${theme}${width < 600 ? "-phone" : ""}`);
        });
    }
    await context.close();
  }
});
