// SPDX-License-Identifier: Apache-2.0
// What a proof bundle says, line by line: whom it is about, what is proved of it, who signed it.
#include "client/words/bundle_statement.h"
#include "client/words/action_view.h"

#include <boost/json.hpp>

#include "client/base/written.h"
#include "client/words/bundle_words.h"
#include "client/words/detail.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "client/words/history_filter.h"

namespace credence {
namespace {

namespace json = boost::json;

struct StatementWriter {
  const BundleView& view;
  BundleStatement& out;
  std::vector<BundleStatement::Row>* rows = &out.says;

  [[nodiscard]] bool zh() const { return view.language == Language::zh; }
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(view.language));
  }
  void row(std::string_view en, std::string_view zh_name, const std::string& value) {
    rows->push_back({say(en, zh_name), cleaned(value)});
  }
  [[nodiscard]] std::string count(std::uint64_t number, const Noun& noun) const {
    return counted(number, noun, view.language);
  }
  [[nodiscard]] std::string money(Fen amount) const { return money_text(amount, view.language); }

  [[nodiscard]] std::string signer_name(const KeyId& signer) const {
    if (view.genesis == nullptr) return say("key ", "密钥 ") + signer.hex();
    for (const KeyPost& key : view.genesis->keys)
      if (key_id(key.key) == signer)
        for (const RegisterDepartment& department : view.genesis->departments)
          if (department.id == key.department)
            return (zh() ? department.name_zh : department.name_en) + say(", ", "，") + signer.hex();
    return say("key ", "密钥 ") + signer.hex();
  }
  /// What the code is of, and whose that is: a product is no enterprise.
  void holder(const std::string& code) {
    const auto held = code_in(view.bundle);
    const HolderKind kind = held ? holder_kind_of(*held) : HolderKind::enterprise;
    if (kind == HolderKind::enterprise) return row("enterprise", "企业", code);
    row(kind_words(kind).en, kind_words(kind).zh, code);
    const auto all = view.bundle.context.enterprises();
    if (all.empty() || all.front().first != *held) return;
    const EnterpriseValue& value = all.front().second;
    row("belongs to", "所属",
        value.belongs_to ? std::string(text_of(*value.belongs_to)) +
                               say(", whose name and whether it has ended this file does not say",
                                   "（其名称及是否已终止，本文件不作说明）")
                         : std::string(value.department));
  }
  void subject(const json::object& members) {
    for (const auto& [name, value] : members) {
      const std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
      if (name == "enterprise") holder(text);
      if (name == "programme") row("programme", "专项", text);
      if (name == "department") row("department", "部门", text);
      if (name == "title") row("title", "资格", text);
      if (name == "batch") row("batch", "批次", text);
      if (name == "payment_list") row("payments", "拨付清单", text);
      if (name == "line") row("line", "行", text);
      if (name == "transaction") row("transaction", "交易", text);
      if (name == "key") row("key", "密钥", text);
      if (name == "chain") row("subject", "对象", say("the chain itself", "链本身"));
    }
  }

  void unread() {
    const auto& found = view.bundle.unread;
    if (!found) return;
    const ErrorInfo& error = info(Code::not_understood);
    row("unknown", "未知部分",
        found->field + ": " + found->error.detail + say("; ", "；") + say(error.remedy_en, error.remedy_zh));
  }
  /// The block, what leads to it from the anchor, and the file itself.
  void way() {
    const VerifiedBundle& bundle = view.bundle;
    const BlockHeader& header = bundle.block.header;
    row("as of", "截至",
        time_in_china(header.time_ms) + say(" (China), block ", "，区块 ") + with_separators(header.height));
    if (bundle.later) {
      const BlockHeader& later = bundle.later->header;
      row("by way of", "经由",
          say("the later block ", "其后的区块 ") + with_separators(later.height) + say(", ", "，") +
              time_in_china(later.time_ms) + say(": ", "：") +
              count(bundle.later->place.peaks.size() + bundle.later->place.path.size(), noun::kHash));
    }
    if (const ValidatorSet* const set = bundle.signers(); set != nullptr)
      row("signed by", "签名者",
          signer_names(bundle.block.certificate, *set, view.language) + say(" (", "（") +
              std::to_string(bundle.block.certificate.signatures.size()) + say(" of ", "/") +
              std::to_string(set->size()) + say(")", "）"));
    if (const auto& pinned = bundle.trust.anchor().pinned)
      row("anchor", "信任锚",
          say("pinned: block ", "固定锚：区块 ") + with_separators(pinned->height) + say(", ", "，") +
              pinned->header.hex());
    else
      row("anchor", "信任锚", say("the genesis", "创世文件"));
    row("network", "网络",
        (view.genesis != nullptr ? view.genesis->network + ", " : "") + bundle.trust.chain().hex());
    row("checksum", "校验和", bundle.checksum.hex());
  }

