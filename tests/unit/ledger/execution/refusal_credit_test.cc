// SPDX-License-Identifier: Apache-2.0
// Credit entries, ratings and documents: every rule meets its code, and what the rules allow changes the
// state as it says.
#include <gtest/gtest.h>

#include "ledger/domain/credit_text.h"
#include "ledger/execution/rules.h"
#include "tests/support/suite.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::kToday;
using refusal::World;

const SecretKey kCredit = secret(31), kOtherCredit = secret(32);

Hash32 commitment(std::string_view text) {
  CreditText out;
  out.text = text;
  return credit_commitment(samples::kSuite, out);
}

CreditLine penalty(std::uint32_t line, unsigned enterprise, CreditClass weight, const Date& decided,
                   const Date& to) {
  return {line,
          code(enterprise),
          CreditKind::penalty,
          weight,
          decided,
          to,
          commitment("penalty " + std::to_string(line))};
}

class Credit : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(w.run(kAdmin, w.post("gd-iit", kCredit, {Role::credit})), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kScienceAdmin, w.post("gd-science", kOtherCredit, {Role::credit})), Code::ok) << w.detail;
    w.register_enterprises(3);
    ASSERT_EQ(date_in_china(w.ledger().head().time_ms), kToday);
  }
  void set_rules() { ASSERT_EQ(w.run(kAdmin, samples::set_credit_rules()), Code::ok) << w.detail; }
  Code record(std::vector<CreditLine> lines, const SecretKey& key = kCredit, const Id& batch = "b1") {
    RecordCredit action{&key == &kOtherCredit ? "gd-science" : "gd-iit", batch, {}};
    action.lines.assign(lines.begin(), lines.end());
    return w.run(key, action);
  }
  CreditStandingValue standing(unsigned enterprise = 1) {
    return w.value(CreditStandingKey{code(enterprise)});
  }
  World w;
};

TEST_F(Credit, RulesComeInTheirOrder) {
  SetCreditRules rules = samples::set_credit_rules();
  EXPECT_EQ(w.run(kCredit, rules), Code::wrong_role);
  EXPECT_EQ(w.run(kAdmin, rules), Code::ok);
  EXPECT_EQ(w.run(kAdmin, rules), Code::already_registered);
  rules.terms[0].months_max = 2;
  EXPECT_EQ(w.run(kAdmin, rules), Code::registered_differently);
  rules.version = "2026b";
  EXPECT_EQ(w.run(kAdmin, rules), Code::rules_not_later) << "of the same day";
  rules.effective_from = {2026, 10, 1};
  EXPECT_EQ(w.run(kAdmin, rules), Code::ok);
  EXPECT_EQ(w.value(CreditRulesKey{}).versions.size(), 2u);
}

TEST_F(Credit, AnAdverseEntryNeedsTheRuleOfItsDay) {
  EXPECT_EQ(record({penalty(1, 1, CreditClass::general, {2026, 5, 1}, {2026, 12, 1})}), Code::no_credit_rule);
  set_rules();
  EXPECT_EQ(record({penalty(1, 1, CreditClass::general, {2026, 3, 31}, {2026, 12, 1})}), Code::no_credit_rule)
      << "before the first rules";
  EXPECT_EQ(record({penalty(1, 1, CreditClass::general, {2026, 5, 1}, {2026, 7, 31})}),
            Code::publication_term)
      << "3 months at least";
  EXPECT_EQ(record({penalty(1, 1, CreditClass::general, {2026, 5, 1}, {2027, 5, 2})}), Code::publication_term)
      << "12 months at most";
  EXPECT_EQ(record({penalty(1, 1, CreditClass::general, {2026, 5, 1}, {2027, 5, 1})}), Code::ok) << w.detail;
  EXPECT_EQ(w.value(CreditKey{"gd-iit", "b1", 1}).rules, "2026");
  EXPECT_EQ(w.value(CreditKey{"gd-iit", "b1", 1}).recorded_on, kToday);
  const CreditLine honour{
      2, code(1), CreditKind::honour, CreditClass::none, {2019, 1, 1}, std::nullopt, commitment("honour")};
  EXPECT_EQ(record({honour}), Code::ok) << "honours need no rule: " << w.detail;
  EXPECT_EQ(standing().honours, 1u);
  EXPECT_EQ(standing().penalties, 1u);
}

