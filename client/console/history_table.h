// Entries of histories as a table, and the options that choose among them.
#pragma once

#include "client/console/console.h"
#include "client/words/history_filter.h"

namespace credence {

/// A table of history entries; the enterprise's own history needs no column that names it.
[[nodiscard]] std::string history_table(Cli& cli, const std::vector<HistoryEntry>& entries,
                                        bool of_enterprise);

/// --kind, --from and --to.
void add_filter_options(Command& command, HistoryFilter& filter);

}  // namespace credence
