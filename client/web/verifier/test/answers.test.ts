// SPDX-License-Identifier: Apache-2.0
// Answers of a node, made here from a chain of one validator: what is true is believed, and each way of lying about it is not.
import assert from "node:assert/strict";
import { test } from "node:test";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import {
  type Anchor, anchorOf, checkBlock, checkContent, checkContextOf, checkPage, checkState, encode, encodeKey, Fault, fromHex, type Genesis, HistoryReading, type StateKey, toHex, Trust, unreadable,
} from "../src/index.js";
import { chainHash, hash, keyId } from "../src/hash.js";
import { join } from "../src/reader.js";
import { HistoryFold, merkleRoot } from "../src/trees.js";

const secret = new Uint8Array(32).fill(1);
const suite = "00"; // a key and a signature begin with its number
const key = suite + toHex(secp256k1.getPublicKey(secret, true));
const sign = (digest: Uint8Array): string => suite + toHex(secp256k1.sign(digest, secret, { prehash: false }));
const genesis: Genesis = {
  network: "test", time_ms: 1n, suite: "secp256k1-sha256", validators: [{ key, name_zh: "甲", name_en: "A" }], departments: [], keys: [], qualifications: [], features: [], owners: [],
};
const anchor: Anchor = anchorOf(genesis);
const zero = "00".repeat(32);
const u32 = (n: number): Uint8Array => encode("u32", n);
const list = (items: Uint8Array[]): Uint8Array => join(u32(items.length), ...items);
const blob = (bytes: Uint8Array): Uint8Array => join(u32(bytes.length), bytes);
const leafOf = (stateKey: Uint8Array, value: Uint8Array): Uint8Array => hash(0, "sleaf", hash(0, "skey", stateKey), hash(0, "sval", value));

/** A certified block with these roots. */
function block(height: bigint, roots: { batch?: Uint8Array; receipts?: Uint8Array; state?: Uint8Array; count?: number } = {}): Uint8Array {
  const set = toHex(hash(0, "vset", encode("ValidatorSet", { validators: genesis.validators })));
  const hex = (root: Uint8Array | undefined): string => (root ? toHex(root) : zero);
  const header = encode("BlockHeader", {
    suite: genesis.suite, height, parent: zero, headers: zero, time_ms: 1_790_000_000_000n, batch_root: hex(roots.batch), receipts_root: hex(roots.receipts), state_root: hex(roots.state),
    transaction_count: roots.count ?? 0, validator_set: set, next_validator_set: set,
  });
  const header_hash = chainHash("header", anchor.chain, header);
  const digest = chainHash("chkpt", anchor.chain, encode("u64", height), header_hash);
  return join(header, encode("Certificate", { height, header_hash: toHex(header_hash), signatures: [{ validator: 0, signature: sign(digest) }] }));
}
function transaction(action: Uint8Array): { bytes: Uint8Array; receipt: Uint8Array } {
  const body = encode("TransactionBody", { chain: toHex(anchor.chain), signer: keyId(key), nonce: 1n, expiry_height: 9n, action });
  const id = chainHash("tx", anchor.chain, body);
  return { bytes: encode("Transaction", { body, signatures: [{ key, signature: sign(id) }] }), receipt: encode("Receipt", { transaction: toHex(id), code: 204, pending: false, details: [] }) };
}
const noPath = join(u32(0), encode("bool", false));
/** The proof of a value that is alone in the state. */
const state = (stateKey: StateKey, value: Uint8Array, height = 5n): Uint8Array =>
  join(block(height, { state: leafOf(encodeKey(stateKey), value) }), blob(encodeKey(stateKey)), encode("bool", true), blob(value), noPath);
const code = (expected: string) => (error: unknown): boolean => error instanceof Fault && error.code === expected;

test("a block with everything in it, also with bytes that are no action", () => {
  const all = [transaction(Uint8Array.of(255)), transaction(encode("Action", { kind: "revoke_key", body: { key: zero, reason: "失窃" } }))];
  const content = (items: typeof all): Uint8Array =>
    join(block(7n, { batch: merkleRoot(0, all.map((one) => one.bytes)), receipts: merkleRoot(0, all.map((one) => one.receipt)), count: 2 }), list(items.map((one) => blob(one.bytes))), list(items.map((one) => blob(one.receipt))));
  const { records } = checkContent(new Trust(anchor), content(all));
  assert.deepEqual(records.map((one) => one.transaction.action.kind), [unreadable, "revoke_key"]);
  assert.deepEqual([...records[0]!.transaction.actionBytes], [255]);
  assert.throws(() => checkContent(new Trust(anchor), content(all.slice(0, 1))), code("wrong_root"));
  assert.throws(() => checkContent(new Trust(anchor), content([all[1]!, all[0]!])), code("wrong_root"));
  assert.throws(() => checkContent(new Trust(anchor), content([...all, all[0]!])), code("wrong_root"));
});

