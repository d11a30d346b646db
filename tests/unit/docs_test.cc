// SPDX-License-Identifier: Apache-2.0
// Documents and comments name files: each of them is there. And what else a document says of the tree, where
// reading both is enough.
#include <fnmatch.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/source_tree.h"

namespace {

namespace fs = std::filesystem;

const std::vector<std::string> kFolders = {"ledger", "keys", "consensus", "node", "client",
                                           "tests",  "docs", "configs",   "cmake"};

std::string content_of(const fs::path& path) {
  std::ifstream in(path);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Every file and folder of the checkout, from its root, without what npm fetches and builds.
const std::set<std::string>& tree() {
  static const std::set<std::string> all = [] {
    const fs::path root = credence::source_dir();
    std::set<std::string> out;
    for (const auto& entry : fs::directory_iterator(root)) out.insert(entry.path().filename().string());
    for (const auto& folder : kFolders)
      for (auto entry = fs::recursive_directory_iterator(root / folder);
           entry != fs::recursive_directory_iterator(); ++entry) {
        const std::string name = entry->path().filename().string();
        if (name == "node_modules" || name.starts_with("dist")) entry.disable_recursion_pending();
        out.insert(fs::relative(entry->path(), root).generic_string());
      }
    return out;
  }();
  return all;
}

std::vector<std::string> files_with(std::initializer_list<std::string_view> extensions) {
  std::vector<std::string> out;
  for (const auto& path : tree())
    if (std::ranges::find(extensions, fs::path(path).extension().string()) != extensions.end())
      out.push_back(path);
  return out;
}

bool of_a_path(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("_-./*").contains(c);
}

/// The words of a text that begin with a folder of the checkout, and names of sources alone ("limits.h").
std::vector<std::string> paths_in(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    while (end < text.size() && of_a_path(text[end])) ++end;
    std::string word(text.substr(i, end - i));
    const bool continued = i > 0 && std::string_view("$@{<~").contains(text[i - 1]);
    i = std::max(end, i + 1);
    while (!word.empty() && std::string_view("-./").contains(word.back())) word.pop_back();
    const auto slash = word.find('/');
    const bool named = slash == std::string::npos
                           ? word.find_first_of("*.") > 0 &&
                                 (word.ends_with(".h") || word.ends_with(".cc") || word.ends_with(".def"))
                           : std::ranges::find(kFolders, word.substr(0, slash)) != kFolders.end();
    if (named && !continued) out.push_back(std::move(word));
  }
  return out;
}

/// A `*`, and a word in capitals (FAMILY, NAME), stand for any letters. A source may be named without its
/// ending, and one alone without its folder.
bool is_there(const std::string& path) {
  if (tree().contains(path) || tree().contains(path + ".h") || tree().contains(path + ".cc")) return true;
  std::string pattern;
  for (const char c : path) {
    const bool capital = c >= 'A' && c <= 'Z';
    if (!capital || !pattern.ends_with('*')) pattern += capital ? '*' : c;
  }
  const bool alone = !path.contains('/');
  if (pattern == path && !alone && !pattern.contains('*')) return false;
  return std::ranges::any_of(tree(), [&](const std::string& file) {
    const std::string name = alone ? file.substr(file.rfind('/') + 1) : file;
    return fnmatch(pattern.c_str(), name.c_str(), FNM_PATHNAME) == 0;
  });
}

TEST(Docs, EveryFileThatADocumentNamesIsThere) {
  std::size_t seen = 0;
  for (const auto& document : files_with({".md"}))
    for (const auto& path : paths_in(content_of(credence::source_dir() / document))) {
      ++seen;
      const auto beside = (fs::path(document).parent_path() / path).lexically_normal().generic_string();
      EXPECT_TRUE(is_there(path) || is_there(beside)) << document << " names " << path;
    }
  EXPECT_GT(seen, 100U);
}

/// What stands in brackets behind a text in square brackets, without its part behind '#'.
std::vector<std::string> links_in(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = text.find("]("); at != std::string_view::npos; at = text.find("](", at + 1)) {
    const auto target = text.substr(at + 2, text.find_first_of(")# \n", at + 2) - at - 2);
    if (!target.empty() && !target.contains("://")) out.emplace_back(target);
  }
  return out;
}

TEST(Docs, EveryLinkOfADocumentLeadsToAFile) {
  std::size_t seen = 0;
  for (const auto& document : files_with({".md"}))
    for (const auto& link : links_in(content_of(credence::source_dir() / document))) {
      ++seen;
      EXPECT_TRUE(fs::exists((credence::source_dir() / document).parent_path() / link))
          << document << " links to " << link;
    }
  EXPECT_GT(seen, 50U);
}

