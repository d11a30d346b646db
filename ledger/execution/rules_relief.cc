// SPDX-License-Identifier: Apache-2.0
// Tax relief: nobody pays it. The tax authority, which leads the programme, records what an enterprise claims to
// have used, checks it, and sets another amount or withdraws it. What is used is in the sums of what is paid.
#include "ledger/domain/features.h"
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

/// A part of a list of reliefs in execution.
struct ReliefPart {
  TransactionContext& context;
  const RecordRelief& action;
  const ProgrammeRules& rules;
  ProgrammeValue& totals;
};

Result<void> claim(const ReliefPart& part, const ReliefLine& line, const PaidAward& award) {
  const auto& [context, action, rules, totals] = part;
  const Uscc& code = *award.places.award->code;
  const auto enterprise = context.state.at(EnterpriseKey{code});
  if (!enterprise->active(line.period_from))
    return fail(Code::enterprise_ended,
                said::field("period_from") + said::day(line.period_from) + ended_text(*enterprise));
  if (auto good = require_from("on", line.on, award.places.batch->awarded_on(), said::of_award); !good)
    return good;
  if (auto good = require_from("on", line.on, line.period_from, said::of_period); !good) return good;
  if (auto good = require_credit(context, rules, code); !good) return good;
  if (auto good = add_paid(award, rules, line.on, line.amount, 1); !good) return good;
  ++totals.payments;
  return add_to(totals.paid, line.amount);
}

/// Another amount from now on; 0: withdrawn. It counts as of the day of the claim.
Result<void> change(const ReliefPart& part, const ReliefLine& line, const ReliefValue& before,
                    const PaidAward& award) {
  const auto& [context, action, rules, totals] = part;
  const Details text = award_text(line.award_batch, line.award_line);
  const Fen less = before.amount - line.amount;
  if (less == 0) return fail(Code::no_change, said::amount(line.amount));
  if (less < 0) {
    if (auto good = add_paid(award, rules, before.claimed_on, -less, 0); !good) return good;
    if (auto good = add_to(totals.paid, -less); !good) return good;
  } else {
    const AwardValue& held = *award.places.award;
    if (held.paid - less < held.demanded)
      return fail(Code::recovery_exceeds_paid, text + of(held.demanded, held.paid - less));
    const unsigned payments = action.step == ReliefStep::withdrawn ? 1 : 0;
    take_paid(award, before.claimed_on, less, payments);
    totals.payments -= payments;
    totals.paid -= less;
    if (auto good = add_to(totals.reversed, less); !good) return good;
  }
  award.places.award.edit().correct(
      {correction_of(action.step), context.today(), action.document_no, action.reason, before.amount});
  return {};
}

/// The claim that a later step is about stands as it names it.
Result<void> check_claim(const ReliefPart& part, const ReliefLine& line, const ReliefValue& claim) {
  const Details name = said::list(part.action.list);
  if (claim.step == ReliefStep::withdrawn) return fail(Code::nothing_to_correct, name);
  if (claim.award_batch != line.award_batch || claim.award_line != line.award_line)
    return fail(Code::registered_differently, name + award_text(claim.award_batch, claim.award_line));
  if (claim.period_from != line.period_from || claim.period_to != line.period_to)
    return fail(Code::registered_differently,
                name + said::from(claim.period_from) + said::to(claim.period_to));
  if (part.action.step == ReliefStep::checked) {
    if (claim.step == ReliefStep::checked) return fail(Code::already_registered, name);
    if (claim.amount != line.amount) return fail(Code::bad_relief, name + said::amount(claim.amount));
  }
  return require_from("on", line.on, claim.on, said::of_step);
}

/// The line was claimed before: so, or otherwise. The document is that of the latest step.
Result<void> claimed_before(const ReliefPart& part, const ReliefLine& line, const ReliefValue& held) {
  const Details name = said::list(part.action.list);
  if (!part.context.has_feature(features::kFundRounds)) return fail(Code::line_recorded, name);
  const bool same = held.award_batch == line.award_batch && held.award_line == line.award_line &&
                    held.period_from == line.period_from && held.period_to == line.period_to &&
                    held.claimed == line.amount && held.claimed_on == line.on &&
                    held.step != ReliefStep::withdrawn &&
                    (held.step != ReliefStep::claimed || held.document_no == part.action.document_no);
  return fail(same ? Code::already_registered : Code::registered_differently, name);
}

Result<void> record_line(const ReliefPart& part, const ReliefLine& line) {
  const auto& [context, action, rules, totals] = part;
  auto place = context.state.at(ReliefKey{action.programme, action.list, line.line});
  const bool claims = action.step == ReliefStep::claimed;
  if (claims && place.present()) return claimed_before(part, line, *place);
  if (!claims && !place.present()) return fail(Code::unknown_relief, said::list(action.list));
  if (auto good = require_past(context, "on", line.on); !good) return good;
  const AwardKey key{action.programme, line.award_batch, line.award_line};
  if (!claims)
    if (auto good = check_claim(part, line, *place); !good) return good;
  auto places = awarded_enterprise(context, key);
  if (!places) return std::unexpected(places.error());
  if (action.step != ReliefStep::checked) {
    if (places->award->closed) return fail(Code::award_closed, award_text(key.batch, key.line));
    const PaidAward award{context, key, *places};
    if (auto good = claims ? claim(part, line, award) : change(part, line, *place, award); !good) return good;
  }
  ReliefValue& value = place.edit();
  const Fen before = value.amount;
  if (claims) {
    value.award_batch = line.award_batch;
    value.award_line = line.award_line;
    value.code = *places->award->code;
    value.period_from = line.period_from;
    value.period_to = line.period_to;
    value.claimed = line.amount;
    value.claimed_on = line.on;
  }
  value.amount = line.amount;
  value.step = action.step;
  value.on = line.on;
  value.document_no = action.document_no;
  value.reason = action.reason;
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{value.code}},
              ReliefRecorded{action.programme, action.list, action.step, action.document_no, action.reason,
                             line, value.code, before});
  return {};
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const RecordRelief& action) {
  auto programme = programme_of(context, action.programme, Side::lead, action.step == ReliefStep::checked);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind != ProgrammeKind::tax_relief)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  const ReliefPart part{context, action, rules_of(context, action.programme, **programme), programme->edit()};
  return apply_lines(context, action.lines, [&](const ReliefLine& line) { return record_line(part, line); });
}

}  // namespace credence
