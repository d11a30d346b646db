// Each record as a sentence. A template names the record's members: {code} an enterprise, {programme}, {type} a title, {amount} money; what is
// empty leaves out the whole of its detail. Who did it stands before, where it is known.
import { say } from "./view.svelte.js";

type Words = readonly [zh: string, en: string];
interface Template {
  /** What was done; the signer's department is its subject. */
  say: Words;
  /** Second line, joined by " · ". */
  more?: Words[];
}

const doc: Words = ["依据 {document_no}", "under {document_no}"];
const why: Words = ["{reason}", "{reason}"];
const line: Words = ["{programme} · {batch} 第 {line} 行", "{programme} · {batch}, line {line}"];
const awardLine: Words = ["{programme} · {award_batch} 第 {award_line} 行", "{programme} · {award_batch}, line {award_line}"];

const facts: Record<string, Template> = {
  enterprise_registered: { say: ["登记企业{code}", "registered {code}"], more: [["{name}", "{name}"], ["{place}", "{place}"], ["{registered_on} 设立", "founded {registered_on}"]] },
  programme_created: { say: ["设立专项{id:programme}，预算 {budget}", "created the programme {id:programme} with {budget}"], more: [["{name}", "{name}"], ["{fiscal_year} 年度", "year {fiscal_year}"], doc] },
  batch_opened: { say: ["公布名单“{title}”（{stage}），{declared_total}", "published the list “{title}” ({stage}), {declared_total}"], more: [["{programme} · {batch}", "{programme} · {batch}"], doc] },
  awarded: { say: ["向{code:beneficiary}下达 {amount}", "awarded {amount} to {code:beneficiary}"], more: [["{project}", "{project}"], line, doc] },
  identified: { say: ["确认第 {line} 行的企业为{code}，{amount}", "identified line {line} as {code}, {amount}"], more: [["{programme} · {batch}", "{programme} · {batch}"]] },
  paid: { say: ["向{code}拨付 {amount}", "paid {amount} to {code}"], more: [awardLine, ["{paid_on} 支付", "paid on {paid_on}"]] },
  qualification_defined: { say: ["设立资质{type}", "defined the title {type}"] },
  qualification_issued: { say: ["认定{code:enterprise}为{type}", "recognised {code:enterprise} as {type}"], more: [["{valid_from} 起", "from {valid_from}"], ["至 {valid_to}", "until {valid_to}"], ["{certificate_no}", "{certificate_no}"], doc] },
  qualification_revoked: { say: ["撤销{code}的{type}，自 {effective}", "revoked {type} of {code} from {effective}"], more: [why, ["{banned_to} 前不得申报", "banned until {banned_to}"], doc] },
  department_registered: { say: ["登记部门{name}", "registered the department {name}"] },
  key_registered: { say: ["登记密钥：{department} · {holder}", "registered a key: {department} · {holder}"] },
  key_revoked: { say: ["注销密钥 {key}", "revoked the key {key}"], more: [why] },
  key_rotated: { say: ["更换密钥 {old_key}", "replaced the key {old_key}"] },
  enterprise_key_bound: { say: ["为{code}绑定密钥", "bound a key to {code}"], more: [["{holder}", "{holder}"], doc] },
  credit_rules_set: { say: ["设定信用规则 {version}，自 {effective_from}", "set credit rules {version} from {effective_from}"], more: [doc] },
  credit_recorded: { say: ["记录{code}的信用信息：{credit}", "recorded a credit entry of {code}: {credit}"], more: [["{class}", "{class}"], ["{decided_on} 决定", "decided {decided_on}"], ["公示至 {published_to}", "published until {published_to}"]] },
  credit_withdrawn: { say: ["撤回信用记录 {batch} 第 {line} 行", "withdrew the credit entry {batch}, line {line}"], more: [doc] },
  rating_scale_defined: { say: ["设立评级标准 {scale}", "defined the rating scale {scale}"] },
  rated: { say: ["{code}评级 {grade}", "rated {code} {grade}"], more: [["{scale}", "{scale}"], ["至 {valid_to}", "until {valid_to}"]] },
  document_anchored: { say: ["存入文件“{title}”的哈希", "anchored the document “{title}”"], more: [["{document_no}", "{document_no}"], ["{issued_on}", "{issued_on}"]] },
  calendar_set: { say: ["设定 {year} 年工作日日历", "set the working days of {year}"], more: [doc] },
  programme_amended: { say: ["预算由 {before} 调整为 {budget}", "changed the envelope from {before} to {budget}"], more: [["{programme}", "{programme}"], why, doc] },
  programme_rules_set: { say: ["设定{programme}的规则第 {version} 版", "set version {version} of the rules of {programme}"], more: [doc] },
  quota_allocated: { say: ["分配额度{name}：{amount}", "allocated the quota {name}: {amount}"], more: [["{programme}", "{programme}"], doc] },
  project_entered: { say: ["{code:enterprise}的项目“{project}”入库，申报 {requested}", "entered “{project}” of {code:enterprise}, asking for {requested}"], more: [["{programme}", "{programme}"]] },
  product_listed: { say: ["{code:enterprise}的“{product}”列入目录", "listed “{product}” of {code:enterprise}"], more: [["{valid_from} 起", "from {valid_from}"], ["至 {valid_to}", "until {valid_to}"]] },
  programme_closed: { say: ["关闭专项{programme}", "closed the programme {programme}"], more: [["{summary}", "{summary}"], doc] },
  objected: { say: ["对第 {line} 行提出异议", "objected to line {line}"], more: [["{grounds}", "{grounds}"], ["{programme} · {batch}", "{programme} · {batch}"]] },
  objection_decided: { say: ["裁定异议 {objection}：{upheld:upheld}", "decided objection {objection}: {upheld:upheld}"], more: [why, ["{programme} · {batch}", "{programme} · {batch}"], doc] },
  award_released: { say: ["撤回{beneficiary}的 {amount}", "released {amount} of {beneficiary}"], more: [why, line, doc] },
  payment_acknowledged: { say: ["{code}确认收到 {amount}", "{code} acknowledged {amount}"], more: [["{programme} · {list} 第 {line} 行", "{programme} · {list}, line {line}"]] },
  result_recorded: { say: ["记录{step}：{passed:passed}", "recorded the {step}: {passed:passed}"], more: [awardLine, ["{on}", "{on}"], doc] },
  recovery_demanded: { say: ["向{code}追回 {demanded}", "demanded {demanded} back from {code}"], more: [why, awardLine, doc] },
  recovered: { say: ["{code}退回 {amount}", "{amount} came back from {code}"], more: [["尚欠 {outstanding}", "{outstanding} outstanding"], ["{received_on} 到账", "received {received_on}"]] },
  social_capital_recorded: { say: ["{investor}投入 {amount}", "{investor} invested {amount}"], more: [awardLine, doc] },
  challenge_published: { say: ["发榜“{title}”，{amount}", "published the challenge “{title}”, {amount}"], more: [["揭榜至 {bids_until}", "bids until {bids_until}"], ["{programme}", "{programme}"], doc] },
  bid_recorded: { say: ["{code:enterprise}揭榜“{project}”，{amount}", "{code:enterprise} bid with “{project}”, {amount}"], more: [["{programme} · {challenge}", "{programme} · {challenge}"]] },
  qualification_rule_set: { say: ["设定{type}的规则 {version}，自 {effective_from}", "set the rule {version} of {type} from {effective_from}"], more: [doc] },
  qualification_noticed: { say: ["公示{code:enterprise}申请{type}，至 {notice_to}", "put {code:enterprise} in public notice for {type} until {notice_to}"], more: [doc] },
  qualification_objected: { say: ["对{code}的{type}提出异议", "objected to {type} of {code}"], more: [why] },
  qualification_refused: { say: ["不予认定{code}为{type}", "did not recognise {code} as {type}"], more: [why, doc] },
  qualification_changed: { say: ["{code}的{type}：{change}", "{type} of {code}: {change}"], more: [why, doc] },
  enterprise_renamed: { say: ["{code}由“{former}”更名为“{name}”，自 {effective}", "renamed {code} from “{former}” to “{name}” from {effective}"], more: [doc] },
  enterprise_merged: { say: ["{code}并入{into}，自 {effective}", "{code} merges into {into} from {effective}"], more: [doc] },
  enterprise_dissolved: { say: ["{code}注销，自 {effective}", "{code} is dissolved from {effective}"], more: [doc] },
  credit_repair_requested: { say: ["申请修复信用记录 {batch} 第 {line} 行", "asked to repair the credit entry {batch}, line {line}"] },
  credit_repair_decided: { say: ["裁定信用修复 {batch} 第 {line} 行：{granted:granted}", "decided the repair of {batch}, line {line}: {granted:granted}"], more: [doc] },
  action_parked: { say: ["“{action:action}”等待第二人复核，至 {until}", "“{action:action}” waits for a second person until {until}"] },
  pending_decided: { say: ["复核：{approve:approve}", "checked: {approve:approve}"], more: [why] },
  change_proposed: { say: ["提案：{change}", "proposed: {change}"], more: [["{note}", "{note}"]] },
  change_voted: { say: ["{department}表决：{yes:yes}", "{department} voted: {yes:yes}"] },
  change_decided: { say: ["提案“{change}”：{passed:decided}", "the change “{change}”: {passed:decided}"] },
  target_defined: { say: ["设立目标“{name}”，{year} 年", "defined the target “{name}” for {year}"], more: [doc, ["{source}", "{source}"]] },
  measure_recorded: { say: ["记录目标{target}截至 {on} 的数据", "recorded the figure of {target} as of {on}"], more: [["{note}", "{note}"]] },
  code_admitted: { say: ["记录代码例外{code}：{name}", "admitted the code {code}: {name}"], more: [why, doc] },
};


