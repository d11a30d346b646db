// SPDX-License-Identifier: Apache-2.0
// Awards: the batches in which they are published, objections against them, and their withdrawal: the
// actions, what the state keeps of them, and what histories say. Included through actions.h and
// state_values.h.
#pragma once

#include "ledger/domain/programme.h"

namespace credence {

// ---- actions ----------------------------------------------------------------------------------------------

enum class AwardStage : std::uint8_t { public_notice, confirmed };  // 公示, 下达
constexpr AwardStage last_of(AwardStage) { return AwardStage::confirmed; }
[[nodiscard]] std::string_view name_of(AwardStage stage);

/// Whom a talent subsidy is for: how many, of which class, for how long. Nothing of a person, and no sum for
/// fewer than limits::kPersonsMin: it would be one person's.
struct SupportedPersons {
  std::uint32_t count = 0;
  Name person_class;       // as the policy calls it
  std::uint8_t years = 0;  // of support; 0: once
  Note conditions = {};    // may be empty
  bool operator==(const SupportedPersons&) const = default;
  CREDENCE_FIELDS(count, person_class, years, conditions);
};

/// The round in which a fund invests. What a list calls otherwise (A+) is of the round that it belongs to.
enum class InvestmentRound : std::uint8_t {
  seed,   // 种子轮
  angel,  // 天使轮
  pre_a,
  a,
  b,
  c,
  d,
  later,      // E轮及以后
  pre_ipo,    // 上市前
  strategic,  // 战略投资
  placement,  // 定向增发
  buyout      // 并购
};
constexpr InvestmentRound last_of(InvestmentRound) { return InvestmentRound::buyout; }
[[nodiscard]] std::string_view name_of(InvestmentRound round);
[[nodiscard]] std::optional<InvestmentRound> investment_round_named(std::string_view name);

/// What an investment of a fund is.
struct FundInvestment {
  InvestmentRound round = InvestmentRound::seed;
  std::uint16_t stake = 0;  // of the enterprise that the fund holds after it, in basis points; 0: not told
  bool operator==(const FundInvestment&) const = default;
  CREDENCE_FIELDS(round, stake);
};

struct AwardLine {
  std::uint32_t line = 0;    // its number in the published list, from 1
  Name beneficiary;          // as published
  std::optional<Uscc> code;  // absent: not yet identified; cannot be paid until it is
  Name project;
  Fen amount = 0;
  std::optional<SupportedPersons> persons = {};   // of a talent subsidy, and of nothing else
  std::optional<FundInvestment> investment = {};  // of a fund, and of nothing else
  CREDENCE_FIELDS(line, beneficiary, code, project, amount, persons, investment);
};
/// What a published award list says of itself.
struct BatchDeclaration {
  Name title;                     // what the notice is called
  DocumentNo document_no;         // may be empty
  std::optional<Date> published;  // the day of the award; absent: that of the block
  AwardStage stage = AwardStage::confirmed;
  std::uint32_t declared_count = 0;  // of the whole batch, as published; 0: not published
  Fen declared_total = 0;            // of the whole batch, as published; always
  Note source;                       // where it was published
  std::optional<Id> quota;           // the quota that it takes from; absent: none
  bool operator==(const BatchDeclaration&) const = default;
  CREDENCE_FIELDS(title, document_no, published, stage, declared_count, declared_total, source, quota);
};
/// One part (at most 1,000 lines) of a published award list. All parts of a batch repeat its declaration.
struct RecordAwards : BatchDeclaration {
  Id programme;
  Id batch;
  List<AwardLine, limits::kLinesMax> lines;  // may be empty: a batch whose lines were not published
  CREDENCE_FIELDS(programme, batch, title, document_no, published, stage, declared_count, declared_total,
                  source, quota, lines);
};

struct Identification {
  std::uint32_t line = 0;
  Uscc code;
  CREDENCE_FIELDS(line, code);
};
/// Names the enterprise of award lines that were published without a code.
struct IdentifyBeneficiaries {
  Id programme;
  Id batch;
  List<Identification, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, batch, lines);
};

/// While a batch is in public notice anyone with a key may object, to one line or to the whole.
struct FileObjection {
  Id programme;
  Id batch;
  std::uint32_t line = 0;  // 0: the whole batch
  Note grounds;
  std::optional<Hash32> document_hash;
  CREDENCE_FIELDS(programme, batch, line, grounds, document_hash);
};

struct DecideObjection {
  Id programme;
  Id batch;
  std::uint32_t objection = 0;  // its number within the batch, from 1
  bool upheld = false;          // withdraws the line; against a whole batch: it is never confirmed
  DocumentNo document_no;
  Note reason;
  CREDENCE_FIELDS(programme, batch, objection, upheld, document_no, reason);
};

