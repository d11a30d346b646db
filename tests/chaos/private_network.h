// SPDX-License-Identifier: Apache-2.0
// A network of this process' own: each node in a network namespace with one address, all on one bridge, where
// any direction between two of them can be cut (nftables) and any node's link can be made slow.
//
//   this process   10.77.0.254, and 10.77.0.200-207 for strangers
//   node i         10.77.0.(i+1), in the namespace n<i>
//
// The process itself moves into a network and a mount namespace that nobody else sees. So the kernel removes
// everything, interfaces, rules, names and mounts, when the last process in it ends, however that ends;
// nothing of the machine is changed.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace credence::testing {

class SlowLink;

/// Before any other thread is started: moves this process into namespaces of its own. Without root it becomes
/// root in a user namespace, where the kernel allows that. Nothing on success; else why it cannot be done.
[[nodiscard]] std::optional<std::string> enter_private_namespaces();

struct LinkSpeed {
  std::chrono::milliseconds delay{0}, jitter{0};  // one way, each way
  std::size_t bytes_per_second = 0;               // each way
};

class PrivateNetwork {
 public:
  /// In a process that entered its namespaces. Throws std::runtime_error on a failure, as all members do.
  explicit PrivateNetwork(std::size_t nodes);
  ~PrivateNetwork();
  PrivateNetwork(const PrivateNetwork&) = delete;

  [[nodiscard]] static std::string address(std::size_t node) { return "10.77.0." + std::to_string(node + 1); }
  [[nodiscard]] static std::string own_address() { return "10.77.0.254"; }
  static constexpr std::size_t kStrangers = 8;
  [[nodiscard]] static std::string stranger_address(std::size_t i) {
    return "10.77.0." + std::to_string(200 + i);
  }
  [[nodiscard]] int namespace_of(std::size_t node) const { return namespaces_.at(node); }

  /// Why partitions cannot be made here; nothing if they can.
  [[nodiscard]] const std::optional<std::string>& no_partitions() const { return no_partitions_; }
  /// `to` receives nothing more from the addresses.
  void block(std::size_t to, const std::vector<std::string>& from);
  /// Everything arrives everywhere again.
  void unblock_all();

  /// How links are made slow: "netem", or "relay" where the kernel has no netem.
  [[nodiscard]] std::string slow_link_by() const { return netem_ ? "netem" : "relay"; }
  void slow_down(std::size_t node, LinkSpeed speed);
  void speed_up(std::size_t node);

 private:
  std::vector<int> namespaces_;
  std::optional<std::string> no_partitions_;
  bool netem_ = false;
  std::vector<std::unique_ptr<SlowLink>> slow_;
};

}  // namespace credence::testing
