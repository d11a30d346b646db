// SPDX-License-Identifier: Apache-2.0
// The store over which an audit re-executes a chain. Nothing in it outlives the audit, so nothing is synced;
// and of what a node keeps, only what execution reads again is kept (state, its tree, the replay index):
// blocks, receipts, history entries and indexes pass by, but for those of the last write: they can be had
// by key and by scan until the next one.
//
// It begins in memory, where a look-up costs least, and moves to a temporary LevelDB once it holds more than
// its budget: so memory is bounded for a chain of any length, and a chain of ordinary length is audited at
// the speed of memory.
#pragma once

#include <filesystem>

#include "ledger/tree/key_value.h"

namespace credence {

struct AuditStoreOptions {
  std::size_t memory_bytes_max = std::size_t{1} << 30;
  std::filesystem::path directory =
      {};  // where the LevelDB is made; empty: the system's place for temporary files
};

/// As KeyValue; the temporary files go with it.
[[nodiscard]] std::unique_ptr<KeyValue> make_audit_store(const AuditStoreOptions& options);

}  // namespace credence
