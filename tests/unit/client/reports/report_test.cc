// SPDX-License-Identifier: Apache-2.0
// Reports: every row follows from complete, proved histories, and a file that says anything else is found
// out, row by row.
#include <gmock/gmock.h>

#include "client/reports/report_file.h"
#include "client/reports/same_value.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Reports : public ::testing::Test {
 protected:
  Reports() {
    world::World& w = program.net.world();
    w.register_enterprises(5);
    w.create_programme(100'000'000'000);
    RecordAwards awards = world::World::awards({}, 4, 10'000'000'000);
    for (std::uint32_t i = 1; i <= 4; ++i)
      awards.lines.push_back(
          {i, world::enterprise_name(i), samples::code(i), "项目" + std::to_string(i), i * 12'345'678});
    awards.lines[2].code.reset();
    awards.lines[3].project = "=1+1";  // no formula in anybody's spreadsheet
    EXPECT_EQ(w.run(world::kAward, awards), Code::ok) << w.detail;
    RecordPayments paid{"puhui-2022", "p1", 1, 12'345'678, {}};
    paid.lines.push_back({1, "b1", 1, samples::code(1), 2'345'678, world::kDay});
    EXPECT_EQ(w.run(world::kPay, paid), Code::ok) << w.detail;
    CreateProgramme other = world::World::programme(5'000'000);
    other.id = "other-2024";
    other.name = "另一专项";
    other.fiscal_year = 2024;
    EXPECT_EQ(w.run(world::kProgramme, other), Code::ok) << w.detail;
  }
  Ran verify(const std::string& file, const std::string& more = "") {
    const bool aged = more.find("--max-age") != std::string::npos;  // the blocks of these networks are old
    return run_program("verify " + program.path(file) + program.anchor() + (aged ? " " : " --any-age ") +
                       more);
  }
  /// The file with one text in it replaced.
  void change(const std::string& file, const std::string& from, const std::string& to) {
    std::string bytes = file_bytes(program.path(file));
    const std::size_t at = bytes.find(from);
    ASSERT_NE(at, std::string::npos) << from << "\n" << bytes;
    write_bytes(program.path(file), bytes.replace(at, from.size(), to));
  }
  void make(const std::string& what, const std::string& more) {
    const Ran ran = program.run("report " + what + " " + more);
    ASSERT_EQ(ran.exit, 0) << ran.output;
  }
  ProgramOnNetwork program;
};

TEST_F(Reports, OfAProgrammeIsItsAwardsWithTotalAndBlock) {
  const Ran ran = program.run("report programme puhui-2022 --lang en");
  EXPECT_EQ(ran.exit, 0) << ran.output;
  for (const char* part : {"puhui-2022  普惠性制造业投资奖励  2022", "123,456.78", "493,827.12", "23,456.78",
                           "total", "1,234,567.80", "4 rows, complete, proved under block"})
    EXPECT_THAT(ran.output, HasSubstr(part));
}

TEST_F(Reports, InEveryFormAreVerifiedOffline) {
  make("programme puhui-2022", "--csv " + program.path("a.csv") + " --xlsx " + program.path("a.xlsx"));
  const Ran machine =
      program.run("report programme puhui-2022 --json --manifest " + program.path("a.json.manifest"));
  write_bytes(program.path("a.json"), machine.output);
  program.net.stop(0);  // no network
  for (const char* file : {"a.csv", "a.xlsx", "a.json", "a.csv.manifest", "a.xlsx.manifest"}) {
    const Ran ran = verify(file);
    EXPECT_EQ(ran.exit, 0) << file << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("VALID: every row is proved, and none is missing")) << file;
    EXPECT_THAT(ran.output, HasSubstr("Validator 1, Validator 2, Validator 3")) << file;
  }
  EXPECT_EQ(verify("a.csv", "--max-age 1s").exit, 8);
  EXPECT_EQ(verify("a.csv.manifest", "--report " + program.path("a.xlsx")).exit, 0);
  const auto view = boost::json::parse(verify("a.csv", "--json").output).as_object();
  EXPECT_EQ(view.at("verdict").as_string(), "valid");
  EXPECT_EQ(view.at("rows").to_number<int>(), 4);
}

