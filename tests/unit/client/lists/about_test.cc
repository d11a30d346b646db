// SPDX-License-Identifier: Apache-2.0
// Lists that say that they are of another title or programme than the command.
#include <gmock/gmock.h>

#include "client/lists/about.h"
#include "tests/unit/client/lists/list_samples.h"

namespace credence::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Subject kTitle{true,
                     "数字化转型标杆企业",
                     {"数字化转型标杆企业", "Digital benchmark enterprise"},
                     {"数字化转型示范园区", "软件名优企业", "Famed software enterprise"}};
const Subject kLittleGiant{true,
                           "专精特新“小巨人”企业",
                           {"专精特新“小巨人”企业"},
                           {"专精特新中小企业", "建议继续支持的专精特新“小巨人”企业"}};
const Subject kProgramme{false,
                         "2026年省级产业创新专项资金",
                         {"2026年省级产业创新专项资金"},
                         {"2026年省级技术改造专项资金", "2025年省级产业创新专项资金"}};

struct Asked {
  Sheet sheet;
  Reading reading;
};
Asked ask(const std::string& text, const Subject& subject, const std::string& file = "list",
          const ListAnswers& answers = {}) {
  auto sheet = read_text_sheet(text);
  if (!sheet) throw std::runtime_error(sheet.error().detail.en);
  ListAnswers given = answers;
  given.given.insert(Column::valid_from);
  auto reading = read_list(*sheet, subject.title ? qualification_list().kind : award_list().kind, given);
  if (!reading) throw std::runtime_error(reading.error().detail.en);
  ask_about_subject(*sheet, subject, file, given, *reading);
  return {*std::move(sheet), *std::move(reading)};
}
std::vector<std::vector<std::size_t>> lines_asked(const Asked& asked) {
  std::vector<std::vector<std::size_t>> out;
  for (const Question& question : asked.reading.questions) {
    EXPECT_EQ(question.kind, Question::Kind::about) << question.text.en;
    out.push_back(question.lines);
  }
  return out;
}
std::string title_list(const std::string& title, const std::string& head = "", const std::string& one = "",
                       const std::string& two = "") {
  return title + (title.empty() ? "" : "\n") + "序号,企业名称,统一社会信用代码" + (head.empty() ? "" : ",") +
         head + "\n1,样例企业1," + kCode1 + (head.empty() ? "" : ",") + one + "\n2,样例企业2," + kCode2 +
         (head.empty() ? "" : ",") + two + "\n";
}

TEST(ListAbout, ATitleOfTheTableThatNamesAnotherTitleIsAskedAbout) {
  for (const char* title :
       {"2026年软件名优企业名单", "关于公布高新技术企业名单的通知", "第二批“瞪羚企业”认定名单",
        "数字化转型标杆企业、绿色工厂名单", "List of famed software enterprises 2026"}) {
    const std::string text = title_list(title);
    const Asked open = ask(text, kTitle);
    EXPECT_THAT(lines_asked(open), ElementsAre(ElementsAre(3, 4))) << title;
    EXPECT_THAT(open.reading.questions.at(0).text.zh, HasSubstr("数字化转型标杆企业"));
    const Asked left = ask(text, kTitle, "list", answered(open.reading.questions[0], "leave"));
    EXPECT_THAT(left.reading.lines, IsEmpty());
    const Asked taken = ask(text, kTitle, "list", answered(open.reading.questions[0], "take"));
    EXPECT_TRUE(taken.reading.questions.empty() && taken.reading.lines.size() == 2);
  }
  for (const char* title : {"", "2026年数字化转型标杆企业名单", "附件1", "第三批认定名单"})
    EXPECT_THAT(lines_asked(ask(title_list(title), kTitle)), IsEmpty()) << title;
}

TEST(ListAbout, ANameWithinTheOwnOneIsNoOther) {
  for (const char* title :
       {"专精特新小巨人企业名单", "第五批专精特新“小巨人”企业", "专精特新企业公示名单", "小巨人名单"})
    EXPECT_THAT(lines_asked(ask(title_list(title), kLittleGiant)), IsEmpty()) << title;
  for (const char* title : {"专精特新中小企业名单", "建议继续支持的专精特新“小巨人”企业名单"})
    EXPECT_THAT(lines_asked(ask(title_list(title), kLittleGiant)), ElementsAre(ElementsAre(3, 4))) << title;
}

TEST(ListAbout, TheNameOfTheFileIsHeardWhereNoTitleSpeaks) {
  EXPECT_THAT(lines_asked(ask(title_list(""), kTitle, "软件名优企业（终稿）")),
              ElementsAre(ElementsAre(2, 3)));
  EXPECT_THAT(lines_asked(ask(title_list("数字化转型标杆企业名单"), kTitle, "软件名优企业等")), IsEmpty());
}

