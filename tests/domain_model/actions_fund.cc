// SPDX-License-Identifier: Apache-2.0
// Exits, incomes and losses of a fund's investments; claims, checks, adjustments and withdrawals of tax relief.
#include "tests/domain_model/actions.h"

namespace credence::model {

Action Actions::record_fund_return() {
  const AwardAt at = award([&](const Programme& of, const Batch&, const Id& batch, const Award& held) {
    return of.said.kind == ProgrammeKind::fund_investment && of.paid(batch, held.said.line) > 0;
  });
  RecordFundReturn out{at.programme,
                       Id((chance(95) ? "x" : "s") + std::to_string(pick(60))),
                       at.batch,
                       at.line,
                       ReturnKind::income,
                       ExitWay::none,
                       0,
                       money(30),
                       since(last_day_of(at)),
                       document(),
                       std::nullopt};
  if (const auto of = m_.programmes.find(at.programme); of != m_.programmes.end() && chance(6))
    if (const auto held = of->second.returns.find(out.entry); held != of->second.returns.end()) {
      out = held->second.said;  // it is sent again
      if (out.proceeds > 0 && (out.kind == ReturnKind::income || out.cost > 0)) return out;
      out.kind = ReturnKind::income, out.way = ExitWay::none, out.cost = 0, out.proceeds = 1;
      return out;
    }
  if (chance(30)) return out;
  Fen rest = 20;
  if (at.award != nullptr) {
    const Programme& of = m_.programmes.at(at.programme);
    rest = of.paid(at.batch, at.line) - of.demanded(at.batch, at.line) -
           of.returned(std::pair{at.batch, at.line}).ended;
  }
  out.cost = chance(40) ? std::max<Fen>(rest, 1) : chance(90) ? money(rest) : std::max<Fen>(rest, 0) + 1;
  if (chance(50)) {
    out.kind = ReturnKind::exit;
    out.way = among({ExitWay::transfer, ExitWay::ipo, ExitWay::buy_back, ExitWay::liquidation});
  } else {
    out.kind = ReturnKind::loss;
    out.proceeds = chance(50) ? 0 : out.cost / 2;
  }
  return out;
}

Action Actions::record_relief() {
  for (int tries = 0; tries < 20 && chance(96) && !m_.programmes.empty(); ++tries) {
    const auto& [id, programme] = among(m_.programmes);
    if (programme.reliefs.empty() || chance(30)) continue;
    const auto& [place, held] = among(programme.reliefs);
    if (held.latest.step == ReliefStep::withdrawn && chance(80)) continue;
    const ReliefStep step = among({ReliefStep::checked, ReliefStep::adjusted, ReliefStep::withdrawn});
    RecordRelief out{id, place.first, step, document(), reason(), {}};
    ReliefLine line = held.claim;
    line.line = place.second;
    line.amount = step == ReliefStep::withdrawn              ? 0
                  : step == ReliefStep::checked || chance(5) ? held.amount + (chance(20) ? 1 : 0)
                                                             : std::max<Fen>(1, held.amount + money(20) - 12);
    if (step != ReliefStep::withdrawn) line.amount = std::max<Fen>(line.amount, 1);
    line.on = since(held.on);
    if (chance(3)) line.period_to = plus_days(line.period_to, 1);
    out.lines.push_back(line);
    return out;
  }
  const AwardAt at = award([&](const Programme& of, const Batch& batch, const Id& id, const Award& held) {
    return of.said.kind == ProgrammeKind::tax_relief && held.code &&
           batch.said.stage == AwardStage::confirmed && !held.closed &&
           of.paid(id, held.said.line) < held.said.amount;
  });
  if (const auto of = m_.programmes.find(at.programme);
      of != m_.programmes.end() && !of->second.reliefs.empty() && chance(6)) {
    const auto& [place, held] = among(of->second.reliefs);  // a claim is sent again
    RecordRelief again{
        at.programme, place.first, ReliefStep::claimed, chance(60) ? held.latest.document_no : document(),
        "",           {}};
    again.lines.push_back(held.claim);
    return again;
  }
  RecordRelief out{at.programme, Id("e" + std::to_string(pick(6))), ReliefStep::claimed, document(), "", {}};
  if (chance(6)) out.step = ReliefStep::checked;
  std::uint32_t number = 1;
  const auto of = m_.programmes.find(at.programme);
  if (of != m_.programmes.end())
    for (const auto& [place, held] : of->second.reliefs)
      if (place.first == out.list && chance(98)) number = std::max(number, place.second + 1);
  const Date on = since(at.award == nullptr ? m_.today : last_day_of(at));
  const Date period = plus_days(on, chance(4) ? 3 : -static_cast<int>(pick(90)));
  ReliefLine line{number,    at.batch, at.line, period, plus_days(period, static_cast<int>(pick(90))),
                  money(40), on};
  if (at.award != nullptr) {
    const Fen rest = at.award->said.amount - of->second.paid(at.batch, at.line);
    if (chance(80)) line.amount = std::max<Fen>(1, chance(40) ? rest : money(rest));
    if (chance(5)) line.amount = rest + 1;
  }
  out.lines.push_back(line);
  return out;
}

}  // namespace credence::model
