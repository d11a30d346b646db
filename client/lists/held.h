// SPDX-License-Identifier: Apache-2.0
// What the ledger, or the desk of a second signature, holds of a list that is given again: what waits, what counts no
// more, and in which fields it differs.
#pragma once

#include "client/base/said.h"
#include "client/client.h"

namespace credence {

/// Of what the maker's department has waiting for a second signature: the first that has lines of these lists, under
/// the same heads. What waited too long, and can only be rejected, is passed over.
[[nodiscard]] Outcome<std::optional<TxId>> waits_already(Client& client, const KeyId& maker,
                                                         const std::vector<Action>& lists);

/// Lines that the ledger holds and that count no more: by their places, payments that were returned or voided
/// (`payment_reversed`), awards that were withdrawn or closed (`award_closed`), with the day or the sum.
[[nodiscard]] Outcome<std::vector<std::pair<std::size_t, Complaint>>> lines_undone(Client& client,
                                                                                   const Action& list);

/// Where a refused line differs from what the ledger holds under its number or code: "amount 12.00, held 10.00".
/// Nothing: there is none, or lists of this kind are not compared. Without a place: the declaration of the list.
[[nodiscard]] Outcome<Said> difference_of(Client& client, const Action& list,
                                          std::optional<std::size_t> place);

}  // namespace credence
