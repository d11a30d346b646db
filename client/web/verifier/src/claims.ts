// SPDX-License-Identifier: Apache-2.0
// What stands in a bundle, and in the answers of a node: proofs of transactions, of the state, of histories. Read here, believed nowhere.
import { type Block, type Header } from "./chain.js";
import { Reader } from "./reader.js";
import { merkleHolds, merkleLeaf, stateHolds, type HistoryHead, type StatePath, wellFormed } from "./trees.js";
import { chainHash, checkSignature, keyId, suiteNames, suiteOf } from "./hash.js";
import { Fault, fromHex, equal, toHex } from "./reader.js";
import { decode, type Struct, type Variant } from "./values.js";

export const actionBytesMax = 262_144;
const receiptBytesMax = 1024;
export const entryBytesMax = 4096;

export interface KeyProof {
  key: Uint8Array;
  value: Uint8Array | null;
  path: StatePath;
}
export interface TransactionProof {
  block: Block;
  index: number;
  transaction: Uint8Array;
  path: Uint8Array[];
  receipt: Uint8Array;
  receiptPath: Uint8Array[];
}
export interface Page {
  from: bigint;
  entries: Uint8Array[];
  path: Uint8Array[];
}

const hashes = (from: Reader, most: number): Uint8Array[] => from.list(most, () => from.take(32));

export function readKeyProof(from: Reader): KeyProof {
  const key = from.blob(1024);
  const value = from.optional(() => from.blob(actionBytesMax));
  const siblings = hashes(from, 256);
  const other = from.optional(() => ({ key: from.take(32), value: from.take(32) }));
  return { key, value, path: { siblings, other } };
}
export function readTransactionPart(from: Reader): Pick<TransactionProof, "index" | "transaction" | "path"> {
  return { index: from.u32(), transaction: from.blob(actionBytesMax), path: hashes(from, 32) };
}
export function readReceiptPart(from: Reader): Pick<TransactionProof, "receipt" | "receiptPath"> {
  return { receipt: from.blob(receiptBytesMax), receiptPath: hashes(from, 32) };
}
export function readPage(from: Reader): Page {
  return { from: from.u64(), entries: from.list(200, () => from.blob(entryBytesMax)), path: hashes(from, 128) };
}

export function checkPath(header: Header, proof: KeyProof): void {
  if (!stateHolds(suiteNames.indexOf(header.suite), fromHex(header.state_root), proof.key, proof.value, proof.path)) throw new Fault("wrong_root", "a key of the state");
}

/** The head of a history; one that is absent is empty. */
export function historyHead(value: Uint8Array | null, later?: (detail: string) => void): HistoryHead {
  if (value === null) return { count: 0n, peaks: [] };
  const { count, peaks } = decode<{ count: bigint; peaks: string[] }>("HistoryValue", value, later);
  const head = { count, peaks: peaks.map(fromHex) };
  if (!wellFormed(head)) throw new Fault("malformed", "the head of a history");
  return head;
}

export interface Entry {
  height: bigint;
  position: number;
  time_ms: bigint;
  transaction: string;
  signer: string;
  checker: string | null;
  fact: Variant;
}
/** What is known of an entry; `later` hears what is not. */
export const knownEntry = (bytes: Uint8Array, later: (detail: string) => void): Entry => decode<Entry>("HistoryEntry", bytes, later);
export const decodeEntry = (bytes: Uint8Array): Entry => decode<Entry>("HistoryEntry", bytes);

export interface Receipt {
  transaction: string;
  code: number;
  /** It is done as far as it can be, and waits for a second signature. */
  pending: boolean;
  /** What it says: `what` of docs/schema-1.0.json with a number (fen, if an amount) or a text. */
  details: { what: string; number: bigint; text: string }[];
}
export interface Transaction {
  id: string;
  signer: string;
  nonce: bigint;
  expiry_height: bigint;
  signatures: { key: string; signature: string }[];
  /** Of the kind "unreadable", without a body, where the bytes are no action, or none that is known: the ledger refuses such a transaction. */
  action: Variant;
  /** Why it is: "not_understood" where a later version wrote it. */
  unreadableFor?: string;
  actionBytes: Uint8Array;
}
export const unreadable = "unreadable";
type Body = { chain: string; signer: string; nonce: bigint; expiry_height: bigint; action: Uint8Array };

