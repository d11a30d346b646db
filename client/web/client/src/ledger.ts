// SPDX-License-Identifier: Apache-2.0
// The ledger behind a node: what the node answers is checked by the verifier, under the chain that the reader names, before any of it is returned.
import {
  type Anchor, anchorOf, type Block, type BundleParts, checkBlock, checkContent, checkContextOf, checkPage, checkState, checkTransaction, contextOf, decodeKey, encode, encodeKey, type Entry, Fault,
  followChanges, fromBase64, fromHex, type Genesis, headerHash, HistoryReading, type KnownChange, type ProvedTransaction, readGenesis, readTrusted, type StateKey, type Struct, toHex,
  transactionId, Trust, valueType, verifyBundle, writeBundle,
} from "../../verifier/src/index.js";
import { type Answer, type Ask, type GetPath, Node, Problem } from "./node.js";

/** The node serves another chain than the one that the reader names. */
export class OtherNetwork extends Error {
  constructor(
    readonly wanted: string,
    readonly served: string,
  ) {
    super(`chain ${served} is served, ${wanted} is wanted`);
  }
}

const pageEntries = 200;
const pagesAhead = 3;
const waitForMs = 20_000; // one question for a transaction's certificate
/** Bytes of an answer; one that is missing is as good as one that is cut short. */
const bytesOf = (text: string | null | undefined): Uint8Array => fromBase64(text ?? "");

const hexOf = (key: StateKey): string => toHex(encodeKey(key));

/** Hears what answers rest on, for whoever shows it. */
export interface Notes {
  /** A value or a history rests on this block. */
  rest(block: Block): void;
  /** The content of this block was read. */
  see(block: Block): void;
  /** So much was checked. */
  count(more: { values?: number; entries?: number; records?: number; ms?: number; bytes?: number }): void;
}

export interface History {
  subject: StateKey;
  entries: Entry[];
  /** How many there are, as far as is known: of a past day where all of them were read. */
  total: number;
  /** None is missing. */
  all: boolean;
}

const historyRoutes = {
  enterprise: "/v1/enterprises/{code}/history", programme: "/v1/programmes/{id}/history", department: "/v1/departments/{id}/history",
  qualification_type: "/v1/qualifications/{id}/history", target: "/v1/targets/{id}/history", chain: "/v1/chain/history",
} as const;
const historiesMax = 10; // subjects of one question
const beginEntries = 100; // of each of them
type Page = Answer<"/v1/chain/history">;
/** "departments/gd-iit": a subject as it stands in the path of its history. */
function pathOf(subject: StateKey): string {
  const path = historyRoutes[subject.is as keyof typeof historyRoutes];
  if (!path) throw new Fault("wrong_subject", `${subject.is} has no history`);
  return path.slice("/v1/".length, -"/history".length).replace(/\{\w+\}/, encodeURIComponent(String(subject["code"] ?? subject["id"] ?? subject["type"])));
}
/** The lists of the node's index, and its search. */
type RowsPath = { [P in GetPath]: Answer<P> extends { rows: unknown[] } ? P : never }[GetPath];
export type Row = Answer<RowsPath>["rows"][number];
/** A row of the node's index, and what the ledger says of it: null where the row is of a block or a transaction, or of a key that this version does not know. */
export interface Found {
  row: Row;
  key: StateKey | null;
  value: Struct | null;
}

/** The verified side of a chain, over one node. */
export class Ledger {
  readonly trust: Trust;
  readonly changes: KnownChange[] = [];
  readonly anchor: Anchor;
  readonly genesis: Genesis;
  private constructor(
    readonly node: Node,
    /** genesis.json as the node served it. */
    readonly genesisText: string,
  ) {
    this.genesis = readGenesis(genesisText);
    this.anchor = anchorOf(this.genesis);
    this.trust = new Trust(this.anchor);
  }
  /** The chain's id: 66 hexadecimal digits. */
  get chain(): string {
    return toHex(this.anchor.chain);
  }

