// SPDX-License-Identifier: Apache-2.0
// What a receipt says, in words: typed on the ledger, worded where it is read (docs/schema-1.0.json, "details").
import schema from "./schema.json" with { type: "json" };
import type { Receipt } from "./claims.js";

const rows = new Map(schema.details.map(([what, kind, en, zh]) => [what!, { kind: kind!, en: en!, zh: zh! }]));

/** Fen as "6,005,000.00". */
function yuan(fen: bigint): string {
  const size = fen < 0n ? -fen : fen;
  const whole = String(size / 100n).replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0n ? "-" : ""}${whole}.${String(size % 100n).padStart(2, "0")}`;
}

/** "line 17, amount: 6.00 CNY, at most 5.00 CNY". `field` gives people's word for a field. */
export function detailText(details: Receipt["details"], chinese: boolean, field = (name: string): string => name): string {
  let out = "";
  details.forEach(({ what, number, text }, i) => {
    const { kind, en, zh } = rows.get(what)!;
    out += chinese ? zh : en;
    if (what === "line" && chinese) out += ` ${number} 行`;
    else if (kind === "NUMBER") out += String(number);
    else if (kind === "AMOUNT") out += yuan(number) + (chinese ? " 元" : " CNY");
    else if (kind === "NAME") out += `"${text}"`;
    else if (kind !== "MARK") out += what === "field" ? field(text) : text;
    if (i + 1 < details.length) out += what === "field" ? (chinese ? "：" : ": ") : chinese ? "，" : ", ";
  });
  return out;
}
