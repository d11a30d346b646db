// SPDX-License-Identifier: Apache-2.0
// What a verified proof is worth (docs/proofs.md, "What a proof is worth").
import { type Anchor } from "./chain.js";
import { type BundleFault, type VerifiedBundle, verifyBundle } from "./bundle.js";
import { type Merged } from "./context.js";
import { checkDate, type Struct } from "./values.js";

export type Verdict =
  | "valid" | "not_begun" | "ended" | "revoked" | "cascaded" | "merged" | "dissolved" | "suspended" | "in_notice" | "objected" | "withdrawn"
  | "in_recovery" | "recovered" | "acceptance_failed" | "blocked" | "refused" | "pending" | "too_old" | "from_future" | "not_understood" | "forged" | "no_proof" | "not_anchored";

/** How the reader looks at a bundle. `day` is "2026-11-29", today in China if missing; `maxAgeMs` 0 is any age. */
export interface Question {
  nowMs: number;
  day?: string;
  maxAgeMs?: number;
}
export interface Judgement {
  verdict: Verdict;
  day: string;
  ageMs: number;
}

export const dayMs = 86_400_000;
const chinaMs = 8 * 3_600_000;
export const proofAgeMsMax = 30 * dayMs;
const clockAheadMsMax = 5 * 60_000;
const lastDay = "9999-12-31";

/** The day in China of a moment. */
export function dayInChina(timeMs: number): string {
  const days = Math.floor((timeMs + chinaMs) / dayMs);
  return days * dayMs >= Date.UTC(9999, 11, 31) ? lastDay : new Date(days * dayMs).toISOString().slice(0, 10);
}
/** The moment in which a day of China ends. */
export function endOf(day: string): number {
  return Math.max(0, Date.parse(`${day}T00:00:00Z`)) + dayMs - chinaMs;
}

/** The verdict on the age of a block alone: `valid`, `too_old`, `from_future`. */
export function judgeAge(time: bigint, question: Question): Judgement {
  const { nowMs, maxAgeMs = proofAgeMsMax } = question;
  const timeMs = Number(time);
  const today = dayInChina(nowMs);
  const day = question.day === undefined ? today : checkDate(question.day);
  const out: Judgement = { verdict: "valid", day, ageMs: Math.max(0, nowMs - timeMs) };
  const askedMs = Math.min(nowMs, endOf(day));
  if (timeMs - nowMs > clockAheadMsMax) out.verdict = "from_future";
  else if (day > today) out.verdict = "too_old"; // whatever is proved today may change until then
  else if (maxAgeMs !== 0 && askedMs - timeMs > maxAgeMs) out.verdict = "too_old";
  return out;
}

type Day = string | null;
/** The term of a title that decides about a day: the last one begun by then, or the first that is known. */
export function termOn(title: Struct, day: string): Struct {
  const terms = [...((title["former"] as Struct[] | undefined) ?? []), title];
  return terms.findLast((term) => (term["valid_from"] as string) <= day) ?? terms[0]!;
}
/** Of a day before the first term that is known it says nothing, unless it has all terms. */
export const speaksOf = (title: Struct, day: string): boolean => title["all_terms"] === true || (termOn(title, day)["valid_from"] as string) <= day;

/** What a title is on a day. */
export function titleVerdict(value: Struct, day: string): Verdict {
  const title = termOn(value, day);
  const { valid_from, valid_to, revoked_from, review_until } = title as Record<string, Day>;
  // What ended before it began never begins.
  if (revoked_from && revoked_from <= (day > valid_from! ? day : valid_from!)) {
    const end = title["end"] as string;
    return (end === "none" ? "revoked" : end) as Verdict;
  }
  if (day < valid_from!) return "not_begun";
  const last = valid_to && review_until && review_until > valid_to ? review_until : valid_to;
  if (last && day > last) return "ended";
  const suspended = (title["suspensions"] as { from: string; to: Day }[]).some(({ from, to }) => from <= day && (to === null || day < to));
  return suspended ? "suspended" : "valid";
}

/** Whether whoever would be paid on the day is dissolved: the enterprise, or the successor that stands for it. */
function nobodyLeft(enterprises: Struct[], day: string): boolean {
  for (const { end, ends_on } of enterprises as Record<string, string | null>[]) {
    const active = !ends_on || day < ends_on;
    if (active || end === "dissolved") return !active;
  }
  return false;
}

