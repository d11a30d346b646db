// SPDX-License-Identifier: Apache-2.0
// Work that waits more than it computes, or computes for long: several pieces at once.
#pragma once

#include <algorithm>
#include <atomic>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "client/base/failure.h"

namespace credence {

/// Calls `work(i)` for each i below `count`, at most eight at a time; stops at the first failure.
template <class Work>
Outcome<void> in_parallel(std::size_t count, Work work) {
  constexpr std::size_t kInFlight = 8;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::optional<Failure> failure;
  {
    std::vector<std::jthread> threads;
    for (std::size_t t = 0; t < std::min(kInFlight, count); ++t)
      threads.emplace_back([&] {
        for (std::size_t i = next++; i < count; i = next++) {
          Outcome<void> done = work(i);
          if (done) continue;
          const std::lock_guard lock(mutex);
          if (!failure) failure = done.error();
          next = count;
        }
      });
  }
  if (failure) return std::unexpected(*failure);
  return {};
}

}  // namespace credence
