// SPDX-License-Identifier: Apache-2.0
// A wide-area network of validators in simulated time: the real consensus core, lines of a latency and a
// bandwidth, synced writes of a duration. What computing costs is left out. Deterministic.
#pragma once

#include <deque>
#include <memory>
#include <queue>

#include "consensus/replica.h"
#include "tests/bench/wan_places.h"
#include "tests/simulator/fast_signatures.h"
#include "tests/simulator/host.h"
#include "tests/support/suite.h"

namespace credence::bench {

struct WanSettings {
  std::uint64_t bits_per_second = 100'000'000;  // of each validator's line, each way
  std::uint64_t sync_us = 500;                  // a synced write
  std::size_t transaction_bytes = 400;          // as an award of one line
  std::size_t frame_bytes = 60;                 // TCP, TLS and frame of a message
};

class WanNetwork {
 public:
  WanNetwork(std::span<const Place> places, const WanSettings& settings);

  /// `count` transactions reach a validator now: it sends them to all the others.
  void submit(std::size_t at, std::size_t count);
  void run_until(std::uint64_t us);

  [[nodiscard]] std::uint64_t now_us() const { return now_us_; }
  [[nodiscard]] std::uint64_t latency_us(std::size_t from, std::size_t to) const {
    return latency_us_[from * size() + to];
  }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }

  /// From the hand-in at a validator to the certificate of its block at the same validator; transactions
  /// handed in together are one.
  struct Done {
    std::size_t at = 0, count = 0;
    std::uint64_t submitted_us = 0, certified_us = 0;
  };
  [[nodiscard]] const std::vector<Done>& done() const { return done_; }
  [[nodiscard]] std::uint64_t view_changes() const;
  [[nodiscard]] std::uint64_t syncs() const { return syncs_; }
  [[nodiscard]] Height height() const;

 private:
  struct Bundle {  // transactions handed in together
    std::size_t at = 0, count = 0;
    std::uint64_t submitted_us = 0;
  };
  struct Node {
    std::unique_ptr<consensus::Replica> replica;
    std::uint64_t line_free_us = 0;
    std::deque<Bundle> pool;  // of the primary: what it knows of and has not proposed
    std::size_t pooled = 0;
    std::deque<consensus::Effects> waiting;
    std::size_t writing = 0;
    std::deque<consensus::Execute> blocks;
    bool executing = false;
    Height executed = 0, own_top = 0;
  };
  struct Event {
    std::uint64_t at_us, order;
    std::function<void()> what;
    bool operator>(const Event& other) const {
      return std::tie(at_us, order) > std::tie(other.at_us, other.order);
    }
  };

  void schedule(std::uint64_t at_us, std::function<void()> what) {
    events_.push({at_us, order_++, std::move(what)});
  }
  void send(std::size_t from, std::size_t to, std::size_t bytes, std::function<void()> arrives);
  void tick(std::size_t at);
  void give(std::size_t at, const consensus::Input& input);
  void apply(std::size_t at, consensus::Effects effects);
  void release(std::size_t at, const consensus::Effects& effects);
  void write(std::size_t at);
  void propose(std::size_t at);
  void execute(std::size_t at);
  void fetch(std::size_t at, Height to);
  void drop_from_pool(std::size_t at, Height height);
  void certified(std::size_t at, const Certificate& certificate);

  WanSettings settings_;
  simulator::FastSignatures signatures_;
  simulator::Committee committee_;
  const Hash32 genesis_ = tagged_hash(samples::kSuite, Tag::genesis, bytes_of("a wide-area network"));
  const ChainId chain_{samples::kSuite, genesis_.bytes};
  std::vector<std::uint64_t> latency_us_;
  std::vector<Node> nodes_;
  std::priority_queue<Event, std::vector<Event>, std::greater<>> events_;
  std::uint64_t now_us_ = 0, order_ = 0, batches_ = 0, syncs_ = 0;
  std::map<Hash32, std::vector<Bundle>> batches_of_;  // by digest
  std::map<Height, std::vector<Bundle>> blocks_;      // what a height holds, once anyone executed it
  std::map<Height, Certificate> certificates_;        // the first of each height
  std::vector<Done> done_;
};

}  // namespace credence::bench
