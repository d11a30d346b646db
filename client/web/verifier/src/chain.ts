// SPDX-License-Identifier: Apache-2.0
// Who may sign: headers, certificates, and the trust in validators over time (docs/proofs.md, "Who may sign").
import { chainHash, checkSignature, hash, suiteNames, suiteOf, validKey } from "./hash.js";
import { equal, Fault, fromHex, join, Reader, toHex } from "./reader.js";
import { rangeHolds, rangeRoot } from "./trees.js";
import { encode, read, type Struct } from "./values.js";

export interface Validator extends Struct {
  key: string;
  name_zh: string;
  name_en: string;
}
export interface Header extends Struct {
  suite: string;
  height: bigint;
  parent: string;
  headers: string;
  time_ms: bigint;
  batch_root: string;
  receipts_root: string;
  state_root: string;
  transaction_count: number;
  validator_set: string;
  next_validator_set: string;
}
export interface Certificate {
  height: bigint;
  header_hash: string;
  signatures: { validator: number; signature: string }[];
}
/** A header and its certificate. `bytes` are the header's. */
export interface Block {
  header: Header;
  bytes: Uint8Array;
  certificate: Certificate;
}
export interface SetChange {
  block: Block;
  next: Validator[];
}
/** A header that somebody published, and the hash of the validators who sign it. */
export interface Pinned {
  height: bigint;
  header: string;
  set: string;
}
/** What is trusted to begin with: the genesis, or a header that was pinned. */
export interface Anchor {
  chain: Uint8Array;
  /** Of a pinned header none, until they are told. */
  validators: Validator[];
  pinned: Pinned | null;
}
/** A later header, and the place of an earlier one among those that it commits to. */
export interface Later {
  header: Header;
  bytes: Uint8Array;
  peaks: Uint8Array[];
  path: Uint8Array[];
}

export const setChangesMax = 4096;

export function readHeader(from: Reader): { header: Header; bytes: Uint8Array } {
  const start = from.at;
  const header = read("BlockHeader", from) as Header;
  return { header, bytes: from.data.subarray(start, from.at) };
}
export const readCertificate = (from: Reader): Certificate => read("Certificate", from) as unknown as Certificate;
export function readBlock(from: Reader): Block {
  return { ...readHeader(from), certificate: readCertificate(from) };
}
export function readLater(from: Reader): Later {
  const hashes = (most: number): Uint8Array[] => from.list(most, () => from.take(32));
  return { ...readHeader(from), peaks: hashes(64), path: hashes(128) };
}
/** Throws unless the later header commits to this block's. */
export function checkPlace(chain: Uint8Array, block: { header: Header; bytes: Uint8Array }, later: Later): void {
  const { height } = block.header;
  if (height >= later.header.height) throw new Fault("wrong_height", `height ${height} is not before ${later.header.height}`);
  const suite = suiteNames.indexOf(later.header.suite);
  const range = { count: later.header.height, peaks: later.peaks };
  const holds = equal(rangeRoot(suite, range), fromHex(later.header.headers)) && rangeHolds(suite, range, height, [headerHash(chain, block)], later.path);
  if (!holds) throw new Fault("wrong_root", `height ${height}: not among the headers before ${later.header.height}`);
}
export const readSet = (from: Reader): Validator[] => (read("ValidatorSet", from) as { validators: Validator[] }).validators;

const setHash = (validators: Validator[]): Uint8Array => hash(suiteOf(validators[0]?.key ?? "00"), "vset", encode("ValidatorSet", { validators }));
export const headerHash = (chain: Uint8Array, block: { bytes: Uint8Array }): Uint8Array => chainHash("header", chain, block.bytes);

/** So many of n validators must have signed: the ceiling of (n + f + 1) / 2 with f = floor((n - 1) / 3). */
export const quorum = (n: number): number => Math.floor((n + Math.floor((n - 1) / 3) + 2) / 2);

function goodSet(validators: Validator[]): boolean {
  const keys = validators.map((one) => one.key);
  return keys.length > 0 && new Set(keys).size === keys.length && keys.every((key) => validKey(key) && suiteOf(key) === suiteOf(keys[0]!));
}

