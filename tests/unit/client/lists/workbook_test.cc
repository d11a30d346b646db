// SPDX-License-Identifier: Apache-2.0
// XLSX as input: cells mean what a person sees, and a file that is none, or that wants to unfold without end,
// is refused with its reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client/base/list_errors.h"
#include "client/lists/workbook.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows rows_of(const std::string& bytes, std::size_t index = 0) {
  const auto book = Workbook::read(bytes);
  if (!book) return {{std::string(info(book.error().code).name) + " " + book.error().detail.en}};
  const auto sheet = book->sheet(bytes, index);
  if (!sheet) return {{std::string(info(sheet.error().code).name) + " " + sheet.error().detail.en}};
  Rows out;
  for (std::size_t row = 0; row < sheet->rows(); ++row) {
    out.emplace_back(sheet->cells(row).back().column + 1);
    for (const Cell& cell : sheet->cells(row)) out.back()[cell.column] = sheet->text(cell);
  }
  return out;
}
Code refusal(const std::string& bytes) {
  const auto book = Workbook::read(bytes);
  if (!book) return book.error().code;
  const auto sheet = book->sheet(bytes, 0);
  return sheet ? Code::ok : sheet.error().code;
}
std::string sheet_xml(const std::string& rows) { return xml_sheet(rows); }

TEST(ImportWorkbook, CellsAreWhatAPersonSees) {
  const std::string bytes = book_bytes({{"名单",
                                         {{"企业 ", 600.55, 0.1 + 0.2, Date{2024, 2, 29}, Date{1969, 7, 20}},
                                          {},
                                          {1.0, -2.5, 0.00001, 1e14}}}});
  EXPECT_EQ(rows_of(bytes), (Rows{{"企业", "600.55", "0.3", "2024-02-29", "1969-07-20"},
                                  {"1", "-2.5", "0.00001", "100000000000000"}}));
}

TEST(ImportWorkbook, RowsKeepTheirNumberInTheSheet) {
  const std::string bytes = book_bytes({{"一", {{"a"}, {}, {}, {"b"}}}});
  const auto sheet = Workbook::read(bytes)->sheet(bytes, 0);
  ASSERT_TRUE(sheet);
  ASSERT_EQ(sheet->rows(), 2U);
  EXPECT_EQ(sheet->line(1), 4U);
}

TEST(ImportWorkbook, ACodeThatWasTypedAsANumberLostDigitsAndNeverPassesForACode) {
  const auto rows = rows_of(book_bytes({{"一", {{914403001922038216.0, 440301103456789.0}}}}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0][0], "9.14403E+17");
  EXPECT_EQ(rows[0][1], "440301103456789");  // 15 digits are kept: an old number, which is refused by name
}

TEST(ImportWorkbook, SharedInlineAndRichTextAndNoPhoneticGuides) {
  auto parts = book_parts(
      sheet_xml("<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" "
                "t=\"inlineStr\"><is><t>内</t><rPh><t>nei</t></rPh><r><t>联</t></r></is></c>"
                "<c r=\"D1\" t=\"str\"><f>A1</f><v>算</v></c><c r=\"E1\" t=\"b\"><v>1</v></c></row>"));
  parts["xl/sharedStrings.xml"] =
      "<sst><si><r><t>共</t></r><r><t xml:space=\"preserve\">享 </t></r><rPh><t>x</t></rPh></si></sst>";
  std::string& relations = parts["xl/_rels/workbook.xml.rels"];
  relations.insert(relations.find("</Relationships>"),
                   "<Relationship Id=\"r2\" Type=\"x/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/>");
  EXPECT_EQ(rows_of(zip_bytes(parts)), (Rows{{"共享", "内联", "", "算", "TRUE"}}));
}

