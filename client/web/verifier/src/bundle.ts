// SPDX-License-Identifier: Apache-2.0
// Proof bundles (docs/proofs.md): in two steps. Every byte is read under the bounds of its type and remembered by field; then every
// field is checked. No network, no clock.
import {
  type Anchor, type Block, checkPlace, type Header, type Later, readCertificate, readHeader, readLater, readSet, type SetChange, setChangesMax, Trust, type Validator,
} from "./chain.js";
import * as claims from "./claims.js";
import { contextOf, lineageOf, type Merged, type Named } from "./context.js";
import { hash } from "./hash.js";
import { decodeKey, encodeKey, registerOf, type StateKey, valueType } from "./keys.js";
import { countOf, equal, Fault, Reader, toHex } from "./reader.js";
import { HistoryFold, pageHolds } from "./trees.js";
import { decode, type Struct, unknown } from "./values.js";

export const bundleBytesMax = 536_870_912;
const entriesMax = 1_000_000;
const contextMax = 32;
const checksumBytes = 32;
const magic = "credence:bundle\0";
const version = 3;

export const kinds = ["record", "entries", "title", "absence", "total", "history", "award", "standing"] as const;
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
  /** Of a standing: the enterprise, and those that were or will be merged into it, each with its own. */
  lineage?: Merged[];
  record?: { index: number; transaction: claims.Transaction; receipt: claims.Receipt };
  /** Nothing is recorded under exactly the claim's key. */
  nothingThere?: true;
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
  if (kind === "history") claim.entries = parser.read("claim.entries", takeEntries);
  return claim;
}
function takeEntries(from: Reader): Uint8Array[] {
  const count = most(from.u32(), entriesMax, "entries");
  const out: Uint8Array[] = [];
  for (let i = 0; i < count; ++i) out.push(from.blob(claims.entryBytesMax));
  return out;
}

