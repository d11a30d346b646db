// SPDX-License-Identifier: Apache-2.0
// Crash, restart and loss: what is persisted before it is sent, and replicas that start without their votes.
#include <gtest/gtest.h>

#include "tests/unit/consensus/cluster.h"

namespace credence::consensus {
namespace {

std::vector<Bytes> votes_of(const std::vector<Cluster::Sent>& sent, ReplicaId from) {
  std::vector<Bytes> out;
  for (const auto& one : sent) {
    const Message message = one.message();
    const bool vote = std::holds_alternative<Prepare>(message) || std::holds_alternative<Commit>(message) ||
                      std::holds_alternative<Checkpoint>(message) ||
                      std::holds_alternative<SignedViewChange>(message);
    if (vote && one.from == from && std::ranges::find(out, one.bytes) == out.end()) out.push_back(one.bytes);
  }
  std::ranges::sort(out);
  return out;
}

TEST(Restart, SendsIdenticalBytesAgain) {  // tendermint#247, bsc#2598
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<Checkpoint>(message) && sent.from != 1;
  };
  cluster.run_blocks(3);
  const auto before = votes_of(cluster.log, 1);
  ASSERT_EQ(before.size(), 9U) << "a prepare, a commit and a checkpoint for each of three heights";
  cluster.hosts[1].crash();
  cluster.log.clear();
  cluster.hosts[1].start();
  cluster.advance(1500);
  EXPECT_EQ(votes_of(cluster.log, 1), before);
}

TEST(Restart, OfTheWholeClusterAtEveryStepOfABlockKeepsWhatWasDecided) {
  // Stop after each number of delivered messages, restart everyone, and go on.
  for (std::size_t stop = 0; stop < 60; ++stop) {
    Cluster cluster(4);
    std::size_t delivered = 0;
    cluster.drop = [&](const Cluster::Sent&, const Message&) { return ++delivered > stop; };
    cluster.run_blocks(1);
    cluster.queue.clear();
    for (auto& host : cluster.hosts) host.crash();
    for (auto& host : cluster.hosts) host.start();
    cluster.drop = nullptr;
    cluster.advance(1500);
    cluster.run_blocks(2);
    cluster.pending(1);
    cluster.advance(3000);
    cluster.expect_safe();
    EXPECT_GE(cluster.executed(2), 2U) << "stopped after " << stop;
  }
}

TEST(Restart, InAViewChangeSendsTheSameViewChangeAgain) {
  Cluster cluster(4);
  cluster.run_blocks(2);
  cluster.drop = drops<SignedNewView>();
  cluster.hosts[0].crash();
  cluster.pending(1);
  cluster.advance(2500);
  ASSERT_TRUE(cluster.status(2).changing_view);
  const View view = cluster.status(2).view;
  const auto before = votes_of(cluster.log, 2);
  cluster.hosts[2].crash();
  cluster.hosts[2].start();
  EXPECT_EQ(cluster.status(2).view, view);
  EXPECT_TRUE(cluster.status(2).changing_view);
  cluster.log.clear();
  cluster.give(2, Tick{});
  cluster.settle();
  for (const auto& bytes : votes_of(cluster.log, 2))
    EXPECT_TRUE(std::ranges::find(before, bytes) != before.end());
  cluster.drop = nullptr;
  cluster.pending(1);
  cluster.advance(8000);
  cluster.run_blocks(2);
  cluster.expect_safe();
}

TEST(Restart, InALaterViewStaysThere) {
  Cluster cluster(4);
  cluster.pending(1);
  cluster.advance(2500);
  cluster.pending(0);
  const View view = cluster.status(3).view;
  ASSERT_GE(view, 1U);
  for (auto& host : cluster.hosts) host.crash();
  for (auto& host : cluster.hosts) host.start();
  for (ReplicaId i = 0; i < 4; ++i) {
    EXPECT_EQ(cluster.status(i).view, view);
    EXPECT_FALSE(cluster.status(i).changing_view)
        << "the NewView is on the disk: nobody has to ask for another view";
  }
  cluster.advance(1000);
  cluster.run_blocks(3);
  cluster.expect_all_at(3);
}

TEST(Restart, OfTheOneThatPreparedKeepsTheValue) {
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<Commit>(message) ||
           (std::holds_alternative<Prepare>(message) && sent.to != 2);
  };
  cluster.propose(0, 77);
  cluster.settle();
  const Hash32 digest = proposal_digest(cluster.chain(), cluster.proposal(77));
  cluster.hosts[0].crash();
  cluster.hosts[2].crash();
  cluster.hosts[2].start();
  cluster.drop = [](const Cluster::Sent&,
                    const Message& message) {  // nobody else learns in view 0 what 2 knew
    const auto* prepare = std::get_if<Prepare>(&message);
    return prepare && prepare->signed_vote.vote.view == 0;
  };
  cluster.pending(1);
  cluster.advance(8000);
  cluster.run_blocks(1);
  ASSERT_GE(cluster.executed(1), 1U);
  EXPECT_EQ(cluster.digest(1, 1), digest);
  cluster.expect_safe();
}

