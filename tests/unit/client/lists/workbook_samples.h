// SPDX-License-Identifier: Apache-2.0
// Workbooks for tests: as an office program writes them (libxlsxwriter), and part by part (libzip) for those
// that no office program would.
#pragma once

#include <xlsxwriter.h>
#include <zip.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "ledger/domain/types.h"

namespace credence::testing {

/// A directory that goes with the test.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "credence-lists-XXXXXX").string();
    path_ = mkdtemp(pattern.data());
  }
  ~ScratchFolder() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}
inline void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

using BookCell = std::variant<std::monostate, std::string, double, Date>;
struct BookSheet {
  std::string name;
  std::vector<std::vector<BookCell>> rows;
  std::vector<std::array<int, 4>> merged =
      {};  // first row, first column, last row, last column, from 0; empty cells
  bool hidden = false;
};

inline void write_book(const std::filesystem::path& path, const std::vector<BookSheet>& sheets) {
  lxw_workbook* const book = workbook_new(path.c_str());
  lxw_format* const date = workbook_add_format(book);
  format_set_num_format(date, "yyyy/m/d;@");
  for (const BookSheet& sheet : sheets) {
    lxw_worksheet* const out = workbook_add_worksheet(book, sheet.name.c_str());
    for (const auto& m : sheet.merged)
      worksheet_merge_range(out, static_cast<lxw_row_t>(m[0]), static_cast<lxw_col_t>(m[1]),
                            static_cast<lxw_row_t>(m[2]), static_cast<lxw_col_t>(m[3]), "", nullptr);
    for (std::size_t r = 0; r < sheet.rows.size(); ++r)
      for (std::size_t c = 0; c < sheet.rows[r].size(); ++c) {
        const auto row = static_cast<lxw_row_t>(r);
        const auto column = static_cast<lxw_col_t>(c);
        if (const auto* const text = std::get_if<std::string>(&sheet.rows[r][c]))
          worksheet_write_string(out, row, column, text->c_str(), nullptr);
        if (const auto* const number = std::get_if<double>(&sheet.rows[r][c]))
          worksheet_write_number(out, row, column, *number, nullptr);
        if (const auto* const day = std::get_if<Date>(&sheet.rows[r][c])) {
          lxw_datetime at = {day->year, day->month, day->day, 0, 0, 0};
          worksheet_write_datetime(out, row, column, &at, date);
        }
      }
    if (sheet.hidden) worksheet_hide(out);
  }
  if (workbook_close(book) != LXW_NO_ERROR) throw std::runtime_error("no workbook");
}
inline std::string book_bytes(const std::vector<BookSheet>& sheets) {
  const ScratchFolder scratch;
  write_book(scratch / "book.xlsx", sheets);
  return file_bytes(scratch / "book.xlsx");
}

/// A container of these parts.
inline std::string zip_bytes(const std::map<std::string, std::string>& parts) {
  const ScratchFolder scratch;
  const std::string path = scratch / "parts.zip";
  int error = 0;
  zip_t* const zip = zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &error);
  for (const auto& [name, text] : parts)
    zip_file_add(zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
  if (zip_close(zip) != 0) throw std::runtime_error("no container");
  return file_bytes(path);
}
/// The parts of such a container.
inline std::map<std::string, std::string> parts_of_zip(const std::filesystem::path& path) {
  std::map<std::string, std::string> out;
  int error = 0;
  zip_t* const zip = zip_open(path.c_str(), ZIP_RDONLY, &error);
  for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); ++i) {
    zip_stat_t stat;
    zip_stat_index(zip, static_cast<zip_uint64_t>(i), 0, &stat);
    std::string text(stat.size, '\0');
    zip_file_t* const file = zip_fopen_index(zip, static_cast<zip_uint64_t>(i), 0);
    if (zip_fread(file, text.data(), text.size()) < 0) throw std::runtime_error("no part");
    zip_fclose(file);
    out[stat.name] = text;
  }
  zip_discard(zip);
  return out;
}
/// The least that is a workbook, with this sheet: the rows, what stands before them and behind them, and
/// styles.
inline std::map<std::string, std::string> book_parts(const std::string& sheet_xml,
                                                     const std::string& styles = "") {
  const std::string kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  std::map<std::string, std::string> out = {
      {"_rels/.rels", "<Relationships><Relationship Id=\"r1\" Type=\"" + kind +
                          "officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"},
      {"xl/workbook.xml",
       "<workbook xmlns:r=\"x\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"},
      {"xl/_rels/workbook.xml.rels",
       "<Relationships><Relationship Id=\"r1\" Type=\"" + kind +
           "worksheet\" Target=\"worksheets/sheet1.xml\"/>" +
           (styles.empty() ? ""
                           : "<Relationship Id=\"r2\" Type=\"" + kind + "styles\" Target=\"styles.xml\"/>") +
           "</Relationships>"},
      {"xl/worksheets/sheet1.xml", sheet_xml}};
  if (!styles.empty()) out["xl/styles.xml"] = "<styleSheet>" + styles + "</styleSheet>";
  return out;
}
inline std::string xml_sheet(const std::string& rows, const std::string& before = "",
                             const std::string& behind = "") {
  return "<worksheet>" + before + "<sheetData>" + rows + "</sheetData>" + behind + "</worksheet>";
}
/// A workbook of one such sheet.
inline std::string xml_book(const std::string& rows, const std::string& before = "",
                            const std::string& behind = "", const std::string& styles = "") {
  return zip_bytes(book_parts(xml_sheet(rows, before, behind), styles));
}

}  // namespace credence::testing
