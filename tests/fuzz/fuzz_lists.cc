// SPDX-License-Identifier: Apache-2.0
// Files of lists: delimited text, the XML of a sheet, and workbooks as they are. Whatever the bytes, a list
// is read within bounds, and what is said of it is text.
#include <zip.h>

#include "client/base/characters.h"
#include "client/base/list_errors.h"
#include "client/code_exceptions.h"
#include "client/lists/lines.h"
#include "client/lists/workbook.h"
#include "ledger/codec/codec.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/domain_samples.h"

namespace credence::fuzz {
namespace {

/// A container of these parts, as they are.
std::string container_of(const std::vector<std::pair<std::string, std::string>>& parts) {
  zip_source_t* const source = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_source_keep(source);
  zip_t* const zip = zip_open_from_source(source, ZIP_TRUNCATE, nullptr);
  for (const auto& [name, text] : parts) {
    const zip_int64_t at = zip_file_add(
        zip, name.c_str(), zip_source_buffer(zip, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(at), ZIP_CM_STORE, 0);
  }
  CREDENCE_ASSERT(zip_close(zip) == 0 && zip_source_open(source) == 0);
  zip_stat_t stat;
  zip_source_stat(source, &stat);
  std::string out(stat.size, '\0');
  zip_source_read(source, out.data(), out.size());
  zip_source_close(source);
  zip_source_free(source);
  return out;
}
std::string book_of(const std::string& sheet) {
  const std::string kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
  return container_of(
      {{"_rels/.rels",
        "<R><Relationship Id=\"a\" Type=\"" + kind + "officeDocument\" Target=\"xl/w.xml\"/></R>"},
       {"xl/w.xml", "<workbook xmlns:r=\"x\"><sheets><sheet name=\"s\" r:id=\"b\"/></sheets></workbook>"},
       {"xl/_rels/w.xml.rels",
        "<R><Relationship Id=\"b\" Type=\"" + kind + "worksheet\" Target=\"s.xml\"/></R>"},
       {"xl/s.xml", sheet}});
}

void check_text(const Said& said) { CREDENCE_ASSERT(valid_utf8(said.en) && valid_utf8(said.zh)); }

template <class Line>
void read_as(const Sheet& sheet, const ListRules<Line>& rules) {
  auto reading = read_list(sheet, rules.kind, {});
  if (!reading) return check_text(reading.error().detail);
  for (const Question& question : reading->questions) {
    check_text(question.text);
    CREDENCE_ASSERT(valid_utf8(question.written));
  }
  const GivenForAll given;
  DraftOf<Line> draft(sheet, *reading, given, rules);
  draft.finish();
  for (const LineProblem& problem : draft.problems()) {
    check_text(problem.what.detail);
    CREDENCE_ASSERT(valid_utf8(problem.field) && valid_utf8(problem.value));
  }
  // A line that passes passes the ledger's own check.
  for (const Line& line : draft.good().lines) CREDENCE_ASSERT(check_action(rules.alone(line), taken_before));
}
void read_sheet(const std::expected<Sheet, Complaint>& sheet) {
  if (!sheet) return check_text(sheet.error().detail);
  for (std::size_t row = 0; row < sheet->rows(); ++row)
    for (const Cell& cell : sheet->cells(row)) CREDENCE_ASSERT(valid_utf8(sheet->text(cell)));
  read_as(*sheet, award_list());
  read_as(*sheet, payment_list());
  read_as(*sheet, qualification_list());
}
void read_book(const std::string& bytes) {
  const auto book = Workbook::read(bytes);
  if (!book) return check_text(book.error().detail);
  for (std::size_t i = 0; i < book->sheets().size(); ++i) read_sheet(book->sheet(bytes, i));
}

}  // namespace

/// The first byte says what follows.
void one_input(BytesView bytes) {
  if (bytes.empty()) return;
  const std::string_view rest = text_of(bytes.subspan(1));
  switch (static_cast<char>(bytes.front())) {
    case 's':
      return read_book(book_of(std::string(rest)));
    case 'b':
      return read_book(std::string(rest));
    default:
      return read_sheet(read_text_sheet(rest));
  }
}

std::vector<Bytes> seeds() {
  const std::string code(text_of(samples::code(1)));
  const std::string sheet =
      "<worksheet><cols><col min=\"3\" max=\"3\" width=\"0.1\"/></cols><sheetData><row r=\"1\"><c "
      "t=\"inlineStr\"><is><t>企业名称</t></is></c>"
      "<c t=\"inlineStr\"><is><t>统一社会信用代码</t></is></c><c "
      "t=\"inlineStr\"><is><t>金额（万元）</t></is></c></row><row r=\"2\">"
      "<c t=\"inlineStr\"><is><t>甲公司</t></is></c><c t=\"inlineStr\"><is><t>" +
      code +
      "</t></is></c><c><v>5.5</v></c></row><row r=\"3\" hidden=\"1\"><c "
      "t=\"e\"><v>#REF!</v></c><c/><c><v>5.5</v></c></row></sheetData>"
      "<mergeCells><mergeCell ref=\"A2:A3\"/></mergeCells></worksheet>";
  std::vector<Bytes> out;
  const std::vector<std::string> texts = {
      "t序号,企业名称,统一社会信用代码,项目名称,金额（万元）\n1,甲公司," + code +
          ",项目,600.5\n2,乙公司,,项目,\"1,200\"\n,合计,,,1800.5\n",
      "t单位：元\t\n企业（单位）名称\t拟补贴资金\t申报金额\n⾼新公司\t5000\t900\n一、\t\t\n",
      "t企业名称;证书编号;有效期;认定日期\n甲公司;Z-1;2026年1月1日至2028年12月31日;2026/1/1 0:00\n",
      "t批次,批次序号,统一社会信用代码,金额(元),支付日期\nb1,1," + code + ",200000.5,2026.3.1\n",
      "s" + sheet,
      "b" + book_of(sheet)};
  for (const std::string& text : texts) {
    const BytesView view = bytes_of(text);
    out.emplace_back(view.begin(), view.end());
  }
  return out;
}

}  // namespace credence::fuzz