  void operator()(const ProvedRecord& p) {
    const VerifiedTransaction& t = p.transaction;
    row("action", "事项",
        t.action ? summary_of(*t.action, view.language) : say("not known to this program", "本程序不认识"));
    outcome(t.receipt);
    row("submitted by", "经办签名", signer_name(t.transaction.body.signer));
    for (const KeySignature& one : t.transaction.signatures)
      if (const KeyId key = key_id(one.key); key != t.transaction.body.signer)
        row("signed by too", "另有签名", signer_name(key));
    row("place", "位置",
        say("block ", "区块 ") + with_separators(view.bundle.block.header.height) + say(", ", "，") +
            std::to_string(t.index));
  }
  void outcome(const Receipt& receipt) {
    if (receipt.code == 0)
      return row("outcome", "结果",
                 receipt.pending
                     ? say("none by itself: it lacked a second signature", "该交易本身无结果：缺复核签名")
                     : say("done", "成功"));
    const std::string said = detail_text(error_of(receipt), view.language);
    if (!known(receipt.code))
      return row("refused", "拒绝原因",
                 say("by a rule that this program does not know: code ", "本程序不认识的规则，代码 ") +
                     std::to_string(receipt.code) + (said.empty() ? "" : " (" + said + ")"));
    const ErrorInfo& rule = info(static_cast<Code>(receipt.code));
    row("refused", "拒绝原因",
        say(rule.cause_en, rule.cause_zh) + " (" + std::string(rule.name) +
            (said.empty() ? "" : say(": ", "：") + said) + ")");
    if (!rule.remedy_en.empty()) row("remedy", "处理办法", say(rule.remedy_en, rule.remedy_zh));
  }
  void operator()(const ProvedBytes& p) {
    if (!p.key_bytes.empty() && !p.key) row("key", "键", to_hex(p.key_bytes));
    if (view.bundle.nothing_there()) nothing_there();
    if (p.value)
      row("value", "内容",
          count(p.value->size(), noun::kByte) + say("; --json shows them", "；--json 可查看"));
  }
  void operator()(const ProvedEntries& p) {
    row("entries", "条目",
        std::to_string(p.page.from + 1) + " – " + std::to_string(p.page.from + p.page.entries.size()) +
            say(" of ", " / 共 ") + with_separators(p.page.total));
  }
  [[nodiscard]] std::string term_text(const TitleTerm& term) const {
    return term.valid_from.iso() + say(" to ", " 至 ") +
           (term.valid_to ? term.valid_to->iso() : say("no end", "长期"));
  }
  [[nodiscard]] std::string why_ended(const TitleTerm& term) const {
    return say(", ", "，") + end_of_title(term.end) +
           (term.revocation_reason.empty() ? "" : say(": ", "：") + term.revocation_reason);
  }
  /// The term that decides about the day that is asked for, and the others in one line each.
  void operator()(const ProvedTitle& p) {
    const TitleTerm& term = p.value.term_on(view.judgement.day);
    row("term", "有效期", term_text(term));
    if (term.review_until) row("review to", "复核至", term.review_until->iso());
    if (term.revoked_from) {
      const bool announced = view.judgement.day < *term.revoked_from;
      row(announced ? "ends" : "ended from", announced ? "将终止于" : "终止于",
          term.revoked_from->iso() + why_ended(term));
    }
    if (p.value.banned_to) row("banned to", "禁止申报至", p.value.banned_to->iso());
    if (term.carried_from)
      row("taken over", "承继自", say("from ", "") + std::string(text_of(*term.carried_from)));
    for (const Suspension& suspension : term.suspensions)
      row("suspended", "暂停",
          suspension.from.iso() + (suspension.to ? say(" until ", " 至 ") + suspension.to->iso() : ""));
    if (!term.certificate_no.empty()) row("certificate", "证书编号", term.certificate_no);
    if (!term.document_no.empty()) row("document", "文号", term.document_no);
    const auto other = [&](const TitleTerm& one) {
      if (&one == &term) return;
      const bool later = term.valid_from <= one.valid_from;
      row(later ? "later term" : "earlier term", later ? "其后有效期" : "此前有效期",
          term_text(one) + (one.revoked_from
                                ? say(", ended from ", "，终止于 ") + one.revoked_from->iso() + why_ended(one)
                                : ""));
    };
    for (const TitleTerm& one : p.value.former) other(one);
    other(p.value);
  }
  void operator()(const ProvedAward& p) {
    row("beneficiary", "受益企业",
        p.value.beneficiary + (p.value.code ? "" : say(" (not identified yet)", "（尚未识别）")));
    if (p.value.code) row("code", "代码", std::string(text_of(*p.value.code)));
    if (!p.value.project.empty()) row("project", "项目", p.value.project);
    if (const auto& made = p.value.investment) {
      row("round", "投资轮次", say(round_words(made->round).en, round_words(made->round).zh));
      if (made->stake > 0) row("stake after it", "投后持股比例", percent_text(made->stake));
    }
    const ProgrammeKind kind = kind_of(view.bundle);
    row("state", "状态", std::string(standing_words(p.value, p.standing(), kind).in(view.language)));
    row("awarded", "安排",
        money(p.value.amount - p.value.released) +
            (p.value.released > 0 ? say(", before release ", "，原安排 ") + money(p.value.amount) : ""));
    const Words paid = paid_words(kind);
    row(paid.en, paid.zh, money(p.value.paid));
    if (p.value.released > 0) row("released", "已释放", money(p.value.released));
    if (p.value.demanded > 0) row("demanded back", "追缴", money(p.value.demanded));
    if (p.value.recovered > 0) row("come back", "已追回", money(p.value.recovered));
    if (p.value.cost_ended > 0)
      row("cost that ended", "已终结成本",
          money(p.value.cost_ended) + (investment_ended(p.value) ? say(", all of it", "，即全部") : ""));
    if (p.value.written_off > 0) row("written off", "核销损失", money(p.value.written_off));
    if (p.value.cost_ended > 0 || p.value.returned > 0) row("returned", "累计回收", money(p.value.returned));
    if (p.value.acceptance != Acceptance::none)
      row("acceptance", "验收",
          (p.value.acceptance == Acceptance::passed ? say("passed", "通过") : say("failed", "未通过")) +
              (p.value.acceptance_on ? ", " + p.value.acceptance_on->iso() : ""));
    if (p.value.performance != Performance::none)
      row("performance", "绩效评价",
          say(grade_words(p.value.performance).en, grade_words(p.value.performance).zh) +
              (p.value.performance_on ? ", " + p.value.performance_on->iso() : ""));
    if (p.batch.published) row("published", "公布日期", p.batch.published->iso());
    if (p.batch.confirmed_on)
      row("confirmed", "账本确认", say("on the ledger on ", "") + p.batch.confirmed_on->iso());
    if (p.batch.notice_ends && !p.batch.confirmed_on) row("notice to", "公示至", p.batch.notice_ends->iso());
  }
  void operator()(const ProvedStanding& p) {
    row("speaks of", "适用日期",
        p.from.iso() + say(" and later, until it is too old", " 起，至证明过旧为止"));
    const auto marks = p.in_force(view.judgement.day);
    if (marks.empty())
      row("in force", "有效记录",
          say("no penalty and no dishonesty entry: complete", "无行政处罚或失信记录：完整") +
              (p.lineage.size() > 1 ? say(", also of what was merged into it", "，含被合并企业") : ""));
    for (const auto& [code, mark] : marks)
      row("in force", "有效记录",
          say(class_words(mark.weight).en, class_words(mark.weight).zh) + say(", decided ", "，决定日期 ") +
              mark.decided_on.iso() + say(", published to ", "，公示至 ") + mark.published_to.iso() +
              say(", entry ", "，条目 ") + std::string(mark.entry.department) + "/" +
              std::string(mark.entry.batch) + "/" + std::to_string(mark.entry.line) +
              (code == p.code ? "" : say(", of ", "，属于 ") + std::string(text_of(code))));
  }
  void operator()(const ProvedAbsence&) { nothing_there(); }
  void nothing_there() {
    row("recorded", "记录",
        say("no: nothing is recorded under exactly this key", "无：该确切键下没有任何记录"));
  }
  void operator()(const ProvedTotal& p) {
    std::visit([this](const auto& value) { total(value); }, p.value);
  }
  void total(const EnterpriseValue& v) {
    row("name", "名称", v.name);
    ended(v);
    for (const Uscc& code : v.predecessors)
      row("predecessor", "被承继企业",
          std::string(text_of(code)) + say(", with totals of its own", "，其合计单列"));
    const auto sums = v.by_kind();
    if (sums.empty())
      row("awarded", "安排", say("nothing, and nothing was paid or used", "无，也未拨付或享受"));
    for (const KindSum& sum : sums) {
      const Words kind = kind_words(sum.kind);
      row(std::string(kind.en) + ", awarded", std::string(kind.zh) + "，安排",
          money(sum.awarded) + say(" in ", "，共 ") + count(sum.awards, noun::kAward) +
              say(", what is in public notice included", "，含公示中的"));
      const Words paid = paid_words(sum.kind);
      row(std::string(kind.en) + ", " + std::string(paid.en),
          std::string(kind.zh) + "，" + std::string(paid.zh),
          money(sum.paid) + say(" in ", "，共 ") + count(sum.payments, paid_noun(sum.kind)));
      if (sum.recovered > 0)
        row(std::string(kind.en) + ", come back", std::string(kind.zh) + "，已追回", money(sum.recovered));
    }
  }
  void total(const ProgrammeValue& v) {
    row("name", "名称", v.name);
    row("kind", "类型", std::string(kind_words(v.kind).in(view.language)));
    row("year", "年度", std::to_string(v.fiscal_year));
    row("budget", "预算", money(v.budget));
    row("awarded", "安排合计",
        money(v.awarded) + (v.awarded > 0 ? say(", what is in public notice included", "，含公示中的") : ""));
    row("recorded", "记录",
        count(v.awards, noun::kAward) +
            (v.released > 0 ? say(", also those that were released", "，含已释放的") : ""));
    const bool used = v.kind == ProgrammeKind::tax_relief;
    row(paid_words(v.kind).en, std::string(paid_words(v.kind).zh) + "合计",
        money(v.paid) + say(" in ", "，共 ") + count(v.payments, paid_noun(v.kind)));
    if (v.released > 0) row("released", "已释放", money(v.released));
    if (v.reversed > 0)
      row(used ? "adjusted or withdrawn" : "returned or voided", used ? "调减或取消" : "退票或冲销",
          money(v.reversed));
    if (v.returned > 0) row("returned by investments", "投资累计回收", money(v.returned));
    if (v.cost_ended > 0) row("investments that ended", "已终结投资成本", money(v.cost_ended));
    if (v.written_off > 0) row("written off", "核销损失", money(v.written_off));
    if (v.demanded > 0) row("demanded back", "追缴", money(v.demanded));
    if (v.recovered > 0) row("come back", "已追回", money(v.recovered));
  }
  void operator()(const ProvedHistory& p) {
    row("entries", "条目",
        with_separators(p.count) +
            (p.count == 0 ? say(": nothing is recorded under exactly this key", " 条：该确切键下没有任何记录")
                          : say(": complete and in order", " 条：完整且有序")));
    if (const std::string filter = filter_text(view.filter, view.language); !filter.empty())
      row("shown", "显示", with_separators(view.matched(p)) + say(" that match: ", " 条符合条件：") + filter);
  }

