// SPDX-License-Identifier: Apache-2.0
// Public notices that are open, and how long they last.
import type { StateKey, Struct } from "../../verifier/src/index.js";
import { foldProgramme } from "../../client/src/folds/programme.js";
import type { Reading } from "../../client/src/index.js";
import { afterDays, dayShown } from "./format.js";
import { readRegisters } from "./names.svelte.js";

/** Calendars of this year and the next, as far as they are recorded. */
export const calendarKeys = (): StateKey[] => [0, 1].map((more) => ({ is: "calendar", year: Number(dayShown().slice(0, 4)) + more }));
/** Whether a day does not count: at the weekend or on a holiday, where working days are counted. */
export function dayOff(day: string, working: boolean, calendars: (Struct | null)[]): boolean {
  if (!working) return false;
  const named = (list: string): boolean => calendars.some((one) => ((one?.[list] ?? []) as string[]).includes(day));
  const week = new Date(day).getUTCDay();
  return !named("workdays") && (week === 0 || week === 6 || named("holidays"));
}
/** Days until the last one, the day shown and that one included; 0: it is over. */
export function daysLeft(ends: string | null, working: boolean, calendars: (Struct | null)[]): number {
  let left = 0;
  for (let day = dayShown(); ends !== null && day <= ends; day = afterDays(day, 1)) if (!dayOff(day, working, calendars)) ++left;
  return left;
}

export interface AwardNotice {
  programme: string;
  batch: string;
  value: Struct;
  working: boolean;
}
export interface TitleNotice {
  type: string;
  batch: string;
  ends: string;
  enterprises: number;
  objections: number;
  document_no: string;
}
export interface Notices {
  awards: AwardNotice[];
  titles: TitleNotice[];
  calendars: (Struct | null)[];
  /** Programmes and titles whose histories are too long to be read beside others. */
  unread: StateKey[];
}
const recordsMax = 20_000;
const candidatesMax = 900;

/** All that are open: no register of them is kept, so the histories of open programmes and of titles are read whole. */
export async function readNotices(at: Reading, seen: (read: number, of: number) => void): Promise<Notices> {
  const registers = await readRegisters(at);
  const [values, calendars] = await Promise.all([at.values(registers.programmes.map((id) => ({ is: "programme", id }))), at.values(calendarKeys())]);
  const open = registers.programmes.filter((_, i) => values[i]!["closed_on"] === null && Number(values[i]!["batches"]) > 0);
  const unread: StateKey[] = [];
  let done = 0;
  const read = async <T>(subject: StateKey, make: (entries: Awaited<ReturnType<Reading["history"]>>["entries"]) => Promise<T[]>): Promise<T[]> => {
    const { entries, all } = await at.history(subject, undefined, recordsMax);
    if (!all) unread.push(subject);
    const out = all ? await make(entries) : [];
    seen(++done, open.length + registers.titles.length);
    return out;
  };
  const awards = open.map((programme) =>
    read({ is: "programme", id: programme }, async (entries) => {
      const waiting = foldProgramme(entries).batches.filter((batch) => batch.stage === "public_notice" && !batch.objected);
      if (waiting.length === 0) return [];
      const [rules, ...held] = await at.values([{ is: "programme_rules", programme }, ...waiting.map((batch) => ({ is: "award_batch", programme, batch: batch.id }))]);
      return waiting.flatMap((batch, i): AwardNotice[] => {
        const value = held[i]!;
        const stands = value["stage"] === "public_notice" && value["objected"] !== true && Number(value["recorded_count"]) > 0;
        return stands ? [{ programme, batch: batch.id, value, working: rules?.["working_days"] === true }] : [];
      });
    }),
  );
  const titles = registers.titles.map((type) =>
    read({ is: "qualification_type", type }, async (entries) => {
      const codes = new Set(entries.filter(({ fact }) => fact.kind === "qualification_noticed").map(({ fact }) => String(fact.body["code"])));
      const keys = [...codes].slice(-candidatesMax).map((code): StateKey => ({ is: "qualification_notice", type, code }));
      const groups = new Map<string, TitleNotice>();
      for (const value of await at.values(keys)) {
        if (!value) continue;
        const batch = String(value["batch"]);
        const held = groups.get(batch) ?? { type, batch, ends: String(value["notice_to"]), enterprises: 0, objections: 0, document_no: String(value["document_no"]) };
        groups.set(batch, { ...held, enterprises: held.enterprises + 1, objections: held.objections + Number(value["objections"]) });
      }
      return [...groups.values()];
    }),
  );
  const [listed, noticed] = await Promise.all([Promise.all(awards), Promise.all(titles)]);
  const sooner = (a: string | null, b: string | null): number => ((a ?? "9") < (b ?? "9") ? -1 : 1);
  return {
    awards: listed.flat().sort((a, b) => sooner(a.value["notice_ends"] as string | null, b.value["notice_ends"] as string | null)),
    titles: noticed.flat().sort((a, b) => sooner(a.ends, b.ends)),
    calendars, unread,
  };
}
