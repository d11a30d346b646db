// SPDX-License-Identifier: Apache-2.0
// A short share of `./dev chaos`: a few faults on four real processes under load, and the check of
// everything.
#include <gtest/gtest.h>

#include "tests/chaos/command.h"
#include "tests/chaos/run.h"

namespace credence::testing {
namespace {

const std::atomic<bool> kGoOn{false};

class ChaosTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(try_command({"ip", "-V"}).status, 0) << "iproute2 is not installed (./dev test installs it)";
    if (const auto cannot = enter_private_namespaces())
      GTEST_SKIP() << "no network namespaces of its own: " << *cannot;
  }
  static void expect_good(ChaosOptions options) {
    options.longest_fault = std::chrono::milliseconds(3'000);
    const ChaosReport report = run_chaos(options, kGoOn);
    EXPECT_TRUE(report.good()) << text_of(report);
    for (const auto& [kind, why] : report.left_out)
      std::printf("left out: %s (%s)\n", std::string(name_of(kind)).c_str(), why.c_str());
    EXPECT_GT(report.judgement.acknowledged, 0u);
  }
};

TEST_F(ChaosTest, NothingIsLostDoubledOrReorderedByFaultsOfTheNetwork) {
  expect_good({.seed = 7,
               .faults_max = 4,
               .kinds = {FaultKind::split, FaultKind::isolate, FaultKind::one_way, FaultKind::slow_link}});
}

TEST_F(ChaosTest, NothingIsLostDoubledOrReorderedByFaultsOfProcesses) {
  expect_good(
      {.seed = 8,
       .faults_max = 4,
       .kinds = {FaultKind::kill_all, FaultKind::stop_primary, FaultKind::full_disk, FaultKind::clock_jump}});
}

TEST_F(ChaosTest, APrimaryThatIsKilledUnderLoadIsReplacedAndStrangersDoNotHinderARestart) {
  expect_good({.seed = 9, .faults_max = 2, .kinds = {FaultKind::kill_primary, FaultKind::garbage}});
}

}  // namespace
}  // namespace credence::testing
