// SPDX-License-Identifier: Apache-2.0
// What is paid of an award, what it came to, and what is recovered of it.
#include "tests/domain_model/model.h"

namespace credence::model {

// ---- payment ----------------------------------------------------------------------------------------------

Date Batch::awarded_on() const {
  const Date day = said.published.value_or(*confirmed_on);
  return notice_ends ? std::max(day, plus_days(*notice_ends, 1)) : day;
}

Fen Model::payable(const Programme& programme, const Award& award, const Date& day) const {
  const Fen whole = award.said.amount - award.released;
  const auto due = [&](const Tranche& tranche) {
    switch (tranche.condition) {
      case TrancheCondition::confirmed:
        return true;
      case TrancheCondition::milestone:
        return award.milestones.size() >= tranche.milestone &&
               award.milestones[tranche.milestone - 1U] <= day;
      case TrancheCondition::accepted:
        return award.acceptance == Acceptance::passed && *award.acceptance_on <= day;
      case TrancheCondition::performance:
        break;
    }
    return award.performance != Performance::none && award.performance != Performance::poor &&
           *award.performance_on <= day;
  };
  if (std::ranges::all_of(programme.rules.tranches, due)) return whole;  // also what rounding left
  Fen sum = 0;
  for (const Tranche& tranche : programme.rules.tranches)
    if (due(tranche))
      sum += tranche.percent > 0
                 ? static_cast<Fen>(static_cast<__int128>(award.said.amount) * tranche.percent / 100)
                 : tranche.amount;
  return std::min(whole, sum);
}

Code Model::confirmed_award(Programme& programme, const Id& batch, std::uint32_t line, Award*& award) const {
  const auto held = programme.batches.find(batch);
  if (held == programme.batches.end()) return Code::unknown_batch;
  const auto found = held->second.awards.find(line);
  if (found == held->second.awards.end()) return Code::unknown_award;
  if (held->second.said.stage != AwardStage::confirmed) return Code::not_confirmed;
  if (!found->second.code) return Code::not_identified;
  award = &found->second;
  return Code::ok;
}

Code Model::pay_line(const Who& who, Programme& programme, PaymentList& list, const PaymentLine& line) {
  if (list.payments.contains(line.line)) return Code::line_recorded;
  Award* award = nullptr;
  if (const Code code = confirmed_award(programme, line.award_batch, line.award_line, award);
      code != Code::ok)
    return code;
  const Uscc payee = heir(*award->code);
  if (line.code == *award->code && payee != line.code) return Code::enterprise_ended;
  if (line.code != payee) return Code::code_differs;
  if (!titles.enterprises.at(payee).alive(today)) return Code::enterprise_ended;
  if (award->by == who.signer) return Code::own_award;
  if (award->closed) return Code::award_closed;
  if (award->acceptance == Acceptance::failed) return Code::acceptance_failed;
  if (const Code code = first_of(
          {past(line.paid_on), from(line.paid_on, programme.batches.at(line.award_batch).awarded_on())});
      code != Code::ok)
    return code;
  if (credit_bars(line.code, programme.rules.blocking_credit)) return Code::credit_blocks;
  const Fen paid = programme.paid(line.award_batch, line.award_line) + line.amount;
  if (paid > award->said.amount) return Code::award_exceeded;
  std::set<Date> days = programme.paid_days(line.award_batch, line.award_line);
  if (days.size() == 255 && !days.contains(line.paid_on)) return Code::limit_exceeded;
  days.insert(line.paid_on);
  for (const Date& day : days)
    if (day >= line.paid_on && programme.paid_by(line.award_batch, line.award_line, day) + line.amount >
                                   payable(programme, *award, day))
      return Code::tranche_not_due;
  Fen recorded = line.amount;
  for (const auto& [number, payment] : list.payments) recorded += payment.amount;
  if (recorded > list.declared_total) return Code::declared_total_exceeded;
  list.payments[line.line] = {line.award_batch, line.award_line, line.code, line.amount,
                              line.paid_on,     false,           {}};
  if (line.code != *award->code) build_on_path(*award->code);
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordPayments& action) {
  if (const Code code = programme_of(who, action.programme, Side::finance); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.said.kind == ProgrammeKind::tax_relief && feature("tax-relief")) return Code::wrong_kind;
  const bool first = !programme.lists.contains(action.list);
  PaymentList& list = programme.lists[action.list];
  if (first) {
    list.declared_count = action.declared_count;
    list.declared_total = action.declared_total;
  }
  if (list.declared_count != action.declared_count || list.declared_total != action.declared_total)
    return Code::declaration_differs;
  if (list.declared_count > 0 && list.payments.size() + action.lines.size() > list.declared_count)
    return Code::declared_count_exceeded;
  for (const PaymentLine& line : action.lines)
    if (const Code code = pay_line(who, programme, list, line); code != Code::ok) return code;
  return Code::ok;
}

Code Model::apply(const Who& who, const AcknowledgePayments& action) {
  const auto programme = programmes.find(action.programme);
  if (programme == programmes.end()) return Code::unknown_programme;
  const auto list = programme->second.lists.find(action.list);
  for (const AcknowledgementLine& line : action.lines) {
    if (list == programme->second.lists.end() || !list->second.payments.contains(line.line))
      return Code::unknown_payment;
    PaymentValue& payment = list->second.payments.at(line.line);
    if (payment.reversal) return Code::payment_reversed;
    if (who.enterprise != payment.code) return Code::wrong_enterprise;
    if (payment.acknowledged) return Code::already_acknowledged;
    payment.acknowledged = true;
  }
  return Code::ok;
}

// ---- results and recovery ---------------------------------------------------------------------------------

Code Model::result_line(Programme& programme, ResultStep step, const ResultLine& line) const {
  Award* award = nullptr;
  if (const Code code = confirmed_award(programme, line.award_batch, line.award_line, award);
      code != Code::ok)
    return code;
  if (award->closed) return Code::award_closed;
  const bool acceptance_asked = programme.rules.acceptance_months > 0 ||
                                std::ranges::any_of(programme.rules.tranches, [](const Tranche& tranche) {
                                  return tranche.condition == TrancheCondition::accepted;
                                });
  const bool unaccepted = acceptance_asked && award->acceptance != Acceptance::passed;
  Date first = programme.batches.at(line.award_batch).awarded_on();
  const auto after = [&](const std::optional<Date>& day) { first = std::max(first, day.value_or(first)); };
  if (step != ResultStep::performance && !award->milestones.empty()) after(award->milestones.back());
  if (step != ResultStep::milestone) after(award->acceptance_on);
  if (step == ResultStep::closing) {
    after(award->performance_on);
    for (const Date& day : programme.paid_days(line.award_batch, line.award_line)) after(day);
  }
  if (const Code code = first_of({past(line.on), from(line.on, first)}); code != Code::ok) return code;
  switch (step) {
    case ResultStep::milestone:
      if (const auto of = programme.challenges.find(line.award_batch);
          of != programme.challenges.end() && feature("sealed-bids") && !of->second.said.milestones.empty() &&
          line.milestone > of->second.said.milestones.size())
        return Code::milestone_order;
      if (line.milestone != award->milestones.size() + 1) return Code::milestone_order;
      if (line.passed) award->milestones.push_back(line.on);
      break;
    case ResultStep::acceptance:
      if (award->acceptance == Acceptance::passed) return Code::already_accepted;
      if (award->acceptance == Acceptance::failed) award->failures.push_back(*award->acceptance_on);
      award->acceptance = line.passed ? Acceptance::passed : Acceptance::failed;
      award->acceptance_on = line.on;
      break;
    case ResultStep::performance:
      if (unaccepted) return Code::not_accepted;
      if (award->performance != Performance::none) return Code::already_graded;
      award->performance = line.grade;
      award->performance_on = line.on;
      break;
    case ResultStep::closing:
      if (unaccepted) return Code::not_accepted;
      if (programme.demanded(line.award_batch, line.award_line) >
          programme.recovered(line.award_batch, line.award_line))
        return Code::recovery_open;
      release(programme, line.award_batch, *award);
      break;
  }
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordResults& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead, true); code != Code::ok) return code;
  for (const ResultLine& line : action.lines)
    if (const Code code = result_line(programmes.at(action.programme), action.step, line); code != Code::ok)
      return code;
  return Code::ok;
}

