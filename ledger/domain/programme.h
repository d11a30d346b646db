// SPDX-License-Identifier: Apache-2.0
// Programmes: what they rest on, their envelope, its quotas, their rules, their library of projects, their
// catalogue: the actions, what the state keeps of them, and what histories say. Included through actions.h
// and state_values.h.
//
// Money of a programme, at every moment:
//   budget >= quotas + what is awarded outside them
//   quota >= awarded of it
//   awarded >= paid >= recovered
//   demanded >= recovered
//   paid >= demanded + cost_ended, cost_ended >= written_off
#pragma once

#include "ledger/domain/credit.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

struct CreateProgramme {
  Id id;
  Name name;
  Id lead_department;     // awards
  Id finance_department;  // pays; another one, but of a tax relief, which nobody pays, it may be the same
  std::uint16_t fiscal_year = 0;
  Fen budget = 0;          // the envelope: awards never exceed it; 0 for a procurement catalogue only
  DocumentNo document_no;  // the policy it rests on; may be empty where none was published
  ProgrammeKind kind = ProgrammeKind::grant;
  std::optional<Hash32> document_hash = std::nullopt;  // SHA-256 of that document
  Id task = {};                                        // of the plan, that it serves; empty: none
  CREDENCE_FIELDS(id, name, lead_department, finance_department, fiscal_year, budget, document_no, kind,
                  document_hash, task);
};

/// Another envelope: up, or down to what is bound by quotas and awards.
struct AmendProgramme {
  Id programme;
  Fen budget = 0;
  DocumentNo document_no;
  std::optional<Hash32> document_hash;
  Note reason;
  CREDENCE_FIELDS(programme, budget, document_no, document_hash, reason);
};

/// When a tranche may be paid.
enum class TrancheCondition : std::uint8_t {
  confirmed,    // as soon as the award is
  milestone,    // the milestone of that number was passed
  accepted,     // acceptance was passed
  performance,  // the performance result is recorded, and not poor
};
constexpr TrancheCondition last_of(TrancheCondition) { return TrancheCondition::performance; }
[[nodiscard]] std::string_view name_of(TrancheCondition condition);
[[nodiscard]] std::optional<TrancheCondition> tranche_condition_named(std::string_view name);

struct Tranche {
  TrancheCondition condition = TrancheCondition::confirmed;
  std::uint8_t milestone = 0;  // from 1; 0 for the other conditions
  std::uint8_t percent = 0;    // of the award, or 0 and an amount
  Fen amount = 0;
  CREDENCE_FIELDS(condition, milestone, percent, amount);
};

/// What holds for the awards of one programme. The default asks nothing.
struct ProgrammeRules {
  Fen cap = 0;               // of one enterprise in this programme, and so in its fiscal year; 0: none
  bool one_project = false;  // of one enterprise in this programme, and so in its fiscal year
  // Only projects of the programme's library are awarded, up to what was applied for.
  bool library_required = false;
  bool quota_required = false;  // each batch is of a quota
  // An enterprise whose acceptance is overdue, in any programme, gets no award.
  bool overdue_blocks = false;
  std::uint8_t notice_days = 0;  // of public notice before a batch is confirmed; 0: none is asked
  bool working_days = false;     // they are working days of the calendar
  // Acceptance is due so many months after the confirmation; 0: no acceptance is asked.
  std::uint8_t acceptance_months = 0;
  List<Id, 24> excluded;        // strictly rising: programmes of which an enterprise may not hold an award
  List<Id, 8> required_titles;  // strictly rising: qualification types in force on the day of the award
  // An active credit entry of this class or above bars an enterprise from award and payment.
  CreditClass blocking_credit = CreditClass::none;
  List<Tranche, 12> tranches;  // none: the whole award may be paid once it is confirmed
  // The day on which a notice begins is the first of its days. The civil code does not count it, most notices
  // do.
  bool first_day_counts = false;
  CREDENCE_FIELDS(cap, one_project, library_required, quota_required, overdue_blocks, notice_days,
                  working_days, acceptance_months, excluded, required_titles, blocking_credit, tranches,
                  first_day_counts);
};

/// The rules from now on, whole; what was recorded before stands.
struct SetProgrammeRules {
  Id programme;
  ProgrammeRules rules;
  DocumentNo document_no;
  CREDENCE_FIELDS(programme, rules, document_no);
};

