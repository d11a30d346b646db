// SPDX-License-Identifier: Apache-2.0
// Reads delimited text as departments send it: RFC 4180 with a separator of choice, LF or CRLF, quoted fields
// with separators, doubled quotes and line breaks inside, ="0012" as spreadsheets keep text, '=1 as csv_line keeps it. The text is
// UTF-8.
//
// The reader never stops at a bad record: it hands the record out with its problem and goes on at the next
// line, so that one pass finds every bad line. Only a quote that is never closed ends the file, since what
// follows cannot be told apart.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/base/said.h"

namespace credence {

inline constexpr std::size_t kCsvFieldBytesMax = 4096;  // one field
inline constexpr std::size_t kCsvFieldsMax = 16'384;    // one record

struct CsvRecord {
  std::size_t line = 0;              // the physical line on which it starts, from 1
  std::vector<std::string> fields;   // unquoted, blanks at both ends (also U+3000) removed
  std::optional<Complaint> problem;  // `bad_csv`, `field_too_long`: the fields are then incomplete
};

class CsvReader {
 public:
  /// Skips a BOM. `text` and `separator` must outlive the reader.
  explicit CsvReader(std::string_view text, std::string_view separator = ",");
  /// The next record that is not blank; nothing at the end.
  [[nodiscard]] std::optional<CsvRecord> next();

 private:
  [[nodiscard]] std::string quoted_field(CsvRecord& record);
  [[nodiscard]] std::string plain_field(CsvRecord& record);
  [[nodiscard]] bool at_line_end() const;
  [[nodiscard]] bool at_separator() const { return text_.substr(at_, separator_.size()) == separator_; }
  void skip_blanks();
  void end_line();
  CsvRecord read_record();

  std::string_view text_, separator_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

/// One line for a CSV file: quotes what needs quotes, ends in LF. A text that an office program would take for a
/// formula (= + - @, also in full width; a number is none) stands behind an apostrophe; the reader takes it away.
[[nodiscard]] std::string csv_line(const std::vector<std::string>& fields);

/// A field without the apostrophe that csv_line put before it: also of a workbook that an office program made of the
/// file.
[[nodiscard]] std::string without_guard(std::string field);

/// Without blanks (space, tab, no-break space, U+3000) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

}  // namespace credence