Code Model::apply(const Who& who, const DemandRecovery& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead, true); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  Award* award = nullptr;
  if (const Code code = confirmed_award(programme, action.award_batch, action.award_line, award);
      code != Code::ok)
    return code;
  const auto held = programme.recoveries.find(action.recovery);
  if (held != programme.recoveries.end()) {
    const DemandRecovery& said = held->second.said;
    if (said.award_batch != action.award_batch || said.award_line != action.award_line)
      return Code::registered_differently;
    if (held->second.withdrawn) return Code::nothing_to_correct;
    if (said.demanded == action.demanded && said.charges == action.charges) return Code::already_registered;
    if (action.demanded < held->second.recovered()) return Code::demand_below_recovered;
  } else {
    programme.recoveries[action.recovery].code = *award->code;
    programme.recoveries[action.recovery].opened_on = today;
  }
  programme.recoveries[action.recovery].said = action;
  const Fen paid = programme.paid(action.award_batch, action.award_line) -
                   programme.returned(std::pair{action.award_batch, action.award_line}).ended;
  if (programme.demanded(action.award_batch, action.award_line) > paid) return Code::recovery_exceeds_paid;
  const Charges received = programme.recoveries[action.recovery].charges_received();
  for (Fen Charges::* const one : Charges::kEach)
    if (action.charges.*one < received.*one) return Code::demand_below_recovered;
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordRecovery& action) {
  if (const Code code = programme_of(who, action.programme, Side::finance, true); code != Code::ok)
    return code;
  Programme& programme = programmes.at(action.programme);
  const auto held = programme.recoveries.find(action.recovery);
  if (held == programme.recoveries.end()) return Code::unknown_recovery;
  Recovery& recovery = held->second;
  if (recovery.withdrawn) return Code::nothing_to_correct;
  if (action.receipt <= recovery.receipts.size()) return Code::line_recorded;
  if (action.receipt != recovery.receipts.size() + 1) return Code::receipt_order;
  const Date paid = *programme.paid_days(recovery.said.award_batch, recovery.said.award_line).begin();
  if (const Code code = first_of({past(action.received_on), from(action.received_on, paid)});
      code != Code::ok)
    return code;
  recovery.receipts.push_back(action);
  if (recovery.recovered() > recovery.said.demanded) return Code::recovery_exceeded;
  const Charges received = recovery.charges_received();
  for (Fen Charges::* const one : Charges::kEach)
    if (received.*one > recovery.said.charges.*one) return Code::recovery_exceeded;
  return Code::ok;
}

