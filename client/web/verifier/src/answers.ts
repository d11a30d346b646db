// SPDX-License-Identifier: Apache-2.0
// Answers of a node: the bytes beside the JSON view (docs/api.md), checked as a bundle's claim is. What is returned is proved under a
// block that the trust certifies; each function throws `Fault` otherwise.
import { type Block, type Header, readBlock, readSet, type Trust } from "./chain.js";
import * as claims from "./claims.js";
import { decodeKey, encodeKey, type StateKey, valueType } from "./keys.js";
import { countOf, equal, Fault, fromHex, Reader, toHex } from "./reader.js";
import { HistoryFold, type HistoryHead, merkleRoot, pageHolds } from "./trees.js";
import { decode, type Struct } from "./values.js";

/** A change of the validator set and its bytes, for a bundle that needs it. */
export interface KnownChange {
  height: bigint;
  bytes: Uint8Array;
}
/** Changes of the validator set, as GET /v1/validators serves them: the trust follows those that it does not know. Gives these. */
export function followChanges(trust: Trust, bytes: Uint8Array): KnownChange[] {
  const from = new Reader(bytes);
  const out: KnownChange[] = [];
  const changes = from.list(16, () => {
    const begin = from.at;
    const change = { block: readBlock(from), next: readSet(from) };
    return { change, bytes: bytes.slice(begin, from.at) };
  });
  from.end();
  for (const { change, bytes } of changes) {
    const { height } = change.block.header;
    if (height < trust.latestFrom) continue;
    trust.add(change);
    out.push({ height, bytes });
  }
  return out;
}

function whole<T>(bytes: Uint8Array, read: (from: Reader) => T): T {
  const from = new Reader(bytes);
  const out = read(from);
  from.end();
  return out;
}

export function checkBlock(trust: Trust, bytes: Uint8Array): Block {
  const block = whole(bytes, readBlock);
  trust.verify(block);
  return block;
}

export interface ProvedState {
  block: Block;
  key: StateKey;
  value: Struct | null;
}
function checkKey(header: Header, proof: claims.KeyProof, key: StateKey): Struct | null {
  if (!equal(proof.key, encodeKey(key))) throw new Fault("wrong_subject", toHex(proof.key));
  claims.checkPath(header, proof);
  return proof.value === null ? null : decode(valueType(key), proof.value);
}
/** The value of this key, or that there is none. */
export function checkState(trust: Trust, bytes: Uint8Array, key: StateKey): ProvedState {
  const proof = whole(bytes, (from) => ({ block: readBlock(from), ...claims.readKeyProof(from) }));
  trust.verify(proof.block);
  return { block: proof.block, key, value: checkKey(proof.block.header, proof, key) };
}
/** Further keys under the same block (`?with=`): exactly these, in this order. */
export function checkContextOf(block: Block, bytes: Uint8Array, keys: StateKey[]): ProvedState[] {
  const proofs = whole(bytes, (from) => from.list(8, () => claims.readKeyProof(from)));
  if (proofs.length !== keys.length) throw new Fault("wrong_subject", `${proofs.length} of ${countOf(keys.length, "key", "keys")}`);
  return keys.map((key, i) => ({ block, key, value: checkKey(block.header, proofs[i]!, key) }));
}

export interface ProvedPage {
  block: Block;
  /** How many entries there are in all, under this block. */
  total: number;
  from: number;
  entries: claims.Entry[];
  raw: Uint8Array[];
  head: HistoryHead;
  /** The head's own bytes, with its block. */
  headBytes: Uint8Array;
}
/** Entries of the history of this subject ({is: "history", subject}), and how many there are. */
export function checkPage(trust: Trust, bytes: Uint8Array, subject: StateKey): ProvedPage {
  const read = (from: Reader) => {
    const [block, state] = [readBlock(from), claims.readKeyProof(from)];
    return { block, state, headBytes: bytes.slice(0, from.at), page: claims.readPage(from) };
  };
  const { block, state, headBytes, page } = whole(bytes, read);
  trust.verify(block);
  if (!equal(state.key, encodeKey(subject))) throw new Fault("wrong_subject", toHex(state.key));
  claims.checkPath(block.header, state);
  const head = claims.historyHead(state.value);
  if (!pageHolds(trust.chain[0]!, head, page.from, page.entries, page.path)) throw new Fault("wrong_root", "entries");
  return { block, head, headBytes, total: Number(head.count), from: Number(page.from), entries: page.entries.map(claims.decodeEntry), raw: page.entries };
}

