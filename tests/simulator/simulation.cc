#include "tests/simulator/simulation.h"

#include <algorithm>
#include <cstdio>

#include "ledger/chain/quorum.h"
#include "tests/simulator/fast_suite.h"

namespace credence::simulator {
namespace {

using namespace consensus;

constexpr std::uint64_t kUtcMs = 1'700'000'000'000;
constexpr std::uint64_t kTickMs = 125;
constexpr std::uint64_t kHealedMsMax = 400'000;  // after healing, everything must be done by then
constexpr std::size_t kStepsMax = 3'000'000;
constexpr std::uint64_t kRealSuiteEvery = 50;  // this share of the seeds runs with secp256k1
constexpr std::array<std::size_t, 12> kSizes = {1, 2, 3, 4, 4, 4, 4, 4, 5, 6, 7, 10};

}  // namespace

std::string_view fault_name(Fault fault) {
  static constexpr std::array<std::string_view, kFaults> kNames = {"loss",
                                                                   "duplication",
                                                                   "reordering",
                                                                   "delay spike",
                                                                   "partition",
                                                                   "crash before persist",
                                                                   "crash after persist",
                                                                   "crash amid send",
                                                                   "crash while executing",
                                                                   "restart",
                                                                   "all crash",
                                                                   "wiped disk",
                                                                   "clock skew",
                                                                   "late start",
                                                                   "failed sync"};
  return kNames[static_cast<std::size_t>(fault)];
}

void Counts::add(const Counts& other) {
  for (std::size_t i = 0; i < faults.size(); ++i) faults[i] += other.faults[i];
  for (std::size_t i = 0; i < strategies.size(); ++i) strategies[i] += other.strategies[i];
  for (std::size_t i = 0; i < delivered.size(); ++i) delivered[i] += other.delivered[i];
  steps += other.steps;
  blocks += other.blocks;
  null_blocks += other.null_blocks;
  view_changes += other.view_changes;
  evidence += other.evidence;
  syncs += other.syncs;
  transactions += other.transactions;
}

Worlds make_worlds() {
  Worlds worlds;
  for (const std::size_t size : kSizes)
    if (!worlds.contains(size)) worlds[size] = make_ledger_world(size);
  return worlds;
}

Simulation::Simulation(const Worlds& worlds, std::uint64_t seed, bool trace)
    : random_(seed), trace_(trace), fast_suite_(std::make_unique<FastSuite>()) {
  outcome_.seed = seed;
  suite_ = seed % kRealSuiteEvery == 7 ? &secp256k1_suite() : fast_suite_.get();
  draw_settings(worlds);
}

void Simulation::draw_settings(const Worlds& worlds) {
  const std::size_t n = kSizes[random_.below(kSizes.size())];
  outcome_.replicas = n;
  world_ = worlds.at(n).get();
  checks_.emplace(world_->committee(), world_->chain(), *suite_);
  honest_ = std::make_unique<bool[]>(n);
  skew_ms_.assign(n, 0);
  doomed_.assign(n, 0);
  const std::uint64_t timeout_ms = random_.between(500, 2000);
  for (std::size_t i = 0; i < n; ++i) {
    hosts_.emplace_back(*world_, static_cast<ReplicaId>(i), *suite_);
    hosts_[i].config().view_timeout_ms = timeout_ms;
    hosts_[i].config().view_timeout_ms_max = 8 * timeout_ms;
    honest_[i] = true;
    if (random_.chance(300)) {
      count(Fault::clock_skew);
      skew_ms_[i] = static_cast<std::int64_t>(random_.below(28'000)) - 14'000;
    }
  }
  const std::size_t faulty = random_.below(faults_tolerated(n) + 1);
  for (std::size_t i = 0; i < faulty; ++i) {
    const auto who = static_cast<ReplicaId>(random_.below(n));
    if (!honest_[who]) continue;
    honest_[who] = false;
    if (random_.chance(250)) {
      to_wipe_.insert(who);
      continue;
    }
    std::vector<Strategy> strategies;
    for (std::size_t s = random_.between(1, 4); s > 0; --s)
      strategies.push_back(static_cast<Strategy>(random_.below(kStrategies)));
    byzantine_.emplace(who, Byzantine(hosts_[who], *suite_, strategies, random_.next()));
  }
  if (random_.chance(700)) loss_ = random_.below(200);
  if (random_.chance(500)) duplication_ = random_.below(150);
  if (random_.chance(500)) spike_ = random_.below(60);
  delay_max_ms_ = random_.between(5, 200);
  disturb_every_ms_ = random_.between(400, 3000);
  faults_end_ms_ = random_.between(4'000, 20'000);
}

// ---- events ---------------------------------------------------------------------------------------------

void Simulation::schedule(std::uint64_t delay_ms, Action action) {
  events_.push({now_ms_ + delay_ms, order_++, std::move(action)});
}

Outcome Simulation::run() {
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    const bool late = random_.chance(100);
    if (late) count(Fault::late_start);
    schedule(late ? random_.below(5000) : random_.below(300), Start{static_cast<ReplicaId>(i)});
  }
  const std::uint64_t transactions = random_.between(5, kTransactionsMax);
  for (std::uint64_t number = 1; number <= transactions; ++number)
    schedule(random_.below(faults_end_ms_ + 2000), Submit{number});
  schedule(disturb_every_ms_, Disturb{});
  while (!events_.empty() && !checks_->violation()) {
    const Event event = events_.top();
    events_.pop();
    now_ms_ = event.at_ms;
    if (!healed_ && now_ms_ >= faults_end_ms_) heal();
    std::visit([this](const auto& action) { on(action); }, event.action);
    if (++outcome_.counts.steps > kStepsMax)
      checks_->fail("no end after " + std::to_string(kStepsMax) + " events");
    if (healed_ && submitted_.size() == transactions && converged()) break;
    if (healed_ && now_ms_ > outcome_.healed_ms + kHealedMsMax)
      checks_->fail("no progress after healing: " + standing());
  }
  outcome_.end_ms = now_ms_;
  outcome_.counts.transactions = transactions;
  for (const auto& host : hosts_) {
    const ReplicaId self = host.config().self;
    if (!byzantine_.contains(self) && !checks_->violation()) checks_->kept(self, host.application());
  }
  outcome_.counts.blocks = checks_->certified_height();
  outcome_.violation = checks_->violation();
  return outcome_;
}

Time Simulation::time_of(ReplicaId node) const {
  return {now_ms_, static_cast<std::uint64_t>(static_cast<std::int64_t>(kUtcMs + now_ms_) + skew_ms_[node])};
}

bool Simulation::alive(ReplicaId node, std::uint64_t incarnation) const {
  return hosts_[node].running() && hosts_[node].incarnation() == incarnation;
}

void Simulation::note(const std::string& line) const {
  if (trace_) std::printf("%8llu ms  %s\n", static_cast<unsigned long long>(now_ms_), line.c_str());
}

void Simulation::on(const Deliver& event) {
  if (!hosts_[event.to].running()) return;
  const auto kind = event.bytes.empty() ? kMessageKinds : std::to_integer<std::size_t>(event.bytes[0]);
  if (kind < kMessageKinds) ++outcome_.counts.delivered[kind];
  const std::array<std::uint64_t, 3> head = {now_ms_, event.from, event.to};
  outcome_.fingerprint = tagged_hash(
      Tag::merkle_node, {outcome_.fingerprint.view(), std::as_bytes(std::span(head)), event.bytes});
  if (trace_)
    note(std::to_string(event.from) + " -> " + std::to_string(event.to) + "  " +
         std::string(message_name(kind)));
  if (const auto byzantine = byzantine_.find(event.to); byzantine != byzantine_.end())
    byzantine->second.received(event.bytes);
  give(event.to, consensus::Received{event.from, event.bytes});
}

void Simulation::on(const Wake& event) {
  if (!alive(event.node, event.incarnation)) return;
  schedule(kTickMs, event);
  give(event.node, Tick{});
}

void Simulation::on(const Answer& event) {
  if (alive(event.node, event.incarnation)) give(event.node, event.input);
}

void Simulation::on(const Run& event) {
  Host& host = hosts_[event.node];
  // A crash in between: the block may be on the disk all the same.
  const bool current = alive(event.node, event.incarnation);
  if (!current &&
      (host.running() || event.execute.height != host.application().height() + 1 || random_.chance(500)))
    return;
  if (event.execute.height != host.application().height() + 1) return;
  const Hash32 header = host.application().execute(event.execute.proposal);
  if (event.execute.proposal.is_null()) ++outcome_.counts.null_blocks;
  if (!byzantine_.contains(event.node))
    checks_->executed(event.node, event.execute.height, header, host.application().state_root());
  if (current)
    give(event.node, Executed{event.execute.height, header});
  else
    count(Fault::crash_while_executing);
}

void Simulation::on(const SyncNow& event) {
  if (!alive(event.node, event.incarnation)) return;
  const auto from = static_cast<ReplicaId>(random_.below(hosts_.size()));
  std::optional<Certificate> reached;
  if (from != event.node && hosts_[from].running() && !byzantine_.contains(from) &&
      !cut_.contains({from, event.node}))
    reached = hosts_[event.node].sync_from(hosts_[from], event.to);
  if (!reached) {
    count(Fault::failed_sync);
    return;
  }
  ++outcome_.counts.syncs;
  Host& host = hosts_[event.node];
  if (!byzantine_.contains(event.node)) {
    checks_->executed(event.node, reached->height, host.application().header_hash(reached->height),
                      host.application().state_root());
    checks_->certified(*reached);
  }
  host.store_certificate(*reached);
  give(event.node, Synced{*reached});
}

void Simulation::on(const Start& event) {
  Host& host = hosts_[event.node];
  if (host.running()) return;
  if (host.incarnation() > 0) count(Fault::restart);
  note(std::to_string(event.node) + " starts");
  host.start();
  schedule(0, Wake{event.node, host.incarnation()});
}

/// A client hands its transaction to one or more validators, and again until it is executed everywhere.
void Simulation::on(const Submit& event) {
  submitted_.insert(event.number);
  bool everywhere = true;
  for (auto& host : hosts_) {
    if (host.application().times_executed(event.number) > 0) continue;
    everywhere = false;
    if (!host.running() || (!healed_ && random_.chance(300))) continue;
    host.add_transaction(event.number);
    give(host.config().self, Pending{host.pending(), false});
  }
  if (!everywhere) schedule(1000, event);
}

void Simulation::on(const Disturb& event) {
  if (healed_) return;
  disturb_one();
  schedule(disturb_every_ms_ / 2 + random_.below(disturb_every_ms_), event);
}

// ---- a step and its effects -----------------------------------------------------------------------------

void Simulation::give(ReplicaId node, const Input& input) {
  Host& host = hosts_[node];
  const Effects effects = host.step(input, time_of(node));
  apply(node, effects);
  if (host.running() && !byzantine_.contains(node)) checks_->status(node, host.replica().status());
  feed(node);
}

void Simulation::apply(ReplicaId node, const Effects& effects) {
  Host& host = hosts_[node];
  const bool byzantine = byzantine_.contains(node);
  if (!byzantine) checks_->effects(node, effects, {honest_.get(), hosts_.size()});
  outcome_.counts.evidence += effects.evidence.size();
  if (doomed_[node] > 0 && !effects.send.empty() && --doomed_[node] == 0) return crash_amid(node, effects);
  host.persist(effects);
  for (const auto& certificate : effects.certified) host.store_certificate(certificate);
  transmit(node, effects, effects.send.size());
  for (const auto& validate : effects.validate)
    schedule(random_.below(10),
             Answer{node, host.incarnation(),
                    Validated{validate.digest, host.application().validate(validate.proposal)}});
  for (const auto& execute : effects.execute) {
    if (!byzantine) checks_->executing(execute);
    note(std::to_string(node) + " executes height " + std::to_string(execute.height));
    schedule(random_.below(20), Run{node, host.incarnation(), execute});
  }
  if (effects.fetch) schedule(random_.between(1, 60), SyncNow{node, host.incarnation(), effects.fetch->to});
  // The pool shrinks when a block is executed.
  if (!effects.certified.empty() || !effects.execute.empty())
    schedule(1, Answer{node, host.incarnation(), Pending{host.pending(), false}});
}

void Simulation::transmit(ReplicaId node, const Effects& effects, std::size_t sends_max) {
  if (const auto byzantine = byzantine_.find(node); byzantine != byzantine_.end()) {
    for (const auto& out :
         byzantine->second.transform(effects, time_of(node).utc_ms, outcome_.counts.strategies))
      post(node, out.to, out.bytes);
    return;
  }
  for (std::size_t i = 0; i < std::min(sends_max, effects.send.size()); ++i) {
    const auto& send = effects.send[i];
    checks_->sent(node, wiped_.contains(node), send.bytes);
    if (send.to) {
      post(node, *send.to, send.bytes);
    } else {
      for (std::size_t to = 0; to < hosts_.size(); ++to)
        if (to != node) post(node, static_cast<ReplicaId>(to), send.bytes);
    }
  }
}

void Simulation::post(ReplicaId from, ReplicaId to, const Bytes& bytes) {
  if (cut_.contains({from, to})) return;
  if (random_.chance(loss_)) return count(Fault::loss);
  const std::size_t copies = random_.chance(duplication_) ? 2 : 1;
  if (copies == 2) count(Fault::duplication);
  for (std::size_t i = 0; i < copies; ++i) {
    std::uint64_t delay_ms = random_.between(delay_min_ms_, delay_max_ms_);
    if (random_.chance(spike_)) {
      count(Fault::delay_spike);
      delay_ms += random_.below(3000);
    }
    auto& last_ms = last_arrival_ms_[{from, to}];
    if (now_ms_ + delay_ms < last_ms) count(Fault::reordering);
    last_ms = std::max(last_ms, now_ms_ + delay_ms);
    schedule(delay_ms, Deliver{from, to, bytes});
  }
}

/// The runtime's part: batches for a primary that may propose.
void Simulation::feed(ReplicaId node) {
  Host& host = hosts_[node];
  while (host.running() && host.replica().can_propose()) {
    const auto proposal = host.make_proposal(3, time_of(node).utc_ms);
    if (!proposal) return;
    apply(node, host.step(Propose{*proposal}, time_of(node)));
  }
}

// ---- faults ---------------------------------------------------------------------------------------------

void Simulation::crash(ReplicaId node) {
  if (!hosts_[node].running()) return;
  note(std::to_string(node) + " crashes");
  hosts_[node].crash();
  doomed_[node] = 0;
  if (to_wipe_.contains(node) && random_.chance(700)) {
    note(std::to_string(node) + " loses its disk");
    count(Fault::wipe);
    to_wipe_.erase(node);
    wiped_.insert(node);
    hosts_[node].wipe();
  }
  schedule(healed_ ? 100 : random_.below(4000), Start{node});
}

/// Before the records are durable, after, or after some of the messages.
void Simulation::crash_amid(ReplicaId node, const Effects& effects) {
  switch (random_.below(3)) {
    case 0:
      count(Fault::crash_before_persist);
      break;
    case 1:
      count(Fault::crash_after_persist);
      hosts_[node].persist(effects);
      break;
    default:
      count(Fault::crash_amid_send);
      hosts_[node].persist(effects);
      transmit(node, effects, random_.below(effects.send.size() + 1));
  }
  crash(node);
}

void Simulation::disturb_one() {
  const auto node = static_cast<ReplicaId>(random_.below(hosts_.size()));
  switch (random_.below(6)) {
    case 0:
    case 1:
    case 2:
      doomed_[node] = random_.between(1, 6);
      break;
    case 3:
      partition();
      break;
    case 4:
      cut_.clear();
      break;
    default:
      if (!random_.chance(200)) return crash(node);
      count(Fault::all_crash);
      for (std::size_t i = 0; i < hosts_.size(); ++i) crash(static_cast<ReplicaId>(i));
  }
}

void Simulation::partition() {
  count(Fault::partition);
  cut_.clear();
  note("partition");
  const std::uint64_t side = random_.next();
  const bool one_way = random_.chance(300);
  for (std::size_t a = 0; a < hosts_.size(); ++a)
    for (std::size_t b = 0; b < hosts_.size(); ++b)
      if (((side >> a) & 1) != ((side >> b) & 1) && (!one_way || ((side >> a) & 1) == 1))
        cut_.insert({static_cast<ReplicaId>(a), static_cast<ReplicaId>(b)});
}

/// The network works, everyone runs, clocks agree. Byzantine replicas stay what they are.
void Simulation::heal() {
  note("healed");
  healed_ = true;
  outcome_.healed_ms = now_ms_;
  loss_ = duplication_ = spike_ = 0;
  delay_max_ms_ = 20;
  cut_.clear();
  std::ranges::fill(skew_ms_, 0);
  std::ranges::fill(doomed_, 0);
  for (std::size_t i = 0; i < hosts_.size(); ++i)
    if (!hosts_[i].running()) schedule(100, Start{static_cast<ReplicaId>(i)});
}

bool Simulation::converged() const {
  return std::ranges::all_of(hosts_, [this](const Host& host) {
    if (byzantine_.contains(host.config().self)) return true;
    if (!host.running()) return false;
    const auto status = host.replica().status();
    if (status.certified != status.executed || status.executed < checks_->certified_height()) return false;
    return std::ranges::all_of(
        submitted_, [&host](std::uint64_t t) { return host.application().times_executed(t) == 1; });
  });
}

std::string Simulation::standing() const {
  std::string out;
  for (const auto& host : hosts_) {
    if (!host.running()) continue;
    const auto s = host.replica().status();
    out += " [" + std::to_string(host.config().self) +
           (byzantine_.contains(host.config().self) ? " byzantine" : "") +
           (s.recovering ? " recovering" : "") + " view " + std::to_string(s.view) +
           (s.changing_view ? " changing" : "") + " executed " + std::to_string(s.executed) + " certified " +
           std::to_string(s.certified) + "]";
  }
  return out;
}

}  // namespace credence::simulator
