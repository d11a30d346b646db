// SPDX-License-Identifier: Apache-2.0
// Joining by a snapshot (node/sync/snapshot_join.h, node/sync/snapshot_server.h): chunks come from several
// peers, a lying one is found at its first lie and never asked again, and the download resumes. Everything
// runs in the test's thread, with its own time.
#include "tests/unit/node/join_fixture.h"

namespace credence::node {
namespace {

using testing::JoinTest;

TEST_F(JoinTest, TheStateComesFromAllPeersThatHaveIt) {
  make_join();
  join_->want(1, now_);
  ASSERT_TRUE(run());
  for (const Peer& peer : peers_) EXPECT_GT(peer.chunks, 2u);
  EXPECT_LE(most_in_flight_, 2u) << "nobody is flooded";
  EXPECT_TRUE(liars_.empty());
  expect_ledger();
}

TEST_F(JoinTest, EveryLieIsFoundAtOnceAndItsAuthorIsNamedAndNotAskedAgain) {
  const auto chunk = [](auto bend) {
    return [bend](SnapshotReply& reply) {
      if (auto* at = std::get_if<StateChunk>(&reply.what); at != nullptr && !at->entries.empty()) bend(*at);
    };
  };
  const auto offer = [](auto bend) {
    return [bend](SnapshotReply& reply) {
      if (auto* at = std::get_if<SnapshotOffers>(&reply.what); at != nullptr && !at->empty())
        bend(at->front());
    };
  };
  const std::vector<std::pair<const char*, std::function<void(SnapshotReply&)>>> lies = {
      {"an entry left out", chunk([](StateChunk& c) { c.entries.pop_back(); })},
      {"an entry added", chunk([](StateChunk& c) { c.entries.push_back(c.entries.front()); })},
      {"a value", chunk([](StateChunk& c) { c.entries.front().value.back() ^= std::byte{1}; })},
      {"a key", chunk([](StateChunk& c) { c.entries.front().key.back() ^= std::byte{1}; })},
      {"no entries", chunk([](StateChunk& c) { c.entries.clear(); })},
      {"a sibling", chunk([](StateChunk& c) { c.path.siblings.front().bytes[3] ^= std::byte{1}; })},
      {"no path", chunk([](StateChunk& c) { c.path.siblings.clear(); })},
      {"another answer",
       [](SnapshotReply& r) {
         if (std::holds_alternative<StateChunk>(r.what)) r.what = SnapshotOffers{};
       }},
      {"too long, which is not so",
       [](SnapshotReply& r) {
         if (std::holds_alternative<StateChunk>(r.what)) r.what = ChunkTooLong{};
       }},
      {"an offer of a forged state",
       offer([](BlockProof& o) { o.header.state_root.bytes[0] ^= std::byte{1}; })},
      {"an offer above the chain", offer([](BlockProof& o) { o.header.height += 1'000; })},
      {"an offer without a quorum", offer([](BlockProof& o) { o.certificate.signatures.pop_back(); })},
      {"an offer with one signature twice",
       offer([](BlockProof& o) { o.certificate.signatures[1] = o.certificate.signatures[0]; })},
      {"an offer of other validators",
       offer([](BlockProof& o) { o.header.validator_set.bytes[0] ^= std::byte{1}; })},
  };
  for (const auto& [name, lie] : lies) {
    SCOPED_TRACE(name);
    for (Peer& peer : peers_) {
      peer.lie = [](SnapshotReply&) {};
      peer.lied = false;
      peer.chunks_after_lie = 0;
    }
    peers_[1].lie = lie;
    begin_anew();
    join_->want(1, now_);
    ASSERT_TRUE(run());
    EXPECT_TRUE(liars_.contains(1)) << "not found";
    EXPECT_EQ(liars_.size(), 1u) << "nobody else is accused";
    const bool shows_late =
        std::string_view(name).starts_with("too long");  // only when another peer gives that chunk
    EXPECT_TRUE(peers_[1].lied) << "it was never asked what it lies about";
    EXPECT_LE(peers_[1].chunks_after_lie, shows_late ? 8u : 1u)
        << "found late: a chunk is checked where it is written, while the next is asked for";
    expect_ledger();
  }
}

TEST_F(JoinTest, ALieAboutExecutedIdsIsFoundAndAnotherPeerIsAsked) {
  begin_anew();
  join_->want(1, now_);
  ASSERT_TRUE(run());
  ASSERT_EQ(asked_for_ids_.size(), 1u);
  const ReplicaId liar = asked_for_ids_.front();  // all goes as before until then
  const std::vector<std::pair<Code, std::function<void(ExecutedPage&)>>> lies = {
      {Code::wrong_root, [](ExecutedPage& p) { p.back().ids.front().id.bytes[0] ^= std::byte{1}; }},
      {Code::wrong_root, [](ExecutedPage& p) { p.front().ids.clear(); }},
      {Code::malformed, [](ExecutedPage& p) { p.clear(); }},
      {Code::malformed, [](ExecutedPage& p) { p.pop_back(); }},
  };
  for (const auto& [code, lie] : lies) {
    peers_[liar].lie = [&](SnapshotReply& reply) {
      if (auto* page = std::get_if<ExecutedPage>(&reply.what)) lie(*page);
    };
    begin_anew();
    join_->want(1, now_);
    ASSERT_TRUE(run());
    EXPECT_EQ(liars_, (std::map<ReplicaId, Code>{{liar, code}}));
    ASSERT_EQ(asked_for_ids_.size(), 2u);
    EXPECT_EQ(asked_for_ids_.front(), liar);
    EXPECT_NE(asked_for_ids_.back(), liar);
    expect_ledger();
  }
  peers_[liar].lie = [](SnapshotReply& reply) {
    if (std::holds_alternative<ExecutedPage>(reply.what)) reply.what = NotHeld{};
  };
  begin_anew();
  join_->want(1, now_);
  ASSERT_TRUE(run());
  EXPECT_TRUE(liars_.empty()) << "not to have them is no lie";
}

TEST_F(JoinTest, AForgedBlockContentIsRefused) {
  for (Peer& peer : peers_) peer.lie = [](SnapshotReply&) {};
  peers_[0].lie = peers_[1].lie = [](SnapshotReply& reply) {
    if (auto* content = std::get_if<SnapshotContent>(&reply.what))
      content->block.receipts.front().back() ^= std::byte{1};
  };
  make_join();
  join_->want(1, now_);
  ASSERT_TRUE(run());
  EXPECT_LE(liars_.size(), 2u);
  for (const auto& [liar, code] : liars_) EXPECT_EQ(code, Code::wrong_root) << liar;
  expect_ledger();
}

TEST_F(JoinTest, AfterARestartItGoesOnWhereItStood) {
  make_join();
  join_->want(1, now_);
  run_to_the_middle();
  const std::uint64_t entries = join_->progress().entries;
  std::size_t before = 0, after = 0;
  for (Peer& peer : peers_) before += std::exchange(peer.chunks, 0);
  asked_.clear();
  stored_.clear();
  in_flight_.clear();
  disk_->crash(SIZE_MAX);
  make_join();
  join_->want(1, now_);
  EXPECT_EQ(join_->progress().entries, entries);
  ASSERT_TRUE(run());
  for (const Peer& peer : peers_) after += peer.chunks;
  EXPECT_EQ(fresh_, 0u);
  EXPECT_LT(after, 16u) << "of the sixteen chunks only the rest was asked for: " << before << " before";
  expect_ledger();
}

TEST_F(JoinTest, WhenTheSnapshotIsGoneEverywhereItBeginsAnew) {
  make_join();
  join_->want(1, now_);
  run_to_the_middle();
  for (Peer& peer : peers_) {  // restarted: what they had is gone, and their chain went on
    peer.server = std::make_unique<SnapshotServer>(*peer.ledger);
    extend(peer, {});
  }
  ASSERT_TRUE(run());
  EXPECT_EQ(fresh_, 1u);
  EXPECT_TRUE(liars_.empty()) << "to have no snapshot is no lie";
  expect_ledger();
}

TEST_F(JoinTest, ASilentOrDisconnectedPeerHoldsNothingUp) {
  make_join();
  join_->want(1, now_);
  run_to_the_middle();
  peers_[0].silent = true;
  peers_[2].connected = false;
  ASSERT_TRUE(run());
  EXPECT_TRUE(liars_.empty());
  expect_ledger();
}

TEST_F(JoinTest, WhenNobodyHasOneItGivesUpForAWhileSoThatBlocksAreFetched) {
  for (Peer& peer : peers_) peer.silent = true;
  make_join();
  join_->want(1, now_);
  const std::uint64_t begin = now_;
  while (join_->active() && now_ < begin + 200'000) step();
  EXPECT_FALSE(join_->active());
  EXPECT_TRUE(join_->given_up(now_));
  join_->want(1, now_);
  EXPECT_FALSE(join_->active());
}

TEST_F(JoinTest, OnlyASnapshotAboveWhatIsHeldIsOfUse) {
  make_join();
  height_ = 20;
  join_->want(1, now_);
  for (int i = 0; i < 300; ++i) step();
  EXPECT_FALSE(joined_);
  for (const Peer& peer : peers_) EXPECT_EQ(peer.chunks, 0u);
}

TEST_F(JoinTest, AStateOfLongValuesIsCut) {
  // The bound on a chunk's bytes is what cuts: here the peers' own, all alike.
  for (Peer& peer : peers_)
    peer.lie = [](SnapshotReply& reply) {
      if (const auto* at = std::get_if<StateChunk>(&reply.what); at != nullptr && at->entries.size() > 30)
        reply.what = ChunkTooLong{};
    };
  make_join();
  join_->want(1, now_);
  ASSERT_TRUE(run(20'000));
  EXPECT_TRUE(liars_.empty()) << "all said so, and it was cut";
  expect_ledger();
}

// ---- serving ----------------------------------------------------------------------------------------------

TEST_F(JoinTest, NoSnapshotIsKeptWhileNobodyAsksOrUsesIt) {
  Peer& peer = peers_[0];
  now_ += 5'000;
  peer.server->tick(now_);
  EXPECT_EQ(peer.server->held(), 0u);
  EXPECT_TRUE(std::get<SnapshotOffers>(peer.server->answer(9, {1, OffersAsked{}}, now_).what).empty());
  peer.server->tick(now_);
  EXPECT_EQ(peer.server->held(), 1u);
  EXPECT_EQ(std::get<SnapshotOffers>(peer.server->answer(9, {1, OffersAsked{}}, now_).what).size(), 1u);
  now_ += 200'000;
  peer.server->tick(now_);
  EXPECT_EQ(peer.server->held(), 0u);
}

TEST_F(JoinTest, UnderLoadAllTakeTheSnapshotOfOneHeight) {
  for (Peer& peer : peers_) extend(peer, {});
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    (void)peers_[i].server->answer(9, {1, OffersAsked{}}, now_);  // at different heights: 21, 24, 27
    for (Peer& peer : peers_)
      for (int k = 0; k < 3; ++k) extend(peer, {});
  }
  for (Peer& peer : peers_)
    while (peer.ledger->read([](const Ledger& at) { return at.height(); }) < 33) extend(peer, {});
  for (Peer& peer : peers_) {
    const auto offers = std::get<SnapshotOffers>(peer.server->answer(9, {1, OffersAsked{}}, now_).what);
    ASSERT_EQ(offers.size(), 1u);
    EXPECT_EQ(offers[0].header.height, 32u);
  }
}

TEST_F(JoinTest, HostileQuestionsGetNothing) {
  SnapshotServer& server = *peers_[0].server;
  (void)server.answer(9, {1, OffersAsked{}}, now_);
  now_ += 5'000;
  server.tick(now_);
  const auto nothing = [&](const SnapshotRequest& request) {
    return std::holds_alternative<NotHeld>(server.answer(9, request, now_).what);
  };
  EXPECT_TRUE(nothing({1, ChunkAsked{19, StatePlace{}}})) << "another height";
  EXPECT_TRUE(nothing({1, ChunkAsked{20, StatePlace{{}, 3}}}));
  EXPECT_TRUE(nothing({1, ChunkAsked{20, StatePlace{{}, 255}}}));
  EXPECT_TRUE(nothing({1, ContentAsked{UINT64_MAX}}));
  EXPECT_TRUE(nothing({1, ExecutedAsked{19, 0}})) << "another height";
  EXPECT_TRUE(
      std::get<ExecutedPage>(server.answer(9, {1, ExecutedAsked{20, UINT64_MAX}}, now_).what).empty());
  EXPECT_TRUE(
      std::get<ValidatorSetChanges>(server.answer(9, {1, ChangesAsked{UINT64_MAX}}, now_).what).empty());
  EXPECT_LE(encode(server.answer(9, {1, ChunkAsked{20, StatePlace{}}}, now_)).size(),
            frame_cap(FrameKind::snapshot_reply));
  EXPECT_LE(encode(SnapshotRequest{~0ULL, ChunkAsked{~0ULL, StatePlace::nth(1, 32)}}).size(),
            frame_cap(FrameKind::snapshot_request));
}

}  // namespace
}  // namespace credence::node
