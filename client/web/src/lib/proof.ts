// SPDX-License-Identifier: Apache-2.0
// A verified file in words: one sentence, and the facts that it proves.
import type { Loose } from "./loose.js";
import { type Answer, dayInChina, marksInForce, quorum, speaksOf, type StateKey, type Struct, termOn, type VerifiedBundle } from "../../verifier/src/index.js";
import { decodeEntry } from "../../verifier/src/index.js";
import { actionTitle, receiptWords } from "./facts.js";
import { lastDay } from "../../client/src/folds/titles.js";
import { standing, standingOf, sumsByKind } from "./folds.js";
import { capital, moneyInWords, number, time } from "./format.js";
import { named, say } from "./view.svelte.js";
import { paidWord, word } from "./words.js";

export type Look = "ok" | "not" | "old" | "unread" | "forged";
export interface Words {
  look: Look;
  word: string;
  sentence: string;
  todo: string;
}
type Verified = Exclude<Answer, { fault: unknown }>;

const find = (bundle: VerifiedBundle, register: string): Struct | null => bundle.names.find((one) => one.key.is === register)?.value ?? null;
/** The kind of the programme that an award is of, or that the totals are of: the file proves it. */
const kindOf = (bundle: VerifiedBundle): unknown => (find(bundle, "programme") ?? bundle.value)?.["kind"];
export const missing = (bundle: VerifiedBundle): StateKey[] => bundle.names.filter((one) => one.value === null && one.key.is !== "qualification_notice" && one.key.is !== "credit_standing").map((one) => one.key);

function about(bundle: VerifiedBundle): { enterprise: string; title: string; programme: string } {
  const key = (bundle.subject?.subject ?? bundle.subject ?? {}) as Record<string, string>;
  const name = (register: string): string => {
    const value = find(bundle, register) ?? (bundle.subject?.is === register ? (bundle.value ?? null) : null);
    return value ? named(value) : "";
  };
  return { enterprise: name("enterprise") || (key["code"] ?? ""), title: name("qualification_type") || (key["type"] ?? ""), programme: name("programme") || (key["programme"] ?? key["id"] ?? "") };
}

/** A total does not tell what of it is only in public notice: the programme's and the enterprise's page do. */
const noticeIncluded = (): string => say("，含公示中的", ", what is in public notice included");
/** What became of an investment; nothing of it before anything ended. */
function endedWords({ cost_ended, written_off, returned }: Loose): string {
  if (cost_ended === 0n) return "";
  return say(`，已终结成本 ${moneyInWords(cost_ended)}${written_off > 0n ? `，其中核销 ${moneyInWords(written_off)}` : ""}，累计回收 ${moneyInWords(returned)}`, `; of its cost ended ${moneyInWords(cost_ended)}${written_off > 0n ? `, of it written off ${moneyInWords(written_off)}` : ""}, returned ${moneyInWords(returned)}`);
}

