// SPDX-License-Identifier: Apache-2.0
// Renamed, merged and dissolved enterprises: every rule meets its code; titles, bans and lineage go where the
// decision says.
#include <gtest/gtest.h>

#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::World;

class Enterprises : public testing::Test {
 protected:
  void SetUp() override { w.register_enterprises(3); }
  Code rename(const Name& name, const Date& effective, unsigned enterprise = 1) {
    return w.run(kRegistrar, RenameEnterprise{code(enterprise), name, effective, ""});
  }
  Code merge(unsigned from, unsigned into, std::initializer_list<TitleDecision> titles = {}) {
    return w.run(kRegistrar,
                 MergeEnterprise{code(from), code(into), {2026, 6, 1}, "", List<TitleDecision, 64>(titles)});
  }
  Code dissolve(unsigned enterprise = 1) {
    return w.run(kRegistrar, DissolveEnterprise{code(enterprise), {2026, 6, 1}, ""});
  }
  /// The next block is of this day.
  void come_to(const Date& day) {
    auto header = w.ledger().apply(proposal_of(days_of(day) * 86'400'000, {}));
    ASSERT_TRUE(header);
    ASSERT_TRUE(w.ledger().add_certificate(certify(w.chain(), *header)));
  }
  Code issue(const Id& type, unsigned enterprise, const Date& from = {2025, 1, 1}) {
    return w.run(kQualify, World::issue(type, enterprise, from));
  }
  EnterpriseValue enterprise(unsigned number) { return w.value(EnterpriseKey{code(number)}); }
  QualificationValue title(const Id& type, unsigned enterprise) {
    return w.value(QualificationKey{type, code(enterprise)});
  }
  World w;
};

TEST_F(Enterprises, ARenamedOneKeepsCodeTitlesAndFormerNames) {
  ASSERT_EQ(issue("specialized", 1), Code::ok);
  EXPECT_EQ(rename("新名称", {2026, 1, 1}, 9), Code::unknown_enterprise);
  EXPECT_EQ(w.run(kQualify, RenameEnterprise{code(1), "新名称", {2026, 1, 1}, ""}), Code::wrong_role);
  EXPECT_EQ(rename(enterprise_name(1), {2026, 1, 1}), Code::same_name);
  EXPECT_EQ(rename("新名称", {2026, 1, 1}), Code::ok);
  EXPECT_EQ(rename("更新的名称", {2025, 12, 31}), Code::dates_reversed);
  EXPECT_EQ(rename("更新的名称", {2026, 2, 1}), Code::ok);
  const EnterpriseValue value = enterprise(1);
  EXPECT_EQ(value.name, "更新的名称");
  ASSERT_EQ(value.former_names.size(), 2u);
  EXPECT_EQ(value.former_names[0].name, enterprise_name(1));
  EXPECT_EQ(value.former_names[1].until, (Date{2026, 2, 1}));
  EXPECT_EQ(title("specialized", 1).valid_to, (Date{2027, 12, 31}));
  EXPECT_EQ(w.value(HistoryKey{EnterpriseKey{code(1)}}).count, 4u);
}

TEST_F(Enterprises, EachRunningTitleOfAMergedOneIsDecidedOn) {
  ASSERT_EQ(issue("specialized", 1), Code::ok);
  ASSERT_EQ(issue("little-giant", 1), Code::ok);
  EXPECT_EQ(merge(1, 9), Code::unknown_enterprise);
  EXPECT_EQ(merge(9, 1), Code::unknown_enterprise);
  EXPECT_EQ(merge(1, 2), Code::title_undecided);
  EXPECT_EQ(merge(1, 2, {{"champion", true}, {"little-giant", false}, {"specialized", true}}),
            Code::title_ended)
      << "none of its titles";
  EXPECT_EQ(merge(1, 2, {{"little-giant", false}, {"specialized", true}}), Code::ok) << w.detail;
  EXPECT_EQ(enterprise(1).end, EnterpriseEnd::merged);
  EXPECT_EQ(enterprise(1).successor, code(2));
  EXPECT_EQ(enterprise(2).predecessors, (List<Uscc, 64>{code(1)}));
  EXPECT_EQ(title("specialized", 1).end, TitleEnd::merged);
  EXPECT_EQ(title("little-giant", 1).end, TitleEnd::merged);
  const QualificationValue carried = title("specialized", 2);
  EXPECT_EQ(carried.carried_from, code(1));
  EXPECT_EQ(carried.valid_from, (Date{2026, 6, 1}));
  EXPECT_EQ(carried.valid_to, (Date{2027, 12, 31})) << "its last day stays";
  EXPECT_EQ(carried.certificate_no, "GR202244001234") << "and its number";
  EXPECT_TRUE(w.absent(QualificationKey{"little-giant", code(2)}));
  EXPECT_EQ(enterprise(2).qualifications, (List<Id, 64>{Id("specialized")}));
  EXPECT_TRUE(title("specialized", 1).in_force({2026, 5, 31})) << "what it was before stays true";
  EXPECT_FALSE(title("specialized", 1).in_force({2026, 6, 1}));
}

