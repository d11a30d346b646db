// SPDX-License-Identifier: Apache-2.0
// Keys that look alike: reading a key of the state demands what writing it demands, so that nothing is proved
// about a key that nobody can write. What a bundle makes of such keys stands in tests/data/bundles
// (forged/lookalike-*).
#include <gtest/gtest.h>

#include <random>

#include "ledger/domain/state_values.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

using samples::code;

Uscc raw(std::string_view eighteen) { return Uscc::from(bytes_of(eighteen)).value(); }

Code read(const StateKey& key) {
  const auto read = decode<StateKey>(encode(key));
  const auto checked = check_key(key);
  EXPECT_EQ(read ? Code::ok : read.error().code, checked ? Code::ok : checked.error().code)
      << to_hex(encode(key));
  return read ? Code::ok : read.error().code;
}

/// Every key that names something by this id.
std::vector<StateKey> keys_of(const Id& id) {
  const Id good = "b1";
  return {DepartmentKey{id},
          ProgrammeKey{id},
          AwardBatchKey{id, good},
          AwardBatchKey{good, id},
          AwardKey{id, good, 1},
          AwardKey{good, id, 1},
          AwardedProjectKey{id, {}},
          PaymentListKey{id, good},
          PaymentListKey{good, id},
          PaymentKey{id, good, 1},
          PaymentKey{good, id, 1},
          QualificationTypeKey{id},
          QualificationKey{id, code(1)},
          HistoryKey{ProgrammeKey{id}},
          HistoryKey{DepartmentKey{id}},
          HistoryKey{QualificationTypeKey{id}},
          HistoryKey{TargetKey{id}},
          CreditKey{id, good, 1},
          CreditKey{good, id, 1},
          RatingScaleKey{id},
          RatingKey{id, code(1)},
          ProgrammeRulesKey{id},
          QuotaKey{id, good},
          QuotaKey{good, id},
          LibraryProjectKey{id, {}},
          ListingKey{id, {}},
          ObjectionKey{id, good, 1},
          ObjectionKey{good, id, 1},
          RecoveryKey{id, good},
          RecoveryKey{good, id},
          SocialCapitalKey{id, good},
          SocialCapitalKey{good, id},
          ChallengeKey{id, good},
          ChallengeKey{good, id},
          BidKey{id, good, 1},
          BidKey{good, id, 1},
          QualificationRulesKey{id},
          QualificationNoticeKey{id, code(1)},
          TargetKey{id},
          MeasureKey{id, {2026, 1, 1}}};
}
std::vector<StateKey> keys_of(const Uscc& code) {
  return {EnterpriseKey{code},
          QualificationKey{"t", code},
          HistoryKey{EnterpriseKey{code}},
          CreditStandingKey{code},
          RatingKey{"s", code},
          OpenProjectsKey{code},
          QualificationNoticeKey{"t", code},
          CodeExceptionKey{code}};
}

TEST(Lookalike, EveryKeyThatIsWrittenIsRead) {
  for (const char* id : {"gd-iit", "0", "a", "2026-1", "a--b-"})
    for (const StateKey& key : keys_of(Id(id))) EXPECT_EQ(read(key), Code::ok) << to_hex(encode(key));
  for (const StateKey& key : keys_of(Id(std::string(48, 'z')))) EXPECT_EQ(read(key), Code::ok);
  for (const char* text :
       {"91440300715267266G", "91350211M00013FA1N", "000000000000000000", "YYYYYYYYYYYYYYYYYY"})
    for (const StateKey& key : keys_of(raw(text))) EXPECT_EQ(read(key), Code::ok) << text;
  for (const StateKey& key :
       {StateKey(HistoryKey{ChainKey{}}), StateKey(ChainKey{}), StateKey(CreditRulesKey{}),
        StateKey(ValidatorsKey{}), StateKey(SignerKey{}), StateKey(ExecutedKey{1}), StateKey(DocumentKey{}),
        StateKey(CalendarKey{2026}), StateKey(PendingKey{}), StateKey(ChangeKey{})})
    EXPECT_EQ(read(key), Code::ok);
}

TEST(Lookalike, AnEmptyFieldHoldsNothing) {
  for (unsigned byte = 1; byte < 256; ++byte) {
    const auto other = static_cast<std::uint8_t>(byte);
    for (const StateKey& key : {StateKey(HistoryKey{ChainKey{other}}), StateKey(ChainKey{other}),
                                StateKey(CreditRulesKey{other}), StateKey(ValidatorsKey{other})})
      EXPECT_EQ(read(key), Code::malformed) << byte;
  }
}

