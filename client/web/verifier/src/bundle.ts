// SPDX-License-Identifier: Apache-2.0
// Proof bundles (docs/proofs.md): in two steps. Every byte is read under the bounds of its type and remembered by field; then every
// field is checked. No network, no clock.
import {
  type Anchor, type Block, checkPlace, type Header, type Later, readCertificate, readHeader, readLater, readSet, type SetChange, setChangesMax, Trust, type Validator,
} from "./chain.js";
import * as claims from "./claims.js";
import { contextOf, type Named } from "./context.js";
import { hash } from "./hash.js";
import { decodeKey, encodeKey, type StateKey, valueType } from "./keys.js";
import { equal, Fault, Reader, toHex } from "./reader.js";
import { HistoryFold, pageHolds } from "./trees.js";
import { decode, type Struct, unknown } from "./values.js";

export const bundleBytesMax = 536_870_912;
const entriesMax = 1_000_000;
const contextMax = 8;
const checksumBytes = 32;
const magic = "credence:bundle\0";
const version = 3;

export const kinds = ["record", "entries", "title", "absence", "total", "history", "award"] as const;
/** "unknown": a claim of a later version. Nothing of it but its block was checked. */
export type Kind = (typeof kinds)[number] | "unknown";

/** Which check failed, and where in the file the bytes lie that it is about. */
export interface BundleFault {
  code: string;
  detail: string;
  field: string;
  offset: number;
  length: number;
}
export interface Proved {
  kind: Kind;
  /** The claim's key of the state; none of a record. */
  subject: StateKey | null;
  /** Whom and what the claim names; empty for a record. */
  names: Named[];
  /** Of a title, totals, an award. */
  value?: Struct;
  record?: { index: number; transaction: claims.Transaction; receipt: claims.Receipt };
  /** What of it a later version wrote and is not understood: the first of it. It is proved all the same. */
  unread?: { field: string; detail: string };
  /** Of a history: all; `from` 0. */
  entries?: { total: bigint; from: bigint; list: Uint8Array[] };
}
export interface VerifiedBundle extends Proved {
  trust: Trust;
  /** What the claim rests on; with `later` the certificate is that of the later header. */
  block: Block;
  later: Later | null;
  /** The header that the anchor leads to, and who signed it: null of the pinned one. */
  trusted: Header;
  signers: Validator[] | null;
  checksum: string;
  bytes: number;
}

interface Field {
  name: string;
  offset: number;
  length: number;
}
/** Remembers where each field lies. */
class Parser {
  readonly fields: Field[] = [];
  reading = "magic";
  constructor(readonly from: Reader) {}
  read<T>(name: string, read: (from: Reader) => T): T {
    this.reading = name;
    const offset = this.from.at;
    const out = read(this.from);
    this.fields.push({ name, offset, length: this.from.at - offset });
    return out;
  }
  block(name: string): Block {
    const header = this.read(`${name}.header`, readHeader);
    return { ...header, certificate: this.read(`${name}.certificate`, readCertificate) };
  }
}

interface Claim {
  kind: Kind;
  number?: number; // of an unknown kind
  block: Block;
  record?: claims.TransactionProof;
  state?: claims.KeyProof;
  context: claims.KeyProof[];
  page?: claims.Page;
  entries?: Uint8Array[];
}
interface Parsed {
  chain: Uint8Array;
  set: Validator[] | null;
  changes: SetChange[];
  later: Later | null;
  claim: Claim;
  covered: Uint8Array;
  checksum: Uint8Array;
}

/** A count of things that are larger than a byte: compared with its maximum alone. */
function most(count: number, max: number, of: string): number {
  if (count > max) throw new Fault("limit_exceeded", `${count} ${of}`);
  return count;
}

