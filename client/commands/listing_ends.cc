// SPDX-License-Identifier: Apache-2.0
// Who is dissolved or merged supplies nothing any more: its products are in no catalogue from that day on.
#include <map>

#include "client/commands/kinds.h"
#include "client/commands/later.h"
#include "client/words/facts.h"

namespace credence {

void end_listing(const Cli& cli, const EnterpriseValue& enterprise, const Date& day, Thing& product) {
  if (!product.current || enterprise.active(day)) return;
  const bool merged = enterprise.end == EnterpriseEnd::merged;
  product.current = false;
  product.view["in_force"] = false;
  product.view["ended_with"] = merged ? "merged" : "dissolved";
  product.view["ended_on"] = enterprise.ends_on->iso();
  product.cells[product.cells.size() - 2] =
      (merged ? cli.say("ended: merged on ", "已终止：企业已合并 ")
              : cli.say("ended: dissolved on ", "已终止：企业已注销 ")) +
      enterprise.ends_on->iso();
}

Outcome<void> end_listings(const Cli& cli, Client& client, const ReadOptions& as_of, const Date& day,
                           std::vector<Thing>& all) {
  std::map<Uscc, EnterpriseValue> known;
  for (Thing& one : all) {
    if (!one.current) continue;
    auto held = known.find(*one.code);
    if (held == known.end()) {
      auto found = enterprise_then(client, *one.code, as_of);
      if (!found) return std::unexpected(found.error());
      held = known.emplace(*one.code, std::move(*found)).first;
    }
    end_listing(cli, held->second, day, one);
  }
  return {};
}

}  // namespace credence
