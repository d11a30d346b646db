// SPDX-License-Identifier: Apache-2.0
#include "client/lists/list_unit.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/list_errors.h"

namespace credence {
namespace {

constexpr AmountUnit kOffered[] = {AmountUnit::wan, AmountUnit::yuan, AmountUnit::thousand,
                                   AmountUnit::million, AmountUnit::yi};

Said name_said(AmountUnit unit) { return Said(std::string(name_of(unit))); }

/// Who says a unit, and which.
struct Saying {
  UnitSaid said;
  Said who;
  std::string text;
};

class UnitSettler {
 public:
  UnitSettler(const Sheet& sheet, const Layout& layout, const ListAnswers& answers, AccountOutcome& out)
      : sheet_(sheet), layout_(layout), answers_(answers), out_(out) {}

  std::expected<void, Complaint> settle() {
    const ColumnAccount* const amount = out_.account.of(Column::amount);
    if (amount == nullptr) return {};
    listen(*amount);
    find_currency();
    for (const Saying& one : sayings_)
      if (one.said.other)
        return complain(
            list_code::unit_unknown,
            one.who + Said(" says a unit that is not read: ", "所写的单位无法读取：") + Said(one.text));
    Question question;
    question.kind = Question::Kind::unit;
    question.written = amount->head();
    std::optional<AmountUnit> answer = answers_.unit;
    if (const auto written = answers_.to(question)) answer = unit_named(*written);
    if (sayings_.empty()) return nothing_said(*amount, std::move(question), answer);
    const bool agree =
        std::ranges::all_of(sayings_, [&](const Saying& one) { return one.said == sayings_[0].said; });
    const bool is_said =
        answer && std::ranges::any_of(sayings_, [&](const Saying& one) { return one.said.unit == answer; });
    if (answer && !is_said)
      return complain(list_code::bad_answers_file, name_said(*answer) + Said("; ", "；") + sayings_[0].who +
                                                       Said(" says ", "写明") +
                                                       name_said(*sayings_[0].said.unit));
    out_.account.unit_column = unit_column();
    if (agree) {
      take(*sayings_[0].said.unit, sayings_[0].who);
      return {};
    }
    if (answer) {
      take(*answer, {"as answered", "按答复"});
      return {};
    }
    question.text = {};
    for (const Saying& one : sayings_) {
      question.text += (question.text.en.empty() ? Said() : Said("; ", "，")) + one.who +
                       Said(" says ", "写") + name_said(*one.said.unit);
      const std::string name(name_of(*one.said.unit));
      if (std::ranges::find(question.candidates, name, &Question::Candidate::answer) ==
          question.candidates.end())
        question.candidates.push_back({name, Said(name)});
    }
    question.text += {". Which one is it?", "，以哪个为准？"};
    out_.questions.push_back(std::move(question));
    return {};
  }

 private:
  void say(const UnitSaid& said, Said who, std::string_view text) {
    if (said.says()) sayings_.push_back({said, std::move(who), shortened(text)});
  }
  void listen(const ColumnAccount& amount) {
    say({amount.meaning.unit, amount.meaning.other_unit}, {"its head", "表头"}, amount.head());
    say(unit_in_line(sheet_.name), {"the name of the sheet", "工作表名"}, sheet_.name);
    for (const Layout::Unit& one : layout_.units)
      if (!one.column)
        say(one.said, {"the line above the heads", "表头上方"}, one.text);
      else if (*one.column == amount.column)
        say(one.said, {"the head in another language", "另一语言的表头"}, one.text);
    for (std::size_t row = end_of_figures(sheet_, layout_, amount.column); row < sheet_.rows(); ++row)
      for (const Cell& cell : sheet_.cells(row))
        if (cell.size > 0)
          say(unit_in_line(sheet_.text(cell)),
              Said("line " + std::to_string(sheet_.line(row)) + " below the list",
                   "表下方第 " + std::to_string(sheet_.line(row)) + " 行"),
              sheet_.text(cell));
  }
  void take(AmountUnit unit, Said from) {
    out_.account.unit = unit;
    out_.account.unit_from = std::move(from);
  }

