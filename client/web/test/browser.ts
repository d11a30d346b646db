// SPDX-License-Identifier: Apache-2.0
// What the page's tests share: a network that test/network.ts started, a browser, and what must never be seen in it.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from "playwright-core";
import { small } from "./png.js";

export const bin = process.env["CREDENCE_BIN"] ?? "";
export const data = process.env["CREDENCE_NETWORK"] ?? "";
assert.ok(bin && data, "CREDENCE_BIN is the folder of the programs, CREDENCE_NETWORK that of the network");

interface Network {
  nodes: { name: string; api: string }[];
}
const network = JSON.parse(readFileSync(join(data, "network.json"), "utf8")) as Network;
export const origin = `http://${network.nodes[0]!.api.replace(/^https?:\/\//, "")}`;
export const patience = 60_000;

const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

export interface Watched {
  page: Page;
  context: BrowserContext;
  /** What the browser complained of, and requests that went elsewhere. */
  faults: string[];
}

export async function launch(more: string[] = []): Promise<Browser> {
  return chromium.launch({ executablePath: process.env["CREDENCE_CHROMIUM"] ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-dev-shm-usage", ...more] });
}
export async function open(browser: Browser, width = 1440, expected: RegExp = /^$/, from = origin): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width, height: width < 600 ? 844 : 900 }, locale: "zh-CN", reducedMotion: "reduce", acceptDownloads: true });
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const faults: string[] = [];
  const note = (text: string): void => {
    if (!expected.test(text)) faults.push(text);
  };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) note(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => note(`script: ${error.message}`));
  page.on("request", (request) => {
    if (!request.url().startsWith(`${from}/`) && !/^(blob|data|file):/.test(request.url())) note(`foreign request: ${request.url()}`);
  });
  return { page, context, faults };
}
/** Goes to a view and waits until it is there: verified, or refused. */
export async function go(page: Page, path: string, query: Record<string, string> = {}): Promise<void> {
  const text = new URLSearchParams(query).toString();
  await page.goto(`${origin}/#/${path}${text ? `${path.includes("?") ? "&" : "?"}${text}` : ""}`);
  await settled(page);
}
export async function settled(page: Page): Promise<void> {
  // A turn of the page's own loop first: it hears of a new address in one, and what stands there before is the view of the old one.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
  await page.waitForFunction(() => document.querySelector("main h1") !== null && document.querySelector("main .skel, main p.vh[role=status]") === null);
}

/** A picture for docs/page, of the page or a part of it, where a folder is named. */
export const shots = process.env["CREDENCE_SHOTS"] ?? "";
export async function shoot(page: Page, name: string, part?: Locator): Promise<void> {
  if (!shots) return;
  mkdirSync(shots, { recursive: true });
  const { width, height } = await page.evaluate(() => ({ width: innerWidth, height: document.documentElement.scrollHeight }));
  const picture = part ? await part.screenshot() : await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width, height: Math.min(height, 1_600) } });
  writeFileSync(join(shots, `${name}.png`), small(picture));
}

interface Violation {
  id: string;
  impact: string;
  nodes: { html: string; failureSummary: string }[];
}
/** What axe finds against WCAG 2.2 A and AA that is serious or worse. */
export async function axe(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(readFileSync(axePath, "utf8"));
  const found = await page.evaluate(async () => {
    const run = (globalThis as unknown as { axe: { run(options: unknown): Promise<{ violations: Violation[] }> } }).axe;
    return (await run.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] })).violations;
  });
  return found.filter((one) => one.impact === "serious" || one.impact === "critical").map((one) => `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(" | ")}`);
}
