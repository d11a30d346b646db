// SPDX-License-Identifier: Apache-2.0
// Into which places a state that is joined is cut, and which of them is to be asked for next.
//
// No peer is believed about the size of the state: the first chunk shows it. Keys are hashes, so all places
// of one depth hold about the same number of entries. The first place that is asked for lies deep in the
// tree, where a chunk holds hardly anything. While the chunk that came and was verified is nearly empty, the
// next place is a level higher. Then all places of the depth that was reached are asked for. A place that
// holds more than a chunk may is cut into its parts.
//
// Thread-safety: none.
#pragma once

#include <deque>
#include <functional>
#include <optional>

#include "ledger/proof/state_chunk.h"

namespace credence::node {

class ChunkPlan {
 public:
  using Done = std::function<bool(const StatePlace&)>;

  ChunkPlan() = default;
  /// `least_depth`: of the chunks that an earlier run left, if any.
  ChunkPlan(std::optional<unsigned> least_depth, std::uint64_t chunk_entries)
      : chunk_entries_(chunk_entries), depth_(least_depth.value_or(kDeepest)) {}

  /// The next place that is not done; nothing if all are, or if the first one must come before.
  [[nodiscard]] std::optional<StatePlace> next(const Done& done);
  /// Not answered: to be asked for again.
  void give_back(const StatePlace& place) { again_.push_front(place); }
  /// The chunk came, was verified, and holds so many entries.
  void got(const StatePlace& place, std::uint64_t entries);
  /// It is too long for a chunk. False if it cannot be cut.
  [[nodiscard]] bool cut(const StatePlace& place);

  /// Nothing is left to be asked for but what is given back.
  [[nodiscard]] bool exhausted() const { return !first_ && again_.empty() && cursor_ >> depth_ != 0; }
  /// The size of the state is not yet known.
  [[nodiscard]] bool sizing() const { return first_; }
  /// About how many entries the state has; 0 as long as nothing is known.
  [[nodiscard]] std::uint64_t estimate() const { return first_ ? 0 : estimate_; }

 private:
  static constexpr unsigned kDeepest = 32;

  std::uint64_t chunk_entries_ = limits::kChunkEntriesWanted;
  unsigned depth_ = kDeepest;
  bool first_ = true;  // the first place is on its way
  bool first_asked_ = false;
  std::uint64_t estimate_ = 0;
  std::uint64_t cursor_ = 0;      // the next of the 2^depth places
  std::deque<StatePlace> again_;  // before those of the cursor
};

}  // namespace credence::node
