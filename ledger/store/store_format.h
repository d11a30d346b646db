// SPDX-License-Identifier: Apache-2.0
// The number of a store's format, which is read before anything else, and how a store of before is brought to
// the present one.
//
// A change of what keyspace.h says is a new number, and a row in `migrations()`. A store that no row leads on
// from is refused: its node fetches the chain from its peers.
#pragma once

#include <span>

#include "ledger/tree/key_value.h"

namespace credence {

/// From a format to the next. It may write in parts, and must be able to begin again after a crash between
/// them: the number rises when all of it is done.
struct StoreMigration {
  std::uint32_t from = 0;
  Result<void> (*run)(KeyValue& store) = nullptr;
};
/// Those that this program knows, to keyspace::kFormat.
[[nodiscard]] std::span<const StoreMigration> migrations();

/// `store_format` with both numbers for a store of another format than this program's; `storage_corrupt` for
/// one that has no number.
[[nodiscard]] Result<void> check_store_format(const KeyReader& store);
/// Runs what leads from the store's format to the program's, and writes the number after each step, synced.
/// Where nothing leads there the errors of check_store_format, and nothing is written.
[[nodiscard]] Result<void> bring_to_format(KeyValue& store,
                                           std::span<const StoreMigration> known = migrations());

}  // namespace credence
