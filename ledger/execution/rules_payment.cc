// SPDX-License-Identifier: Apache-2.0
// Payments, their return or voiding, their acknowledgement by the enterprise, and the results of a project.
// Nothing is paid beyond its award, before its tranche is due, to whom a credit entry bars, to an enterprise
// that is no more, or by the key that awarded it.
#include <algorithm>

#include "ledger/domain/features.h"
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// A part of a payment list in execution.
struct PaymentPart {
  TransactionContext& context;
  const RecordPayments& action;
  const ProgrammeRules& rules;
};

/// Who is paid for an award: its enterprise, or today the one that it was merged into. Nobody else, and
/// nobody who was dissolved.
Result<void> check_payee(TransactionContext& context, const PaymentLine& line, const Uscc& awarded) {
  const Uscc heir = heir_of(context, awarded);
  const auto ended = [&](const Uscc& code) {
    return fail(Code::enterprise_ended, said::field("code") + said::code(code) +
                                            ended_text(*context.state.at(EnterpriseKey{code})) +
                                            (heir == awarded ? Details{} : said::successor(heir)));
  };
  if (line.code == awarded && heir != awarded) return ended(awarded);
  if (line.code != heir)
    return fail(Code::code_differs, award_text(line.award_batch, line.award_line) + said::of(awarded));
  if (!context.state.at(EnterpriseKey{heir})->active(context.today())) return ended(heir);
  return {};
}

Result<void> may_pay(const PaymentPart& part, const PaymentLine& line, const AwardPlaces& places) {
  const AwardValue& award = *places.award;
  const auto refuse = [&](Code code) { return fail(code, award_text(line.award_batch, line.award_line)); };
  if (auto good = check_payee(part.context, line, *award.code); !good) return good;
  if (award.awarded_by == part.context.signer) return refuse(Code::own_award);
  if (award.closed) return refuse(Code::award_closed);
  if (award.acceptance == Acceptance::failed) return refuse(Code::acceptance_failed);
  if (auto good = require_past(part.context, "paid_on", line.paid_on); !good) return good;
  if (auto good = require_from("paid_on", line.paid_on, places.batch->awarded_on(), said::of_award); !good)
    return good;
  return require_credit(part.context, part.rules, line.code);
}

/// A successor that is paid is told, and the enterprise whose award it is.
void say_of_payment(TransactionContext& context, const Id& programme, const Uscc& paid, const Uscc& awarded,
                    Fact fact) {
  if (awarded != paid)
    context.say({ProgrammeKey{programme}, EnterpriseKey{paid}, EnterpriseKey{awarded}}, std::move(fact));
  else
    say_of(context, programme, paid, std::move(fact));
}

Result<void> pay_line(const PaymentPart& part, const PaymentLine& line) {
  TransactionContext& context = part.context;
  const RecordPayments& action = part.action;
  auto payment = context.state.at(PaymentKey{action.programme, action.list, line.line});
  if (payment.present()) return fail(Code::line_recorded, said::list(action.list));
  auto places = awarded_enterprise(context, {action.programme, line.award_batch, line.award_line});
  if (!places) return std::unexpected(places.error());
  if (auto good = may_pay(part, line, *places); !good) return good;
  if (auto good = add_paid({context, {action.programme, line.award_batch, line.award_line}, *places},
                           part.rules, line.paid_on, line.amount, 1);
      !good)
    return good;
  payment.put({line.award_batch, line.award_line, line.code, line.amount, line.paid_on, false, {}});
  if (*places->award->code != line.code) build_on_path(context, *places->award->code);
  say_of_payment(context, action.programme, line.code, *places->award->code,
                 Paid{action.programme, action.list, line});
  return {};
}

// ---- payments that count no more --------------------------------------------------------------------------

/// An acknowledged payment has arrived, and what was demanded back was paid: both come back as a recovery.
Result<void> may_reverse(TransactionContext& context, const ReversePayments& action, const ReversalLine& line,
                         const PaymentValue& payment, const AwardValue& award) {
  const Details text = award_text(payment.award_batch, payment.award_line);
  if (payment.reversal)
    return fail(Code::payment_reversed, said::list(action.list) + said::on(payment.reversal->on));
  if (payment.acknowledged) return fail(Code::payment_acknowledged, said::list(action.list));
  if (auto good = require_past(context, "on", line.on); !good) return good;
  if (auto good = require_from("on", line.on, payment.paid_on, said::of_payment); !good) return good;
  if (award.closed) return fail(Code::award_closed, text);
  if (award.paid - payment.amount < award.demanded)
    return fail(Code::recovery_exceeds_paid, text + of(award.demanded, award.paid - payment.amount));
  if (award.paid - payment.amount < award.demanded + award.cost_ended)
    return fail(Code::record_built_on, text + said::by_returns());
  return {};
}

