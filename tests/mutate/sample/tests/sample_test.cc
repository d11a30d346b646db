// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "ledger/limits.h"

TEST(Limits, HoldBothBounds) {
  EXPECT_TRUE(fits(1) && fits(1000));
  EXPECT_FALSE(fits(0) || fits(1001));
}

TEST(Limits, Rise) {
  EXPECT_TRUE(rises(1, 2));
  EXPECT_FALSE(rises(2, 1));
}

TEST(Limits, TheLargerIsTaken) {
  EXPECT_EQ(larger(1, 2), 2);
  EXPECT_EQ(larger(2, 1), 2);
}

TEST(Limits, TheRest) {
  EXPECT_EQ(same(3), 3);
  EXPECT_EQ(joined("a", "b"), "ab");
  EXPECT_TRUE(even(4) && !even(3) && !even(5));
}
