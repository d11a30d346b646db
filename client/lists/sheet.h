// SPDX-License-Identifier: Apache-2.0
// A list as it lies in its file, whatever the file's format: rows of cells, each with what a person sees in
// it and with what makes a person not see it.
//
// A value; nothing is shared. Texts are folded (characters.h) and lie together in one string, cells are
// twelve bytes: a list of 100,000 lines takes about 20 MB.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "client/base/said.h"

namespace credence {

inline constexpr std::size_t kSheetRowsMax = 1'000'000;
inline constexpr std::size_t kSheetColumnsMax = 16'384;
inline constexpr std::size_t kSheetCellsMax = 20'000'000;  // that are not empty
inline constexpr std::size_t kSheetTextBytesMax = std::size_t{256} << 20;
inline constexpr std::size_t kCellBytesMax = 4096;         // longer texts are cut and marked
inline constexpr std::size_t kMergedCellsMax = 1'000'000;  // cells that lie under merged ones
inline constexpr std::size_t kLookalikesMax = 200;         // kinds that are kept

enum class CellKind : std::uint8_t {
  empty,
  text,
  number,      // as a person reads it: 15 digits
  day,         // ISO 8601
  error,       // #REF! and the like, as the program computed it
  uncomputed,  // a formula without a value
};

/// Marks of a cell.
enum : std::uint8_t {
  kStruck = 1,      // struck through, all of it
  kUnseen = 2,      // in the colour of its ground, or by a format that shows nothing
  kCut = 4,         // longer than `kCellBytesMax`
  kRounded = 8,     // the format shows fewer decimals than the number has
  kDisguised = 16,  // the format shows another number: divided by thousands, a point of its own
  kBroken = 32,     // of several lines, or with a tab between: one text, or several
  kPartStruck = 64  // a part was struck through, and is left out
};

struct Cell {
  std::uint32_t offset = 0;
  std::uint16_t size = 0, column = 0;
  CellKind kind = CellKind::empty;
  std::uint8_t marks = 0;
};

/// Rows are lines of the file, from 1; columns from 0.
struct MergedCells {
  std::size_t first_row = 0, last_row = 0;
  std::size_t first_column = 0, last_column = 0;
};

/// "A", "AB".
[[nodiscard]] std::string column_letters(std::size_t column);
/// Of "A" or "ab"; nothing for another text.
[[nodiscard]] std::optional<std::size_t> column_of_letters(std::string_view text);

class Sheet {
 public:
  struct Row {
    std::uint32_t line = 0;             // in the file, from 1
    std::uint32_t first = 0, size = 0;  // in the cells
    std::uint32_t fields = 0;           // of delimited text: how many the line has, blank ones too
    bool hidden = false;
  };
  /// Characters that were folded, by what was seen.
  struct Folded {
    char32_t meant = 0;
    std::size_t count = 0;
    std::size_t line = 0, column = 0;  // where first
  };
  enum class State : std::uint8_t { visible, hidden, very_hidden };
  /// Whether texts are folded, or stay as they are: to be compared, not recorded.
  enum class Texts : std::uint8_t { folded, as_written };

  Sheet() = default;
  explicit Sheet(Texts texts) : texts_(texts) {}

  std::string name;
  State state = State::visible;
  Said source;  // how the file was read, where that is worth saying: "GB18030", "separated by tabs"
  // Of delimited text, where a missing quote shifts the fields of its line; empty for a workbook.
  std::string separator;
  bool filtered = false;                                                // rows may be hidden by a filter
  std::map<std::pair<std::size_t, std::size_t>, std::string> comments;  // beside cells, by line and column

  // ---- reading
  [[nodiscard]] std::size_t rows() const { return rows_.size(); }
  [[nodiscard]] const Row& row(std::size_t row) const { return rows_[row]; }
  [[nodiscard]] std::size_t line(std::size_t row) const { return rows_[row].line; }
  /// One past the last column that has a cell.
  [[nodiscard]] std::size_t columns() const { return columns_; }
  [[nodiscard]] std::span<const Cell> cells(std::size_t row) const {
    return std::span(cells_).subspan(rows_[row].first, rows_[row].size);
  }
  /// The cell itself, without what lies merged over it; an empty one where there is none.
  [[nodiscard]] const Cell& cell(std::size_t row, std::size_t column) const;
  [[nodiscard]] std::string_view text(const Cell& cell) const {
    return std::string_view(text_).substr(cell.offset, cell.size);
  }
  [[nodiscard]] std::string_view text(std::size_t row, std::size_t column) const {
    return text(cell(row, column));
  }
  /// The cell that is merged over this one from the row above or the column before; nullptr if none is.
  [[nodiscard]] const Cell* merged_over(std::size_t row, std::size_t column) const;
  [[nodiscard]] const std::vector<MergedCells>& merged() const { return merged_; }
  [[nodiscard]] bool column_hidden(std::size_t column) const;
  [[nodiscard]] bool as_written() const { return texts_ == Texts::as_written; }
  /// What is wrong with a whole line of delimited text.
  [[nodiscard]] const Complaint* problem(std::size_t row) const;
  [[nodiscard]] const std::map<char32_t, Folded>& folded() const { return folded_; }
  /// More than is kept: whoever makes the sheet ends there.
  [[nodiscard]] bool too_large() const {
    return text_.size() > kSheetTextBytesMax || cells_.size() > kSheetCellsMax;
  }

  // ---- making: rows by rising line, cells by rising column, then `merge` and `finish`
  void begin_row(std::size_t line, bool hidden);
  void add(std::size_t column, std::string_view text, CellKind kind, std::uint8_t marks = 0);
  void end_row(std::size_t fields = 0);  // a row without cells is left out, unless it has a problem
  void set_problem(Complaint problem);   // of the row that is begun
  void hide_columns(std::size_t first, std::size_t last) { hidden_columns_.emplace_back(first, last); }
  void merge(const MergedCells& range) { merged_.push_back(range); }
  /// False if more lies under merged cells than is kept.
  [[nodiscard]] bool finish();

 private:
  [[nodiscard]] const Cell* find(std::size_t row, std::size_t column) const;

  Texts texts_ = Texts::folded;
  std::string text_;
  std::vector<Cell> cells_;
  std::vector<Row> rows_;
  std::size_t columns_ = 0;
  std::vector<std::pair<std::size_t, std::size_t>> hidden_columns_;
  std::vector<MergedCells> merged_;
  std::unordered_map<std::uint64_t, std::uint32_t>
      under_;  // row and column to the index of the cell above all
  std::map<std::size_t, Complaint> problems_;
  std::map<char32_t, Folded> folded_;
};

}  // namespace credence