TEST_F(Enterprises, ASuccessorDoesNotHoldATitleTwice) {
  ASSERT_EQ(issue("specialized", 1), Code::ok);
  ASSERT_EQ(issue("specialized", 2), Code::ok);
  EXPECT_EQ(merge(1, 2, {{"specialized", true}}), Code::successor_holds_title);
  EXPECT_EQ(merge(1, 2, {{"specialized", false}}), Code::ok);
}

TEST_F(Enterprises, ABanOutlivesAMerger) {
  QualificationRule rule;
  rule.version = "strict";
  rule.effective_from = {2022, 1, 1};
  rule.years = 3;
  rule.ban_years = 3;
  ASSERT_EQ(w.run(kQualify, SetQualificationRule{"specialized", rule}), Code::ok);
  ASSERT_EQ(issue("specialized", 1), Code::ok);
  ASSERT_EQ(
      w.run(kQualify, RevokeQualification{"specialized", code(1), {2026, 1, 1}, "", "提供虚假材料", true}),
      Code::ok);
  ASSERT_EQ(merge(1, 2), Code::ok) << w.detail;
  EXPECT_EQ(issue("specialized", 2, {2026, 7, 1}), Code::banned);
  ASSERT_EQ(issue("specialized", 3, {2022, 1, 1}), Code::ok) << w.detail;
  const QualificationValue own = title("specialized", 3);
  ASSERT_EQ(merge(2, 3), Code::ok) << w.detail;
  EXPECT_EQ(title("specialized", 3).valid_to, own.valid_to) << "the term of its own stays";
  EXPECT_EQ(issue("specialized", 3, {2026, 9, 1}), Code::banned) << "through the one between";
  come_to({2028, 12, 30});
  EXPECT_EQ(issue("specialized", 3, {2028, 12, 31}), Code::banned);
  EXPECT_EQ(issue("specialized", 3, {2029, 1, 1}), Code::ok) << w.detail;
}

TEST_F(Enterprises, ABanOutlivesAMergerAlsoWhereItsTitleWasRunning) {
  QualificationRule rule;
  rule.version = "strict";
  rule.effective_from = {2022, 1, 1};
  rule.years = 6;
  rule.ban_years = 3;
  ASSERT_EQ(w.run(kQualify, SetQualificationRule{"specialized", rule}), Code::ok);
  ASSERT_EQ(issue("specialized", 1, {2023, 1, 1}), Code::ok);
  ASSERT_EQ(issue("specialized", 2, {2023, 1, 1}), Code::ok);
  ASSERT_EQ(
      w.run(kQualify, RevokeQualification{"specialized", code(1), {2026, 1, 1}, "", "提供虚假材料", true}),
      Code::ok);
  ASSERT_EQ(merge(1, 2), Code::ok) << w.detail;
  ASSERT_TRUE(title("specialized", 2).in_force({2026, 6, 1}))
      << "its own title runs, under the ban that it took over";
  ASSERT_EQ(merge(2, 3, {{"specialized", false}}), Code::ok) << w.detail;
  EXPECT_TRUE(w.absent(QualificationKey{"specialized", code(3)})) << "the title itself was not handed on";
  EXPECT_EQ(issue("specialized", 3, {2026, 7, 1}), Code::banned);
}

