// SPDX-License-Identifier: Apache-2.0
// What the ledger says beside an error, as people read it: in their language, amounts in 元, names and ids
// untouched.
#include "client/words/detail.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <regex>
#include <set>

#include "client/base/files.h"
#include "client/words/action_view.h"
#include "tests/source_tree.h"

namespace credence::testing {
namespace {

std::string zh(Code code, const Details& said) { return detail_text(fail(code, said).error(), Language::zh); }
std::string en(Code code, const Details& said) { return detail_text(fail(code, said).error(), Language::en); }

TEST(DetailWords, AmountsAreInYuanInBothLanguages) {
  const Details said =
      said::line(3) + said::field("budget") + said::amount(800'000'000) + said::at_most_amount(500'000'050);
  EXPECT_EQ(en(Code::budget_exceeded, said), "line 3, budget: 8,000,000.00 CNY, at most 5,000,000.50 CNY");
  EXPECT_EQ(zh(Code::budget_exceeded, said), "第 3 行，预算：8,000,000.00 元，至多 5,000,000.50 元");
  EXPECT_EQ(zh(Code::too_many_winners, said::challenge("c1") + said::number(3) + said::at_most(2)),
            "榜单 c1，3，至多 2")
      << "a count";
}

/// A rule with a floor says what was asked for, and the least that it can be.
TEST(DetailWords, AFloorIsCalledTheLeast) {
  const Details said = said::field("budget") + said::amount(1'244'000'000) + said::at_most_amount(1'000'000);
  EXPECT_EQ(zh(Code::budget_below_bound, said), "预算：10,000.00 元，至少 12,440,000.00 元");
  EXPECT_EQ(en(Code::budget_below_bound, said), "budget: 10,000.00 CNY, at least 12,440,000.00 CNY");
  EXPECT_EQ(
      zh(Code::quota_below_awarded, said::field("amount") + said::amount(500) + said::at_most_amount(300)),
      "金额：3.00 元，至少 5.00 元");
}

TEST(DetailWords, NamesAndIdsStayAsTheyAre) {
  EXPECT_EQ(zh(Code::name_mismatch, said::line(2) + said::field("enterprise") +
                                        said::name("line 3 of list on") + said::registered_name("to 甲")),
            "第 2 行，企业：\"line 3 of list on\"，登记为：\"to 甲\"");
  EXPECT_EQ(zh(Code::unknown_programme, said::programme("to-line-3")), "专项 to-line-3");
}

TEST(DetailWords, WhatIsNotOfTheLedgerStaysAsItIs) {
  const Error file{Code::file_unreadable, "/tmp/line 3 of list/on.csv: No such file or directory"};
  EXPECT_EQ(detail_text(file, Language::zh), "/tmp/line 3 of list/on.csv：没有此文件");
  EXPECT_EQ(detail_text(file, Language::en), file.detail);
}

/// The names of all fields below a struct of docs/schema-1.0.json, and of the alternatives of variants.
void add_members(const boost::json::object& schema, const std::string& name, std::set<std::string>& seen,
                 std::set<std::string>& members) {
  if (!seen.insert(name).second) return;
  for (const auto& field : schema.at("structs").at(name).as_array()) {
    const std::string text(field.as_string());
    const std::size_t colon = text.find(':');
    members.insert(text.substr(0, colon));
    for (const auto& [type, fields] : schema.at("structs").as_object())
      if (std::regex_search(text.substr(colon), std::regex("\\b" + std::string(type) + "\\b")))
        add_members(schema, type, seen, members);
    if (text.ends_with(":Change"))
      for (const auto& one : schema.at("variants").at("Change").as_array()) {
        members.insert(std::string(one.at(0).as_string()));
        add_members(schema, std::string(one.at(1).as_string()), seen, members);
      }
  }
}

TEST(MemberWords, EveryFieldOfAnActionHasThemInBothLanguages) {
  const auto text = read_file(source_dir() / "docs/schema-1.0.json", 1 << 22);
  ASSERT_TRUE(text);
  const auto schema = boost::json::parse(*text).as_object();
  std::set<std::string> seen, members;
  for (const auto& action : schema.at("variants").at("Action").as_array())
    add_members(schema, std::string(action.at(1).as_string()), seen, members);
  EXPECT_GT(members.size(), 100U);
  for (const std::string& member : members)
    EXPECT_NE(member_words(member, Language::zh), member) << "client/words/member_words.def";
}

/// What a batch declares is no money that its confirmation moves; the client says what was recorded.
TEST(ActionWords, AConfirmationIsCalledOneAndClaimsNoSum) {
  RecordAwards confirmation;
  confirmation.programme = Id("demo-2027");
  confirmation.batch = Id("b4");
  confirmation.stage = AwardStage::confirmed;
  confirmation.declared_count = 3;
  confirmation.declared_total = 72'000'000;
  EXPECT_EQ(summary_of(Action(confirmation), Language::en), "confirm a list of awards: demo-2027/b4");
  EXPECT_EQ(summary_of(Action(confirmation), Language::zh), "下达安排名单：demo-2027/b4");
  EXPECT_EQ(sum_of(Action(confirmation)), 0);
  confirmation.lines.push_back({1, "样例企业", std::nullopt, "项目", 5'000});
  EXPECT_EQ(summary_of(Action(confirmation), Language::en),
            "record awards: demo-2027/b4, 50.00 CNY (0.005 wan)");
}

TEST(ActionWords, AStakeThatChangesIsToldInPercentBeforeAndAfter) {
  const auto with = [](std::optional<FundInvestment> investment) {
    AmendAwards out{"fund", "b1", {}, "更正", 400, {}, {}};
    out.lines.push_back({1, "样例公司", {}, {}, 400, {}, investment});
    return Action(out);
  };
  const Action before = with(FundInvestment{InvestmentRound::a, 1'250}), none = with(std::nullopt);
  const std::string changed =
      changes_text(before, with(FundInvestment{InvestmentRound::a, 905}), Language::zh);
  EXPECT_NE(changed.find("12.5% → 9.05%"), std::string::npos) << changed;
  EXPECT_EQ(changed.find("1250"), std::string::npos) << changed;
  const std::string given = changes_text(none, before, Language::zh);
  EXPECT_NE(given.find("无 → "), std::string::npos) << given;
  EXPECT_NE(given.find("12.5%"), std::string::npos) << given;
}

}  // namespace
}  // namespace credence::testing
