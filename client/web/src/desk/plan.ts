// SPDX-License-Identifier: Apache-2.0
// What the bytes of planned actions say: they alone are signed. What the desk says beside them, and what the clerk wrote into the form, is
// compared with them.
import { decode, encode, Fault, type Struct, type Variant } from "../../verifier/src/index.js";
import { equal } from "../../verifier/src/reader.js";
import type { Account, List, Options } from "./reading.js";

export interface PlannedLine extends Struct {}
export interface Plan {
  actions: Variant[];
  bytes: Uint8Array[];
  kind: string;
  lines: PlannedLine[];
  total: bigint;
  size: number;
}

const kindsOf: Record<List, readonly string[]> = {
  award: ["record_awards"],
  payment: ["record_payments"],
  enterprise: ["register_enterprises"],
  project: ["register_projects"],
  listing: ["record_listings"],
  acceptance: ["record_results"],
  performance: ["record_results"],
  title: ["issue_qualifications"],
};

export const amountOf = (line: Struct): bigint => (line["amount"] ?? line["requested"] ?? 0n) as bigint;
export const codeOf = (line: Struct): string => String(line["code"] ?? "");
export const nameOf = (line: Struct): string => String(line["beneficiary"] ?? line["enterprise"] ?? line["name"] ?? "");

/** Decodes every action. `malformed`, or any fault of the schema, for bytes that are no action or that could be written otherwise. */
export function planOf(bytes: Uint8Array[]): Plan {
  const actions = bytes.map((one) => {
    const action = decode<Variant>("Action", one);
    if (!equal(encode("Action", action as never), one)) throw new Fault("malformed", "another encoding of the action");
    return action;
  });
  const lines = actions.flatMap((action) => (action.body["lines"] as PlannedLine[] | undefined) ?? []);
  return {
    actions,
    bytes,
    kind: actions[0]?.kind ?? "",
    lines,
    total: lines.reduce((sum, line) => sum + amountOf(line), 0n),
    size: bytes.reduce((sum, one) => sum + one.length, 0),
  };
}

export interface Difference {
  what: string;
  wanted: string;
  signed: string;
}

/** The heads of the actions against the form, and their lines against what the desk says of them. Nothing may differ: who signs would sign something else. */
export function differences(plan: Plan, list: List, options: Options, account: Account): Difference[] {
  const out: Difference[] = [];
  const compare = (what: string, wanted: unknown, signed: unknown): void => {
    if (String(wanted ?? "") !== String(signed ?? "")) out.push({ what, wanted: String(wanted ?? ""), signed: String(signed ?? "") });
  };
  for (const { kind, body } of plan.actions) {
    if (!kindsOf[list].includes(kind)) compare("kind", kindsOf[list].join(" "), kind);
    if (kind === "record_results") compare("step", list, body["step"]);
    const given = (option: string, member: string, otherwise: unknown = ""): void => {
      if (member in body) compare(member, options[option] || otherwise, body[member]);
    };
    given("programme", "programme");
    given("batch", "batch");
    given("list", "list");
    if (kind === "issue_qualifications") given("title", "type");
    if ("title" in body) given("heading", "title", options["batch"]);
    given("document-no", "document_no");
    given("published", "published", null);
    given("stage", "stage", "confirmed");
    given("source", "source");
    given("quota", "quota", null);
  }
  compare("lines", account.lines, plan.lines.length);
  compare("amount_fen", account.amount_fen, plan.total);
  return out;
}
