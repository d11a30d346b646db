// SPDX-License-Identifier: Apache-2.0
// A short share of `./dev stranger`.
#include <gtest/gtest.h>

#include "tests/stranger/run.h"

namespace credence::testing {
namespace {

TEST(StrangerNetwork, TheWorstMixLeavesOthersWhatIsTheirs) {
  const std::atomic<bool> go_on{false};
  const StrangerReport report = run_strangers(
      {.duration = std::chrono::seconds(12), .before = std::chrono::seconds(6), .progress = false}, go_on);
  EXPECT_TRUE(report.good()) << text_of(report);
  std::fputs(text_of(report).c_str(), stdout);
}

}  // namespace
}  // namespace credence::testing