/** A complete history, read page after page from its beginning: every entry, in order, under the block of its last page. */
export class HistoryReading {
  private fold: HistoryFold;
  entries: claims.Entry[] = [];
  raw: Uint8Array[] = [];
  headBytes: Uint8Array = new Uint8Array();
  block: Block | null = null;
  total = 0;
  constructor(
    private trust: Trust,
    readonly subject: StateKey,
  ) {
    this.fold = new HistoryFold(trust.chain[0]!);
  }
  get next(): number {
    return this.entries.length;
  }
  get complete(): boolean {
    return this.block !== null && this.entries.length === this.total;
  }
  /** The page that begins at `next`. Later pages may rest on later blocks: what was read before must stand in them unchanged. */
  add(bytes: Uint8Array): void {
    const page = checkPage(this.trust, bytes, this.subject);
    if (page.from !== this.next) throw new Fault("wrong_subject", `entries from ${page.from}, asked from ${this.next}`);
    if (page.raw.length === 0 && this.next < page.total) throw new Fault("stale_answer", `no entries from ${this.next}`);
    page.raw.forEach((entry) => this.fold.add(entry));
    this.entries.push(...page.entries);
    this.raw.push(...page.raw);
    this.headBytes = page.headBytes;
    this.block = page.block;
    this.total = page.total;
    if (this.complete && !this.fold.is(page.head)) throw new Fault("wrong_root", "the entries do not rebuild the history's head");
  }
}

export interface ProvedTransaction {
  block: Block;
  index: number;
  transaction: claims.Transaction;
  receipt: claims.Receipt;
}
/** A transaction with its receipt; `id` is the one that was asked for. */
export function checkTransaction(trust: Trust, bytes: Uint8Array, id: string): ProvedTransaction {
  const proof = whole(bytes, (from) => ({ block: readBlock(from), ...claims.readTransactionPart(from), ...claims.readReceiptPart(from) }));
  trust.verify(proof.block);
  const checked = claims.checkRecord(trust.chain, proof, () => undefined);
  if (checked.transaction.id !== id) throw new Fault("wrong_subject", `transaction ${checked.transaction.id}`);
  return { block: proof.block, index: proof.index, ...checked };
}

/** A whole block: all of its transactions and receipts rebuild the roots of its header. */
export function checkContent(trust: Trust, bytes: Uint8Array): { block: Block; records: Omit<ProvedTransaction, "block">[] } {
  const read = (from: Reader) => {
    const block = readBlock(from);
    const blobs = (most: number): Uint8Array[] => from.list(5000, () => from.blob(most));
    return { block, transactions: blobs(claims.actionBytesMax), receipts: blobs(1024) };
  };
  const { block, transactions, receipts } = whole(bytes, read);
  trust.verify(block);
  const { batch_root, receipts_root, transaction_count } = block.header;
  const fits = (items: Uint8Array[], root: string): boolean => items.length === transaction_count && equal(merkleRoot(trust.chain[0]!, items), fromHex(root));
  if (!fits(transactions, batch_root) || !fits(receipts, receipts_root)) throw new Fault("wrong_root", "the block's content");
  const records = transactions.map((bytes, index) => ({ index, ...claims.openRecord(trust.chain, bytes, receipts[index]!) }));
  return { block, records };
}

export { decodeKey };
