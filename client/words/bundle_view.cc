#include "client/words/bundle_view.h"

#include <boost/json.hpp>

#include "client/words/facts.h"
#include "client/words/history_filter.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kRowsPerTable = 500;

bool unfit(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

/// The length of the well-formed UTF-8 character at the begin, or 0.
std::size_t character_bytes(std::string_view text, char32_t& out) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t n = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 0;
  if (n == 0 || n > text.size() || !valid_utf8(text.substr(0, n))) return 0;
  constexpr std::array<unsigned, 5> kMask{0, 0x7f, 0x1f, 0x0f, 0x07};
  out = first & kMask[n];
  for (std::size_t i = 1; i < n; ++i) out = out << 6 | (static_cast<unsigned char>(text[i]) & 0x3fu);
  return n;
}

json::value clean_json(const json::value& value) {
  if (value.is_string()) return json::value(cleaned(std::string_view(value.get_string())));
  if (value.is_array()) {
    json::array out;
    for (const json::value& item : value.get_array()) out.push_back(clean_json(item));
    return out;
  }
  if (!value.is_object()) return value;
  json::object out;
  for (const auto& [name, item] : value.get_object()) out.emplace(name, clean_json(item));
  return out;
}

std::string code_text(const Uscc& code) { return std::string(text_of(code)); }

/// A key of the state: what it is about.
struct KeySubject {
  json::object operator()(const DepartmentKey& k) const { return {{"department", std::string_view(k.id)}}; }
  json::object operator()(const SignerKey& k) const { return {{"key", k.key.hex()}}; }
  json::object operator()(const EnterpriseKey& k) const { return {{"enterprise", code_text(k.code)}}; }
  json::object operator()(const CodeExceptionKey& k) const { return {{"code_exception", code_text(k.code)}}; }
  json::object operator()(const ProgrammeKey& k) const { return {{"programme", std::string_view(k.id)}}; }
  json::object operator()(const AwardBatchKey& k) const {
    return {{"programme", std::string_view(k.programme)}, {"batch", std::string_view(k.batch)}};
  }
  json::object operator()(const AwardKey& k) const {
    return {
        {"programme", std::string_view(k.programme)}, {"batch", std::string_view(k.batch)}, {"line", k.line}};
  }
  json::object operator()(const PaymentListKey& k) const {
    return {{"programme", std::string_view(k.programme)}, {"payment_list", std::string_view(k.list)}};
  }
  json::object operator()(const PaymentKey& k) const {
    return {{"programme", std::string_view(k.programme)},
            {"payment_list", std::string_view(k.list)},
            {"line", k.line}};
  }
  json::object operator()(const QualificationTypeKey& k) const {
    return {{"title", std::string_view(k.type)}};
  }
  json::object operator()(const TargetKey& k) const { return {{"target", std::string_view(k.id)}}; }
  json::object operator()(const QualificationKey& k) const {
    return {{"enterprise", code_text(k.code)}, {"title", std::string_view(k.type)}};
  }
  json::object operator()(const HistoryKey& k) const {
    return std::visit([this](const auto& subject) { return (*this)(subject); }, k.subject);
  }
  json::object operator()(const ChainKey&) const { return {{"chain", true}}; }
  json::object operator()(const auto&) const { return {}; }
};

struct Subject {
  json::object operator()(const ProvedRecord& p) const {
    return {{"transaction", p.transaction.transaction.id.hex()}};
  }
  json::object operator()(const ProvedEntries& p) const { return KeySubject{}(p.subject); }
  json::object operator()(const ProvedTitle& p) const { return KeySubject{}(p.title); }
  json::object operator()(const ProvedAbsence& p) const { return std::visit(KeySubject{}, p.key); }
  json::object operator()(const ProvedTotal& p) const { return std::visit(KeySubject{}, p.key); }
  json::object operator()(const ProvedHistory& p) const { return KeySubject{}(p.subject); }
};

