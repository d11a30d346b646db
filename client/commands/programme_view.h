// SPDX-License-Identifier: Apache-2.0
// A programme with everything that belongs to it: its totals, rules, quotas, batches, challenges and
// recoveries, each proved. What belongs to it follows from its history, which is proved to be complete.
#pragma once

#include "client/commands/kinds.h"
#include "client/commands/support.h"

namespace credence {

template <class Value>
struct Named {
  Id id;
  Value value;
};

struct ProgrammeView {
  Id id;
  std::optional<ProgrammeValue> value;  // nothing: proved absent
  std::optional<ProgrammeRules> rules;
  std::vector<Named<QuotaValue>> quotas;
  std::vector<Named<AwardBatchValue>> batches;
  std::vector<Named<ChallengeValue>> challenges;
  std::vector<Named<RecoveryValue>> recoveries;
  Date day;          // on which notices are open, acceptances overdue and money idle
  BlockProof proof;  // of the totals
  Support support = {};
  // Projects, products, social capital: each kind folded from the programme's history.
  std::vector<std::pair<const Kind*, std::vector<Thing>>> things = {};
};

[[nodiscard]] Outcome<ProgrammeView> read_programme(const Cli& cli, Client& client, const Id& id,
                                                    const Date& day);
[[nodiscard]] std::string programme_text(const Cli& cli, const ProgrammeView& view);
[[nodiscard]] boost::json::object programme_json(const ProgrammeView& view);

}  // namespace credence
