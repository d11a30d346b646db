// SPDX-License-Identifier: Apache-2.0
// How anyone checks what a node answers with (proof.h): no network, no store, no clock.
#pragma once

#include "ledger/domain/state_values.h"
#include "ledger/proof/proof.h"

namespace credence {

// ---- verification: the value that is proved, or the first check that failed -------------------------------

struct VerifiedTransaction {
  BlockHeader header;
  std::uint32_t index = 0;
  ParsedTransaction transaction;
  Result<Action> action;  // `not_understood`: of a later version; another error: the ledger refused it too
  Receipt receipt;
};

// That a block alone is certified is `TrustChain::verify`. Each of these comes twice: with a trust, which
// verifies the proof's block first, and without, under a header that is believed already.

/// Bytes that were proved, and that this program does not understand, are `not_understood`: only the checks
/// that do not need their meaning were made, and they held.

/// Also checks the transaction's own signatures and that it is the one asked for.
[[nodiscard]] Result<VerifiedTransaction> verify(const TrustChain& trust, const TransactionProof& proof,
                                                 const TxId& asked);
[[nodiscard]] Result<VerifiedTransaction> verify(const ChainId& chain, const TransactionProof& proof,
                                                 const TxId& asked);
/// The value's bytes, or nothing if the key is proved absent.
[[nodiscard]] Result<std::optional<Bytes>> verify(const BlockHeader& header, const KeyProof& proof,
                                                  const StateKey& asked);
/// Of the key that the proof names, whatever it is.
[[nodiscard]] Result<std::optional<Bytes>> verify(const BlockHeader& header, const KeyProof& proof);
[[nodiscard]] Result<std::optional<Bytes>> verify(const TrustChain& trust, const StateProof& proof,
                                                  const StateKey& asked);

struct VerifiedPage {
  BlockHeader header;
  std::uint64_t total = 0;  // entries in the whole history under this header
  std::uint64_t from = 0;
  std::vector<HistoryEntry> entries;
};
/// One page alone: exactly the entries [from, from + entries) of a history that holds `total`. The latest
/// twenty entries of a long history need no more than this. Completeness over many pages is what
/// HistoryReading is for (ledger/proof/history_reading.h).
[[nodiscard]] Result<VerifiedPage> verify(const TrustChain& trust, const HistoryPage& page,
                                          const HistoryKey& asked);
[[nodiscard]] Result<VerifiedPage> verify(const HistoryPage& page, const HistoryKey& asked);
/// Of the page's entries alone, whatever they say: they stand at their places under this head, or
/// `wrong_root`.
[[nodiscard]] Result<void> check_entries(const HistoryPage& page, const HistoryValue& head);

}  // namespace credence