TEST_F(Credit, AnEntryIsRecordedOnceOfARegisteredEnterprise) {
  set_rules();
  const CreditLine line = penalty(1, 1, CreditClass::general, {2026, 5, 1}, {2027, 1, 1});
  EXPECT_EQ(record({line}, kQualify), Code::wrong_role);
  RecordCredit foreign{"gd-science", "b1", {}};
  foreign.lines.push_back(line);
  EXPECT_EQ(w.run(kCredit, foreign), Code::wrong_department);
  EXPECT_EQ(record({penalty(1, 9, CreditClass::general, {2026, 5, 1}, {2027, 1, 1})}),
            Code::unknown_enterprise);
  EXPECT_EQ(record({penalty(1, 1, CreditClass::general, {2026, 9, 23}, {2027, 1, 1})}),
            Code::decided_in_the_future);
  ASSERT_EQ(record({line}), Code::ok);
  EXPECT_EQ(record({line}), Code::line_recorded);
  EXPECT_EQ(record({line}, kOtherCredit), Code::ok)
      << "another department's batch of the same name is another entry";
  EXPECT_EQ(standing().open.size(), 2u);
}

TEST_F(Credit, TheWorstActiveEntryOfADay) {
  set_rules();
  ASSERT_EQ(record({penalty(1, 1, CreditClass::minor, {2026, 8, 1}, {2026, 10, 31}),
                    penalty(2, 1, CreditClass::serious, {2026, 9, 1}, {2027, 9, 1}),
                    penalty(3, 2, CreditClass::general, {2026, 9, 1}, {2026, 12, 31})}),
            Code::ok)
      << w.detail;
  const auto worst = [&](const Date& day) {
    const CreditStandingValue value = standing();
    const CreditMark* mark = value.worst(day);
    return mark == nullptr ? CreditClass::none : mark->weight;
  };
  EXPECT_EQ(worst({2026, 7, 31}), CreditClass::none) << "before the first";
  EXPECT_EQ(worst({2026, 8, 1}), CreditClass::minor);
  EXPECT_EQ(worst({2026, 9, 1}), CreditClass::serious);
  EXPECT_EQ(worst({2027, 9, 1}), CreditClass::serious);
  EXPECT_EQ(worst({2027, 9, 2}), CreditClass::none) << "expired by date alone";
}

TEST(AdverseCredit, AtLeastTheClassThatIsAskedFor) {
  const refusal::NoState nothing;
  Overlay state(samples::kSuite, nothing);
  BlockRecord record;
  TransactionContext context{state, record, 1, 0, 1, {}, {}, "gd-finance"};
  const Date day{2026, 5, 1};
  EXPECT_FALSE(adverse_credit(context, code(1), CreditClass::minor, day)) << "nothing was ever recorded";
  state.at(CreditStandingKey{code(1)})
      .edit()
      .open.push_back({{"gd-iit", "b", 1}, CreditClass::general, day, {2026, 8, 1}});
  EXPECT_TRUE(adverse_credit(context, code(1), CreditClass::minor, day));
  EXPECT_TRUE(adverse_credit(context, code(1), CreditClass::general, day));
  EXPECT_FALSE(adverse_credit(context, code(1), CreditClass::serious, day));
  EXPECT_FALSE(adverse_credit(context, code(1), CreditClass::none, day)) << "a programme that blocks nothing";
  EXPECT_FALSE(adverse_credit(context, code(1), CreditClass::minor, {2026, 8, 2}));
}

TEST_F(Credit, OpenEntriesAreBoundedAndThePastOnesMakeRoom) {
  set_rules();
  std::vector<CreditLine> lines;
  for (std::uint32_t i = 1; i <= limits::kCreditMarksMax + 1; ++i)
    lines.push_back(
        penalty(i, 1, CreditClass::general, {2026, 6, 1}, i % 2 == 0 ? Date{2026, 9, 1} : Date{2027, 6, 1}));
  ASSERT_EQ(record(lines), Code::ok) << w.detail;
  EXPECT_EQ(standing().open.size(), limits::kCreditMarksMax / 2 + 1)
      << "those past their last day are not kept open";
  lines.resize(limits::kCreditMarksMax / 2);
  for (auto& line : lines) line.published_to = Date{2027, 6, 1};
  EXPECT_EQ(record(lines, kCredit, "b2"), Code::limit_exceeded);
}

