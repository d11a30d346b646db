// SPDX-License-Identifier: Apache-2.0
// Ids, names, dates, money and personal data: the words that every family of the domain uses.
#include <gtest/gtest.h>

#include <chrono>

#include "ledger/domain/state_values.h"
#include "ledger/domain/text.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

template <class T>
Code code_of(const Result<T>& outcome) {
  return outcome ? Code::ok : outcome.error().code;
}

TEST(Ids, OneToFortyEightLettersDigitsAndHyphens) {
  for (const auto* good : {"a", "0", "gd-iit", "a--b-", "2022-1"})
    EXPECT_EQ(code_of(check_id(good)), Code::ok) << good;
  EXPECT_EQ(code_of(check_id(std::string(48, 'a'))), Code::ok);
  for (const auto* bad : {"", "-a", "A", "a b", "a_b", "a.b", "财政", "a\n"})
    EXPECT_EQ(code_of(check_id(bad)), Code::bad_id) << bad;
  EXPECT_EQ(code_of(check_id(std::string(49, 'a'))), Code::bad_id);
}

TEST(Names, NotEmptyNoControlsNoBlanksAtTheEnds) {
  for (const auto* good :
       {"中山火炬工业集团有限公司", "a", "厦门航天思尔特机器人系统股份公司", "A & B (集团) \"x\"", "a b"})
    EXPECT_EQ(code_of(check_name(good)), Code::ok) << good;
  for (const auto* bad : {"", " a", "a ", "　a", "a　", "a\u00a0"})
    EXPECT_EQ(code_of(check_name(bad)), Code::bad_name) << bad;
  for (const auto* bad : {"a\tb", "a\nb",
                          "a\x7f"
                          "b",
                          "a\u200b"
                          "b",
                          "\ufeff"
                          "a",
                          "a\u202e"
                          "b"})
    EXPECT_EQ(code_of(check_name(bad)), Code::bad_character) << bad;
  EXPECT_EQ(code_of(check_name("a\xc3")), Code::bad_utf8);
  EXPECT_EQ(code_of(check_name(std::string(300, 'a'))), Code::ok);
  EXPECT_EQ(code_of(check_name(std::string(301, 'a'))), Code::limit_exceeded);
}

TEST(PersonalData, IdentityNumbersAreFoundByTheirForm) {
  // GB 11643-1999's own example, and it with a wrong check digit.
  EXPECT_TRUE(is_resident_id("11010519491231002X"));
  EXPECT_FALSE(is_resident_id("110105194912310021"));
  EXPECT_FALSE(is_resident_id("11010519491331002X"));
  EXPECT_FALSE(is_resident_id("1101051949123100"));
  for (const auto* bad : {"11010519491231002X", "张三 11010519491231002x 经办", "身份证11010519491231002X。",
                          "１１０１０５１９４９１２３１００２Ｘ"})
    EXPECT_EQ(code_of(check_no_resident_id(bad)), Code::personal_data) << bad;
}

TEST(PersonalData, AccountsAreRunsOfSixteenToNineteenDigits) {
  for (const auto* bad : {"6222021234567890", "账号 6222021234567890123", "1234567890123456789",
                          "６２２２０２１２３４５６７８９０"})
    EXPECT_EQ(code_of(check_no_personal_data(bad)), Code::personal_data) << bad;
  for (const auto* good :
       {"", "123456789012345", "12345678901234567890", "粤工信〔2022〕55号", "914403001922038216",
        "代码9144030071526726XG。", "N2440301992203821Y",
        "https://www.miit.gov.cn/attach/20243/e06b50962e81471cb6163f72d4694295.pdf", "2024-11-25 2024-12-03"})
    EXPECT_EQ(code_of(check_no_personal_data(good)), Code::ok) << good;
  EXPECT_EQ(code_of(check_no_resident_id("6222021234567890")), Code::ok);
}

TEST(PersonalData, NumbersInGroupsAreFoundAsWell) {
  for (const auto* bad : {"6222 0212 3456 7890", "账号 6222 0212 3456 7890 123", "6222-0212-3456-7890-12",
                          "6222　0212　3456　7890"})
    EXPECT_EQ(code_of(check_no_personal_data(bad)), Code::personal_data) << bad;
  for (const auto* bad : {"110105 19491231 002X", "110105-19491231-002X", "身份证 110105 1949 1231 002X"})
    EXPECT_EQ(code_of(check_no_resident_id(bad)), Code::personal_data) << bad;
}

