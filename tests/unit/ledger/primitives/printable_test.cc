// SPDX-License-Identifier: Apache-2.0
// What comes from outside is shown so that a terminal obeys nothing of it and no JSON parser fails on it.
#include "ledger/primitives/printable.h"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <random>

#include "ledger/primitives/error.h"

namespace credence {
namespace {

using std::string_literals::operator""s;

TEST(HolesPrintable, TextStaysAndWhatATerminalObeysBecomesVisible) {
  const std::pair<std::string, std::string> cases[] = {
      {"企业 Ünïcode — ok\\path 😀", "企业 Ünïcode — ok\\path 😀"},
      {"\x1b]0;owned\x07\x1b[2J\x1b[31m", "\\x1b]0;owned\\x07\\x1b[2J\\x1b[31m"},
      {"a\r\nverified\0\x7f"s, "a\\x0d\\x0averified\\x00\\x7f"},
      {"\xC2\x9B"s + "31m", "\\u009b31m"},  // CSI in one character
      {"\xE2\x80\xAE gpj", "\\u202e gpj"},  // turns around what follows
      {"\xE2\x80\x8B\xEF\xBB\xBF\xD8\x9C", "\\u200b\\ufeff\\u061c"},
      {"\xF3\xA0\x81\x81", "\\U000e0041"},   // a tag
      {"\xB4\xED.xlsx", "\\xb4\\xed.xlsx"},  // GBK
      {"\xC0\x9B \xED\xA0\x80 \xF4\x90\x80\x80 \xE4\xBC",
       "\\xc0\\x9b \\xed\\xa0\\x80 \\xf4\\x90\\x80\\x80 \\xe4\\xbc"},
  };
  for (const auto& [text, shown] : cases) {
    EXPECT_EQ(printable(text), shown);
    EXPECT_EQ(printable(shown), shown) << "shown twice is shown once";
  }
  EXPECT_EQ(printable_lines("a\tb\nc\x1b"), "a\tb\nc\\x1b");
}

TEST(HolesPrintable, AnErrorShowsItsDetailInOneLine) {
  const Error error{Code::not_found, "x\n\x1b[2Jcredence: verified"};
  for (const std::string& text : {error.text_en(), error.text_zh()}) {
    EXPECT_EQ(text.find('\n'), std::string::npos);
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
  }
}

TEST(HolesPrintable, JsonIsJsonOfTheSameMeaningWhateverItsTextsHold) {
  boost::json::object object{{"file", "\xB4\xED.xlsx"},
                             {"esc", "\x1b\xC2\x9B\xE2\x80\xAE\xF3\xA0\x81\x81 \" \\ \n"}};
  const auto read = boost::json::parse(printable_json(boost::json::serialize(object))).as_object();
  EXPECT_EQ(read.at("file").as_string(), "\\xb4\\xed.xlsx");
  EXPECT_EQ(read.at("esc").as_string(), object.at("esc").as_string());
}

TEST(HolesPrintable, RandomBytesAreNeverObeyed) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(random() % 24, '\0');
    for (char& c : text) c = static_cast<char>(random() % 3 == 0 ? random() % 0x20 : random());
    const std::string shown = printable(text);
    for (const char c : shown) EXPECT_FALSE(static_cast<unsigned char>(c) < 0x20 || c == 0x7F);
    EXPECT_EQ(printable(shown), shown);
    boost::json::value out =
        boost::json::parse(printable_json(boost::json::serialize(boost::json::string(text))));
    EXPECT_TRUE(out.is_string());
  }
}

}  // namespace
}  // namespace credence
