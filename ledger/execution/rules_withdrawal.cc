// SPDX-License-Identifier: Apache-2.0
// What was recorded of an award by mistake and is taken back: a result, a demand, a receipt, an entry of social
// capital, an exit, income or loss of a fund. Nothing is taken back while something else rests on it: that is undone first.
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

// ---- results ----------------------------------------------------------------------------------------------

/// The last milestone that was passed. The days of those before it stay.
Result<Date> take_milestone(AwardValue& award, std::uint8_t number, const Details& text) {
  const std::size_t passed = award.milestones.size();
  if (number > passed) return fail(Code::nothing_to_correct, text + said::milestone(number));
  if (number < passed)
    return fail(Code::record_built_on, text + said::milestone(passed) + said::by_milestone());
  const Date on = award.milestones.back();
  award.milestones.pop_back();
  return on;
}

/// What it was before: failed, where an earlier acceptance had failed. A project that was waited for is again.
Result<Date> take_acceptance(TransactionContext& context, const AwardKey& key, AwardPlaces& places,
                             const Details& text) {
  AwardValue& award = places.award.edit();
  if (award.acceptance == Acceptance::none) return fail(Code::nothing_to_correct, text);
  if (award.performance != Performance::none)
    return fail(Code::record_built_on, text + said::by_performance());
  const Date on = *award.acceptance_on;
  if (award.acceptance == Acceptance::passed) --places.batch.edit().settled;
  if (std::exchange(award.awaited, false))
    if (auto good = open_project(context, key, *award.code); !good) return std::unexpected(good.error());
  award.acceptance = award.failures.empty() ? Acceptance::none : Acceptance::failed;
  award.acceptance_on.reset();
  if (!award.failures.empty()) {
    award.acceptance_on = award.failures.back();
    award.failures.pop_back();
  }
  return on;
}

Result<Date> take_performance(AwardValue& award, const Details& text) {
  if (award.performance == Performance::none) return fail(Code::nothing_to_correct, text);
  const Date on = *award.performance_on;
  award.performance = Performance::none;
  award.performance_on.reset();
  return on;
}

/// What was paid by each day, and was due by that day, is due without the result, too.
Result<void> require_nothing_paid_on_it(const AwardValue& before, const AwardValue& award,
                                        const ProgrammeRules& rules, const Details& text) {
  Fen by_then = 0;
  for (const PaidDay& paid : award.paid_days) {
    by_then += paid.amount;
    const Fen payable = award.payable(rules, paid.on);
    if (by_then > payable && payable < before.payable(rules, paid.on))
      return fail(Code::record_built_on,
                  text + said::on(paid.on) + of(by_then, payable) + said::by_payments());
  }
  return {};
}

Result<void> withdraw_result(TransactionContext& context, const WithdrawResults& action,
                             const ProgrammeRules& rules, const ResultWithdrawalLine& line) {
  const AwardKey key{action.programme, line.award_batch, line.award_line};
  auto places = awarded_enterprise(context, key);
  if (!places) return std::unexpected(places.error());
  const Details text = award_text(line.award_batch, line.award_line);
  if (places->award->closed) return fail(Code::award_closed, text);
  const AwardValue before = *places->award;
  AwardValue& award = places->award.edit();
  const auto on = action.step == ResultStep::milestone    ? take_milestone(award, line.milestone, text)
                  : action.step == ResultStep::acceptance ? take_acceptance(context, key, *places, text)
                                                          : take_performance(award, text);
  if (!on) return std::unexpected(on.error());
  if (auto good = require_nothing_paid_on_it(before, award, rules, text); !good) return good;
  award.correct({correction_of(action.step), context.today(), action.document_no, action.reason, 0});
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{*award.code}},
              ResultWithdrawn{action.programme, action.step, action.document_no, action.reason, line,
                              *award.code, *on});
  return {};
}

// ---- demands, receipts and social capital ----------------------------------------------------------------

/// What was recorded of an award bears the correction, and so does the award.
template <class Value>
AwardValue& correct_award_of(TransactionContext& context, const Id& programme, Value& value,
                             const Correction& how) {
  value.correction = how;
  AwardValue& award = context.state.at(AwardKey{programme, value.award_batch, value.award_line}).edit();
  award.correct(how);
  return award;
}

Result<void> withdraw_demand(TransactionContext& context, const WithdrawEntry& action,
                             ProgrammeValue& totals) {
  auto place = context.state.at(RecoveryKey{action.programme, action.entry});
  const Details name = said::recovery(action.entry);
  if (!place.present() || place->withdrawn()) return fail(Code::nothing_to_correct, name);
  if (place->recovered > 0 || !place->charges_received.none())
    return fail(Code::record_built_on, name + said::by_receipts());
  RecoveryValue& value = place.edit();
  const Fen amount = std::exchange(value.demanded, 0);
  const Charges charges = std::exchange(value.charged, {});
  correct_award_of(context, action.programme, value,
                   {correction_of(action.kind), context.today(), action.document_no, action.reason, amount})
      .demanded -= amount;
  totals.demanded -= amount;
  totals.charged -= charges;
  --totals.recoveries;
  context.say(
      {ProgrammeKey{action.programme}, EnterpriseKey{value.code}},
      EntryWithdrawn{action, value.award_batch, value.award_line, value.code, amount, 0, 0, 0, charges});
  return {};
}

