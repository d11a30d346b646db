// SPDX-License-Identifier: Apache-2.0
// Four eyes: what moves money or status waits for a second key of the department; every rule meets its code.
#include <gtest/gtest.h>

#include "ledger/execution/rules.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::World;

class RefusalPending : public testing::Test {
 protected:
  void SetUp() override {
    RegisterEnterprises three;
    for (unsigned i = 1; i <= 3; ++i)
      three.lines.push_back({code(i), enterprise_name(i), std::nullopt, std::nullopt});
    ASSERT_EQ(w.run(kRegistrar, three, {&kIitCheck}), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kProgramme, World::programme(1'000), {&kIitCheck}), Code::ok) << w.detail;
  }
  RecordAwards awards(Fen amount = 100) { return World::awards({World::award(1, 1, amount)}); }
  /// Parks an action of one signature; its id.
  TxId park(const SecretKey& key, const Action& action) {
    const Bytes bytes = w.transaction(key, action);
    const auto receipt = w.apply({bytes}).at(0);
    EXPECT_EQ(static_cast<Code>(receipt.code), Code::ok) << error_of(receipt).detail;
    EXPECT_TRUE(receipt.pending);
    return w.id_of(bytes);
  }
  std::uint32_t open(const Id& department) { return w.value(DepartmentKey{department}).pending; }
  World w{make_memory_key_value(), governed_genesis(true)};
};

TEST_F(RefusalPending, BothSignaturesAtOnceAreExecutedAndTheHistoryNamesBoth) {
  EXPECT_EQ(w.run(kAward, awards(), {&kIitCheck}), Code::ok) << w.detail;
  EXPECT_TRUE(w.detail.empty());
  const auto page = w.ledger().prove_history(HistoryKey{EnterpriseKey{code(1)}}, 1, 1).value();
  const auto entry = decode<HistoryEntry>(page.entries.at(0)).value();
  EXPECT_EQ(entry.signer, key_id(kAward.public_key()));
  EXPECT_EQ(entry.checker, key_id(kIitCheck.public_key()));
}

TEST_F(RefusalPending, OneSignatureParksAndChangesNothingElse) {
  const TxId id = park(kAward, awards());
  EXPECT_TRUE(w.absent(AwardKey{"puhui-2022", "b1", 1}));
  EXPECT_EQ(open("gd-iit"), 1u);
  const PendingValue held = w.value(PendingKey{id});
  EXPECT_EQ(held.maker, key_id(kAward.public_key()));
  EXPECT_EQ(held.department, "gd-iit");
  EXPECT_EQ(held.until, after_days(refusal::kToday, limits::kPendingDaysMax));
}

TEST_F(RefusalPending, ApprovalExecutesAsTheMakersAction) {
  const TxId id = park(kAward, awards());
  EXPECT_EQ(w.run(kIitCheck, DecidePending{id, true, ""}), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardKey{"puhui-2022", "b1", 1}).awarded_by, key_id(kAward.public_key()));
  EXPECT_TRUE(w.absent(PendingKey{id}));
  EXPECT_EQ(open("gd-iit"), 0u);
  EXPECT_EQ(w.run(kIitCheck, DecidePending{id, true, ""}), Code::unknown_pending);
}

TEST_F(RefusalPending, RejectionDropsItAndTheMakerMayWithdraw) {
  const TxId first = park(kAward, awards());
  EXPECT_EQ(w.run(kIitCheck, DecidePending{first, false, "金额有误"}), Code::ok) << w.detail;
  const TxId second = park(kAward, awards());
  EXPECT_EQ(w.run(kAward, DecidePending{second, false, "撤回"}), Code::ok) << w.detail;
  EXPECT_TRUE(w.absent(AwardKey{"puhui-2022", "b1", 1}));
  EXPECT_EQ(open("gd-iit"), 0u);
}

TEST_F(RefusalPending, OnlyACheckerOfTheDepartmentDecides) {
  const TxId id = park(kAward, awards());
  EXPECT_EQ(w.run(kAward, DecidePending{id, true, ""}), Code::own_action);
  EXPECT_EQ(w.run(kFinanceCheck, DecidePending{id, true, ""}), Code::wrong_department);
  EXPECT_EQ(w.run(kQualify, DecidePending{id, true, ""}), Code::wrong_role);
  EXPECT_EQ(w.run(kQualify, DecidePending{id, false, "x"}), Code::wrong_role);
  TxId none;
  none.bytes.fill(std::byte{9});
  EXPECT_EQ(w.run(kIitCheck, DecidePending{none, true, ""}), Code::unknown_pending);
  EXPECT_EQ(open("gd-iit"), 1u);
}

TEST_F(RefusalPending, ASignatureOfAnotherDepartmentsCheckerDoesNotCount) {
  const Bytes bytes = w.transaction(kAward, awards(), std::nullopt, {&kFinanceCheck});
  EXPECT_TRUE(w.apply({bytes}).at(0).pending);
}

TEST_F(RefusalPending, AFailedApprovalLeavesItWaiting) {
  const TxId id = park(kAward, awards(5'000));  // beyond the budget of 1,000 fen
  EXPECT_EQ(w.run(kIitCheck, DecidePending{id, true, ""}), Code::budget_exceeded);
  EXPECT_EQ(open("gd-iit"), 1u);
  EXPECT_FALSE(w.absent(PendingKey{id}));
  ASSERT_EQ(w.run(kAward, RevokeKey{key_id(kAward.public_key()), "离岗"}), Code::ok);
  EXPECT_EQ(w.run(kIitCheck, DecidePending{id, true, ""}), Code::revoked_key)
      << "all rules run at the time of the decision";
}

TEST_F(RefusalPending, ADepartmentsWaitingActionsAreBounded) {
  for (std::size_t done = 0; done < limits::kPendingPerDepartmentMax; done += 250) {
    std::vector<Bytes> many;
    for (int i = 0; i < 250; ++i) many.push_back(w.transaction(kAward, awards()));
    for (const Receipt& receipt : w.apply(std::move(many))) ASSERT_TRUE(receipt.pending);
  }
  EXPECT_EQ(w.run(kAward, awards()), Code::too_many_pending);
  EXPECT_EQ(w.run(kAward, awards(), {&kIitCheck}), Code::ok) << "with both signatures nothing waits";
}

TEST(RefusalPendingOff, AChainWithoutTheFeatureExecutesAtOnce) {
  World w;
  w.register_enterprises(1);
  w.create_programme(1'000);
  EXPECT_EQ(w.run(kAward, World::awards({World::award(1, 1, 100)})), Code::ok);
  EXPECT_TRUE(w.detail.empty());
}

TEST_F(RefusalPending, AnExceptionOfACodeStandsOnceItIsChecked) {
  const TxId id = park(kRegistrar, samples::admit_code());
  EXPECT_TRUE(w.absent(CodeExceptionKey{samples::pilot_code()}));
  RegisterEnterprises registration;
  registration.lines.push_back(
      {samples::pilot_code(), samples::admit_code().name, std::nullopt, std::nullopt});
  EXPECT_EQ(w.run(kRegistrar, registration), Code::uscc_bad_check_digit) << "it waits";
  EXPECT_EQ(w.run(kIitCheck, DecidePending{id, true, ""}), Code::ok) << w.detail;
  EXPECT_EQ(w.value(CodeExceptionKey{samples::pilot_code()}).department, "gd-iit");
  EXPECT_EQ(w.run(kRegistrar, registration, {&kIitCheck}), Code::ok) << w.detail;
}

}  // namespace
}  // namespace credence