/// A spreadsheet program writes days, money and lines another way when it saves a file. The values are the
/// same.
TEST_F(Reports, SavedAnewByASpreadsheetIsComparedByValue) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  std::string text = file_bytes(program.path("a.csv"));
  const auto all = [&text](const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
      text.replace(at, from.size(), to);
  };
  all("2026-09-21", "2026/9/21");
  all("123456.78", "\"123,456.78\"");
  all("246913.56", "246913.56 ");
  all("1234567.80", "1234567.8");
  all(",0.00", ",0");
  all("\n", ",,\r\n");
  write_bytes(program.path("a.csv"), text);
  const Ran ran = verify("a.csv", "--lang en");
  EXPECT_EQ(ran.exit, 0) << ran.output << text;
  EXPECT_THAT(ran.output, ::testing::StartsWith("VALID: every row is proved, and none is missing (proved "));
  // Another day, another amount in the same writing: forged, as ever.
  for (const auto& [from, to] : {std::pair<std::string, std::string>{"2026/9/21", "2026/9/22"},
                                 {"123,456.78", "123,456.79"},
                                 {"1234567.8", "1234567.9"}}) {
    std::string forged = text;
    forged.replace(forged.find(from), from.size(), to);
    write_bytes(program.path("a.csv"), forged);
    EXPECT_EQ(verify("a.csv").exit, 3) << to;
  }
}

/// One change of a workbook: in a part, one text for another.
struct Touch {
  const char* name;
  const char* part;
  std::string from, to;
};
const char* const kSheet = "xl/worksheets/sheet1.xml";
const char* const kBook = "xl/workbook.xml";
const char* const kStyles = "xl/styles.xml";

std::vector<Touch> touches_that_show_otherwise() {
  const std::string end = "</sheetData>";
  return {
      {"a formula", kSheet, "<v>123456.78</v>", "<f>900+1</f><v>123456.78</v>"},
      {"a hidden row", kSheet, "<row r=\"4\"", "<row r=\"4\" hidden=\"1\""},
      {"a row without height", kSheet, "<row r=\"4\"", "<row r=\"4\" ht=\"3\" customHeight=\"1\""},
      {"no height for all", kSheet, "defaultRowHeight=\"15\"", "defaultRowHeight=\"1\""},
      {"a hidden column", kSheet, "<col min=\"7\"", "<col hidden=\"true\" min=\"7\""},
      {"a narrow column", kSheet, "width=\"16.7109375\"", "width=\"2\""},
      {"a hidden sheet", kBook, "sheetId=\"1\"", "sheetId=\"1\" state=\"hidden\""},
      {"a second sheet", kBook, "<sheets>", "<sheets><sheet name=\"b\" sheetId=\"2\" r:id=\"rId1\"/>"},
      {"names", kBook, "<calcPr", "<definedNames/><calcPr"},
      {"a number format", kStyles, "formatCode=\"#,##0.00\"", "formatCode=\"&quot;9&quot;#,##0.00\""},
      {"a format of thousands", kStyles, "formatCode=\"#,##0.00\"", "formatCode=\"#,##0.00,\""},
      {"no format", kStyles, "formatCode=\"#,##0.00\"", "formatCode=\";;;\""},
      {"no decimals", kStyles, "formatCode=\"#,##0.00\"", "formatCode=\"0\""},
      {"a font of pictures", kStyles, "<name val=\"Calibri\"/>", "<name val=\"Wingdings\"/>"},
      {"white letters", kStyles, "<color theme=\"1\"/>", "<color rgb=\"FFFFFFFF\"/>"},
      {"struck letters", kStyles, "<font><sz", "<font><strike/><sz"},
      {"a filled ground", kStyles, "<patternFill patternType=\"none\"/>",
       "<patternFill patternType=\"solid\"><fgColor rgb=\"FF000000\"/></patternFill>"},
      {"repeated to the cell's end", kStyles, "applyNumberFormat=\"1\"/>",
       "applyNumberFormat=\"1\"><alignment horizontal=\"fill\"/></xf>"},
      {"an own palette", kStyles, "<dxfs", "<colors><indexedColors/></colors><dxfs"},
      {"a condition", kSheet, end,
       end + "<conditionalFormatting sqref=\"G4\"><cfRule type=\"expression\" dxfId=\"0\" priority=\"1\"/>"
             "</conditionalFormatting>"},
      {"a filter", kSheet, end, end + "<autoFilter ref=\"A2:K9\"/>"},
      {"merged cells", kSheet, end, end + "<mergeCells><mergeCell ref=\"I3:I4\"/></mergeCells>"},
      {"a picture", kSheet, "</worksheet>", "<drawing id=\"rId9\"/></worksheet>"},
      {"no zeros", kSheet, "<sheetView ", "<sheetView showZeros=\"0\" "},
      {"frozen below the first rows", kSheet, "<sheetView ", "<sheetView topLeftCell=\"A4\" "},
      {"more frozen rows", kSheet, "ySplit=\"2\"", "ySplit=\"40\""},
      {"a value of two kinds", kSheet, "<v>123456.78</v>", "<v>123456.78</v><is><t></t></is>"},
      {"a style that is not there", kSheet, "s=\"2\"", "s=\"77\""},
      {"a cell that Excel passes over", kSheet, "<v>123456.78</v>", "<z:v xmlns:z=\"z\">123456.78</z:v>"},
      {"two attributes of one name", kSheet, "s=\"2\"><v>123456.78", "z:s=\"2\" s=\"0\"><v>123456.78"},
      {"another namespace", kSheet, "<row r=\"4\"", "<row xmlns=\"z\" r=\"4\""},
      {"macros", "xl/_rels/workbook.xml.rels", "</Relationships>",
       "<Relationship Id=\"rId9\" Type=\"http://x/vbaProject\" Target=\"vbaProject.bin\"/></Relationships>"}};
}

