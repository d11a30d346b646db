// SPDX-License-Identifier: Apache-2.0
// The national field sets of licences and penalties, and the texts of credit entries on the client's side.
#include <gtest/gtest.h>

#include "client/base/csv.h"
#include "client/base/file_hash.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/credit_texts.h"
#include "client/lists/credit_fields.h"
#include "client/lists/text_sheet.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

using samples::code;

std::string penalty_csv(
    const std::string& fields,
    const std::string& heads = "CF_XDR_MC,CF_XDR_SHXYM,CF_FRDB,CF_FR_ZJHM,CF_WSH,CF_SY,CF_JDRQ,CF_GSJZQ") {
  return heads + "\n" + fields + "\n";
}
const std::string kCode(text_of(code(1)));

struct ReadRecords {
  std::vector<CreditLine> lines;
  std::vector<std::string> texts, dropped;
  std::vector<LineProblem> problems;
};
std::expected<ReadRecords, Complaint> read_records(const std::string& csv, CreditClass weight) {
  const auto sheet = read_text_sheet(csv);
  if (!sheet) return std::unexpected(sheet.error());
  const auto reading = read_credit_list(*sheet, {});
  if (!reading) return std::unexpected(reading.error());
  CreditDraft draft(*sheet, *reading, weight);
  draft.finish();
  auto good = draft.good();
  return ReadRecords{std::move(good.lines), std::move(good.texts), dropped_columns(*reading),
                     draft.problems()};
}

TEST(ImportCredit, APenaltyBecomesAnEntryAndItsText) {
  const auto records = read_records(
      penalty_csv("样例企业0001," + kCode +
                  ",王某,110105194912310021,粤市监罚〔2026〕12号,未按规定报送,2026-05-01,2027/4/30"),
      CreditClass::general);
  ASSERT_TRUE(records) << records.error().detail.en;
  ASSERT_TRUE(records->problems.empty()) << records->problems[0].what.detail.en;
  ASSERT_EQ(records->lines.size(), 1u);
  EXPECT_EQ(records->lines[0].kind, CreditKind::penalty);
  EXPECT_EQ(records->lines[0].weight, CreditClass::general);
  EXPECT_EQ(records->lines[0].published_to, (Date{2027, 4, 30}));
  EXPECT_EQ(records->dropped, (std::vector<std::string>{"CF_FRDB", "CF_FR_ZJHM"}));
  EXPECT_EQ(records->texts[0].find("王某"), std::string::npos) << "nothing about persons";
  const auto object = parse_object(records->texts[0]);
  ASSERT_TRUE(object);
  EXPECT_EQ(text_member(*object, "CF_WSH"), "粤市监罚〔2026〕12号");
}

TEST(ImportCredit, WhatIsExportedIsImportedAsTheSame) {
  const auto records = read_records(
      penalty_csv("样例企业0001," + kCode +
                  ",,,粤市监罚〔2026〕12号,\"未按\"\"规定\"\"报送, 逾期\",2026-05-01,2027-04-30"),
      CreditClass::general);
  ASSERT_TRUE(records && records->problems.empty());
  const auto line = credit_record_csv(CreditKind::penalty, records->texts[0]);
  ASSERT_TRUE(line);
  const auto again = read_records(credit_head_csv(CreditKind::penalty) + *line, CreditClass::general);
  ASSERT_TRUE(again) << again.error().detail.en;
  EXPECT_TRUE(again->problems.empty());
  EXPECT_EQ(again->texts, records->texts);
  EXPECT_FALSE(credit_record_csv(CreditKind::penalty, "no object"));
  EXPECT_FALSE(credit_record_csv(CreditKind::licence, records->texts[0])) << "of the other set";
}

