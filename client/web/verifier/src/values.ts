// SPDX-License-Identifier: Apache-2.0
// Values by their schema (docs/schema-1.0.json): one table says the fields of every action, fact, receipt and value of the state, and
// what is here reads and writes any of them. A struct becomes an object with the members of the JSON views of docs/api.md. Hashes, keys
// and signatures are hexadecimal text, days "2026-11-29", whole numbers of 64 bits bigint.
import chain from "./chain.json" with { type: "json" };
import schema from "./schema.json" with { type: "json" };
import { countOf, Fault, fromHex, join, Reader, toHex } from "./reader.js";

export type Value = string | number | bigint | boolean | null | Uint8Array | Value[] | Struct | Variant;
export interface Struct {
  [member: string]: Value;
}
/** One of several kinds: an action, a fact, a change. */
export interface Variant {
  kind: string;
  body: Struct;
}

interface Coder {
  read(from: Reader): Value;
  write(value: Value): Uint8Array;
}

export const enums: Record<string, string[]> = schema.enums;
/** Those of blocks and transactions stand beside the schema: their versions are those of the chain. */
const structs: Record<string, string[]> = { ...schema.structs, ...chain };
const keysOnly = new Set([...schema.keys_only, ...Object.keys(chain)]);

// Where a view differs from the list of fields: other names, and structs that stand as an object of their own.
const renamed: Record<string, Record<string, string>> = {
  ActionParked: { transaction: "parked" },
  CreditLine: { kind: "credit", weight: "class" },
  CreditMark: { weight: "class" },
  CreditTerm: { weight: "class" },
  CreditValue: { kind: "credit", weight: "class" },
  DecidePending: { transaction: "transaction_decided" },
  DefineTarget: { kind: "target_kind" },
  Objected: { number: "objection" },
  OwnedSet: { set: "validators" },
  TargetValue: { kind: "target_kind" },
};
const ownObjects = new Set(["ProgrammeRules", "QualificationValue", "ChainLimits", "FirstKey", "OwnedSet", "Charges"]);
/** The members of a struct: "name:type"; of "...:T" the fields stand among its own. */
export function membersOf(type: string): string[] {
  return structs[type]!.map((member) => {
    const [name, of] = member.split(/:(.*)/s) as [string, string];
    if (name === "...") return member;
    return `${structs[of] && !ownObjects.has(of) ? "..." : (renamed[type]?.[name] ?? name)}:${of}`;
  });
}
const variants: Record<string, string[][]> = schema.variants;

export const limits = { id: 48, name: 300, document_no: 120, note: 600 } as const;

function integer(value: bigint | number, bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let rest = BigInt.asUintN(8 * bytes, BigInt(value));
  for (let i = 0; i < bytes; ++i, rest >>= 8n) out[i] = Number(rest & 255n);
  return out;
}
function whole(bytes: 1 | 2 | 4): Coder {
  const read = { 1: (r: Reader) => r.u8(), 2: (r: Reader) => r.u16(), 4: (r: Reader) => r.u32() }[bytes];
  return { read, write: (value) => integer(value as number, bytes) };
}
function fixed(bytes: number): Coder {
  return {
    read: (r) => toHex(r.take(bytes)),
    write: (value) => {
      const out = fromHex(value as string);
      if (out.length !== bytes) throw new Fault("wrong_length", `${countOf(out.length, "byte", "bytes")}, expected ${bytes}`);
      return out;
    },
  };
}
/** With the number of its suite. */
function ofSuite(bytes: number): Coder {
  return { read: (r) => toHex(r.ofSuite(bytes)), write: fixed(1 + bytes).write };
}
function counted(n: number, most: number): Uint8Array {
  if (n > most) throw new Fault("limit_exceeded", `${countOf(n, "item", "items")}, at most ${most}`);
  return integer(n, 4);
}
function text(most: number): Coder {
  return {
    read: (r) => r.text(most),
    write: (value) => {
      const raw = new TextEncoder().encode(value as string);
      return join(counted(raw.length, most), raw);
    },
  };
}

const codePattern = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
const code: Coder = {
  read: (r) => {
    const out = String.fromCharCode(...r.take(18));
    if (!codePattern.test(out)) throw new Fault("uscc_bad_character", `a code at byte ${r.at}`);
    return out;
  },
  write: (value) => Uint8Array.from(value as string, (c) => c.charCodeAt(0)),
};

/** A day of the calendar from 1900-01-01 to 9999-12-31, or `bad_date`. */
export function checkDate(iso: string): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(iso);
  const [year, month, day] = parts ? parts.slice(1).map(Number) : [0, 0, 0];
  const date = new Date(Date.UTC(year!, month! - 1, day));
  if (year! < 1900 || date.getUTCMonth() !== month! - 1 || date.getUTCDate() !== day) throw new Fault("bad_date", iso);
  return iso;
}
const date: Coder = {
  read: (r) => {
    const padded = (n: number, width: number) => String(n).padStart(width, "0");
    return checkDate(`${padded(r.u16(), 4)}-${padded(r.u8(), 2)}-${padded(r.u8(), 2)}`);
  },
  write: (value) => {
    const [year, month, day] = checkDate(value as string).split("-").map(Number);
    return join(integer(year!, 2), integer(month!, 1), integer(day!, 1));
  },
};

