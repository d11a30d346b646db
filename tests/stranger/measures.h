// SPDX-License-Identifier: Apache-2.0
// What a network is like for others meanwhile: how soon a status comes, how many commits there are, how much
// memory a node takes.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "tests/cluster/cluster.h"

namespace credence::testing {

/// Asks all nodes for /v1/status again and again, from an address of its own (127.0.0.2).
class Prober {
 public:
  explicit Prober(std::vector<std::uint16_t> ports);
  ~Prober() { (void)end(); }
  struct Seen {
    std::size_t asked = 0, failed = 0;  // failed: no answer within three seconds, or another one than 200
    std::chrono::milliseconds p50{0}, p99{0}, longest{0};
  };
  /// A node that is down on purpose is not asked.
  void leave_out(std::uint16_t port, bool out);
  [[nodiscard]] Seen end();

 private:
  const std::vector<std::uint16_t> ports_;
  std::mutex mutex_;
  std::vector<std::uint16_t> left_out_;
  std::vector<std::chrono::milliseconds> times_;
  std::size_t failed_ = 0;
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

/// Records enterprises one by one through a client of all nodes, so many a second if it can, and counts what
/// is proved.
class Commits {
 public:
  Commits(const Cluster& cluster, double per_second);
  ~Commits() { (void)end(); }
  [[nodiscard]] std::size_t end();

 private:
  std::vector<std::thread> threads_;
  std::atomic<bool> stop_{false};
  std::atomic<std::size_t> recorded_{0};
};

/// The memory of a process that is not a mapped file.
[[nodiscard]] std::uint64_t anonymous_bytes(pid_t process);
/// A value of a node's /metrics; 0 if it does not answer.
[[nodiscard]] double metric(std::uint16_t port, const std::string& name);
/// The body of an answer to a GET from `from`; nothing if it is none within `limit`, or another one than 200.
[[nodiscard]] std::optional<std::string> get(std::uint16_t port, const std::string& target,
                                             const std::string& from, std::chrono::milliseconds limit);

}  // namespace credence::testing
