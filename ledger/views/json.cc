// SPDX-License-Identifier: Apache-2.0
// JSON views of the domain. A value whose struct holds texts, dates, codes and amounts is written member by
// member, with the struct's own member names; an amount stands twice, as fen and as yuan for reading.
#include "ledger/views/writer.h"

namespace credence {
namespace json = boost::json;
using views::view_of;
using views::Writer;
namespace {

json::object in_two_languages(std::string_view en, std::string_view zh) { return {{"en", en}, {"zh", zh}}; }

std::string padded(std::uint64_t value, std::size_t width) {
  std::string digits = std::to_string(value);
  return std::string(width > digits.size() ? width - digits.size() : 0, '0') + digits;
}

/// Each thing under its name: {"amount": "600", "amount_yuan": "6.00"}, {"day": "2026-11-24"}, {"empty": true}.
json::array details_json(const Details& said) {
  json::array out;
  for (const Detail& item : said) {
    Writer w;
    switch (const std::string_view name = name_of(item.what); kind_of(item.what)) {
      case DetailKind::NUMBER:
        w(name, static_cast<std::uint64_t>(item.number));
        break;
      case DetailKind::AMOUNT:
        w(name, Fen{item.number});
        break;
      case DetailKind::MARK:
        w(name, true);
        break;
      case DetailKind::DAY:
      case DetailKind::HASH:
      case DetailKind::ID:
      case DetailKind::NAME:
        w(name, std::string_view(item.text));
    }
    out.push_back(w.take());
  }
  return out;
}

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
  w("transaction", entry.transaction)("signer", entry.signer)("checker", entry.checker);
  Writer fact;  // of its own: a fact may have a kind as well
  std::visit([&fact](const auto& said) { write(fact, said); }, entry.fact);
  w.object("fact", fact.take());
  return w.take();
}

json::object to_json(const Error& error) {
  const ErrorInfo& row = info(error.code);
  Writer w;
  w("code", row.name)("number", static_cast<std::uint16_t>(error.code));
  w("detail", std::string_view(error.detail)).array("details", details_json(error.details));
  w.object("cause", in_two_languages(row.cause_en, row.cause_zh))
      .object("remedy", in_two_languages(row.remedy_en, row.remedy_zh));
  return w.take();
}

json::object to_json(const Receipt& receipt) {
  json::object out{{"transaction", receipt.transaction.hex()}};
  // A number that this build does not know comes from a newer network: it is shown, not hidden behind
  // `internal`.
  out["pending"] = receipt.pending;
  for (auto& member : to_json(error_of(receipt))) out[member.key()] = member.value();
  if (!known(receipt.code)) {
    out["code"] = "unknown";
    out["number"] = receipt.code;
    out.erase("cause");
    out.erase("remedy");
  }
  return out;
}

json::object to_json(const BlockHeader& header) {
  Writer w;
  w("height", header.height)("parent", header.parent)("headers", header.headers).time(header.time_ms);
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
json::object to_json(const ProblemValue& value) { return view_of(value); }
json::object to_json(const CodeExceptionValue& value) { return view_of(value); }
json::object to_json(const ProgrammeValue& value) { return view_of(value); }
json::object to_json(const ProgrammeRules& value) { return view_of(value); }
json::object to_json(const AwardBatchValue& value) { return view_of(value); }
json::object to_json(const AwardValue& value) { return view_of(value); }
json::object to_json(const PaymentListValue& value) { return view_of(value); }
json::object to_json(const PaymentValue& value) { return view_of(value); }
json::object to_json(const Correction& value) { return view_of(value); }
json::object to_json(const ObjectionValue& value) { return view_of(value); }
json::object to_json(const RecoveryValue& value) { return view_of(value); }
json::object to_json(const ChallengeValue& value) { return view_of(value); }
json::object to_json(const CalendarValue& value) { return view_of(value); }
json::object to_json(const QualificationValue& value) { return view_of(value); }
json::object to_json(const QualificationNoticeValue& value) { return view_of(value); }
json::object to_json(const CreditValue& value) { return view_of(value); }
json::object to_json(const CreditStandingValue& value) { return view_of(value); }
json::object to_json(const DocumentValue& value) { return view_of(value); }
json::object to_json(const TargetValue& value) { return view_of(value); }

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
