// A whole history with its proof, from whichever nodes prove it: what a bundle of it holds.
#pragma once

#include <functional>

#include "client/client.h"
#include "ledger/proof/bundle.h"

namespace credence {

/// All pages. A list that grows meanwhile is read to the end that the last page proves. `limit_exceeded` for
/// more than kBundleEntriesMax entries. `progress(entries of the page, entries in all)`.
[[nodiscard]] Outcome<HistoryClaim> fetch_history(
    Client& client, const HistoryKey& subject,
    const std::function<void(std::uint64_t read, std::uint64_t total)>& progress = {});

}  // namespace credence
