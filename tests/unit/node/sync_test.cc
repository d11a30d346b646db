// SPDX-License-Identifier: Apache-2.0
// Catching up (node/sync/sync.h): what a peer gives is used only if it is proved; who lies or keeps silent is
// passed over; nothing grows without bound.
#include "node/sync/sync.h"

#include "node/base/log.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::make_transaction;

/// A chain of certified blocks to serve from.
class Chain {
 public:
  explicit Chain(std::size_t blocks) {
    for (std::size_t i = 0; i < blocks; ++i) add({make_transaction(static_cast<unsigned>(i))});
  }
  void add(std::vector<Bytes> transactions) {
    ledger.write([&](Ledger& at) {
      const auto header =
          at.apply(world::proposal_of(at.head().time_ms + 1000, std::move(transactions))).value();
      return at.add_certificate(world::certify(at.chain(), header)).value(), 0;
    });
  }
  SyncBlock block(Height height) const {
    auto stored = ledger.read([&](const Ledger& at) { return at.block(height); }).value();
    return {stored.header, stored.proposal, *stored.certificate};
  }
  SharedLedger ledger{Ledger::open(make_memory_key_value(), world::genesis()).value()};
};

// ---- one block --------------------------------------------------------------------------------------------

class VerifyBlock : public ::testing::Test {
 protected:
  Result<VerifiedBlock> check(SyncBlock block, const BlockHeader* before = nullptr) {
    return verify_block(testing::test_chain(), world::genesis().validators, signatures_, std::move(block),
                        before);
  }
  WorkerPool workers_{1, 10};
  SignaturePool signatures_{testing::test_chain(), workers_};
  Chain chain_{3};
};

TEST_F(VerifyBlock, AnHonestOnePassesRead) {
  const BlockHeader before = chain_.block(1).header;
  const auto good = check(chain_.block(2), &before);
  ASSERT_TRUE(good.has_value()) << good.error().text_en();
  ASSERT_EQ(good->batch->transactions.size(), 1u);
  EXPECT_EQ(encode(batch_of(good->batch->transactions)), good->block.proposal.batch);
}

TEST_F(VerifyBlock, EachFieldThatIsChangedIsRefused) {  // GHSA-hg58-rf2h-6rr7 and its kin
  const BlockHeader before = chain_.block(1).header;
  const std::vector<std::function<void(SyncBlock&)>> lies = {
      [](SyncBlock& b) { b.header.height = 3; },
      [](SyncBlock& b) { b.header.parent.bytes[0] ^= std::byte{1}; },
      [](SyncBlock& b) { b.header.time_ms += 1; },
      [](SyncBlock& b) { b.header.batch_root.bytes[0] ^= std::byte{1}; },
      [](SyncBlock& b) { b.header.receipts_root.bytes[0] ^= std::byte{1}; },
      [](SyncBlock& b) { b.header.state_root.bytes[0] ^= std::byte{1}; },
      [](SyncBlock& b) { b.header.transaction_count += 1; },
      [](SyncBlock& b) { b.header.validator_set.bytes[0] ^= std::byte{1}; },
      [](SyncBlock& b) { b.header.next_validator_set.bytes[0] ^= std::byte{1}; },
      [](SyncBlock& b) { b.proposal.batch.back() ^= std::byte{1}; },
      [](SyncBlock& b) { b.proposal.batch.pop_back(); },
      [](SyncBlock& b) { b.proposal.batch.clear(); },
      [](SyncBlock& b) { b.proposal = Proposal{}; },
      [](SyncBlock& b) { b.proposal.time_ms += 1; },
      [](SyncBlock& b) { b.certificate.height = 3; },
      [](SyncBlock& b) { b.certificate.header_hash.bytes[0] ^= std::byte{1}; },
      [](SyncBlock& b) { b.certificate.signatures.pop_back(); },
      [](SyncBlock& b) { b.certificate.signatures.clear(); },
      [](SyncBlock& b) { b.certificate.signatures[1] = b.certificate.signatures[0]; },
      [](SyncBlock& b) { b.certificate.signatures[0].signature.bytes[5] ^= std::byte{1}; },
      [](SyncBlock& b) { b.certificate.signatures.back().validator = 200; },
  };
  for (std::size_t i = 0; i < lies.size(); ++i) {
    SyncBlock block = chain_.block(2);
    lies[i](block);
    EXPECT_FALSE(check(block, &before).has_value()) << "lie " << i;
  }
}

TEST_F(VerifyBlock, AnEmptyBlockNeedsItsCertificateToo) {  // FISCO BCOS v3.16.4
  chain_.add({});
  SyncBlock block = chain_.block(4);
  EXPECT_TRUE(check(block).has_value());
  block.certificate.signatures.clear();
  EXPECT_FALSE(check(block).has_value());
}