function valid(answer: Verified): string {
  const { bundle, day } = answer;
  const { enterprise, title, programme } = about(bundle);
  switch (bundle.kind) {
    case "title": {
      const known = dayInChina(Number(bundle.block.header.time_ms));
      return say(`${day}，${enterprise}持有“${title}”资格${known < day ? `（据 ${known} 的账本）` : ""}。`, `On ${day} ${enterprise} holds the title “${title}”${known < day ? `, as known on ${known}` : ""}.`);
    }
    case "award": {
      const value = bundle.value!;
      const batch = find(bundle, "award_batch")!;
      const state = word(standingOf(kindOf(bundle), standing(value as never, String(batch["stage"]), batch["objected"] === true), value as never));
      return say(`${value["beneficiary"]}在“${programme}”中的这笔安排：${state}${endedWords(value as Loose)}。`, `This award of “${programme}” to ${value["beneficiary"]}: ${state}${endedWords(value as Loose)}.`);
    }
    case "standing": return say(`${day}，${enterprise}没有有效的行政处罚或失信记录：完整，含被合并企业。`, `On ${day} no adverse credit entry in force blocks ${enterprise}: complete, also of what was merged into it.`);
    case "record": return say("这笔交易已记录并执行。", "This transaction is recorded and done.");
    case "entries": return say("当时记录如此；现状请用资格证明、安排证明。", "So it was recorded then; what it is today, proofs of titles and awards say.");
    case "total": return say(`${enterprise || programme}的合计，一分不差。`, `The totals of ${enterprise || programme}, to the fen.`);
    case "history": {
      const { total } = bundle.entries!;
      return total === 0n ? say("该确切键下没有任何记录。", "Nothing is recorded under exactly this key.") : say(`全部 ${number(total)} 条记录，完整且有序。`, `All ${number(total)} records, complete and in order.`);
    }
    case "absence": return say("该确切键下没有任何记录。", "Nothing is recorded under exactly this key.");
    case "unknown": return ""; // never valid
  }
}
const verdicts: Record<string, readonly [string, string]> = {
  not_begun: ["有效期尚未开始。", "Its term has not begun."], ended: ["有效期已满。", "Its term was over."], revoked: ["资格已被撤销。", "The title was revoked."],
  cascaded: ["因其所依据的资格被撤销而终止，并非本身被撤销。", "It fell with a title that it was built on; it was not itself revoked."], merged: ["因企业合并而终止。", "It ended by a merger."],
  dissolved: ["因企业注销而终止。", "It ended with its enterprise."], suspended: ["资格已暂停。", "The title is suspended."], in_notice: ["公示中，尚未决定。", "It is in public notice and not decided yet."],
  objected: ["对整批的异议成立，不予下达。", "An objection to the whole list was upheld: it is never confirmed."],
  blocked: ["存在有效的行政处罚或失信记录。", "An adverse credit entry is in force."],
  refused: ["已记录，但账本拒绝了它，没有改变任何其他内容。", "It is recorded, and the ledger refused it: it changed nothing else."], pending: ["已记录，当时缺第二人签名，本身未改变任何内容；之后是否复核通过，本文件没有说明。", "It is recorded; it lacked its second signature and changed nothing by itself. Whether it was approved since, the file does not say."],
};

/** What becomes of an award, in the words of its kind. */
function ofAward(verdict: string, kind: unknown): readonly [string, string] | undefined {
  const [zh, en] = kind === "tax_relief" ? ["享受", "used"] : kind === "fund_investment" ? ["投资", "invested"] : ["拨付", "paid"];
  switch (verdict) {
    case "withdrawn": return [`已撤回：未${zh}，也不再${zh}。`, `It was withdrawn: nothing was ${en}, and nothing will be.`];
    case "in_recovery": return [`已${zh}的资金正在追缴。`, `What was ${en} is demanded back.`];
    case "recovered": return [`已${zh}的资金已追回。`, `What was ${en} came back.`];
    case "acceptance_failed": return [`项目验收未通过，不再${zh}；复验通过的除外。`, `Its project did not pass its acceptance: nothing more is ${en}, unless a later one passes.`];
    case "dissolved": return kind === "tax_relief" ? ["企业已注销，余额无人可享受。", "Its enterprise is dissolved: nobody is left to use the rest."] : nobody;
    default: return undefined;
  }
}
const nobody = ["企业已注销，余款无人可收。", "Its enterprise is dissolved: nobody is left to be paid the rest."] as const;

const ofStanding: Record<string, readonly [string, string]> = {
  not_begun: ["本证明只说明其区块之日及以后，不说明此前的日期。", "It speaks of the day of its block and later, and says nothing of a day before."],
  merged: ["该企业已并入另一企业。", "The enterprise was merged into another."], dissolved: ["该企业已注销。", "The enterprise was dissolved."],
};

