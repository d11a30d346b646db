// SPDX-License-Identifier: Apache-2.0
#include "client/lists/fields.h"

#include <algorithm>

#include "client/base/capitals.h"
#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/lists/identifiers.h"
#include "client/lists/lines.h"
#include "client/lists/workbook.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

bool few_digits(std::string_view text, std::size_t least, std::size_t most) {
  return text.size() >= least && text.size() <= most &&
         text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// "500" of "1,500.25", as the field behind the one that ends in "1".
bool goes_on_after_comma(std::string_view text) {
  const std::size_t point = std::min(text.find('.'), text.size());
  return few_digits(text.substr(0, point), 3, 3) &&
         (point == text.size() || few_digits(text.substr(point + 1), 1, 6));
}

/// The same day, or the next: whether the last day counts is written both ways.
bool is_about(const Date& meant, const Date& written) {
  return meant == written || after_days(meant, 1) == written;
}

/// "120 300": with a blank between two digits.
bool parted_figures(std::string_view text) {
  for (std::size_t i = 1; i + 1 < text.size(); ++i)
    if (text[i] == ' ' && few_digits(text.substr(i - 1, 1), 1, 1) && few_digits(text.substr(i + 1, 1), 1, 1))
      return true;
  return false;
}

}  // namespace

void LineFields::problem(Column column, Complaint what) {
  problems_.push_back(
      {view_.line(), view_.account().head(column), shortened(view_.text(column)), std::move(what), column});
}
void LineFields::problem(Complaint what) { problems_.push_back({view_.line(), {}, {}, std::move(what), {}}); }

void LineFields::check_shape() {
  const Sheet& sheet = view_.sheet();
  if (const Complaint* const bad = sheet.problem(view_.row()); bad != nullptr) return problem(*bad);
  if (sheet.separator.empty()) return;
  const auto cells = sheet.cells(view_.row());
  const auto head_end = std::ranges::max_element(view_.account().columns, {}, [](const ColumnAccount& c) {
    return c.path.empty() ? std::size_t{0} : c.column;
  });
  if (!cells.empty() && head_end != view_.account().columns.end() && cells.back().column > head_end->column)
    return problem(
        {Code::too_many_fields, Said("field " + std::to_string(cells.back().column + 1) + " has no head",
                                     "第 " + std::to_string(cells.back().column + 1) + " 个字段没有表头")});
  const auto money = view_.account().place(Column::amount);
  if (sheet.separator != "," || !money) return;
  const std::string_view first = view_.text(Column::amount), next = sheet.text(view_.row(), *money + 1);
  const auto beside = std::ranges::find(view_.account().columns, *money + 1, &ColumnAccount::column);
  const bool figures =
      beside != view_.account().columns.end() && beside->numbers * 2 > beside->filled && beside->filled > 1;
  if (few_digits(first, 1, 3) && goes_on_after_comma(next) && !figures)
    problem({Code::too_many_fields,
             Said("an amount that its commas cut: " + std::string(first) + "," + std::string(next),
                  "金额被其中的逗号拆开：" + std::string(first) + "," + std::string(next))});
}

std::string_view LineFields::value(Column column) {
  if (column == Column::amount && line_.amount) return *line_.amount;
  if (column == Column::certificate_no && line_.without_number) return {};
  if (const auto read = line_.without_mark.find(column); read != line_.without_mark.end())
    return read->second;
  const Cell& cell = view_.cell(column);
  const std::string_view text = view_.text(column);
  if (column == Column::certificate_no || column == Column::code)
    if (auto lost = lost_digits(view_.sheet(), cell)) {
      problem(column, *std::move(lost));
      return {};
    }
  if (cell.kind == CellKind::error) {
    problem(column, {list_code::lost_value, Said(std::string(text))});
    return {};
  }
  if (cell.kind == CellKind::uncomputed) {
    problem(column,
            {list_code::empty_formula, Said(column_letters(cell.column) + std::to_string(view_.line()))});
    return {};
  }
  if ((cell.marks & kCut) != 0) {
    problem(column, {Code::field_too_long, Said("more than " + std::to_string(kCellBytesMax) + " bytes",
                                                "超过 " + std::to_string(kCellBytesMax) + " 字节")});
    return {};
  }
  switch (placeholder_of(text)) {
    case Placeholder::none:
      return text;
    case Placeholder::lost:
      problem(column, {list_code::lost_value, {}});
      return {};
    case Placeholder::empty:
      return {};
  }
  return text;
}

std::string_view LineFields::needed(Column column, bool required) {
  const std::size_t before = problems_.size();
  const std::string_view out = value(column);
  if (out.empty() && required && problems_.size() == before) problem(column, {Code::missing_value, {}});
  return out;
}

