// SPDX-License-Identifier: Apache-2.0
#include "node/sync/chunk_plan.h"

namespace credence::node {

std::optional<StatePlace> ChunkPlan::next(const Done& done) {
  if (first_) {  // also if it is done: how much it holds is not kept
    if (std::exchange(first_asked_, true) && again_.empty()) return std::nullopt;
    again_.clear();
    return StatePlace::nth(0, depth_);
  }
  while (!again_.empty()) {
    const StatePlace place = again_.front();
    again_.pop_front();
    if (!done(place)) return place;
  }
  while (cursor_ >> depth_ == 0) {
    const StatePlace place = StatePlace::nth(cursor_++, depth_);
    if (!done(place)) return place;
  }
  return std::nullopt;
}

void ChunkPlan::got(const StatePlace& place, std::uint64_t entries) {
  if (!first_ || place.depth != depth_) return;
  first_asked_ = false;
  estimate_ = entries << depth_;
  if (depth_ > 0 && entries < chunk_entries_ / 16)
    depth_ -= 4;
  else
    first_ = false;
}

bool ChunkPlan::cut(const StatePlace& place) {
  if (place.depth + 4u > limits::kChunkDepthMax) return false;
  if (first_) {  // few entries, long ones
    depth_ = place.depth + 4u;
    first_ = false;
    return depth_ <= kDeepest;
  }
  const auto parts = place.split();
  again_.insert(again_.begin(), parts.begin(), parts.end());
  return true;
}

}  // namespace credence::node