TEST_F(VerifyBlock, AValidBlockThatDoesNotContinueTheOneBeforeIsRefused) {
  const BlockHeader first = chain_.block(1).header;
  EXPECT_FALSE(check(chain_.block(3), &first).has_value());
}

TEST_F(VerifyBlock, AForgedTransactionUnderAnHonestLookingHeaderIsRefused) {
  // A quorum that signs anything is not assumed: but its blocks are still checked to the bottom.
  Bytes forged = make_transaction(50);
  forged.back() ^= std::byte{1};
  chain_.add({forged});
  EXPECT_FALSE(check(chain_.block(4)).has_value());
}

// ---- serving ----------------------------------------------------------------------------------------------

TEST(ServeBlocks, GivesWhatIsHeldWithCertificatesAndNoMore) {
  Chain chain(5);
  EXPECT_EQ(serve_blocks(chain.ledger, {1, 1, 3}).blocks.size(), 3u);
  EXPECT_EQ(serve_blocks(chain.ledger, {1, 4, 100}).blocks.size(), 2u);
  EXPECT_EQ(serve_blocks(chain.ledger, {1, 6, 5}).blocks.size(), 0u);
  EXPECT_EQ(serve_blocks(chain.ledger, {1, 0, 5}).blocks.size(), 0u);
  EXPECT_EQ(serve_blocks(chain.ledger, {1, UINT64_MAX, UINT32_MAX}).blocks.size(), 0u);
  chain.ledger.write(
      [](Ledger& at) { return at.apply(world::proposal_of(at.head().time_ms + 1, {})).value(); });
  EXPECT_EQ(serve_blocks(chain.ledger, {1, 5, 5}).blocks.size(), 1u) << "the sixth has no certificate yet";
}

TEST(ServeBlocks, AnAnswerAlwaysFitsAFrame) {
  Chain chain(0);
  std::vector<Bytes> big;
  for (unsigned i = 0; i < 11; ++i) {
    RegisterEnterprises action;
    for (unsigned line = 0; line < 1000; ++line)
      action.lines.push_back(
          {world::code(i * 1000 + line), Name(std::string(200, 'x')), std::nullopt, std::nullopt});
    const TransactionBody body{testing::test_chain(), key_id(world::kRegistrar.public_key()), i, 100,
                               encode(Action(action))};
    const SecretKey* keys[] = {&world::kRegistrar};
    big.push_back(sign_transaction(body, keys).value());
  }
  for (int i = 0; i < 3; ++i) chain.add(big);
  const auto reply = serve_blocks(chain.ledger, {1, 1, 100});
  EXPECT_GE(reply.blocks.size(), 1u);
  EXPECT_LE(encode(reply).size(), frame_cap(FrameKind::block_reply));
}

// ---- the state machine ------------------------------------------------------------------------------------

/// Three peers that hold a chain, and a ledger of our own behind. Everything runs in the test's thread.
class SyncTest : public ::testing::Test {
 protected:
  struct Asked {
    ReplicaId peer;
    BlockRequest request;
  };
  SyncTest() : sync_(hooks()) {}
  SyncHooks hooks() {
    SyncHooks out;
    out.peers = [this] { return peers_; };
    out.ask = [this](ReplicaId peer, const BlockRequest& request) { asked_.push_back({peer, request}); };
    out.verify = [this](std::uint64_t number, std::vector<SyncBlock> blocks) {
      to_verify_.emplace_back(number, std::move(blocks));
    };
    out.apply = [this](std::vector<VerifiedBlock> blocks) {
      EXPECT_FALSE(applying_.has_value()) << "one after the other";
      applying_ = std::move(blocks);
    };
    out.synced = [this](const Certificate& certificate) { synced_.push_back(certificate.height); };
    out.diverged = [this](const Error& error) { diverged_ = error; };
    out.lied = [this](ReplicaId peer, const Error&) { liars_.insert(peer); };
    return out;
  }
  /// Lets honest peers answer and our side work until nothing is left to do.
  void run() {
    while (!asked_.empty() || !to_verify_.empty() || applying_) {
      if (!asked_.empty()) {
        const Asked next = asked_.front();
        asked_.pop_front();
        sync_.on_reply(next.peer, serve_blocks(chain_.ledger, next.request), now_);
      } else if (!to_verify_.empty()) {
        finish_verify();
      } else {
        finish_apply();
      }
    }
  }
  void finish_verify() {
    auto [number, blocks] = std::move(to_verify_.front());
    to_verify_.pop_front();
    Result<std::vector<VerifiedBlock>> out = std::vector<VerifiedBlock>();
    for (auto& block : blocks) {
      auto one = block.header.height >= next_ + known_
                     ? Result<VerifiedBlock>(
                           fail(Code::wrong_validator_set, "height " + std::to_string(block.header.height)))
                     : verify_block(testing::test_chain(), world::genesis().validators, signatures_,
                                    std::move(block), out->empty() ? nullptr : &out->back().block.header);
      if (!one) {
        out = std::unexpected(one.error());
        break;
      }
      out->push_back(*std::move(one));
    }
    sync_.verified(number, std::move(out), now_);
  }
  void finish_apply() {
    const auto blocks = *std::exchange(applying_, std::nullopt);
    EXPECT_EQ(blocks.front().block.header.height, next_);
    next_ += blocks.size();
    sync_.applied(blocks.back().block.certificate, now_);
  }

