// SPDX-License-Identifier: Apache-2.0
#include "client/lists/total_check.h"

#include <algorithm>

#include "client/base/characters.h"
#include "client/base/counted.h"
#include "client/lists/said_totals.h"
#include "client/lists/sums.h"

namespace credence {
namespace {

std::string sum_words(std::int64_t sum, bool known_unit) {
  return known_unit ? yuan_text(sum) : wan_text(sum);
}

class TotalChecker {
 public:
  TotalChecker(const Sheet& sheet, const Layout& layout, const Account& account,
               std::span<const RowFacts> rows, const ListAnswers& answers)
      : sheet_(sheet), layout_(layout), account_(account), rows_(rows), answers_(answers) {}

  TotalCheck check(std::span<const std::size_t> asked_about) {
    const std::set<std::size_t> asked(asked_about.begin(), asked_about.end());
    all_ = totals_of({});
    without_ = asked.empty() ? all_ : totals_of(asked);
    for (std::size_t row = 0; row < layout_.first; ++row) above(row);
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      const RowRole role = rows_[i].role;
      if (role == RowRole::note)
        below(i, texts(rows_[i].row).contains("小计") ? TotalsOf::part : TotalsOf::note);
      if (role == RowRole::total || role == RowRole::section) below(i, TotalsOf::part);
    }
    return std::move(out_);
  }

 private:
  [[nodiscard]] LineTotals totals_of(const std::set<std::size_t>& left_out) const {
    LineTotals out;
    out.unit = account_.unit;
    out.known_unit = account_.unit || account_.unit_column;
    out.sum = account_.has(Column::amount) ? std::optional<std::int64_t>(0) : std::nullopt;
    std::set<std::string_view> names, codes, projects;
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      if (rows_[i].role != RowRole::line || left_out.contains(i)) continue;
      const RowView view(sheet_, account_, rows_[i].row);
      ++out.lines;
      names.insert(view.text(Column::name));
      codes.insert(view.text(Column::code));
      projects.insert(view.text(account_.has(Column::project) ? Column::project : Column::product));
      std::int64_t sum = 0;
      const bool readable =
          out.sum && rows_[i].money && !__builtin_add_overflow(*out.sum, *rows_[i].money, &sum);
      out.sum = readable ? std::optional(sum) : std::nullopt;
    }
    out.counts = {out.lines};
    for (const auto* const some : {&names, &codes, &projects})
      if (!some->contains("")) out.counts.insert(some->size());
    return out;
  }

  /// What stands in a row in words; the figures of the amounts are not.
  [[nodiscard]] std::string texts(std::size_t row) const {
    std::string out;
    for (const Cell& cell : sheet_.cells(row)) {
      const bool figures = cell.kind == CellKind::number || account_.place(Column::amount) == cell.column;
      if (cell.size > 0 && (!figures || !millionths(sheet_.text(cell))))
        out += (out.empty() ? "" : "，") + std::string(sheet_.text(cell));
    }
    return out;
  }

  /// A title, or a total above the heads: its figure is the one in the column of the amounts, or the only one.
  void above(std::size_t row) {
    SaidTotals said = totals_in(texts(row), TotalsOf::list);
    const auto cells = sheet_.cells(row);
    if (std::ranges::any_of(cells, [&](const Cell& cell) { return is_total_word(sheet_.text(cell)); })) {
      std::vector<const Cell*> figures;
      const Cell* of_amount = nullptr;
      for (const Cell& cell : cells) {
        if (!millionths(sheet_.text(cell))) continue;
        figures.push_back(&cell);
        if (account_.place(Column::amount) == cell.column) of_amount = &cell;
      }
      if (of_amount == nullptr && figures.size() == 1) of_amount = figures[0];
      if (of_amount != nullptr) said.sums.emplace_back(sheet_.text(*of_amount));
    }
    compare(row, said, nullptr);
  }

