// SPDX-License-Identifier: Apache-2.0
#include "client/words/facts.h"

#include "client/base/written.h"
#include "client/words/enum_words.h"
#include "client/words/recovery_words.h"

namespace credence {
namespace {

std::string term(const QualificationLine& line, Language language) {
  const bool zh = language == Language::zh;
  if (!line.valid_to) return zh ? line.valid_from.iso() + " 起" : "from " + line.valid_from.iso();
  return line.valid_from.iso() + (zh ? " 至 " : " to ") + line.valid_to->iso();
}

std::string award_of(const Id& programme, const Id& batch, std::uint32_t line) {
  return programme + "/" + batch + (line > 0 ? "#" + std::to_string(line) : "");
}

std::string stage(AwardStage value, Language language) {
  return std::string(stage_words(value).in(language));
}

std::string with_document(std::string text, const DocumentNo& document, Language language) {
  if (!text.empty() && !document.empty()) text += Words{", ", "，"}.in(language);
  return text + document;
}

std::string code_of(const std::optional<Uscc>& code) { return code ? std::string(text_of(*code)) : "-"; }
std::string day_text(const std::optional<Date>& day) { return day ? day->iso() : "-"; }

struct Describe {
  Language language;
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(language));
  }
  [[nodiscard]] const Name& name(const Name& en, const Name& zh) const {
    return language == Language::zh ? zh : en;
  }
  [[nodiscard]] std::string with_document(const std::string& text, const DocumentNo& document) const {
    return credence::with_document(text, document, language);
  }
  [[nodiscard]] std::string money(Fen amount) const { return money_text(amount, language); }
  /// What is asked for, or came, beside the money itself; then more follows.
  [[nodiscard]] std::string beside(const Charges& charges) const {
    const std::string text = charges_text(charges, language);
    return text.empty() ? text : say("beside it ", "另有") + text + say("; ", "；");
  }
  [[nodiscard]] static std::string before(const std::string& mark, const std::string& text) {
    return text.empty() ? text : mark + text;
  }

  /// The project, and of a fund's investment its round.
  [[nodiscard]] std::string invested(const AwardLine& line) const {
    if (!line.investment) return line.project;
    return line.project + (line.project.empty() ? "" : say(", ", "，")) +
           investment_text(*line.investment, language);
  }

