// SPDX-License-Identifier: Apache-2.0
// Marks of notes behind names are asked about, and never become part of a name without an answer.
#include <gmock/gmock.h>

#include "client/lists/name_marks.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

std::string with_name(const std::string& name, const std::string& project = "项目",
                      const std::string& note = "") {
  return kHead + "1," + name + "," + kCode1 + "," + project + ",10\n2,样例乙公司," + kCode2 +
         ",另一项目,20\n" + note;
}

TEST(ListNameMarks, AreFoundBehindNames) {
  const std::pair<const char*, const char*> kNames[] = {{"样例甲公司①", "①"},
                                                        {"样例甲公司※", "※"},
                                                        {"样例甲公司*", "*"},
                                                        {"样例甲公司**", "**"},
                                                        {"样例甲公司[1]", "[1]"},
                                                        {"样例甲公司（1）", "（1）"},
                                                        {"样例甲公司（注2）", "（注2）"},
                                                        {"样例甲公司¹", "¹"},
                                                        {"样例甲公司 ①", "①"},
                                                        {"样例甲公司【12】", "【12】"},
                                                        {"样例甲公司", ""},
                                                        {"样例甲公司（有限合伙）", ""},
                                                        {"样例（集团）公司", ""},
                                                        {"样例3公司", ""},
                                                        {"①", ""}};
  for (const auto& [name, mark] : kNames) EXPECT_EQ(mark_behind(name).mark, mark) << name;
  EXPECT_EQ(mark_behind("样例甲公司（1）").rest, "样例甲公司");
}

TEST(ListNameMarks, AreAskedAboutAndReadAsAnswered) {
  for (const std::string mark : {"①", "※", "*", "[1]", "（1）", "¹"}) {
    const std::string text = with_name("样例甲公司" + mark);
    const auto open = read_awards(text);
    ASSERT_TRUE(open) << mark;
    ASSERT_EQ(open->questions().size(), 1U) << mark;
    EXPECT_EQ(open->question().kind, Question::Kind::mark) << mark;
    const auto left = read_awards(text, answered(open->question(), "leave"));
    ASSERT_TRUE(left->questions().empty() && left->problems().empty()) << mark;
    EXPECT_EQ(left->lines.at(0).beneficiary, "样例甲公司") << mark;
    const auto taken = read_awards(text, answered(open->question(), "take"));
    ASSERT_TRUE(taken->questions().empty()) << mark;
    EXPECT_THAT(std::string(taken->lines.at(0).beneficiary), HasSubstr("样例甲公司")) << mark;
    EXPECT_NE(taken->lines.at(0).beneficiary, "样例甲公司") << mark;
  }
}

TEST(ListNameMarks, AreShownWithTheNoteThatExplainsThem) {
  const auto named = read_awards(with_name("样例甲公司①", "项目", "注：①该企业原名样例丁公司。,,,,\n"));
  ASSERT_EQ(named->questions().size(), 1U);
  EXPECT_THAT(named->question().text.zh, HasSubstr("该企业原名样例丁公司"));
  const auto project = read_awards(with_name("样例甲公司", "检测平台②", "注：②分两期实施。,,,,\n"));
  ASSERT_EQ(project->questions().size(), 1U);
  EXPECT_EQ(project->question().kind, Question::Kind::mark);
  EXPECT_EQ(read_awards(with_name("样例甲公司", "检测平台②", "注：②分两期实施。,,,,\n"),
                        answered(project->question(), "leave"))
                ->lines.at(0)
                .project,
            "检测平台");
  EXPECT_TRUE(read_awards(with_name("样例甲公司", "检测平台（2）"))->questions().empty())
      << "of a project a number in brackets may be the second stage, unless a note says otherwise";
}

TEST(ListNameMarks, LeaveTheNameThatIsLookedForWithoutACode) {
  const std::string text = "企业名称,项目名称,金额（万元）\n样例甲公司①,一,10\n样例乙公司,二,20\n";
  const auto open = read_awards(text);
  ASSERT_TRUE(open->asks(Question::Kind::mark));
  const auto read = read_awards(text, answered(open->question(), "leave"));
  ASSERT_EQ(read->draft->unnamed().size(), 2U);
  EXPECT_EQ(read->draft->unnamed()[0].name, "样例甲公司");
}

}  // namespace
}  // namespace credence::testing
