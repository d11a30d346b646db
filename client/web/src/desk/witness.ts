// SPDX-License-Identifier: Apache-2.0
// The browser's own look into the file, without rules of reading: which texts and figures stand in which row. So a desk that signs for
// something else than the file says is seen, whatever it says of its reading. What stands nowhere is not wrong yet (a name that was matched, an
// amount that was split): it is shown.
import { Fault, type Struct } from "../../verifier/src/index.js";
import { amountOf, codeOf, nameOf } from "./plan.js";

export interface FileRow {
  /** As a person counts rows; of a text the line. */
  line: number;
  texts: Set<string>;
  /** Figures as they stand there, without commas: "90", "80.5". */
  numbers: Set<string>;
}

const unfoldedMax = 128 * 1024 * 1024;

/** Full width, blanks and characters that nobody sees do not matter. */
export const plain = (text: string): string => text.normalize("NFKC").replace(/[\p{Cc}\p{Cf}\s]/gu, "");
/** "1,234.50" is "1234.5"; null of what is no figure. */
export function figure(text: string): string | null {
  const found = /^[¥￥]?(\d[\d,]*)(?:\.(\d+))?(?:万元|元|万)?$/.exec(plain(text));
  if (!found) return null;
  const whole = found[1]!.replaceAll(",", "").replace(/^0+(?=\d)/, "");
  const part = (found[2] ?? "").replace(/0+$/, "");
  return part === "" ? whole : `${whole}.${part}`;
}
function add(row: FileRow, text: string): void {
  const own = plain(text);
  if (own === "") return;
  row.texts.add(own);
  const value = figure(own);
  if (value !== null) row.numbers.add(value);
}

// ---- delimited text -------------------------------------------------------------------------------------------------------------

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("gb18030").decode(bytes);
  }
}
/** Cells end at any of the marks that separate them, outside quotes; a quoted cell may go on over line breaks. */
function rowsOfText(text: string): FileRow[] {
  const rows: FileRow[] = [];
  let row: FileRow = { line: 1, texts: new Set(), numbers: new Set() };
  let cell = "", quoted = false, line = 1;
  const endCell = (): void => {
    add(row, cell);
    cell = "";
  };
  const endRow = (): void => {
    endCell();
    if (row.texts.size > 0) rows.push(row);
    row = { line, texts: new Set(), numbers: new Set() };
  };
  for (let i = 0; i < text.length; ++i) {
    const c = text[i]!;
    if (c === "\n") ++line;
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[++i]!;
      else quoted = false;
    } else if (c === '"' && cell.trim() === "") quoted = true;
    else if (c === "\n" || c === "\r") endRow();
    else if (",\t;|，".includes(c)) endCell();
    else cell += c;
  }
  endRow();
  return rows;
}

// ---- workbooks ------------------------------------------------------------------------------------------------------------------

/** The parts of a workbook that hold texts and cells. A zip file's directory stands at its end. */
async function parts(bytes: Uint8Array): Promise<Map<string, string>> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = bytes.length - 22;
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) --end;
  if (end < 0) throw new Fault("malformed", "no workbook");
  const out = new Map<string, string>();
  let at = view.getUint32(end + 16, true), left = unfoldedMax;
  for (let i = view.getUint16(end + 10, true); i > 0; --i) {
    if (view.getUint32(at, true) !== 0x02014b50) throw new Fault("malformed", "the workbook's directory");
    const [method, folded, nameBytes, extraBytes, noteBytes, place] = [view.getUint16(at + 10, true), view.getUint32(at + 20, true), view.getUint16(at + 28, true), view.getUint16(at + 30, true), view.getUint16(at + 32, true), view.getUint32(at + 42, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameBytes));
    at += 46 + nameBytes + extraBytes + noteBytes;
    if (!/(^|\/)(sharedStrings|worksheets\/[^/]+)\.xml$/i.test(name)) continue;
    const begin = place + 30 + view.getUint16(place + 26, true) + view.getUint16(place + 28, true);
    const raw = bytes.slice(begin, begin + folded);
    if (method !== 0 && method !== 8) throw new Fault("malformed", `method ${method}`);
    const stream = new Blob([raw]).stream();
    const reader = (method === 0 ? stream : stream.pipeThrough(new DecompressionStream("deflate-raw"))).getReader();
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      left -= read.value.length;
      if (left < 0) throw new Fault("limit_exceeded", "the workbook unfolds to more than can be looked at");
      chunks.push(read.value as Uint8Array<ArrayBuffer>);
    }
    out.set(name, await new Blob(chunks).text());
  }
  return out;
}
const entities: Record<string, string> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };
const unescaped = (xml: string): string =>
  xml.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (all, hex?: string, digits?: string, name?: string) => (hex || digits ? String.fromCodePoint(Math.min(0x10ffff, hex ? parseInt(hex, 16) : Number(digits))) : (entities[name!] ?? all))).replace(/_x([0-9a-f]{4})_/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));
