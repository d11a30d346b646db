// SPDX-License-Identifier: Apache-2.0
// Every kind of record has its sentence in both languages, and a sentence names only members that the record has.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { actions, facts } from "../src/lib/sentences.js";
import { membersOf } from "../verifier/src/values.js";

interface Schema {
  variants: Record<string, [string, string][]>;
}
const root = join(import.meta.dirname, "..");
const schema = JSON.parse(readFileSync(join(root, "verifier/src/schema.json"), "utf8")) as Schema;
function members(type: string): Set<string> {
  const out = new Set<string>();
  for (const member of membersOf(type)) {
    const [name, of] = member.split(":") as [string, string];
    if (name === "...") members(of).forEach((one) => out.add(one));
    else out.add(name);
  }
  if (out.has("name_zh")) out.add("name");
  if (out.has("lines")) ["n", "sum"].forEach((one) => out.add(one));
  return out;
}
test("no record becomes markup: data is shown as text", () => {
  for (const file of readdirSync(join(root, "src"), { recursive: true }) as string[])
    if (/\.(svelte|ts)$/.test(file)) assert.doesNotMatch(readFileSync(join(root, "src", file), "utf8"), /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/, file);
});
for (const [variant, table] of [["Fact", facts], ["Action", actions]] as const)
  test(`every ${variant.toLowerCase()}`, () => {
    for (const [kind, type] of schema.variants[variant]!) {
      const template = table[kind];
      assert.ok(template, `${kind} has no sentence`);
      const has = members(type);
      for (const words of [template.say, ...(template.more ?? [])]) {
        assert.equal(words.length, 2, kind);
        assert.ok(words.every((one) => one.trim() !== ""), kind);
        for (const one of words) for (const [, name] of one.matchAll(/\{(\w+)(?::\w+)?\}/g)) assert.ok(has.has(name!), `${kind}: {${name}}`);
      }
    }
    for (const kind of Object.keys(table)) assert.ok(schema.variants[variant]!.some(([known]) => known === kind), `${kind} is no ${variant}`);
  });

test("names of kinds of records are of kinds that there are, each another", async () => {
  const { facts, names } = await import("../src/lib/sentences.js");
  assert.deepEqual(Object.keys(names).filter((kind) => !(kind in facts)), []);
  for (const language of [0, 1] as const) assert.equal(new Set(Object.values(names).map((words) => words[language])).size, Object.keys(names).length);
});