TEST(ImportWorkbook, WhatIsNoWorkbookIsRefusedByName) {
  EXPECT_EQ(refusal(std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(600, '\0')),
            list_code::old_workbook);
  std::string sealed("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
  for (const char c : std::string("EncryptedPackage")) sealed += std::string{c, '\0'};
  EXPECT_EQ(refusal(sealed), list_code::workbook_protected);
  EXPECT_EQ(refusal("企业名称,金额（万元）\n"), list_code::bad_workbook);
  EXPECT_EQ(refusal(zip_bytes({{"word/document.xml", "<x/>"}})), list_code::other_format);
  auto document = book_parts("");
  document.erase("xl/_rels/workbook.xml.rels");
  EXPECT_EQ(refusal(zip_bytes(document)), list_code::bad_workbook);
}

TEST(ImportWorkbook, CutAnywhereItIsRefusedAndNeverHalfRead) {
  const std::string whole = book_bytes({{"名单", {{"企业名称", "金额（万元）"}, {"甲公司", 5.0}}}});
  ASSERT_EQ(refusal(whole), Code::ok);
  for (std::size_t size = 0; size < whole.size(); size += 97)
    EXPECT_NE(refusal(whole.substr(0, size)), Code::ok) << size;
}

TEST(ImportWorkbook, ABitFlippedInAPartIsFoundOrChangesNothing) {
  const std::string whole = book_bytes({{"名单", {{"企业名称", "金额（万元）"}, {"甲公司", 5.0}}}});
  const Rows honest = rows_of(whole);
  std::size_t found = 0;
  for (std::size_t at = 0; at < whole.size(); at += 13) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
    const Rows read =
        rows_of(bytes);  // the container's checksums cover every part; its own names and times they do not
    if (read != honest) ++found;
  }
  EXPECT_GT(found, 100U);
}

TEST(ImportWorkbook, ABombIsStoppedWhileItUnfolds) {
  // 64 MiB of blanks in about 64 KiB.
  EXPECT_EQ(refusal(zip_bytes(
                book_parts(sheet_xml("<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>" +
                                     std::string(std::size_t{64} << 20, ' ') + "</t></is></c></row>")))),
            list_code::workbook_too_large);
}

TEST(ImportWorkbook, EntitiesThatUnfoldAreRefused) {
  EXPECT_EQ(
      refusal(zip_bytes(book_parts("<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" +
                                   sheet_xml("<row><c t=\"inlineStr\"><is><t>&b;</t></is></c></row>")))),
      list_code::bad_workbook);
}

TEST(ImportWorkbook, PlacesThatGoBackwardsOrNowhereAreRefused) {
  EXPECT_EQ(refusal(zip_bytes(book_parts(sheet_xml("<row r=\"5\"/><row r=\"4\"/>")))),
            list_code::bad_workbook);
  EXPECT_EQ(refusal(zip_bytes(book_parts(sheet_xml("<row r=\"1\"><c r=\"B1\"/><c r=\"A1\"/></row>")))),
            list_code::bad_workbook);
  EXPECT_EQ(refusal(zip_bytes(book_parts(sheet_xml("<row r=\"1\"><c r=\"ZZZZZ1\"><v>1</v></c></row>")))),
            list_code::bad_workbook);
  EXPECT_EQ(refusal(zip_bytes(book_parts("<worksheet><sheetData>"))), list_code::bad_workbook);
}

TEST(ImportWorkbook, CellsAndColumnsAreBounded) {
  const std::string bytes = book_bytes({{"一", {{std::string(kCellBytesMax + 1, 'x')}, {"y"}}}});
  const auto sheet = Workbook::read(bytes)->sheet(bytes, 0);
  ASSERT_TRUE(sheet);
  EXPECT_EQ(sheet->text(0, 0).size(), kCellBytesMax);
  EXPECT_TRUE((sheet->cell(0, 0).marks & kCut) != 0);
  EXPECT_EQ(refusal(zip_bytes(book_parts(sheet_xml("<row r=\"1\"><c r=\"XFE1\"><v>1</v></c></row>")))),
            list_code::bad_workbook);
}

TEST(ImportWorkbook, DaysAreThoseOfBothCalendars) {
  EXPECT_EQ(date_of_serial(45621, false), "2024-11-25");
  EXPECT_EQ(date_of_serial(45621.75, false), "2024-11-25");
  EXPECT_EQ(date_of_serial(61, false), "1900-03-01");
  EXPECT_EQ(date_of_serial(60, false), "");  // 1900-02-29 there never was
  EXPECT_EQ(date_of_serial(25569, false), "1970-01-01");
  EXPECT_EQ(date_of_serial(45621 - 1462, true), "2024-11-25");
  EXPECT_EQ(date_of_serial(-1, false), "");
  EXPECT_EQ(date_of_serial(1e9, false), "");
  for (const char* date : {"yyyy/m/d;@", "m/d/yy", "yyyy\"年\"m\"月\"d\"日\"", "[$-804]yyyy-mm-dd"})
    EXPECT_TRUE(number_format(date).day) << date;
  for (const char* number : {"General", "#,##0.00", "0.00_ ;[Red]\\-0.00", "\"day\"0", "@", "[Yellow]0"})
    EXPECT_FALSE(number_format(number).day) << number;
}

}  // namespace
}  // namespace credence::testing