const verifiedMax = 1_000; // certificates
/** The validators of every height, as far as changes were followed. */
export class Trust {
  private readonly verified = new Set<string>();
  private sets: { from: bigint; validators: Validator[] }[];
  readonly changes: SetChange[] = [];
  constructor(readonly anchor: Anchor) {
    this.sets = anchor.validators.length > 0 ? [{ from: this.from, validators: anchor.validators }] : [];
  }
  /** Nothing below it is believed for its signatures. */
  get from(): bigint {
    return this.anchor.pinned?.height ?? 0n;
  }
  /** The validators of the anchor, whoever tells them. Throws unless theirs is the hash that it names. */
  tell(validators: Validator[]): void {
    const named = this.anchor.pinned?.set ?? toHex(setHash(this.anchor.validators));
    if (toHex(setHash(validators)) !== named || !goodSet(validators)) throw new Fault("other_anchor", "the validators of another anchor");
    if (!this.told) this.sets = [{ from: this.from, validators }];
  }
  get told(): boolean {
    return this.sets.length > 0;
  }
  get chain(): Uint8Array {
    return this.anchor.chain;
  }
  /** The first height of the latest known set. */
  get latestFrom(): bigint {
    return this.sets.at(-1)?.from ?? this.from;
  }
  setAt(height: bigint): Validator[] | null {
    return this.sets.findLast((set) => set.from <= height)?.validators ?? null;
  }

  pins(height: bigint): boolean {
    return this.anchor.pinned?.height === height;
  }
  /** Who signed the header of this height, as far as anybody asks: null of the pinned one. */
  signersAt(height: bigint): Validator[] | null {
    return this.pins(height) ? null : this.setAt(height);
  }

  /** Throws unless the header is the pinned one, or the set of its height certifies it. */
  verify(block: Block): void {
    const { header, certificate } = block;
    const { height } = header;
    if (height === 0n) throw new Fault("wrong_height", "block 0 follows from the genesis: nobody signs it");
    if (height < this.from) throw new Fault("before_anchor", `height ${height}`);
    const digest = headerHash(this.chain, block);
    const own = certificate.height === height && equal(fromHex(certificate.header_hash), digest);
    if (this.pins(height)) {
      const { header: hash, set } = this.anchor.pinned!;
      if (!own || toHex(digest) !== hash) throw new Fault("wrong_header", "not the pinned one");
      if (header.validator_set !== set) throw new Fault("wrong_validator_set", "not the set that is pinned");
      return;
    }
    const set = this.setAt(height);
    if (set === null) throw new Fault("other_anchor", `height ${height}: no validators are known`);
    if (!own) throw new Fault("wrong_header", `height ${height}`);
    if (header.suite !== suiteNames[this.chain[0]!]) throw new Fault("wrong_suite", `height ${height}`);
    if (!equal(fromHex(header.validator_set), setHash(set))) throw new Fault("wrong_validator_set", `height ${header.height}`);
    // Answers of one moment all come with the same one.
    const name = `${toHex(digest)} ${certificate.signatures.map(({ validator, signature }) => `${validator}:${signature}`).join(" ")}`;
    if (this.verified.has(name)) return;
    verifyCertificate(this.chain, set, certificate);
    if (this.verified.size >= verifiedMax) this.verified.clear();
    this.verified.add(name);
  }

  /** Follows a change of the set. */
  add(change: SetChange): void {
    const { header } = change.block;
    if (header.height < this.latestFrom) throw new Fault("wrong_height", `change at height ${header.height}`);
    if (this.changes.length >= setChangesMax) throw new Fault("limit_exceeded", "changes of the validator set");
    this.verify(change.block);
    const next = setHash(change.next);
    if (header.next_validator_set === header.validator_set || !goodSet(change.next) || !equal(next, fromHex(header.next_validator_set)))
      throw new Fault("wrong_validator_set", `height ${header.height}`);
    this.sets.push({ from: header.height + 1n, validators: change.next });
    this.changes.push(change);
  }
}

function verifyCertificate(chain: Uint8Array, set: Validator[], certificate: Certificate): void {
  let last = -1;
  for (const { validator } of certificate.signatures) {
    if (validator <= last) throw new Fault("signers_not_distinct", `validator ${validator}`);
    if (validator >= set.length) throw new Fault("unknown_signer", `validator ${validator} of ${set.length}`);
    last = validator;
  }
  const needed = quorum(set.length);
  if (certificate.signatures.length < needed) throw new Fault("not_enough_signers", `${certificate.signatures.length} of ${needed}`);
  const height = encode("u64", certificate.height);
  const digest = chainHash("chkpt", chain, height, fromHex(certificate.header_hash));
  for (const { validator, signature } of certificate.signatures) {
    try {
      checkSignature(set[validator]!.key, digest, signature);
    } catch {
      throw new Fault("bad_signature", `of validator ${validator} on height ${certificate.height}`);
    }
  }
}

const anchorWord = "credence-anchor";
/** Whether a text begins as the line of a pinned anchor does. */
export const isAnchorLine = (text: string): boolean => plainLine(text.slice(0, lineMax)).startsWith(`${anchorWord}:`);
const lineMax = 1024; // bytes, with blanks
const plainLine = (text: string): string => text.replace(/[ \t\r\n\u3000]/g, "").replace(/[A-Z]/g, (c) => c.toLowerCase());

