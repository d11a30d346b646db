// SPDX-License-Identifier: Apache-2.0
// What the rules look at: the records of a chain, ordered, each with the entry that made it. Filled by
// client/findings/fold.h; internal to client/findings. Pointers lead into the maps and stay good.
#pragma once

#include <algorithm>
#include <list>
#include <map>
#include <set>

#include "client/findings/finding.h"
#include "ledger/domain/state_values.h"

namespace credence::findings {

using Place = FindingEvidence;

struct Enterprise {
  Name name;
  std::optional<Date> ends_on;  // the first day without it
  EnterpriseEnd end = EnterpriseEnd::none;
  std::optional<Uscc> successor;
  Place ended;
};

struct RulesVersion {
  ProgrammeRules rules;
  Date set_on;
  Place place;
};
struct Programme {
  Id id, lead;
  Name name;
  std::uint16_t year = 0;
  ProgrammeKind kind = ProgrammeKind::grant;
  std::list<RulesVersion> versions;
  /// Those in force at the end of what was read; without any, those that ask nothing.
  [[nodiscard]] const ProgrammeRules& rules() const {
    static const ProgrammeRules kNone;
    return versions.empty() ? kNone : versions.back().rules;
  }
  [[nodiscard]] bool pays() const {
    return kind != ProgrammeKind::tax_relief && kind != ProgrammeKind::procurement_catalogue;
  }
};

struct Batch {
  const Programme* programme = nullptr;
  Id id;
  DocumentNo document_no;
  std::uint32_t declared_count = 0, recorded_count = 0;
  Fen declared_total = 0, recorded_total = 0;
  bool ruled = false;               // its programme had rules when it was opened
  Date opened_on;                   // the day of the block
  Date first_day;                   // of the notice or, without one, of the award
  std::optional<Date> noticed_on;   // it stood in public notice on the ledger, from this day
  std::optional<Date> notice_ends;  // the last day of that notice, where the programme's rules ask for one
  std::optional<Date> awarded_on;   // confirmed: published, else the day of the block
  std::optional<Date> accepted_by;  // the last day of acceptance
  bool objected = false;            // an objection to the whole was upheld: it is never confirmed
  std::set<std::uint32_t> whole_objections;
  Place opened, confirmed;
};

struct Payment {
  Id list;
  std::uint32_t line = 0;
  Uscc payee;
  Fen amount = 0;
  Date on;
  Place place;
};
/// A payment that the bank returned.
struct Return {
  Fen amount = 0;
  Date on;
  Place paid, place;
};
/// A recovery case.
struct Recovery {
  Id id;
  Fen demanded = 0, received = 0;
  Date demanded_on;                        // first
  std::map<std::uint32_t, Date> receipts;  // without those that were voided
  Place demand, last;                      // last: the last receipt
  std::vector<RecoveryStepTaken> steps;
  Charges owed;  // beside the money itself
  [[nodiscard]] std::optional<Date> first_received_on() const {
    const auto first = std::ranges::min_element(receipts, {}, &std::pair<const std::uint32_t, Date>::second);
    return first == receipts.end() ? std::nullopt : std::optional(first->second);
  }
};
/// What an acceptance or a performance came to.
struct Judged {
  ResultStep step = ResultStep::acceptance;
  bool good = true;  // passed, or not poor
  Date on;
  Place place;
};
struct Award {
  const Batch* batch = nullptr;
  std::uint32_t line = 0;
  Name beneficiary, project;
  std::optional<Uscc> code;
  Fen amount = 0, released = 0, paid = 0, demanded = 0, recovered = 0;
  const ProgrammeRules* rules = nullptr;  // when it was recorded
  bool closed = false, accepted = false;
  std::optional<Date> poor_on;  // graded poor, or its acceptance failed
  Place place, judged;
  std::vector<Payment> payments;  // without those that were returned or voided
  std::vector<Return> returns;
  std::vector<Recovery> recoveries;
  std::vector<Judged> results;  // without those that were withdrawn

