// SPDX-License-Identifier: Apache-2.0
// docs/architecture.md says which files an action touches. Here is an action that has everything: it stands
// in these files, and in no other.
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/source_tree.h"

namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& path) {
  std::ifstream in(path);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The files of the section "To add an action", one a row: | `ledger/domain/FAMILY.h` | … |
std::set<std::string> listed_files() {
  const std::string doc = contents_of(credence::source_dir() / "docs/architecture.md");
  const std::size_t begin = doc.find("\n## To add an action\n");
  EXPECT_NE(begin, std::string::npos);
  const std::string section = doc.substr(begin + 1, doc.find("\n## ", begin + 1) - begin - 1);
  std::set<std::string> out;
  const std::regex row("\n\\| `([^`]+)`");
  for (auto at = std::sregex_iterator(section.begin(), section.end(), row); at != std::sregex_iterator();
       ++at)
    out.insert(std::regex_replace((*at)[1].str(), std::regex("FAMILY|NOUN"), "programme"));
  return out;
}

TEST(Touch, AnActionStandsInTheFilesThatTheDocumentLists) {
  std::set<std::string> found;
  const auto is_sample = [](const std::string& text) {
    for (const char* name : {"AmendProgramme", "amend_programme", "ProgrammeAmended", "programme_amended"})
      if (text.find(name) != std::string::npos) return true;
    return false;
  };
  // A copy of the schema is made of it, byte for byte, and written by nobody.
  const fs::path schema = credence::source_dir() / "docs/schema-1.0.json";
  const std::string schema_text = contents_of(schema);
  for (const char* folder : {"ledger", "consensus", "node", "client", "docs"})
    for (const auto& entry : fs::recursive_directory_iterator(credence::source_dir() / folder)) {
      if (!entry.is_regular_file()) continue;
      const std::string text = contents_of(entry.path());
      if (is_sample(text) && (text != schema_text || entry.path() == schema))
        found.insert(fs::relative(entry.path(), credence::source_dir()).generic_string());
    }
  EXPECT_EQ(found, listed_files());
}

}  // namespace