function parseClaim(parser: Parser): Claim {
  const number = parser.read("claim.kind", (from) => from.u8());
  const kind = kinds[number] ?? "unknown";
  const block = parser.block("claim.block");
  if (kind === "unknown") {
    parser.read("claim.body", (from) => from.take(Math.max(0, from.left - checksumBytes)));
    return { kind, block, context: [], number };
  }
  if (kind === "record") {
    const transaction = parser.read("claim.transaction", claims.readTransactionPart);
    const receipt = parser.read("claim.receipt", claims.readReceiptPart);
    return { kind, block, context: [], record: { block, ...transaction, ...receipt } };
  }
  const state = parser.read("claim.state", claims.readKeyProof);
  const named = parser.read("claim.context", (from) => from.count(contextMax));
  const context = Array.from({ length: named }, (_, i) => parser.read(`claim.context[${i}]`, claims.readKeyProof));
  const claim: Claim = { kind, block, state, context };
  if (kind === "entries") claim.page = parser.read("claim.entries", claims.readPage);
  if (kind === "history") claim.entries = parser.read("claim.entries", readEntries);
  return claim;
}
function readEntries(from: Reader): Uint8Array[] {
  const count = most(from.u32(), entriesMax, "entries");
  const out: Uint8Array[] = [];
  for (let i = 0; i < count; ++i) out.push(from.blob(claims.entryBytesMax));
  return out;
}

function parse(parser: Parser, file: Uint8Array): Parsed {
  if (file.length > bundleBytesMax) throw new Fault("not_a_bundle", `${file.length} bytes`);
  if (file.length < magic.length) throw new Fault("not_a_bundle", "magic");
  const begin = parser.read("magic", (from) => from.take(magic.length));
  if (String.fromCharCode(...begin) !== magic) throw new Fault("not_a_bundle", "magic");
  const written = parser.read("version", (from) => from.u16());
  if (written !== version) throw new Fault("not_a_bundle", `version ${written}`);
  const chain = parser.read("chain", (from) => from.ofSuite(32));
  const set = parser.read("set", (from) => from.optional(() => readSet(from)));
  const count = most(parser.read("changes", (from) => from.u32()), setChangesMax, "changes");
  const changes: SetChange[] = [];
  for (let i = 0; i < count; ++i) changes.push({ block: parser.block(`changes[${i}]`), next: parser.read(`changes[${i}].next`, readSet) });
  const later = parser.read("later", (from) => from.optional(() => readLater(from)));
  const claim = parseClaim(parser);
  const covered = file.subarray(0, parser.from.at);
  const checksum = parser.read("checksum", (from) => from.take(32));
  parser.from.end();
  return { chain, set, changes, later, claim, covered, checksum };
}

/** A failed check and the field that it is about. */
class Bad extends Error {
  constructor(
    readonly field: string,
    readonly fault: Fault,
  ) {
    super(field);
  }
}
/** Runs a check; what it throws is about the field. */
function about<T>(field: string | ((code: string) => string), check: () => T): T {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Bad(typeof field === "string" ? field : field(error.code), error);
  }
}

/** What may fail without consequence. */
function attempt(check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
  }
}

const ofCertificate = ["signers_not_distinct", "unknown_signer", "not_enough_signers", "bad_signature"];
/** The part of a block that a fault is about; header and certificate that differ are the whole block. */
const partOf = (block: string) => (code: string) =>
  code === "wrong_header" ? block : ofCertificate.includes(code) ? `${block}.certificate` : `${block}.header`;

function follow({ set, changes }: Parsed, trust: Trust): void {
  if (set !== null) about("set", () => trust.tell(set));
  changes.forEach((change, i) => {
    const name = `changes[${i}]`;
    if (change.block.header.height < trust.from) {
      // What led to a pinned anchor, and may tell its validators.
      if (!trust.told) attempt(() => trust.tell(change.next));
      return;
    }
    about(partOf(name), () => trust.verify(change.block));
    about((code) => (code === "wrong_validator_set" ? `${name}.next` : `${name}.header`), () => trust.add(change));
  });
}

const absenceOf = ["department", "signer", "enterprise", "programme", "award_batch", "award", "payment_list", "payment", "qualification_type", "qualification"];
const valueOf: Partial<Record<Kind, string[]>> = { title: ["qualification"], total: ["enterprise", "programme"], award: ["award"] };

function wrongClaim(detail: string, field = "claim"): Bad {
  return new Bad(field, new Fault("wrong_claim", detail));
}