const actions: Record<string, Template> = {
  register_department: facts["department_registered"]!,
  register_key: facts["key_registered"]!,
  revoke_key: facts["key_revoked"]!,
  register_enterprises: { say: ["登记 {n} 家企业", "registers {n} enterprises"] },
  create_programme: facts["programme_created"]!,
  record_awards: { say: ["公布名单“{title}”（{stage}）{n} 行，{sum}", "records the list “{title}” ({stage}), {n} lines, {sum}"], more: [["{programme} · {batch}", "{programme} · {batch}"], doc] },
  identify_beneficiaries: { say: ["确认 {n} 家企业", "identifies {n} enterprises"], more: [["{programme} · {batch}", "{programme} · {batch}"]] },
  record_payments: { say: ["拨付 {n} 笔，{sum}", "records {n} payments, {sum}"], more: [["{programme} · {list}", "{programme} · {list}"]] },
  define_qualification: facts["qualification_defined"]!,
  issue_qualifications: { say: ["认定{type} {n} 家", "recognises {n} enterprises as {type}"], more: [["{title}", "{title}"], doc] },
  revoke_qualification: facts["qualification_revoked"]!,
  rotate_key: { say: ["更换自己的密钥", "replaces its own key"] },
  bind_enterprise_key: facts["enterprise_key_bound"]!,
  set_credit_rules: facts["credit_rules_set"]!,
  record_credit: { say: ["记录信用信息 {n} 条", "records {n} credit entries"], more: [["{batch}", "{batch}"]] },
  withdraw_credit: facts["credit_withdrawn"]!,
  define_rating_scale: facts["rating_scale_defined"]!,
  record_ratings: { say: ["记录评级 {n} 条", "records {n} ratings"], more: [["{scale}", "{scale}"]] },
  anchor_document: facts["document_anchored"]!,
  set_calendar: facts["calendar_set"]!,
  amend_programme: { say: ["预算调整为 {budget}", "changes the envelope to {budget}"], more: [["{programme}", "{programme}"], why, doc] },
  set_programme_rules: { say: ["设定{programme}的规则", "sets the rules of {programme}"], more: [doc] },
  allocate_quota: facts["quota_allocated"]!,
  register_projects: { say: ["项目入库 {n} 个", "enters {n} projects"], more: [["{programme}", "{programme}"]] },
  record_listings: { say: ["列入目录 {n} 项", "lists {n} products"], more: [["{programme} · {batch}", "{programme} · {batch}"], doc] },
  close_programme: facts["programme_closed"]!,
  file_objection: { say: ["对第 {line} 行提出异议", "objects to line {line}"], more: facts["objected"]!.more! },
  decide_objection: facts["objection_decided"]!,
  withdraw_awards: { say: ["撤回 {n} 行", "withdraws {n} lines"], more: [["{programme} · {batch}", "{programme} · {batch}"], why, doc] },
  acknowledge_payments: { say: ["确认收到 {n} 笔", "acknowledges {n} payments"], more: [["{programme} · {list}", "{programme} · {list}"]] },
  record_results: { say: ["记录{step} {n} 个", "records {n} results: {step}"], more: [["{programme}", "{programme}"], doc] },
  demand_recovery: { say: ["追回 {demanded}", "demands {demanded} back"], more: [awardLine, why, doc] },
  record_recovery: { say: ["到账 {amount}", "records that {amount} came back"], more: [["{programme} · {recovery}", "{programme} · {recovery}"]] },
  record_social_capital: facts["social_capital_recorded"]!,
  publish_challenge: facts["challenge_published"]!,
  record_bids: { say: ["记录揭榜 {n} 个", "records {n} bids"], more: [["{programme} · {challenge}", "{programme} · {challenge}"]] },
  select_bids: { say: ["定榜 {n} 个，{sum}", "selects {n} bids, {sum}"], more: [["{programme} · {challenge}", "{programme} · {challenge}"], doc] },
  set_qualification_rule: facts["qualification_rule_set"]!,
  renew_qualifications: { say: ["{type}续期 {n} 家", "renews {type} of {n} enterprises"], more: [["{title}", "{title}"], doc] },
  review_qualifications: { say: ["复核{type} {n} 家，至 {until}", "reviews {type} of {n} enterprises until {until}"], more: [doc] },
  object_to_qualification: facts["qualification_objected"]!,
  decide_qualifications: { say: ["裁定{type}公示 {n} 家", "decides on {n} notices of {type}"], more: [doc] },
  suspend_qualification: { say: ["暂停{code}的{type}，自 {effective}", "suspends {type} of {code} from {effective}"], more: [why, doc] },
  reinstate_qualification: { say: ["恢复{code}的{type}，自 {effective}", "reinstates {type} of {code} from {effective}"], more: [why, doc] },
  rename_enterprise: { say: ["{code}更名为“{name}”，自 {effective}", "renames {code} to “{name}” from {effective}"], more: [doc] },
  merge_enterprise: facts["enterprise_merged"]!,
  dissolve_enterprise: facts["enterprise_dissolved"]!,
  request_credit_repair: facts["credit_repair_requested"]!,
  decide_credit_repair: facts["credit_repair_decided"]!,
  decide_pending: { say: ["复核交易 {transaction_decided}：{approve:approve}", "checks the transaction {transaction_decided}: {approve:approve}"], more: [why] },
  propose_change: { say: ["提案：{change}", "proposes: {change}"], more: [["{note}", "{note}"]] },
  vote_on_change: { say: ["表决提案 {proposal}：{yes:yes}", "votes on {proposal}: {yes:yes}"] },
  define_target: facts["target_defined"]!,
  record_measure: facts["measure_recorded"]!,
  admit_code: facts["code_admitted"]!,
};