// A ban that came with a merger lies on the successor's own running title: it is neither renewed while the
// ban holds, nor loses the ban when it is revoked for another reason.
TEST_F(Enterprises, ABanThatWasTakenOverForbidsRenewalAndOutlivesARevocation) {
  QualificationRule rule;
  rule.version = "strict";
  rule.effective_from = {2022, 1, 1};
  rule.years = 3;
  rule.ban_years = 3;
  ASSERT_EQ(w.run(kQualify, SetQualificationRule{"specialized", rule}), Code::ok);
  ASSERT_EQ(issue("specialized", 1, {2024, 1, 1}), Code::ok);
  ASSERT_EQ(issue("specialized", 2, {2024, 1, 1}), Code::ok);
  ASSERT_EQ(issue("specialized", 3, {2026, 1, 1}), Code::ok);
  ASSERT_EQ(
      w.run(kQualify, RevokeQualification{"specialized", code(1), {2026, 1, 1}, "", "提供虚假材料", true}),
      Code::ok);
  ASSERT_EQ(merge(1, 2), Code::ok) << w.detail;
  const auto renew = [&](unsigned enterprise, const Date& from) {
    return w.run(kQualify, RenewQualifications{World::issue("specialized", enterprise, from)});
  };
  EXPECT_EQ(renew(2, {2027, 1, 1}), Code::banned);
  ASSERT_EQ(merge(2, 3, {{"specialized", false}}), Code::ok) << w.detail;
  come_to({2028, 12, 30});
  EXPECT_EQ(renew(3, {2028, 12, 31}), Code::banned) << "the last day of the ban";
  EXPECT_EQ(renew(3, {2029, 1, 1}), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kQualify, RevokeQualification{"specialized", code(3), {2026, 7, 1}, "", "主动放弃", false}),
            Code::ok)
      << w.detail;
  EXPECT_EQ(issue("specialized", 3, {2028, 12, 31}), Code::banned)
      << "a revocation without fraud does not lift it";
}

TEST_F(Enterprises, AnEndIsAnnouncedOnceAndAYearAheadAtMost) {
  EXPECT_EQ(w.run(kRegistrar, DissolveEnterprise{code(1), {2027, 9, 22}, ""}), Code::day_too_far);
  ASSERT_EQ(w.run(kRegistrar, DissolveEnterprise{code(1), {2027, 9, 21}, ""}), Code::ok) << w.detail;
  EXPECT_EQ(dissolve(), Code::end_announced);
  EXPECT_EQ(rename("新名称", {2026, 9, 22}), Code::day_in_future);
  EXPECT_EQ(rename("新名称", {2026, 9, 21}), Code::ok) << "before that day it is as before: " << w.detail;
}

TEST_F(Enterprises, AnEndedOneIsNotIdentifiedAsABeneficiary) {
  w.create_programme();
  ASSERT_EQ(w.run(kAward, World::awards({{1, "未认定企业", std::nullopt, "产线改造", 100}})), Code::ok);
  ASSERT_EQ(dissolve(), Code::ok);
  IdentifyBeneficiaries identify{"puhui-2022", "b1", {}};
  identify.lines.push_back({1, code(1)});
  EXPECT_EQ(w.run(kAward, identify), Code::enterprise_ended);
}

TEST_F(Enterprises, ADissolvedOneLosesItsTitlesAndGetsNothingNew) {
  ASSERT_EQ(issue("specialized", 1), Code::ok);
  w.create_programme();
  EXPECT_EQ(dissolve(9), Code::unknown_enterprise);
  ASSERT_EQ(dissolve(), Code::ok);
  EXPECT_EQ(title("specialized", 1).end, TitleEnd::dissolved);
  EXPECT_EQ(dissolve(), Code::enterprise_ended);
  EXPECT_EQ(rename("新名称", {2026, 7, 1}), Code::enterprise_ended);
  EXPECT_EQ(merge(1, 2), Code::enterprise_ended);
  EXPECT_EQ(merge(2, 1), Code::enterprise_ended);
  EXPECT_EQ(issue("specialized", 1, {2026, 7, 1}), Code::enterprise_ended);
  EXPECT_EQ(w.run(kAward, World::awards({World::award(1, 1, 100)})), Code::enterprise_ended);
}

// ---- codes of the early pilot -----------------------------------------------------------------------------

class CodeExceptions : public testing::Test {
 protected:
  static RegisterEnterprises registration(const Name& name = samples::admit_code().name) {
    RegisterEnterprises out;
    out.lines.push_back({code(7), enterprise_name(7), std::nullopt, std::nullopt});
    out.lines.push_back({samples::pilot_code(), name, std::nullopt, std::nullopt});
    return out;
  }
  World w;
};

