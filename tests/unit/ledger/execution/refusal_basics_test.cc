// SPDX-License-Identifier: Apache-2.0
// The first rules of every family, each with its code: parties, enterprises, programmes, awards, payments,
// titles. What was added to a family later is in its own file.
#include <gtest/gtest.h>

#include "ledger/execution/rules.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::World;

// ---- parties ----------------------------------------------------------------------------------------------

TEST(PartyRules, ADepartmentIsRegisteredOnce) {
  World w;
  const RegisterDepartment tax{"gd-tax", "国家税务总局广东省税务局", "Tax service", DepartmentKind::tax};
  EXPECT_EQ(w.run(kAdmin, tax), Code::ok);
  EXPECT_EQ(w.run(kAdmin, tax), Code::already_registered);
  RegisterDepartment other = tax;
  other.name_en = "Another";
  EXPECT_EQ(w.run(kAdmin, other), Code::registered_differently);
  EXPECT_EQ(w.value(DepartmentKey{"gd-tax"}).name_en, "Tax service");
}

TEST(PartyRules, AKeyNeedsItsDepartmentAndIsRegisteredOnce) {
  World w;
  EXPECT_EQ(w.run(kFinanceAdmin, w.post("gd-tax", kNobody, {Role::audit})), Code::unknown_department);
  RegisterKey key = w.post("gd-finance", kNobody, {Role::audit});
  EXPECT_EQ(w.run(kFinanceAdmin, key), Code::ok);
  EXPECT_EQ(w.run(kFinanceAdmin, key), Code::already_registered);
  key.roles = List<Role, 8>{Role::pay};
  EXPECT_EQ(w.run(kFinanceAdmin, key), Code::registered_differently) << "roles are never widened under a key";
  const KeyId id = key_id(kNobody.public_key());
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id, "离岗"}), Code::ok);
  EXPECT_TRUE(w.value(SignerKey{id}).revoked);
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{id, "离岗"}), Code::already_revoked);
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{key_id(samples::secret(98).public_key()), "离岗"}),
            Code::not_found);
  EXPECT_EQ(w.value(HistoryKey{DepartmentKey{"gd-finance"}}).count, 5u)
      << "itself, its first two keys, this key, the revocation";
}

TEST(PartyRules, TheLastAdministratorIsNeverRevoked) {
  World w;
  const KeyId first = key_id(kAdmin.public_key());
  EXPECT_EQ(w.run(kAdmin, RevokeKey{first, "轮换"}), Code::last_admin);
  EXPECT_EQ(w.run(kAdmin, w.post("gd-iit", kNobody, {Role::admin})), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kNobody, RevokeKey{first, "轮换"}), Code::ok);
  EXPECT_EQ(w.run(kNobody, RevokeKey{key_id(kNobody.public_key()), "轮换"}), Code::last_admin)
      << "of its department";
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).admin_keys, 1u);
}

// ---- enterprises ------------------------------------------------------------------------------------------

TEST(EnterpriseRules, ACodeIsRegisteredOnce) {
  World w;
  RegisterEnterprises action;
  action.lines.push_back({code(1), "样例企业1", Date{2019, 2, 28}, Name("广州")});
  EXPECT_EQ(w.run(kRegistrar, action), Code::ok);
  EXPECT_EQ(w.run(kRegistrar, action), Code::already_registered);
  action.lines[0].place = Name("深圳");
  EXPECT_EQ(w.run(kRegistrar, action), Code::registered_differently);
  action.lines.insert(action.lines.begin(), {code(2), "样例企业2", std::nullopt, std::nullopt});
  EXPECT_EQ(w.run(kRegistrar, action), Code::registered_differently);
  EXPECT_TRUE(w.detail.starts_with("line 2, ")) << w.detail;
  EXPECT_TRUE(w.absent(EnterpriseKey{code(2)})) << "all lines or none";
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).place, Name("广州"));
}

