// SPDX-License-Identifier: Apache-2.0
// A change of the validators: a replica ends with its set, the next begins above the certificate of the one
// before, and nothing that was signed under one set counts under another (a view change verified with the
// wrong validator set: docs/protocol.md).
#include <gtest/gtest.h>

#include <deque>

#include "consensus/replica.h"
#include "tests/simulator/fast_signatures.h"
#include "tests/support/suite.h"
#include "tests/unit/consensus/cluster.h"

namespace credence::consensus {
namespace {

constexpr Height kLast = 10;  // of the set before

/// Replicas of one set from height `kLast` + 1 on, over a certificate of the set before.
class NextSet {
 public:
  explicit NextSet(std::size_t size, Height first = kLast + 1) {
    for (std::size_t i = 0; i < size; ++i) {
      std::array<std::byte, 32> bytes{};
      bytes.fill(static_cast<std::byte>(i + 1));
      keys.push_back(SecretKey::from(samples::kSuite, bytes).value());
      set.validators.push_back({keys.back().public_key(), "验证者", "Validator"});
    }
    base.height = kLast;
    base.header_hash.bytes.fill(std::byte{7});
    base.signatures.push_back({0, {}});  // of another set: nothing of it verifies under this one
    for (std::size_t i = 0; i < size; ++i) {
      Config config;
      config.chain.bytes.fill(std::byte{0xc1});
      config.set = set;
      config.self = static_cast<ReplicaId>(i);
      config.first = first;
      configs.push_back(config);
      Restored restored;
      restored.executed = kLast;
      restored.executed_header_hash = base.header_hash;
      restored.last_certificate = base;
      restored.base = base;
      replicas.emplace_back(config, keys[i], signatures, std::move(restored));
    }
    advance(1000);  // everyone probes and learns that nobody voted under this set
  }

  void give(std::size_t node, const Input& input) {
    if (silent.contains(node)) return;
    Effects effects = replicas[node].step(input, now);
    for (const Send& send : effects.send)
      for (std::size_t to = 0; to < replicas.size(); ++to)
        if (to != node && (!send.to || *send.to == to))
          queue.push_back({static_cast<ReplicaId>(node), to, send.bytes});
    for (const Validate& one : effects.validate) give(node, Validated{one.digest, true});
    for (const Execute& one : effects.execute) {
      Hash32 header;
      header.bytes.fill(static_cast<std::byte>(one.height));
      give(node, Executed{one.height, header, last});
    }
  }
  void settle() {
    while (!queue.empty()) {
      const auto [from, to, bytes] = std::move(queue.front());
      queue.pop_front();
      give(to, Received{from, bytes});
    }
  }
  void advance(std::uint64_t ms) {
    settle();
    for (std::uint64_t passed = 0; passed < ms; passed += 125) {
      now.monotonic_ms += 125;
      now.utc_ms += 125;
      for (std::size_t i = 0; i < replicas.size(); ++i) give(i, Tick{});
      settle();
    }
  }
  void block() {
    for (std::size_t i = 0; i < replicas.size(); ++i)
      if (!silent.contains(i) && replicas[i].can_propose()) {
        give(i, Propose{Proposal{now.utc_ms, encode(Batch{})}});
        break;
      }
    settle();
  }

