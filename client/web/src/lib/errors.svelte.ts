// SPDX-License-Identifier: Apache-2.0
// The ledger's codes in words: ledger/primitives/errors.def, read when the page is built and fetched when first needed.
import { say } from "./view.svelte.js";

type Row = [number: number, name: string, cause_en: string, cause_zh: string, remedy_en: string, remedy_zh: string];
let rows = $state.raw<Row[]>([]);
let asked = false;

export interface CodeWords {
  name: string;
  cause: string;
  remedy: string;
}
/** Of a number or a name; one that this page does not know is shown as it is. */
export function codeWords(code: number | string): CodeWords {
  if (!asked) {
    asked = true;
    void import("virtual:errors").then((table) => (rows = table.default));
  }
  const row = rows.find((one) => one[0] === code || one[1] === code);
  return row ? { name: row[1], cause: say(row[3], row[2]), remedy: say(row[5], row[4]) } : { name: String(code), cause: "", remedy: "" };
}
