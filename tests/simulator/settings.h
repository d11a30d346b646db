// SPDX-License-Identifier: Apache-2.0
// What one seed draws before its run: the network, its members, who is faulty and how, the load, and how bad
// times are.
#pragma once

#include "tests/simulator/byzantine.h"

namespace credence::simulator {

/// What makes a member count among the f.
enum class Role : std::uint8_t {
  honest,
  byzantine,  // does what its strategies say
  twin,       // its key runs on two hosts, each of them honest
  wiped,      // loses its disk once
  damaged,    // its disk gives back what was not written
};

struct Member {
  Role role = Role::honest;
  std::vector<Strategy> strategies;
  std::uint64_t rate_permille = 1000;  // of its clock
  std::int64_t skew_ms = 0;            // and how far it is off
  std::optional<std::uint64_t> late_ms;
  std::uint64_t sync_ms_max = 0;  // what a synced write takes
  std::uint64_t slow_ms = 0;      // added to each message to and from it
};

struct Settings {
  std::vector<Member> members;
  bool ledger = false;  // the real executor, state and store under each replica; otherwise a chain of hashes
  bool real_signatures = false;  // else the fast stand-in
  std::uint64_t window = 0;
  std::uint64_t view_timeout_ms = 0;
  std::uint64_t transactions = 0, batch_max = 0, submit_ms = 0;  // all are submitted by then
  std::uint64_t loss = 0, duplication = 0, spike = 0;            // permille
  std::uint64_t delay_min_ms = 1, delay_max_ms = 5;
  std::uint64_t disturb_every_ms = 0, faults_end_ms = 0;
  std::uint64_t idle_ms = 0;  // how old the head may become; then the run ends with a quiet time. 0: neither

  [[nodiscard]] std::size_t size() const { return members.size(); }
  [[nodiscard]] std::size_t twins() const;
  /// On a line, for the story of a seed.
  [[nodiscard]] std::string text() const;
};

inline constexpr std::size_t kReplicasMax = 31;
inline constexpr std::size_t kLedgerReplicasMax = 10;  // larger networks order hashes

[[nodiscard]] std::string_view role_name(Role role);
[[nodiscard]] Settings draw_settings(std::uint64_t seed, Random& random);

}  // namespace credence::simulator