// ---- programmes and awards --------------------------------------------------------------------------------

TEST(GrantRules, AProgrammeNeedsItsDepartmentsAndIsOfTheLead) {
  World w;
  CreateProgramme programme = World::programme();
  programme.lead_department = "gd-tax";
  EXPECT_EQ(w.run(kProgramme, programme), Code::unknown_department);
  programme = World::programme();
  programme.finance_department = "gd-tax";
  EXPECT_EQ(w.run(kProgramme, programme), Code::unknown_department);
  EXPECT_EQ(w.run(kScience, World::programme()), Code::wrong_department);
  EXPECT_EQ(w.run(kProgramme, World::programme()), Code::ok);
  EXPECT_EQ(w.run(kProgramme, World::programme()), Code::already_registered);
  EXPECT_EQ(w.run(kProgramme, World::programme(5)), Code::registered_differently);
  EXPECT_EQ(w.value(ProgrammeKey{"puhui-2022"}).budget, 1'000'000);
}

class Grants : public testing::Test {
 protected:
  void SetUp() override {
    w.register_enterprises(5);
    w.create_programme(1'000);
  }
  Code award(std::vector<AwardLine> lines) { return w.run(kAward, World::awards(std::move(lines))); }
  World w;
};

TEST_F(Grants, AnAwardChangesTheTotalsOfLineBatchProgrammeAndEnterprise) {
  EXPECT_EQ(award({World::award(1, 1, 100), World::award(2, 2, 200)}), Code::ok) << w.detail;
  const auto line = w.value(AwardKey{"puhui-2022", "b1", 1});
  EXPECT_EQ(line.amount, 100);
  EXPECT_EQ(line.paid, 0);
  EXPECT_EQ(line.awarded_by, key_id(kAward.public_key()));
  const auto batch = w.value(AwardBatchKey{"puhui-2022", "b1"});
  EXPECT_EQ(batch.recorded_count, 2u);
  EXPECT_EQ(batch.recorded_total, 300);
  EXPECT_EQ(batch.unidentified_count, 0u);
  const auto programme = w.value(ProgrammeKey{"puhui-2022"});
  EXPECT_EQ(programme.awarded, 300);
  EXPECT_EQ(programme.awards, 2u);
  EXPECT_EQ(programme.batches, 1u);
  EXPECT_EQ(w.value(EnterpriseKey{code(2)}).awarded, 200);
  EXPECT_EQ(w.value(EnterpriseKey{code(2)}).awards, 1u);
  EXPECT_EQ(w.value(HistoryKey{EnterpriseKey{code(2)}}).count, 2u);
}

TEST_F(Grants, AwardsNeedTheirProgrammeItsLeadAndRegisteredEnterprises) {
  RecordAwards other = World::awards({World::award(1, 1, 100)});
  other.programme = "none";
  EXPECT_EQ(w.run(kAward, other), Code::unknown_programme);
  EXPECT_EQ(w.run(kScience, World::awards({World::award(1, 1, 100)})), Code::wrong_department);
  EXPECT_EQ(award({World::award(1, 9, 100)}), Code::unknown_enterprise);
  AwardLine misnamed = World::award(1, 1, 100);
  misnamed.beneficiary = "样例企业2";
  EXPECT_EQ(award({misnamed}), Code::name_mismatch);
}

TEST_F(Grants, PartsOfABatchAgreeInTheirDeclaration) {
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  const auto changed = [&](auto change) {
    RecordAwards part = World::awards({World::award(2, 2, 100)});
    change(part);
    return w.run(kAward, part);
  };
  EXPECT_EQ(changed([](RecordAwards& part) { part.declared_count = 11; }), Code::declaration_differs);
  EXPECT_EQ(changed([](RecordAwards& part) { part.declared_total = 10'001; }), Code::declaration_differs);
  EXPECT_EQ(changed([](RecordAwards& part) { part.title = "第二批"; }), Code::declaration_differs);
  EXPECT_EQ(changed([](RecordAwards& part) { part.document_no = "x"; }), Code::declaration_differs);
  EXPECT_EQ(changed([](RecordAwards& part) { part.published = Date{2022, 1, 1}; }),
            Code::declaration_differs);
  EXPECT_EQ(changed([](RecordAwards& part) { part.source = "x"; }), Code::declaration_differs);
  EXPECT_EQ(changed([](RecordAwards& part) { part.stage = AwardStage::public_notice; }),
            Code::declaration_differs)
      << "what is confirmed does not go back into public notice";
  EXPECT_EQ(changed([](RecordAwards&) {}), Code::ok) << w.detail;
  EXPECT_EQ(changed([](RecordAwards& part) { part.lines.clear(); }), Code::already_registered)
      << "nothing new in it";
}

TEST_F(Grants, ALineIsRecordedOnce) {
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  EXPECT_EQ(award({World::award(1, 2, 100)}), Code::line_recorded);
}

TEST_F(Grants, AProjectOfABeneficiaryIsAwardedOnceInAProgramme) {
  ASSERT_EQ(award({World::award(1, 1, 100)}), Code::ok);
  EXPECT_EQ(award({World::award(2, 1, 100)}), Code::duplicate_award);
  EXPECT_EQ(w.detail, "line 2, project: batch b1, award line 1");
  RecordAwards other_batch = World::awards({World::award(1, 1, 50)});
  other_batch.batch = "b2";
  EXPECT_EQ(w.run(kAward, other_batch), Code::duplicate_award) << "also in another batch";
  EXPECT_EQ(award({World::award(2, 1, 100, "另一项目")}), Code::ok) << "another project is another award";

  AwardLine unnamed{3, "样例企业（七）", std::nullopt, "产线改造", 10};
  ASSERT_EQ(award({unnamed}), Code::ok) << w.detail;
  unnamed.line = 4;
  unnamed.beneficiary = "样例企业(七)";
  EXPECT_EQ(award({unnamed}), Code::duplicate_award) << "by name where no code is known, brackets folded";
}

TEST_F(Grants, ANamedLineGuardsAgainstTheSameBeneficiaryWithItsCode) {
  AwardLine unnamed{1, enterprise_name(1), std::nullopt, "产线改造", 10};
  ASSERT_EQ(award({unnamed}), Code::ok);
  EXPECT_EQ(award({World::award(2, 1, 10)}), Code::duplicate_award);
  // The other way round it is found when the line is identified.
  ASSERT_EQ(award({World::award(3, 2, 10)}), Code::ok);
  ASSERT_EQ(award({{4, enterprise_name(2), std::nullopt, "产线改造", 10}}), Code::ok);
  IdentifyBeneficiaries identify{"puhui-2022", "b1", {}};
  identify.lines.push_back({4, code(2)});
  EXPECT_EQ(w.run(kAward, identify), Code::duplicate_award);
}

TEST_F(Grants, AListHoldsNoMoreThanItDeclares) {
  RecordAwards part = World::awards({World::award(1, 1, 60)}, 2, 100);
  ASSERT_EQ(w.run(kAward, part), Code::ok);
  EXPECT_EQ(w.run(kAward, World::awards({World::award(2, 2, 41)}, 2, 100)), Code::declared_total_exceeded);
  EXPECT_EQ(w.run(kAward, World::awards({World::award(2, 2, 10), World::award(3, 3, 10)}, 2, 100)),
            Code::declared_count_exceeded);
  EXPECT_EQ(w.run(kAward, World::awards({World::award(2, 2, 40)}, 2, 100)), Code::ok)
      << "up to the declaration exactly";
}

TEST_F(Grants, AwardsNeverExceedTheBudget) {
  ASSERT_EQ(award({World::award(1, 1, 600)}), Code::ok);
  EXPECT_EQ(award({World::award(2, 2, 401)}), Code::budget_exceeded);
  EXPECT_EQ(award({World::award(2, 2, 400)}), Code::ok) << "up to the budget exactly";
  EXPECT_EQ(award({World::award(3, 3, 1)}), Code::budget_exceeded);
  EXPECT_EQ(w.value(ProgrammeKey{"puhui-2022"}).awarded, 1000);
}

TEST_F(Grants, ABatchWhoseLinesWereNotPublishedCountsOnlyItsLines) {
  EXPECT_EQ(w.run(kAward, World::awards({}, 0, 900'000)), Code::ok) << w.detail;
  EXPECT_EQ(w.value(ProgrammeKey{"puhui-2022"}).awarded, 0);
  EXPECT_EQ(w.value(AwardBatchKey{"puhui-2022", "b1"}).declared_total, 900'000);
}

TEST_F(Grants, IdentificationNamesAnOpenLineOnce) {
  ASSERT_EQ(award({{1, "老名称有限公司", std::nullopt, "产线改造", 100}, World::award(2, 2, 10)}), Code::ok);
  EXPECT_EQ(w.value(AwardBatchKey{"puhui-2022", "b1"}).unidentified_count, 1u);
  const auto identify = [&](std::uint32_t line, unsigned enterprise, const Id& batch = "b1",
                            const Id& programme = "puhui-2022") {
    IdentifyBeneficiaries action{programme, batch, {}};
    action.lines.push_back({line, code(enterprise)});
    return w.run(kAward, action);
  };
  EXPECT_EQ(identify(1, 1, "b1", "none"), Code::unknown_programme);
  EXPECT_EQ(identify(1, 1, "none"), Code::unknown_batch);
  EXPECT_EQ(identify(7, 1), Code::unknown_award);
  EXPECT_EQ(identify(1, 9), Code::unknown_enterprise);
  EXPECT_EQ(identify(2, 2), Code::already_identified);
  IdentifyBeneficiaries foreign{"puhui-2022", "b1", {}};
  foreign.lines.push_back({1, code(1)});
  EXPECT_EQ(w.run(kScience, foreign), Code::wrong_department);
  EXPECT_EQ(identify(1, 1), Code::ok) << "a published old name is what identification is for: " << w.detail;
  EXPECT_EQ(w.value(AwardKey{"puhui-2022", "b1", 1}).code, code(1));
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).awarded, 100);
  EXPECT_EQ(w.value(AwardBatchKey{"puhui-2022", "b1"}).unidentified_count, 0u);
  EXPECT_EQ(w.value(ProgrammeKey{"puhui-2022"}).awarded, 110) << "counted once, when it was awarded";
  EXPECT_EQ(identify(1, 2), Code::already_identified);
}

// ---- payments ---------------------------------------------------------------------------------------------

class Payments : public Grants {
 protected:
  void SetUp() override {
    Grants::SetUp();
    ASSERT_EQ(award({World::award(1, 1, 100),
                     World::award(2, 2, 200),
                     {3, "未认定企业", std::nullopt, "产线改造", 50}}),
              Code::ok);
  }
  Code pay(std::vector<PaymentLine> lines) { return w.run(kPay, World::payments(std::move(lines))); }
};

TEST_F(Payments, APaymentChangesTheTotals) {
  EXPECT_EQ(pay({World::payment(1, 1, 1, 60), World::payment(2, 2, 2, 200)}), Code::ok) << w.detail;
  EXPECT_EQ(pay({World::payment(3, 1, 1, 40)}), Code::ok) << "the second tranche: " << w.detail;
  EXPECT_EQ(w.value(AwardKey{"puhui-2022", "b1", 1}).paid, 100);
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).paid, 100);
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).payments, 2u);
  EXPECT_EQ(w.value(ProgrammeKey{"puhui-2022"}).paid, 300);
  EXPECT_EQ(w.value(PaymentListKey{"puhui-2022", "p1"}).recorded_total, 300);
  EXPECT_EQ(w.value(PaymentKey{"puhui-2022", "p1", 3}).amount, 40);
}

TEST_F(Payments, NothingIsPaidBeyondItsAward) {
  EXPECT_EQ(pay({World::payment(1, 1, 1, 101)}), Code::award_exceeded);
  ASSERT_EQ(pay({World::payment(1, 1, 1, 60)}), Code::ok);
  EXPECT_EQ(pay({World::payment(2, 1, 1, 41)}), Code::award_exceeded);
  EXPECT_EQ(pay({World::payment(2, 1, 1, 20), World::payment(3, 1, 1, 21)}), Code::award_exceeded)
      << "also within one list";
}

TEST_F(Payments, NoLineTwice) {
  ASSERT_EQ(pay({World::payment(1, 1, 1, 10)}), Code::ok);
  EXPECT_EQ(pay({World::payment(1, 2, 2, 10)}), Code::line_recorded);
}

TEST_F(Payments, APaymentNeedsItsProgrammeBatchAwardAndEnterprise) {
  RecordPayments other = World::payments({World::payment(1, 1, 1, 10)});
  other.programme = "none";
  EXPECT_EQ(w.run(kPay, other), Code::unknown_programme);
  PaymentLine line = World::payment(1, 1, 1, 10);
  line.award_batch = "none";
  EXPECT_EQ(pay({line}), Code::unknown_batch);
  EXPECT_EQ(pay({World::payment(1, 9, 1, 10)}), Code::unknown_award);
  EXPECT_EQ(pay({World::payment(1, 3, 1, 10)}), Code::not_identified);
  EXPECT_EQ(pay({World::payment(1, 1, 2, 10)}), Code::code_differs);
}

TEST_F(Payments, PublicNoticeIsNotPaidUntilItIsConfirmed) {
  RecordAwards notice = World::awards({World::award(1, 4, 100)}, 2, 150);
  notice.batch = "b2";
  notice.stage = AwardStage::public_notice;
  ASSERT_EQ(w.run(kAward, notice), Code::ok) << w.detail;
  PaymentLine line = World::payment(1, 1, 4, 100);
  line.award_batch = "b2";
  EXPECT_EQ(pay({line}), Code::not_confirmed);
  RecordAwards confirmation = notice;
  confirmation.lines.clear();
  confirmation.stage = AwardStage::confirmed;
  confirmation.document_no = "粤工信〔2022〕99号";
  confirmation.declared_total = 151;
  EXPECT_EQ(w.run(kAward, confirmation), Code::declaration_differs);
  confirmation.declared_total = 150;
  EXPECT_EQ(w.run(kAward, confirmation), Code::ok) << w.detail;
  EXPECT_EQ(w.value(AwardBatchKey{"puhui-2022", "b2"}).document_no, "粤工信〔2022〕99号");
  EXPECT_EQ(w.value(AwardBatchKey{"puhui-2022", "b2"}).recorded_count, 1u);
  EXPECT_EQ(pay({line}), Code::ok) << w.detail;
}

TEST_F(Payments, TheFinanceDepartmentPaysAndNeverTheKeyThatAwarded) {
  // A key of the lead that may pay is of the wrong department.
  const SecretKey lead_payer = secret(40);
  ASSERT_EQ(w.run(kAdmin, w.post("gd-iit", lead_payer, {Role::pay})), Code::ok) << w.detail;
  EXPECT_EQ(w.run(lead_payer, World::payments({World::payment(1, 1, 1, 10)})), Code::wrong_department);
  EXPECT_EQ(w.run(kAward, World::payments({World::payment(1, 1, 1, 10)})), Code::wrong_role);
}

// Roles and departments already keep such a key from existing; the rule stands for itself all the same.
TEST(PaymentRules, AKeyNeverPaysWhatItAwarded) {
  const refusal::NoState nothing;
  Overlay state(samples::kSuite, nothing);
  BlockRecord record;
  state.at(ProgrammeKey{"puhui-2022"}).edit().finance_department = "gd-finance";
  state.at(AwardBatchKey{"puhui-2022", "b1"}).edit().stage = AwardStage::confirmed;
  const KeyId signer = key_id(kPay.public_key());
  state.at(EnterpriseKey{code(1)}).put({});
  AwardValue& award = state.at(AwardKey{"puhui-2022", "b1", 1}).edit();
  award.code = code(1);
  award.amount = 100;
  award.awarded_by = signer;
  TransactionContext context{state, record, 1, 0, 1, {}, signer, "gd-finance"};
  const auto paid = apply_rules(context, World::payments({World::payment(1, 1, 1, 10)}));
  EXPECT_EQ(refusal::meet(paid), Code::own_award);
}

TEST_F(Payments, AListHoldsNoMoreThanItDeclares) {
  ASSERT_EQ(w.run(kPay, World::payments({World::payment(1, 1, 1, 10)}, 2, 30)), Code::ok);
  EXPECT_EQ(w.run(kPay, World::payments({World::payment(2, 2, 2, 10)}, 3, 30)), Code::declaration_differs);
  EXPECT_EQ(w.run(kPay, World::payments({World::payment(2, 2, 2, 10)}, 2, 31)), Code::declaration_differs);
  EXPECT_EQ(w.run(kPay, World::payments({World::payment(2, 2, 2, 21)}, 2, 30)),
            Code::declared_total_exceeded);
  EXPECT_EQ(w.run(kPay, World::payments({World::payment(2, 2, 2, 1), World::payment(3, 2, 2, 1)}, 2, 30)),
            Code::declared_count_exceeded);
  EXPECT_EQ(w.run(kPay, World::payments({World::payment(2, 2, 2, 20)}, 2, 30)), Code::ok);
}

// ---- qualifications ---------------------------------------------------------------------------------------

class Qualifications : public testing::Test {
 protected:
  void SetUp() override { w.register_enterprises(3); }
  Code issue(const Id& type, const Date& from, std::optional<Date> to = std::nullopt,
             unsigned enterprise = 1) {
    return w.run(kQualify, World::issue(type, enterprise, from, to));
  }
  QualificationValue held(const Id& type = "specialized") { return w.value(QualificationKey{type, code(1)}); }
  World w;
};

TEST_F(Qualifications, ATypeIsDefinedOnceWithAKnownIssuerAndPrerequisite) {
  DefineQualification type{"champion", "制造业单项冠军", "Champion", "gd-tax", 3, std::nullopt};
  EXPECT_EQ(w.run(kAdmin, type), Code::unknown_department);
  type.issuer = "gd-iit";
  type.prerequisite = Id("none");
  EXPECT_EQ(w.run(kAdmin, type), Code::unknown_qualification_type);
  type.prerequisite = Id("specialized");
  EXPECT_EQ(w.run(kAdmin, type), Code::ok);
  EXPECT_EQ(w.run(kAdmin, type), Code::already_registered);
  type.years = 4;
  EXPECT_EQ(w.run(kAdmin, type), Code::registered_differently);
}

TEST_F(Qualifications, TheIssuerIssuesToRegisteredEnterprises) {
  EXPECT_EQ(issue("none", Date{2022, 7, 1}), Code::unknown_qualification_type);
  EXPECT_EQ(w.run(kScience, World::issue("specialized", 1, Date{2022, 7, 1})), Code::wrong_department);
  EXPECT_EQ(issue("specialized", Date{2022, 7, 1}, std::nullopt, 9), Code::unknown_enterprise);
  EXPECT_EQ(issue("specialized", Date{2022, 7, 1}), Code::ok) << w.detail;
  EXPECT_EQ(held().valid_to, (Date{2025, 6, 30})) << "three years, by the type";
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).qualifications, (List<Id, 64>{Id("specialized")}));
}

