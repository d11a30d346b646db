// credence verify over the vectors: exit codes and verdicts, in an empty directory, with no network
// configured; and that nothing which came out of a file can write to the terminal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "client/words/bundle_view.h"
#include "tests/source_tree.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

struct Ran {
  int exit = -1;
  std::string output;
};

/// The program beside this test's folder.
Ran credence_verify(const std::string& arguments) {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "credence";
  Ran out;
  FILE* const pipe =
      popen(("env -u CREDENCE_DATA " + program.string() + " verify " + arguments + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return out;
  std::array<char, 4096> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    out.output.append(buffer.data(), n);
  const int status = pclose(pipe);
  if (WIFEXITED(status)) out.exit = WEXITSTATUS(status);
  return out;
}

fs::path folder() { return source_dir() / "tests/data/bundles"; }
std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

int exit_code_of(std::string_view verdict) {
  if (verdict == "valid") return 0;
  if (verdict == "forged") return 3;
  return verdict == "too_old" ? 8 : 7;
}

TEST(BundleCli, EveryVectorHasItsExitCodeAndVerdict) {
  std::size_t runs = 0;
  const json::value index = json::parse(read(folder() / "index.json"));
  for (const json::value& value : index.as_array()) {
    const json::object& row = value.as_object();
    if (row.contains("max_age_ms")) continue;  // asks for the time of the run
    const std::string file(row.at("file").as_string()), verdict(row.at("verdict").as_string());
    std::string arguments = (folder() / file).string() + " --anchor " + (folder() / "genesis.json").string();
    if (const auto* const day = row.if_contains("date"))
      arguments += " --date " + std::string(day->as_string());
    const Ran ran = credence_verify(arguments + " --json");
    EXPECT_EQ(ran.exit, exit_code_of(verdict)) << file << "\n" << ran.output;
    const json::object shown = json::parse(ran.output).as_object();
    EXPECT_EQ(std::string_view(shown.at("verdict").as_string()), verdict) << file;
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
      ++runs;
    }
    ++runs;
  }
  std::printf("%zu runs of credence verify\n", runs);
  EXPECT_GT(runs, 200u);
}

TEST(BundleCli, SaysWhoAndWhenInBothLanguages) {
  const std::string arguments =
      (folder() / "valid/title.proof").string() + " --anchor " + (folder() / "genesis.json").string();
  const Ran english = credence_verify(arguments + " --lang en"),
            chinese = credence_verify(arguments + " --lang zh");
  for (const char* part : {"VALID", "91440000000000019U", "Validator 1, Validator 2, Validator 3 (3 of 4)",
                           "Specialized", "2025-01-01 to 2027-12-31"})
    EXPECT_THAT(english.output, testing::HasSubstr(part));
  for (const char* part : {"有效", "验证者1、验证者2、验证者3", "专精特新", "2025-01-01 至 2027-12-31"})
    EXPECT_THAT(chinese.output, testing::HasSubstr(part));
  const Ran forged = credence_verify((folder() / "forged/signer-repeated.proof").string() + " --anchor " +
                                     (folder() / "genesis.json").string() + " --lang en");
  EXPECT_THAT(forged.output, testing::HasSubstr("claim.block.certificate, bytes 267 to 508 of"));
}

TEST(BundleCli, TooOldByTheClockOfThisMachine) {
  const std::string arguments =
      (folder() / "valid/title.proof").string() + " --anchor " + (folder() / "genesis.json").string();
  EXPECT_EQ(credence_verify(arguments + " --max-age 1s").exit, 8);
  EXPECT_EQ(credence_verify(arguments + " --max-age 99999d").exit, 0);
  EXPECT_EQ(credence_verify(arguments + " --max-age 1y").exit, 1);
  EXPECT_EQ(credence_verify(arguments + " --date 2025-02-30").exit, 1);
}

TEST(BundleCli, FilesThatCannotBeReadAreNoForgeries) {
  const std::string genesis = (folder() / "genesis.json").string(),
                    title = (folder() / "valid/title.proof").string();
  EXPECT_EQ(credence_verify("/nowhere.proof --anchor " + genesis).exit, 5);
  EXPECT_EQ(credence_verify(title + " --anchor /nowhere.json").exit, 5);
  EXPECT_EQ(credence_verify(title + " --anchor " + title).exit, 5);
  EXPECT_EQ(credence_verify(title).exit, 1);
  EXPECT_EQ(credence_verify(genesis + " --anchor " + genesis).exit, 3) << "a file that is no bundle";
}

TEST(BundleText, IsCleanedBeforeItIsShown) {
  EXPECT_EQ(cleaned("样例 company"), "样例 company");
  EXPECT_EQ(cleaned("\x1b[2Jx\r\ny\x7f"), "\uFFFD[2Jx\uFFFD\uFFFDy\uFFFD");
  EXPECT_EQ(cleaned("a\nb", true), "a\nb");
  EXPECT_EQ(cleaned("\u0085\u200e\u202e\u2066\ufeff\u2028"), "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(cleaned("\xc3\x28\xff\xe4\xbd"), "\uFFFD(\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(cleaned("\xf0\x9f\x98\x80"), "\xf0\x9f\x98\x80");
}

}  // namespace
}  // namespace credence
