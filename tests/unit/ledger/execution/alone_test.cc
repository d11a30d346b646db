// SPDX-License-Identifier: Apache-2.0
// No person alone comes to power over the ledger, and no department's people come to that of another: keys,
// roles, votes and what they sign. docs/architecture.md, "Who may do what".
#include <gtest/gtest.h>

#include "ledger/execution/rules.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::World;

const SecretKey kNew = secret(61), kSecond = secret(62), kThird = secret(63), kFirm = secret(64);
constexpr auto kRoles =
    std::to_array<Role>({Role::admin, Role::registrar, Role::programme, Role::award, Role::pay, Role::qualify,
                         Role::audit, Role::check, Role::govern, Role::credit, Role::measure});

KeyId id_of(const SecretKey& key) { return key_id(key.public_key()); }

class AlonePeople : public ::testing::Test {
 protected:
  /// The action of one signature waits; its transaction.
  TxId park(const SecretKey& key, const Action& action) {
    const Bytes bytes = w.transaction(key, action);
    const auto receipt = w.apply({bytes}).at(0);
    EXPECT_EQ(static_cast<Code>(receipt.code), Code::ok) << error_of(receipt).detail;
    EXPECT_TRUE(receipt.pending) << name_of(action);
    return w.id_of(bytes);
  }
  Code approve(const TxId& id, const SecretKey& key = kIitCheck) {
    return w.run(key, DecidePending{id, true, ""});
  }
  void register_enterprises(unsigned count) {
    RegisterEnterprises action;
    for (unsigned i = 1; i <= count; ++i)
      action.lines.push_back({code(i), enterprise_name(i), std::nullopt, std::nullopt});
    ASSERT_EQ(w.run(kRegistrar, action, {&kIitCheck}), Code::ok) << w.detail;
  }
  World w{make_memory_key_value(), governed_genesis(true)};
};

Genesis ungoverned() {
  Genesis out = governed_genesis(true);
  out.owners.clear();
  return out;
}

// ---- keys and roles ---------------------------------------------------------------------------------------

TEST_F(AlonePeople, AnAdministratorAloneComesToNoKeyOfAnyRole) {
  std::uint8_t seed = 100;
  for (const Role role : kRoles) {
    const SecretKey key = secret(seed++);
    park(kAdmin, w.post("gd-iit", key, {role}));
    EXPECT_TRUE(w.absent(SignerKey{id_of(key)})) << name_of(role);
  }
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).admin_keys, 1u);
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).check_keys, 1u);
}

TEST_F(AlonePeople, TheSecondPersonMakesItAKey) {
  const TxId waits = park(kAdmin, w.post("gd-iit", kNew, {Role::check}));
  EXPECT_EQ(approve(waits, kFinanceCheck), Code::wrong_department);
  EXPECT_EQ(approve(waits, kAdmin), Code::own_action);
  EXPECT_EQ(approve(waits), Code::ok) << w.detail;
  EXPECT_EQ(w.value(SignerKey{id_of(kNew)}).roles, (List<Role, 8>{Role::check}));
  EXPECT_EQ(w.run(kAdmin, w.post("gd-iit", kSecond, {Role::award}), {&kNew}), Code::ok) << w.detail;
  EXPECT_FALSE(w.absent(SignerKey{id_of(kSecond)}));
}

TEST_F(AlonePeople, WhatADepartmentDoesInARoleNeedsTwoOfIt) {
  // What one person may do: for the own key, for an enterprise, what gives nobody anything, votes of whom
  // others outvote.
  const std::set<std::string_view> one = {"revoke_key",
                                          "rotate_key",
                                          "anchor_document",
                                          "file_objection",
                                          "acknowledge_payments",
                                          "object_to_qualification",
                                          "request_credit_repair",
                                          "answer_problem",
                                          "decide_pending",
                                          "propose_change",
                                          "vote_on_change",
                                          "seal_bid",
                                          "open_bid"};
  for (const Action& action : samples::every_action())
    EXPECT_EQ(needs_checker(action), !one.contains(name_of(action))) << name_of(action);
}