Result<void> reverse_line(TransactionContext& context, const ReversePayments& action, ProgrammeValue& totals,
                          PaymentListValue& list, const ReversalLine& line) {
  auto place = context.state.at(PaymentKey{action.programme, action.list, line.line});
  if (!place.present()) return fail(Code::unknown_payment, said::list(action.list));
  const Fen amount = place->amount;
  auto places = award_of(context, {action.programme, place->award_batch, place->award_line});
  CREDENCE_ASSERT(places.has_value());  // it was paid
  if (auto good = may_reverse(context, action, line, *place, *places->award); !good) return good;
  PaymentValue& payment = place.edit();
  payment.reversal = {action.kind, line.on, action.document_no, line.reason};
  AwardValue& award = places->award.edit();
  take_paid({context, {action.programme, payment.award_batch, payment.award_line}, *places}, payment.paid_on,
            amount, 1);
  award.correct(
      {action.kind == Reversal::returned ? CorrectionKind::payment_returned : CorrectionKind::payment_voided,
       context.today(), action.document_no, line.reason, amount});
  --totals.payments;
  totals.paid -= amount;
  ++list.reversed_count;
  list.reversed_total += amount;  // at most what was recorded
  say_of_payment(
      context, action.programme, payment.code, *award.code,
      PaymentReversed{action.programme, action.list, action.kind, action.document_no, line,
                      payment.award_batch, payment.award_line, payment.code, amount, payment.paid_on});
  return add_to(totals.reversed, amount);
}

/// Whether the rules ask that a project be accepted before it is graded or closed.
bool asks_acceptance(const ProgrammeRules& rules) {
  const auto on_acceptance = [](const Tranche& tranche) {
    return tranche.condition == TrancheCondition::accepted;
  };
  return rules.acceptance_months > 0 || std::ranges::any_of(rules.tranches, on_acceptance);
}

/// A result is not before the award, nor before what it follows: milestones one the other, acceptance the
/// milestones, performance the acceptance, closing all of it and the payments.
Result<void> check_result_day(TransactionContext& context, ResultStep step, const Date& on,
                              const AwardPlaces& places) {
  const AwardValue& award = *places.award;
  if (auto good = require_past(context, "on", on); !good) return good;
  if (auto good = require_from("on", on, places.batch->awarded_on(), said::of_award); !good) return good;
  if (step != ResultStep::performance && !award.milestones.empty())
    if (auto good = require_from("on", on, award.milestones.back(), said::of_milestone); !good) return good;
  if (step != ResultStep::milestone)
    if (auto good = require_from("on", on, award.acceptance_on, said::of_acceptance); !good) return good;
  if (step != ResultStep::closing) return {};
  if (auto good = require_from("on", on, award.performance_on, said::of_performance); !good) return good;
  return require_from("on", on, award.last_paid_on(), said::of_payment);
}

/// A challenge that published its milestones has no others.
Result<void> require_published(TransactionContext& context, const AwardKey& key, const ResultLine& line,
                               const Details& text) {
  if (!context.has_feature(features::kSealedBids)) return {};
  const auto challenge = context.state.at(ChallengeKey{key.programme, key.batch});
  if (!challenge.present() || challenge->milestones.empty() || line.milestone <= challenge->milestones.size())
    return {};
  return fail(Code::milestone_order,
              text + said::milestone(line.milestone) + said::at_most(challenge->milestones.size()));
}

Result<void> pass_milestone(const ResultLine& line, AwardPlaces& places, const Details& text) {
  if (line.milestone != places.award->milestones.size() + 1)
    return fail(Code::milestone_order,
                text + said::milestone(line.milestone) + said::after(places.award->milestones.size()));
  if (line.passed) places.award.edit().milestones.push_back(line.on);
  return {};
}