TEST_F(Qualifications, ItIsNotValidForLongerThanItsType) {
  EXPECT_EQ(issue("specialized", Date{2022, 7, 1}, Date{2025, 7, 2}), Code::validity_too_long);
  EXPECT_EQ(issue("specialized", Date{2022, 7, 1}, Date{2025, 7, 1}), Code::ok)
      << "to the anniversary, as some are printed";
  EXPECT_EQ(issue("specialized", Date{2022, 7, 1}, Date{2023, 1, 1}, 2), Code::ok) << "shorter";
}

TEST_F(Qualifications, PeriodsOfOneTypeDoNotOverlap) {
  ASSERT_EQ(issue("specialized", Date{2022, 7, 1}), Code::ok);
  EXPECT_EQ(issue("specialized", Date{2025, 6, 30}), Code::already_in_force);
  EXPECT_EQ(issue("specialized", Date{2019, 1, 1}, Date{2020, 1, 1}), Code::already_in_force)
      << "never an earlier one after a later one";
  EXPECT_EQ(issue("specialized", Date{2025, 7, 1}), Code::ok) << "renewed the day after";
  EXPECT_EQ(held().valid_from, (Date{2025, 7, 1}));
  EXPECT_EQ(w.value(HistoryKey{EnterpriseKey{code(1)}}).count, 3u) << "the earlier one stands in the history";
}

