// SPDX-License-Identifier: Apache-2.0
// Four eyes as the page sees it: what waits in a department, what became of it. The state says how many wait; so nothing is missing.
import { decode, type Struct, type Variant } from "../../verifier/src/index.js";
import type { Entry } from "../../verifier/src/index.js";
import type { Reading } from "../../client/src/index.js";

export interface Waiting {
  id: string;
  maker: string;
  until: string;
  sinceMs: bigint;
  height: bigint;
  action: Variant;
  bytes: Uint8Array;
}
const newestEntries = 200;

const idOf = (entry: Entry): string => String(entry.fact.kind === "pending_decided" ? entry.fact.body["transaction_decided"] : entry.fact.body["parked"]);

/** The newest entries of the department's history, and all of them where these do not reach far enough. */
async function entriesOf(at: Reading, department: string, enough: (entries: Entry[]) => boolean): Promise<Entry[]> {
  const subject = { is: "department", id: department };
  const newest = await at.newest(subject, newestEntries);
  return newest.entries.length === newest.total || enough(newest.entries) ? newest.entries : (await at.history(subject)).entries;
}
function openIn(entries: Entry[]): Entry[] {
  const decided = new Set(entries.filter((entry) => entry.fact.kind === "pending_decided").map(idOf));
  return entries.filter((entry) => entry.fact.kind === "action_parked" && !decided.has(idOf(entry)));
}

/** All that waits for a second signature, the oldest first. */
export async function waitingIn(at: Reading, department: string): Promise<Waiting[]> {
  const value = await at.value({ is: "department", id: department });
  const count = Number(value?.["pending"] ?? 0);
  if (count === 0) return [];
  const open = openIn(await entriesOf(at, department, (entries) => openIn(entries).length >= count));
  const held = await at.values(open.map((entry) => ({ is: "pending", transaction: idOf(entry) })));
  return open.flatMap((entry, i): Waiting[] => {
    const pending = held[i] as (Struct & { action: Uint8Array }) | null;
    if (!pending) return []; // decided meanwhile
    return [{ id: idOf(entry), maker: String(pending["maker"]), until: String(pending["until"]), sinceMs: entry.time_ms, height: entry.height, action: decode<Variant>("Action", pending.action), bytes: pending.action }];
  });
}

export interface Decision {
  approved: boolean;
  reason: string;
  by: string;
  height: bigint;
  transaction: string;
}
/** What became of an action that waited; null while it waits. */
export async function decisionOf(at: Reading, department: string, id: string): Promise<Decision | null> {
  if (await at.value({ is: "pending", transaction: id })) return null;
  const is = (entry: Entry): boolean => entry.fact.kind === "pending_decided" && idOf(entry) === id;
  const entry = (await entriesOf(at, department, (entries) => entries.some(is))).find(is);
  if (!entry) return null;
  const { approve, reason } = entry.fact.body as { approve: boolean; reason: string };
  return { approved: approve, reason, by: entry.signer, height: entry.height, transaction: entry.transaction };
}
