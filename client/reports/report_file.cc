// SPDX-License-Identifier: Apache-2.0
#include "client/reports/report_file.h"

#include <xlsxwriter.h>

#include <boost/json.hpp>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/place_to_write.h"
#include "client/lists/file_format.h"
#include "client/lists/text_sheet.h"
#include "client/lists/workbook.h"
#include "client/reports/plain_workbook.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr Fen kExactInDouble = Fen{1} << 53;
constexpr std::size_t kReportFileBytesMax = std::size_t{1} << 30;

void write_cell(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const Report& report, std::size_t r,
                std::size_t c, lxw_format* money) {
  const ReportCell& cell = report.rows[r][c];
  if (const auto* const count = std::get_if<std::uint64_t>(&cell);
      count != nullptr && *count < static_cast<std::uint64_t>(kExactInDouble)) {
    worksheet_write_number(sheet, row, column, static_cast<double>(*count), nullptr);
  } else if (const auto* const amount = std::get_if<Fen>(&cell);
             amount != nullptr && *amount < kExactInDouble && *amount > -kExactInDouble) {
    worksheet_write_number(sheet, row, column, static_cast<double>(*amount) / 100.0, money);
  } else if (const std::string text = report.cell_text(r, c); !text.empty()) {
    worksheet_write_string(sheet, row, column, text.c_str(), nullptr);
  }
}

Failure xlsx_failure(const fs::path& path, lxw_error error) {
  return {ExitCode::internal, Error{Code::machine_failed, path.string() + ": " + lxw_strerror(error)}};
}

/// The first line of a file is its title, the second its heads.
Result<ReportFile> from_sheet(const std::expected<Sheet, Complaint>& sheet) {
  if (!sheet) return std::unexpected(sheet.error().in(Language::en));
  ReportFile out;
  for (std::size_t row = 0; row < sheet->rows(); ++row) {
    if (const Complaint* const bad = sheet->problem(row); bad != nullptr)
      return std::unexpected(bad->in(Language::en));
    std::vector<std::string> fields(std::max<std::size_t>(
        sheet->row(row).fields, sheet->cells(row).empty() ? 0 : sheet->cells(row).back().column + 1));
    for (const Cell& cell : sheet->cells(row)) fields[cell.column] = sheet->text(cell);
    if (row == 0) {
      out.title = std::move(fields);
    } else if (row == 1) {
      out.heads = std::move(fields);
    } else {
      if (out.rows.size() > kReportRowsMax)
        return fail(Code::limit_exceeded, std::to_string(kReportRowsMax) + " rows");
      out.rows.push_back(std::move(fields));
      out.lines.push_back(sheet->line(row));
    }
  }
  while (!out.title.empty() && out.title.back().empty()) out.title.pop_back();
  while (!out.heads.empty() && out.heads.back().empty()) out.heads.pop_back();
  return out;
}

std::string json_cell(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_null()) return {};
  return json::serialize(value);
}

/// Money in JSON is fen: as yuan.
std::string yuan_of_fen(const std::string& fen) {
  const bool negative = fen.starts_with('-');
  std::string digits = negative ? fen.substr(1) : fen;
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) return fen;
  while (digits.size() < 3) digits.insert(digits.begin(), '0');
  return (negative ? "-" : "") + digits.substr(0, digits.size() - 2) + "." + digits.substr(digits.size() - 2);
}

Result<ReportFile> from_json(std::string_view text) {
  auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  const auto* const columns = object->if_contains("columns");
  const auto* const rows = object->if_contains("rows");
  const auto* const title = object->if_contains("title");
  if (columns == nullptr || !columns->is_array() || rows == nullptr || !rows->is_array() ||
      title == nullptr || !title->is_array())
    return fail(list_code::bad_report, "title, columns, rows");
  ReportFile out;
  for (const json::value& cell : title->get_array()) out.title.push_back(json_cell(cell));
  std::vector<bool> money;
  for (const json::value& column : columns->get_array()) {
    if (!column.is_object()) return fail(list_code::bad_report, "columns");
    out.heads.push_back(text_member(column.get_object(), "id").value_or(""));
    money.push_back(text_member(column.get_object(), "type") == "money_fen");
  }
  for (const json::value& row : rows->get_array()) {
    if (!row.is_object()) return fail(list_code::bad_report, "rows");
    std::vector<std::string> cells;
    for (std::size_t c = 0; c < out.heads.size(); ++c) {
      const auto* const cell = row.get_object().if_contains(out.heads[c]);
      const std::string held = cell == nullptr ? "" : json_cell(*cell);
      cells.push_back(money[c] ? yuan_of_fen(held) : held);
    }
    for (const auto& [name, value] : row.get_object())  // what no column names
      if (std::ranges::find(out.heads, std::string_view(name)) == out.heads.end())
        cells.push_back(json_cell(value));
    out.rows.push_back(std::move(cells));
    out.lines.push_back(out.rows.size());
  }
  return out;
}

}  // namespace

