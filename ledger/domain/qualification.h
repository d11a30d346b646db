// SPDX-License-Identifier: Apache-2.0
// Qualifications: titles such as 专精特新: the actions, what the state keeps of them, and what histories say.
// Included through actions.h and state_values.h.
#pragma once

#include "ledger/domain/enterprise.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

struct DefineQualification {
  Id type;
  Name name_zh, name_en;
  Id issuer;                       // the department whose keys may issue it
  std::uint8_t years = 0;          // 0: without end
  std::optional<Id> prerequisite;  // a type that must be in force, of the same holder
  HolderKind held_by = HolderKind::enterprise;
  Id task = {};  // of the plan, that it serves; empty: none
  CREDENCE_FIELDS(type, name_zh, name_en, issuer, years, prerequisite, held_by, task);
};

/// A version of a title's rules. It holds for recognitions (`issue`) or renewals (`renew`) that begin on
/// `effective_from` or later, until a later version or `effective_to`. Before the first version the
/// definition itself holds. What is recognised keeps the version it was recognised under: old certificates
/// run to their expiry.
struct QualificationRule {
  Id version;
  bool issue = true, renew = true;
  Date effective_from;
  std::optional<Date> effective_to;
  std::uint8_t years = 0;        // 0: without end
  List<Id, 8> prerequisites;     // strictly rising; all must be in force
  std::uint8_t notice_days = 0;  // public notice before recognition; 0: none
  std::uint8_t ban_years = 0;    // after a revocation for fraud
  DocumentNo document_no;
  bool working_days = false, first_day_counts = false;  // of the notice, as ProgrammeRules has them
  CREDENCE_FIELDS(version, issue, renew, effective_from, effective_to, years, prerequisites, notice_days,
                  ban_years, document_no, working_days, first_day_counts);
};
struct SetQualificationRule {
  Id type;
  QualificationRule rule;
  CREDENCE_FIELDS(type, rule);
};

struct QualificationLine {
  std::uint32_t line = 0;
  Uscc code;
  Name enterprise;            // as published
  DocumentNo certificate_no;  // may be empty
  Date valid_from;
  std::optional<Date> valid_to;  // absent: by the type's years (or without end)
  CREDENCE_FIELDS(line, code, enterprise, certificate_no, valid_from, valid_to);
};
struct IssueQualifications {
  Id type;
  Id batch;
  Name title;
  DocumentNo document_no;
  Note source;
  List<QualificationLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(type, batch, title, document_no, source, lines);
};

/// After a review (复核): the title goes on without a gap, to a new last day.
struct RenewQualifications : IssueQualifications {};

struct TitleHolder {
  std::uint32_t line = 0;
  Uscc code;
  CREDENCE_FIELDS(line, code);
};
/// Opens a review: the titles stay valid meanwhile, at most to `until`.
struct ReviewQualifications {
  Id type;
  Date until;
  DocumentNo document_no;
  List<TitleHolder, limits::kLinesMax> lines;
  CREDENCE_FIELDS(type, until, document_no, lines);
};

/// By anybody with a registered key, an enterprise included, while the public notice runs.
struct ObjectToQualification {
  Id type;
  Uscc code;
  Note reason;
  Hash32 evidence;  // of the statement that was handed in; zero: none
  CREDENCE_FIELDS(type, code, reason, evidence);
};
struct NoticeDecision {
  std::uint32_t line = 0;
  Uscc code;
  bool recognised = false;
  Note reason;  // needed for a refusal, and where there was an objection
  CREDENCE_FIELDS(line, code, recognised, reason);
};
/// What becomes of applications in public notice.
struct DecideQualifications {
  Id type;
  DocumentNo document_no;
  List<NoticeDecision, limits::kLinesMax> lines;
  CREDENCE_FIELDS(type, document_no, lines);
};

struct RevokeQualification {
  Id type;
  Uscc code;
  Date effective;
  DocumentNo document_no;
  Note reason;
  bool fraud = false;  // the ban of its rule begins
  CREDENCE_FIELDS(type, code, effective, document_no, reason, fraud);
};
struct SuspendQualification {
  Id type;
  Uscc code;
  Date effective;
  DocumentNo document_no;
  Note reason;
  CREDENCE_FIELDS(type, code, effective, document_no, reason);
};
struct ReinstateQualification {
  Id type;
  Uscc code;
  Date effective;  // the first day on which it is in force again
  DocumentNo document_no;
  Note reason;
  CREDENCE_FIELDS(type, code, effective, document_no, reason);
};

// ---- state ------------------------------------------------------------------------------------------------

