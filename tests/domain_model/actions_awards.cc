// SPDX-License-Identifier: Apache-2.0
// Awards and what becomes of them.
#include "tests/domain_model/actions.h"

namespace credence::model {
namespace {

/// Leaves out what stands twice; the sum of the others.
Fen without_repeats(auto& lines) {
  std::set<std::pair<std::string, std::string>> seen;
  std::erase_if(lines, [&](const AwardLine& line) {
    const bool first = seen.emplace(fold(line.beneficiary), fold(line.project)).second;
    return !(line.code ? seen.emplace(text_of(*line.code), fold(line.project)).second && first : first);
  });
  Fen sum = 0;
  for (const AwardLine& line : lines) sum += line.amount;
  return sum;
}

}  // namespace

// ---- batches ----------------------------------------------------------------------------------------------

/// One with an acceptance that is overdue.
std::optional<Uscc> Actions::overdue_enterprise() {
  std::vector<Uscc> found;
  for (const auto& [id, programme] : m_.programmes)
    for (const auto& [batch_id, batch] : programme.batches)
      if (batch.acceptance_due && *batch.acceptance_due < m_.today)
        for (const auto& [line, award] : batch.awards)
          if (m_.waits_for_acceptance(award)) found.push_back(*award.code);
  return found.empty() ? std::nullopt : std::optional(among(found));
}

namespace {

/// The enterprises that were awarded something by a programme which this one excludes.
std::vector<Uscc> awarded_by_excluded(const Model& m, const Programme& programme) {
  std::vector<Uscc> out;
  for (const Id& id : programme.rules.excluded)
    if (const auto other = m.programmes.find(id); other != m.programmes.end())
      for (const auto& [batch_id, batch] : other->second.batches)
        for (const auto& [line, award] : batch.awards)
          if (award.code) out.push_back(*award.code);
  return out;
}

}  // namespace

AwardLine Actions::award_line(const Programme& programme, std::uint32_t number) {
  const Uscc code = enterprise();
  AwardLine out{number, name_of_enterprise(code), code,
                written("项目" + std::to_string(pick(12)) + (chance(50) ? "（一）" : "")), money(90)};
  if ((programme.said.kind == ProgrammeKind::talent_subsidy) != chance(2))
    out.persons =
        SupportedPersons{limits::kPersonsMin + pick(9), "领军人才", static_cast<std::uint8_t>(pick(4))};
  if ((programme.said.kind == ProgrammeKind::fund_investment && chance(60)) != chance(1))
    out.investment = FundInvestment{static_cast<InvestmentRound>(pick(12)),
                                    static_cast<std::uint16_t>(chance(30) ? 0 : pick(10'001))};
  if (programme.rules.overdue_blocks && chance(50))
    if (const auto late = overdue_enterprise()) {
      out.code = *late;
      out.beneficiary = name_of_enterprise(*late);
    }
  if (!programme.rules.excluded.empty() && chance(30))
    if (const auto others = awarded_by_excluded(m_, programme); !others.empty()) {
      out.code = among(others);
      out.beneficiary = name_of_enterprise(*out.code);
    }
  if (programme.rules.library_required && !programme.library.empty() && chance(85)) {
    const LibraryProjectValue& project = among(programme.library).second;
    out.code = project.code;
    out.beneficiary = name_of_enterprise(project.code);
    out.project = project.project;
    out.amount = chance(90) ? money(project.requested) : project.requested + 1;
  }
  if (chance(15)) {
    out.code.reset();
    out.beneficiary = Name("未认定企业" + std::to_string(pick(6)) + (chance(50) ? "（深圳）" : "(深圳)"));
  }
  return out;
}

/// A part of a batch that is there: more lines, or its confirmation; now and then something about it is
/// wrong.
RecordAwards Actions::further_part(const Id& id, const Programme& programme) {
  const auto& [batch_id, batch] = among(programme.batches);
  RecordAwards out = batch.said;
  out.programme = id;
  if (out.stage == AwardStage::public_notice && chance(60)) out.stage = AwardStage::confirmed;
  const bool confirms = out.stage != batch.said.stage;
  if (confirms ? chance(8) : chance(92)) {
    std::uint32_t number = number_for(batch.awards.empty() ? 0 : batch.awards.rbegin()->first);
    const unsigned count = 1 + pick(3);
    for (unsigned i = 0; i < count; ++i, ++number) out.lines.push_back(award_line(programme, number));
  }
  if (chance(5)) out.declared_total += 1;
  if (chance(3)) out.title = "另一标题";
  return out;
}

Action Actions::record_awards() {
  RecordAwards out;
  out.programme = programme();
  const auto held = m_.programmes.find(out.programme);
  if (held != m_.programmes.end() && !held->second.batches.empty() && chance(65)) {
    out = further_part(out.programme, held->second);
  } else {
    out.batch = Id("b" + std::to_string(pick(30)));
    out.title = "第一批";
    out.document_no = document();
    if (chance(30)) out.published = chance(3) ? Date{2020, 1, 1} : around(15, chance(8) ? 4 : 0);
    out.stage = chance(50) ? AwardStage::confirmed : AwardStage::public_notice;
    out.declared_count = chance(30) ? 0 : 2 + pick(12);
    out.declared_total = 60 + money(500);
    if (held != m_.programmes.end() && !held->second.quotas.empty() &&
        chance(held->second.rules.quota_required ? 90 : 35))
      out.quota = among(held->second.quotas).first;
    if (chance(2)) out.quota = Id("none");
    const unsigned count = pick(4);
    static const Programme kNone;
    for (std::uint32_t number = 1; number <= count; ++number)
      out.lines.push_back(award_line(held == m_.programmes.end() ? kNone : held->second, number));
  }
  // What a list must fulfil by itself: nothing twice, no more than it declares.
  Fen sum = without_repeats(out.lines);
  while (sum > out.declared_total) sum -= out.lines.back().amount, out.lines.pop_back();
  while (out.declared_count > 0 && out.lines.size() > out.declared_count) out.lines.pop_back();
  return out;
}

Action Actions::identify_beneficiaries() {
  const AwardAt at = award([&](const Programme&, const Batch&, const Id&, const Award& held) {
    return !held.code && !held.closed;
  });
  IdentifyBeneficiaries out{at.programme, at.batch, {}};
  out.lines.push_back({at.line, enterprise()});
  return out;
}

Action Actions::withdraw_awards() {
  const AwardAt at = award([&](const Programme& of, const Batch&, const Id& batch, const Award& held) {
    return chance(15) ? of.paid(batch, held.said.line) == held.said.amount : !held.closed;
  });
  WithdrawAwards out{at.programme, at.batch, document(), reason(), {}};
  out.lines.push_back({at.line});
  return out;
}

Action Actions::file_objection() {
  const AwardAt at = award([&](const Programme&, const Batch& batch, const Id&, const Award&) {
    return batch.said.stage == AwardStage::public_notice;
  });
  return FileObjection{at.programme, at.batch, chance(75) ? at.line : 0, reason(), std::nullopt};
}

Action Actions::decide_objection() {
  for (int tries = 0; tries < 40 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.batches.empty()) continue;
    const auto& [batch_id, batch] = among(held.batches);
    if (batch.objections.empty()) continue;
    const auto number = 1 + pick(static_cast<unsigned>(batch.objections.size()) + (chance(5) ? 1 : 0));
    if (number <= batch.objections.size() && batch.objections[number - 1].decided_on && chance(85)) continue;
    return DecideObjection{id, batch_id, number, chance(35), document(), reason()};
  }
  return DecideObjection{programme(), "b0", 1, chance(50), document(), reason()};
}

// ---- payment ----------------------------------------------------------------------------------------------

/// The latest day that is recorded of an award.
Date Actions::last_day_of(const AwardAt& at) const {
  if (at.award == nullptr) return m_.today;
  const Programme& programme = m_.programmes.at(at.programme);
  const Batch& batch = programme.batches.at(at.batch);
  if (!batch.confirmed_on) return m_.today;
  std::set<Date> days = programme.paid_days(at.batch, at.line);
  days.insert(batch.awarded_on());
  days.insert(at.award->milestones.begin(), at.award->milestones.end());
  for (const auto& day : {at.award->acceptance_on, at.award->performance_on})
    if (day) days.insert(*day);
  return *days.rbegin();
}

Action Actions::record_payments() {
  const auto wanted = [&](const Programme& of, const Batch& batch, const Id& id, const Award& held) {
    return held.code && batch.said.stage == AwardStage::confirmed && !held.closed &&
           of.paid(id, held.said.line) < held.said.amount;
  };
  const AwardAt at = award(wanted);
  RecordPayments out{
      at.programme, Id("l" + std::to_string(pick(12))), chance(40) ? 0 : 3 + pick(12), 100 + money(900), {}};
  std::uint32_t number = 1;
  const auto of = m_.programmes.find(at.programme);
  if (of != m_.programmes.end()) {
    if (const auto list = of->second.lists.find(out.list); list != of->second.lists.end()) {
      if (chance(96))
        out.declared_count = list->second.declared_count, out.declared_total = list->second.declared_total;
      number = number_for(list->second.payments.empty() ? 0 : list->second.payments.rbegin()->first);
    }
  }
  PaymentLine line{number, at.batch, at.line, enterprise(), money(60), since(last_day_of(at))};
  if (at.award != nullptr) {
    if (chance(20) && of->second.batches.at(at.batch).confirmed_on)
      line.paid_on = since(of->second.batches.at(at.batch).awarded_on());
    if (at.award->code && chance(96)) line.code = chance(70) ? m_.heir(*at.award->code) : *at.award->code;
    const Fen rest = at.award->said.amount - of->second.paid(at.batch, at.line);
    if (chance(80)) line.amount = std::max<Fen>(1, chance(50) ? rest : money(rest));
    if (chance(30))
      line.amount =
          std::max<Fen>(1, m_.payable(of->second, *at.award, m_.today) - of->second.paid(at.batch, at.line));
    if (chance(4)) line.amount = rest + 1;
  }
  out.lines.push_back(line);
  if (line.amount > 1 && chance(15)) {  // the same award in two lines of one list
    out.lines[0].amount = line.amount / 2;
    out.lines.push_back(line);
    out.lines[1].line = number + 1;
    out.lines[1].amount = line.amount - line.amount / 2;
  }
  Fen sum = 0;
  for (const PaymentLine& held : out.lines) sum += held.amount;
  while (sum > out.declared_total && out.lines.size() > 1)
    sum -= out.lines.back().amount, out.lines.pop_back();
  out.lines[0].amount = std::min(out.lines[0].amount, out.declared_total);
  if (out.declared_count == 1) out.lines.resize(1);
  return out;
}

Action Actions::acknowledge_payments() {
  for (int tries = 0; tries < 40 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.lists.empty()) continue;
    const auto& [list_id, list] = among(held.lists);
    if (list.payments.empty()) continue;
    const auto& [number, payment] = among(list.payments);
    if ((payment.acknowledged && chance(85)) ||
        (!key_with(Role::enterprise, std::nullopt, payment.code) && chance(85)))
      continue;
    AcknowledgePayments out{id, list_id, {}};
    out.lines.push_back({chance(97) ? number : number + 50});
    return out;
  }
  AcknowledgePayments out{programme(), "l0", {}};
  out.lines.push_back({1});
  return out;
}

Action Actions::reverse_payments() {
  ReversePayments out{programme(), "l0", chance(60) ? Reversal::returned : Reversal::voided, document(), {}};
  for (int tries = 0; tries < 40 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.lists.empty() || (held.closed_on && chance(80))) continue;
    const auto& [list_id, list] = among(held.lists);
    if (list.payments.empty()) continue;
    const auto& [number, payment] = among(list.payments);
    if ((payment.reversal || payment.acknowledged) && chance(85)) continue;
    if (held.batches.at(payment.award_batch).awards.at(payment.award_line).closed && chance(85)) continue;
    out.programme = id;
    out.list = list_id;
    out.lines.push_back({chance(97) ? number : number + 50, since(payment.paid_on), reason()});
    // A second one that is of the same award, or not.
    if (const auto next = list.payments.upper_bound(number); next != list.payments.end() && chance(30))
      out.lines.push_back({std::max(next->first, out.lines[0].line + 1), m_.today, reason()});
    return out;
  }
  out.lines.push_back({1, m_.today, reason()});
  return out;
}

/// A line as it is to be: one or two things of it are changed, or nothing.
AwardLine Actions::other_line(const Programme& programme, const Award& held) {
  AwardLine out = held.said;
  out.code = held.code;
  if (out.investment && chance(40)) {
    out.investment->round = static_cast<InvestmentRound>(pick(12));
    out.investment->stake = static_cast<std::uint16_t>(pick(10'001));
    if (chance(50)) return out;
  }
  switch (pick(6)) {
    case 0:
      out = award_line(programme, out.line);
      break;
    case 1:
      out.amount = std::max<Fen>(1, out.amount - money(20));
      break;
    case 2:
      out.amount += money(20);
      break;
    case 3:
      out.project = written("项目" + std::to_string(pick(12)));
      break;
    case 4:
      out.code = enterprise();
      if (chance(60)) out.beneficiary = name_of_enterprise(*out.code);
      if (chance(10)) out.code.reset();
      break;
    default:
      if (out.code && chance(70)) out.beneficiary = name_of_enterprise(*out.code);
      break;
  }
  return out;
}

Action Actions::amend_awards() {
  const AwardAt at = award([&](const Programme& of, const Batch&, const Id& batch, const Award& held) {
    return !held.closed && (of.paid(batch, held.said.line) == 0 || chance(40));
  });
  AmendAwards out{at.programme, at.batch, document(), reason(), 100 + money(400), std::nullopt, {}};
  const auto of = m_.programmes.find(at.programme);
  if (of == m_.programmes.end() || at.award == nullptr) {
    if (chance(50)) out.lines.push_back({at.line, "样例企业", std::nullopt, "项目", money(60)});
    return out;
  }
  const Batch& batch = of->second.batches.at(at.batch);
  out.declared_total = batch.said.declared_total;
  out.published = batch.said.published;
  if (chance(20)) out.declared_total += money(60);
  if (chance(6)) out.declared_total = money(out.declared_total);
  if (chance(15)) out.published = around(15, chance(8) ? 4 : 0);
  if (chance(3)) out.published.reset();
  if (chance(12)) return out;
  out.lines.push_back(other_line(of->second, *at.award));
  if (const auto next = batch.awards.upper_bound(at.line); next != batch.awards.end() && chance(30)) {
    out.lines.push_back(other_line(of->second, next->second));
    if (chance(40)) {  // the two were mixed up
      const AwardLine one = at.award->said, other = next->second.said;
      out.lines = {{at.line, other.beneficiary, next->second.code, other.project, one.amount, other.persons,
                    other.investment},
                   {next->first, one.beneficiary, at.award->code, one.project, other.amount, one.persons,
                    one.investment}};
    }
  }
  if (chance(3)) ++out.lines.back().line;
  out.declared_total = std::max(out.declared_total, without_repeats(out.lines));
  return out;
}

// ---- results and recovery ---------------------------------------------------------------------------------

Action Actions::record_results() {
  const ResultStep step = among({ResultStep::milestone, ResultStep::acceptance, ResultStep::acceptance,
                                 ResultStep::performance, ResultStep::closing});
  const AwardAt at = award([&](const Programme&, const Batch& batch, const Id&, const Award& held) {
    return held.code && batch.said.stage == AwardStage::confirmed && !held.closed;
  });
  ResultLine line{1, at.batch, at.line, true, 0, Performance::none, since(last_day_of(at))};
  if (step == ResultStep::milestone) {
    line.milestone = static_cast<std::uint8_t>(
        1 + (at.award != nullptr ? std::min<std::size_t>(at.award->milestones.size(), 100) : 0) +
        (chance(10) ? 1 : 0));
    line.passed = chance(80);
  }
  if (step == ResultStep::acceptance) line.passed = chance(75);
  if (step == ResultStep::performance) line.grade = static_cast<Performance>(1 + pick(4));
  RecordResults out{at.programme, step, document(), {}};
  out.lines.push_back(line);
  return out;
}

Action Actions::demand_recovery() {
  if (chance(30))
    for (int tries = 0; tries < 20 && !m_.programmes.empty(); ++tries) {
      const auto& [id, held] = among(m_.programmes);
      if (held.recoveries.empty()) continue;
      DemandRecovery again = among(held.recoveries).second.said;
      if (chance(70)) again.demanded = std::max<Fen>(1, again.demanded + static_cast<Fen>(pick(21)) - 10);
      if (chance(5)) ++again.award_line;
      if (chance(10)) again.demanded = 1;
      again.demanded = std::max<Fen>(1, again.demanded);  // of one that was withdrawn nothing is
      if (chance(30)) again.charges = charges(20);
      return again;
    }
  const AwardAt at = award([&](const Programme& of, const Batch&, const Id& batch, const Award& held) {
    return of.paid(batch, held.said.line) > 0;
  });
  Fen most = 20;
  if (const auto of = m_.programmes.find(at.programme); of != m_.programmes.end() && at.award != nullptr)
    most = of->second.paid(at.batch, at.line) - of->second.demanded(at.batch, at.line) + (chance(15) ? 1 : 0);
  return DemandRecovery{at.programme,
                        Id("r" + std::to_string(pick(30))),
                        at.batch,
                        at.line,
                        chance(50) ? std::max<Fen>(most, 1) : money(most),
                        document(),
                        reason(),
                        chance(40) ? charges(20) : Charges{}};
}

Charges Actions::charges(Fen most) {
  Charges out;
  for (Fen Charges::* const one : Charges::kEach)
    if (most > 0 && chance(50)) out.*one = static_cast<Fen>(pick(static_cast<std::uint32_t>(most) + 1));
  return out;
}

Action Actions::take_recovery_step() {
  TakeRecoveryStep out{programme(), "r0", static_cast<RecoveryStep>(pick(6)), around(5, 0), {},
                       document(),  {}};
  for (int tries = 0; tries < 30 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.recoveries.empty()) continue;
    const auto& [recovery, value] = among(held.recoveries);
    if (value.withdrawn && chance(80)) continue;
    out.programme = id, out.recovery = recovery;
    if (!value.steps.empty() && chance(25)) {
      out = value.steps.back();
      if (chance(70)) out.withdrawn = true, out.due = {}, out.note = reason();
      return out;
    }
    if (!value.steps.empty()) out.on = since(value.steps.back().on);
    break;
  }
  if ((out.step == RecoveryStep::decided || out.step == RecoveryStep::urged) && chance(60))
    out.due = after_days(out.on, pick(40));
  return out;
}

Action Actions::record_recovery() {
  RecordRecovery out{programme(), "r0", 1, money(20), around(5, 0)};
  for (int tries = 0; tries < 30 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.recoveries.empty()) continue;
    const auto& [recovery, value] = among(held.recoveries);
    const Fen rest = value.said.demanded - value.recovered();
    Charges rest_charges = value.said.charges;
    rest_charges -= value.charges_received();
    if (rest == 0 && rest_charges == Charges{} && chance(80)) continue;
    const auto next = static_cast<std::uint32_t>(value.receipts.size() + 1);
    const std::set<Date> paid = held.paid_days(value.said.award_batch, value.said.award_line);
    return RecordRecovery{id,
                          recovery,
                          chance(90)   ? next
                          : chance(50) ? next + 1
                                       : std::max(next - 1, 1U),
                          chance(50)   ? std::max<Fen>(rest, 1)
                          : chance(90) ? money(rest)
                                       : rest + 1,
                          since(paid.empty() ? m_.today : *paid.begin()),
                          rest_charges != Charges{} && chance(60) ? rest_charges
                          : chance(5)                             ? charges(3)
                                                                  : Charges{}};
  }
  return out;
}

Action Actions::record_social_capital() {
  const AwardAt at = award([&](const Programme& of, const Batch& batch, const Id&, const Award& held) {
    return of.said.kind == ProgrammeKind::fund_investment && held.code &&
           batch.said.stage == AwardStage::confirmed;
  });
  RecordSocialCapital out{at.programme,
                          Id("s" + std::to_string(pick(40))),
                          at.batch,
                          at.line,
                          "样例创投",
                          money(1000),
                          chance(4) ? Date{2020, 1, 1} : around(10, chance(4) ? 5 : 0),
                          document(),
                          chance(40),
                          std::nullopt};
  if (at.award != nullptr && at.award->code && chance(6)) {  // in itself
    out.investor_code = at.award->code;
    out.investor = name_of_enterprise(*out.investor_code);
    return out;
  }
  if (chance(50)) {
    out.investor_code = enterprise();
    if (out.investor_code && chance(8))
      for (const auto& [code, held] : m_.titles.enterprises)
        if (held.holder.kind != HolderKind::enterprise && chance(20)) out.investor_code = code;
    if (out.investor_code) out.investor = name_of_enterprise(*out.investor_code);
  }
  const auto of = m_.programmes.find(at.programme);
  if (of != m_.programmes.end() && chance(6))
    if (const auto held = of->second.capital.find(out.entry); held != of->second.capital.end()) {
      out = held->second;                   // it is sent again
      if (out.amount == 0) out.amount = 1;  // it is withdrawn
      if (chance(30)) out.document_no = document();
      return out;
    }
  if (out.promised || of == m_.programmes.end() || of->second.capital.empty() || chance(30)) return out;
  const auto& [id, promise] = among(of->second.capital);
  out.of = id;
  if (promise.promised || chance(50))
    out.award_batch = promise.award_batch, out.award_line = promise.award_line;
  if (chance(85)) out.investor = promise.investor, out.investor_code = promise.investor_code;
  return out;
}

}  // namespace credence::model