TEST_F(AlonePeople, ARegistrarAloneBindsNoKeyToAnEnterprise) {
  register_enterprises(1);
  const TxId waits = park(kRegistrar, w.binding(code(1), kFirm));
  EXPECT_TRUE(w.absent(SignerKey{id_of(kFirm)}));
  EXPECT_EQ(approve(waits), Code::ok) << w.detail;
  EXPECT_EQ(w.value(SignerKey{id_of(kFirm)}).enterprise, code(1));
}

TEST(AloneDepartments, NobodyElseChoosesADepartmentsKeys) {
  for (const bool governed : {true, false}) {
    World w(make_memory_key_value(), governed ? governed_genesis(true) : ungoverned());
    for (const Role role : kRoles)
      EXPECT_EQ(w.run(kAdmin, w.post("gd-finance", kNew, {role}), {&kIitCheck}), Code::wrong_department)
          << name_of(role);
    EXPECT_EQ(w.run(kAdmin, RevokeKey{id_of(kPay), "x"}), Code::wrong_department);
    EXPECT_EQ(w.run(kFinanceAdmin, w.post("gd-finance", kNew, {Role::pay}), {&kFinanceCheck}), Code::ok)
        << w.detail;
  }
}

TEST(AloneDepartments, WhereNobodyGovernsADepartmentHasTheKeysThatItBeganWith) {
  World w(make_memory_key_value(), ungoverned());
  ASSERT_EQ(w.run(kAdmin, RegisterDepartment{"gd-tax", "税", "Tax", DepartmentKind::tax}, {&kIitCheck}),
            Code::ok)
      << w.detail;
  for (const Role role : kRoles)
    EXPECT_EQ(w.run(kAdmin, w.post("gd-tax", kNew, {role}), {&kIitCheck}), Code::wrong_department)
        << name_of(role);
}

TEST_F(AlonePeople, ANewDepartmentComesWithTwoPersonsAndFromThenOnServesItself) {
  const AdmitDepartment whole{{"gd-tax", "税", "Tax", DepartmentKind::tax},
                              List<Role, 16>{Role::registrar},
                              w.first_keys("gd-tax", kNew, kSecond)};
  const auto propose = [&](const AdmitDepartment& change) {
    return w.run(kIitGovern, ProposeChange{change, "", w.ledger().height() + 100});
  };
  AdmitDepartment wrong = whole;
  std::swap(wrong.keys.admin.possession, wrong.keys.checker.possession);
  EXPECT_EQ(propose(wrong), Code::possession_not_proved);
  wrong = whole;
  wrong.keys.checker = wrong.keys.admin;
  EXPECT_EQ(propose(wrong), Code::duties_not_separated) << "one key cannot be two persons";
  wrong = whole;
  wrong.keys = w.first_keys("gd-tax", kNew, kPay);
  EXPECT_EQ(propose(wrong), Code::registered_differently);
  const Bytes proposal = w.transaction(kIitGovern, ProposeChange{whole, "", w.ledger().height() + 100});
  ASSERT_EQ(static_cast<Code>(w.apply({proposal}).at(0).code), Code::ok);
  ASSERT_EQ(w.run(kScienceGovern, VoteOnChange{w.id_of(proposal), true}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAdmin, w.post("gd-tax", kThird, {Role::registrar}), {&kIitCheck}), Code::wrong_department);
  EXPECT_EQ(w.run(kNew, w.post("gd-tax", kThird, {Role::registrar}), {&kIitCheck}), Code::ok);
  EXPECT_TRUE(w.pending) << "not with the checker of another department";
  EXPECT_EQ(w.run(kNew, w.post("gd-tax", kThird, {Role::registrar}), {&kSecond}), Code::ok) << w.detail;
}

