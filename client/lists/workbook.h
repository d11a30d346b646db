// SPDX-License-Identifier: Apache-2.0
// Reads the sheets of an XLSX workbook (ECMA-376, transitional and strict) as sheets of cells, every cell as
// the text that a person sees. Parts are found by their relations, whatever their paths and prefixes.
//
// Debian 12 has libraries that write XLSX (libxlsxwriter) and none in C or C++ that reads it. So the two hard
// parts are theirs, the container libzip's and the XML expat's; what is here takes names, shared strings,
// styles and cells from them, within bounds: a workbook comes from outside.
//
//   text      shared, inline or computed; phonetic guides are left out
//   number    as a person reads it, 15 digits: 600.55 also where the file says 600.54999999999995. What has
//             more than 15 digits was damaged when it was typed (a code in a number cell): it stays in
//             scientific form, so that no column takes it for a code or an amount
//   day       a number whose style is one of days: 2024-11-25
//   formula   the value that was last computed
//
// A value: nothing is shared, no file stays open.
#pragma once

#include "client/lists/sheet.h"
#include "client/lists/styles.h"

namespace credence {

inline constexpr std::size_t kWorkbookBytesMax = std::size_t{128} << 20;  // the file
inline constexpr std::size_t kSheetsMax = 256;
inline constexpr std::size_t kSheetNameBytesMax = 512;
inline constexpr std::size_t kRelationsMax = 10'000;
inline constexpr std::size_t kCommentsMax = 10'000;   // of a sheet; more are not kept
inline constexpr std::size_t kCommentBytesMax = 512;  // longer ones are cut
inline constexpr std::size_t kSharedStringsMax = 4'000'000;

/// A text in runs, of which some may be struck through.
class RunText {
 public:
  void add(std::string_view text, bool struck);
  void clear();
  [[nodiscard]] const std::string& whole() const { return whole_; }
  [[nodiscard]] bool struck() const { return struck_; }  // some of it
  /// What is not struck, where that is neither all nor nothing. Figures on both sides of a struck run are not joined.
  [[nodiscard]] std::optional<std::string> rest() const;

 private:
  std::string whole_, rest_;
  bool struck_ = false, gap_ = false;
};

/// Texts that cells share, one behind the other.
struct SharedStrings {
  std::string text;
  std::vector<std::uint32_t> ends;
  std::vector<bool> struck;                    // some of it
  std::map<std::uint32_t, std::string> rests;  // of those that are struck in part
  [[nodiscard]] std::size_t size() const { return ends.size(); }
  [[nodiscard]] std::string_view operator[](std::size_t i) const {
    const std::size_t begin = i == 0 ? 0 : ends[i - 1];
    return std::string_view(text).substr(begin, ends[i] - begin);
  }
};

class Workbook {
 public:
  /// `bad_workbook` (no workbook, or damaged: where), `workbook_protected`, `workbook_too_large`, and what
  /// `refusal_of` says.
  [[nodiscard]] static std::expected<Workbook, Complaint> read(std::string_view bytes);

  struct Entry {
    std::string name;
    Sheet::State state = Sheet::State::visible;
    std::string part;  // its path in the container
  };
  [[nodiscard]] const std::vector<Entry>& sheets() const { return sheets_; }
  /// Where its parts are, empty where there is none; `others`: kinds of further parts, by their relations.
  struct Parts {
    std::string book, strings, styles, theme;
    std::vector<std::string> others;
  };
  [[nodiscard]] const Parts& parts() const { return parts_; }
  /// One sheet. `bytes` as given to `read`.
  [[nodiscard]] std::expected<Sheet, Complaint> sheet(std::string_view bytes, std::size_t index,
                                                      Sheet::Texts texts = Sheet::Texts::folded) const;

 private:
  Parts parts_;
  std::vector<Entry> sheets_;
  SharedStrings strings_;
  std::vector<CellStyle> styles_;
  bool from_1904_ = false;
};

/// A spreadsheet's day number as ISO 8601, the time of day left out; empty if it is none of 1900 to 9999.
[[nodiscard]] std::string date_of_serial(double serial, bool from_1904);

}  // namespace credence
