// SPDX-License-Identifier: Apache-2.0
#include "client/console/list_view.h"

#include <boost/json.hpp>

#include "client/lists/text_sheet.h"
#include "client/words/enum_words.h"
#include "client/words/width.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kRowsShown = 50;     // passed over, on a terminal
constexpr std::size_t kColumnsShown = 40;  // that are not read

std::string heads_text(const Sheet& sheet, const Reading& reading, bool zh) {
  const std::size_t first = sheet.line(reading.layout.first), last = sheet.line(reading.layout.last);
  const std::string lines = std::to_string(first) + (last > first ? "~" + std::to_string(last) : "");
  std::string out;
  if (!sheet.name.empty())
    out += (zh ? "工作表 " : "sheet ") + sheet.name +
           (sheet.state == Sheet::State::visible ? ""
            : zh                                 ? "（隐藏）"
                                                 : " (hidden)") +
           (zh ? "，" : ", ");
  if (!sheet.source.empty()) out += sheet.source.in(zh ? Language::zh : Language::en) + (zh ? "，" : ", ");
  return out + (zh ? "表头第 " + lines + " 行" : "heads in line " + lines) + "\n";
}

std::string sight_text(const ColumnAccount& column, bool zh) {
  std::string out;
  if (column.hidden) out += zh ? "（隐藏）" : " (hidden)";
  if (column.unseen) out += zh ? "（与底色同色）" : " (unseen)";
  return out;
}

std::string samples_text(const ColumnAccount& column) {
  std::string out;
  for (const std::string& sample : column.samples) out += (out.empty() ? "" : ", ") + sample;
  return out;
}

std::string read_text(const ColumnAccount& column, Language language) {
  const bool zh = language == Language::zh;
  const std::string& why = column.why.in(language);
  if (column.read_as) {
    std::string fact(zh ? words_of(*column.read_as) : name_of(*column.read_as));
    if (column.also)
      fact.append(zh ? "、" : ", ").append(zh ? words_of(*column.also) : name_of(*column.also));
    return column.meaning.column == column.read_as && column.meaning.sure && why.size() < 30
               ? fact
               : fact + (zh ? "（" : " (") + why + (zh ? "）" : ")");
  }
  if (column.kept) return zh ? "照录（" + why + "）" : "kept (" + why + ")";
  return (zh ? "不读取" : "not read") + (why.empty() ? "" : (zh ? "（" : " (") + why + (zh ? "）" : ")"));
}

std::string passed_text(const PassedRow& row, Language language) {
  const bool zh = language == Language::zh;
  std::string why(words_of(row.why).in(language));
  if (!row.checked.empty()) why += (zh ? "，" : ", ") + row.checked.in(language);
  return zh ? "第 " + std::to_string(row.file_line) + " 行已略过（" + why + "）：" + row.text + "\n"
            : "line " + std::to_string(row.file_line) + " is passed over (" + why + "): " + row.text + "\n";
}

}  // namespace

std::string account_text(const Sheet& sheet, const Reading& reading, const std::vector<Said>& remarks,
                         Language language, bool whole) {
  const std::size_t columns_max = whole ? SIZE_MAX : kColumnsShown, rows_max = whole ? SIZE_MAX : kRowsShown;
  const bool zh = language == Language::zh;
  std::string out = heads_text(sheet, reading, zh);
  Table table;
  for (const Words& head :
       {Words{"column", "列"}, {"head", "表头"}, {"read as", "读作"}, {"samples", "示例"}})
    table.column(std::string(head.in(language)));
  std::size_t unread = 0;
  for (const ColumnAccount& column : reading.account.columns) {
    if (!column.read_as && ++unread > columns_max) continue;
    const std::string head = column.path.empty() ? (zh ? "（无表头）" : "(none)") : column.head();
    table.row({column_letters(column.column), head + sight_text(column, zh), read_text(column, language),
               samples_text(column)});
  }
  out += table.text();
  if (unread > columns_max)
    out += zh ? "另有 " + std::to_string(unread - columns_max) + " 列不读取：--json 可查看全部\n"
              : "not read: " + counted(unread - columns_max, noun::kColumn, language) +
                    " more; --json has them all\n";
  if (reading.account.unit)
    out += (zh ? "金额单位：" : "unit of the amounts: ") + std::string(name_of(*reading.account.unit)) +
           (zh ? "（" : " (") + reading.account.unit_from.in(language) + (zh ? "）\n" : ")\n");
  std::size_t shown = 0;
  for (const PassedRow& row : reading.passed)
    if (++shown <= rows_max) out += passed_text(row, language);
  if (shown > rows_max)
    out += zh ? "另有 " + std::to_string(shown - rows_max) + " 行已略过：--json 可查看全部\n"
              : "passed over: " + counted(shown - rows_max, noun::kLine, language) +
                    " more; --json has them all\n";
  for (const Said& remark : remarks) out += (zh ? "注意：" : "note: ") + remark.in(language) + "\n";
  return out;
}

