// SPDX-License-Identifier: Apache-2.0
// Credit entries as they were recorded, held back until it is known which of them were closed since: what a
// repaired or withdrawn entry said is exported no more (docs/domain.md). In bounded memory.
// Internal to client/tables.
#pragma once

#include <functional>

#include "client/tables/cells.h"
#include "client/tables/describe.h"
#include "client/tables/kept.h"

namespace credence::tables {

class HeldCredit {
 public:
  explicit HeldCredit(const AuditStoreOptions& options) : kept_(options) {}
  /// An entry of a history that records a credit entry.
  [[nodiscard]] Result<void> hold(const HistoryEntry& entry);
  /// The state's credit entry, at the end: whether it was closed.
  [[nodiscard]] Result<void> note(const CreditKey& key, const CreditValue& value);
  /// The rows, in the order in which they were recorded.
  [[nodiscard]] Result<void> release(
      const std::function<Result<void>(std::size_t variant, std::vector<Cell>)>& row);

 private:
  Kept kept_;
  std::uint64_t count_ = 0;
};

/// Empties what a closed entry said: kind, class, days, commitment. Who recorded it about whom, and when, stays.
void empty_what_it_said(std::size_t table, std::vector<Cell>& row);

}  // namespace credence::tables
