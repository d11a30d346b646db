// SPDX-License-Identifier: Apache-2.0
#include "client/commands/support.h"

#include <boost/json.hpp>

#include "client/query.h"

namespace credence {
Outcome<std::map<ProgrammeKind, Support>> support_of(Client& client, const Uscc& code,
                                                     const ReadOptions& as_of) {
  HistoryQuery query;
  query.kinds = {"awarded", "identified", "award_amended", "award_released", "batch_opened"};
  OwnAwards awards(code);
  const auto each = [&awards](const HistoryEntry& entry) {
    awards.add(entry);
    return true;
  };
  auto read = client.read_history(of_enterprise(code), query, each, as_of);
  if (!read) return std::unexpected(read.error());
  return awards.sums();
}

std::string notice_text(const Cli& cli, const Support& support) {
  if (support.awards_in_notice == 0) return {};
  return cli.say(", of it in public notice ", "，其中公示中 ") + cli.money(support.in_notice) +
         cli.say(" in ", "，") + cli.counted(support.awards_in_notice, noun::kAward);
}

std::string persons_text(const Cli& cli, const Support& support) {
  if (support.persons == 0) return {};
  return cli.say("supported persons ", "支持人数 ") + with_separators(support.persons) + cli.say("", " 人");
}

boost::json::object support_json(const Support& support) {
  return {{"awards", support.awards},
          {"ended", support.ended},
          {"in_notice", std::to_string(support.in_notice)},
          {"in_notice_yuan", yuan_text(support.in_notice)},
          {"awards_in_notice", support.awards_in_notice},
          {"persons", support.persons}};
}

}  // namespace credence
