// SPDX-License-Identifier: Apache-2.0
// The same list again from another computer, without its journal: nothing is recorded twice, what is missing
// is recorded, and the command ends well. For every kind of list.
#include <gmock/gmock.h>

#include "client/lists/plan.h"
#include "client/lists/run.h"
#include "tests/unit/client/fake_node.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

constexpr unsigned kLines = 1'500;  // two signed lists

class ImportAgain : public ::testing::Test {
 protected:
  ImportAgain() {
    net.world().register_enterprises(kLines);
    net.world().create_programme(1'000'000'000);
  }
  /// From a computer that never saw the list.
  ImportReport run(const SecretKey& key, const Outcome<std::vector<Action>>& lists) {
    EXPECT_TRUE(lists) << lists.error().error.text_en();
    const ScratchFolder folder;
    Client client = net.client({.request_timeout_ms = 30'000, .wait_ms = 200, .deadline_ms = 60'000});
    auto report =
        run_import(client, key, *lists, {.journal = folder / "journal", .in_flight = 4, .progress = {}});
    EXPECT_TRUE(report) << report.error().error.text_en();
    return report ? *std::move(report) : ImportReport{};
  }
  /// Half of it is there, then all of it, then the whole once more. `plan(n)`: the list as a person has it,
  /// of which the first n lines are sent.
  template <class Plan>
  void check(const SecretKey& key, Plan plan) {
    const auto expect = [&](unsigned sent, std::size_t recorded, std::size_t before) {
      const ImportReport report = run(key, plan(sent));
      const auto failure = report.outcome();
      EXPECT_FALSE(failure) << failure->error.text_en();
      EXPECT_EQ(report.lines_recorded(), recorded) << sent;
      EXPECT_EQ(report.lines_before(), before) << sent;
    };
    expect(700, 700, 0);
    expect(kLines, kLines - 700, 700);
    expect(kLines, 0, kLines);
    expect(kLines, 0, kLines);
  }
  FakeNetwork net;
};

RecordAwards whole_batch() {
  RecordAwards out = world::World::awards({}, kLines, Fen{kLines} * 100);
  return out;
}
std::vector<AwardLine> lines_of_batch(unsigned count) {
  std::vector<AwardLine> out;
  for (unsigned i = 1; i <= count; ++i) out.push_back(world::World::award(i, i, 100));
  return out;
}

TEST_F(ImportAgain, AwardsOfAListThatIsDeclaredWhole) {
  check(world::kAward, [](unsigned count) { return plan_awards(whole_batch(), lines_of_batch(count)); });
}

TEST_F(ImportAgain, PaymentsOfAListThatIsDeclaredWhole) {
  (void)run(world::kAward, plan_awards(whole_batch(), lines_of_batch(kLines)));
  check(world::kPay, [](unsigned count) {
    std::vector<PaymentLine> lines;
    for (unsigned i = 1; i <= count; ++i) lines.push_back(world::World::payment(i, i, i, 50));
    return plan_payments(world::World::payments({}, kLines, Fen{kLines} * 50), lines);
  });
}

TEST_F(ImportAgain, Titles) {
  check(world::kQualify, [](unsigned count) {
    IssueQualifications head = world::World::issue("specialized", 1, {2026, 1, 1});
    head.lines.clear();
    std::vector<QualificationLine> lines;
    for (unsigned i = 1; i <= count; ++i)
      lines.push_back({i,
                       samples::code(i),
                       world::enterprise_name(i),
                       DocumentNo("Z-" + std::to_string(i)),
                       {2026, 1, 1},
                       {}});
    return plan_qualifications(head, lines);
  });
}

TEST_F(ImportAgain, Enterprises) {
  check(world::kRegistrar, [](unsigned count) {
    std::vector<EnterpriseLine> lines;
    for (unsigned i = 5'001; i < 5'001 + count; ++i)
      lines.push_back({samples::code(i), world::enterprise_name(i), {}, {}});
    return plan_enterprises(lines);
  });
}

TEST_F(ImportAgain, WithAnotherAmountUnderTheSameNumberIsRefusedAndChangesNothing) {
  (void)run(world::kAward, plan_awards(whole_batch(), lines_of_batch(3)));
  auto lines = lines_of_batch(3);
  lines[1].amount = 101;
  const ImportReport report = run(world::kAward, plan_awards(whole_batch(), lines));
  ASSERT_TRUE(report.outcome());
  EXPECT_EQ(report.outcome()->error.code, Code::line_recorded);
  EXPECT_EQ(report.lines_recorded(), 0U);
}

}  // namespace
}  // namespace credence::testing
