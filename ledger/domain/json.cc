// JSON views of the domain. A value whose struct holds texts, dates, codes and amounts is written member by
// member, with the struct's own member names; an amount stands twice, as fen and as yuan for reading.
#include "ledger/domain/json.h"

#include <boost/json.hpp>

namespace credence {
namespace json = boost::json;
namespace {

std::string padded(std::uint64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

/// Writes members in the order of the calls.
class Writer {
 public:
  template <std::size_t M>
  Writer& operator()(std::string_view name, const Text<M>& text) {
    return set(name, std::string_view(text));
  }
  Writer& operator()(std::string_view name, std::string_view text) { return set(name, text); }
  Writer& operator()(std::string_view name, const char* text) { return set(name, std::string_view(text)); }
  Writer& operator()(std::string_view name, bool value) { return set(name, value); }
  template <std::unsigned_integral U>
    requires(!std::same_as<U, bool>)
  Writer& operator()(std::string_view name, U value) {
    return set(name, std::uint64_t{value});
  }
  Writer& operator()(std::string_view name, const Date& day) { return set(name, day.iso()); }
  Writer& operator()(std::string_view name, const Uscc& code) {
    // A code inside an answer was checked when it was recorded; other bytes are shown as hexadecimal.
    return set(name, valid_utf8(text_of(code)) ? std::string(text_of(code)) : code.hex());
  }
  template <std::size_t N, class K>
  Writer& operator()(std::string_view name, const Fixed<N, K>& value) {
    return set(name, value.hex());
  }
  template <class T>
  Writer& operator()(std::string_view name, const std::optional<T>& value) {
    return value ? (*this)(name, *value) : set(name, nullptr);
  }
  Writer& operator()(std::string_view name, AwardStage stage) {
    return set(name, stage == AwardStage::public_notice ? "public_notice" : "confirmed");
  }
  Writer& operator()(std::string_view name, DepartmentKind kind) { return set(name, name_of(kind)); }
  Writer& operator()(std::string_view name, const List<Role, 8>& roles) {
    json::array out;
    for (const Role role : roles) out.emplace_back(name_of(role));
    return set(name, std::move(out));
  }
  Writer& fen(std::string_view name, Fen amount) {
    set(name, std::to_string(amount));
    return set(std::string(name) + "_yuan", yuan_text(amount));
  }
  Writer& time(std::uint64_t time_ms) {
    set("time", iso_time(time_ms));
    return (*this)("time_ms", time_ms);
  }
  template <class Lines>
  Writer& lines(const Lines& list);
  Writer& object(std::string_view name, json::object value) { return set(name, std::move(value)); }
  Writer& array(std::string_view name, json::array value) { return set(name, std::move(value)); }
  json::object take() { return std::move(out_); }

 private:
  template <class V>
  Writer& set(std::string_view name, V&& value) {
    out_[name] = json::value_from(std::forward<V>(value));
    return *this;
  }
  json::object out_;
};

// ---- lines and actions --------------------------------------------------------------------------------

void write(Writer& w, const RegisterDepartment& v) {
  w("id", v.id)("name_zh", v.name_zh)("name_en", v.name_en)("kind", v.kind);
}
void write(Writer& w, const RegisterKey& v) {
  w("department", v.department)("key", v.key)("key_id", key_id(v.key))("roles", v.roles)("holder", v.holder);
}
void write(Writer& w, const RevokeKey& v) { w("key", v.key)("reason", v.reason); }
void write(Writer& w, const EnterpriseLine& v) {
  w("code", v.code)("name", v.name)("registered_on", v.registered_on)("place", v.place);
}
void write(Writer& w, const CreateProgramme& v) {
  w("id", v.id)("name", v.name)("lead_department", v.lead_department);
  w("finance_department", v.finance_department);
  w("fiscal_year", v.fiscal_year).fen("budget", v.budget)("document_no", v.document_no);
}
void write(Writer& w, const AwardLine& v) {
  w("line", v.line)("beneficiary", v.beneficiary)("code", v.code)("project", v.project)
      .fen("amount", v.amount);
}
void write(Writer& w, const Identification& v) { w("line", v.line)("code", v.code); }
void write(Writer& w, const PaymentLine& v) {
  w("line", v.line)("award_batch", v.award_batch)("award_line", v.award_line)("code", v.code)
      .fen("amount", v.amount)("paid_on", v.paid_on);
}
void write(Writer& w, const DefineQualification& v) {
  w("type", v.type)("name_zh", v.name_zh)("name_en", v.name_en)("issuer", v.issuer)("years", v.years);
  w("prerequisite", v.prerequisite);
}
void write(Writer& w, const QualificationLine& v) {
  w("line", v.line)("code", v.code)("enterprise", v.enterprise)("certificate_no", v.certificate_no);
  w("valid_from", v.valid_from)("valid_to", v.valid_to);
}
void write(Writer& w, const RevokeQualification& v) {
  w("type", v.type)("code", v.code)("effective", v.effective)("document_no", v.document_no);
  w("reason", v.reason);
}
void write(Writer& w, const RegisterEnterprises& v) { w.lines(v.lines); }
/// A batch's declaration: of the action, of the fact and of the state's value.
template <class Declared>
void write_declaration(Writer& w, const Declared& v) {
  w("title", v.title)("document_no", v.document_no)("published", v.published)("stage", v.stage);
  w("declared_count", v.declared_count).fen("declared_total", v.declared_total)("source", v.source);
}
void write(Writer& w, const RecordAwards& v) {
  w("programme", v.programme)("batch", v.batch);
  write_declaration(w, v);
  w.lines(v.lines);
}
void write(Writer& w, const IdentifyBeneficiaries& v) {
  w("programme", v.programme)("batch", v.batch).lines(v.lines);
}
void write(Writer& w, const RecordPayments& v) {
  w("programme", v.programme)("list", v.list)("declared_count", v.declared_count)
      .fen("declared_total", v.declared_total)
      .lines(v.lines);
}
void write(Writer& w, const IssueQualifications& v) {
  w("type", v.type)("batch", v.batch)("title", v.title)("document_no", v.document_no)("source", v.source)
      .lines(v.lines);
}

// ---- facts: the members of what they hold, in one object ----------------------------------------------

void write(Writer& w, const EnterpriseRegistered& v) { write(w, v.line); }
void write(Writer& w, const ProgrammeCreated& v) { write(w, v.programme); }
void write(Writer& w, const BatchOpened& v) {
  w("programme", v.programme)("batch", v.batch);
  write_declaration(w, v);
}
void write(Writer& w, const Awarded& v) {
  w("programme", v.programme)("batch", v.batch)("stage", v.stage);
  write(w, v.line);
}
void write(Writer& w, const Identified& v) {
  w("programme", v.programme)("batch", v.batch)("line", v.line)("code", v.code)
      .fen("amount", v.amount)("project", v.project);
}
void write(Writer& w, const Paid& v) {
  w("programme", v.programme)("list", v.list);
  write(w, v.line);
}
void write(Writer& w, const QualificationDefined& v) { write(w, v.type); }
void write(Writer& w, const QualificationIssued& v) {
  w("type", v.type)("batch", v.batch)("document_no", v.document_no);
  write(w, v.line);
}
void write(Writer& w, const QualificationRevoked& v) { write(w, v.revocation); }
void write(Writer& w, const DepartmentRegistered& v) { write(w, v.department); }
void write(Writer& w, const KeyRegistered& v) { write(w, v.key); }
void write(Writer& w, const KeyRevoked& v) { write(w, v.key); }

// ---- values of the state ------------------------------------------------------------------------------

template <class Item>
json::array texts(const Item& list) {
  json::array out;
  for (const auto& text : list) out.emplace_back(std::string_view(text));
  return out;
}
template <class Item>
json::array hashes(const Item& list) {
  json::array out;
  for (const auto& hash : list) out.emplace_back(hash.hex());
  return out;
}

void write(Writer& w, const DepartmentValue& v) {
  w("name_zh", v.name_zh)("name_en", v.name_en)("kind", v.kind);
}
void write(Writer& w, const SignerValue& v) {
  w("key", v.key)("department", v.department)("roles", v.roles)("holder", v.holder)("revoked", v.revoked);
}
void write(Writer& w, const EnterpriseValue& v) {
  w("name", v.name)("registered_on", v.registered_on)("place", v.place)
      .fen("awarded", v.awarded)
      .fen("paid", v.paid);
  w("awards", v.awards)("payments", v.payments).array("qualifications", texts(v.qualifications));
}
void write(Writer& w, const ProgrammeValue& v) {
  w("name", v.name)("lead_department", v.lead_department)("finance_department", v.finance_department);
  w("fiscal_year", v.fiscal_year).fen("budget", v.budget).fen("awarded", v.awarded).fen("paid", v.paid);
  w("awards", v.awards)("payments", v.payments)("batches", v.batches)("document_no", v.document_no);
}
void write(Writer& w, const AwardBatchValue& v) {
  write_declaration(w, v);
  w("recorded_count", v.recorded_count)
      .fen("recorded_total", v.recorded_total)("unidentified_count", v.unidentified_count);
}
void write(Writer& w, const AwardValue& v) {
  w("beneficiary", v.beneficiary)("code", v.code)("project", v.project)
      .fen("amount", v.amount)
      .fen("paid", v.paid);
  w("awarded_by", v.awarded_by);
}
void write(Writer& w, const AwardedProjectValue& v) { w("batch", v.batch)("line", v.line); }
void write(Writer& w, const PaymentListValue& v) {
  w("declared_count", v.declared_count).fen("declared_total", v.declared_total);
  w("recorded_count", v.recorded_count).fen("recorded_total", v.recorded_total);
}
void write(Writer& w, const PaymentValue& v) {
  w("award_batch", v.award_batch)("award_line", v.award_line)("code", v.code)
      .fen("amount", v.amount)("paid_on", v.paid_on);
}
void write(Writer& w, const QualificationTypeValue& v) {
  w("name_zh", v.name_zh)("name_en", v.name_en)("issuer", v.issuer)("years", v.years);
  w("prerequisite", v.prerequisite);
}
void write(Writer& w, const QualificationValue& v) {
  w("certificate_no", v.certificate_no)("document_no", v.document_no)("valid_from", v.valid_from);
  w("valid_to", v.valid_to);
  w("revoked_from", v.revoked_from)("revocation_reason", v.revocation_reason);
}
void write(Writer& w, const HistoryValue& v) { w("count", v.count).array("peaks", hashes(v.peaks)); }
void write(Writer& w, const ExecutedValue& v) {
  w("height", v.height)("index", v.index)("expiry_height", v.expiry_height);
}
void write(Writer& w, const ChainValue& v) {
  w("version", v.version).array("features", texts(v.features))("admin_keys", v.admin_keys);
}

template <class T>
json::object view_of(const T& value) {
  Writer w;
  write(w, value);
  return w.take();
}

template <class Lines>
Writer& Writer::lines(const Lines& list) {
  json::array out;
  for (const auto& line : list) out.push_back(view_of(line));
  return array("lines", std::move(out));
}

json::object in_two_languages(std::string_view en, std::string_view zh) { return {{"en", en}, {"zh", zh}}; }

}  // namespace

json::object to_json(const Action& action) {
  Writer w;
  w("action", name_of(action));
  std::visit([&w](const auto& body) { write(w, body); }, action);
  return w.take();
}

json::object to_json(const HistoryEntry& entry) {
  Writer w;
  w("kind", name_of(entry.fact))("height", entry.height)("position", entry.position).time(entry.time_ms);
  w("transaction", entry.transaction)("signer", entry.signer);
  std::visit([&w](const auto& fact) { write(w, fact); }, entry.fact);
  return w.take();
}

json::object to_json(const Error& error) {
  const ErrorInfo& row = info(error.code);
  Writer w;
  w("code", row.name)("number", static_cast<std::uint16_t>(error.code));
  w("detail", std::string_view(error.detail));
  w.object("cause", in_two_languages(row.cause_en, row.cause_zh))
      .object("remedy", in_two_languages(row.remedy_en, row.remedy_zh));
  return w.take();
}

json::object to_json(const Receipt& receipt) {
  json::object out{{"transaction", receipt.transaction.hex()}};
  // A number that this build does not know comes from a newer network: it is shown, not hidden behind
  // `internal`.
  if (!known(receipt.code)) {
    out["code"] = "unknown";
    out["number"] = receipt.code;
    out["detail"] = std::string_view(receipt.detail);
    return out;
  }
  for (auto& member : to_json(Error{static_cast<Code>(receipt.code), receipt.detail}))
    out[member.key()] = member.value();
  return out;
}

json::object to_json(const BlockHeader& header) {
  Writer w;
  w("height", header.height)("parent", header.parent).time(header.time_ms);
  w("batch_root", header.batch_root)("receipts_root", header.receipts_root)("state_root", header.state_root);
  w("transaction_count", header.transaction_count)("validator_set", header.validator_set);
  w("next_validator_set", header.next_validator_set);
  return w.take();
}

json::object to_json(const Certificate& certificate, const ValidatorSet& set) {
  json::array signers;
  for (const auto& entry : certificate.signatures) {
    Writer w;
    w("validator", entry.validator);
    if (entry.validator < set.size()) {
      const Validator& validator = set.validators[entry.validator];
      w("name_zh", validator.name_zh)("name_en", validator.name_en)("key", validator.key);
    }
    signers.push_back(w.take());
  }
  Writer w;
  w("height", certificate.height)("header_hash", certificate.header_hash)
      .array("signers", std::move(signers));
  return w.take();
}

json::object to_json(const EnterpriseValue& value) { return view_of(value); }
json::object to_json(const ProgrammeValue& value) { return view_of(value); }
json::object to_json(const AwardBatchValue& value) { return view_of(value); }
json::object to_json(const AwardValue& value) { return view_of(value); }
json::object to_json(const PaymentListValue& value) { return view_of(value); }
json::object to_json(const QualificationValue& value) { return view_of(value); }

Result<json::object> state_value_to_json(const StateKey& key, BytesView value) {
  return std::visit(
      [value](const auto& typed) -> Result<json::object> {
        using Value = typename ValueOf<std::decay_t<decltype(typed)>>::type;
        const auto decoded = decode<Value>(value);
        if (!decoded) return std::unexpected(decoded.error());
        return view_of(*decoded);
      },
      key);
}

std::string iso_time(std::uint64_t time_ms) {
  constexpr std::uint64_t kDayMs = 86'400'000;
  const std::uint64_t of_day = time_ms % kDayMs;
  return date_of_days(time_ms / kDayMs).iso() + "T" + padded(of_day / 3'600'000, 2) + ":" +
         padded(of_day / 60'000 % 60, 2) + ":" + padded(of_day / 1000 % 60, 2) + "." +
         padded(of_day % 1000, 3) + "Z";
}

}  // namespace credence
