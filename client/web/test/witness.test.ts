// SPDX-License-Identifier: Apache-2.0
// The browser's own look into a list, and what the bytes of planned actions are compared with.
import assert from "node:assert/strict";
import { test } from "node:test";
import { differences, planOf } from "../src/desk/plan.js";
import { figure, figuresOf, plain, rowsOf, witness } from "../src/desk/witness.js";
import { encode, type Struct } from "../verifier/src/index.js";
import { workbook, zip } from "./workbook.js";

const codes = ["91440000R00000015B", "91440000R000000236", "91440000R000000319"];
const line = (n: number, name: string, code: string | null, amount: bigint, project = "项目"): Struct => ({ line: n, beneficiary: name, code, project, amount, persons: null, investment: null });
const good = [line(1, "样例甲", codes[0]!, 80_500_000n), line(2, "样例乙", codes[1]!, 70_000_000n)];
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const list = `序号,企业名称,统一社会信用代码,金额（万元）\r\n1,样例甲,${codes[0]},80.5\r\n2,"样例乙",${codes[1]},"70.00"\r\n合计,,,150.5\r\n`;

test("what is signed stands in the file, row by row", async () => {
  const rows = await rowsOf(utf8(list));
  assert.deepEqual(witness(rows, good, new Set()), { compared: 2, found: 2, missing: [], unsigned: [] });
  // a line that is not in the file, an amount that is not, amounts that were exchanged, a line that was left out without a word
  assert.deepEqual(witness(rows, [...good, line(3, "样例丙", codes[2]!, 1n)], new Set()).missing.map((one) => one["line"]), [3]);
  assert.deepEqual(witness(rows, [good[0]!, line(2, "样例乙", codes[1]!, 700_000_000n)], new Set()).missing.map((one) => one["line"]), [2]);
  assert.deepEqual(witness(rows, [line(1, "样例甲", codes[0]!, 70_000_000n), line(2, "样例乙", codes[1]!, 80_500_000n)], new Set()).missing.length, 2);
  assert.deepEqual(witness(rows, [good[0]!], new Set()).unsigned, [{ line: 3, code: codes[1] }]);
  assert.deepEqual(witness(rows, [good[0]!], new Set([3])).unsigned, []); // said to be bad
});

test("texts in every encoding, with every mark between the cells", async () => {
  const found = async (bytes: Uint8Array): Promise<number> => witness(await rowsOf(bytes), good, new Set()).found;
  assert.equal(await found(utf8(`\ufeff${list}`)), 2);
  const utf16 = Buffer.from(`\ufeff${list}`, "utf16le");
  assert.equal(await found(new Uint8Array(utf16)), 2);
  assert.equal(await found(new Uint8Array(Buffer.from(utf16).swap16())), 2);
  for (const mark of ["\t", ";", "|", "，"]) assert.equal(await found(utf8(list.replaceAll(",", mark))), 2, mark);
  assert.equal(await found(utf8(list.replace("80.5", '"805,000.00元"'))), 2);
  assert.equal(await found(utf8(list.replace("样例乙", "样例\n乙").replace(codes[1]!, codes[1]!.replace(/\d/g, (d) => String.fromCharCode(0xff10 + Number(d)))))), 2);
});

test("workbooks: shared and inline texts, figures, formulas, rows that name themselves", async () => {
  const sheet = `<worksheet><sheetData><row r="4"><c r="A4" t="s"><v>0</v></c><c r="B4" t="inlineStr"><is><t>${codes[0]}</t></is></c><c r="C4"><v>80.500000000000014</v></c></row><row r="9"><c t="s"><v>1</v></c><c t="str"><f>X</f><v>${codes[1]}</v></c><c><v>7.0E1</v></c><c/></row><row r="10"/></sheetData></worksheet>`;
  const shared = `<sst><si><t>样例甲</t></si><si><r><t>样例</t></r><r><t xml:space="preserve">乙</t></r><rPh sb="0"><t>读音</t></rPh></si></sst>`;
  for (const stored of [false, true]) {
    const rows = await rowsOf(zip({ "xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": shared, "xl/media/image1.png": "x" }, stored));
    assert.deepEqual(rows.map((row) => row.line), [4, 9]);
    assert.ok(rows[1]!.texts.has("样例乙"));
    assert.equal(witness(rows, good, new Set()).found, 2);
  }
  const rows = await rowsOf(workbook([["企业", "代码", "金额"], ["样例甲", codes[0]!, 80.5], ["样例乙", codes[1]!, 70]]));
  assert.equal(witness(rows, good, new Set()).found, 2);
  await assert.rejects(rowsOf(zip({ a: "b" }).slice(0, -22)));
});

test("figures are compared by value", () => {
  assert.deepEqual(["1,234.50", "007", "0.10", "￥5", "80.5万元", "５"].map(figure), ["1234.5", "7", "0.1", "5", "80.5", "5"]);
  assert.deepEqual(["", "a", "1.2.3", "-1", "1e5"].map(figure), [null, null, null, null, null]);
  assert.deepEqual([1n, 100n, 1_000_000n, 80_500_000n, 12_345_678n].map(figuresOf), [["0.01", "0.000001"], ["1", "0.0001"], ["10000", "1"], ["805000", "80.5"], ["123456.78", "12.345678"]]);
  assert.equal(plain(" 样例　甲​（ＡＢ） "), "样例甲(AB)");
});

test("a plan that says something else than the form or the desk is told", () => {
  const body = { programme: "p1", batch: "b1", title: "b1", document_no: "", published: null, stage: "confirmed", declared_count: 0, declared_total: 0n, source: "", quota: null, lines: good };
  const bytes = (more: object): Uint8Array[] => [encode("Action", { kind: "record_awards", body: { ...body, ...more } } as never)];
  const options = { programme: "p1", batch: "b1" };
  const account = { lines: 2, amount_fen: "150500000" };
  const plan = planOf(bytes({}));
  assert.equal(plan.total, 150_500_000n);
  assert.deepEqual(differences(plan, "award", options, account), []);
  const told = (more: object): string[] => differences(planOf(bytes(more)), "award", options, account).map((one) => one.what);
  assert.deepEqual(told({ programme: "p2" }), ["programme"]);
  assert.deepEqual(told({ batch: "b2" }), ["batch"]);
  assert.deepEqual(told({ title: "x" }), ["title"]);
  assert.deepEqual(told({ stage: "public_notice" }), ["stage"]);
  assert.deepEqual(told({ quota: "q" }), ["quota"]);
  assert.deepEqual(told({ lines: [good[0]!] }), ["lines", "amount_fen"]);
  assert.deepEqual(told({ lines: [good[0]!, line(2, "样例乙", codes[1]!, 70_000_001n)] }), ["amount_fen"]);
  assert.deepEqual(differences(plan, "payment", options, account).map((one) => one.what), ["kind"]);
  assert.throws(() => planOf([Uint8Array.of(1, 2, 3)]));
  assert.throws(() => planOf([new Uint8Array([...bytes({})[0]!, 0])]));
});
