// SPDX-License-Identifier: Apache-2.0
#include "client/lineage.h"

namespace credence {

Outcome<std::optional<AdverseEntry>> worst_entry(Client& client, const Uscc& code, const Date& day) {
  std::optional<AdverseEntry> worst;
  std::vector<Uscc> lineage{code};
  for (std::size_t at = 0; at < lineage.size() && at <= limits::kLineageMax; ++at) {
    const Uscc one = lineage[at];
    auto enterprise = client.state<EnterpriseValue>(EnterpriseKey{one});
    if (!enterprise) return std::unexpected(enterprise.error());
    if (!**enterprise || (at > 0 && (**enterprise)->active(day))) continue;  // a merger that is announced
    lineage.insert(lineage.end(), (**enterprise)->predecessors.begin(), (**enterprise)->predecessors.end());
    auto standing = client.state<CreditStandingValue>(CreditStandingKey{one});
    if (!standing) return std::unexpected(standing.error());
    const CreditMark* const mark = **standing ? (**standing)->worst(day) : nullptr;
    if (mark != nullptr && (!worst || worst->mark.weight < mark->weight)) worst = AdverseEntry{one, *mark};
  }
  return worst;
}

}  // namespace credence