  WorkerPool workers_{1, 10};
  SignaturePool signatures_{testing::test_chain(), workers_};
  Chain chain_{150};
  std::vector<PeerStatus> peers_{{0, false, 0}, {1, true, 150}, {2, true, 150}, {3, true, 150}};
  std::deque<Asked> asked_;
  std::deque<std::pair<std::uint64_t, std::vector<SyncBlock>>> to_verify_;
  std::optional<std::vector<VerifiedBlock>> applying_;
  std::vector<Height> synced_;
  std::optional<Error> diverged_;
  Height next_ = 1;
  Height known_ = 1'000;  // of so many heights above the ledger the validators are known
  std::set<ReplicaId> liars_;
  std::uint64_t now_ = 1000;
  Sync sync_;
};

TEST_F(SyncTest, CatchesUpInOrder) {
  sync_.want(1, 150, now_);
  EXPECT_LE(asked_.size(), 3u) << "bounded";
  run();
  EXPECT_EQ(next_, 151u);
  EXPECT_EQ(synced_.back(), 150u);
  EXPECT_FALSE(sync_.active());
}

TEST_F(SyncTest, RepeatedWantsAskOnce) {
  for (int i = 0; i < 5; ++i) sync_.want(1, 20, now_);
  EXPECT_EQ(asked_.size(), 1u);
}

TEST_F(SyncTest, AGrowingTargetIsFollowed) {
  sync_.want(1, 20, now_);
  sync_.want(1, 140, now_);
  run();
  EXPECT_EQ(next_, 141u);
}

TEST_F(SyncTest, AnswersOutOfOrderAreAppliedInOrder) {
  sync_.want(1, 150, now_);
  ASSERT_EQ(asked_.size(), 3u);
  std::swap(asked_[0], asked_[2]);
  run();
  EXPECT_EQ(next_, 151u);
}

TEST_F(SyncTest, ShortAnswersAreFollowedUp) {
  sync_.want(1, 150, now_);
  while (!asked_.empty() || !to_verify_.empty() || applying_) {
    if (!asked_.empty()) {
      const Asked next = asked_.front();
      asked_.pop_front();
      auto reply = serve_blocks(chain_.ledger, next.request);
      reply.blocks.resize(std::min<std::size_t>(reply.blocks.size(), 7));
      sync_.on_reply(next.peer, std::move(reply), now_);
    } else if (!to_verify_.empty()) {
      finish_verify();
    } else {
      finish_apply();
    }
  }
  EXPECT_EQ(next_, 151u);
}

TEST_F(SyncTest, ASilentPeerIsReplacedByAnother) {
  sync_.want(1, 10, now_);
  const ReplicaId silent = asked_.front().peer;
  asked_.clear();
  now_ += 60'000;
  sync_.tick(now_);
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_NE(asked_.front().peer, silent);
  run();
  EXPECT_EQ(next_, 11u);
}

TEST_F(SyncTest, ALiarIsNotAskedAgainAndTheOthersAre) {
  sync_.want(1, 10, now_);
  const Asked first = asked_.front();
  asked_.clear();
  auto reply = serve_blocks(chain_.ledger, first.request);
  reply.blocks[4].header.state_root.bytes[0] ^= std::byte{1};
  sync_.on_reply(first.peer, std::move(reply), now_);
  finish_verify();
  for (int i = 0; i < 20; ++i) {
    now_ += 2'000;  // half of them time out
    sync_.tick(now_);
  }
  ASSERT_FALSE(asked_.empty());
  for (const auto& asked : asked_) EXPECT_NE(asked.peer, first.peer);
  run();
  EXPECT_EQ(next_, 11u);
}

