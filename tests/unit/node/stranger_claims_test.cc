// SPDX-License-Identifier: Apache-2.0
// What one peer says without a proof decides nothing: how high the chain is, how large a state is, that
// blocks are gone.
#include "node/runtime/runtime.h"
#include "node/sync/chunk_plan.h"
#include "node/sync/sync.h"
#include "tests/unit/node/join_fixture.h"

namespace credence::node {
namespace {

using testing::Collected;
using testing::eventually;
using testing::JoinTest;
using testing::validator_key;

constexpr Height kHuge = 9'000'000'000'000'000'000;

// ---- a node with a ledger, and validators that say what they like -----------------------------------------

/// A peer that answers nothing, and claims a height.
struct Claimant {
  Collected<FrameKind> asked;
  std::unique_ptr<Transport> transport;

  Claimant(ReplicaId self, const Address& node, std::size_t validators, Height certified) {
    TransportOptions options;
    options.chain = testing::test_chain();
    options.set = world::genesis().validators;
    options.set.validators.push_back({world::kNobody.public_key(), "observer", "observer"});
    options.self = self;
    options.listen = {"127.0.0.1", 0};
    options.peers[static_cast<ReplicaId>(validators)] = node;
    options.ping_ms = 50;
    options.redial_ms_max = 200;
    TransportEvents events;
    events.frame = [this](ReplicaId, FrameKind kind, Bytes) { asked.add(kind); };
    events.connected = events.disconnected = events.duplicate_of_peer =
        events.duplicate_of_self = [](ReplicaId) {};
    transport = std::make_unique<Transport>(std::move(options), validator_key(self), std::move(events));
    transport->set_certified(certified);
    EXPECT_TRUE(transport->start());
  }
  std::size_t requests(FrameKind kind) const {
    const auto all = asked.all();
    return static_cast<std::size_t>(std::ranges::count(all, kind));
  }
};

class StrangerClaims : public ::testing::Test {
 protected:
  /// An observer that holds `blocks` certified blocks.
  void start_observer(unsigned blocks, bool replaceable) {
    auto ledger = Ledger::open(make_memory_key_value(), world::genesis()).value();
    for (unsigned i = 0; i < blocks; ++i) {
      const auto header =
          ledger->apply(world::proposal_of(ledger->head().time_ms + 1000, {testing::make_transaction(i)}))
              .value();
      ASSERT_TRUE(ledger->add_certificate(world::certify(ledger->chain(), header)));
    }
    RuntimeOptions options;
    options.listen = {"127.0.0.1", 0};
    options.observe = true;
    options.snapshot_behind = 10;
    options.replaceable = replaceable;
    options.open_joining = [this](bool) -> Result<std::unique_ptr<KeyValue>> {
      ++joins_;
      return make_memory_key_value();
    };
    RuntimeEvents events;
    events.fatal = [](NodeExit) {};
    events.certified = [](Height, const std::vector<TxId>&) {};
    node_ = Runtime::make(options, world::kNobody, std::move(ledger), std::move(events)).value();
    ASSERT_TRUE(node_->start());
  }
  std::unique_ptr<Claimant> claimant(ReplicaId self, Height certified) {
    return std::make_unique<Claimant>(self, Address{"127.0.0.1", node_->peer_port()},
                                      world::genesis().validators.size(), certified);
  }

