// SPDX-License-Identifier: Apache-2.0
// A scripted cluster for tests of the core: replicas over a chain of hashes, a network that delivers in order
// at once unless a test drops, holds or forges messages, and a clock that moves only when told.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <functional>

#include "tests/simulator/checks.h"
#include "tests/simulator/fast_signatures.h"
#include "tests/simulator/hash_chain_world.h"
#include "tests/simulator/host.h"

namespace credence::consensus {

using simulator::Host;

class Cluster {
 public:
  struct Sent {
    ReplicaId from = 0, to = 0;
    Bytes bytes;
    [[nodiscard]] Message message() const { return decode_message(bytes).value(); }
  };
  /// True: the message gets lost.
  using Filter = std::function<bool(const Sent&, const Message&)>;

  explicit Cluster(std::size_t size, bool start_all = true)
      : world(size),
        committee(world.committee()),
        checks(committee, world.chain(), signatures),
        honest(std::make_unique<bool[]>(size)) {
    for (std::size_t i = 0; i < size; ++i) {
      hosts.emplace_back(world, static_cast<ReplicaId>(i), signatures);
      honest[i] = true;
    }
    if (!start_all) return;
    for (auto& host : hosts) host.start();
    advance(1000);  // everyone probes, and learns that the chain is new
  }

  /// One input to one replica; what it sends is queued.
  void give(ReplicaId node, const Input& input) {
    Host& host = hosts.at(node);
    if (!host.running()) return;
    handle(node, host.step(input, now));
  }

  void handle(ReplicaId node, const Effects& effects) {
    Host& host = hosts.at(node);
    if (honest[node]) checks.effects(node, effects, {honest.get(), hosts.size()});
    if (effects.diverged) diverged.push_back(node);
    evidence.insert(evidence.end(), effects.evidence.begin(), effects.evidence.end());
    if (!lose_persist) host.persist(effects);
    synced_writes[node] += effects.persist.empty() ? 0 : 1;
    for (const auto& certificate : effects.certified) host.store_certificate(certificate);
    for (const auto& send : effects.send) {
      if (honest[node]) checks.sent(node, false, send.bytes);
      for (std::size_t to = 0; to < hosts.size(); ++to)
        if (to != node && (!send.to || *send.to == to))
          queue.push_back({node, static_cast<ReplicaId>(to), send.bytes});
    }
    for (const auto& validate : effects.validate)
      give(node, Validated{validate.digest, host.application().validate(validate.proposal)});
    for (const auto& execute : effects.execute) {
      if (hold_execution.contains(node)) continue;
      if (honest[node]) checks.executing(execute);
      const Hash32 header = host.application().execute(execute.proposal);
      ++synced_writes[node];
      if (honest[node]) checks.executed(node, execute.height, header, host.application().state_root());
      give(node, Executed{execute.height, header});
    }
    if (effects.fetch) sync(node, effects.fetch->to);
  }

  void sync(ReplicaId node, Height to) {
    for (const auto& other : hosts) {
      if (other.config().self == node || !other.running()) continue;
      if (const auto reached = hosts[node].sync_from(other, to)) {
        hosts[node].store_certificate(*reached);
        return give(node, Synced{*reached});
      }
    }
  }

  /// Delivers until nothing is under way.
  void settle() {
    for (std::size_t steps = 0; !queue.empty(); ++steps) {
      ASSERT_LT(steps, 1'000'000U) << "a storm of messages";
      const Sent sent = std::move(queue.front());
      queue.pop_front();
      const Message message = sent.message();
      if (drop && drop(sent, message)) continue;
      log.push_back(sent);
      give(sent.to, Received{sent.from, sent.bytes});
    }
  }

  void advance(std::uint64_t ms) {
    settle();
    for (std::uint64_t passed = 0; passed < ms; passed += 125) {
      now.monotonic_ms += 125;
      now.utc_ms += 125;
      for (std::size_t i = 0; i < hosts.size(); ++i) give(static_cast<ReplicaId>(i), Tick{});
      settle();
    }
  }

  [[nodiscard]] Proposal proposal(std::uint64_t number) const {
    Batch batch;
    batch.transactions.emplace_back(world.transaction(number));
    return {now.utc_ms, encode(batch)};
  }
  void propose(ReplicaId node, std::uint64_t number) { give(node, Propose{proposal(number)}); }
  void pending(std::size_t count) {
    for (std::size_t i = 0; i < hosts.size(); ++i) give(static_cast<ReplicaId>(i), Pending{count, false});
  }
  /// The primary proposes `count` blocks, one after the other.
  void run_blocks(std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      for (auto& host : hosts)
        if (host.running() && host.replica().can_propose()) {
          propose(host.config().self, next_transaction++);
          break;
        }
      settle();
    }
  }

  [[nodiscard]] Status status(ReplicaId node) const { return hosts.at(node).replica().status(); }
  [[nodiscard]] Height executed(ReplicaId node) const { return hosts.at(node).application().height(); }
  [[nodiscard]] Hash32 digest(ReplicaId node, Height height) const {
    return proposal_digest(world.chain(), hosts.at(node).application().proposal(height));
  }
  [[nodiscard]] const ChainId& chain() const { return world.chain(); }

  [[nodiscard]] SignedVote vote(Tag kind, const Vote& v) const {
    return {v, signatures.sign(committee.keys.at(v.sender), vote_hash(kind, chain(), v))};
  }
  [[nodiscard]] SignedViewChange view_change(const ViewChange& change) const {
    SignedViewChange raw{encode(change), {}};
    raw.signature =
        signatures.sign(committee.keys.at(change.sender), chain_hash(Tag::view_change, chain(), raw.body));
    return raw;
  }
  [[nodiscard]] SignedNewView new_view(const NewView& body) const {
    SignedNewView raw{encode(body), {}};
    raw.signature =
        signatures.sign(committee.keys.at(body.sender), chain_hash(Tag::new_view, chain(), raw.body));
    return raw;
  }
  void inject(ReplicaId from, ReplicaId to, const Message& message) {
    give(to, Received{from, encode(message)});
  }

  void expect_safe() const { EXPECT_FALSE(checks.violation()) << *checks.violation(); }
  /// Every running replica executed and certified the same height, at least `height`.
  void expect_all_at(Height height) const {
    for (const auto& host : hosts) {
      if (!host.running() || !honest[host.config().self]) continue;
      const auto s = host.replica().status();
      EXPECT_GE(s.executed, height) << "replica " << host.config().self;
      EXPECT_EQ(s.certified, s.executed) << "replica " << host.config().self;
    }
    expect_safe();
  }

  simulator::FastSignatures signatures;
  simulator::HashChainWorld world;
  simulator::Committee committee;
  simulator::Checks checks;
  std::unique_ptr<bool[]> honest;
  std::vector<Host> hosts;
  std::deque<Sent> queue;
  std::vector<Sent> log;  // everything delivered
  std::vector<Evidence> evidence;
  std::vector<ReplicaId> diverged;
  std::map<ReplicaId, std::size_t> synced_writes;  // at most: a node writes several steps at once
  std::set<ReplicaId> hold_execution;              // blocks are not executed there
  bool lose_persist = false;
  Filter drop;
  Time now{1'000'000, 1'700'000'000'000};
  std::uint64_t next_transaction = 1;
};

/// Drops messages of type `M` that satisfy `where`.
template <class M>
[[nodiscard]] Cluster::Filter drops(std::function<bool(const Cluster::Sent&)> where = nullptr) {
  return [where](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<M>(message) && (!where || where(sent));
  };
}

}  // namespace credence::consensus
