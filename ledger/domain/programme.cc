// SPDX-License-Identifier: Apache-2.0
// The names of a programme's enumerations, and what of an award its tranches let be paid.
#include <algorithm>
#include <array>
#include <ranges>

#include "ledger/domain/fund.h"
#include "ledger/domain/names.h"
#include "ledger/domain/text.h"
#include "ledger/primitives/hash.h"

namespace credence {
namespace {

constexpr auto kProgrammeKinds =
    std::to_array<std::string_view>({"grant", "reward", "interest_subsidy", "fund_investment", "tax_relief",
                                     "challenge", "talent_subsidy", "procurement_catalogue"});
constexpr auto kConditions =
    std::to_array<std::string_view>({"confirmed", "milestone", "accepted", "performance"});
constexpr auto kStages = std::to_array<std::string_view>({"public_notice", "confirmed"});
constexpr auto kAwardStandings =
    std::to_array<std::string_view>({"public_notice", "objected", "confirmed", "part_paid", "paid", "closed",
                                     "withdrawn", "in_recovery", "recovered"});
constexpr auto kAcceptances = std::to_array<std::string_view>({"none", "passed", "failed"});
constexpr auto kPerformances = std::to_array<std::string_view>({"none", "excellent", "good", "fair", "poor"});
constexpr auto kReversals = std::to_array<std::string_view>({"returned", "voided"});
constexpr auto kCorrections = std::to_array<std::string_view>(
    {"amended", "payment_returned", "payment_voided", "milestone_withdrawn", "acceptance_withdrawn",
     "performance_withdrawn", "demand_withdrawn", "receipt_voided", "capital_withdrawn", "return_withdrawn",
     "relief_adjusted", "relief_withdrawn"});
constexpr auto kEntryKinds = std::to_array<std::string_view>({"recovery", "social_capital", "fund_return"});
constexpr auto kReturnKinds = std::to_array<std::string_view>({"exit", "income", "loss"});
constexpr auto kExitWays =
    std::to_array<std::string_view>({"none", "transfer", "ipo", "buy_back", "liquidation"});
constexpr auto kRounds = std::to_array<std::string_view>(
    {"seed", "angel", "pre_a", "a", "b", "c", "d", "later", "pre_ipo", "strategic", "placement", "buyout"});
constexpr auto kReliefSteps =
    std::to_array<std::string_view>({"claimed", "checked", "adjusted", "withdrawn"});
constexpr auto kRecoverySteps =
    std::to_array<std::string_view>({"intent", "served", "heard", "decided", "urged", "court"});
constexpr auto kSteps =
    std::to_array<std::string_view>({"milestone", "acceptance", "performance", "closing"});

template <class E, std::size_t N>
std::string_view name_in(const std::array<std::string_view, N>& names, E value) {
  static_assert(N == static_cast<std::size_t>(last_of(E{})) + 1);
  return names[static_cast<std::size_t>(value)];
}
bool holds(const Tranche& tranche, const AwardValue& award, const Date& day) {
  switch (tranche.condition) {
    case TrancheCondition::confirmed:
      return true;
    case TrancheCondition::milestone:
      return award.milestones.size() >= tranche.milestone && award.milestones[tranche.milestone - 1U] <= day;
    case TrancheCondition::accepted:
      return award.acceptance == Acceptance::passed && *award.acceptance_on <= day;
    case TrancheCondition::performance:
      return award.performance != Performance::none && award.performance != Performance::poor &&
             *award.performance_on <= day;
  }
  return false;
}

/// Percent of an amount, rounded down, without overflow: an amount is at most 10^15 fen.
Fen share(Fen amount, unsigned percent) { return amount / 100 * percent + amount % 100 * percent / 100; }

}  // namespace

std::string_view name_of(ProgrammeKind kind) { return name_in(kProgrammeKinds, kind); }
std::optional<ProgrammeKind> programme_kind_named(std::string_view name) {
  return named<ProgrammeKind>(kProgrammeKinds, name);
}
std::string_view name_of(TrancheCondition condition) { return name_in(kConditions, condition); }
std::optional<TrancheCondition> tranche_condition_named(std::string_view name) {
  return named<TrancheCondition>(kConditions, name);
}
std::string_view name_of(AwardStage stage) { return name_in(kStages, stage); }
std::string_view name_of(AwardStanding standing) { return name_in(kAwardStandings, standing); }
std::string_view name_of(Acceptance acceptance) { return name_in(kAcceptances, acceptance); }
std::string_view name_of(Performance performance) { return name_in(kPerformances, performance); }
std::optional<Performance> performance_named(std::string_view name) {
  return named<Performance>(kPerformances, name);
}
std::string_view name_of(Reversal kind) { return name_in(kReversals, kind); }
std::string_view name_of(CorrectionKind kind) { return name_in(kCorrections, kind); }
std::string_view name_of(EntryKind kind) { return name_in(kEntryKinds, kind); }
CorrectionKind correction_of(ResultStep step) {
  return step == ResultStep::milestone    ? CorrectionKind::milestone_withdrawn
         : step == ResultStep::acceptance ? CorrectionKind::acceptance_withdrawn
                                          : CorrectionKind::performance_withdrawn;
}
CorrectionKind correction_of(EntryKind kind) {
  return kind == EntryKind::recovery         ? CorrectionKind::demand_withdrawn
         : kind == EntryKind::social_capital ? CorrectionKind::capital_withdrawn
                                             : CorrectionKind::return_withdrawn;
}
std::string_view name_of(ReturnKind kind) { return name_in(kReturnKinds, kind); }
std::optional<ReturnKind> return_kind_named(std::string_view name) {
  return named<ReturnKind>(kReturnKinds, name);
}
std::string_view name_of(ExitWay way) { return name_in(kExitWays, way); }
std::optional<ExitWay> exit_way_named(std::string_view name) { return named<ExitWay>(kExitWays, name); }
std::string_view name_of(InvestmentRound round) { return name_in(kRounds, round); }
std::optional<InvestmentRound> investment_round_named(std::string_view name) {
  return named<InvestmentRound>(kRounds, name);
}
std::string_view name_of(ReliefStep step) { return name_in(kReliefSteps, step); }
std::optional<ReliefStep> relief_step_named(std::string_view name) {
  return named<ReliefStep>(kReliefSteps, name);
}
std::string_view name_of(RecoveryStep step) { return name_in(kRecoverySteps, step); }
std::optional<RecoveryStep> recovery_step_named(std::string_view name) {
  return named<RecoveryStep>(kRecoverySteps, name);
}
std::string_view name_of(ResultStep step) { return name_in(kSteps, step); }
std::optional<ResultStep> result_step_named(std::string_view name) { return named<ResultStep>(kSteps, name); }

Fen AwardBatchValue::idle(const Date& day) const {
  return confirmed_on && after_months(*confirmed_on, 12) < day ? recorded_total - released_total - paid_total
                                                               : 0;
}

Date AwardBatchValue::awarded_on() const {
  CREDENCE_ASSERT(confirmed_on.has_value());
  const Date day = published.value_or(*confirmed_on);
  return notice_ends ? std::max(day, after_days(*notice_ends, 1)) : day;
}

Fen AwardValue::payable(const ProgrammeRules& rules, const Date& day) const {
  const Fen whole = amount - released;
  Fen sum = 0;
  bool all = true;
  for (const Tranche& tranche : rules.tranches) {
    if (!holds(tranche, *this, day))
      all = false;
    else
      sum = std::min(whole, sum + (tranche.percent > 0 ? share(amount, tranche.percent)
                                                       : std::min(whole, tranche.amount)));
  }
  return all ? whole : sum;
}

Charges RecoveryValue::charges_outstanding() const {
  Charges out = charged;
  out -= charges_received;
  return out;
}

RecoveryStepTaken taken(const TakeRecoveryStep& action) {
  return {action.step, action.on, action.due, action.document_no, action.note};
}

std::optional<Date> last_due(std::span<const RecoveryStepTaken> steps) {
  for (const RecoveryStepTaken& step : steps | std::views::reverse)
    if (step.due) return step.due;
  return {};
}

void AwardValue::correct(Correction how) {
  if (corrections < UINT16_MAX) ++corrections;
  correction = std::move(how);
}

AwardedProjectKey project_key(Suite suite, const Id& programme, bool by_code, std::string_view beneficiary,
                              std::string_view project) {
  const std::array<std::byte, 5> head = {
      static_cast<std::byte>(by_code), static_cast<std::byte>(beneficiary.size()),
      static_cast<std::byte>(beneficiary.size() >> 8), static_cast<std::byte>(beneficiary.size() >> 16),
      static_cast<std::byte>(beneficiary.size() >> 24)};
  return {programme, tagged_hash(suite, Tag::state_key, {head, bytes_of(beneficiary), bytes_of(project)})};
}

Hash32 project_hash(Suite suite, const Id& programme, const Uscc& code, const Name& project) {
  return project_key(suite, programme, true, text_of(code), folded_name(project)).beneficiary_and_project;
}

bool ListingValue::in_force(const Date& day) const {
  return term().in_force(day) ||
         std::ranges::any_of(former, [&](const ListingTerm& held) { return held.in_force(day); });
}
bool ListingValue::speaks_of(const Date& day) const {
  return all_terms || (former.empty() ? valid_from : former.front().valid_from) <= day;
}
void ListingValue::follow_on(const ListingValue* before) {
  all_terms = before == nullptr || before->all_terms;
  former = {};
  if (before == nullptr) return;
  former = before->former;
  if (former.size() == former.kMax) {
    former.erase(former.begin());
    all_terms = false;
  }
  former.push_back(before->term());
  std::erase_if(former, [&](const ListingTerm& held) { return held.valid_from >= valid_from; });
  if (!former.empty() && former.back().in_force(valid_from)) former.back().valid_to = before_day(valid_from);
}

}  // namespace credence
