// SPDX-License-Identifier: Apache-2.0
// Texts of the chain: what nobody sees is in none of them, and what looks alike is one thing to the rules
// that compare.
#include <gtest/gtest.h>
#include <utf8proc.h>

#include <cstdlib>
#include <random>

#include "ledger/domain/check.h"
#include "ledger/domain/names.h"
#include "ledger/domain/text.h"
#include "ledger/domain/text_tables.h"
#include "tests/support/domain_samples.h"
#include "tests/support/fields.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

std::string utf8(std::uint32_t c) {
  utf8proc_uint8_t bytes[4];
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes))};
}

// ---- the tables -------------------------------------------------------------------------------------------

bool plain_by_the_library(utf8proc_int32_t c) {
  if (!utf8proc_codepoint_valid(c) || utf8proc_get_property(c)->ignorable) return false;
  if (c == 0x2800 || c == 0x16fe4 || c == 0x1d159 || c == 0xfffc || c == 0xfffd) return false;
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return false;
    case UTF8PROC_CATEGORY_ZS:
      return c == 0x20 || c == 0xa0 || c == 0x3000;
    default:
      return true;
  }
}

/// The library of this machine knows Unicode 15.0, or a later version: then it may know more, and of that the
/// tables know nothing.
TEST(TextTables, AreThoseOfUnicode15) {
  const bool same = std::string_view(utf8proc_unicode_version()) == "15.0.0";
  std::size_t plain = 0, marks = 0;
  for (utf8proc_int32_t c = 0; c < 0x110000; ++c) {
    const auto code = static_cast<std::uint32_t>(c);
    const auto category = utf8proc_category(c);
    const bool mark = category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_ME;
    plain += is_plain(code);
    marks += is_mark(code);
    if (!same && !is_plain(code)) continue;
    ASSERT_EQ(is_plain(code), plain_by_the_library(c)) << code_point_text(code);
    ASSERT_EQ(is_mark(code), is_plain(code) && mark) << code_point_text(code);
  }
  EXPECT_EQ(plain, 148'728U);
  EXPECT_EQ(marks, 1'734U);
  EXPECT_FALSE(is_plain(0x110000));
  EXPECT_FALSE(is_plain(UINT32_MAX));
}

/// What passes at sight is what the rules would take, whatever stands beside it.
TEST(TextTables, OrdinaryCharactersArePlainAndInNormalForm) {
  std::size_t ordinary = 0;
  for (std::uint32_t c = 0x20; c < 0x10000; ++c) {
    const std::string text = utf8(c);
    if (ordinary_at(text, 0) == 0) continue;
    ++ordinary;
    ASSERT_TRUE(ordinary_at(text, 0) == text.size() && is_plain(c) && !is_mark(c)) << code_point_text(c);
    for (const std::string& beside : {text + utf8(0x4e00), "a" + text, text + text}) {
      utf8proc_uint8_t* const normal =
          utf8proc_NFC(reinterpret_cast<const utf8proc_uint8_t*>(beside.c_str()));
      ASSERT_EQ(beside, reinterpret_cast<const char*>(normal)) << code_point_text(c);
      std::free(normal);
    }
  }
  EXPECT_EQ(ordinary, 0x5fU + 0x5200U + 0x15U + 0x5eU);
}

TEST(TextTables, RadicalsAndStrokesAreFoldedToPlainIdeographs) {
  std::uint32_t before = 0;
  for (const auto& [from, to] : tables::kIdeographs) {
    EXPECT_LT(before, from);
    before = from;
    EXPECT_TRUE(is_plain(to)) << code_point_text(to);
    EXPECT_EQ(folded_name(utf8(from)), utf8(to)) << code_point_text(from);
  }
  // Of the radicals only two were never unified, and one number is none.
  for (std::uint32_t c = 0x2e80; c <= 0x2fd5; ++c) {
    if (!is_plain(c) || c == 0x2e80 || c == 0x2e9a) continue;
    const auto points = code_points(folded_name(utf8(c)));
    ASSERT_EQ(points.size(), 1U);
    EXPECT_FALSE(points[0].value >= 0x2e80 && points[0].value <= 0x2fd5) << code_point_text(c);
  }
}

// ---- what a text may hold ---------------------------------------------------------------------------------

const std::uint32_t kHidden[] = {
    0x00,    0x09,    0x7f,    0x85,    0xad,    0x34f,   0x61c,    0x115f,   0x1160,  0x17b4,
    0x180b,  0x180e,  0x200b,  0x200d,  0x200e,  0x202e,  0x2028,   0x2060,   0x2064,  0x2066,
    0x206a,  0x2800,  0x3164,  0xfe0f,  0xfeff,  0xffa0,  0xfff9,   0xfffc,   0xfffd,  0xfffe,
    0xffff,  0xe000,  0xe5e5,  0xf8ff,  0x378,   0x2fe0,  0x1bca0,  0x1d159,  0x1d173, 0x1fffe,
    0xe0001, 0xe0041, 0xe007f, 0xe0100, 0xe01ef, 0xf0000, 0x10fffd, 0x10ffff, 0x2009,  0x202f};

TEST(TextRules, NothingThatNobodySees) {
  for (const std::uint32_t c : kHidden) {
    const auto outcome = check_name("产线" + utf8(c) + "改造");
    ASSERT_FALSE(outcome.has_value()) << code_point_text(c);
    EXPECT_EQ(outcome.error().code, Code::bad_character);
    EXPECT_TRUE(outcome.error().detail.starts_with(code_point_text(c) + ", at character 3, \"产线<"))
        << outcome.error().detail;
  }
}

/// Drawn from all code points: whatever is not in the table is refused at every place of a text.
TEST(TextRules, NoCharacterOutsideTheTable) {
  std::mt19937_64 random(20261129);
  std::size_t refused = 0;
  for (int i = 0; i < 200'000; ++i) {
    const auto c = static_cast<std::uint32_t>(random() % 0x110000);
    if (c >= 0xd800 && c <= 0xdfff) continue;
    std::string text = "名称";
    text.insert(3 * (random() % 3), utf8(c));
    const bool good = check_name(text).has_value();
    if (!is_plain(c)) {
      EXPECT_FALSE(good) << code_point_text(c);
    }
    refused += good ? 0 : 1;
  }
  EXPECT_GT(refused, 160'000U);
}

TEST(TextRules, NormalFormCOnly) {
  EXPECT_TRUE(check_name("Café 项目"));
  const auto apart = check_name("Cafe\u0301 项目");
  ASSERT_FALSE(apart.has_value());
  EXPECT_EQ(apart.error().code, Code::bad_character);
  EXPECT_NE(apart.error().detail.find("character"), std::string::npos);
  for (const char* bad : {"\u212b级", "\uf900", "\u2126", "\u1100\u1161", "か\u3099"})
    EXPECT_FALSE(check_name(bad)) << bad;
  EXPECT_TRUE(check_name("각"));
  EXPECT_TRUE(check_name("が"));
}

TEST(TextRules, AMarkStandsOnACharacterOfItsScript) {
  for (const char* bad :
       {"项目\u0301", "项目\u064b", "1\u20dd项目", "项\u0338目", "\u0301项目", "项目\u302a", "a\u0301\u0316"})
    EXPECT_EQ(check_name(bad).error().code, Code::bad_character) << bad;
  for (const char* good : {"བོད་ལྗོངས", "ประเทศไทย", "قرآنُ", "हिन्दी"}) EXPECT_TRUE(check_name(good)) << good;
}

TEST(TextRules, WhatClerksWriteIsTaken) {
  for (const char* good : {"广东省“专精特新”中小企业（第一批）", "粤工信〔2022〕55号", "A & B (集团) \"x\"",
                           "５Ｇ＋工业互联网", "Ⅱ期", "①", "㎡", "γ-氨基丁酸", "—", "·", "￥5",
                           "深圳　分公司", "a\u00a0b", "𠮷", "㐂", "⼀⼁", "😀"})
    EXPECT_TRUE(check_name(good)) << good;
}

/// Each text of each action: what is recorded nowhere else than through check_action.
TEST(TextRules, HoldInEveryTextOfEveryAction) {
  std::size_t texts = 0;
  for (const Action& sample : samples::every_action()) {
    std::size_t count = 0;
    Action counted = sample;
    fields::each_field<fields::AnyText>(counted, [&](auto&) { ++count; });
    for (std::size_t wanted = 0; wanted < count; ++wanted) {
      for (const std::uint32_t c : {0x2060U, 0x61cU, 0x3164U, 0xe0041U, 0xe000U, 0x378U, 0x430U}) {
        Action spoilt = sample;
        std::size_t at = 0;
        std::string where;
        bool is_id = false;
        fields::each_field<fields::AnyText>(spoilt, [&](auto& text) {
          if (at++ != wanted) return;
          where = std::string(name_of(sample)) + " \"" + text + "\"";
          is_id = std::is_same_v<std::decay_t<decltype(text)>, Id>;
          text.insert(text.empty() ? 0 : code_points(text).back().offset, utf8(c));
        });
        if (c == 0x430 && !is_id) continue;  // a letter like others, but not in an id
        const auto outcome = check_action(spoilt);
        ASSERT_FALSE(outcome.has_value()) << where << " takes " << code_point_text(c);
        const Code code = outcome.error().code;
        EXPECT_EQ(code, is_id ? Code::bad_id : Code::bad_character)
            << where << ": " << outcome.error().text_en();
        ++texts;
      }
    }
  }
  EXPECT_GT(texts, 1'000U);
}

// ---- what looks alike -------------------------------------------------------------------------------------

TEST(TextFold, LookAlikesAreOne) {
  const std::vector<std::vector<std::string>> alike = {
      {"公司（深圳）", "公司(深圳)", "公司﹙深圳﹚", "公司【深圳】", "公司〔深圳〕", "公司［深圳］",
       "公司 (深圳)", "公司　（深圳）"},
      {"高新技术产业", "⾼新技术产业", "高新技术产业"},
      {"小米", "⼩米", "小⽶"},
      {"母婴", "⺟婴"},
      {"西部", "⻄部"},
      {"5G工业互联网", "５Ｇ工业互联网", "5g工业互联网", "５ｇ工业互联网", "5G 工业互联网"},
      {"project a", "Project A", "PROJECT　A", "Project\u00a0A", "project  a", "Ｐｒｏｊｅｃｔ　Ａ",
       "рrоjесt а", "PROJECT Α"},
      {"专精特新“小巨人”", "专精特新\"小巨人\"", "专精特新＂小巨人＂", "专精特新「小巨人」" /* a bracket */},
      {"一期—二期", "一期-二期", "一期－二期", "一期–二期"},
      {"甲、乙", "甲，乙", "甲,乙"},
      {"ⅱ期", "Ⅱ期", "II期", "ii期"},
      {"㈱样例", "(株)样例"},
      {"ﾌﾟﾛｼﾞｪｸﾄ", "プロジェクト"},
      {"㎏", "kg", "KG"},
  };
  for (const auto& forms : alike)
    for (const std::string& form : forms) {
      if (form.contains("「")) continue;  // brackets and quotation marks stay two things
      EXPECT_EQ(folded_name(form), folded_name(forms.front())) << form;
    }
}

TEST(TextFold, WhatDiffersStaysApart) {
  const std::vector<std::pair<std::string, std::string>> apart = {
      {"一期", "二期"},         {"项目1 2", "项目12"}, {"Project AB", "Project A B"},
      {"α产线", "a产线"},       {"口服", "囗服"},      {"1号", "l号"},
      {"产线(一)", "产线(二)"}, {"未", "末"},          {"2.5", "25"}};
  for (const auto& [one, other] : apart)
    EXPECT_NE(folded_name(one), folded_name(other)) << one << " " << other;
}

TEST(TextFold, FoldingAgainChangesNothing) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 100'000; ++i) {
    std::string text;
    for (auto length = 1 + random() % 6; length > 0; --length) {
      const auto c =
          static_cast<std::uint32_t>(random() % 4 == 0 ? 0x20 + random() % 0x700 : random() % 0x30000);
      if (is_plain(c)) text += utf8(c);
    }
    const std::string once = folded_name(text);
    ASSERT_EQ(folded_name(once), once) << text;
    ASSERT_TRUE(valid_utf8(once));
    ASSERT_EQ(folded_name(normal_form(text)), once) << text;
  }
  EXPECT_EQ(folded_name("a\xff"), "a\xff");
  EXPECT_EQ(folded_name(""), "");
}

// ---- the ledger -------------------------------------------------------------------------------------------

/// One project, awarded again in every form that looks like it.
TEST(TextGuards, NoProjectTwiceHoweverItIsWritten) {
  using namespace world;  // NOLINT(google-build-using-namespace)
  World w;
  w.register_enterprises(1);
  w.create_programme();
  std::uint32_t line = 0;
  const auto again = [&](const Name& project, const Name& beneficiary, bool coded) {
    RecordAwards list = World::awards(
        {{++line, beneficiary, coded ? std::optional(code(1)) : std::nullopt, project, 1}}, 100);
    return w.run(kAward, list);
  };
  ASSERT_EQ(again("5G高端产线 (一)", enterprise_name(1), true), Code::ok) << w.detail;
  for (const char* same : {"５Ｇ高端产线（一）", "5g⾼端产线【一】", "5G高端产线(⼀)", "5G 高端　产线　(一)",
                           "5G高端产线〔㇐〕"})
    EXPECT_EQ(again(same, enterprise_name(1), true), Code::duplicate_award) << same;
  EXPECT_EQ(again("5G高端产线 (二)", enterprise_name(1), true), Code::ok) << w.detail;
  for (const std::uint32_t c : kHidden)
    EXPECT_EQ(again(Name("5G高端产线 (一)" + utf8(c)), enterprise_name(1), true), Code::bad_character)
        << code_point_text(c);
  ASSERT_EQ(again("产线", "未认定企业（深圳）", false), Code::ok) << w.detail;
  EXPECT_EQ(again("产⼀线", "未认定企业（深圳）", false), Code::ok) << "another project";
  EXPECT_EQ(again("产线", "未认定企业(深⼟圳)", false), Code::ok) << "another name";
  EXPECT_EQ(again("产线", "未认定企业〔深圳〕", false), Code::duplicate_award);
  EXPECT_EQ(again("产线", "未认定　企业（深圳）", false), Code::duplicate_award);
  // Under its code the registered name may be written as lists write it.
  EXPECT_EQ(again("另一产线", "样例企业１", true), Code::ok) << w.detail;
  // And within one list.
  RecordAwards both =
      World::awards({World::award(90, 1, 1, "新产线（一）"), World::award(91, 1, 1, "新产线(⼀)")}, 100);
  EXPECT_EQ(w.run(kAward, both), Code::repeated_line);
}

}  // namespace
}  // namespace credence
