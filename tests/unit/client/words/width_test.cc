// SPDX-License-Identifier: Apache-2.0
// Texts on a terminal: how wide they are, and where their lines break.
#include <gmock/gmock.h>

#include <sstream>

#include "client/words/table.h"

namespace credence {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Width, AWideCharacterTakesTwoColumns) {
  EXPECT_EQ(display_width("--key 密钥"), 10U);
  EXPECT_EQ(clipped("统一社会信用代码", 7), "统一社…");
}

TEST(Width, LinesBreakAtBlanks) {
  EXPECT_THAT(wrapped("one two three", 7), ElementsAre("one two", "three"));
  EXPECT_THAT(wrapped("one two three", 8), ElementsAre("one two", "three")) << "no blank is left at an end";
  EXPECT_THAT(wrapped("unbreakable word", 4), ElementsAre("unbreakable", "word"))
      << "a word that is too wide stands alone";
  EXPECT_THAT(wrapped("", 10), ElementsAre(""));
  EXPECT_THAT(wrapped("a\n  b\n", 10), ElementsAre("a", "  b", ""))
      << "the text's own lines and indents stay";
}

TEST(Width, ChineseBreaksBetweenCharactersAndNeverBeforePunctuation) {
  EXPECT_THAT(wrapped("统一社会信用代码", 8), ElementsAre("统一社会", "信用代码"));
  EXPECT_THAT(wrapped("统一社会，信用", 8), ElementsAre("统一社", "会，信用"));
  EXPECT_THAT(wrapped("名单（角色 award）", 10), ElementsAre("名单（角色", "award）"));
  EXPECT_THAT(wrapped("名单甲（角色）", 8), ElementsAre("名单甲", "（角色）"))
      << "an opening bracket goes with what it opens";
  EXPECT_THAT(wrapped("用 --key 签名", 6), ElementsAre("用", "--key", "签名"));
}

TEST(Width, LongLinesFoldUnderTheirWords) {
  EXPECT_EQ(laid_out_to("short\n\nlast\n", 40), "short\n\nlast\n");
  EXPECT_EQ(laid_out_to("proved under block 1, signed by one and by two", 24),
            "proved under block 1,\n  signed by one and by\n  two");
  EXPECT_EQ(laid_out_to("  proved under block 1, signed by", 24), "  proved under block\n    1, signed by");
  EXPECT_EQ(laid_out_to("  signed by   the first, the second, the third", 34),
            "  signed by   the first, the\n              second, the third");
  EXPECT_EQ(laid_out_to("2026-11-29  award  p1/b1  200.00  a detail that is long", 40),
            "2026-11-29  award  p1/b1  200.00  a\n  detail that is long");
  EXPECT_EQ(laid_out_to("  hash 0123456789abcdef0123456789abcdef", 24),
            "  hash\n    0123456789abcdef0123\n    456789abcdef");
  EXPECT_EQ(laid_out_to("  签名者      广东省财政厅、广东省审计厅、广东省科学技术厅", 42),
            "  签名者      广东省财政厅、广东省审计厅、\n              广东省科学技术厅");
  EXPECT_EQ(laid_out_to("  network   name, 01234567890123", 24),
            "  network   name,\n          01234567890123")
      << "what breaks nowhere is not broken where it fits further left";
}

TEST(Width, AWordThatIsTooWideBreaksInside) {
  EXPECT_THAT(folded("unbreakable word", 4), ElementsAre("unbr", "eaka", "ble", "word"));
  EXPECT_THAT(folded("统一社会", 3), ElementsAre("统", "一", "社", "会"));
  EXPECT_THAT(folded("", 4), ElementsAre(""));
}

Table sample() {
  Table out;
  out.column("名称");
  out.column("amount", Table::Align::right);
  out.column("detail");
  out.row({"广东省工业和信息化厅", "1,000,000.00", "the first tranche of three"});
  out.row({"样例软件有限公司", "5.00", "0123456789abcdef0123456789abcdef"});
  return out;
}
std::size_t widest_line(const std::string& text) {
  std::size_t out = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) out = std::max(out, display_width(line));
  return out;
}
/// All that is no blank and no rule.
std::string letters(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  for (std::size_t at = 0; (at = text.find("─")) != std::string::npos;) text.erase(at, 3);
  return text;
}

TEST(Width, ATableFitsItsRoomAndNothingOfItIsCut) {
  const Table table = sample();
  EXPECT_EQ(widest_line(table.text(std::nullopt)), 68U) << "elsewhere than on a terminal: one line a row";
  for (std::size_t room = 20; room < 80; ++room) {
    const std::string text = table.text(room);
    EXPECT_LE(widest_line(text), std::max<std::size_t>(room, 20)) << text;
    for (const char* part : {"1,000,000.00", "5.00", "广东"}) EXPECT_THAT(text, HasSubstr(part));
    EXPECT_THAT(letters(text), HasSubstr("abcdef")) << "a long word may break";
    EXPECT_GE(letters(text).size(), letters(table.text(std::nullopt)).size() - 20) << text;
  }
  EXPECT_EQ(table.text(68), table.text(std::nullopt));
  EXPECT_EQ(table.text(50),
            "名称    广东省工业和信息化厅\n"
            "amount  1,000,000.00\n"
            "detail  the first tranche of three\n"
            "\n"
            "名称    样例软件有限公司\n"
            "amount  5.00\n"
            "detail  0123456789abcdef0123456789abcdef\n")
      << "where a code or an id would fold, a row stands on lines of its own";
}

}  // namespace
}  // namespace credence
