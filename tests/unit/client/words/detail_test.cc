// SPDX-License-Identifier: Apache-2.0
// What the ledger says beside an error, as people read it: in their language, amounts in 元, names and ids
// untouched.
#include <gtest/gtest.h>

#include "client/words/detail.h"

namespace credence::testing {
namespace {

std::string zh(Code code, const std::string& detail) { return detail_text({code, detail}, Language::zh); }
std::string en(Code code, const std::string& detail) { return detail_text({code, detail}, Language::en); }

TEST(DetailWords, AmountsAreInYuanInBothLanguages) {
  EXPECT_EQ(en(Code::budget_exceeded, "budget: 800000000 of 500000050 fen"),
            "budget: 8,000,000.00 of 5,000,000.50 CNY");
  EXPECT_EQ(zh(Code::budget_exceeded, "line 3, budget: 800000000 of 500000050 fen"),
            "第 3 行, 预算: 8,000,000.00 / 5,000,000.50 元");
  EXPECT_EQ(zh(Code::too_many_winners, "challenge c1: 3 of 2"), "榜单 c1: 3 / 2") << "a count";
}

TEST(DetailWords, OfRulesAreChinese) {
  EXPECT_EQ(zh(Code::title_required, "line 1, code: sample-innovative-sme on 2026-11-29"),
            "第 1 行, 统一社会信用代码: sample-innovative-sme 于 2026-11-29");
  EXPECT_EQ(zh(Code::day_in_future, "line 1, paid_on: 2036-11-20, at the latest 2026-11-29"),
            "第 1 行, 支付日期: 2036-11-20, 至迟 2026-11-29");
  EXPECT_EQ(zh(Code::day_too_early, "line 12, paid_on: 1926-11-20 before 2026-11-29, the award"),
            "第 12 行, 支付日期: 1926-11-20 早于 2026-11-29, 安排之日");
  EXPECT_EQ(zh(Code::unknown_batch, "line 1, batch i1"), "第 1 行, 批次 i1");
  EXPECT_EQ(zh(Code::award_closed, "award line 3 of batch b1"), "安排批次第 3 行，批次 b1");
  EXPECT_EQ(zh(Code::unknown_programme, "programme t2"), "专项 t2");
}

TEST(DetailWords, NamesAndIdsStayAsTheyAre) {
  EXPECT_EQ(zh(Code::name_mismatch, "line 2, enterprise: \"line 3 of list on\", registered: \"to 甲\""),
            "第 2 行, 企业: \"line 3 of list on\", 登记为：\"to 甲\"");
  EXPECT_EQ(zh(Code::unknown_programme, "programme to-line-3"), "专项 to-line-3");
  EXPECT_EQ(zh(Code::file_unreadable, "/tmp/line 3 of list/on.csv"), "/tmp/line 3 of list/on.csv")
      << "none of the ledger's";
  EXPECT_EQ(zh(Code::empty_list, "empty.csv"), "empty.csv");
  EXPECT_EQ(zh(Code::unknown_programme, "programme empty-1"), "专项 empty-1");
  EXPECT_EQ(zh(Code::bad_amount, "--budget on 2"), "--budget on 2");
  EXPECT_EQ(zh(Code::unknown_key, "2 of 3"), "2 / 3");
  EXPECT_EQ(en(Code::title_required, "line 1, code: x on 2026-11-29"), "line 1, code: x on 2026-11-29");
}

}  // namespace
}  // namespace credence::testing
