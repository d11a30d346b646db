// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/wan_network.h"
#include "tests/support/suite.h"

#include <algorithm>

namespace credence::bench {
namespace {

using namespace consensus;

constexpr std::uint64_t kTickUs = 100'000;
constexpr std::uint64_t kUtcMs = 1'700'000'000'000;
// As node/runtime/core_loop.cc: own blocks in flight, what makes another one worth it, and what fits into
// one.
constexpr Height kOwnInFlightMax = 3;
constexpr std::size_t kFullEnough = 500;

}  // namespace

WanNetwork::WanNetwork(std::span<const Place> places, const WanSettings& settings)
    : settings_(settings), committee_(simulator::make_committee(places.size())), nodes_(places.size()) {
  for (const Place& a : places)
    for (const Place& b : places) latency_us_.push_back(one_way_us(a, b));
  for (std::size_t at = 0; at < size(); ++at) {
    Config config;
    config.chain = chain_;
    config.set = committee_.set;
    config.self = static_cast<ReplicaId>(at);
    Restored restored;
    restored.executed_header_hash = genesis_;
    nodes_[at].replica =
        std::make_unique<Replica>(config, committee_.keys[at], signatures_, std::move(restored));
    schedule(at * 1000, [this, at] { tick(at); });
  }
}

void WanNetwork::run_until(std::uint64_t us) {
  while (!events_.empty() && events_.top().at_us <= us) {
    now_us_ = events_.top().at_us;
    const auto what = std::move(const_cast<Event&>(events_.top()).what);  // it is not compared any more
    events_.pop();
    what();
  }
  now_us_ = us;
}

/// Through the sender's line, one message after the other, and then the way.
void WanNetwork::send(std::size_t from, std::size_t to, std::size_t bytes, std::function<void()> arrives) {
  std::uint64_t& free_us = nodes_[from].line_free_us;
  const std::uint64_t bits = 8 * (bytes + settings_.frame_bytes);
  free_us = std::max(free_us, now_us_) + bits * 1'000'000 / settings_.bits_per_second;
  schedule(free_us + latency_us(from, to), std::move(arrives));
}

void WanNetwork::tick(std::size_t at) {
  schedule(now_us_ + kTickUs, [this, at] { tick(at); });
  give(at, Tick{});
}

void WanNetwork::submit(std::size_t at, std::size_t count) {
  const Bundle bundle{at, count, now_us_};
  const auto arrive = [this, bundle](std::size_t to) {
    Node& node = nodes_[to];
    node.pool.push_back(bundle);
    node.pooled += bundle.count;
    give(to, Pending{node.pooled, false});
  };
  arrive(at);
  for (std::size_t step = 1; step < size(); ++step) {
    const std::size_t to = (at + step) % size();
    send(at, to, count * settings_.transaction_bytes, [arrive, to] { arrive(to); });
  }
}

void WanNetwork::give(std::size_t at, const Input& input) {
  apply(at, nodes_[at].replica->step(input, {now_us_ / 1000, kUtcMs + now_us_ / 1000}));
  propose(at);
}

void WanNetwork::apply(std::size_t at, Effects effects) {
  Node& node = nodes_[at];
  for (const auto& validate : effects.validate)
    schedule(now_us_, [this, at, digest = validate.digest] { give(at, Validated{digest, true}); });
  for (auto& execute : effects.execute) node.blocks.push_back(std::move(execute));
  if (effects.fetch) fetch(at, effects.fetch->to);
  if (effects.persist.empty() && node.waiting.empty())
    release(at, effects);
  else
    node.waiting.push_back(std::move(effects));
  write(at);
  execute(at);
}

/// One synced write for all steps that wait.
void WanNetwork::write(std::size_t at) {
  Node& node = nodes_[at];
  if (node.writing > 0 || node.waiting.empty() || node.executing) return;
  node.writing = node.waiting.size();
  const bool records =
      std::ranges::any_of(node.waiting, [](const Effects& step) { return !step.persist.empty(); });
  syncs_ += records ? 1 : 0;
  schedule(now_us_ + (records ? settings_.sync_us : 0), [this, at] {
    Node& writer = nodes_[at];
    for (; writer.writing > 0; --writer.writing) {
      const Effects effects = std::move(writer.waiting.front());
      writer.waiting.pop_front();
      release(at, effects);
    }
    write(at);
    execute(at);
  });
}

void WanNetwork::release(std::size_t at, const Effects& effects) {
  for (const auto& out : effects.send) {
    const auto bytes = std::make_shared<const Bytes>(out.bytes);
    for (std::size_t step = 1; step < size(); ++step) {
      const std::size_t to = (at + step) % size();
      if (out.to && *out.to != to) continue;
      send(at, to, bytes->size(),
           [this, at, to, bytes] { give(to, Received{static_cast<ReplicaId>(at), *bytes}); });
    }
  }
  for (const auto& certificate : effects.certified) certified(at, certificate);
}

void WanNetwork::propose(std::size_t at) {
  Node& node = nodes_[at];
  while (node.replica->can_propose()) {
    const auto status = node.replica->status();
    const Height in_flight = node.own_top > status.executed ? node.own_top - status.executed : 0;
    if (in_flight >= kOwnInFlightMax || node.pooled == 0) return;
    if (in_flight > 0 && node.pooled < kFullEnough) return;
    std::vector<Bundle> bundles;
    std::size_t count = 0;
    while (!node.pool.empty() && count + node.pool.front().count <= limits::kBlockTransactionsMax) {
      count += node.pool.front().count;
      bundles.push_back(node.pool.front());
      node.pool.pop_front();
    }
    node.pooled -= count;
    node.own_top = std::max(node.own_top, status.executed) + 1;
    Proposal proposal{kUtcMs + now_us_ / 1000, Bytes(count * settings_.transaction_bytes)};
    const Bytes number = encode(++batches_);
    std::copy(number.begin(), number.end(), proposal.batch.begin());
    batches_of_[proposal_digest(chain_, proposal)] = std::move(bundles);
    apply(at, node.replica->step(Propose{std::move(proposal)}, {now_us_ / 1000, kUtcMs + now_us_ / 1000}));
  }
}

/// Blocks one after the other, each above a certified one, each a synced write; after what waits to be
/// written.
void WanNetwork::execute(std::size_t at) {
  Node& node = nodes_[at];
  if (node.executing || node.writing > 0 || node.blocks.empty()) return;
  if (node.replica->status().certified + 1 < node.blocks.front().height) return;
  node.executing = true;
  ++syncs_;
  schedule(now_us_ + settings_.sync_us, [this, at] {
    Node& writer = nodes_[at];
    const Execute block = std::move(writer.blocks.front());
    writer.blocks.pop_front();
    writer.executing = false;
    const Hash32 digest = proposal_digest(chain_, block.proposal);
    if (const auto held = batches_of_.find(digest); held != batches_of_.end())
      blocks_.try_emplace(block.height, held->second);
    drop_from_pool(at, block.height);
    writer.executed = block.height;
    give(at, Executed{block.height,
                      tagged_hash(samples::kSuite, Tag::header, {encode(block.height), digest.view()})});
    give(at, Pending{writer.pooled, false});
    write(at);
    execute(at);
  });
}

void WanNetwork::drop_from_pool(std::size_t at, Height height) {
  Node& node = nodes_[at];
  const auto block = blocks_.find(height);
  if (block == blocks_.end()) return;
  std::erase_if(node.pool, [&](const Bundle& one) {
    const auto same = [&one](const Bundle& b) {
      return b.at == one.at && b.submitted_us == one.submitted_us;
    };
    const bool in = std::ranges::any_of(block->second, same);
    if (in) node.pooled -= one.count;
    return in;
  });
}

/// Certified elsewhere before it was decided here: the blocks come from the next validator, through its line.
void WanNetwork::fetch(std::size_t at, Height to) {
  const std::size_t from = (at + 1) % size();
  const auto highest = std::prev(certificates_.upper_bound(to));
  std::size_t bytes = 0;
  for (Height height = nodes_[at].executed + 1; height <= highest->first; ++height)
    for (const Bundle& one : blocks_[height]) bytes += one.count * settings_.transaction_bytes;
  send(at, from, 100, [this, at, from, bytes, certificate = highest->second] {
    send(from, at, bytes, [this, at, certificate] {
      Node& node = nodes_[at];
      for (; node.executed < certificate.height; ++node.executed) {
        drop_from_pool(at, node.executed + 1);
        ++syncs_;
      }
      while (!node.blocks.empty() && node.blocks.front().height <= node.executed) node.blocks.pop_front();
      certified(at, certificate);
      give(at, Synced{certificate});
    });
  });
}

void WanNetwork::certified(std::size_t at, const Certificate& certificate) {
  certificates_.emplace(certificate.height, certificate);
  const auto block = blocks_.find(certificate.height);
  if (block == blocks_.end()) return;
  for (const Bundle& one : block->second)
    if (one.at == at) done_.push_back({at, one.count, one.submitted_us, now_us_});
}

std::uint64_t WanNetwork::view_changes() const {
  std::uint64_t most = 0;
  for (const auto& node : nodes_) most = std::max(most, node.replica->status().view_changes);
  return most;
}

Height WanNetwork::height() const {
  Height highest = 0;
  for (const auto& node : nodes_) highest = std::max(highest, node.replica->status().certified);
  return highest;
}

}  // namespace credence::bench
