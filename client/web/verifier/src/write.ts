// SPDX-License-Identifier: Apache-2.0
// Makes a proof bundle of what a node answered: the bytes are the node's, the file is one that `credence verify` reads.
import { kinds } from "./bundle.js";
import type { KnownChange } from "./answers.js";
import { hash } from "./hash.js";
import { join } from "./reader.js";
import { encode } from "./values.js";

export interface BundleParts {
  chain: Uint8Array;
  /** All that are known; those at or above the block stay out. */
  changes: KnownChange[];
  kind: (typeof kinds)[number];
  height: bigint;
  /** Of a record the whole proof of the transaction; else the proof of the claim's key with its block. */
  proof: Uint8Array;
  /** Encoded as a list; none of a record. */
  context?: Uint8Array;
  /** Of a history: all entries. */
  entries?: Uint8Array[];
}

const u32 = (n: number): Uint8Array => encode("u32", n);

export function writeBundle(parts: BundleParts): Uint8Array {
  const changes = parts.changes.filter((change) => change.height < parts.height);
  const entries = parts.entries ? [u32(parts.entries.length), ...parts.entries.flatMap((entry) => [u32(entry.length), entry])] : [];
  const covered = join(
    new TextEncoder().encode("credence:bundle\0"),
    encode("u16", 3),
    parts.chain,
    encode("bool", false), // the genesis tells the validators
    u32(changes.length),
    ...changes.map((change) => change.bytes),
    encode("bool", false), // the block itself is certified
    encode("u8", kinds.indexOf(parts.kind)),
    parts.proof,
    ...(parts.context ? [parts.context] : []),
    ...entries,
  );
  return join(covered, hash(parts.chain[0]!, "bundle", covered));
}
