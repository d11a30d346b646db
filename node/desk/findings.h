// SPDX-License-Identifier: Apache-2.0
// What stands out in the whole chain, kept for the height at which it was looked for. To look takes long,
// since the chain is audited for it; so nobody waits, and it is looked again only where the chain has grown,
// one at a time, and for a tenth of the time at most.
//
// Thread-safety: all members, from any thread.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "ledger/primitives/error.h"

namespace credence::node {

class ChainFindings {
 public:
  using Clock = std::chrono::steady_clock;
  /// `look` goes through the chain as it stands and gives what it found as a JSON object; on a thread of its
  /// own.
  explicit ChainFindings(std::function<Result<std::string>()> look,
                         std::function<Clock::time_point()> now = Clock::now)
      : look_(std::move(look)), now_(std::move(now)) {}
  ~ChainFindings() { wait(); }

  struct State {
    std::shared_ptr<const std::string> found;    // null: nothing yet
    std::uint64_t height = 0;                    // the chain had at least these blocks
    bool looking = false;                        // there will be a newer one
    std::optional<Error> failed = std::nullopt;  // why there is no newer one; it is tried again
  };
  /// What is known, of a chain that has so many blocks now; begins to look where that is more than is known.
  [[nodiscard]] State at(std::uint64_t height);
  /// Begins nothing more, and waits for the end of what was begun.
  void wait();

 private:
  void begin(std::uint64_t height);

  const std::function<Result<std::string>()> look_;
  const std::function<Clock::time_point()> now_;
  std::mutex mutex_;
  std::thread thread_;
  State state_;
  bool stopped_ = false;
  Clock::time_point next_ = Clock::time_point::min();  // not before
};

}  // namespace credence::node
