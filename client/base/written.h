// SPDX-License-Identifier: Apache-2.0
// Amounts, days and numbers as people write them. Every text is folded first (characters.h): full-width
// digits, wide blanks and line breaks do not matter. What is refused is said in both languages; nothing is
// guessed.
#pragma once

#include <optional>
#include <string_view>

#include "client/base/language.h"
#include "client/base/said.h"
#include "ledger/domain/types.h"

namespace credence {

template <class T>
using Read = std::expected<T, Said>;

// ---- money

enum class AmountUnit : std::uint8_t { wan, yuan, yi, thousand, million };
[[nodiscard]] std::string_view name_of(AmountUnit unit);  // "万元", "元", "亿元", "千元", "百万元"
/// 万元, wan; 元, yuan, CNY, RMB; 亿元, yi; 千元, thousand; 百万元, million: as a person writes it in an answer or an
/// option.
[[nodiscard]] std::optional<AmountUnit> unit_named(std::string_view text);

struct WrittenAmount {
  Fen fen = 0;
  AmountUnit unit = AmountUnit::wan;
  bool unit_written = false;  // beside the number
};
/// "600.5", "6,005,000.00", "600.5万元", "￥6005000元", "1.5亿元": exact in fen, so 10
/// decimals of 亿元, 8 of 百万元, 6 of 万元, 5 of 千元, 2 of 元. `unit` is that of a number that has none beside
/// it; where both say one they must agree. More than nothing, at most `limits::kAmountFenMax`.
[[nodiscard]] Read<WrittenAmount> read_amount(std::string_view text, std::optional<AmountUnit> unit);
/// The unit beside a number, if there is one.
[[nodiscard]] std::optional<AmountUnit> unit_in(std::string_view amount);
/// A number without its unit in millionths, for comparing sums; nothing if the text is no number.
[[nodiscard]] std::optional<std::int64_t> millionths(std::string_view text);
/// "6,005,000.00 CNY", "6,005,000.00 元".
[[nodiscard]] std::string money_text(Fen amount, Language language);
/// "6,005,000.00 CNY (600.5 wan)", "6,005,000.00 元（600.5 万元）": as it is read back to who typed it.
[[nodiscard]] std::string both_units_text(Fen amount, Language language);
/// An amount in 元: "6005000", "6005000.00", "6,005,000.00". `bad_amount`.
[[nodiscard]] Result<Fen> parse_yuan(std::string_view text);

// ---- days

/// "2024-11-25", "2024/11/25", "2024.1.5", "2024年1月5日", "20241125", "二〇二四年一月五日", each also with a
/// time of day behind it. Day and month before the year are refused, whichever comes first.
[[nodiscard]] Read<Date> read_day(std::string_view text);
/// The same; `bad_date` with what was written.
[[nodiscard]] Result<Date> parse_any_date(std::string_view text);

/// How long something holds.
struct WrittenTerm {
  std::optional<Date> from, to;
  unsigned months = 0;   // "三年", "36个月"; 0: not said so
  bool endless = false;  // "长期"
};
/// "2026年1月1日至2028年12月31日", "2026.1.1-2028.12.31", "至2028-12-31", "三年", "有效期3年", "长期".
[[nodiscard]] Read<WrittenTerm> read_term(std::string_view text);
/// The last day of a term of months that begins on this day.
[[nodiscard]] Date last_day_of(const Date& from, unsigned months);

// ---- numbers

/// "三", "十二", "二〇二六", "百二十": up to 9999.
[[nodiscard]] std::optional<unsigned> chinese_number(std::string_view text);
/// A number in a list: "1", "1.0", "3、", "（2）", "No. 4", "第5", "⑥".
[[nodiscard]] std::optional<std::uint32_t> read_serial(std::string_view text);
/// A number of persons with its own word: "3人", "３ 名", "3位"; also without one.
[[nodiscard]] std::optional<std::uint32_t> read_persons(std::string_view text);
/// The word that a number of persons is counted in: 人, 名, 位, persons.
[[nodiscard]] bool counts_persons(std::string_view word);
/// The mark of a part of a list: "一", "（二）", "三、", "第四部分", "甲", "IV".
[[nodiscard]] bool is_part_mark(std::string_view text);

// ---- what stands for nothing

enum class Placeholder { none, empty, lost };
/// A dash, a slash, 无, 暂无: there is nothing. #REF!, nan, NULL, None, ？？, 同上, 待定: a value was lost,
/// or is not there yet.
[[nodiscard]] Placeholder placeholder_of(std::string_view folded);

}  // namespace credence
