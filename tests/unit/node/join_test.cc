// Joining by a snapshot (node/sync/snapshot_join.h, node/sync/snapshot_server.h): chunks come from several peers, a
// lying one is found at its first lie and never asked again, and the download resumes. Everything runs in the
// test's thread, with its own time.
#include "node/sync/snapshot_join.h"
#include "node/sync/snapshot_server.h"
#include "tests/support/faulty_key_value.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

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
    const TransactionBody body{testing::test_chain(), key_id(world::kRegistrar.public_key()), nonce, 1'000,
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
    hooks.ask = [this](ReplicaId to, const SnapshotRequest& request) {
      if (std::holds_alternative<ChunkAsked>(request.what)) {
        ++peers_[to].chunks;
        if (peers_[to].lied) ++peers_[to].chunks_after_lie;
        EXPECT_FALSE(liars_.contains(to)) << "asked again";
      }
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
                         const StatePlace& place, const StateChunk& chunk) {
      stored_.emplace_back(number, install->with([&](SnapshotInstall& at) { return at.put(place, chunk); }));
    };
    hooks.lied = [this](ReplicaId peer, const Error& error) {
      EXPECT_TRUE(liars_.emplace(peer, error.code).second) << "named once";
    };
    hooks.joined = [this] { joined_ = true; };
    join_ = std::make_unique<SnapshotJoin>(world::genesis(), 256, std::move(hooks)) /* sixteen chunks */;
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
    SnapshotReply reply = peer.server->answer(request, now_);
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
  std::map<ReplicaId, Code> liars_;
  std::size_t fresh_ = 0;
  bool joined_ = false;
  std::uint64_t now_ = 1'000'000;
  std::unique_ptr<SnapshotJoin> join_;
};

