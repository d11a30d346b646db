// SPDX-License-Identifier: Apache-2.0
// What the complete history of a programme says of its kind: challenges with their bids, social capital that investments drew in, products of a catalogue.
import type { Entry, Struct } from "../../verifier/src/index.js";
import type { Award } from "../../client/src/folds/programme.js";
import type { Loose } from "./loose.js";

const bodies = (entries: Entry[], kind: string): { body: Loose; entry: Entry }[] => entries.filter(({ fact }) => fact.kind === kind).map((entry) => ({ body: entry.fact.body as Loose, entry }));

export interface Bid {
  line: number;
  code: string;
  enterprise: string;
  project: string;
  /** What was asked for. */
  amount: bigint;
  /** What it was selected with; null: it was not, or nothing is decided. */
  selected: bigint | null;
  /** Of a bid that its enterprise sealed and opened: the lead first, shares in basis points; empty: the department recorded it. */
  members: { code: string; share: number }[];
  height: bigint;
  transaction: string;
}
/** What an enterprise sealed; nobody knows what it says before it is opened. */
export interface Seal {
  code: string;
  enterprise: string;
  /** null: it was withdrawn. */
  commitment: string | null;
  /** The bid that it was opened as. */
  line: number | null;
  height: bigint;
  transaction: string;
}
export interface Challenge {
  id: string;
  title: string;
  published: Entry;
  bids: Bid[];
  seals: Seal[];
}
/** The challenges in the order in which they were published. Selected bids are the awards of the batch of the challenge's id, under their own line numbers. */
export function foldChallenges(entries: Entry[]): Challenge[] {
  const challenges = new Map<string, Challenge>();
  for (const { body, entry } of bodies(entries, "challenge_published")) challenges.set(body["challenge"], { id: body["challenge"], title: body["title"], published: entry, bids: [], seals: [] });
  const seals = new Map<string, Seal>();
  for (const { body, entry } of bodies(entries, "bid_sealed")) {
    const { challenge, code, enterprise, commitment } = body;
    seals.set(`${challenge}#${code}`, { code, enterprise, commitment: commitment ?? null, line: null, height: entry.height, transaction: entry.transaction });
  }
  for (const { body, entry } of bodies(entries, "bid_recorded")) {
    const members = (body["members"] ?? []) as Bid["members"];
    for (const { code } of members) {
      const seal = seals.get(`${body["challenge"]}#${code}`);
      if (seal) seal.line = body["line"];
    }
    challenges.get(body["challenge"])?.bids.push({ line: body["line"], code: body["code"], enterprise: body["enterprise"], project: body["project"], amount: body["amount"], selected: null, members, height: entry.height, transaction: entry.transaction });
  }
  for (const [place, seal] of seals) challenges.get(place.split("#")[0]!)?.seals.push(seal);
  for (const { body } of bodies(entries, "awarded")) {
    const bid = challenges.get(body["batch"])?.bids.find((one) => one.line === body["line"]);
    if (bid) bid.selected = body["amount"];
  }
  return [...challenges.values()];
}
/** What an enterprise has to do with a challenge, by its own history: a bid, or a seal that is not opened. */
export interface OwnBid {
  programme: string;
  challenge: string;
  /** 0: sealed, and no bid yet. */
  line: number;
  project: string | null;
  amount: bigint | null;
  members: number;
  commitment: string | null;
  sealed: boolean;
  height: bigint;
  transaction: string;
}
export function foldOwnBids(code: string, entries: Entry[]): OwnBid[] {
  const seals = new Map<string, OwnBid>();
  const out: OwnBid[] = [];
  for (const { body, entry } of bodies(entries, "bid_sealed")) {
    const { programme, challenge, commitment } = body;
    if (body["code"] === code) seals.set(`${programme}/${challenge}`, { programme, challenge, line: 0, project: null, amount: null, members: 1, commitment: commitment ?? null, sealed: true, height: entry.height, transaction: entry.transaction });
  }
  for (const { body, entry } of bodies(entries, "bid_recorded")) {
    const { programme, challenge, line, project, amount } = body;
    const members = (body["members"] ?? []) as unknown[];
    const seal = members.length > 0 ? seals.get(`${programme}/${challenge}`) : undefined;
    if (seal) seals.delete(`${programme}/${challenge}`);
    out.push({ programme, challenge, line, project, amount, members: Math.max(1, members.length), commitment: seal?.commitment ?? null, sealed: members.length > 0, height: entry.height, transaction: entry.transaction });
  }
  return [...out, ...seals.values()];
}
/** What has become of it on a day. */
export function ownBidState(one: OwnBid, challenge: Struct, selected: boolean, day: string): string {
  if (selected) return "selected";
  if (one.line > 0) return one.sealed ? "opened" : "recorded_bid";
  return sealState({ commitment: one.commitment, line: null } as Seal, challenge, day);
}
/** Days after the last day for bids in which what is sealed is opened (limits.h, kOpeningDays). */
export const openingDays = 7;
/** What has become of a seal on a day. */
export function sealState({ commitment, line }: Seal, challenge: Struct, day: string): "opened" | "withdrawn" | "sealed" | "to_open" | "never_opened" {
  if (line !== null) return "opened";
  if (commitment === null) return "withdrawn";
  if (day <= String(challenge["bids_until"])) return "sealed";
  return challenge["selected"] === true ? "never_opened" : "to_open"; // until bids are selected it can be opened
}
export const stages = ["bidding", "selecting", "notice", "carried_out", "done"] as const;
export type Stage = (typeof stages)[number];
/** Where a challenge is on a day, by its value, its award batch and the awards in that. */
export function stageOf(challenge: Struct, batch: Struct | null, awards: Struct[], day: string): Stage {
  if (challenge["selected"] !== true) return day <= String(challenge["bids_until"]) ? "bidding" : "selecting";
  if (batch?.["stage"] !== "confirmed") return "notice";
  return awards.length > 0 && awards.every((one) => one["acceptance"] === "passed" || one["closed"] === true) ? "done" : "carried_out";
}

