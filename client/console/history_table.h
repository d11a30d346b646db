// SPDX-License-Identifier: Apache-2.0
// Entries of histories as a table, and the options that choose among them.
#pragma once

#include "client/console/console.h"
#include "client/words/closed_credit.h"
#include "client/words/history_filter.h"

namespace credence {

/// The credit entries among these that are closed, by an entry among them or by what the ledger says of them
/// now.
[[nodiscard]] Outcome<ClosedCredit> closed_credit_of(Client& client,
                                                     const std::vector<HistoryEntry>& entries);
/// A table of history entries; the enterprise's own history needs no column that names it.
[[nodiscard]] std::string history_table(Cli& cli, const std::vector<HistoryEntry>& entries,
                                        bool of_enterprise, const ClosedCredit& closed);

/// --kind, --from and --to.
void add_filter_options(Command& command, HistoryFilter& filter);

}  // namespace credence
