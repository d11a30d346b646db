// SPDX-License-Identifier: Apache-2.0
// Nodes, steps and the way of letters. What is hostile is in hostile.cc.
#include "tests/scenarios/network.h"

#include <algorithm>

#include "ledger/chain/quorum.h"
#include "tests/simulator/fast_signatures.h"
#include "tests/simulator/hash_chain_world.h"

namespace credence::scenarios {

using namespace consensus;

namespace {

constexpr std::uint64_t kTickMs = 125;
constexpr std::uint64_t kGossipEveryMs = 500;
constexpr std::uint64_t kLivenessMsMax = 400'000;
constexpr std::size_t kStormLetters = 2'000'000;  // in one `settle`

}  // namespace

Facts facts_of(const Message& message) {
  Facts facts{message.index(), {}, {}, {}};
  const auto vote = [&facts](const SignedVote& v) {
    facts = {facts.kind, v.vote.view, v.vote.height, v.vote.sender};
  };
  if (const auto* m = std::get_if<PrePrepare>(&message)) vote(m->signed_vote);
  if (const auto* m = std::get_if<Prepare>(&message)) vote(m->signed_vote);
  if (const auto* m = std::get_if<Commit>(&message)) vote(m->signed_vote);
  if (const auto* m = std::get_if<Checkpoint>(&message)) facts = {facts.kind, {}, m->height, m->sender};
  if (const auto* m = std::get_if<CertificateNotice>(&message)) facts.height = m->certificate.height;
  if (const auto* m = std::get_if<SignedViewChange>(&message))
    if (const auto body = decode<ViewChange>(m->body)) facts = {facts.kind, body->view, {}, body->sender};
  if (const auto* m = std::get_if<SignedNewView>(&message))
    if (const auto body = decode<NewView>(m->body)) facts = {facts.kind, body->view, {}, body->sender};
  return facts;
}

std::optional<std::size_t> kind_named(std::string_view name) {
  for (std::size_t kind = 0; kind < kMessageKinds; ++kind)
    if (message_name(kind) == name) return kind;
  return std::nullopt;
}

bool Pattern::matches(const Letter& letter, const Facts& facts) const {
  return (!kind || *kind == facts.kind) && (from.empty() || from.contains(letter.from)) &&
         (to.empty() || to.contains(letter.to)) && (!height || height == facts.height) &&
         (!view || view == facts.view);
}

// ---- nodes ------------------------------------------------------------------------------------------------

Network::Network(Options options)
    : options_(std::move(options)), fast_signatures_(std::make_unique<simulator::FastSignatures>()) {
  const std::size_t n = options_.size;
  if (options_.ledger)
    world_ = simulator::make_ledger_world(n);
  else
    world_ = std::make_unique<simulator::HashChainWorld>(n);
  signatures_ = options_.real_signatures ? &real_signatures() : fast_signatures_.get();
  checks_.emplace(world_->committee(), world_->chain(), *signatures_);
  honest_ = std::make_unique<bool[]>(n);
  hosts_.reserve(2 * n);
  for (Endpoint i = 0; i < n; ++i) {
    honest_[i] = true;
    hosts_.emplace_back(*world_, static_cast<ReplicaId>(i), *signatures_);
    pools_.emplace_back();
    skew_ms_.push_back(0);
    hosts_.back().set_idle_ms(options_.idle_ms);
    apply_settings(i);
  }
  for (Endpoint i = 0; i < n; ++i)
    if (!options_.absent.contains(i)) start(i);
  // Everyone asks around and learns that the chain is new.
  advance(1000);
  notes_.clear();
}

void Network::apply_settings(Endpoint node) {
  auto at = options_.settings.find(node);
  if (at == options_.settings.end()) at = options_.settings.find(std::nullopt);
  if (at == options_.settings.end()) return;
  auto& config = hosts_[node].config();
  config.view_timeout_ms = at->second.view_timeout_ms;
  config.view_timeout_ms_max = at->second.view_timeout_ms_max;
  config.retransmit_ms = at->second.retransmit_ms;
  config.clock_drift_ms = at->second.clock_drift_ms;
}

std::string Network::name(Endpoint node) const {
  return std::to_string(identity(node)) + (node >= size() ? "'" : "");
}

void Network::start(Endpoint node) {
  if (hosts_[node].running()) return;
  hosts_[node].start();
  tell_pending(node);
}

void Network::crash(Endpoint node) {
  if (!hosts_[node].running()) return;
  note(name(node) + " crashes");
  hosts_[node].crash();
  pools_[node].arrival_ms.clear();
  pools_[node].waiting.reset();
  pools_[node].last_roomy_ms = 0;
}

void Network::end(Endpoint node) {
  crash(node);
  for (Endpoint other = 0; other < hosts_.size(); ++other) lose(node, other);
}

void Network::lose(Endpoint node, Endpoint at) {
  if (hosts_[at].running())
    queue_.emplace_back(Local{at, hosts_[at].incarnation(), consensus::Lost{identity(node)}});
}

void Network::wipe(Endpoint node) {
  crash(node);
  hosts_[node].wipe();
}

Endpoint Network::add_twin(Endpoint of) {
  honest_[of] = false;
  hosts_.emplace_back(*world_, identity(of), *signatures_);
  pools_.emplace_back();
  skew_ms_.push_back(0);
  const Endpoint twin = hosts_.size() - 1;
  hosts_[twin].config() = hosts_[of].config();
  start(twin);
  return twin;
}

void Network::make_byzantine(Endpoint node, std::vector<simulator::Strategy> strategies, std::uint64_t seed) {
  honest_[node] = false;
  byzantine_.erase(node);
  byzantine_.emplace(node, simulator::Byzantine(hosts_[node], *signatures_, std::move(strategies), seed));
}

void Network::censor(Endpoint node, std::set<std::uint64_t> transactions) {
  honest_[node] = false;
  pools_[node].censored = std::move(transactions);
}

void Network::crawl(Endpoint node, std::uint64_t every_ms) {
  honest_[node] = false;
  pools_[node].crawl_ms = every_ms;
}

void Network::idle(Endpoint node, std::uint64_t every_ms) {
  crawl(node, every_ms);
  pools_[node].idles = true;
}

void Network::diverge(Endpoint node, Height height) {
  honest_[node] = false;
  diverging_[node] = height;
}

void Network::skew_clock(Endpoint node, std::int64_t ms) { skew_ms_[node] = ms; }

Time Network::time_of(Endpoint node) const {
  return {now_.monotonic_ms,
          static_cast<std::uint64_t>(static_cast<std::int64_t>(now_.utc_ms) + skew_ms_[node])};
}

void Network::partition(const std::vector<std::set<Endpoint>>& sides) {
  cut_.clear();
  for (const auto& side : sides)
    for (const Endpoint a : side)
      for (Endpoint b = 0; b < endpoints(); ++b)
        if (!side.contains(b)) {
          cut_.emplace(a, b);
          cut_.emplace(b, a);
        }
}

void Network::heal() {
  cut_.clear();
  rules_.clear();
  std::ranges::fill(skew_ms_, 0);
  release();
}

void Network::release() {
  std::erase_if(rules_, [](const Rule& rule) { return rule.action == Rule::Action::hold; });
  for (auto& letter : std::exchange(held_, {})) queue_.emplace_back(std::move(letter));
  settle();
}

void Network::release_execution() {
  for (auto& [node, blocks] : std::exchange(held_execution_, {}))
    for (const auto& block : blocks) execute(node, block);
  settle();
}

// ---- steps and their effects ------------------------------------------------------------------------------

void Network::give(Endpoint node, const Input& input) {
  if (!hosts_[node].running()) return;
  const View view = hosts_[node].replica().status().view;
  handle(node, hosts_[node].step(input, time_of(node)));
  if (!hosts_[node].running()) return;
  const auto status = hosts_[node].replica().status();
  if (!faulty(node)) checks_->status(identity(node), status);
  if (status.view != view && (!status.changing_view || status.view != view + 1))
    note(name(node) + (status.changing_view ? " asks for view " : " enters view ") +
         std::to_string(status.view));
  feed(node);
}

/// In the order of the contract in consensus/replica.h.
void Network::handle(Endpoint node, const Effects& effects) {
  Host& host = hosts_[node];
  if (!faulty(node) && honest(node)) checks_->effects(identity(node), effects, {honest_.get(), size()});
  for (const auto& evidence : effects.evidence) {
    note(name(node) + " has evidence against " + std::to_string(evidence.validator) + ": " +
         contradiction(evidence).value_or("nothing"));
    evidence_.push_back(evidence);
  }
  if (effects.diverged)
    note(name(node) + " diverged at height " + std::to_string(effects.diverged->height) + " and stops");
  if (crash_now(node, effects)) return;
  host.persist(effects);
  for (const auto& certificate : effects.certified) host.store_certificate(certificate);
  transmit(node, effects);
  for (const auto& validate : effects.validate)
    queue_.emplace_back(Local{node, host.incarnation(),
                              Validated{validate.digest, host.application().validate(validate.proposal)}});
  for (const auto& block : effects.execute) execute(node, block);
  if (effects.fetch) sync(node, effects.fetch->to);
  if (!effects.certified.empty()) tell_pending(node);
  if (auto waiting = std::exchange(pools_[node].waiting, std::nullopt)) execute(node, *waiting);
}

/// True if the endpoint crashed in this step.
bool Network::crash_now(Endpoint node, const Effects& effects) {
  const auto hit = std::ranges::find_if(triggers_, [&](const CrashTrigger& trigger) {
    return trigger.node == node && trigger.kind && std::ranges::any_of(effects.send, [&](const auto& send) {
             const auto message = decode_message(send.bytes);
             if (!message) return false;
             const Facts facts = facts_of(*message);
             return facts.kind == trigger.kind &&
                    (facts.height ? facts.height : facts.view) == trigger.number &&
                    facts.sender == identity(node);
           });
  });
  if (hit == triggers_.end()) return false;
  const auto when = hit->when;
  triggers_.erase(hit);
  if (when != CrashTrigger::When::before) {
    hosts_[node].persist(effects);
    for (const auto& certificate : effects.certified) hosts_[node].store_certificate(certificate);
  }
  if (when == CrashTrigger::When::after) transmit(node, effects);
  crash(node);
  return true;
}

void Network::transmit(Endpoint node, const Effects& effects) {
  if (const auto byzantine = byzantine_.find(node); byzantine != byzantine_.end()) {
    for (const auto& out : byzantine->second.transform(effects, time_of(node).utc_ms, used_))
      post(node, out.to, out.bytes);
    return;
  }
  for (const auto& send : effects.send) {
    if (honest(node)) checks_->sent(identity(node), false, send.bytes);
    if (send.to) {
      post(node, *send.to, send.bytes);
    } else {
      for (std::size_t to = 0; to < size(); ++to)
        if (to != identity(node)) post(node, static_cast<ReplicaId>(to), send.bytes);
    }
  }
}

/// To the validator `to`: every instance of it gets the bytes.
void Network::post(Endpoint from, ReplicaId to, const Bytes& bytes) {
  for (Endpoint at = 0; at < endpoints(); ++at)
    if (identity(at) == to) post_one({from, at, bytes});
}

void Network::post_one(Letter letter) {
  since_mark_.push_back(letter);
  if (cut_.contains({letter.from, letter.to})) return;
  if (const auto message = decode_message(letter.bytes)) {
    const Facts facts = facts_of(*message);
    for (auto& rule : rules_) {
      if (rule.times == 0 || !rule.pattern.matches(letter, facts)) continue;
      if (rule.times) --*rule.times;
      if (rule.action == Rule::Action::hold) held_.push_back(std::move(letter));
      if (rule.action == Rule::Action::delay)
        delayed_.emplace(now_.monotonic_ms + rule.delay_ms, std::move(letter));
      return;
    }
  }
  queue_.emplace_back(std::move(letter));
}

void Network::execute(Endpoint node, const Execute& block) {
  if (const auto held = held_execution_.find(node); held != held_execution_.end()) {
    held->second.push_back(block);
    return;
  }
  Host& host = hosts_[node];
  if (!host.running() || block.height != host.application().height() + 1) return;
  if (!options_.eager &&
      host.replica().status().certified + 1 < block.height) {  // as node/sync/ledger_thread.h does
    pools_[node].waiting = block;
    return;
  }
  if (!faulty(node)) checks_->executing(block);
  Hash32 header = host.application().execute(block.proposal);
  if (!faulty(node)) checks_->executed(identity(node), block.height, header, host.application().state_root());
  const auto batch = batch_of(block.proposal);
  const std::size_t count = batch ? batch->transactions.size() : 0;
  if (!block.proposal.is_null() && 2 * count < options_.batch_max)
    pools_[node].last_roomy_ms = now_.monotonic_ms;
  if (const auto at = diverging_.find(node); at != diverging_.end() && at->second == block.height)
    header.bytes[0] ^= std::byte{1};
  const auto trigger = std::ranges::find_if(triggers_, [&](const CrashTrigger& t) {
    return t.node == node && !t.kind && t.number == block.height;
  });
  if (trigger != triggers_.end()) {
    triggers_.erase(trigger);
    return crash(node);
  }
  queue_.emplace_back(Local{node, host.incarnation(), Executed{block.height, header}});
}

void Network::sync(Endpoint node, Height to) {
  for (Endpoint other = 0; other < endpoints(); ++other) {
    if (identity(other) == identity(node) || !hosts_[other].running() || faulty(other) ||
        cut_.contains({other, node}))
      continue;
    if (const auto reached = hosts_[node].sync_from(hosts_[other], to)) {
      Host& host = hosts_[node];
      note(name(node) + " fetches blocks up to " + std::to_string(reached->height) + " from " + name(other));
      host.store_certificate(*reached);
      if (!faulty(node)) {
        checks_->executed(identity(node), reached->height, host.application().header_hash(reached->height),
                          host.application().state_root());
        checks_->certified(*reached);
      }
      queue_.emplace_back(Local{node, host.incarnation(), Synced{*reached}});
      return;
    }
  }
}

// ---- transactions -----------------------------------------------------------------------------------------

void Network::add_transaction(Endpoint node, std::uint64_t number) {
  Host& host = hosts_[node];
  if (!host.running() || host.application().times_executed(number) > 0 ||
      pools_[node].censored.contains(number))
    return;
  host.add_transaction(number);
  pools_[node].arrival_ms.try_emplace(number, now_.monotonic_ms);
}

void Network::submit(std::uint64_t count, const std::optional<std::set<Endpoint>>& to) {
  const std::uint64_t first = submitted_ + 1;
  submitted_ += count;
  for (Endpoint node = 0; node < endpoints(); ++node) {
    if (to && !to->contains(node)) continue;
    for (std::uint64_t number = first; number <= submitted_; ++number) add_transaction(node, number);
    tell_pending(node);
  }
  settle();
}

/// The same bytes again, to everyone, into the pool unseen: as if the node's own memory had failed it.
void Network::submit_again(std::uint64_t number) {
  for (Endpoint node = 0; node < endpoints(); ++node) {
    if (!hosts_[node].running()) continue;
    hosts_[node].add_transaction(number);
    tell_pending(node);
  }
  settle();
}

/// As the node does (node/runtime/core_loop.cc): something was passed over if a block since then had room for
/// it.
void Network::tell_pending(Endpoint node) {
  Host& host = hosts_[node];
  if (!host.running()) return;
  Pool& pool = pools_[node];
  std::erase_if(pool.arrival_ms,
                [&](const auto& entry) { return host.application().times_executed(entry.first) > 0; });
  const bool passed_over = std::ranges::any_of(pool.arrival_ms, [&](const auto& entry) {
    return entry.second + options_.patience_ms <= pool.last_roomy_ms;
  });
  queue_.emplace_back(
      Local{node, host.incarnation(), Pending{host.pending(time_of(node).utc_ms), passed_over}});
}

/// The runtime's part: batches for a primary that may propose.
void Network::feed(Endpoint node) {
  Host& host = hosts_[node];
  Pool& pool = pools_[node];
  while (host.running() && host.replica().can_propose()) {
    if (pool.crawl_ms && now_.monotonic_ms < pool.proposed_ms + *pool.crawl_ms) return;
    const auto proposal =
        pool.idles ? std::optional(make_proposal({}))
                   : host.make_proposal(pool.crawl_ms ? 1 : options_.batch_max, time_of(node).utc_ms);
    if (!proposal) return;
    pool.proposed_ms = now_.monotonic_ms;
    handle(node, host.step(Propose{*proposal}, time_of(node)));
  }
}

/// Nodes forward transactions to each other, and clients try again.
void Network::gossip() {
  for (Endpoint from = 0; from < endpoints(); ++from) {
    if (!hosts_[from].running()) continue;
    for (const auto& [number, arrived] : std::map(pools_[from].arrival_ms))
      for (Endpoint to = 0; to < endpoints(); ++to)
        if (to != from && !cut_.contains({from, to})) add_transaction(to, number);
  }
  for (Endpoint node = 0; node < endpoints(); ++node) tell_pending(node);
}

// ---- time -------------------------------------------------------------------------------------------------

void Network::settle() {
  for (std::size_t steps = 0; !queue_.empty(); ++steps) {
    if (steps > kStormLetters) return checks_->fail("a storm of messages that does not end");
    const Event event = std::move(queue_.front());
    queue_.pop_front();
    if (const auto* letter = std::get_if<Letter>(&event)) {
      if (!hosts_[letter->to].running()) continue;
      recorded_.push_back(*letter);
      if (const auto at = byzantine_.find(letter->to); at != byzantine_.end())
        at->second.received(letter->bytes);
      give(letter->to, Received{identity(letter->from), letter->bytes});
      continue;
    }
    const auto& local = std::get<Local>(event);
    if (hosts_[local.node].running() && hosts_[local.node].incarnation() == local.incarnation)
      give(local.node, local.input);
  }
}

void Network::advance(std::uint64_t ms) {
  settle();
  for (std::uint64_t passed = 0; passed < ms && !checks_->violation(); passed += kTickMs) {
    now_.monotonic_ms += kTickMs;
    now_.utc_ms += kTickMs;
    while (!delayed_.empty() && delayed_.begin()->first <= now_.monotonic_ms)
      queue_.emplace_back(std::move(delayed_.extract(delayed_.begin()).mapped()));
    if (now_ms() % kGossipEveryMs == 0) gossip();
    for (Endpoint node = 0; node < endpoints(); ++node)
      if (hosts_[node].running()) queue_.emplace_back(Local{node, hosts_[node].incarnation(), Tick{}});
    settle();
  }
}

std::string Network::hindrance() const {
  for (Endpoint node = 0; node < size(); ++node) {
    const Host& host = hosts_[node];
    if (!honest(node)) continue;
    if (!host.running()) return name(node) + " does not run";
    const auto status = host.replica().status();
    const std::string where = name(node) + " stands at view " + std::to_string(status.view) +
                              (status.changing_view ? " (changing)" : "") + ", executed " +
                              std::to_string(status.executed) + ", certified " +
                              std::to_string(status.certified);
    if (status.certified != status.executed || status.executed < checks_->certified_height()) return where;
    for (std::uint64_t number = 1; number <= submitted_; ++number)
      if (host.application().times_executed(number) != 1)
        return where + " without transaction " + std::to_string(number);
  }
  return {};
}

std::optional<std::string> Network::prove_liveness() {
  heal();
  release_execution();
  triggers_.clear();
  for (Endpoint node = 0; node < size(); ++node)
    if (honest(node)) start(node);  // whoever is faulty and down stays down
  // What was left, and one more.
  for (int round = 0; round < 2; ++round) {
    const std::uint64_t since_ms = now_ms();
    for (std::uint64_t number = 1; number <= submitted_; ++number)
      for (Endpoint node = 0; node < endpoints(); ++node) add_transaction(node, number);
    gossip();
    settle();
    while (!hindrance().empty() && !checks_->violation()) {
      if (now_ms() > since_ms + kLivenessMsMax) return hindrance();
      advance(kTickMs);
    }
    if (round == 0) submit(1, std::nullopt);
  }
  for (Endpoint node = 0; node < size(); ++node)
    if (honest(node)) checks_->kept(identity(node), hosts_[node].application());
  return std::nullopt;
}

}  // namespace credence::scenarios