export interface Capital {
  programme: string;
  entry: string;
  batch: string;
  line: number;
  investor: string;
  /** Where the ledger registers it; and the enterprise that was invested in, where that is told. */
  investor_code: string | null;
  code: string | null;
  amount: bigint;
  invested_on: string;
  /** A promise: nothing is paid in yet; `of`: money that fulfils one. */
  promised: boolean;
  of: string | null;
  height: bigint;
  transaction: string;
}
export function foldCapital(entries: Entry[]): Capital[] {
  const withdrawn = new Set(bodies(entries, "entry_withdrawn").flatMap(({ body }) => (body["kind"] === "social_capital" ? [`${body["programme"]}/${body["entry"]}`] : [])));
  return bodies(entries, "social_capital_recorded").flatMap(({ body, entry }) =>
    withdrawn.has(`${body["programme"]}/${body["entry"]}`) ? [] : [{ programme: body["programme"], entry: body["entry"], batch: body["award_batch"], line: body["award_line"], investor: body["investor"], investor_code: body["investor_code"] ?? null, code: body["code"] ?? null, amount: body["amount"], invested_on: body["invested_on"], promised: body["promised"] === true, of: body["of"] ?? null, height: entry.height, transaction: entry.transaction }],
  );
}
/** Paid in; and promised, or paid in without a promise before. */
export const paidIn = (list: Capital[]): bigint => list.filter((one) => !one.promised).reduce((sum, one) => sum + one.amount, 0n);
export const promisedIn = (list: Capital[]): bigint => list.filter((one) => one.of === null).reduce((sum, one) => sum + one.amount, 0n);
/** Who invested beside a fund, with what each promised and paid in: known by its code, else by its name. */
export interface CoInvestor {
  investor: string;
  investor_code: string | null;
  entries: number;
  promised: bigint;
  paid_in: bigint;
}
export function foldInvestors(list: Capital[]): CoInvestor[] {
  const groups = new Map<string, Capital[]>();
  for (const one of list) {
    const key = one.investor_code ?? `\n${one.investor}`;
    const held = groups.get(key);
    if (held) held.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map((of) => ({ investor: of.at(-1)!.investor, investor_code: of[0]!.investor_code, entries: of.length, promised: promisedIn(of), paid_in: paidIn(of) }));
}
/** The rounds of a fund's investments, in their order. */
export const rounds: Record<string, [string, string]> = {
  seed: ["种子轮", "seed"], angel: ["天使轮", "angel"], pre_a: ["Pre-A轮", "Pre-A"], a: ["A轮", "A"], b: ["B轮", "B"], c: ["C轮", "C"], d: ["D轮", "D"],
  later: ["E轮及以后", "E or later"], pre_ipo: ["Pre-IPO轮", "Pre-IPO"], strategic: ["战略投资", "strategic"], placement: ["定向增发", "private placement"], buyout: ["并购", "buyout"],
};
/** "12.5%" of basis points. */
export const percent = (points: number): string => `${points / 100}%`;
export interface RoundSum {
  /** null: lines that do not tell it. */
  round: string | null;
  investments: number;
  decided: bigint;
  invested: bigint;
  capital: bigint;
}
/** By round what was decided and invested, and what others paid in beside it; nothing where no line tells its round. Awards that came to nothing are in none. */
export function byRound(awards: Award[], list: Capital[]): RoundSum[] {
  if (!awards.some((one) => one.investment)) return [];
  const standing = awards.filter((one) => !(one.closed && one.paid === 0n));
  const roundOf = new Map(standing.map((one) => [`${one.batch}#${one.line}`, one.investment?.round ?? null]));
  return [...Object.keys(rounds), null].flatMap((round) => {
    const of = standing.filter((one) => (one.investment?.round ?? null) === round);
    const sum = (each: (one: Award) => bigint): bigint => of.reduce((total, one) => total + each(one), 0n);
    const beside = paidIn(list.filter((one) => roundOf.get(`${one.batch}#${one.line}`) === round));
    return of.length === 0 ? [] : [{ round, investments: of.length, decided: sum((one) => one.amount - one.released), invested: sum((one) => one.paid - one.recovered), capital: beside }];
  });
}
/** "2.50": social capital for each yuan of the fund; none without that. */
export function leverage(capital: bigint, fund: bigint): string | null {
  if (fund <= 0n) return null;
  const hundredths = (capital * 100n) / fund;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, "0")}`;
}

/** An exit, an income or a loss of an investment that stands. */
export interface FundReturn {
  entry: string;
  batch: string;
  line: number;
  kind: "exit" | "income" | "loss";
  way: string;
  cost: bigint;
  proceeds: bigint;
  on: string;
  height: bigint;
  transaction: string;
}
export function foldReturns(entries: Entry[]): FundReturn[] {
  const withdrawn = new Set(bodies(entries, "entry_withdrawn").flatMap(({ body }) => (body["kind"] === "fund_return" ? [body["entry"]] : [])));
  return bodies(entries, "fund_return_recorded").flatMap(({ body, entry }) =>
    withdrawn.has(body["entry"]) ? [] : [{ entry: body["entry"], batch: body["award_batch"], line: body["award_line"], kind: body["kind"], way: body["way"], cost: body["cost"], proceeds: body["proceeds"], on: body["on"], height: entry.height, transaction: entry.transaction }],
  );
}

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
export interface ListingTerm {
  batch: string;
  valid_from: string;
  valid_to: string | null;
  height: bigint;
  transaction: string;
}
export interface Listing {
  code: string;
  enterprise: string;
  product: string;
  terms: ListingTerm[]; // by their first days; none reaches into the next
}
/** Each product of each enterprise with all its terms: from its first day on a later one holds alone, and the days before stay as they were. */
export function foldListings(entries: Entry[]): Listing[] {
  const listings = new Map<string, Listing>();
  for (const { body, entry } of bodies(entries, "product_listed")) {
    const { code, enterprise, product, batch, valid_from, valid_to } = body as Record<string, string>;
    const held = listings.get(`${code}/${product}`)?.terms ?? [];
    const before = held.filter((one) => one.valid_from < valid_from!).map((one) => (one.valid_to === null || one.valid_to >= valid_from! ? { ...one, valid_to: dayBefore(valid_from!) } : one));
    listings.set(`${code}/${product}`, { code: code!, enterprise: enterprise!, product: product!, terms: [...before, { batch: batch!, valid_from: valid_from!, valid_to: valid_to ?? null, height: entry.height, transaction: entry.transaction }] });
  }
  return [...listings.values()];
}
/** The term that decides about a day: the last one begun by then, or the first. */
export const listingOn = ({ terms }: Listing, day: string): ListingTerm => terms.findLast((one) => one.valid_from <= day) ?? terms[0]!;
/** What a listing is on a day, in the words of titles. An enterprise that has ended has no product in a catalogue any more. */
export function listingState(listing: Listing, day: string, enterprise?: Struct | null): "not_begun" | "valid" | "ended" | "merged" | "dissolved" {
  const { valid_from, valid_to } = listingOn(listing, day);
  if (day < valid_from) return "not_begun";
  if (valid_to !== null && day > valid_to) return "ended";
  return enterprise?.["ends_on"] && (enterprise["ends_on"] as string) <= day ? (enterprise["end"] as "merged" | "dissolved") : "valid";
}
