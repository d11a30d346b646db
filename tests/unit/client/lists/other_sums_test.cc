// SPDX-License-Identifier: Apache-2.0
// Sums that are no awards: limits, standards, rests, what is not paid, the sum of a whole project, what was paid. They
// are read where somebody says so, and never by themselves.
#include <gmock/gmock.h>

#include "client/base/list_errors.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

std::string list_with(const std::string& heads, const std::string& cells, const std::string& more = "") {
  return "序号,企业名称,统一社会信用代码,项目名称," + heads + "\n1,样例甲公司," + kCode1 + ",一," + cells +
         "\n" + more;
}

constexpr const char* kOtherSums[] = {
    "最高支持金额（万元）",    "补贴上限（万元）",          "奖励标准（万元）",
    "未拨付金额（万元）",      "剩余奖补金额（万元）",      "项目金额（万元）",
    "最高补助额（万元）",      "资助限额（万元）",          "奖补封顶金额（万元）",
    "每户补贴标准（万元）",    "人均补助（万元）",          "尚未拨付奖补资金（万元）",
    "待拨付补助金额（万元）",  "结余资金（万元）",          "结转奖励资金（万元）",
    "补助资金余额（万元）",    "项目总金额（万元）",        "项目总额（万元）",
    "项目资金（万元）",        "项目总投资（万元）",        "课题经费（万元）",
    "核减奖补金额（万元）",    "扣减补助金额（万元）",      "追回奖补资金（万元）",
    "应退补助金额（万元）",    "申报金额（万元）",          "申请补助资金（万元）",
    "拟申请资助额（万元）",    "Maximum grant (wan)",       "Grant cap (wan)",
    "Remaining award (wan)",   "Unpaid grant amount (wan)", "Project amount (wan)",
    "Outstanding award (wan)", "Subsidy standard (wan)",    "Requested grant (wan)",
    "未支付补贴（万元）",      "补贴差额（万元）",          "定额补助标准（万元）",
    "预留奖励资金（万元）"};

TEST(ListOtherSums, AloneAreAskedAboutAndReadAsAnswered) {
  for (const std::string head : kOtherSums) {
    const std::string text = list_with(head, "60");
    const auto open = read_awards(text);
    ASSERT_TRUE(open) << head;
    EXPECT_TRUE(open->asks(Question::Kind::column)) << head;
    ASSERT_FALSE(open->question().candidates.empty()) << head;
    EXPECT_EQ(open->question().candidates[0].answer, head);
    const auto told = read_awards(text, answered(open->question(), head));
    ASSERT_TRUE(told && told->questions().empty()) << head;
    EXPECT_EQ(told->lines.at(0).amount, 60'000'000) << head;
  }
}

TEST(ListOtherSums, BesideTheAwardStandAside) {
  for (const std::string head : kOtherSums) {
    if (head.contains("申") || head.contains("Requested")) continue;  // asked about beside it as well
    const auto read = read_awards(list_with(head + ",本次安排金额（万元）", "60,40"));
    ASSERT_TRUE(read && read->questions().empty()) << head;
    EXPECT_EQ(read->lines.at(0).amount, 40'000'000) << head;
  }
}

TEST(ListOtherSums, AreNotTakenFromAwardsForWhatTheyAreAbout) {
  for (const std::string head :
       {"标准化奖励金额（万元）", "标准制定资助（万元）", "研发补助（万元）", "贷款贴息金额（万元）",
        "项目补助金额（万元）", "项目核定资助额（万元）", "扣减后补助金额（万元）", "设备购置补贴（万元）",
        "2026年奖补金额（万元）", "本次补助金额（万元）", "拨付金额（万元）", "资金总额（万元）"}) {
    const auto read = read_awards(list_with(head, "60"));
    ASSERT_TRUE(read && read->questions().empty()) << head;
    EXPECT_EQ(read->lines.at(0).amount, 60'000'000) << head;
  }
}

TEST(ListOtherSums, OfAListOfPaymentsAreNoAwards) {
  const std::string heads[] = {
      "序号,批次,批次序号,企业名称,统一社会信用代码,拨付金额（万元）,支付日期\n1,b1,1,",
      "序号,批次,批次序号,企业名称,统一社会信用代码,实付金额（万元）,到账日期\n1,b1,1,"};
  for (const std::string& head : heads) {
    const std::string text = head + "样例甲公司," + kCode1 + ",3,2026-03-01\n";
    const auto open = read_awards(text);
    ASSERT_TRUE(open && open->asks(Question::Kind::column)) << head;
    EXPECT_THAT(open->question().text.zh, HasSubstr("拨付数"));
    EXPECT_EQ(read_lines(text, payment_list())->lines.size(), 1U) << "as payments they are read";
  }
  EXPECT_TRUE(read_awards(list_with("拟拨付金额（万元）", "60"))->questions().empty());
}