std::string lines_text(const LineTable& lines, std::size_t all, Language language) {
  const bool zh = language == Language::zh;
  if (lines.rows.empty()) return {};
  Table table;
  for (const Column column : lines.columns)
    table.column(std::string(zh ? words_of(column) : english_of(column)) +
                     (column == Column::amount ? (zh ? "（元）" : " (CNY)") : ""),
                 column == Column::amount ? Table::Align::right : Table::Align::left);
  for (std::vector<std::string> row : lines.rows) {
    for (std::size_t i = 0; i < row.size(); ++i)
      if (lines.columns[i] == Column::result) row[i] = value_text("result", row[i], language);
    table.row(std::move(row));
  }
  const std::string shown = std::to_string(lines.rows.size());
  std::string head = zh ? "将记录：\n" : "to be recorded:\n";
  if (lines.rows.size() < all)
    head = zh ? "将记录（前 " + shown + " 行）：\n" : "to be recorded (the first " + shown + " lines):\n";
  return head + table.text();
}

void add_account(json::object& out, const Sheet& sheet, const Reading& reading,
                 const std::vector<Said>& remarks, Language language) {
  if (!sheet.name.empty()) out["sheet"] = sheet.name;
  if (!sheet.source.empty()) out["read_as_text"] = sheet.source.in(language);
  out["heads"] = json::object{{"first_line", sheet.line(reading.layout.first)},
                              {"last_line", sheet.line(reading.layout.last)}};
  json::array columns, passed, notes;
  for (const ColumnAccount& column : reading.account.columns)
    columns.push_back(json::object{
        {"column", column_letters(column.column)},
        {"head", column.head()},
        {"read_as", column.read_as ? json::value(name_of(*column.read_as)) : json::value(nullptr)},
        {"also_read_as", column.also ? json::value(name_of(*column.also)) : json::value(nullptr)},
        {"why", column.why.in(language)},
        {"hidden", column.out_of_sight()},
        {"samples", json::array(column.samples.begin(), column.samples.end())}});
  for (const PassedRow& row : reading.passed)
    passed.push_back(json::object{{"line", row.file_line},
                                  {"why", words_of(row.why).in(language)},
                                  {"text", row.text},
                                  {"checked", row.checked.in(language)}});
  for (const Said& remark : remarks) notes.emplace_back(remark.in(language));
  out["columns"] = std::move(columns);
  out["unit"] = reading.account.unit ? json::value(name_of(*reading.account.unit)) : json::value(nullptr);
  out["passed_rows"] = std::move(passed);
  out["remarks"] = std::move(notes);
}

std::string problem_text(const LineProblem& p, Language language) {
  const bool zh = language == Language::zh;
  const ErrorInfo& row = info(p.what.code);
  std::string out = p.file_line == 0 ? std::string()
                    : zh             ? "第 " + std::to_string(p.file_line) + " 行"
                                     : "line " + std::to_string(p.file_line);
  if (!p.field.empty()) out += (zh ? "，" : ", ") + p.field;
  if (!p.value.empty()) out += (zh ? "“" : " '") + p.value + (zh ? "”" : "'");
  out += (zh ? "：" : ": ") + std::string(row.name) + (zh ? "：" : ": ") +
         std::string(zh ? row.cause_zh : row.cause_en);
  if (const std::string& detail = p.what.detail.in(language); !detail.empty())
    out += (zh ? "（" : " (") + detail + (zh ? "）" : ")");
  return out + "\n    → " + std::string(zh ? row.remedy_zh : row.remedy_en) + "\n";
}

json::array problems_json(const std::vector<LineProblem>& problems, Language language) {
  json::array out;
  for (const LineProblem& p : problems) {
    json::object one = to_json(p.what.in(language));
    one["line"] = p.file_line;
    one["field"] = p.field;
    one["value"] = p.value;
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace credence
