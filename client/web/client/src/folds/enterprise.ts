// SPDX-License-Identifier: Apache-2.0
// An enterprise as its complete history makes it: what the state held after the last of these entries (ledger/domain/past.h does the same).
import type { Entry } from "../../../verifier/src/claims.js";
import { dayInChina } from "../../../verifier/src/judge.js";
import type { StateKey } from "../../../verifier/src/keys.js";
import type { Struct } from "../../../verifier/src/values.js";
import { reliefCorrection, withdrawn, withdrawnOf } from "./programme.js";
import { type Body, changedTitle, endWith, followOn, issuedTerm, revokedTitle } from "./titles.js";

/** Hears each value that was folded. */
export type Put = (key: StateKey, value: Struct) => void;

interface Share {
  programme: string;
  kind: string;
  awarded: bigint;
  paid: bigint;
  recovered: bigint;
  awards: number;
  payments: number;
}
interface Title {
  type: string;
  term: Struct;
}
type Day = string | null;

/** The enterprise of this code, the latest term of each of its titles, its awards and their lists (their stage, and whether a list was objected to), its credit entries. Of an award that
    was recorded for another before there is only what followed since. */
export function foldEnterprise(code: string, entries: Entry[], put: Put): void {
  let value = null as Body | null;
  const shares = new Map<string, Share>();
  let titles: Title[] = [];
  const awards = new Map<string, Body>();
  const batches = new Map<string, { programme: string; batch: string; stage: string; objected: boolean }>();
  const ofLines = new Set<string>(); // objections to single lines
  const recoveries = new Map<string, string>();
  const credits = new Map<string, Body>();
  const placeOf = (body: Body): string => `${body["programme"]}/${body["award_batch"] ?? body["batch"]}#${body["award_line"] ?? body["line"]}`;

  const begin = (body: Body, kind: string, belongs_to: Day, department: string): void => {
    value = {
      name: body["name"], registered_on: body["registered_on"] ?? null, place: body["place"], awarded: 0n, paid: 0n, awards: 0, payments: 0, qualifications: [], recovered: 0n, programmes: [],
      former_names: [], end: "none", ends_on: null, successor: null, predecessors: [], kind, belongs_to, department,
    };
  };
  const count = (body: Body, change: Partial<Record<"awarded" | "paid" | "recovered", bigint> & Record<"awards" | "payments", number>>): void => {
    const id = String(body["programme"]);
    const share = shares.get(id) ?? { programme: id, kind: String(body["kind"]), awarded: 0n, paid: 0n, recovered: 0n, awards: 0, payments: 0 };
    shares.set(id, share);
    for (const name of ["awarded", "paid", "recovered"] as const) [share[name], value![name]] = [share[name] + (change[name] ?? 0n), value![name] + (change[name] ?? 0n)];
    share.payments += change.payments ?? 0;
    value!["payments"] += change.payments ?? 0;
    share.awards += change.awards ?? 0;
  };
  const batchOf = ({ programme, batch, stage }: Body): void => {
    const held = batches.get(`${programme}/${batch}`);
    if (held) held.stage = stage;
    else batches.set(`${programme}/${batch}`, { programme, batch, stage, objected: false });
  };
  /** It has this award from now on. */
  const award = (body: Body): void => {
    const { programme, batch, line, beneficiary, project, amount } = body;
    batchOf(body);
    const held = awards.get(placeOf(body));
    const own = held?.["code"] === code ? held : { paid: 0n, released: 0n, demanded: 0n, recovered: 0n, closed: false, correction: null };
    awards.set(placeOf(body), { ...own, programme, batch, line, beneficiary: beneficiary ?? null, code, project, amount });
    value!["awards"] += 1;
    count(body, { awarded: amount, awards: 1 });
  };
  const latest = (type: string): Title | undefined => titles.findLast((one) => one.type === type);
  const correct = (of: Body, kind: string, entry: Entry, amount: bigint): void => {
    const { document_no, reason } = entry.fact.body as Body;
    of["correction"] = { kind, on: dayInChina(Number(entry.time_ms)), document_no, reason, amount };
  };

  for (const entry of entries) {
    const body = entry.fact.body as Body;
    // Of its own awards only: as a successor it is told of payments of others.
    const held = awards.get(placeOf(body));
    const own = held?.["code"] === code ? held : undefined;
    switch (entry.fact.kind) {
      case "enterprise_registered": begin(body, "enterprise", null, ""); break;
      case "holder_registered": if (body["code"] === code) begin(body, body["kind"], body["belongs_to"], body["department"]); break;
      case "code_admitted": put({ is: "code_exception", code }, { department: body["department"], name: body["name"], document_no: body["document_no"], reason: body["reason"] }); break;
      case "batch_opened": batchOf(body); break;
      case "objected": if (body["line"] !== 0) ofLines.add(`${body["programme"]}/${body["batch"]}#${body["objection"]}`); break;
      case "objection_decided": {
        // Whoever is told that one was upheld, and was not told that it is of a line, has a line in a list that was objected to as a whole.
        const batch = batches.get(`${body["programme"]}/${body["batch"]}`);
        if (batch && body["upheld"] && !ofLines.has(`${body["programme"]}/${body["batch"]}#${body["objection"]}`)) batch.objected = true;
        break;
      }
      case "awarded": case "identified": award(body); break;
      case "award_amended":
        if (body["code_before"] === code && own) {
          value!["awards"] -= 1;
          count(body, { awarded: -(body["amount_before"] as bigint), awards: -1 });
          own["code"] = body["code"];
        }
        if (body["code"] === code) {
          if (own) own["code"] = code;
          award(body);
          correct(awards.get(placeOf(body))!, "amended", entry, body["amount_before"]);
        }
        break;
      case "award_released":
        if (!own) break;
        own["released"] += body["amount"];
        own["closed"] = true;
        count(body, { awarded: -(body["amount"] as bigint), awards: own["paid"] === 0n ? -1 : 0 });
        break;
      case "paid": case "payment_reversed": {
        if (!own) break;
        const sign = entry.fact.kind === "paid" ? 1 : -1;
        own["paid"] += BigInt(sign) * body["amount"];
        count(body, { paid: BigInt(sign) * body["amount"], payments: sign });
        if (sign < 0) correct(own, body["kind"] === "returned" ? "payment_returned" : "payment_voided", entry, body["amount"]);
        break;
      }
      case "relief_recorded": {
        if (!own) break;
        const more = (body["amount"] as bigint) - (body["before"] as bigint);
        own["paid"] += more;
        count(body, { paid: more, payments: body["step"] === "claimed" ? 1 : body["step"] === "withdrawn" ? -1 : 0 });
        const kind = reliefCorrection[body["step"]];
        if (kind) correct(own, kind, entry, body["before"]);
        break;
      }
      case "result_withdrawn": if (own) correct(own, `${body["step"]}_withdrawn`, entry, 0n); break;
      case "entry_withdrawn":
        if (!own) break;
        if (body["kind"] === "recovery") own["demanded"] -= body["amount"];
        correct(own, withdrawn[body["kind"]]!, entry, withdrawnOf(body));
        break;
      case "receipt_voided":
        count(body, { recovered: -(body["amount"] as bigint) });
        if (!own) break;
        own["recovered"] -= body["amount"];
        correct(own, "receipt_voided", entry, body["amount"]);
        break;
      case "result_recorded": if (own && body["step"] === "closing") own["closed"] = true; break;
      case "recovery_demanded":
        if (!own) break;
        own["demanded"] += (body["demanded"] as bigint) - (body["before"] as bigint);
        recoveries.set(`${body["programme"]}/${body["recovery"]}`, placeOf(body));
        break;
      case "recovered": {
        const of = awards.get(recoveries.get(`${body["programme"]}/${body["recovery"]}`) ?? "");
        if (of) of["recovered"] += body["amount"];
        count(body, { recovered: body["amount"] });
        break;
      }
      case "qualification_issued": titles.push({ type: body["type"], term: followOn(endWith(issuedTerm(body), value!["end"], value!["ends_on"]), latest(body["type"])?.term) }); break;
      case "qualification_revoked": { const title = latest(body["type"]); if (title) title.term = revokedTitle(title.term, body); break; }
      case "qualification_changed": {
        const title = latest(body["type"]);
        if (title && body["change"] !== "carried_over") title.term = changedTitle(title.term, body);
        else titles.push({ type: body["type"], term: changedTitle(title?.term, body) });
        break;
      }
      case "enterprise_renamed": value!["former_names"].push({ name: body["former"], until: body["effective"] }); value!["name"] = body["name"]; break;
      case "enterprise_merged":
        if (body["code"] === code) Object.assign(value!, { end: "merged", ends_on: body["effective"], successor: body["into"] });
        else value!["predecessors"].push(body["code"]);
        break;
      case "enterprise_dissolved": Object.assign(value!, { end: "dissolved", ends_on: body["effective"] }); break;
      case "enterprise_restored":
        if (body["code"] === code) Object.assign(value!, { end: "none", ends_on: null, successor: null });
        else {
          value!["predecessors"] = value!["predecessors"].filter((one: string) => one !== body["code"]);
          titles = titles.filter(({ term }) => term["carried_from"] !== body["code"]);
        }
        break;
      case "credit_recorded": {
        const { department, batch, line, credit, class: weight, decided_on, published_to, commitment } = body;
        credits.set(`${department}/${batch}/${line}`, { department, batch, line, code, credit, class: weight, status: "recorded", decided_on, published_to, recorded_on: dayInChina(Number(entry.time_ms)), commitment, closed_on: null });
        break;
      }
      case "credit_withdrawn": case "credit_repair_requested": case "credit_repair_decided": {
        const of = credits.get(`${body["department"]}/${body["batch"]}/${body["line"]}`);
        if (!of) break;
        of["status"] = entry.fact.kind === "credit_withdrawn" ? "withdrawn" : entry.fact.kind === "credit_repair_requested" ? "repair_requested" : body["granted"] ? "repaired" : "recorded";
        if (of["status"] === "withdrawn" || of["status"] === "repaired") of["closed_on"] = dayInChina(Number(entry.time_ms));
        break;
      }
    }
  }
  if (value === null) return;
  const types = [...new Set(titles.map((one) => one.type))].sort();
  put({ is: "enterprise", code }, { ...(value as Body), qualifications: types, programmes: [...shares.values()].sort((a, b) => (a.programme < b.programme ? -1 : 1)).map((one) => ({ ...one })) });
  for (const type of types) put({ is: "qualification", type, code }, latest(type)!.term);
  for (const { programme, batch, line, ...of } of awards.values()) put({ is: "award", programme, batch, line }, of);
  for (const { programme, batch, stage, objected } of batches.values()) put({ is: "award_batch", programme, batch }, { stage, objected });
  for (const { department, batch, line, ...of } of credits.values()) put({ is: "credit", department, batch, line }, of);
}
