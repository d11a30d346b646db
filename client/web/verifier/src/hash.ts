// SPDX-License-Identifier: Apache-2.0
// Tagged hashes and signatures under the suites (docs/encoding.md, "Hashes and signatures"). A public key, a signature and the id of a
// chain begin with the number of their suite.
import { weierstrass, type WeierstrassPoint } from "@noble/curves/abstract/weierstrass.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { Fault, fromHex, join, toHex } from "./reader.js";
import { sm3 } from "./sm3.js";

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

type Point = WeierstrassPoint<bigint>;
interface Suite {
  name: string;
  hash(bytes: Uint8Array): Uint8Array;
  /** Of 33 bytes; throws where there is none. */
  point(bytes: Uint8Array): Point;
  /** Null, or the code of what is wrong. */
  fault(point: Point, digest: Uint8Array, r: bigint, s: bigint): string | null;
}

const order = secp256k1.Point.Fn.ORDER;
const ecdsa: Suite = {
  name: "secp256k1-sha256",
  hash: sha256,
  point: (bytes) => secp256k1.Point.fromBytes(bytes),
  fault: (point, digest, r, s) => {
    if (r >= order || s >= order) return "bad_signature";
    if (s > order >> 1n) return "high_s_signature";
    if (r === 0n || s === 0n) return "bad_signature";
    const signature = new secp256k1.Signature(r, s).toBytes();
    return secp256k1.verify(signature, digest, point.toBytes(true), { prehash: false, lowS: true }) ? null : "bad_signature";
  },
};

// GB/T 32918.5, and 7.1 of GB/T 32918.2 with the identity of the norm. The message that is signed is the hash.
const prime = 2n ** 256n - 2n ** 224n - 2n ** 96n + 2n ** 64n - 1n;
const Sm2 = weierstrass({
  p: prime,
  n: 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n,
  h: 1n,
  a: prime - 3n,
  b: 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n,
  Gx: 0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  Gy: 0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
});
const bytes32 = (n: bigint): Uint8Array => fromHex(n.toString(16).padStart(64, "0"));
const number = (bytes: Uint8Array): bigint => BigInt(`0x${toHex(bytes)}`);
export const sm2Point = (bytes: Uint8Array): Point => Sm2.fromBytes(bytes);
export function sm2Holds(point: Point, message: Uint8Array, r: bigint, s: bigint): boolean {
  const { n, a, b, Gx, Gy } = Sm2.CURVE();
  const t = (r + s) % n;
  if (r <= 0n || r >= n || s <= 0n || s >= n || t === 0n) return false;
  const { x, y } = point.toAffine();
  const identity = join(fromHex("0080"), new TextEncoder().encode("1234567812345678"), ...[a, b, Gx, Gy, x, y].map(bytes32));
  const e = number(sm3(join(sm3(identity), message)));
  const found = Sm2.BASE.multiplyUnsafe(s).add(point.multiplyUnsafe(t));
  return !found.is0() && (e + found.toAffine().x) % n === r;
}
const sm2: Suite = {
  name: "sm2-sm3",
  hash: sm3,
  point: sm2Point,
  fault: (point, digest, r, s) => (sm2Holds(point, digest, r, s) ? null : "bad_signature"),
};

const suites = [ecdsa, sm2];
export const suiteNames = suites.map((suite) => suite.name);
const sized = 33; // the bytes of a public key after its suite's number, in both

/** H(credence:tag, parts…) */
export function hash(suite: number, tag: string, ...parts: Uint8Array[]): Uint8Array {
  return suites[suite]!.hash(join(tagBytes(tag), ...parts));
}
/** HC: of a chain, under the suite that its id names. */
export function chainHash(tag: string, chain: Uint8Array, ...parts: Uint8Array[]): Uint8Array {
  return hash(chain[0]!, tag, chain, ...parts);
}
/** The suite's number of a public key in hexadecimal digits. */
export const suiteOf = (key: string): number => parseInt(key.slice(0, 2), 16);
/** By which the ledger names a key. */
export const keyId = (key: string): string => toHex(hash(suiteOf(key), "key", fromHex(key)));

function pointOf(key: string): Point | null {
  try {
    const bytes = fromHex(key);
    const point = bytes.length === 1 + sized ? suites[bytes[0]!]!.point(bytes.subarray(1)) : null;
    point?.assertValidity();
    return point;
  } catch {
    return null;
  }
}
export const validKey = (key: string): boolean => pointOf(key) !== null;

function holds(key: string, digest: Uint8Array, signature: string): string | null {
  const point = pointOf(key);
  if (point === null) return "bad_public_key";
  if (suiteOf(signature) !== suiteOf(key)) return "bad_signature";
  return suites[suiteOf(key)]!.fault(point, digest, BigInt(`0x${signature.slice(2, 66)}`), BigInt(`0x${signature.slice(66)}`));
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
