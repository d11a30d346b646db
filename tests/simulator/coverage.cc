// SPDX-License-Identifier: Apache-2.0
#include "tests/simulator/coverage.h"

#include <cstdio>

namespace credence::simulator {
namespace {

template <std::size_t N>
void add_each(std::array<std::uint64_t, N>& to, const std::array<std::uint64_t, N>& from) {
  for (std::size_t i = 0; i < N; ++i) to[i] += from[i];
}

/// "12345", "1.2e7" where a column would be too narrow.
std::string figure(std::uint64_t value) {
  char out[32];
  if (value < 10'000'000)
    std::snprintf(out, sizeof out, "%llu", static_cast<unsigned long long>(value));
  else
    std::snprintf(out, sizeof out, "%.1fM", static_cast<double>(value) / 1e6);
  return out;
}

template <std::size_t N, class Name>
std::string json_of(const std::array<std::uint64_t, N>& values, const Name& name) {
  std::string out;
  for (std::size_t i = 0; i < N; ++i)
    out += (i == 0 ? "\"" : ",\"") + std::string(name(i)) + "\":" + std::to_string(values[i]);
  return "{" + out + "}";
}

}  // namespace

std::string_view mishap_name(Mishap mishap) {
  static constexpr std::array<std::string_view, kMishaps> kNames = {
      "lost",    "doubled", "overtaken", "delayed",   "cut",    "cut 1-way", "rcv down",
      "unsaved", "unsent",  "amid",      "unwritten", "forged", "withheld",  "twin"};
  return kNames[static_cast<std::size_t>(mishap)];
}

std::string_view fault_name(Fault fault) {
  static constexpr std::array<std::string_view, kFaults> kNames = {"partition",
                                                                   "one-way partition",
                                                                   "isolated node",
                                                                   "crash",
                                                                   "crash while executing",
                                                                   "restart",
                                                                   "all crash",
                                                                   "lost certificates",
                                                                   "durable, unanswered",
                                                                   "disk full",
                                                                   "slow disk",
                                                                   "wiped disk",
                                                                   "flipped bit",
                                                                   "misdirected read",
                                                                   "lost entry",
                                                                   "damage refused",
                                                                   "clock skew",
                                                                   "clock rate",
                                                                   "clock jump",
                                                                   "late start",
                                                                   "slow node",
                                                                   "lie refused",
                                                                   "failed sync"};
  return kNames[static_cast<std::size_t>(fault)];
}

void Counts::add(const Counts& other) {
  add_each(delivered, other.delivered);
  for (std::size_t kind = 0; kind < mishaps.size(); ++kind) add_each(mishaps[kind], other.mishaps[kind]);
  add_each(faults, other.faults);
  add_each(strategies, other.strategies);
  events += other.events;
  blocks += other.blocks;
  null_blocks += other.null_blocks;
  idle_blocks += other.idle_blocks;
  syncs += other.syncs;
  transactions += other.transactions;
  evidence += other.evidence;
  executions += other.executions;
  writes += other.writes;
}

std::vector<std::string> Counts::zeros() const {
  std::vector<std::string> out;
  for (std::size_t kind = 0; kind < consensus::kMessageKinds; ++kind) {
    const std::string name(consensus::message_name(kind));
    if (delivered[kind] == 0) out.push_back(name + " x delivered");
    for (std::size_t i = 0; i < kMishaps; ++i)
      if (mishaps[kind][i] == 0)
        out.push_back(name + " x " + std::string(mishap_name(static_cast<Mishap>(i))));
  }
  for (std::size_t i = 0; i < kFaults; ++i)
    if (faults[i] == 0) out.push_back("fault " + std::string(fault_name(static_cast<Fault>(i))));
  for (std::size_t i = 0; i < kStrategies; ++i)
    if (strategies[i] == 0)
      out.push_back("byzantine " + std::string(strategy_name(static_cast<Strategy>(i))));
  if (idle_blocks == 0) out.emplace_back("idle blocks");
  return out;
}

void Counts::print() const {
  std::printf("messages x faults\n  %-15s %9s", "", "delivered");
  for (std::size_t i = 0; i < kMishaps; ++i)
    std::printf(" %9s", std::string(mishap_name(static_cast<Mishap>(i))).c_str());
  for (std::size_t kind = 0; kind < consensus::kMessageKinds; ++kind) {
    std::printf("\n  %-15s %9s", std::string(consensus::message_name(kind)).c_str(),
                figure(delivered[kind]).c_str());
    for (const std::uint64_t value : mishaps[kind]) std::printf(" %9s", figure(value).c_str());
  }
  std::printf("\nnodes and network\n");
  for (std::size_t i = 0; i < kFaults; ++i)
    std::printf("  %-22s %9s%s", std::string(fault_name(static_cast<Fault>(i))).c_str(),
                figure(faults[i]).c_str(), i % 3 == 2 || i + 1 == kFaults ? "\n" : "");
  std::printf("byzantine\n");
  for (std::size_t i = 0; i < kStrategies; ++i)
    std::printf("  %-22s %9s%s", std::string(strategy_name(static_cast<Strategy>(i))).c_str(),
                figure(strategies[i]).c_str(), i % 3 == 2 || i + 1 == kStrategies ? "\n" : "");
}

std::string Counts::json() const {
  std::string out = "\"delivered\":" + json_of(delivered, consensus::message_name) + ",\"mishaps\":{";
  for (std::size_t kind = 0; kind < consensus::kMessageKinds; ++kind)
    out += (kind == 0 ? "\"" : ",\"") + std::string(consensus::message_name(kind)) +
           "\":" + json_of(mishaps[kind], [](std::size_t i) { return mishap_name(static_cast<Mishap>(i)); });
  return out +
         "},\"faults\":" + json_of(faults, [](std::size_t i) { return fault_name(static_cast<Fault>(i)); }) +
         ",\"byzantine\":" +
         json_of(strategies, [](std::size_t i) { return strategy_name(static_cast<Strategy>(i)); });
}

}  // namespace credence::simulator
