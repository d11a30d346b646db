// SPDX-License-Identifier: Apache-2.0
// Four nodes in one process on loopback, each with a disk that outlives it.
#pragma once

#include "node/runtime/runtime.h"
#include "tests/unit/node/fixture.h"

namespace credence::node::testing {

inline constexpr std::size_t kNodes = 4;

class RuntimeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::size_t i = 0; i < kNodes; ++i) disks_.push_back(make_memory_key_value());
    nodes_.resize(kNodes);
    ports_.resize(kNodes, 0);
    for (std::size_t i = 0; i < kNodes; ++i) start(i);
  }
  void TearDown() override {
    for (auto& node : nodes_)
      if (node) node->stop();
  }
  void start(std::size_t i) {
    RuntimeOptions options;
    options.listen = {"127.0.0.1", ports_[i]};
    for (std::size_t k = 0; k < kNodes; ++k)
      if (k != i && ports_[k] != 0) options.peers[static_cast<ReplicaId>(k)] = {"127.0.0.1", ports_[k]};
    options.pool = pool_limits_;
    options.view_timeout_ms = 1'000;
    options.patience_ms = 2'000;
    RuntimeEvents events;
    events.fatal = [this](NodeExit code) { fatal_.add(code); };
    events.certified = [](Height, const std::vector<TxId>&) {};
    auto ledger = Ledger::open(std::make_unique<KeptStore>(disks_[i]), world::genesis());
    ASSERT_TRUE(ledger.has_value()) << ledger.error().text_en();
    auto made = Runtime::make(options, validator_key(static_cast<ReplicaId>(i)), *std::move(ledger),
                              std::move(events));
    ASSERT_TRUE(made.has_value());
    nodes_[i] = *std::move(made);
    const auto started = nodes_[i]->start();
    ASSERT_TRUE(started.has_value()) << started.error().text_en();
    ports_[i] = nodes_[i]->peer_port();
  }
  void stop(std::size_t i) { nodes_[i].reset(); }
  Code submit(std::size_t i, const Bytes& bytes) {
    TxId id;
    const auto taken = nodes_[i]->submit(bytes, id, false);
    return taken ? Code::ok : taken.error().code;
  }
  bool certified_at(std::size_t i, const Bytes& bytes) {
    return nodes_[i]->ledger().read(
        [&](const Ledger& at) { return at.prove_transaction(parsed(bytes).id).has_value(); });
  }
  bool certified_everywhere(const Bytes& bytes) {
    for (std::size_t i = 0; i < kNodes; ++i)
      if (nodes_[i] && !certified_at(i, bytes)) return false;
    return true;
  }
  void expect_equal_chains() {
    const auto hash_at = [&](std::size_t i, Height height) {
      return nodes_[i]->ledger().read(
          [&](const Ledger& at) { return header_hash(at.chain(), at.block(height)->header); });
    };
    Height least = UINT64_MAX;
    for (const auto& node : nodes_)
      if (node) least = std::min(least, node->ledger().read([](const Ledger& at) { return at.height(); }));
    for (Height height = 1; height <= least; ++height)
      for (std::size_t i = 1; i < kNodes; ++i)
        if (nodes_[0] && nodes_[i]) {
          EXPECT_EQ(hash_at(0, height), hash_at(i, height)) << height;
        }
  }

  MempoolLimits pool_limits_;
  std::vector<std::shared_ptr<KeyValue>> disks_;
  std::vector<std::uint16_t> ports_;
  std::vector<std::unique_ptr<Runtime>> nodes_;
  Collected<NodeExit> fatal_;
};

}  // namespace credence::node::testing
