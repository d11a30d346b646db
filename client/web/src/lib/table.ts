// SPDX-License-Identifier: Apache-2.0
// Rows as files.

/** With a byte-order mark, which spreadsheets need for Chinese. Amounts are given in yuan with two decimals. */
export function csv(rows: Record<string, unknown>[]): string {
  const cell = (value: unknown): string => {
    const text = value === null || value === undefined ? "" : String(value);
    // A cell that a spreadsheet would take for a formula is shown as text.
    const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const heads = Object.keys(rows[0] ?? {});
  return `\ufeff${[heads.map(cell), ...rows.map((row) => heads.map((head) => cell(row[head])))].map((line) => line.join(",")).join("\r\n")}\r\n`;
}
/** Whole numbers of 64 bits as text. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? String(one) : one), 2)}\n`;
}