/** What an award is on a day, by its batch, its enterprise and the successors of that. */
export function awardVerdict(award: Struct, batch: Struct, enterprises: Struct[], day: string): Verdict {
  const { amount, paid, demanded, recovered } = award as Record<string, bigint>;
  if (award["closed"] && paid === 0n) return "withdrawn";
  if (batch["stage"] === "public_notice") return batch["objected"] ? "objected" : "in_notice";
  if (demanded! > recovered!) return "in_recovery";
  if (paid! > 0n && recovered! >= paid!) return "recovered";
  if (award["closed"] || paid === amount) return "valid";
  if (award["acceptance"] === "failed") return "acceptance_failed";
  return nobodyLeft(enterprises, day) ? "dissolved" : "valid";
}

/** An open adverse entry, and whose it is. */
export interface Mark {
  code: string;
  mark: Struct;
}
/** The adverse entries in force on a day, of an enterprise and of those that it answers for on that day. */
export function marksInForce(lineage: readonly Merged[], day: string): Mark[] {
  const ended = (one: Merged): boolean => one.enterprise!["end"] !== "none" && (one.enterprise!["ends_on"] as string) <= day;
  const answered: boolean[] = [];
  return lineage.flatMap((one, i) => {
    answered.push(i === 0 || (answered[one.into]! && ended(one)));
    const open = (one.standing?.["open"] as Struct[] | undefined) ?? [];
    return answered[i] ? open.filter((mark) => (mark["decided_on"] as string) <= day && day <= (mark["published_to"] as string)).map((mark) => ({ code: one.code, mark })) : [];
  });
}
/** Of a day before the block's it is known what stands to this day, and not what stood then. */
function standingVerdict(lineage: readonly Merged[], from: string, day: string): Verdict {
  if (marksInForce(lineage, day).length > 0) return "blocked";
  if (day < from) return "not_begun";
  const { end, ends_on } = lineage[0]!.enterprise!;
  return end === "none" || day < (ends_on as string) ? "valid" : (end as Verdict);
}

function says(bundle: VerifiedBundle, day: string): Verdict {
  const named = (register: string): Struct | null => bundle.names.find((one) => one.key.is === register)?.value ?? null;
  switch (bundle.kind) {
    case "record": {
      const { code, pending } = bundle.record!.receipt;
      return code !== 0 ? "refused" : pending ? "pending" : "valid";
    }
    case "title":
      return titleVerdict(bundle.value!, day);
    case "absence":
      return named("qualification_notice") ? "in_notice" : "valid";
    case "award":
      return awardVerdict(bundle.value!, named("award_batch")!, bundle.names.flatMap((one) => (one.key.is === "enterprise" && one.value ? [one.value] : [])), day);
    case "standing":
      return standingVerdict(bundle.lineage!, dayInChina(Number(bundle.block.header.time_ms)), day);
    default:
      return "valid";
  }
}

/** Of several verdicts that hold, the first of the table in docs/proofs.md. */
export function judge(bundle: VerifiedBundle, question: Question): Judgement {
  // What was recorded stays recorded, and what was refused stays refused, however old the file: only whether something waits changes.
  const lasts = bundle.kind === "entries" || (bundle.kind === "record" && bundle.record?.receipt.pending === false);
  const out = judgeAge(bundle.block.header.time_ms, lasts ? { ...question, maxAgeMs: 0 } : question);
  if (out.verdict === "valid") out.verdict = bundle.unread ? "not_understood" : says(bundle, out.day);
  return out;
}

const exits: Partial<Record<Verdict, number>> = { valid: 0, refused: 2, forged: 3, from_future: 3, too_old: 8, no_proof: 9, not_understood: 14, not_anchored: 15 };
/** How `credence verify` ends with a verdict. */
export const exitCode = (verdict: Verdict): number => exits[verdict] ?? 7;

/** Files that prove nothing here, and that nobody need have forged. */
const unproved: Record<string, "no_proof" | "not_anchored"> = { not_a_bundle: "no_proof", before_anchor: "not_anchored", other_anchor: "not_anchored" };
export type Answer = { verdict: "forged" | "no_proof" | "not_anchored"; fault: BundleFault } | ({ verdict: Verdict; bundle: VerifiedBundle } & Judgement);
/** The whole question: is this file a proof, and what is it worth? */
export function verify(anchor: Anchor, file: Uint8Array, question: Question): Answer {
  const out = verifyBundle(anchor, file);
  if ("fault" in out) return { verdict: unproved[out.fault.code] ?? "forged", fault: out.fault };
  return { bundle: out.verified, ...judge(out.verified, question) };
}
