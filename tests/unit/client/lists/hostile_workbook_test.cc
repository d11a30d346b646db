// SPDX-License-Identifier: Apache-2.0
// Workbooks that are made to cost: each is refused while it is read, before it has taken much time or memory.
#include <gtest/gtest.h>

#include "client/base/list_errors.h"
#include "client/lists/workbook.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

struct Refusal {
  Code code = Code::ok;
  std::string detail;
};
Refusal reading(const std::map<std::string, std::string>& parts) {
  const std::string bytes = zip_bytes(parts);
  const auto book = Workbook::read(bytes);
  if (!book) return {book.error().code, book.error().detail.en};
  const auto sheet = book->sheet(bytes, 0);
  if (!sheet) return {sheet.error().code, sheet.error().detail.en};
  return {};
}
std::string sheet_of(const std::string& rows) {
  return "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
}
std::string repeated(const std::string& text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}
/// A workbook whose one sheet is where this relation says.
std::map<std::string, std::string> book_with_target(const std::string& target) {
  auto parts = book_parts(sheet_of("<row><c><v>7</v></c></row>"));
  parts["xl/_rels/workbook.xml.rels"] =
      "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"" + target +
      "\"/></Relationships>";
  return parts;
}

TEST(HostileWorkbook, ATargetOfEndlessStepsUpIsRefused) {
  for (const std::size_t steps : {std::size_t{400}, std::size_t{100'000}, std::size_t{1'500'000}}) {
    const auto refusal = reading(book_with_target("worksheets/" + repeated("/..", steps) + "/x"));
    EXPECT_TRUE(refusal.code == list_code::bad_workbook || refusal.code == list_code::workbook_too_large)
        << refusal.detail;
    EXPECT_LT(refusal.detail.size(), 200U);
  }
}

TEST(HostileWorkbook, StepsUpAreFollowedAndNeverLeadOut) {
  for (const char* target :
       {"worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "../xl/./worksheets/sheet1.xml",
        "../../../../xl/worksheets/x/../sheet1.xml", "/../xl/worksheets/sheet1.xml"})
    EXPECT_EQ(reading(book_with_target(target)).code, Code::ok) << target;
}

TEST(HostileWorkbook, RelationsAreCountedWhateverTheirIdsAre) {
  for (const bool one_id : {false, true}) {
    std::string many;
    for (std::size_t i = 0; i <= kRelationsMax; ++i)
      many += "<Relationship Id=\"" + std::to_string(one_id ? 1 : i) + "\" Type=\"t/" + std::to_string(i) +
              "\" Target=\"a\"/>";
    auto parts = book_parts(sheet_of(""));
    std::string& relations = parts["xl/_rels/workbook.xml.rels"];
    relations.insert(relations.find("</Relationships>"), many);
    EXPECT_EQ(reading(parts).code, list_code::workbook_too_large);
  }
}

TEST(HostileWorkbook, CellsAreCounted) {
  Sheet sheet(Sheet::Texts::as_written);
  for (std::size_t cells = 0, line = 1; cells <= kSheetCellsMax; ++line) {
    ASSERT_FALSE(sheet.too_large());
    sheet.begin_row(line, false);
    for (std::size_t column = 0; column < 10'000; ++column, ++cells) sheet.add(column, "7", CellKind::number);
    sheet.end_row();
  }
  EXPECT_TRUE(sheet.too_large());
}

TEST(HostileWorkbook, ASharedTextThatIsNotThereIsNamed) {
  const Refusal refusal =
      reading(book_parts(sheet_of("<row r=\"3\"><c r=\"B3\" t=\"s\"><v>9</v></c></row>")));
  EXPECT_EQ(refusal.code, list_code::bad_workbook);
  EXPECT_NE(refusal.detail.find("B3"), std::string::npos) << refusal.detail;
}

TEST(HostileWorkbook, ATagOrAnAttributeWithoutEndIsRefused) {
  const std::string long_text(kXmlTokenBytesMax + (std::size_t{256} << 10), 'y');
  EXPECT_EQ(reading(book_parts(sheet_of("<row spans=\"" + long_text + "\"/>"))).code,
            list_code::workbook_too_large);
  EXPECT_EQ(reading(book_parts(sheet_of("<!--" + long_text + "-->"))).code, list_code::workbook_too_large);
  auto parts = book_parts(sheet_of(""));
  parts["xl/workbook.xml"] = "<workbook xmlns:r=\"x\"><sheets><sheet name=\"" +
                             std::string(kSheetNameBytesMax + 1, 's') +
                             "\" r:id=\"r1\"/></sheets></workbook>";
  EXPECT_EQ(reading(parts).code, list_code::bad_workbook);
}

TEST(HostileWorkbook, DepthIsBounded) {
  EXPECT_EQ(reading(book_parts(sheet_of(repeated("<a>", kXmlDepthMax)))).code, list_code::workbook_too_large);
}

TEST(HostileWorkbook, StylesAreBounded) {
  auto parts = book_parts(sheet_of("<row><c s=\"0\"><v>45621</v></c></row>"));
  std::string formats;
  for (std::size_t i = 0; i < 3 * kStylesMax; ++i)
    formats += "<numFmt numFmtId=\"" + std::to_string(i) + "\" formatCode=\"yyyy\"/>";
  parts["xl/styles.xml"] =
      "<styleSheet><numFmts>" + formats + "</numFmts><cellXfs><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
  std::string& relations = parts["xl/_rels/workbook.xml.rels"];
  relations.insert(relations.find("</Relationships>"),
                   "<Relationship Id=\"r2\" Type=\"x/styles\" Target=\"styles.xml\"/>");
  EXPECT_EQ(reading(parts).code, list_code::workbook_too_large);
}

}  // namespace
}  // namespace credence::testing
