// SPDX-License-Identifier: Apache-2.0
// The state of the past is not stored: it is folded from a complete history, entry by entry, up to the moment
// that is meant. What the folds give after the last entry is what the state holds
// (tests/unit/ledger/execution/past_test.cc).
//
// Pure. Entries must come in the order of the chain and without a gap; what does not follow from the entries
// before is `malformed`.
#pragma once

#include <map>
#include <set>

#include "ledger/domain/state_values.h"

namespace credence {

/// One term of a title: from its issue to its end.
struct Title {
  Id type;
  TitleTerm term;
  [[nodiscard]] bool in_force(const Date& day) const { return term.in_force(day); }
};

/// What one title of one enterprise is on a day.
struct TitleStatus {
  TitleState state = TitleState::never_issued;
  Date on;
  std::optional<Title> title;  // the term that decides: the latest one begun by then, or the first to come
  std::optional<Date> banned_to =
      {};  // after fraud in any of the terms: not recognised again before this day is over
  [[nodiscard]] bool in_force() const { return state == TitleState::in_force; }
};
/// From all terms of one type, by rising `valid_from`.
[[nodiscard]] TitleStatus title_status(std::span<const Title> terms, const Date& on);
/// The terms that a title's value holds, by rising `valid_from`.
[[nodiscard]] std::vector<Title> terms_of(const Id& type, const QualificationValue& value);

/// Folds the history of an enterprise.
class EnterprisePast {
 public:
  [[nodiscard]] Result<void> add(const HistoryEntry& entry);
  /// As the state held it after the last entry; nothing before the registration.
  [[nodiscard]] const std::optional<EnterpriseValue>& value() const { return value_; }
  /// Every term of every title, in the order of issue. Of one type they never overlap.
  [[nodiscard]] const std::vector<Title>& titles() const { return titles_; }

 private:
  struct Apply;
  std::optional<Uscc> code_;
  std::optional<EnterpriseValue> value_;
  std::vector<Title> titles_;
  std::set<AwardKey> awards_;     // its own, not those that it was paid as a successor
  std::map<AwardKey, Fen> paid_;  // of these, what was paid and neither returned nor voided
};

/// A line of an award list, as it stands.
struct Award {
  Id batch;
  std::uint32_t line = 0;
  Name beneficiary;          // as published
  std::optional<Uscc> code;  // absent: not yet identified
  Name project;
  Fen amount = 0, paid = 0;
  Fen released = 0;                          // of `amount`: withdrawn, or left when it was closed
  Fen demanded = 0, recovered = 0;           // of `paid`
  bool closed = false;                       // withdrawn or closed
  bool by_closing = false;                   // closed (结项), not withdrawn
  AwardStage stage = AwardStage::confirmed;  // of its batch
  bool objected = false;                     // an objection to its whole batch was upheld
  std::uint64_t recorded_ms = 0;             // time of the block
  KeyId awarded_by;
  std::optional<Correction> corrected;  // the latest
  std::optional<FundInvestment> investment = {};
  Fen social_capital = 0, social_promised = 0;  // beside an investment of a fund
  std::optional<SupportedPersons> persons = {};
  Fen cost_ended = 0, written_off = 0, returned = 0;  // of an investment of a fund, as AwardValue has them
  /// Closed before anything was paid is closed here, which the award's own value cannot tell from withdrawn.
  [[nodiscard]] AwardStanding standing() const {
    const AwardStanding out = award_standing(*this, stage, objected);
    return out == AwardStanding::withdrawn && by_closing ? AwardStanding::closed : out;
  }
};

/// Folds the history of a programme: totals, and its awards.
class ProgrammePast {
 public:
  [[nodiscard]] Result<void> add(const HistoryEntry& entry);
  [[nodiscard]] const std::optional<ProgrammeValue>& value() const { return value_; }
  /// In the order of recording, each with its batch's stage as it is now.
  [[nodiscard]] std::vector<Award> awards() &&;

 private:
  struct Apply;
  std::optional<ProgrammeValue> value_;
  struct Batch {
    AwardStage stage = AwardStage::confirmed;
    bool of_quota = false;
    bool objected = false;
    std::set<std::uint32_t> whole = {};  // numbers of the objections to the whole of it
  };
  std::map<Id, Batch> batches_;
  std::map<Id, Fen> quotas_;
  std::map<Id, std::size_t> recoveries_;  // case -> place of its award
  std::vector<Award> awards_;
  std::map<std::pair<Id, std::uint32_t>, std::size_t> place_;  // (batch, line) in awards_
};

/// The programme that a fact is of, or nothing.
[[nodiscard]] const Id* programme_of(const Fact& fact);
/// The title that a fact is of, or nothing.
[[nodiscard]] const Id* title_of(const Fact& fact);
/// The names of all kinds of facts: "awarded", "paid" and so on.
[[nodiscard]] std::span<const std::string_view> fact_names();
}  // namespace credence
