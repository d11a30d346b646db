// SPDX-License-Identifier: Apache-2.0
// The normal case: PBFT (1999) §4.2 and §4.3, watermarks, buffers, persistence and evidence.
#include <gtest/gtest.h>

#include "ledger/chain/quorum.h"
#include "tests/unit/consensus/cluster.h"

namespace credence::consensus {
namespace {

TEST(NormalCase, OrdersExecutesAndCertifiesEveryBlock_ForOneToTenReplicas) {
  for (std::size_t n = 1; n <= 10; ++n) {
    Cluster cluster(n);
    cluster.run_blocks(20);
    cluster.expect_all_at(20);
    for (const auto& host : cluster.hosts) {
      EXPECT_EQ(host.certificates().size(), 20U) << "one certificate a block, n = " << n;
      EXPECT_EQ(host.replica().status().view, 0U);
    }
  }
}

TEST(NormalCase, PipelinesUpToTheWindowAndNoFurther) {
  Cluster cluster(4);
  cluster.drop = drops<Checkpoint>();
  for (int i = 1; i <= 20; ++i) cluster.propose(0, static_cast<std::uint64_t>(i));
  cluster.settle();
  EXPECT_EQ(cluster.executed(2), limits::kPipelineWindow);
  EXPECT_FALSE(cluster.hosts[0].replica().can_propose());
  cluster.drop = nullptr;
  cluster.advance(1000);  // checkpoints are sent again
  cluster.expect_all_at(limits::kPipelineWindow);
  EXPECT_TRUE(cluster.hosts[0].replica().can_propose());
}

TEST(NormalCase, OnlyThePrimaryProposes) {
  Cluster cluster(4);
  cluster.propose(1, 7);
  cluster.settle();
  EXPECT_EQ(cluster.executed(1), 0U);
  const auto forged = cluster.proposal(9);
  const Vote vote{1, 0, 1, proposal_digest(cluster.chain(), forged)};
  cluster.inject(1, 2, PrePrepare{cluster.vote(Tag::pre_prepare, vote), forged});
  cluster.settle();
  EXPECT_EQ(cluster.executed(2), 0U);
}

TEST(NormalCase, EverythingLostIsSentAgain) {
  Cluster cluster(4, false);
  for (auto& host : cluster.hosts) {
    host.config().view_timeout_ms = 10'000;
    host.start();
  }
  cluster.advance(1000);
  std::set<std::pair<std::pair<ReplicaId, ReplicaId>, std::size_t>> seen;
  // The first of each kind between any two is lost.
  cluster.drop = [&](const Cluster::Sent& sent, const Message& message) {
    return seen.emplace(std::pair(sent.from, sent.to), message.index()).second;
  };
  cluster.propose(0, 1);
  cluster.advance(6000);
  cluster.expect_all_at(1);
  EXPECT_EQ(cluster.status(0).view, 0U);
}

TEST(NormalCase, AnIdleHourHasNoViewChange) {  // besu#2095
  Cluster cluster(4);
  cluster.run_blocks(3);
  cluster.advance(3'600'000);
  for (ReplicaId i = 0; i < 4; ++i) EXPECT_EQ(cluster.status(i).view_changes, 0U);
  cluster.expect_all_at(3);
}

TEST(NormalCase, AReplicaWithoutAQuorumInEarshotAsksForNoView) {
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.from == 3 || sent.to == 3; };
  cluster.pending(1);
  cluster.give(0, Pending{});
  cluster.give(1, Pending{});
  cluster.give(2, Pending{});
  cluster.advance(60'000);
  EXPECT_EQ(cluster.status(3).view_changes, 0U) << "alone, it could only shut itself out";
}

TEST(NormalCase, AProposalBeyondTheClockDriftGetsNoVote) {
  Cluster cluster(4);
  auto ahead = cluster.proposal(1);
  ahead.time_ms += limits::kClockDriftMsMax + 1000;
  cluster.give(0, Propose{ahead});
  cluster.settle();
  EXPECT_EQ(cluster.executed(0), 0U);
  cluster.advance(1500);  // now it is within the limit
  cluster.expect_all_at(1);
}

TEST(NormalCase, AnInvalidProposalGetsNoVoteAndItsPrimaryIsReplaced) {
  Cluster cluster(4);
  Proposal bad{cluster.now.utc_ms, Bytes(5, std::byte{0xff})};
  cluster.honest[0] = false;
  cluster.give(0, Propose{bad});
  cluster.advance(30'000);
  EXPECT_GE(cluster.status(1).view, 1U);
  cluster.run_blocks(2);
  cluster.expect_safe();
  EXPECT_GE(cluster.executed(1), 2U);
}

TEST(NormalCase,
     ARecordedVoteUnderAnyOtherKindViewOrHeightCountsForNothing) {  // CertiK FIB-134, FISCO-BCOS#5180
  Cluster source(4);
  source.drop = drops<Checkpoint>();
  source.run_blocks(1);
  std::vector<SignedVote> votes;
  for (const auto& sent : source.log) {
    const Message message = sent.message();
    if (const auto* m = std::get_if<Prepare>(&message)) votes.push_back(m->signed_vote);
    if (const auto* m = std::get_if<Commit>(&message)) votes.push_back(m->signed_vote);
  }
  ASSERT_FALSE(votes.empty());
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent&, const Message&) { return true; };
  cluster.propose(0, 1);
  cluster.settle();
  const Hash32 digest = votes.front().vote.digest;
  for (auto vote : votes) {
    vote.vote.height = 2;
    cluster.inject(vote.vote.sender, 0, Prepare{vote});
    cluster.inject(vote.vote.sender, 0, Commit{vote});
    vote.vote.height = 1;
    vote.vote.view = 1;
    cluster.inject(vote.vote.sender, 0, Commit{vote});
  }
  // Prepares as commits and commits as prepares, at their own height.
  for (const auto& sent : source.log) {
    const Message message = sent.message();
    if (const auto* m = std::get_if<Prepare>(&message)) cluster.inject(sent.from, 0, Commit{m->signed_vote});
    if (const auto* m = std::get_if<Commit>(&message)) cluster.inject(sent.from, 0, Prepare{m->signed_vote});
  }
  cluster.settle();
  EXPECT_EQ(cluster.executed(0), 0U) << digest.hex();
}

TEST(NormalCase, AVoteCountsOnlyFromTheReplicaThatSignedIt) {  // FISCO-BCOS#5078: a pre-filled sender
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.to == 1 && sent.from != 0; };
  cluster.propose(0, 1);
  cluster.settle();
  const Hash32 digest = proposal_digest(cluster.chain(), cluster.proposal(1));
  for (const ReplicaId claimed : {ReplicaId{0}, ReplicaId{2}, ReplicaId{3}}) {
    SignedVote forged = cluster.vote(Tag::commit, {3, 0, 1, digest});
    forged.vote.sender = claimed;
    cluster.inject(3, 1, Commit{forged});
    cluster.inject(claimed, 1, Commit{forged});
  }
  EXPECT_EQ(cluster.executed(1), 0U);
}

TEST(NormalCase, AVoteIsNotTakenFromAnyPeerButItsSigner) {
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    const bool decides =
        std::holds_alternative<Commit>(message) || std::holds_alternative<Checkpoint>(message);
    return decides && sent.to == 1;
  };
  cluster.propose(0, 1);
  cluster.settle();
  const Hash32 digest = proposal_digest(cluster.chain(), cluster.proposal(1));
  for (const ReplicaId signer : {ReplicaId{0}, ReplicaId{2}})
    cluster.inject(3, 1, Commit{cluster.vote(Tag::commit, {signer, 0, 1, digest})});
  EXPECT_EQ(cluster.executed(1), 0U) << "relayed by 3";
  for (const ReplicaId signer : {ReplicaId{0}, ReplicaId{2}})
    cluster.inject(signer, 1, Commit{cluster.vote(Tag::commit, {signer, 0, 1, digest})});
  EXPECT_EQ(cluster.executed(1), 1U);
}