/// The cells hold what is proved, and whoever opens the file sees something else: never valid.
TEST_F(Reports, AWorkbookThatShowsSomethingElseIsNeverValid) {
  make("programme puhui-2022", "--xlsx " + program.path("a.xlsx"));
  const auto parts = parts_of_zip(program.path("a.xlsx"));
  write_bytes(program.path("a.xlsx"), zip_bytes(parts));
  ASSERT_EQ(verify("a.xlsx").exit, 0);
  for (const Touch& touch : touches_that_show_otherwise()) {
    auto touched = parts;
    std::string& text = touched.at(touch.part);
    const std::size_t at = text.find(touch.from);
    ASSERT_NE(at, std::string::npos) << touch.name << "\n" << text;
    text.replace(at, touch.from.size(), touch.to);
    write_bytes(program.path("a.xlsx"), zip_bytes(touched));
    const Ran ran = verify("a.xlsx", "--lang en");
    EXPECT_EQ(ran.exit, 3) << touch.name << "\n" << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("report_shown_otherwise")) << touch.name;
    EXPECT_THAT(ran.output, Not(HasSubstr("VALID"))) << touch.name;
  }
}

/// What office programs add when they save a workbook anew shows nothing else.
TEST_F(Reports, AWorkbookSavedAnewIsWhatItWas) {
  make("programme puhui-2022", "--xlsx " + program.path("a.xlsx"));
  auto parts = parts_of_zip(program.path("a.xlsx"));
  const auto change_part = [&](const char* part, const std::string& from, const std::string& to) {
    std::string& text = parts.at(part);
    ASSERT_NE(text.find(from), std::string::npos) << from;
    text.replace(text.find(from), from.size(), to);
  };
  change_part(kBook, "<workbookPr",
              "<mc:AlternateContent xmlns:mc=\"m\"><mc:Choice Requires=\"x15\"><x15ac:absPath url=\"C:\\\" "
              "xmlns:x15ac=\"x\"/></mc:Choice></mc:AlternateContent><workbookPr");
  change_part(kBook, "</workbook>",
              "<extLst><ext uri=\"u\"><x:calcFeatures><x:feature name=\"n\"/>"
              "</x:calcFeatures></ext></extLst></workbook>");
  change_part(kSheet, "<row r=\"4\"", "<row r=\"4\" ht=\"14.4\" x14ac:dyDescent=\"0.3\"");
  change_part(kSheet, "</worksheet>", "<pageSetup paperSize=\"9\"/><headerFooter/></worksheet>");
  change_part(kStyles, "formatCode=\"#,##0.00\"/>",
              "formatCode=\"#,##0.00\"/><numFmt numFmtId=\"170\" formatCode=\"0.0%\"/>");
  write_bytes(program.path("a.xlsx"), zip_bytes(parts));
  const Ran ran = verify("a.xlsx", "--lang en");
  EXPECT_EQ(ran.exit, 0) << ran.output;
}

