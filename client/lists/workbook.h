// Reads the sheets of an XLSX workbook (ECMA-376) as records, as csv.h reads CSV: one record a row with its
// number in the sheet, every cell as the text that the sheet means.
//
// Debian 12 has libraries that write XLSX (libxlsxwriter) and none in C or C++ that reads it. So the two hard
// parts are theirs, the container libzip's and the XML expat's; what is here takes names, shared strings,
// styles and cells from them, within bounds: a workbook comes from outside.
//
//   text      shared, inline or computed; phonetic guides are left out
//   number    as a person reads it, 15 digits: 600.55 also where the file says 600.54999999999995. What has
//             more than 15 digits was damaged when it was typed (a code in a number cell): it stays in
//             scientific form, so that no column takes it for a code or an amount
//   date      a number whose style is one of dates: 2024-11-25
//   formula   the value that was last computed; `empty_formula` where there is none
//
// A value: nothing is shared, no file stays open.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "client/base/csv.h"
#include "client/base/list_errors.h"

namespace credence {

inline constexpr std::size_t kWorkbookBytesMax = std::size_t{128} << 20;  // the file
inline constexpr std::size_t kSheetRowsMax = 1'000'000;
inline constexpr std::size_t kSheetsMax = 256;
inline constexpr std::size_t kSharedStringsMax = 4'000'000;
inline constexpr std::size_t kWorkbookTextBytesMax = std::size_t{256} << 20;  // all cells of a sheet together
/// XML that one part unpacks to: at most so much, and above `kPartBytesFree` at most so many times its packed
/// size. Sheets of office programs stay below 60 times; a bomb has 1,000.
inline constexpr std::size_t kPartBytesMax = std::size_t{1} << 30;
inline constexpr std::size_t kPartBytesFree = std::size_t{32} << 20;
inline constexpr std::size_t kPartRatioMax = 200;

/// What a file is by its first bytes, whatever its name says.
enum class ListFormat : std::uint8_t { text, workbook, old_workbook, protected_workbook, markup };
[[nodiscard]] ListFormat format_of(std::string_view bytes);

struct MergedCells {
  std::size_t first_row = 0, last_row = 0;        // as in the sheet, from 1
  std::size_t first_column = 0, last_column = 0;  // from 0
};

struct Sheet {
  std::string name;
  std::vector<CsvRecord> records;   // rows that are not empty
  std::vector<MergedCells> merged;  // those that begin in the first `kHeadRowsMax` rows
  std::size_t hidden_rows = 0;      // of `records`: hidden, by hand or by a filter
};

class Workbook {
 public:
  /// `workbook_protected`, `old_workbook`, `bad_workbook` (no workbook, or damaged: where),
  /// `workbook_too_large`.
  [[nodiscard]] static Result<Workbook> read(std::string_view bytes);

  struct Entry {
    std::string name;
    bool hidden = false;
    std::string part;  // its path in the container
  };
  [[nodiscard]] const std::vector<Entry>& sheets() const { return sheets_; }
  /// One sheet. `bytes` as given to `read`.
  [[nodiscard]] Result<Sheet> sheet(std::string_view bytes, std::size_t index) const;

 private:
  std::vector<Entry> sheets_;
  std::vector<std::string> strings_;
  std::vector<bool> date_styles_;  // by the index of a cell's style
  bool from_1904_ = false;
};

/// A spreadsheet's day number as ISO 8601, the time of day left out; empty if it is none of 1900 to 9999.
[[nodiscard]] std::string date_of_serial(double serial, bool from_1904);
/// Whether a number format shows a date: y, d, or m beside them, outside quotes and brackets.
[[nodiscard]] bool is_date_format(std::string_view code);

}  // namespace credence
