// SPDX-License-Identifier: Apache-2.0
#include "client/lists/layout.h"

#include <algorithm>

#include "client/base/characters.h"

namespace credence {
namespace {

constexpr std::size_t kHeadColumnsMax = 1'000;  // beyond them heads are of one line

/// Something that stands in a line and not in a head.
bool is_datum(const Sheet& sheet, const Cell& cell) {
  const std::string_view text = sheet.text(cell);
  const bool year = text.size() == 4 && text.starts_with("20") &&
                    text.find_first_not_of("0123456789") == std::string_view::npos;
  if (cell.kind == CellKind::day || cell.kind == CellKind::error || cell.kind == CellKind::uncomputed)
    return true;
  if (cell.kind == CellKind::number) return !year;
  if (year || text.size() < 1) return false;
  if (millionths(text) || read_day(text)) return true;
  return text.size() == Uscc::kSize && (parse_uscc(text) || misfit_uscc(text));
}

/// What stands behind a colon is a unit: 万元 of "金额：万元", RMB 10,000 of "Amount: RMB 10,000", and no sum as in
/// "总计：100万元".
bool is_unit(const std::string& text) {
  const std::string form = head_form(text);
  std::string_view rest = std::string_view(form).substr(form.find(':') + 1);
  if (rest.ends_with(')')) rest.remove_suffix(1);
  const bool figures = rest.find_first_of("0123456789") != std::string_view::npos;
  const bool english = rest.find_first_of("abcdefghijklmnopqrstuvwxyz") != std::string_view::npos;
  return (!figures || english) && unit_alone(rest).says();
}

/// A title, or a label with what it labels: "附件1", "2026年资金安排表", "填报日期：2026年1月". Groups of
/// heads have short names.
bool is_title(const std::string& text) {
  const std::string plain = plain_form(text);
  const HeadMeaning meaning = meaning_of(text);
  const std::size_t colon = plain.find(':');
  if (colon != std::string::npos && colon + 1 < plain.size() && !unit_in_line(text).says() &&
      !is_unit(text) && !plain.starts_with("其中"))
    return true;
  std::string_view bare = plain;  // without what is in brackets at its end: （单位：万元）
  if (bare.ends_with(')') && bare.find('(') != std::string_view::npos) bare = bare.substr(0, bare.rfind('('));
  for (const std::string_view end : {"表", "名单", "清单", "公示", "公告", "通知", "方案", "明细", "附件"})
    if (bare.ends_with(end)) return true;
  if (plain.starts_with("附件") || plain.starts_with("附表")) return true;
  return characters_in(bare) > 15 && !(meaning.sure && meaning.column);
}

class LayoutFinder {
 public:
  LayoutFinder(const Sheet& sheet, const ListKind& kind, const ListAnswers& answers)
      : sheet_(sheet), kind_(kind), answers_(answers), columns_(std::min(sheet.columns(), kHeadColumnsMax)) {}

  std::optional<Layout> find() {
    struct Block {
      std::size_t first = 0, last = 0;
      unsigned score = 0;
    };
    std::vector<Block> blocks;
    const std::size_t rows = std::min(sheet_.rows(), kHeadRowsMax);
    for (std::size_t first = 0; first < rows; ++first) {
      if (!may_begin(first)) continue;
      std::optional<Block> best;
      for (std::size_t last = first; last < std::min(rows, first + kHeadLinesMax); ++last) {
        if (last > first && !continues(first, last)) break;
        const Block block{first, last, score_of(paths(first, last))};
        if (!best || block.score >= best->score) best = block;
      }
      if (best->score > 0) blocks.push_back(*best);
    }
    if (blocks.empty()) return std::nullopt;
    // Heads stand above their lines: of heads that say nearly as much, the first are meant, and others are
    // those of a later page.
    const unsigned most = std::ranges::max(blocks, {}, &Block::score).score;
    const auto first =
        std::ranges::find_if(blocks, [most](const Block& block) { return block.score * 4 >= most * 3; });
    return layout(first->first, first->last);
  }

 private:
  using Paths = std::vector<std::vector<std::string>>;

  std::size_t filled(std::size_t row) const {
    return static_cast<std::size_t>(std::ranges::count_if(sheet_.cells(row), [&](const Cell& cell) {
      return cell.size > 0 && sheet_.merged_over(row, cell.column) == nullptr;
    }));
  }

