// SPDX-License-Identifier: Apache-2.0
// Keys of the state: what is asked, and what a proof is about (docs/encoding.md, "State").
import schema from "./schema.json" with { type: "json" };
import { Fault, Reader } from "./reader.js";
import { encode, membersOf, read, type Struct, type Value } from "./values.js";

/** `is` is the register ("enterprise", "award", …), the rest the key's fields. A history has its subject's key in `subject`. */
export type StateKey = { is: string; subject?: StateKey } & { [field: string]: Value | StateKey | undefined };

const families = schema.keys.map(([is, key, value]) => ({ is: is!, key: key!, value: value! }));
const historyFamily = families.findIndex((family) => family.is === "history");
const subjects = schema.subjects.map((type) => families.find((family) => family.key === type)!);

const idPattern = /^[a-z0-9][a-z0-9-]{0,47}$/;

/** What writing a key demands, so that nothing is proved about a key that looks like another. */
function checkFields(type: string, fields: Struct): void {
  for (const member of membersOf(type)) {
    const [name, kind] = member.split(":") as [string, string];
    if (name === "...") {
      checkFields(kind, fields);
      continue;
    }
    const value = fields[name]!;
    if (kind === "id" && !idPattern.test(value as string)) throw new Fault("bad_id", String(value));
    if (kind === "u16" && ((value as number) < 1990 || (value as number) > 2100)) throw new Fault("bad_fiscal_year", String(value));
    const zero = value === 0 || value === 0n;
    if ((kind === "u8" && !zero) || ((kind === "u32" || kind === "u64") && zero)) throw new Fault("malformed", `${name} of a key`);
  }
}

export function decodeKey(bytes: Uint8Array): StateKey {
  const from = new Reader(bytes);
  const pick = (of: typeof families): (typeof families)[number] => {
    const found = of[from.u8()];
    if (!found) throw new Fault("not_understood", "a key of an unknown kind");
    return found;
  };
  const family = pick(families);
  const inner = family.is === "history" ? pick(subjects) : family;
  const fields = read(inner.key, from) as Struct;
  checkFields(inner.key, fields);
  from.end();
  const key: StateKey = { is: inner.is, ...fields };
  return family === inner ? key : { is: "history", subject: key };
}

/** The register that the bytes of a key name; nothing: one of a later version. */
export const registerOf = (key: Uint8Array): string | undefined => families[key[0]!]?.is;

export function encodeKey(key: StateKey): Uint8Array {
  const of = key.subject ?? key;
  const family = families.findIndex((one) => one.is === of.is);
  if (family < 0) throw new Fault("malformed", of.is);
  const { is, subject, ...fields } = of;
  const body = encode(families[family]!.key, fields as Struct);
  checkFields(families[family]!.key, fields as Struct);
  const head = key.subject ? [historyFamily, subjects.findIndex((one) => one.is === of.is)] : [family];
  return Uint8Array.from([...head, ...body]);
}

/** The type of the values under a key, for `decode`. */
export function valueType(key: StateKey): string {
  return families.find((family) => family.is === key.is)!.value;
}
