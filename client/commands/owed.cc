// SPDX-License-Identifier: Apache-2.0
#include "client/commands/owed.h"

#include <set>

#include "client/words/recovery_words.h"

namespace credence {

Outcome<std::vector<OwedCase>> cases_owed(Client& client, const HistoryKey& subject) {
  auto history = client.history(subject, {.kinds = {"recovery_demanded"}});
  if (!history) return std::unexpected(history.error());
  std::set<std::pair<Id, Id>> seen;
  std::vector<OwedCase> out;
  for (const HistoryEntry& entry : (*history)->entries) {
    const DemandRecovery& demand = std::get<RecoveryDemanded>(entry.fact).demand;
    if (!seen.emplace(demand.programme, demand.recovery).second) continue;
    auto held = client.state<RecoveryValue>(RecoveryKey{demand.programme, demand.recovery});
    if (!held) return std::unexpected(held.error());
    if (!**held) continue;
    const RecoveryValue& v = ***held;
    OwedCase one{demand.recovery,
                 {demand.programme, v.award_batch, v.award_line},
                 v.demanded - v.recovered,
                 v.charges_outstanding()};
    if (one.money > 0 || !one.charges.none()) out.push_back(std::move(one));
  }
  return out;
}

std::string owed_text(const Cli& cli, const OwedCase& owed) {
  const std::string beside = charges_text(owed.charges, cli.language());
  return (owed.money > 0 ? cli.money(owed.money) : "") +
         (owed.money > 0 && !beside.empty() ? cli.say(" and ", "，另 ") : "") + beside;
}
std::string owed_text(const Cli& cli, const std::vector<OwedCase>& cases) {
  constexpr std::size_t kNamed = 20;
  std::string out;
  for (const OwedCase& one : std::span(cases).first(std::min(cases.size(), kNamed)))
    out += (out.empty() ? "" : cli.say("; ", "；")) + one.award.programme + "/" + one.recovery + " (" +
           one.award.batch + "#" + std::to_string(one.award.line) + "): " + owed_text(cli, one);
  return out + (cases.size() > kNamed ? "; …" : "");
}

}  // namespace credence