TEST_F(Qualifications, ThePrerequisiteIsInForceOnTheFirstDay) {
  EXPECT_EQ(issue("little-giant", Date{2023, 1, 1}), Code::prerequisite_missing);
  ASSERT_EQ(issue("specialized", Date{2022, 7, 1}), Code::ok);
  EXPECT_EQ(issue("little-giant", Date{2022, 6, 30}), Code::prerequisite_missing) << "one day before";
  EXPECT_EQ(issue("little-giant", Date{2025, 7, 1}), Code::prerequisite_missing) << "one day after";
  EXPECT_EQ(issue("little-giant", Date{2025, 6, 30}), Code::ok) << w.detail;
}

TEST_F(Qualifications, ARevokedOneIsNoLongerAPrerequisiteAndMayBeIssuedAgain) {
  ASSERT_EQ(issue("specialized", Date{2022, 7, 1}), Code::ok);
  const auto revoke = [&](const Date& effective, const Id& type = "specialized", unsigned enterprise = 1) {
    return w.run(kQualify, RevokeQualification{type, code(enterprise), effective, "", "提供虚假材料"});
  };
  EXPECT_EQ(revoke(Date{2023, 1, 1}, "none"), Code::unknown_qualification_type);
  EXPECT_EQ(revoke(Date{2023, 1, 1}, "specialized", 2), Code::unknown_qualification);
  EXPECT_EQ(revoke(Date{2022, 6, 30}), Code::revoked_before_issue);
  EXPECT_EQ(
      w.run(kScience, RevokeQualification{"specialized", code(1), Date{2023, 1, 1}, "", "提供虚假材料"}),
      Code::wrong_department);
  EXPECT_EQ(revoke(Date{2023, 1, 1}), Code::ok);
  EXPECT_EQ(revoke(Date{2023, 1, 1}), Code::already_revoked);
  EXPECT_EQ(issue("little-giant", Date{2023, 1, 1}), Code::prerequisite_missing);
  EXPECT_EQ(issue("little-giant", Date{2022, 12, 31}), Code::prerequisite_missing)
      << "revoked meanwhile: no first day walks around it";
  EXPECT_EQ(issue("specialized", Date{2022, 12, 31}), Code::already_in_force);
  EXPECT_EQ(issue("specialized", Date{2023, 1, 1}), Code::ok);
  EXPECT_FALSE(held().revoked_from);
}

}  // namespace
}  // namespace credence
