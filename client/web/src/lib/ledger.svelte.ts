// SPDX-License-Identifier: Apache-2.0
// The ledger as this page believes it: what a node answers is checked by the verifier, under the genesis, before anything is shown.
import {
  type Anchor, anchorOf, type Block, type BundleParts, checkBlock, checkContent, checkContextOf, checkPage, checkState, checkTransaction, encodeKey, type Entry, Fault,
  followChanges, fromBase64, fromHex, type Genesis, HistoryReading, type KnownChange, type ProvedTransaction, readGenesis, type StateKey, type Struct, toHex, Trust, verifyBundle, writeBundle,
} from "../../verifier/src/index.js";

/** The node answered with an error of its own (RFC 9457). */
export class Problem extends Error {
  constructor(
    readonly code: string,
    readonly detail: string,
    readonly cause_: { en: string; zh: string },
    readonly remedy: { en: string; zh: string },
    readonly status: number,
  ) {
    super(code);
  }
}
/** No answer came. */
export class Unreachable extends Error {}
/** The node serves another network than the one that was pinned in this browser. */
export class OtherNetwork extends Error {
  constructor(
    readonly pinned: string,
    readonly served: string,
  ) {
    super("other network");
  }
}

const waitMs = 30_000;
const pageEntries = 200;

async function get(path: string): Promise<Response> {
  try {
    return await fetch(path, { headers: { accept: "application/json" }, signal: AbortSignal.timeout(waitMs), cache: "no-store" });
  } catch {
    throw new Unreachable(path);
  }
}
export async function node(path: string): Promise<Record<string, unknown>> {
  const response = await get(path);
  let body: Record<string, unknown>;
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    throw new Unreachable(path);
  }
  if (response.ok) return body;
  const words = (name: string): { en: string; zh: string } => (body[name] as { en: string; zh: string } | undefined) ?? { en: "", zh: "" };
  throw new Problem(String(body["code"] ?? response.status), String(body["detail"] ?? ""), words("cause"), words("remedy"), response.status);
}
const bytesOf = (body: Record<string, unknown>, member: string): Uint8Array => fromBase64(String(body[member] ?? ""));

const pinName = "credence-chain";
export function pinned(): string | null {
  try {
    return localStorage.getItem(pinName);
  } catch {
    return null;
  }
}
export function pin(chain: string | null): void {
  if (chain === null) localStorage.removeItem(pinName);
  else localStorage.setItem(pinName, chain);
}

/** What one view rests on: for the line of proof. */
export class Proofs {
  /** Blocks that values and histories rest on, the lowest first. */
  blocks = $state<Block[]>([]);
  /** The highest block of which only the content is shown. */
  shown = $state.raw<Block | null>(null);
  values = $state(0);
  entries = $state(0);
  records = $state(0);
  ms = $state(0);
  bytes = $state(0);

  /** Everything on the view holds as of this block. */
  get block(): Block | null {
    return this.blocks[0] ?? this.shown;
  }
  get last(): Block | null {
    return this.blocks.at(-1) ?? this.shown;
  }
  see(block: Block): void {
    if (!this.shown || this.shown.header.height < block.header.height) this.shown = block;
  }
  rest(block: Block): void {
    if (this.blocks.some((one) => one.header.height === block.header.height)) return;
    this.blocks = [...this.blocks, block].sort((a, b) => (a.header.height < b.header.height ? -1 : 1));
  }
}

export interface History {
  subject: StateKey;
  entries: Entry[];
  total: number;
}

const historyRoutes: Record<string, string> = {
  enterprise: "enterprises", programme: "programmes", department: "departments", qualification_type: "qualifications", target: "targets",
};
function historyPath(subject: StateKey): string {
  if (subject.is === "chain") return "/v1/chain/history";
  return `/v1/${historyRoutes[subject.is]}/${encodeURIComponent(String(subject["code"] ?? subject["id"] ?? subject["type"]))}/history`;
}

export class Ledger {
  readonly trust: Trust;
  readonly changes: KnownChange[] = [];
  private constructor(
    readonly genesis: Genesis,
    readonly genesisText: string,
    readonly anchor: Anchor,
  ) {
    this.trust = new Trust(anchor);
  }
  get chain(): string {
    return toHex(this.anchor.chain);
  }

