// SPDX-License-Identifier: Apache-2.0
// Credit: honours, licences, penalties and dishonesty entries, their repair, and ratings: the actions, what
// the state keeps of them, and what histories say. Included through actions.h and state_values.h.
//
// The text of an entry is never on the chain: only its class, its dates, its status and a salted commitment
// to the text (credit_text.h), so that the text can be erased everywhere and the entry stays provable.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

enum class CreditKind : std::uint8_t {
  honour,
  licence,
  penalty,
  dishonesty
};  // 荣誉, 行政许可, 行政处罚, 失信
constexpr CreditKind last_of(CreditKind) { return CreditKind::dishonesty; }
[[nodiscard]] std::string_view name_of(CreditKind kind);
[[nodiscard]] std::optional<CreditKind> credit_kind_named(std::string_view name);

/// By rising weight. Honours and licences have `none`; penalties and dishonesty entries have one of the
/// others.
enum class CreditClass : std::uint8_t { none, minor, general, serious };  // 轻微, 一般, 严重
constexpr CreditClass last_of(CreditClass) { return CreditClass::serious; }
[[nodiscard]] std::string_view name_of(CreditClass weight);
[[nodiscard]] std::optional<CreditClass> credit_class_named(std::string_view name);

enum class CreditStatus : std::uint8_t { recorded, repair_requested, repaired, withdrawn };
constexpr CreditStatus last_of(CreditStatus) { return CreditStatus::withdrawn; }
[[nodiscard]] std::string_view name_of(CreditStatus status);

[[nodiscard]] constexpr bool is_adverse(CreditKind kind) {
  return kind == CreditKind::penalty || kind == CreditKind::dishonesty;
}

// ---- actions ----------------------------------------------------------------------------------------------

/// How long entries of a class may be published, and when their repair may be decided; in months from the
/// decision.
struct CreditTerm {
  CreditClass weight = CreditClass::minor;  // not `none`
  std::uint8_t months_min = 0, months_max = 0;
  std::uint8_t repair_months = 0;  // a repair is not granted before so many months
  CREDENCE_FIELDS(weight, months_min, months_max, repair_months);
};
/// A version of the rules: it holds for entries decided on `effective_from` or later, until a later version.
/// Versions are added in order.
struct SetCreditRules {
  Id version;
  Date effective_from;
  DocumentNo document_no;
  List<CreditTerm, 3> terms;  // one for each class, strictly rising
  CREDENCE_FIELDS(version, effective_from, document_no, terms);
};

struct CreditLine {
  std::uint32_t line = 0;
  Uscc code;
  CreditKind kind = CreditKind::honour;
  CreditClass weight = CreditClass::none;
  Date decided_on;
  // The last day of publication; of a licence, its last day. Adverse entries always have one.
  std::optional<Date> published_to;
  Hash32 commitment;  // credit_text.h
  CREDENCE_FIELDS(line, code, kind, weight, decided_on, published_to, commitment);
};
/// An entry is named by department, batch and line.
struct RecordCredit {
  Id department;  // the signer's
  Id batch;
  List<CreditLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(department, batch, lines);
};

struct CreditKey {
  Id department, batch;
  std::uint32_t line = 0;
  auto operator<=>(const CreditKey&) const = default;
  CREDENCE_KEY_FIELDS(department, batch, line);
};

/// Signed by the enterprise's own key. What it hands in is anchored as a document or kept by the department;
/// here is its hash.
struct RequestCreditRepair {
  CreditKey entry;
  Hash32 evidence;
  CREDENCE_FIELDS(entry, evidence);
};
/// By the department that recorded the entry. Granted: the entry is closed and its text is erased by every
/// node that keeps it.
struct DecideCreditRepair {
  CreditKey entry;
  bool granted = false;
  DocumentNo document_no;
  Note reason = {};  // of a refusal, above all; may be empty (kFormerTerms)
  CREDENCE_FIELDS(entry, granted, document_no, reason);
};
/// An entry that should never have been recorded: closed like a repaired one.
struct WithdrawCredit {
  CreditKey entry;
  DocumentNo document_no;
  Note reason = {};  // may be empty (kFormerTerms)
  CREDENCE_FIELDS(entry, document_no, reason);
};

/// A scale of grades, the best first, that one agency rates by.
struct DefineRatingScale {
  Id scale;
  Name name_zh, name_en;
  Id agency;
  List<Text<16>, 32> grades;
  CREDENCE_FIELDS(scale, name_zh, name_en, agency, grades);
};
struct RatingLine {
  std::uint32_t line = 0;
  Uscc code;
  Text<16> grade;
  Date rated_on, valid_to;
  CREDENCE_FIELDS(line, code, grade, rated_on, valid_to);
};
/// A later rating by the same scale supersedes the earlier one.
struct RecordRatings {
  Id scale;
  List<RatingLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(scale, lines);
};

