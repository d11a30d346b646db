// SPDX-License-Identifier: Apache-2.0
// The page signs to the byte as C++ signs, and opens the key files that C++ seals: tests/data/signing.json is made there.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { openKeyFile, readKeyFile } from "../src/desk/keyfile.js";
import { signTransaction } from "../src/desk/signing.js";
import { Fault, fromHex, toHex } from "../verifier/src/index.js";

interface Vectors {
  chain: string;
  key_files: { passphrase: string; public_key: string; secret: string; file: string }[];
  transactions: { secret: string; nonce: string; expiry: string; number: number; action_bytes: number; id: string; end: string }[];
}
const held = JSON.parse(readFileSync(join(import.meta.dirname, "../../../tests/data/signing.json"), "utf8")) as Vectors;
const code = (error: unknown): string => (error instanceof Fault ? error.code : String(error));

test("transactions are signed to the byte", () => {
  assert.ok(held.transactions.length > 40);
  for (const one of held.transactions) {
    const secret = fromHex(one.secret);
    const action = Uint8Array.from({ length: one.action_bytes }, (_, at) => Number((31n * BigInt(one.number) + BigInt(at) * BigInt(at)) & 255n));
    const key = { publicKey: `00${toHex(secp256k1.getPublicKey(secret, true))}`, secret };
    const signed = signTransaction(key, { chain: fromHex(held.chain), nonce: BigInt(one.nonce), expiry: BigInt(one.expiry), action });
    assert.equal(signed.id, one.id, `transaction ${one.number}`);
    assert.equal(toHex(signed.bytes).slice(-one.end.length), one.end, `transaction ${one.number}`);
  }
});

test("key files are opened, by their passphrase alone", async () => {
  for (const one of held.key_files) {
    const shares: number[] = [];
    const opened = await openKeyFile(one.file, one.passphrase, (share) => shares.push(share));
    assert.equal(opened.publicKey, one.public_key);
    assert.equal(toHex(opened.secret), one.secret);
    assert.ok(shares.length > 0);
  }
  const { file, passphrase } = held.key_files[1]!;
  for (const wrong of ["", `${passphrase} `, passphrase.slice(1)]) await assert.rejects(openKeyFile(file, wrong), (error) => code(error) === "wrong_passphrase");
});

test("every changed byte of a key file is damage, or means nothing", async () => {
  const { file, passphrase, public_key } = held.key_files[1]!;
  for (let i = 0; i < file.length; ++i) {
    const changed = file.slice(0, i) + String.fromCharCode(file.charCodeAt(i) ^ 1) + file.slice(i + 1);
    let found: string;
    try {
      found = (await openKeyFile(changed, passphrase)).publicKey;
    } catch (error) {
      found = code(error);
    }
    assert.ok(found === "damaged_key_file" || found === public_key, `byte ${i}: ${found}`);
  }
});

test("numbers of scrypt that would cost much are refused before they do", () => {
  const { file } = held.key_files[1]!;
  for (const n of ["0", "-1", "1000", "1099511627776", "1e300", '"1024"', "262144"])
    assert.throws(() => readKeyFile(file.replace('"n":1024', `"n":${n}`)), (error) => code(error) === "damaged_key_file", n);
  assert.throws(() => readKeyFile(file.replace('"r":8', '"r":9')), (error) => code(error) === "damaged_key_file");
  assert.throws(() => readKeyFile(" ".repeat(5000)), (error) => code(error) === "damaged_key_file");
});

test("a key of the suite sm2-sm3 is told apart from damage: it signs on the command line", () => {
  const file = JSON.stringify({ kind: "credence-key-v1", suite: "sm2-sm3", public_key: `01${"02".repeat(33)}`, kdf: { name: "scrypt", n: 1024, r: 8, p: 1, salt: "00".repeat(16) }, cipher: "sm4-gcm", nonce: "00".repeat(12), ciphertext: "00".repeat(48), checksum: "00".repeat(32) });
  assert.throws(() => readKeyFile(file), (error) => code(error) === "unsupported_key");
});
