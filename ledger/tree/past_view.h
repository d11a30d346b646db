// SPDX-License-Identifier: Apache-2.0
// A store as it was some blocks ago: the present store under the values that the blocks since have
// overwritten.
//
// A proof rests on the last certified block, while execution may be up to a window of blocks ahead; so the
// ledger keeps the overwritten state records of those few blocks in memory. Nothing else reads the past:
// histories are themselves in the state.
#pragma once

#include <deque>

#include "ledger/tree/key_value.h"

namespace credence {

/// What one block overwrote: store keys, strictly rising, with the value before it (absent: there was none).
struct Undo {
  RecordList records;

  /// Sorts by key and keeps the first record of each: the value before the block.
  void finish() { records.sort_and_keep_first(); }
};

/// The view owns nothing; store and undos outlive it. Thread-safe as the store is.
class PastView final : public KeyReader {
 public:
  /// `undos`: of the blocks that came after the wanted one, oldest first.
  PastView(const KeyReader& store, std::vector<const Undo*> undos)
      : store_(store), undos_(std::move(undos)) {}

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override;
  [[nodiscard]] Result<void> scan(
      BytesView from, BytesView to,
      const std::function<bool(BytesView key, BytesView value)>& visit) const override;

 private:
  const KeyReader& store_;
  std::vector<const Undo*> undos_;
};

}  // namespace credence