/** The keys of the context, each under the claim's own header. */
function checkContext(claim: Claim, subject: StateKey): Named[] {
  const { context, state, block } = claim;
  let next = 0;
  const names = about(
    () => (next < context.length ? `claim.context[${next}]` : "claim.context"),
    () => {
      const read = (key: StateKey): Uint8Array | null => {
        const proof = context[next];
        if (!proof) throw new Fault("wrong_claim", `the context ends after ${next} keys`);
        if (!equal(proof.key, encodeKey(key))) throw new Fault("wrong_subject", toHex(proof.key));
        claims.checkPath(block.header, proof);
        if (proof.value !== null) decode(valueType(key), proof.value);
        ++next;
        return proof.value;
      };
      return contextOf(subject, state!.value, read);
    },
  );
  if (next < context.length) throw wrongClaim("a key that the claim does not name", `claim.context[${next}]`);
  return names;
}

function checkEntries(suite: number, claim: Claim): Proved["entries"] {
  const head = about("claim.state", () => claims.historyHead(claim.state!.value));
  return about("claim.entries", () => {
    if (claim.page) {
      const { from, entries, path } = claim.page;
      if (!pageHolds(suite, head, from, entries, path)) throw new Fault("wrong_root", "entries");
      if (entries.length === 0) throw new Fault("wrong_claim", "no entries");
      return { total: head.count, from, list: entries };
    }
    const list = claim.entries!;
    if (BigInt(list.length) !== head.count) throw new Fault("incomplete_history", `${list.length} of ${head.count} entries`);
    const fold = new HistoryFold(suite);
    list.forEach((entry) => fold.add(entry));
    if (!fold.is(head)) throw new Fault("wrong_root", "the entries do not rebuild the history's head");
    return { total: head.count, from: 0n, list };
  });
}

/** Of entries that are proved: whether each can be read, and is understood. */
function unreadEntry(list: Uint8Array[]): Proved["unread"] {
  let unread: Proved["unread"];
  for (const bytes of list) {
    const { fact } = claims.decodeEntry(bytes);
    if (fact.kind === unknown) unread ??= { field: "claim.entries", detail: `fact ${String(fact.body["number"])}` };
  }
  return unread;
}

function checkRecordClaim(chain: Uint8Array, claim: Claim): Proved {
  let part = "transaction";
  return about(
    () => `claim.${part}`,
    () => {
      const record = claims.checkRecord(chain, claim.record!, (of) => (part = of));
      part = "transaction";
      const { unreadableFor, actionBytes } = record.transaction;
      // A file says what was done, or that nothing was.
      if (unreadableFor && unreadableFor !== "not_understood" && record.receipt.code === 0) decode("Action", actionBytes);
      const unread = unreadableFor === "not_understood" ? { unread: { field: "claim.transaction", detail: "the action" } } : {};
      return { kind: "record", subject: null, names: [], record: { index: claim.record!.index, ...record }, ...unread };
    },
  );
}

function checkStateClaim(chain: Uint8Array, claim: Claim): Proved {
  const { kind, block } = claim;
  const state = claim.state!;
  let subject: StateKey;
  try {
    subject = about("claim.state", () => decodeKey(state.key));
  } catch (error) {
    // Its path is checked first: what is not understood is proved.
    if (error instanceof Bad && error.fault.code === "not_understood") about("claim.state", () => claims.checkPath(block.header, state));
    throw error;
  }
  const history = kind === "entries" || kind === "history";
  if (history && subject.is !== "history") throw wrongClaim("not the head of a history");
  about("claim.state", () => claims.checkPath(block.header, state));
  if (history) {
    const entries = checkEntries(chain[0]!, claim);
    const unread = about("claim.entries", () => unreadEntry(entries!.list));
    return { kind, subject, entries, names: checkContext(claim, subject), ...(unread && { unread }) } as Proved;
  }
  if (kind === "absence") {
    if (state.value !== null || !absenceOf.includes(subject.is)) throw wrongClaim("absence");
    return { kind, subject, names: checkContext(claim, subject) };
  }
  if (state.value === null || !valueOf[kind]!.includes(subject.is)) throw wrongClaim(kind);
  const value = about("claim.state", () => decode(valueType(subject), state.value!));
  // All that a title names is registered: its file may leave the names out.
  const names = kind === "title" && claim.context.length === 0 ? [] : checkContext(claim, subject);
  if (kind === "award" && !names.find((one) => one.key.is === "award_batch")!.value) throw wrongClaim("an award of no batch");
  return { kind, subject, value, names };
}

