// SPDX-License-Identifier: Apache-2.0
// What the ledger, or the desk of a second signature, holds of a list that is given again: what waits, what counts no
// more, and in which fields it differs.
#pragma once

#include "client/base/said.h"
#include "client/client.h"
#include "client/four_eyes.h"

namespace credence {

/// A list, or an action without lines, that waits for a second signature and is about what one of these is about.
struct WaitsToo {
  Waiting waiting;
  bool same = false;       // what both say is the same: this list was sent before
  std::size_t shared = 0;  // lines that both have
  Action theirs, ours;     // both, with the shared lines alone, in one order
};
/// Of what the maker's department has waiting: the first that has lines of these lists, or declares their batch
/// otherwise. What waited too long, and can only be rejected, is passed over.
[[nodiscard]] Outcome<std::optional<WaitsToo>> waits_already(Client& client, const KeyId& maker,
                                                             const std::vector<Action>& lists);

/// Receipts of the same case that wait in the maker's department, by their numbers: the next one follows on them.
[[nodiscard]] Outcome<std::vector<RecordRecovery>> receipts_waiting(Client& client, const KeyId& maker,
                                                                    const Id& programme, const Id& recovery);

/// Lines that the ledger holds and that count no more: by their places, payments that were returned or voided
/// (`payment_reversed`), awards that were withdrawn or closed (`award_closed`), with the day or the sum.
[[nodiscard]] Outcome<std::vector<std::pair<std::size_t, Complaint>>> lines_undone(Client& client,
                                                                                   const Action& list);

/// Where a refused line differs from what the ledger holds under its number or code: "amount 12.00, held 10.00".
/// Nothing: there is none, or lists of this kind are not compared. Without a place: the declaration of the list.
[[nodiscard]] Outcome<Said> difference_of(Client& client, const Action& list,
                                          std::optional<std::size_t> place);

}  // namespace credence