  /** Asks the node for its genesis and follows the changes of the validators. */
  static async open(): Promise<Ledger> {
    const response = await get("/v1/genesis");
    if (!response.ok) throw new Unreachable("/v1/genesis");
    const ledger = Ledger.of(await response.text());
    const held = pinned();
    if (held !== null && held !== ledger.chain) throw new OtherNetwork(held, ledger.chain);
    await ledger.follow();
    return ledger;
  }
  static of(genesisText: string): Ledger {
    const genesis = readGenesis(genesisText);
    return new Ledger(genesis, genesisText, anchorOf(genesis));
  }

  /** Learns the changes of the validator set since the last known one. */
  async follow(): Promise<void> {
    for (;;) {
      const learned = followChanges(this.trust, bytesOf(await node(`/v1/validators?from=${this.trust.latestFrom}`), "proof"));
      if (learned.length === 0) return;
      this.changes.push(...learned);
    }
  }

  /** A reader whose answers are noted for the line of proof. */
  view(proofs = new Proofs()): Reading {
    return new Reading(this, proofs);
  }
}

/** Reads for one view. */
export class Reading {
  constructor(
    readonly ledger: Ledger,
    readonly proofs: Proofs,
  ) {}

  /** Checks an answer; one that rests on a set of validators that is not known yet is checked again after learning it. */
  private async checked<T>(bytes: Uint8Array, check: () => T): Promise<T> {
    const begin = performance.now();
    try {
      return check();
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "wrong_validator_set") throw error;
      await this.ledger.follow();
      return check();
    } finally {
      this.proofs.ms += performance.now() - begin;
      this.proofs.bytes += bytes.length;
    }
  }

  /** The values of these keys, nine for each question; null where there is none. */
  async values(keys: StateKey[]): Promise<(Struct | null)[]> {
    const parts: StateKey[][] = [];
    for (let at = 0; at < keys.length; at += 9) parts.push(keys.slice(at, at + 9));
    return (await Promise.all(parts.map((part) => this.some(part)))).flat();
  }
  async value(key: StateKey): Promise<Struct | null> {
    return (await this.values([key]))[0]!;
  }
  private async some([first, ...others]: StateKey[]): Promise<(Struct | null)[]> {
    const hex = (key: StateKey): string => toHex(encodeKey(key));
    const body = await node(`/v1/state/${hex(first!)}${others.length > 0 ? `?with=${others.map(hex).join(",")}` : ""}`);
    const bytes = bytesOf(body, "proof");
    return this.checked(bytes, () => {
      const main = checkState(this.ledger.trust, bytes, first!);
      const context = others.length > 0 ? checkContextOf(main.block, bytesOf(body, "context"), others) : [];
      this.proofs.rest(main.block);
      this.proofs.values += 1 + context.length;
      return [main.value, ...context.map((one) => one.value)];
    });
  }

  /** A complete history. `seen` hears how far it is. */
  async history(subject: StateKey, seen: (read: number, total: number) => void = () => undefined): Promise<History> {
    const reading = new HistoryReading(this.ledger.trust, { is: "history", subject });
    do {
      const bytes = bytesOf(await node(`${historyPath(subject)}?from=${reading.next}&count=${pageEntries}`), "proof");
      await this.checked(bytes, () => reading.add(bytes));
      seen(reading.next, reading.total);
    } while (!reading.complete);
    this.proofs.rest(reading.block!);
    this.proofs.entries += reading.total;
    return { subject, entries: reading.entries, total: reading.total };
  }
  /** The newest entries of a history, the oldest of them first, and how many there are in all. */
  async newest(subject: StateKey, count: number): Promise<History> {
    const bytes = bytesOf(await node(`${historyPath(subject)}?last=${count}`), "proof");
    return this.checked(bytes, () => {
      const page = checkPage(this.ledger.trust, bytes, { is: "history", subject });
      this.proofs.rest(page.block);
      this.proofs.entries += page.entries.length;
      return { subject, entries: page.entries, total: page.total };
    });
  }

  async block(height: number | bigint | "latest"): Promise<Block> {
    const bytes = bytesOf(await node(`/v1/blocks/${height}`), "proof");
    return this.checked(bytes, () => {
      const block = checkBlock(this.ledger.trust, bytes);
      if (height !== "latest" && block.header.height !== BigInt(height)) throw new Fault("wrong_subject", `block ${block.header.height}`);
      this.proofs.see(block);
      return block;
    });
  }
  /** A block with all of its transactions. */
  async content(height: number | bigint): Promise<{ block: Block; records: ProvedTransaction[] }> {
    const bytes = bytesOf(await node(`/v1/blocks/${height}/content`), "proof");
    return this.checked(bytes, () => {
      const content = checkContent(this.ledger.trust, bytes);
      if (content.block.header.height !== BigInt(height)) throw new Fault("wrong_subject", `block ${content.block.header.height}`);
      this.proofs.see(content.block);
      this.proofs.records += content.records.length;
      return { block: content.block, records: content.records.map((record) => ({ block: content.block, ...record })) };
    });
  }
  /** A transaction by its id, or by its first digits (eight or more). `hold`: waits so long for its certificate. */
  async transaction(digits: string, hold = 0): Promise<ProvedTransaction> {
    const body = await node(`/v1/transactions/${digits}${hold > 0 ? `?wait_ms=${hold}` : ""}`);
    const id = String(body["id"]);
    if (!id.startsWith(digits)) throw new Fault("wrong_subject", id);
    if (body["status"] !== "committed") throw new Problem("pending", "", { zh: "交易还在等待写入", en: "the transaction still waits to be recorded" }, { zh: "稍后再看", en: "look again later" }, 202);
    const bytes = bytesOf(body, "proof");
    return this.checked(bytes, () => {
      const proved = checkTransaction(this.ledger.trust, bytes, id);
      this.proofs.see(proved.block);
      this.proofs.records += 1;
      return proved;
    });
  }

  /** A file that proves the value of a key, or its absence, to anybody who holds the genesis. `context`: what the claim names. */
  async fileOf(kind: "title" | "award" | "total", key: StateKey, context: StateKey[]): Promise<Uint8Array> {
    const hex = (one: StateKey): string => toHex(encodeKey(one));
    const body = await node(`/v1/state/${hex(key)}?with=${context.map(hex).join(",")}`);
    const proof = bytesOf(body, "proof");
    const { block } = await this.checked(proof, () => checkState(this.ledger.trust, proof, key));
    return this.file({ kind, height: block.header.height, proof, context: bytesOf(body, "context") });
  }
  /** A file that proves a complete history. */
  async fileOfHistory(subject: StateKey, context: StateKey[]): Promise<Uint8Array> {
    const reading = new HistoryReading(this.ledger.trust, { is: "history", subject });
    const others = context.map((one) => toHex(encodeKey(one))).join(",");
    let named: Uint8Array = new Uint8Array();
    do {
      const body = await node(`${historyPath(subject)}?from=${reading.next}&count=${pageEntries}&with=${others}`);
      const bytes = bytesOf(body, "proof");
      await this.checked(bytes, () => reading.add(bytes));
      named = bytesOf(body, "context");
    } while (!reading.complete);
    return this.file({ kind: "history", height: reading.block!.header.height, proof: reading.headBytes, context: named, entries: reading.raw });
  }
  /** A file that proves a transaction with its receipt. */
  async fileOfTransaction(id: string): Promise<Uint8Array> {
    const proof = bytesOf(await node(`/v1/transactions/${id}`), "proof");
    const { block } = await this.checked(proof, () => checkTransaction(this.ledger.trust, proof, id));
    return this.file({ kind: "record", height: block.header.height, proof });
  }
  /** What leaves the page as a proof is one: it is verified whole before it is saved. */
  private file(parts: Omit<BundleParts, "chain" | "changes">): Uint8Array {
    const file = writeBundle({ ...parts, chain: this.ledger.trust.chain, changes: this.ledger.changes });
    const out = verifyBundle(this.ledger.anchor, file);
    if ("fault" in out) throw new Fault(out.fault.code, out.fault.field);
    return file;
  }
}

/** What the node says of itself: not proved, and shown as its word only. */
export interface Status {
  network: string;
  node: string;
  certified: number;
  height: number;
  validator: number | null;
  peers: { name: string; connected: boolean; certified: number }[];
  version: string;
}
export async function nodeStatus(): Promise<Status> {
  return (await node("/v1/status")) as unknown as Status;
}
export { fromHex, toHex };