std::string LineFields::text(Column column, bool required, std::size_t bytes_max) {
  const std::string_view out = needed(column, required);
  if (const auto c = unreadable_in(out)) {
    const bool lost = *c == 0xfffd || *c == 0xfffc;  // by a conversion, or a picture in the text
    problem(column, {lost ? list_code::lost_value : Code::bad_name, Said(code_point_text(*c))});
    return {};
  }
  if (out.size() > bytes_max) {
    const std::string has = std::to_string(characters_in(out)), most = std::to_string(bytes_max / 3);
    problem(column, {Code::field_too_long,
                     Said(has + " characters, at most " + most, has + " 个字，至多 " + most + " 个")});
    return {};
  }
  return std::string(out);
}

Name LineFields::name(Column column, bool required) {
  if (column == Column::project && !given_.project.empty() && !view_.account().has(column))
    return given_.project;
  return Name(text(column, required, limits::kNameBytesMax));
}

std::optional<Uscc> LineFields::code() {
  const std::size_t before = problems_.size();
  const std::string plain = plain_form(value(Column::code));
  if (plain.empty()) {
    without_code = problems_.size() == before;
    return std::nullopt;
  }
  auto code = parse_uscc(plain);
  if (code) return *code;
  if (is_resident_id(plain)) {  // of a person: it is not shown again
    problems_.push_back(
        {view_.line(), view_.account().head(Column::code), {}, {Code::personal_data, {}}, Column::code});
    return std::nullopt;
  }
  misfit = misfit_uscc(plain);
  problem(Column::code, {code.error().code, {}});
  return std::nullopt;
}

Fen LineFields::amount() {
  const std::string_view written = needed(Column::amount, true);
  if (written.empty()) return 0;
  if (!line_.amount && (view_.cell(Column::amount).marks & kBroken) != 0 && parted_figures(written)) {
    problem(Column::amount,
            {Code::bad_amount, Said("figures in several lines of one cell", "一个单元格内有多行数字")});
    return 0;
  }
  if ((view_.cell(Column::amount).marks & kDisguised) != 0 && !line_.amount) {
    problem(Column::amount, {Code::bad_amount, Said("the cell's format shows another number than it holds",
                                                    "单元格格式显示的数与实际值不同")});
    return 0;
  }
  if (const auto place = view_.account().unit_column) {
    const std::string_view own = shown_text(view_.sheet(), view_.row(), *place);
    const bool other = !view_.account().unit_by_line && view_.unit() != view_.account().unit;
    if (!own.empty() && (other || !view_.unit())) {
      problem(Column::amount,
              {view_.unit() ? list_code::another_unit : list_code::unit_unknown,
               Said("its column of units says " + std::string(own), "单位列写明" + std::string(own))});
      return 0;
    }
  }
  if (const auto place = view_.account().currency) {
    const std::string own(shown_text(view_.sheet(), view_.row(), *place));
    const std::string form = small_letters(plain_form(own));
    constexpr std::string_view kYuan[] = {"人民币", "人民币元", "元",   "rmb",      "cny",
                                          "¥",      "￥",       "yuan", "renminbi", "chineseyuan"};
    if (placeholder_of(own) != Placeholder::empty && std::ranges::find(kYuan, form) == std::end(kYuan)) {
      problem(Column::amount, {list_code::unit_unknown, Said("its currency is " + own, "币种为" + own)});
      return 0;
    }
  }
  auto amount = read_amount(written, view_.unit());
  if (amount) return as_in_words(amount->fen) ? amount->fen : 0;
  const auto own = unit_in(written), all = view_.unit();
  problem(Column::amount,
          {own && all && own != all ? list_code::another_unit : Code::bad_amount, std::move(amount.error())});
  return 0;
}

std::vector<SaidOfRecord> LineFields::said_of_record() {
  std::vector<SaidOfRecord> out;
  for (const ColumnAccount& column : view_.account().columns) {
    if (!column.compared) continue;
    const std::string_view text = shown_text(view_.sheet(), view_.row(), column.column);
    if (placeholder_of(text) == Placeholder::empty) continue;
    SaidOfRecord said{*column.meaning.column, std::string(text), 0};
    if (said.column == Column::amount) {
      if (const auto in_words = read_capitals(text)) {
        out.push_back({said.column, std::move(said.text), *in_words});
        continue;
      }
      auto amount = read_amount(text, column.meaning.unit ? column.meaning.unit : view_.account().unit);
      if (!amount) {
        problems_.push_back({view_.line(),
                             column.head(),
                             shortened(text),
                             {Code::bad_amount, std::move(amount.error())},
                             Column::amount});
        continue;
      }
      said.amount = amount->fen;
    }
    out.push_back(std::move(said));
  }
  return out;
}

bool LineFields::as_in_words(Fen amount) {
  const auto place = view_.account().capitals;
  if (!place || line_.amount) return true;
  const std::string words(shown_text(view_.sheet(), view_.row(), *place));
  if (placeholder_of(words) == Placeholder::empty) return true;
  auto said = read_capitals(words);
  if (!said && view_.unit())
    said = read_capitals(words + std::string(name_of(*view_.unit())));  // 叁拾 under （万元）
  if (said == amount) return true;
  problem(Column::amount,
          {list_code::amount_in_words, Said("in words it is " + words, "大写金额为" + words)});
  return false;
}

