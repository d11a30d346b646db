// SPDX-License-Identifier: Apache-2.0
// The suites: the examples of the norms, and what SM2 refuses.
import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { test } from "node:test";
import { fromHex, toHex } from "../src/index.js";
import { signatureFault, sm2Holds, sm2Point, validKey } from "../src/hash.js";
import { sm3 } from "../src/sm3.js";

test("SM3: the examples of GB/T 32905", () => {
  const of = (text: string): string => toHex(sm3(new TextEncoder().encode(text)));
  assert.equal(of("abc"), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  assert.equal(of("abcd".repeat(16)), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
});
test("SM3: every length of two blocks, as OpenSSL has it", () => {
  for (let n = 0; n <= 130; ++n) {
    const bytes = randomBytes(n);
    assert.equal(toHex(sm3(bytes)), createHash("sm3").update(bytes).digest("hex"), String(n));
  }
});

// GB/T 32918.5, A.2.
const key = "010309f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020";
const r = 0xf5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3n;
const s = 0xb1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aan;
const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
test("SM2: the example of GB/T 32918, and nothing beside it", () => {
  const point = sm2Point(fromHex(key).subarray(1));
  const message = new TextEncoder().encode("message digest");
  assert.ok(sm2Holds(point, message, r, s));
  assert.ok(!sm2Holds(point, new TextEncoder().encode("message digesT"), r, s));
  for (const wrong of [0n, n, n + 1n, r + 1n, n - r]) assert.ok(!sm2Holds(point, message, wrong, s));
  for (const wrong of [0n, n, n + 1n, s + 1n, n - r]) assert.ok(!sm2Holds(point, message, r, wrong), String(wrong));
});
test("a key or a signature of another suite is none", () => {
  assert.ok(validKey(key));
  for (const wrong of ["02" + key.slice(2), key.slice(2), key + "00", "0104" + key.slice(4), ""]) assert.ok(!validKey(wrong), wrong);
  assert.equal(signatureFault(key, new Uint8Array(32), "00" + "11".repeat(64)), "bad_signature");
  assert.equal(signatureFault("02" + key.slice(2), new Uint8Array(32), "02" + "11".repeat(64)), "bad_public_key");
});
