// SPDX-License-Identifier: Apache-2.0
// Files that were changed at random: the ledger's own verifier (tests/web/bundle_judge.cc) and this one must say the same of each.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Anchor, anchorOf, pinnedAnchor, readGenesis, verify } from "../src/index.js";
import { bundles, proves, rows, suite } from "./vectors.js";

const runs = Number(process.env["CREDENCE_MUTATIONS"] ?? 10_000);
const seed = Number(process.env["CREDENCE_SEED"] ?? Date.now() % 1_000_000);
const judge = process.env["CREDENCE_JUDGE"];
const nowMs = 1_790_000_100_000;

/** Numbers from a seed (mulberry32). */
function numbers(of: number): (below: number) => number {
  let state = of >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const checksum = (file: Buffer): Buffer => createHash(suite === "sm2-sm3" ? "sm3" : "sha256").update("credence:bundle\0").update(file).digest();

/** A valid file, changed in one to three places; half of them under a checksum that fits. */
function mutated(valid: Buffer[], below: (n: number) => number): Buffer {
  let file = Buffer.from(valid[below(valid.length)]!);
  for (let left = 1 + below(3); left > 0 && file.length > 40; --left) {
    const at = below(file.length);
    const length = 1 + below(40);
    switch (below(7)) {
      case 0: file[at]! ^= 1 << below(8); break;
      case 1: file[at] = below(256); break;
      case 2: file = Buffer.concat([file.subarray(0, at), file.subarray(Math.min(file.length, at + length))]); break;
      case 3: file = Buffer.concat([file.subarray(0, at), Buffer.alloc(length, below(256)), file.subarray(at)]); break;
      case 4: file = file.subarray(0, at); break;
      case 5: if (at + 4 <= file.length) file.writeUInt32LE(below(3) === 0 ? 0xffffffff : below(300), at); break;
      default: {
        const other = valid[below(valid.length)]!;
        const from = below(other.length);
        file = Buffer.concat([file.subarray(0, at), other.subarray(from, from + length * 8), file.subarray(at)]);
      }
    }
  }
  if (file.length > 32 && below(2) === 0) file = Buffer.concat([file.subarray(0, -32), checksum(file.subarray(0, -32))]);
  return file;
}

test(`${runs} mutations, seed ${seed}`, () => {
  assert.ok(judge, "CREDENCE_JUDGE names the program bundle_judge");
  const genesis = join(bundles, "genesis.json");
  const below = numbers(seed);
  const codes = new Set<string>();
  const filesOf = (held: string | undefined): Buffer[] =>
    [...new Set(rows.filter((row) => proves(row) && row.anchor === held).map((row) => row.file))].map((file) => readFileSync(join(bundles, file)));
  const pinned = [...new Set(rows.filter(proves).flatMap((row) => row.anchor ?? []))];
  assert.ok(pinned.length >= 3, "vectors of pinned anchors");
  agree(genesis, anchorOf(readGenesis(readFileSync(genesis, "utf8"))), filesOf(undefined), runs, below, codes);
  for (const line of pinned) agree(line, pinnedAnchor(line), filesOf(line), Math.ceil(runs / 10), below, codes);
  if (runs >= 10_000) assert.ok(codes.size >= 12, `too few kinds of refusal were met: ${[...codes].join(", ")}`);
});

/** These files, and others made of them, are judged alike under an anchor. */
function agree(given: string, anchor: Anchor, valid: Buffer[], runs: number, below: (n: number) => number, codes: Set<string>): void {
  const files = [...valid, ...Array.from({ length: runs }, () => mutated(valid, below))];
  const frames = files.flatMap((file) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(file.length);
    return [length, file];
  });
  const said = execFileSync(judge!, [given, String(nowMs)], { input: Buffer.concat(frames), maxBuffer: 1 << 28 });
  const lines = said.toString().trimEnd().split("\n");
  assert.equal(lines.length, files.length);
  files.forEach((file, i) => {
    const found = verify(anchor, new Uint8Array(file), { nowMs });
    const fault = "fault" in found ? found.fault : { code: "-", field: "-", offset: 0, length: 0 };
    codes.add(fault.code);
    const line = `${found.verdict} ${fault.code} ${fault.field} ${fault.offset} ${fault.length}`;
    assert.equal(line, lines[i], `file ${i}: ${file.toString("hex")}`);
  });
}
