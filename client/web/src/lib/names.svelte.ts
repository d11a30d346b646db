// SPDX-License-Identifier: Apache-2.0
// What codes and ids are called. Only what was proved is learned here; what is not known is shown as its code.
import { SvelteMap } from "svelte/reactivity";
import { keyId } from "../../verifier/src/hash.js";
import { type Entry, type StateKey, type Struct } from "../../verifier/src/index.js";
import { type History, type Reading } from "../../client/src/index.js";
import { Proofs } from "./proofs.svelte.js";
import { named } from "./view.svelte.js";

interface Key {
  department: string;
  holder: string;
  enterprise: string | null;
}
const enterprises = new SvelteMap<string, string>();
const departments = new SvelteMap<string, Struct>();
const programmes = new SvelteMap<string, string>();
const titles = new SvelteMap<string, Struct>();
const targets = new SvelteMap<string, Struct>();
const keys = new SvelteMap<string, Key>();
/** Proved not to be there, or asked for already. */
const asked = new Set<string>();

export const enterpriseName = (code: string): string => enterprises.get(code) ?? code;
export const departmentName = (id: string): string => (departments.has(id) ? named(departments.get(id)!) : id);
export const programmeName = (id: string): string => programmes.get(id) ?? id;
export const titleName = (type: string): string => (titles.has(type) ? named(titles.get(type)!) : type);
export const targetName = (id: string): string => (targets.has(id) ? named(targets.get(id)!) : id);
export const signer = (key: string): Key | undefined => keys.get(key);
/** The department of a key, or the enterprise; the first digits of the key where neither is known. */
export function signerName(key: string): string {
  const held = keys.get(key);
  if (!held) return `${key.slice(0, 8)}…`;
  return held.enterprise ? enterpriseName(held.enterprise) : departmentName(held.department);
}

export function learn(key: StateKey, value: Struct | null): void {
  if (value === null) return;
  if (key.is === "enterprise") enterprises.set(key["code"] as string, value["name"] as string);
  if (key.is === "department") departments.set(key["id"] as string, value);
  if (key.is === "programme") programmes.set(key["id"] as string, value["name"] as string);
  if (key.is === "qualification_type") titles.set(key["type"] as string, value);
  if (key.is === "target") targets.set(key["id"] as string, value);
}
function learnFact({ fact: { kind, body } }: Entry): void {
  const text = (name: string): string => body[name] as string;
  const id = (): string => keyId(text("key"));
  if (kind === "department_registered") departments.set(text("id"), body);
  if (kind === "key_registered") keys.set(id(), { department: text("department"), holder: text("holder"), enterprise: null });
  if (kind === "enterprise_key_bound") keys.set(id(), { department: text("department"), holder: text("holder"), enterprise: text("code") });
  if (kind === "key_rotated" && keys.has(text("old_key"))) keys.set(id(), keys.get(text("old_key"))!);
  if (kind === "programme_created") programmes.set(text("id"), text("name"));
  if (kind === "qualification_defined") titles.set(text("type"), body);
  if (kind === "target_defined") targets.set(text("id"), body);
  if (kind === "enterprise_registered") enterprises.set(text("code"), text("name"));
}

/** The departments, their keys and the targets of the plan: the chain's own history is their complete list. */
export async function readChain(at: Reading): Promise<History> {
  const history = await at.history({ is: "chain", zero: 0 });
  history.entries.forEach(learnFact);
  return history;
}

export interface Registers {
  departments: string[];
  /** Ids of the programmes, the newest year first; of the titles and targets, in the order of their definition. */
  programmes: string[];
  titles: string[];
  targets: string[];
}
const registersKeptMs = 20_000;
let held: { when: number; ledger: object; registers: Registers; proofs: Proofs } | null = null;
function note(at: Reading, { blocks, entries }: Proofs): void {
  blocks.forEach((block) => at.notes?.rest(block));
  at.notes?.count({ entries });
}