  /// A first line of heads: several of them, no data, no labels with a colon; a single one only where the
  /// list has one column.
  bool may_begin(std::size_t row) const {
    if (sheet_.problem(row) != nullptr) return false;
    std::size_t heads = 0;
    for (const Cell& cell : sheet_.cells(row)) {
      const std::string text(sheet_.text(cell));
      if (is_datum(sheet_, cell) || is_title(text)) return false;
      if (!unit_in_line(text).says() || meaning_of(text).column) ++heads;
    }
    if (heads >= 2) return true;
    return heads == 1 && filled(row) == 1 &&
           meaning_of(std::string(sheet_.text(sheet_.cells(row)[0]))).sure &&
           !spans(row, sheet_.cells(row)[0].column);
  }
  bool spans(std::size_t row, std::size_t column) const {
    return std::ranges::any_of(sheet_.merged(), [&](const MergedCells& m) {
      return m.first_row == sheet_.line(row) && m.first_column == column && m.last_column > m.first_column;
    });
  }

  /// A head's text in a line of heads: its own; where it is merged over, the one above or before.
  std::string own(std::size_t row, std::size_t column) const {
    return std::string(shown_text(sheet_, row, column));
  }
  bool from_above(std::size_t first, std::size_t row, std::size_t column) const {
    const Cell* const over = sheet_.merged_over(row, column);
    if (over == nullptr) return false;
    for (std::size_t above = first; above < row; ++above)
      if (&sheet_.cell(above, over->column) == over) return true;
    return false;
  }

  /// Whether a line belongs to the heads that began above it.
  bool continues(std::size_t first, std::size_t row) const {
    if (sheet_.problem(row) != nullptr ||
        std::ranges::any_of(sheet_.cells(row), [&](const Cell& cell) { return is_datum(sheet_, cell); }))
      return false;
    const Paths above = paths(first, row - 1);
    bool merged = false, under_span = false, beside = false, only_without_head = true;
    std::size_t labelled = 0, sure = 0, others = 0, same = 0;
    for (std::size_t column = 0; column < columns_; ++column) {
      const std::string text = own(row, column);
      if (from_above(first, row, column)) {
        merged = merged || sheet_.merged_over(row, column)->column == column;
        continue;
      }
      const HeadMeaning upper = meaning_of(above[column]);
      const bool spanned = in_span(row - 1, row, column);
      if (text.empty()) continue;
      if (spanned) under_span = true;
      if (!above[column].empty()) only_without_head = false;
      if (!spanned && upper.sure && upper.column) beside = true;
      const HeadMeaning lower = meaning_of(text);
      ++(lower.understood ? labelled : others);
      if (lower.sure && lower.column) ++sure;
      if (lower.column && lower.column == upper.column && lower.sure && !spanned) ++same;
    }
    if (same >= 2) return false;  // the same heads once more, in another language
    if (only_without_head && labelled > 0 && others == 0) return true;
    if (merged || (under_span && !beside)) return true;
    return others == 0 && !beside && (labelled >= 2 || (sure == 1 && labelled == 1));
  }

  /// Whether the head above a column of the next line is one that spans: merged, or with nothing beside it.
  bool in_span(std::size_t upper, std::size_t lower, std::size_t column) const {
    const auto blank = [&](std::size_t c) {
      return sheet_.text(upper, c).empty() && sheet_.merged_over(upper, c) == nullptr;
    };
    if (const Cell* const over = sheet_.merged_over(upper, column); over != nullptr && over->column != column)
      return true;
    if (spans(upper, column)) return true;
    if (blank(column))
      return column > 0 && !own(lower, column).empty() && !own(lower, column - 1).empty() &&
             !filled_from(upper, lower, column).empty();
    return column + 1 < columns_ && blank(column + 1) && !own(lower, column).empty() &&
           !own(lower, column + 1).empty();
  }
  /// The head that spans a column although no cells are merged: the nearest before it, if every column
  /// between has a head below.
  std::string filled_from(std::size_t upper, std::size_t lower, std::size_t column) const {
    while (column > 0 && own(upper, column).empty() && !own(lower, column).empty()) --column;
    return own(lower, column).empty() ? "" : own(upper, column);
  }

  Paths paths(std::size_t first, std::size_t last) const {
    Paths out(sheet_.columns());
    for (std::size_t column = 0; column < sheet_.columns(); ++column)
      for (std::size_t row = first; row <= last; ++row) {
        if (from_above(first, row, column) && sheet_.merged_over(row, column)->column == column) continue;
        std::string text = own(row, column);
        if (text.empty() && row < last && column < columns_) text = filled_from(row, row + 1, column);
        if (!text.empty() && (out[column].empty() || out[column].back() != text))
          out[column].push_back(std::move(text));
      }
    return out;
  }

  unsigned score_of(const Paths& paths) const {
    unsigned out = 0;
    std::vector<HeadMeaning> meanings;
    for (const auto& path : paths)
      if (!path.empty()) meanings.push_back(meaning_of(path));
    for (const Wanted& wanted : kind_.columns) {
      unsigned best = 0;
      for (const HeadMeaning& meaning : meanings)
        if (meaning.column == wanted.column) best = std::max(best, meaning.sure ? 3U : 1U);
      out += best;
    }
    for (const auto& [column, head] : answers_.columns)
      for (const auto& path : paths)
        if (!path.empty() && is_named(path.back(), head)) out += 2;
    return out;
  }

