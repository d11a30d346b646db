// SPDX-License-Identifier: Apache-2.0
// The one table of words: everything the page says in a fixed word, Chinese and English. Sentences of a single view stand in that view.
import { say } from "./view.svelte.js";

type Words = readonly [zh: string, en: string];

/** Names of values: kinds, stages, roles, classes. */
const values: Record<string, Words> = {
  admin: ["管理", "admin"], registrar: ["登记", "registrar"], programme: ["专项", "programme"], award: ["下达", "award"], pay: ["拨付", "pay"],
  qualify: ["资格认定", "qualify"], audit: ["审计", "audit"], check: ["复核", "check"], govern: ["治理", "govern"], enterprise: ["企业", "enterprise"],
  credit: ["信用", "credit"], measure: ["测量", "measure"],
  industry: ["工信", "industry"], finance: ["财政", "finance"], science: ["科技", "science"], tax: ["税务", "tax"], regulator: ["监管", "regulator"],
  government: ["政府", "government"], party: ["党委", "party"], association: ["协会", "association"], other: ["其他", "other"],
  grant: ["专项补助", "grant"], reward: ["奖励", "reward"], interest_subsidy: ["贷款贴息", "interest subsidy"], fund_investment: ["引导基金投资", "fund investment"],
  tax_relief: ["税收优惠", "tax relief"], challenge: ["揭榜挂帅", "open challenge"], talent_subsidy: ["人才补贴", "talent subsidy"],
  procurement_catalogue: ["政府采购目录", "procurement catalogue"],
  product: ["产品", "product"], project: ["项目", "project"], platform: ["平台", "platform"], place: ["地方", "place"], park: ["园区", "park"],
  laboratory: ["实验室", "laboratory"], team: ["团队", "team"],
  public_notice: ["公示", "public notice"], confirmed: ["下达", "confirmed"],
  honour: ["荣誉", "honour"], licence: ["许可", "licence"], penalty: ["处罚", "penalty"], dishonesty: ["失信", "dishonesty"],
  none: ["无", "none"], minor: ["轻微", "minor"], general: ["一般", "general"], serious: ["严重", "serious"],
  recorded: ["有效", "active"], repair_requested: ["已申请修复", "repair asked for"], repaired: ["已修复", "repaired"],
  withdrawn: ["已撤回", "withdrawn"], acceptance_failed: ["验收未通过", "acceptance failed"],
  milestone: ["里程碑", "milestone"], acceptance: ["验收", "acceptance"], performance: ["绩效评价", "performance"], closing: ["结项", "closing"],
  accepted: ["验收通过", "accepted"], passed: ["通过", "passed"], failed: ["未通过", "failed"],
  excellent: ["优", "excellent"], good: ["良", "good"], fair: ["中", "fair"], poor: ["差", "poor"],
  renewed: ["续期", "renewed"], review_opened: ["开始复核", "put under review"], suspended: ["暂停", "suspended"], reinstated: ["恢复", "reinstated"],
  cascaded: ["连带撤销", "fell with another title"], merged: ["因合并终止", "ended by merger"], carried_over: ["由承继方承接", "carried over"],
  dissolved: ["因注销终止", "ended with the enterprise"], restored: ["恢复（企业终止已撤销）", "restored: its enterprise did not end"],
  returned: ["退票", "returned"], voided: ["冲销", "voided"], amended: ["更正", "amended"], payment_returned: ["退票", "payment returned"],
  payment_voided: ["冲销拨付", "payment voided"],
  recovery: ["追回事项", "demand"], social_capital: ["社会资本条目", "entry of social capital"], fund_return: ["退出、收益或损失", "exit, income or loss"],
  intent: ["事先告知", "notice of intent"], served: ["送达", "served"], heard: ["陈述申辩或听证", "heard"], decided: ["作出追回决定", "decided"], urged: ["催告", "urged to pay"], court: ["申请法院强制执行", "brought to court"],
  interest: ["利息", "interest"], late_charge: ["滞纳金", "late charge"],
  exit: ["退出", "exit"], income: ["收益", "income"], loss: ["损失", "loss"], transfer: ["转让", "transfer"], ipo: ["上市", "public listing"], buy_back: ["回购", "buy-back"], liquidation: ["清算", "liquidation"],
  claimed: ["申报享受", "claimed"], checked: ["已核查", "checked"], adjusted: ["已调整", "adjusted"], part_used: ["部分享受", "used in part"], used: ["已享受", "used"], part_invested: ["部分投资", "invested in part"], invested: ["已投资", "invested"],
  return_withdrawn: ["撤回退出、收益或损失", "exit, income or loss withdrawn"], relief_adjusted: ["调整优惠", "relief adjusted"], relief_withdrawn: ["取消优惠", "relief withdrawn"],
  milestone_withdrawn: ["撤回里程碑", "milestone withdrawn"], acceptance_withdrawn: ["撤回验收", "acceptance withdrawn"], performance_withdrawn: ["撤回绩效评价", "performance withdrawn"],
  demand_withdrawn: ["撤回追回", "demand withdrawn"], receipt_voided: ["冲销追回到账", "receipt voided"], capital_withdrawn: ["撤回社会资本", "social capital withdrawn"], revoked: ["已撤销", "revoked"],
  count: ["数量", "count"], share: ["占比", "share"], amount: ["金额", "amount"],
  open: ["表决中", "open"], rejected: ["否决", "rejected"],
  true: ["是", "yes"], false: ["否", "no"],
  // award standings
  objected: ["异议成立，不予下达", "objected to"], part_paid: ["部分拨付", "paid in part"], paid: ["已拨付", "paid"], closed: ["已结项", "closed"],
  investment_ended: ["投资已全部终结", "investment ended whole"], in_recovery: ["追缴中", "in recovery"], recovered: ["已追回", "paid back"], in_notice: ["公示中", "in notice"],
  // where a challenge is
  bidding: ["揭榜中", "open for bids"], selecting: ["待定榜", "waits for the selection"], notice: ["公示中", "in public notice"], carried_out: ["攻关中", "carried out"], done: ["已验收", "accepted"],
  // what an enterprise sealed
  opened: ["已开启", "opened"], selected: ["入选", "selected"], recorded_bid: ["已揭榜", "recorded"], sealed: ["密封中", "sealed"], to_open: ["待开启", "to be opened"], never_opened: ["密封未开启，不算揭榜", "sealed, never opened: no bid"],
  // what a title is on a day
  not_begun: ["尚未生效", "not yet in force"], ended: ["已到期", "expired"], valid: ["有效", "in force"],
  add_validator: ["增加验证者", "add a validator"], remove_validator: ["移除验证者", "remove a validator"],
  replace_validator_key: ["更换验证者密钥", "replace a validator’s key"], admit_department: ["准入部门", "admit a department"],
  suspend_department: ["暂停或恢复部门", "suspend or restore a department"], change_authority: ["授予或收回角色", "grant or withdraw a role"],
  enable_feature: ["启用功能", "enable a feature"], set_limit: ["设定上限", "set a limit"], appoint_keys: ["补设密钥", "appoint keys"],
  block_transactions: ["每块交易数", "transactions in a block"], block_bytes: ["每块字节数", "bytes of a block"], list_lines: ["名单行数", "lines of a list"],
  idle_seconds: ["空闲秒数", "idle seconds"],
};
/** A value's name in words; as it is where it has none. */
export function word(value: unknown): string {
  const words = Object.hasOwn(values, String(value)) ? values[String(value)] : undefined;
  return words ? say(words[0], words[1]) : String(value);
}

