// SPDX-License-Identifier: Apache-2.0
// credence verify over the vectors: exit codes and verdicts, in an empty directory, with no network
// configured; and that nothing which came out of a file can write to the terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/words/bundle_view.h"
#include "tests/source_tree.h"
#include "tests/unit/client/commands/run_program.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

using credence::testing::Ran;
using credence::testing::run_program;

Ran credence_verify(const std::string& arguments) { return run_program("verify " + arguments); }

fs::path folder() { return source_dir() / "tests/data/bundles"; }
std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

int exit_code_of(std::string_view verdict) {
  if (verdict == "valid") return 0;
  if (verdict == "refused") return 2;
  if (verdict == "forged" || verdict == "from_future") return 3;
  if (verdict == "no_proof") return 9;
  if (verdict == "not_understood") return 14;
  if (verdict == "not_anchored") return 15;
  return verdict == "too_old" ? 8 : 7;
}

std::string anchor() { return " --anchor " + (folder() / "genesis.json").string(); }
/// A file of the vectors, judged at a moment of their time.
std::string vector_file(const std::string& name) { return (folder() / name).string() + anchor(); }

TEST(VerdictCli, EveryVectorHasItsExitCodeAndVerdict) {
  std::size_t runs = 0;
  const json::value index = json::parse(read(folder() / "index.json"));
  for (const json::value& value : index.as_array()) {
    const json::object& row = value.as_object();
    const std::string file(row.at("file").as_string()), verdict(row.at("verdict").as_string());
    const auto* const line = row.if_contains("anchor");
    std::string arguments =
        line ? (folder() / file).string() + " --anchor " + std::string(line->as_string()) : vector_file(file);
    if (const auto* const now = row.if_contains("now_ms")) arguments += " --now " + json::serialize(*now);
    if (const auto* const day = row.if_contains("date"))
      arguments += " --on " + std::string(day->as_string());
    if (const auto* const age = row.if_contains("max_age_ms"))
      arguments += age->to_number<std::uint64_t>() == 0
                       ? " --any-age"
                       : " --max-age " + std::to_string(age->to_number<std::uint64_t>() / 1000) + "s";
    const Ran ran = credence_verify(arguments + " --json");
    EXPECT_EQ(ran.exit, exit_code_of(verdict)) << file << "\n" << ran.output;
    const json::object shown = json::parse(ran.output).as_object();
    EXPECT_EQ(std::string_view(shown.at("verdict").as_string()), verdict) << file << ": " << row.at("why");
    EXPECT_EQ(shown.at("exit_code").to_number<int>(), ran.exit) << file;
    if (verdict == "forged") {
      EXPECT_EQ(shown.at("field"), row.at("field")) << file;
    }
    if (shown.contains("complete")) {
      EXPECT_EQ(shown.at("entries").as_array().size(), shown.at("total").to_number<std::uint64_t>()) << file;
    }
    for (const char* language : {" --lang en", " --lang zh"}) {
      const Ran text = credence_verify(arguments + language);
      EXPECT_EQ(text.exit, ran.exit) << file;
      EXPECT_EQ(text.output, cleaned(text.output, true)) << file << ": control characters";
      EXPECT_EQ(text.output.starts_with("VALID") || text.output.starts_with("有效"), verdict == "valid")
          << file << "\n"
          << text.output;
      ++runs;
    }
    ++runs;
  }
  std::printf("%zu runs of credence verify\n", runs);
  EXPECT_GT(runs, 400u);
}

