// SPDX-License-Identifier: Apache-2.0
// Evidence against a validator: kept once, in bounds, and over a restart.
#include <gtest/gtest.h>

#include "tests/unit/consensus/cluster.h"

namespace credence::consensus {
namespace {

Checkpoint checkpoint_of(const Cluster& cluster, ReplicaId sender, Height height, std::uint8_t fill) {
  Checkpoint out{sender, height, {}, {}};
  out.header_hash.bytes.fill(std::byte{fill});
  out.signature = cluster.signatures.sign(cluster.committee.keys.at(sender),
                                          checkpoint_hash(cluster.chain(), height, out.header_hash));
  return out;
}

TEST(Evidence, AllIsToldAndTheFirstOfEachValidatorAreKept) {
  Cluster cluster(4);
  constexpr std::size_t kMore = limits::kEvidencePerValidatorMax + 2;
  ASSERT_LE(kMore, 2 * limits::kPipelineWindow) << "so many heights are taken";
  for (const ReplicaId liar : std::vector<ReplicaId>{1, 2}) {
    cluster.evidence.clear();
    for (Height height = 1; height <= kMore; ++height)
      for (const auto fill : std::array<std::uint8_t, 2>{1, 2})
        cluster.inject(liar, 3, checkpoint_of(cluster, liar, height, fill));
    EXPECT_EQ(cluster.evidence.size(), kMore);
  }
  const auto kept_of = [&](ReplicaId liar) {
    return std::ranges::count(cluster.hosts[3].replica().evidence(),
                              cluster.committee.set.validators[liar].key, &Evidence::key);
  };
  for (const ReplicaId liar : std::vector<ReplicaId>{1, 2})
    EXPECT_EQ(kept_of(liar), limits::kEvidencePerValidatorMax);
  const auto before = cluster.hosts[3].replica().evidence();
  cluster.hosts[3].crash();
  cluster.hosts[3].start();
  EXPECT_TRUE(std::ranges::is_permutation(cluster.hosts[3].replica().evidence(), before));
}

TEST(Evidence, OfOneHeightTheSameContradictionIsToldOnce) {
  Cluster cluster(4);
  for (int again = 0; again < 3; ++again)
    for (const auto fill : std::array<std::uint8_t, 2>{1, 2})
      cluster.inject(1, 3, checkpoint_of(cluster, 1, 5, fill));
  EXPECT_EQ(cluster.evidence.size(), 1U);
  cluster.inject(1, 3, checkpoint_of(cluster, 1, 4, 1));
  cluster.inject(1, 3, checkpoint_of(cluster, 1, 4, 2));
  EXPECT_EQ(cluster.evidence.size(), 1U) << "below the highest one that was told nothing more is";
}

}  // namespace
}  // namespace credence::consensus