TEST_F(SyncTest, UnaskedLateAndForeignAnswersAreIgnored) {
  sync_.want(1, 10, now_);
  const Asked first = asked_.front();
  asked_.clear();
  const auto honest = serve_blocks(chain_.ledger, first.request);
  sync_.on_reply(first.peer == 1 ? 2 : 1, honest, now_);  // the number of another peer's request
  auto wrong_number = honest;
  wrong_number.number += 7;
  sync_.on_reply(first.peer, wrong_number, now_);
  EXPECT_TRUE(to_verify_.empty());
  sync_.on_reply(first.peer, honest, now_);
  sync_.on_reply(first.peer, honest, now_);  // twice
  EXPECT_EQ(to_verify_.size(), 1u);
}

TEST_F(SyncTest, OtherHeightsThanAskedAreALie) {
  sync_.want(1, 10, now_);
  const Asked first = asked_.front();
  sync_.on_reply(first.peer, serve_blocks(chain_.ledger, {first.request.number, 2, 5}), now_);
  EXPECT_TRUE(to_verify_.empty());
  auto many = serve_blocks(chain_.ledger, {first.request.number, 1, 50});
  sync_.on_reply(first.peer, std::move(many), now_);
  EXPECT_TRUE(to_verify_.empty());
}

TEST_F(SyncTest, NobodyToAskIsTriedAgainLater) {
  for (auto& peer : peers_) peer.connected = false;
  sync_.want(1, 10, now_);
  EXPECT_TRUE(asked_.empty());
  peers_[2].connected = true;
  now_ += 1'000;
  sync_.tick(now_);
  run();
  EXPECT_EQ(next_, 11u);
}

TEST_F(SyncTest, AHeightWhoseValidatorsAreNotKnownYetIsNobodysLie) {
  known_ = 8;
  sync_.want(1, 150, now_);
  for (int i = 0; i < 400 && next_ <= 150; ++i) {
    // what is above comes first
    if (i % 3 == 0 && asked_.size() > 1) std::swap(asked_.front(), asked_.back());
    run();
    now_ += 50;
    sync_.tick(now_);
  }
  EXPECT_EQ(next_, 151u);
  EXPECT_TRUE(liars_.empty());
  EXPECT_FALSE(sync_.active());
}

TEST_F(SyncTest, WhatIsDroppedIsNotGoneOnWithInTheMiddle) {
  sync_.want(1, 150, now_);
  ASSERT_EQ(asked_.size(), 3u);
  asked_.clear();
  sync_.stop();
  sync_.tick(now_ += 50);
  EXPECT_FALSE(sync_.active());
  sync_.want(5, 20, now_);
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_.front().request.from, 5u);
}

TEST_F(SyncTest, DivergenceIsReportedAndEndsIt) {
  sync_.want(1, 10, now_);
  const Asked first = asked_.front();
  asked_.clear();
  sync_.on_reply(first.peer, serve_blocks(chain_.ledger, first.request), now_);
  finish_verify();
  ASSERT_TRUE(applying_.has_value());
  sync_.applied(std::unexpected(Error{Code::diverged, "state_root"}), now_);
  ASSERT_TRUE(diverged_.has_value());
  EXPECT_TRUE(synced_.empty());
}

TEST_F(SyncTest, AMissingCertificateAloneIsFetchedAndTheCoreIsTold) {
  sync_.want_certificate(9);
  sync_.tick(now_);
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_.front().request.from, 9u);
  EXPECT_EQ(asked_.front().request.count, 1u);
  next_ = 9;
  run();
  EXPECT_EQ(synced_.size(), 1u) << "it may lack it as well: that of the last block of a set";
  EXPECT_FALSE(sync_.active());
  sync_.tick(now_);
  EXPECT_TRUE(asked_.empty()) << "once";
}

TEST_F(SyncTest, AWantDoesNotWaitForACertificateAlone) {
  sync_.want_certificate(9);
  sync_.tick(now_);
  asked_.clear();  // nobody answers: perhaps there is none yet
  sync_.want(100, 120, now_);
  ASSERT_EQ(asked_.size(), 1u);
  EXPECT_EQ(asked_.front().request.from, 100u);
  next_ = 100;
  while (next_ == 100) {
    if (!asked_.empty()) {
      sync_.on_reply(asked_.front().peer, serve_blocks(chain_.ledger, asked_.front().request), now_);
      asked_.pop_front();
    } else if (!to_verify_.empty()) {
      finish_verify();
    } else {
      finish_apply();
    }
  }
  EXPECT_EQ(synced_.back(), 120u);
  next_ = 9;
  run();
  EXPECT_EQ(synced_.back(), 9u) << "it was not forgotten";
}

}  // namespace
}  // namespace credence::node