  // ---- the names that the context proves
  [[nodiscard]] std::string in_language(const Name& en, const Name& zh_name) const {
    return zh() ? zh_name : en;
  }
  void names() {
    const Context& context = view.bundle.context;
    bool first = true;
    for (const auto& [code, enterprise] : context.enterprises()) {
      if (first)
        row("name", "名称", enterprise.name);
      else if (std::holds_alternative<ProvedStanding>(view.bundle.proved))
        row("predecessor", "被合并企业", std::string(text_of(code)) + " " + enterprise.name);
      else
        row("successor", "承继企业", std::string(text_of(code)) + " " + enterprise.name);
      ended(enterprise);
      first = false;
    }
    if (const auto type = context.find<QualificationTypeKey>())
      row("title name", "资格名称", in_language(type->name_en, type->name_zh));
    if (const auto programme = context.find<ProgrammeKey>()) {
      row("called", "专项名称",
          programme->name + (programme->document_no.empty() ? "" : ", " + programme->document_no));
      row("kind", "类型", std::string(kind_words(programme->kind).in(view.language)));
    }
    if (const auto batch = context.find<AwardBatchKey>())
      row("list", "名单", batch->title + (batch->document_no.empty() ? "" : ", " + batch->document_no));
    if (const auto target = context.find<TargetKey>())
      row("name", "名称", in_language(target->name_en, target->name_zh));
    if (const auto department = context.find<DepartmentKey>())
      row(std::holds_alternative<ProvedTitle>(view.bundle.proved) ? "issuer" : "department", "主管部门",
          in_language(department->name_en, department->name_zh));
    if (const auto notice = context.find<QualificationNoticeKey>())
      row("in notice to", "公示至",
          notice->notice_to.iso() + (notice->document_no.empty() ? "" : ", " + notice->document_no));
    for (const std::string_view name : not_registered(view.bundle))
      row("registered", "登记",
          say("no: ", "未登记：") + register_name(name) + say(" of exactly this key", "（该确切键）"));
    if (const auto code = code_in(view.bundle); code && !parse_uscc(text_of(*code)))
      row("check digit", "校验位",
          say("does not fit: this is no code of the standard", "不符：不是标准代码"));
  }
  [[nodiscard]] std::string whom() const {
    const Context& context = view.bundle.context;
    if (const auto all = context.enterprises(); !all.empty()) return all.front().second.name;
    if (const auto* const award = std::get_if<ProvedAward>(&view.bundle.proved))
      return award->value.beneficiary;
    if (const auto* const record = std::get_if<ProvedRecord>(&view.bundle.proved);
        record != nullptr && record->transaction.action)
      return describe(*record->transaction.action, view.language);
    if (const auto code = code_in(view.bundle)) return std::string(text_of(*code));
    if (const auto type = context.find<QualificationTypeKey>())
      return in_language(type->name_en, type->name_zh);
    if (const auto programme = context.find<ProgrammeKey>()) return programme->name;
    if (const auto target = context.find<TargetKey>()) return in_language(target->name_en, target->name_zh);
    if (const auto department = context.find<DepartmentKey>())
      return in_language(department->name_en, department->name_zh);
    return out.says.empty() ? "" : out.says.front().value;
  }
  [[nodiscard]] std::string what() const {
    const Context& context = view.bundle.context;
    if (const auto* const title = std::get_if<ProvedTitle>(&view.bundle.proved)) {
      const auto type = context.find<QualificationTypeKey>();
      return type ? std::string(in_language(type->name_en, type->name_zh)) : std::string(title->title.type);
    }
    if (const auto* const award = std::get_if<ProvedAward>(&view.bundle.proved)) {
      const auto programme = context.find<ProgrammeKey>();
      return (programme ? std::string(programme->name) : std::string(award->award.programme)) +
             say(", batch ", "，批次 ") + std::string(award->award.batch) + say(", line ", "，第 ") +
             std::to_string(award->award.line) + say("", " 行");
    }
    if (std::holds_alternative<ProvedStanding>(view.bundle.proved))
      return say("whether an adverse credit entry is in force", "是否存在有效的行政处罚或失信记录");
    if (const auto* const history = std::get_if<ProvedHistory>(&view.bundle.proved))
      return say("everything recorded: ", "全部记录：") + count(history->count, noun::kEntry) +
             say(", complete and in order", "，完整且有序");
    return {};
  }
  void ended(const EnterpriseValue& enterprise) {
    if (!enterprise.ends_on) return;
    const bool announced = enterprise.active(view.judgement.day);
    const std::string day = enterprise.ends_on->iso() + (announced ? say(" (announced)", "（已预告）") : "");
    if (enterprise.successor)
      row(announced ? "will merge" : "merged", announced ? "将合并" : "合并",
          say("into ", "并入 ") + std::string(text_of(*enterprise.successor)) + say(" on ", "，") + day);
    else
      row(announced ? "will dissolve" : "dissolved", announced ? "将注销" : "注销", day);
  }
  [[nodiscard]] HolderKind holder_kind() const {
    const auto code = code_in(view.bundle);
    return code ? holder_kind_of(*code) : HolderKind::enterprise;
  }
  [[nodiscard]] std::string end_of_title(TitleEnd end) const {
    switch (end) {
      case TitleEnd::cascaded:
        return say("it fell with a title that it was built on", "因其所依据的资格被撤销");
      case TitleEnd::merged:
        return say("by merger", "因企业合并");
      case TitleEnd::dissolved:
        return holder_kind() == HolderKind::enterprise ? say("with its enterprise", "因企业注销")
                                                       : say("with what held it", "因持有对象终止");
      case TitleEnd::none:
      case TitleEnd::revoked:
        return say("revoked", "撤销");
    }
    return {};
  }
  [[nodiscard]] std::string register_name(std::string_view name) const {
    if (name == "enterprise") return say("an enterprise", "企业");
    if (name == "programme") return say("a programme", "专项");
    if (name == "title") return say("a title", "资格");
    if (name == "department") return say("a department", "部门");
    if (name == "batch") return say("a batch", "批次");
    if (name == "payment_list") return say("a payment list", "拨付清单");
    return say("a target", "指标");
  }
};

}  // namespace

BundleStatement statement_of(const BundleView& view) {
  BundleStatement out{.verdict = verdict_text(view)};
  StatementWriter w{view, out};
  w.subject(subject_json(view.bundle));
  w.names();
  std::visit(w, view.bundle.proved);
  w.unread();
  out.whom = cleaned(w.whom());
  out.what = cleaned(w.what());
  w.rows = &out.proof;
  w.way();
  return out;
}

}  // namespace credence
