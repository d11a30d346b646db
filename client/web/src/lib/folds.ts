// SPDX-License-Identifier: Apache-2.0
// What values mean: how an award stands, whether a title is in force, where the money of a programme is.
import type { Reading } from "../../client/src/index.js";
import { foldTitle, type Holder } from "../../client/src/folds/titles.js";
import { type Entry, type Struct, titleVerdict, type Verdict } from "../../verifier/src/index.js";

/** How an award stands, by its batch: the words of `credence award show`. */
export function standing(award: { amount: bigint; released: bigint; paid: bigint; demanded: bigint; recovered: bigint; closed: boolean; by_closing?: boolean }, stage: string, objected: boolean): string {
  if (award.closed && award.paid === 0n) return award.by_closing ? "closed" : "withdrawn";
  if (stage === "public_notice") return objected ? "objected" : "in_notice";
  if (award.demanded > award.recovered) return "in_recovery";
  if (award.paid > 0n && award.recovered >= award.paid) return "recovered";
  if (award.closed) return "closed";
  if (award.paid === 0n) return "confirmed";
  return award.paid === award.amount ? "paid" : "part_paid";
}

/** Awards that were closed, by the records of an enterprise or a programme: of one that nothing was paid of, its own value does not say that it was not withdrawn. */
export function closings(entries: Entry[]): Set<string> {
  const of = entries.flatMap(({ fact: { kind, body } }) => (kind === "result_recorded" && body["step"] === "closing" ? [awardPlace({ programme: body["programme"], batch: body["award_batch"], line: body["award_line"] })] : []));
  return new Set(of);
}
export const awardPlace = (of: { programme: unknown; batch: unknown; line: unknown }): string => `${of.programme}/${of.batch}#${of.line}`;
/** For how many persons the awards are that were not wholly released: as `credence programme show` says. */
export const personsOf = (awards: { persons: { count: number } | null; amount: bigint; released: bigint }[]): number =>
  awards.reduce((total, award) => total + (award.released === award.amount ? 0 : (award.persons?.count ?? 0)), 0);

/** The same in a programme of this kind: nobody pays a tax relief, it is used; a fund invests. */
export function standingIn(kind: unknown, state: string): string {
  const done = kind === "tax_relief" ? "used" : kind === "fund_investment" ? "invested" : "paid";
  return state === "paid" ? done : state === "part_paid" ? `part_${done}` : state;
}

/** Of an investment: all that was paid and is not demanded back has ended, by exits and losses. */
export const investmentEnded = (award: { paid: bigint; demanded: bigint; cost_ended: bigint }): boolean => award.cost_ended > 0n && award.cost_ended >= award.paid - award.demanded;
/** How it stands in words: an investment that has ended whole stands no more. */
export const standingOf = (kind: unknown, state: string, award: { paid: bigint; demanded: bigint; cost_ended: bigint }): string =>
  ["part_paid", "paid", "closed"].includes(state) && investmentEnded(award) ? "investment_ended" : standingIn(kind, state);

export interface KindSum {
  kind: string;
  awarded: bigint;
  paid: bigint;
  recovered: bigint;
}
/** The money of an enterprise, by its value: one sum for each kind of programme, never one of all. */
export function sumsByKind(enterprise: Struct): KindSum[] {
  const by = new Map<string, KindSum>();
  for (const share of (enterprise["programmes"] ?? []) as Struct[]) {
    const kind = String(share["kind"]);
    const sum = by.get(kind) ?? { kind, awarded: 0n, paid: 0n, recovered: 0n };
    for (const name of ["awarded", "paid", "recovered"] as const) sum[name] += share[name] as bigint;
    by.set(kind, sum);
  }
  return [...by.values()];
}
export const foldedMax = 5_000; // records of a title that other views than its own read
/** The holders of titles and the numbers of their records; no holders where there are too many records to read them beside others. */
export async function readHolders(at: Reading, types: string[], seen?: (done: number, of: number) => void): Promise<{ type: string; holders: Holder[] | null; total: number | null }[]> {
  const histories = await at.histories(types.map((type) => ({ is: "qualification_type", type })), seen, foldedMax);
  return histories.map(({ entries, total, all }, i) => ({ type: types[i]!, holders: all ? foldTitle(entries) : null, total: all || at.day === "" ? total : null }));
}
export const inForce = (term: Struct, day: string): boolean => titleVerdict(term, day) === "valid";
export const titleState = (term: Struct, day: string): Verdict => titleVerdict(term, day);
/** The envelope of a programme, to the last fen: where it is today. */
export interface Where {
  paid: bigint;
  bound: bigint;
  quota: bigint;
  free: bigint;
}
export function whereIsIt(programme: Struct): Where {
  const { budget, awarded, paid, allocated, awarded_of_quotas } = programme as Record<string, bigint>;
  return { paid: paid!, bound: awarded! - paid!, quota: allocated! - awarded_of_quotas!, free: budget! - allocated! - (awarded! - awarded_of_quotas!) };
}