TEST(VerdictCli, SaysWhoAndWhenAndHowOldInBothLanguages) {
  const std::string now = " --now 1790093600000";  // a day and two hours after the block
  const Ran english = credence_verify(vector_file("valid/title.proof") + now + " --lang en"),
            chinese = credence_verify(vector_file("valid/title.proof") + now + " --lang zh");
  EXPECT_EQ(english.exit, 0) << english.output;
  EXPECT_THAT(english.output.substr(0, english.output.find('\n')),
              ::testing::AllOf(::testing::StartsWith("VALID: in force on 2026-09-23"),
                               ::testing::HasSubstr(" hours ago)")));
  EXPECT_THAT(chinese.output.substr(0, chinese.output.find('\n')), ::testing::HasSubstr("小时前的证明"));
  for (const char* part :
       {"91440000000000019U", "样例企业1", "Validator 1, Validator 2, Validator 3 (3 of 4)", "Specialized",
        "Department of Industry", "工信部企业〔2022〕1号", "2025-01-01 to 2027-12-31"})
    EXPECT_THAT(english.output, ::testing::HasSubstr(part));
  for (const char* part :
       {"有效", "验证者1、验证者2、验证者3", "专精特新", "广东省工业和信息化厅", "2025-01-01 至 2027-12-31"})
    EXPECT_THAT(chinese.output, ::testing::HasSubstr(part));
  const Ran forged = credence_verify(vector_file("forged/signer-repeated.proof") + " --lang en");
  EXPECT_THAT(forged.output, ::testing::HasSubstr("claim.block.certificate, bytes 303 to 547 of"));
}

/// Whom a proof is about stands in it, and is proved.
TEST(VerdictCli, NamesArePartOfTheProof) {
  const auto names = [](const std::string& file) {
    const Ran ran = credence_verify(vector_file("valid/" + file + ".proof") + " --any-age --json");
    return json::parse(ran.output).as_object();
  };
  const json::object title = names("title");
  EXPECT_EQ(title.at("names").at("enterprise").at("name").as_string(), "样例企业1");
  EXPECT_EQ(title.at("names").at("title").at("name_en").as_string(), "Specialized");
  EXPECT_EQ(title.at("names").at("department").at("name_en").as_string(), "Department of Industry");
  EXPECT_EQ(title.at("value").at("document_no").as_string(), "工信部企业〔2022〕1号");
  EXPECT_TRUE(title.at("not_registered").as_array().empty());
  const json::object award = names("award-part-paid");
  EXPECT_EQ(award.at("standing").as_string(), "part_paid");
  EXPECT_EQ(award.at("names").at("programme").at("name").as_string(), "普惠性制造业投资奖励");
  EXPECT_EQ(award.at("names").at("batch").at("document_no").as_string(), "粤工信〔2022〕55号");
  EXPECT_EQ(award.at("names").at("enterprise").at("name").as_string(), "样例企业1");
  const json::object merged = names("title-merged");
  EXPECT_EQ(merged.at("verdict").as_string(), "merged");
  EXPECT_TRUE(merged.at("names").at("enterprise").as_object().contains("successor"));
}

/// What is not registered has an empty history, and that is no good character.
TEST(VerdictCli, NothingIsSaidToBeNothing) {
  const auto first_line = [](const std::string& file, const char* language) {
    const Ran ran =
        credence_verify(vector_file("valid/" + file + ".proof") + " --any-age --lang " + language);
    EXPECT_EQ(ran.exit, 0) << ran.output;
    return ran.output;
  };
  for (const char* file : {"history-empty", "history-empty-programme", "absence-enterprise",
                           "absence-title-of-nobody", "absence-award-of-no-programme"}) {
    EXPECT_THAT(
        first_line(file, "en"),
        ::testing::StartsWith("VALID: NOT REGISTERED, and nothing is recorded under exactly this key"))
        << file;
    EXPECT_THAT(first_line(file, "zh"), ::testing::StartsWith("有效：未登记")) << file;
    const Ran shown =
        credence_verify(vector_file("valid/" + std::string(file) + ".proof") + " --any-age --json");
    EXPECT_FALSE(json::parse(shown.output).at("not_registered").as_array().empty()) << file;
  }
  EXPECT_THAT(first_line("absence-title", "en"),
              ::testing::StartsWith("VALID: nothing is recorded under exactly this key"));
  EXPECT_THAT(first_line("absence-misfit", "en"), ::testing::HasSubstr("check digit"));
  EXPECT_THAT(first_line("absence-enterprise", "en"), ::testing::Not(::testing::HasSubstr("check digit")));
  const Ran misfit = credence_verify(vector_file("valid/absence-misfit.proof") + " --any-age --json");
  EXPECT_FALSE(json::parse(misfit.output).at("check_digit_fits").as_bool());
}

