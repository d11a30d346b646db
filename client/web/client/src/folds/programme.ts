// SPDX-License-Identifier: Apache-2.0
// A programme as its complete history makes it: what the state held after the last of these entries (ledger/domain/past.h does the same).
import type { Entry } from "../../../verifier/src/claims.js";
import { dayInChina } from "../../../verifier/src/judge.js";
import type { Struct } from "../../../verifier/src/values.js";
import type { Body } from "./titles.js";

export type Correction = {
  kind: string;
  on: string;
  document_no: string;
  reason: string;
  amount: bigint;
};
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
  /** Days on which one was passed, in order. */
  milestones: string[];
  acceptance: "none" | "passed" | "failed";
  acceptance_on: string | null;
  /** Days of failed acceptances that another one followed. */
  failures: string[];
  closed: boolean;
  /** Closed (结项), not withdrawn, which the award’s own value cannot tell where nothing was paid. */
  by_closing: boolean;
  /** Of a talent subsidy: for how many persons. */
  persons: { count: number } | null;
  /** The latest: what it was before, or the payment that counts no more. */
  correction: Correction | null;
  /** Of a fund: its round, and what the fund holds after it in basis points, 0 where that is not told. */
  investment: { round: string; stake: number } | null;
  /** Of a fund: how much of `paid` ended by exits and losses, by losses alone, and what came of it. */
  cost_ended: bigint;
  written_off: bigint;
  returned: bigint;
  height: bigint;
  transaction: string;
}
export interface Batch {
  id: string;
  title: string;
  document_no: string;
  published: string | null;
  stage: string;
  declared_count: number;
  declared_total: bigint;
  source: string;
  quota: string | null;
  recorded_count: number;
  recorded_total: bigint;
  released_total: bigint;
  paid_total: bigint;
  objections: number;
  open_objections: number;
  objected: boolean;
  confirmed_on: string | null;
  correction: Correction | null;
  /** Block and day from which its public notice runs, by the rules that held then. Undefined: no rule asked for one. Null: a correction that may or may not have
      begun it anew, which only the ledger can tell. */
  notice?: { at: Entry; rules: Struct } | null;
  height: bigint;
}
export interface Quota {
  name: string;
  amount: bigint;
  awarded: bigint;
  paid: bigint;
}
export interface ProgrammeFold {
  /** Null before it was created. */
  value: Body | null;
  rules: Struct | null;
  batches: Batch[];
  awards: Award[];
  quotas: Map<string, Quota>;
  challenges: Map<string, Struct>;
}

/** The correction that the withdrawal of an entry is, and how much it was: of an income what it brought. */
export const withdrawn: Record<string, string> = { recovery: "demand_withdrawn", social_capital: "capital_withdrawn", fund_return: "return_withdrawn" };
export const withdrawnOf = (body: Body): bigint => [body["amount"], body["promised"], body["proceeds"]].reduce((most: bigint, one: bigint) => (one > most ? one : most), 0n);
/** The step of a relief that changes the award; a claim and a check do not. */
export const reliefCorrection: Record<string, string> = { adjusted: "relief_adjusted", withdrawn: "relief_withdrawn" };

/** What a recovery asks for beside the money itself; each apart. */
const noCharges = (): Record<string, bigint> => ({ interest: 0n, penalty: 0n, late_charge: 0n });
function addCharges(to: Record<string, bigint>, charges: Record<string, bigint>, sign = 1n): void {
  for (const one of Object.keys(to)) to[one]! += sign * charges[one]!;
}
const less = (body: Body, now: string, before: string): bigint => (body[now] as bigint) - (body[before] as bigint);
const ideographs = (name: unknown): string => String(name).replace(/[^\u4e00-\u9fff]/g, "");
/** Whether a correction begins the notice anew; null where names differ in what the ledger may take for the same. */
function announces(body: Body): boolean | null {
  if (body["amount"] > body["amount_before"]) return true;
  const names = ["beneficiary", "project"].filter((name) => body[name] !== body[`${name}_before`]);
  if (names.length === 0) return false;
  return names.some((name) => ideographs(body[name]) !== ideographs(body[`${name}_before`])) || null;
}

