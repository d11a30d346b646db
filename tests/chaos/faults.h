// SPDX-License-Identifier: Apache-2.0
// The faults of real processes: what each does, and how it is undone.
#pragma once

#include <memory>
#include <random>
#include <set>

#include "tests/chaos/garbage.h"
#include "tests/chaos/private_network.h"
#include "tests/chaos/small_disk.h"
#include "tests/chaos/watch.h"
#include "tests/cluster/cluster.h"

namespace credence::testing {

enum class FaultKind {
  kill,  // kill -9 of any node
  kill_primary,
  kill_all,      // at one moment
  stop_primary,  // SIGSTOP, later SIGCONT
  one_way,       // one node hears another no more
  isolate,       // one node and everyone else, clients too, hear each other no more
  isolate_f,     // f backups and the other nodes; clients reach all
  split,         // two halves, neither of them a quorum
  slow_link,     // one node's link: 50 to 300 ms each way, little bandwidth
  full_disk,     // it must end with exit code 5, refuse to start, and come back when there is room
  clock_jump,    // forward or back, up to a day; sometimes with a restart under the wrong time
  garbage,       // random bytes and half-open connections at all peer ports; one node restarts meanwhile
};
inline constexpr FaultKind kLastFaultKind = FaultKind::garbage;
[[nodiscard]] std::string_view name_of(FaultKind kind);
[[nodiscard]] std::optional<FaultKind> fault_kind(std::string_view name);

/// One fault, drawn; who is primary is only known when it begins.
struct Fault {
  FaultKind kind = FaultKind::kill;
  std::vector<std::size_t> order;  // the nodes, shuffled: the first ones are hit
  std::chrono::milliseconds hold{0};
  std::uint64_t number = 0;  // for whatever else the kind draws
};
/// `longest`: how long it lasts at most, from two seconds on.
[[nodiscard]] Fault draw(FaultKind kind, std::size_t nodes, std::chrono::milliseconds longest,
                         std::mt19937_64& random);

/// A cluster in a private network, whose nodes have small disks and clocks of their own.
class FaultyCluster {
 public:
  /// In a process that entered its private namespaces. Throws std::runtime_error on a failure, as all members
  /// do.
  explicit FaultyCluster(std::size_t nodes);
  ~FaultyCluster();

  [[nodiscard]] Cluster& cluster() const { return *cluster_; }
  /// The kinds that cannot be had on this machine, and why.
  [[nodiscard]] const std::map<FaultKind, std::string>& left_out() const { return left_out_; }
  [[nodiscard]] std::string slow_link_by() const { return network_.slow_link_by(); }
  /// Leaves logs and ledgers behind when this ends.
  void keep_files();

  /// Begins a fault; says whom it hits and how.
  [[nodiscard]] std::string begin(const Fault& fault, const Watch& watch);
  /// Undoes it; all nodes run again and answer.
  void undo();
  /// Whether a quorum of nodes that work and hear each other is left while it lasts.
  [[nodiscard]] bool quorum_left() const { return quorum_left_; }
  /// Whether all nodes can take part while it lasts.
  [[nodiscard]] bool all_take_part() const { return garbage_ != nullptr; }
  /// The nodes that have ended though nothing asked them to.
  [[nodiscard]] std::vector<std::size_t> ended_by_themselves() const;

 private:
  void cut(const std::vector<std::size_t>& some, const std::vector<std::size_t>& others, bool both_ways);
  std::string isolate(std::size_t node);
  std::string split(const Fault& fault);
  std::string fill_disk(std::size_t node);
  std::string jump(const Fault& fault);
  std::string pour_garbage(const Fault& fault);
  void set_clock(std::size_t node, std::int64_t seconds);
  void down(std::size_t node);
  [[nodiscard]] std::size_t most_down() const { return (cluster_->size() - 1) / 3; }

  PrivateNetwork network_;
  const std::filesystem::path clocks_ = "/dev/shm/credence-clocks";  // of this process' own namespace
  std::map<FaultKind, std::string> left_out_;
  std::unique_ptr<Cluster> cluster_;
  std::vector<std::unique_ptr<SmallDisk>> disks_;
  // The fault that lasts:
  std::set<std::size_t> down_, stopped_, slow_, wrong_, full_;
  std::unique_ptr<Garbage> garbage_;
  bool quorum_left_ = true, keep_ = false;
};

}  // namespace credence::testing