  FactText operator()(const LaterFact& f) const {
    return {say("not understood", "不能理解"),
            {},
            say("recorded by a later version of the program: kind ", "由更新版本的程序记录，类别 ") +
                std::to_string(f.number),
            {},
            {}};
  }
  FactText operator()(const EnterpriseRegistered& f) const {
    std::string detail = f.line.name;
    if (f.line.place) detail += (language == Language::zh ? "，" : ", ") + *f.line.place;
    if (f.line.registered_on)
      detail += (language == Language::zh ? "，成立 " : ", founded ") + f.line.registered_on->iso();
    return {say("registered", "登记"), {}, detail, {}, f.line.name};
  }
  FactText operator()(const ProgrammeCreated& f) const {
    return {say("programme", "设立专项"), f.programme.id, f.programme.name, f.programme.budget, {}};
  }
  FactText operator()(const BatchOpened& f) const {
    std::string detail =
        with_document(f.title + say(" (", "（") + stage(f.stage, language) + say(")", "）"), f.document_no);
    // Of the whole batch: in the history of one enterprise it is no amount of its own.
    if (f.declared_count > 0)
      detail += say(", declared ", "，公布 ") + counted(f.declared_count, noun::kAwardLine, language) +
                say(", ", "，") + money(f.declared_total);
    return {say("batch", "批次"), f.programme + "/" + f.batch, detail, std::nullopt, {}};
  }
  FactText operator()(const Awarded& f) const {
    return {say("award", "安排") + (f.stage == AwardStage::public_notice ? say(" (notice)", "（公示）") : ""),
            f.programme + "/" + f.batch + "#" + std::to_string(f.line.line),
            with_document(invested(f.line), f.document_no), f.line.amount, f.line.beneficiary};
  }
  FactText operator()(const Identified& f) const {
    return {say("identified", "确认主体"), f.programme + "/" + f.batch + "#" + std::to_string(f.line),
            with_document(f.project, f.document_no), f.amount, std::string(text_of(f.code))};
  }
  FactText operator()(const Paid& f) const {
    return {say("payment", "拨付"),
            f.programme + "/" + f.line.award_batch + "#" + std::to_string(f.line.award_line),
            say("paid on ", "支付日期 ") + f.line.paid_on.iso() + say(", list ", "，清单 ") + f.list + "#" +
                std::to_string(f.line.line),
            f.line.amount, std::string(text_of(f.line.code))};
  }
  FactText operator()(const QualificationDefined& f) const {
    return {say("title defined", "设立资格"), f.type.type, name(f.type.name_en, f.type.name_zh), {}, {}};
  }
  FactText operator()(const QualificationIssued& f) const {
    return {say("title", "认定"), f.type, term(f.line, language), {}, f.line.enterprise};
  }
  FactText operator()(const QualificationRevoked& f) const {
    return {say("revoked", "撤销"),
            f.revocation.type,
            f.revocation.effective.iso() + say(": ", "：") + f.revocation.reason,
            {},
            std::string(text_of(f.revocation.code))};
  }
  FactText operator()(const DepartmentRegistered& f) const {
    return {say("department", "部门登记"),
            f.department.id,
            name(f.department.name_en, f.department.name_zh),
            {},
            {}};
  }
  FactText operator()(const KeyRegistered& f) const {
    const std::string roles = roles_text(f.key.roles, language);
    return {say("key", "密钥登记"), roles, f.key.holder + " " + key_id(f.key.key).hex(), {}, {}};
  }
  FactText operator()(const KeyRevoked& f) const {
    return {say("key revoked", "密钥注销"), {}, f.key.key.hex() + " " + f.key.reason, {}, {}};
  }
  FactText operator()(const KeyRotated& f) const {
    return {say("key rotated", "密钥更换"), {}, f.old_key.hex() + " → " + key_id(f.key).hex(), {}, {}};
  }
  FactText operator()(const EnterpriseKeyBound& f) const {
    return {say("enterprise key", "企业密钥绑定"),
            std::string(text_of(f.key.code)),
            f.key.holder + " " + key_id(f.key.key).hex() +
                (f.key.document_no.empty() ? "" : " " + f.key.document_no),
            {},
            {}};
  }
  FactText operator()(const CalendarSet& f) const {
    return {say("calendar", "工作日日历"),
            {},
            std::to_string(f.calendar.year) + " " + f.calendar.document_no,
            {},
            {}};
  }
  FactText operator()(const ProgrammeAmended& f) const {
    return {
        say("budget amended", "预算调整"), f.amendment.programme, f.amendment.reason, f.amendment.budget, {}};
  }
  FactText operator()(const ProgrammeRulesSet& f) const {
    return {say("rules", "专项规则"),
            f.rules.programme,
            say("version ", "版本 ") + std::to_string(f.version),
            {},
            {}};
  }
  FactText operator()(const QuotaAllocated& f) const {
    return {
        say("quota", "分配额度"), f.quota.programme + "/" + f.quota.quota, f.quota.name, f.quota.amount, {}};
  }
  FactText operator()(const ProjectEntered& f) const {
    return {say("project entered", "项目入库"), f.programme, f.line.project, f.line.requested,
            f.line.enterprise};
  }
  FactText operator()(const ProductListed& f) const {
    std::string detail = f.line.product + " " + f.line.valid_from.iso();
    if (f.line.valid_to) detail += say(" to ", " 至 ") + f.line.valid_to->iso();
    if (!f.reason.empty()) detail += say(": ", "：") + f.reason;
    return {f.taken_off ? say("taken off the catalogue", "撤出目录") : say("listed", "列入目录"),
            f.programme + "/" + f.batch,
            with_document(detail, f.document_no),
            {},
            f.line.enterprise};
  }
  FactText operator()(const ProgrammeClosed& f) const {
    return {say("programme closed", "关闭专项"), f.closing.programme, f.closing.summary, {}, {}};
  }
  FactText operator()(const Objected& f) const {
    return {say("objection", "提出异议") + " " + std::to_string(f.number),
            award_of(f.objection.programme, f.objection.batch, f.objection.line),
            f.objection.grounds,
            {},
            {}};
  }
  FactText operator()(const ObjectionDecided& f) const {
    return {
        f.decision.upheld ? say("objection upheld", "异议成立") : say("objection dismissed", "异议不成立"),
        award_of(f.decision.programme, f.decision.batch, 0),
        f.decision.reason,
        {},
        {}};
  }
  FactText operator()(const AwardReleased& f) const {
    // A closing gives no reason of its own; a withdrawal, and an objection that is upheld, have one.
    return {say("released", "释放安排"), award_of(f.programme, f.batch, f.line),
            f.reason.empty() ? say("closed", "结项") : std::string(f.reason), f.amount, f.beneficiary};
  }
  FactText operator()(const AwardAmended& f) const {
    std::string detail = f.reason;
    const auto changed = [&](const std::string& before, const std::string& now) {
      if (before != now) detail += say("; ", "；") + before + " → " + now;
    };
    changed(f.beneficiary_before, f.line.beneficiary);
    changed(code_of(f.code_before), code_of(f.line.code));
    changed(f.project_before, f.line.project);
    changed(money(f.amount_before), money(f.line.amount));
    const auto round = [this](const std::optional<FundInvestment>& one) {
      return one ? investment_text(*one, language) : "-";
    };
    changed(round(f.investment_before), round(f.line.investment));
    return {say("award amended", "更正安排"), award_of(f.programme, f.batch, f.line.line),
            with_document(detail, f.document_no), f.line.amount, f.line.beneficiary};
  }
  FactText operator()(const BatchAmended& f) const {
    std::string detail = f.reason;
    if (f.total_before != f.declared_total)
      detail += say("; declared ", "；公布总额 ") + money(f.total_before) + " → " + money(f.declared_total);
    if (f.published_before != f.published)
      detail +=
          say("; published ", "；公布日期 ") + day_text(f.published_before) + " → " + day_text(f.published);
    return {say("batch amended", "更正批次"),
            f.programme + "/" + f.batch,
            with_document(detail, f.document_no),
            {},  // what is declared is no money that moves: it stands in the detail
            {}};
  }
  FactText operator()(const PaymentReversed& f) const {
    return {
        f.kind == Reversal::returned ? say("payment returned", "退票") : say("payment voided", "冲销拨付"),
        award_of(f.programme, f.award_batch, f.award_line),
        with_document(f.line.on.iso() + say(": ", "：") + f.line.reason + say("; paid on ", "；原支付日期 ") +
                          f.paid_on.iso() + say(", list ", "，清单 ") +
                          award_of(f.programme, f.list, f.line.line),
                      f.document_no),
        f.amount, std::string(text_of(f.code))};
  }
  FactText operator()(const EnterpriseRestored& f) const {
    std::string detail = f.restoration.reason + say("; not ended on ", "；原终止日期 ") + f.ends_on.iso();
    if (f.into) detail += say(", not merged into ", "，原承继企业 ") + std::string(text_of(*f.into));
    return {f.end == EnterpriseEnd::merged ? say("merger undone", "撤销合并")
                                           : say("dissolution undone", "撤销注销"),
            std::string(text_of(f.restoration.code)),
            with_document(detail, f.restoration.document_no),
            {},
            {}};
  }
  FactText operator()(const PaymentAcknowledged& f) const {
    return {say("acknowledged", "确认收款"),
            award_of(f.programme, f.list, f.line),
            {},
            f.amount,
            std::string(text_of(f.code))};
  }
  FactText operator()(const ResultRecorded& f) const {
    const std::string on = say(", ", "，") + f.line.on.iso();
    const std::string passed = (f.line.passed ? say("passed", "通过") : say("failed", "未通过")) + on;
    const std::string about = award_of(f.programme, f.line.award_batch, f.line.award_line);
    switch (f.step) {
      case ResultStep::milestone:
        return {say("milestone", "里程碑"), about, std::to_string(f.line.milestone) + " " + passed, {}, {}};
      case ResultStep::acceptance:
        return {say("acceptance", "验收"), about, passed, {}, {}};
      case ResultStep::performance:
        return {say("performance", "绩效评价"),
                about,
                std::string(grade_words(f.line.grade).in(language)) + on,
                {},
                {}};
      case ResultStep::closing:
        return {say("closed", "结项"), about, f.line.on.iso(), {}, {}};
    }
    return {};
  }
  FactText operator()(const ResultWithdrawn& f) const {
    const std::string number = f.step == ResultStep::milestone ? std::to_string(f.line.milestone) + ", " : "";
    return {
        std::string(correction_words(correction_of(f.step)).in(language)),
        award_of(f.programme, f.line.award_batch, f.line.award_line),
        with_document(number + f.reason + say("; recorded for ", "；原日期 ") + f.on.iso(), f.document_no),
        {},
        std::string(text_of(f.code))};
  }
  FactText operator()(const EntryWithdrawn& f) const {
    const WithdrawEntry& w = f.withdrawal;
    return {std::string(correction_words(correction_of(w.kind)).in(language)), w.programme + "/" + w.entry,
            with_document(w.reason, w.document_no), std::max({f.amount, f.promised, f.proceeds}),
            f.code ? std::string(text_of(*f.code)) : ""};
  }
  FactText operator()(const ReceiptVoided& f) const {
    const VoidReceipt& v = f.voiding;
    return {std::string(correction_words(CorrectionKind::receipt_voided).in(language)),
            v.programme + "/" + v.recovery,
            with_document(say("receipt ", "到账 ") + std::to_string(v.receipt) + say(": ", "：") + v.reason +
                              say("; recorded for ", "；原日期 ") + f.received_on.iso(),
                          v.document_no),
            f.amount, std::string(text_of(f.code))};
  }
  FactText operator()(const RecoveryDemanded& f) const {
    return {f.before == 0 ? say("recovery", "追回") : say("recovery amended", "追回调整"),
            f.demand.programme + "/" + f.demand.recovery, beside(f.demand.charges) + f.demand.reason,
            f.demand.demanded, std::string(text_of(f.code))};
  }
  FactText operator()(const Recovered& f) const {
    return {say("recovered", "追回到账"), f.receipt.programme + "/" + f.receipt.recovery,
            beside(f.receipt.charges) + say("outstanding ", "尚欠 ") + money(f.outstanding) +
                before(say(", ", "，"), charges_text(f.charges_outstanding, language)),
            f.receipt.amount, std::string(text_of(f.code))};
  }
  FactText operator()(const RecoveryStepRecorded& f) const {
    const TakeRecoveryStep& s = f.step;
    return {s.withdrawn ? say("step of a recovery taken back", "撤回追回程序记录")
                        : say("step of a recovery", "追回程序"),
            s.programme + "/" + s.recovery,
            step_text({s.step, s.on, s.due, s.document_no, s.note}, language),
            {},
            std::string(text_of(f.code))};
  }
  FactText operator()(const HolderRegistered& f) const {
    std::string detail = std::string(kind_words(f.line.kind).in(language)) + say(" ", "：") + f.line.name;
    if (f.line.belongs_to) detail += say(", of ", "，属于 ") + std::string(text_of(*f.line.belongs_to));
    if (!f.line.department.empty()) detail += say(", of ", "，属于 ") + f.line.department;
    return {say("holder registered", "登记持有对象"), std::string(text_of(f.code)), detail, {}, f.line.name};
  }
  FactText operator()(const SocialCapitalRecorded& f) const {
    return {f.capital.promised ? say("social capital promised", "社会资本认缴")
                               : say("social capital", "社会资本"),
            award_of(f.capital.programme, f.capital.award_batch, f.capital.award_line),
            f.capital.investor + (f.capital.investor_code ? " " + code_of(f.capital.investor_code) : ""),
            f.capital.amount, f.code ? code_of(f.code) : ""};
  }
  FactText operator()(const FundReturnRecorded& f) const {
    const RecordFundReturn& r = f.fund_return;
    std::string detail = r.programme + "/" + r.entry;
    if (r.way != ExitWay::none) detail += say(", ", "，") + std::string(way_words(r.way).in(language));
    if (r.cost > 0) detail += say(", of a cost of ", "，对应成本 ") + money(r.cost);
    return {std::string(return_words(r.kind).in(language)) + say(" of an investment", "（基金投资）"),
            award_of(r.programme, r.award_batch, r.award_line),
            with_document(detail + say(", on ", "，日期 ") + r.on.iso(), r.document_no), r.proceeds,
            std::string(text_of(f.code))};
  }
  FactText operator()(const ReliefRecorded& f) const {
    const ReliefLine& l = f.line;
    std::string detail = say("on ", "日期 ") + l.on.iso() + say(", period ", "，所属期 ") +
                         l.period_from.iso() + say(" to ", " 至 ") + l.period_to.iso() +
                         say(", list ", "，清单 ") + award_of(f.programme, f.list, l.line);
    if (f.step > ReliefStep::checked) detail += say("; before ", "；原为 ") + money(f.before);
    if (!f.reason.empty()) detail += say(": ", "：") + f.reason;
    return {say("relief ", "税收优惠") + std::string(relief_words(f.step).in(language)),
            award_of(f.programme, l.award_batch, l.award_line), with_document(detail, f.document_no),
            l.amount, std::string(text_of(f.code))};
  }
  FactText operator()(const ChallengePublished& f) const {
    return {say("challenge", "发榜"),
            f.challenge.programme + "/" + f.challenge.challenge,
            f.challenge.title + say(", bids to ", "，揭榜截止 ") + f.challenge.bids_until.iso(),
            f.challenge.amount,
            {}};
  }
  FactText operator()(const BidRecorded& f) const {
    std::string detail = f.line.project;
    if (f.members.size() > 1) detail += say("; consortium: ", "；联合体：") + members_text(f.members);
    return {f.members.empty() ? say("bid", "揭榜") : say("sealed bid opened", "密封揭榜开启"),
            award_of(f.programme, f.challenge, f.line.line), detail, f.line.amount, f.line.enterprise};
  }
  FactText operator()(const BidSealed& f) const {
    return {f.seal.commitment ? say("bid sealed", "揭榜密封") : say("sealed bid withdrawn", "密封揭榜撤回"),
            f.seal.programme + "/" + f.seal.challenge,
            f.seal.commitment ? f.seal.commitment->hex() : std::string(),
            {},
            f.enterprise};
  }
  FactText operator()(const CreditRulesSet& f) const {
    return {say("credit rules", "信用规则"),
            f.rules.version,
            with_document(say("from ", "自 ") + f.rules.effective_from.iso() + say(": ", "：") +
                              credit_terms_text(f.rules.terms, language),
                          f.rules.document_no),
            {},
            {}};
  }
  FactText operator()(const CreditRecorded& f) const {
    std::string detail(name(f.line.kind));
    if (f.line.weight != CreditClass::none)
      detail += say(", ", "，") + std::string(class_words(f.line.weight).in(language));
    detail += say(", decided ", "，决定日期 ") + f.line.decided_on.iso();
    if (f.line.published_to) detail += say(", to ", "，至 ") + f.line.published_to->iso();
    return {say("credit entry", "信用记录"), name(f.entry), detail, {}, std::string(text_of(f.line.code))};
  }
  FactText operator()(const CreditWithdrawn& f) const {
    return {say("credit entry withdrawn", "信用记录撤回"),
            name(f.withdrawal.entry),
            with_document(f.withdrawal.reason, f.withdrawal.document_no),
            {},
            {}};
  }
  FactText operator()(const RatingScaleDefined& f) const {
    return {say("rating scale", "评级标准"), f.scale.scale, name(f.scale.name_en, f.scale.name_zh), {}, {}};
  }
  FactText operator()(const Rated& f) const {
    return {say("rating", "评级"),
            f.scale,
            f.line.grade + say(", to ", "，至 ") + f.line.valid_to.iso(),
            {},
            std::string(text_of(f.line.code))};
  }
  FactText operator()(const DocumentAnchored& f) const {
    return {say("document", "文件"), f.document.document_no, f.document.title, {}, {}};
  }
  FactText operator()(const CreditRepairRequested& f) const {
    return {say("repair requested", "申请信用修复"), name(f.request.entry), f.request.evidence.hex(), {}, {}};
  }
  FactText operator()(const CreditRepairDecided& f) const {
    return {f.decision.granted ? say("repaired", "信用修复") : say("repair refused", "不予修复"),
            name(f.decision.entry),
            with_document(f.decision.reason, f.decision.document_no),
            {},
            {}};
  }
  FactText operator()(const QualificationRuleSet& f) const {
    return {say("title's rule", "资格规则"),
            f.rule.type,
            f.rule.rule.version + say(" from ", " 自 ") + f.rule.rule.effective_from.iso(),
            {},
            {}};
  }
  FactText operator()(const QualificationNoticed& f) const {
    return {say("title in public notice", "资格公示"),
            f.type + "/" + f.notice.batch,
            say("to ", "至 ") + f.notice.notice_to.iso(),
            {},
            f.notice.line.enterprise};
  }
  FactText operator()(const QualificationObjected& f) const {
    return {say("objection", "异议"),
            f.objection.type,
            f.objection.reason,
            {},
            std::string(text_of(f.objection.code))};
  }
  FactText operator()(const QualificationRefused& f) const {
    return {say("title refused", "不予认定"),
            f.type,
            f.decision.reason,
            {},
            std::string(text_of(f.decision.code))};
  }
  FactText operator()(const QualificationChanged& f) const {
    std::string detail = f.reason;
    if (const auto last = f.title.last_day())
      detail += (detail.empty() ? "" : say("; ", "；")) + say("to ", "至 ") + last->iso();
    return {name(f.change), f.type, detail, {}, std::string(text_of(f.code))};
  }
  FactText operator()(const EnterpriseRenamed& f) const {
    return {say("renamed", "更名"),
            {},
            f.former + " → " + f.rename.name + say(", from ", "，自 ") + f.rename.effective.iso(),
            {},
            f.rename.name};
  }
  FactText operator()(const EnterpriseMerged& f) const {
    return {say("merged", "合并"),
            {},
            std::string(text_of(f.merger.code)) + " → " + std::string(text_of(f.merger.into)) +
                say(", from ", "，自 ") + f.merger.effective.iso(),
            {},
            {}};
  }
  FactText operator()(const EnterpriseDissolved& f) const {
    return {say("dissolved", "注销"), {}, say("from ", "自 ") + f.dissolution.effective.iso(), {}, {}};
  }
  FactText operator()(const CodeAdmitted& f) const {
    return {say("code admitted", "代码例外"),
            std::string(text_of(f.admission.code)),
            f.admission.reason +
                (f.admission.document_no.empty() ? "" : say(", ", "，") + f.admission.document_no),
            {},
            f.admission.name};
  }
  FactText operator()(const ActionParked& f) const {
    return {say("waits for check", "待复核"),
            std::string(words_of_action(f.action, language)),
            f.transaction.hex(),
            {},
            {}};
  }
  FactText operator()(const PendingDecided& f) const {
    return {f.decision.approve ? say("checked", "复核通过") : say("check refused", "复核驳回"),
            {},
            f.decision.transaction.hex() + " " + f.decision.reason,
            {},
            {}};
  }
  FactText operator()(const ChangeProposed& f) const {
    return {say("proposal", "提案"),
            std::string(change_words(f.proposal.change).in(language)),
            f.proposal.note,
            {},
            {}};
  }
  FactText operator()(const ChangeVoted& f) const {
    return {f.vote.yes ? say("vote: yes", "赞成") : say("vote: no", "反对"),
            f.department,
            f.vote.proposal.hex(),
            {},
            {}};
  }
  FactText operator()(const ChangeDecided& f) const {
    return {f.passed ? say("passed", "通过") : say("rejected", "未通过"),
            f.change,
            f.proposal.hex() +
                (f.passed ? say(", from block ", "，自区块 ") + std::to_string(f.effective) : std::string()),
            {},
            {}};
  }
  FactText operator()(const TargetDefined& f) const {
    return {
        say("target", "设立目标"),
        f.target.id,
        name(f.target.name_en, f.target.name_zh) + say(", by ", "，期限 ") + std::to_string(f.target.year),
        {},
        {}};
  }
  FactText operator()(const MeasureRecorded& f) const {
    std::string figure = std::to_string(f.measure.value);
    if (f.measure.whole > 0) figure += say(" of ", " / ") + std::to_string(f.measure.whole);
    if (!f.measure.note.empty()) figure += say("; ", "；") + f.measure.note;
    return {f.corrects ? say("figure corrected", "更正指标数据") : say("figure", "指标数据"),
            f.measure.target,
            f.measure.on.iso() + say(": ", "：") + figure,
            {},
            {}};
  }
  FactText operator()(const ProblemRaised& f) const {
    const RaiseProblem& p = f.problem;
    return {say("audit problem", "审计问题"), p.problem,
            p.finding + say("; to be mended by ", "；整改部门 ") + p.department + say(" until ", "，期限 ") +
                p.due.iso(),
            p.amount == 0 ? std::optional<Fen>() : std::optional(p.amount),
            p.code ? std::string(text_of(*p.code)) : ""};
  }
  FactText operator()(const ProblemAnswered& f) const {
    return {say("audit problem answered", "报告整改情况"),
            f.answer.problem,
            f.answer.measures,
            f.answer.amount == 0 ? std::optional<Fen>() : std::optional(f.answer.amount),
            {}};
  }
  FactText operator()(const ProblemSettled& f) const {
    const SettleProblem& s = f.settlement;
    return {
        s.mended ? say("audit problem settled", "审计问题销号") : say("audit problem sent back", "整改退回"),
        s.problem,
        s.reason + (s.due ? say("; until ", "；期限 ") + s.due->iso() : std::string()),
        {},
        {}};
  }