  /// What the results say together.
  void judge() {
    accepted = false;
    poor_on.reset();
    for (const Judged& one : results) {
      if (one.step == ResultStep::acceptance) accepted = one.good;
      if (!one.good)
        poor_on = one.on, judged = one.place;
      else if (one.step == ResultStep::acceptance)
        poor_on.reset();
    }
  }
  [[nodiscard]] const Programme& programme() const { return *batch->programme; }
  [[nodiscard]] Date day() const { return batch->awarded_on.value_or(batch->first_day); }
  /// Neither withdrawn whole, nor objected to with its batch, nor back to the last fen.
  [[nodiscard]] bool stands() const {
    return !batch->objected && amount > released && (paid == 0 || recovered < paid);
  }
};

/// What an enterprise claims to have used of a tax relief, as it stands.
struct Relief {
  const Award* award = nullptr;
  Id list;
  std::uint32_t line = 0;
  Uscc code;
  Date from, to;  // its period, both days included
  Fen amount = 0;
  bool withdrawn = false;
  Place place;
};

struct Term {
  Date from;
  std::optional<Date> to;          // its last day by date
  std::optional<Date> ended_from;  // ended early: the first day without it
  TitleEnd end = TitleEnd::none;
  bool fraud = false;
  std::vector<Suspension> suspensions;
  Place issued, changed;  // changed: what ended or suspended it
  /// The first day without it; none: it has no end.
  [[nodiscard]] std::optional<Date> over() const {
    if (ended_from) return ended_from;
    return to ? std::optional(after_days(*to, 1)) : std::nullopt;
  }
  [[nodiscard]] bool holds(const Date& day) const {
    return from <= day && (!over() || day < *over()) &&
           std::ranges::none_of(suspensions,
                                [&](const Suspension& s) { return s.from <= day && (!s.to || day < *s.to); });
  }
};

struct Credit {
  CreditClass weight = CreditClass::minor;
  Date from, to;  // of publication
  std::optional<Date> closed_on;
  bool withdrawn = false;
  Place place;
  [[nodiscard]] bool active(const Date& day) const {
    return !withdrawn && from <= day && day <= to && (!closed_on || day < *closed_on);
  }
};

struct Dated {
  Date day;
  Place place;
};
struct Bid {
  Uscc code;
  std::uint32_t line = 0;
  Fen amount = 0;
  Place place;
};
/// A problem that an auditor raised.
struct Problem {
  Id department, programme;
  std::optional<Uscc> code;
  Fen amount = 0;
  Date until;  // it may be mended: as it stands now
  ProblemStage stage = ProblemStage::open;
  Place raised, last;
};
/// Who holds keys: a post of a department.
struct Post {
  Id department;
  Name holder;
  auto operator<=>(const Post&) const = default;
};
struct Turn {
  std::uint64_t times = 0;
  Date last_on;
  Place first, last;
};
struct DeclaredList {
  Id programme, list;
  PaymentListValue value;
};

struct Book {
  Date today;  // of the last block
  std::map<Uscc, Enterprise> enterprises;
  std::map<Id, Programme> programmes;
  std::map<std::pair<Id, Id>, Batch> batches;
  std::map<AwardKey, Award> awards;
  std::map<std::tuple<Id, Id, std::uint32_t>, Relief> reliefs;  // by programme, list and line
  std::map<std::pair<Id, Uscc>, std::vector<Term>> titles;
  std::map<CreditKey, Credit> credit;  // adverse entries
  std::map<Uscc, std::vector<const Credit*>> credit_of;
  // in the library of a programme: of an enterprise, by folded_name
  std::map<std::tuple<Id, Uscc, std::string>, Dated> projects;
  std::map<DocumentNo, Dated> documents;               // the day of issue, by number
  std::map<std::pair<Post, Post>, Turn> turns;         // who made, who checked
  std::map<std::pair<Id, Id>, Dated> payment_lists;    // the last payment of each list
  std::map<std::pair<Id, Id>, std::vector<Bid>> bids;  // of each challenge of a programme
  std::vector<DeclaredList> declared_lists;            // whose lines are not what they declared
  std::map<std::uint16_t, CalendarValue> calendars;
  std::map<Id, Problem> problems;

  /// Who answers for an enterprise today: itself, or what it was merged into.
  [[nodiscard]] Uscc heir_of(Uscc code) const;
  [[nodiscard]] std::string name_of(const Uscc& code) const;
  [[nodiscard]] bool holds(const Id& type, const Uscc& code, const Date& day) const;
  /// By the calendars of the chain; a year without one has Saturdays and Sundays alone.
  [[nodiscard]] bool working(const Date& day) const;
  /// The first year from one day to the other without a calendar: then a count of working days is of Mondays to
  /// Fridays.
  [[nodiscard]] std::optional<std::uint16_t> year_without_calendar(const Date& from, const Date& to) const;
  [[nodiscard]] Date after_working_days(Date day, std::uint64_t days) const;
  /// The last day of a notice that begins on `day`, if the rules ask for one.
  [[nodiscard]] std::optional<Date> notice_end(const ProgrammeRules& rules, Date day) const;
  /// The awards with a known enterprise that stand, by who answers for it today.
  [[nodiscard]] std::map<Uscc, std::vector<const Award*>> standing_by_heir() const;
};

}  // namespace credence::findings