  std::expected<void, Complaint> nothing_said(const ColumnAccount& amount, Question question,
                                              std::optional<AmountUnit> answer) {
    Account& account = out_.account;
    account.unit_column = unit_column();
    if (account.unit_column) {
      account.unit_by_line = true;
      const auto at = std::ranges::find(account.columns, *account.unit_column, &ColumnAccount::column);
      const auto same = one_unit(*at);
      if (answer && answer != same)
        return complain(list_code::bad_answers_file,
                        name_said(*answer) + Said("; each line says its own unit: ", "；各行已注明单位：") +
                            Said(at->head()));
      if (same) take(*same, {"the column of units", "单位列"});
      return {};
    }
    if (answer) {
      take(*answer, {"as answered", "按答复"});
      return {};
    }
    if (cells_say_it(amount.column)) return {};
    question.text = {"Nothing says the unit of this column. Which one is it?",
                     "此列金额没有注明单位，是哪一种？"};
    for (const AmountUnit unit : kOffered)
      question.candidates.push_back({std::string(name_of(unit)), name_said(unit)});
    out_.questions.push_back(std::move(question));
    return {};
  }

  /// A column that says the unit in each row: all of it, or under a head of units.
  std::optional<std::size_t> unit_column() {
    const auto says = [](const ColumnAccount& column) {
      if (column.read_as || column.units == 0 || says_currency(column)) return false;
      const std::string head =
          column.path.empty() ? std::string() : small_letters(plain_form(column.path.back()));
      const bool of_units = head.ends_with("单位") || head.ends_with("unit") || head.ends_with("units");
      return column.units == column.filled || of_units;
    };
    const auto at = std::ranges::find_if(out_.account.columns, says);
    if (at == out_.account.columns.end()) return std::nullopt;
    at->why = {"the unit of the amounts", "金额单位"};
    return at->column;
  }
  /// 币种: RMB in it is the currency, and says no unit.
  void find_currency() {
    const auto at = std::ranges::find_if(out_.account.columns, says_currency);
    if (at == out_.account.columns.end()) return;
    at->why = {"the currency of the amounts", "金额币种"};
    out_.account.currency = at->column;
  }
  static bool says_currency(const ColumnAccount& column) {
    if (column.read_as || column.filled == 0) return false;
    const std::string head =
        column.path.empty() ? std::string() : small_letters(plain_form(column.path.back()));
    return head.ends_with("币种") || head.ends_with("币别") || head.ends_with("货币") || head == "currency";
  }
  /// The unit of all rows, where they have one.
  [[nodiscard]] std::optional<AmountUnit> one_unit(const ColumnAccount& column) const {
    std::optional<AmountUnit> out;
    for (std::size_t row = layout_.data; row < sheet_.rows(); ++row) {
      const std::string_view text = sheet_.text(row, column.column);
      if (text.empty()) continue;
      const auto unit = unit_named(text);
      if (!unit || (out && out != unit)) return std::nullopt;
      out = unit;
    }
    return out;
  }
  [[nodiscard]] bool cells_say_it(std::size_t column) const {
    std::size_t cells = 0;
    for (std::size_t row = layout_.data; row < sheet_.rows(); ++row) {
      const std::string_view text = sheet_.text(row, column);
      if (!millionths(text)) continue;
      ++cells;
      if (!read_amount(text, std::nullopt)) return false;
    }
    return cells > 0;
  }

  const Sheet& sheet_;
  const Layout& layout_;
  const ListAnswers& answers_;
  AccountOutcome& out_;
  std::vector<Saying> sayings_;
};

}  // namespace

std::expected<void, Complaint> settle_unit(const Sheet& sheet, const Layout& layout,
                                           const ListAnswers& answers, AccountOutcome& out) {
  return UnitSettler(sheet, layout, answers, out).settle();
}

std::size_t end_of_figures(const Sheet& sheet, const Layout& layout, std::size_t column) {
  std::size_t end = sheet.rows();
  while (end > layout.data && !millionths(sheet.text(end - 1, column))) --end;
  return end;
}

}  // namespace credence
