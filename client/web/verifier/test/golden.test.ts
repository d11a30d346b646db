// SPDX-License-Identifier: Apache-2.0
// The golden chains hold every kind of action, valid and refused, and bytes that are none: each is read by docs/schema-1.0.json and written again to the same bytes.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { anchorOf, decode, encode, type Genesis, type Struct, toHex, type Variant } from "../src/index.js";
import { Reader } from "../src/reader.js";
import { read } from "../src/values.js";

const folder = join(import.meta.dirname, "../../../../tests/data/golden");
const kinds = new Map<string, number>();

for (const name of readdirSync(folder).filter((file) => file.endsWith(".chain")))
  test(name, () => {
    const from = new Reader(new Uint8Array(readFileSync(join(folder, name))));
    const start = from.at;
    const genesis = read("Genesis", from) as Struct;
    assert.equal(toHex(encode("Genesis", genesis)), toHex(from.data.subarray(start, from.at)));
    const chain = toHex(anchorOf(genesis as unknown as Genesis).chain);
    const blocks = from.list(1_000_000, () => {
      const batch = { time: from.u64(), bytes: from.blob(4_194_304) };
      return { batch, header: read("BlockHeader", from) as Struct };
    });
    from.end();
    for (const { batch } of blocks) {
      if (batch.bytes.length === 0) continue;
      const inner = new Reader(batch.bytes);
      for (const bytes of inner.list(5_000, () => inner.blob(262_144))) {
        const { body } = decode<{ body: Uint8Array }>("Transaction", bytes);
        const held = decode<{ chain: string; action: Uint8Array }>("TransactionBody", body);
        assert.equal(held.chain, chain);
        let action: Variant;
        try {
          action = decode<Variant>("Action", held.action);
        } catch {
          continue; // some of them are no action on purpose; a kind that is never read is missed below
        }
        assert.equal(toHex(encode("Action", action as never)), toHex(held.action), action.kind);
        kinds.set(action.kind, (kinds.get(action.kind) ?? 0) + 1);
      }
    }
  });
test("of every kind", () => {
  const schema = JSON.parse(readFileSync(join(import.meta.dirname, "../src/schema.json"), "utf8")) as { variants: { Action: [string, string][] } };
  assert.deepEqual(schema.variants.Action.map(([kind]) => kind).filter((kind) => !kinds.has(kind)), []);
});
