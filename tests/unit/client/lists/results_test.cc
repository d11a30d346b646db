// SPDX-License-Identifier: Apache-2.0
// The outcomes of acceptances and evaluations as departments write them: what is one, and what is none yet.
#include <gmock/gmock.h>

#include "client/base/list_errors.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

auto accept(const std::string& word) {
  return read_lines("批次,批次序号,验收结论,验收日期\nb1,1,\"" + word + "\",2026-05-01\n", acceptance_list());
}

TEST(ListResults, WhatIsClearlyAnAcceptanceIsRead) {
  for (const char* yes : {"通过", "合格", "优秀", "良好", "√", "✓", "同意通过验收",
                          "经专家组评审，同意通过验收。", "材料齐全,准予通过", "予以通过"}) {
    const auto read = accept(yes);
    ASSERT_TRUE(read) << yes;
    ASSERT_EQ(read->problem(), Code::ok) << yes;
    EXPECT_TRUE(read->lines.at(0).passed) << yes;
  }
  for (const char* no : {"未通过", "不予通过", "经评审，不同意通过验收", "不合格", "×"}) {
    const auto read = accept(no);
    ASSERT_EQ(read->problem(), Code::ok) << no;
    EXPECT_FALSE(read->lines.at(0).passed) << no;
  }
}

TEST(ListResults, WhatIsNotYetOneIsRefusedWithWhatToDo) {
  const std::pair<const char*, const char*> kRefused[] = {
      {"基本通过", "附有条件"},         {"原则同意通过", "附有条件"},
      {"有条件通过", "附有条件"},       {"整改后通过", "附有条件"},
      {"建议不予通过", "尚未最终决定"}, {"拟通过", "尚未最终决定"},
      {"结题", "credence award close"}, {"延期验收", "通过、未通过"},
      {"通过，但须整改", "附有条件"},   {"资料不全，同意通过", "通过、未通过"},
      {"中等", "通过、未通过"}};
  for (const auto& [word, said] : kRefused) {
    const auto read = accept(word);
    ASSERT_TRUE(read) << word;
    ASSERT_EQ(read->problem(), Code(list_code::bad_outcome)) << word;
    EXPECT_THAT(read->problems()[0].what.detail.zh, HasSubstr(said)) << word;
  }
}

TEST(ListResults, GradesAreReadInBothForms) {
  for (const auto& [word, grade] : {std::pair{"优秀", Performance::excellent},
                                    {"优", Performance::excellent},
                                    {"良好", Performance::good},
                                    {"较差", Performance::poor}}) {
    const auto read = read_lines(
        "批次,批次序号,绩效等级,评价日期\nb1,1," + std::string(word) + ",2026-05-01\n", performance_list());
    ASSERT_EQ(read->problem(), Code::ok) << word;
    EXPECT_EQ(read->lines.at(0).grade, grade) << word;
  }
  EXPECT_EQ(read_lines("批次,批次序号,绩效等级,评价日期\nb1,1,A,2026-05-01\n", performance_list())->problem(),
            Code(list_code::bad_outcome));
}

}  // namespace
}  // namespace credence::testing
