// SPDX-License-Identifier: Apache-2.0
// What the node's index finds (docs/api.md, "Search and lists"): hints, each of which is asked for with its proof before it is shown as a fact.
import { Fault, Problem, type Reading, type Row, type StateKey, type Struct } from "../../client/src/index.js";
import { departmentName, learn, nameAll, programmeName } from "./names.svelte.js";
import { named, say, view } from "./view.svelte.js";

export const kinds = ["enterprise", "programme", "department", "title", "target", "batch", "document", "key"] as const;
type Thing = (typeof kinds)[number];
/** What a number or a word was taken for, apart from things of the register. */
export type Kind = Thing | "block" | "transaction";

export interface Hit {
  kind: Kind;
  /** What is registered like an enterprise, and is none: a product, a park. */
  holder?: string;
  name: string;
  note: string;
  /** Where it is shown; empty where it has no view of its own. */
  link: string;
  /** False: the node names it, and the ledger holds no such thing now. */
  proved: boolean;
}
export interface Found {
  hits: Hit[];
  /** Of the next page; none: it is the last. */
  next: string;
  /** Up to which block the index goes; null: it is being made. */
  height: number | null;
  /** Code of an enterprise that was asked for and is proved not to be registered. */
  absent: string;
}
export const codeOf = (text: string): string | null => {
  const code = text.normalize("NFKC").toUpperCase().replace(/\s/g, "");
  return /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(code) && /\d/.test(code) ? code : null;
};
/** As names are compared: case, width, blanks and brackets make no difference. */
const folded = (text: string): string => text.normalize("NFKC").toLowerCase().replace(/[\s()[\]{}<>“”"'‘’《》〈〉【】（）]/g, "");

/** A page of what a word finds, of one kind or of all; without a word a page of the list of this kind. */
export async function find(at: Reading, word: string, kind: string, cursor: string): Promise<Found> {
  const lists = { enterprise: "/v1/enterprises", programme: "/v1/programmes", department: "/v1/departments", title: "/v1/qualifications", target: "/v1/targets" } as const;
  const page = await at.rows(word ? "/v1/search" : lists[kind as keyof typeof lists] ?? lists.enterprise, { ...(word && { q: word }), ...(word && kind && { kind: kind as Thing }), ...(cursor && { cursor }) });
  const keyed = page.found.flatMap(({ row, key, value }) => (key ? [{ kind: row.kind as Kind, key, value }] : []));
  const code = codeOf(word);
  const isCode = ({ key }: { key: StateKey }): boolean => key.is === "enterprise" && key["code"] === code;
  if (code && cursor === "" && !keyed.some(isCode)) {
    const key = { is: "enterprise", code };
    keyed.unshift({ kind: "enterprise", key, value: await at.value(key) });
  }
  const others = await Promise.all(page.found.filter((one) => one.row.key === null).map((one) => recorded(at, one.row)));
  keyed.forEach(({ key, value }) => learn(key, value));
  await nameAll(at, keyed.flatMap(({ key, value }) => (value ? [{ ...value, programme: (key["programme"] ?? null) as string | null }] : [])));
  const absent = code !== null && keyed.find(isCode)?.value === null ? code : "";
  const hits = keyed.filter((one) => !(absent && isCode(one))).map((one) => hit(one.kind, one.key, one.value, word));
  return { hits: [...others.flat(), ...hits], next: page.next ?? "", height: page.height, absent };
}

/** Blocks and transactions come from the ledger itself. */
async function recorded(at: Reading, row: Row): Promise<Hit[]> {
  if (row.kind === "block") {
    if (row.id === "0") return [];
    const { header } = await at.block(BigInt(row.id));
    return [{ kind: "block", name: say(`区块 ${header.height}`, `Block ${header.height}`), note: say(`${header.transaction_count} 笔交易`, `${header.transaction_count} transactions`), link: view.link(["block", header.height]), proved: true }];
  }
  if (row.kind !== "transaction") throw new Fault("wrong_subject", row.kind);
  try {
    const { transaction, block } = await at.transaction(row.id);
    return [{ kind: "transaction", name: `${transaction.id.slice(0, 16)}…`, note: say(`区块 ${block.header.height}`, `block ${block.header.height}`), link: view.link(["tx", transaction.id]), proved: true }];
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return [{ kind: "transaction", name: row.id, note: "", link: view.link(["tx", row.id]), proved: false }];
  }
}

const text = (value: Struct | null, name: string): string => String(value?.[name] ?? "");
function hit(kind: Kind, key: StateKey, value: Struct | null, word: string): Hit {
  const id = (name: string): string => String(key[name] ?? "");
  const out = (name: string, note: (string | false)[], link: string): Hit => ({ kind, name: value ? name : "", note: note.filter(Boolean).join(" · "), link, proved: value !== null });
  switch (key.is) {
    case "enterprise": {
      const found = out(text(value, "name"), [id("code"), text(value, "place"), former(value, word)], view.link(["enterprise", id("code")]));
      return value && value["kind"] !== "enterprise" ? { ...found, holder: text(value, "kind") } : found;
    }
    case "programme": return out(text(value, "name"), [id("id"), text(value, "document_no")], view.link(["programme", id("id")]));
    case "department": return out(value ? named(value) : "", [id("id")], view.link(["department", id("id")]));
    case "qualification_type": return out(value ? named(value) : "", [id("type")], view.link(["title", id("type")]));
    case "target": return out(value ? named(value) : "", [id("id")], value ? view.link(["department", text(value, "department")]) : "");
    case "award_batch": return out(text(value, "title"), [`${programmeName(id("programme"))} ${id("batch")}`, text(value, "document_no")], view.link(["programme", id("programme")], { batch: id("batch") }));
    case "document": return out(text(value, "title"), [text(value, "document_no"), departmentName(text(value, "department")), id("sha256").slice(0, 16)], value ? view.link(["department", text(value, "department")]) : "");
    case "signer": return out(text(value, "holder"), [departmentName(text(value, "department")), id("key").slice(0, 16)], value ? view.link(["department", text(value, "department")]) : "");
    default: return out(key.is, [], "");
  }
}
/** A former name, where the word stands in that and not in the present one. */
function former(value: Struct | null, word: string): string | false {
  const wanted = folded(word);
  if (!value || wanted === "" || folded(text(value, "name")).includes(wanted)) return false;
  const held = (value["former_names"] as { name: string; until: string }[]).find((one) => folded(one.name).includes(wanted));
  return held ? say(`曾用名 ${held.name}（至 ${held.until}）`, `formerly ${held.name} (until ${held.until})`) : false;
}
