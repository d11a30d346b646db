// SPDX-License-Identifier: Apache-2.0
// What the ledger says beside an error, as people read it: in their language, amounts in 元, names and ids
// untouched.
#include <gtest/gtest.h>

#include "client/words/detail.h"

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

}  // namespace
}  // namespace credence::testing
