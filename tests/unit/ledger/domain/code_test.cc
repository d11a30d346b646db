// SPDX-License-Identifier: Apache-2.0
// GB 32100-2015 codes: the standard's arithmetic, real codes, and real mistakes.
#include <gtest/gtest.h>

#include <map>

#include "ledger/domain/types.h"
#include "tests/support/domain_samples.h"
#include "tests/support/register_samples.h"

namespace credence {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::string_view kValid[] = {"914403001922038216", "9144030071526726XG", "91440101732977351X",
                                       "91310110666007217T"};

Code error_of(std::string_view text) {
  const auto code = parse_uscc(text);
  return code ? Code::ok : code.error().code;
}

TEST(UnifiedCode, RealCodesAreAcceptedAndComeBackAsTheirText) {
  for (const auto text : kValid) {
    const auto code = parse_uscc(text);
    ASSERT_TRUE(code.has_value()) << text;
    EXPECT_EQ(text_of(*code), text);
    EXPECT_EQ(uscc_check_digit(text.substr(0, 17)), text[17]);
    EXPECT_TRUE(organisation_code_matches(*code)) << text;
  }
}

TEST(UnifiedCode, AMisfitIsWrongByItsCheckDigitAlone) {
  EXPECT_EQ(misfit_uscc("91350211M00013FA1N"), Uscc::from(bytes_of("91350211M00013FA1N")).value());
  for (const char* text :
       {"914403001922038216", "91350100M000100Y4Z", "9135021AM00013FA1N", "91350211M00013FA1",
        "91350211m00013fa1n", "440301103456789", "11010519491231002X", "", "\xFF"})
    EXPECT_FALSE(misfit_uscc(text)) << text;
}

TEST(UnifiedCode, WrongCheckDigitsOfPublishedListsAreRefused) {
  for (const auto text : {"91350100M000100Y4Z", "91310115MA1H8R7C6D", "91350211M00013FA1N"}) {
    EXPECT_NE(error_of(text), Code::ok) << text;
  }
  EXPECT_EQ(error_of("91350211M00013FA1N"), Code::uscc_bad_check_digit);
  EXPECT_EQ(error_of("91350100M000100Y4Z"), Code::uscc_bad_character);  // Z is no character of the alphabet
}

TEST(UnifiedCode, EveryChangeOfOneCharacterIsRefused) {
  for (const auto valid : kValid) {
    for (std::size_t i = 0; i < valid.size(); ++i) {
      for (int byte = 0; byte < 256; ++byte) {
        std::string changed(valid);
        changed[i] = static_cast<char>(byte);
        if (changed == valid) continue;
        const auto code = parse_uscc(changed);
        ASSERT_FALSE(code.has_value()) << changed;
        const bool of_alphabet = kAlphabet.find(static_cast<char>(byte)) != std::string_view::npos;
        const bool digit = byte >= '0' && byte <= '9';
        if (i >= 2 && i < 8 && !digit && byte < 0x80 && (byte < 'a' || byte > 'z')) {
          EXPECT_EQ(code.error().code, Code::uscc_bad_region) << changed;
        } else if (of_alphabet) {
          EXPECT_EQ(code.error().code, Code::uscc_bad_check_digit) << changed;
        }
      }
    }
  }
}

TEST(UnifiedCode, EverySwapOfNeighboursIsRefused) {
  for (const auto valid : kValid) {
    for (std::size_t i = 0; i + 1 < valid.size(); ++i) {
      std::string swapped(valid);
      std::swap(swapped[i], swapped[i + 1]);
      if (swapped != valid) {
        EXPECT_NE(error_of(swapped), Code::ok) << swapped;
      }
    }
  }
}

TEST(UnifiedCode, EachMistakeHasItsOwnError) {
  EXPECT_EQ(error_of(""), Code::uscc_wrong_length);
  EXPECT_EQ(error_of("91440101732977351"), Code::uscc_wrong_length);
  EXPECT_EQ(error_of("91440101732977351X "), Code::uscc_wrong_length);
  EXPECT_EQ(error_of("440101000123456"), Code::uscc_old_number);
  EXPECT_EQ(error_of("44010100012345X"), Code::uscc_wrong_length);  // 15 characters, but no old number
  EXPECT_EQ(error_of("91440101732977351x"), Code::uscc_lower_case);
  EXPECT_EQ(error_of("91440101732977352x"), Code::uscc_bad_check_digit);  // capitals alone would not mend it
  EXPECT_EQ(error_of("9144O101732977351X"), Code::uscc_bad_region);
  EXPECT_EQ(error_of("91440101I32977351X"), Code::uscc_bad_character);
  EXPECT_EQ(error_of("91440101732977351Y"), Code::uscc_bad_check_digit);
  EXPECT_EQ(error_of("９1440101732977351X"),
            Code::uscc_bad_character);  // a full-width digit: 18 characters, 20 bytes
  EXPECT_EQ(error_of("\xff"
                     "1440101732977351X"),
            Code::bad_utf8);
  EXPECT_EQ(error_of(std::string(100'000, '9')), Code::uscc_wrong_length);
}

TEST(UnifiedCode, DetailsStayShortAndReadable) {
  const auto code = parse_uscc(std::string(100'000, '9'));
  ASSERT_FALSE(code.has_value());
  EXPECT_LT(code.error().detail.size(), 200U);
  std::string chinese;
  for (int i = 0; i < 1000; ++i) chinese += "样";
  const auto name = parse_uscc(chinese);
  ASSERT_FALSE(name.has_value());
  EXPECT_TRUE(valid_utf8(name.error().detail));
  EXPECT_LT(name.error().detail.size(), 200U);
}

TEST(OrganisationCode, CheckDigitOfGB11714) {
  // 7+ 3- and X-valued digits: read off real codes.
  EXPECT_EQ(organisation_check_digit("19220382"), '1');
  EXPECT_EQ(organisation_check_digit("71526726"), 'X');
  EXPECT_EQ(organisation_check_digit("73297735"), '1');
  EXPECT_EQ(organisation_check_digit("MA13XCRL"), '8');
  EXPECT_EQ(organisation_check_digit("00000000"), '0');
}

TEST(OrganisationCode, AWrongOneIsShownButNotRefused) {
  std::string text = "91440101732977352";
  text.push_back(uscc_check_digit(text));
  const auto code = parse_uscc(text);
  ASSERT_TRUE(code.has_value());
  EXPECT_FALSE(organisation_code_matches(*code));
}

TEST(UnifiedCode, EveryCodeOfARegisterIsAccepted) {
  for (std::size_t i = 0; i < 100'000; ++i)
    ASSERT_EQ(error_of(samples::register_code(i)), Code::ok) << samples::register_code(i);
}

TEST(UnifiedCode, EveryMistakeOfARegisterHasTheErrorOfItsReason) {
  std::map<Code, int> seen;
  for (const auto& [text, expected] : samples::bad_codes(20)) {
    EXPECT_EQ(error_of(text), expected) << text;
    ++seen[expected];
  }
  const std::map<Code, int> all = {{Code::uscc_bad_check_digit, 20}, {Code::uscc_lower_case, 20},
                                   {Code::uscc_bad_region, 60},      {Code::uscc_bad_character, 20},
                                   {Code::uscc_old_number, 20},      {Code::uscc_wrong_length, 120}};
  EXPECT_EQ(seen, all);
}

}  // namespace
}  // namespace credence
