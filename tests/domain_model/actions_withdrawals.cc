// SPDX-License-Identifier: Apache-2.0
// Withdrawals of what was recorded, mostly of something that is there.
#include "tests/domain_model/actions.h"

namespace credence::model {

Action Actions::withdraw_results() {
  const ResultStep step = among({ResultStep::milestone, ResultStep::acceptance, ResultStep::performance});
  const AwardAt at = award([&](const Programme&, const Batch&, const Id&, const Award& held) {
    if (held.closed && !chance(10)) return false;
    if (step == ResultStep::milestone) return !held.milestones.empty();
    if (step == ResultStep::acceptance) return held.acceptance != Acceptance::none;
    return held.performance != Performance::none;
  });
  ResultWithdrawalLine line{1, at.batch, at.line, 0};
  if (step == ResultStep::milestone) {
    const std::size_t passed =
        at.award == nullptr ? 0 : std::min<std::size_t>(at.award->milestones.size(), 200);
    line.milestone = static_cast<std::uint8_t>(std::max<std::size_t>(passed, 1));
    if (chance(10)) ++line.milestone;
    if (line.milestone > 1 && chance(10)) --line.milestone;
  }
  WithdrawResults out{at.programme, step, document(), reason(), {}};
  out.lines.push_back(line);
  return out;
}

Action Actions::withdraw_entry() {
  const EntryKind kind = among({EntryKind::recovery, EntryKind::social_capital, EntryKind::fund_return});
  for (int tries = 0; tries < 30 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (kind == EntryKind::recovery) {
      if (held.recoveries.empty()) continue;
      const auto& [recovery, value] = among(held.recoveries);
      if ((value.withdrawn || value.recovered() > 0) && chance(80)) continue;
      return WithdrawEntry{id, kind, recovery, document(), reason()};
    }
    if (kind == EntryKind::fund_return) {
      if (held.returns.empty()) continue;
      const auto& [entry, value] = among(held.returns);
      if (value.correction && chance(80)) continue;
      return WithdrawEntry{id, kind, entry, document(), reason()};
    }
    if (held.capital.empty()) continue;
    const auto& [entry, value] = among(held.capital);
    if (value.amount == 0 && chance(80)) continue;
    return WithdrawEntry{id, kind, entry, document(), reason()};
  }
  return WithdrawEntry{programme(), kind, "r0", document(), reason()};
}

Action Actions::void_receipt() {
  for (int tries = 0; tries < 30 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.recoveries.empty()) continue;
    const auto& [recovery, value] = among(held.recoveries);
    if (value.recovered() == 0 && chance(80)) continue;
    const auto last = static_cast<std::uint32_t>(value.receipts.size());
    return VoidReceipt{id, recovery, 1 + pick(last + (chance(10) ? 1 : 0) + (last == 0 ? 1 : 0)), document(),
                       reason()};
  }
  return VoidReceipt{programme(), "r0", 1, document(), reason()};
}

}  // namespace credence::model