// ---- the amount in words beside it

TEST(ListCapitals, BesideAnAmountHaveToBeTheSame) {
  for (const std::string head : {"大写金额", "金额（大写）", "人民币大写", "F1"}) {
    for (const std::string same : {"陆拾万元整", "人民币陆拾万圆整", "", "-", "六十万元"}) {
      const auto read = read_awards(list_with("金额（万元）," + head, "60," + same));
      ASSERT_TRUE(read && read->questions().empty()) << head << same;
      EXPECT_EQ(read->problem(), Code::ok) << head << same;
    }
    for (const std::string other : {"叁拾伍万元整", "陆拾元整", "陆拾万元伍角"}) {
      const auto read = read_awards(list_with("金额（万元）," + head, "60," + other));
      ASSERT_TRUE(read) << head << other;
      EXPECT_EQ(read->problem(), list_code::amount_in_words) << head << other;
      EXPECT_THAT(read->problems()[0].what.detail.zh, HasSubstr(other));
    }
  }
  EXPECT_EQ(read_awards(list_with("金额（万元）,大写（万元）", "60,陆拾"))->problem(), Code::ok);
  EXPECT_EQ(read_awards(list_with("金额（万元）,大写金额", "60,看不清"))->problem(),
            list_code::amount_in_words);
  EXPECT_TRUE(read_awards(list_with("金额（万元）,大写金额", "60,陆拾万元整", "合计,,,,60,陆拾壹万元整\n"))
                  ->asks(Question::Kind::total));
  EXPECT_TRUE(read_awards(list_with("金额（万元）,大写金额", "60,陆拾万元整", "合计,,,,60,陆拾万元整\n"))
                  ->questions()
                  .empty());
}

// ---- very large amounts

TEST(ListLarge, AreAskedAboutOnceUnlessTheCellSaysItsUnit) {
  const std::string second = "2,样例乙公司," + kCode2 + ",二,15000\n";
  const auto open = read_awards(list_with("金额（万元）", "12000", second));
  ASSERT_TRUE(open);
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().kind, Question::Kind::large);
  EXPECT_EQ(open->question().lines, (std::vector<std::size_t>{2, 3}));
  EXPECT_THAT(open->question().text.zh, HasSubstr("12000 = 120,000,000.00 元"));
  const auto accepted =
      read_awards(list_with("金额（万元）", "12000", second), answered(open->question(), "accept"));
  EXPECT_TRUE(accepted->questions().empty());
  EXPECT_EQ(accepted->lines.size(), 2U);
  EXPECT_FALSE(accepted->reading->remarks.empty());
  for (const auto& [head, amount, asks] :
       std::vector<std::tuple<std::string, std::string, bool>>{{"金额（万元）", "10000", true},
                                                               {"金额（万元）", "9999.99", false},
                                                               {"金额（万元）", "12000万元", false},
                                                               {"金额（元）", "100000000", true},
                                                               {"金额（亿元）", "1.2", true},
                                                               {"金额", "1.2亿元", false},
                                                               {"金额（元）", "600000", false},
                                                               {"金额（百万元）", "100", true}})
    EXPECT_EQ(read_awards(list_with(head, amount))->asks(Question::Kind::large), asks) << head << amount;
  EXPECT_TRUE(
      read_awards(list_with("金额（万元）", "6000", "2,样例乙公司," + kCode2 + ",二,6000\n合计,,,,12000\n"))
          ->questions()
          .empty())
      << "a total may be so large";
}

// ---- comments

TEST(ListComments, BesideCellsThatAreReadAreAskedAbout) {
  const auto with_comment = [](const std::string& place) {
    std::map<std::string, std::string> parts = book_parts(
        xml_sheet(plain_row(1, kUsualHeads) + plain_row(2, {"1", "样例甲公司", kCode1, "一", "6"}) +
                  plain_row(3, {"2", "样例乙公司", kCode2, "二", "7"})));
    parts["xl/comments1.xml"] =
        "<comments><commentList><comment ref=\"" + place +
        "\"><text><r><t>金额有误，</t></r><r><t>应为5万元</t></r></text></comment></commentList></comments>";
    parts["xl/worksheets/_rels/sheet1.xml.rels"] =
        "<Relationships><Relationship Id=\"r1\" Type=\"http://x/comments\" "
        "Target=\"../comments1.xml\"/></Relationships>";
    return first_sheet(zip_bytes(parts));
  };
  const auto open = read_lines(with_comment("E2"), award_list());
  ASSERT_TRUE(open);
  ASSERT_EQ(open->questions().size(), 1U);
  EXPECT_EQ(open->question().kind, Question::Kind::comment);
  EXPECT_EQ(open->question().lines, (std::vector<std::size_t>{2}));
  EXPECT_THAT(open->question().text.zh, HasSubstr("E2 金额有误，应为5万元"));
  EXPECT_EQ(read_lines(with_comment("E2"), award_list(), answered(open->question(), "take"))->lines.size(),
            2U);
  EXPECT_EQ(read_lines(with_comment("E2"), award_list(), answered(open->question(), "leave"))->lines.size(),
            1U);
  EXPECT_TRUE(read_lines(with_comment("G2"), award_list())->questions().empty())
      << "beside nothing that is read";
}

