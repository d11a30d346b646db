// SPDX-License-Identifier: Apache-2.0
// Headers that commit to all headers before them: what a ledger's are, of any length, and where each stands
// under a later one. Places are found from all hashes, anew for each: a second way beside
// ledger/tree/history.h.
#pragma once

#include <bit>

#include "ledger/proof/trust.h"
#include "ledger/tree/history.h"

namespace credence::samples {

class HeaderChain {
 public:
  explicit HeaderChain(const ChainId& chain) : chain_(chain) {}

  [[nodiscard]] Height next() const { return headers_.size(); }
  [[nodiscard]] const BlockHeader& at(Height height) const { return headers_.at(height); }
  [[nodiscard]] const Hash32& hash(Height height) const { return hashes_.at(height); }

  /// A header of a ledger, as it is.
  void take(const BlockHeader& header) {
    headers_.push_back(header);
    hashes_.push_back(header_hash(chain_, header));
  }
  /// The next one with this content, linked to those before it.
  const BlockHeader& grow(BlockHeader header) {
    header.suite = chain_.suite;
    header.height = next();
    header.parent = header.height == 0 ? Hash32{} : hashes_.back();
    header.headers = history_root(chain_.suite, {header.height, peaks(header.height)});
    take(header);
    return headers_.back();
  }
  [[nodiscard]] LaterHeader later(Height block, Height above) const {
    LaterHeader out{at(above), {peaks(above), {}}};
    for (unsigned level = 64; level-- > 0;) {  // the peak that the block lies under
      if ((above >> level & 1) == 0) continue;
      const std::uint64_t index = (above >> level) - 1;
      if (block >> level == index) beside(level, index, block, out.place.path);
    }
    return out;
  }

 private:
  [[nodiscard]] Hash32 node(unsigned level, std::uint64_t index) const {
    return level == 0
               ? hashes_.at(index)
               : history_join(chain_.suite, node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
  }
  [[nodiscard]] List<Hash32, 64> peaks(Height count) const {
    List<Hash32, 64> out;
    for (unsigned level = 64; level-- > 0;)
      if ((count >> level & 1) != 0) out.push_back(node(level, (count >> level) - 1));
    return out;
  }
  /// The subtrees beside the block in this one, left to right.
  void beside(unsigned level, std::uint64_t index, Height block,
              List<Hash32, limits::kHistoryPathMax>& out) const {
    if (level == 0) return;
    const bool right = (block >> (level - 1) & 1) != 0;
    if (right) out.push_back(node(level - 1, 2 * index));
    beside(level - 1, 2 * index + (right ? 1 : 0), block, out);
    if (!right) out.push_back(node(level - 1, 2 * index + 1));
  }

  ChainId chain_;
  std::vector<BlockHeader> headers_;
  std::vector<Hash32> hashes_;
};

}  // namespace credence::samples