Result<void> accept(TransactionContext& context, const AwardKey& key, const ResultLine& line,
                    AwardPlaces& places, const Details& text) {
  if (places.award->acceptance == Acceptance::passed) return fail(Code::already_accepted, text);
  AwardValue& award = places.award.edit();
  if (award.acceptance == Acceptance::failed) {
    if (award.failures.size() == award.failures.kMax)
      return fail(Code::limit_exceeded, text + said::at_most(award.failures.kMax));
    award.failures.push_back(*award.acceptance_on);
  }
  award.acceptance = line.passed ? Acceptance::passed : Acceptance::failed;
  award.acceptance_on = line.on;
  if (!line.passed) return {};
  ++places.batch.edit().settled;
  award.awaited = settle_project(context, key, *award.code);
  return {};
}

Result<void> record_result(TransactionContext& context, const RecordResults& action,
                           const ProgrammeRules& rules, ProgrammePlace& programme, const ResultLine& line) {
  const AwardKey key{action.programme, line.award_batch, line.award_line};
  auto places = awarded_enterprise(context, key);
  if (!places) return std::unexpected(places.error());
  const AwardValue& award = *places->award;
  const Details text = award_text(line.award_batch, line.award_line);
  if (award.closed) return fail(Code::award_closed, text);
  if (auto good = check_result_day(context, action.step, line.on, *places); !good) return good;
  if (action.step == ResultStep::milestone) {
    if (auto good = require_published(context, key, line, text); !good) return good;
    if (auto good = pass_milestone(line, *places, text); !good) return good;
  } else if (action.step == ResultStep::acceptance) {
    if (auto good = accept(context, key, line, *places, text); !good) return good;
  } else {
    if (asks_acceptance(rules) && award.acceptance != Acceptance::passed)
      return fail(Code::not_accepted, text);
    if (action.step == ResultStep::performance) {
      if (award.performance != Performance::none) return fail(Code::already_graded, text);
      places->award.edit().performance = line.grade;
      places->award.edit().performance_on = line.on;
    } else {
      if (award.demanded > award.recovered)
        return fail(Code::recovery_open, text + of(award.recovered, award.demanded));
      release_rest(context, programme, key, *places, action.document_no, {});
    }
  }
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{*award.code}},
              ResultRecorded{action.programme, action.step, action.document_no, line});
  return {};
}

}  // namespace

Result<void> money::add_paid(const PaidAward& of_award, const ProgrammeRules& rules, const Date& on,
                             Fen amount, unsigned payments) {
  const AwardKey& key = of_award.key;
  const auto text = [&] { return award_text(key.batch, key.line); };
  AwardValue& award = of_award.places.award.edit();
  if (auto good = add_within(award.paid, amount, award.amount - award.released, Code::award_exceeded, text);
      !good)
    return good;
  auto day = std::ranges::lower_bound(award.paid_days, on, {}, &PaidDay::on);
  if (day == award.paid_days.end() || day->on != on) {
    if (award.paid_days.size() == award.paid_days.kMax)
      return fail(Code::limit_exceeded, text() + said::at_most(award.paid_days.kMax));
    day = award.paid_days.insert(day, {on, 0});
  }
  day->amount += amount;
  // What was paid by each of these days must have been due by then.
  Fen by_then = 0;
  for (const PaidDay& paid : award.paid_days) {
    by_then += paid.amount;
    if (paid.on < on) continue;
    if (const Fen payable = award.payable(rules, paid.on); by_then > payable)
      return fail(Code::tranche_not_due, text() + said::on(paid.on) + of(by_then, payable));
  }
  AwardBatchValue& batch = of_award.places.batch.edit();
  if (auto good = add_to(batch.paid_total, amount); !good) return good;
  if (batch.quota)
    if (auto good =
            add_to(of_award.context.state.at(QuotaKey{key.programme, *batch.quota}).edit().paid, amount);
        !good)
      return good;
  EnterpriseValue& enterprise = of_award.context.state.at(EnterpriseKey{*award.code}).edit();
  enterprise.payments += payments;
  ProgrammeShare& share = share_of(enterprise, key.programme);
  share.payments += payments;
  share.paid += amount;  // at most the enterprise's
  return add_to(enterprise.paid, amount);
}

