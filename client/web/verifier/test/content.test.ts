// SPDX-License-Identifier: Apache-2.0
// What a proved file says: the values, facts and actions that are decoded here are those that `credence verify --json` shows.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Answer, anchorOf, decodeEntry, exitCode, pinnedAnchor, readGenesis, verify } from "../src/index.js";
import { bundles, proves, rows } from "./vectors.js";

const bin = process.env["CREDENCE_BIN"];
const genesis = join(bundles, "genesis.json");
const anchor = anchorOf(readGenesis(readFileSync(genesis, "utf8")));

/** Members that both name must say the same; `credence` adds others (…_yuan), and leaves out some that are zero. */
function same(ours: unknown, theirs: unknown, path: string): number {
  if (theirs === undefined) return 0;
  if (Array.isArray(ours) && Array.isArray(theirs)) {
    assert.equal(ours.length, theirs.length, path);
    return ours.reduce((n: number, item, i) => n + same(item, theirs[i], `${path}[${i}]`), 0);
  }
  if (typeof ours === "object" && ours !== null && typeof theirs === "object" && theirs !== null) {
    const other = theirs as Record<string, unknown>;
    return Object.entries(ours).reduce((n, [name, value]) => n + same(value, other[name], `${path}.${name}`), 0);
  }
  if (Array.isArray(ours) || (typeof ours === "object" && ours !== null)) return 0; // another form of the same
  if (typeof theirs === "number") assert.equal(Number(ours), theirs, path); // JSON.parse rounds what a double cannot hold
  else assert.equal(String(ours), String(theirs), path);
  return 1;
}

function said(answer: Exclude<Answer, { fault: unknown }>): Record<string, unknown> {
  const { bundle } = answer;
  const out: Record<string, unknown> = { verdict: answer.verdict, date: answer.day, age_ms: answer.ageMs, kind: bundle.kind, value: bundle.value };
  out["as_of"] = { height: bundle.block.header.height, time_ms: bundle.block.header.time_ms };
  out["checksum"] = bundle.checksum;
  if (bundle.entries) {
    out["entries"] = bundle.entries.list.map(decodeEntry).map(({ fact, ...entry }) => ({ ...entry, kind: fact.kind, fact: fact.body }));
    out["total"] = bundle.entries.total;
  }
  if (bundle.record) {
    const { transaction, receipt } = bundle.record;
    out["signer"] = transaction.signer;
    if (!bundle.unread) out["action"] = { action: transaction.action.kind, ...transaction.action.body };
    out["receipt"] = { transaction: receipt.transaction, pending: receipt.pending };
  }
  return out;
}

for (const row of rows.filter(proves))
  test(`${row.file}: ${row.why}`, () => {
    assert.ok(bin, "CREDENCE_BIN names the folder of credence");
    const answer = verify(row.anchor === undefined ? anchor : pinnedAnchor(row.anchor), new Uint8Array(readFileSync(join(bundles, row.file))), {
      nowMs: row.now_ms ?? 0,
      ...(row.date && { day: row.date }),
      ...(row.max_age_ms !== undefined && { maxAgeMs: row.max_age_ms }),
    });
    assert.ok(!("fault" in answer));
    const age = row.max_age_ms === undefined ? [] : row.max_age_ms === 0 ? ["--any-age"] : ["--max-age", `${row.max_age_ms / 1000}s`];
    const day = row.date ? ["--on", row.date] : [];
    const ran = spawnSync(join(bin, "credence"), ["--json", "verify", join(bundles, row.file), "--anchor", row.anchor ?? genesis, "--now", String(row.now_ms), ...day, ...age]);
    const theirs = JSON.parse(ran.stdout.toString()) as Record<string, unknown>;
    assert.equal(exitCode(answer.verdict), ran.status);
    assert.ok(same(said(answer), theirs, "") >= 5, "too little was compared");
  });