TEST_F(Reports, AnotherYearIsNoOtherWriting) {
  make("department gd-iit", "--csv " + program.path("d.csv"));
  change("d.csv", "puhui-2022", "puhui-2022 ");
  EXPECT_EQ(verify("d.csv").exit, 0);
  change("d.csv", ",2024,", ",2025,");
  EXPECT_EQ(verify("d.csv").exit, 3) << "another year is another year";
}

TEST(SameValue, IsToldFromAnotherWritingAndFromAnotherValue) {
  using Type = ReportColumn::Type;
  const auto text = [](const char* proved, const char* held) {
    return likeness(std::string(proved), Type::text, proved, held);
  };
  const auto money = [](Fen fen, const char* proved, const char* held) {
    return likeness(fen, Type::money, proved, held);
  };
  const auto count = [](std::uint64_t n, const char* held) {
    return likeness(n, Type::count, std::to_string(n), held);
  };
  for (const char* held :
       {"2026-11-29", "2026/11/29", "2026.11.29", "2026年11月29日", "20261129", " 2026-11-29 "})
    EXPECT_EQ(text("2026-11-29", held), Likeness::same) << held;
  for (const char* held : {"2026-11-28", "2025/11/29", "2026/29/11", "46355", ""})
    EXPECT_EQ(text("2026-11-29", held), Likeness::other) << held;
  for (const char* held : {"5000000.00", "5000000", "5,000,000.00", "5000000.0", " 5000000 "})
    EXPECT_EQ(money(500'000'000, "5000000.00", held), Likeness::same) << held;
  for (const char* held : {"5000000.01", "500000", "5,00,0000", "-5000000", "5000000.001", "0", ""})
    EXPECT_EQ(money(500'000'000, "5000000.00", held), Likeness::other) << held;
  EXPECT_EQ(money(500'000'000, "5000000.00", "5E+06"), Likeness::reformatted);
  EXPECT_EQ(money(500'000'000, "5000000.00", "6E+06"), Likeness::reformatted)
      << "one digit may be rounded, and tells nothing";
  EXPECT_EQ(money(500'000'000, "5000000.00", "5E+07"), Likeness::other);
  for (const char* held : {"0", "0.00", "0.0"}) EXPECT_EQ(money(0, "0.00", held), Likeness::same) << held;
  EXPECT_EQ(money(0, "0.00", "1"), Likeness::other);
  EXPECT_EQ(money(-150, "-1.50", "-1.5"), Likeness::same);
  for (const char* held : {"1234", "1,234", "1234.00"}) EXPECT_EQ(count(1234, held), Likeness::same) << held;
  for (const char* held : {"1235", "1234.5", "-1234", ""})
    EXPECT_EQ(count(1234, held), Likeness::other) << held;
  // Numbers that are texts: what is left of them is no value, and no forgery.
  for (const char* held : {"9.14401E+17", "9.1440101741888E+17", "914401017418885000"})
    EXPECT_EQ(text("914401017418885372", held), Likeness::reformatted) << held;
  for (const char* held : {"914401017418885373", "9.24401E+17", "9.14401E+16", "91440101741888537"})
    EXPECT_EQ(text("914401017418885372", held), Likeness::other) << held;
  EXPECT_EQ(text("007", "7"), Likeness::reformatted);
  EXPECT_EQ(text("007", "8"), Likeness::other);
  for (const char* held : {"Jan-26", "26-Jan", "2026/1/1", "2026年1月1日"})
    EXPECT_EQ(text("2026-1", held), Likeness::reformatted) << held;
  for (const char* held : {"Feb-26", "2026/1/2", "2026-2"})
    EXPECT_EQ(text("2026-1", held), Likeness::other) << held;
  EXPECT_EQ(text("=1+1", "'=1+1"), Likeness::same);
  EXPECT_EQ(likeness(std::monostate{}, Type::money, "", " "), Likeness::same);
  EXPECT_EQ(likeness(std::monostate{}, Type::money, "", "0"), Likeness::other);
}