TEST(ListAbout, AColumnThatNamesAnotherTitleIsAskedAboutByLine) {
  for (const char* head : {"资格类别", "认定类型", "称号", "资质名称", "类别", "Title"})
    EXPECT_THAT(lines_asked(ask(title_list("", head, "数字化转型标杆企业", "单项冠军"), kTitle)),
                ElementsAre(ElementsAre(3)))
        << head;
  EXPECT_THAT(
      lines_asked(
          ask(title_list("标杆企业、单项冠军名单", "资格类别", "数字化转型标杆企业", "单项冠军"), kTitle)),
      ElementsAre(ElementsAre(2 + 2)))
      << "the column tells the lines apart";
  for (const char* head : {"已获荣誉", "其他资质", "企业类型", "曾获称号"})
    EXPECT_THAT(lines_asked(ask(title_list("", head, "高新技术企业", "单项冠军"), kTitle)), IsEmpty())
        << head;
  EXPECT_THAT(lines_asked(ask(title_list("", "认定类型", "新认定", "复核通过"), kTitle)), IsEmpty());
}

TEST(ListAbout, AYearThatIsNotThatOfTheFirstDayIsAskedAbout) {
  Subject of_2026 = kTitle;
  of_2026.year = 2026;
  for (const char* head : {"认定年度", "授牌年份"}) {
    const std::string text = title_list("", head, "2025", "2026年");
    EXPECT_THAT(lines_asked(ask(text, of_2026)), ElementsAre(ElementsAre(2))) << head;
    EXPECT_THAT(lines_asked(ask(text, kTitle)), IsEmpty()) << "no option gives the first day";
  }
  for (const char* head : {"首次认定年份", "成立年份", "年度"})
    EXPECT_THAT(lines_asked(ask(title_list("", head, "2019", "2026"), of_2026)), IsEmpty()) << head;
}

TEST(ListAbout, TheHeadOfAPartToo) {
  const Asked parts = ask("序号,企业名称,统一社会信用代码\n一、数字化转型标杆企业,,\n1,样例企业1," + kCode1 +
                              "\n二、软件名优企业,,\n2,样例企业2," + kCode2 + "\n",
                          kTitle);
  EXPECT_THAT(lines_asked(parts), ElementsAre(ElementsAre(5)));
}

std::string award_text(const std::string& title, const std::string& head, const std::string& one,
                       const std::string& two) {
  return title + "\n序号,企业名称,统一社会信用代码,金额（万元）," + head + "\n1,样例企业1," + kCode1 +
         ",10," + one + "\n2,样例企业2," + kCode2 + ",20," + two + "\n";
}

TEST(ListAbout, AnotherProgrammeIsAskedAbout) {
  EXPECT_THAT(lines_asked(ask(award_text("2026年省级技术改造专项资金安排表", "电话", "1", "2"), kProgramme)),
              ElementsAre(ElementsAre(3, 4)));
  EXPECT_THAT(lines_asked(ask(award_text("2025年省级产业创新专项资金安排表", "电话", "1", "2"), kProgramme)),
              ElementsAre(ElementsAre(3, 4)));
  EXPECT_THAT(lines_asked(ask(award_text("省级产业创新专项资金安排表", "专项名称", "产业创新",
                                         "2026年省级产业创新专项资金"),
                              kProgramme)),
              IsEmpty());
  EXPECT_THAT(lines_asked(ask(award_text("安排表", "专项名称", "产业创新", "企业上云专项"), kProgramme)),
              ElementsAre(ElementsAre(4)))
      << "whether or not the ledger knows it";
  EXPECT_THAT(lines_asked(ask(award_text("安排表", "专项资金名称", "稳岗专项", "上云专项"), kProgramme)),
              ElementsAre(ElementsAre(3, 4)))
      << "one question";
  EXPECT_THAT(lines_asked(ask(award_text("安排表", "政策名称", "研发补助", "上云补助"), kProgramme)),
              IsEmpty());
  EXPECT_THAT(
      lines_asked(ask(award_text("安排表", "资金来源类别", "中央", "省级技术改造专项资金"), kProgramme)),
      IsEmpty());
  EXPECT_THAT(
      lines_asked(ask(award_text("安排表", "资金类别", "中央", "2026年省级技术改造专项资金"), kProgramme)),
      ElementsAre(ElementsAre(4)));
}

}  // namespace
}  // namespace credence::testing