TEST_F(AlonePeople, AVoteAppointsNewKeysWhereADepartmentHasLostItsOwn) {
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id_of(kFinanceCheck), "遗失"}), Code::last_checker)
      << "the ledger lets nobody lock a department";
  EXPECT_EQ(w.run(kFinanceCheck, RevokeKey{id_of(kFinanceCheck), "遗失"}), Code::last_checker);
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id_of(kFinanceAdmin), "遗失"}), Code::last_admin);
  const AppointKeys change{"gd-finance", w.first_keys("gd-finance", kNew, kSecond)};
  const Bytes proposal = w.transaction(kIitGovern, ProposeChange{change, "", w.ledger().height() + 100});
  ASSERT_EQ(static_cast<Code>(w.apply({proposal}).at(0).code), Code::ok);
  ASSERT_EQ(w.run(kScienceGovern, VoteOnChange{w.id_of(proposal), true}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kNew, RevokeKey{id_of(kFinanceCheck), "遗失"}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kNew, RevokeKey{id_of(kFinanceAdmin), "遗失"}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kNew, w.post("gd-finance", kThird, {Role::pay}), {&kSecond}), Code::ok) << w.detail;
}

TEST_F(AlonePeople, AFurtherCheckerLetsTheFirstGo) {
  ASSERT_EQ(w.run(kAdmin, w.post("gd-iit", kNew, {Role::check}), {&kIitCheck}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAdmin, RevokeKey{id_of(kIitCheck), "离岗"}), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAdmin, RevokeKey{id_of(kNew), "离岗"}), Code::last_checker);
}

TEST_F(AlonePeople, AKeyIsTakenForTheUseThatItsHolderSigned) {
  const auto refused = [&](const Signature& statement, const char* why) {
    RegisterKey action = w.post("gd-iit", kNew, {Role::award});
    action.possession = statement;
    EXPECT_EQ(w.run(kAdmin, action, {&kIitCheck}), Code::possession_not_proved) << why;
  };
  ChainId other = w.chain();
  other.bytes[0] ^= std::byte{1};
  refused({}, "no statement");
  refused(possession(w.chain(), kSecond, "gd-iit", KeyUse::department), "another key's");
  refused(possession(w.chain(), kNew, "gd-finance", KeyUse::department), "for another department");
  refused(possession(w.chain(), kNew, "gd-iit", KeyUse::validator), "for a validator");
  refused(possession(w.chain(), kNew, "gd-iit", KeyUse::enterprise), "for an enterprise");
  refused(possession(other, kNew, "gd-iit", KeyUse::department), "of another chain");
  refused(sign(kNew, chain_hash(Tag::transaction, w.chain(),
                                encode(KeyStatement{kNew.public_key(), KeyUse::department, "gd-iit"}))),
          "of another kind of message");
  EXPECT_EQ(w.run(kAdmin, w.post("gd-iit", kNew, {Role::award}), {&kIitCheck}), Code::ok) << w.detail;
  register_enterprises(2);
  BindEnterpriseKey bind = w.binding(code(2), kFirm);
  bind.code = code(1);
  EXPECT_EQ(w.run(kRegistrar, bind, {&kIitCheck}), Code::possession_not_proved) << "for another enterprise";
}

TEST_F(AlonePeople, OneKeySignsOnce) {
  const TransactionBody body{w.chain(), id_of(kAdmin), 1, 100,
                             encode(Action(w.post("gd-iit", kNew, {Role::pay})))};
  const SecretKey* twice[] = {&kAdmin, &kAdmin};
  EXPECT_EQ(parse_transaction(w.chain(), sign_transaction(body, twice).value()).error().code,
            Code::signed_twice);
}

// ---- what waits while keys are replaced -------------------------------------------------------------------

TEST_F(AlonePeople, WhatWaitsOutlivesTheReplacementOfItsMakersKey) {
  const TxId waits = park(kProgramme, World::programme());
  const TxId withdrawn = park(kProgramme, World::programme(2'000'000));
  ASSERT_EQ(w.run(kProgramme, w.rotation(kNew, "gd-iit")), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kNew, w.rotation(kSecond, "gd-iit")), Code::ok) << w.detail;
  EXPECT_EQ(approve(waits, kSecond), Code::own_action) << "the same person";
  EXPECT_EQ(w.run(kSecond, DecidePending{withdrawn, false, "撤回"}), Code::ok) << w.detail;
  EXPECT_EQ(approve(waits), Code::ok) << w.detail;
  const auto page = w.ledger().prove_history(HistoryKey{ProgrammeKey{"puhui-2022"}}, 0, 1).value();
  const auto entry = decode<HistoryEntry>(page.entries.at(0)).value();
  EXPECT_EQ(entry.signer, id_of(kProgramme)) << "the key that signed it";
  EXPECT_EQ(entry.checker, id_of(kIitCheck));
}

