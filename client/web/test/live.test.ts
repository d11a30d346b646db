// SPDX-License-Identifier: Apache-2.0
// The page lives: it hears what is recorded, says plainly when it hears nothing, and misses nothing when it hears again. Between page and
// node stands a proxy that can cut every connection, or keep them open and say nothing.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { after, before, test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { axe, bin, data, launch, open, origin, patience, settled, shoot } from "./browser.js";

let browser: Browser;
before(async () => (browser = await launch()));
after(() => browser.close());

interface Proxy {
  at: string;
  asked: IncomingMessage[];
  /** "cut": nobody answers; "silent": what is open stays open, and nothing comes. */
  mode: "pass" | "cut" | "silent";
  set(mode: Proxy["mode"]): void;
  streams(): number;
}
async function proxied(run: (proxy: Proxy) => Promise<void>): Promise<void> {
  let streams = 0;
  const server = createServer((from: IncomingMessage, to: ServerResponse) => {
    proxy.asked.push(from);
    if (proxy.mode === "cut") return void to.destroy();
    if (proxy.mode === "silent") return;
    const isStream = from.url!.startsWith("/v1/events");
    const onward = request(`${origin}${from.url}`, { method: from.method, headers: { ...from.headers, host: new URL(origin).host } }, (answer) => {
      to.writeHead(answer.statusCode!, answer.headers);
      if (isStream) ++streams;
      answer.on("data", (piece: Buffer) => void (proxy.mode === "silent" ? undefined : to.write(piece)));
      answer.on("end", () => to.end());
      answer.on("close", () => to.destroy());
    });
    onward.on("error", () => to.destroy());
    to.on("close", () => (onward.destroy(), isStream && --streams));
    from.pipe(onward);
  });
  const proxy: Proxy = {
    at: "", asked: [], mode: "pass",
    set(mode) {
      proxy.mode = mode;
      proxy.asked.length = 0;
      if (mode === "cut") server.closeAllConnections();
    },
    streams: () => streams,
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  proxy.at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    await run(proxy);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** Looks again with each frame of the page, for so long as one may be patient. */
async function until(page: Page, holds: () => boolean, what: string): Promise<void> {
  for (const end = Date.now() + patience; !holds(); await page.evaluate(() => new Promise(requestAnimationFrame))) assert.ok(Date.now() < end, what);
}

let made = 0;
/** Records something: the hash of a file that nobody anchored yet. Gives its title. */
async function record(): Promise<string> {
  const title = `样例文件 ${process.pid}-${++made}`;
  const file = join(data, `live-${made}.txt`);
  writeFileSync(file, title);
  await promisify(execFile)(join(bin, "credence"), ["--data", data, "--lang", "en", "document", "anchor", file, "--heading", title, "--key", "gd-iit-award"]);
  return title;
}
const anchored = (page: Page, title: string) => page.locator(".recs li", { hasText: title });
async function overview(page: Page, at: string, lang = "en"): Promise<void> {
  await page.goto(`${at}/#/overview?lang=${lang}`);
  await settled(page);
  await page.locator("details.proof .live", { hasText: /Live|实时/ }).waitFor({ state: "attached" });
}

test("what is recorded comes into the latest records, verified, without a question before it", async () => {
  await proxied(async (proxy) => {
    const { page, context, faults } = await open(browser, 1440, /^$/, proxy.at);
    await overview(page, proxy.at);
    await page.getByText(/block \d+ · view|waiting for the next block/).waitFor();
    proxy.asked.length = 0;
    const first = await record();
    await anchored(page, first).waitFor();
    // what was shown does not move but for the records; the page says how far it is behind
    await page.locator(".more", { hasText: /new block/ }).waitFor();
    const paths = proxy.asked.map((one) => one.url!);
    assert.ok(paths.every((path) => /^\/v1\/(blocks|state|chain|validators)/.test(path)), paths.join(" "));
    // the round that made it, as the node told it
    await page.getByText(/block \d+ · view \d+/).waitFor();
    const board = page.locator(".sec", { hasText: "Validators and consensus" });
    await board.getByText("1/1").waitFor();
    await board.locator("text", { hasText: /^[34]\/4$/ }).nth(3).waitFor();
    assert.deepEqual(await axe(page), []);
    await shoot(page, "consensus-en-light", board);
    await shoot(page, "latest-en-light", page.locator(".sec", { hasText: "Latest records" }));
    // held still, it counts and does not move
    await page.getByRole("button", { name: "Hold still" }).click();
    const second = await record();
    await page.locator(".more", { hasText: "1 new record" }).waitFor();
    assert.equal(await anchored(page, second).count(), 0);
    await page.getByRole("button", { name: "Go on" }).click();
    await anchored(page, second).waitFor();
    // the bar shows everything as of now
    await page.locator(".more", { hasText: /new block/ }).click();
    await settled(page);
    await page.locator("details.proof .live", { hasText: "Live" }).waitFor();
    assert.deepEqual(faults, []);
    await context.close();
  });
});

test("a node that went away is named so, and what was missed comes when it is back", async () => {
  await proxied(async (proxy) => {
    const { page, context } = await open(browser, 390, /./, proxy.at);
    await overview(page, proxy.at, "zh");
    const seen = await record();
    await anchored(page, seen).waitFor();
    const asOf = await page.locator("details.proof summary").innerText();
    proxy.set("cut");
    await page.locator("main .more", { hasText: "离线" }).waitFor();
    await page.locator("details.proof .live", { hasText: "离线" }).waitFor();
    assert.ok(await anchored(page, seen).isVisible(), "what was verified stays");
    assert.match(await page.locator("main .more").innerText(), new RegExp(/区块 \d+/.exec(asOf)![0]));
    assert.deepEqual(await axe(page), []);
    await shoot(page, "offline-zh-light-phone");
    const missed = [await record(), await record()];
    proxy.set("pass");
    for (const one of missed) await anchored(page, one).waitFor();
    await page.locator("main .more.off").waitFor({ state: "detached" });
    const again = proxy.asked.find((one) => one.url === "/v1/events")!;
    assert.match(String(again.headers["last-event-id"]), /^\d+:0$/);
    await context.close();
  });
});

test("a connection that is dead though nobody closed it is noticed by its silence, and made anew", async () => {
  await proxied(async (proxy) => {
    const { page, context } = await open(browser, 1440, /./, proxy.at);
    await page.clock.install();
    await overview(page, proxy.at);
    proxy.set("silent");
    await page.clock.fastForward(41_000);
    await page.waitForFunction(() => document.querySelector(".live.off") === null);
    proxy.set("pass");
    for (let i = 0; i < 20 && !proxy.asked.some((one) => one.url === "/v1/events"); ++i) await page.clock.runFor(5_000);
    assert.ok(proxy.asked.some((one) => one.url === "/v1/events"));
    const title = await record();
    await page.clock.resume();
    await anchored(page, title).waitFor();
    await context.close();
  });
});

test("a tab that nobody sees holds no connection, asks nothing, and catches up when it is seen", async () => {
  await proxied(async (proxy) => {
    const { page, context, faults } = await open(browser, 1440, /^$/, proxy.at);
    await overview(page, proxy.at);
    assert.equal(proxy.streams(), 2);
    const hide = (hidden: boolean): Promise<void> =>
      page.evaluate((is) => {
        Object.defineProperty(document, "hidden", { value: is, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, hidden);
    await hide(true);
    await until(page, () => proxy.streams() === 0, "the streams end");
    proxy.asked.length = 0;
    const title = await record();
    assert.deepEqual(proxy.asked.map((one) => one.url), []);
    await hide(false);
    await anchored(page, title).waitFor();
    // Verify asks no server: the stream ends with the view before
    await page.goto(`${proxy.at}/#/verify?lang=en`);
    await until(page, () => proxy.streams() === 0, "the streams end");
    assert.deepEqual(faults, []);
    await context.close();
  });
});

test("a transaction that is not recorded yet is followed to its proof", async () => {
  const { page, context, faults } = await open(browser, 1440, /status of 404/);
  await page.goto(`${origin}/#/tx/${"0".repeat(63)}1?lang=en`);
  await page.getByRole("heading", { name: "A transaction that is not recorded yet" }).waitFor();
  await page.getByText("This node has not seen it").waitFor();
  assert.deepEqual(await axe(page), []);
  await shoot(page, "transaction-followed-en-light");
  // The same of one that is recorded while the page looks: the first answer is that nobody has it yet.
  await page.goto(`${origin}/#/block/20?lang=en`);
  await settled(page);
  const tx = /tx\/(\w+)/.exec((await page.locator('main a[href^="#/tx/"]').first().getAttribute("href"))!)![1]!;
  let asked = 0;
  await page.route(`**/v1/transactions/${tx}`, (route) => (++asked === 1 ? route.fulfill({ status: 202, json: { id: tx, status: "pending" } }) : route.continue()));
  await page.goto(`${origin}/#/tx/${tx}?lang=en`);
  await page.getByRole("heading", { name: "Signatures" }).waitFor();
  assert.equal(asked, 2);
  assert.match(await page.locator("details.proof summary").innerText(), /verified/);
  assert.deepEqual(faults, []);
  await context.close();
});

test("a node that tells of a block which it cannot prove is not believed", async () => {
  const { page, context } = await open(browser, 1440, /./);
  await overview(page, origin);
  // Once this one is shown, the node has every block that was recorded before: what comes next is told by the liar.
  await anchored(page, await record()).waitFor();
  const fresh = page.locator(".more", { hasText: /new block/ });
  await fresh.click();
  await fresh.waitFor({ state: "detached" });
  await page.route("**/v1/blocks/*", async (route) => {
    const answer = await route.fetch();
    const body = (await answer.json()) as { proof: string };
    const bytes = Buffer.from(body.proof, "base64");
    bytes[40]! ^= 1;
    await route.fulfill({ response: answer, json: { ...body, proof: bytes.toString("base64") } });
  });
  await record();
  await page.locator("details.proof .live.off", { hasText: "New blocks not proved" }).waitFor();
  assert.equal(await fresh.count(), 0);
  await context.close();
});