Code Model::apply(const Who& who, const TakeRecoveryStep& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead, true); code != Code::ok) return code;
  auto& cases = programmes.at(action.programme).recoveries;
  const auto held = cases.find(action.recovery);
  if (held == cases.end()) return Code::unknown_recovery;
  if (held->second.withdrawn) return Code::nothing_to_correct;
  auto& steps = held->second.steps;
  if (action.withdrawn) {
    if (steps.empty() || steps.back().step != action.step || steps.back().on != action.on)
      return Code::nothing_to_correct;
    steps.pop_back();
    return Code::ok;
  }
  if (!steps.empty() && encode(steps.back()) == encode(action)) return Code::already_registered;
  if (const Code code = past(action.on); code != Code::ok) return code;
  if (!steps.empty())
    if (const Code code = from(action.on, steps.back().on); code != Code::ok) return code;
  if (steps.size() == 32) return Code::limit_exceeded;
  steps.push_back(action);
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordSocialCapital& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.said.kind != ProgrammeKind::fund_investment) return Code::wrong_kind;
  if (programme.returns.contains(action.entry)) return used_before(false);
  if (const auto held = programme.capital.find(action.entry); held != programme.capital.end()) {
    RecordSocialCapital before = held->second;
    if (!programme.capital_with_document.contains(action.entry)) before.document_no = "";
    return used_before(!programme.capital_withdrawn.contains(action.entry) &&
                       encode(before) == encode(action));
  }
  Award* award = nullptr;
  if (const Code code = confirmed_award(programme, action.award_batch, action.award_line, award);
      code != Code::ok)
    return code;
  if (award->closed) return Code::award_closed;
  if (const Code code = first_of({past(action.invested_on), from(action.invested_on, programme.first_day()),
                                  from(action.invested_on, titles.enterprises.at(*award->code).founded())});
      code != Code::ok)
    return code;
  if (feature("fund-rounds"))
    if (const Code code = investor_of(action, *award->code); code != Code::ok) return code;
  if (action.of) {
    const auto promise = programme.capital.find(*action.of);
    if (promise == programme.capital.end() || programme.capital_withdrawn.contains(*action.of) ||
        !promise->second.promised || promise->second.award_batch != action.award_batch ||
        promise->second.award_line != action.award_line ||
        promise->second.investor_code != action.investor_code ||
        (!action.investor_code && promise->second.investor != action.investor))
      return Code::unknown_promise;
    Fen paid = action.amount;
    for (const auto& [id, entry] : programme.capital) paid += entry.of == action.of ? entry.amount : 0;
    if (paid > promise->second.amount) return Code::promise_exceeded;
  }
  programme.capital[action.entry] = action;
  if (feature("fund-rounds")) programme.capital_with_document.insert(action.entry);
  return Code::ok;
}

/// The money of a day went into somebody who was there, and came from somebody else who was there too.
Code Model::investor_of(const RecordSocialCapital& action, const Uscc& awarded) const {
  const Date& day = action.invested_on;
  Uscc into = awarded;
  while (!titles.enterprises.at(into).alive(day)) {
    const auto& successor = titles.enterprises.at(into).successor;
    if (!successor) return Code::enterprise_ended;
    into = *successor;
  }
  if (!action.investor_code) return Code::ok;
  const Uscc& code = *action.investor_code;
  if (code == awarded || code == into) return Code::own_investor;
  const auto investor = titles.enterprises.find(code);
  if (investor == titles.enterprises.end()) return Code::unknown_enterprise;
  if (!investor->second.alive(day)) return Code::enterprise_ended;
  if (const Code early = from(day, investor->second.founded()); early != Code::ok) return early;
  return fold(investor->second.name) == fold(action.investor) ? Code::ok : Code::name_mismatch;
}

}  // namespace credence::model
