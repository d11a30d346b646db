// SPDX-License-Identifier: Apache-2.0
// The whole ledger is read again while the node works (ledger/store/scrub.h): damage that nobody meets is
// found before it hurts, without a stop.
//
// One thread, which reads at most so many bytes a second, and works at most a twentieth of the time. The
// store keeps what is overwritten during one reading until that reading ends.
// Thread-safety: const members, from any thread.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <optional>
#include <thread>

#include "ledger/store/scrub.h"
#include "node/base/shared_ledger.h"

namespace credence::node {

struct ScrubPace {
  std::size_t bytes_per_second = 0;    // 0: nothing is read
  std::chrono::milliseconds pause{0};  // from the end of one reading to the next
};

class BackgroundScrub {
 public:
  using Done = std::function<void(const ScrubReport&)>;
  /// Begins; `done` is called on its thread after each reading. `ledger` lives longer.
  BackgroundScrub(const SharedLedger& ledger, ScrubPace pace, Done done);
  ~BackgroundScrub();  // stops

  /// Of the last reading that came to its end.
  [[nodiscard]] std::optional<ScrubReport> last() const;
  [[nodiscard]] std::uint64_t bytes() const { return bytes_; }

 private:
  void run(const std::stop_token& stop);
  /// None: a store of one moment could not be had.
  [[nodiscard]] std::optional<ScrubReport> read_all(const std::stop_token& stop);
  [[nodiscard]] Result<void> pay(std::size_t bytes, const std::stop_token& stop);
  void wait(std::chrono::nanoseconds time, const std::stop_token& stop);

  const SharedLedger& ledger_;
  const ScrubPace pace_;
  const Done done_;
  std::atomic<std::uint64_t> bytes_{0};
  std::size_t owed_ = 0;                // read and not yet waited for; on its thread only
  std::chrono::nanoseconds worked_{0};  // of its thread, when it last waited
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::optional<ScrubReport> last_;
  std::jthread thread_;  // the last member: it uses the others
};

}  // namespace credence::node