void money::take_paid(const PaidAward& of_award, const Date& on, Fen amount, unsigned payments) {
  const auto& [context, key, places] = of_award;
  AwardValue& award = places.award.edit();
  award.paid -= amount;
  const auto day = std::ranges::lower_bound(award.paid_days, on, {}, &PaidDay::on);
  CREDENCE_ASSERT(day != award.paid_days.end() && day->on == on && day->amount >= amount);
  day->amount -= amount;
  if (day->amount == 0) award.paid_days.erase(day);
  AwardBatchValue& batch = places.batch.edit();
  batch.paid_total -= amount;
  if (batch.quota) context.state.at(QuotaKey{key.programme, *batch.quota}).edit().paid -= amount;
  EnterpriseValue& enterprise = context.state.at(EnterpriseKey{*award.code}).edit();
  enterprise.payments -= payments;
  enterprise.paid -= amount;
  ProgrammeShare& share = share_of(enterprise, key.programme);
  share.payments -= payments;
  share.paid -= amount;
}

Result<void> apply_rules(TransactionContext& context, const RecordPayments& action) {
  auto programme = programme_of(context, action.programme, Side::finance);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind == ProgrammeKind::tax_relief && context.has_feature(features::kTaxRelief))
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  auto list = context.state.at(PaymentListKey{action.programme, action.list});
  const auto name = [&] { return said::list(action.list); };
  if (list.present()) {
    if (list->declared_count != action.declared_count)
      return fail(Code::declaration_differs, name() + said::field("declared_count"));
    if (list->declared_total != action.declared_total)
      return fail(Code::declaration_differs, name() + said::field("declared_total"));
  } else {
    list.put({action.declared_count, 0, action.declared_total, 0, 0, 0});
  }
  PaymentListValue& recorded = list.edit();
  if (auto good = add_count(recorded.recorded_count, action.lines.size(), recorded.declared_count, name);
      !good)
    return good;
  ProgrammeValue& totals = programme->edit();
  if (auto good = add_count(totals.payments, action.lines.size(), 0,
                            [&] { return said::programme(action.programme); });
      !good)
    return good;
  const PaymentPart part{context, action, rules_of(context, action.programme, totals)};
  return apply_lines(context, action.lines, [&](const PaymentLine& line) -> Result<void> {
    if (auto good = pay_line(part, line); !good) return good;
    if (auto good = add_within(recorded.recorded_total, line.amount, recorded.declared_total,
                               Code::declared_total_exceeded, name);
        !good)
      return good;
    return add_to(totals.paid, line.amount);
  });
}

Result<void> apply_rules(TransactionContext& context, const ReversePayments& action) {
  auto programme = programme_of(context, action.programme, Side::finance);
  if (!programme) return std::unexpected(programme.error());
  auto list = context.state.at(PaymentListKey{action.programme, action.list});
  if (!list.present()) return fail(Code::unknown_payment, said::list(action.list));
  return apply_lines(context, action.lines, [&](const ReversalLine& line) {
    return reverse_line(context, action, programme->edit(), list.edit(), line);
  });
}

Result<void> apply_rules(TransactionContext& context, const AcknowledgePayments& action) {
  if (!context.state.at(ProgrammeKey{action.programme}).present())
    return fail(Code::unknown_programme, said::programme(action.programme));
  return apply_lines(context, action.lines, [&](const AcknowledgementLine& line) -> Result<void> {
    auto payment = context.state.at(PaymentKey{action.programme, action.list, line.line});
    const Details name = said::list(action.list);
    if (!payment.present()) return fail(Code::unknown_payment, name);
    if (payment->reversal) return fail(Code::payment_reversed, name + said::on(payment->reversal->on));
    if (auto good = context.require_enterprise(payment->code); !good) return good;
    if (payment->acknowledged) return fail(Code::already_acknowledged, name);
    payment.edit().acknowledged = true;
    AwardValue& award =
        context.state.at(AwardKey{action.programme, payment->award_batch, payment->award_line}).edit();
    if (auto good = add_to(award.acknowledged, payment->amount); !good) return good;
    context.say(
        {ProgrammeKey{action.programme}, EnterpriseKey{payment->code}},
        PaymentAcknowledged{action.programme, action.list, line.line, payment->code, payment->amount});
    return {};
  });
}

Result<void> apply_rules(TransactionContext& context, const RecordResults& action) {
  auto programme = programme_of(context, action.programme, Side::lead, true);
  if (!programme) return std::unexpected(programme.error());
  const ProgrammeRules& rules = rules_of(context, action.programme, **programme);
  return apply_lines(context, action.lines, [&](const ResultLine& line) {
    return record_result(context, action, rules, *programme, line);
  });
}

}  // namespace credence
