// SPDX-License-Identifier: Apache-2.0
// Looks at all nodes all along: who answers, which view they are in, and when each next block was certified.
#pragma once

#include <atomic>
#include <mutex>
#include <thread>

#include "tests/chaos/history.h"
#include "tests/cluster/cluster.h"

namespace credence::testing {

class Watch {
 public:
  /// One thread a node, for as long as this lives; `cluster` must outlive it. A node that is down is simply
  /// one that does not answer.
  explicit Watch(const Cluster& cluster);
  ~Watch();
  Watch(const Watch&) = delete;

  struct Node {
    bool answers = false, recovering = false;
    Height certified = 0;  // the last that it said
    std::uint64_t view = 0;
  };
  [[nodiscard]] std::vector<Node> nodes() const;
  /// The highest block that any node knows to be certified.
  [[nodiscard]] Height certified() const { return certified_; }
  /// Of the nodes that answer.
  [[nodiscard]] std::uint64_t view() const;
  [[nodiscard]] std::size_t primary() const { return static_cast<std::size_t>(view() % threads_.size()); }

  struct Tally {
    std::uint64_t blocks = 0;
    std::chrono::milliseconds longest_pause{0};  // between two blocks, the ends of the time included
  };
  /// To within the 10 ms between two looks.
  [[nodiscard]] Tally between(Moment from, Moment to) const;

 private:
  void look(std::size_t node);

  const Cluster& cluster_;
  std::atomic<Height> certified_{0};
  std::atomic<bool> stop_{false};
  mutable std::mutex mutex_;  // of what follows
  std::vector<Node> nodes_;
  struct Step {
    Moment at;
    Height height;
  };
  std::vector<Step> steps_;
  std::vector<std::thread> threads_;
};

}  // namespace credence::testing
