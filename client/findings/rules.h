// SPDX-License-Identifier: Apache-2.0
// The rules, one function each, in files by theme, and what they share. A rule reads the book and adds
// findings; it changes nothing else. Internal to client/findings.
#pragma once

#include "client/base/counted.h"
#include "client/findings/book.h"

namespace credence::findings {

/// A rule at work.
struct Context {
  const Book& book;
  const FindingRule& rule;
  std::vector<std::uint64_t> values;  // of the rule's parameters, in their order
  std::optional<Date> from, to;       // the period that is asked for
  std::vector<Finding>& out;
  std::uint64_t found = 0, left_out = 0;
  // Of what was found, by kinds, which are never added; each stays at the largest amount where it would pass it.
  std::map<ProgrammeKind, Fen> sums = {};
  Fen other = 0;  // of no programme

  [[nodiscard]] std::uint64_t value(std::string_view parameter) const;
  /// Sorts days and evidence, keeps to the bounds, and leaves out what lies outside the period.
  void add(Finding finding);
};

// ---- rules_money.cc
void repeated_support(Context& context);      // F1
void paid_twice(Context& context);            // F3
void split_awards(Context& context);          // F4
void idle_money(Context& context);            // F14
void recovery_waits(Context& context);        // F15
void returned_unpaid(Context& context);       // F16
void declared_differs(Context& context);      // F17
void relief_and_grant(Context& context);      // F27
void relief_claimed_twice(Context& context);  // F35
// ---- rules_days.cc
void paid_early(Context& context);          // F5
void notice_or_late(Context& context);      // F6
void days_out_of_order(Context& context);   // F7
void acceptance_overdue(Context& context);  // F8
// ---- rules_holders.cc
void enterprise_gone(Context& context);      // F9
void title_gone(Context& context);           // F10
void credit_barred(Context& context);        // F11
void fraud_not_recovered(Context& context);  // F12
// ---- rules_programme.cc
void rules_loosened(Context& context);     // F19
void posts_in_turn(Context& context);      // F20
void bids_of_one_hand(Context& context);   // F29
void concentration(Context& context);      // F31
void funded_after_poor(Context& context);  // F32
void problem_overdue(Context& context);    // F34

// ---- what they share --------------------------------------------------------------------------------------
[[nodiscard]] FindingSubject subject_of(const Book& book, const Uscc& enterprise);
[[nodiscard]] FindingSubject subject_of(const Programme& programme);
[[nodiscard]] FindingSubject subject_of(const Batch& batch);
[[nodiscard]] FindingSubject subject_of(const Award& award);
/// "1,000.00 CNY", "1,000.00 元".
[[nodiscard]] Said money(Fen amount);
[[nodiscard]] Said text(std::string_view en, std::string_view zh);
[[nodiscard]] Said plain(const std::string& both);
/// So many days later; beyond the last day of the calendar the last day.
[[nodiscard]] Date later(const Date& day, std::uint64_t days);
/// `percent` of an amount that is not negative, rounded down.
[[nodiscard]] Fen percent_of(Fen amount, std::uint64_t percent);
/// What of an award is in question, by its kind.
void add_sum(Finding& finding, const Award& award, Fen amount);
/// "1,000.00 CNY", or one sum for each kind.
[[nodiscard]] Said sums_of(const Finding& finding);
/// The sum, or the largest amount where it would pass it.
[[nodiscard]] Fen plus(Fen a, Fen b);

/// Whether two names of projects are the same, or nearly: at most `percent` of the longer one's characters
/// differ, and no digit or ordinal does. Both are folded (folded_name).
[[nodiscard]] bool nearly_same(std::string_view a, std::string_view b, std::uint64_t percent);

}  // namespace credence::findings
