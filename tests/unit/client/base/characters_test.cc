// SPDX-License-Identifier: Apache-2.0
// Folding: one form for characters in many dresses, the same whoever folds, once and for all.
#include "client/base/characters.h"

#include <gmock/gmock.h>

namespace credence::testing {
namespace {

TEST(ListFolding, TakesLookAlikesForWhatTheyMean) {
  const std::pair<const char*, const char*> kPairs[] = {{"⾼新⾦⼯", "高新金工"},
                                                        {"⻋⻓⻔⻢⻰", "车长门马龙"},
                                                        {"\ue863风", "䶮风"},
                                                        {"\ue815\ue864", "厂龻"},
                                                        {"\ufa12文", "晴文"},
                                                        {"Ａ１ｂ", "A1b"},
                                                        {"样例\u200b公\ufeff司", "样例公司"},
                                                        {"\u202a914\u202c", "914"},
                                                        {"样例　公司\u2003", "样例 公司"},
                                                        {"样例\n公司", "样例公司"},
                                                        {"first\nsecond", "first second"},
                                                        {"甲_x000D_乙", "甲乙"},
                                                        {"_x4E00_", "一"},
                                                        {"_x005F_x4E00_", "_x4E00_"},
                                                        {"_xD842__xDFB7_", "\U00020BB7"},
                                                        {"e\u0301", "é"},
                                                        {"（样例）", "（样例）"},
                                                        {"阿里甫·买提", "阿里甫·买提"}};
  for (const auto& [seen, meant] : kPairs) {
    EXPECT_EQ(folded_text(seen), meant) << seen;
    EXPECT_EQ(folded_text(meant), std::string_view(seen).starts_with("_x005F") ? "一" : meant)
        << "folding twice changes nothing";
  }
}

TEST(ListFolding, SaysWhatItReplaced) {
  std::vector<Lookalike> found;
  EXPECT_EQ(folded_text("⾼\u200b新", &found), "高新");
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(code_point_text(found[0].seen), "U+2FBC");
  EXPECT_EQ(found[0].meant, U'高');
  EXPECT_EQ(found[1].meant, 0U);
}

TEST(ListFolding, LeavesTheFoldedAloneAndIsCheapThere) {
  for (const char* text : {"样例公司", "91440101732977351X", "600.5", "", "a b", "项目A（一期）"})
    EXPECT_TRUE(is_folded(text) || folded_text(text) == text) << text;
  EXPECT_TRUE(is_folded("样例公司"));
  for (const char* text : {" a", "a ", "a  b", "⾼", "\ue863", "a\tb"}) EXPECT_FALSE(is_folded(text)) << text;
}

TEST(ListFolding, EveryRadicalHasItsIdeograph) {
  for (char32_t c = 0x2f00; c <= 0x2fd5; ++c) {
    std::string text, back;
    append_utf8(text, c);
    const std::u32string folded = utf32(folded_text(text));
    ASSERT_EQ(folded.size(), 1U);
    EXPECT_GE(folded[0], 0x3400U) << code_point_text(c);
    EXPECT_FALSE(folded[0] >= 0x2e80 && folded[0] <= 0x2fdf) << code_point_text(c);
  }
}

TEST(ListFolding, NamesTheCharacterThatNobodyReads) {
  EXPECT_EQ(unreadable_in("样例公司"), std::nullopt);
  EXPECT_EQ(unreadable_in("样例\ue123"), char32_t{0xe123});
  EXPECT_EQ(unreadable_in("\ufffd"), char32_t{0xfffd});
  EXPECT_EQ(unreadable_in("\U000E0FFF"), char32_t{0xe0fff});
}

TEST(ListFolding, LongTextsAreCutByCharacters) {
  EXPECT_EQ(characters_in("样例a"), 3U);
  EXPECT_EQ(shortened("样例公司名称", 3), "样例公…");
}

}  // namespace
}  // namespace credence::testing