TEST(NormalCase, APayloadThatIsNotTheDigestsIsNotTaken) {  // FISCO-BCOS#2448
  Cluster cluster(4);
  cluster.drop = drops<PrePrepare>([](const Cluster::Sent& sent) { return sent.to == 1; });
  cluster.propose(0, 1);
  const Proposal mine = cluster.proposal(1), other = cluster.proposal(2);
  const Vote vote{0, 0, 1, proposal_digest(cluster.chain(), mine)};
  cluster.inject(0, 1, PrePrepare{cluster.vote(Tag::pre_prepare, vote), other});
  cluster.inject(2, 1, ProposalReply{other});
  cluster.advance(2000);
  ASSERT_EQ(cluster.executed(1), 1U) << "it asked for the right one";
  EXPECT_EQ(cluster.hosts[1].application().proposal(1), mine);
}

TEST(NormalCase, AnEquivocatingPrimaryMakesEvidenceAndNoFork) {
  Cluster cluster(4);
  cluster.honest[0] = false;
  const Proposal a = cluster.proposal(1), b = cluster.proposal(2);
  for (const auto& [to, proposal] : {std::pair{ReplicaId{1}, a}, {ReplicaId{2}, b}, {ReplicaId{3}, b}}) {
    const Vote vote{0, 0, 1, proposal_digest(cluster.chain(), proposal)};
    cluster.inject(0, to, PrePrepare{cluster.vote(Tag::pre_prepare, vote), proposal});
  }
  const Vote second{0, 0, 1, proposal_digest(cluster.chain(), b)};
  cluster.inject(0, 1, PrePrepare{cluster.vote(Tag::pre_prepare, second), b});
  cluster.inject(0, 1, PrePrepare{cluster.vote(Tag::pre_prepare, second), b});
  ASSERT_EQ(cluster.evidence.size(), 1U);
  EXPECT_EQ(cluster.evidence[0].validator, 0);
  Evidence evidence = cluster.evidence[0];
  EXPECT_EQ(verify_evidence(cluster.chain(), evidence, cluster.signatures).value_or(""),
            "two proposals for view 0, height 1");
  // It is kept, also over a restart.
  cluster.hosts[1].crash();
  cluster.hosts[1].start();
  EXPECT_TRUE(cluster.hosts[1].replica().evidence() == std::vector<Evidence>{evidence});
  // Nothing else passes for it: another key, one statement twice, another chain.
  evidence.key = cluster.committee.set.validators[1].key;
  EXPECT_FALSE(verify_evidence(cluster.chain(), evidence, cluster.signatures).has_value());
  evidence = cluster.evidence[0];
  EXPECT_FALSE(verify_evidence(ChainId{}, evidence, cluster.signatures).has_value());
  evidence.second = evidence.first;
  EXPECT_FALSE(verify_evidence(cluster.chain(), evidence, cluster.signatures).has_value());
  cluster.advance(30'000);
  cluster.run_blocks(2);
  cluster.expect_safe();
  EXPECT_GE(cluster.executed(1), 2U);
}

TEST(NormalCase, AFloodStarvesOnlyItsSender) {  // celo#183, kaia#1053
  Cluster cluster(4);
  for (std::size_t i = 0; i < limits::kPeerBufferMessagesMax + 500; ++i)
    cluster.inject(3, 1, Commit{cluster.vote(Tag::commit, {3, 5 + i, 1, Hash32{}})});
  EXPECT_EQ(cluster.status(1).buffered_messages, limits::kPeerBufferMessagesMax);
  cluster.inject(2, 1, Commit{cluster.vote(Tag::commit, {2, 5, 1, Hash32{}})});
  EXPECT_EQ(cluster.status(1).buffered_messages, limits::kPeerBufferMessagesMax + 1)
      << "the honest peer has its own room";
  cluster.run_blocks(5);
  cluster.expect_all_at(5);
}

TEST(NormalCase, EveryFlippedBitOfEveryMessageIsHarmless) {  // FISCO-BCOS#2448: hashes are computed again
  Cluster source(4);
  source.run_blocks(2);
  Cluster cluster(4);
  for (const auto& sent : source.log)
    for (std::size_t bit = 0; bit < 8 * sent.bytes.size(); bit += 7) {
      Bytes flipped = sent.bytes;
      flipped[bit / 8] ^= static_cast<std::byte>(1U << (bit % 8));
      cluster.give(sent.to, Received{sent.from, flipped});
      cluster.queue.clear();
    }
  EXPECT_EQ(cluster.executed(0), 0U);
  cluster.advance(2000);
  cluster.run_blocks(3);
  cluster.expect_safe();
}

TEST(NormalCase, ADivergedMinorityStops) {  // fabric#1971
  Cluster cluster(4);
  cluster.hold_execution.insert(3);
  cluster.propose(0, 1);
  cluster.settle();
  cluster.honest[3] = false;
  Hash32 wrong;
  wrong.bytes[5] = std::byte{9};
  cluster.give(3, Executed{1, wrong});
  EXPECT_EQ(cluster.diverged, std::vector<ReplicaId>{3});
  EXPECT_TRUE(cluster.status(3).halted);
  const std::size_t before = cluster.queue.size();
  cluster.give(3, Tick{});
  EXPECT_EQ(cluster.queue.size(), before) << "it says nothing any more";
  cluster.run_blocks(3);
  EXPECT_EQ(cluster.executed(0), 4U) << "the others go on";
}

TEST(NormalCase, ALaggardLearnsOfCertificatesAndFetchesBlocks) {
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.to == 3; };
  cluster.run_blocks(30);
  EXPECT_EQ(cluster.executed(3), 0U);
  cluster.drop = nullptr;
  cluster.advance(3000);
  cluster.expect_all_at(30);
}

