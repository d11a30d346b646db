// SPDX-License-Identifier: Apache-2.0
// Claims with all that a proof bundle of them holds: the proof itself, and under the same header the
// registers that it names (ledger/proof/context.h). From whichever nodes prove them.
#pragma once

#include <functional>

#include "client/client.h"
#include "ledger/proof/bundle.h"

namespace credence {

/// A claim about a key of the state: TitleClaim, AwardClaim, AbsenceClaim, TotalClaim, StandingClaim. Whether
/// the key is present or absent is as it is: encode_bundle takes either, and verify_bundle refuses what does
/// not fit the claim.
template <class Claim>
[[nodiscard]] Outcome<Claim> fetch_claim(Client& client, const StateKey& key);

/// Entries of a history from `from` on, at most `count`.
[[nodiscard]] Outcome<EntriesClaim> fetch_entries(Client& client, const HistoryKey& subject,
                                                  std::uint64_t from, std::uint64_t count);

/// All pages. A list that grows meanwhile is read to the end that the last page proves. `limit_exceeded` for
/// more than kBundleEntriesMax entries. `progress(entries of the page, entries in all)`.
[[nodiscard]] Outcome<HistoryClaim> fetch_history(
    Client& client, const HistoryKey& subject,
    const std::function<void(std::uint64_t read, std::uint64_t total)>& progress = {});

}  // namespace credence
