// SPDX-License-Identifier: Apache-2.0
// Tagged hashes and signatures (docs/encoding.md, "Hashes and signatures").
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Fault, fromHex, toHex } from "./reader.js";

const tags = new Map<string, Uint8Array>();
function tagBytes(tag: string): Uint8Array {
  let out = tags.get(tag);
  if (!out) {
    out = new Uint8Array(16);
    out.set(new TextEncoder().encode(`credence:${tag}`));
    tags.set(tag, out);
  }
  return out;
}

/** H(credence:tag, parts…) */
export function hash(tag: string, ...parts: Uint8Array[]): Uint8Array {
  const out = sha256.create().update(tagBytes(tag));
  for (const part of parts) out.update(part);
  return out.digest();
}

const order = secp256k1.Point.Fn.ORDER;

export function validKey(key: string): boolean {
  try {
    secp256k1.Point.fromBytes(fromHex(key));
    return true;
  } catch {
    return false;
  }
}

function holds(key: string, digest: Uint8Array, signature: string): string | null {
  if (!validKey(key)) return "bad_public_key";
  const r = BigInt(`0x${signature.slice(0, 64)}`);
  const s = BigInt(`0x${signature.slice(64)}`);
  if (r >= order || s >= order) return "bad_signature";
  if (s > order >> 1n) return "high_s_signature";
  if (r === 0n || s === 0n) return "bad_signature";
  return secp256k1.verify(fromHex(signature), digest, fromHex(key), { prehash: false, lowS: true }) ? null : "bad_signature";
}

// A page checks many answers under one certificate: each signature once.
const checkedMax = 4096;
const checked = new Map<string, string | null>();

/** Null if the signature holds, else the code of what is wrong. Key and signature in hexadecimal digits. */
export function signatureFault(key: string, digest: Uint8Array, signature: string): string | null {
  const name = key + toHex(digest) + signature;
  let out = checked.get(name);
  if (out === undefined) {
    out = holds(key, digest, signature);
    if (checked.size >= checkedMax) checked.clear();
    checked.set(name, out);
  }
  return out;
}

export function checkSignature(key: string, digest: Uint8Array, signature: string): void {
  const fault = signatureFault(key, digest, signature);
  if (fault !== null) throw new Fault(fault, `of the key ${key}`);
}