function parse(parser: Parser, file: Uint8Array): Parsed {
  if (file.length > bundleBytesMax) throw new Fault("not_a_bundle", countOf(file.length, "byte", "bytes"));
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

/** Of each kind of claim about the state: the registers of its key, and whether there is a value; null: either. */
const claimed: Record<Exclude<Kind, "record" | "unknown">, { of: string[]; valued: boolean | null }> = {
  entries: { of: ["history"], valued: null },
  history: { of: ["history"], valued: null },
  title: { of: ["qualification"], valued: true },
  total: { of: ["enterprise", "programme"], valued: true },
  award: { of: ["award"], valued: true },
  standing: { of: ["credit_standing"], valued: null },
  absence: {
    of: ["department", "signer", "enterprise", "programme", "award_batch", "award", "payment_list", "payment", "qualification_type", "qualification"],
    valued: false,
  },
};

function wrongClaim(detail: string, field = "claim"): Bad {
  return new Bad(field, new Fault("wrong_claim", detail));
}

/** What of a claim is not understood, in the order of the checks. */
type Unread = NonNullable<Proved["unread"]>[];
const hears = (unread: Unread, field: string) => (detail: string): void => void unread.push({ field, detail });

/** A key; null: it is not understood. */
function keyOf(field: string, bytes: Uint8Array, unread: Unread): StateKey | null {
  try {
    return about(field, () => decodeKey(bytes));
  } catch (error) {
    if (!(error instanceof Bad) || error.fault.code !== "not_understood") throw error;
    unread.push({ field, detail: error.fault.detail });
    return null;
  }
}

/** The keys of the context, each under the claim's own header. What a key that is not understood names nobody knows: then each is checked for itself. */
function checkContext(claim: Claim, subject: StateKey | null, unread: Unread): Named[] {
  const { context, state, block } = claim;
  let next = 0;
  const field = (): string => (next < context.length ? `claim.context[${next}]` : "claim.context");
  if (!subject) {
    for (; next < context.length; ++next) {
      const proof = context[next]!;
      const key = keyOf(field(), proof.key, unread);
      about(field, () => claims.checkPath(block.header, proof));
      if (key && proof.value !== null) about(field, () => decode(valueType(key), proof.value!, hears(unread, field())));
    }
    return [];
  }
  const names = about(field, () => {
    const read = (key: StateKey): Struct | null => {
      const proof = context[next];
      if (!proof) throw new Fault("wrong_claim", `the context ends after ${countOf(next, "key", "keys")}`);
      if (!equal(proof.key, encodeKey(key))) throw new Fault("wrong_subject", toHex(proof.key));
      claims.checkPath(block.header, proof);
      const value = proof.value === null ? null : decode(valueType(key), proof.value, hears(unread, field()));
      ++next;
      return value;
    };
    return contextOf(subject, state!.value, read);
  });
  if (next < context.length) throw wrongClaim("a key that the claim does not name", field());
  return names;
}

function checkEntries(suite: number, claim: Claim, unread: Unread): Proved["entries"] {
  const head = about("claim.state", () => claims.historyHead(claim.state!.value, hears(unread, "claim.state")));
  return about("claim.entries", () => {
    if (claim.page) {
      const { from, entries, path } = claim.page;
      if (!pageHolds(suite, head, from, entries, path)) throw new Fault("wrong_root", "entries");
      if (entries.length === 0) throw new Fault("wrong_claim", "no entries");
      return { total: head.count, from, list: entries };
    }
    const list = claim.entries!;
    if (BigInt(list.length) !== head.count) throw new Fault("incomplete_history", `${list.length} of ${countOf(head.count, "entry", "entries")}`);
    const fold = new HistoryFold(suite);
    list.forEach((entry) => fold.add(entry));
    if (!fold.is(head)) throw new Fault("wrong_root", "the entries do not rebuild the history's head");
    return { total: head.count, from: 0n, list };
  });
}

/** Of entries that are proved: whether each can be read, and is understood. False: of more than its fact. */
function readEntries(list: Uint8Array[], unread: Unread): boolean {
  const before = unread.length;
  let facts = 0;
  for (const bytes of list) {
    const { fact } = claims.knownEntry(bytes, hears(unread, "claim.entries"));
    if (fact.kind !== unknown) continue;
    hears(unread, "claim.entries")(`fact ${String(fact.body["number"])}`);
    ++facts;
  }
  return unread.length === before + facts;
}

function checkRecordClaim(chain: Uint8Array, claim: Claim): Proved {
  let part = "transaction";
  return about(
    () => `claim.${part}`,
    () => {
      const record = claims.checkRecord(chain, claim.record!, (of) => (part = of));
      part = "transaction";
      // What was refused changed nothing, whatever it was.
      const unread = record.transaction.unreadableFor === "not_understood" && record.receipt.code === 0 ? { unread: { field: "claim.transaction", detail: "the action" } } : {};
      return { kind: "record", subject: null, names: [], record: { index: claim.record!.index, ...record }, ...unread };
    },
  );
}

/** Whatever can be checked without understanding all of it is checked before anything is called not understood. */
function checkStateClaim(chain: Uint8Array, claim: Claim): Proved {
  const { block } = claim;
  const kind = claim.kind as keyof typeof claimed;
  const state = claim.state!;
  const unread: Unread = [];
  const subject = keyOf("claim.state", state.key, unread);
  about("claim.state", () => claims.checkPath(block.header, state));
  const { of, valued } = claimed[kind];
  const register = registerOf(state.key);
  const fits = register === undefined ? kind === "absence" : of.includes(register); // of a later register only that it is not there
  if (!fits || (valued ?? state.value !== null) !== (state.value !== null)) throw wrongClaim(kind);
  const out: Proved = { kind, subject, names: [], ...(state.value === null && kind !== "standing" && { nothingThere: true }) };
  if (kind === "entries" || kind === "history") {
    const entries = checkEntries(chain[0]!, claim, unread);
    const whole = unread.length === 0;
    if (about("claim.entries", () => readEntries(entries!.list, unread)) && whole) out.entries = entries;
  } else if (kind === "standing" ? state.value !== null : valued) {
    const value = about("claim.state", () => decode(valueType(subject!), state.value!, hears(unread, "claim.state")));
    if (unread.length === 0) out.value = value;
  }
  const before = unread.length;
  // All that a title names is registered: its file may leave the names out.
  const names = kind === "title" && claim.context.length === 0 ? [] : checkContext(claim, subject, unread);
  if (kind === "award" && !names.find((one) => one.key.is === "award_batch")!.value) throw wrongClaim("an award of no batch");
  if (kind === "standing") {
    const lineage = lineageOf(names);
    if (lineage.some((one) => one.enterprise === null)) throw wrongClaim("a standing of nobody");
    if (unread.length === 0) out.lineage = [{ ...lineage[0]!, standing: out.value ?? null }, ...lineage.slice(1)];
    else if (state.value === null) out.nothingThere = true;
    delete out.value;
  }
  if (unread.length === before) out.names = names;
  return unread.length > 0 ? { ...out, unread: unread[0]! } : out;
}

function checkClaim(chain: Uint8Array, claim: Claim): Proved {
  if (claim.kind === "unknown") return { kind: "unknown", subject: null, names: [], unread: { field: "claim.kind", detail: `kind ${claim.number!}` } };
  if (claim.kind !== "record") return checkStateClaim(chain, claim);
  try {
    return checkRecordClaim(chain, claim);
  } catch (error) {
    if (!(error instanceof Bad) || error.fault.code !== "not_understood") throw error;
    return { kind: claim.kind, subject: null, names: [], unread: { field: error.field, detail: error.fault.detail } }; // its receipt
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
    if (!equal(parsed.chain, anchor.chain)) throw new Fault("other_anchor", toHex(parsed.chain));
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
