// SPDX-License-Identifier: Apache-2.0
// Where the table of a sheet begins: the heads in one, two or three lines, what stands above them, and what
// each column's head is.
#pragma once

#include <algorithm>

#include "client/lists/head_units.h"
#include "client/lists/heads.h"
#include "client/lists/question.h"
#include "client/lists/sheet.h"

namespace credence {

inline constexpr std::size_t kHeadRowsMax = 30;  // rows in which the heads are looked for
inline constexpr std::size_t kHeadLinesMax = 3;

struct Wanted {
  Column column;
  bool required;
};
/// What a list is for, as far as its columns go.
struct ListKind {
  std::span<const Wanted> columns;
  Money money = Money::none;  // which sum is meant, where heads tell sums apart
  bool name_or_code = false;  // one of the two must be there
  /// The lines are about what is recorded: what they say of it, read or not understood, is compared or asked about.
  bool of_recorded = false;
  /// The lines change recorded ones, which they name by their numbers.
  [[nodiscard]] bool corrects() const {
    return std::ranges::any_of(columns,
                               [](const Wanted& w) { return w.column == Column::line && w.required; });
  }
};

/// A row that is no line of the list.
struct PassedRow {
  enum class Why : std::uint8_t { title, heads, index, section, total, note, asked, left };
  Why why = Why::title;
  std::size_t file_line = 0;
  std::string text;  // its first cell, shortened
  Said checked;      // of a total: what it is the sum of
};
[[nodiscard]] Words words_of(PassedRow::Why why);

struct Layout {
  std::size_t first = 0, last = 0;              // rows of the heads, in the sheet
  std::size_t data = 0;                         // the first row behind the heads
  std::vector<std::vector<std::string>> paths;  // by column: its heads, from above
  std::vector<bool> unseen;                     // by column: the head in the colour of its ground
  /// What lines above the heads say of the unit; of heads in another language with their column.
  struct Unit {
    UnitSaid said;
    std::optional<std::size_t> column;
    std::string text;
  };
  std::vector<Unit> units;
  std::vector<PassedRow> passed;  // above the data
};

/// Nothing where no row has heads of this kind of list.
[[nodiscard]] std::optional<Layout> find_layout(const Sheet& sheet, const ListKind& kind,
                                                const ListAnswers& answers);

/// A head of delimited text that the separator in its brackets cuts in two: "Amount (CNY 10" and "000)".
[[nodiscard]] std::optional<Said> cut_head(const Sheet& sheet, const Layout& layout);

/// The text over a cell: its own, or of the cell that is merged over it.
[[nodiscard]] std::string_view shown_text(const Sheet& sheet, std::size_t row, std::size_t column);
/// The first text of a row, shortened.
[[nodiscard]] std::string first_text(const Sheet& sheet, std::size_t row);
/// What stands in a row, as it is shown to a person.
[[nodiscard]] std::string row_text(const Sheet& sheet, std::size_t row);

}  // namespace credence
