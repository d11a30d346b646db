// The rows of a list, wherever they come from: text in CSV, or a sheet of a workbook. And where its heads
// are: published lists have a title above them, heads in two lines, heads repeated on each page, a total and
// notes below. What is passed over is kept, so that it can be shown.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <set>

#include "client/lists/columns.h"
#include "client/lists/workbook.h"
#include "ledger/domain/types.h"

namespace credence {

/// What a list is read from, and what is known beside it. Refers to all of it: a temporary.
struct ListInput {
  ListInput(std::string_view text) : csv(text) {}    // NOLINT(google-explicit-constructor)
  ListInput(const std::string& text) : csv(text) {}  // NOLINT(google-explicit-constructor)
  ListInput(const char* text) : csv(text) {}         // NOLINT(google-explicit-constructor)
  ListInput(const Sheet& from) : sheet(&from) {}     // NOLINT(google-explicit-constructor)

  std::string_view csv;
  const Sheet* sheet = nullptr;    // in place of `csv`
  std::optional<AmountUnit> unit;  // of an amount column that does not say it
  /// Enterprises of lines that name none by code, and the registered names of those that are written
  /// otherwise; by the line in the file.
  const std::map<std::size_t, Uscc>* codes = nullptr;
  const std::map<std::size_t, Name>* names = nullptr;
  const std::set<Uscc>* excepted = nullptr;  // codes that stand as recorded exceptions (code_exceptions.h)
};

/// The code in a field: as the standard has it, or one of `input.excepted`. Another one that is wrong by its
/// check digit alone is refused too, and added to `misfits`: the ledger may know it.
[[nodiscard]] Result<Uscc> parse_listed_code(std::string_view text, const ListInput& input,
                                             std::set<Uscc>& misfits);

class ListRows {
 public:
  /// `not_utf8` for text in another encoding.
  [[nodiscard]] static Result<ListRows> of(const ListInput& input);
  /// The next record that is not blank; nothing at the end.
  [[nodiscard]] std::optional<CsvRecord> next();
  /// Puts records back, in order.
  void put_back(std::vector<CsvRecord> records);
  [[nodiscard]] std::span<const MergedCells> merged() const;

 private:
  explicit ListRows(const ListInput& input) : input_(input), csv_(input.csv) {}
  ListInput input_;
  CsvReader csv_;
  std::size_t at_ = 0;  // in the sheet
  std::deque<CsvRecord> back_;
};

/// A row that is no line of the list.
struct PassedRow {
  enum class Why { title, heads, total, note };
  Why why = Why::title;
  std::size_t file_line = 0;
  std::string text;  // its first cell, shortened
};

struct ListHead {
  Columns columns;
  std::optional<AmountUnit> unit;  // of the head, of the title, or as the input says
  std::vector<PassedRow> passed;
};

/// Takes the rows up to the heads, and the heads: in one line, or in two of which the upper one spans. The
/// first line that has all required heads is taken. `empty_list`; where no line has them, what is missing in
/// the one that has most.
[[nodiscard]] Result<ListHead> take_head(ListRows& rows, std::span<const ColumnRule> rules,
                                         std::optional<AmountUnit> unit);

/// 合计, 总计, 小计, total …: a row of sums.
[[nodiscard]] bool is_total(std::string_view cell);
/// 注：…, 备注：…, 制表人：…: a note below a list, in the only cell of its row.
[[nodiscard]] bool is_footnote(const CsvRecord& record);
/// At most 60 bytes, whole characters.
[[nodiscard]] std::string shortened(std::string_view text);

}  // namespace credence