TEST_F(Credit, AWithdrawnEntryIsClosed) {
  set_rules();
  ASSERT_EQ(record({penalty(1, 1, CreditClass::serious, {2026, 9, 1}, {2027, 9, 1})}), Code::ok);
  const WithdrawCredit action{{"gd-iit", "b1", 1}, ""};
  EXPECT_EQ(w.run(kOtherCredit, action), Code::wrong_department);
  EXPECT_EQ(w.run(kCredit, WithdrawCredit{{"gd-iit", "b1", 2}, ""}), Code::unknown_credit_entry);
  EXPECT_EQ(w.run(kCredit, action), Code::ok);
  EXPECT_EQ(w.run(kCredit, action), Code::credit_entry_closed);
  const CreditValue value = w.value(CreditKey{"gd-iit", "b1", 1});
  EXPECT_EQ(value.status, CreditStatus::withdrawn);
  EXPECT_FALSE(value.active(kToday));
  EXPECT_TRUE(standing().open.empty());
  EXPECT_EQ(standing().closed, 1u);
}

TEST_F(Credit, AnEntryIsRepairedOnRequestOfTheEnterpriseAndByDecision) {
  const SecretKey own = secret(41), other = secret(42);
  for (const auto& [number, key] : {std::pair{1u, &own}, std::pair{2u, &other}})
    ASSERT_EQ(w.run(kRegistrar, w.binding(code(number), *key)), Code::ok) << w.detail;
  set_rules();
  ASSERT_EQ(record({penalty(1, 1, CreditClass::general, {2026, 5, 1}, {2027, 4, 30}),
                    penalty(2, 1, CreditClass::general, {2026, 7, 1}, {2027, 4, 30}),
                    {3,
                     code(1),
                     CreditKind::honour,
                     CreditClass::none,
                     {2026, 5, 1},
                     std::nullopt,
                     commitment("honour")}}),
            Code::ok)
      << w.detail;
  const CreditKey first{"gd-iit", "b1", 1}, second{"gd-iit", "b1", 2}, honour{"gd-iit", "b1", 3},
      none{"gd-iit", "b1", 4};
  const auto request = [&](const CreditKey& entry, const SecretKey& key) {
    return w.run(key, RequestCreditRepair{entry, commitment("evidence")});
  };
  const auto decide = [&](const CreditKey& entry, bool granted, const SecretKey& key = kCredit) {
    return w.run(key, DecideCreditRepair{entry, granted, ""});
  };
  EXPECT_EQ(request(first, kCredit), Code::wrong_role);
  EXPECT_EQ(request(none, own), Code::unknown_credit_entry);
  EXPECT_EQ(request(first, other), Code::wrong_enterprise);
  EXPECT_EQ(request(honour, own), Code::nothing_to_repair);
  EXPECT_EQ(decide(first, true), Code::repair_not_requested);
  ASSERT_EQ(request(first, own), Code::ok) << w.detail;
  EXPECT_EQ(request(first, own), Code::repair_requested_before);
  EXPECT_TRUE(w.value(first).active(kToday)) << "asking changes nothing";
  EXPECT_EQ(decide(first, true, kOtherCredit), Code::wrong_department);
  ASSERT_EQ(decide(first, false), Code::ok);
  EXPECT_EQ(w.value(first).status, CreditStatus::recorded) << "refused: it may be asked for again";
  ASSERT_EQ(request(first, own), Code::ok);
  ASSERT_EQ(decide(first, true), Code::ok) << w.detail;
  EXPECT_EQ(w.value(first).status, CreditStatus::repaired);
  EXPECT_FALSE(w.value(first).active(kToday));
  EXPECT_EQ(decide(first, true), Code::credit_entry_closed);
  EXPECT_EQ(request(first, own), Code::credit_entry_closed);
  EXPECT_EQ(standing().open.size(), 1u) << "nothing of it blocks a payment any more";
  ASSERT_EQ(request(second, own), Code::ok);
  EXPECT_EQ(decide(second, true), Code::repair_too_early) << "three months at least, decided on 2026-07-01";
  EXPECT_EQ(w.run(own, samples::anchor_document()), Code::may_not_anchor) << "an enterprise anchors nothing";
}

// ---- ratings ----------------------------------------------------------------------------------------------

