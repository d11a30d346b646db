// SPDX-License-Identifier: Apache-2.0
// ./dev bench page [--enterprises N] [--lines N] [--rounds R] [--json]: what a person waits for, on a network of four nodes on this machine: the
// first view, a search, a programme with a long list. Each is timed in a fresh browser without a cache, until everything that is shown was verified.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const usage = `what a person waits for at the page: four nodes, the sample and N enterprises on this machine
Usage: ./dev bench page [OPTIONS]

  --enterprises N  registered ones (default 1,000,000)
  --lines N        of the award list of one programme, each awarded and paid (default 100,000)
  --rounds R       measured so often (default 7)
  --json           one JSON object on a line`;
const { values: given } = parseArgs({ options: { enterprises: { type: "string", default: "1000000" }, lines: { type: "string", default: "100000" }, rounds: { type: "string", default: "7" }, json: { type: "boolean", default: false }, help: { type: "boolean", default: false } } });
if (given.help) {
  console.log(usage);
  process.exit(0);
}
const whole = (name: "enterprises" | "lines" | "rounds", most: number): number => {
  if (!/^[1-9]\d{0,7}$/.test(given[name]) || Number(given[name]) > most) {
    console.error(`bench page: --${name} is a whole number up to ${most}`);
    process.exit(2);
  }
  return Number(given[name]);
};
const enterprises = whole("enterprises", 5_000_000), lines = whole("lines", 1_000_000), rounds = whole("rounds", 1_000);

// ---- the network ----------------------------------------------------------------------------------------------------------------------------
const bin = process.env["CREDENCE_BIN"] ?? "";
const folder = mkdtempSync(join(tmpdir(), "credence-bench-page-"));
const data = (process.env["CREDENCE_NETWORK"] = join(folder, "network"));
const configs = join(import.meta.dirname, "../../../configs");
const credence = (...args: string[]): void => {
  const { status } = spawnSync(join(bin, "credence"), ["--lang", "en", "--data", data, ...args], { stdio: ["ignore", "ignore", 2] });
  if (status !== 0) throw new Error(`credence ${args.slice(0, 2).join(" ")} ended with ${status}`);
};
const listMost = 250_000; // lines of one file

/** Codes with both their check digits (GB 11714, GB 32100). */
function code(number: number): string {
  const organisation = number.toString().padStart(8, "0");
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const rest = [...organisation].reduce((total, digit, i) => total + Number(digit) * weights[i]!, 0) % 11;
  const body = `91990100${organisation}${rest === 1 ? "X" : (11 - rest) % 11}`;
  const digits = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  const sum = [...body].reduce((total, digit, i) => total + digits.indexOf(digit) * (3 ** i % 31), 0);
  return body + digits[(31 - (sum % 31)) % 31]!;
}
const towns = ["广州", "深圳", "珠海", "汕头", "佛山", "韶关", "河源", "梅州", "惠州", "汕尾", "东莞", "中山", "江门", "阳江", "湛江", "茂名", "肇庆", "清远", "潮州", "揭阳", "云浮"];
const name = (number: number): string => `${towns[number % towns.length]}样例${number}号制造有限公司`;
function fill(): void {
  credence("network", "demo", "--synthetic", String(lines), "--base-port", process.env["CREDENCE_BASE_PORT"] ?? "17960", "--sample", join(configs, "sample"), "--catalogue", join(configs, "guangdong-2021-2025"));
  for (let from = lines; from < enterprises; from += listMost) {
    const file = join(folder, "enterprises.csv");
    const count = Math.min(listMost, enterprises - from);
    writeFileSync(file, "企业名称,统一社会信用代码,注册日期,地区\n" + Array.from({ length: count }, (_, i) => `${name(from + i)},${code(from + i)},2018-03-01,${towns[(from + i) % towns.length]}\n`).join(""));
    credence("enterprise", "import", file, "--key", "gd-samr-registrar", "--checker", "gd-samr-check", "--journal", join(folder, `journal-${from}`));
  }
}

// ---- measures -------------------------------------------------------------------------------------------------------------------------------
interface Times {
  median_ms: number;
  least_ms: number;
  most_ms: number;
}
function summary(times: number[]): Times {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(10 * sorted[Math.round(share * (sorted.length - 1))]!) / 10;
  return { median_ms: at(0.5), least_ms: at(0), most_ms: at(1) };
}

async function measure(): Promise<object> {
  const { go, launch, open, origin, settled } = await import("./browser.js");
  const browser = await launch();
  const timed = async (what: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await what();
    return performance.now() - began;
  };
  const figures: number[] = [], first: number[] = [];
  const searched = new Map<string, number[]>([["route", []], ["page", []]]);
  const some = enterprises - 1; // of those that were imported last
  const texts = [code(some), code(some).slice(0, 14), name(some), `样例${some}`, "sample-life", "样例专项", "ylzxzj", "gd-iit", "广州样例"];
  for (let round = 0; round < rounds; ++round) {
    const { page, context } = await open(browser);
    const began = performance.now();
    await page.goto(`${origin}/#/overview?lang=zh`);
    await page.locator("main h1").waitFor();
    figures.push(performance.now() - began);
    await settled(page);
    first.push(performance.now() - began);
    for (const text of texts) {
      searched.get("route")!.push(await timed(async () => (await fetch(`${origin}/v1/search?q=${encodeURIComponent(text)}`)).text()));
      searched.get("page")!.push(await timed(async () => {
        await page.locator("header .search input").fill(text);
        await page.keyboard.press("Enter");
        await page.waitForFunction((wanted) => new URLSearchParams(location.hash.split("?")[1]).get("q") === wanted, text);
        await page.locator(".hit p").first().waitFor();
        await settled(page);
      }));
    }
    await context.close();
  }
  const { page, context } = await open(browser);
  page.setDefaultTimeout(600_000);
  const list = await timed(() => go(page, `programme/synthetic-${lines}`, { lang: "zh" }));
  const turned: number[] = [];
  for (let i = 0; i < 20; ++i)
    turned.push(await timed(async () => {
      const before = await page.locator("#list + div tbody").innerText();
      await page.getByRole("button", { name: "下一页" }).click();
      await page.waitForFunction((old) => (document.querySelector("#list + div tbody") as HTMLElement).innerText !== old, before);
    }));
  await context.close();
  await browser.close();
  return { "first view, its figures": summary(figures), "first view, the latest records as well": summary(first), "search, route": summary(searched.get("route")!), "search, page": summary(searched.get("page")!), [`programme with ${lines} awards, all proved`]: { ms: Math.round(list) }, "next page of its list": summary(turned) };
}

try {
  console.error(`bench page: recording ${enterprises.toLocaleString("en")} enterprises`);
  fill();
  const found = { machine: `${cpus().length} threads of ${cpus()[0]!.model}`, enterprises, lines, rounds, ...(await measure()) };
  if (given.json) console.log(JSON.stringify(found));
  else for (const [what, value] of Object.entries(found)) console.log(`${what}: ${typeof value === "object" ? Object.entries(value).map(([part, ms]) => `${part} ${ms}`).join(", ") : value}`);
} finally {
  spawnSync(join(bin, "credence"), ["--data", data, "network", "down"], { stdio: "ignore" });
  rmSync(folder, { recursive: true, force: true });
}
