// SPDX-License-Identifier: Apache-2.0
// The vectors of tests/data/bundles; those of another suite beside them, where the environment names it.
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const suite = process.env["CREDENCE_TEST_SUITE"];
export const bundles = join(import.meta.dirname, `../../../../tests/data/bundles${suite ? `-${suite}` : ""}`);
export interface Row {
  file: string;
  why: string;
  anchor?: string;
  now_ms?: number;
  date?: string;
  max_age_ms?: number;
  verdict: string;
  code?: string;
  field?: string;
  offset?: number;
  length?: number;
}
/** Rows of files that are proved, whatever they are worth. */
export const proves = (row: Row): boolean => row.code === undefined;
export const rows = JSON.parse(readFileSync(join(bundles, "index.json"), "utf8")) as Row[];