export function verdictWords(answer: Answer, today: string): Words {
  if ("fault" in answer) {
    if (answer.verdict === "no_proof") return { look: "unread", word: say("不是证明", "Not a proof"), sentence: say("这是别的文件，或另一版本的证明。没有发现伪造。", "It is another kind of file, or a proof of another version. Nothing in it was found to be forged."), todo: say("向出具方要 .credence-proof 文件。", "Ask for the .credence-proof file.") };
    if (answer.verdict === "not_anchored") return { look: "unread", word: say("不在该信任锚之下", "Not under this anchor"), sentence: say("这份证明是为另一个信任起点出具的，从您所持的无从核对。没有发现伪造。", "It was made for another anchor, and yours does not lead to it. Nothing in it was found to be forged."), todo: say("拖入公布的那个信任锚再核对，或请出具方另出一份。", "Drop that anchor, as it was published, and check again; or ask for another proof.") };
    return { look: "forged", word: say("伪造或损坏", "Forged or damaged"), sentence: say("有一项核对不成立。内容不予显示。", "One of the checks failed. Its content is not shown."), todo: say("不要采信，告知出具方。", "Do not rely on it, and tell who gave it to you.") };
  }
  const { verdict, day } = answer;
  if (verdict === "from_future") return { look: "forged", word: say("来自未来", "Of the future"), sentence: say("其区块时间晚于本机时钟：时钟有误，或签名虚假。", "Its block lies ahead of this clock: the clock is wrong, or it was signed falsely."), todo: say("先核对本机时钟；时钟无误则不要采信。", "Check the clock first; if it is right, do not rely on it.") };
  if (verdict === "not_understood" && answer.bundle.kind === "unknown")
    return { look: "unread", word: say("不能理解", "Not understood"), sentence: say("属于更新版本的程序所增加的证明种类：仅其区块已证明。", "It is a proof of a kind that a later version added: its block is proved, and nothing else."), todo: say("请用更新版本的程序查看。", "Look at it with a later version.") };
  if (verdict === "not_understood" && answer.bundle.nothingThere)
    return { look: "unread", word: say("没有记录，不能理解", "Nothing there, not understood"), sentence: say("该确切键下没有任何记录；其含义须由更新版本的程序说明。", "Nothing is recorded under exactly this key; a later version of the program knows what that means."), todo: say("请用更新版本的程序查看。", "Look at it with a later version.") };
  if (verdict === "not_understood")
    return { look: "unread", word: say("已证明，不能理解", "Proved, not understood"), sentence: say("确已记录并签名，但由更新版本的程序写出。", "It is recorded and signed, but by a later version of the program."), todo: say("请用更新版本的程序查看。", "Look at it with a later version.") };
  if (verdict === "too_old")
    return { look: "old", word: say("证明过旧", "Too old"), sentence: day > today ? say("为真，但任何证明都不能说明未来的日期。", "It is true, but no proof speaks of a day that is to come.") : say("为真，但比您允许的更旧。", "It is true, but older than you allow."), todo: say("要一份新的。", "Ask for a new one.") };
  if (verdict === "valid") {
    const unknown = missing(answer.bundle).length > 0;
    return { look: unknown ? "not" : "ok", word: unknown ? say("为真：未登记", "True: not registered") : say("有效", "Valid"), sentence: valid(answer), todo: unknown ? say("核对每一位：查的是否就是这个代码或编号？", "Compare every character: is this exactly what was meant?") : say("可以采信。请核对对象就是您要查的。", "You can rely on it. Compare whom it is about with whom you meant.") };
  }
  const { kind } = answer.bundle;
  if (kind === "title" && verdict === "not_begun" && !speaksOf(answer.bundle.value!, day))
    return { look: "not", word: say("未说明", "Not said"), sentence: say(`本证明不含 ${day} 的情况：此前可能曾经认定。`, `It does not speak of ${day}: there may have been an earlier term.`), todo: say("请看其完整记录。", "Ask for its complete history.") };
  const words = kind === "standing" && ofStanding[verdict] ? ofStanding[verdict]! : ((kind === "award" ? ofAward(verdict, kindOf(answer.bundle)) : undefined) ?? verdicts[verdict] ?? ["", ""]);
  return { look: "not", word: verdict === "refused" ? say("已记录，被拒绝", "Recorded, and refused") : kind === "award" ? word(verdict) : say("不在有效期", "Not in force"), sentence: `${answer.bundle.kind === "title" ? say(`${day}：`, `On ${day}: `) : ""}${say(words[0], words[1])}`, todo: say("不可采信为有效。", "It cannot be relied on as in force.") };
}