TEST_F(JoinTest, TheStateComesFromAllPeersThatHaveIt) {
  make_join();
  join_->want(0, now_);
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
       offer([](SnapshotOffer& o) { o.block.header.state_root.bytes[0] ^= std::byte{1}; })},
      {"an offer above the chain", offer([](SnapshotOffer& o) { o.block.header.height += 1'000; })},
      {"an offer without a quorum",
       offer([](SnapshotOffer& o) { o.block.certificate.signatures.pop_back(); })},
      {"an offer with one signature twice", offer([](SnapshotOffer& o) {
         o.block.certificate.signatures[1] = o.block.certificate.signatures[0];
       })},
      {"an offer of other validators",
       offer([](SnapshotOffer& o) { o.block.header.validator_set.bytes[0] ^= std::byte{1}; })},
  };
  for (const auto& [name, lie] : lies) {
    SCOPED_TRACE(name);
    for (Peer& peer : peers_) {
      peer.lie = [](SnapshotReply&) {};
      peer.lied = false;
      peer.chunks_after_lie = 0;
    }
    peers_[1].lie = lie;
    disk_ = std::make_shared<Disk>();
    liars_.clear();
    asked_.clear();
    stored_.clear();
    in_flight_.clear();
    joined_ = false;
    make_join();
    join_->want(0, now_);
    ASSERT_TRUE(run());
    EXPECT_TRUE(liars_.contains(1)) << "not found";
    EXPECT_EQ(liars_.size(), 1u) << "nobody else is accused";
    const bool shows_late =
        std::string_view(name).starts_with("too long");  // only when another peer gives that chunk
    EXPECT_TRUE(peers_[1].lied) << "it was never asked what it lies about";
    EXPECT_LE(peers_[1].chunks_after_lie, shows_late ? 8u : 1u) << "found late: a chunk is checked where it is written, while the next is asked for";
    expect_ledger();
  }
}

TEST_F(JoinTest, AForgedBlockContentIsRefused) {
  for (Peer& peer : peers_) peer.lie = [](SnapshotReply&) {};
  peers_[0].lie = peers_[1].lie = [](SnapshotReply& reply) {
    if (auto* block = std::get_if<ArchiveBlock>(&reply.what)) block->receipts.front().back() ^= std::byte{1};
  };
  make_join();
  join_->want(0, now_);
  ASSERT_TRUE(run());
  EXPECT_LE(liars_.size(), 2u);
  for (const auto& [liar, code] : liars_) EXPECT_EQ(code, Code::wrong_root) << liar;
  expect_ledger();
}

TEST_F(JoinTest, AfterARestartItGoesOnWhereItStood) {
  make_join();
  join_->want(0, now_);
  run_to_the_middle();
  const std::uint64_t entries = join_->progress().entries;
  std::size_t before = 0, after = 0;
  for (Peer& peer : peers_) before += std::exchange(peer.chunks, 0);
  asked_.clear();
  stored_.clear();
  in_flight_.clear();
  disk_->crash(SIZE_MAX);
  make_join();
  join_->want(0, now_);
  EXPECT_EQ(join_->progress().entries, entries);
  ASSERT_TRUE(run());
  for (const Peer& peer : peers_) after += peer.chunks;
  EXPECT_EQ(fresh_, 0u);
  EXPECT_LT(after, 16u) << "of the sixteen chunks only the rest was asked for: " << before << " before";
  expect_ledger();
}

TEST_F(JoinTest, WhenTheSnapshotIsGoneEverywhereItBeginsAnew) {
  make_join();
  join_->want(0, now_);
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
  join_->want(0, now_);
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
  join_->want(0, now_);
  const std::uint64_t begin = now_;
  while (join_->active() && now_ < begin + 200'000) step();
  EXPECT_FALSE(join_->active());
  EXPECT_TRUE(join_->given_up(now_));
  join_->want(0, now_);
  EXPECT_FALSE(join_->active());
}

TEST_F(JoinTest, OnlyASnapshotAboveWhatIsHeldIsOfUse) {
  make_join();
  join_->want(20, now_);
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
  join_->want(0, now_);
  ASSERT_TRUE(run(20'000));
  EXPECT_TRUE(liars_.empty()) << "all said so, and it was cut";
  expect_ledger();
}

// ---- serving
// -------------------------------------------------------------------------------------------------------------

TEST_F(JoinTest, NoSnapshotIsKeptWhileNobodyAsksOrUsesIt) {
  Peer& peer = peers_[0];
  now_ += 5'000;
  peer.server->tick(now_);
  EXPECT_EQ(peer.server->held(), 0u);
  EXPECT_TRUE(std::get<SnapshotOffers>(peer.server->answer({1, OffersAsked{}}, now_).what).empty());
  peer.server->tick(now_);
  EXPECT_EQ(peer.server->held(), 1u);
  EXPECT_EQ(std::get<SnapshotOffers>(peer.server->answer({1, OffersAsked{}}, now_).what).size(), 1u);
  now_ += 200'000;
  peer.server->tick(now_);
  EXPECT_EQ(peer.server->held(), 0u);
}

TEST_F(JoinTest, UnderLoadAllTakeTheSnapshotOfOneHeight) {
  for (Peer& peer : peers_) extend(peer, {});
  for (std::size_t i = 0; i < peers_.size(); ++i) {
    (void)peers_[i].server->answer({1, OffersAsked{}}, now_);  // at different heights: 21, 24, 27
    for (Peer& peer : peers_)
      for (int k = 0; k < 3; ++k) extend(peer, {});
  }
  for (Peer& peer : peers_)
    while (peer.ledger->read([](const Ledger& at) { return at.height(); }) < 33) extend(peer, {});
  for (Peer& peer : peers_) {
    const auto offers = std::get<SnapshotOffers>(peer.server->answer({1, OffersAsked{}}, now_).what);
    ASSERT_EQ(offers.size(), 1u);
    EXPECT_EQ(offers[0].block.header.height, 32u);
  }
}

TEST_F(JoinTest, HostileQuestionsGetNothing) {
  SnapshotServer& server = *peers_[0].server;
  (void)server.answer({1, OffersAsked{}}, now_);
  now_ += 5'000;
  server.tick(now_);
  const auto nothing = [&](const SnapshotRequest& request) {
    return std::holds_alternative<NotHeld>(server.answer(request, now_).what);
  };
  EXPECT_TRUE(nothing({1, ChunkAsked{19, StatePlace{}}})) << "another height";
  EXPECT_TRUE(nothing({1, ChunkAsked{20, StatePlace{{}, 3}}}));
  EXPECT_TRUE(nothing({1, ChunkAsked{20, StatePlace{{}, 255}}}));
  EXPECT_TRUE(nothing({1, ContentAsked{UINT64_MAX}}));
  EXPECT_TRUE(std::get<ValidatorSetChanges>(server.answer({1, ChangesAsked{UINT64_MAX}}, now_).what).empty());
  EXPECT_LE(encode(server.answer({1, ChunkAsked{20, StatePlace{}}}, now_)).size(),
            frame_cap(FrameKind::snapshot_reply));
  EXPECT_LE(encode(SnapshotRequest{~0ULL, ChunkAsked{~0ULL, StatePlace::nth(1, 32)}}).size(),
            frame_cap(FrameKind::snapshot_request));
}

}  // namespace
}  // namespace credence::node
