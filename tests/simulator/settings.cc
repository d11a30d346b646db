// SPDX-License-Identifier: Apache-2.0
#include "tests/simulator/settings.h"

#include <algorithm>

#include "ledger/chain/quorum.h"
#include "tests/support/suite.h"

namespace credence::simulator {
namespace {

constexpr std::uint64_t kRealSignaturesEvery = 50;  // this share of the seeds runs with real signatures

/// A run's cost grows with the square of the network: most are small. 4 to 31, and now and then 1 to 3.
std::size_t draw_size(Random& random) {
  const std::uint64_t roll = random.below(1000);
  if (roll < 30) return random.between(1, 3);
  if (roll < 600) return 4;
  if (roll < 800) return random.between(5, 7);
  if (roll < 930) return random.between(8, 12);
  if (roll < 985) return random.between(13, 20);
  return random.between(21, kReplicasMax);
}

Role draw_role(Random& random, bool ledger) {
  const std::uint64_t roll = random.below(100);
  if (roll < 60) return Role::byzantine;
  if (roll < 75) return Role::twin;
  if (roll < 88 || !ledger) return Role::wiped;
  return Role::damaged;
}

void draw_member(Member& member, Random& random) {
  if (random.chance(300)) member.skew_ms = static_cast<std::int64_t>(random.below(28'000)) - 14'000;
  if (random.chance(300)) member.rate_permille = random.between(950, 1050);
  if (random.chance(100)) member.late_ms = random.below(5000);
  member.sync_ms_max = random.chance(500) ? 0 : random.between(1, 30);
  if (random.chance(100)) member.slow_ms = random.between(20, 400);
}

}  // namespace

std::string_view role_name(Role role) {
  static constexpr std::array<std::string_view, 5> kNames = {"honest", "byzantine", "twin", "wiped",
                                                             "damaged"};
  return kNames[static_cast<std::size_t>(role)];
}

std::size_t Settings::twins() const {
  return static_cast<std::size_t>(std::ranges::count(members, Role::twin, &Member::role));
}

std::string Settings::text() const {
  std::string out = "n = " + std::to_string(size()) + ", W = " + std::to_string(window) +
                    (ledger ? ", ledger" : ", hashes") +
                    (real_signatures ? ", " + std::string(name_of(samples::kSuite)) + " signatures" : "") +
                    ", " + std::to_string(transactions) + " transactions" +
                    (idle_ms > 0 ? ", idle blocks after " + std::to_string(idle_ms) + " ms" : "");
  for (std::size_t i = 0; i < size(); ++i) {
    if (members[i].role == Role::honest) continue;
    out += ", " + std::to_string(i) + " " + std::string(role_name(members[i].role));
    for (const Strategy strategy : members[i].strategies) out += " / " + std::string(strategy_name(strategy));
  }
  return out;
}

Settings draw_settings(std::uint64_t seed, Random& random) {
  Settings out;
  out.members.resize(draw_size(random));
  const std::size_t n = out.size();
  out.ledger = n <= kLedgerReplicasMax && random.chance(500);
  out.real_signatures = seed % kRealSignaturesEvery == 7 && n <= kLedgerReplicasMax;
  out.window = random.chance(600) ? limits::kPipelineWindow : random.between(1, limits::kPipelineWindow);
  out.view_timeout_ms = random.between(500, 2000);
  for (auto& member : out.members) draw_member(member, random);
  const std::size_t faulty = random.below(faults_tolerated(n) + 1);
  for (std::size_t i = 0; i < faulty; ++i) {
    Member& who = out.members[random.below(n)];
    if (who.role != Role::honest) continue;
    who.role = draw_role(random, out.ledger);
    if (who.role == Role::byzantine)
      for (std::size_t s = random.between(1, 4); s > 0; --s)
        who.strategies.push_back(static_cast<Strategy>(random.below(kStrategies)));
  }
  // Large networks do less, so that a seed of theirs costs not hundreds of small ones.
  out.transactions = random.between(n <= 12 ? 5 : 3, n <= 7 ? kTransactionsMax : n <= 12 ? 20 : 8);
  out.batch_max = random.between(1, 4);
  if (random.chance(700)) out.loss = random.below(200);
  if (random.chance(500)) out.duplication = random.below(150);
  if (random.chance(500)) out.spike = random.below(60);
  out.delay_max_ms = random.between(5, 200);
  if (random.chance(300)) out.delay_min_ms = out.delay_max_ms / 2;
  out.disturb_every_ms = random.between(400, 3000);
  out.faults_end_ms = random.between(4'000, n <= 7 ? 16'000 : 7'000);
  if (n <= 7 && random.chance(150)) out.idle_ms = random.between(2'000, 10'000);
  out.submit_ms = random.chance(200) ? 200 : out.faults_end_ms + 1000;  // all at once, or all the time
  return out;
}

}  // namespace credence::simulator
