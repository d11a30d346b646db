// SPDX-License-Identifier: Apache-2.0
#include "client/targets.h"

namespace credence {

Outcome<AllTargets> all_targets(Client& client) {
  auto chain = client.history(HistoryKey{ChainKey{}});
  if (!chain) return std::unexpected(chain.error());
  AllTargets out{{}, chain->proof()};
  for (const HistoryEntry& entry : (*chain)->entries) {
    const auto* const defined = std::get_if<TargetDefined>(&entry.fact);
    if (defined == nullptr) continue;
    auto value = client.state<TargetValue>(TargetKey{defined->target.id});
    if (!value) return std::unexpected(value.error());
    if (!**value) return give_up(ExitCode::not_verified, Code::wrong_subject, "target " + defined->target.id);
    out.targets.emplace_back(defined->target.id, ***value);
  }
  return out;
}

}  // namespace credence