TEST(Lookalike, IdsAreThoseThatCanBeGiven) {
  for (const char* id :
       {"", "-a", "A", "gd iit", "gd-iit ", " gd-iit", "gd_iit", "gd.iit", "gd\niit", "gd-iit\u00a0",
        "gd-iit\u200b", "gd\u2011iit", "gd-\u0456it", "\uff47\uff44", "专项", "gd-iit\u0301"})
    for (const StateKey& key : keys_of(Id(id)))
      EXPECT_EQ(read(key), Code::bad_id) << id << " in " << to_hex(encode(key));
  for (const StateKey& key : keys_of(Id(std::string("gd\0iit", 6)))) EXPECT_EQ(read(key), Code::bad_id);
}

TEST(Lookalike, CodesAreOfTheStandardsAlphabet) {
  const std::string good(text_of(code(1)));
  for (unsigned byte = 0; byte < 256; ++byte) {
    std::string text = good;
    text[17] = static_cast<char>(byte);
    const bool fits =
        byte != 0 && std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY").find(static_cast<char>(byte)) !=
                         std::string_view::npos;
    for (const StateKey& key : keys_of(raw(text)))
      EXPECT_EQ(read(key), fits ? Code::ok : Code::uscc_bad_character) << byte;
  }
}

TEST(Lookalike, LinesBeginWithOneAndDaysAreOfTheCalendar) {
  for (const StateKey& key :
       {StateKey(AwardKey{"p", "b", 0}), StateKey(PaymentKey{"p", "l", 0}), StateKey(CreditKey{"d", "b", 0}),
        StateKey(ObjectionKey{"p", "b", 0}), StateKey(BidKey{"p", "c", 0}), StateKey(ExecutedKey{0})})
    EXPECT_EQ(read(key), Code::malformed);
  for (const Date& day : {Date{}, Date{2026, 2, 29}, Date{2026, 13, 1}, Date{2026, 0, 1}, Date{2026, 4, 31},
                          Date{1899, 12, 31}, Date{65535, 1, 1}})
    EXPECT_EQ(read(MeasureKey{"t", day}), Code::bad_date) << day.iso();
  for (const int year : {0, 1989, 2101, 65535})
    EXPECT_EQ(read(CalendarKey{static_cast<std::uint16_t>(year)}), Code::bad_fiscal_year) << year;
  for (const int year : {1990, 2100})
    EXPECT_EQ(read(CalendarKey{static_cast<std::uint16_t>(year)}), Code::ok) << year;
}

/// Values hold no other codes and days than keys do.
TEST(Lookalike, WhatIsDecodedHoldsDaysAndCodesThatThereAre) {
  QualificationValue title;
  title.valid_from = {2026, 1, 1};
  EXPECT_TRUE(decode<QualificationValue>(encode(title)));
  title.valid_to = Date{2026, 2, 30};
  EXPECT_EQ(decode<QualificationValue>(encode(title)).error().code, Code::bad_date);
  title.valid_to.reset();
  title.carried_from = raw("91350211M00013FA\xc3\xa9");
  EXPECT_EQ(decode<QualificationValue>(encode(title)).error().code, Code::uscc_bad_character);
  EnterpriseValue enterprise;
  enterprise.successor = raw("91440300715267266g");
  EXPECT_EQ(decode<EnterpriseValue>(encode(enterprise)).error().code, Code::uscc_bad_character);
}

/// One byte changed at random: what is still a key is written back as the same bytes, and is one that can be
/// given.
TEST(Lookalike, AChangedByteIsRefusedOrAnotherKeyThatCanBeGiven) {
  std::mt19937 random(20'261'129);
  std::vector<StateKey> keys = keys_of(Id("gd-iit"));
  for (const StateKey& key : keys_of(code(1))) keys.push_back(key);
  std::size_t refused = 0, others = 0;
  for (int i = 0; i < 50'000; ++i) {
    Bytes bytes = encode(keys[random() % keys.size()]);
    bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    const auto key = decode<StateKey>(bytes);
    if (!key) {
      ++refused;
      continue;
    }
    ++others;
    EXPECT_TRUE(check_key(*key));
    EXPECT_EQ(encode(*key), bytes);
  }
  EXPECT_GT(refused, 20'000u);
  EXPECT_GT(others, 1'000u);
}

}  // namespace
}  // namespace credence
