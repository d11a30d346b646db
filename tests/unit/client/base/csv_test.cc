// SPDX-License-Identifier: Apache-2.0
// CSV as departments send it: RFC 4180, and what spreadsheets make of it.
#include "client/base/csv.h"
#include "client/base/files.h"

namespace credence {
namespace {

std::vector<CsvRecord> all(std::string_view text) {
  CsvReader reader(text);
  std::vector<CsvRecord> out;
  while (auto record = reader.next()) out.push_back(*std::move(record));
  return out;
}
using Fields = std::vector<std::string>;

TEST(Csv, ReadsPlainQuotedAndEmptyFields) {
  const auto records = all("a,b,c\n\"x,y\",\"say \"\"hi\"\"\",\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].fields, (Fields{"x,y", "say \"hi\"", ""}));
  EXPECT_FALSE(records[1].problem);
}

TEST(Csv, ABomAndCrLfDoNotShow) {
  const auto records = all("\xEF\xBB\xBF企业名称,code\r\n甲,1\r\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[0].fields, (Fields{"企业名称", "code"}));
  EXPECT_EQ(records[1].fields, (Fields{"甲", "1"}));
}

TEST(Csv, LineNumbersArePhysicalAlsoAfterLineBreaksInQuotes) {
  const auto records = all("a\n\"two\nlines\"\n\nlast\n");
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1].line, 2U);
  EXPECT_EQ(records[1].fields, (Fields{"two\nlines"}));
  EXPECT_EQ(records[2].line, 5U);
}

TEST(Csv, BlankLinesAndLinesOfEmptyFieldsAreSkipped) { EXPECT_EQ(all("a,b\n\n,,\n  \n1,2").size(), 2U); }

TEST(Csv, BlanksAroundFieldsGoAlsoWideOnes) {
  EXPECT_EQ(all("　甲公司　, \t b \n")[0].fields, (Fields{"甲公司", "b"}));
}

TEST(Csv, ABadRecordIsAProblemAndTheNextOneIsRead) {
  const auto records = all("a,b\nx\"y,1\n\"q\"z,2\nok,3\n");
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[1].problem->code, Code::bad_csv);
  EXPECT_EQ(records[2].problem->code, Code::bad_csv);
  EXPECT_FALSE(records[3].problem);
  EXPECT_EQ(records[3].line, 4U);
}

TEST(Csv, AQuoteThatIsNeverClosedIsNamedWithItsLine) {
  const auto records = all("a\n\"open\nmore\n");
  ASSERT_EQ(records.size(), 2U);
  EXPECT_EQ(records[1].line, 2U);
  EXPECT_EQ(records[1].problem->code, Code::bad_csv);
}

TEST(Csv, FieldsAndRecordsAreBounded) {
  EXPECT_EQ(all(std::string(kCsvFieldBytesMax + 1, 'x'))[0].problem->code, Code::field_too_long);
  EXPECT_EQ(all("\"" + std::string(1'000'000, 'x') + "\"")[0].problem->code, Code::field_too_long);
  EXPECT_EQ(all(std::string(kCsvFieldsMax + 5, ','))[0].fields.size(), kCsvFieldsMax);
}

TEST(Csv, WhatIsWrittenIsReadBack) {
  const Fields fields{"a", "b,c", "say \"hi\"", "two\nlines", "", "　wide　"};
  EXPECT_EQ(all(csv_line(fields))[0].fields, (Fields{"a", "b,c", "say \"hi\"", "two\nlines", "", "wide"}));
}

/// What an office program would compute stands behind an apostrophe, and is read without it.
TEST(Csv, NoTextIsAFormula) {
  for (const std::string text :
       {"=1+1", "+cmd", "-2+3", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "'=1", "''@x", "--1"}) {
    const std::string line = csv_line({text});
    EXPECT_TRUE(line.starts_with('\'') || line.starts_with("\"'")) << line;
    EXPECT_EQ(all(line)[0].fields, (Fields{text})) << line;
  }
  for (const std::string text : {"-1.50", "+3", "-", "a=1", "'a", "12", "公司＝"}) {
    EXPECT_EQ(csv_line({text}), text + "\n");
    EXPECT_EQ(all(csv_line({text}))[0].fields, (Fields{text}));
  }
}

TEST(Csv, AMissingFileOrADirectoryIsAnError) {
  EXPECT_EQ(read_file("/nonexistent/file").error().code, Code::file_unreadable);
  EXPECT_EQ(read_file("/tmp").error().code, Code::file_unreadable);
}

}  // namespace
}  // namespace credence