TEST(ImportCredit, ALicenceNeedsNoClassAndItsForeverIsNone) {
  const auto records = read_records("XK_XDR_MC,xk_xdr_shxym,XK_WSH,XK_JDRQ,XK_YXQZI,XK_XKWS\n样例企业0001," +
                                        kCode + ",粤许〔2026〕1号,2026-05-01,2099-12-31,准予决定书\n",
                                    CreditClass::none);
  ASSERT_TRUE(records) << records.error().detail.en;
  ASSERT_EQ(records->lines.size(), 1u) << records->problems[0].what.detail.en;
  EXPECT_EQ(records->lines[0].kind, CreditKind::licence);
  EXPECT_FALSE(records->lines[0].published_to);
}

TEST(ImportCredit, EveryBadLineIsNamed) {
  const auto code_of = [](const std::string& fields, CreditClass weight = CreditClass::general) {
    const auto records = read_records(
        penalty_csv(fields, "CF_XDR_MC,CF_XDR_LB,CF_XDR_SHXYM,CF_WSH,CF_SY,CF_JDRQ,CF_GSJZQ,级别"), weight);
    if (!records) return records.error().code;
    return records->problems.empty() ? Code::ok : records->problems[0].what.code;
  };
  const std::string good = "样例,法人及非法人组织," + kCode + ",文号,事实,2026-05-01,2027-04-30,";
  EXPECT_EQ(code_of(good), Code::ok);
  EXPECT_EQ(code_of(good, CreditClass::none), Code::missing_value) << "a penalty without a class";
  EXPECT_EQ(code_of(good + "严重", CreditClass::none), Code::ok);
  EXPECT_EQ(code_of(good + "很重"), Code::credit_class_differs);
  EXPECT_EQ(code_of("样例,自然人," + kCode + ",文号,事实,2026-05-01,2027-04-30,"), Code::natural_person);
  EXPECT_EQ(code_of("样例,法人,91440101732977352X,文号,事实,2026-05-01,2027-04-30,"),
            Code::uscc_bad_check_digit);
  EXPECT_EQ(code_of("样例,法人," + kCode + ",,事实,2026-05-01,2027-04-30,"), Code::missing_value);
  EXPECT_EQ(code_of("样例,法人," + kCode + ",文号,事实,2026-13-01,2027-04-30,"), Code::bad_date);
  EXPECT_EQ(code_of("样例,法人," + kCode + ",文号,当事人11010519491231002X,2026-05-01,2027-04-30,"),
            Code::personal_data);
}

TEST(ImportCredit, WhatIsHiddenIsAskedAboutAndWhatIsLostIsNamed) {
  Sheet sheet;
  const std::vector<std::vector<std::string>> rows = {
      {"CF_XDR_MC", "CF_XDR_SHXYM", "CF_WSH", "CF_SY", "CF_JDRQ", "CF_GSJZQ"},
      {"样例甲", kCode, "文号1", "事实", "2026-05-01", "2027-04-30"},
      {"样例乙", kCode, "文号2", "#REF!", "2026-05-01", "2027-04-30"}};
  for (std::size_t row = 0; row < rows.size(); ++row) {
    sheet.begin_row(row + 1, row == 1);
    for (std::size_t column = 0; column < rows[row].size(); ++column)
      sheet.add(column, rows[row][column], CellKind::text);
    sheet.end_row();
  }
  ASSERT_TRUE(sheet.finish());
  const auto open = read_credit_list(sheet, {});
  ASSERT_TRUE(open);
  ASSERT_EQ(open->questions.size(), 1u);
  EXPECT_EQ(open->questions[0].lines, (std::vector<std::size_t>{2}));
  ListAnswers answers;
  answers.others[open->questions[0].key()] = "leave";
  const auto left = read_credit_list(sheet, answers);
  ASSERT_TRUE(left && left->questions.empty());
  CreditDraft draft(sheet, *left, CreditClass::general);
  draft.finish();
  ASSERT_EQ(draft.problems().size(), 1u);
  EXPECT_EQ(draft.problems()[0].what.code, Code(list_code::lost_value));
  EXPECT_EQ(draft.problems()[0].field, "CF_SY");
}

