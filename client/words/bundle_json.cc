// SPDX-License-Identifier: Apache-2.0
// A proof bundle as JSON: what it is about, the names it proves, what it says.
#include "client/words/bundle_words.h"
#include "client/words/closed_credit.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

std::string code_text(const Uscc& code) { return std::string(text_of(code)); }

/// A key of the state: what it is about.
struct KeySubject {
  json::object operator()(const DepartmentKey& k) const { return {{"department", std::string_view(k.id)}}; }
  json::object operator()(const SignerKey& k) const { return {{"key", k.key.hex()}}; }
  json::object operator()(const EnterpriseKey& k) const { return {{"enterprise", code_text(k.code)}}; }
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
  json::object operator()(const CreditStandingKey& k) const { return {{"enterprise", code_text(k.code)}}; }
  json::object operator()(const HistoryKey& k) const {
    return std::visit([this](const auto& subject) { return (*this)(subject); }, k.subject);
  }
  json::object operator()(const ChainKey&) const { return {{"chain", true}}; }
  json::object operator()(const auto&) const { return {}; }
};

/// The key of a claim; of a record there is none.
struct KeyOf {
  std::optional<StateKey> operator()(const ProvedRecord&) const { return std::nullopt; }
  std::optional<StateKey> operator()(const ProvedEntries& p) const { return StateKey(p.subject); }
  std::optional<StateKey> operator()(const ProvedTitle& p) const { return StateKey(p.title); }
  std::optional<StateKey> operator()(const ProvedAbsence& p) const { return p.key; }
  std::optional<StateKey> operator()(const ProvedTotal& p) const { return p.key; }
  std::optional<StateKey> operator()(const ProvedHistory& p) const { return StateKey(p.subject); }
  std::optional<StateKey> operator()(const ProvedAward& p) const { return StateKey(p.award); }
  std::optional<StateKey> operator()(const ProvedStanding& p) const {
    return StateKey(CreditStandingKey{p.code});
  }
  std::optional<StateKey> operator()(const ProvedBytes& p) const { return p.key; }
};

struct CodeIn {
  using Found = std::optional<Uscc>;
  Found operator()(const HistoryKey& k) const {
    return std::visit([this](const auto& subject) { return (*this)(subject); }, k.subject);
  }
  Found operator()(const EnterpriseKey& k) const { return k.code; }
  Found operator()(const QualificationKey& k) const { return k.code; }
  Found operator()(const CreditStandingKey& k) const { return k.code; }
  Found operator()(const auto&) const { return std::nullopt; }
};

/// The register that a key of the context belongs to.
struct RegisterOf {
  std::string_view operator()(const DepartmentKey&) const { return "department"; }
  std::string_view operator()(const EnterpriseKey&) const { return "enterprise"; }
  std::string_view operator()(const ProgrammeKey&) const { return "programme"; }
  std::string_view operator()(const AwardBatchKey&) const { return "batch"; }
  std::string_view operator()(const PaymentListKey&) const { return "payment_list"; }
  std::string_view operator()(const QualificationTypeKey&) const { return "title"; }
  std::string_view operator()(const QualificationNoticeKey&) const { return "notice"; }
  std::string_view operator()(const TargetKey&) const { return "target"; }
  std::string_view operator()(const auto&) const { return ""; }
};

bool is_register(const StateKey& key) {
  return std::holds_alternative<EnterpriseKey>(key) || std::holds_alternative<ProgrammeKey>(key) ||
         std::holds_alternative<DepartmentKey>(key) || std::holds_alternative<QualificationTypeKey>(key);
}

/// Members of a register's own view that say who it is; its sums are claims of their own.
constexpr std::string_view kNaming[] = {
    "name", "name_zh",     "name_en",   "title",      "document_no",  "lead_department", "issuer",
    "kind", "fiscal_year", "stage",     "published",  "confirmed_on", "notice_ends",     "notice_to",
    "end",  "ends_on",     "successor", "belongs_to", "department"};

/// `others`: what further enterprises are to the first.
json::object names_json(const Context& context, std::string_view others) {
  json::object out;
  json::array successors;
  for (const auto& [key, value] : context.keys()) {
    if (!value || std::holds_alternative<CreditStandingKey>(key)) continue;  // what it says is said by day
    json::object one = key_json(key);
    const auto view = state_value_to_json(key, *value);
    for (const auto& [name, member] : *view)
      if (std::ranges::find(kNaming, std::string_view(name)) != std::end(kNaming) && !member.is_null())
        one.emplace(name, member);
    if (const std::string_view name = std::visit(RegisterOf{}, key); !out.contains(name))
      out.emplace(name, std::move(one));
    else
      successors.push_back(std::move(one));  // enterprises: the only register that comes twice
  }
  if (!successors.empty()) out[others] = std::move(successors);
  return out;
}