TEST(NormalCase, ACertificateWithARepeatedSignatureIsRefused) {
  Cluster cluster(4);
  cluster.run_blocks(1);
  auto certificate = cluster.hosts[0].certificates().at(1);
  certificate.height = 9;
  for (auto& entry : certificate.signatures)
    entry.signature = cluster.signatures.sign(cluster.committee.keys[3],
                                              checkpoint_hash(cluster.chain(), 9, certificate.header_hash));
  cluster.inject(3, 1, CertificateNotice{certificate});
  for (auto& entry : certificate.signatures) entry.validator = 3;
  cluster.inject(3, 1, CertificateNotice{certificate});
  EXPECT_EQ(cluster.status(1).certified, 1U);
}

TEST(NormalCase, DuplicatesAreNotVerifiedAgain) {
  class Counting final : public Signatures {
   public:
    Signature sign(const SecretKey& key, const Hash32& hash) const override { return fast.sign(key, hash); }
    bool verify(const PublicKey& key, const Hash32& hash, const Signature& signature) const override {
      ++verified;
      return fast.verify(key, hash, signature);
    }
    simulator::FastSignatures fast;
    mutable std::size_t verified = 0;
  };
  Cluster cluster(4);
  const Counting signatures;
  cluster.hosts[1] = Host(cluster.world, 1, signatures);
  cluster.hosts[1].start();
  cluster.advance(1000);
  const std::size_t before = signatures.verified;
  cluster.run_blocks(1);
  // The PrePrepare, one Prepare (with the PrePrepare and its own that is a quorum), two Commits, two
  // Checkpoints.
  EXPECT_EQ(signatures.verified - before, 6U);
  const std::size_t after = signatures.verified;
  for (const auto& sent : std::vector(cluster.log))
    if (sent.to == 1) cluster.give(1, Received{sent.from, sent.bytes});
  EXPECT_EQ(signatures.verified, after) << "late and repeated messages cost no signature check";
}

}  // namespace
}  // namespace credence::consensus
