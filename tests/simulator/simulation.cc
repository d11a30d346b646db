// SPDX-License-Identifier: Apache-2.0
#include "tests/simulator/simulation.h"

#include <algorithm>
#include <cstdio>

#include "tests/simulator/fast_signatures.h"
#include "tests/simulator/hash_chain_world.h"

namespace credence::simulator {
namespace {

using namespace consensus;

constexpr std::uint64_t kUtcMs = 1'700'000'000'000;
constexpr std::uint64_t kTickMs = 100;           // at most: a quarter of the retransmission time
constexpr std::uint64_t kHealedMsMax = 400'000;  // after healing, everything must be done by then
constexpr Height kIdleBlocks = 3;                // made in the quiet time at the end
constexpr std::size_t kEventsMax = 6'000'000;

}  // namespace

Worlds::Worlds() : ledgers_(kReplicasMax + 1), hashes_(kReplicasMax + 1) {
  for (std::size_t n = 1; n <= kReplicasMax; ++n) {
    hashes_[n] = std::make_unique<HashChainWorld>(n);
    if (n <= kLedgerReplicasMax) ledgers_[n] = make_ledger_world(n);
  }
}

const World& Worlds::of(const Settings& settings) const {
  return *(settings.ledger ? ledgers_ : hashes_).at(settings.size());
}

Simulation::Simulation(const Worlds& worlds, std::uint64_t seed, bool trace)
    : trace_(trace),
      random_(seed),
      settings_(draw_settings(seed, random_)),
      world_(&worlds.of(settings_)),
      fast_signatures_(std::make_unique<FastSignatures>()) {
  signatures_ = settings_.real_signatures ? &real_signatures() : fast_signatures_.get();
  outcome_.seed = seed;
  outcome_.settings = settings_;
  checks_.emplace(world_->committee(), world_->chain(), *signatures_);
  const std::size_t n = size();
  honest_ = std::make_unique<bool[]>(n);
  hosts_of_.resize(n);
  hosts_.reserve(n + settings_.twins());
  nodes_.resize(n + settings_.twins());
  const auto add = [&](ReplicaId self) {
    const Endpoint at = hosts_.size();
    Host& host = hosts_.emplace_back(*world_, self, *signatures_);
    host.set_idle_ms(settings_.idle_ms);
    host.config().window = settings_.window;
    host.config().view_timeout_ms = settings_.view_timeout_ms;
    host.config().view_timeout_ms_max = 8 * settings_.view_timeout_ms;
    host.config().retransmit_ms = std::min<std::uint64_t>(500, settings_.view_timeout_ms / 4);
    hosts_of_[self].push_back(at);
    nodes_[at].skew_ms = settings_.members[self].skew_ms;
    if (nodes_[at].skew_ms != 0) count(Fault::clock_skew);
    if (settings_.members[self].rate_permille != 1000) count(Fault::clock_rate);
    if (settings_.members[self].slow_ms != 0) count(Fault::slow_node);
  };
  for (std::size_t i = 0; i < n; ++i) add(static_cast<ReplicaId>(i));
  for (std::size_t i = 0; i < n; ++i) {
    const Member& who = settings_.members[i];
    honest_[i] = who.role == Role::honest;
    if (who.role == Role::byzantine)
      byzantine_.emplace(i, Byzantine(hosts_[i], *signatures_, who.strategies, random_.next()));
    if (who.role == Role::twin) add(static_cast<ReplicaId>(i));
  }
  for (Endpoint at = 0; at < hosts_.size(); ++at)
    nodes_[at].trusted = member(at).role != Role::byzantine && member(at).role != Role::twin;
}

// ---- events -----------------------------------------------------------------------------------------------

void Simulation::schedule(std::uint64_t delay_ms, Action action) {
  events_.push_back({now_ms_ + delay_ms, order_++, std::move(action)});
  std::ranges::push_heap(events_, std::greater<>());
}

Simulation::Event Simulation::next_event() {
  std::ranges::pop_heap(events_, std::greater<>());
  Event out = std::move(events_.back());
  events_.pop_back();
  return out;
}

Outcome Simulation::run() {
  if (trace_)
    std::printf("seed %llu: %s\n", static_cast<unsigned long long>(outcome_.seed), settings_.text().c_str());
  for (Endpoint at = 0; at < hosts_.size(); ++at) {
    if (member(at).late_ms) count(Fault::late_start);
    schedule(member(at).late_ms.value_or(random_.below(300)), Start{at});
  }
  for (std::uint64_t number = 1; number <= settings_.transactions; ++number)
    schedule(random_.below(settings_.submit_ms), Submit{number});
  schedule(settings_.disturb_every_ms, Disturb{});
  while (!events_.empty() && !checks_->violation()) {
    const Event event = next_event();
    now_ms_ = event.at_ms;
    if (!healed_ && now_ms_ >= settings_.faults_end_ms) heal();
    outcome_.fingerprint = fold_word(outcome_.fingerprint, now_ms_ << 8 | event.action.index());
    std::visit([this](const auto& action) { on(action); }, event.action);
    if (++outcome_.counts.events > kEventsMax)
      checks_->fail("no end after " + std::to_string(kEventsMax) + " events");
    if (over()) break;
    if (healed_ && now_ms_ > std::max(outcome_.healed_ms, quiet_since_ms_) + kHealedMsMax)
      checks_->fail((quiet_end_ ? "an idle chain makes no blocks: " : "no progress after healing: ") +
                    standing());
  }
  finish();
  return outcome_;
}

/// Everything that was submitted is done everywhere. A chain that makes idle blocks has then made some more.
/// If wrong clocks have put its head into the future, it is quiet until the right time has reached it: a head
/// of the future is not old.
bool Simulation::over() {
  if (!healed_ || submitted_.size() < settings_.transactions || !converged()) return false;
  if (!quiet_end_) {
    quiet_end_ = checks_->certified_height() + (settings_.idle_ms == 0 ? 0 : kIdleBlocks);
    outcome_.recovered_ms = now_ms_;
    quiet_since_ms_ = std::max(now_ms_, head_ms() - std::min(head_ms(), kUtcMs));
  }
  return checks_->certified_height() >= *quiet_end_;
}

/// What must hold at the end, and the sum of what was met.
void Simulation::finish() {
  Counts& counts = outcome_.counts;
  outcome_.end_ms = now_ms_;
  counts.transactions = settings_.transactions;
  for (Endpoint at = 0; at < hosts_.size(); ++at) {
    const Application& application = hosts_[at].application();
    if (!nodes_[at].trusted || checks_->violation()) continue;
    checks_->kept(identity(at), application);
    outcome_.fingerprint = fold(outcome_.fingerprint, application.header_hash(application.height()).view());
    outcome_.fingerprint = fold(outcome_.fingerprint, application.state_root().view());
  }
  for (Height height = 1; height <= checks_->certified_height() && !checks_->violation(); ++height) {
    const bool served = std::ranges::any_of(hosts_, [&](const Host& host) {
      return host.application().height() >= height && host.certificates().contains(height);
    });
    if (!served)
      checks_->fail("nobody holds the certificate of height " + std::to_string(height) +
                    ": a new validator could not follow");
  }
  for (const auto& [at, byzantine] : byzantine_)
    for (std::size_t kind = 0; kind < kMessageKinds; ++kind) {
      counts.mishaps[kind][static_cast<std::size_t>(Mishap::forged)] += byzantine.forged()[kind];
      counts.mishaps[kind][static_cast<std::size_t>(Mishap::withheld)] += byzantine.withheld()[kind];
    }
  counts.blocks = checks_->certified_height();
  outcome_.violation = checks_->violation();
}

Time Simulation::time_of(Endpoint at) const {
  const auto utc_ms = static_cast<std::int64_t>(kUtcMs + now_ms_) + nodes_[at].skew_ms;
  return {now_ms_ * member(at).rate_permille / 1000, static_cast<std::uint64_t>(utc_ms)};
}

std::string Simulation::name(Endpoint at) const {
  return std::to_string(identity(at)) + (at < size() ? "" : "'");
}

void Simulation::note(Endpoint at, const std::string& line) const {
  if (trace_)
    std::printf("%8llu ms  %s %s\n", static_cast<unsigned long long>(now_ms_), name(at).c_str(),
                line.c_str());
}

void Simulation::on(const Deliver& event) {
  const Letter& letter = *event.letter;
  if (!hosts_[event.to].running()) return outcome_.counts.count(Mishap::down, letter.kind);
  if (letter.kind < kMessageKinds) ++outcome_.counts.delivered[letter.kind];
  outcome_.fingerprint =
      fold_word(outcome_.fingerprint, letter.mark ^ (std::uint64_t{event.from} << 32 | event.to));
  if (trace_)
    note(event.to, "<- " + std::to_string(event.from) + "  " + std::string(message_name(letter.kind)));
  if (const auto byzantine = byzantine_.find(event.to); byzantine != byzantine_.end())
    byzantine->second.received(letter.bytes);
  give(event.to, consensus::Received{event.from, letter.bytes});
}

void Simulation::on(const Wake& event) {
  if (!alive(event)) return;
  schedule(std::min(kTickMs, hosts_[event.node].config().retransmit_ms / 4), event);
  give(event.node, Tick{});
  if (settings_.idle_ms > 0 && hosts_[event.node].running())
    give(event.node, Pending{hosts_[event.node].pending(time_of(event.node).utc_ms), false});
}

void Simulation::on(const Answer& event) {
  if (alive(event)) give(event.node, event.input);
}

/// A block is executed when the one below it is certified and all steps before are written, as in the node
/// (node/sync/ledger_thread.h).
void Simulation::start_block(Endpoint at, Execute execute) {
  if (hosts_[at].replica().status().certified + 1 < execute.height || !nodes_[at].waiting.empty()) {
    nodes_[at].blocked = std::move(execute);
    return;
  }
  nodes_[at].blocked.reset();
  schedule(random_.below(20), Run{life_of(at), std::move(execute)});
}

void Simulation::on(const Run& event) {
  Host& host = hosts_[event.node];
  const Height height = event.execute.height;
  // A crash in between: the block may be on the disk all the same.
  const bool current = alive(event);
  if (!current && (host.running() || damaged_.contains(event.node) || random_.chance(500))) return;
  if (height != host.application().height() + 1) return;
  if (current && !nodes_[event.node].waiting.empty()) return start_block(event.node, event.execute);
  if (nodes_[event.node].trusted && current) checks_->executing(event.execute);
  const auto header = host.application().try_execute(event.execute.proposal);
  if (!header) return disk_says(event.node, header.error());
  host.note_synced();
  ++outcome_.counts.writes;
  ++outcome_.counts.executions;
  if (event.execute.proposal.is_null())
    ++outcome_.counts.null_blocks;
  else if (settings_.idle_ms > 0 && event.execute.proposal.batch == encode(Batch{}))
    ++outcome_.counts.idle_blocks;
  if (nodes_[event.node].trusted && !damaged_.contains(event.node))
    checks_->executed(identity(event.node), height, *header, host.application().state_root());
  note(event.node, "executed height " + std::to_string(height));
  if (!current) return count(Fault::crash_while_executing);
  give(event.node, Executed{height, *header});
}

void Simulation::on(const Start& event) {
  Host& host = hosts_[event.node];
  if (host.running()) return;
  if (host.incarnation() > 0) count(Fault::restart);
  if (auto started = host.try_start(); !started) {
    CREDENCE_ASSERT(damaged_.contains(event.node));
    return disk_says(event.node, started.error());
  }
  note(event.node, "starts");
  schedule(0, Wake{life_of(event.node)});
}

/// A client hands its transaction to one or more validators, and again until it is executed everywhere.
void Simulation::on(const Submit& event) {
  submitted_.insert(event.number);
  bool everywhere = true;
  for (Endpoint at = 0; at < hosts_.size(); ++at) {
    Host& host = hosts_[at];
    if (host.application().times_executed(event.number) > 0) continue;
    everywhere = false;
    if (!host.running() || (!healed_ && random_.chance(300))) continue;
    host.add_transaction(event.number);
    give(at, Pending{host.pending(time_of(at).utc_ms), false});
  }
  if (!everywhere) schedule(1000, event);
}

// ---- a step and its effects -------------------------------------------------------------------------------

void Simulation::give(Endpoint at, const Input& input) {
  Host& host = hosts_[at];
  if (!host.running()) return;
  apply(at, host.step(input, time_of(at)));
  if (!host.running()) return;
  if (nodes_[at].trusted) checks_->status(identity(at), host.replica().status());
  if (nodes_[at].blocked) start_block(at, *std::move(nodes_[at].blocked));
  feed(at);
}

void Simulation::apply(Endpoint at, Effects effects) {
  Host& host = hosts_[at];
  outcome_.counts.evidence += effects.evidence.size();
  if (damaged_.contains(at) && effects.diverged)
    return disk_says(at, Error{Code::diverged, "height " + std::to_string(effects.diverged->height)});
  if (nodes_[at].trusted) checks_->effects(identity(at), effects, {honest_.get(), size()});
  for (auto& validate : effects.validate) {
    const auto [verdict, fresh] = validated_.try_emplace(validate.digest);
    if (fresh) verdict->second = host.application().validate(validate.proposal);
    schedule(random_.below(10), Answer{life_of(at), Validated{validate.digest, verdict->second}});
  }
  for (auto& execute : effects.execute) {
    start_block(at, std::move(execute));
  }
  if (effects.fetch) schedule(random_.between(1, 60), SyncNow{life_of(at), effects.fetch->to});
  // The pool shrinks when a block is executed.
  if (!effects.certified.empty() || !effects.execute.empty())
    schedule(1, Answer{life_of(at), Pending{host.pending(time_of(at).utc_ms), false}});
  Node& node = nodes_[at];
  if (effects.persist.empty() && effects.certified.empty() && effects.send.empty()) return;
  if (effects.persist.empty() && node.waiting.empty()) {
    if (!doomed(at, {&effects, 1})) release(at, effects);
    return;
  }
  node.waiting.push_back(std::move(effects));
  begin_write(at);
}

/// One synced write for all the steps that wait.
void Simulation::begin_write(Endpoint at) {
  Node& node = nodes_[at];
  if (node.writing > 0 || node.waiting.empty()) return;
  node.writing = node.waiting.size();
  const bool records =
      std::ranges::any_of(node.waiting, [](const Effects& step) { return !step.persist.empty(); });
  std::uint64_t takes_ms = 0;
  if (records) {
    ++outcome_.counts.writes;
    takes_ms = random_.below(member(at).sync_ms_max + 1);
  }
  if (std::exchange(node.slow_disk, false)) takes_ms += random_.between(500, 3000);
  schedule(takes_ms, Written{life_of(at)});
}

void Simulation::on(const Written& event) {
  if (!alive(event)) return;
  Node& node = nodes_[event.node];
  std::vector<Effects> steps(
      std::make_move_iterator(node.waiting.begin()),
      std::make_move_iterator(node.waiting.begin() + static_cast<std::ptrdiff_t>(node.writing)));
  node.waiting.erase(node.waiting.begin(), node.waiting.begin() + static_cast<std::ptrdiff_t>(node.writing));
  node.writing = 0;
  if (doomed(event.node, steps)) return;
  if (auto written = hosts_[event.node].try_persist(steps); !written)
    return disk_says(event.node, written.error());
  for (const auto& step : steps) release(event.node, step);
  begin_write(event.node);
  if (node.blocked) start_block(event.node, *std::move(node.blocked));
}

void Simulation::release(Endpoint at, const Effects& effects) {
  for (const auto& certificate : effects.certified) hosts_[at].store_certificate(certificate);
  transmit(at, effects, effects.send.size());
}

void Simulation::transmit(Endpoint at, const Effects& effects, std::size_t sends_max) {
  if (const auto byzantine = byzantine_.find(at); byzantine != byzantine_.end()) {
    for (const auto& out :
         byzantine->second.transform(effects, time_of(at).utc_ms, outcome_.counts.strategies))
      broadcast(at, out.to, out.bytes);
    return;
  }
  for (std::size_t i = 0; i < std::min(sends_max, effects.send.size()); ++i) {
    if (nodes_[at].trusted) checks_->sent(identity(at), wiped_.contains(at), effects.send[i].bytes);
    broadcast(at, effects.send[i].to, effects.send[i].bytes);
  }
}

void Simulation::broadcast(Endpoint from, std::optional<ReplicaId> to, const Bytes& bytes) {
  const std::size_t kind = bytes.empty() ? kMessageKinds : std::to_integer<std::size_t>(bytes[0]);
  const auto letter = std::make_shared<const Letter>(Letter{bytes, kind, fold(0, bytes)});
  for (Endpoint other = 0; other < hosts_.size(); ++other)
    if (identity(other) != identity(from) && (!to || *to == identity(other))) post(from, other, letter);
}

void Simulation::post(Endpoint from, Endpoint to, const std::shared_ptr<const Letter>& letter) {
  Counts& counts = outcome_.counts;
  if (member(from).role == Role::twin) counts.count(Mishap::twin, letter->kind);
  if (cut_.contains({from, to}))
    return counts.count(cut_.contains({to, from}) ? Mishap::cut : Mishap::cut_one_way, letter->kind);
  if (random_.chance(settings_.loss)) return counts.count(Mishap::lost, letter->kind);
  arrive(from, to, letter);
  if (!random_.chance(settings_.duplication)) return;
  counts.count(Mishap::doubled, letter->kind);
  arrive(from, to, letter);
}

void Simulation::arrive(Endpoint from, Endpoint to, const std::shared_ptr<const Letter>& letter) {
  std::uint64_t delay_ms = random_.between(settings_.delay_min_ms, settings_.delay_max_ms);
  if (!healed_) delay_ms += member(from).slow_ms + member(to).slow_ms;
  if (random_.chance(settings_.spike)) {
    outcome_.counts.count(Mishap::delayed, letter->kind);
    delay_ms += random_.below(3000);
  }
  auto& last_ms = last_arrival_ms_[{from, to}];
  if (now_ms_ + delay_ms < last_ms) outcome_.counts.count(Mishap::overtaken, letter->kind);
  last_ms = std::max(last_ms, now_ms_ + delay_ms);
  schedule(delay_ms, Deliver{identity(from), to, letter});
}

/// The runtime's part: batches for a primary that may propose.
void Simulation::feed(Endpoint at) {
  Host& host = hosts_[at];
  while (host.running() && host.replica().can_propose()) {
    const auto proposal = host.make_proposal(settings_.batch_max, time_of(at).utc_ms);
    if (!proposal) return;
    apply(at, host.step(Propose{*proposal}, time_of(at)));
  }
}

bool Simulation::converged() const {
  for (Endpoint at = 0; at < hosts_.size(); ++at) {
    const Host& host = hosts_[at];
    if (!nodes_[at].trusted) continue;
    if (!host.running() || !nodes_[at].waiting.empty()) return false;
    const auto status = host.replica().status();
    if (status.certified != status.executed || status.executed < checks_->certified_height()) return false;
    if (status.executed > 0 && !host.certificates().contains(status.executed)) return false;
    for (const std::uint64_t number : submitted_)
      if (host.application().times_executed(number) != 1) return false;
  }
  return true;
}

/// The latest that an honest validator holds; UTC.
std::uint64_t Simulation::head_ms() const {
  std::uint64_t latest = 0;
  for (Endpoint at = 0; at < hosts_.size(); ++at)
    if (nodes_[at].trusted) latest = std::max(latest, hosts_[at].application().head_ms());
  return latest;
}

std::string Simulation::standing() const {
  std::string out;
  for (Endpoint at = 0; at < hosts_.size(); ++at) {
    out += " [" + name(at) + " " + std::string(role_name(member(at).role));
    if (hosts_[at].running()) {
      const auto s = hosts_[at].replica().status();
      out += std::string(s.recovering ? " recovering" : "") + " view " + std::to_string(s.view) +
             (s.changing_view ? " changing" : "") + " executed " + std::to_string(s.executed) +
             " certified " + std::to_string(s.certified);
    } else {
      out += " down";
    }
    out += "]";
  }
  return out;
}

}  // namespace credence::simulator
