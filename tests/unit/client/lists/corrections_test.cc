// SPDX-License-Identifier: Apache-2.0
// Lists that correct what is recorded: their numbers name recorded lines, so none is given and none changed.
#include <gtest/gtest.h>

#include "client/lists/lines.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

TEST(Corrections, AListOfReturnedPaymentsHasNumbersDaysAndReasons) {
  const auto lines = lines_of_text(
      "序号,企业名称,退票金额（万元）,退票日期,退票原因\n"
      "7,样例企业0001,5,2026-03-05,账号有误\n3,样例企业0002,6,2026/3/6,户名不符\n",
      reversal_list());
  ASSERT_TRUE(lines) << lines.error().detail.en;
  ASSERT_EQ(lines->size(), 2U);
  EXPECT_EQ(lines->at(0).line, 3U) << "by rising number";
  EXPECT_EQ(lines->at(0).on, (Date{2026, 3, 6}));
  EXPECT_EQ(lines->at(0).reason, "户名不符");
  EXPECT_EQ(lines->at(1).line, 7U) << "the numbers of the payment list, not those of this file";
}

TEST(Corrections, ALineWithoutANumberOfItsOwnIsRefused) {
  const auto without =
      lines_of_text("序号,退票日期,退票原因\n1,2026-03-05,甲\n,2026-03-05,乙\n", reversal_list());
  ASSERT_FALSE(without) << "it is no note under the list";
  EXPECT_EQ(without.error().code, Code::missing_value);
  const auto twice =
      lines_of_text("序号,退票日期,退票原因\n1,2026-03-05,甲\n1,2026-03-05,乙\n", reversal_list());
  EXPECT_FALSE(twice);
  const auto unreasoned = lines_of_text("序号,退票日期,退票原因\n1,2026-03-05,\n", reversal_list());
  ASSERT_FALSE(unreasoned);
  EXPECT_EQ(unreasoned.error().code, Code::missing_value);
}

TEST(Corrections, AmendedLinesKeepTheirNumbersThroughParts) {
  const std::string code(text_of(samples::code(1)));
  const auto lines = lines_of_text(
      "序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n"
      "12,样例企业0001," +
          code + ",甲,5\n5,样例企业0001," + code + ",乙,6\n",
      amended_award_list());
  ASSERT_TRUE(lines) << lines.error().detail.en;
  EXPECT_EQ(lines->at(0).line, 5U);
  EXPECT_EQ(lines->at(1).line, 12U);
  EXPECT_EQ(lines->at(1).amount, 5'000'000);
}

}  // namespace
}  // namespace credence