TEST(PersonalData, CodesDocumentNumbersDatesAndYearsAreNone) {
  for (const auto* good :
       {"粤市监罚〔2026〕12号", "粤工信融资函〔2024〕13号 2024-11-25", "GR202244001234", "440301102901580",
        "2021 2022 2023 2024", "2021-2022-2023-2024-2025", "2024-11-25 2024-12-03", "0755-8388 1234",
        "914403001922038216 9144030071526726XG", "ISBN 978-7-111-12345", "第 1234 5678 号",
        "12345678901234567890 4321", "6,005,000.00"})
    EXPECT_EQ(code_of(check_no_personal_data(good)), Code::ok) << good;
  EXPECT_EQ(code_of(check_no_resident_id("00000000000000000X")), Code::ok) << "no date";
}

TEST(PersonalData, TheErrorDoesNotRepeatIt) {
  const auto outcome = check_no_personal_data("x 11010519491231002X");
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().detail.find("110105"), std::string::npos);
}

TEST(Dates, OnlyDaysOfTheCalendar) {
  for (const auto* good : {"2024-02-29", "2000-02-29", "1900-01-01", "9999-12-31", "2023-04-30"}) {
    const auto day = parse_date(good);
    ASSERT_TRUE(day.has_value()) << good;
    EXPECT_EQ(day->iso(), good);
    EXPECT_TRUE(day->valid());
  }
  for (const auto* bad : {"2023-02-29", "1900-02-29", "2100-02-29", "2024-04-31", "2024-13-01", "2024-00-01",
                          "2024-01-00", "1899-12-31", "2024-1-1", "2024/01/01", "20240101", " 2024-01-01",
                          "2024-01-01 ", "２０２４-01-01", "-024-01-01", ""})
    EXPECT_EQ(code_of(parse_date(bad)), Code::bad_date) << bad;
}

TEST(Dates, EveryDayAgreesWithTheStandardLibrary) {
  using namespace std::chrono;
  for (int day = 0; day < 400 * 366; ++day) {
    const year_month_day expected{sys_days{days{day}}};
    const Date ours = date_of_days(static_cast<std::uint64_t>(day));
    ASSERT_EQ(ours.year, static_cast<int>(expected.year()));
    ASSERT_EQ(ours.month, static_cast<unsigned>(expected.month()));
    ASSERT_EQ(ours.day, static_cast<unsigned>(expected.day()));
    ASSERT_TRUE(ours.valid());
  }
}

TEST(Dates, TheDayInChinaBeginsAtSixteenHoursUtc) {
  constexpr std::uint64_t kNoon = 1'732'492'800'000;  // 2024-11-25T00:00:00Z
  EXPECT_EQ(date_in_china(kNoon).iso(), "2024-11-25");
  EXPECT_EQ(date_in_china(kNoon - 8 * 3'600'000 - 1).iso(), "2024-11-24");
  EXPECT_EQ(date_in_china(kNoon - 8 * 3'600'000).iso(), "2024-11-25");
  EXPECT_EQ(date_in_china(kNoon + 16 * 3'600'000).iso(), "2024-11-26");
  EXPECT_EQ(date_in_china(0).iso(), "1970-01-01");
  EXPECT_EQ(date_in_china(UINT64_MAX).iso(), "9999-12-31");
}

TEST(Dates, ATermEndsTheDayBeforeItsAnniversary) {
  EXPECT_EQ(end_of_term({2022, 12, 19}, 3)->iso(), "2025-12-18");
  EXPECT_EQ(end_of_term({2022, 1, 1}, 3)->iso(), "2024-12-31");
  EXPECT_EQ(end_of_term({2023, 3, 1}, 1)->iso(), "2024-02-29");
  EXPECT_EQ(end_of_term({2024, 2, 29}, 1)->iso(), "2025-02-28");
  EXPECT_EQ(end_of_term({2024, 2, 29}, 4)->iso(), "2028-02-28");
  EXPECT_FALSE(end_of_term({2024, 2, 29}, 0).has_value());
  EXPECT_TRUE(end_of_term({9998, 1, 1}, 50)->valid());
}