/** Names of actions where only the name is known. */
export const actionTitle = (kind: string): string => (actions[kind] ? say(...actions[kind].say).replace(/[“”（）()：:，,]?\{[^}]*\}[“”（）()，,]?/g, "").trim() || kind : kind);

/** Words for yes and no, by what was asked. */
const yesNo: Record<string, readonly [Words, Words]> = {
  upheld: [["成立", "upheld"], ["不成立", "dismissed"]],
  passed: [["通过", "passed"], ["未通过", "failed"]],
  granted: [["准予", "granted"], ["不予", "refused"]],
  approve: [["通过", "approved"], ["退回", "rejected"]],
  yes: [["赞成", "yes"], ["反对", "no"]],
  decided: [["通过", "passed"], ["否决", "rejected"]],
};
export function yesOrNo(as: string, value: boolean): string {
  const words = yesNo[as]?.[value ? 0 : 1];
  return words ? say(...words) : String(value);
}

/** A piece of a sentence: plain text, or a member of the record; `as` says how it is shown where that is not the member's own way. */
export type Piece = { text: string } | { member: string; as: string };
function pieces(template: string): Piece[] {
  return template.split(/(\{\w+(?::\w+)?\})/).filter((part) => part !== "").map((part) => {
    const found = /^\{(\w+)(?::(\w+))?\}$/.exec(part);
    return found ? { member: found[1]!, as: found[2] ?? found[1]! } : { text: part };
  });
}
export interface Sentence {
  main: Piece[];
  more: Piece[][];
}
function sentence(template: Template | undefined, kind: string): Sentence {
  if (!template) return { main: [{ text: kind }], more: [] };
  return { main: pieces(say(...template.say)), more: (template.more ?? []).map((words) => pieces(say(...words))) };
}
export const factSentence = (kind: string): Sentence => sentence(facts[kind], kind);
export const actionSentence = (kind: string): Sentence => sentence(actions[kind], kind);
export const kindsOfFacts = Object.keys(facts);
export const kindsOfActions = Object.keys(actions);

