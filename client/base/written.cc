// SPDX-License-Identifier: Apache-2.0
#include "client/base/written.h"

#include <algorithm>
#include <array>

#include "client/base/characters.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
bool all_digits(std::string_view text) { return !text.empty() && std::ranges::all_of(text, digit); }

bool cut_front(std::string_view& text, std::string_view what) {
  if (!text.starts_with(what)) return false;
  text.remove_prefix(what.size());
  return true;
}
bool cut_back(std::string_view& text, std::string_view what) {
  if (!text.ends_with(what)) return false;
  text.remove_suffix(what.size());
  return true;
}

/// Figures as they are read: a blank between digits parts groups of three as a comma does, and nothing else.
std::string figures_form(std::string_view text) {
  std::string out = folded_text(text);
  for (std::size_t i = 1; i + 1 < out.size(); ++i)
    if (out[i] == ' ' && digit(out[i - 1]) && digit(out[i + 1])) out[i] = ',';
  return small_letters(plain_form(out));
}

// ---- money

/// Digits before and after the point; commas stand before each third digit, or nowhere.
struct Decimal {
  std::string whole, part;
};
Read<Decimal> read_decimal(std::string_view text) {
  if (text.starts_with('-') || text.starts_with("−") || text.starts_with('('))
    return std::unexpected(Said("negative", "为负数"));
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::string_view whole = text.substr(0, point), part = text.substr(std::min(point + 1, text.size()));
  Decimal out;
  const bool commas = whole.contains(',');
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool comma_here = commas && i > 0 && (whole.size() - i) % 4 == 0;
    if ((whole[i] == ',') != comma_here)
      return std::unexpected(Said("commas or blanks in the wrong places", "千位分隔符或空格位置不对"));
    if (whole[i] != ',') out.whole += whole[i];
  }
  out.part = part;
  if (out.whole.find_first_not_of("0123456789") != std::string::npos ||
      out.part.find_first_not_of("0123456789") != std::string::npos)
    return std::unexpected(Said("not a number", "不是数字"));
  if (out.whole.empty() || (point < text.size() && part.empty()))
    return std::unexpected(
        Said("digits are needed on both sides of the decimal point", "小数点两侧都应有数字"));
  if (out.whole.size() > 1 && out.whole.front() == '0')
    return std::unexpected(Said("begins with 0", "以 0 开头"));
  out.part.erase(out.part.find_last_not_of('0') + 1);
  return out;
}

Read<std::int64_t> scaled(const Decimal& number, std::size_t decimals, std::int64_t most) {
  const Said large("too large", "过大");
  if (number.whole.size() > 16) return std::unexpected(large);
  std::string digits = number.whole + number.part;
  digits.append(decimals - number.part.size(), '0');
  std::int64_t out = 0;
  for (const char c : digits)
    if (__builtin_mul_overflow(out, 10, &out) || __builtin_add_overflow(out, c - '0', &out))
      return std::unexpected(large);
  if (out > most) return std::unexpected(large);
  return out;
}

/// Units, those that end as another one does before it.
struct UnitRow {
  AmountUnit unit;
  std::string_view name;
  std::size_t decimals;  // to a fen
  std::array<std::string_view, 7> words;
};
constexpr UnitRow kUnits[] = {
    {AmountUnit::million,
     "百万元",
     8,
     {"百万元整", "百万元", "佰万元", "百萬元", "百万圆", "millionyuan", "million"}},
    {AmountUnit::wan, "万元", 6, {"万元整", "万元", "萬元", "万圆", "万", "wan"}},
    {AmountUnit::yi, "亿元", 10, {"亿元整", "亿元", "億元", "亿圆", "亿", "yi"}},
    {AmountUnit::thousand, "千元", 5, {"千元整", "千元", "仟元", "千圆", "thousandyuan", "thousand"}},
    {AmountUnit::yuan, "元", 2, {"元整", "元", "圆整", "圆", "yuan", "cny", "rmb"}}};
constexpr const UnitRow& row_of(AmountUnit unit) { return *std::ranges::find(kUnits, unit, &UnitRow::unit); }

/// Takes the unit behind a number away.
std::optional<AmountUnit> take_unit(std::string_view& plain) {
  for (const UnitRow& row : kUnits)
    for (const std::string_view word : row.words)
      if (!word.empty() && cut_back(plain, word)) return row.unit;
  return std::nullopt;
}

// ---- days

constexpr std::array<std::string_view, 10> kChineseDigits = {"零", "一", "二", "三", "四",
                                                             "五", "六", "七", "八", "九"};

