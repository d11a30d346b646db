// SPDX-License-Identifier: Apache-2.0
// The network of a scenario: the real consensus core on simulated nodes, messages that arrive in order and at
// once unless a rule says otherwise, and a clock that moves only when told. Deterministic: no thread, no
// chance but a seed, no clock.
//
// An endpoint is one running instance: a validator, or the twin of one (a second host with the same key).
#pragma once

#include <deque>
#include <memory>

#include "tests/simulator/byzantine.h"
#include "tests/simulator/checks.h"

namespace credence::scenarios {

using consensus::Message;
using consensus::ReplicaId;
using consensus::View;
using simulator::Host;

using Endpoint = std::size_t;

struct Settings {
  std::uint64_t view_timeout_ms = 2'000;
  std::uint64_t view_timeout_ms_max = 20'000;
  std::uint64_t retransmit_ms = 500;
  std::uint64_t clock_drift_ms = limits::kClockDriftMsMax;
};

/// What a rule, a trigger or an expectation can name in a message.
struct Facts {
  std::size_t kind = 0;
  std::optional<View> view;
  std::optional<Height> height;
  std::optional<ReplicaId> sender;  // whom the signature names
};
[[nodiscard]] Facts facts_of(const Message& message);
/// The index in `Message`; nothing if there is no such kind.
[[nodiscard]] std::optional<std::size_t> kind_named(std::string_view name);

struct Letter {
  Endpoint from = 0, to = 0;
  Bytes bytes;
};

/// Which letters are meant; what is not set means all.
struct Pattern {
  std::optional<std::size_t> kind;
  std::set<Endpoint> from, to;
  std::optional<Height> height;
  std::optional<View> view;
  [[nodiscard]] bool matches(const Letter& letter, const Facts& facts) const;
};

struct Rule {
  enum class Action : std::uint8_t { drop, delay, hold };
  Action action = Action::drop;
  Pattern pattern;
  std::uint64_t delay_ms = 0;
  std::optional<std::uint64_t> times;  // so many letters, then the rule ends
};

/// An endpoint crashes in the step in which it first sends (or executes) this.
struct CrashTrigger {
  enum class When : std::uint8_t {
    before,
    amid,
    after
  };  // before its records are durable, after that, after sending
  Endpoint node = 0;
  When when = When::after;
  std::optional<std::size_t>
      kind;                  // none: the execution of `number`; the block is durable, its answer is lost
  std::uint64_t number = 0;  // the view of a ViewChange or NewView, else the height
};

class Network {
 public:
  struct Options {
    std::size_t size = 4;
    bool eager = false;            // a block is executed also while the one below it has no certificate
    bool ledger = false;           // the real ledger, or a chain of hashes
    bool real_signatures = false;  // or the fast stand-in
    std::size_t batch_max = 1;     // transactions a block
    std::uint64_t patience_ms = 4'000;
    std::uint64_t idle_ms = 0;  // after so long an empty block is made; 0: none is
    std::set<Endpoint> absent;  // not started at first
    std::map<std::optional<Endpoint>, Settings> settings;
  };
  explicit Network(Options options);

  // ---- faults
  void start(Endpoint node);
  void crash(Endpoint node);
  void end(Endpoint node);                // the others see its connections close
  void lose(Endpoint node, Endpoint at);  // one of the others does
  void wipe(Endpoint node);
  void crash_when(const CrashTrigger& trigger) { triggers_.push_back(trigger); }
  Endpoint add_twin(Endpoint of);
  void make_byzantine(Endpoint node, std::vector<simulator::Strategy> strategies, std::uint64_t seed);
  void censor(Endpoint node, std::set<std::uint64_t> transactions);
  void crawl(Endpoint node, std::uint64_t every_ms);  // one transaction a block, one block in this time
  void idle(Endpoint node, std::uint64_t every_ms);   // empty blocks only
  void diverge(Endpoint node, Height height);
  void skew_clock(Endpoint node, std::int64_t ms);
  void partition(const std::vector<std::set<Endpoint>>& sides);
  void cut(Endpoint from, Endpoint to) { cut_.emplace(from, to); }
  void add_rule(Rule rule) { rules_.push_back(std::move(rule)); }
  void hold_execution(Endpoint node) { held_execution_.try_emplace(node); }
  void release_execution();
  void release();  // what rules hold back arrives now
  void heal();     // cuts, rules and held messages end; skewed clocks agree

  // ---- load and time
  void submit(std::uint64_t count, const std::optional<std::set<Endpoint>>& to);
  void submit_again(std::uint64_t number);
  void settle();
  void advance(std::uint64_t ms);
  /// Heals, starts everyone, and waits until everything submitted is executed and certified everywhere:
  /// nothing, or what hinders.
  [[nodiscard]] std::optional<std::string> prove_liveness();

