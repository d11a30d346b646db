// SPDX-License-Identifier: Apache-2.0
// What a reader trusts: a genesis, a line, an anchor's file. Under each a proof is judged as under the line; what does not belong to the line is refused.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { chainHash, hash } from "../src/hash.js";
import { encode, Fault, fromHex, readTrusted, toHex, verify } from "../src/index.js";
import { bundles, rows } from "./vectors.js";

const genesisText = readFileSync(join(bundles, "genesis.json"), "utf8");
const genesis = readTrusted(genesisText);
/** A proof under a pinned anchor that its file alone leads to. */
const row = rows.find((one) => one.anchor !== undefined && one.verdict === "valid" && one.file.includes("under-anchor"))!;
const line = row.anchor!;
const proof = new Uint8Array(readFileSync(join(bundles, row.file)));
const question = { nowMs: row.now_ms! };
const found = verify(readTrusted(line).anchor, proof, question);
assert.ok(!("fault" in found));
const header = toHex(found.bundle.later!.bytes);
const code = (wanted: string) => (error: unknown) => error instanceof Fault && error.code === wanted;
const file = (more: Record<string, unknown>): string => JSON.stringify({ format: "credence-anchor-1", anchor: line, network: "net", ...more });

test("a genesis, a line in columns, and an anchor's file are told apart", () => {
  assert.equal(genesis.genesis!.network, genesis.network);
  for (const text of [line, `  ${line.toUpperCase()}\n`, line.replaceAll(":", ":\n\u3000"), file({}), file({ header }), file({ timestamps: Array(16).fill(btoa("a reply")) })]) {
    const { anchor, genesis: none } = readTrusted(text);
    assert.equal(none, null);
    assert.equal(verify(anchor, proof, question).verdict, row.verdict);
  }
  assert.equal(readTrusted(file({})).network, "net");
});
test("validators that the file tells are believed if their hash is the line's, and judge the blocks after it", () => {
  // An anchor of the first blocks, which the genesis's validators sign, and a proof that lies after it and tells no validators.
  const { validators } = genesis.genesis!;
  const later = rows.find((one) => one.anchor === undefined && one.verdict === "valid" && one.file === "valid/title.proof")!;
  const bytes = new Uint8Array(readFileSync(join(bundles, later.file)));
  const digits = (fill: string): string => fill.repeat(64);
  const pinned = { height: 1n, header: digits("7"), set: toHex(hash(0, "vset", encode("ValidatorSet", { validators }))) };
  const check = toHex(chainHash("anchor", genesis.anchor.chain, encode("u64", pinned.height), fromHex(pinned.header), fromHex(pinned.set))).slice(0, 8);
  const own = `credence-anchor:1:${toHex(genesis.anchor.chain)}:1:${pinned.header}:${pinned.set}:${check}`;
  const told = readTrusted(JSON.stringify({ format: "credence-anchor-1", anchor: own, validators }));
  assert.deepEqual(told.anchor.validators, validators);
  assert.equal(verify(told.anchor, bytes, { nowMs: later.now_ms! }).verdict, "valid");
  const alone = verify(readTrusted(own).anchor, bytes, { nowMs: later.now_ms! });
  assert.equal(alone.verdict, "not_anchored");
});
test("what is not the line's is refused", () => {
  const turned = header.slice(0, -1) + (header.endsWith("0") ? "1" : "0");
  const cases = [file({ header: turned }), file({ header: "zz" }), file({ header: 1 }), file({ validators: [] }), file({ validators: {} }), file({ validators: [{ key: "00" }] }), file({ validators: genesis.genesis!.validators.slice(1) }), JSON.stringify({ format: "credence-anchor-1" }), file({ anchor: line.slice(0, -1) }),
    file({ header: null }), file({ timestamps: Array(17).fill(btoa("a reply")) }), file({ timestamps: ["?"] }), file({ timestamps: {} }), line.replace(":", ":\v"), line + " ".repeat(1024)];
  for (const text of cases) assert.throws(() => readTrusted(text), code("bad_anchor"), text);
  for (const text of ["", "[]", "null", "{}", "no", '{"format":"credence-anchor-2"}']) assert.throws(() => readTrusted(text), code("bad_genesis"), text);
});
