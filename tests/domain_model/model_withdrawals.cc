// SPDX-License-Identifier: Apache-2.0
// Results, demands, receipts and entries of social capital that are taken back.
#include "tests/domain_model/model.h"

namespace credence::model {

void Award::correct(CorrectionKind kind, const Date& today, const DocumentNo& document_no, const Note& why,
                    Fen amount) {
  ++corrections;
  correction = Correction{kind, today, document_no, why, amount};
}

Code Model::withdraw_line(Programme& programme, const WithdrawResults& action,
                          const ResultWithdrawalLine& line) const {
  Award* award = nullptr;
  if (const Code code = confirmed_award(programme, line.award_batch, line.award_line, award);
      code != Code::ok)
    return code;
  if (award->closed) return Code::award_closed;
  const Award before = *award;
  CorrectionKind kind = CorrectionKind::performance_withdrawn;
  if (action.step == ResultStep::milestone) {
    if (line.milestone > award->milestones.size()) return Code::nothing_to_correct;
    if (line.milestone < award->milestones.size()) return Code::record_built_on;
    award->milestones.pop_back();
    kind = CorrectionKind::milestone_withdrawn;
  } else if (action.step == ResultStep::acceptance) {
    if (award->acceptance == Acceptance::none) return Code::nothing_to_correct;
    if (award->performance != Performance::none) return Code::record_built_on;
    award->acceptance = Acceptance::none;
    award->acceptance_on.reset();
    if (!award->failures.empty()) {
      award->acceptance = Acceptance::failed;
      award->acceptance_on = award->failures.back();
      award->failures.pop_back();
    }
    kind = CorrectionKind::acceptance_withdrawn;
  } else {
    if (award->performance == Performance::none) return Code::nothing_to_correct;
    award->performance = Performance::none;
    award->performance_on.reset();
  }
  for (const Date& day : programme.paid_days(line.award_batch, line.award_line)) {
    const Fen due = payable(programme, *award, day);
    if (due < payable(programme, before, day) &&
        due < programme.paid_by(line.award_batch, line.award_line, day))
      return Code::record_built_on;
  }
  award->correct(kind, today, action.document_no, action.reason, 0);
  return Code::ok;
}

Code Model::apply(const Who& who, const WithdrawResults& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead, true); code != Code::ok) return code;
  for (const ResultWithdrawalLine& line : action.lines)
    if (const Code code = withdraw_line(programmes.at(action.programme), action, line); code != Code::ok)
      return code;
  return Code::ok;
}

Code Model::apply(const Who& who, const WithdrawEntry& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead, true); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  Correction how{CorrectionKind::demand_withdrawn, today, action.document_no, action.reason, 0};
  Id batch;
  std::uint32_t line = 0;
  if (action.kind == EntryKind::recovery) {
    const auto held = programme.recoveries.find(action.entry);
    if (held == programme.recoveries.end() || held->second.withdrawn) return Code::nothing_to_correct;
    Recovery& recovery = held->second;
    if (recovery.recovered() > 0 || recovery.charges_received() != Charges{}) return Code::record_built_on;
    how.amount = std::exchange(recovery.said.demanded, 0);
    recovery.said.charges = {};
    recovery.withdrawn = true;
    recovery.correction = how;
    batch = recovery.said.award_batch, line = recovery.said.award_line;
  } else if (action.kind == EntryKind::fund_return) {
    const auto held = programme.returns.find(action.entry);
    if (held == programme.returns.end() || held->second.correction) return Code::nothing_to_correct;
    RecordFundReturn& said = held->second.said;
    how.kind = CorrectionKind::return_withdrawn;
    how.amount = std::max(said.cost, said.proceeds);
    said.cost = said.proceeds = 0;
    held->second.correction = how;
    batch = said.award_batch, line = said.award_line;
  } else {
    const auto held = programme.capital.find(action.entry);
    if (held == programme.capital.end() || programme.capital_withdrawn.contains(action.entry))
      return Code::nothing_to_correct;
    for (const auto& [id, other] : programme.capital)
      if (other.of == action.entry && other.amount > 0) return Code::record_built_on;
    how.kind = CorrectionKind::capital_withdrawn;
    how.amount = std::exchange(held->second.amount, 0);
    programme.capital_withdrawn[action.entry] = how;
    batch = held->second.award_batch, line = held->second.award_line;
  }
  programme.batches.at(batch).awards.at(line).correct(how.kind, today, how.document_no, how.reason,
                                                      how.amount);
  return Code::ok;
}

Code Model::apply(const Who& who, const VoidReceipt& action) {
  if (const Code code = programme_of(who, action.programme, Side::finance, true); code != Code::ok)
    return code;
  Programme& programme = programmes.at(action.programme);
  const auto held = programme.recoveries.find(action.recovery);
  if (held == programme.recoveries.end() || action.receipt > held->second.receipts.size() ||
      !held->second.voided.insert(action.receipt).second)
    return Code::nothing_to_correct;
  Recovery& recovery = held->second;
  const Fen amount = recovery.receipts[action.receipt - 1].amount;
  recovery.correction =
      Correction{CorrectionKind::receipt_voided, today, action.document_no, action.reason, amount};
  programme.batches.at(recovery.said.award_batch)
      .awards.at(recovery.said.award_line)
      .correct(CorrectionKind::receipt_voided, today, action.document_no, action.reason, amount);
  return Code::ok;
}

}  // namespace credence::model
