// SPDX-License-Identifier: Apache-2.0
#include "node/desk/findings.h"

#include <algorithm>

namespace credence::node {
namespace {

constexpr int kRest = 9;  // times what it took
constexpr std::chrono::seconds kRestAfterFailure{30};

}  // namespace

ChainFindings::State ChainFindings::at(std::uint64_t height) {
  const std::lock_guard lock(mutex_);
  const bool newer = !state_.found || height > state_.height;
  if (newer && !state_.looking && !stopped_ && now_() >= next_) begin(height);
  return state_;
}

void ChainFindings::begin(std::uint64_t height) {
  if (thread_.joinable()) thread_.join();  // it told what it found already
  state_.looking = true;
  thread_ = std::thread([this, height, begun = now_()] {
    auto found = look_();
    const std::lock_guard lock(mutex_);
    const auto rest = kRest * (now_() - begun);
    next_ = now_() + (found ? rest : std::max<Clock::duration>(rest, kRestAfterFailure));
    state_.looking = false;
    state_.failed = found ? std::nullopt : std::optional(std::move(found.error()));
    if (!found) return;
    state_.found = std::make_shared<const std::string>(*std::move(found));
    state_.height = height;
  });
}

void ChainFindings::wait() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  if (thread_.joinable()) thread_.join();
}

}  // namespace credence::node
