// SPDX-License-Identifier: Apache-2.0
// What codes and ids are called. Only what was proved is learned here; what is not known is shown as its code.
import { SvelteMap } from "svelte/reactivity";
import { keyId } from "../../verifier/src/hash.js";
import { type Entry, type StateKey, type Struct } from "../../verifier/src/index.js";
import { type History, type Reading } from "../../client/src/index.js";
import { endWith, type Holder } from "../../client/src/folds/titles.js";
import { Proofs } from "./proofs.svelte.js";
import { named, view } from "./view.svelte.js";

interface Key {
  department: string;
  holder: string;
  enterprise: string | null;
}
// By the day as of which the name holds (none: now) and the code or id, so that a name of one day is not taken for that of another.
const enterprises = new SvelteMap<string, string>();
const departments = new SvelteMap<string, Struct>();
const programmes = new SvelteMap<string, string>();
const titles = new SvelteMap<string, Struct>();
const targets = new SvelteMap<string, Struct>();
const keys = new SvelteMap<string, Key>();
/** Proved not to be there, or asked for already. */
const asked = new Set<string>();
const as = (day: string, id: string): string => `${day}/${id}`;
const shown = (id: string): string => as(view.on, id);

export const enterpriseName = (code: string): string => enterprises.get(shown(code)) ?? code;
export const departmentName = (id: string): string => (departments.has(shown(id)) ? named(departments.get(shown(id))!) : id);
export const programmeName = (id: string): string => programmes.get(shown(id)) ?? id;
export const titleName = (type: string): string => (titles.has(shown(type)) ? named(titles.get(shown(type))!) : type);
export const targetName = (id: string): string => (targets.has(shown(id)) ? named(targets.get(shown(id))!) : id);
export const signer = (key: string): Key | undefined => keys.get(shown(key));
/** The department of a key, or the enterprise; the first digits of the key where neither is known. */
export function signerName(key: string): string {
  const held = signer(key);
  if (!held) return `${key.slice(0, 8)}…`;
  return held.enterprise ? enterpriseName(held.enterprise) : departmentName(held.department);
}

/** `at`: the reading that gave the value; none: it is of now. */
export function learn(key: StateKey, value: Struct | null, at?: Reading): void {
  if (value === null) return;
  const of = (id: string): string => as(at?.day ?? "", key[id] as string);
  if (key.is === "enterprise") enterprises.set(of("code"), value["name"] as string);
  if (key.is === "department") departments.set(of("id"), value);
  if (key.is === "programme") programmes.set(of("id"), value["name"] as string);
  if (key.is === "qualification_type") titles.set(of("type"), value);
  if (key.is === "target") targets.set(of("id"), value);
}
function learnFact({ day }: Reading, { fact: { kind, body } }: Entry): void {
  const text = (name: string): string => body[name] as string;
  const of = (name: string): string => as(day, text(name));
  const id = (): string => as(day, keyId(text("key")));
  if (kind === "department_registered") departments.set(of("id"), body);
  if (kind === "key_registered") keys.set(id(), { department: text("department"), holder: text("holder"), enterprise: null });
  if (kind === "enterprise_key_bound") keys.set(id(), { department: text("department"), holder: text("holder"), enterprise: text("code") });
  if (kind === "key_rotated" && keys.has(of("old_key"))) keys.set(id(), keys.get(of("old_key"))!);
  if (kind === "programme_created") programmes.set(of("id"), text("name"));
  if (kind === "qualification_defined") titles.set(of("type"), body);
  if (kind === "target_defined") targets.set(of("id"), body);
  if (kind === "enterprise_registered") enterprises.set(of("code"), text("name"));
}