TEST_F(CodeExceptions, AreRecordedOnceByARegistrar) {
  AdmitCode admission = samples::admit_code();
  EXPECT_EQ(w.run(kQualify, admission), Code::wrong_role);
  admission.code = code(1);
  EXPECT_EQ(w.run(kRegistrar, admission), Code::uscc_check_digit_fits) << "a code that is good needs none";
  admission.code = Uscc::from(bytes_of("11010519491231002X")).value();
  EXPECT_EQ(w.run(kRegistrar, admission), Code::personal_data);
  admission = samples::admit_code();
  ASSERT_EQ(w.run(kRegistrar, admission), Code::ok) << w.detail;
  const CodeExceptionValue held = w.value(CodeExceptionKey{admission.code});
  EXPECT_EQ(held.department, "gd-iit");
  EXPECT_EQ(held.name, admission.name);
  EXPECT_EQ(held.document_no, admission.document_no);
  EXPECT_EQ(held.reason, admission.reason);
  for (const HistoryKey& subject : {HistoryKey{EnterpriseKey{admission.code}},
                                    HistoryKey{DepartmentKey{"gd-iit"}}, HistoryKey{ChainKey{}}}) {
    const std::uint64_t count = w.value(subject).count;
    const auto page = w.ledger().prove_history(subject, count - 1, 1).value();
    const auto fact = std::get<CodeAdmitted>(decode<HistoryEntry>(page.entries.at(0)).value().fact);
    EXPECT_EQ(fact.department, "gd-iit");
    EXPECT_EQ(encode(fact.admission), encode(admission));
  }
  EXPECT_TRUE(w.absent(EnterpriseKey{admission.code})) << "an exception registers nobody";
  EXPECT_EQ(w.run(kScience, admission), Code::already_registered);
  admission.reason = "另一理由";
  EXPECT_EQ(w.run(kRegistrar, admission), Code::registered_differently);
  EXPECT_EQ(w.value(CodeExceptionKey{admission.code}).reason, samples::admit_code().reason);
}

TEST_F(CodeExceptions, WithoutOneNoActionTakesACodeWhoseCheckDigitDoesNotFit) {
  EXPECT_EQ(w.run(kRegistrar, registration()), Code::uscc_bad_check_digit);
  EXPECT_EQ(w.detail, "line 2, code: \"91350211M00013FA1N\"");
  EXPECT_TRUE(w.absent(EnterpriseKey{code(7)})) << "all or nothing";
  EXPECT_EQ(w.run(kRegistrar, DissolveEnterprise{samples::pilot_code(), {2026, 6, 1}, ""}),
            Code::uscc_bad_check_digit);
  AdmitCode other = samples::admit_code();
  other.code = misfit_uscc("914403001922038217").value();
  ASSERT_EQ(w.run(kRegistrar, other), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kRegistrar, registration()), Code::uscc_bad_check_digit) << "an exception is of one code";
}

TEST_F(CodeExceptions, TheEnterpriseIsRegisteredUnderTheNameOfTheExceptionAndIsOneLikeOthers) {
  w.create_programme();
  ASSERT_EQ(w.run(kRegistrar, samples::admit_code()), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kRegistrar, DissolveEnterprise{samples::pilot_code(), {2026, 6, 1}, ""}),
            Code::unknown_enterprise);
  EXPECT_EQ(w.run(kRegistrar, registration("另一企业")), Code::exception_name_differs);
  EXPECT_EQ(w.detail, "line 2, name: registered: \"样例试点企业\"");
  ASSERT_EQ(w.run(kRegistrar, registration()), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kRegistrar, registration()), Code::already_registered);
  AwardLine line = World::award(1, 7, 100);
  line.code = samples::pilot_code();
  line.beneficiary = samples::admit_code().name;
  EXPECT_EQ(w.run(kAward, World::awards({line})), Code::ok) << w.detail;
  EXPECT_EQ(w.value(EnterpriseKey{samples::pilot_code()}).awarded, 100);
  EXPECT_EQ(w.run(kRegistrar, RenameEnterprise{samples::pilot_code(), "新名称", {2026, 1, 1}, ""}), Code::ok)
      << w.detail;
}

TEST_F(CodeExceptions, BracketsOfTheNameMayBeWrittenEitherWay) {
  AdmitCode admission = samples::admit_code();
  admission.name = "样例试点企业（厦门）";
  ASSERT_EQ(w.run(kRegistrar, admission), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kRegistrar, registration("样例试点企业(厦门)")), Code::ok) << w.detail;
}

}  // namespace
}  // namespace credence
