// SPDX-License-Identifier: Apache-2.0
// Whom and what a claim names (docs/proofs.md, "The context"): the keys follow from the claim, in one order, and there are no others.
import { type StateKey, valueType } from "./keys.js";
import { decode, type Struct } from "./values.js";

/** A key of the context and its value; null where it is not registered. */
export interface Named {
  key: StateKey;
  value: Struct | null;
}

const successorsMax = 4;

/** The registers that a key names, in the order of its fields. */
function registers(key: StateKey, absent: boolean): StateKey[] {
  const { programme, batch, list, type, code } = key as Record<string, string>;
  switch (key.is) {
    case "history":
      return key.subject!.is === "chain" ? [] : [key.subject!];
    case "award_batch":
    case "payment_list":
      return [{ is: "programme", id: programme! }];
    case "award":
      return [{ is: "programme", id: programme! }, { is: "award_batch", programme: programme!, batch: batch! }];
    case "payment":
      return [{ is: "programme", id: programme! }, { is: "payment_list", programme: programme!, list: list! }];
    case "qualification": {
      const notice: StateKey[] = absent ? [{ is: "qualification_notice", type: type!, code: code! }] : [];
      return [{ is: "qualification_type", type: type! }, { is: "enterprise", code: code! }, ...notice];
    }
    case "credit_standing":
      return [{ is: "enterprise", code: code! }];
    default:
      return [];
  }
}

/** Of a standing: the claim's own enterprise, and after it each that was or will be merged into it, with its standing. `into`: the place of the one that it is merged into. */
export interface Merged {
  code: string;
  enterprise: Struct | null;
  standing: Struct | null;
  into: number;
}
const predecessorsOf = (enterprise: Struct | null): string[] => (enterprise?.["predecessors"] as string[] | undefined) ?? [];

export function lineageOf(names: readonly Named[]): Merged[] {
  const out: Merged[] = [];
  let next = 0;
  const add = (into: number): void => {
    const place = out.length;
    const { key, value } = names[next++]!;
    out.push({ code: key["code"] as string, enterprise: value, standing: place > 0 ? names[next++]!.value : null, into });
    predecessorsOf(value).forEach(() => add(place));
  };
  if (names.length > 0) add(0);
  return out;
}

/** The department that answers for what a key names. */
function departmentOf(key: StateKey, value: Struct | null): StateKey | null {
  if (value === null) return null;
  if (key.is === "programme") return { is: "department", id: value["lead_department"] as string };
  return key.is === "qualification_type" ? { is: "department", id: value["issuer"] as string } : null;
}

/** The context of a claim about `subject`: reads each key once, in the order of the file, and what is known of its value. */
export function contextOf(subject: StateKey, value: Uint8Array | null, read: (key: StateKey) => Struct | null): Named[] {
  const out: Named[] = [];
  const names = ["programme", "qualification_type", "award"].includes(subject.is);
  const own = names && value ? decode(valueType(subject), value, () => undefined) : null;
  let department = departmentOf(subject, own);
  const add = (key: StateKey): void => {
    const held = read(key);
    department ??= departmentOf(key, held);
    out.push({ key, value: held });
  };
  registers(subject, value === null).forEach(add);
  if (department) add(department);
  // Of an award its enterprise, and those that it was or will be merged into, one after the other.
  let code = subject.is === "award" && own ? (own["code"] as string | null) : null;
  for (let i = 0; code !== null && i <= successorsMax; ++i) {
    add({ is: "enterprise", code });
    code = (out.at(-1)!.value?.["successor"] as string | null | undefined) ?? null;
  }
  // Of a standing each enterprise that was or will be merged into its own, that one's standing, and then its predecessors.
  const addPredecessors = (of: Struct | null): void => {
    for (const predecessor of predecessorsOf(of)) {
      const place = out.length;
      add({ is: "enterprise", code: predecessor });
      add({ is: "credit_standing", code: predecessor });
      addPredecessors(out[place]!.value);
    }
  };
  if (subject.is === "credit_standing") addPredecessors(out[0]!.value);
  return out;
}