std::optional<unsigned> chinese_digit(std::string_view one) {
  if (one == "〇" || one == "○" || one == "Ｏ") return 0;
  if (one == "两") return 2;
  const auto at = std::ranges::find(kChineseDigits, one);
  if (at == kChineseDigits.end()) return std::nullopt;
  return static_cast<unsigned>(at - kChineseDigits.begin());
}

std::vector<std::string> characters(std::string_view text) {
  std::vector<std::string> out;
  for (const char32_t c : utf32(text)) append_utf8(out.emplace_back(), c);
  return out;
}

std::optional<unsigned> small_number(std::string_view text) {
  if (all_digits(text) && text.size() <= 4) {
    unsigned out = 0;
    for (const char c : text) out = out * 10 + static_cast<unsigned>(c - '0');
    return out;
  }
  return chinese_number(text);
}

/// What stands behind a day: a time, which is left out. One of another zone than China's may be of another day.
std::string_view without_time(std::string_view text) {
  const auto time = [](std::string_view tail) {
    if (!cut_back(tail, "+08:00")) (void)cut_back(tail, "+0800");
    const std::size_t colon = tail.find(':');
    if (colon == std::string_view::npos || tail.find_first_not_of("0123456789:.") != std::string_view::npos)
      return false;
    const auto hour = tail.substr(0, colon);
    return all_digits(hour) && hour.size() <= 2 && small_number(hour) < 24U;
  };
  const std::size_t at = text.find_first_of("T ");
  if (at != std::string_view::npos && time(text.substr(at + 1))) return text.substr(0, at);
  return text;
}

/// Year, month and day as their three texts.
std::optional<std::array<std::string_view, 3>> split_day(std::string_view text) {
  std::array<std::string_view, 3> out;
  if (const std::size_t year = text.find("年"); year != std::string_view::npos) {
    const std::size_t month = text.find("月", year);
    if (month == std::string_view::npos) return std::nullopt;
    out = {text.substr(0, year), text.substr(year + 3, month - year - 3), text.substr(month + 3)};
    if (!cut_back(out[2], "日")) (void)cut_back(out[2], "号");
    return out;
  }
  for (const char mark : {'-', '/', '.'}) {
    const std::size_t first = text.find(mark),
                      second = first == std::string_view::npos ? first : text.find(mark, first + 1);
    if (second == std::string_view::npos) continue;
    out = {text.substr(0, first), text.substr(first + 1, second - first - 1), text.substr(second + 1)};
    return out;
  }
  return std::nullopt;
}

/// Words in brackets behind a day that change nothing of it: （星期三）, （含当日）. All others may say that it is not so.
bool is_harmless_beside_day(std::string_view aside) {
  for (const std::string_view word : {"北京时间", "时间", "含当日", "含本日", "含当天", "含"})
    (void)cut_front(aside, word);
  for (const std::string_view week : {"星期", "周", "礼拜"}) {
    std::string_view rest = aside;
    if (!cut_front(rest, week)) continue;
    for (const std::string_view day : {"一", "二", "三", "四", "五", "六", "日", "天"})
      if (rest == day) return true;
  }
  return aside.empty() || std::ranges::all_of(aside, [](char c) { return digit(c) || c == ':'; });
}

Said as_a_day() { return {"write it as 2024-11-25", "请写作 2024-11-25"}; }

/// Words that say nothing beside a term.
std::string_view bare_term(std::string_view text) {
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view word : {"有效期限", "有效期", "有效", "为", "自发证之日起", "自认定之日起",
                                        "自颁发之日起", "自批准之日起", "自", "从", ":", "：", "("})
      more = cut_front(text, word) || more;
    for (const std::string_view word : {")", "止", "内有效", "有效", "。"})
      more = cut_back(text, word) || more;
  }
  return text;
}

std::optional<unsigned> months_of(std::string_view text) {
  unsigned unit = 12;
  if (cut_back(text, "个月") || cut_back(text, "months"))
    unit = 1;
  else if (!cut_back(text, "周年") && !cut_back(text, "年期") && !cut_back(text, "年") &&
           !cut_back(text, "years"))
    return std::nullopt;
  const auto number = small_number(text);
  if (!number || *number == 0 || *number > 1200 / unit) return std::nullopt;
  return *number * unit;
}

