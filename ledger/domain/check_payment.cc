// SPDX-License-Identifier: Apache-2.0
// Payments, results, recovery and challenges: what can be said of the actions without the state.
#include "ledger/domain/check.h"

namespace credence::checks {
namespace {

/// The award that a line or an action is about.
void award(Checker& check, const Id& batch, std::uint32_t line) {
  check("award_batch", check_id(batch));
  check.require(line >= 1, "award_line", Code::lines_not_rising, said::zero());
}

}  // namespace

Checked check(const RecordPayments& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("list", check_id(action.list));
  check("declared_total", check_amount(action.declared_total));
  Fen sum = 0;
  each_line(check, action.lines, false, [&](const PaymentLine& line) {
    award(check, line.award_batch, line.award_line);
    check("code", code(line.code))("amount", check_amount(line.amount))("paid_on", date(line.paid_on));
    add(check, sum, line.amount);
  });
  declaration(check, action.declared_count, action.declared_total, action.lines.size(), sum);
  return check.result();
}

Checked check(const AcknowledgePayments& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("list", check_id(action.list));
  each_line(check, action.lines, false, [](const AcknowledgementLine&) {});
  return check.result();
}

Checked check(const ReversePayments& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("list", check_id(action.list));
  check("document_no", document(action.document_no));
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  each_line(check, action.lines, false,
            [&](const ReversalLine& line) { check("on", date(line.on))("reason", reason(line.reason)); });
  return check.result();
}

Checked check(const RecordResults& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("document_no", document(action.document_no));
  check.require(action.step <= last_of(action.step), "step", Code::malformed);
  std::set<std::pair<std::string_view, std::uint32_t>> awards;
  each_line(check, action.lines, false, [&](const ResultLine& line) {
    award(check, line.award_batch, line.award_line);
    check("on", date(line.on));
    check.require(line.grade <= last_of(line.grade), "grade", Code::malformed);
    check.require((action.step == ResultStep::milestone) == (line.milestone > 0), "milestone",
                  Code::bad_result);
    check.require((action.step == ResultStep::performance) == (line.grade != Performance::none), "grade",
                  Code::bad_result);
    const bool judged = action.step == ResultStep::milestone || action.step == ResultStep::acceptance;
    check.require(judged || line.passed, "passed", Code::bad_result);
    check.require(awards.emplace(line.award_batch, line.award_line).second, "award_line", Code::repeated_line,
                  said::batch(line.award_batch) + said::award_line(line.award_line));
  });
  return check.result();
}

Checked check(const WithdrawResults& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("document_no", document(action.document_no));
  check("reason", reason(action.reason));
  check.require(action.step < ResultStep::closing, "step", Code::bad_result);
  std::set<std::pair<std::string_view, std::uint32_t>> awards;
  each_line(check, action.lines, false, [&](const ResultWithdrawalLine& line) {
    award(check, line.award_batch, line.award_line);
    check.require((action.step == ResultStep::milestone) == (line.milestone > 0), "milestone",
                  Code::bad_result);
    check.require(awards.emplace(line.award_batch, line.award_line).second, "award_line", Code::repeated_line,
                  said::batch(line.award_batch) + said::award_line(line.award_line));
  });
  return check.result();
}

Checked check(const WithdrawEntry& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("entry", check_id(action.entry));
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  return check.result();
}

Checked check(const VoidReceipt& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("recovery", check_id(action.recovery));
  check.require(action.receipt >= 1, "receipt", Code::lines_not_rising, said::zero());
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  return check.result();
}

namespace {

void charges(Checker& check, const Charges& asked) {
  asked.fields([&](std::string_view field, const Fen& amount) {
    if (amount != 0) check(field, check_amount(amount));
  });
}

}  // namespace

Checked check(const DemandRecovery& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("recovery", check_id(action.recovery));
  award(check, action.award_batch, action.award_line);
  check("demanded", check_amount(action.demanded));
  check("document_no", document(action.document_no))("reason", reason(action.reason));
  charges(check, action.charges);
  return check.result();
}

Checked check(const RecordRecovery& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("recovery", check_id(action.recovery));
  check.require(action.receipt >= 1, "receipt", Code::lines_not_rising, said::zero());
  if (action.amount != 0 || action.charges.none()) check("amount", check_amount(action.amount));
  check("received_on", date(action.received_on));
  charges(check, action.charges);
  return check.result();
}

Checked check(const TakeRecoveryStep& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("recovery", check_id(action.recovery));
  check.require(action.step <= last_of(action.step), "step", Code::malformed);
  check("on", date(action.on))("due", date(action.due));
  const bool has_due = action.step == RecoveryStep::decided || action.step == RecoveryStep::urged;
  check.require(!action.due || (has_due && !action.withdrawn), "due", Code::malformed,
                said::word(name_of(action.step)));
  check.require(!action.due || *action.due >= action.on, "due", Code::day_too_early,
                said::not_before(action.on));
  check("document_no", document(action.document_no))(
      "note", action.withdrawn ? reason(action.note) : optional_text(action.note));
  return check.result();
}

Checked check(const RecordSocialCapital& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("entry", check_id(action.entry));
  award(check, action.award_batch, action.award_line);
  check("investor", name(action.investor))("amount", check_amount(action.amount));
  check("invested_on", date(action.invested_on))("document_no", document(action.document_no));
  if (action.of) check("of", check_id(*action.of));
  if (action.investor_code) check("investor_code", code.holder(*action.investor_code));
  check.require(!action.promised || !action.of, "of", Code::unknown_promise, said::entry(action.entry));
  return check.result();
}

Checked check(const RecordFundReturn& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("entry", check_id(action.entry));
  award(check, action.award_batch, action.award_line);
  check.require(action.kind <= last_of(action.kind), "kind", Code::malformed);
  check.require(action.way <= last_of(action.way), "way", Code::malformed);
  const bool exit = action.kind == ReturnKind::exit, loss = action.kind == ReturnKind::loss;
  check.require(exit == (action.way != ExitWay::none), "way", Code::bad_return,
                said::word(name_of(action.kind)));
  if (action.cost != 0 || exit || loss) check("cost", check_amount(action.cost));
  check.require(exit || loss || action.cost == 0, "cost", Code::bad_return, said::amount(action.cost));
  if (action.proceeds != 0 || !loss) check("proceeds", check_amount(action.proceeds));
  check.require(!loss || action.proceeds < action.cost, "proceeds", Code::bad_return,
                said::amount(action.proceeds));
  check("on", date(action.on))("document_no", document(action.document_no));
  return check.result();
}

Checked check(const RecordRelief& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("list", check_id(action.list));
  check.require(action.step <= last_of(action.step), "step", Code::malformed);
  check("document_no", document(action.document_no));
  const bool withdrawn = action.step == ReliefStep::withdrawn;
  check("reason", withdrawn || action.step == ReliefStep::adjusted ? reason(action.reason)
                                                                   : optional_text(action.reason));
  Fen sum = 0;
  each_line(check, action.lines, false, [&](const ReliefLine& line) {
    award(check, line.award_batch, line.award_line);
    check("period_from", date(line.period_from))("period_to", date(line.period_to));
    check.require(line.period_from <= line.period_to, "period_to", Code::dates_reversed,
                  said::from(line.period_from) + said::to(line.period_to));
    if (check.good()) check("period_to", within_term(line.period_from, line.period_to));
    if (!withdrawn) check("amount", check_amount(line.amount));
    check.require(!withdrawn || line.amount == 0, "amount", Code::bad_relief, said::amount(line.amount));
    check("on", date(line.on));
    add(check, sum, line.amount);
  });
  return check.result();
}

Checked check(const PublishChallenge& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("challenge", check_id(action.challenge))("title",
                                                                                          name(action.title));
  check("document_no", document(action.document_no))("source", optional_text(action.source));
  check("amount", check_amount(action.amount))("bids_until", date(action.bids_until));
  check.require(action.winners_max >= 1 && action.winners_max <= 100, "winners_max", Code::limit_exceeded,
                said::number(action.winners_max) + said::at_most(100));
  Date before = action.bids_until;
  for (const Milestone& milestone : action.milestones) {
    check("milestones", name(milestone.name))("milestones", date(milestone.due));
    if (!milestone.due || !check.good()) continue;
    check.require(before <= *milestone.due, "milestones", Code::dates_reversed,
                  said::from(before) + said::to(*milestone.due));
    check("milestones", within_term(action.bids_until, *milestone.due));
    before = *milestone.due;
  }
  return check.result();
}

Checked check(const RecordBids& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("challenge", check_id(action.challenge));
  each_line(check, action.lines, false, [&](const BidLine& line) {
    check("code", code(line.code))("enterprise", name(line.enterprise))("project", name(line.project));
    check("amount", check_amount(line.amount));
  });
  return check.result();
}

Checked check(const SealBid& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("challenge", check_id(action.challenge));
  check("code", code(action.code));
  return check.result();
}

Checked check(const OpenBid& action, const CodeCheck& code) {
  Checker check;
  check("programme", check_id(action.programme))("challenge", check_id(action.challenge));
  check.require(!action.members.empty(), "members", Code::empty_list);
  std::set<Uscc> members;
  std::uint32_t shares = 0;
  for (const BidMember& member : action.members) {
    check("members", code(member.code));
    check.require(member.share > 0 && members.insert(member.code).second, "members", Code::bad_shares,
                  [&] { return said::code(member.code); });
    shares += member.share;
  }
  check.require(shares == limits::kSharesWhole, "members", Code::bad_shares,
                [&] { return said::number(shares); });
  check("project", name(action.project))("amount", check_amount(action.amount));
  return check.result();
}

Checked check(const SelectBids& action, const CodeCheck&) {
  Checker check;
  check("programme", check_id(action.programme))("challenge", check_id(action.challenge));
  check("document_no", document(action.document_no))("published", date(action.published));
  check.require(action.stage <= last_of(action.stage), "stage", Code::malformed);
  each_line(check, action.lines, false,
            [&](const SelectionLine& line) { check("amount", check_amount(line.amount)); });
  return check.result();
}

}  // namespace credence::checks