/** The departments, their keys and the targets of the plan: the chain's own history is their complete list. */
export async function readChain(at: Reading): Promise<History> {
  const history = await at.history({ is: "chain", zero: 0 });
  history.entries.forEach((entry) => learnFact(at, entry));
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
let held: { when: number; ledger: object; day: string; registers: Registers; proofs: Proofs } | null = null;
function note(at: Reading, { blocks, entries }: Proofs): void {
  blocks.forEach((block) => at.notes?.rest(block));
  at.notes?.count({ entries });
}

/** All programmes, titles and targets: the histories of all departments name them. Kept for a moment: so many questions it takes. */
export async function readRegisters(at: Reading, seen: (read: number, of: number) => void = () => undefined): Promise<Registers> {
  if (held && held.ledger === at.ledger && held.day === at.day && Date.now() - held.when < registersKeptMs) {
    note(at, held.proofs);
    return held.registers;
  }
  const proofs = new Proofs();
  const own = at.with(proofs);
  // Those of the genesis are asked for beside the chain's history, which names them all.
  const of = (ids: string[]): Promise<History[]> => own.histories(ids.map((id) => ({ is: "department", id })), seen);
  const early = at.ledger.genesis.departments.map((one) => String(one["id"]));
  const [chain, first] = await Promise.all([readChain(own), of(early)]);
  const ids = chain.entries.filter((entry) => entry.fact.kind === "department_registered").map((entry) => entry.fact.body["id"] as string);
  const histories = [...first, ...(await of(ids.filter((id) => !early.includes(id))))];
  const created = new Map<string, Struct>();
  const types = new Map<string, Struct>();
  for (const { entries } of histories)
    for (const entry of entries) {
      learnFact(at, entry);
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
  held = { when: Date.now(), ledger: at.ledger, day: at.day, registers, proofs };
  note(at, proofs);
  at.notes?.count({ ms: proofs.ms });
  return registers;
}

const placesMax = 900; // enterprises whose places are asked for: one question for nine
/** The places of these holders, as they are registered (none: ""), with their names; null where there are too many to ask one by one. A title that was issued after its enterprise's end
    was recorded ends with it, and only the enterprise's value says so: its term is set right here, but not in views of a day. */
export async function readPlaces(at: Reading, holders: Holder[]): Promise<Map<string, string> | null> {
  const wanted = [...new Set(holders.map((holder) => holder.code))];
  if (wanted.length > placesMax) return null;
  const asked = wanted.map((code): StateKey => ({ is: "enterprise", code }));
  const values = await at.origins(asked);
  asked.forEach((key, i) => learn(key, values[i]!, at));
  const known = new Map(wanted.map((code, i) => [code, values[i] ?? null]));
  for (const holder of holders) {
    const enterprise = known.get(holder.code);
    if (enterprise?.["ends_on"]) holder.term = endWith(holder.term, enterprise["end"] as string, enterprise["ends_on"] as string);
  }
  return new Map(wanted.map((code) => [code, String(known.get(code)?.["place"] ?? "")]));
}

/** Asks for the names that records mention and that are not known yet: one proof for nine of them. */
export async function nameAll(at: Reading, bodies: Struct[], signers: string[] = []): Promise<void> {
  const wanted = new Map<string, StateKey>();
  const of = (id: string): string => as(at.day, id);
  const want = (key: StateKey, known: boolean): void => {
    const name = as(at.day, `${key.is}/${String(key["code"] ?? key["id"] ?? key["type"])}`);
    if (!known && !asked.has(name)) wanted.set(name, key);
  };
  for (const body of bodies) {
    const { code, into, programme, type, department, target } = body as Record<string, string | null | undefined>;
    for (const one of [code, into]) if (one) want({ is: "enterprise", code: one }, enterprises.has(of(one)));
    if (programme) want({ is: "programme", id: programme }, programmes.has(of(programme)));
    if (type) want({ is: "qualification_type", type }, titles.has(of(type)));
    if (department) want({ is: "department", id: department }, departments.has(of(department)));
    if (target) want({ is: "target", id: target }, targets.has(of(target)));
  }
  if (signers.some((key) => !keys.has(of(key)))) await readChain(at);
  for (const key of signers) {
    const enterprise = keys.get(of(key))?.enterprise;
    if (enterprise) want({ is: "enterprise", code: enterprise }, enterprises.has(of(enterprise)));
  }
  const list = [...wanted.values()];
  if (list.length === 0) return;
  const values = await at.origins(list);
  list.forEach((key, i) => learn(key, values[i]!, at));
  for (const name of wanted.keys()) asked.add(name);
}
export const nameEntries = (at: Reading, entries: Entry[]): Promise<void> => nameAll(at, entries.map((entry) => entry.fact.body), entries.map((entry) => entry.signer));