TEST(Money, TenThousandYuanWithTwoDecimals) {
  const std::pair<const char*, Fen> good[] = {{"600.5", 600'500'000},
                                              {"0.01", 10'000},
                                              {"1", 1'000'000},
                                              {"21023", 21'023'000'000},
                                              {"3675.26", 3'675'260'000},
                                              {"600.50", 600'500'000},
                                              {"1000000000", limits::kAmountFenMax},
                                              {"0.1", 100'000},
                                              {"20.00005", 20'000'050},
                                              {"0.000001", 1}};
  for (const auto& [text, fen] : good) {
    const auto amount = parse_wan(text);
    ASSERT_TRUE(amount.has_value()) << text;
    EXPECT_EQ(*amount, fen) << text;
  }
  for (const auto* bad : {"",
                          "0",
                          "0.00",
                          "-1",
                          "+1",
                          "1e9",
                          "1.0000005",
                          "1.",
                          ".5",
                          "1,000",
                          "１",
                          " 1",
                          "1 ",
                          "1.2.3",
                          "0600",
                          "nan",
                          "1000000000.01",
                          "99999999999999999999",
                          "10000000000",
                          "0x10",
                          "6.5万"})
    EXPECT_EQ(code_of(parse_wan(bad)), Code::bad_amount) << bad;
}

TEST(Money, TextsComeBackAsTheSameAmount) {
  for (const Fen amount :
       {Fen{1}, Fen{20'000'050}, Fen{10'000}, Fen{600'500'000}, Fen{999'990'000}, limits::kAmountFenMax})
    EXPECT_EQ(parse_wan(wan_text(amount)).value(), amount);
  EXPECT_EQ(wan_text(600'500'000), "600.5");
  EXPECT_EQ(wan_text(1), "0.000001");
  EXPECT_EQ(wan_text(0), "0");
  EXPECT_EQ(wan_text(-1'500'000), "-1.5");
  EXPECT_EQ(yuan_text(600'500'000), "6,005,000.00");
  EXPECT_EQ(yuan_text(5), "0.05");
  EXPECT_EQ(yuan_text(99'999), "999.99");
  EXPECT_EQ(yuan_text(100'000), "1,000.00");
  EXPECT_EQ(yuan_text(-123'456'789), "-1,234,567.89");
  EXPECT_EQ(yuan_text(INT64_MIN), "-92,233,720,368,547,758.08");
}

TEST(Money, NothingWraps) {
  EXPECT_EQ(add_fen(1, 2).value(), 3);
  EXPECT_EQ(code_of(add_fen(INT64_MAX, 1)), Code::amount_overflow);
  EXPECT_EQ(code_of(add_fen(INT64_MIN, -1)), Code::amount_overflow);
  EXPECT_EQ(code_of(check_amount(0)), Code::bad_amount);
  EXPECT_EQ(code_of(check_amount(-1)), Code::bad_amount);
  EXPECT_EQ(code_of(check_amount(1)), Code::ok);
  EXPECT_EQ(code_of(check_amount(limits::kAmountFenMax)), Code::ok);
  EXPECT_EQ(code_of(check_amount(limits::kAmountFenMax + 1)), Code::bad_amount);
}

TEST(Words, NamesOfRolesAndKindsComeBack) {
  for (int i = 0; i <= static_cast<int>(last_of(Role{})); ++i)
    EXPECT_EQ(role_named(name_of(static_cast<Role>(i))), static_cast<Role>(i));
  for (int i = 0; i <= static_cast<int>(last_of(DepartmentKind{})); ++i)
    EXPECT_EQ(department_kind_named(name_of(static_cast<DepartmentKind>(i))), static_cast<DepartmentKind>(i));
  EXPECT_FALSE(role_named("Admin").has_value());
  EXPECT_FALSE(department_kind_named("").has_value());
}

TEST(Qualification, InForceFromItsFirstToItsLastDayUnlessRevoked) {
  QualificationValue value;
  value.valid_from = {2022, 7, 1};
  EXPECT_FALSE(value.in_force({2022, 6, 30}));
  EXPECT_TRUE(value.in_force({2022, 7, 1}));
  EXPECT_TRUE(value.in_force({9999, 12, 31}));
  value.valid_to = Date{2025, 6, 30};
  EXPECT_TRUE(value.in_force({2025, 6, 30}));
  EXPECT_FALSE(value.in_force({2025, 7, 1}));
  value.revoked_from = Date{2023, 1, 1};
  EXPECT_TRUE(value.in_force({2022, 12, 31}));
  EXPECT_FALSE(value.in_force({2023, 1, 1}));
}

}  // namespace
}  // namespace credence
