// SPDX-License-Identifier: Apache-2.0
// Exits, incomes and losses of a fund's investments; what is used of a tax relief.
#include "tests/domain_model/model.h"

namespace credence::model {

Code Model::apply(const Who& who, const RecordFundReturn& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead, true); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.said.kind != ProgrammeKind::fund_investment) return Code::wrong_kind;
  if (programme.capital.contains(action.entry)) return used_before(false);
  if (const auto held = programme.returns.find(action.entry); held != programme.returns.end())
    return used_before(!held->second.correction && encode(held->second.said) == encode(action));
  Award* award = nullptr;
  if (const Code code = confirmed_award(programme, action.award_batch, action.award_line, award);
      code != Code::ok)
    return code;
  const std::set<Date> paid_days = programme.paid_days(action.award_batch, action.award_line);
  const std::optional<Date> first = paid_days.empty() ? std::nullopt : std::optional(*paid_days.begin());
  if (const Code code = first_of({past(action.on), from(action.on, first)}); code != Code::ok) return code;
  const Fen rest = programme.paid(action.award_batch, action.award_line) -
                   programme.demanded(action.award_batch, action.award_line) -
                   programme.returned(std::pair{action.award_batch, action.award_line}).ended;
  if (!first || action.cost > rest) return Code::return_exceeds_invested;
  programme.returns[action.entry] = {action, {}};
  return Code::ok;
}

/// An id that is used: what it holds is what is asked for, or something else.
Code Model::used_before(bool same) const {
  if (!feature("fund-rounds")) return Code::line_recorded;
  return same ? Code::already_registered : Code::registered_differently;
}

Code Model::claim_relief(Programme& programme, const RecordRelief& action, const ReliefLine& line) const {
  if (const auto held = programme.reliefs.find({action.list, line.line}); held != programme.reliefs.end()) {
    const Relief& before = held->second;
    const ReliefStep step = before.latest.step;
    return used_before(step != ReliefStep::withdrawn && encode(before.claim) == encode(line) &&
                       (step != ReliefStep::claimed || before.latest.document_no == action.document_no));
  }
  if (const Code code = past(line.on); code != Code::ok) return code;
  Award* award = nullptr;
  if (const Code code = confirmed_award(programme, line.award_batch, line.award_line, award);
      code != Code::ok)
    return code;
  if (award->closed) return Code::award_closed;
  if (!titles.enterprises.at(*award->code).alive(line.period_from)) return Code::enterprise_ended;
  if (const Code code = first_of({from(line.on, programme.batches.at(line.award_batch).awarded_on()),
                                  from(line.on, line.period_from)});
      code != Code::ok)
    return code;
  if (credit_bars(*award->code, programme.rules.blocking_credit)) return Code::credit_blocks;
  Relief relief{line, *award->code, line.amount, 0, action, line.on};
  if (programme.paid(line.award_batch, line.award_line) + line.amount > award->said.amount)
    return Code::award_exceeded;
  programme.reliefs[{action.list, line.line}] = std::move(relief);
  return used_in_time(programme, *award, line, line.on);
}

/// As payments: what was used by each day was due by then.
Code Model::used_in_time(const Programme& programme, const Award& award, const ReliefLine& line,
                         const Date& from) const {
  const std::set<Date> days = programme.paid_days(line.award_batch, line.award_line);
  if (days.size() > 255) return Code::limit_exceeded;
  for (const Date& day : days)
    if (day >= from &&
        programme.paid_by(line.award_batch, line.award_line, day) > payable(programme, award, day))
      return Code::tranche_not_due;
  return Code::ok;
}

Code Model::follow_relief(Programme& programme, const RecordRelief& action, const ReliefLine& line) const {
  const auto held = programme.reliefs.find({action.list, line.line});
  if (held == programme.reliefs.end()) return Code::unknown_relief;
  if (const Code code = past(line.on); code != Code::ok) return code;
  Relief& relief = held->second;
  if (relief.latest.step == ReliefStep::withdrawn) return Code::nothing_to_correct;
  const ReliefLine& claim = relief.claim;
  if (claim.award_batch != line.award_batch || claim.award_line != line.award_line ||
      claim.period_from != line.period_from || claim.period_to != line.period_to)
    return Code::registered_differently;
  if (action.step == ReliefStep::checked) {
    if (relief.latest.step == ReliefStep::checked) return Code::already_registered;
    if (relief.amount != line.amount) return Code::bad_relief;
  }
  if (const Code code = from(line.on, relief.on); code != Code::ok) return code;
  Award& award = programme.batches.at(line.award_batch).awards.at(line.award_line);
  if (action.step != ReliefStep::checked) {
    if (award.closed) return Code::award_closed;
    if (line.amount == relief.amount) return Code::no_change;
    const Fen before = std::exchange(relief.amount, line.amount);
    if (line.amount > before) {
      if (programme.paid(line.award_batch, line.award_line) > award.said.amount) return Code::award_exceeded;
      if (const Code code = used_in_time(programme, award, line, claim.on); code != Code::ok) return code;
    } else {
      relief.taken += before - line.amount;
      if (programme.paid(line.award_batch, line.award_line) <
          programme.demanded(line.award_batch, line.award_line))
        return Code::recovery_exceeds_paid;
    }
    award.correct(action.step == ReliefStep::withdrawn ? CorrectionKind::relief_withdrawn
                                                       : CorrectionKind::relief_adjusted,
                  today, action.document_no, action.reason, before);
  }
  relief.latest = action;
  relief.on = line.on;
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordRelief& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead, action.step == ReliefStep::checked);
      code != Code::ok)
    return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.said.kind != ProgrammeKind::tax_relief) return Code::wrong_kind;
  for (const ReliefLine& line : action.lines) {
    const Code code = action.step == ReliefStep::claimed ? claim_relief(programme, action, line)
                                                         : follow_relief(programme, action, line);
    if (code != Code::ok) return code;
  }
  return Code::ok;
}

}  // namespace credence::model