/** What was done with the money of a programme of this kind: paid, used of a tax relief, invested by a fund. */
export const paidWord = (kind: unknown): string => (kind === "tax_relief" ? say("已享受", "Used") : kind === "fund_investment" ? say("投资", "Invested") : say("拨付", "Paid"));
/** Of awards of several kinds: true of each. */
export const paidOrUsed = (): string => say("拨付或享受", "Paid or used");

/** What the members of actions and values are called. */
const members: Record<string, Words> = {
  admin: ["管理员", "administrator"], agency: ["评级机构", "agency"], amount: ["金额", "amount"], authority: ["授予的角色", "roles granted"],
  award_batch: ["下达批次", "award batch"], award_line: ["下达行号", "award line"], ban_years: ["禁止申请年数", "ban, years"], batch: ["批次", "batch"],
  beneficiary: ["受益人", "beneficiary"], bids_until: ["揭榜截止", "bids until"], blocking_credit: ["信用限制类别", "blocking credit class"],
  budget: ["预算", "envelope"], cap: ["单个企业上限", "cap for one enterprise"], carried: ["由承继方承接", "carried over"],
  certificate_no: ["证书编号", "certificate"], challenge: ["榜单", "challenge"], change: ["变更", "change"], checker: ["复核人", "checker"],
  class: ["类别", "class"], code: ["统一社会信用代码", "credit code"], commitment: ["文本承诺值", "commitment"], content: ["内容", "content"],
  corrects: ["更正", "corrects"], credit: ["种类", "kind"], decided_on: ["决定日期", "decided on"], declared_count: ["公布笔数", "declared lines"],
  declared_total: ["公布总额", "declared total"], demanded: ["应追回", "demanded"], department: ["部门", "department"],
  document_hash: ["文件 SHA-256", "document’s SHA-256"], document_no: ["文号", "document"], due: ["期限", "due"], effective: ["生效日期", "effective"],
  effective_from: ["生效起始", "in force from"], effective_to: ["生效截止", "in force to"], enterprise: ["企业", "enterprise"], entry: ["条目", "entry"],
  evidence: ["依据文件", "evidence"], excluded: ["互斥专项", "excludes"], expires: ["表决截止高度", "votes until height"], feature: ["功能", "feature"],
  finance_department: ["财政部门", "finance department"], fiscal_year: ["财政年度", "fiscal year"], fraud: ["弄虚作假", "fraud"], from: ["起始高度", "from height"],
  grade: ["等次", "grade"], grades: ["等级", "grades"], granted: ["准予", "granted"], grounds: ["依据", "grounds"], holder: ["岗位", "post"],
  holidays: ["节假日", "holidays"], id: ["编号", "id"], into: ["并入", "into"], invested_on: ["投资日期", "invested on"], investor: ["投资方", "investor"],
  issue: ["用于认定", "for issuing"], issued_on: ["文件日期", "issued on"], issuer: ["认定部门", "issuer"], key: ["公钥", "public key"], kind: ["类型", "kind"],
  lead_department: ["牵头部门", "lead department"], limit: ["上限", "limit"], line: ["行号", "line"], lines: ["名单", "lines"], list: ["拨付清单", "list"],
  milestone: ["里程碑", "milestone"], milestones: ["里程碑", "milestones"], name: ["名称", "name"], name_en: ["英文名称", "name in English"],
  name_zh: ["中文名称", "name in Chinese"], note: ["说明", "note"], first_day_counts: ["公示首日计入", "first day counted"], notice_days: ["公示天数", "public notice, days"], objection: ["异议", "objection"],
  on: ["日期", "on"], one_project: ["每家限一个项目", "one project each"], overdue_blocks: ["逾期未验收不受理", "overdue acceptance blocks"],
  owner: ["所有部门", "owner"], paid_on: ["支付日期", "paid on"], passed: ["通过", "passed"], performance: ["绩效", "performance"], place: ["地区", "place"],
  plan: ["规划", "plan"], possession: ["持有证明", "proof of possession"], prerequisite: ["前置资格", "needs"], prerequisites: ["前置资格", "needs"],
  product: ["产品", "product"], programme: ["专项", "programme"], project: ["项目", "project"], proposal: ["提案", "proposal"],
  published: ["公布日期", "published"], published_to: ["公示截止", "published to"], quota: ["额度", "quota"], rated_on: ["评定日期", "rated on"],
  reason: ["理由", "reason"], receipt: ["回款", "receipt"], received_on: ["到账日期", "received on"], recognised: ["认定", "recognised"],
  recovery: ["追回", "recovery"], registered_on: ["成立日期", "registered on"], renew: ["用于续期", "for renewals"], requested: ["申报金额", "asked for"],
  required_titles: ["所需资格", "required titles"], role: ["角色", "role"], roles: ["角色", "roles"], rule: ["规则", "rule"], rules: ["规则", "rules"],
  scale: ["评级体系", "scale"], sha256: ["SHA-256", "SHA-256"], size_bytes: ["字节数", "bytes"], source: ["出处", "source"], stage: ["阶段", "stage"],
  step: ["环节", "step"], target: ["目标", "target"], target_kind: ["目标类型", "kind of target"], terms: ["期限", "terms"], title: ["标题", "heading"],
  titles: ["资格", "titles"], tranches: ["分期", "tranches"], transaction_decided: ["被复核的交易", "transaction decided"], approve: ["通过", "approved"],
  type: ["资格", "title"], unit_en: ["英文单位", "unit in English"], unit_zh: ["单位", "unit"], until: ["截止", "until"], upheld: ["成立", "upheld"],
  valid_from: ["有效期起", "valid from"], valid_to: ["有效期止", "valid to"], value: ["数值", "value"], version: ["版本", "version"], whole: ["总量", "whole"],
  belongs_to: ["所属企业", "belongs to"], held_by: ["持有对象", "held by"], task: ["规划任务", "task of the plan"], promised: ["认缴", "promised"], of: ["对应认缴", "fulfils"],
  investment: ["投资", "investment"], investment_before: ["原投资", "investment before"], investor_code: ["投资方代码", "code of the investor"],
  round: ["投资轮次", "round"], stake: ["持股比例（基点）", "stake, in basis points"], persons: ["支持对象", "persons"], person_class: ["人才类别", "class of persons"], conditions: ["条件", "conditions"],
  winners_max: ["中榜上限", "winners, at most"], workdays: ["调休工作日", "worked weekends"], working_days: ["按工作日计", "in working days"],
  year: ["年度", "year"], years: ["年限", "years"], yes: ["赞成", "in favour"], quota_required: ["须有额度", "needs a quota"],
  library_required: ["须先入库", "needs the library"], acceptance_months: ["验收期限（月）", "acceptance, months"], summary: ["总结", "summary"],
};
export function memberName(name: string): string {
  const words = members[name];
  return words ? say(words[0], words[1]) : name;
}
