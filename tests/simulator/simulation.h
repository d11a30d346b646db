// One run of n replicas, drawn from one seed: a phase with faults, then a healed one in which everything
// submitted must be executed and certified everywhere. A discrete-event simulation: nothing waits, no thread,
// no clock; equal seeds give equal runs.
#pragma once

#include <queue>

#include "tests/simulator/byzantine.h"
#include "tests/simulator/checks.h"

namespace credence::simulator {

enum class Fault : std::uint8_t {
  loss,
  duplication,
  reordering,  // a message overtakes an earlier one between the same two
  delay_spike,
  partition,
  crash_before_persist,
  crash_after_persist,  // durable, nothing sent
  crash_amid_send,
  crash_while_executing,  // the block may be durable, its answer is lost
  restart,
  all_crash,
  wipe,
  clock_skew,
  late_start,
  failed_sync,
};
inline constexpr std::size_t kFaults = static_cast<std::size_t>(Fault::failed_sync) + 1;
[[nodiscard]] std::string_view fault_name(Fault fault);

struct Counts {
  std::array<std::uint64_t, kFaults> faults{};
  std::array<std::uint64_t, kStrategies> strategies{};
  std::array<std::uint64_t, consensus::kMessageKinds> delivered{};
  std::uint64_t steps = 0, blocks = 0, null_blocks = 0, view_changes = 0, evidence = 0, syncs = 0,
                transactions = 0;
  void add(const Counts& other);
};

struct Outcome {
  std::uint64_t seed = 0;
  std::size_t replicas = 0;
  std::optional<std::string> violation;
  Hash32 fingerprint;  // of every delivered message and its time: equal for equal runs
  std::uint64_t healed_ms = 0, end_ms = 0;
  Counts counts;
};

/// One world for each size of network that a seed may draw.
using Worlds = std::map<std::size_t, std::unique_ptr<World>>;
[[nodiscard]] Worlds make_worlds();

class Simulation {
 public:
  Simulation(const Worlds& worlds, std::uint64_t seed, bool trace);
  [[nodiscard]] Outcome run();

 private:
  struct Deliver {
    ReplicaId from, to;
    Bytes bytes;
  };
  struct Wake {
    ReplicaId node;
    std::uint64_t incarnation;
  };
  struct Answer {
    ReplicaId node;
    std::uint64_t incarnation;
    Input input;
  };
  struct Run {
    ReplicaId node;
    std::uint64_t incarnation;
    consensus::Execute execute;
  };
  struct SyncNow {
    ReplicaId node;
    std::uint64_t incarnation;
    Height to;
  };
  struct Start {
    ReplicaId node;
  };
  struct Submit {
    std::uint64_t number;
  };
  struct Disturb {};
  using Action = std::variant<Deliver, Wake, Answer, Run, SyncNow, Start, Submit, Disturb>;
  struct Event {
    std::uint64_t at_ms, order;
    Action action;
    bool operator>(const Event& other) const {
      return std::tie(at_ms, order) > std::tie(other.at_ms, other.order);
    }
  };

  void draw_settings(const Worlds& worlds);
  void schedule(std::uint64_t delay_ms, Action action);
  void on(const Deliver& event);
  void on(const Wake& event);
  void on(const Answer& event);
  void on(const Run& event);
  void on(const SyncNow& event);
  void on(const Start& event);
  void on(const Submit& event);
  void on(const Disturb& event);

  void give(ReplicaId node, const Input& input);
  void apply(ReplicaId node, const Effects& effects);
  void transmit(ReplicaId node, const Effects& effects, std::size_t sends_max);
  void post(ReplicaId from, ReplicaId to, const Bytes& bytes);
  void feed(ReplicaId node);
  void crash(ReplicaId node);
  void crash_amid(ReplicaId node, const Effects& effects);
  void disturb_one();
  void partition();
  void heal();
  [[nodiscard]] bool converged() const;
  [[nodiscard]] std::string standing() const;
  [[nodiscard]] Time time_of(ReplicaId node) const;
  [[nodiscard]] bool alive(ReplicaId node, std::uint64_t incarnation) const;
  void count(Fault fault) { ++outcome_.counts.faults[static_cast<std::size_t>(fault)]; }
  void note(const std::string& line) const;

  const World* world_ = nullptr;
  Random random_;
  bool trace_;
  Outcome outcome_;
  std::unique_ptr<Suite> fast_suite_;
  const Suite* suite_;
  std::optional<Checks> checks_;
  std::vector<Host> hosts_;
  std::map<ReplicaId, Byzantine> byzantine_;
  std::unique_ptr<bool[]> honest_;  // by replica: neither Byzantine nor wiped
  std::set<ReplicaId> wiped_, to_wipe_;

  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::uint64_t now_ms_ = 0, order_ = 0;
  bool healed_ = false;
  std::uint64_t loss_ = 0, duplication_ = 0, delay_min_ms_ = 1, delay_max_ms_ = 5, spike_ = 0;  // permille
  std::uint64_t disturb_every_ms_ = 1000, faults_end_ms_ = 0;
  std::map<std::pair<ReplicaId, ReplicaId>, std::uint64_t> last_arrival_ms_;
  std::set<std::pair<ReplicaId, ReplicaId>> cut_;
  std::vector<std::int64_t> skew_ms_;
  std::vector<std::uint64_t> doomed_;  // 1..: the node crashes in that many steps that send
  std::set<std::uint64_t> submitted_;
};

}  // namespace credence::simulator