  /** Asks the node for its genesis and follows the changes of the validators. `trusted` says which chain is meant: its id, the text of its genesis.json or of
      an anchor (a pinned one must stand on the chain); `OtherNetwork` if the node serves another. With null the node's own genesis is believed: then whoever
      reads must compare `chain` with another source. */
  static async open(node: Node | string, trusted: string | null): Promise<Ledger> {
    const at = typeof node === "string" ? new Node(node) : node;
    const ledger = new Ledger(at, await at.genesis());
    const isId = trusted !== null && /^[0-9a-f]{66}$/.test(trusted);
    const anchor = trusted === null || isId ? null : readTrusted(trusted).anchor;
    const wanted = isId ? trusted : anchor && toHex(anchor.chain);
    if (wanted !== null && wanted !== ledger.chain) throw new OtherNetwork(wanted, ledger.chain);
    await ledger.follow();
    if (anchor?.pinned) {
      const block = await ledger.view().block(anchor.pinned.height);
      if (toHex(headerHash(ledger.trust.chain, block)) !== anchor.pinned.header) throw new Fault("other_anchor", `height ${anchor.pinned.height}`);
    }
    return ledger;
  }

  /** Learns the changes of the validator set since the last known one. */
  async follow(): Promise<void> {
    for (;;) {
      const learned = followChanges(this.trust, bytesOf((await this.node.get("/v1/validators", { from: Number(this.trust.latestFrom) })).proof));
      if (learned.length === 0) return;
      this.changes.push(...learned);
    }
  }

  /** Reads; what its answers rest on is told to `notes`. */
  view(notes?: Notes): Reading {
    return new Reading(this, notes);
  }
}

/** What the ledger says now. Every function throws `Fault` if an answer does not prove what was asked, `Problem` if the node answers with an error of its own,
    and `Unreachable` if it does not answer. */