/** The transaction of these bytes. Its signatures and its action are not looked at. */
function openTransaction(chain: Uint8Array, bytes: Uint8Array): { id: Uint8Array; body: Body; signatures: Transaction["signatures"] } {
  const outer = decode<{ body: Uint8Array; signatures: Transaction["signatures"] }>("Transaction", bytes);
  const body = decode<Body>("TransactionBody", outer.body);
  if (!equal(fromHex(body.chain), chain)) throw new Fault("wrong_chain", body.chain);
  const [first] = outer.signatures;
  if (!first || keyId(first.key) !== body.signer) throw new Fault("missing_signature", `of the signer ${body.signer}`);
  const keys = new Set<string>();
  for (const { key } of outer.signatures) {
    if (suiteOf(key) !== chain[0]) throw new Fault("wrong_suite");
    if (keys.has(key)) throw new Fault("signed_twice");
    keys.add(key);
  }
  return { id: chainHash("tx", chain, outer.body), body, signatures: outer.signatures };
}

/** The id of a transaction of this chain by its bytes. Nothing of it is checked but that it is one of this chain. */
export const transactionId = (chain: Uint8Array, bytes: Uint8Array): string => toHex(openTransaction(chain, bytes).id);

interface Record {
  transaction: Transaction;
  receipt: Receipt;
}
type About = (part: "transaction" | "receipt") => void;

/** A transaction with its signatures and its receipt. `about` hears which of them is being checked. */
export function openRecord(chain: Uint8Array, bytes: Uint8Array, receiptBytes: Uint8Array, about: About = () => undefined, placed = () => undefined as void): Record {
  about("transaction");
  const { id, body, signatures } = openTransaction(chain, bytes);
  placed();
  about("transaction");
  for (const { key, signature } of signatures) checkSignature(key, id, signature);
  about("receipt");
  let later: string | undefined;
  const receipt = decode<Struct & Receipt>("Receipt", receiptBytes, (detail) => (later ??= detail));
  if (receipt.transaction !== toHex(id)) throw new Fault("wrong_subject", `receipt of ${receipt.transaction}`);
  const { signer, nonce, expiry_height, action: actionBytes } = body;
  about("transaction");
  const opened = actionOf(actionBytes);
  // A file says what was done, or that nothing was.
  if (opened.unreadableFor && opened.unreadableFor !== "not_understood" && receipt.code === 0) decode("Action", actionBytes);
  about("receipt");
  if (later !== undefined) throw new Fault("not_understood", later);
  return { transaction: { id: toHex(id), signer, nonce, expiry_height, signatures, ...opened, actionBytes }, receipt };
}
function actionOf(bytes: Uint8Array): Pick<Transaction, "action" | "unreadableFor"> {
  try {
    return { action: decode<Variant>("Action", bytes) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { action: { kind: unreadable, body: {} }, unreadableFor: error.code };
  }
}

/** The same, under the roots of their block. */
export function checkRecord(chain: Uint8Array, proof: TransactionProof, about: About): Record {
  const { transaction_count, batch_root, receipts_root } = proof.block.header;
  const under = (item: Uint8Array, path: Uint8Array[], root: string): void => {
    if (!merkleHolds(chain[0]!, merkleLeaf(chain[0]!, item), proof.index, transaction_count, path, fromHex(root))) throw new Fault("bad_merkle_path");
  };
  return openRecord(chain, proof.transaction, proof.receipt, about, () => {
    under(proof.transaction, proof.path, batch_root);
    about("receipt");
    under(proof.receipt, proof.receiptPath, receipts_root);
  });
}
