// SPDX-License-Identifier: Apache-2.0
// What histories make of every value that the page asks for is what the state holds: all of them are folded up to the end of today, and compared with values of now.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { dayInChina, type Entry, Ledger, Problem, type StateKey, type Struct } from "../src/index.js";
import { Past } from "../src/past.js";

const network = JSON.parse(readFileSync(join(process.env["CREDENCE_NETWORK"]!, "network.json"), "utf8")) as { nodes: { api: string }[] };
const ledger = await Ledger.open(`http://${network.nodes[0]!.api.replace(/^https?:\/\//, "")}`, null);
const now = ledger.view();
const today = Past.of(ledger, dayInChina(Date.now()));

/** Keys of what these entries tell of, whichever of a fact's members names them. */
function keysOf(entries: Entry[]): StateKey[] {
  const keys = new Map<string, StateKey>();
  const add = (key: StateKey): void => void keys.set(JSON.stringify(key), key);
  for (const { fact: { kind, body } } of entries as unknown as { fact: { kind: string; body: Record<string, never> } }[]) {
    const { programme, batch, award_batch, line, award_line, quota, challenge } = body;
    if (kind === "programme_created") add({ is: "programme", id: body["id"] });
    if (kind === "programme_rules_set") add({ is: "programme_rules", programme });
    if (kind === "batch_opened") add({ is: "award_batch", programme, batch });
    if (["awarded", "identified", "award_amended"].includes(kind)) add({ is: "award", programme, batch, line });
    if (["paid", "payment_reversed", "result_recorded", "recovery_demanded", "result_withdrawn", "entry_withdrawn", "receipt_voided", "fund_return_recorded", "relief_recorded"].includes(kind)) add({ is: "award", programme, batch: award_batch, line: award_line });
    if (kind === "quota_allocated") add({ is: "quota", programme, quota });
    if (kind === "challenge_published") add({ is: "challenge", programme, challenge });
    if (kind === "credit_recorded") add({ is: "credit", department: body["department"], batch, line });
    if (kind === "qualification_noticed") add({ is: "qualification_notice", type: body["type"], code: body["code"] });
    if (kind === "code_admitted") add({ is: "code_exception", code: body["code"] });
    if (kind === "calendar_set") add({ is: "calendar", year: body["year"] });
  }
  return [...keys.values()];
}
let compared = 0;
/** Every member that was folded is that of the state. */
async function same(past: Past, keys: StateKey[]): Promise<void> {
  const [folded, held] = await Promise.all([past.values(keys), now.values(keys)]);
  keys.forEach((key, i) => {
    if (folded[i] === null || held[i] === null) return assert.equal(folded[i], held[i], JSON.stringify(key));
    for (const [member, value] of Object.entries(folded[i] as Struct)) {
      assert.deepEqual(value, held[i]![member], `${JSON.stringify(key)} ${member}`);
      ++compared;
    }
  });
}
const whole = (key: StateKey): Promise<Entry[]> => now.history(key).then(({ entries }) => entries);
const programmes: string[] = [], types: string[] = [];

test("departments, keys, targets, titles and calendars are folded to what the state holds", async () => {
  const chain = await whole({ is: "chain", zero: 0 });
  const departments = chain.filter(({ fact }) => fact.kind === "department_registered").map(({ fact }) => ({ is: "department", id: fact.body["id"]! }));
  const histories = await Promise.all(departments.map(whole));
  for (const { fact } of histories.flat()) {
    if (fact.kind === "programme_created") programmes.push(String(fact.body["id"]));
    if (fact.kind === "qualification_defined") types.push(String(fact.body["type"]));
  }
  const { keyId } = await import("../../verifier/src/hash.js");
  const keys = chain.filter(({ fact }) => ["key_registered", "enterprise_key_bound", "key_rotated"].includes(fact.kind)).map(({ fact }) => ({ is: "signer", key: keyId(String(fact.body["key"])) }));
  const targets = chain.filter(({ fact }) => fact.kind === "target_defined").map(({ fact }) => ({ is: "target", id: fact.body["id"]! }));
  await same(today, [...departments, ...keys, ...targets, ...keysOf(histories.flat()).filter((key) => key.is === "calendar")]);
  for (const type of new Set(types)) await same(today, [{ is: "qualification_type", type }, { is: "qualification_rules", type }, ...keysOf(await whole({ is: "qualification_type", type }))]);
  assert.ok(departments.length > 3 && keys.length > 8 && targets.length > 0 && types.length > 3);
});

test("programmes with their rules, quotas, lists, awards and challenges are folded to what the state holds", async () => {
  for (const id of new Set(programmes)) await same(today, [{ is: "programme", id }, ...keysOf(await whole({ is: "programme", id })).filter((key) => key.is !== "credit")]);
  assert.ok(programmes.length > 3);
});

test("enterprises with their titles, awards and credit entries are folded to what the state holds, of their own history alone", async () => {
  let some = 0;
  for await (const { key } of now.all("/v1/enterprises")) {
    if (key?.is !== "enterprise") continue;
    const own = Past.of(ledger, dayInChina(Date.now())); // no programme is read there
    const [value] = await own.values([key]);
    await same(own, [key, ...((value!["qualifications"] ?? []) as string[]).map((type) => ({ is: "qualification", type, code: key["code"]! }))]);
    const keys = keysOf(await whole(key)).filter((one) => one.is === "award" || one.is === "credit" || one.is === "code_exception");
    const folded = await own.values(keys);
    await same(own, keys.filter((_, i) => folded[i]?.["code"] === key["code"])); // those of others, whom it was paid for, it does not know
    some += keys.length;
  }
  assert.ok(some > 8 && compared > 3_000, `${compared} members were compared`);
});

test("names and what else never changes are those of the state; what no history tells is not folded", async () => {
  const keys = programmes.slice(0, 3).map((id) => ({ is: "programme", id }));
  const [origins, values] = await Promise.all([today.origins(keys), now.values(keys)]);
  origins.forEach((one, i) => {
    assert.ok("name" in one! && !("awarded" in one));
    for (const [member, value] of Object.entries(one)) assert.deepEqual(value, values[i]![member]);
  });
  await assert.rejects(today.values([{ is: "document", sha256: "00".repeat(32) }]), (error) => error instanceof Problem && error.code === "not_folded");
});

test("before the chain began there was nothing, and the last block of a day is the last one", async () => {
  const before = Past.of(ledger, dayInChina(Number(ledger.genesis.time_ms) - 86_400_000));
  assert.deepEqual(await before.values(programmes.map((id) => ({ is: "programme", id }))), programmes.map(() => null));
  assert.equal((await before.history({ is: "chain", zero: 0 })).total, 0);
  assert.equal(await before.latest(), null);
  const { header } = (await now.latest())!;
  assert.ok((await today.latest())!.header.height >= header.height);
});
