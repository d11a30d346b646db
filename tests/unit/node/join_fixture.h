// SPDX-License-Identifier: Apache-2.0
// What the tests of joining by a snapshot share: three peers that hold a chain, and a node that holds
// nothing. Everything runs in the test's thread, with its own time.
#pragma once

#include "node/sync/snapshot_join.h"
#include "node/sync/snapshot_server.h"
#include "tests/support/faulty_key_value.h"
#include "tests/unit/node/fixture.h"

namespace credence::node::testing {

class JoinTest : public ::testing::Test {
 protected:
  struct Peer {
    std::unique_ptr<SharedLedger> ledger;
    std::unique_ptr<SnapshotServer> server;
    std::function<void(SnapshotReply&)> lie = [](SnapshotReply&) {};
    bool connected = true;
    bool silent = false;
    std::size_t chunks = 0;            // that it was asked for
    bool lied = false;                 // in an answer that was handed over
    std::size_t chunks_after_lie = 0;  // that it was asked for since
  };

  void SetUp() override {
    for (unsigned i = 0; i < 20; ++i) {
      RegisterEnterprises action;
      for (unsigned k = 0; k < 40; ++k)
        action.lines.push_back(
            {world::code(40 * i + k), world::enterprise_name(40 * i + k), std::nullopt, std::nullopt});
      transactions_.push_back(sign(action, i));
    }
    for (int i = 0; i < 3; ++i) add_peer();
  }
  Bytes sign(const Action& action, std::uint64_t nonce) {
    const TransactionBody body{test_chain(), key_id(world::kRegistrar.public_key()), nonce, 1'000,
                               encode(action)};
    const SecretKey* keys[] = {&world::kRegistrar};
    return sign_transaction(body, keys).value();
  }
  /// A peer that holds the chain; the snapshot is that of its last block.
  void add_peer() {
    Peer peer;
    peer.ledger =
        std::make_unique<SharedLedger>(Ledger::open(make_memory_key_value(), world::genesis()).value());
    peer.server = std::make_unique<SnapshotServer>(*peer.ledger);
    for (const Bytes& bytes : transactions_) extend(peer, {bytes});
    peers_.push_back(std::move(peer));
  }
  void extend(Peer& peer, std::vector<Bytes> transactions) {
    const Height height = peer.ledger->write([&](Ledger& at) {
      const auto header =
          at.apply(world::proposal_of(at.head().time_ms + 1000, std::move(transactions))).value();
      EXPECT_TRUE(at.add_certificate(world::certify(at.chain(), header)).has_value());
      return header.height;
    });
    peer.server->executed(height, now_);
  }

  void make_join() {
    join_.reset();
    JoinHooks hooks;
    hooks.peers = [this] {
      std::vector<PeerStatus> out;
      for (std::size_t i = 0; i < peers_.size(); ++i)
        out.push_back({static_cast<ReplicaId>(i), peers_[i].connected, 20});
      return out;
    };
    hooks.height = [this] { return height_; };
    hooks.ask = [this](ReplicaId to, const SnapshotRequest& request) {
      if (std::holds_alternative<ChunkAsked>(request.what)) {
        ++peers_[to].chunks;
        if (peers_[to].lied) ++peers_[to].chunks_after_lie;
        EXPECT_FALSE(liars_.contains(to)) << "asked again";
      }
      if (std::holds_alternative<ExecutedAsked>(request.what)) asked_for_ids_.push_back(to);
      asked_.emplace_back(to, request);
      ++in_flight_[to];
      most_in_flight_ = std::max(most_in_flight_, in_flight_[to]);
    };
    hooks.open_store = [this](bool fresh) -> Result<std::unique_ptr<KeyValue>> {
      if (fresh) {
        disk_ = std::make_shared<Disk>();
        ++fresh_;
      }
      return std::make_unique<FaultyKeyValue>(disk_);
    };
    hooks.store = [this](std::uint64_t number, const std::shared_ptr<SharedInstall>& install,
                         const PutInstall& put) { stored_.emplace_back(number, install->with(put)); };
    hooks.lied = [this](ReplicaId peer, const Error& error) {
      EXPECT_TRUE(liars_.emplace(peer, error.code).second) << "named once";
    };
    hooks.joined = [this] { joined_ = true; };
    join_ = std::make_unique<SnapshotJoin>(world::genesis(), 256, std::move(hooks)) /* sixteen chunks */;
  }
  /// As if nothing had been joined; peers stay as they are.
  void begin_anew() {
    disk_ = std::make_shared<Disk>();
    liars_.clear();
    asked_.clear();
    stored_.clear();
    in_flight_.clear();
    asked_for_ids_.clear();
    joined_ = false;
    make_join();
  }
  /// One answer, or one moment.
  void step() {
    if (!stored_.empty()) {
      auto [number, outcome] = std::move(stored_.front());
      stored_.pop_front();
      return join_->stored(number, outcome, now_);
    }
    if (asked_.empty()) {
      now_ += 250;
      for (Peer& peer : peers_) peer.server->tick(now_);
      return join_->tick(now_);
    }
    auto [to, request] = std::move(asked_.front());
    asked_.pop_front();
    --in_flight_[to];
    Peer& peer = peers_[to];
    if (peer.silent || !peer.connected) return;
    SnapshotReply reply = peer.server->answer(9, request, now_);
    const Bytes honest = encode(reply);
    peer.lie(reply);
    const Bytes bytes = encode(reply);
    if (bytes != honest) peer.lied = true;
    join_->on_reply(to, decode<SnapshotReply>(bytes).value(), bytes.size(), now_);
  }
  bool run(std::size_t steps = 4'000) {
    for (std::size_t i = 0; i < steps && !joined_; ++i) step();
    return joined_;
  }
  /// Until a few chunks are written, and not all.
  void run_to_the_middle() {
    for (int i = 0; i < 500 && join_->progress().entries < 300; ++i) step();
    ASSERT_GE(join_->progress().entries, 300u);
    ASSERT_FALSE(joined_);
  }
  void expect_ledger() {
    auto install = join_->take();
    ASSERT_NE(install, nullptr);
    ASSERT_TRUE(install->finish({}).has_value());
    install.reset();
    const auto ledger = Ledger::open(std::make_unique<FaultyKeyValue>(disk_), world::genesis());
    ASSERT_TRUE(ledger.has_value()) << ledger.error().text_en();
    EXPECT_TRUE((*ledger)->check_state().has_value());
    const Height height = (*ledger)->height();
    EXPECT_EQ((*ledger)->head_hash(), peers_[0].ledger->read([&](const Ledger& at) {
      return header_hash(at.chain(), at.block(height)->header);
    }));
  }

  std::vector<Bytes> transactions_;
  std::vector<Peer> peers_;
  std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
  std::deque<std::pair<ReplicaId, SnapshotRequest>> asked_;
  std::deque<std::pair<std::uint64_t, Result<void>>> stored_;
  std::map<ReplicaId, std::size_t> in_flight_;
  std::size_t most_in_flight_ = 0;
  std::vector<ReplicaId> asked_for_ids_;
  std::map<ReplicaId, Code> liars_;
  std::size_t fresh_ = 0;
  bool joined_ = false;
  Height height_ = 0;  // what this node holds
  std::uint64_t now_ = 1'000'000;
  std::unique_ptr<SnapshotJoin> join_;
};

}  // namespace credence::node::testing