/** The anchor of a line: credence-anchor:1:CHAIN:HEIGHT:HEADER:VALIDATORS:CHECK, with blanks and line breaks or without. `bad_anchor`. */
export function pinnedAnchor(line: string): Anchor {
  const bad = (why: string): Fault => new Fault("bad_anchor", why);
  if (new TextEncoder().encode(line).length > lineMax) throw bad("longer than any line");
  const [word, version, chain, height, header, set, check, more] = plainLine(line).split(":");
  if (word !== anchorWord || version !== "1" || check === undefined || more !== undefined) throw bad("credence-anchor:1: and five parts are expected");
  if (!/^[0-9a-f]{66}$/.test(chain!) || !suiteNames[suiteOf(chain!)]) throw bad("the chain: the hexadecimal digits of a chain's id");
  for (const part of [header, set]) if (!/^[0-9a-f]{64}$/.test(part!)) throw bad("64 hexadecimal digits are expected");
  if (!/^[1-9][0-9]{0,18}$/.test(height!) || BigInt(height!) >= 1n << 62n) throw bad("the height: a whole number from 1");
  const pinned = { height: BigInt(height!), header: header!, set: set! };
  const digest = chainHash("anchor", fromHex(chain!), encode("u64", pinned.height), fromHex(header!), fromHex(set!));
  if (toHex(digest).slice(0, 8) !== check) throw bad("the check digits do not fit");
  return { chain: fromHex(chain!), validators: [], pinned };
}

// ---- genesis.json ------------------------------------------------------------------------------------------------------

/** What a genesis.json says. */
export interface Genesis extends Struct {
  network: string;
  time_ms: bigint;
  suite: string;
  validators: Validator[];
  departments: Struct[];
  keys: Struct[];
  qualifications: Struct[];
  features: string[];
  owners: string[];
}
const members: Record<string, { needed: string[]; free: string[] }> = {
  "": { needed: ["network", "time_ms", "suite", "validators", "departments", "keys", "qualifications", "features"], free: [] },
  validators: { needed: ["key", "name_zh", "name_en"], free: ["owner"] },
  departments: { needed: ["id", "name_zh", "name_en", "kind"], free: [] },
  keys: { needed: ["department", "key", "roles", "holder"], free: [] },
  qualifications: { needed: ["type", "name_zh", "name_en", "issuer", "years"], free: ["prerequisite", "held_by", "task"] },
};

/** Reads genesis.json strictly: every member, no other. `bad_genesis`. */
export function readGenesis(json: string): Genesis {
  const bad = (why: string): Fault => new Fault("bad_genesis", why);
  const held = (value: unknown, path: string): Record<string, unknown> => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw bad(`${path}: must be an object`);
    const object = value as Record<string, unknown>;
    const { needed, free } = members[path.replace(/\[.*/, "")]!;
    for (const name of needed) if (!(name in object)) throw bad(`${path} ${name}: missing`);
    for (const name of Object.keys(object)) if (!needed.includes(name) && !free.includes(name)) throw bad(`${path} ${name}: unknown member`);
    return object;
  };
  const list = (value: unknown, path: string): unknown[] => {
    if (!Array.isArray(value)) throw bad(`${path}: must be a list`);
    return value;
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch {
    throw bad("not JSON");
  }
  const top = held(parsed, "");
  const structs = (name: string): Record<string, unknown>[] => list(top[name], name).map((item, i) => held(item, `${name}[${i}]`));
  const validators = structs("validators");
  if (!Number.isSafeInteger(top["time_ms"]) || (top["time_ms"] as number) <= 0) throw bad("time_ms");
  const suite = suiteNames.indexOf(top["suite"] as string);
  if (suite < 0) throw bad("suite");
  const genesis = {
    ...top,
    time_ms: BigInt(top["time_ms"] as number),
    validators: validators.map(({ owner, ...validator }) => validator),
    departments: structs("departments"),
    keys: structs("keys"),
    qualifications: structs("qualifications").map((type) => ({ ...type, prerequisite: type["prerequisite"] ?? null, held_by: type["held_by"] ?? "enterprise", task: type["task"] ?? "" })),
    features: list(top["features"], "features"),
    owners: validators.flatMap(({ owner }) => (owner === undefined ? [] : [owner])),
  } as unknown as Genesis;
  if (genesis.owners.length !== 0 && genesis.owners.length !== validators.length) throw bad("owners of some validators only");
  if (!goodSet(genesis.validators) || suiteOf(genesis.validators[0]!.key) !== suite) throw bad("validators");
  return genesis;
}

/** The chain id is the hash of the genesis in its canonical encoding. */
export function anchorOf(genesis: Genesis): Anchor {
  try {
    const suite = suiteNames.indexOf(genesis.suite);
    return { chain: join(Uint8Array.of(suite), hash(suite, "genesis", encode("Genesis", genesis))), validators: genesis.validators, pinned: null };
  } catch (error) {
    throw new Fault("bad_genesis", String(error));
  }
}
