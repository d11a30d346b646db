// SPDX-License-Identifier: Apache-2.0
// Figures as people read them. Money is whole fen: no float touches it.
import { dayInChina } from "../../verifier/src/judge.js";
import { say, type Unit, view } from "./view.svelte.js";

/** "8,775.85" in 万元 (up to six decimals, at least two) or 元. */
export function moneyIn(fen: bigint, unit: Unit): string {
  const negative = fen < 0n;
  const cut = unit === "wan" ? 6 : 2;
  const digits = String(negative ? -fen : fen).padStart(cut + 1, "0");
  const whole = digits.slice(0, -cut).replace(/\B(?=(\d{3})+$)/g, ",");
  const part = digits.slice(-cut).replace(unit === "wan" ? /0{1,4}$/ : /$^/, "");
  return `${negative ? "−" : ""}${whole}.${part}`;
}
export const money = (fen: bigint): string => moneyIn(fen, view.unit);
export const unitName = (): string => (view.unit === "wan" ? say("万元", "CNY 10k") : say("元", "CNY"));
/** Of "45.5", in 万元; null of what is no such amount. */
export function fenOf(wan: string): bigint | null {
  const [all, whole, part = ""] = /^(\d{1,9})(?:\.(\d{1,6}))?$/.exec(wan.trim()) ?? [];
  return all === undefined ? null : BigInt(whole! + part.padEnd(6, "0"));
}
/** In a sentence: 45.00 万元; 450,000.00 CNY. */
export const moneyInWords = (fen: bigint): string => (view.lang === "zh" ? `${moneyIn(fen, "wan")} 万元` : `${moneyIn(fen, "yuan")} CNY`);

export const number = (n: number | bigint): string => String(n).replace(/\B(?=(\d{3})+$)/g, ",");
/** "41.79 %" of a whole that is not zero. */
export function percent(part: bigint, whole: bigint): string {
  const hundredths = (part * 10_000n) / whole;
  if (hundredths === 0n && part > 0n) return "< 0.01 %";
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")} %`;
}

/** Beijing time of a moment: "2026-11-27 16:42:07". */
export function time(ms: bigint | number): string {
  const last = Date.UTC(9999, 11, 31, 23, 59, 59); // whatever a file says
  return new Date(Math.min(Number(ms) + 8 * 3_600_000, last)).toISOString().slice(0, 19).replace("T", " ");
}
export const clock = (ms: bigint | number): string => time(ms).slice(11, 16);
export const today = (): string => dayInChina(Date.now());
/** The day on which the view stands: today, or the past day that the reader looks at. */
export const dayShown = (): string => view.on || today();
/** What a command has to say beside, to tell of the same day. */
export const asOf = (): string => view.on && ` --as-of ${view.on}`;
/** That day in a sentence. */
export const thisDay = (): string => (view.on === "" ? say("今天", "today") : say("当日", "that day"));
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
export const afterDays = (day: string, days: number): string => new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** A text of the ledger, or of a refused transaction: characters that nobody sees, or that turn others around, are shown by their numbers. */
export const printable = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu, (c) => `⟨U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}⟩`);
export const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
export const short = (hex: string): string => `${hex.slice(0, 4)}…${hex.slice(-4)}`;
export const bytes = (n: number): string => (n < 10_000 ? `${number(n)} B` : `${number(Math.round(n / 1000))} kB`);

export const yuan = (fen: bigint): string => moneyIn(fen, "yuan").replaceAll(",", "").replace("−", "-");
export function save(name: string, content: BlobPart, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