/// Takes how long it is away from behind a term: 36 of "2025-01-01至2027-12-31（三年）".
unsigned take_months_behind(std::string_view& text) {
  const std::size_t bracket = text.rfind('(');
  if (bracket == std::string_view::npos || bracket == 0) return 0;
  std::string_view within = bare_term(text.substr(bracket + 1));
  (void)cut_front(within, "共");
  const auto months = months_of(within);
  if (months) text = text.substr(0, bracket);
  return months.value_or(0);
}

}  // namespace

std::string_view name_of(AmountUnit unit) { return row_of(unit).name; }

std::optional<AmountUnit> unit_named(std::string_view text) {
  const std::string plain = small_letters(plain_form(text));
  std::string_view rest = plain;
  (void)cut_front(rest, "人民币");
  const auto unit = take_unit(rest);
  return rest.empty() ? unit : std::nullopt;
}

Read<WrittenAmount> read_amount(std::string_view text, std::optional<AmountUnit> unit) {
  const std::string plain = figures_form(text);
  std::string_view rest = plain;
  for (const std::string_view mark : {"人民币", "rmb", "cny", "￥", "¥"}) (void)cut_front(rest, mark);
  const auto written = take_unit(rest);
  if (written && unit && written != unit)
    return std::unexpected(Said(
        "the cell says " + std::string(name_of(*written)) + ", the column " + std::string(name_of(*unit)),
        "单元格写明" + std::string(name_of(*written)) + "，该列为" + std::string(name_of(*unit))));
  if (!written && !unit)
    return std::unexpected(Said("without a unit: 元, 万元 or 亿元", "未注明单位（元、万元或亿元）"));
  const WrittenAmount out{0, written ? *written : *unit, written.has_value()};
  const std::size_t decimals = row_of(out.unit).decimals;
  const auto number = read_decimal(rest);
  if (!number) return std::unexpected(number.error());
  if (number->part.size() > decimals)
    return std::unexpected(Said("more than " + std::to_string(decimals) + " decimals: less than 0.01 元",
                                "小数超过 " + std::to_string(decimals) + " 位，不足一分"));
  const auto fen = scaled(*number, decimals, limits::kAmountFenMax);
  if (!fen) return std::unexpected(fen.error());
  if (*fen == 0) return std::unexpected(Said("nothing", "为零"));
  return WrittenAmount{*fen, out.unit, out.unit_written};
}

std::optional<AmountUnit> unit_in(std::string_view amount) {
  const std::string plain = small_letters(plain_form(amount));
  std::string_view rest = plain;
  return take_unit(rest);
}

std::optional<std::int64_t> millionths(std::string_view text) {
  const std::string plain = figures_form(text);
  std::string_view rest = plain;
  for (const std::string_view mark : {"人民币", "￥", "¥"}) (void)cut_front(rest, mark);
  (void)take_unit(rest);
  const auto number = read_decimal(rest);
  if (!number || number->part.size() > 6) return std::nullopt;
  const auto out = scaled(*number, 6, INT64_MAX / 1'000'000);
  return out ? std::optional(*out) : std::nullopt;
}

std::string both_units_text(Fen amount, Language language) {
  const bool zh = language == Language::zh;
  return money_text(amount, language) + (zh ? "（" : " (") + wan_text(amount) + (zh ? " 万元）" : " wan)");
}

std::string money_text(Fen amount, Language language) {
  return yuan_text(amount) + (language == Language::zh ? " 元" : " CNY");
}

Result<Fen> parse_yuan(std::string_view text) {
  auto amount = read_amount(text, AmountUnit::yuan);
  if (!amount) return fail(Code::bad_amount, quoted(text) + ": " + amount.error().en);
  return amount->fen;
}