TEST(Restart, NeverFindsTheWindowBelowVotesThatWereForgotten) {
  Cluster cluster(4);
  cluster.hold_execution.insert(2);
  cluster.run_blocks(5);
  ASSERT_EQ(cluster.status(2).certified, 5U);
  ASSERT_EQ(cluster.executed(2), 0U);
  cluster.hosts[2].crash();
  cluster.hosts[2].start();
  EXPECT_EQ(cluster.status(2).certified, 5U);
}

TEST(Restart, WhatIsLostBeforeItIsPersistedWasNeverSaid) {
  // The step's records and messages are lost together: the replica may decide otherwise, and nobody heard it.
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.from == 1; };
  cluster.lose_persist = true;
  cluster.propose(0, 1);
  cluster.queue.clear();
  cluster.lose_persist = false;
  for (auto& host : cluster.hosts) host.crash();
  for (auto& host : cluster.hosts) host.start();
  cluster.drop = nullptr;
  cluster.advance(1500);
  cluster.run_blocks(1);
  EXPECT_EQ(cluster.executed(3), 1U);
}

TEST(Wiped, AReplicaHoldsItsVotesUntilACertificateIsPastAllItCanHaveSigned) {
  Cluster cluster(4);
  cluster.run_blocks(5);
  cluster.hosts[2].crash();
  cluster.hosts[2].wipe();
  // Not all are heard: replica 3 is silent towards it.
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<Report>(message) && sent.from == 3;
  };
  cluster.hosts[2].start();
  cluster.advance(3000);
  EXPECT_EQ(cluster.executed(2), 5U) << "it follows";
  EXPECT_TRUE(cluster.status(2).recovering);
  cluster.log.clear();
  cluster.run_blocks(2 * limits::kPipelineWindow);
  for (const auto& sent : cluster.log) {
    const Message message = sent.message();
    EXPECT_FALSE(sent.from == 2 &&
                 (std::holds_alternative<Prepare>(message) || std::holds_alternative<Commit>(message)));
  }
  cluster.advance(2000);
  EXPECT_FALSE(cluster.status(2).recovering);
  cluster.log.clear();
  cluster.run_blocks(2);
  EXPECT_FALSE(votes_of(cluster.log, 2).empty()) << "and votes again";
  cluster.expect_all_at(7 + 2 * limits::kPipelineWindow);
}