  simulator::FastSignatures signatures;
  std::vector<SecretKey> keys;
  ValidatorSet set;
  Certificate base;
  std::vector<Config> configs;
  std::vector<Replica> replicas;
  std::set<std::size_t> silent;
  std::optional<Height> last;
  struct Sent {
    ReplicaId from;
    std::size_t to;
    Bytes bytes;
  };
  std::deque<Sent> queue;
  Time now{1'000'000, 1'700'000'000'000};
};

TEST(ValidatorSets, AReplicaEndsWithItsSetAndVotesForNothingAbove) {
  NextSet cluster(4);
  cluster.last = kLast + 5;
  for (int i = 0; i < 12; ++i) cluster.block();
  for (const Replica& replica : cluster.replicas) {
    EXPECT_EQ(replica.status().executed, kLast + 5);
    EXPECT_EQ(replica.status().certified, kLast + 5);
    EXPECT_TRUE(replica.status().ended);
    EXPECT_FALSE(replica.can_propose());
  }
}

TEST(ValidatorSets, ARestartAttestsTheBlocksOfItsSetAndNoOthers) {
  NextSet cluster(4);
  Restored restored;
  restored.executed = kLast + 4;
  restored.executed_header_hash.bytes.fill(std::byte{4});
  restored.last_certificate = cluster.base;
  restored.base = cluster.base;
  restored.last = kLast + 3;
  for (Height height = kLast; height <= restored.executed; ++height)
    restored.uncertified[height] = restored.executed_header_hash;
  Replica replica(cluster.configs[0], cluster.keys[0], cluster.signatures, std::move(restored));
  std::set<Height> attested;
  for (const Record& record : replica.step(Tick{}, cluster.now).persist)
    if (record.value && record.key.ends_with("/checkpoint"))
      attested.insert(decode<Checkpoint>(*record.value).value().height);
  EXPECT_EQ(attested, (std::set<Height>{kLast + 1, kLast + 2, kLast + 3}));
}

TEST(ValidatorSets, ANextSetOfAnySizeStartsOverTheBlocksOfTheOneBefore) {
  for (std::size_t size = 1; size <= 5; ++size) {
    NextSet cluster(size);
    // A single validator has nobody to ask whether it voted before: it begins with a view of its own.
    if (size == 1) cluster.give(0, Pending{1, false});
    if (size == 1) cluster.advance(3000);
    cluster.block();
    for (const Replica& replica : cluster.replicas) EXPECT_EQ(replica.status().certified, kLast + 1) << size;
  }
}

TEST(ValidatorSets, ASetEndsAlsoForWhoFetchesItsLastBlocks) {
  NextSet cluster(4);
  Certificate last{kLast + 5, {}, {}};
  (void)cluster.replicas[3].step(Synced{last, last.height}, cluster.now);
  EXPECT_EQ(cluster.replicas[3].status().certified, last.height);
  EXPECT_TRUE(cluster.replicas[3].status().ended);
}

TEST(ValidatorSets, AHeightOfSixtyFourBitsHasItsRecord) {
  NextSet cluster(4);
  constexpr Height kHeight = 0xfedc'ba98'7654'3210;
  Config config = cluster.configs[0];
  config.first = kHeight;
  Restored restored;
  restored.executed = kHeight;
  restored.base = Certificate{kHeight - 1, {}, {}};
  restored.last_certificate = restored.base;
  restored.uncertified[kHeight] = {};
  Replica replica(config, cluster.keys[0], cluster.signatures, std::move(restored));
  std::vector<std::string> keys;
  for (const Record& record : replica.step(Tick{}, cluster.now).persist) keys.push_back(record.key);
  EXPECT_EQ(std::ranges::count(keys, "fedcba9876543210/checkpoint"), 1);
}

TEST(ValidatorSets, TheFirstViewChangeOfASetRestsOnTheCertificateOfTheSetBefore) {
  NextSet cluster(4);
  cluster.silent.insert(0);  // the first primary of the new set is down
  for (std::size_t i = 1; i < 4; ++i) cluster.give(i, Pending{1, false});
  cluster.advance(3000);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(cluster.replicas[i].status().view, 1u) << i;
  cluster.block();
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(cluster.replicas[i].status().certified, kLast + 1) << i;
}

TEST(ValidatorSets, AViewChangeOfAnotherSetMovesNobody) {
  NextSet cluster(4);
  const auto signed_for = [&](const ChainId& domain, ReplicaId sender) {
    const ViewChange change{sender, 5, cluster.base, {}};
    SignedViewChange raw{encode(change), {}};
    raw.signature =
        cluster.signatures.sign(cluster.keys[sender], chain_hash(Tag::view_change, domain, raw.body));
    return raw;
  };
  Config before = cluster.configs[0];
  before.first = 0;
  ASSERT_NE(before.votes_for(), cluster.configs[0].votes_for());
  for (const ReplicaId sender : std::vector<ReplicaId>{1, 2, 3})
    cluster.give(0, Received{sender, encode(Message(signed_for(before.votes_for(), sender)))});
  EXPECT_EQ(cluster.replicas[0].status().view, 0u) << "signed by the same keys, under the set before";
  for (const ReplicaId sender : std::vector<ReplicaId>{1, 2})
    cluster.give(0, Received{sender, encode(Message(signed_for(cluster.configs[0].votes_for(), sender)))});
  EXPECT_EQ(cluster.replicas[0].status().view, 5u) << "f + 1 of this set do";
}

TEST(ValidatorSets, VotesOfOneSetAreNoneOfAnotherWithTheSameKeys) {
  NextSet cluster(4);
  Config other = cluster.configs[0];
  other.first = kLast + 2;
  EXPECT_NE(other.votes_for(), cluster.configs[0].votes_for());
  other = cluster.configs[0];
  std::swap(other.set.validators[0], other.set.validators[1]);
  EXPECT_NE(other.votes_for(), cluster.configs[0].votes_for());
  other = cluster.configs[0];
  other.first = 0;
  EXPECT_EQ(other.votes_for(), other.chain) << "the set of the genesis signs for the chain";
}

TEST(ValidatorSets, AStragglerOfTheSetBeforeGetsTheCertificateThatEndsIt) {
  NextSet cluster(4);
  for (int i = 0; i < 20; ++i) cluster.block();
  cluster.now.monotonic_ms += 1000;
  cluster.settle();
  // It probes as well, for it has just begun: that answer is no use to it, since it cannot verify what this
  // set signed.
  EXPECT_EQ(cluster.replicas[0].step(Received{1, encode(Message(Probe{}))}, cluster.now).send.size(), 1u);
  const Effects effects = cluster.replicas[0].step(
      Received{1, encode(Message(Heartbeat{0, true, kLast - 1, false, 0}))}, cluster.now);
  std::optional<Certificate> given;
  for (const Send& send : effects.send)
    if (const auto message = decode_message(send.bytes);
        message && std::holds_alternative<CertificateNotice>(*message))
      given = std::get<CertificateNotice>(*message).certificate;
  ASSERT_TRUE(given);
  EXPECT_EQ(*given, cluster.base);
}

}  // namespace
}  // namespace credence::consensus