TEST_F(Reports, ARowThatWasChangedIsNamed) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  change("a.csv", "246913.56", "946913.56");
  const Ran ran = verify("a.csv", "--lang en");
  EXPECT_EQ(ran.exit, 3) << ran.output;
  EXPECT_THAT(
      ran.output,
      HasSubstr("line 4, awarded before release (CNY): '946913.56' in the file, '246913.56' is proved"));
  const auto differences =
      boost::json::parse(verify("a.csv", "--json").output).as_object().at("differences").as_array();
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].at("row").to_number<int>(), 2);
}

TEST_F(Reports, ARowThatWasLeftOutOrAddedIsNamedAndTheOthersAreNot) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  const std::string whole = file_bytes(program.path("a.csv"));
  const std::size_t begin = whole.find("b1,2,"), end = whole.find('\n', begin) + 1;
  write_bytes(program.path("a.csv"), whole.substr(0, begin) + whole.substr(end));
  const Ran missing = verify("a.csv");
  EXPECT_EQ(missing.exit, 3);
  EXPECT_THAT(missing.output, HasSubstr("line 4: a row is missing before it: 'b1 | 2 | 样例企业2"));
  EXPECT_EQ(std::ranges::count(missing.output, '\n'), 2);
  write_bytes(program.path("a.csv"), whole.substr(0, begin) +
                                         "b1,9,样例企业9,,,下达,1.00,0.00,0.00,0.00,2024-01-01\n" +
                                         whole.substr(begin));
  const Ran added = verify("a.csv");
  EXPECT_EQ(added.exit, 3);
  EXPECT_THAT(added.output, HasSubstr("line 4: a row that is not proved: 'b1 | 9"));
  EXPECT_EQ(std::ranges::count(added.output, '\n'), 2);
}

TEST_F(Reports, EveryCellAndTheTitleCount) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  const std::string whole = file_bytes(program.path("a.csv"));
  std::size_t tried = 0;
  for (std::size_t at = 3; at < whole.size(); ++at) {  // behind the BOM: each digit and letter changed
    if (std::isalnum(static_cast<unsigned char>(whole[at])) == 0) continue;
    std::string bytes = whole;
    bytes[at] = bytes[at] == '1' ? '2' : '1';
    if (bytes == whole) continue;
    write_bytes(program.path("a.csv"), bytes);
    const auto file = read_report_file(program.path("a.csv"));
    ASSERT_TRUE(file);
    const std::string manifest = file_bytes(program.path("a.csv.manifest"));
    static const auto verified =
        verify_manifest({chain_id(world::genesis()), world::genesis().validators}, bytes_of(manifest));
    ASSERT_TRUE(verified) << verified.error().error.text_en();
    EXPECT_FALSE(compare(verified->report, *file, 10).empty())
        << at << ": " << bytes.substr(at > 20 ? at - 20 : 0, 40);
    ++tried;
  }
  EXPECT_GT(tried, 200U);
}