const simple: Record<string, Coder> = {
  u8: whole(1),
  u16: whole(2),
  u32: whole(4),
  u64: { read: (r) => r.u64(), write: (value) => integer(value as bigint, 8) },
  i64: { read: (r) => r.i64(), write: (value) => integer(value as bigint, 8) },
  bool: { read: (r) => r.flag(), write: (value) => integer(value ? 1 : 0, 1) },
  hash: fixed(32),
  chain: ofSuite(32),
  key: ofSuite(33),
  signature: ofSuite(64),
  id: text(limits.id),
  name: text(limits.name),
  document_no: text(limits.document_no),
  note: text(limits.note),
  code,
  date,
};

/** `unfit`: what a number is that has no name here; else it is of a later version. */
function enumeration(names: string[], unfit = ""): Coder {
  return {
    read: (r) => {
      const name = names[r.u8()];
      if (name === undefined && unfit) throw new Fault(unfit, `at byte ${r.at}`);
      if (name === undefined) r.unknown("a value of a later version");
      return name ?? names[0]!;
    },
    write: (value) => {
      const at = names.indexOf(value as string);
      if (at < 0) throw new Fault("malformed", String(value));
      return integer(at, 1);
    },
  };
}
function struct(type: string): Coder {
  const fields = membersOf(type).map((member) => {
    const mark = member.indexOf(":");
    return { name: member.slice(0, mark), coder: coder(member.slice(mark + 1)) };
  });
  const write = (value: Value): Uint8Array[] => fields.map(({ name, coder }) => coder.write(name === "..." ? value : (value as Struct)[name]!));
  const readField = (r: Reader, out: Struct, i: number): void => {
    const { name, coder } = fields[i]!;
    const value = coder.read(r);
    if (name === "...") Object.assign(out, value);
    else out[name] = value;
  };
  const alone = keysOnly.has(type);
  return {
    read: (r) => {
      const out: Struct = {};
      if (alone) fields.forEach((_, i) => readField(r, out, i));
      else r.struct(fields.length, (i) => readField(r, out, i));
      return out;
    },
    write: (value) => {
      const parts = write(value);
      if (alone) return join(...parts);
      while (parts.length > 0 && parts.at(-1)!.every((byte) => byte === 0)) parts.pop();
      const body = join(...parts);
      return join(integer(body.length, 4), body);
    },
  };
}
/** What a later version wrote is not understood; a fact is then of the kind "unknown", so that the entry around it can be read. */
export const unknown = "unknown";
function variant(name: string, kinds: string[][]): Coder {
  const bodies = kinds.map(([kind, type]) => ({ kind: kind!, coder: coder(type!) }));
  const known = (r: Reader): Variant => {
    const at = bodies[r.u8()];
    if (at === undefined) throw new Fault("not_understood", `an unknown kind at byte ${r.at}`);
    return { kind: at.kind, body: at.coder.read(r) as Struct };
  };
  const fact = (r: Reader): Variant => {
    const begin = r.at;
    r.u8();
    r.take(r.count(0xffffffff));
    const bytes = r.data.subarray(begin, r.at);
    try {
      return known(new Reader(bytes));
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== "not_understood") throw error;
      return { kind: unknown, body: { number: bytes[0]!, bytes: toHex(bytes) } };
    }
  };
  return {
    read: name === "Fact" ? fact : known,
    write: (value) => {
      const { kind, body } = value as Variant;
      if (kind === unknown) return fromHex(body["bytes"] as string);
      const at = bodies.findIndex((one) => one.kind === kind);
      if (at < 0) throw new Fault("malformed", kind);
      return join(integer(at, 1), bodies[at]!.coder.write(body));
    },
  };
}

const made = new Map<string, Coder>();
/** The coder of a type as schema.json writes it: "id?", "list<date,120>", "EnterpriseValue". */
function coder(type: string): Coder {
  const known = simple[type] ?? made.get(type);
  if (known) return known;
  const out = make(type);
  made.set(type, out);
  return out;
}
function make(type: string): Coder {
  if (type.endsWith("?")) {
    const item = coder(type.slice(0, -1));
    return {
      read: (r) => r.optional(() => item.read(r)),
      write: (value) => (value === null ? integer(0, 1) : join(integer(1, 1), item.write(value))),
    };
  }
  const list = /^list<(.*),(\d+)>$/.exec(type);
  if (list) {
    const item = coder(list[1]!);
    const most = Number(list[2]);
    return {
      read: (r) => r.list(most, () => item.read(r)),
      write: (value) => join(counted((value as Value[]).length, most), ...(value as Value[]).map((one) => item.write(one))),
    };
  }
  const sized = /^(text|blob)<(\d+)>$/.exec(type);
  if (sized) {
    const most = Number(sized[2]);
    if (sized[1] === "text") return text(most);
    return { read: (r) => r.blob(most), write: (value) => join(counted((value as Uint8Array).length, most), value as Uint8Array) };
  }
  // A suite is no word that may be passed over: without it nothing can be checked.
  if (enums[type]) return enumeration(enums[type], type === "Suite" ? "unknown_suite" : undefined);
  if (structs[type]) return struct(type);
  if (variants[type]) return variant(type, variants[type]);
  throw new Error(`schema.json has no type ${type}`);
}

export function read(type: string, from: Reader): Value {
  return coder(type).read(from);
}
/** The value whose whole encoding these bytes are. Throws `Fault`. `later` hears what of it is not understood; else that is a fault. */
export function decode<T = Struct>(type: string, bytes: Uint8Array, later?: (detail: string) => void): T {
  const from = new Reader(bytes, later);
  const out = coder(type).read(from);
  from.end();
  return out as T;
}
export function encode(type: string, value: Value): Uint8Array {
  return coder(type).write(value);
}
