// SPDX-License-Identifier: Apache-2.0
// A proof bundle in words: the verdict with the age of its block, whom it is about, what it says, who signed
// it.
#include "client/words/bundle_words.h"
#include "client/words/closed_credit.h"
#include "client/words/detail.h"
#include "client/words/facts.h"
#include "client/words/history_filter.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kRowsPerTable = 500;

struct Writer {
  const BundleView& view;
  std::string out = {};

  [[nodiscard]] bool zh() const { return view.language == Language::zh; }
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const {
    return std::string(Words{en, zh}.in(view.language));
  }
  void row(std::string_view en, std::string_view zh_name, const std::string& value) {
    const std::string name = say(en, zh_name);
    out += "  " + name + std::string(14 - std::min<std::size_t>(13, display_width(name)), ' ') +
           cleaned(value) + "\n";
  }
  [[nodiscard]] std::string money(Fen amount) const { return yuan_text(amount) + say(" CNY", " 元"); }

  [[nodiscard]] std::string signer_name(const KeyId& signer) const {
    if (view.genesis == nullptr) return say("key ", "密钥 ") + signer.hex();
    for (const KeyPost& key : view.genesis->keys)
      if (key_id(key.key) == signer)
        for (const RegisterDepartment& department : view.genesis->departments)
          if (department.id == key.department)
            return (zh() ? department.name_zh : department.name_en) + ", " + signer.hex().substr(0, 12) + "…";
    return say("key ", "密钥 ") + signer.hex();
  }
  void subject(const json::object& members) {
    for (const auto& [name, value] : members) {
      const std::string text = value.is_string() ? std::string(value.get_string()) : json::serialize(value);
      if (name == "enterprise") row("enterprise", "企业", text);
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

  /// What leads from the anchor to the block.
  void way() {
    const VerifiedBundle& bundle = view.bundle;
    if (bundle.later) {
      const BlockHeader& later = bundle.later->header;
      row("by way of", "经由",
          say("the later block ", "其后的区块 ") + with_separators(later.height) + say(", ", "，") +
              time_in_china(later.time_ms) + say(": ", "：") +
              std::to_string(bundle.later->place.peaks.size() + bundle.later->place.path.size()) +
              say(" hashes", " 个哈希"));
    }
    if (const ValidatorSet* const set = bundle.signers(); set != nullptr)
      row("signed by", "签名者",
          signer_names(bundle.block.certificate, *set, view.language) + say(" (", "（") +
              std::to_string(bundle.block.certificate.signatures.size()) + say(" of ", "/") +
              std::to_string(set->size()) + say(")", "）"));
    if (const auto& pinned = bundle.trust.anchor().pinned)
      row("anchor", "信任锚",
          say("pinned: block ", "固定锚：区块 ") + with_separators(pinned->height) + ", " +
              pinned->header.hex());
    else
      row("anchor", "信任锚", say("the genesis", "创世文件"));
  }

  void operator()(const ProvedRecord& p) {
    const VerifiedTransaction& t = p.transaction;
    row("action", "事项",
        t.action ? describe(*t.action, view.language) : say("not known to this program", "本程序不认识"));
    outcome(t.receipt);
    row("submitted by", "经办签名", signer_name(t.transaction.body.signer));
    row("place", "位置",
        say("block ", "区块 ") + with_separators(view.bundle.block.header.height) + ", " +
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
            (said.empty() ? "" : ": " + said) + ")");
    if (const std::string remedy = say(rule.remedy_en, rule.remedy_zh); !remedy.empty())
      row("remedy", "处理办法", remedy);
  }
  void operator()(const ProvedBytes& p) {
    if (!p.key_bytes.empty() && !p.key) row("key", "键", to_hex(p.key_bytes));
    if (view.bundle.nothing_there()) nothing_there();
    if (p.value)
      row("value", "内容",
          with_separators(p.value->size()) + say(" bytes; --json shows them", " 字节；--json 可查看"));
  }
  void operator()(const ProvedEntries& p) {
    row("entries", "条目",
        std::to_string(p.page.from + 1) + " – " + std::to_string(p.page.from + p.page.entries.size()) +
            say(" of ", " / 共 ") + with_separators(p.page.total));
  }
  void operator()(const ProvedTitle& p) {
    row("term", "有效期",
        p.value.valid_from.iso() + say(" to ", " 至 ") +
            (p.value.valid_to ? p.value.valid_to->iso() : say("no end", "长期")));
    if (p.value.review_until) row("review to", "复核至", p.value.review_until->iso());
    if (p.value.revoked_from) {
      const std::string why = ", " + end_of_title(p.value.end) +
                              (p.value.revocation_reason.empty() ? "" : ": " + p.value.revocation_reason);
      const bool announced = view.judgement.day < *p.value.revoked_from;
      row(announced ? "ends" : "ended from", announced ? "将终止于" : "终止于",
          p.value.revoked_from->iso() + why);
    }
    if (p.value.banned_to) row("banned to", "禁止申报至", p.value.banned_to->iso());
    if (p.value.carried_from)
      row("taken over", "承继自", say("from ", "") + std::string(text_of(*p.value.carried_from)));
    for (const Suspension& suspension : p.value.suspensions)
      row("suspended", "暂停",
          suspension.from.iso() + (suspension.to ? say(" until ", " 至 ") + suspension.to->iso() : ""));
    if (!p.value.certificate_no.empty()) row("certificate", "证书编号", p.value.certificate_no);
    if (!p.value.document_no.empty()) row("document", "文号", p.value.document_no);
  }
  void operator()(const ProvedAward& p) {
    row("beneficiary", "受益企业",
        p.value.beneficiary + (p.value.code ? "" : say(" (not identified yet)", "（尚未识别）")));
    if (!p.value.project.empty()) row("project", "项目", p.value.project);
    row("state", "状态", say(standing_words(p.standing()).en, standing_words(p.standing()).zh));
    row("awarded", "安排", money(p.value.amount));
    row("paid", "已拨付", money(p.value.paid));
    if (p.value.released > 0) row("released", "已收回额度", money(p.value.released));
    if (p.value.demanded > 0) row("demanded back", "追缴", money(p.value.demanded));
    if (p.value.recovered > 0) row("come back", "已追回", money(p.value.recovered));
    if (p.batch.confirmed_on) row("confirmed on", "下达日期", p.batch.confirmed_on->iso());
    if (p.batch.notice_ends && !p.batch.confirmed_on) row("notice to", "公示至", p.batch.notice_ends->iso());
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
    row("awarded", "安排合计",
        money(v.awarded) + say(" in ", "，共 ") + std::to_string(v.awards) + say(" awards", " 笔"));
    row("paid", "拨付合计",
        money(v.paid) + say(" in ", "，共 ") + std::to_string(v.payments) + say(" payments", " 笔"));
  }
  void total(const ProgrammeValue& v) {
    row("name", "名称", v.name);
    row("year", "年度", std::to_string(v.fiscal_year));
    row("budget", "预算", money(v.budget));
    row("awarded", "安排合计",
        money(v.awarded) + say(" in ", "，共 ") + std::to_string(v.awards) + say(" awards", " 笔"));
    row("paid", "拨付合计",
        money(v.paid) + say(" in ", "，共 ") + std::to_string(v.payments) + say(" payments", " 笔"));
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
      else
        row("successor", "承继企业", std::string(text_of(code)) + " " + enterprise.name);
      ended(enterprise);
      first = false;
    }
    if (const auto type = context.find<QualificationTypeKey>())
      row("title name", "资格名称", in_language(type->name_en, type->name_zh));
    if (const auto programme = context.find<ProgrammeKey>())
      row("called", "专项名称",
          programme->name + (programme->document_no.empty() ? "" : ", " + programme->document_no));
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
  [[nodiscard]] std::string end_of_title(TitleEnd end) const {
    switch (end) {
      case TitleEnd::cascaded:
        return say("it fell with a title that it was built on", "因其所依据的资格被撤销");
      case TitleEnd::merged:
        return say("by merger", "因企业合并");
      case TitleEnd::dissolved:
        return say("with its enterprise", "因企业注销");
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

  // ---- the first line
  [[nodiscard]] std::string on_day(std::string_view en, std::string_view zh_text) const {
    return zh() ? std::string(zh_text) + "，日期 " + view.judgement.day.iso()
                : std::string(en) + " on " + view.judgement.day.iso();
  }
  [[nodiscard]] std::string valid() const {
    struct Valid {
      const Writer& w;
      std::string operator()(const ProvedTitle&) const {
        return w.on_day("VALID: in force", "有效：资格有效");
      }
      std::string operator()(const ProvedAward& p) const {
        const Words standing = standing_words(p.standing());
        return w.say("VALID: the award stands, ", "有效：安排") + w.say(standing.en, standing.zh);
      }
      std::string operator()(const ProvedRecord&) const {
        return w.say("VALID: recorded and done", "有效：已记录并执行");
      }
      std::string operator()(const ProvedEntries&) const {
        return w.say("VALID: so it was recorded; what it is today, prove title and prove award say",
                     "有效：当时记录如此；现状请用 prove title、prove award 证明");
      }
      std::string operator()(const ProvedTotal&) const { return w.say("VALID: proved", "有效：已证明"); }
      std::string operator()(const ProvedBytes&) const { return {}; }  // never valid
      std::string operator()(const ProvedAbsence&) const { return nothing(); }
      std::string operator()(const ProvedHistory& p) const {
        return p.count == 0 ? nothing() : w.say("VALID: proved, complete", "有效：已证明，完整");
      }
      std::string nothing() const {
        if (!not_registered(w.view.bundle).empty())
          return w.say("VALID: NOT REGISTERED, and nothing is recorded under exactly this key",
                       "有效：未登记，该确切键下没有任何记录");
        return w.say("VALID: nothing is recorded under exactly this key", "有效：该确切键下没有任何记录");
      }
    };
    return std::visit(Valid{*this}, view.bundle.proved);
  }
  [[nodiscard]] std::string too_old() const {
    if (view.judgement.day > date_in_china(view.now_ms))
      return say("TOO OLD: proved, but no proof speaks of a day that is to come: ",
                 "过旧：已证明，但任何证明都不能说明未来的日期：") +
             view.judgement.day.iso();
    return say("TOO OLD: proved, but older than allowed", "过旧：已证明，但超过允许的期限") + on_day("", "");
  }
  [[nodiscard]] std::string verdict() const {
    switch (view.judgement.verdict) {
      case Verdict::valid:
        return valid();
      case Verdict::not_begun:
        return on_day("NOT IN FORCE: its term has not begun", "未生效：有效期尚未开始");
      case Verdict::ended:
        return on_day("EXPIRED: its term was over", "已过期：有效期已满");
      case Verdict::revoked:
        return on_day("REVOKED: not in force", "已撤销：资格无效");
      case Verdict::cascaded:
        return on_day("NOT IN FORCE: it fell with a title that it was built on; it was not itself revoked",
                      "资格无效：因其所依据的资格被撤销而终止，并非本身被撤销");
      case Verdict::merged:
        return on_day("ENDED BY MERGER: not in force", "因企业合并而终止：资格无效");
      case Verdict::dissolved:
        if (std::holds_alternative<ProvedAward>(view.bundle.proved))
          return say("ENDED: its enterprise is dissolved, and nothing more is paid; judged on ",
                     "已终止：受益企业已注销，不再拨付；判断日期 ") +
                 view.judgement.day.iso();
        return on_day("ENDED: its enterprise was dissolved; not in force", "因企业注销而终止：资格无效");
      case Verdict::suspended:
        return on_day("SUSPENDED: not in force", "已暂停：资格无效");
      case Verdict::in_notice:
        return say("IN PUBLIC NOTICE: not decided yet", "公示中：尚未决定");
      case Verdict::objected:
        return say("NOT CONFIRMED: an objection to the whole list was upheld", "不予下达：对整批的异议成立");
      case Verdict::withdrawn:
        return say("WITHDRAWN: nothing was paid, and nothing will be", "已撤回：未拨付，也不再拨付");
      case Verdict::in_recovery:
        return say("IN RECOVERY: what was paid is demanded back", "追缴中：已拨付资金被追缴");
      case Verdict::recovered:
        return say("PAID BACK: what was paid came back", "已追回：已拨付资金已追回");
      case Verdict::refused:
        return say("RECORDED, AND REFUSED: the ledger refused it, and nothing else changed",
                   "已记录，但被拒绝：账本拒绝了该交易，未作任何其他改变");
      case Verdict::pending:
        return say(
            "RECORDED WITHOUT ITS SECOND SIGNATURE: by itself it changed nothing; whether it was approved "
            "since, this file does not say",
            "已记录，但缺复核签名：该交易本身未作任何改变；其后是否获批，本文件不能说明");
      case Verdict::too_old:
        return too_old();
      case Verdict::from_future:
        return say(
            "NOT BELIEVED: its block lies ahead of this machine's clock: the clock is wrong, or the block "
            "was signed falsely",
            "不可采信：其区块时间晚于本机时钟：时钟有误，或签名虚假");
      case Verdict::not_understood:
        if (!view.bundle.claim_known())
          return say(
              "NOT UNDERSTOOD: a claim of a kind that a later version of the program added: its block is "
              "proved, and nothing else was checked",
              "不能理解：属于更新版本的程序所增加的证明种类：仅其区块已证明，其余未经检查");
        if (view.bundle.nothing_there())
          return say(
              "NOTHING THERE, NOT UNDERSTOOD: nothing is recorded under exactly this key, and a later "
              "version "
              "of the program knows what that means: this one does not",
              "没有记录，且不能理解：该确切键下没有任何记录；其含义须由更新版本的程序说明，本程序不能理解");
        return say(
            "PROVED, NOT UNDERSTOOD: recorded and signed, but by a later version of the program: this one "
            "cannot say what it means",
            "已证明，但不能理解：确已记录并签名，但由更新版本的程序写出，本程序不能说明其含义");
    }
    return {};
  }
  [[nodiscard]] std::string headline() const {
    return verdict() + say(" (", "（") + age_text(view.judgement, view.language) + say(")", "）");
  }
};

}  // namespace

std::string age_text(const Judgement& judgement, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  if (judgement.verdict == Verdict::from_future) return say("of the future", "未来的区块");
  const std::uint64_t minutes = judgement.age_ms / 60'000;
  const auto ago = [&](std::uint64_t n, std::string_view en, std::string_view zh) {
    return say("proved ", "") + std::to_string(n) + say(" ", " ") + say(en, zh) +
           say(n == 1 ? " ago" : "s ago", "前的证明");
  };
  if (minutes < 1) return say("proved just now", "刚刚的证明");
  if (minutes < 120) return ago(minutes, "minute", "分钟");
  if (minutes < 48 * 60) return ago(minutes / 60, "hour", "小时");
  return ago(minutes / (24 * 60), "day", "天");
}

std::string BundleView::text() const {
  Writer w{*this};
  w.out = w.headline() + "\n";
  w.subject(subject_json(bundle));
  w.names();
  std::visit(w, bundle.proved);
  if (bundle.unread)
    w.row("unknown", "未知部分",
          bundle.unread->field + ": " + bundle.unread->error.detail + w.say("; ", "；") +
              w.say(info(Code::not_understood).remedy_en, info(Code::not_understood).remedy_zh));
  const BlockHeader& header = bundle.block.header;
  w.row(
      "as of", "截至",
      time_in_china(header.time_ms) + w.say(" (China), block ", "，区块 ") + with_separators(header.height));
  w.way();
  w.row("network", "网络", (genesis ? genesis->network + ", " : "") + bundle.trust.chain().hex());
  w.row("file", "文件", with_separators(file_bytes) + w.say(" bytes, ", " 字节，") + bundle.checksum.hex());
  return w.out;
}

void BundleView::print_entries() const {
  const Writer w{*this};
  std::optional<Table> table;
  std::uint64_t number = 0;
  const auto flush = [&] {
    if (table) {
      const std::string text = table->text();
      std::fwrite(text.data(), 1, text.size(), stdout);
    }
    table.reset();
  };
  const ClosedCredit closed = closed_credit();
  const auto show = [&](const HistoryEntry& entry) {
    if (!table) {
      table.emplace();
      table->column(w.say("no", "序号"), Table::Align::right);
      table->column(w.say("recorded", "记录时间"));
      table->column(w.say("kind", "事项"));
      table->column(w.say("about", "对象"));
      table->column(w.say("programme or title", "专项或资格"));
      table->column(w.say("amount (CNY)", "金额（元）"), Table::Align::right);
      table->column(w.say("detail", "内容"));
      table->column(w.say("block", "区块"), Table::Align::right);
    }
    const FactText fact = closed.words(entry.fact, language);
    table->row({with_separators(++number), time_in_china(entry.time_ms), cleaned(fact.kind),
                cleaned(fact.who), cleaned(fact.about), fact.amount ? yuan_text(*fact.amount) : "",
                cleaned(fact.detail), with_separators(entry.height)});
    if (table->rows() == kRowsPerTable) flush();
  };
  if (const auto* const history = std::get_if<ProvedHistory>(&bundle.proved))
    history->each_entry([&](const HistoryEntry& entry) {
      if (filter.matches(entry))
        show(entry);
      else
        ++number;
    });
  if (const auto* const entries = std::get_if<ProvedEntries>(&bundle.proved)) {
    number = entries->page.from;
    for (const HistoryEntry& entry : entries->page.entries) show(entry);
  }
  flush();
}

}  // namespace credence