TEST_F(Reports, AManifestThatWasTouchedProvesNothing) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  const std::string whole = file_bytes(program.path("a.csv.manifest"));
  const TrustAnchor anchor{chain_id(world::genesis()), world::genesis().validators};
  const auto file = read_report_file(program.path("a.csv"));
  ASSERT_TRUE(file);
  ASSERT_TRUE(verify_manifest(anchor, bytes_of(whole)));
  std::size_t refused = 0;
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string bytes = whole;
    bytes[at] = static_cast<char>(bytes[at] ^ 1);
    const auto verified = verify_manifest(anchor, bytes_of(bytes));
    // What is not signed is the question: another one gives other rows, or has no proofs.
    const bool found_out = !verified || !compare(verified->report, *file, 1).empty();
    EXPECT_TRUE(found_out) << at;
    refused += found_out ? 1 : 0;
  }
  EXPECT_GT(refused, 100U);
  for (std::size_t size = 0; size < whole.size(); size += 31)
    EXPECT_FALSE(verify_manifest(anchor, bytes_of(whole.substr(0, size)))) << size;
  for (const std::size_t size : {whole.size() / 7, whole.size() / 2, whole.size() - 1}) {
    write_bytes(program.path("a.csv.manifest"), whole.substr(0, size));
    for (const char* const name : {"a.csv", "a.csv.manifest"}) {
      const Ran ran = verify(name, "--lang en");
      EXPECT_EQ(ran.exit, 3) << size;
      EXPECT_THAT(ran.output, ::testing::AllOf(::testing::StartsWith("FORGED OR DAMAGED"),
                                               HasSubstr("  where     manifest")));
      const auto machine = boost::json::parse(verify(name, "--json").output).as_object();
      EXPECT_EQ(machine.at("verdict"), "forged") << size;
      EXPECT_EQ(machine.at("bytes"), size);
    }
  }
}

/// What a proof file says under another network's genesis, a report says.
TEST_F(Reports, UnderAnotherNetworksGenesisNothingLeadsToIt) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  Genesis other = world::genesis();
  other.network = "elsewhere";
  write_bytes(program.path("other.json"), genesis_to_json(other));
  const std::string words =
      "verify " + program.path("a.csv") + " --any-age --anchor " + program.path("other.json");
  const Ran ran = run_program("--lang en " + words);
  EXPECT_EQ(ran.exit, 15) << ran.output;
  EXPECT_THAT(ran.output, ::testing::AllOf(::testing::StartsWith("NOT UNDER THIS ANCHOR"),
                                           HasSubstr("proof 1, chain"), HasSubstr("It is of another network"),
                                           HasSubstr("the genesis of its network")));
  const auto machine = boost::json::parse(run_program("--json " + words).output).as_object();
  EXPECT_EQ(machine.at("verdict"), "not_anchored");
  // The bytes of that proof, where they lie in the manifest.
  const std::string manifest = file_bytes(program.path("a.csv.manifest"));
  const auto at = static_cast<std::size_t>(machine.at("offset").to_number<std::uint64_t>());
  const auto begin = manifest.find("credence:bundle");
  EXPECT_GT(at, begin);
  EXPECT_LT(at, begin + 64) << "the chain stands at its head";
}

/// A proof in the manifest's place is no manifest: it is the report that proves nothing without its own.
TEST_F(Reports, AProofInThePlaceOfTheManifestIsNamed) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  ASSERT_EQ(program.run("prove award puhui-2022 b1 1 --overwrite -o " + program.path("a.csv.manifest")).exit,
            0);
  const Ran ran = verify("a.csv", "--lang en");
  EXPECT_EQ(ran.exit, 9);
  EXPECT_THAT(ran.output,
              ::testing::AllOf(::testing::StartsWith("NO PROOF: a.csv is"), HasSubstr("manifest_missing"),
                               HasSubstr("a.csv.manifest is a proof"), Not(HasSubstr("credence prove"))));
}

TEST_F(Reports, OfAnotherSubjectIsNotAccepted) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  make("programme other-2024", "--csv " + program.path("b.csv"));
  const Ran ran = verify("a.csv.manifest", "--report " + program.path("b.csv"));
  EXPECT_EQ(ran.exit, 3);
  EXPECT_THAT(ran.output, HasSubstr("title or heads"));
}

