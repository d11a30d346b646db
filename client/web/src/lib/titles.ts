// SPDX-License-Identifier: Apache-2.0
// Titles as people read them.
import { speaksOf, type Struct, termOn } from "../../verifier/src/index.js";
import { lastDay } from "../../client/src/folds/titles.js";
import { titleState } from "./folds.js";
import { daysBetween, thisDay } from "./format.js";
import { say } from "./view.svelte.js";

export interface TitleLine {
  state: { kind: "full" | "half" | "wait" | "none" | "end"; of?: string; text?: string };
  term: string;
  note: string;
  attn: boolean;
}
const soonDays = 60;

/** Of the term that decides about the day. */
export function titleLine(title: Struct, day: string): TitleLine {
  const term = termOn(title, day);
  const { valid_from, valid_to, review_until, revoked_from, revocation_reason } = term as Record<string, string | null>;
  const state = titleState(term, day);
  const notes: string[] = [];
  let attn = false;
  const last = lastDay(term);
  const inReview = state === "valid" && review_until !== null && valid_to !== null && review_until! > valid_to!;
  if (state === "valid" && valid_to) {
    const left = daysBetween(day, valid_to);
    if (left >= 0 && left <= soonDays) notes.push(left === 0 ? say(`${thisDay()}到期`, `ends ${thisDay()}`) : say(`${left} 天后到期`, `ends in ${left} ${left === 1 ? "day" : "days"}`));
    attn = left >= 0 && left <= 7;
    if (inReview) notes.push(say(`复核期内有效至 ${last}`, `valid in review until ${last}`));
  }
  if (Number(term["renewals"]) > 0) notes.push(say(`续期 ${term["renewals"]} 次`, `renewed ${term["renewals"]} times`));
  if (revoked_from && state !== "valid") notes.push(`${revoked_from}${revocation_reason ? ` · ${revocation_reason}` : ""}`);
  const open = (term["suspensions"] as { from: string; to: string | null }[]).at(-1);
  if (state === "suspended" && open) notes.push(say(`自 ${open.from}${open.to ? ` 至 ${open.to}` : ""}`, `from ${open.from}${open.to ? ` until ${open.to}` : ""}`));
  if (!speaksOf(title, day)) return { state: { kind: "none", text: say("未说明", "not said") }, term: say(`${valid_from} 起的有效期之前`, `before the term from ${valid_from}`), note: say("更早的有效期见完整记录", "earlier terms are in its history"), attn: false };
  const kind = inReview ? "half" : state === "valid" ? "full" : state === "not_begun" ? "wait" : state === "ended" ? "none" : "end";
  return {
    state: { kind, ...(inReview ? { text: say("复核中，继续有效", "in review, still valid") } : { of: state }) },
    term: valid_to ? `${valid_from} – ${valid_to}` : say(`${valid_from} 起`, `from ${valid_from}`),
    note: notes.join(say("；", "; ")),
    attn,
  };
}