Read<Date> read_day(std::string_view text) {
  const std::string folded = folded_text(text);
  std::string plain = plain_form(without_time(folded));
  std::string_view day = plain;
  if (const std::size_t bracket = day.find_first_of("([");
      bracket != std::string_view::npos && bracket >= 8) {
    const Asides parts = split_asides(day.substr(bracket));
    std::string_view within = parts.within;
    while (cut_back(within, ",")) continue;
    if (!parts.outside.empty() || !is_harmless_beside_day(within))
      return std::unexpected(Said("words beside the day: " + std::string(day.substr(bracket)),
                                  "日期旁另有文字：" + std::string(day.substr(bracket))));
    day = day.substr(0, bracket);
  }
  if (day.size() == 8 && all_digits(day)) {
    plain = plain.substr(0, 4) + "-" + plain.substr(4, 2) + "-" + plain.substr(6);
    day = plain;
  }
  const auto parts = split_day(day);
  if (!parts) {
    if (day.contains("年")) return std::unexpected(Said("the day is missing", "缺少具体日期"));
    return std::unexpected(as_a_day());
  }
  if ((*parts)[0].size() <= 2 && (*parts)[2].size() == 4)
    return std::unexpected(Said("day and month cannot be told apart; write it as 2024-11-25",
                                "无法区分日与月，请写作 2024-11-25"));
  const auto year = small_number((*parts)[0]), month = small_number((*parts)[1]),
             number = small_number((*parts)[2]);
  if (!year || !month || !number || (*parts)[2].empty())
    return std::unexpected((*parts)[2].empty() ? Said("the day is missing", "缺少具体日期") : as_a_day());
  for (const std::size_t part : {1U, 2U})
    if (all_digits((*parts)[part]) && (*parts)[part].size() > 2) return std::unexpected(as_a_day());
  if (*year < 1000) return std::unexpected(Said("the year has four digits", "年份应为四位"));
  const Date out{static_cast<std::uint16_t>(*year), static_cast<std::uint8_t>(std::min(*month, 99U)),
                 static_cast<std::uint8_t>(std::min(*number, 99U))};
  if (!out.valid()) return std::unexpected(Said("there is no such day", "没有这一天"));
  return out;
}

Result<Date> parse_any_date(std::string_view text) {
  auto day = read_day(text);
  if (!day) return fail(Code::bad_date, quoted(text));
  return *day;
}

Date last_day_of(const Date& from, unsigned months) {
  if (months % 12 == 0) return end_of_term(from, months / 12).value_or(from);
  const Date next = after_months(from, months);
  Date last = after_months(from, months - 1);
  while (after_days(last, 1) < next) last = after_days(last, 1);
  return last;
}

Read<WrittenTerm> read_term(std::string_view text) {
  const std::string folded = folded_text(text);
  std::string plain;  // one space between words stays: "2026-01-01 2028-12-31" has no other mark
  for (const char32_t c : utf32(folded)) append_utf8(plain, c >= 0xff01 && c <= 0xff5e ? c - 0xfee0 : c);
  std::string_view bare = bare_term(plain);
  WrittenTerm out;
  for (const std::string_view word : {"长期", "永久", "无期限", "无固定期限", "长期有效"})
    if (bare == word || plain == word) {
      out.endless = true;
      return out;
    }
  if (const auto months = months_of(plain_form(bare))) {
    out.months = *months;
    return out;
  }
  out.months = take_months_behind(bare);
  // Every mark that may stand between two days; the one with a day on both sides is it.
  for (const std::string_view mark : {"至", "到", "—", "–", "~", "～", "―", "-", "/", "、", ",", ";"})
    for (std::size_t at = bare.find(mark); at != std::string_view::npos;
         at = bare.find(mark, at + mark.size())) {
      std::string_view first = bare.substr(0, at), last = bare.substr(at + mark.size());
      while (cut_back(first, mark) || cut_back(first, " ") || cut_back(first, "起")) continue;
      while (cut_front(last, mark) || cut_front(last, " ")) continue;
      const auto to = read_day(bare_term(last));
      if (first.empty() && to) {
        out.to = *to;
        return out;
      }
      const auto from = read_day(first);
      if (!from || !to) continue;
      out.from = *from;
      out.to = *to;
      return out;
    }
  if (const auto to = read_day(bare)) {
    out.to = *to;
    return out;
  }
  return std::unexpected(Said("write it as 2024-11-25 to 2027-11-24, or as 三年",
                              "请写作 2024-11-25 至 2027-11-24，或写明年限"));
}

std::optional<unsigned> chinese_number(std::string_view text) {
  const auto all = characters(text);
  if (all.empty() || all.size() > 9) return std::nullopt;
  const bool places =
      std::ranges::any_of(all, [](const std::string& c) { return c == "十" || c == "百" || c == "千"; });
  unsigned out = 0, one = 0;
  bool waits = false;
  for (const std::string& c : all) {
    if (const auto value = chinese_digit(c)) {
      if (places && waits && one != 0) return std::nullopt;
      one = places ? *value : one * 10 + *value;
      waits = true;
      continue;
    }
    const unsigned place = c == "十" ? 10 : c == "百" ? 100 : c == "千" ? 1000 : 0;
    if (place == 0) return std::nullopt;
    out += (waits && one > 0 ? one : 1) * place;
    one = 0;
    waits = false;
  }
  out += one;
  return out <= 9999 ? std::optional(out) : std::nullopt;
}