TEST_F(Reports, OfDepartmentsAndYearsAreTheirProgrammes) {
  make("department gd-iit", "--csv " + program.path("d.csv"));
  make("year 2024", "--csv " + program.path("y.csv") + " --xlsx " + program.path("y.xlsx"));
  EXPECT_THAT(file_bytes(program.path("d.csv")),
              HasSubstr("puhui-2022,普惠性制造业投资奖励,2022,grant,gd-iit,gd-finance,1000000000.00,4,"
                        "1234567.80,0.00,23456.78,0.00"));
  EXPECT_THAT(file_bytes(program.path("y.csv")), HasSubstr("other-2024"));
  EXPECT_THAT(file_bytes(program.path("y.csv")), Not(HasSubstr("puhui-2022")));
  for (const char* file : {"d.csv", "y.csv", "y.xlsx"}) EXPECT_EQ(verify(file).exit, 0) << file;
  EXPECT_EQ(program.run("report department nobody").exit, 2);
  EXPECT_EQ(program.run("report programme nothing").exit, 2);
}

TEST_F(Reports, OfAnEnterpriseAreAllThatIsRecordedInEitherLanguage) {
  const std::string code(text_of(samples::code(1)));
  make("enterprise " + code, "--csv " + program.path("e.csv") + " --lang zh");
  EXPECT_THAT(file_bytes(program.path("e.csv")), HasSubstr("拨付"));
  EXPECT_EQ(verify("e.csv").exit, 0);
  EXPECT_EQ(program.run("report enterprise " + std::string(text_of(samples::code(99)))).exit, 2);
}

TEST_F(Reports, AsOfAHeightAreWhatWasRecordedThen) {
  world::World& w = program.net.world();
  const Height before = w.ledger().height();
  RecordAwards awards = world::World::awards({{9, world::enterprise_name(5), samples::code(5), "后来", 100}},
                                             4, 10'000'000'000);
  awards.declared_count = 4;
  awards.batch = "b2";
  ASSERT_EQ(w.run(world::kAward, awards), Code::ok) << w.detail;
  make("programme puhui-2022", "--csv " + program.path("then.csv") + " --as-of " + std::to_string(before));
  make("programme puhui-2022", "--csv " + program.path("now.csv"));
  EXPECT_THAT(file_bytes(program.path("then.csv")), Not(HasSubstr("后来")));
  EXPECT_THAT(file_bytes(program.path("now.csv")), HasSubstr("后来"));
  for (const char* file : {"then.csv", "now.csv"}) EXPECT_EQ(verify(file).exit, 0) << file;
  const Ran to_come = program.run("report programme puhui-2022 --as-of 99999 --lang en");
  EXPECT_EQ(to_come.exit, 2);
  EXPECT_THAT(to_come.output, HasSubstr("day_to_come"));
}

TEST_F(Reports, OfADaySayWhichAndNoneIsOfADayToCome) {
  make("programme puhui-2022", "--csv " + program.path("day.csv") + " --as-of 2026-10-01");
  const std::string made = program.run("report programme puhui-2022 --as-of 2026-10-01 --lang en").output;
  EXPECT_THAT(made, HasSubstr("as of the end of 2026-10-01"));
  const Ran said = verify("day.csv", "--lang en");
  EXPECT_EQ(said.exit, 0) << said.output;
  EXPECT_THAT(said.output, HasSubstr("as of the end of 2026-10-01 (that day was not over at its block"));
  EXPECT_THAT(verify("day.csv", "--lang zh").output, HasSubstr("截至 2026-10-01 日终"));
  auto view = boost::json::parse(verify("day.csv", "--json").output).as_object();
  EXPECT_EQ(view.at("as_of_day").as_string(), "2026-10-01");
  EXPECT_FALSE(view.at("as_of_day_over").as_bool()) << "its block is of September";
  make("programme puhui-2022", "--csv " + program.path("now.csv"));
  EXPECT_TRUE(boost::json::parse(verify("now.csv", "--json").output).as_object().at("as_of_day").is_null());
  // For who reads it before that day has come: as if it were made for a day to come.
  const Ran early = verify("day.csv", "--lang en --now 1789996000000");  // 2026-09-21
  EXPECT_EQ(early.exit, 3) << early.output;
  EXPECT_THAT(early.output, HasSubstr("a day that is still to come"));
  for (const char* const command :
       {"report programme puhui-2022 --as-of 9998-12-31", "history --programme puhui-2022 --as-of 9998-12-31",
        "programme show puhui-2022 --as-of 9998-12-31", "programme show puhui-2022 --on 9998-12-31"}) {
    const Ran ran = program.run(std::string(command) + " --lang en");
    EXPECT_EQ(ran.exit, 1) << command << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("day_to_come")) << command;
  }
}