/// A part of the envelope, for a city or a purpose: its batches never exceed it. A later one for the same id
/// changes the amount.
struct AllocateQuota {
  Id programme;
  Id quota;
  Name name;
  Fen amount = 0;
  DocumentNo document_no;
  CREDENCE_FIELDS(programme, quota, name, amount, document_no);
};

struct ProjectLine {
  std::uint32_t line = 0;
  Uscc code;
  Name enterprise;  // as registered
  Name project;
  Fen requested = 0;
  CREDENCE_FIELDS(line, code, enterprise, project, requested);
};
/// Projects enter the programme's library (项目库).
struct RegisterProjects {
  Id programme;
  List<ProjectLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, lines);
};

struct ListingLine {
  std::uint32_t line = 0;
  Uscc code;
  Name enterprise;
  Name product;
  Date valid_from;
  std::optional<Date> valid_to;  // absent: until further notice
  CREDENCE_FIELDS(line, code, enterprise, product, valid_from, valid_to);
};
/// Products enter a procurement catalogue. A later line for the same product sets another term, also to take
/// it off.
struct RecordListings {
  Id programme;
  Id batch;
  DocumentNo document_no;
  List<ListingLine, limits::kLinesMax> lines;
  Note reason = {};  // why, above all of what is taken off; may be empty
  CREDENCE_FIELDS(programme, batch, document_no, lines, reason);
};

/// Nothing more is awarded or paid: every award is paid in full or its rest released.
struct CloseProgramme {
  Id programme;
  DocumentNo document_no;
  Note summary;
  CREDENCE_FIELDS(programme, document_no, summary);
};

// ---- state ------------------------------------------------------------------------------------------------

struct ProgrammeKey {
  Id id;
  CREDENCE_KEY_FIELDS(id);
};
struct ProgrammeRulesKey {
  Id programme;
  CREDENCE_KEY_FIELDS(programme);
};
struct QuotaKey {
  Id programme, quota;
  CREDENCE_KEY_FIELDS(programme, quota);
};
/// One project of one enterprise in the programme's library: the hash of an AwardedProjectKey.
struct LibraryProjectKey {
  Id programme;
  Hash32 beneficiary_and_project;
  CREDENCE_KEY_FIELDS(programme, beneficiary_and_project);
};
struct ListingKey {
  Id programme;
  Hash32 beneficiary_and_product;
  CREDENCE_KEY_FIELDS(programme, beneficiary_and_product);
};

