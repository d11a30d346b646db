// SPDX-License-Identifier: Apache-2.0
// JSON views of the domain for people, the API and `--json`. They are views: what is verified is always the
// bytes. Amounts are strings of fen; ids and hashes lower-case hex; dates ISO 8601; block times ISO 8601 in
// UTC beside `time_ms`. Heavy (Boost.JSON): include it in .cc files only.
#pragma once

#include <boost/json/value.hpp>

#include "ledger/chain/certificate.h"
#include "ledger/domain/state_values.h"

namespace credence {

[[nodiscard]] boost::json::object to_json(const Action& action);
// With `kind`, and in `fact` what the fact says.
[[nodiscard]] boost::json::object to_json(const HistoryEntry& entry);
// With the name of the code, its cause and its remedy in both languages.
[[nodiscard]] boost::json::object to_json(const Receipt& receipt);
[[nodiscard]] boost::json::object to_json(const Error& error);
[[nodiscard]] boost::json::object to_json(const BlockHeader& header);
// With the signers by name.
[[nodiscard]] boost::json::object to_json(const Certificate& certificate, const ValidatorSet& set);
[[nodiscard]] boost::json::object to_json(const EnterpriseValue& value);
[[nodiscard]] boost::json::object to_json(const CodeExceptionValue& value);
[[nodiscard]] boost::json::object to_json(const ProgrammeValue& value);
[[nodiscard]] boost::json::object to_json(const ProgrammeRules& value);
[[nodiscard]] boost::json::object to_json(const AwardBatchValue& value);
[[nodiscard]] boost::json::object to_json(const AwardValue& value);
[[nodiscard]] boost::json::object to_json(const PaymentListValue& value);
[[nodiscard]] boost::json::object to_json(const PaymentValue& value);
[[nodiscard]] boost::json::object to_json(const Correction& value);
[[nodiscard]] boost::json::object to_json(const ObjectionValue& value);
[[nodiscard]] boost::json::object to_json(const RecoveryValue& value);
[[nodiscard]] boost::json::object to_json(const ChallengeValue& value);
[[nodiscard]] boost::json::object to_json(const CalendarValue& value);
[[nodiscard]] boost::json::object to_json(const QualificationValue& value);
[[nodiscard]] boost::json::object to_json(const QualificationNoticeValue& value);
[[nodiscard]] boost::json::object to_json(const CreditValue& value);
[[nodiscard]] boost::json::object to_json(const CreditStandingValue& value);
[[nodiscard]] boost::json::object to_json(const DocumentValue& value);
[[nodiscard]] boost::json::object to_json(const TargetValue& value);
[[nodiscard]] boost::json::object to_json(const ProblemValue& value);
/// The view of any key's value, from the bytes that a proof reveals; the decoder's error if they are no such
/// value.
[[nodiscard]] Result<boost::json::object> state_value_to_json(const StateKey& key, BytesView value);
[[nodiscard]] std::string iso_time(std::uint64_t time_ms);  // "2026-11-23T10:00:00.123Z"

}  // namespace credence
