// SPDX-License-Identifier: Apache-2.0
// The frozen vectors of every release, of each suite: each is read by docs/schema-1.0.json and written again to the same bytes; and what a later version adds is
// not understood, and never taken for something else.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decode, decodeEntry, decodeKey, detailText, encode, encodeKey, Fault, fromHex, type Receipt, toHex } from "../src/index.js";
import { suiteNames } from "../src/hash.js";

interface Row {
  type: string;
  bytes: string;
  reads: Record<string, unknown>;
}
const folder = join(import.meta.dirname, "../../../../tests/data/formats/1.0");
const rows = suiteNames.flatMap((suite) => JSON.parse(readFileSync(join(folder, `${suite}.json`), "utf8")) as Row[]);
for (const type of new Set(rows.map((row) => row.type)))
  test(type, () => {
    for (const { bytes } of rows.filter((row) => row.type === type)) {
      const raw = fromHex(bytes);
      const again = type === "StateKey" ? encodeKey(decodeKey(raw)) : encode(type, decode(type, raw) as never);
      assert.equal(toHex(again), bytes);
    }
  });

const code = (read: () => unknown): string => {
  try {
    read();
    return "ok";
  } catch (error) {
    assert.ok(error instanceof Fault);
    return error.code;
  }
};
/** The struct that begins at `at` and ends the bytes, with one more byte in it. */
function grown(bytes: Uint8Array, at: number, more: number): Uint8Array {
  const out = Uint8Array.from([...bytes, more]);
  const length = new DataView(out.buffer);
  length.setUint32(at, length.getUint32(at, true) + 1, true);
  return out;
}
test("a field, an action, a fact of a later version", () => {
  const action = fromHex(rows.find((row) => row.type === "Action")!.bytes);
  assert.equal(code(() => decode("Action", grown(action, 1, 1))), "not_understood");
  assert.equal(code(() => decode("Action", grown(action, 1, 0))), "malformed", "zeros are no field");
  assert.equal(code(() => decode("Action", Uint8Array.from([200, ...action.slice(1)]))), "not_understood");
  const entry = fromHex(rows.find((row) => row.type === "HistoryEntry")!.bytes);
  const { fact, height } = decodeEntry(entry);
  const size = encode("Fact", fact as never).length;
  entry[entry.length - size] = 200;
  assert.equal(decodeEntry(entry).fact.kind, "unknown");
  assert.equal(decodeEntry(entry).height, height);
  assert.equal(toHex(encode("HistoryEntry", decodeEntry(entry) as never)), toHex(entry));
});
test("details of a receipt in both languages", () => {
  const details: Receipt["details"] = [
    { what: "line", number: 17n, text: "" },
    { what: "field", number: 0n, text: "amount" },
    { what: "amount", number: 123456n, text: "" },
    { what: "at_most_amount", number: 500n, text: "" },
  ];
  assert.equal(detailText(details, false), "line 17, amount: 1,234.56 CNY, at most 5.00 CNY");
  assert.equal(detailText(details, true, () => "金额"), "第 17 行，金额：1,234.56 元，至多 5.00 元");
});
