// SPDX-License-Identifier: Apache-2.0
// A programme with every award, now or in the past: proved to be all of them, folded from its history.
#pragma once

#include <boost/json/object.hpp>

#include "client/console/console.h"

namespace credence {

struct AwardListOptions {
  bool awards = false;  // each award, not the totals alone
  std::string as_of;
};

/// Its round, and its stake in basis points.
[[nodiscard]] boost::json::object investment_json(const FundInvestment& investment);
[[nodiscard]] boost::json::object award_json(const Award& award);
/// What of a programme is paid, or used of a tax relief, in how many parts.
[[nodiscard]] std::string paid_text(const Cli& cli, const ProgrammeValue& programme);
/// One line each, with the latest correction of each below; `of_batch`: all are of one.
[[nodiscard]] std::string award_table(const Cli& cli, const std::vector<Award>& awards, bool of_batch,
                                      ProgrammeKind kind);

/// Prints it; the exit code.
[[nodiscard]] int show_award_list(Cli& cli, const std::string& id, const AwardListOptions& options);

}  // namespace credence