struct WithdrawalLine {
  std::uint32_t line = 0;
  CREDENCE_FIELDS(line);
};
/// Corrects award lines, and what the batch says of itself: each line as it is from now on, whole. Another
/// beneficiary only while nothing of the line is paid. What was announced in a public notice (names, projects,
/// and no higher amounts) is announced anew, or not changed.
struct AmendAwards {
  Id programme;
  Id batch;
  DocumentNo document_no;  // that orders it; may be empty
  Note reason;
  Fen declared_total = 0;                    // of the whole batch from now on
  std::optional<Date> published;             // of the whole batch from now on
  List<AwardLine, limits::kLinesMax> lines;  // may be empty
  CREDENCE_FIELDS(programme, batch, document_no, reason, declared_total, published, lines);
};

/// Releases what is unpaid of award lines into the envelope. The lines stay on the ledger.
struct WithdrawAwards {
  Id programme;
  Id batch;
  DocumentNo document_no;
  Note reason;
  List<WithdrawalLine, limits::kLinesMax> lines;
  CREDENCE_FIELDS(programme, batch, document_no, reason, lines);
};

// ---- state ------------------------------------------------------------------------------------------------

struct AwardBatchKey {
  Id programme, batch;
  CREDENCE_KEY_FIELDS(programme, batch);
};
struct AwardKey {
  Id programme, batch;
  std::uint32_t line = 0;
  auto operator<=>(const AwardKey&) const = default;
  CREDENCE_KEY_FIELDS(programme, batch, line);
};
/// One project of one beneficiary in one programme is awarded once: guards against the repeated line.
struct AwardedProjectKey {
  Id programme;
  Hash32 beneficiary_and_project;
  CREDENCE_KEY_FIELDS(programme, beneficiary_and_project);
};
/// The guard against a repeated project, whose name is folded. `beneficiary` is a code, or a folded name where
/// no code is known.
[[nodiscard]] AwardedProjectKey project_key(Suite suite, const Id& programme, bool by_code,
                                            std::string_view beneficiary, std::string_view project);
/// One project (or product) of one enterprise in a programme: in the keys of library, catalogue and award
/// guard.
[[nodiscard]] Hash32 project_hash(Suite suite, const Id& programme, const Uscc& code, const Name& project);
struct ObjectionKey {
  Id programme, batch;
  std::uint32_t number = 0;
  CREDENCE_KEY_FIELDS(programme, batch, number);
};
/// The awards of an enterprise whose acceptance is asked for and not yet passed.
struct OpenProjectsKey {
  Uscc code;
  CREDENCE_KEY_FIELDS(code);
};

enum class CorrectionKind : std::uint8_t {
  amended,
  payment_returned,
  payment_voided,
  milestone_withdrawn,
  acceptance_withdrawn,
  performance_withdrawn,
  demand_withdrawn,
  receipt_voided,
  capital_withdrawn,
  return_withdrawn,
  relief_adjusted,
  relief_withdrawn
};
constexpr CorrectionKind last_of(CorrectionKind) { return CorrectionKind::relief_withdrawn; }
[[nodiscard]] std::string_view name_of(CorrectionKind kind);
/// The latest correction of an award or of a batch, for who looks at it: the history has all of them.
struct Correction {
  CorrectionKind kind = CorrectionKind::amended;
  Date on;  // the day of the block
  DocumentNo document_no;
  Note reason;
  // Of the award before, or the total that the batch declared; or of the payment, demand, receipt, entry.
  Fen amount = 0;
  CREDENCE_FIELDS(kind, on, document_no, reason, amount);
};

/// The declaration of a batch and what has been recorded of it: where they differ, the ledger shows it.
struct AwardBatchValue : BatchDeclaration {
  std::uint32_t recorded_count = 0, unidentified_count = 0;
  Fen recorded_total = 0;
  std::optional<Date> notice_ends;     // the last day of the public notice; confirmed from the day after
  std::optional<Date> confirmed_on;    // the day of the block
  std::optional<Date> acceptance_due;  // the last day
  std::uint32_t objections = 0, open_objections = 0;
  bool objected = false;   // an objection to the whole was upheld
  Fen released_total = 0;  // of `recorded_total`
  Fen paid_total = 0;
  std::uint32_t settled = 0;             // lines whose acceptance was passed, or that were withdrawn
  std::uint32_t last_line = 0;           // the one that was recorded last; each line names the one before it
  std::optional<Correction> correction;  // the latest of the batch itself; those of its lines are theirs
  CREDENCE_FIELDS(title, document_no, published, stage, declared_count, recorded_count, unidentified_count,
                  declared_total, recorded_total, source, quota, notice_ends, confirmed_on, acceptance_due,
                  objections, open_objections, objected, released_total, paid_total, settled, last_line,
                  correction);
  /// The day of the award of a confirmed batch: its publication, else the day of the block; after the notice
  /// that the ledger counted.
  [[nodiscard]] Date awarded_on() const;
  // What follows from the state and a day alone is not stored.
  /// Lines whose acceptance is overdue on that day.
  [[nodiscard]] std::uint32_t overdue(const Date& day) const {
    return acceptance_due && *acceptance_due < day ? recorded_count - settled : 0;
  }
  /// What was confirmed more than a year before that day, and neither paid nor released.
  [[nodiscard]] Fen idle(const Date& day) const;
};

