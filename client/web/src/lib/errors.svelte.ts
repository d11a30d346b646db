// SPDX-License-Identifier: Apache-2.0
// The ledger's codes in words: ledger/primitives/errors.def, read when the page is built. The words of a language are fetched when they are first needed.
import { type Language, view } from "./view.svelte.js";

type Rows = [number: number, name: string, cause: string, remedy: string][];
let tables = $state.raw<Record<Language, Rows>>({ zh: [], en: [] });
const asked = new Set<Language>();
function ask(language: Language): void {
  if (asked.has(language)) return;
  asked.add(language);
  void (language === "zh" ? import("virtual:errors-zh") : import("virtual:errors-en")).then((table) => (tables = { ...tables, [language]: table.default }), () => asked.delete(language));
}
/** Fetches them for a page that must do without a network. */
export const fetchCodes = (): void => (["zh", "en"] as const).forEach(ask);

export interface CodeWords {
  name: string;
  cause: string;
  remedy: string;
}
/** Of a number or a name; one that this page does not know is shown as it is. */
export function codeWords(code: number | string): CodeWords {
  ask(view.lang);
  const row = tables[view.lang].find((one) => one[0] === code || one[1] === code);
  return row ? { name: row[1], cause: row[2], remedy: row[3] } : { name: String(code), cause: "", remedy: "" };
}
/** All of them. */
export function allCodes(): Rows {
  ask(view.lang);
  return tables[view.lang];
}