  Layout layout(std::size_t first, std::size_t last) const {
    Layout out;
    out.first = first;
    out.last = last;
    out.paths = paths(first, last);
    out.unseen.resize(sheet_.columns());
    for (std::size_t row = first; row <= last; ++row)
      for (const Cell& cell : sheet_.cells(row))
        if ((cell.marks & kUnseen) != 0) out.unseen[cell.column] = true;
    for (std::size_t row = 0; row < first; ++row) {
      out.passed.push_back({PassedRow::Why::title, sheet_.line(row), row_text(sheet_, row), {}});
      for (const Cell& cell : sheet_.cells(row))
        if (const UnitSaid said = unit_in_line(sheet_.text(cell)); said.says())
          out.units.push_back({said, std::nullopt, std::string(sheet_.text(cell))});
    }
    out.data = last + 1;
    while (out.data < sheet_.rows() && again(out, out.data)) {
      for (const Cell& cell : sheet_.cells(out.data))
        if (const HeadMeaning meaning = meaning_of(std::string(sheet_.text(cell)));
            meaning.unit || meaning.other_unit)
          out.units.push_back(
              {{meaning.unit, meaning.other_unit}, cell.column, std::string(sheet_.text(cell))});
      out.passed.push_back({PassedRow::Why::heads, sheet_.line(out.data), first_text(sheet_, out.data), {}});
      ++out.data;
    }
    return out;
  }

  /// The same heads once more, in another language.
  bool again(const Layout& layout, std::size_t row) const {
    std::size_t same = 0;
    for (const Cell& cell : sheet_.cells(row)) {
      if (is_datum(sheet_, cell)) return false;
      const HeadMeaning below = meaning_of(std::string(sheet_.text(cell)));
      const HeadMeaning above = meaning_of(layout.paths[cell.column]);
      if (below.column && below.sure && below.column != above.column) return false;
      if (below.column && below.sure) ++same;
    }
    return same >= 2;
  }

  const Sheet& sheet_;
  const ListKind& kind_;
  const ListAnswers& answers_;
  const std::size_t columns_;
};

}  // namespace

Words words_of(PassedRow::Why why) {
  switch (why) {
    case PassedRow::Why::title:
      return {"title", "标题"};
    case PassedRow::Why::heads:
      return {"heads once more", "重复的表头"};
    case PassedRow::Why::index:
      return {"numbers of the columns", "栏次"};
    case PassedRow::Why::section:
      return {"section", "分节"};
    case PassedRow::Why::total:
      return {"total", "合计"};
    case PassedRow::Why::note:
      return {"note", "备注"};
    case PassedRow::Why::asked:
      return {"asked about", "待确认"};
    case PassedRow::Why::left:
      return {"left out as answered", "按答复略过"};
  }
  return {};
}

std::string_view shown_text(const Sheet& sheet, std::size_t row, std::size_t column) {
  const Cell* const over = sheet.merged_over(row, column);
  return over != nullptr ? sheet.text(*over) : sheet.text(row, column);
}

std::string first_text(const Sheet& sheet, std::size_t row) {
  for (const Cell& cell : sheet.cells(row))
    if (cell.size > 0) return shortened(sheet.text(cell));
  return {};
}

std::string row_text(const Sheet& sheet, std::size_t row) {
  constexpr std::size_t kLongest = 2'000;  // characters
  std::string out;
  for (const Cell& cell : sheet.cells(row))
    if (cell.size > 0) out += (out.empty() ? "" : "  ") + std::string(sheet.text(cell));
  return shortened(out, kLongest);
}

std::optional<Said> cut_head(const Sheet& sheet, const Layout& layout) {
  if (sheet.separator.empty()) return std::nullopt;
  const auto open = [](std::string_view text) {
    const std::string form = head_form(text);
    return std::ranges::count(form, '(') - std::ranges::count(form, ')');
  };
  for (std::size_t row = layout.first; row <= layout.last; ++row)
    for (std::size_t column = 0; column + 1 < sheet.columns(); ++column) {
      const std::string_view one = sheet.text(row, column), next = sheet.text(row, column + 1);
      if (open(one) > 0 && open(next) < 0)
        return Said("a head that its comma cuts; put it in quotation marks: ",
                    "表头被其中的分隔符拆开，请加引号：") +
               Said(shortened(one) + sheet.separator + shortened(next));
    }
  return std::nullopt;
}

std::optional<Layout> find_layout(const Sheet& sheet, const ListKind& kind, const ListAnswers& answers) {
  return LayoutFinder(sheet, kind, answers).find();
}

}  // namespace credence