export function foldProgramme(entries: Entry[]): ProgrammeFold {
  const out: ProgrammeFold = { value: null, rules: null, batches: [], awards: [], quotas: new Map(), challenges: new Map() };
  const batches = new Map<string, Batch>();
  const awards = new Map<string, Award>();
  const recoveries = new Map<string, Award>();
  const whole = new Set<string>(); // objections to whole lists
  const bids = new Map<string, string>(); // challenge#line -> code
  const seals = new Map<string, Set<string>>(); // of each challenge the codes that sealed and did not open
  for (const entry of entries) {
    const { fact, height, transaction } = entry;
    const body = fact.body as Body;
    const day = (): string => dayInChina(Number(entry.time_ms));
    if (fact.kind === "programme_created") {
      const { name, lead_department, finance_department, fiscal_year, budget, document_no, kind, document_hash, task } = body;
      out.value = {
        name, lead_department, finance_department, fiscal_year, budget, awarded: 0n, paid: 0n, awards: 0, payments: 0, batches: 0, document_no, kind, document_hash, rules_version: 0,
        allocated: 0n, awarded_of_quotas: 0n, released: 0n, demanded: 0n, recovered: 0n, social_capital: 0n, recoveries: 0, closed_on: null, reversed: 0n, task, social_promised: 0n, cost_ended: 0n, written_off: 0n, returned: 0n,
        charged: noCharges(), charges_received: noCharges(),
      };
      continue;
    }
    const value = out.value;
    if (value === null) continue;
    const place = `${body["award_batch"] ?? body["batch"]}#${body["award_line"] ?? body["line"]}`;
    const award = awards.get(place);
    const batch = batches.get(body["award_batch"] ?? body["batch"]);
    const quota = batch?.quota ? out.quotas.get(batch.quota) : undefined;
    const bind = (amount: bigint): void => {
      value["awarded"] += amount;
      if (batch?.quota) value["awarded_of_quotas"] += amount;
      if (quota) quota.awarded += amount;
    };
    const correction = (kind: string, amount: bigint): Correction => ({ kind, on: day(), document_no: body["document_no"], reason: body["reason"], amount });
    switch (fact.kind) {
      case "programme_amended": value["budget"] = body["budget"]; break;
      case "programme_rules_set": [out.rules, value["rules_version"]] = [body["rules"], body["version"]]; break;
      case "quota_allocated": {
        const held = out.quotas.get(body["quota"]) ?? { name: "", amount: 0n, awarded: 0n, paid: 0n };
        value["allocated"] += (body["amount"] as bigint) - held.amount;
        out.quotas.set(body["quota"], { ...held, name: body["name"], amount: body["amount"] });
        break;
      }
      case "batch_opened": {
        const { title, document_no, published, stage, declared_count, declared_total, source, quota } = body;
        const declared = { title, document_no, published, stage, declared_count, declared_total, source, quota, confirmed_on: stage === "confirmed" ? day() : null };
        if (batch) Object.assign(batch, declared);
        else batches.set(body["batch"], { id: body["batch"], ...declared, recorded_count: 0, recorded_total: 0n, released_total: 0n, paid_total: 0n, objections: 0, open_objections: 0, objected: false, correction: null, height });
        if (!batch) ++value["batches"];
        break;
      }
      case "awarded":
        awards.set(place, {
          batch: body["batch"], line: body["line"], beneficiary: body["beneficiary"], code: body["code"], project: body["project"], amount: body["amount"],
          released: 0n, paid: 0n, demanded: 0n, recovered: 0n, milestones: [], acceptance: "none", acceptance_on: null, failures: [], closed: false, by_closing: false, persons: body["persons"] ?? null, correction: null, investment: body["investment"] ?? null, cost_ended: 0n, written_off: 0n, returned: 0n, height, transaction,
        });
        ++value["awards"];
        bind(body["amount"]);
        if (batch) {
          ++batch.recorded_count;
          batch.recorded_total += body["amount"];
          if (Number(out.rules?.["notice_days"] ?? 0) > 0) batch.notice = { at: entry, rules: out.rules! };
        }
        // Selected bids are the awards of the list of the challenge's id.
        if (out.challenges.has(body["batch"]) && bids.get(place) === body["code"]) out.challenges.get(body["batch"])!["selected"] = true;
        break;
      case "identified": if (award) award.code = body["code"]; break;
      case "award_released":
        if (award) [award.released, award.closed] = [award.released + body["amount"], true];
        if (batch) batch.released_total += body["amount"];
        value["released"] += body["amount"];
        bind(-(body["amount"] as bigint));
        break;
      case "award_amended":
        bind(less(body, "amount", "amount_before"));
        if (award) Object.assign(award, { beneficiary: body["beneficiary"], code: body["code"], project: body["project"], amount: body["amount"], persons: body["persons"] ?? null, investment: body["investment"] ?? null, correction: correction("amended", body["amount_before"]) });
        if (batch) {
          batch.recorded_total += less(body, "amount", "amount_before");
          const anew = announces(body);
          if (anew === null) batch.notice = null;
          else if (anew && Number(out.rules?.["notice_days"] ?? 0) > 0) batch.notice = { at: entry, rules: out.rules! };
        }
        break;
      case "batch_amended": if (batch) Object.assign(batch, { declared_total: body["declared_total"], published: body["published"], correction: correction("amended", body["total_before"]) }); break;
      case "paid": case "payment_reversed": {
        const amount: bigint = (fact.kind === "paid" ? 1n : -1n) * body["amount"];
        value["payments"] += amount > 0n ? 1 : -1;
        value["paid"] += amount;
        if (award) award.paid += amount;
        if (batch) batch.paid_total += amount;
        if (quota) quota.paid += amount;
        if (amount < 0n) value["reversed"] -= amount;
        if (amount < 0n && award) award.correction = correction(body["kind"] === "returned" ? "payment_returned" : "payment_voided", -amount);
        break;
      }
      case "fund_return_recorded":
        value["cost_ended"] += body["cost"];
        if (body["kind"] === "loss") value["written_off"] += body["cost"];
        value["returned"] += body["proceeds"];
        if (award) {
          award.cost_ended += body["cost"];
          if (body["kind"] === "loss") award.written_off += body["cost"];
          award.returned += body["proceeds"];
        }
        break;
      case "relief_recorded": {
        const more = less(body, "amount", "before");
        value["payments"] += body["step"] === "claimed" ? 1 : body["step"] === "withdrawn" ? -1 : 0;
        value["paid"] += more;
        if (award) award.paid += more;
        if (batch) batch.paid_total += more;
        if (quota) quota.paid += more;
        if (more < 0n) value["reversed"] -= more;
        const kind = reliefCorrection[body["step"]];
        if (kind && award) award.correction = correction(kind, body["before"]);
        break;
      }
      case "result_recorded":
        if (!award) break;
        if (body["step"] === "milestone" && body["passed"]) award.milestones.push(body["on"]);
        if (body["step"] === "acceptance") {
          if (award.acceptance === "failed") award.failures.push(award.acceptance_on!);
          [award.acceptance, award.acceptance_on] = [body["passed"] ? "passed" : "failed", body["on"]];
        }
        if (body["step"] === "closing") award.closed = award.by_closing = true;
        break;
      case "result_withdrawn":
        if (!award) break;
        if (body["step"] === "milestone") award.milestones.pop();
        if (body["step"] === "acceptance") {
          award.acceptance_on = award.failures.pop() ?? null;
          award.acceptance = award.acceptance_on === null ? "none" : "failed";
        }
        award.correction = correction(`${body["step"]}_withdrawn`, 0n);
        break;
      case "entry_withdrawn":
        if (body["kind"] === "recovery") {
          --value["recoveries"];
          value["demanded"] -= body["amount"];
          addCharges(value["charged"], body["charges"], -1n);
          if (award) award.demanded -= body["amount"];
        } else if (body["kind"] === "fund_return") {
          value["cost_ended"] -= body["amount"];
          value["written_off"] -= body["written_off"];
          value["returned"] -= body["proceeds"];
          if (award) {
            award.cost_ended -= body["amount"];
            award.written_off -= body["written_off"];
            award.returned -= body["proceeds"];
          }
        } else {
          value["social_capital"] -= body["amount"];
          value["social_promised"] -= body["promised"];
        }
        if (award) award.correction = correction(withdrawn[body["kind"]]!, withdrawnOf(body));
        break;
      case "receipt_voided":
        value["recovered"] -= body["amount"];
        addCharges(value["charges_received"], body["charges"], -1n);
        if (award) [award.recovered, award.correction] = [award.recovered - body["amount"], correction("receipt_voided", body["amount"])];
        break;
      case "recovery_demanded":
        value["demanded"] += less(body, "demanded", "before");
        addCharges(value["charged"], body["charges"]);
        addCharges(value["charged"], body["charges_before"], -1n);
        if (award) award.demanded += less(body, "demanded", "before");
        if (!recoveries.has(body["recovery"])) ++value["recoveries"];
        if (award) recoveries.set(body["recovery"], award);
        break;
      case "recovered": {
        value["recovered"] += body["amount"];
        addCharges(value["charges_received"], body["charges"]);
        const of = recoveries.get(body["recovery"]);
        if (of) of.recovered += body["amount"];
        break;
      }
      case "objected":
        if (batch) [batch.objections, batch.open_objections] = [batch.objections + 1, batch.open_objections + 1];
        if (body["line"] === 0) whole.add(`${body["batch"]}#${body["objection"]}`);
        break;
      case "objection_decided":
        if (!batch) break;
        --batch.open_objections;
        if (body["upheld"] && whole.has(`${body["batch"]}#${body["objection"]}`)) batch.objected = true;
        break;
      case "social_capital_recorded":
        if (!body["promised"]) value["social_capital"] += body["amount"];
        if (body["of"] === null) value["social_promised"] += body["amount"];
        break;
      case "challenge_published": {
        const { title, document_no, source, amount, bids_until, winners_max, milestones } = body;
        out.challenges.set(body["challenge"], { title, document_no, source, amount, bids_until, winners_max, milestones, bids: 0, selected: false, sealed: 0, last_line: 0 });
        break;
      }
      case "bid_recorded": {
        const of = out.challenges.get(body["challenge"]);
        if (of) of["bids"] = Number(of["bids"]) + 1;
        const members = (body["members"] ?? []) as { code: string }[];
        if (of && members.length > 0) of["last_line"] = body["line"];
        const sealed = seals.get(body["challenge"]);
        for (const { code } of members) sealed?.delete(code);
        if (of) of["sealed"] = sealed?.size ?? 0;
        bids.set(`${body["challenge"]}#${body["line"]}`, body["code"]);
        break;
      }
      case "bid_sealed": {
        const of = out.challenges.get(body["challenge"]);
        const sealed = seals.get(body["challenge"]) ?? new Set();
        seals.set(body["challenge"], sealed);
        if (body["commitment"] === null) sealed.delete(body["code"]);
        else sealed.add(body["code"]);
        if (of) of["sealed"] = sealed.size;
        break;
      }
      case "programme_closed": value["closed_on"] = day(); break;
    }
  }
  return { ...out, batches: [...batches.values()], awards: [...awards.values()] };
}