// ---- state ------------------------------------------------------------------------------------------------

/// All versions of the rules.
struct CreditRulesKey {
  std::uint8_t zero = 0;
  CREDENCE_KEY_FIELDS(zero);
};
/// The standing of an enterprise: which adverse entries of it are open.
struct CreditStandingKey {
  Uscc code;
  CREDENCE_KEY_FIELDS(code);
};
struct RatingScaleKey {
  Id scale;
  CREDENCE_KEY_FIELDS(scale);
};
struct RatingKey {
  Id scale;
  Uscc code;
  CREDENCE_KEY_FIELDS(scale, code);
};

struct CreditRulesValue {
  List<SetCreditRules, 64> versions;  // strictly rising by effective_from
  CREDENCE_FIELDS(versions);
  /// The version in force on a day, or null.
  [[nodiscard]] const SetCreditRules* on(const Date& day) const;
  /// The term of a class in the version that is named, or null.
  [[nodiscard]] const CreditTerm* term(const Id& version, CreditClass weight) const;
};
struct CreditValue {
  Uscc code;
  CreditKind kind = CreditKind::honour;
  CreditClass weight = CreditClass::none;
  CreditStatus status = CreditStatus::recorded;
  Date decided_on;
  std::optional<Date> published_to;
  Date recorded_on;  // the day of its block in China
  Id rules;          // the version it was recorded under; empty for honours and licences
  Hash32 commitment;
  std::optional<Date> closed_on;  // repaired or withdrawn
  CREDENCE_FIELDS(code, kind, weight, status, decided_on, published_to, recorded_on, rules, commitment,
                  closed_on);
  /// Not closed, and published on that day: it may be shown, shared and used.
  [[nodiscard]] bool active(const Date& day) const;
};
/// One open adverse entry.
struct CreditMark {
  CreditKey entry;
  CreditClass weight = CreditClass::minor;
  Date decided_on, published_to;
  CREDENCE_FIELDS(entry, weight, decided_on, published_to);
};
struct CreditStandingValue {
  // Recorded and not closed. Those whose last day is over leave the list when the next entry comes.
  List<CreditMark, limits::kCreditMarksMax> open;
  // How many were ever recorded, by kind; `closed`: how many were repaired or withdrawn.
  std::uint32_t honours = 0, licences = 0, penalties = 0, dishonesty = 0, closed = 0;
  CREDENCE_FIELDS(open, honours, licences, penalties, dishonesty, closed);
  /// The weightiest active entry on a day, or null. What blocks a payment: `worst(day)` with at least the
  /// class that the programme names.
  [[nodiscard]] const CreditMark* worst(const Date& day) const;
};
struct RatingScaleValue {
  Name name_zh, name_en;
  Id agency;
  List<Text<16>, 32> grades;
  CREDENCE_FIELDS(name_zh, name_en, agency, grades);
};
struct RatingValue {
  Text<16> grade;
  Date rated_on, valid_to;
  CREDENCE_FIELDS(grade, rated_on, valid_to);
};

template <>
struct ValueOf<CreditRulesKey> {
  using type = CreditRulesValue;
};
template <>
struct ValueOf<CreditKey> {
  using type = CreditValue;
};
template <>
struct ValueOf<CreditStandingKey> {
  using type = CreditStandingValue;
};
template <>
struct ValueOf<RatingScaleKey> {
  using type = RatingScaleValue;
};
template <>
struct ValueOf<RatingKey> {
  using type = RatingValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct CreditRulesSet {
  SetCreditRules rules;
  CREDENCE_FIELDS(rules);
};
struct CreditRecorded {
  CreditKey entry;
  CreditLine line;
  CREDENCE_FIELDS(entry, line);
};
struct CreditRepairRequested {
  RequestCreditRepair request;
  CREDENCE_FIELDS(request);
};
struct CreditRepairDecided {
  DecideCreditRepair decision;
  CREDENCE_FIELDS(decision);
};
struct CreditWithdrawn {
  WithdrawCredit withdrawal;
  CREDENCE_FIELDS(withdrawal);
};
struct RatingScaleDefined {
  DefineRatingScale scale;
  CREDENCE_FIELDS(scale);
};
struct Rated {
  Id scale;
  RatingLine line;
  CREDENCE_FIELDS(scale, line);
};

}  // namespace credence