struct QualificationTypeKey {
  Id type;
  CREDENCE_KEY_FIELDS(type);
};
struct QualificationKey {
  Id type;
  Uscc code;
  CREDENCE_KEY_FIELDS(type, code);
};

struct QualificationTypeValue {
  Name name_zh, name_en;
  Id issuer;
  std::uint8_t years = 0;
  std::optional<Id> prerequisite;
  HolderKind held_by = HolderKind::enterprise;
  Id task = {};
  CREDENCE_FIELDS(name_zh, name_en, issuer, years, prerequisite, held_by, task);
};
/// All versions of a type's rules; absent: none.
struct QualificationRulesKey {
  Id type;
  CREDENCE_KEY_FIELDS(type);
};
struct QualificationRulesValue {
  List<QualificationRule, 64> versions;  // of one action, strictly rising by effective_from
  CREDENCE_FIELDS(versions);
  /// The version for a recognition (or renewal) that begins on a day: null before the first one. Look at its
  /// `effective_to`.
  [[nodiscard]] const QualificationRule* on(bool renewal, const Date& day) const;
};
/// An application in public notice.
struct QualificationNoticeKey {
  Id type;
  Uscc code;
  CREDENCE_KEY_FIELDS(type, code);
};
struct QualificationNoticeValue {
  Id batch;
  DocumentNo document_no;
  QualificationLine line;
  bool renewal = false;
  Id rule;
  Date notice_to;                // its last day
  std::uint32_t objections = 0;  // not yet answered
  CREDENCE_FIELDS(batch, document_no, line, renewal, rule, notice_to, objections);
};

/// Why a title ended before its last day.
enum class TitleEnd : std::uint8_t { none, revoked, cascaded, merged, dissolved };
constexpr TitleEnd last_of(TitleEnd) { return TitleEnd::dissolved; }
[[nodiscard]] std::string_view name_of(TitleEnd end);

/// What a title is on a day. Where several hold, the first of them counts.
enum class TitleState : std::uint8_t {
  never_issued,
  not_begun,  // its term begins later
  revoked,    // ended early, by a revocation of its own
  cascaded,   // fell with a title that it was built on
  merged,     // ended with its enterprise
  dissolved,
  ended,  // its last day is past
  suspended,
  in_force,
};
constexpr TitleState last_of(TitleState) { return TitleState::in_force; }
[[nodiscard]] std::string_view name_of(TitleState state);

struct Suspension {
  Date from;
  std::optional<Date> to;  // in force again from this day
  CREDENCE_FIELDS(from, to);
};
/// One term of a title: from its recognition to its end, with all renewals between.
struct TitleTerm {
  DocumentNo certificate_no, document_no;  // of the latest recognition or renewal
  Date valid_from;
  std::optional<Date> valid_to;
  std::optional<Date> revoked_from;  // ended early: not in force from this day on
  Note revocation_reason;
  TitleEnd end = TitleEnd::none;  // and why
  std::optional<Date> banned_to;  // after fraud: not recognised again before this day is over
  // the version it was recognised under; empty: the type's definition
  Id rule;
  List<Id, 8> built_on;              // the titles that it needs; if one is revoked, so is it
  std::uint16_t renewals = 0;        // without a gap since valid_from
  std::optional<Date> review_until;  // under review: valid meanwhile, at most to this day
  List<Suspension, 16> suspensions;  // one after the other; only the last may be open
  std::optional<Uscc> carried_from;  // taken over from this enterprise by a merger
  CREDENCE_FIELDS(certificate_no, document_no, valid_from, valid_to, revoked_from, revocation_reason, end,
                  banned_to, rule, built_on, renewals, review_until, suspensions, carried_from);
  /// A pure function of this term; `never_issued` is none of its states.
  [[nodiscard]] TitleState state(const Date& day) const;
  /// Begun, not over, not ended early, not suspended.
  [[nodiscard]] bool in_force(const Date& day) const { return state(day) == TitleState::in_force; }
  /// The last day by date alone, a review included; none: without end.
  [[nodiscard]] std::optional<Date> last_day() const;
  /// Neither over nor ended early on a day; it may be suspended, or begin later.
  [[nodiscard]] bool running(const Date& day) const;
  [[nodiscard]] bool suspended() const { return !suspensions.empty() && !suspensions.back().to; }
  /// Ends with its enterprise, if that ends while the title runs.
  void end_with(EnterpriseEnd how, const Date& day);
};
/// The latest term, and those before it (features.h, kFormerTerms; without the feature there are none). A title
/// is recognised anew however often it was before: where `former` is full the oldest term goes, and the value
/// no longer has all of them.
struct QualificationValue : TitleTerm {
  bool all_terms = false;          // no term is missing from `former`
  List<TitleTerm, 8> former = {};  // by rising valid_from
  CREDENCE_FIELDS(certificate_no, document_no, valid_from, valid_to, revoked_from, revocation_reason, end,
                  banned_to, rule, built_on, renewals, review_until, suspensions, carried_from, all_terms,
                  former);
  /// The term that decides about a day: the last one begun by then, or the first that is known.
  [[nodiscard]] const TitleTerm& term_on(const Date& day) const;
  /// That of the term that decides. Of a day that it does not speak of: `not_begun`.
  [[nodiscard]] TitleState state(const Date& day) const { return term_on(day).state(day); }
  [[nodiscard]] bool in_force(const Date& day) const { return state(day) == TitleState::in_force; }
  /// A day before the first term that is known is one that it cannot speak of, unless it has all terms.
  [[nodiscard]] bool speaks_of(const Date& day) const { return all_terms || term_on(day).valid_from <= day; }
  /// Follows on what was held before: the latest term of that becomes a former one.
  void follow_on(const QualificationValue* before);
  /// Begun after the others.
  void add_former(const TitleTerm& term);
  /// Every term ends with the enterprise, if that ends while it runs.
  void end_with(EnterpriseEnd how, const Date& day);
};

