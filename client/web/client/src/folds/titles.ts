// SPDX-License-Identifier: Apache-2.0
// Terms of titles, as the entries of a history make them.
import type { Entry } from "../../../verifier/src/claims.js";
import type { Struct } from "../../../verifier/src/values.js";

/** A decoded fact, whose members the schema knows and the compiler does not. */
export type Body = Record<string, any>;

/** The term that begins with this `qualification_issued`. */
export function issuedTerm({ certificate_no, document_no, valid_from, valid_to, rule, built_on }: Body): Struct {
  return {
    certificate_no, document_no, valid_from, valid_to: valid_to ?? null, rule, built_on, revoked_from: null, revocation_reason: "", end: "none", banned_to: null,
    renewals: 0, review_until: null, suspensions: [], carried_from: null,
  };
}
/** The term after this `qualification_revoked`. */
export const revokedTerm = (term: Struct, body: Body): Struct => ({ ...term, revoked_from: body["effective"], revocation_reason: body["reason"], end: "revoked", banned_to: body["banned_to"] });
/** The last day of a term, a review included; null: without end. */
export function lastDay(term: Struct): string | null {
  const { valid_to, review_until } = term as Record<string, string | null>;
  return valid_to && review_until && review_until > valid_to ? review_until : valid_to ?? null;
}

/** How a title that is issued to an enterprise whose end is recorded already ends with it. */
export function endWith(term: Struct, end: string, day: string | null): Struct {
  const last = lastDay(term);
  if (term["end"] !== "none" || day === null || end === "none" || (last !== null && day > last)) return term;
  return { ...term, revoked_from: day > String(term["valid_from"]) ? day : term["valid_from"]!, end };
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
      holders.set(code, { code, name: body["enterprise"] as string, term: issuedTerm(body), height, transaction });
    } else if (fact.kind === "qualification_revoked" && held) {
      held.term = revokedTerm(held.term, body);
    } else if (fact.kind === "enterprise_restored") {
      for (const [holder, { term }] of holders) if (term["carried_from"] === code) holders.delete(holder);
    } else if (fact.kind === "qualification_changed") {
      holders.set(code, { code, name: held?.name ?? code, term: body["title"] as Struct, height: held?.height ?? height, transaction: held?.transaction ?? transaction });
    }
  }
  return [...holders.values()];
}
