// SPDX-License-Identifier: Apache-2.0
// The reference of the API: everything that the description says stands on it, its links lead to something, its examples are answered as it says, and it asks nobody.
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { description } from "../tools/describe.js";
import { axe, bin, launch, open, origin, shoot } from "./browser.js";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

const api = description() as any;
const at = (node: any): any => (node.$ref ? at(node.$ref.slice(2).split("/").reduce((in_: any, name: string) => in_[name], api)) : node);
async function reference(page: Page, hash = "", query: Record<string, string> = {}): Promise<void> {
  await page.goto(`${origin}/api.html#/${hash}?${new URLSearchParams(query)}`);
  await page.locator("main h1").waitFor();
}

test("every route, parameter, status, schema, event and error code stands on it, and no more routes than there are", async () => {
  const { page, context, faults } = await open(browser);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await reference(page, "", { lang: "en" });
  let routes = 0;
  for (const [path, item] of Object.entries<any>(api.paths))
    for (const method of ["get", "post"]) {
      if (!item[method]) continue;
      ++routes;
      const section = page.locator(`[id="${method === "get" ? "" : "post/"}${path.slice(1).replace(/[{}]/g, "")}"]`);
      const text = (await section.evaluate((node) => node.textContent)) ?? "";
      assert.ok(text.includes(path) && text.includes(item[method].summary), path);
      for (const one of [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map(at)) assert.ok(text.includes(one.name), `${path} ${one.name}`);
      for (const [status, response] of Object.entries(item[method].responses)) assert.ok(text.includes(status) && text.includes(at(response).description), `${path} ${status}`);
    }
  assert.equal(await page.locator("section.route h3 .method").count(), routes);
  const events = (await page.locator('[id="v1/events"]').evaluate((node) => node.textContent)) ?? "";
  for (const name of Object.keys(api.paths["/v1/events"].get.responses["200"].content["text/event-stream"]["x-events"])) assert.ok(events.includes(name), name);
  for (const [name, schema] of Object.entries<any>(api.components.schemas)) {
    if (name.startsWith("event_")) continue;
    const text = (await page.locator(`[id="schema/${name}"]`).evaluate((node) => node.textContent)) ?? "";
    for (const member of Object.keys(schema.properties ?? {})) assert.ok(text.includes(member), `${name}.${member}`);
  }
  await page.locator('[id="error/not_yet_certified"]').waitFor();
  assert.ok((await page.locator("table.errors tbody tr").count()) > 100);
  assert.match(await page.locator('[id="error/not_yet_certified"]').innerText(), /\d+/);
  for (const href of await page.locator('a[href^="#/"]').evaluateAll((links) => links.map((link) => link.getAttribute("href")!))) {
    const id = decodeURIComponent(href.slice(2).replace(/\?.*/, ""));
    assert.equal(await page.evaluate((wanted) => document.getElementById(wanted) !== null, id), true, href);
  }
  assert.deepEqual(asked.filter((path) => path.startsWith("/v1")), [], "it asks nobody by itself");
  assert.doesNotMatch((await page.locator("main").textContent()) ?? "", /undefined|\[object/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("every file of the page is served by its type", async () => {
  const folder = join(bin, "../share/credence/page");
  const types: Record<string, RegExp> = { html: /^text\/html; charset=utf-8$/, js: /^text\/javascript; charset=utf-8$/, css: /^text\/css; charset=utf-8$/, svg: /^image\/svg\+xml$/, yaml: /^application\/yaml$/ };
  const names = (readdirSync(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile() && !one.name.endsWith(".gz")).map((one) => relative(folder, join(one.parentPath, one.name)));
  assert.ok(names.includes("openapi.yaml") && names.some((name) => name.endsWith(".js")), String(names));
  for (const name of names) {
    const answer = await fetch(`${origin}/${name}`);
    await answer.arrayBuffer();
    const type = types[/[^.]*$/.exec(name)![0]];
    assert.ok(type?.test(answer.headers.get("content-type") ?? ""), `${name}: ${answer.headers.get("content-type")}`);
    assert.equal(answer.headers.get("x-content-type-options"), "nosniff");
  }
});

test("each example is answered as the description says", async () => {
  const { page, context } = await open(browser);
  await reference(page, "", { lang: "en" });
  const lines = await page.locator("pre.example").allInnerTexts();
  let met = 0;
  for (const line of lines) {
    const url = /^curl -s '(http[^']+)'$/.exec(line)?.[1];
    if (!url || /[A-Z]{2}/.test(new URL(url).pathname)) continue; // what is handed in, streams, and codes and hashes that are the reader's own
    const answer = await fetch(url);
    await answer.arrayBuffer();
    assert.ok([200, 202, 404].includes(answer.status), `${line}: ${answer.status}`);
    if (answer.status === 200) ++met;
  }
  assert.ok(met >= 15, String(met));
  await context.close();
});

test("in both languages, light and dark, wide and on a phone; a word filters it, an address leads into it, a route is tried", async () => {
  for (const { width, lang, theme } of [{ width: 1440, lang: "zh", theme: "light" }, { width: 1440, lang: "en", theme: "dark" }, { width: 390, lang: "zh", theme: "dark" }, { width: 390, lang: "en", theme: "light" }]) {
    const { page, context, faults } = await open(browser, width);
    await reference(page, "", { lang, theme });
    assert.equal(await page.evaluate(() => document.documentElement.lang), lang === "zh" ? "zh-CN" : "en");
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth + 1), false, "wider than the window");
    assert.deepEqual(await axe(page), []);
    if (lang === "zh" ? width > 600 : true) await shoot(page, `api-${lang}-${theme}${width < 600 ? "-phone" : ""}`);
    await page.locator("input[type=search]").fill("not_yet_certified");
    await page.locator("section.route").first().waitFor({ state: "detached" });
    assert.equal(await page.locator("table.errors tbody tr").count(), 1);
    assert.match(page.url(), /find=not_yet_certified/);
    await page.locator("input[type=search]").fill("zzzz");
    await page.getByText(lang === "zh" ? "没有符合的" : "Nothing fits").waitFor();
    await reference(page, "v1/programmes/id", { lang, theme, find: "/v1/programmes/{id}" });
    await page.waitForFunction(() => Math.abs(document.getElementById("v1/programmes/id")!.getBoundingClientRect().top) < 200);
    const route = page.locator('[id="v1/programmes/id"]');
    await route.getByText(lang === "zh" ? "试一试" : "Try it").click();
    await route.getByLabel("id", { exact: true }).fill("sample-life");
    await route.getByRole("button").click();
    await route.locator("pre", { hasText: "样例专项资金" }).waitFor();
    assert.match(await route.locator("[role=status]").innerText(), /^200 · application\/json/);
    assert.deepEqual(await axe(page), []);
    if (width > 600) await shoot(page, `api-route-${lang}-${theme}`, route);
    assert.deepEqual(faults, []);
    await context.close();
  }
});
