// SPDX-License-Identifier: Apache-2.0
// Checkpoints and certificates: which heights they are made and taken for, and what moves with them.
#include <gtest/gtest.h>

#include "tests/unit/consensus/cluster.h"

namespace credence::consensus {
namespace {

TEST(Certificates, OneBelowTheStableHeightThatNobodyGotIsMadeLater) {
  Cluster cluster(4);
  cluster.drop = drops<Checkpoint>(
      [](const Cluster::Sent& sent) { return std::get<Checkpoint>(sent.message()).height == 2; });
  cluster.run_blocks(3);
  for (const auto& host : cluster.hosts) {
    EXPECT_EQ(cluster.status(host.config().self).certified, 3U);
    EXPECT_FALSE(host.certificates().contains(2));
  }
  cluster.drop = nullptr;
  cluster.advance(1000);
  for (const auto& host : cluster.hosts) EXPECT_TRUE(host.certificates().contains(2)) << host.config().self;
}

TEST(Certificates, OneBelowTheStableHeightIsGivenToWhoeverStillAttests) {
  Cluster cluster(4);
  cluster.drop = drops<Checkpoint>([](const Cluster::Sent& sent) {
    return sent.to == 3 && std::get<Checkpoint>(sent.message()).height == 2;
  });
  cluster.run_blocks(3);
  EXPECT_EQ(cluster.status(3).certified, 3U);
  EXPECT_FALSE(cluster.hosts[3].certificates().contains(2));
  cluster.advance(1000);  // the others have it, and repeat their checkpoints no more
  EXPECT_TRUE(cluster.hosts[3].certificates().contains(2));
}

TEST(Certificates, CheckpointsCountUpToTwoWindowsAboveTheStableHeightAndNoFurther) {
  for (const Height beyond : {0U, 1U}) {
    Cluster cluster(4);
    const Height height = 2 * cluster.hosts[3].config().window + beyond;
    for (ReplicaId sender = 0; sender < 3; ++sender) {
      Checkpoint checkpoint{sender, height, Hash32{}, {}};
      checkpoint.signature = cluster.signatures.sign(cluster.committee.keys.at(sender),
                                                     checkpoint_hash(cluster.chain(), height, Hash32{}));
      cluster.inject(sender, 3, checkpoint);
    }
    EXPECT_EQ(cluster.status(3).certified, beyond == 0 ? height : 0U);
  }
}

TEST(Certificates, OneIsMadeWhileItsHeightIsLessThanAWindowBelowTheStableOne) {
  for (const Height beyond : {0U, 1U}) {
    Cluster cluster(4);
    cluster.drop = drops<Checkpoint>(
        [](const Cluster::Sent& sent) { return std::get<Checkpoint>(sent.message()).height == 2; });
    const Height stable = 2 + cluster.hosts[0].config().window - 1 + beyond;
    cluster.run_blocks(stable);
    ASSERT_EQ(cluster.status(0).certified, stable);
    cluster.drop = nullptr;
    cluster.advance(1000);
    for (const auto& host : cluster.hosts)
      EXPECT_EQ(host.certificates().contains(2), beyond == 0) << host.config().self;
  }
}

TEST(Certificates, ALaggardAttestsWhatLiesLessThanAWindowBelowTheStableHeight) {
  for (const Height beyond : {0U, 1U}) {
    Cluster cluster(4);
    cluster.hold_execution.insert(3);
    cluster.drop = drops<Checkpoint>(
        [](const Cluster::Sent& sent) { return std::get<Checkpoint>(sent.message()).height == 1; });
    const Height stable = cluster.hosts[3].config().window + beyond;
    cluster.run_blocks(stable);
    ASSERT_EQ(cluster.status(3).certified, stable);
    bool attested = false;
    cluster.drop = [&attested](const Cluster::Sent& sent, const Message& message) {
      const auto* checkpoint = std::get_if<Checkpoint>(&message);
      attested = attested || (checkpoint != nullptr && sent.from == 3 && checkpoint->height == 1);
      return true;
    };
    cluster.give(
        3, Executed{1, cluster.hosts[3].application().execute(cluster.hosts[0].application().proposal(1))});
    cluster.settle();
    EXPECT_EQ(attested, beyond == 0);
  }
}

TEST(Certificates, ABlockThatWasSyncedInBetweenIsNotCountedAgain) {
  Cluster cluster(4);
  cluster.hold_execution.insert(3);
  cluster.drop = [](const Cluster::Sent& sent, const Message& message) {
    return sent.to == 3 && std::holds_alternative<Checkpoint>(message);
  };
  cluster.run_blocks(3);
  ASSERT_EQ(cluster.status(3).executed, 0U) << "height 1 is still being executed";
  const auto reached = cluster.hosts[3].sync_from(cluster.hosts[0], 3);
  ASSERT_TRUE(reached);
  cluster.give(3, Synced{*reached});
  EXPECT_EQ(cluster.status(3).executed, 3U);
  EXPECT_EQ(cluster.status(3).certified, 3U) << "the certificate comes with the blocks";
  cluster.give(3, Executed{1, cluster.hosts[3].application().header_hash(1)});
  EXPECT_EQ(cluster.status(3).executed, 3U);
  cluster.drop = nullptr;
  cluster.hold_execution.clear();
  cluster.run_blocks(1);
  cluster.expect_all_at(4);
}

TEST(Certificates, WhatCameAboveTheWindowHasItsTurnAsSoonAsTheWindowMoves) {
  Cluster cluster(4);
  const Height window = cluster.hosts[3].config().window;
  bool certificates = false, prepared = false, committed = false;
  cluster.drop = [&](const Cluster::Sent& sent, const Message& message) {
    if (sent.from == 3) {
      const auto* prepare = std::get_if<Prepare>(&message);
      const auto* commit = std::get_if<Commit>(&message);
      prepared = prepared || (prepare != nullptr && prepare->signed_vote.vote.height == window + 1);
      committed = committed || (commit != nullptr && commit->signed_vote.vote.height == window + 1);
    }
    return !certificates && sent.to == 3 &&
           (std::holds_alternative<Checkpoint>(message) ||
            std::holds_alternative<CertificateNotice>(message));
  };
  cluster.run_blocks(window + 1);
  ASSERT_EQ(cluster.status(0).certified, window + 1);
  ASSERT_EQ(cluster.status(3).certified, 0U);
  ASSERT_EQ(cluster.executed(3), window);
  EXPECT_FALSE(prepared || committed);
  certificates = true;
  // no time passes, nothing is sent again
  cluster.inject(0, 3, CertificateNotice{cluster.hosts[0].certificates().at(1)});
  cluster.settle();
  EXPECT_TRUE(prepared);
  EXPECT_TRUE(committed);
  EXPECT_EQ(cluster.executed(3), window + 1);
}

}  // namespace
}  // namespace credence::consensus
