// SPDX-License-Identifier: Apache-2.0
// Departments, keys of departments and of enterprises: every rule meets its code, and what it allows changes
// the state as it says.
#include <gtest/gtest.h>

#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::World;

const SecretKey kNew = secret(41), kOther = secret(42), kFirm = secret(43), kFirmSecond = secret(44);

KeyId id_of(const SecretKey& key) { return key_id(key.public_key()); }

// ---- rotation ---------------------------------------------------------------------------------------------

TEST(RefusalParty, ARotatedKeyHandsOnItsRolesAndSignsNoMore) {
  World w;
  EXPECT_EQ(w.run(kAward, w.rotation(kNew, "gd-iit")), Code::ok) << w.detail;
  const SignerValue now = w.value(SignerKey{id_of(kNew)});
  EXPECT_EQ(now.department, "gd-iit");
  EXPECT_EQ(now.roles, (List<Role, 8>{Role::award}));
  EXPECT_FALSE(now.revoked);
  EXPECT_TRUE(w.value(SignerKey{id_of(kAward)}).revoked);
  EXPECT_EQ(w.run(kAward, w.rotation(kOther, "gd-iit")), Code::revoked_key);
  EXPECT_EQ(w.run(kNew, World::awards({World::award(1, 1, 1)})), Code::unknown_programme)
      << "it has the role";
}

TEST(RefusalParty, ANewKeyProvesItsPossession) {
  World w;
  EXPECT_EQ(w.run(kAward, RotateKey{kNew.public_key(), {}}), Code::possession_not_proved);
  EXPECT_EQ(w.run(kAward, RotateKey{kNew.public_key(), w.rotation(kOther, "gd-iit").possession}),
            Code::possession_not_proved)
      << "another key's statement";
  EXPECT_EQ(w.run(kAward, w.rotation(kNew, "gd-iit"), {&kOther}), Code::unknown_key)
      << "a further signature of a stranger";
  w.register_enterprises(1);
  BindEnterpriseKey bind = w.binding(code(1), kFirm);
  bind.possession = {};
  EXPECT_EQ(w.run(kRegistrar, bind), Code::possession_not_proved);
  EXPECT_TRUE(w.absent(SignerKey{id_of(kNew)}));
}

TEST(RefusalParty, AKeyOfAnotherSuiteNeverEnters) {
  World w;
  const Suite other = samples::kSuite == Suite::sm2_sm3 ? Suite::secp256k1_sha256 : Suite::sm2_sm3;
  const SecretKey stranger = SecretKey::from(other, secret(41).view()).value();
  RotateKey rotate = w.rotation(stranger, "gd-iit");
  EXPECT_EQ(w.run(kAward, rotate), Code::wrong_suite) << "although its holder signed";
  rotate.key.suite = samples::kSuite;
  EXPECT_NE(w.run(kAward, rotate), Code::ok) << "the same bytes as a key of this suite";
  EXPECT_TRUE(w.absent(SignerKey{id_of(stranger)}));
}

TEST(RefusalParty, ARegisteredKeyCannotTakeAnothersPlace) {
  World w;
  EXPECT_EQ(w.run(kAward, w.rotation(kPay, "gd-iit")), Code::registered_differently);
  EXPECT_FALSE(w.value(SignerKey{id_of(kAward)}).revoked);
}

TEST(RefusalParty, TheLastAdministratorMayRotate) {
  World w;
  EXPECT_EQ(w.run(kAdmin, w.rotation(kNew, "gd-iit")), Code::ok) << w.detail;
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).admin_keys, 1u);
  EXPECT_EQ(w.run(kNew, RevokeKey{id_of(kNew), "离岗"}), Code::last_admin);
}

// ---- enterprises' keys ------------------------------------------------------------------------------------

TEST(RefusalParty, ADepartmentBindsAKeyToAnEnterprise) {
  World w;
  const BindEnterpriseKey bind = w.binding(code(1), kFirm);
  EXPECT_EQ(w.run(kRegistrar, bind), Code::unknown_enterprise);
  w.register_enterprises(1);
  EXPECT_EQ(w.run(kAward, bind), Code::wrong_role);
  EXPECT_EQ(w.run(kRegistrar, bind), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kRegistrar, bind), Code::already_registered);
  const SignerValue key = w.value(SignerKey{id_of(kFirm)});
  EXPECT_EQ(key.enterprise, code(1));
  EXPECT_EQ(key.department, "gd-iit") << "who attested it";
  EXPECT_EQ(key.roles, (List<Role, 8>{Role::enterprise}));
  EXPECT_EQ(w.value(HistoryKey{EnterpriseKey{code(1)}}).count, 2u)
      << "the enterprise's history names its keys";
}

TEST(RefusalParty, AnEnterprisesKeyDoesNothingOfADepartment) {
  World w(make_memory_key_value(), with_later_features());
  w.register_enterprises(2);
  ASSERT_EQ(w.run(kRegistrar, w.binding(code(1), kFirm)), Code::ok);
  ASSERT_EQ(w.run(kScience, w.binding(code(2), kFirmSecond)), Code::ok);
  for (const Action& action : samples::every_action())
    if (role_for(action) && role_for(action) != Role::enterprise) {
      EXPECT_EQ(w.run(kFirm, action), Code::wrong_role) << name_of(action);
    }
  EXPECT_EQ(w.run(kFirm, RevokeKey{id_of(kFirmSecond), "x"}), Code::wrong_enterprise)
      << "another enterprise's key";
  EXPECT_EQ(w.run(kFirm, RevokeKey{id_of(kAward), "x"}), Code::wrong_enterprise);
  EXPECT_EQ(w.run(kFirm, w.rotation(kNew, "gd-iit")), Code::possession_not_proved)
      << "a department's statement";
  EXPECT_EQ(w.run(kFirm, w.rotation(kNew, code(1))), Code::ok) << w.detail;
  EXPECT_EQ(w.value(SignerKey{id_of(kNew)}).enterprise, code(1));
}

