// SPDX-License-Identifier: Apache-2.0
// Quorum arithmetic against a second implementation that searches for what the rules ask, n = 1..100.
#include <gtest/gtest.h>

#include "ledger/chain/quorum.h"
#include "ledger/primitives/limits.h"

namespace credence {
namespace {

TEST(Quorum, IsTheSmallestThatIntersectsInAnHonestReplicaForEveryN) {
  for (std::size_t n = 1; n <= limits::kValidatorsMax; ++n) {
    std::size_t f = 0;
    while (3 * (f + 1) + 1 <= n) ++f;
    std::size_t q = 0;
    while (2 * q < n + f + 1) ++q;  // two quorums share f + 1
    EXPECT_EQ(faults_tolerated(n), f) << "n = " << n;
    EXPECT_EQ(quorum(n), q) << "n = " << n;
    EXPECT_LE(q, n - f) << "the honest alone must be a quorum, n = " << n;
    EXPECT_EQ(one_honest(n), f + 1) << "n = " << n;
  }
}

TEST(Quorum, OfFiveIsFourNotTwoFPlusOne) { EXPECT_EQ(quorum(5), 4U); }

}  // namespace
}  // namespace credence