enum class Acceptance : std::uint8_t { none, passed, failed };
constexpr Acceptance last_of(Acceptance) { return Acceptance::failed; }
[[nodiscard]] std::string_view name_of(Acceptance acceptance);

enum class Performance : std::uint8_t { none, excellent, good, fair, poor };  // 优, 良, 中, 差
constexpr Performance last_of(Performance) { return Performance::poor; }
[[nodiscard]] std::string_view name_of(Performance performance);
[[nodiscard]] std::optional<Performance> performance_named(std::string_view name);

/// What was paid of an award on one day, without what was returned or voided.
struct PaidDay {
  Date on;
  Fen amount = 0;
  CREDENCE_FIELDS(on, amount);
};
struct AwardValue {
  Name beneficiary;
  std::optional<Uscc> code;
  Name project;
  Fen amount = 0, paid = 0;
  KeyId awarded_by;
  Fen released = 0;                 // of `amount`: withdrawn, or left when it was closed
  Fen acknowledged = 0;             // of `paid`, by the enterprise
  Fen demanded = 0, recovered = 0;  // of `paid`
  Fen social_capital = 0;
  List<Date, 255> milestones;  // the days on which they were passed
  Acceptance acceptance = Acceptance::none;
  std::optional<Date> acceptance_on;  // passed or failed, the last time
  Performance performance = Performance::none;
  std::optional<Date> performance_on;
  List<PaidDay, limits::kPaidDaysMax> paid_days;  // strictly rising; `paid` in all
  bool closed = false;                            // withdrawn or closed: nothing more is paid
  std::uint32_t previous = 0;     // the line of the batch that was recorded before it; 0: it was the first
  std::uint16_t corrections = 0;  // how often it, or what was recorded of it, was corrected
  std::optional<Correction> correction;  // the latest
  std::optional<SupportedPersons> persons = {};
  Fen social_promised = 0;
  List<Date, 255> failures = {};  // days of failed acceptances that another one followed
  bool awaited = false;           // its acceptance, which is passed, was asked for
  // Of a fund's investment: how much of `paid` ended by exits and losses, by losses alone, and what came of it.
  Fen cost_ended = 0, written_off = 0, returned = 0;
  std::optional<FundInvestment> investment = {};
  CREDENCE_FIELDS(beneficiary, code, project, amount, paid, awarded_by, released, acknowledged, demanded,
                  recovered, social_capital, milestones, acceptance, acceptance_on, performance,
                  performance_on, paid_days, closed, previous, corrections, correction, persons,
                  social_promised, failures, awaited, cost_ended, written_off, returned, investment);
  /// How much of it may be paid on a day: what the tranches of the rules allow; without tranches all of it.
  [[nodiscard]] Fen payable(const ProgrammeRules& rules, const Date& day) const;
  [[nodiscard]] std::optional<Date> first_paid_on() const {
    return paid_days.empty() ? std::nullopt : std::optional(paid_days.front().on);
  }
  [[nodiscard]] std::optional<Date> last_paid_on() const {
    return paid_days.empty() ? std::nullopt : std::optional(paid_days.back().on);
  }
  void correct(Correction how);
};
/// What an award is at present. It counts as an award while it is confirmed, paid in part or whole, or closed
/// with what was paid.
enum class AwardStanding : std::uint8_t {
  public_notice,
  objected,  // an objection to its whole batch was upheld: it is never confirmed
  confirmed,
  part_paid,
  paid,
  closed,       // with what was paid: nothing more follows
  withdrawn,    // or closed before anything was paid
  in_recovery,  // more is demanded back than has come back
  recovered,    // all that was paid came back
};
constexpr AwardStanding last_of(AwardStanding) { return AwardStanding::recovered; }
[[nodiscard]] std::string_view name_of(AwardStanding standing);
[[nodiscard]] constexpr bool stands(AwardStanding standing) {
  return standing >= AwardStanding::confirmed && standing <= AwardStanding::closed;
}
/// `award` is an AwardValue with what its batch says, or what was folded from a history.
template <class A>
[[nodiscard]] AwardStanding award_standing(const A& award, AwardStage stage, bool objected) {
  using Standing = AwardStanding;
  if (award.closed && award.paid == 0) return Standing::withdrawn;
  if (stage == AwardStage::public_notice) return objected ? Standing::objected : Standing::public_notice;
  if (award.demanded > award.recovered) return Standing::in_recovery;
  if (award.paid > 0 && award.recovered >= award.paid) return Standing::recovered;
  if (award.closed) return Standing::closed;
  if (award.paid == 0) return Standing::confirmed;
  return award.paid == award.amount ? Standing::paid : Standing::part_paid;
}
/// Of an investment: all that was paid and is not demanded back has ended, by exits and losses. `award` as above.
template <class A>
[[nodiscard]] bool investment_ended(const A& award) {
  return award.cost_ended > 0 && award.cost_ended >= award.paid - award.demanded;
}
struct AwardedProjectValue {
  Id batch;
  std::uint32_t line = 0;
  CREDENCE_FIELDS(batch, line);
};
struct ObjectionValue {
  std::uint32_t line = 0;
  std::optional<Uscc> enterprise;  // who objects: this one, or the department
  Id department;
  Note grounds;
  std::optional<Hash32> document_hash;
  Date filed_on;
  std::optional<Date> decided_on;
  bool upheld = false;
  Note reason;
  CREDENCE_FIELDS(line, enterprise, department, grounds, document_hash, filed_on, decided_on, upheld, reason);
};
struct OpenProjectsValue {
  List<AwardKey, limits::kOpenProjectsMax> awards;  // strictly rising
  CREDENCE_FIELDS(awards);
};