std::optional<Date> LineFields::optional_day(Column column) {
  const std::string_view written = value(column);
  if (written.empty()) return std::nullopt;
  auto day = read_day(written);
  if (day) return *day;
  // What a spreadsheet keeps of a day, in a cell that is not formatted as one.
  if (few_digits(written, 5, 5))
    if (const std::string meant =
            date_of_serial(static_cast<double>(read_serial(written).value_or(0)), false);
        !meant.empty())
      day = std::unexpected(
          Said("the number of a day in a spreadsheet, perhaps " + meant + ": format the column as days",
               "疑为表格中的日期序数（或为 " + meant + "），请将该列设为日期格式"));
  problem(column, {Code::bad_date, std::move(day.error())});
  return std::nullopt;
}

Date LineFields::day(Column column) {
  const std::size_t before = problems_.size();
  const auto out = optional_day(column);
  if (!out && problems_.size() == before) problem(column, {Code::missing_value, {}});
  return out.value_or(Date{});
}

std::optional<std::uint32_t> LineFields::serial() {
  if (given_.renumber || view_.merged(Column::line)) return std::nullopt;
  const std::string_view written = value(Column::line);
  if (written.empty()) return std::nullopt;
  if (const auto number = read_serial(written)) return number;
  if (const auto number = chinese_number(plain_form(written)); number && *number > 0) return number;
  problem(Column::line, {Code::bad_number, {}});
  return std::nullopt;
}

std::uint32_t LineFields::number(Column column) {
  const std::string_view written = needed(column, true);
  if (written.empty()) return 0;
  const auto number = column == Column::persons ? read_persons(written) : read_serial(written);
  if (!number) problem(column, {Code::bad_number, {}});
  return number.value_or(0);
}

std::optional<InvestmentRound> LineFields::round() {
  if (given_.kind.value_or(ProgrammeKind::fund_investment) != ProgrammeKind::fund_investment)
    return std::nullopt;
  const std::string_view written = value(Column::round);
  if (written.empty()) return std::nullopt;
  const auto round = parse_round(written);
  if (round) return *round;
  problem(Column::round, {list_code::bad_round, {}});
  return std::nullopt;
}

std::optional<std::uint16_t> LineFields::stake() {
  if (given_.kind.value_or(ProgrammeKind::fund_investment) != ProgrammeKind::fund_investment)
    return std::nullopt;
  const std::string_view written = value(Column::stake);
  if (written.empty()) return std::nullopt;
  const auto stake = parse_stake(written, plain_form(view_.account().head(Column::stake)).contains('%'));
  if (stake) return *stake;
  problem(Column::stake, {list_code::bad_stake, {}});
  return std::nullopt;
}

std::optional<FundInvestment> LineFields::investment() {
  const std::size_t before = problems_.size();
  const auto of_round = round();
  const auto held = stake();
  if (of_round) return FundInvestment{*of_round, held.value_or(0)};
  if (held && problems_.size() == before) problem(Column::round, {Code::missing_value, {}});
  return std::nullopt;
}

Id LineFields::id(Column column) {
  if (column == Column::award_batch && !view_.account().has(column) && !given_.award_batch.empty())
    return given_.award_batch;
  const std::string written = plain_form(needed(column, true));
  if (written.empty()) return {};
  if (auto good = check_id(written); good) return Id(written);
  problem(column, {Code::bad_id, {}});
  return {};
}

LineFields::Term LineFields::term() {
  const std::size_t before = problems_.size();
  Term out;
  std::optional<Date> from = optional_day(Column::valid_from), to = optional_day(Column::valid_to);
  unsigned months = 0;
  if (const std::string_view written = value(Column::term); !written.empty()) {
    const ColumnAccount* const column = view_.account().of(Column::term);
    const bool years = column != nullptr && column->meaning.in_years && read_serial(written);
    auto term = read_term(years ? std::string(written) + "年" : std::string(written));
    if (!term) {
      problem(Column::term, {Code::bad_date, std::move(term.error())});
    } else {
      const bool differs = (from && term->from && from != term->from &&
                            view_.account().of(Column::valid_from)->meaning.rank == 0) ||
                           (to && term->to && to != term->to);
      if (differs)
        problem(Column::term,
                {Code::bad_date, Said("another day stands in the column beside it", "与另一列的日期不一致")});
      if (term->from) from = term->from;
      if (term->to) to = term->to;
      months = term->months;
    }
  }
  if (!from && !view_.account().has(Column::valid_from)) from = given_.valid_from;
  if (!to && !view_.account().has(Column::valid_to)) to = given_.valid_to;
  if (from && to && months > 0 && !is_about(last_day_of(*from, months), *to))
    problem(Column::term, {Code::bad_date, Said("it ends on " + to->iso() + " by the column beside it",
                                                "与另一列的日期 " + to->iso() + " 不一致")});
  if (from && !to && months > 0) to = last_day_of(*from, months);
  if (!from && problems_.size() == before) problem(Column::valid_from, {Code::missing_value, {}});
  out.from = from.value_or(Date{});
  out.to = to;
  return out;
}

}  // namespace credence
