// SPDX-License-Identifier: Apache-2.0
// Opens an encrypted key file (keys/key_file.h): the same members, bounds and faults as in C++. Runs in a worker (key.worker.ts); AES is of
// @noble/ciphers, since a page that comes over plain HTTP has no crypto.subtle.
import { gcm } from "@noble/ciphers/aes.js";
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { scryptAsync } from "@noble/hashes/scrypt.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { suiteNames } from "../../verifier/src/hash.js";
import { equal, Fault, fromHex, join, toHex } from "../../verifier/src/reader.js";

const kind = "credence-key-v1";
const bytesMax = 4096;
const workMax = 1 << 20; // n · r · p
const damaged = (member: string): Fault => new Fault("damaged_key_file", member);

export interface KeyFile {
  /** With the number of its suite. */
  publicKey: string;
  suite: string;
  n: number;
  r: number;
  p: number;
  salt: Uint8Array;
  nonce: Uint8Array;
  sealed: Uint8Array;
  /** What the cipher authenticates beside the key itself. */
  bound: Uint8Array;
}
export interface OpenKey {
  publicKey: string;
  secret: Uint8Array;
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Reads the text without its passphrase. `damaged_key_file` names the member; `unsupported_key` is a suite that this page does not sign with. */
export function readKeyFile(text: string): KeyFile {
  if (ascii(text).length > bytesMax) throw damaged(`longer than ${bytesMax} bytes`);
  let object: Record<string, unknown>;
  try {
    object = JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw damaged("not a JSON object");
  }
  if (typeof object !== "object" || object === null || Array.isArray(object)) throw damaged("not a JSON object");
  const hex = (from: Record<string, unknown>, member: string, bytes: number, name = member): Uint8Array => {
    const value = from[member];
    if (typeof value !== "string" || !new RegExp(`^[0-9a-fA-F]{${2 * bytes}}$`).test(value)) throw damaged(`member ${name}`);
    return fromHex(value);
  };
  const whole = (from: Record<string, unknown>, member: string, low: number, high: number): number => {
    const value = from[member];
    if (!Number.isSafeInteger(value) || (value as number) < low || (value as number) > high) throw damaged(`member kdf.${member}`);
    return value as number;
  };
  if (object["kind"] !== kind) throw damaged("member kind");
  const key = hex(object, "public_key", 34);
  const suite = suiteNames[key[0]!];
  if (suite === undefined) throw damaged("member public_key");
  if (object["suite"] !== suite) throw damaged("member suite");
  const kdf = object["kdf"] as Record<string, unknown>;
  if (typeof kdf !== "object" || kdf === null) throw damaged("member kdf");
  if (kdf["name"] !== "scrypt") throw damaged("member kdf.name");
  const n = whole(kdf, "n", 2, 1 << 17);
  if ((n & (n - 1)) !== 0) throw damaged("member kdf.n");
  const r = whole(kdf, "r", 1, 8), p = whole(kdf, "p", 1, 4);
  if (n * r * p > workMax) throw damaged("member kdf: n * r * p");
  const salt = hex(kdf, "salt", 16, "kdf.salt");
  const cipher = suite === "sm2-sm3" ? "sm4-gcm" : "aes-256-gcm";
  if (object["cipher"] !== cipher) throw damaged("member cipher");
  const nonce = hex(object, "nonce", 12), sealed = hex(object, "ciphertext", 48), checksum = hex(object, "checksum", 32);
  if (suite !== "secp256k1-sha256") throw new Fault("unsupported_key", suite);
  const bound = ascii([kind, suite, toHex(key), "scrypt", n, r, p, toHex(salt), cipher, toHex(nonce)].join("|"));
  if (!equal(checksum, sha256(join(bound, ascii("|"), ascii(toHex(sealed)))))) throw damaged("the checksum does not fit");
  return { publicKey: toHex(key), suite, n, r, p, salt, nonce, sealed, bound };
}

/** Opens the key of a file. `wrong_passphrase`, or as `readKeyFile`. `progress` hears a share of one. */
export async function openKeyFile(text: string, passphrase: string, progress: (share: number) => void = () => undefined): Promise<OpenKey> {
  const file = readKeyFile(text);
  const { n: N, r, p } = file;
  const stretched = await scryptAsync(ascii(passphrase), file.salt, { N, r, p, dkLen: 32, onProgress: progress, maxmem: 256 * 1024 * 1024 });
  let secret: Uint8Array;
  try {
    secret = gcm(stretched, file.nonce, file.bound).decrypt(file.sealed);
  } catch {
    throw new Fault("wrong_passphrase", `for the key ${file.publicKey}`);
  } finally {
    stretched.fill(0);
  }
  if (!secp256k1.utils.isValidSecretKey(secret)) throw damaged("the key inside is not valid");
  if (`00${toHex(secp256k1.getPublicKey(secret, true))}` !== file.publicKey) throw damaged("member public_key");
  return { publicKey: file.publicKey, secret };
}
