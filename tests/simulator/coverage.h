// SPDX-License-Identifier: Apache-2.0
// What a run met: counted, added up over all runs, printed as tables. A zero in a large job is a failure:
// something that is claimed to be tested never happened.
#pragma once

#include "consensus/messages.h"
#include "tests/simulator/byzantine.h"

namespace credence::simulator {

/// What befalls a message; counted for each kind of message.
enum class Mishap : std::uint8_t {
  lost,
  doubled,
  overtaken,    // another one between the same two, sent later, came first
  delayed,      // by up to three seconds
  cut,          // sent into a partition
  cut_one_way,  // sent the way that is cut, while the other way works
  down,         // its receiver did not run
  unsaved,      // its sender crashed before the step's records were durable
  unsent,       // its sender crashed when they were, and nothing had been sent
  amid,         // its sender crashed among the messages of the step
  unwritten,    // its step could not be written: the disk was full
  forged,       // invented, or changed by a Byzantine sender
  withheld,     // by a Byzantine sender
  twin,         // from one of two hosts with one key
};
inline constexpr std::size_t kMishaps = static_cast<std::size_t>(Mishap::twin) + 1;

/// What befalls a node or the network.
enum class Fault : std::uint8_t {
  partition,
  partition_one_way,
  isolated,               // one node alone
  crash,                  // at any moment
  crash_while_executing,  // the block may be durable, its answer is lost
  restart,
  all_crash,
  lost_certificates,   // written, not synced, gone in a crash
  durable_unanswered,  // a write reached the disk, and the node died before it knew
  disk_full,
  slow_disk,
  wiped_disk,
  flipped_bit,
  misdirected_read,
  lost_entry,
  damage_refused,  // found at a start, or when it was read: the node stopped
  clock_skew,
  clock_rate,
  clock_jump,
  late_start,
  slow_node,
  lie_refused,  // a block from a lying peer
  failed_sync,
};
inline constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::failed_sync) + 1;

[[nodiscard]] std::string_view mishap_name(Mishap mishap);
[[nodiscard]] std::string_view fault_name(Fault fault);

struct Counts {
  std::array<std::uint64_t, consensus::kMessageKinds> delivered{};
  std::array<std::array<std::uint64_t, kMishaps>, consensus::kMessageKinds> mishaps{};
  std::array<std::uint64_t, kFaults> faults{};
  std::array<std::uint64_t, kStrategies> strategies{};
  std::uint64_t events = 0, blocks = 0, null_blocks = 0, idle_blocks = 0, syncs = 0, transactions = 0,
                evidence = 0;
  std::uint64_t executions = 0, writes = 0;  // of blocks on all nodes; synced writes of all nodes

  void add(const Counts& other);
  void count(Fault fault) { ++faults[static_cast<std::size_t>(fault)]; }
  void count(Mishap mishap, std::size_t kind) {
    if (kind < consensus::kMessageKinds) ++mishaps[kind][static_cast<std::size_t>(mishap)];
  }
  /// "prepare x lost", "fault clock jump", …: what never happened.
  [[nodiscard]] std::vector<std::string> zeros() const;
  void print() const;
  /// `"messages":{…},"faults":{…},"byzantine":{…}`, without braces around.
  [[nodiscard]] std::string json() const;
};

}  // namespace credence::simulator