  std::atomic<int> joins_{0};
  std::unique_ptr<Runtime> node_;
};

TEST_F(StrangerClaims, OneHugePingMovesANodeThatHoldsBlocksToNothingButRequestsForBlocks) {
  start_observer(20, false);
  const auto liar = claimant(3, kHuge);
  ASSERT_TRUE(eventually([&] { return liar->requests(FrameKind::block_request) > 0; })) << "it was heard";
  EXPECT_EQ(liar->requests(FrameKind::snapshot_request), 0u);
  EXPECT_EQ(joins_, 0);
  EXPECT_EQ(node_->status().joining.height, 0u);
  EXPECT_TRUE(node_->health().ready);
}

TEST_F(StrangerClaims, WithFPlusOneOthersTheLiarIsNotEvenAsked) {
  start_observer(20, false);
  std::vector<std::unique_ptr<Claimant>> peers;
  for (ReplicaId i = 0; i < 2; ++i) peers.push_back(claimant(i, 20));
  const auto knows = [&](Height height) {
    return eventually([&] {
      const auto all = node_->status().peers;
      return std::ranges::count_if(
                 all, [height](const auto& one) { return one.connected && one.certified == height; }) >= 1;
    });
  };
  ASSERT_TRUE(eventually([&] {
    return std::ranges::count_if(node_->status().peers,
                                 [](const auto& one) { return one.connected && one.certified == 20; }) == 2;
  }));
  peers.push_back(claimant(3, kHuge));
  ASSERT_TRUE(knows(kHuge));
  // The honest two grow: the block that they both claim is asked for, and the round of looking at claims
  // after that of the liar is over.
  for (int i = 0; i < 2; ++i) peers[i]->transport->set_certified(21);
  ASSERT_TRUE(eventually([&] {
    return peers[0]->requests(FrameKind::block_request) + peers[1]->requests(FrameKind::block_request) > 0;
  }));
  EXPECT_EQ(joins_, 0);
  EXPECT_TRUE(node_->health().ready);
}

// ---- a snapshot that is joined ----------------------------------------------------------------------------

using StrangerJoin = JoinTest;

TEST_F(StrangerJoin, OnlyACertifiedBlockFarEnoughAheadMakesItTakeASnapshot) {
  make_join();
  join_->want(21, now_);  // as a liar made it believe; the chain has 20 blocks
  for (int i = 0; i < 3'000 && join_->active(); ++i) step();
  EXPECT_FALSE(joined_);
  EXPECT_FALSE(join_->active()) << "given up";
  for (const Peer& peer : peers_) EXPECT_EQ(peer.chunks, 0u);
}

TEST_F(StrangerJoin, WhileOffersAreWaitedForBlocksAreFetched) {
  for (Peer& peer : peers_) peer.silent = true;
  make_join();
  join_->want(1, now_);
  EXPECT_TRUE(join_->fetching(now_)) << "a moment for honest offers";
  now_ += 10'000;
  EXPECT_TRUE(join_->active());
  EXPECT_FALSE(join_->fetching(now_));
  for (Peer& peer : peers_) peer.silent = false;
  height_ = 15;  // blocks came
  ASSERT_TRUE(run()) << "and a snapshot that is still of use is taken";
  expect_ledger();
}

TEST_F(StrangerJoin, BlocksThatCameMeanwhileMakeAnOfferUseless) {
  make_join();
  join_->want(1, now_);
  height_ = 20;
  for (int i = 0; i < 3'000 && join_->active(); ++i) step();
  EXPECT_FALSE(joined_);
  for (const Peer& peer : peers_) EXPECT_EQ(peer.chunks, 0u);
}

TEST_F(StrangerJoin, ASnapshotThatOnePeerAloneOffersIsNotTakenWhileOthersAnswer) {
  const std::uint64_t begin = now_;
  // whatever holds more than one entry is too long: the state is cut into dust, and never in vain
  peers_[0].lie = [](SnapshotReply& reply) {
    if (const auto* chunk = std::get_if<StateChunk>(&reply.what);
        chunk != nullptr && chunk->entries.size() > 1)
      reply.what = ChunkTooLong{};
  };
  for (const std::size_t late : {1U, 2U})
    peers_[late].lie = [this, begin](SnapshotReply& reply) {
      if (std::holds_alternative<SnapshotOffers>(reply.what) && now_ < begin + 8'000)
        reply.what = SnapshotOffers{};
    };
  make_join();
  join_->want(1, now_);
  ASSERT_TRUE(run());
  EXPECT_EQ(liars_, (std::map<ReplicaId, Code>{{0, Code::malformed}}));
  expect_ledger();
}

TEST_F(StrangerJoin, ASnapshotOfOnePeerIsTakenWhenNobodyElseHasOne) {
  for (const std::size_t without : {1U, 2U})
    peers_[without].lie = [](SnapshotReply& reply) {
      if (std::holds_alternative<SnapshotOffers>(reply.what)) reply.what = SnapshotOffers{};
    };
  make_join();
  join_->want(1, now_);
  ASSERT_TRUE(run());
  expect_ledger();
}

TEST_F(StrangerJoin, AnOldSnapshotDoesNotKeepANodeThatIsNearFromANewerOne) {
  for (Peer& peer : peers_) {  // somebody asked before: each holds the snapshot of block 20
    (void)peer.server->answer(9, {1, OffersAsked{}}, now_);
    peer.server->tick(now_ + 2'000);
  }
  now_ += 20'000;
  for (int i = 0; i < 4; ++i)
    for (Peer& peer : peers_) extend(peer, {});
  height_ = 22;
  make_join();
  join_->want(1, now_);
  ASSERT_TRUE(run()) << "a thousand blocks behind or three: it is given one above what it holds";
  expect_ledger();
}

TEST_F(StrangerJoin, WhoAsksForEverNewerSnapshotsTakesNoneAwayFromWhoReadsOne) {
  Peer& peer = peers_[0];
  SnapshotServer& server = *peer.server;
  const auto newest = [&](Height above) {
    (void)server.answer(3, {1, OffersAsked{above}}, now_);
    now_ += 10'500;
    server.tick(now_);
    const auto offers = std::get<SnapshotOffers>(server.answer(3, {1, OffersAsked{above}}, now_).what);
    return offers.empty() ? Height{0} : offers.back().header.height;
  };
  ASSERT_EQ(newest(0), 20u);
  for (Height height = 21; height < 30; ++height) {
    EXPECT_TRUE(std::holds_alternative<StateChunk>(
        server.answer(1, {1, ChunkAsked{20, StatePlace::nth(1, 4)}}, now_).what))
        << "at " << height;
    extend(peer, {});
    EXPECT_EQ(newest(height - 1), height);
  }
}

TEST(StrangerPlan, TheFirstPiecesShowTheSizeWhateverIsSaid) {
  const auto depth_of = [](std::uint64_t entries) {
    ChunkPlan plan(std::nullopt, 1024);
    const auto none = [](const StatePlace&) { return false; };
    for (int asked = 0; plan.sizing(); ++asked) {
      EXPECT_LT(asked, 10);
      const auto place = plan.next(none);
      EXPECT_TRUE(place.has_value());
      EXPECT_FALSE(plan.next(none).has_value()) << "one at a time";
      plan.got(*place, entries >> place->depth);
    }
    const auto place = plan.next(none);
    EXPECT_EQ(plan.estimate() >> place->depth << place->depth, plan.estimate());
    EXPECT_GE(2 * (plan.estimate() + 1), entries);
    return place->depth;
  };
  EXPECT_EQ(depth_of(0), 0);
  EXPECT_EQ(depth_of(1'000), 0);
  EXPECT_EQ(depth_of(5'000), 4);
  EXPECT_EQ(depth_of(160'000), 8);
  EXPECT_EQ(depth_of(300'000'000), 20);
}

TEST(StrangerPlan, ADeepPieceThatIsLeftOverDoesNotDecideTheCut) {
  ChunkPlan plan(32u, 1024);  // an earlier run ended while it looked
  const auto done = [](const StatePlace& place) { return place.depth == 32; };
  std::optional<StatePlace> place;
  while (plan.sizing()) {
    place = plan.next(done);
    ASSERT_TRUE(place.has_value());
    plan.got(*place, std::uint64_t{160'000} >> place->depth);
  }
  EXPECT_EQ(place->depth, 8);
}

// ---- blocks -----------------------------------------------------------------------------------------------

TEST(StrangerSync, WhoClaimsBlocksAndGivesNoneIsPassedOverForLongerEachTime) {
  std::vector<BlockRequest> asked;
  std::vector<PeerStatus> peers{{1, true, kHuge}};
  SyncHooks hooks;
  hooks.peers = [&] { return peers; };
  hooks.ask = [&](ReplicaId, const BlockRequest& request) { asked.push_back(request); };
  hooks.verify = [](std::uint64_t, std::vector<SyncBlock>) {};
  hooks.apply = [](std::vector<VerifiedBlock>) {};
  hooks.synced = [](const Certificate&) {};
  hooks.diverged = [](const Error&) {};
  Sync sync(std::move(hooks));
  std::size_t rounds = 0;
  std::uint64_t now = 1'000;
  for (; now < 121'000; now += 50) {
    if (!sync.active() && !sync.hollow(1, now)) {
      ++rounds;
      sync.want(21, kHuge, now);
    }
    for (const BlockRequest& request : std::exchange(asked, {}))
      sync.on_reply(1, BlockReply{request.number, 0, {}}, now);
    sync.tick(now);
  }
  EXPECT_LE(rounds, 12u) << "in two minutes";
  EXPECT_GE(rounds, 3u) << "and not for ever: it may have them one day";
  sync.stop();
  peers.push_back({2, true, 30});
  sync.want(21, 30, now);
  ASSERT_FALSE(asked.empty());
}

}  // namespace
}  // namespace credence::node