/** All programmes, titles and targets: the histories of all departments name them. Kept for a moment: so many questions it takes. */
export async function readRegisters(at: Reading, seen: (read: number, of: number) => void = () => undefined): Promise<Registers> {
  if (held && held.ledger === at.ledger && Date.now() - held.when < registersKeptMs) {
    note(at, held.proofs);
    return held.registers;
  }
  const proofs = new Proofs();
  const own = at.ledger.view(proofs);
  const chain = await readChain(own);
  const ids = chain.entries.filter((entry) => entry.fact.kind === "department_registered").map((entry) => entry.fact.body["id"] as string);
  let done = 0;
  const histories = await Promise.all(
    ids.map(async (id) => {
      const history = await own.history({ is: "department", id });
      seen(++done, ids.length);
      return history;
    }),
  );
  const created = new Map<string, Struct>();
  const types = new Map<string, Struct>();
  for (const { entries } of histories)
    for (const entry of entries) {
      learnFact(entry);
      if (entry.fact.kind === "programme_created") created.set(entry.fact.body["id"] as string, entry.fact.body);
      if (entry.fact.kind === "qualification_defined") types.set(entry.fact.body["type"] as string, entry.fact.body);
    }
  const byYear = [...created.values()].sort((a, b) => (b["fiscal_year"] as number) - (a["fiscal_year"] as number) || (String(a["id"]) < String(b["id"]) ? -1 : 1));
  const registers: Registers = {
    departments: ids,
    programmes: byYear.map((one) => one["id"] as string),
    titles: [...types.keys()],
    targets: chain.entries.filter((entry) => entry.fact.kind === "target_defined").map((entry) => entry.fact.body["id"] as string),
  };
  held = { when: Date.now(), ledger: at.ledger, registers, proofs };
  note(at, proofs);
  at.notes?.count({ ms: proofs.ms });
  return registers;
}

const placesMax = 900; // enterprises whose places are asked for: one question for nine
/** The places of these enterprises, as they are registered (none: ""), with their names; null where there are too many to ask one by one. */
export async function readPlaces(at: Reading, codes: string[]): Promise<Map<string, string> | null> {
  const wanted = [...new Set(codes)];
  if (wanted.length > placesMax) return null;
  const asked = wanted.map((code): StateKey => ({ is: "enterprise", code }));
  const values = await at.values(asked);
  asked.forEach((key, i) => learn(key, values[i]!));
  return new Map(wanted.map((code, i) => [code, String(values[i]?.["place"] ?? "")]));
}

/** Asks for the names that records mention and that are not known yet: one proof for nine of them. */
export async function nameAll(at: Reading, bodies: Struct[], signers: string[] = []): Promise<void> {
  const wanted = new Map<string, StateKey>();
  const want = (key: StateKey, known: boolean): void => {
    const name = `${key.is}/${String(key["code"] ?? key["id"] ?? key["type"])}`;
    if (!known && !asked.has(name)) wanted.set(name, key);
  };
  for (const body of bodies) {
    const { code, into, programme, type, department, target } = body as Record<string, string | null | undefined>;
    for (const one of [code, into]) if (one) want({ is: "enterprise", code: one }, enterprises.has(one));
    if (programme) want({ is: "programme", id: programme }, programmes.has(programme));
    if (type) want({ is: "qualification_type", type }, titles.has(type));
    if (department) want({ is: "department", id: department }, departments.has(department));
    if (target) want({ is: "target", id: target }, targets.has(target));
  }
  if (signers.some((key) => !keys.has(key))) await readChain(at);
  for (const key of signers) {
    const enterprise = keys.get(key)?.enterprise;
    if (enterprise) want({ is: "enterprise", code: enterprise }, enterprises.has(enterprise));
  }
  const list = [...wanted.values()];
  if (list.length === 0) return;
  const values = await at.values(list);
  list.forEach((key, i) => learn(key, values[i]!));
  for (const name of wanted.keys()) asked.add(name);
}
export const nameEntries = (at: Reading, entries: Entry[]): Promise<void> => nameAll(at, entries.map((entry) => entry.fact.body), entries.map((entry) => entry.signer));