struct ProvedJson {
  json::object& out;
  void operator()(const ProvedRecord& p) const {
    const VerifiedTransaction& t = p.transaction;
    out["index"] = t.index;
    out["signer"] = t.transaction.body.signer.hex();
    out["action"] = to_json(t.action);
    out["receipt"] = to_json(t.receipt);
  }
  void operator()(const ProvedEntries& p) const {
    out["total"] = p.page.total;
    out["from"] = p.page.from;
    json::array entries;
    for (const HistoryEntry& entry : p.page.entries) entries.push_back(to_json(entry));
    out["entries"] = std::move(entries);
  }
  void operator()(const ProvedTitle& p) const { out["value"] = to_json(p.value); }
  void operator()(const ProvedAbsence&) const { out["recorded"] = false; }
  void operator()(const ProvedTotal& p) const {
    std::visit([this](const auto& value) { out["value"] = to_json(value); }, p.value);
  }
  void operator()(const ProvedHistory& p) const {
    out["complete"] = true;
    out["total"] = p.count;
  }
};

std::string bytes_text(std::uint64_t offset, std::uint64_t length, Language language) {
  if (length == 0)
    return (language == Language::zh ? "第 " : "byte ") + std::to_string(offset) +
           (language == Language::zh ? " 字节处" : "");
  const std::string last = std::to_string(offset + length - 1);
  return language == Language::zh ? "第 " + std::to_string(offset) + " 至 " + last + " 字节"
                                  : "bytes " + std::to_string(offset) + " to " + last;
}

}  // namespace

std::string cleaned(std::string_view text, bool lines) {
  std::string out;
  while (!text.empty()) {
    char32_t c = 0;
    const std::size_t n = character_bytes(text, c);
    const bool kept = n > 0 && (!unfit(c) || (lines && c == '\n'));
    out.append(kept ? text.substr(0, n) : std::string_view("\xEF\xBF\xBD"));
    text.remove_prefix(std::max<std::size_t>(n, 1));
  }
  return out;
}

// ---- words
// ------------------------------------------------------------------------------------------------------------------------

namespace {

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