// ---- what is struck through in a part of a cell

std::string runs(const std::string& place, const std::vector<std::pair<std::string, bool>>& parts) {
  std::string out = "<c r=\"" + place + "\" t=\"inlineStr\"><is>";
  for (const auto& [text, struck] : parts)
    out += std::string("<r>") + (struck ? "<rPr><strike/></rPr>" : "<rPr><b/></rPr>") + "<t>" + text +
           "</t></r>";
  return out + "</is></c>";
}
std::expected<ReadLines<AwardLine>, Complaint> with_runs(
    const std::vector<std::pair<std::string, bool>>& parts, const std::string& place = "C2") {
  std::string cells = text_cell("A2", "样例甲公司") + text_cell("B2", "一") + number_cell("C2", "5");
  const std::string old = place == "C2" ? number_cell("C2", "5") : text_cell("A2", "样例甲公司");
  cells.replace(cells.find(old), old.size(), runs(place, parts));
  return read_lines(
      first_sheet(xml_book(plain_row(1, {"企业名称", "项目名称", "金额（万元）"}) + xml_row(2, cells))),
      award_list());
}

TEST(ListStruckRuns, AreLeftOutOfAnAmountAndSaid) {
  const auto read = with_runs({{"15", true}, {"20", false}});
  ASSERT_TRUE(read && read->questions().empty());
  EXPECT_EQ(read->lines.at(0).amount, 20'000'000);
  EXPECT_THAT(read->reading->remarks.at(0).en,
              HasSubstr("line 2: what is struck through in the cell of amount"));
  EXPECT_EQ(with_runs({{"20", false}, {"万元", false}, {"15万元", true}})->lines.at(0).amount, 20'000'000);
  EXPECT_EQ(with_runs({{"1", false}, {"5", true}, {"0", false}})->problem(), Code::bad_amount)
      << "figures on both sides are not joined";
  EXPECT_TRUE(with_runs({{"15", true}})->asks(Question::Kind::struck)) << "all of it";
}

TEST(ListStruckRuns, InANameAreAskedAbout) {
  const auto read = with_runs({{"样例乙", true}, {"样例甲公司", false}}, "A2");
  ASSERT_TRUE(read);
  EXPECT_TRUE(read->asks(Question::Kind::struck));
  const auto taken = read_lines(*read->sheet, award_list(), answered(read->question(), "take"));
  ASSERT_TRUE(taken);
  EXPECT_EQ(taken->lines.at(0).beneficiary, "样例甲公司");
}

TEST(ListStruckRuns, OfSharedTextsAreLeftOutTheSameWay) {
  std::map<std::string, std::string> parts =
      book_parts(xml_sheet(plain_row(1, {"企业名称", "项目名称", "金额（万元）"}) +
                           xml_row(2, text_cell("A2", "样例甲公司") + text_cell("B2", "一") +
                                          "<c r=\"C2\" t=\"s\"><v>0</v></c>")));
  parts["xl/sharedStrings.xml"] =
      "<sst><si><r><rPr><strike val=\"1\"/></rPr><t>15</t></r><r><t>20</t></r></si></sst>";
  std::string& relations = parts["xl/_rels/workbook.xml.rels"];
  relations.insert(relations.find("</Relationships>"),
                   "<Relationship Id=\"r9\" Type=\"http://x/sharedStrings\" Target=\"sharedStrings.xml\"/>");
  const std::string bytes = zip_bytes(parts);
  const auto read = read_lines(first_sheet(bytes), award_list());
  ASSERT_TRUE(read && read->questions().empty());
  EXPECT_EQ(read->lines.at(0).amount, 20'000'000);
  const auto whole = Workbook::read(bytes)->sheet(bytes, 0, Sheet::Texts::as_written);
  EXPECT_EQ(whole->text(1, 2), "1520") << "to be compared it is what the file holds";
}

}  // namespace
}  // namespace credence::testing
