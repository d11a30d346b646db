// SPDX-License-Identifier: Apache-2.0
// Words of the desk: what can be imported, what is asked of each, and what columns are read as.
import type { List } from "./reading.js";

type Words = readonly [zh: string, en: string];
export const listWords: Record<List, Words> = {
  award: ["安排名单", "Awards"],
  payment: ["拨付清单", "Payments"],
  enterprise: ["企业登记", "Enterprises to register"],
  project: ["项目入库", "Projects"],
  listing: ["采购目录", "Procurement listings"],
  acceptance: ["验收", "Acceptances"],
  performance: ["绩效评价", "Performance results"],
  title: ["资格认定", "Titles"],
};

export interface Field {
  /** The option of the command. */
  option: string;
  words: Words;
  kind: "id" | "text" | "day" | "number" | "stage" | "unit" | "flag";
  needed?: true;
  /** Mostly the list or the rules say it. */
  rare?: true;
}
const programme: Field = { option: "programme", words: ["专项编号", "Programme’s id"], kind: "id", needed: true };
const batch: Field = { option: "batch", words: ["批次编号", "Batch’s id"], kind: "id", needed: true };
const heading: Field = { option: "heading", words: ["名单标题", "Heading"], kind: "text" };
const document: Field = { option: "document-no", words: ["文号", "Document number"], kind: "text" };
const count: Field = { option: "declared-count", words: ["公布的笔数", "Declared lines"], kind: "number", rare: true };
const total: Field = { option: "declared-total", words: ["公布的总额（带单位）", "Declared total, with its unit"], kind: "text", rare: true };
const from: Field = { option: "from", words: ["有效期起（全部行）", "First day of all lines"], kind: "day" };
const to: Field = { option: "to", words: ["有效期止（全部行）", "Last day of all lines"], kind: "day" };
const sheet: Field = { option: "sheet", words: ["工作表", "Sheet"], kind: "text", rare: true };
const unit: Field = { option: "unit", words: ["金额单位（表头未注明时）", "Unit, where the heads do not say it"], kind: "unit", rare: true };
const renumber: Field = { option: "renumber", words: ["重新编号", "Number the lines anew"], kind: "flag", rare: true };

export const fieldsOf: Record<List, Field[]> = {
  award: [programme, batch, { option: "stage", words: ["阶段", "Stage"], kind: "stage" }, heading, document, { option: "published", words: ["公布日期", "Published on"], kind: "day" }, { option: "quota", words: ["额度编号", "Quota’s id"], kind: "id", rare: true }, count, total, unit, sheet, renumber],
  payment: [programme, { option: "list", words: ["清单编号", "List’s id"], kind: "id", needed: true }, count, total, unit, sheet, renumber],
  enterprise: [sheet],
  project: [programme, unit, sheet, renumber],
  listing: [programme, batch, document, from, to, sheet, renumber],
  acceptance: [programme, document, sheet],
  performance: [programme, document, sheet],
  title: [{ option: "title", words: ["资格编号", "Title’s id"], kind: "id", needed: true }, batch, heading, document, from, to, sheet, renumber],
};

/** The role that records it. */
export const roleOf: Record<List, string> = { award: "award", payment: "pay", enterprise: "registrar", project: "award", listing: "award", acceptance: "award", performance: "award", title: "qualify" };

export const columnWords: Record<string, Words> = {
  line: ["序号", "line number"], name: ["企业名称", "enterprise"], code: ["统一社会信用代码", "credit code"], project: ["项目", "project"], product: ["产品", "product"], amount: ["金额", "amount"],
  award_batch: ["下达批次", "award batch"], award_line: ["下达序号", "award line"], paid_on: ["支付日期", "paid on"], reversed_on: ["退回日期", "returned on"], registered_on: ["成立日期", "founded"], place: ["地区", "place"],
  certificate_no: ["证书编号", "certificate"], valid_from: ["有效期起", "valid from"], valid_to: ["有效期止", "valid to"], reason: ["理由", "reason"], result: ["结论", "result"], term: ["有效期", "term"],
};
export const questionWords: Record<string, Words> = {
  column: ["列", "Column"], unit: ["单位", "Unit"], row: ["行", "Row"], total: ["合计", "Total"], hidden: ["隐藏的行", "Hidden rows"], struck: ["划去的行", "Rows struck through"], unseen: ["看不见的行", "Rows out of sight"], refused: ["标明未通过或取消的行", "Rows marked as refused"], merged: ["合并的金额", "Merged amount"], name: ["企业", "Enterprise"], large: ["金额很大的行", "Very large amounts"], comment: ["有批注的行", "Rows with comments"], recorded: ["与记录不同", "Differs from the record"],
  sheet: ["其他工作表", "Another sheet"], number: ["证书编号", "Certificate number"], note: ["否定部分行的备注", "Notes that say no of lines"], about: ["属于其他资格或资金的行", "Rows about something else"], person: ["疑似个人信息", "Perhaps about a person"],
};