TEST(VerdictCli, AnEntrysKindIsNotThatOfItsFact) {
  const Ran ran = credence_verify(vector_file("valid/history-programme.proof") + " --any-age --json");
  const json::object first = json::parse(ran.output).at("entries").as_array().at(0).as_object();
  EXPECT_EQ(first.at("kind").as_string(), "programme_created");
  EXPECT_EQ(first.at("fact").at("kind").as_string(), "grant");
}

TEST(VerdictCli, ARefusedTransactionSaysWhyOnLinesOfItsOwn) {
  const Ran ran = credence_verify(vector_file("valid/record-refused.proof") + " --any-age --lang en");
  EXPECT_EQ(ran.exit, 2);
  EXPECT_THAT(ran.output, ::testing::StartsWith("RECORDED, AND REFUSED"));
  EXPECT_THAT(ran.output,
              ::testing::AllOf(::testing::HasSubstr("\n  refused"), ::testing::HasSubstr("\n  remedy"),
                               ::testing::Not(::testing::HasSubstr("\xEF\xBF\xBD"))));
}

TEST(VerdictCli, TheClockOfThisMachineJudgesWhereNoOtherIsNamed) {
  const std::string arguments = vector_file("valid/title.proof");
  EXPECT_EQ(credence_verify(arguments + " --max-age 1s").exit, 8);
  EXPECT_EQ(credence_verify(arguments + " --max-age 99999d").exit, 0);
  EXPECT_EQ(credence_verify(arguments + " --any-age").exit, 0);
  EXPECT_EQ(credence_verify(arguments + " --any-age --max-age 1d").exit, 1);
  EXPECT_EQ(credence_verify(arguments + " --max-age 1y").exit, 1);
  EXPECT_EQ(credence_verify(arguments + " --on 2025-02-30").exit, 1);
}

TEST(VerdictCli, FilesThatCannotBeReadAreNoForgeries) {
  const std::string genesis = (folder() / "genesis.json").string(),
                    title = (folder() / "valid/title.proof").string();
  EXPECT_EQ(credence_verify("/nowhere.proof --anchor " + genesis).exit, 5);
  EXPECT_EQ(credence_verify(title + " --anchor /nowhere.json").exit, 5);
  EXPECT_EQ(credence_verify(title + " --anchor " + title).exit, 5);
  EXPECT_EQ(credence_verify(title).exit, 1);
}

/// A key of a later version that is not there: nobody may say that it is recorded.
TEST(VerdictCli, WhatIsNotThereIsNotCalledRecorded) {
  for (const char* file : {"later/family-of-a-key.proof", "later/subject-of-a-history.proof"}) {
    const std::string words = vector_file(file) + " --now 1790000100000 --lang ";
    const Ran english = credence_verify(words + "en"), chinese = credence_verify(words + "zh");
    EXPECT_EQ(english.exit, 14) << file;
    EXPECT_THAT(english.output,
                ::testing::AllOf(::testing::StartsWith("NOTHING THERE, NOT UNDERSTOOD: "),
                                 ::testing::Not(::testing::HasSubstr("recorded and signed"))));
    EXPECT_THAT(chinese.output, ::testing::AllOf(::testing::StartsWith("没有记录，且不能理解："),
                                                 ::testing::Not(::testing::HasSubstr("确已记录"))));
    const json::object shown = json::parse(credence_verify(words + "en --json").output).as_object();
    EXPECT_EQ(shown.at("recorded").as_bool(), false) << file;
  }
  const Ran refused =
      credence_verify(vector_file("later/action-refused.proof") + " --now 1790000100000 --lang en");
  EXPECT_EQ(refused.exit, 2) << refused.output;
  EXPECT_THAT(refused.output, ::testing::StartsWith("RECORDED, AND REFUSED: "));
}