template <>
struct ValueOf<AwardBatchKey> {
  using type = AwardBatchValue;
};
template <>
struct ValueOf<AwardKey> {
  using type = AwardValue;
};
template <>
struct ValueOf<AwardedProjectKey> {
  using type = AwardedProjectValue;
};
template <>
struct ValueOf<ObjectionKey> {
  using type = ObjectionValue;
};
template <>
struct ValueOf<OpenProjectsKey> {
  using type = OpenProjectsValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

/// Opened, or confirmed. The confirmation stands in the history of each enterprise of the batch too.
struct BatchOpened : BatchDeclaration {
  Id programme, batch;
  CREDENCE_FIELDS(programme, batch, title, document_no, published, stage, declared_count, declared_total,
                  source, quota);
};
/// `document_no` and `stage` are the batch's at that moment: an enterprise's history alone says under which
/// document it was awarded.
struct Awarded {
  Id programme, batch;
  AwardStage stage = AwardStage::confirmed;
  DocumentNo document_no;
  AwardLine line;
  ProgrammeKind kind = ProgrammeKind::grant;
  CREDENCE_FIELDS(programme, batch, stage, document_no, line, kind);
};
struct Identified {
  Id programme, batch;
  AwardStage stage = AwardStage::confirmed;
  DocumentNo document_no;
  std::uint32_t line = 0;
  Uscc code;
  Fen amount = 0;
  Name project;
  ProgrammeKind kind = ProgrammeKind::grant;
  CREDENCE_FIELDS(programme, batch, stage, document_no, line, code, amount, project, kind);
};
struct Objected {
  FileObjection objection;
  std::uint32_t number = 0;
  CREDENCE_FIELDS(objection, number);
};
struct ObjectionDecided {
  DecideObjection decision;
  CREDENCE_FIELDS(decision);
};
/// The line, and what it was before. Told to the enterprises of both.
struct AwardAmended {
  Id programme, batch;
  AwardStage stage = AwardStage::confirmed;
  DocumentNo document_no;
  Note reason;
  Name beneficiary_before;
  std::optional<Uscc> code_before;
  Name project_before;
  Fen amount_before = 0;
  AwardLine line;
  ProgrammeKind kind = ProgrammeKind::grant;
  std::optional<FundInvestment> investment_before = {};
  CREDENCE_FIELDS(programme, batch, stage, document_no, reason, beneficiary_before, code_before,
                  project_before, amount_before, line, kind, investment_before);
};
/// What the batch says of itself was corrected. Another day is told to each enterprise of the batch.
struct BatchAmended {
  Id programme, batch;
  DocumentNo document_no;
  Note reason;
  Fen total_before = 0, declared_total = 0;
  std::optional<Date> published_before, published;
  CREDENCE_FIELDS(programme, batch, document_no, reason, total_before, declared_total, published_before,
                  published);
};
struct AwardReleased {
  Id programme, batch;
  std::uint32_t line = 0;
  Name beneficiary, project;
  Fen amount = 0;
  DocumentNo document_no;
  Note reason;
  CREDENCE_FIELDS(programme, batch, line, beneficiary, project, amount, document_no, reason);
};

}  // namespace credence