export class Reading {
  /** The past day of which it tells; "": now. */
  readonly day: string = "";
  constructor(
    readonly ledger: Ledger,
    readonly notes?: Notes,
  ) {}
  private get node(): Node {
    return this.ledger.node;
  }
  /** The same reading, for another who listens. */
  with(notes: Notes): Reading {
    return new Reading(this.ledger, notes);
  }

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
      this.notes?.count({ ms: performance.now() - begin, bytes: bytes.length });
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
    const body = await this.node.get("/v1/state/{key}", { key: hexOf(first!), ...(others.length > 0 && { with: others.map(hexOf).join(",") }) });
    const bytes = bytesOf(body.proof);
    return this.checked(bytes, () => {
      const main = checkState(this.ledger.trust, bytes, first!);
      const context = others.length > 0 ? checkContextOf(main.block, bytesOf(body.context), others) : [];
      this.notes?.rest(main.block);
      this.notes?.count({ values: 1 + context.length });
      return [main.value, ...context.map((one) => one.value)];
    });
  }

  private page(subject: StateKey, ask: Ask<"/v1/chain/history">): Promise<Page> {
    return this.node.get(`/v1/${pathOf(subject)}/history` as "/v1/chain/history", ask);
  }
  /** What never changes of these: names, kinds, who is responsible. Other members of a value may be left out. */
  origins(keys: StateKey[]): Promise<(Struct | null)[]> {
    return this.values(keys);
  }
  /** A complete history; one of more than `most` entries is read no further than it takes to know that. `seen` hears how far it is. */
  async history(subject: StateKey, seen: (read: number, total: number) => void = () => undefined, most = Infinity): Promise<History> {
    const { entries, total } = await this.read(subject, seen, (read, total) => read.length < total && total > most);
    return { subject, entries, total, all: entries.length === total };
  }
  /** Several of them, with one question for the begins of ten. `seen` hears how many are there. */
  async histories(subjects: StateKey[], seen: (done: number, of: number) => void = () => undefined, most = Infinity): Promise<History[]> {
    let done = 0;
    const parts = Array.from({ length: Math.ceil(subjects.length / historiesMax) }, (_, i) => subjects.slice(i * historiesMax, (i + 1) * historiesMax));
    const read = async (part: StateKey[]): Promise<History[]> => {
      const { proofs } = await this.node.get("/v1/histories", { of: part.map(pathOf).join(","), count: beginEntries });
      return Promise.all(
        part.map(async (subject, i) => {
          const { entries, total } = await this.read(subject, () => undefined, (read, total) => read.length < total && total > most, bytesOf(proofs[i]));
          seen(++done, subjects.length);
          return { subject, entries, total, all: entries.length === total };
        }),
      );
    };
    return (await Promise.all(parts.map(read))).flat();
  }
  /** Its entries from the first on, until there is no more or `enough`, and how many there are. */
  protected async read(subject: StateKey, seen: (read: number, total: number) => void, enough: (read: Entry[], total: number) => boolean, begin?: Uint8Array): Promise<{ entries: Entry[]; total: number; block: Block }> {
    const reading = new HistoryReading(this.ledger.trust, { is: "history", subject });
    // A long history is asked for some pages ahead: the node makes them while the ones before are checked.
    const asked = new Map<number, Promise<Page>>();
    const ask = (from: number): Promise<Page> => {
      const page = asked.get(from) ?? this.page(subject, { from, count: pageEntries });
      asked.set(from, page);
      return page;
    };
    do {
      const { next, total } = reading;
      const page = next === 0 && begin ? null : ask(next);
      for (let from = next + pageEntries; next > 0 && from < total && from <= next + pagesAhead * pageEntries; from += pageEntries) ask(from).catch(() => undefined); // heard in its turn
      const bytes = page ? bytesOf((await page).proof) : begin!;
      asked.delete(next);
      await this.checked(bytes, () => reading.add(bytes));
      seen(reading.next, reading.total);
    } while (!enough(reading.entries, reading.total) && !reading.complete);
    this.notes?.rest(reading.block!);
    this.notes?.count({ entries: reading.entries.length });
    return { entries: reading.entries, total: reading.total, block: reading.block! };
  }
  /** The newest entries of a history, the oldest of them first, and how many there are in all. */
  async newest(subject: StateKey, count: number): Promise<History> {
    const bytes = bytesOf((await this.page(subject, { last: count })).proof);
    return this.checked(bytes, () => {
      const page = checkPage(this.ledger.trust, bytes, { is: "history", subject });
      this.notes?.rest(page.block);
      this.notes?.count({ entries: page.entries.length });
      return { subject, entries: page.entries, total: page.total, all: page.entries.length === page.total };
    });
  }

  async block(height: number | bigint | "latest"): Promise<Block> {
    const bytes = bytesOf((await this.node.get("/v1/blocks/{height}", { height: typeof height === "bigint" ? Number(height) : height })).proof);
    return this.checked(bytes, () => {
      const block = checkBlock(this.ledger.trust, bytes);
      if (height !== "latest" && block.header.height !== BigInt(height)) throw new Fault("wrong_subject", `block ${block.header.height}`);
      this.notes?.see(block);
      return block;
    });
  }
  /** The last block; null where there was none yet. */
  async latest(): Promise<Block | null> {
    return this.block("latest");
  }
  /** A block with all of its transactions. */
  async content(height: number | bigint): Promise<{ block: Block; records: ProvedTransaction[] }> {
    const bytes = bytesOf((await this.node.get("/v1/blocks/{height}/content", { height: Number(height) })).proof);
    return this.checked(bytes, () => {
      const content = checkContent(this.ledger.trust, bytes);
      if (content.block.header.height !== BigInt(height)) throw new Fault("wrong_subject", `block ${content.block.header.height}`);
      this.notes?.see(content.block);
      this.notes?.count({ records: content.records.length });
      return { block: content.block, records: content.records.map((record) => ({ block: content.block, ...record })) };
    });
  }
  /** A transaction by its id, or by its first digits (eight or more). `holdMs`: how long the node may wait for its certificate. */
  async transaction(digits: string, holdMs = 0): Promise<ProvedTransaction> {
    const body = await this.node.get("/v1/transactions/{id}", { id: digits, ...(holdMs > 0 && { wait_ms: holdMs }) });
    if (!body.id.startsWith(digits)) throw new Fault("wrong_subject", body.id);
    const proved = await this.committed(body);
    if (!proved) throw new Problem("pending", "", { zh: "交易还在等待写入", en: "the transaction still waits to be recorded" }, { zh: "稍后再看", en: "look again later" }, 202);
    return proved;
  }
  private async committed(body: Answer<"/v1/transactions/{id}">): Promise<ProvedTransaction | null> {
    if (body.status !== "committed") return null;
    const bytes = bytesOf(body.proof);
    return this.checked(bytes, () => {
      const proved = checkTransaction(this.ledger.trust, bytes, body.id);
      this.notes?.see(proved.block);
      this.notes?.count({ records: 1 });
      return proved;
    });
  }
  /** Hands in a signed transaction and waits, at most so long, until its place on the ledger is proved: of these bytes, not of what the node makes of them.
      It may then be handed in again: it is executed once. */
  async submit(transaction: Uint8Array, untilMs = 60_000): Promise<ProvedTransaction> {
    const id = transactionId(this.ledger.trust.chain, transaction);
    const end = Date.now() + untilMs;
    for (let body = await this.node.submit(transaction); ; body = await this.node.get("/v1/transactions/{id}", { id, wait_ms: Math.max(0, Math.min(waitForMs, end - Date.now())) })) {
      if (body.id !== id) throw new Fault("wrong_subject", body.id);
      const proved = await this.committed(body);
      if (proved) return proved;
      if (Date.now() >= end) throw new Problem("pending", id, { zh: "交易还在等待写入", en: "the transaction still waits to be recorded" }, { zh: "稍后再看", en: "look again later" }, 202);
    }
  }

  /** A page of a list or of what a word finds. The rows are the node's hints, and it can leave some out; each value beside them is proved. */
  async rows(path: RowsPath, ask: Ask<"/v1/search"> | Ask<"/v1/enterprises">): Promise<{ found: Found[]; next: string | null; height: number | null }> {
    const { rows, next, height } = await this.node.get(path, ask as Ask<"/v1/search">);
    const found = rows.map((row): Found => ({ row, key: keyOf(row), value: null }));
    const keyed = found.filter((one) => one.key !== null);
    const values = await this.values(keyed.map((one) => one.key!));
    keyed.forEach((one, i) => (one.value = values[i]!));
    return { found, next, height };
  }
  /** All of them, page after page. */
  async *all(path: RowsPath, ask: Ask<"/v1/search"> | Ask<"/v1/enterprises"> = {}): AsyncGenerator<Found> {
    for (let cursor: string | undefined; ; ) {
      const page = await this.rows(path, { ...ask, ...(cursor && { cursor }) });
      yield* page.found;
      if (!page.next) return;
      cursor = page.next;
    }
  }

  /** What a claim about `subject` names, as the registers stand: its programme or title, their department, its enterprise and what that went over to. */
  private async named(subject: StateKey): Promise<StateKey[]> {
    const own = subject.is === "history" ? null : await this.value(subject);
    const held = new Map<string, Struct | null>();
    for (;;) {
      const missing: StateKey[] = [];
      const named = contextOf(subject, own && encode(valueType(subject), own), (key) => {
        if (!held.has(hexOf(key))) missing.push(key);
        return held.get(hexOf(key)) ?? null;
      });
      if (missing.length === 0) return named.map((one) => one.key);
      (await this.values(missing)).forEach((value, i) => held.set(hexOf(missing[i]!), value));
    }
  }
  /** A file that proves the value of a key to anybody who holds the genesis, with the names of whom and what it is about. */
  async fileOf(kind: "title" | "award" | "standing" | "total", key: StateKey): Promise<Uint8Array> {
    const context = await this.named(key);
    const body = await this.node.get("/v1/state/{key}", { key: hexOf(key), with: context.map(hexOf).join(",") });
    const proof = bytesOf(body.proof);
    const { block } = await this.checked(proof, () => checkState(this.ledger.trust, proof, key));
    return this.file({ kind, height: block.header.height, proof, context: bytesOf(body.context) });
  }
  /** A file that proves a complete history. */
  async fileOfHistory(subject: StateKey): Promise<Uint8Array> {
    const reading = new HistoryReading(this.ledger.trust, { is: "history", subject });
    const others = (await this.named({ is: "history", subject })).map(hexOf).join(",");
    let named: Uint8Array = new Uint8Array();
    do {
      const body = await this.page(subject, { from: reading.next, count: pageEntries, ...(others && { with: others }) });
      const bytes = bytesOf(body.proof);
      await this.checked(bytes, () => reading.add(bytes));
      named = bytesOf(body.context);
    } while (!reading.complete);
    return this.file({ kind: "history", height: reading.block!.header.height, proof: reading.headBytes, context: named, entries: reading.raw });
  }
  /** A file that proves a transaction with its receipt. */
  async fileOfTransaction(id: string): Promise<Uint8Array> {
    const body = await this.node.get("/v1/transactions/{id}", { id });
    const proved = await this.committed(body);
    if (!proved || body.status !== "committed" || proved.transaction.id !== id) throw new Fault("wrong_subject", body.id);
    return this.file({ kind: "record", height: proved.block.header.height, proof: bytesOf(body.proof) });
  }
  /** What leaves as a proof is one: it is verified whole before it is saved. */
  private file(parts: Omit<BundleParts, "chain" | "changes">): Uint8Array {
    const file = writeBundle({ ...parts, chain: this.ledger.trust.chain, changes: this.ledger.changes });
    const out = verifyBundle(this.ledger.anchor, file);
    if ("fault" in out) throw new Fault(out.fault.code, out.fault.field);
    return file;
  }
}

/** Null of a row without a key, and of a key that this version does not know. */
function keyOf(row: Row): StateKey | null {
  if (row.key === null) return null;
  try {
    return decodeKey(fromHex(row.key));
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