TEST_F(AlonePeople, WhatWaitsIsNotDoneOnceItsMakerHasNoKeyAnyMore) {
  const TxId waits = park(kProgramme, World::programme());
  ASSERT_EQ(w.run(kProgramme, w.rotation(kNew, "gd-iit")), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kAdmin, RevokeKey{id_of(kNew), "离岗"}), Code::ok) << w.detail;
  EXPECT_EQ(approve(waits), Code::revoked_key);
  EXPECT_EQ(w.run(kIitCheck, DecidePending{waits, false, "经办已离岗"}), Code::ok) << w.detail;
}

TEST_F(AlonePeople, AReplacedCheckerGoesOnChecking) {
  const TxId waits = park(kProgramme, World::programme());
  ASSERT_EQ(w.run(kIitCheck, w.rotation(kNew, "gd-iit")), Code::ok) << w.detail;
  EXPECT_EQ(approve(waits), Code::revoked_key);
  EXPECT_EQ(approve(waits, kNew), Code::ok) << w.detail;
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).check_keys, 1u);
}

// ---- votes ------------------------------------------------------------------------------------------------

class AloneVotes : public AlonePeople {
 protected:
  /// gd-iit has two of the four votes, gd-science and gd-finance one each; three pass.
  void propose(const Change& change = SetLimit{ChainLimit::list_lines, 10},
               const SecretKey& key = kIitGovern) {
    const Bytes bytes = w.transaction(key, ProposeChange{change, "", w.ledger().height() + 100});
    ASSERT_EQ(static_cast<Code>(w.apply({bytes}).at(0).code), Code::ok);
    proposal = w.id_of(bytes);
  }
  Code vote(const SecretKey& key) { return w.run(key, VoteOnChange{proposal, true}); }
  ChangeStatus status() { return w.value(ChangeKey{proposal}).status; }
  TxId proposal;
};

TEST_F(AloneVotes, TheVoteOfAKeyThatIsRevokedBeforeItPassesDoesNotCount) {
  propose();
  ASSERT_EQ(w.run(kAdmin, w.post("gd-iit", kNew, {Role::govern}), {&kIitCheck}), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kAdmin, RevokeKey{id_of(kIitGovern), "冒用"}), Code::ok) << w.detail;
  EXPECT_EQ(vote(kScienceGovern), Code::ok) << w.detail;
  EXPECT_EQ(status(), ChangeStatus::open) << "one vote of four";
  EXPECT_EQ(vote(kNew), Code::ok) << "the department votes again: " << w.detail;
  EXPECT_EQ(status(), ChangeStatus::passed);
}

TEST_F(AloneVotes, TheVoteOfADepartmentThatIsSuspendedBeforeItPassesDoesNotCount) {
  propose(SetLimit{ChainLimit::list_lines, 10}, kScienceGovern);
  const TxId first = proposal;
  propose(SuspendDepartment{"gd-science", true});
  ASSERT_EQ(vote(kFinanceGovern), Code::ok) << w.detail;
  ASSERT_EQ(status(), ChangeStatus::passed);
  proposal = first;
  EXPECT_EQ(vote(kIitGovern), Code::ok) << w.detail;
  EXPECT_EQ(status(), ChangeStatus::open) << "two votes of four";
  EXPECT_EQ(vote(kFinanceGovern), Code::ok) << w.detail;
  EXPECT_EQ(status(), ChangeStatus::passed);
}

