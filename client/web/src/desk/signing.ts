// SPDX-License-Identifier: Apache-2.0
// Signs as `credence` signs (ledger/chain/transaction.h): the id is the hash of the body under the chain, the nonce of the signature follows
// RFC 6979, and s is low. The same body under the same key gives the same bytes.
import { secp256k1 } from "@noble/curves/secp256k1.js";
import { chainHash, keyId } from "../../verifier/src/hash.js";
import { Fault, toHex } from "../../verifier/src/reader.js";
import { encode } from "../../verifier/src/values.js";
import type { OpenKey } from "./keyfile.js";

export const actionBytesMax = 261_120;
const transactionBytesMax = 262_144;

/** What is signed beside the action. */
export interface Body {
  chain: Uint8Array;
  /** Any number: tells two otherwise equal transactions apart. */
  nonce: bigint;
  /** The last block that may execute it. */
  expiry: bigint;
  action: Uint8Array;
}
export interface Signed {
  id: string;
  bytes: Uint8Array;
}

export function signTransaction(key: OpenKey, body: Body): Signed {
  if (body.action.length > actionBytesMax) throw new Fault("limit_exceeded", `${body.action.length} bytes`);
  if (Number.parseInt(key.publicKey.slice(0, 2), 16) !== body.chain[0]) throw new Fault("wrong_suite", "the key is of another suite than the chain");
  const encoded = encode("TransactionBody", { chain: toHex(body.chain), signer: keyId(key.publicKey), nonce: body.nonce, expiry_height: body.expiry, action: body.action });
  const id = chainHash("tx", body.chain, encoded);
  const signature = secp256k1.sign(id, key.secret, { prehash: false, lowS: true });
  const bytes = encode("Transaction", { body: encoded, signatures: [{ key: key.publicKey, signature: `00${toHex(signature)}` }] });
  if (bytes.length > transactionBytesMax) throw new Fault("limit_exceeded", `${bytes.length} bytes`);
  return { id: toHex(id), bytes };
}