TEST_F(Reports, AnOptionThatSaysNothingOfTheFileIsRefused) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  const auto unused = [](const Ran& ran) {
    EXPECT_EQ(ran.exit, 1) << ran.output;
    EXPECT_THAT(ran.output, HasSubstr("option_unused"));
  };
  unused(verify("a.csv", "--report " + program.path("a.csv")));  // it is no manifest
  for (const char* const filter : {"--kind paid", "--programme puhui-2022", "--title x", "--from 2026-01-01"})
    unused(verify("a.csv", filter));
  const Ran proof = program.run("prove total --programme puhui-2022 -o " + program.path("t.proof"));
  ASSERT_EQ(proof.exit, 0) << proof.output;
  unused(verify("t.proof", "--report " + program.path("a.csv")));
  unused(verify("t.proof", "--kind paid"));
  unused(program.run("report programme puhui-2022 --csv -"));
}

TEST_F(Reports, AFormulaIsNeverWritten) {
  make("programme puhui-2022", "--csv " + program.path("a.csv"));
  EXPECT_THAT(file_bytes(program.path("a.csv")), HasSubstr(",'=1+1,"));
}

class ProvedHistories : public Reports {};

TEST_F(ProvedHistories, AreWholeInTheFileAndFilteredWhereTheyAreShown) {
  const std::string code(text_of(samples::code(1)));
  const std::string file = program.path("h.proof");
  const Ran all = program.run("prove history " + code + " -o " + file);
  EXPECT_EQ(all.exit, 0) << all.output;
  const Ran paid =
      program.run("prove history " + code + " --kind paid -o " + program.path("p.proof") + " --json");
  EXPECT_EQ(paid.exit, 0) << paid.output;
  const auto shown = boost::json::parse(paid.output).as_object();
  EXPECT_EQ(shown.at("total").to_number<int>(), 3);
  EXPECT_EQ(shown.at("matched").to_number<int>(), 1);
  EXPECT_EQ(shown.at("entries").as_array().size(), 1U);
  EXPECT_EQ(shown.at("filter").as_object().at("kinds").as_array().size(), 1U);
  // The filter is not in the file: whoever verifies sees everything, or chooses anew.
  EXPECT_EQ(file_bytes(program.path("p.proof")).size(), file_bytes(file).size());
  const auto whole = boost::json::parse(verify("p.proof", "--json").output).as_object();
  EXPECT_EQ(whole.at("entries").as_array().size(), 3U);
  const Ran awards = verify("p.proof", "--kind awarded --programme puhui-2022 --lang en");
  EXPECT_EQ(awards.exit, 0);
  EXPECT_THAT(awards.output, HasSubstr("1 that match: awarded; programme puhui-2022"));
  EXPECT_EQ(boost::json::parse(verify("p.proof", "--programme other-2024 --json").output)
                .as_object()
                .at("matched")
                .to_number<int>(),
            0);
  EXPECT_EQ(boost::json::parse(verify("p.proof", "--to 2001-01-01 --json").output)
                .as_object()
                .at("matched")
                .to_number<int>(),
            0);
  EXPECT_EQ(verify("p.proof", "--kind nothing").exit, 1);
  EXPECT_EQ(program.run("prove history --programme puhui-2022 --title specialized").exit, 1);
}

}  // namespace
}  // namespace credence::testing
