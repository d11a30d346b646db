// SPDX-License-Identifier: Apache-2.0
// Ids of executed transactions as they travel to a node that joins by a snapshot: those of consecutive blocks
// of the window. A page proves nothing by itself; the state says which ids they must be (ExecutedKey).
#pragma once

#include "ledger/domain/chain_values.h"
#include "ledger/proof/snapshot_limits.h"

namespace credence {

struct BlockIds {
  Height height = 0;
  ExecutedIds ids;
  template <class A>
  void serialize(A& a) {
    a(height, ids);
  }
  /// Bytes of the encoding with so many ids.
  [[nodiscard]] static constexpr std::size_t size(std::size_t ids) { return 12 + ids * (Hash32::kSize + 4); }
  [[nodiscard]] std::size_t size() const { return size(ids.size()); }
};
/// Of rising height. As many as fit into kChunkBytesMax.
using ExecutedPage = List<BlockIds, limits::kExecutedPageBlocksMax>;

/// Whether a page with so many blocks and bytes has no room for `next` more bytes.
[[nodiscard]] inline bool page_full(std::size_t blocks, std::size_t bytes, std::size_t next,
                                    std::size_t bytes_max) {
  return blocks == ExecutedPage::kMax || bytes + next > bytes_max;
}

}  // namespace credence