TEST(Wiped, HavingHeardAllItVotesInLaterViewsOnlyAndElseNotAtAll) {
  for (const bool all : {true, false}) {
    Cluster cluster(4);
    cluster.run_blocks(5);
    cluster.hosts[2].crash();
    cluster.hosts[2].wipe();
    bool primary_is_mute = false;
    std::set<View> voted_in;
    cluster.drop = [&](const Cluster::Sent& sent, const Message& message) {
      if (const auto* prepare = std::get_if<Prepare>(&message); prepare != nullptr && sent.from == 2)
        voted_in.insert(prepare->signed_vote.vote.view);
      return (!all && sent.from == 3 && std::holds_alternative<Report>(message)) ||
             (primary_is_mute && sent.from == 0 && std::holds_alternative<PrePrepare>(message));
    };
    cluster.hosts[2].start();
    cluster.advance(3000);
    cluster.run_blocks(1);
    EXPECT_EQ(voted_in, std::set<View>{}) << "in the view that was reported";
    primary_is_mute = true;
    cluster.pending(1);
    cluster.advance(4000);
    cluster.pending(0);
    ASSERT_EQ(cluster.status(1).view, 1U);
    cluster.run_blocks(1);
    EXPECT_EQ(voted_in, all ? std::set<View>{1} : std::set<View>{});
    cluster.expect_safe();
  }
}

TEST(Wiped, AReportedProofIsNotReplacedByOneOfALowerView) {
  Cluster cluster(4);
  cluster.run_blocks(1);
  cluster.hosts[2].crash();
  cluster.hosts[2].wipe();
  cluster.drop = [](const Cluster::Sent& sent, const Message&) { return sent.to == 2 || sent.from == 2; };
  cluster.hosts[2].start();
  const auto proof_of = [&](View view, const Hash32& digest) {
    PreparedProof proof{view, 2, digest, {}};
    for (const ReplicaId i : {ReplicaId{0}, ReplicaId{1}, ReplicaId{3}})
      proof.signatures.push_back(
          {i, cluster.vote(view % 4 == i ? Tag::pre_prepare : Tag::prepare, {i, view, 2, digest}).signature});
    return proof;
  };
  // Replica 3, which waits for view 4, reports what was prepared in view 3.
  const auto later = proof_of(3, proposal_digest(cluster.chain(), cluster.proposal(8)));
  const SignedVote first = cluster.vote(Tag::prepare, {2, 0, 1, cluster.digest(0, 1)});
  const Statement first_vote{static_cast<std::uint8_t>(Tag::prepare), encode(first.vote), first.signature};
  cluster.inject(3, 2, Report{first_vote, 4, cluster.hosts[3].certificates().at(1), std::nullopt, {later}});
  // Another report knows an older value only.
  const auto earlier = proof_of(0, proposal_digest(cluster.chain(), cluster.proposal(9)));
  cluster.inject(0, 2, Report{first_vote, 4, cluster.hosts[3].certificates().at(1), std::nullopt, {earlier}});
  // Then old votes of view 0 arrive, which prove another value.
  const Proposal old = cluster.proposal(7);
  const Hash32 digest = proposal_digest(cluster.chain(), old);
  cluster.inject(0, 2, PrePrepare{cluster.vote(Tag::pre_prepare, {0, 0, 2, digest}), old});
  for (const ReplicaId i : {ReplicaId{1}, ReplicaId{3}})
    cluster.inject(i, 2, Prepare{cluster.vote(Tag::prepare, {i, 0, 2, digest})});
  const auto held = cluster.hosts[2].records().find("0000000000000002/proof");
  ASSERT_NE(held, cluster.hosts[2].records().end());
  EXPECT_EQ(decode<PreparedProof>(held->second).value(), later);
}

TEST(Wiped, AbstainsTwoWindowsAboveWhatIsReported) {
  // It held a certificate that a reporter, which executed the same block, lacks; and it voted a window above
  // that.
  Cluster cluster(4);
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return sent.to != 2 && (std::holds_alternative<Checkpoint>(message) ||
                            std::holds_alternative<CertificateNotice>(message));
  };
  for (std::uint64_t i = 1; i <= limits::kPipelineWindow; ++i) cluster.propose(0, i);
  cluster.settle();
  ASSERT_EQ(cluster.status(2).certified, limits::kPipelineWindow);
  ASSERT_EQ(cluster.status(0).certified, 0U);
  cluster.hosts[2].crash();
  cluster.hosts[2].wipe();
  cluster.drop = drops<Report>([](const Cluster::Sent& sent) { return sent.from == 3; });
  cluster.hosts[2].start();
  cluster.give(2, Tick{});
  cluster.settle();
  const auto boot = cluster.hosts[2].records().find("boot");
  ASSERT_NE(boot, cluster.hosts[2].records().end());
  Height height = 0;
  for (std::size_t i = 8; i-- > 0;) height = (height << 8) | std::to_integer<Height>(boot->second[i]);
  EXPECT_GE(height, 2 * limits::kPipelineWindow);
}

