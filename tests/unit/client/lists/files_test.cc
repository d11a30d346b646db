// SPDX-License-Identifier: Apache-2.0
// Files of every kind: what holds no list is told from what does, with how to save it anew; text in every
// usual encoding and with every usual separator is read; workbooks are read whatever the paths and prefixes
// of their parts.
#include <gmock/gmock.h>

#include "client/lists/file_format.h"
#include "tests/support/domain_samples.h"
#include "tests/unit/client/lists/list_samples.h"
#include "tests/unit/client/lists/workbook_samples.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;

std::string text_list(const std::string& separator) {
  std::string out;
  for (const auto& row :
       {std::vector<std::string>{"序号", "企业名称", "统一社会信用代码", "项目名称", "金额（万元）"},
        {"1", "样例甲公司", kCode1, "一", "10.5"}})
    for (std::size_t i = 0; i < row.size(); ++i) out += row[i] + (i + 1 < row.size() ? separator : "\r\n");
  return out;
}
void expect_list(const std::expected<ReadLines<AwardLine>, Complaint>& read, const std::string& of) {
  ASSERT_TRUE(read) << of << " " << read.error().detail.en;
  ASSERT_EQ(read->lines.size(), 1U) << of;
  EXPECT_EQ(read->lines[0].amount, 10'500'000) << of;
  EXPECT_EQ(read->lines[0].beneficiary, "样例甲公司") << of;
}

TEST(ListText, IsReadWithItsSeparatorAndThatIsSaid) {
  for (const auto& [separator, said] :
       std::vector<std::pair<std::string, std::string>>{{",", ""},
                                                        {"\t", "以制表符分隔"},
                                                        {";", "以分号分隔"},
                                                        {"，", "以全角逗号分隔"},
                                                        {"|", "以竖线分隔"}}) {
    const auto read = read_awards(text_list(separator));
    expect_list(read, separator);
    EXPECT_EQ(read->sheet->source.zh, said);
  }
  expect_list(read_awards("单位：万元，不含税\n" + text_list("\t")), "a title with another separator");
}

std::string in_encoding(const std::string& text, const std::string& encoding) {
  const ScratchFolder scratch;
  write_bytes(scratch / "in", text);
  EXPECT_EQ(std::system(("iconv -f UTF-8 -t " + encoding + " " + (scratch / "in").string() + " > " +
                         (scratch / "out").string())
                            .c_str()),
            0);
  return file_bytes(scratch / "out");
}

TEST(ListText, IsReadInUtf8Utf16AndGb18030) {
  expect_list(read_awards("\xEF\xBB\xBF" + text_list(",")), "UTF-8 with its mark");
  for (const std::string encoding : {"GB18030", "GBK", "UTF-16LE", "UTF-16BE", "UTF-16"}) {
    const auto read = read_awards(in_encoding(text_list(","), encoding));
    expect_list(read, encoding);
    EXPECT_EQ(read->sheet->source.en, encoding.starts_with("UTF") ? "UTF-16" : "GB18030");
  }
  const auto damaged = read_text_sheet("企业名称,金额\n甲公司,5\n\xFF\xB2公司,6\n");
  ASSERT_FALSE(damaged);
  EXPECT_EQ(damaged.error().code, Code::not_utf8);
  EXPECT_EQ(damaged.error().detail.en, "line 3");
}