function checkClaim(chain: Uint8Array, claim: Claim): Proved {
  if (claim.kind === "unknown") return { kind: "unknown", subject: null, names: [], unread: { field: "claim.kind", detail: `kind ${claim.number!}` } };
  try {
    return claim.kind === "record" ? checkRecordClaim(chain, claim) : checkStateClaim(chain, claim);
  } catch (error) {
    if (!(error instanceof Bad) || error.fault.code !== "not_understood") throw error;
    return { kind: claim.kind, subject: null, names: [], unread: { field: error.field, detail: error.fault.detail } };
  }
}

/** The claim's block under a later header, which is the trusted one. */
function checkLater(trust: Trust, block: Block, later: Later): void {
  const { certificate } = block;
  if (block.header.height === 0n) throw new Bad("claim.block.header", new Fault("wrong_height", "block 0"));
  about("later", () => checkPlace(trust.chain, block, later));
  if (certificate.signatures.length === 0 && !trust.pins(later.header.height)) throw new Bad("later", new Fault("other_anchor", `block ${later.header.height}`));
  about(
    (code) => (ofCertificate.includes(code) ? "claim.block.certificate" : "later"),
    () => trust.verify({ header: later.header, bytes: later.bytes, certificate }),
  );
}

function check(anchor: Anchor, parsed: Parsed, size: number): VerifiedBundle {
  const trust = new Trust(anchor);
  about("chain", () => {
    if (!equal(parsed.chain, anchor.chain)) throw new Fault("wrong_chain", toHex(parsed.chain));
  });
  follow(parsed, trust);
  const { block } = parsed.claim;
  const { later } = parsed;
  const trusted = later?.header ?? block.header;
  if (later) checkLater(trust, block, later);
  else about(partOf("claim.block"), () => trust.verify(block));
  if (trusted.height < trust.latestFrom && trust.changes.length > 0)
    throw new Bad("changes", new Fault("wrong_height", "a change that the claim does not rest on"));
  const proved = checkClaim(anchor.chain, parsed.claim);
  about("checksum", () => {
    if (!equal(hash(parsed.chain[0]!, "bundle", parsed.covered), parsed.checksum)) throw new Fault("wrong_checksum");
  });
  return { ...proved, trust, block, later, trusted, signers: trust.signersAt(trusted.height), checksum: toHex(parsed.checksum), bytes: size };
}

/** Where the bytes of a field lie; a name without its parts covers them all. The checksum speaks of the whole file. */
function located(bad: Bad, fields: Field[], size: number): BundleFault {
  const { field, fault } = bad;
  const out = { code: fault.code, detail: fault.detail, field, offset: 0, length: size };
  if (field === "checksum") return out;
  const parts = fields.filter(({ name }) => name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}[`));
  const begin = Math.min(size, ...parts.map((part) => part.offset));
  const end = Math.max(0, ...parts.map((part) => part.offset + part.length));
  return begin < end ? { ...out, offset: begin, length: end - begin } : out;
}

/** All checks, in the order of docs/proofs.md. */
export function verifyBundle(anchor: Anchor, file: Uint8Array): { verified: VerifiedBundle } | { fault: BundleFault } {
  const parser = new Parser(new Reader(file));
  try {
    return { verified: check(anchor, parse(parser, file), file.length) };
  } catch (error) {
    if (error instanceof Bad) return { fault: located(error, parser.fields, file.length) };
    if (error instanceof Fault) return { fault: { code: error.code, detail: error.detail, field: parser.reading, offset: parser.from.at, length: 0 } };
    throw error;
  }
}