  // ---- hostile messages
  void inject(Endpoint from, Endpoint to, const Bytes& bytes);
  void replay(bool as_other_kinds);
  void flip_held(std::size_t every_bits);
  [[nodiscard]] consensus::SignedVote signed_vote(ReplicaId signer, Tag kind,
                                                  const consensus::Vote& vote) const;
  [[nodiscard]] Signature sign(ReplicaId signer, const Hash32& hash) const;
  [[nodiscard]] Proposal make_proposal(const std::vector<std::uint64_t>& transactions) const;

  // ---- what is to be seen
  [[nodiscard]] std::size_t size() const { return options_.size; }
  [[nodiscard]] std::size_t endpoints() const { return hosts_.size(); }
  [[nodiscard]] ReplicaId identity(Endpoint node) const { return hosts_.at(node).config().self; }
  [[nodiscard]] std::string name(Endpoint node) const;
  [[nodiscard]] const Host& host(Endpoint node) const { return hosts_.at(node); }
  [[nodiscard]] bool honest(Endpoint node) const { return node < size() && honest_[node]; }
  [[nodiscard]] const simulator::Checks& checks() const { return *checks_; }
  [[nodiscard]] const ChainId& chain() const { return world_->chain(); }
  [[nodiscard]] const ValidatorSet& set() const { return world_->committee().set; }
  [[nodiscard]] const std::vector<consensus::Evidence>& evidence() const { return evidence_; }
  [[nodiscard]] const std::vector<Letter>& sent_since_mark() const { return since_mark_; }
  void mark() { since_mark_.clear(); }
  [[nodiscard]] std::uint64_t now_ms() const { return now_.monotonic_ms - kStartMs; }
  [[nodiscard]] std::uint64_t transactions() const { return submitted_; }
  /// What happened since the last call, for the transcript.
  [[nodiscard]] std::vector<std::string> take_notes() { return std::exchange(notes_, {}); }

 private:
  struct Local {
    Endpoint node = 0;
    std::uint64_t incarnation = 0;
    consensus::Input input;
  };
  using Event = std::variant<Letter, Local>;
  static constexpr std::uint64_t kStartMs = 1'000'000;

  void apply_settings(Endpoint node);
  void give(Endpoint node, const consensus::Input& input);
  void handle(Endpoint node, const consensus::Effects& effects);
  [[nodiscard]] bool crash_now(Endpoint node, const consensus::Effects& effects);
  void transmit(Endpoint node, const consensus::Effects& effects);
  void post(Endpoint from, ReplicaId to, const Bytes& bytes);
  void post_one(Letter letter);
  void execute(Endpoint node, const consensus::Execute& execute);
  void sync(Endpoint node, Height to);
  void tell_pending(Endpoint node);
  void feed(Endpoint node);
  void gossip();
  void add_transaction(Endpoint node, std::uint64_t number);
  void note(std::string text) { notes_.push_back(std::move(text)); }
  [[nodiscard]] consensus::Time time_of(Endpoint node) const;
  [[nodiscard]] std::string hindrance() const;
  [[nodiscard]] bool faulty(Endpoint node) const { return byzantine_.contains(node) || node >= size(); }

  /// The pool's side of one endpoint, beside Host: what the node's runtime would know of waiting
  /// transactions.
  struct Pool {
    std::map<std::uint64_t, std::uint64_t> arrival_ms;
    std::uint64_t last_roomy_ms = 0;
    std::set<std::uint64_t> censored;
    std::optional<std::uint64_t> crawl_ms;
    bool idles = false;
    std::uint64_t proposed_ms = 0;
    std::optional<consensus::Execute> waiting;  // for the certificate of the block below it
  };

  Options options_;
  std::unique_ptr<simulator::World> world_;
  std::unique_ptr<Signatures> fast_signatures_;
  const Signatures* signatures_ = nullptr;
  std::optional<simulator::Checks> checks_;
  std::vector<Host> hosts_;  // never more than reserved: Byzantine points into it
  std::vector<Pool> pools_;
  std::unique_ptr<bool[]> honest_;
  std::map<Endpoint, simulator::Byzantine> byzantine_;
  std::map<Endpoint, Height> diverging_;
  std::vector<std::int64_t> skew_ms_;

  std::deque<Event> queue_;
  std::multimap<std::uint64_t, Letter> delayed_;
  std::vector<Letter> held_;
  std::map<Endpoint, std::vector<consensus::Execute>> held_execution_;
  std::vector<Rule> rules_;
  std::vector<CrashTrigger> triggers_;
  std::set<std::pair<Endpoint, Endpoint>> cut_;
  std::vector<Letter> recorded_, since_mark_;
  std::vector<consensus::Evidence> evidence_;
  std::array<std::uint64_t, simulator::kStrategies> used_{};
  std::uint64_t submitted_ = 0;
  consensus::Time now_{kStartMs, 1'700'000'000'000};
  std::vector<std::string> notes_;
};

}  // namespace credence::scenarios