export type Fact = { name: string; value: string; mono?: boolean };
/** What a verified file proves, and of whom. */
export function factsOf(answer: Verified, network: string): Fact[] {
  const { bundle, day, ageMs } = answer;
  const out: Fact[] = [];
  const add = (name: string, value: unknown, mono = false): void => {
    if (value !== null && value !== undefined && value !== "") out.push({ name, value: String(value), mono });
  };
  const key = (bundle.subject?.subject ?? bundle.subject ?? {}) as Record<string, string | number>;
  const words = about(bundle);
  if (key["code"]) {
    const kind = String(find(bundle, "enterprise")?.["kind"] ?? "enterprise");
    add(kind === "enterprise" ? say("企业", "Enterprise") : capital(word(kind)), words.enterprise === key["code"] ? "" : words.enterprise);
    add(say("代码", "Code"), key["code"], true);
  }
  if (key["type"]) add(say("资格", "Title"), words.title === key["type"] ? key["type"] : `${words.title} (${key["type"]})`);
  if (bundle.subject && ["programme", "award", "award_batch", "payment", "payment_list"].includes(bundle.subject.subject?.is ?? bundle.subject.is)) add(say("专项", "Programme"), `${words.programme} (${key["programme"] ?? key["id"]})`);
  if (key["batch"]) add(say("批次与行", "List and line"), `${key["batch"]}${key["line"] ? say(` 第 ${key["line"]} 行`, `, line ${key["line"]}`) : ""}`);
  const department = find(bundle, "department");
  if (department) add(say("主管部门", "Department"), named(department));
  for (const one of missing(bundle)) add(say("未登记", "Not registered"), say(`${word(one.is === "qualification_type" ? "title" : one.is)}（该确切键）`, `${one.is} of exactly this key`));
  if (bundle.kind === "title" && bundle.value) {
    const title = bundle.value!, term = termOn(title, day);
    const holder = find(bundle, "enterprise");
    if (holder && holder["kind"] !== "enterprise") add(say("所属", "Belongs to"), holder["belongs_to"] ? say(`${holder["belongs_to"]}（其名称及是否已终止，本文件不作说明）`, `${holder["belongs_to"]}, whose name and whether it has ended this file does not say`) : holder["department"], true);
    add(say("编号", "Number"), term["certificate_no"]);
    add(say("有效期", "Term"), `${term["valid_from"]} – ${term["valid_to"] ?? say("长期", "without end")}${lastDay(term) !== term["valid_to"] ? say(`，复核期内有效至 ${lastDay(term)}`, `, valid in review until ${lastDay(term)}`) : ""}`);
    add(say("终止于", "Ended from"), term["revoked_from"] && `${term["revoked_from"]} ${term["revocation_reason"]}`);
    add(say("依据", "Under"), term["document_no"]);
    for (const one of [...(title["former"] as Struct[]), title])
      if (one !== term) add(one["valid_from"]! < term["valid_from"]! ? say("此前有效期", "Earlier term") : say("其后有效期", "Later term"), `${one["valid_from"]} – ${one["valid_to"] ?? say("长期", "without end")}${one["revoked_from"] ? say(`，终止于 ${one["revoked_from"]}`, `, ended from ${one["revoked_from"]}`) : ""}`);
  }
  if (bundle.kind === "award" && bundle.value) {
    const { project, amount, paid, released, demanded, recovered, cost_ended, written_off, returned } = bundle.value as Loose;
    add(say("类型", "Kind"), word(kindOf(bundle)));
    add(say("项目", "Project"), project);
    add(say("安排", "Awarded"), moneyInWords((amount as bigint) - (released as bigint)) + (released > 0n ? say(`，原安排 ${moneyInWords(amount)}`, `, before release ${moneyInWords(amount)}`) : ""));
    add(paidWord(kindOf(bundle)), moneyInWords(paid));
    if (released > 0n) add(say("已释放", "Released"), moneyInWords(released));
    if (demanded > 0n) add(say("追回", "Demanded back"), `${moneyInWords(demanded)} · ${moneyInWords(recovered)}`);
    if (cost_ended > 0n) add(say("已终结成本", "Cost that ended"), moneyInWords(cost_ended));
    if (written_off > 0n) add(say("核销损失", "Written off"), moneyInWords(written_off));
    if (cost_ended > 0n || returned > 0n) add(say("累计回收", "Returned"), moneyInWords(returned));
  }
  if (bundle.kind === "standing" && bundle.lineage) {
    add(say("适用日期", "Speaks of"), say(`${dayInChina(Number(bundle.block.header.time_ms))} 起`, `${dayInChina(Number(bundle.block.header.time_ms))} and later`));
    for (const { code, mark } of marksInForce(bundle.lineage, day))
      add(say("有效记录", "In force"), say(`${word(mark["class"])}，${mark["decided_on"]} 决定，公示至 ${mark["published_to"]}${code === key["code"] ? "" : `，属于 ${code}`}`, `${word(mark["class"])}, decided ${mark["decided_on"]}, published to ${mark["published_to"]}${code === key["code"] ? "" : `, of ${code}`}`));
    for (const one of bundle.lineage.slice(1)) add(say("被合并企业", "Merged into it"), `${one.code} ${String(one.enterprise!["name"])}`);
  }
  if (bundle.kind === "total" && bundle.value) {
    const { awarded, paid, budget, released, reversed, demanded, recovered } = bundle.value as Loose;
    const some = (name: string, amount: bigint): void => void (amount > 0n && add(name, moneyInWords(amount)));
    if (budget === undefined) {
      const sums = sumsByKind(bundle.value);
      if (sums.length === 0) add(say("安排", "Awarded"), say("无，也未拨付或享受", "nothing, and nothing was paid or used"));
      for (const one of sums) {
        add(say(`${word(one.kind)}，安排`, `${word(one.kind)}, awarded`), moneyInWords(one.awarded) + noticeIncluded());
        add(say(`${word(one.kind)}，${paidWord(one.kind)}`, `${word(one.kind)}, ${paidWord(one.kind).toLowerCase()}`), moneyInWords(one.paid));
        some(say(`${word(one.kind)}，已追回`, `${word(one.kind)}, come back`), one.recovered);
      }
    } else {
      add(say("类型", "Kind"), word(kindOf(bundle)));
      add(say("预算", "Envelope"), moneyInWords(budget));
      add(say("安排合计", "Awarded"), moneyInWords(awarded) + (awarded > 0n ? noticeIncluded() : ""));
      add(say(`${paidWord(kindOf(bundle))}合计`, paidWord(kindOf(bundle))), moneyInWords(paid));
      some(say("已释放", "Released"), released);
      some(kindOf(bundle) === "tax_relief" ? say("调减或取消", "Adjusted or withdrawn") : say("退票或冲销", "Returned or voided"), reversed);
      some(say("追缴", "Demanded back"), demanded);
      some(say("已追回", "Come back"), recovered);
    }
  }
  if (bundle.record) {
    add(say("交易号", "Transaction"), bundle.record.transaction.id, true);
    const { transaction: { action }, receipt } = bundle.record;
    const { programme, batch, list } = (action as Loose)["body"] ?? {};
    add(say("事项", "Action"), actionTitle(action.kind));
    add(say("内容", "Of what"), [programme, batch ?? list].filter(Boolean).join("/"));
    add(say("回执", "Receipt"), receipt.pending ? say("缺第二人签名", "lacks a second signature") : receipt.code === 0 ? say("已执行", "done") : `${receipt.code} ${receiptWords(receipt)}`.trim());
  }
  if (bundle.entries) add(say("记录", "Records"), bundle.kind === "history" ? say(`${number(bundle.entries.total)} 条，完整`, `${number(bundle.entries.total)}, complete`) : say(`第 ${bundle.entries.from + 1n}–${bundle.entries.from + BigInt(bundle.entries.list.length)} 条，共 ${number(bundle.entries.total)} 条`, `${bundle.entries.from + 1n}–${bundle.entries.from + BigInt(bundle.entries.list.length)} of ${number(bundle.entries.total)}`));
  const { header, certificate } = bundle.block;
  const days = Math.floor(ageMs / 86_400_000);
  add(say("截至", "As of"), say(`区块 ${number(header.height)}，${time(header.time_ms)}${days > 0 ? `，${days} 天前` : ""}`, `block ${number(header.height)}, ${time(header.time_ms)}${days > 0 ? `, ${days} ${days === 1 ? "day" : "days"} ago` : ""}`));
  if (bundle.later) add(say("路径", "By way of"), say(`其后的区块 ${number(bundle.trusted.height)}`, `the later block ${number(bundle.trusted.height)}`));
  const set = bundle.signers;
  if (!set) add(say("依据", "Rests on"), say(`信任锚固定的区块 ${number(bundle.trusted.height)}；它由谁签名，不必也没有核对`, `block ${number(bundle.trusted.height)}, which the anchor pins; who signed it was not asked`));
  else {
    const signers = certificate.signatures.map((one) => named(set[one.validator]!)).join(say("、", ", "));
    add(say("签名", "Signed by"), say(`${signers}（${certificate.signatures.length}/${set.length}，最少 ${quorum(set.length)}）`, `${signers} (${certificate.signatures.length} of ${set.length}, ${quorum(set.length)} needed)`));
  }
  add(say("网络", "Network"), network);
  add(say("按哪一天", "Judged for"), day);
  return out;
}
export const entriesOf = (bundle: VerifiedBundle, most: number) => bundle.entries?.list.slice(-most).map(decodeEntry) ?? [];
