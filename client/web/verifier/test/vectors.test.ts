// SPDX-License-Identifier: Apache-2.0
// Every vector of tests/data/bundles: the same verdict, code, field and place as the ledger's own verifier.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anchorOf, pinnedAnchor, readGenesis, verify } from "../src/index.js";
import { bundles, rows } from "./vectors.js";

const anchor = anchorOf(readGenesis(readFileSync(join(bundles, "genesis.json"), "utf8")));

test("there are vectors, valid and forged", () => {
  assert.ok(rows.some((row) => row.verdict === "valid") && rows.some((row) => row.verdict === "forged"));
});
for (const row of rows)
  test(`${row.file}: ${row.why}`, () => {
    const question = { nowMs: row.now_ms ?? 0, ...(row.date && { day: row.date }), ...(row.max_age_ms !== undefined && { maxAgeMs: row.max_age_ms }) };
    const found = verify(row.anchor === undefined ? anchor : pinnedAnchor(row.anchor), new Uint8Array(readFileSync(join(bundles, row.file))), question);
    const { code, field, offset, length } = "fault" in found ? found.fault : {};
    const place = row.offset === undefined ? {} : { offset, length };
    const expected = row.offset === undefined ? {} : { offset: row.offset, length: row.length };
    assert.deepEqual({ verdict: found.verdict, code, field, ...place }, { verdict: row.verdict, code: row.code, field: row.field, ...expected });
  });
