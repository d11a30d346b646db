// SPDX-License-Identifier: Apache-2.0
// Strangers at the peer ports: half-open connections that never say anything, random bytes, broken TLS,
// resets.
#pragma once

#include <atomic>
#include <thread>

#include "tests/chaos/private_network.h"

namespace credence::testing {

struct PeerPort {
  std::string host;
  std::uint16_t port = 0;
};

class Garbage {
 public:
  /// Goes on until this ends.
  Garbage(std::vector<PeerPort> targets, std::uint64_t seed);
  ~Garbage();
  Garbage(const Garbage&) = delete;
  [[nodiscard]] std::uint64_t connections() const { return connections_; }

 private:
  void pour(std::uint64_t seed);

  const std::vector<PeerPort> targets_;
  std::atomic<std::uint64_t> connections_{0};
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

}  // namespace credence::testing