Result<void> withdraw_capital(TransactionContext& context, const WithdrawEntry& action,
                              ProgrammeValue& totals) {
  auto place = context.state.at(SocialCapitalKey{action.programme, action.entry});
  const Details name = said::entry(action.entry);
  if (!place.present() || place->correction) return fail(Code::nothing_to_correct, name);
  if (place->fulfilled > 0) return fail(Code::record_built_on, name + said::by_fulfilment());
  SocialCapitalValue& value = place.edit();
  const Fen amount = std::exchange(value.amount, 0);
  if (value.of) context.state.at(SocialCapitalKey{action.programme, *value.of}).edit().fulfilled -= amount;
  const Fen paid_in = value.promised ? 0 : amount, promised = value.of ? 0 : amount;
  AwardValue& award = correct_award_of(
      context, action.programme, value,
      {correction_of(action.kind), context.today(), action.document_no, action.reason, amount});
  award.social_capital -= paid_in;
  award.social_promised -= promised;
  totals.social_capital -= paid_in;
  totals.social_promised -= promised;
  std::vector<TransactionContext::Subject> subjects{ProgrammeKey{action.programme}};
  if (award.code) subjects.emplace_back(EnterpriseKey{*award.code});
  if (value.investor_code && value.investor_code != award.code)
    subjects.emplace_back(EnterpriseKey{*value.investor_code});
  context.say(subjects,
              EntryWithdrawn{action, value.award_batch, value.award_line, award.code, paid_in, promised});
  return {};
}

Result<void> withdraw_return(TransactionContext& context, const WithdrawEntry& action,
                             ProgrammeValue& totals) {
  auto place = context.state.at(FundReturnKey{action.programme, action.entry});
  if (!place.present() || place->correction) return fail(Code::nothing_to_correct, said::entry(action.entry));
  FundReturnValue& value = place.edit();
  const Fen cost = std::exchange(value.cost, 0), proceeds = std::exchange(value.proceeds, 0);
  const Fen lost = value.kind == ReturnKind::loss ? cost : 0;
  AwardValue& award = correct_award_of(context, action.programme, value,
                                       {correction_of(action.kind), context.today(), action.document_no,
                                        action.reason, std::max(cost, proceeds)});
  const auto take = [&](auto& sums) {
    sums.cost_ended -= cost;
    sums.written_off -= lost;
    sums.returned -= proceeds;
  };
  take(award);
  take(totals);
  say_of(context, action.programme, award.code,
         EntryWithdrawn{action, value.award_batch, value.award_line, award.code, cost, 0, lost, proceeds});
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const WithdrawResults& action) {
  auto programme = programme_of(context, action.programme, Side::lead, true);
  if (!programme) return std::unexpected(programme.error());
  const ProgrammeRules& rules = rules_of(context, action.programme, **programme);
  return apply_lines(context, action.lines, [&](const ResultWithdrawalLine& line) {
    return withdraw_result(context, action, rules, line);
  });
}

Result<void> apply_rules(TransactionContext& context, const WithdrawEntry& action) {
  auto programme = programme_of(context, action.programme, Side::lead, true);
  if (!programme) return std::unexpected(programme.error());
  ProgrammeValue& totals = programme->edit();
  return action.kind == EntryKind::recovery         ? withdraw_demand(context, action, totals)
         : action.kind == EntryKind::social_capital ? withdraw_capital(context, action, totals)
                                                    : withdraw_return(context, action, totals);
}

Result<void> apply_rules(TransactionContext& context, const VoidReceipt& action) {
  auto programme = programme_of(context, action.programme, Side::finance, true);
  if (!programme) return std::unexpected(programme.error());
  auto place = context.state.at(RecoveryKey{action.programme, action.recovery});
  const Details name = said::recovery(action.recovery) + said::receipt(action.receipt);
  if (!place.present() || action.receipt > place->receipts || place->received[action.receipt - 1].voided)
    return fail(Code::nothing_to_correct, name);
  RecoveryValue& value = place.edit();
  ReceivedMoney& receipt = value.received[action.receipt - 1];
  const Fen amount = receipt.amount;
  receipt.voided = true;
  value.recovered -= amount;
  correct_award_of(
      context, action.programme, value,
      {CorrectionKind::receipt_voided, context.today(), action.document_no, action.reason, amount})
      .recovered -= amount;
  ProgrammeValue& totals = programme->edit();
  totals.recovered -= amount;
  value.charges_received -= receipt.charges;
  totals.charges_received -= receipt.charges;
  EnterpriseValue& enterprise = context.state.at(EnterpriseKey{value.code}).edit();
  enterprise.recovered -= amount;
  share_of(enterprise, action.programme).recovered -= amount;
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{value.code}},
              ReceiptVoided{action, value.award_batch, value.award_line, value.code, amount, receipt.on,
                            receipt.charges});
  return {};
}

}  // namespace credence
