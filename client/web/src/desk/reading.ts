// SPDX-License-Identifier: Apache-2.0
// A list handed to the desk of the node, and its answer: the account that `credence … import - --dry-run --json` prints (docs/output-1.0.json).
// Of the answer only the bytes of the actions are signed, and these are decoded here (plan.ts).
import { fromBase64, type Node } from "../../client/src/index.js";
import { csv } from "../lib/table.js";
import { view } from "../lib/view.svelte.js";

export const lists = ["award", "payment", "enterprise", "project", "listing", "acceptance", "performance", "title"] as const;
export type List = (typeof lists)[number];
export type Options = Record<string, string | boolean | string[]>;

export interface ColumnRead {
  column: string;
  head: string;
  read_as: string | null;
  why: string;
  samples?: string[];
  [member: string]: unknown;
}
export interface BadLine {
  line: number;
  field: string;
  value: string;
  code: string;
  detail?: string;
  cause?: unknown;
  remedy?: unknown;
}
export interface Funded {
  line: number;
  code: string;
  name: string;
  payment: boolean;
  programme: string;
  programme_name: string;
  batch: string;
  award_line: number;
  list: string;
  department_zh: string;
  department_en: string;
  fiscal_year: number;
  project: string;
  amount_fen: string;
  on: string;
  same: boolean;
}
export interface Question {
  kind: string;
  written: string;
  lines: string;
  question: string;
  candidates: { answer: string; shown: string }[];
}
export interface Account {
  sheet?: string;
  columns?: ColumnRead[];
  passed_rows?: { line: number; why: string; text: string }[];
  remarks?: string[];
  matched_names?: { line: number; written: string; code: string; name: string; former: boolean; answered: boolean }[];
  funded_before?: Funded[] | null;
  problems?: BadLine[];
  questions?: Question[];
  lines?: number;
  lists?: number;
  amount_fen?: string;
  actions?: string[];
  error?: { code: string; detail: string; cause?: { en: string; zh: string }; remedy?: { en: string; zh: string } };
  exit_code?: number;
}

function base64(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; at += 0x8000) out += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(out);
}

/** The answers as the file of questions has them. */
export function answersFile(questions: Question[], answers: Record<string, string>): string {
  const rows = questions.filter((one) => answers[keyOf(one)]).map((one) => ({ "类别 kind": one.kind, "原文 written": one.written, "行号 lines": one.lines, "问题 question": one.question, "答复 answer": answers[keyOf(one)] }));
  return rows.length > 0 ? csv(rows) : "";
}
export const keyOf = (question: Question): string => JSON.stringify([question.kind, question.written, question.lines]);

/** Asks the node. Throws `Problem` or `Unreachable`. */
export async function readAtDesk(node: Node, list: List, options: Options, file: Uint8Array, answers: string): Promise<Account> {
  return node.readList({ list, language: view.lang, options, file: base64(file), ...(answers && { answers: base64(new TextEncoder().encode(answers)) }) });
}

/** The bytes of the actions; nothing where the list is not ready to be signed. */
export function actionsOf(account: Account): Uint8Array[] {
  if (!Array.isArray(account.actions)) return [];
  return account.actions.map((one) => fromBase64(String(one)));
}