  /// The title's names as the genesis defines them; one that was defined later has its id alone.
  [[nodiscard]] std::string title_name(const Id& type) const {
    for (const DefineQualification& defined : view.genesis.qualifications)
      if (defined.type == type)
        return type + (zh() ? "（" + defined.name_zh + "）" : " (" + defined.name_en + ")");
    return type;
  }
  [[nodiscard]] std::string signer_name(const KeyId& signer) const {
    for (const KeyPost& key : view.genesis.keys)
      if (key_id(key.key) == signer)
        for (const RegisterDepartment& department : view.genesis.departments)
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
      if (name == "title") row("title", "资格", title_name(Id(text)));
      if (name == "batch") row("batch", "批次", text);
      if (name == "payment_list") row("payments", "拨付清单", text);
      if (name == "line") row("line", "行", text);
      if (name == "transaction") row("transaction", "交易", text);
      if (name == "key") row("key", "密钥", text);
      if (name == "chain") row("subject", "对象", say("the chain itself", "链本身"));
    }
  }

  void operator()(const ProvedRecord& p) {
    const VerifiedTransaction& t = p.transaction;
    row("action", "事项", describe(t.action, view.language));
    const Error outcome{known(t.receipt.code) ? static_cast<Code>(t.receipt.code) : Code::internal,
                        t.receipt.detail};
    row("outcome", "结果", t.receipt.code == 0 ? say("done", "成功") : error_text(outcome, view.language));
    row("submitted by", "经办签名", signer_name(t.transaction.body.signer));
    row("place", "位置",
        say("block ", "区块 ") + with_separators(view.bundle.block.header.height) + ", " +
            std::to_string(t.index));
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
    if (p.value.revoked_from)
      row("revoked from", "撤销生效", p.value.revoked_from->iso() + "  " + p.value.revocation_reason);
    if (!p.value.certificate_no.empty()) row("certificate", "证书编号", p.value.certificate_no);
    if (!p.value.document_no.empty()) row("document", "文号", p.value.document_no);
  }
  void operator()(const ProvedAbsence&) {
    row("recorded", "记录", say("no: there is no such record", "无：没有此项记录"));
  }
  void operator()(const ProvedTotal& p) {
    std::visit([this](const auto& value) { total(value); }, p.value);
  }
  void total(const EnterpriseValue& v) {
    row("name", "名称", v.name);
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
    row("entries", "条目", with_separators(p.count) + say(": complete and in order", " 条：完整且有序"));
    if (const std::string filter = filter_text(view.filter, view.language); !filter.empty())
      row("shown", "显示", with_separators(view.matched(p)) + say(" that match: ", " 条符合条件：") + filter);
  }

  [[nodiscard]] std::string headline() const {
    const bool title = std::holds_alternative<ProvedTitle>(view.bundle.proved);
    const std::string day = view.judgement.day.iso();
    switch (view.judgement.verdict) {
      case Verdict::valid:
        return title ? say("VALID: in force on ", "有效：") + day + (zh() ? " 资格有效" : "")
                     : say("VALID: proved", "有效：已证明");
      case Verdict::not_begun:
        return say("NOT IN FORCE: its term has not begun on ", "未生效：有效期尚未开始，日期 ") + day;
      case Verdict::ended:
        return say("EXPIRED: its term was over on ", "已过期：有效期已满，日期 ") + day;
      case Verdict::revoked:
        return say("REVOKED: not in force on ", "已撤销：资格无效，日期 ") + day;
      case Verdict::suspended:
        return say("SUSPENDED: not in force on ", "已暂停：资格无效，日期 ") + day;
      case Verdict::too_old:
        return view.judgement.day > date_in_china(view.bundle.block.header.time_ms)
                   ? say("TOO OLD: proved, but it cannot speak of ", "过旧：已证明，但早于所问日期 ") + day
                   : say("TOO OLD: proved, but older than allowed", "过旧：已证明，但超过允许的期限");
    }
    return {};
  }
};

}  // namespace

std::string BundleView::text() const {
  Writer w{*this};
  w.out = w.headline() + "\n";
  w.subject(std::visit(Subject{}, bundle.proved));
  std::visit(w, bundle.proved);
  const BlockHeader& header = bundle.block.header;
  w.row(
      "as of", "截至",
      time_in_china(header.time_ms) + w.say(" (China), block ", "，区块 ") + with_separators(header.height));
  const ValidatorSet& set = *bundle.trust.set_at(header.height);
  w.row("signed by", "签名者",
        signer_names(bundle.block.certificate, set, language) + w.say(" (", "（") +
            std::to_string(bundle.block.certificate.signatures.size()) + w.say(" of ", "/") +
            std::to_string(set.size()) + w.say(")", "）"));
  w.row("network", "网络", genesis.network + ", " + bundle.trust.chain().hex());
  w.row("file", "文件", with_separators(file_bytes) + w.say(" bytes, ", " 字节，") + bundle.checksum.hex());
  return w.out;
}

json::object BundleView::json() const {
  const BlockHeader& header = bundle.block.header;
  constexpr std::string_view kKinds[] = {"record", "entries", "title", "absence", "total", "history"};
  json::object out{{"verdict", name_of(judgement.verdict)},
                   {"kind", kKinds[bundle.proved.index()]},
                   {"date", judgement.day.iso()},
                   {"subject", std::visit(Subject{}, bundle.proved)}};
  std::visit(ProvedJson{out}, bundle.proved);
  out["as_of"] = json::object{{"height", header.height},
                              {"time", iso_time(header.time_ms)},
                              {"time_ms", header.time_ms},
                              {"header_hash", header_hash(bundle.trust.chain(), header).hex()}};
  out["certificate"] = to_json(bundle.block.certificate, *bundle.trust.set_at(header.height));
  out["network"] = std::string_view(genesis.network);
  out["chain"] = bundle.trust.chain().hex();
  out["validator_set_changes"] = bundle.trust.changes().size();
  out["bytes"] = file_bytes;
  out["checksum"] = bundle.checksum.hex();
  return clean_json(out).as_object();
}