std::string report_csv(const Report& report) {
  std::string out = "\xEF\xBB\xBF" + csv_line(report.title_cells());
  std::vector<std::string> cells;
  for (const ReportColumn& column : report.columns) cells.push_back(column.head);
  out += csv_line(cells);
  for (std::size_t r = 0; r < report.rows.size(); ++r) {
    cells.clear();
    for (std::size_t c = 0; c < report.columns.size(); ++c) cells.push_back(report.cell_text(r, c));
    out += csv_line(cells);
  }
  return out;
}

Outcome<void> write_report_xlsx(const Report& report, const fs::path& name) {
  const auto place = place_to_write(name);
  if (!place) return std::unexpected(place.error());
  const fs::path& path = *place;
  if (path.has_parent_path())
    if (auto made = make_directories(path.parent_path()); !made) return made;
  const fs::path beside = path.string() + ".new";
  lxw_workbook_options options = {};
  options.constant_memory = LXW_TRUE;
  lxw_workbook* const book = workbook_new_opt(beside.c_str(), &options);
  if (book == nullptr) return std::unexpected(xlsx_failure(path, LXW_ERROR_MEMORY_MALLOC_FAILED));
  lxw_worksheet* const sheet = workbook_add_worksheet(book, report.question.chinese ? "报表" : "report");
  lxw_format* const bold = workbook_add_format(book);
  format_set_bold(bold);
  lxw_format* const money = workbook_add_format(book);
  format_set_num_format(money, "#,##0.00");
  for (std::size_t c = 0; c < report.columns.size(); ++c) {
    const auto column = static_cast<lxw_col_t>(c);
    const bool text = report.columns[c].type == ReportColumn::Type::text;
    worksheet_set_column(sheet, column, column, text ? 24 : 16, nullptr);
  }
  worksheet_freeze_panes(sheet, 2, 0);
  lxw_col_t at = 0;
  for (const std::string& cell : report.title_cells()) {
    worksheet_write_string(sheet, 0, at, cell.c_str(), at == 0 ? bold : nullptr);
    ++at;
  }
  for (std::size_t c = 0; c < report.columns.size(); ++c)
    worksheet_write_string(sheet, 1, static_cast<lxw_col_t>(c), report.columns[c].head.c_str(), bold);
  for (std::size_t r = 0; r < report.rows.size(); ++r)
    for (std::size_t c = 0; c < report.columns.size(); ++c)
      write_cell(sheet, static_cast<lxw_row_t>(r + 2), static_cast<lxw_col_t>(c), report, r, c, money);
  if (const lxw_error error = workbook_close(book); error != LXW_NO_ERROR)
    return std::unexpected(xlsx_failure(path, error));
  std::error_code error;
  fs::rename(beside, path, error);
  if (error) return std::unexpected(machine_failure(path, error.value()));
  return {};
}

json::object report_json(const Report& report) {
  json::array columns, rows, title;
  for (const std::string& cell : report.title_cells()) title.push_back(json::string(cell));
  for (const ReportColumn& column : report.columns)
    columns.push_back(json::object{{"id", column.id},
                                   {"head", column.head},
                                   {"type", column.type == ReportColumn::Type::text    ? "text"
                                            : column.type == ReportColumn::Type::count ? "count"
                                                                                       : "money_fen"}});
  for (std::size_t r = 0; r < report.rows.size(); ++r) {
    json::object row;
    for (std::size_t c = 0; c < report.columns.size(); ++c) {
      const ReportCell& cell = report.rows[r][c];
      json::value value(nullptr);
      if (const auto* const count = std::get_if<std::uint64_t>(&cell)) value = *count;
      if (const auto* const amount = std::get_if<Fen>(&cell)) value = std::to_string(*amount);
      if (const auto* const text = std::get_if<std::string>(&cell)) value = json::string(*text);
      row.emplace(report.columns[c].id, std::move(value));
    }
    rows.push_back(std::move(row));
  }
  return {
      {"report", json::object{{"kind", name_of(report.question.kind)}, {"subject", report.question.subject}}},
      {"title", std::move(title)},
      {"columns", std::move(columns)},
      {"rows", std::move(rows)},
      {"totals", report.totals}};
}

Outcome<ReportFile> read_report_file(const fs::path& path) {
  auto bytes = read_file(path, kReportFileBytesMax);
  if (!bytes) return give_up(ExitCode::bad_input, bytes.error());
  Result<ReportFile> out = fail(list_code::bad_report);
  if (format_of(*bytes) != FileFormat::text) {
    auto book = Workbook::read(*bytes);
    if (!book) return give_up(ExitCode::bad_input, book.error().in(Language::en));
    out = from_sheet(book->sheet(*bytes, 0, Sheet::Texts::as_written));
    auto shown = shown_otherwise(*bytes);
    if (!shown) return give_up(ExitCode::bad_input, shown.error().in(Language::en));
    if (out) out->shown = *std::move(shown);
  } else if (trimmed(std::string_view(*bytes).substr(0, 64)).starts_with('{')) {
    out = from_json(*bytes);
  } else {
    out = from_sheet(read_text_sheet(*bytes, Sheet::Texts::as_written));
  }
  if (!out) return give_up(ExitCode::bad_input, out.error().code, path.string() + ": " + out.error().detail);
  return *std::move(out);
}

}  // namespace credence
