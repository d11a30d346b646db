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
const former = (title: Struct): Struct[] => (title["former"] as Struct[] | undefined) ?? [];
const own = ({ all_terms, former, ...term }: Struct): Struct => term;
/** A title that follows on what was held before: a complete history tells of every term. */
export const followOn = (term: Struct, before: Struct | undefined): Struct => ({ ...term, all_terms: true, former: before ? [...former(before), own(before)] : [] });
/** The title after this `qualification_revoked`, which may be of a former term. */
export function revokedTitle(title: Struct, body: Body): Struct {
  const revoked = { revoked_from: body["effective"], revocation_reason: body["reason"], end: "revoked" };
  const at = body["effective"] < title["valid_from"]! ? former(title).findLastIndex((term) => term["valid_from"]! <= body["effective"]) : -1;
  return at < 0 ? { ...title, ...revoked, banned_to: body["banned_to"] } : { ...title, banned_to: body["banned_to"], former: former(title).map((term, i) => (i === at ? { ...term, ...revoked } : term)) };
}
/** The title after this `qualification_changed`, which says what it is afterwards, with the former terms that the history told of and the state does not hold. */
export function changedTitle(held: Struct | undefined, { title, change }: Body): Struct {
  if (title["all_terms"] || !held) return title as Struct;
  const said = former(title as Struct);
  const earlier = (change === "carried_over" ? [...former(held), own(held)] : former(held)).filter((term) => said.every((one) => one["valid_from"] !== term["valid_from"]));
  return { ...(title as Struct), all_terms: true, former: [...earlier, ...said].sort((a, b) => (String(a["valid_from"]) < String(b["valid_from"]) ? -1 : 1)) };
}
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
/** What every holder of a title has, with all its terms, as its complete history makes them. */
export function foldTitle(entries: Entry[]): Holder[] {
  const holders = new Map<string, Holder>();
  for (const { fact, height, transaction } of entries) {
    const body = fact.body;
    const code = body["code"] as string;
    const held = holders.get(code);
    if (fact.kind === "qualification_issued") {
      holders.set(code, { code, name: body["enterprise"] as string, term: followOn(issuedTerm(body), held?.term), height, transaction });
    } else if (fact.kind === "qualification_revoked" && held) {
      held.term = revokedTitle(held.term, body);
    } else if (fact.kind === "enterprise_restored") {
      for (const [holder, { term }] of holders) if (term["carried_from"] === code) holders.delete(holder);
    } else if (fact.kind === "qualification_changed") {
      holders.set(code, { code, name: held?.name ?? code, term: changedTitle(held?.term, body), height: held?.height ?? height, transaction: held?.transaction ?? transaction });
    }
  }
  return [...holders.values()];
}