/** All text within; phonetic hints are none. */
const textOf = (xml: string): string => [...xml.replace(/<(\w+:)?rPh[\s>].*?<\/(\w+:)?rPh>/gs, "").matchAll(/<(?:\w+:)?t(?:\s[^>]*)?>(.*?)<\/(?:\w+:)?t>/gs)].map((found) => unescaped(found[1]!)).join("");

async function rowsOfWorkbook(bytes: Uint8Array): Promise<FileRow[]> {
  const files = await parts(bytes);
  const shared: string[] = [];
  for (const [name, xml] of files) if (/sharedStrings\.xml$/i.test(name)) for (const [, item] of xml.matchAll(/<(?:\w+:)?si(?:\s[^>]*)?(?:\/>|>(.*?)<\/(?:\w+:)?si>)/gs)) shared.push(textOf(item ?? ""));
  const rows: FileRow[] = [];
  for (const [name, xml] of files) {
    if (/sharedStrings\.xml$/i.test(name)) continue;
    let number = 0;
    for (const [, attributes, cells] of xml.matchAll(/<(?:\w+:)?row(\s[^>]*?)?(?:\/>|>(.*?)<\/(?:\w+:)?row>)/gs)) {
      const named = /\sr="(\d+)"/.exec(attributes ?? "");
      number = named ? Number(named[1]) : number + 1;
      const row: FileRow = { line: number, texts: new Set(), numbers: new Set() };
      for (const [, of = "", inner = ""] of (cells ?? "").matchAll(/<(?:\w+:)?c(\s[^>]*?)?(?:\/>|>(.*?)<\/(?:\w+:)?c>)/gs)) {
        const type = /\st="(\w+)"/.exec(of)?.[1] ?? "n";
        const value = unescaped(/<(?:\w+:)?v(?:\s[^>]*)?>(.*?)<\/(?:\w+:)?v>/s.exec(inner)?.[1] ?? "");
        if (type === "s") add(row, shared[Number(value)] ?? "");
        else if (type === "inlineStr") add(row, textOf(inner));
        // A figure as a person sees it: 15 digits.
        else if (type === "n" && value !== "") add(row, Number.isFinite(Number(value)) ? decimal(Number(Number(value).toPrecision(15))) : value);
        else add(row, value);
      }
      if (row.texts.size > 0) rows.push(row);
    }
  }
  return rows;
}
const decimal = (n: number): string => (Math.abs(n) < 1e21 ? n.toLocaleString("en-US", { useGrouping: false, maximumFractionDigits: 15 }) : String(n));

export async function rowsOf(bytes: Uint8Array): Promise<FileRow[]> {
  return bytes[0] === 0x50 && bytes[1] === 0x4b ? rowsOfWorkbook(bytes) : rowsOfText(decoded(bytes));
}

// ---- the comparison -------------------------------------------------------------------------------------------------------------

export interface Witness {
  /** Lines that were looked for: those that name an enterprise. */
  compared: number;
  /** Lines whose enterprise and amount stand in one row of the file. */
  found: number;
  /** The others. */
  missing: Struct[];
  /** Rows with a credit code that no line is signed for, and that are not said to be left out. */
  unsigned: { line: number; code: string }[];
}

const codePattern = /^[0-9A-HJ-NPQRTUWXY]{18}$/;
/** An amount of fen as figures of 元 and of 万元. */
export function figuresOf(fen: bigint): string[] {
  const cut = (digits: number): string => {
    const text = String(fen).padStart(digits + 1, "0");
    return figure(`${text.slice(0, -digits)}.${text.slice(-digits)}`)!;
  };
  return [cut(2), cut(6)];
}

export function witness(rows: FileRow[], lines: Struct[], leftOut: Set<number>): Witness {
  const byText = new Map<string, FileRow[]>();
  for (const row of rows)
    for (const text of row.texts) {
      const held = byText.get(text);
      if (held) held.push(row);
      else byText.set(text, [row]);
    }
  const out: Witness = { compared: 0, found: 0, missing: [], unsigned: [] };
  const signed = new Set<string>();
  for (const line of lines) {
    const code = codeOf(line), name = nameOf(line), amount = amountOf(line);
    if (code !== "") signed.add(code);
    if (code === "" && name === "") continue;
    ++out.compared;
    const places = [...(byText.get(code) ?? []), ...(byText.get(plain(name)) ?? [])];
    const figures = amount === 0n ? [] : figuresOf(amount);
    if (places.some((row) => amount === 0n || figures.some((one) => row.numbers.has(one)))) ++out.found;
    else out.missing.push(line);
  }
  for (const row of rows)
    for (const text of row.texts) {
      const code = text.toUpperCase();
      if (codePattern.test(code) && !signed.has(code) && !leftOut.has(row.line)) out.unsigned.push({ line: row.line, code });
    }
  return out;
}
