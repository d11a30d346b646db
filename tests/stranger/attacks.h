// SPDX-License-Identifier: Apache-2.0
// What somebody without a key sends, from addresses of its own (127.0.1.x), as fast as it is let.
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace credence::testing {

struct Targets {
  std::vector<std::uint16_t> api, peers;  // ports on 127.0.0.1
  std::string bad_batch;                  // the body of a batch whose signatures do not verify
};

/// One kind of attack, until it is destroyed. It holds and renews what the nodes close.
class Attack {
 public:
  virtual ~Attack() = default;
  [[nodiscard]] virtual std::string_view name() const = 0;
  /// Connections opened, or requests sent.
  [[nodiscard]] std::uint64_t done() const { return done_; }

 protected:
  std::atomic<std::uint64_t> done_{0};
};

/// All of them: unread archives, idle connections, abandoned polls, bad batches, slow bodies, floods and idle
/// connections at the peer port.
[[nodiscard]] std::vector<std::unique_ptr<Attack>> worst_mix(const Targets& targets);

}  // namespace credence::testing