TEST_F(Credit, AScaleIsDefinedOnceOfAKnownAgency) {
  DefineRatingScale scale = samples::define_rating_scale();
  scale.agency = "gd-tax";
  EXPECT_EQ(w.run(kAdmin, scale), Code::unknown_department);
  scale.agency = "gd-iit";
  EXPECT_EQ(w.run(kAdmin, scale), Code::ok);
  EXPECT_EQ(w.run(kAdmin, scale), Code::already_registered);
  scale.grades.push_back("E");
  EXPECT_EQ(w.run(kAdmin, scale), Code::registered_differently);
}

TEST_F(Credit, ALaterRatingSupersedesTheEarlier) {
  const auto rate = [&](unsigned enterprise, const Text<16>& grade, const Date& on,
                        const SecretKey& key = kCredit) {
    RecordRatings action{"tax-credit", {}};
    action.lines.push_back({1, code(enterprise), grade, on, Date{2026, 12, 31}});
    return w.run(key, action);
  };
  EXPECT_EQ(rate(1, "A", {2026, 1, 1}), Code::unknown_rating_scale);
  ASSERT_EQ(w.run(kAdmin, samples::define_rating_scale()), Code::ok);
  EXPECT_EQ(rate(1, "A", {2026, 1, 1}, kOtherCredit), Code::wrong_department);
  EXPECT_EQ(rate(9, "A", {2026, 1, 1}), Code::unknown_enterprise);
  EXPECT_EQ(rate(1, "E", {2026, 1, 1}), Code::unknown_grade);
  EXPECT_EQ(rate(1, "A", {2026, 1, 1}), Code::ok);
  EXPECT_EQ(rate(1, "A", {2026, 1, 1}), Code::line_recorded) << "the same again";
  EXPECT_EQ(rate(1, "B", {2026, 1, 1}), Code::rating_superseded);
  EXPECT_EQ(rate(1, "B", {2025, 1, 1}), Code::rating_superseded);
  EXPECT_EQ(rate(1, "B", {2026, 2, 1}), Code::ok);
  EXPECT_EQ(w.value(RatingKey{"tax-credit", code(1)}).grade, "B");
}

// ---- documents --------------------------------------------------------------------------------------------

TEST_F(Credit, ADocumentIsAnchoredOnce) {
  AnchorDocument document = samples::anchor_document();
  EXPECT_EQ(w.run(kNobody, document), Code::unknown_key);
  EXPECT_EQ(w.run(kPay, document), Code::ok) << "any key of a department";
  EXPECT_EQ(w.run(kPay, document), Code::already_registered);
  EXPECT_EQ(w.run(kAward, document), Code::registered_differently) << "another department did";
  EXPECT_TRUE(w.detail.find("gd-finance") != std::string::npos) << w.detail;
  const DocumentValue value = w.value(DocumentKey{document.sha256});
  EXPECT_EQ(value.department, "gd-finance");
  EXPECT_EQ(value.signer, key_id(kPay.public_key()));
}

// ---- texts ------------------------------------------------------------------------------------------------

TEST(CreditTexts, ACommitmentBindsSaltAndText) {
  CreditText text{tagged_hash(samples::kSuite, Tag::credit_text, bytes_of("salt")), "未按规定报送材料"};
  const Hash32 good = credit_commitment(samples::kSuite, text);
  CreditText other = text;
  other.text = "未按规定报送材料。";
  EXPECT_NE(credit_commitment(samples::kSuite, other), good);
  other = text;
  other.salt.bytes[0] ^= std::byte{1};
  EXPECT_NE(credit_commitment(samples::kSuite, other), good);
}

TEST(CreditTexts, NoPersonalDataAndNoControls) {
  EXPECT_TRUE(check_credit_text("第一行\n第二行\t粤市监罚〔2026〕12号，914403001922038216"));
  EXPECT_EQ(check_credit_text("").error().code, Code::bad_name);
  EXPECT_EQ(check_credit_text("a\rb").error().code, Code::bad_character);
  EXPECT_EQ(check_credit_text("a\xc3").error().code, Code::bad_utf8);
  EXPECT_EQ(check_credit_text(std::string(limits::kCreditTextBytesMax + 1, 'a')).error().code,
            Code::limit_exceeded);
  EXPECT_EQ(check_credit_text("当事人 11010519491231002X").error().code, Code::personal_data);
  EXPECT_EQ(check_credit_text("账号 6222021234567890123").error().code, Code::personal_data);
}

}  // namespace
}  // namespace credence