/// What the end of an enterprise has changed, so that it can be undone.
struct EnterpriseEndKey {
  Uscc code;
  CREDENCE_KEY_FIELDS(code);
};
/// How a former term stood that ended with its enterprise.
struct EndedTerm {
  Date valid_from;
  std::optional<Date> revoked_from;
  TitleEnd end = TitleEnd::none;
  CREDENCE_FIELDS(valid_from, revoked_from, end);
};
struct EndedTitle {
  Id type;
  // How the title itself stood: ended early by a later day, or not.
  std::optional<Date> revoked_from;
  TitleEnd end = TitleEnd::none;
  bool carried = false;                         // the successor took it over
  std::optional<QualificationValue> successor;  // what the successor had of this type before
  List<EndedTerm, 8> former = {};
  CREDENCE_FIELDS(type, revoked_from, end, carried, successor, former);
};
struct EnterpriseEndValue {
  List<EndedTitle, 64> titles;  // strictly rising by type
  bool built_on = false;        // a payment, an award, a confirmation or a title rests on the merger
  CREDENCE_FIELDS(titles, built_on);
};

template <>
struct ValueOf<QualificationTypeKey> {
  using type = QualificationTypeValue;
};
template <>
struct ValueOf<QualificationRulesKey> {
  using type = QualificationRulesValue;
};
template <>
struct ValueOf<QualificationNoticeKey> {
  using type = QualificationNoticeValue;
};
template <>
struct ValueOf<QualificationKey> {
  using type = QualificationValue;
};
template <>
struct ValueOf<EnterpriseEndKey> {
  using type = EnterpriseEndValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct QualificationDefined {
  DefineQualification type;
  CREDENCE_FIELDS(type);
};
/// The line says the last day also where it follows from the rule.
struct QualificationIssued {
  Id type, batch;
  DocumentNo document_no;
  QualificationLine line;
  Id rule;
  List<Id, 8> built_on;
  CREDENCE_FIELDS(type, batch, document_no, line, rule, built_on);
};
struct QualificationRevoked {
  RevokeQualification revocation;
  std::optional<Date> banned_to;
  CREDENCE_FIELDS(revocation, banned_to);
};

struct QualificationRuleSet {
  SetQualificationRule rule;
  CREDENCE_FIELDS(rule);
};
struct QualificationNoticed {
  Id type;
  QualificationNoticeValue notice;
  CREDENCE_FIELDS(type, notice);
};
struct QualificationObjected {
  ObjectToQualification objection;
  CREDENCE_FIELDS(objection);
};
/// An application that was refused after its public notice.
struct QualificationRefused {
  Id type;
  DocumentNo document_no;
  NoticeDecision decision;
  CREDENCE_FIELDS(type, document_no, decision);
};

enum class TitleChange : std::uint8_t {
  renewed,
  review_opened,
  suspended,
  reinstated,
  cascaded,
  merged,
  carried_over,
  dissolved,
  restored  // its enterprise did not end, after all
};
constexpr TitleChange last_of(TitleChange) { return TitleChange::restored; }
[[nodiscard]] std::string_view name_of(TitleChange change);
/// Everything else that happens to a title: what it is afterwards.
struct QualificationChanged {
  Id type;
  Uscc code;
  TitleChange change = TitleChange::renewed;
  DocumentNo document_no;
  Note reason;
  QualificationValue title;
  CREDENCE_FIELDS(type, code, change, document_no, reason, title);
};

}  // namespace credence
