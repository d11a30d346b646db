// SPDX-License-Identifier: Apache-2.0
// One run of n replicas, drawn from one seed: a phase with faults, then a healed one in which everything
// submitted must be executed and certified everywhere. A discrete-event simulation: nothing waits, no thread,
// no clock; equal seeds give equal runs.
//
//   settings.h    what a seed draws
//   simulation.cc events, steps, the way of messages, what is written and when
//   faults.cc     crashes, partitions, disks, clocks, healing
//   coverage.h    what a run met
#pragma once

#include <deque>

#include "tests/simulator/checks.h"
#include "tests/simulator/coverage.h"
#include "tests/simulator/settings.h"

namespace credence::simulator {

struct Outcome {
  std::uint64_t seed = 0;
  Settings settings;
  std::optional<std::string> violation;
  std::uint64_t fingerprint = 0;  // of every event and of the state at the end: equal for equal runs
  // recovered: everything that was submitted is done everywhere
  std::uint64_t healed_ms = 0, recovered_ms = 0, end_ms = 0;
  Counts counts;
};

/// Two worlds for each size of network: the ledger (of small ones), and a chain of hashes.
class Worlds {
 public:
  Worlds();
  [[nodiscard]] const World& of(const Settings& settings) const;

 private:
  std::vector<std::unique_ptr<World>> ledgers_, hashes_;  // by size
};

/// One running instance: a validator, or the second host of one (a twin). The first n are the validators.
using Endpoint = std::size_t;

class Simulation {
 public:
  Simulation(const Worlds& worlds, std::uint64_t seed, bool trace);
  [[nodiscard]] Outcome run();

 private:
  struct Letter {
    Bytes bytes;
    std::size_t kind = 0;
    std::uint64_t mark = 0;  // of the bytes, for the fingerprint
  };
  struct Deliver {
    ReplicaId from;
    Endpoint to;
    std::shared_ptr<const Letter> letter;
  };
  struct Life {  // of an event that ends with the process
    Endpoint node;
    std::uint64_t incarnation;
  };
  struct Wake : Life {};
  struct Written : Life {};  // a synced write ends
  struct Answer : Life {
    Input input;
  };
  struct Run : Life {
    consensus::Execute execute;
  };
  struct SyncNow : Life {
    Height to;
  };
  struct Start {
    Endpoint node;
  };
  struct Submit {
    std::uint64_t number;
  };
  struct Disturb {};
  using Action = std::variant<Deliver, Wake, Written, Answer, Run, SyncNow, Start, Submit, Disturb>;
  struct Event {
    std::uint64_t at_ms, order;
    Action action;
    bool operator>(const Event& other) const {
      return std::tie(at_ms, order) > std::tie(other.at_ms, other.order);
    }
  };

  /// When a node dies in the next steps that send, and what is left of them.
  enum class Doom : std::uint8_t { none, unsaved, unsent, amid, disk_full };
  /// What the simulation knows of one endpoint beside its host.
  struct Node {
    bool trusted = true;  // subject to the checks: not Byzantine, no twin
    bool slow_disk = false;
    std::deque<Effects> waiting;  // steps whose records are not durable yet, and those behind them
    std::size_t writing = 0;      // so many of them are being written
    Doom doom = Doom::none;
    std::uint64_t doom_in = 0;
    std::optional<consensus::Execute> blocked;  // until the block below it is certified
    std::int64_t skew_ms = 0;
  };

  // ---- simulation.cc
  void schedule(std::uint64_t delay_ms, Action action);
  [[nodiscard]] Event next_event();
  void on(const Deliver& event);
  void on(const Wake& event);
  void on(const Written& event);
  void on(const Answer& event);
  void on(const Run& event);
  void on(const Start& event);
  void on(const Submit& event);
  void give(Endpoint at, const Input& input);
  void apply(Endpoint at, Effects effects);
  void begin_write(Endpoint at);
  void release(Endpoint at, const Effects& effects);
  void transmit(Endpoint at, const Effects& effects, std::size_t sends_max);
  void broadcast(Endpoint from, std::optional<ReplicaId> to, const Bytes& bytes);
  void post(Endpoint from, Endpoint to, const std::shared_ptr<const Letter>& letter);
  void arrive(Endpoint from, Endpoint to, const std::shared_ptr<const Letter>& letter);
  void feed(Endpoint at);
  void start_block(Endpoint at, consensus::Execute execute);
  void finish();
  [[nodiscard]] std::uint64_t head_ms() const;
  [[nodiscard]] bool converged() const;
  [[nodiscard]] bool over();
  [[nodiscard]] std::string standing() const;
  [[nodiscard]] std::string name(Endpoint at) const;

  // ---- faults.cc
  void on(const SyncNow& event);
  void on(const Disturb& event);
  [[nodiscard]] std::optional<ServedBlock> ask_for_block(Endpoint from, Height height);
  void crash(Endpoint at);
  void lose_disk(Endpoint at);
  void damage_disk(Endpoint at);
  void disk_says(Endpoint at, const Error& error);
  void count_all(Mishap mishap, const Effects& effects, std::size_t from = 0);
  [[nodiscard]] bool doomed(Endpoint at, std::span<const Effects> steps);
  void disturb_one();
  void partition();
  void isolate();
  void jump_clock(Endpoint at);
  void heal();

  [[nodiscard]] std::size_t size() const { return settings_.size(); }
  [[nodiscard]] ReplicaId identity(Endpoint at) const { return hosts_[at].config().self; }
  [[nodiscard]] const Member& member(Endpoint at) const { return settings_.members[identity(at)]; }
  [[nodiscard]] Time time_of(Endpoint at) const;
  [[nodiscard]] bool alive(const Life& life) const {
    return hosts_[life.node].running() && hosts_[life.node].incarnation() == life.incarnation;
  }
  [[nodiscard]] Life life_of(Endpoint at) const { return {at, hosts_[at].incarnation()}; }
  void count(Fault fault) { outcome_.counts.count(fault); }
  void note(Endpoint at, const std::string& line) const;

  bool trace_;
  Random random_;
  Settings settings_;
  const World* world_ = nullptr;
  Outcome outcome_;
  std::unique_ptr<Signatures> fast_signatures_;
  const Signatures* signatures_ = nullptr;
  std::optional<Checks> checks_;
  std::vector<Host> hosts_;  // by endpoint; Byzantine points into it
  std::vector<Node> nodes_;
  std::vector<std::vector<Endpoint>> hosts_of_;  // by replica
  std::map<Endpoint, Byzantine> byzantine_;
  std::unique_ptr<bool[]> honest_;  // by replica: who may not be accused
  std::set<Endpoint> wiped_;        // have lost their disk
  std::set<Endpoint> damaged_;      // have one that is not as it was written
  std::map<Hash32, bool> validated_;

  std::vector<Event> events_;  // a heap
  std::uint64_t now_ms_ = 0, order_ = 0;
  bool healed_ = false;
  std::optional<Height> quiet_end_;  // nothing waits any more: the idle chain must reach this height
  std::uint64_t quiet_since_ms_ = 0;
  std::map<std::pair<Endpoint, Endpoint>, std::uint64_t> last_arrival_ms_;
  std::set<std::pair<Endpoint, Endpoint>> cut_;
  std::set<std::uint64_t> submitted_;
};

}  // namespace credence::simulator
