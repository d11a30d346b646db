// SPDX-License-Identifier: Apache-2.0
// Takes the sentence of a record apart, for the component that shows it (parts/Sentence.svelte).
import type { Struct } from "../../verifier/src/index.js";
import { type Receipt, unreadable } from "../../verifier/src/claims.js";
import { moneyInWords } from "./format.js";
import { detailText } from "../../verifier/src/details.js";
import { actions, facts, names, type Template, type Words } from "./sentences.js";
import { say } from "./view.svelte.js";
import { word } from "./words.js";

/** What a receipt says beside its code. */
export const receiptWords = ({ details }: Receipt): string => say(detailText(details, true), detailText(details, false));

/** Names of actions and records where only the name is known. */
export const actionTitle = (kind: string): string => title(actions, kind);
export const factTitle = (kind: string): string => (names[kind] ? say(...names[kind]) : title(facts, kind));
const title = (table: Record<string, Template>, kind: string): string => (table[kind] ? say(...table[kind].say).replace(/[“”（）()：:，,]?\{[^}]*\}[“”（）()，,]?/g, " ").replace(/\s+/g, say("", " ")).replace(/[\s：:，,；;·]+$/, "").trim() || kind : kind);

/** Words for yes and no, by what was asked. */
const yesNo: Record<string, readonly [Words, Words]> = {
  upheld: [["成立", "upheld"], ["不成立", "dismissed"]],
  passed: [["通过", "passed"], ["未通过", "failed"]],
  granted: [["准予", "granted"], ["不予", "refused"]],
  approve: [["通过", "approved"], ["退回", "rejected"]],
  yes: [["赞成", "yes"], ["反对", "no"]],
  taken_back: [["撤回误录的", "took back"], ["记录", "recorded"]],
  decided: [["通过", "passed"], ["否决", "rejected"]],
  sealed: [["密封揭榜", "sealed a bid"], ["撤回密封的揭榜", "withdrew its sealed bid"]],
};
export function yesOrNo(as: string, value: boolean): string {
  const words = yesNo[as]?.[value ? 0 : 1];
  return words ? say(...words) : String(value);
}

/** What came of a step: of a review its grade, of a closing nothing. */
export function resultWords({ step, passed, milestone, grade }: Struct): string {
  if (step === "closing") return "";
  const said = step === "performance" ? word(String(grade)) : yesOrNo("passed", passed === true);
  return step === "milestone" ? say(` ${milestone}：${said}`, ` ${milestone}: ${said}`) : say(`：${said}`, `: ${said}`);
}

/** What a recovery asks for beside the money itself, each apart; nothing where there is none. */
export function chargesWords(charges: Struct): string {
  return ["interest", "penalty", "late_charge"].filter((one) => (charges[one] as bigint) > 0n).map((one) => `${one === "penalty" ? say("罚款", "penalty") : word(one)} ${moneyInWords(charges[one] as bigint)}`).join(say("，", ", "));
}

/** The members of a bid with their shares; nothing of an enterprise that bids alone. */
export function consortiumWords(members: { code: string; share: number }[], name: (code: string) => string): string {
  return members.length < 2 ? "" : members.map(({ code, share }) => `${name(code)} ${share / 100}%`).join(say("、", ", "));
}

/** A piece of a sentence: plain text, or a member of the record; `as` says how it is shown where that is not the member's own way. */
export type Piece = { text: string } | { member: string; as: string };
function pieces(template: string): Piece[] {
  return template.split(/(\{\w+(?::\w+)?\})/).filter((part) => part !== "").map((part) => {
    const found = /^\{(\w+)(?::(\w+))?\}$/.exec(part);
    return found ? { member: found[1]!, as: found[2] ?? found[1]! } : { text: part };
  });
}
export interface Sentence {
  main: Piece[];
  more: Piece[][];
}
function sentence(template: Template | undefined, kind: string): Sentence {
  if (!template) return { main: [{ text: kind === unreadable ? say("内容无法解读", "holds bytes that are no action") : kind }], more: [] };
  return { main: pieces(say(...template.say)), more: (template.more ?? []).map((words) => pieces(say(...words))) };
}
export const factSentence = (kind: string): Sentence => sentence(facts[kind], kind);
export const actionSentence = (kind: string): Sentence => sentence(actions[kind], kind);

