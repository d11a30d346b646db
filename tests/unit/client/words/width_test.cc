// SPDX-License-Identifier: Apache-2.0
// Texts on a terminal: how wide they are, and where their lines break.
#include <gmock/gmock.h>

#include "client/words/width.h"

namespace credence {
namespace {

using ::testing::ElementsAre;

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

TEST(Width, LongLinesFoldUnderTheirWordsAndRowsOfTablesStay) {
  EXPECT_EQ(laid_out_to("short\n\nlast\n", 40), "short\n\nlast\n");
  EXPECT_EQ(laid_out_to("proved under block 1, signed by one and by two", 24),
            "proved under block 1,\n  signed by one and by\n  two");
  EXPECT_EQ(laid_out_to("  proved under block 1, signed by", 24), "  proved under block\n    1, signed by");
  EXPECT_EQ(laid_out_to("  signed by   the first, the second, the third", 34),
            "  signed by   the first, the\n              second, the third");
  const std::string row = "2026-11-29  award  p1/b1  200.00  a detail that is long";
  EXPECT_EQ(laid_out_to(row, 40), row);
  EXPECT_EQ(laid_out_to("  签名者      广东省财政厅、广东省审计厅、广东省科学技术厅", 42),
            "  签名者      广东省财政厅、广东省审计厅、\n              广东省科学技术厅");
}

}  // namespace
}  // namespace credence
