// SPDX-License-Identifier: Apache-2.0
// credence findings as an auditor calls it: table, files, JSON, exit codes, both languages.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>
#include <sstream>

#include "client/findings/book.h"
#include "client/words/width.h"
#include "tests/unit/client/commands/run_program.h"
#include "tests/unit/client/findings/planted.h"

namespace credence::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two archives and their genesis, made once.
class FindingsCli : public ::testing::Test {
 protected:
  struct Files {
    Files() {
      for (const bool planted : {true, false}) {
        PlantedChain chain(5, planted);
        const Archive archive(chain.world);
        write_bytes(folder / (planted ? "planted" : "honest"), archive.bytes());
        if (planted) count = chain.expected().size();
      }
    }
    ScratchFolder folder;
    std::size_t count = 0;
  };
  static const Files& files() {
    static const Files made;
    return made;
  }
  static std::string path(std::string_view name) { return (files().folder / name).string(); }
  static Ran run(const std::string& arguments) { return run_program("findings " + arguments); }
  static std::string text_of_file(const std::string& name) {
    std::ifstream in(path(name));
    return {std::istreambuf_iterator<char>(in), {}};
  }
};

TEST_F(FindingsCli, FoundAndNotFoundEndDifferently) {
  const Ran found = run(path("planted") + " --lang en");
  EXPECT_EQ(found.exit, 16) << found.output;
  EXPECT_THAT(found.output, AllOf(HasSubstr("leads, no verdicts"), HasSubstr("verified up to block"),
                                  HasSubstr("F14  2025-12-31  idle money  70,000.00 CNY"),
                                  HasSubstr("award f14/b1/1"), HasSubstr("genesis is the archive's own")));
  const Ran none = run(path("honest") + " --lang en");
  EXPECT_EQ(none.exit, 0) << none.output;
  EXPECT_THAT(none.output, HasSubstr("nothing found by these rules"));
}

TEST_F(FindingsCli, InChineseNothingIsEnglish) {
  const Ran found = run(path("planted") + " --lang zh");
  EXPECT_EQ(found.exit, 16);
  EXPECT_THAT(found.output,
              AllOf(HasSubstr("仅为线索而非结论"), HasSubstr("资金闲置"), HasSubstr("安排 f14/b1/1")));
  for (const char* english : {"award", "programme", "paid", "findings", "entries", " of ", "serious", "CNY"})
    EXPECT_THAT(found.output, Not(HasSubstr(english)));
}

TEST_F(FindingsCli, TheTableOfRulesFitsEightyColumns) {
  for (const char* language : {"en", "zh"}) {
    std::istringstream lines(run(path("planted") + " --lang " + language).output);
    for (std::string line; std::getline(lines, line) && !line.empty();)
      EXPECT_LE(display_width(line), 80u) << line;
  }
}

TEST_F(FindingsCli, JsonAndFilesHoldEachFinding) {
  const Ran ran =
      run("--json " + path("planted") + " --csv " + path("out.csv") + " --xlsx " + path("out.xlsx"));
  ASSERT_EQ(ran.exit, 16) << ran.output;
  const auto json = boost::json::parse(ran.output).as_object();
  EXPECT_EQ(json.at("exit_code").as_int64(), 16);
  EXPECT_EQ(json.at("verdict").as_string(), "lead");
  const auto& findings = json.at("findings").as_array();
  ASSERT_EQ(findings.size(), files().count);
  for (const auto& finding : findings) {
    EXPECT_FALSE(finding.at("evidence").as_array().empty());
    EXPECT_FALSE(finding.at("computed_zh").as_string().empty());
  }
  std::istringstream csv(text_of_file("out.csv"));
  std::size_t lines = 0;
  for (std::string line; std::getline(csv, line);) ++lines;
  EXPECT_EQ(lines, files().count + 2) << "title and heads";
  EXPECT_TRUE(text_of_file("out.xlsx").starts_with("PK"));
}

