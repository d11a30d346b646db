// SPDX-License-Identifier: Apache-2.0
// A programme with every award, now or in the past: proved to be all of them, folded from its history.
#pragma once

#include <boost/json/object.hpp>

#include "client/commands/support.h"

namespace credence {

struct AwardListOptions {
  bool awards = false;  // each award, not the totals alone
  std::string as_of;
};

/// Its round, and its stake in basis points.
[[nodiscard]] boost::json::object investment_json(const FundInvestment& investment);
[[nodiscard]] boost::json::object award_json(const Award& award);
/// What is awarded as it stands, in how many awards; below it what was released, and what was awarded before that.
[[nodiscard]] std::string awarded_text(const Cli& cli, const ProgrammeValue& programme,
                                       const Support& support);
/// Who leads it, and who pays.
[[nodiscard]] std::string lead_text(const Cli& cli, const ProgrammeValue& programme);
/// A line of its own for what was paid and came back as returned or voided; nothing where there is none.
[[nodiscard]] std::string reversed_text(const Cli& cli, const ProgrammeValue& programme);
/// The head of a column of what was paid, used of a tax relief, or invested by a fund.
[[nodiscard]] std::string paid_head(const Cli& cli, ProgrammeKind kind);
/// What of a programme is paid, or used of a tax relief, in how many parts.
[[nodiscard]] std::string paid_text(const Cli& cli, const ProgrammeValue& programme);
/// One line each, with the latest correction of each below; `of_batch`: all are of one.
[[nodiscard]] std::string award_table(const Cli& cli, const std::vector<Award>& awards, bool of_batch,
                                      ProgrammeKind kind);

/// Prints it; the exit code.
[[nodiscard]] int show_award_list(Cli& cli, const std::string& id, const AwardListOptions& options);

}  // namespace credence