TEST(Wiped, TwoOfFourBothComeBack) {  // besu#8307
  Cluster cluster(4);
  cluster.run_blocks(5);
  for (const ReplicaId lost : {ReplicaId{2}, ReplicaId{3}}) {
    cluster.hosts[lost].crash();
    cluster.hosts[lost].wipe();
    cluster.hosts[lost].start();
  }
  cluster.advance(3000);
  cluster.pending(1);
  cluster.advance(8000);
  cluster.pending(0);
  cluster.run_blocks(20);
  cluster.expect_all_at(20);
}

TEST(Wiped, AValueThatOnlyTheWipedOneAndOneOtherPreparedIsKept) {
  Cluster cluster(4);
  // Height 1 is executed by replica 0 alone, with the commits of 2 and 3; both of these are wiped, then 0 is
  // gone for a while.
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    if (sent.to == 1) return true;
    return (std::holds_alternative<Commit>(message) && sent.to != 0) ||
           std::holds_alternative<Checkpoint>(message);
  };
  cluster.propose(0, 77);
  cluster.settle();
  ASSERT_EQ(cluster.executed(0), 1U);
  for (const ReplicaId lost : {ReplicaId{2}, ReplicaId{3}}) {
    cluster.hosts[lost].crash();
    cluster.hosts[lost].wipe();
  }
  cluster.drop = nullptr;
  cluster.hosts[2].start();
  cluster.hosts[3].start();
  cluster.advance(1500);  // both hear everyone's report
  cluster.hosts[0].crash();
  cluster.pending(1);
  cluster.advance(20'000);
  cluster.run_blocks(1);  // a primary that forgot would put another value at height 1
  cluster.hosts[0].start();
  cluster.advance(20'000);
  ASSERT_GE(cluster.executed(1), 1U);
  EXPECT_EQ(cluster.digest(1, 1), cluster.digest(0, 1));
  cluster.expect_safe();
}

TEST(Fresh, ANetworkOfWhichOneIsMissingStarts) {
  Cluster cluster(4, false);
  for (ReplicaId i = 0; i < 3; ++i) cluster.hosts[i].start();
  cluster.advance(1000);
  cluster.run_blocks(5);
  EXPECT_EQ(cluster.executed(2), 5U);
  // A validator that never voted is not mistaken for a wiped one.
  cluster.hosts[3].start();
  cluster.advance(2000);
  EXPECT_FALSE(cluster.status(3).recovering);
  cluster.hosts[2].crash();
  cluster.run_blocks(3);
  cluster.advance(3000);
  EXPECT_EQ(cluster.executed(3), 8U);
}

// A new node that executed what others had decided before it had its reports attested it, was counted as a
// voter for that, took itself for wiped, and stayed out for two windows: three of four stood still when
// another one went.
TEST(Fresh, ANewReplicaThatFollowsWhileItAsksIsNotTakenForWiped) {
  Cluster cluster(4, false);
  for (ReplicaId i = 0; i < 3; ++i) cluster.hosts[i].start();
  cluster.advance(1000);
  // The attestations of 2 are late, so that those of 3 would be the first to make a quorum.
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return std::holds_alternative<Report>(message) ||
           (std::holds_alternative<Checkpoint>(message) && sent.from == 2);
  };
  cluster.hosts[3].start();
  cluster.run_blocks(1);
  EXPECT_EQ(cluster.executed(3), 1U);
  cluster.drop = nullptr;
  cluster.advance(3000);
  EXPECT_FALSE(cluster.status(3).recovering);
  cluster.hosts[2].crash();
  cluster.run_blocks(3);
  cluster.advance(3000);
  EXPECT_EQ(cluster.executed(3), 4U);
}