std::uint64_t BundleView::matched(const ProvedHistory& history) const {
  std::uint64_t out = 0;
  history.each_entry([&](const HistoryEntry& entry) { out += filter.matches(entry) ? 1 : 0; });
  return out;
}

void BundleView::print(bool as_json, const json::object& extra) const {
  const auto put = [](const std::string& text) { std::fwrite(text.data(), 1, text.size(), stdout); };
  if (!as_json) {
    put(text());
    print_entries();
    return;
  }
  json::object whole = json();
  for (const auto& [name, value] : extra) whole.emplace(name, value);
  const auto* const history = std::get_if<ProvedHistory>(&bundle.proved);
  if (json::object shown = filter_json(filter); history != nullptr && !shown.empty()) {
    whole["filter"] = std::move(shown);
    whole["matched"] = matched(*history);
  }
  std::string text = json::serialize(whole);
  if (history == nullptr) return put(text + "\n");
  text.pop_back();  // the brace: the entries follow one by one
  put(text + ",\"entries\":[");
  bool first = true;
  history->each_entry([&](const HistoryEntry& entry) {
    if (!filter.matches(entry)) return;
    put((first ? "" : ",") + json::serialize(clean_json(to_json(entry))));
    first = false;
  });
  put("]}\n");
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
    const FactText fact = describe(entry.fact, language);
    table->row({with_separators(++number), time_in_china(entry.time_ms), cleaned(fact.kind),
                clipped(cleaned(fact.who), 36), cleaned(fact.about),
                fact.amount ? yuan_text(*fact.amount) : "", clipped(cleaned(fact.detail), 48),
                with_separators(entry.height)});
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

// ---- refusals
// -----------------------------------------------------------------------------------------------------------------

std::string fault_text(const BundleFault& fault, std::uint64_t file_bytes, Language language) {
  const auto say = [language](std::string_view en, std::string_view zh) {
    return std::string(Words{en, zh}.in(language));
  };
  const ErrorInfo& row = info(fault.error.code);
  std::string out = say("FORGED OR DAMAGED: ", "伪造或损坏：") +
                    std::string(Words{row.cause_en, row.cause_zh}.in(language)) + " (" +
                    std::string(row.name) + ")\n";
  out += say("  where     ", "  位置      ") + fault.field + say(", ", "，") +
         bytes_text(fault.offset, fault.length, language) + say(" of ", "，共 ") +
         with_separators(file_bytes) + say("", " 字节") + "\n";
  if (!fault.error.detail.empty())
    out += say("  detail    ", "  细节      ") + cleaned(fault.error.detail) + "\n";
  // Where the file was verified under another network's genesis, or is no bundle, the error knows a remedy
  // for the reader.
  const bool named = fault.error.code == Code::wrong_chain || fault.error.code == Code::not_a_bundle ||
                     fault.error.code == Code::before_anchor;
  out +=
      say("  Nothing in this file is proved. ", "  该文件不证明任何内容。") +
      (named ? std::string(Words{row.remedy_en, row.remedy_zh}.in(language))
             : say("Keep it, and ask whoever issued it for another.", "请保留该文件，并向出具方重新索取。")) +
      "\n";
  return out;
}

json::object fault_json(const BundleFault& fault, std::uint64_t file_bytes) {
  return {{"verdict", "forged"},    {"error", clean_json(to_json(fault.error))},
          {"field", fault.field},   {"offset", fault.offset},
          {"length", fault.length}, {"bytes", file_bytes}};
}

}  // namespace credence