test("a value: this key and no other, this value and no other, under a certified block", () => {
  const asked: StateKey = { is: "document", sha256: "11".repeat(32) };
  const value = encode("DocumentValue", { size_bytes: 3n, title: "甲", document_no: "", issued_on: null, department: "a", signer: zero, recorded_ms: 1n });
  const proof = state(asked, value);
  assert.equal(checkState(new Trust(anchor), proof, asked).value!["title"], "甲");
  assert.throws(() => checkState(new Trust(anchor), proof, { is: "document", sha256: "22".repeat(32) }), code("wrong_subject"));
  const other = encode("DocumentValue", { size_bytes: 4n, title: "甲", document_no: "", issued_on: null, department: "a", signer: zero, recorded_ms: 1n });
  const lie = join(block(5n, { state: leafOf(encodeKey(asked), value) }), blob(encodeKey(asked)), encode("bool", true), blob(other), noPath);
  assert.throws(() => checkState(new Trust(anchor), lie, asked), code("wrong_root"));
  const absent = join(block(5n, { state: leafOf(encodeKey(asked), value) }), blob(encodeKey(asked)), encode("bool", false), noPath);
  assert.throws(() => checkState(new Trust(anchor), absent, asked), code("wrong_root"));
  const empty = join(block(5n), blob(encodeKey(asked)), encode("bool", false), noPath);
  assert.equal(checkState(new Trust(anchor), empty, asked).value, null);
  assert.throws(() => checkState(new Trust({ ...anchor, validators: [{ key: suite + toHex(secp256k1.getPublicKey(new Uint8Array(32).fill(2), true)), name_zh: "", name_en: "" }] }), proof, asked), code("wrong_validator_set"));
  assert.throws(() => checkState(new Trust(anchor), join(proof, Uint8Array.of(0)), asked), code("trailing_bytes"));
  const { block: under } = checkState(new Trust(anchor), proof, asked);
  assert.throws(() => checkContextOf(under, u32(0), [asked]), code("wrong_subject"));
});

test("a history: all entries, in order, and no others, over pages that rest on different blocks", () => {
  const subject: StateKey = { is: "programme", id: "p" };
  const entry = (n: number): Uint8Array => encode("HistoryEntry", { height: BigInt(n), position: 0, time_ms: 1n, transaction: zero, signer: zero, checker: null, fact: { kind: "programme_closed", body: { programme: "p", document_no: String(n), summary: "" } } } as never);
  const entries = [1, 2, 3].map(entry);
  const page = (head: Uint8Array[], from: number, shown: Uint8Array[], path: Uint8Array[], height = 9n): Uint8Array => {
    const fold = new HistoryFold(0);
    head.forEach((one) => fold.add(one));
    const value = encode("HistoryValue", { count: fold.count, peaks: fold.peaks.map(toHex) });
    return join(state({ is: "history", subject }, value, height), encode("u64", BigInt(from)), list(shown.map(blob)), list(path));
  };
  const leaf = (one: Uint8Array): Uint8Array => hash(0, "hentry", one);
  const asked: StateKey = { is: "history", subject };
  assert.equal(checkPage(new Trust(anchor), page(entries, 2, entries.slice(2), []), asked).total, 3);
  assert.throws(() => checkPage(new Trust(anchor), page(entries, 1, [entries[2]!], [leaf(entries[0]!)]), asked), code("wrong_root"));
  assert.throws(() => checkPage(new Trust(anchor), page(entries, 0, entries, []), { is: "history", subject: { is: "programme", id: "q" } }), code("wrong_subject"));
  const whole = new HistoryReading(new Trust(anchor), asked);
  whole.add(page(entries.slice(0, 2), 0, entries.slice(0, 1), [leaf(entries[1]!)], 8n));
  assert.equal(whole.complete, false);
  whole.add(page(entries, 1, entries.slice(1), [leaf(entries[0]!)]));
  assert.equal(whole.complete, true);
  assert.deepEqual(whole.entries.map((one) => one.fact.body["document_no"]), ["1", "2", "3"]);
  const rewritten = new HistoryReading(new Trust(anchor), asked);
  rewritten.add(page([entry(4), entries[1]!], 0, [entry(4)], [leaf(entries[1]!)], 8n)); // what an earlier page said does not stand in the later one
  assert.throws(() => rewritten.add(page(entries, 1, entries.slice(1), [leaf(entries[0]!)])), code("wrong_root"));
  const gap = new HistoryReading(new Trust(anchor), asked);
  assert.throws(() => gap.add(page(entries, 1, entries.slice(1), [leaf(entries[0]!)])), code("wrong_subject"));
  const withheld = new HistoryReading(new Trust(anchor), asked);
  assert.throws(() => withheld.add(page(entries, 0, [], [])), code("stale_answer"));
});

test("a block that nobody of the set signed", () => {
  const good = block(3n);
  assert.equal(checkBlock(new Trust(anchor), good).header.height, 3n);
  const bad = Uint8Array.from(good);
  bad[bad.length - 1]! ^= 1;
  assert.throws(() => checkBlock(new Trust(anchor), bad), code("bad_signature"));
});