std::optional<std::uint32_t> read_serial(std::string_view text) {
  const std::u32string all = utf32(text);
  if (all.size() == 1 && all[0] >= U'①' && all[0] <= U'⑳')
    return static_cast<std::uint32_t>(all[0] - U'①' + 1);
  const std::string plain = figures_form(text);
  std::string_view rest = plain;
  for (const std::string_view mark : {"no.", "no", "#", "第", "(", "[", "'"}) (void)cut_front(rest, mark);
  for (const std::string_view mark : {"、", ")", "]", "号", ".", ":", ",", "。"}) (void)cut_back(rest, mark);
  if (const std::size_t point = rest.find('.'); point != std::string_view::npos && point > 0) {
    if (rest.find_first_not_of('0', point + 1) != std::string_view::npos) return std::nullopt;
    rest = rest.substr(0, point);
  }
  if (!all_digits(rest) || rest.size() > 9) return std::nullopt;
  std::uint32_t out = 0;
  for (const char c : rest) out = out * 10 + static_cast<std::uint32_t>(c - '0');
  return out > 0 ? std::optional(out) : std::nullopt;
}

bool counts_persons(std::string_view word) {
  const std::string plain = small_letters(plain_form(word));
  for (const std::string_view one : {"人", "名", "位", "个人", "person", "persons", "people"})
    if (plain == one) return true;
  return false;
}

std::optional<std::uint32_t> read_persons(std::string_view text) {
  const std::string plain = figures_form(text);
  const std::size_t end = std::min(plain.find_first_not_of("0123456789."), plain.size());
  const bool counted = end > 0 && end < plain.size() && counts_persons(std::string_view(plain).substr(end));
  return read_serial(counted ? std::string_view(plain).substr(0, end) : text);
}

bool is_part_mark(std::string_view text) {
  const std::string plain = plain_form(text);
  std::string_view rest = plain;
  const bool counted = cut_front(rest, "第");
  (void)cut_front(rest, "(");
  if (counted)
    for (const std::string_view word : {"部分", "类", "批", "章", "组", "项", "片区"})
      if (cut_back(rest, word)) return small_number(rest).has_value();
  for (const std::string_view mark : {"、", ")", ".", ":"}) (void)cut_back(rest, mark);
  if (rest.empty()) return false;
  if (!all_digits(rest) && chinese_number(rest)) return true;
  constexpr std::string_view kStems = "甲乙丙丁戊己庚辛壬癸";
  if (rest.size() == 3 && kStems.contains(rest)) return true;
  return rest.size() <= 4 && rest.find_first_not_of("IVX") == std::string_view::npos;
}

Placeholder placeholder_of(std::string_view folded) {
  if (folded.empty()) return Placeholder::empty;
  const std::string plain = small_letters(plain_form(folded));
  for (const std::string_view word : {"无", "暂无", "没有", "空", "不适用", "未填", "/", "\\"})
    if (plain == word) return Placeholder::empty;
  constexpr std::u32string_view kDashes = U"-—–―─−_/\\.·、~";
  const std::u32string all = utf32(plain);
  if (std::ranges::all_of(all, [&](char32_t c) { return kDashes.contains(c); })) return Placeholder::empty;
  for (const std::string_view word :
       {"nan",    "null",    "none",    "nil",           "n/a",     "na",       "undefined",      "<na>",
        "<null>", "(null)",  "(blank)", "nat",           "tbd",     "inf",      "同上",           "同左",
        "上同",   "待定",    "待补",    "待补充",        "待确认",  "待核",     "待核实",         "未知",
        "不详",   "乱码",    "#ref!",   "#n/a",          "#value!", "#div/0!",  "#name?",         "#num!",
        "#null!", "#spill!", "#calc!",  "#getting_data", "true",    "false",    "[objectobject]", "不变",
        "同前",   "照旧",    "同原",    "无变化",        "未变",    "维持不变", "保持不变",       "略",
        "xxx",    "xxxx",    "×××",     "请填写",        "待填",    "待填写",   "待录入"})
    if (plain == word) return Placeholder::lost;
  if (plain.starts_with('#') && (plain.ends_with('!') || plain.ends_with('?'))) return Placeholder::lost;
  // Marks alone say nothing.
  constexpr std::u32string_view kMarks = U"?#*!@$%^&+=|\"'`\u3003″……";
  if (std::ranges::all_of(all, [&](char32_t c) { return kMarks.contains(c) || kDashes.contains(c); }))
    return Placeholder::lost;
  return Placeholder::none;
}

}  // namespace credence