 private:
  static std::string name(const CreditKey& key) {
    return key.department + "/" + key.batch + "#" + std::to_string(key.line);
  }
  [[nodiscard]] std::string name(TitleChange change) const {
    return std::string(change_words(change).in(language));
  }
  [[nodiscard]] std::string name(CreditKind kind) const {
    return std::string(credit_words(kind).in(language));
  }
};

}  // namespace

std::string correction_text(const Correction& correction, Language language) {
  const bool zh = language == Language::zh;
  const bool was =
      correction.kind == CorrectionKind::amended || correction.kind == CorrectionKind::relief_adjusted;
  const std::string before = !was ? " " : zh ? "，原为 " : ", before ";
  const bool of_money = correction.amount > 0;  // not of a result
  return correction.on.iso() + " " + std::string(correction_words(correction.kind).in(language)) +
         (of_money ? before + money_text(correction.amount, language) : "") + (zh ? "：" : ": ") +
         with_document(correction.reason, correction.document_no, language);
}

FactText describe(const Fact& fact, Language language) { return std::visit(Describe{language}, fact); }

std::string time_in_china(std::uint64_t time_ms) {
  const std::uint64_t seconds = time_ms / 1000 + 8 * 3600;
  const auto two = [](std::uint64_t n) { return std::to_string(100 + n).substr(1); };
  return date_of_days(seconds / 86'400).iso() + " " + two(seconds / 3600 % 24) + ":" +
         two(seconds / 60 % 60) + ":" + two(seconds % 60);
}

}  // namespace credence
