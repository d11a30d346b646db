// SPDX-License-Identifier: Apache-2.0
// What stands out in the whole chain: `credence findings --json` as the desk of a department's own node keeps it (docs/findings.md). It is that node's word;
// the block up to which it looked, and each entry that it names, are proved here.
import { Fault, headerHash, type ProvedTransaction, type Reading, toHex } from "../../client/src/index.js";

export interface Parameter {
  name: string;
  value: number;
  standard: number;
  about_en: string;
  about_zh: string;
}
export interface Rule {
  id: string;
  name_en: string;
  name_zh: string;
  asks_en: string;
  asks_zh: string;
  parameters: Parameter[];
  found: number;
  sum: string;
  /** Of each kind of support; kinds are never added, and `sum` is "0" where there are several. */
  sums: { kind: string; sum: string }[];
}
export interface Subject {
  kind: string;
  id: string;
  name: string;
  programme?: string;
  batch?: string;
  challenge?: string;
  line?: number;
}
export interface Entry {
  height: number;
  index: number;
  transaction: string;
  day: string;
  fact: string;
}
export interface Finding {
  rule: string;
  day: string;
  days: string[];
  sum: string;
  /** Of each kind of support; kinds are never added, and `sum` is "0" where there are several. */
  sums: { kind: string; sum: string }[];
  subjects: Subject[];
  computed_en: string;
  computed_zh: string;
  evidence: Entry[];
  evidence_left_out: number;
}
export interface Found {
  chain: string;
  height: number;
  head_hash: string;
  day: string;
  rules: Rule[];
  findings: Finding[];
  left_out: number;
}
export interface Told {
  /** A newer answer is on its way. */
  looking: boolean;
  failed: string | null;
  found: Found | null;
}

/** What the node knows now; its block is proved to be of this chain. `Problem` `no_route`: no desk. */
export async function readFindings(at: Reading): Promise<Told> {
  const told = (await at.ledger.node.get("/v1/desk/findings")) as unknown as Told;
  const { found } = told;
  if (!found) return told;
  const block = await at.block(found.height);
  if (found.chain !== at.ledger.chain || found.head_hash !== toHex(headerHash(at.ledger.trust.chain, block))) throw new Fault("wrong_header", `block ${found.height}`);
  return told;
}

/** An entry that a finding names, proved to be there. */
export async function proveEntry(at: Reading, { height, index, transaction }: Entry): Promise<ProvedTransaction> {
  const proved = await at.transaction(transaction);
  if (proved.transaction.id !== transaction || proved.block.header.height > BigInt(height) || (proved.block.header.height === BigInt(height) && proved.index !== index)) throw new Fault("wrong_subject", `${height}/${index} ${transaction}`);
  return proved;
}