TEST_F(AloneVotes, TheVoteOfAKeyThatWasReplacedCounts) {
  propose();
  ASSERT_EQ(w.run(kIitGovern, w.rotation(kNew, "gd-iit")), Code::ok) << w.detail;
  EXPECT_EQ(vote(kScienceGovern), Code::ok) << w.detail;
  EXPECT_EQ(status(), ChangeStatus::passed);
}

TEST(AloneOwner, ADepartmentWhoseVotesAreEnoughVotesWithTwo) {
  Genesis genesis = governed_genesis(true);
  genesis.owners.assign(4, Id("gd-iit"));
  World w(make_memory_key_value(), genesis);
  const Bytes alone =
      w.transaction(kIitGovern, ProposeChange{ChangeAuthority{"gd-iit", Role::pay, true}, "", 50});
  EXPECT_TRUE(w.apply({alone}).at(0).pending);
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).authority.size(), 4u);
  EXPECT_EQ(w.run(kIitCheck, DecidePending{w.id_of(alone), true, ""}), Code::ok) << w.detail;
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).authority.size(), 5u);
  EXPECT_EQ(w.value(ChangeKey{w.id_of(alone)}).status, ChangeStatus::passed)
      << "under the id of the transaction that proposed it";
  EXPECT_EQ(
      w.run(kIitGovern, ProposeChange{ChangeAuthority{"gd-iit", Role::pay, false}, "", 50}, {&kIitCheck}),
      Code::ok)
      << w.detail;
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).authority.size(), 4u);
}

// ---- names beside codes -----------------------------------------------------------------------------------

TEST_F(AlonePeople, ATitleIsRecognisedUnderTheRegisteredName) {
  register_enterprises(2);
  IssueQualifications action = World::issue("specialized", 1, {2024, 1, 1});
  action.lines[0].enterprise = "错误的名字";
  EXPECT_EQ(w.run(kQualify, action, {&kIitCheck}), Code::name_mismatch);
  EXPECT_EQ(w.detail.substr(0, 7), "line 1,");
  action.lines[0].enterprise = enterprise_name(2);
  EXPECT_EQ(w.run(kQualify, action, {&kIitCheck}), Code::name_mismatch) << "of another enterprise";
  action.lines[0].enterprise = enterprise_name(1);
  EXPECT_EQ(w.run(kQualify, action, {&kIitCheck}), Code::ok) << w.detail;
  RenewQualifications renewal{World::issue("specialized", 1, {2026, 6, 1})};
  renewal.lines[0].enterprise = "错误的名字";
  EXPECT_EQ(w.run(kQualify, renewal, {&kIitCheck}), Code::name_mismatch);
  renewal.lines[0].enterprise = enterprise_name(1);
  EXPECT_EQ(w.run(kQualify, renewal, {&kIitCheck}), Code::ok) << w.detail;
}

TEST_F(AlonePeople, AnEnterpriseThatIsRenamedDuringItsNoticeIsRecognised) {
  register_enterprises(1);
  QualificationRule rule;
  rule.version = "v1";
  rule.effective_from = {2020, 1, 1};
  rule.years = 3;
  rule.notice_days = 1;
  ASSERT_EQ(w.run(kQualify, SetQualificationRule{"specialized", rule}, {&kIitCheck}), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kQualify, World::issue("specialized", 1, {2026, 1, 1}), {&kIitCheck}), Code::ok)
      << w.detail;
  ASSERT_EQ(
      w.run(kRegistrar, RenameEnterprise{code(1), "样例企业（新名）", refusal::kToday, ""}, {&kIitCheck}),
      Code::ok)
      << w.detail;
  constexpr std::uint64_t kDay = 86'400'000;
  const Bytes decision =
      w.transaction(kQualify, DecideQualifications{"specialized", "", {{1, code(1), true, ""}}}, std::nullopt,
                    {&kIitCheck});
  const auto header = w.ledger().apply(proposal_of(w.ledger().head().time_ms + 3 * kDay, {decision}));
  ASSERT_TRUE(header);
  EXPECT_EQ(static_cast<Code>(w.receipts(header->height).at(0).code), Code::ok)
      << error_of(w.receipts(header->height).at(0)).detail;
}

}  // namespace
}  // namespace credence
