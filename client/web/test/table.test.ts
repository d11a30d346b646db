// SPDX-License-Identifier: Apache-2.0
// Exported tables: what a spreadsheet reads is what was shown, and no cell is run.
import assert from "node:assert/strict";
import { test } from "node:test";
import { csv, json } from "../src/lib/table.js";

test("cells are quoted, numbers stay numbers, and formulas become text", () => {
  const rows = [{ name: '样例"企业", 一', amount: "-12.50", n: 3n, note: null, formula: "=HYPERLINK(1)", plus: "+86", at: "@x", dash: "-x" }];
  assert.equal(csv(rows), '\ufeffname,amount,n,note,formula,plus,at,dash\r\n"样例""企业"", 一",-12.50,3,,\'=HYPERLINK(1),\'+86,\'@x,\'-x\r\n');
  assert.equal(csv([]), "\ufeff\r\n\r\n".slice(0, 3));
});
test("amounts beyond what a double holds are text", () => {
  assert.equal(JSON.parse(json([{ fen: 9007199254740993n }]))[0].fen, "9007199254740993");
});
