// SPDX-License-Identifier: Apache-2.0
// What follows from a complete history: the awards of a programme, the titles of their holders. The state's own totals are compared with it.
import type { Reading } from "../../client/src/index.js";
import type { Loose } from "./loose.js";
import { type Entry, type Struct, titleVerdict, type Verdict } from "../../verifier/src/index.js";

export interface Batch {
  id: string;
  title: string;
  document_no: string;
  stage: string;
  quota: string | null;
  objected: boolean;
  height: bigint;
}
export interface Award {
  batch: string;
  line: number;
  beneficiary: string;
  code: string | null;
  project: string;
  amount: bigint;
  released: bigint;
  paid: bigint;
  demanded: bigint;
  recovered: bigint;
  closed: boolean;
  accepted: boolean | null;
  height: bigint;
  transaction: string;
  /** The latest: what it was before, or the payment that counts no more. */
  correction: { kind: string; reason: string; amount: bigint } | null;
}
export interface ProgrammeFold {
  batches: Batch[];
  awards: Award[];
  awarded: bigint;
  paid: bigint;
  recovered: bigint;
}

/** The awards of a programme as its complete history makes them. */
export function foldProgramme(entries: Entry[]): ProgrammeFold {
  const batches = new Map<string, Batch>();
  const awards = new Map<string, Award>();
  const recoveries = new Map<string, Award>();
  const whole = new Map<string, Set<number>>();
  const place = (batch: unknown, line: unknown): string => `${batch}#${line}`;
  for (const { fact, height, transaction } of entries) {
    const body = fact.body as Loose;
    const award = awards.get(place(body["award_batch"] ?? body["batch"], body["award_line"] ?? body["line"]));
    switch (fact.kind) {
      case "batch_opened": {
        const before = batches.get(body["batch"]);
        batches.set(body["batch"], {
          id: body["batch"], title: body["title"], document_no: body["document_no"], stage: body["stage"], quota: body["quota"],
          objected: before?.objected ?? false, height: before?.height ?? height,
        });
        break;
      }
      case "awarded":
        awards.set(place(body["batch"], body["line"]), {
          batch: body["batch"], line: body["line"], beneficiary: body["beneficiary"], code: body["code"], project: body["project"], amount: body["amount"],
          released: 0n, paid: 0n, demanded: 0n, recovered: 0n, closed: false, accepted: null, height, transaction, correction: null,
        });
        break;
      case "identified": if (award) award.code = body["code"]; break;
      case "award_released": if (award) [award.released, award.closed] = [award.released + (body["amount"] as bigint), true]; break;
      case "paid": if (award) award.paid += body["amount"] as bigint; break;
      case "payment_reversed":
        if (award) [award.paid, award.correction] = [award.paid - (body["amount"] as bigint), { kind: body["kind"], reason: body["reason"], amount: body["amount"] }];
        break;
      case "award_amended":
        if (!award) break;
        [award.beneficiary, award.code, award.project, award.amount] = [body["beneficiary"], body["code"], body["project"], body["amount"]];
        award.correction = { kind: "amended", reason: body["reason"], amount: body["amount_before"] };
        break;
      case "result_recorded":
        if (award && body["step"] === "closing") award.closed = true;
        if (award && body["step"] === "acceptance") award.accepted = body["passed"];
        break;
      case "recovery_demanded":
        if (!award) break;
        award.demanded += (body["demanded"] as bigint) - (body["before"] as bigint);
        recoveries.set(body["recovery"], award);
        break;
      case "recovered": {
        const of = recoveries.get(body["recovery"]);
        if (of) of.recovered += body["amount"] as bigint;
        break;
      }
      case "objected": if (body["line"] === 0) whole.set(body["batch"], (whole.get(body["batch"]) ?? new Set()).add(body["objection"])); break;
      case "objection_decided": {
        const batch = batches.get(body["batch"]);
        if (batch && body["upheld"] && whole.get(body["batch"])?.has(body["objection"])) batch.objected = true;
        break;
      }
    }
  }
  const list = [...awards.values()];
  const sum = (of: (award: Award) => bigint): bigint => list.reduce((total, award) => total + of(award), 0n);
  return { batches: [...batches.values()], awards: list, awarded: sum((one) => one.amount - one.released), paid: sum((one) => one.paid), recovered: sum((one) => one.recovered) };
}

/** How an award stands, by its batch: the words of `credence award show`. */
export function standing(award: { amount: bigint; released: bigint; paid: bigint; demanded: bigint; recovered: bigint; closed: boolean }, stage: string, objected: boolean): string {
  if (award.closed && award.paid === 0n) return "withdrawn";
  if (stage === "public_notice") return objected ? "objected" : "in_notice";
  if (award.demanded > award.recovered) return "in_recovery";
  if (award.paid > 0n && award.recovered >= award.paid) return "recovered";
  if (award.closed) return "closed";
  if (award.paid === 0n) return "confirmed";
  return award.paid === award.amount ? "paid" : "part_paid";
}

export interface Holder {
  code: string;
  name: string;
  term: Struct;
  height: bigint;
  transaction: string;
}
/** The latest term of every holder of a title, as its complete history makes them. */
export function foldTitle(entries: Entry[]): Holder[] {
  const holders = new Map<string, Holder>();
  for (const { fact, height, transaction } of entries) {
    const body = fact.body;
    const code = body["code"] as string;
    const held = holders.get(code);
    if (fact.kind === "qualification_issued") {
      const { certificate_no, document_no, valid_from, valid_to, rule, built_on } = body as Struct & Record<string, string>;
      const term: Struct = {
        certificate_no: certificate_no!, document_no: document_no!, valid_from: valid_from!, valid_to: valid_to ?? null, rule: rule!, built_on: built_on!, revoked_from: null,
        revocation_reason: "", end: "none", banned_to: null, renewals: 0, review_until: null, suspensions: [], carried_from: null,
      };
      holders.set(code, { code, name: body["enterprise"] as string, term, height, transaction });
    } else if (fact.kind === "qualification_revoked" && held) {
      held.term = { ...held.term, revoked_from: body["effective"]!, revocation_reason: body["reason"]!, end: "revoked", banned_to: body["banned_to"]! };
    } else if (fact.kind === "enterprise_restored") {
      for (const [holder, { term }] of holders) if (term["carried_from"] === code) holders.delete(holder);
    } else if (fact.kind === "qualification_changed") {
      holders.set(code, { code, name: held?.name ?? code, term: body["title"] as Struct, height: held?.height ?? height, transaction: held?.transaction ?? transaction });
    }
  }
  return [...holders.values()];
}
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
const foldedMax = 5_000; // records of a title that other views than its own read
/** The holders of a title and the number of its records; no holders where there are too many records to read them beside others. */
export async function readHolders(at: Reading, type: string): Promise<{ type: string; holders: Holder[] | null; total: number }> {
  const subject = { is: "qualification_type", type };
  const { total } = await at.newest(subject, 1);
  if (total > foldedMax) return { type, holders: null, total };
  return { type, holders: foldTitle((await at.history(subject)).entries), total };
}
export const inForce = (term: Struct, day: string): boolean => titleVerdict(term, day) === "valid";
export const titleState = (term: Struct, day: string): Verdict => titleVerdict(term, day);
/** The last day of a term, a review included; none: without end. */
export function lastDay(term: Struct): string | null {
  const { valid_to, review_until } = term as Record<string, string | null>;
  return valid_to && review_until && review_until > valid_to ? review_until : valid_to ?? null;
}

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