TEST(RefusalParty, AnEnterprisesKeyIsRevokedByItsOwnOrByWhoAttestedIt) {
  World w;
  w.register_enterprises(1);
  for (const SecretKey* key : {&kFirm, &kFirmSecond, &kOther})
    ASSERT_EQ(w.run(kRegistrar, w.binding(code(1), *key)), Code::ok);
  EXPECT_EQ(w.run(kScience, RevokeKey{id_of(kFirm), "x"}), Code::wrong_role)
      << "a registrar of another department";
  EXPECT_EQ(w.run(kAward, RevokeKey{id_of(kFirm), "x"}), Code::wrong_role);
  EXPECT_EQ(w.run(kFirm, RevokeKey{id_of(kFirmSecond), "离职"}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kFirm, RevokeKey{id_of(kFirm), "遗失"}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kRegistrar, RevokeKey{id_of(kOther), "注销"}), Code::ok) << w.detail;
}

// ---- who administers what ---------------------------------------------------------------------------------

TEST(RefusalParty, AKeyMayAlwaysRevokeItselfAndOthersNeedTheRole) {
  World w;
  EXPECT_EQ(w.run(kAward, RevokeKey{id_of(kPay), "x"}), Code::wrong_role);
  EXPECT_EQ(w.run(kPay, RevokeKey{id_of(kPay), "遗失"}), Code::ok) << w.detail;
  EXPECT_TRUE(w.value(SignerKey{id_of(kPay)}).revoked);
}

TEST(RefusalParty, OnAGovernedChainAnAdministratorServesItsOwnDepartment) {
  World w(make_memory_key_value(), governed_genesis());
  EXPECT_EQ(w.run(kAdmin, RegisterDepartment{"gd-tax", "税", "Tax", DepartmentKind::tax}), Code::needs_vote);
  EXPECT_EQ(w.run(kAdmin, w.post("gd-finance", kNew, {Role::pay})), Code::wrong_department);
  EXPECT_EQ(w.run(kAdmin, RevokeKey{id_of(kPay), "x"}), Code::wrong_department);
  EXPECT_EQ(w.run(kFinanceAdmin, w.post("gd-finance", kNew, {Role::pay})), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id_of(kNew), "离岗"}), Code::ok) << w.detail;
}

TEST(RefusalParty, OnAGovernedChainADepartmentHasTheRolesThatItWasGranted) {
  World w(make_memory_key_value(), governed_genesis());
  EXPECT_EQ(w.value(DepartmentKey{"gd-finance"}).authority, (List<Role, 16>{Role::pay}))
      << "from its keys in the genesis";
  EXPECT_EQ(w.run(kFinanceAdmin, w.post("gd-finance", kNew, {Role::award})), Code::role_not_granted);
  EXPECT_EQ(w.run(kFinanceAdmin, w.post("gd-finance", kNew, {Role::check})), Code::ok)
      << "a checker needs no grant";
}

TEST(RefusalParty, OnAGovernedChainTheLastKeyOfAKindStays) {
  World w(make_memory_key_value(), governed_genesis());
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id_of(kFinanceAdmin), "x"}), Code::last_admin)
      << "though gd-iit has one too";
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id_of(kFinanceGovern), "x"}), Code::last_governor);
  EXPECT_EQ(w.run(kFinanceAdmin, w.post("gd-finance", kNew, {Role::govern})), Code::ok);
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id_of(kFinanceGovern), "轮换"}), Code::ok) << w.detail;
  EXPECT_EQ(w.value(DepartmentKey{"gd-finance"}).govern_keys, 1u);
}

TEST(RefusalParty, WithFourEyesTheLastCheckerStays) {
  World w(make_memory_key_value(), governed_genesis(true));
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id_of(kFinanceCheck), "x"}), Code::last_checker);
  World plain(make_memory_key_value(), governed_genesis());
  EXPECT_EQ(plain.run(kFinanceAdmin, RevokeKey{id_of(kFinanceCheck), "x"}), Code::ok) << plain.detail;
}

TEST(RefusalParty, AllFactsAboutPartiesStandInTheChainsHistory) {
  World w;
  const std::uint64_t before = w.value(HistoryKey{ChainKey{}}).count;
  EXPECT_EQ(before, 12u) << "three departments and nine keys";
  w.register_enterprises(1);
  ASSERT_EQ(w.run(kRegistrar, w.binding(code(1), kFirm)), Code::ok);
  ASSERT_EQ(w.run(kAward, w.rotation(kNew, "gd-iit")), Code::ok);
  ASSERT_EQ(w.run(kAdmin, RevokeKey{id_of(kNew), "离岗"}), Code::ok);
  EXPECT_EQ(w.value(HistoryKey{ChainKey{}}).count, before + 3);
}

}  // namespace
}  // namespace credence