struct ProvedJson {
  json::object& out;
  const Date& day;
  void operator()(const ProvedRecord& p) const {
    const VerifiedTransaction& t = p.transaction;
    out["index"] = t.index;
    out["signer"] = t.transaction.body.signer.hex();
    if (t.action)
      out["action"] = to_json(*t.action);
    else
      out["action_bytes"] = to_hex(t.transaction.body.action);
    out["receipt"] = to_json(t.receipt);
  }
  void operator()(const ProvedEntries& p) const {
    out["total"] = p.page.total;
    out["from"] = p.page.from;
    ClosedCredit closed;
    for (const HistoryEntry& entry : p.page.entries) closed.note(entry.fact);
    json::array entries;
    for (const HistoryEntry& entry : p.page.entries) entries.push_back(closed.json(entry));
    out["entries"] = std::move(entries);
  }
  void operator()(const ProvedTitle& p) const { out["value"] = to_json(p.value); }
  void operator()(const ProvedAward& p) const {
    out["standing"] = name_of(p.standing());
    out["value"] = to_json(p.value);
  }
  /// What is in force on the day, and nothing else of its value: entries that are over or repaired are not told.
  void operator()(const ProvedStanding& p) const {
    out["from_day"] = p.from.iso();
    json::array entries;
    for (const auto& [code, mark] : p.in_force(day))
      entries.push_back({{"enterprise", code_text(code)},
                         {"department", std::string_view(mark.entry.department)},
                         {"batch", std::string_view(mark.entry.batch)},
                         {"line", mark.entry.line},
                         {"class", name_of(mark.weight)},
                         {"decided_on", mark.decided_on.iso()},
                         {"published_to", mark.published_to.iso()}});
    out["in_force"] = std::move(entries);
  }
  void operator()(const ProvedBytes& p) const {
    if (!p.key_bytes.empty()) out["key_bytes"] = to_hex(p.key_bytes);
    if (p.value) out["value_bytes"] = to_hex(*p.value);
  }
  void operator()(const ProvedAbsence&) const {}
  void operator()(const ProvedTotal& p) const {
    std::visit([this](const auto& value) { out["value"] = to_json(value); }, p.value);
  }
  void operator()(const ProvedHistory& p) const {
    out["complete"] = true;
    out["total"] = p.count;
  }
};

}  // namespace

std::optional<Uscc> code_in(const VerifiedBundle& bundle) {
  const auto key = std::visit(KeyOf{}, bundle.proved);
  return key ? std::visit(CodeIn{}, *key) : std::nullopt;
}

json::object key_json(const StateKey& key) { return std::visit(KeySubject{}, key); }

json::object subject_json(const VerifiedBundle& bundle) {
  if (const auto* const record = std::get_if<ProvedRecord>(&bundle.proved))
    return {{"transaction", record->transaction.transaction.id.hex()}};
  if (const auto* const bytes = std::get_if<ProvedBytes>(&bundle.proved); bytes != nullptr && !bytes->key)
    return bytes->transaction ? json::object{{"transaction", bytes->transaction->hex()}} : json::object{};
  return key_json(*std::visit(KeyOf{}, bundle.proved));
}

std::vector<std::string_view> not_registered(const VerifiedBundle& bundle) {
  std::vector<std::string_view> out;
  if (const auto* const absence = std::get_if<ProvedAbsence>(&bundle.proved);
      absence != nullptr && is_register(absence->key))
    out.push_back(std::visit(RegisterOf{}, absence->key));
  for (const auto& [key, value] : bundle.context.keys())
    if (!value && !std::holds_alternative<QualificationNoticeKey>(key) &&
        !std::holds_alternative<CreditStandingKey>(key))
      out.push_back(std::visit(RegisterOf{}, key));
  return out;
}

json::object BundleView::json() const {
  const BlockHeader& header = bundle.block.header;
  const bool standing = std::holds_alternative<ProvedStanding>(bundle.proved);
  const std::string_view others = standing ? "predecessors" : "successors";
  json::object out{{"verdict", name_of(judgement.verdict)}, {"kind", claim_name(bundle.claim())},
                   {"date", judgement.day.iso()},           {"age_ms", judgement.age_ms},
                   {"subject", subject_json(bundle)},       {"names", names_json(bundle.context, others)}};
  json::array absent;
  for (const std::string_view name : not_registered(bundle)) absent.push_back(json::string(name));
  out["not_registered"] = std::move(absent);
  if (const auto code = code_in(bundle)) out["check_digit_fits"] = parse_uscc(text_of(*code)).has_value();
  if (bundle.nothing_there()) out["recorded"] = false;
  std::visit(ProvedJson{out, judgement.day}, bundle.proved);
  if (bundle.unread)
    out["not_understood"] =
        json::object{{"field", bundle.unread->field}, {"detail", bundle.unread->error.detail}};
  out["as_of"] = json::object{{"height", header.height},
                              {"time", iso_time(header.time_ms)},
                              {"time_ms", header.time_ms},
                              {"header_hash", header_hash(bundle.trust.chain(), header).hex()}};
  const ValidatorSet* const set = bundle.signers();
  out["certificate"] = set ? json::value(to_json(bundle.block.certificate, *set)) : json::value(nullptr);
  if (bundle.later)
    out["later"] =
        json::object{{"height", bundle.later->header.height},
                     {"time", iso_time(bundle.later->header.time_ms)},
                     {"hashes", bundle.later->place.peaks.size() + bundle.later->place.path.size()}};
  const auto& pinned = bundle.trust.anchor().pinned;
  out["anchor"] =
      pinned ? json::object{{"kind", "pinned"}, {"line", anchor_line(*pinned)}, {"height", pinned->height}}
             : json::object{{"kind", "genesis"}};
  out["network"] = genesis ? json::value(std::string_view(genesis->network)) : json::value(nullptr);
  out["chain"] = bundle.trust.chain().hex();
  out["validator_set_changes"] = bundle.trust.changes().size();
  out["bytes"] = file_bytes;
  out["checksum"] = bundle.checksum.hex();
  return clean_json(out).as_object();
}

}  // namespace credence
