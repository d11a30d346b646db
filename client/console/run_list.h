// SPDX-License-Identifier: Apache-2.0
// Planned lists on their way: signed, journaled, sent, and what came of it.
#pragma once

#include <boost/json/object.hpp>

#include "client/console/console.h"
#include "client/console/list_options.h"
#include "client/lists/fields.h"

namespace credence {

/// "12-40, 43"; nothing for lists that were recorded before.
[[nodiscard]] std::string blocks_text(const std::vector<ImportedList>& lists);

/// Asks a node what the ledger would refuse of planned lists, sends them with --key and reports; with --dry-run
/// it ends before. `problems` are the lines left out with --skip-bad,
/// `file_lines` where the others stand in the file, `more` joins the result with --json; `follow` comes when
/// all is recorded.
int run_list(Cli& cli, const ListOptions& options, const std::vector<Action>& lists,
             std::vector<LineProblem> problems, const std::vector<std::size_t>& file_lines,
             const boost::json::object& more, const Cli::Follow& follow = {});

}  // namespace credence