// A document that nobody is led to is not read, and so not mended.
TEST(Docs, EveryDocumentIsReachedFromTheReadme) {
  std::set<std::string> reached;
  std::vector<std::string> next = {"README.md"};
  while (!next.empty()) {
    const std::string document = next.back();
    next.pop_back();
    if (!tree().contains(document) || !document.ends_with(".md") || !reached.insert(document).second)
      continue;
    for (const auto& link : links_in(content_of(credence::source_dir() / document))) {
      const auto path = (fs::path(document).parent_path() / link).lexically_normal();
      const bool folder = fs::is_directory(credence::source_dir() / path);
      next.push_back((folder ? path / "README.md" : path).generic_string());
    }
  }
  for (const auto& document : files_with({".md"}))
    EXPECT_TRUE(reached.contains(document)) << "no link leads to " << document;
}

// Whole lines that begin with //, and what stands behind it in others: a literal with // in it does no harm.
TEST(Docs, EveryFileThatACommentNamesIsThere) {
  std::size_t seen = 0;
  for (const auto& source : files_with({".h", ".cc", ".def", ".ts"})) {
    const std::string text = content_of(credence::source_dir() / source);
    for (std::size_t at = text.find("//"); at != std::string::npos; at = text.find("//", at)) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      for (const auto& path : paths_in(std::string_view(text).substr(at, end - at))) {
        ++seen;
        EXPECT_TRUE(is_there(path)) << source << " names " << path;
      }
      at = end;
    }
  }
  EXPECT_GT(seen, 100U);
}

TEST(Docs, TheHouseShowsEveryFolderThatHoldsSources) {
  const std::string page = content_of(credence::source_dir() / "docs/architecture.md");
  const std::size_t begin = page.find("```\nledger/");
  ASSERT_NE(begin, std::string::npos);
  std::set<std::string> shown;
  std::string parent;
  std::istringstream lines(page.substr(begin + 4, page.find("\n```", begin + 4) - begin - 4));
  for (std::string line; std::getline(lines, line);) {
    const bool inside = line.starts_with("  ");
    const std::string name = line.substr(inside ? 2 : 0, line.find('/') - (inside ? 2 : 0));
    if (!inside) parent = name;
    shown.insert(inside ? parent + "/" + name : name);
  }
  std::set<std::string> folders = {"ledger", "client/python", "client/web", "tests", "configs"};
  for (const auto& source : files_with({".h", ".cc"}))
    if (!source.starts_with("tests/") && !source.starts_with("cmake/"))
      folders.insert(source.substr(0, source.rfind('/')));
  EXPECT_EQ(shown, folders);
}

/// Lines of code blocks that name the program or ./dev, without what stands behind '#'.
std::vector<std::string> command_lines(const std::string& document) {
  std::vector<std::string> out;
  std::istringstream lines(content_of(credence::source_dir() / document));
  bool code = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) code = !code;
    if (!code || (!line.contains("credence ") && !line.starts_with("./dev"))) continue;
    line = line.substr(0, line.find('#'));
    line.erase(line.find_last_not_of(' ') + 1);
    out.push_back(line);
  }
  return out;
}

// Whoever reads one README has read the other: the same commands, the same documents.
TEST(Docs, TheTwoReadmesSayTheSame) {
  const auto others = [](const char* document) {
    std::vector<std::string> out;
    for (auto link : links_in(content_of(credence::source_dir() / document))) {
      if (link.starts_with("README.")) continue;
      if (const std::size_t at = link.find(".zh.md"); at != std::string::npos) link.erase(at, 3);
      out.push_back(std::move(link));
    }
    return out;
  };
  EXPECT_EQ(others("README.md"), others("README.zh.md"));
  EXPECT_EQ(command_lines("README.md"), command_lines("README.zh.md"));
  EXPECT_GT(command_lines("README.md").size(), 12U);
}

TEST(Docs, ThePathsOfATextAreItsWords) {
  EXPECT_EQ(
      paths_in("see `client/lists/workbook*.cc`, (docs/api.md). DIR/keys/NAME.json; limits.h and a/b.h"),
      (std::vector<std::string>{"client/lists/workbook*.cc", "docs/api.md", "limits.h"}));
  EXPECT_TRUE(is_there("ledger/domain/check_FAMILY.cc"));
  EXPECT_TRUE(is_there("ledger/execution/rules_*.cc"));
  EXPECT_TRUE(is_there("README.md"));
  EXPECT_FALSE(is_there("ledger/state"));
  EXPECT_FALSE(is_there("client/demo*.cc"));
  EXPECT_FALSE(is_there("ledger/nothing_FAMILY.h"));
  EXPECT_FALSE(is_there("no_such.h"));
}

}  // namespace