TEST_F(FindingsCli, WorkingDaysWithoutACalendarAreSaidToBeSo) {
  EXPECT_THAT(run(path("planted") + " --rule F6 --lang en").output, Not(HasSubstr("Mondays to Fridays")))
      << "this chain holds the calendars";
  findings::Book book;
  book.calendars[2025] = {};
  EXPECT_FALSE(book.year_without_calendar({2025, 1, 2}, {2025, 12, 31}));
  EXPECT_EQ(book.year_without_calendar({2025, 12, 1}, {2026, 1, 2}), 2026);
  EXPECT_EQ(book.year_without_calendar({2024, 12, 1}, {2026, 1, 2}), 2024);
}

TEST_F(FindingsCli, MistakesAreNamed) {
  EXPECT_EQ(run(path("planted") + " --rule F2").exit, 1) << "the data do not reach it";
  const Ran parameter = run(path("planted") + " --parameter F3.dayz=1 --lang en");
  EXPECT_EQ(parameter.exit, 1);
  EXPECT_THAT(parameter.output, HasSubstr("F3.dayz"));
  for (const char* const value : {"-1", "0", "99999999999999999999999"}) {
    const Ran range = run(path("planted") + " --parameter F6.days=" + value + " --lang en");
    EXPECT_EQ(range.exit, 1) << value;
    EXPECT_THAT(range.output, AllOf(HasSubstr("out_of_range"), HasSubstr("F6.days: 1 – 365"))) << value;
  }
  EXPECT_THAT(run(path("planted") + " --parameter F6.days=x").output, HasSubstr("bad_number"));
  const Ran twice = run(path("planted") + " --parameter F3.days=3 --parameter F3.days=4 --lang en");
  EXPECT_EQ(twice.exit, 1);
  EXPECT_THAT(twice.output, HasSubstr("F3.days"));
  EXPECT_EQ(run(path("planted") + " --csv -").exit, 1) << "standard output is the table's";
  EXPECT_EQ(run(path("planted") + " --csv " + (files().folder / "").string()).exit, 5) << "before it is read";
  EXPECT_EQ(run(path("planted") + " --from 2026-13-01").exit, 1);
  const auto wrong = [&](const std::string& name, const std::string& content) {
    write_bytes(files().folder / name, Bytes(bytes_of(content).begin(), bytes_of(content).end()));
    const Ran ran = run(path(name) + " --lang en");
    EXPECT_EQ(ran.exit, 5) << ran.output;
    EXPECT_THAT(ran.output, Not(HasSubstr("checked up to"))) << name;
    return ran.output;
  };
  EXPECT_THAT(wrong("empty", ""), HasSubstr("an empty file"));
  EXPECT_THAT(wrong("page", "<html></html>"), HasSubstr("it is a web page; wanted is an exported chain"));
  const Ran missing = run(path("nosuch") + " --lang en");
  EXPECT_EQ(missing.exit, 5);
  EXPECT_THAT(missing.output, AllOf(HasSubstr("No such file"), Not(HasSubstr("checked up to"))));
  const Ran longer = [&] {
    Bytes bytes = read_bytes(files().folder / "planted");
    bytes.push_back(std::byte{'\n'});
    write_bytes(files().folder / "longer", bytes);
    return run(path("longer") + " --lang en");
  }();
  EXPECT_EQ(longer.exit, 3);
  EXPECT_THAT(longer.output, HasSubstr("a line break that an editor or a copy put behind the end"));
  const Ran torn = [&] {
    Bytes bytes = read_bytes(files().folder / "planted");
    bytes.resize(bytes.size() - 1);
    write_bytes(files().folder / "torn", bytes);
    return run("--json " + path("torn"));
  }();
  EXPECT_EQ(torn.exit, 11);
  EXPECT_THAT(torn.output, Not(HasSubstr("\"findings\"")));
}

}  // namespace
}  // namespace credence::testing