TEST(ListFiles, ThatHoldNoListAreToldByTheirContent) {
  const auto refusal = [](const std::string& bytes) {
    return refusal_of(format_of(bytes)).value_or(Complaint{});
  };
  EXPECT_EQ(refusal(std::string("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) + std::string(600, '\0')).code,
            Code(list_code::old_workbook));
  EXPECT_THAT(refusal(zip_bytes({{"xl/workbook.bin", "x"}, {"_rels/.rels", "x"}})).detail.en,
              HasSubstr("XLSB"));
  EXPECT_THAT(refusal(zip_bytes({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"},
                                 {"content.xml", "x"}}))
                  .detail.en,
              HasSubstr("ODS"));
  EXPECT_THAT(refusal("<html><table></table></html>").detail.zh, HasSubstr("网页"));
  EXPECT_THAT(refusal("<?xml version=\"1.0\"?><Workbook/>").detail.zh, HasSubstr("XML"));
  for (const std::string& document :
       {std::string("%PDF-1.7 x"), zip_bytes({{"word/document.xml", "<x/>"}}), std::string("\x89PNG\r\n")})
    EXPECT_EQ(refusal(document).code, Code(list_code::other_format));
  EXPECT_EQ(format_of("序号,企业\n"), FileFormat::text);
  EXPECT_FALSE(refusal_of(FileFormat::workbook));
}

// ---- workbooks whose parts lie elsewhere

std::string list_xml() {
  return xml_sheet(plain_row(1, kUsualHeads) + plain_row(2, {"1", "样例甲公司", kCode1, "一", "10.5"}));
}
void expect_book(const std::map<std::string, std::string>& parts, const std::string& of) {
  const std::string bytes = zip_bytes(parts);
  ASSERT_EQ(format_of(bytes), FileFormat::workbook) << of;
  expect_list(read_lines(first_sheet(bytes), award_list()), of);
}
std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
  return text;
}

TEST(ListWorkbook, PartsAreFoundByTheirRelations) {
  const auto parts = book_parts(list_xml());
  expect_book(parts, "as usual");
  auto backslashes = parts;
  backslashes.clear();
  for (const auto& [name, text] : parts) backslashes[replaced(name, "/", "\\")] = text;
  expect_book(backslashes, "\\ in names");
  for (const std::string target :
       {"sheet1.xml", "/xl/sheet1.xml", "../sheets/a b.xml", "./deep/../sheet1.xml"}) {
    auto moved = parts;
    moved.erase("xl/worksheets/sheet1.xml");
    moved[target.contains("a b") ? "sheets/a b.xml" : "xl/sheet1.xml"] = list_xml();
    moved["xl/_rels/workbook.xml.rels"] = replaced(parts.at("xl/_rels/workbook.xml.rels"),
                                                   "worksheets/sheet1.xml", replaced(target, "a b", "a%20b"));
    expect_book(moved, target);
  }
  auto elsewhere = parts;
  elsewhere["_rels/.rels"] = replaced(parts.at("_rels/.rels"), "xl/workbook.xml", "/Book/Main.xml");
  elsewhere["book/main.xml"] = parts.at("xl/workbook.xml");
  elsewhere["book/_rels/main.xml.rels"] =
      replaced(parts.at("xl/_rels/workbook.xml.rels"), "worksheets/", "/xl/worksheets/");
  elsewhere.erase("xl/workbook.xml");
  elsewhere.erase("xl/_rels/workbook.xml.rels");
  expect_book(elsewhere, "a workbook elsewhere, in other letters");
}

TEST(ListWorkbook, PrefixesAndTheStrictNamespaceDoNotMatter) {
  auto prefixed = book_parts(list_xml());
  for (auto& [name, text] : prefixed) {
    if (name.ends_with(".rels")) continue;
    text = replaced(replaced(text, "<", "<x:"), "<x:/", "</x:");
  }
  prefixed["xl/workbook.xml"] = replaced(prefixed["xl/workbook.xml"], "r:id", "rel:id");
  expect_book(prefixed, "prefixes");
  auto strict = book_parts(list_xml());
  for (auto& [name, text] : strict)
    text = replaced(text, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
                    "http://purl.oclc.org/ooxml/officeDocument/relationships/");
  expect_book(strict, "strict");
  auto sixteen = book_parts(list_xml());
  sixteen["xl/worksheets/sheet1.xml"] =
      in_encoding("<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + list_xml(), "UTF-16");
  expect_book(sixteen, "UTF-16");
}

TEST(ListWorkbook, TwoPartsOfOneNameAreRefused) {
  auto parts = book_parts(list_xml());
  parts["xl\\workbook.xml"] = parts["xl/workbook.xml"];
  EXPECT_FALSE(Workbook::read(zip_bytes(parts)));
}

}  // namespace
}  // namespace credence::testing