/// What a recovery asks for beside the money that was paid. None of it is of what was paid, and none is added to
/// another.
struct Charges {
  Fen interest = 0, penalty = 0, late_charge = 0;  // 利息, 罚款, 滞纳金
  static constexpr std::array kEach{&Charges::interest, &Charges::penalty, &Charges::late_charge};
  [[nodiscard]] bool none() const { return *this == Charges{}; }
  bool operator==(const Charges&) const = default;
  /// Each for itself. Not checked: for sums that rules have bounded already.
  Charges& operator+=(const Charges& more) {
    for (Fen Charges::* const one : kEach) this->*one += more.*one;
    return *this;
  }
  Charges& operator-=(const Charges& less) {
    for (Fen Charges::* const one : kEach) this->*one -= less.*one;
    return *this;
  }
  CREDENCE_FIELDS(interest, penalty, late_charge);
};
struct ProgrammeValue {
  Name name;
  Id lead_department, finance_department;
  std::uint16_t fiscal_year = 0;
  Fen budget = 0, awarded = 0, paid = 0;  // awarded: without what was released again
  std::uint32_t awards = 0, payments = 0, batches = 0;
  DocumentNo document_no;
  ProgrammeKind kind = ProgrammeKind::grant;
  std::optional<Hash32> document_hash = std::nullopt;
  std::uint16_t rules_version = 0;  // how often rules were set; 0: it has none
  Fen allocated = 0;                // sum of its quotas
  Fen awarded_of_quotas = 0;        // of `awarded`
  Fen released = 0;                 // awarded once and released again
  Fen demanded = 0, recovered = 0;  // of `paid`
  Fen social_capital = 0;           // drawn in by a fund's investments: paid in
  std::uint32_t recoveries = 0;     // cases
  std::optional<Date> closed_on = std::nullopt;
  Fen reversed = 0;  // paid once, and returned by the bank or voided
  Id task = {};
  Fen social_promised = 0;  // promised, or paid in without a promise before
  Fen cost_ended = 0;       // of a fund's `paid`: investments that ended by exits and losses
  Fen written_off = 0;      // of `cost_ended`: losses
  Fen returned = 0;         // what exits, incomes and losses brought the fund
  Charges charged = {}, charges_received = {};  // of recoveries, beside `demanded` and `recovered`
  /// The first day of what it gives: money is released early, from the year before its own on.
  [[nodiscard]] Date first_day() const { return {static_cast<std::uint16_t>(fiscal_year - 1), 1, 1}; }
  CREDENCE_FIELDS(name, lead_department, finance_department, fiscal_year, budget, awarded, paid, awards,
                  payments, batches, document_no, kind, document_hash, rules_version, allocated,
                  awarded_of_quotas, released, demanded, recovered, social_capital, recoveries, closed_on,
                  reversed, task, social_promised, cost_ended, written_off, returned, charged,
                  charges_received);
};
struct QuotaValue {
  Name name;
  Fen amount = 0, awarded = 0, paid = 0;
  CREDENCE_FIELDS(name, amount, awarded, paid);
};
struct LibraryProjectValue {
  Uscc code;
  Name project;
  Fen requested = 0;
  Date entered_on;
  CREDENCE_FIELDS(code, project, requested, entered_on);
};
/// A term of a product in a catalogue.
struct ListingTerm {
  Id batch;
  Date valid_from;
  std::optional<Date> valid_to;
  CREDENCE_FIELDS(batch, valid_from, valid_to);
  [[nodiscard]] bool in_force(const Date& day) const {
    return valid_from <= day && (!valid_to || day <= *valid_to);
  }
};
/// The term that was set last, and those before it (kFormerTerms; without the feature there are none).
struct ListingValue {
  Uscc code;
  Name product;
  Id batch;
  Date valid_from;
  std::optional<Date> valid_to;
  bool all_terms = false;             // no term is missing from `former`
  List<ListingTerm, 16> former = {};  // by rising valid_from, none of them after `valid_from`
  CREDENCE_FIELDS(code, product, batch, valid_from, valid_to, all_terms, former);
  [[nodiscard]] ListingTerm term() const { return {batch, valid_from, valid_to}; }
  [[nodiscard]] bool in_force(const Date& day) const;
  /// A day before the first term that is known is one that it cannot speak of, unless it has all terms.
  [[nodiscard]] bool speaks_of(const Date& day) const;
  /// Follows on what was listed before: the days before its own first one stay as they were. Where there are too
  /// many terms the oldest goes.
  void follow_on(const ListingValue* before);
};

template <>
struct ValueOf<ProgrammeKey> {
  using type = ProgrammeValue;
};
template <>
struct ValueOf<ProgrammeRulesKey> {
  using type = ProgrammeRules;
};
template <>
struct ValueOf<QuotaKey> {
  using type = QuotaValue;
};
template <>
struct ValueOf<LibraryProjectKey> {
  using type = LibraryProjectValue;
};
template <>
struct ValueOf<ListingKey> {
  using type = ListingValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct ProgrammeCreated {
  CreateProgramme programme;
  CREDENCE_FIELDS(programme);
};
struct ProgrammeAmended {
  AmendProgramme amendment;
  Fen before = 0;
  CREDENCE_FIELDS(amendment, before);
};
struct ProgrammeRulesSet {
  SetProgrammeRules rules;
  std::uint16_t version = 0;
  CREDENCE_FIELDS(rules, version);
};
struct QuotaAllocated {
  AllocateQuota quota;
  CREDENCE_FIELDS(quota);
};
struct ProjectEntered {
  Id programme;
  ProjectLine line;
  CREDENCE_FIELDS(programme, line);
};
struct ProductListed {
  Id programme, batch;
  DocumentNo document_no;
  ListingLine line;
  Note reason = {};
  bool taken_off = false;  // the term that there was ends earlier (kFormerTerms)
  CREDENCE_FIELDS(programme, batch, document_no, line, reason, taken_off);
};
struct ProgrammeClosed {
  CloseProgramme closing;
  CREDENCE_FIELDS(closing);
};

}  // namespace credence
