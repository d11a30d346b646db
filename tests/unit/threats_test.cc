// SPDX-License-Identifier: Apache-2.0
// docs/threats.md names a test for each threat: each of them is there. Names of tests are read from the
// sources and the CMakeLists of tests.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree.h"

namespace {

namespace fs = std::filesystem;

std::string text_of(const fs::path& path) {
  // a library that a program is linked with may have the name of a folder
  if (!fs::is_regular_file(path)) return {};
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// What an expression finds, group by group.
std::vector<std::smatch> all_of(const std::string& text, const std::regex& what) {
  return {std::sregex_iterator(text.begin(), text.end(), what), std::sregex_iterator()};
}

/// "program.Suite.Case" of what `credence_test` builds, "fuzz_TARGET", "scenario.NAME", other names of ctest
/// and web_test; and "valid/NAME", "later/NAME", "forged/NAME" of the vectors of proof bundles.
std::set<std::string> tests_of(const fs::path& root) {
  static const std::regex program(R"(credence_test\((\w+)\s+SOURCES\s+([^)]*))"),
      fuzz(R"(credence_fuzz\((\w+))"), other(R"((?:add_test\(NAME |web_test\()([\w.]+) )"),
      word(R"([^\s]+\.cc)"), one(R"(\nTEST(?:_F|_P)?\((\w+), (\w+)\))");
  std::set<std::string> out;
  for (const auto& entry : fs::recursive_directory_iterator(root / "tests")) {
    const fs::path& path = entry.path();
    if (path.extension() == ".proof") out.insert(path.parent_path().filename() / path.stem());
    if (path.extension() == ".txt" && path.parent_path().filename() == "scripts")
      out.insert("scenario." + path.stem().string());
    if (path.filename() != "CMakeLists.txt") continue;
    const std::string text = std::regex_replace(text_of(path), std::regex("#[^\n]*"), "");
    for (const auto& found : all_of(text, fuzz)) out.insert("fuzz_" + found.str(1));
    for (const auto& found : all_of(text, other)) out.insert(found.str(1));
    for (const auto& found : all_of(text, program)) {
      const std::string sources = found.str(2);
      for (const auto& source : all_of(sources, word)) {
        const std::string code = text_of(path.parent_path() / source.str());
        for (const auto& test : all_of(code, one))
          out.insert(found.str(1) + "." + test.str(1) + "." + test.str(2));
      }
    }
  }
  return out;
}

/// `*` stands for any letters.
bool matches(std::string_view pattern, std::string_view name) {
  const auto star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  const std::string_view rest = pattern.substr(star + 1);
  for (std::size_t at = star; at <= name.size(); ++at)
    if (matches(rest, name.substr(at))) return true;
  return false;
}

std::vector<std::string> cells_of(const std::string& row) {
  std::vector<std::string> out;
  std::istringstream in(row.substr(1));
  for (std::string cell; std::getline(in, cell, '|');) out.push_back(cell);
  return out;
}

TEST(Threats, EachHasTestsAndEachOfThemIsThere) {
  const fs::path root = credence::source_dir();
  const std::set<std::string> tests = tests_of(root);
  ASSERT_GT(tests.size(), 1'000U);
  ASSERT_TRUE(tests.contains("unit_layers.Threats.EachHasTestsAndEachOfThemIsThere"));
  static const std::regex quoted("`([^`]+)`");
  std::ifstream page(root / "docs" / "threats.md");
  std::size_t rows = 0;
  for (std::string line; std::getline(page, line);) {
    if (!line.starts_with("| ")) continue;
    const auto cells = cells_of(line);
    ASSERT_EQ(cells.size(), 4U) << "threat, what stands against it, what is left, test: " << line;
    if (cells[0] == " threat ") {
      EXPECT_EQ(cells[3], " test ") << line;
      continue;
    }
    ++rows;
    if (cells[3] == " – ") continue;
    const auto named = all_of(cells[3], quoted);
    EXPECT_FALSE(named.empty()) << "no test: " << line;
    for (const auto& name : named)
      EXPECT_TRUE(
          std::ranges::any_of(tests, [&](const std::string& test) { return matches(name.str(1), test); }))
          << name.str(1) << " is not there: " << line;
  }
  EXPECT_GT(rows, 50U);
}

}  // namespace