/// What is no proof is told from what is forged, by what it is.
TEST(VerdictCli, WhatIsNoProofIsNamed) {
  const fs::path place = fs::temp_directory_path() / ("verdict-" + std::to_string(getpid()));
  fs::create_directories(place);
  const auto of = [&](const std::string& name, const std::string& bytes) {
    std::ofstream(place / name, std::ios::binary) << bytes;
    const Ran ran = credence_verify((place / name).string() + anchor() + " --json");
    EXPECT_EQ(ran.exit, 9) << name << ran.output;
    const json::object shown = json::parse(ran.output).as_object();
    EXPECT_EQ(shown.at("verdict").as_string(), "no_proof") << name;
    EXPECT_EQ(shown.at("exit_code").to_number<int>(), 9) << name;
    const Ran text = credence_verify((place / name).string() + anchor() + " --lang en");
    EXPECT_EQ(text.exit, 9) << name;
    EXPECT_THAT(text.output, ::testing::AllOf(::testing::StartsWith("NO PROOF: " + name),
                                              ::testing::Not(::testing::HasSubstr("FORGED"))))
        << name;
    if (shown.at("error").at("code").as_string() == "not_a_bundle") {
      EXPECT_EQ(shown.at("field").as_string(), name == "older.proof" ? "version" : "magic") << name;
    }
    return std::string(shown.at("what").as_string()) + " " +
           std::string(shown.at("error").at("code").as_string());
  };
  EXPECT_EQ(of("empty.proof", ""), "empty not_a_bundle");
  EXPECT_EQ(of("letter.txt", "尊敬的客户：附件为证明文件。\n"), "text not_a_bundle");
  EXPECT_EQ(of("title.pdf", "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"), "pdf pdf_damaged");
  EXPECT_EQ(of("letter.pdf", "%PDF-1.7\n%%EOF\n"), "pdf pdf_without_proof");
  EXPECT_EQ(of("seal.png", "\x89PNG\r\n\x1a\n"), "picture not_a_bundle");
  EXPECT_EQ(of("page.html", "<!doctype html><html></html>"), "html not_a_bundle");
  EXPECT_EQ(of("old.xls", "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "old_office not_a_bundle");
  EXPECT_EQ(of("noise.bin", std::string("\x01\x00\x02\xff", 4)), "unknown not_a_bundle");
  EXPECT_EQ(of("x.manifest", "no manifest at"), "text not_a_bundle") << "fourteen bytes of text";
  EXPECT_EQ(of("lost.csv", "awards of x,height,4\nbatch,no\nb1,1\n"), "table manifest_missing");
  EXPECT_EQ(of("lost.xlsx", std::string("PK\x03\x04\x14\x00", 6)), "workbook manifest_missing");
  EXPECT_EQ(of("lost.json", "{\"report\": {}}"), "json manifest_missing");
  EXPECT_EQ(of("chain.archive", "credence-archive\x01"), "chain not_a_bundle");
  std::string older = read(folder() / "valid/title.proof");
  older[16] = 1;
  EXPECT_EQ(of("older.proof", older), "other_version not_a_bundle");
  const Ran lost = credence_verify((place / "lost.csv").string() + anchor() + " --lang en");
  EXPECT_THAT(lost.output, ::testing::HasSubstr("lost.csv.manifest"));
  // Too long to be a proof: said at once, without reading it.
  const fs::path huge = place / "huge.proof";
  std::ofstream(huge, std::ios::binary) << "credence:bundle";
  fs::resize_file(huge, limits::kBundleBytesMax + 1);
  const Ran ran = credence_verify(huge.string() + anchor() + " --json");
  EXPECT_EQ(ran.exit, 9);
  EXPECT_EQ(json::parse(ran.output).at("what").as_string(), "too_long");
  fs::remove_all(place);
}

TEST(VerdictText, IsCleanedBeforeItIsShown) {
  EXPECT_EQ(cleaned("样例 company"), "样例 company");
  EXPECT_EQ(cleaned("\x1b[2Jx\r\ny\x7f"), "\uFFFD[2Jx\uFFFD\uFFFDy\uFFFD");
  EXPECT_EQ(cleaned("a\nb", true), "a\nb");
  EXPECT_EQ(cleaned("\u0085\u200e\u202e\u2066\ufeff\u2028"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(cleaned("\xc3\x28\xff\xe4\xbd"), "\uFFFD(\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(cleaned("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
}

}  // namespace
}  // namespace credence