  /// A total, the head of a part, or a note: its sum may be of the lines around it.
  void below(std::size_t i, TotalsOf of) {
    const SaidTotals said = totals_in(texts(rows_[i].row), of);
    if (said.empty()) return;
    LineTotals around;
    around.unit = account_.unit;
    around.known_unit = all_.known_unit;
    for (const bool down : {false, true}) {
      std::uint64_t lines = 0;
      for (std::size_t at = i; down ? ++at < rows_.size() : at-- > 0;) {
        if (rows_[at].role == RowRole::section || rows_[at].role == RowRole::total) {
          if (lines > 0) break;
          continue;
        }
        if (rows_[at].role == RowRole::line) ++lines;
      }
      if (of == TotalsOf::part) around.most = std::max(around.most, lines);
    }
    if (rows_[i].money) {
      around.sum = rows_[i].money;
    } else {
      std::vector<SumRow> sums;
      for (const RowFacts& facts : rows_)
        sums.push_back({facts.role == RowRole::line ? SumRow::Kind::line
                        : facts.role == RowRole::section || facts.role == RowRole::total
                            ? SumRow::Kind::boundary
                            : SumRow::Kind::nothing,
                        facts.money});
      for (const std::string& written : said.sums)
        if (const auto sum = comparable_sum(written, around))
          if (Sums(sums).at(i, *sum, rows_[i].role == RowRole::section).found) around.sum = sum;
    }
    compare(rows_[i].row, said, &around);
  }

  [[nodiscard]] bool any(const LineTotals* part, auto fits) const {
    return fits(all_) || fits(without_) || (part != nullptr && fits(*part));
  }
  void compare(std::size_t row, const SaidTotals& said, const LineTotals* part) {
    Said differs;
    bool compared = false;
    const auto differ = [&differs](const Said& one) {  // 3家，3个项目 says one thing
      if (!differs.en.contains(one.en)) differs += one;
    };
    for (const std::uint64_t count : said.counts) {
      compared = true;
      if (any(part, [&](const LineTotals& t) { return t.counts.contains(count) || count <= t.most; }))
        continue;
      differ(Said("It says " + std::to_string(count) + "; the list has ",
                  "所写数量为 " + std::to_string(count) + "，名单共 ") +
             counted(all_.lines, noun::kLine) + Said(". ", "。"));
    }
    for (const std::string& written : said.sums) {
      const auto sum = comparable_sum(written, all_);
      if (!sum || !all_.sum) continue;
      compared = true;
      if (any(part, [&](const LineTotals& t) { return t.sum == sum; })) continue;
      differ(Said("It says " + sum_words(*sum, all_.known_unit) + "; all lines are " +
                      sum_words(*all_.sum, all_.known_unit) + ". ",
                  "所写金额为 " + sum_words(*sum, all_.known_unit) + "，全部行之和为 " +
                      sum_words(*all_.sum, all_.known_unit) + "。"));
    }
    if (!compared) return;
    const std::size_t line = sheet_.line(row);
    if (differs.en.empty()) {
      out_.checked[line] = {"agrees with the lines", "与各行相符"};
      return;
    }
    Question question;
    question.kind = Question::Kind::total;
    question.written = shortened(texts(row));
    question.lines = {line};
    question.text = differs + Said("Compare them with the published list.", "请与公布的名单核对。");
    question.candidates = {{"accept", {"the lines are right nevertheless", "accept 以各行为准"}}};
    const auto answer = answers_.to(question);
    if (answer && yes_or_no(*answer).value_or(false))
      out_.checked[line] = {"differs, accepted as answered", "不符，按答复接受"};
    else
      out_.questions.push_back(std::move(question));
  }

  const Sheet& sheet_;
  const Layout& layout_;
  const Account& account_;
  std::span<const RowFacts> rows_;
  const ListAnswers& answers_;
  LineTotals all_, without_;
  TotalCheck out_;
};

}  // namespace

TotalCheck check_said_totals(const Sheet& sheet, const Layout& layout, const Account& account,
                             std::span<const RowFacts> rows, std::span<const std::size_t> asked_about,
                             const ListAnswers& answers) {
  return TotalChecker(sheet, layout, account, rows, answers).check(asked_about);
}

}  // namespace credence
