// SPDX-License-Identifier: Apache-2.0
// Merkle trees, the state tree and histories (docs/encoding.md): whether a path leads to a root.
import { hash } from "./hash.js";
import { equal, Fault } from "./reader.js";

const nothing: Uint8Array = new Uint8Array(32);

function encodeU64(n: bigint): Uint8Array {
  const out = new Uint8Array(8);
  new DataView(out.buffer).setBigUint64(0, n, true);
  return out;
}
const number64 = (n: number): Uint8Array => encodeU64(BigInt(n));

// ---- lists of a block: RFC 6962, checked as in RFC 9162 section 2.1.3.2 ------------------------------------------------

export const merkleLeaf = (suite: number, item: Uint8Array): Uint8Array => hash(suite, "mleaf", item);

export function merkleHolds(suite: number, leaf: Uint8Array, index: number, count: number, path: Uint8Array[], root: Uint8Array): boolean {
  if (index >= count) return false;
  let at = index;
  let last = count - 1;
  let top = leaf;
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      top = hash(suite, "mnode", sibling, top);
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2);
        last = Math.floor(last / 2);
      }
    } else {
      top = hash(suite, "mnode", top, sibling);
    }
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && equal(hash(suite, "mroot", number64(count), top), root);
}

function topOf(suite: number, leaves: Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return nothing;
  if (leaves.length === 1) return leaves[0]!;
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return hash(suite, "mnode", topOf(suite, leaves.slice(0, left)), topOf(suite, leaves.slice(left)));
}
/** The root over all items of a block. */
export function merkleRoot(suite: number, items: Uint8Array[]): Uint8Array {
  return hash(suite, "mroot", number64(items.length), topOf(suite, items.map((item) => merkleLeaf(suite, item))));
}

// ---- the state ---------------------------------------------------------------------------------------------------------

export interface StatePath {
  siblings: Uint8Array[];
  other: { key: Uint8Array; value: Uint8Array } | null;
}
const bit = (key: Uint8Array, depth: number): number => (key[depth >> 3]! >> (7 - (depth & 7))) & 1;

/** Whether the path proves this value of the key, or its absence where `value` is null. */
export function stateHolds(suite: number, root: Uint8Array, key: Uint8Array, value: Uint8Array | null, path: StatePath): boolean {
  const name = hash(suite, "skey", key);
  const { siblings, other } = path;
  let top = nothing;
  if (value !== null) {
    if (other !== null) return false;
    top = hash(suite, "sleaf", name, hash(suite, "sval", value));
  } else if (other !== null) {
    if (equal(other.key, name)) return false;
    for (let depth = 0; depth < siblings.length; ++depth) if (bit(other.key, depth) !== bit(name, depth)) return false;
    top = hash(suite, "sleaf", other.key, other.value);
  }
  siblings.forEach((sibling, i) => {
    top = bit(name, siblings.length - 1 - i) === 1 ? hash(suite, "snode", sibling, top) : hash(suite, "snode", top, sibling);
  });
  return equal(top, root);
}

// ---- histories: a Merkle mountain range ----------------------------------------------------------------------------------

export interface HistoryHead {
  count: bigint;
  peaks: Uint8Array[];
}
const historyLeaf = (suite: number, entry: Uint8Array): Uint8Array => hash(suite, "hentry", entry);
function ones(n: bigint): number {
  let out = 0;
  for (let rest = n; rest > 0n; rest >>= 1n) out += Number(rest & 1n);
  return out;
}
export function wellFormed(head: HistoryHead): boolean {
  return head.count < 1n << 62n && head.peaks.length === ones(head.count);
}

/** Takes the entries of a complete history one by one; only the peaks are kept. */
export class HistoryFold {
  constructor(private readonly suite: number) {}
  count = 0n;
  peaks: Uint8Array[] = [];
  add(entry: Uint8Array): void {
    let top = historyLeaf(this.suite, entry);
    for (let n = this.count; n % 2n === 1n; n >>= 1n) top = hash(this.suite, "hnode", this.peaks.pop()!, top);
    this.peaks.push(top);
    this.count += 1n;
  }
  is(head: HistoryHead): boolean {
    return this.count === head.count && this.peaks.length === head.peaks.length && this.peaks.every((peak, i) => equal(peak, head.peaks[i]!));
  }
}

/** Whether these entries stand in the history from `from` on, with the subtrees beside them in `path`. */
export function pageHolds(suite: number, head: HistoryHead, from: bigint, entries: Uint8Array[], path: Uint8Array[]): boolean {
  return rangeHolds(suite, head, from, entries.map((entry) => historyLeaf(suite, entry)), path);
}
/** One hash for a whole range: what a header holds of all headers before it. */
export const rangeRoot = (suite: number, head: HistoryHead): Uint8Array => hash(suite, "hroot", encodeU64(head.count), ...head.peaks);
/** The same of leaves. */
export function rangeHolds(suite: number, head: HistoryHead, from: bigint, leaves: Uint8Array[], path: Uint8Array[]): boolean {
  if (!wellFormed(head) || from > head.count || BigInt(leaves.length) > head.count - from) return false;
  const to = from + BigInt(leaves.length);
  let next = 0;
  const meets = (level: bigint, index: bigint): boolean => from < (index + 1n) << level && index << level < to;
  const rebuild = (level: bigint, index: bigint): Uint8Array => {
    if (!meets(level, index)) {
      const beside = path[next++];
      if (!beside) throw new Fault("wrong_root");
      return beside;
    }
    if (level === 0n) return leaves[Number(index - from)]!;
    const left = rebuild(level - 1n, 2n * index);
    return hash(suite, "hnode", left, rebuild(level - 1n, 2n * index + 1n));
  };
  try {
    let place = 0;
    for (let level = 63n; level >= 0n && leaves.length > 0; --level) {
      if (((head.count >> level) & 1n) === 0n) continue;
      const index = (head.count >> level) - 1n;
      const peak = head.peaks[place++]!;
      if (meets(level, index) && !equal(rebuild(level, index), peak)) return false;
    }
    return next === path.length;
  } catch {
    return false;
  }
}