TEST(Fresh, ASingleValidatorNeedsNobody) {
  Cluster cluster(1);
  cluster.run_blocks(3);
  cluster.hosts[0].crash();
  cluster.hosts[0].start();
  cluster.advance(500);
  cluster.run_blocks(3);
  EXPECT_EQ(cluster.executed(0), 6U);
  cluster.expect_safe();
}

TEST(Fresh, ASingleValidatorCertifiesAfterACrashBetweenExecutionAndAttestation) {  // found by the simulator
  Cluster cluster(1);
  cluster.run_blocks(2);
  cluster.hold_execution.insert(0);
  cluster.propose(0, 9);
  cluster.hosts[0].application().execute(cluster.proposal(9));  // durable, and the answer is lost
  cluster.hosts[0].crash();
  cluster.hold_execution.clear();
  cluster.hosts[0].start();
  cluster.advance(500);
  EXPECT_EQ(cluster.status(0).executed, 3U);
  EXPECT_EQ(cluster.status(0).certified, 3U);
}

// found by the simulator: nobody could follow any more
TEST(Restart, TheStableCertificateIsGivenAgainIfTheNodeLostIt) {
  Cluster cluster(4);
  cluster.run_blocks(3);
  for (auto& host : cluster.hosts) {
    host.crash();
    host.store_certificate(host.certificates().at(3));
    // the record of the stable height was synced, the certificate of its block was not
    host.lose_unsynced(0);
    EXPECT_FALSE(host.certificates().contains(3));
  }
  for (auto& host : cluster.hosts) host.start();
  cluster.advance(125);
  for (const auto& host : cluster.hosts) EXPECT_TRUE(host.certificates().contains(3)) << host.config().self;
}

// found by the simulator: not only the highest one
TEST(Restart, ASingleValidatorMakesEachLostCertificateAgain) {
  Cluster cluster(1);
  cluster.run_blocks(3);
  Host& host = cluster.hosts[0];
  host.crash();
  host.store_certificate(host.certificates().at(2));
  host.store_certificate(host.certificates().at(3));
  host.lose_unsynced(0);
  ASSERT_EQ(host.certificates().size(), 1U);
  host.start();
  cluster.advance(125);
  EXPECT_EQ(host.certificates().size(), 3U);
}

// found by the simulator, with two validators
TEST(Restart, EachUncertifiedBlockIsAttestedAgainAndNotOnlyTheHead) {
  Cluster cluster(2);
  cluster.hold_execution.insert(0);
  cluster.run_blocks(2);
  EXPECT_EQ(cluster.executed(1), 2U);
  for (const std::uint64_t number : {1U, 2U})
    // durable, and the attestations are lost
    cluster.hosts[0].application().execute(cluster.proposal(number));
  cluster.hosts[0].crash();
  cluster.hold_execution.clear();
  cluster.hosts[0].start();
  cluster.advance(1000);
  for (const auto& host : cluster.hosts) EXPECT_EQ(host.certificates().size(), 2U) << host.config().self;
}

TEST(Records, ABlockTakesFewSyncedWritesOnEachNode) {
  for (const std::size_t n : {4U, 7U, 31U}) {
    Cluster cluster(n);
    cluster.run_blocks(5);
    cluster.synced_writes.clear();
    cluster.run_blocks(20);
    cluster.expect_all_at(25);
    for (const auto& [node, writes] : cluster.synced_writes)
      EXPECT_LE(writes, 20U * 5U) << "n = " << n << ", replica " << node
                                  << ": vote, proof with commit, block, checkpoint, certificate";
  }
}

TEST(Records, AreErasedBelowTheStableHeight) {
  Cluster cluster(4);
  cluster.run_blocks(5);
  const auto few = cluster.hosts[1].records().size();
  cluster.run_blocks(200);
  EXPECT_LE(cluster.hosts[1].records().size(), few + 1);
}

}  // namespace
}  // namespace credence::consensus