/// Penalties name their source CF_SJLY; files of before wrote it as licences do. 1900-01-01 is no day.
TEST(ImportCredit, ColumnsAsTheyWereNamedBefore) {
  const std::string heads = "CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_JDRQ,CF_GSJZQ,";
  const std::string row = "样例甲," + kCode + ",文号1,2026-05-01,2027-04-30,样例局";
  for (const std::string source : {"CF_SJLY", "cf_sjly", "CF_LYDW"}) {
    const auto records = read_records(penalty_csv(row, heads + source), CreditClass::general);
    ASSERT_TRUE(records && records->problems.empty()) << source;
    const auto object = parse_object(records->texts.at(0));
    ASSERT_TRUE(object);
    EXPECT_EQ(text_member(*object, "CF_SJLY"), "样例局") << source;
  }
  EXPECT_EQ(read_records(penalty_csv(row + ",样例局", heads + "CF_LYDW,CF_SJLY"), {}).error().code,
            Code::repeated_column);
  const auto without_end =
      read_records(penalty_csv("样例甲," + kCode + ",文号1,2026-05-01,1900-01-01,样例局", heads + "CF_SJLY"),
                   CreditClass::general);
  ASSERT_TRUE(without_end && !without_end->problems.empty());
  EXPECT_EQ(without_end->problems[0].field, "CF_GSJZQ");
  EXPECT_EQ(without_end->problems[0].what.code, Code::missing_value);
  const auto licence = read_records(
      "XK_XDR_MC,XK_XDR_SHXYM,XK_WSH,XK_JDRQ,XK_YXQZI\n样例甲," + kCode + ",文号1,2026-05-01,1900-01-01\n",
      CreditClass::none);
  ASSERT_TRUE(licence && licence->problems.empty());
  EXPECT_FALSE(licence->lines.at(0).published_to);
}

TEST(ImportCredit, OneSetAFile) {
  const auto code_of = [](const std::string& csv) {
    const auto records = read_records(csv, CreditClass::general);
    return records ? Code::ok : records.error().code;
  };
  EXPECT_EQ(code_of("企业名称,统一社会信用代码\n"), Code::missing_column);
  EXPECT_EQ(code_of("XK_XDR_MC,CF_XDR_MC\n"), Code::missing_column);
  EXPECT_EQ(code_of("CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_JDRQ\n"), Code::missing_column)
      << "without its last day of publication";
  EXPECT_EQ(code_of("CF_XDR_MC,CF_XDR_MC,CF_XDR_SHXYM,CF_WSH,CF_JDRQ,CF_GSJZQ\n"), Code::repeated_column);
  EXPECT_EQ(code_of(""), Code::empty_list);
}

TEST(CreditEntries, AreNamedByDepartmentBatchAndLine) {
  const auto key = parse_credit_key("gd-iit/2026-4/17");
  ASSERT_TRUE(key);
  EXPECT_EQ(*key, (CreditKey{"gd-iit", "2026-4", 17}));
  EXPECT_EQ(text_of(*key), "gd-iit/2026-4/17");
  for (const auto* bad :
       {"", "gd-iit", "gd-iit/17", "gd-iit/b/", "gd-iit/b/0", "gd-iit/b/x", "GD/b/1", "/b/1", "a/b/c/1"})
    EXPECT_FALSE(parse_credit_key(bad)) << bad;
  EXPECT_NE(random_salt(), random_salt());
}

TEST(FileHash, IsThatOfTheBytes) {
  const auto file = std::filesystem::temp_directory_path() / ("credence-hash-" + std::to_string(::getpid()));
  {
    std::FILE* const out = std::fopen(file.c_str(), "wb");
    ASSERT_NE(out, nullptr);
    std::fputs("abc", out);
    std::fclose(out);
  }
  const auto hash = hash_file(file);
  std::filesystem::remove(file);
  ASSERT_TRUE(hash);
  // FIPS 180-2
  EXPECT_EQ(hash->sha256.hex(), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hash->size_bytes, 3u);
  EXPECT_EQ(hash_file(file).error().code, Code::file_unreadable);
}

}  // namespace
}  // namespace credence
