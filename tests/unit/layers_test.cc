// Layers are law (docs/architecture.md): which box may include which, what may not occur in deterministic code, and how
// long a file may grow. The sources are read as text.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // from the root, with slashes
  std::string text;
};

std::vector<Source> sources_under(std::initializer_list<const char*> folders) {
  const fs::path root = CREDENCE_SOURCE_DIR;
  std::vector<Source> found;
  for (const char* folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".h" && entry.path().extension() != ".cc") continue;
      std::ifstream in(entry.path());
      std::ostringstream text;
      text << in.rdbuf();
      found.push_back({fs::relative(entry.path(), root).generic_string(), text.str()});
    }
  }
  std::ranges::sort(found, {}, &Source::path);
  return found;
}

/// The box of a file: "ledger/codec", "consensus", "node".
std::string box_of(const std::string& path) {
  const auto first = path.find('/');
  if (path.substr(0, first) != "ledger") return path.substr(0, first);
  return path.substr(0, path.find('/', first + 1));
}

const std::map<std::string, std::set<std::string>> kMayInclude = [] {
  const std::set<std::string> ledger = {"ledger/primitives", "ledger/codec", "ledger/chain", "ledger/domain",
                                        "ledger/state",      "ledger/proof", "ledger/store"};
  std::map<std::string, std::set<std::string>> table = {
      {"ledger/primitives", {}},
      {"ledger/codec", {"ledger/primitives"}},
      {"ledger/chain", {"ledger/primitives", "ledger/codec"}},
      {"ledger/domain", {"ledger/primitives", "ledger/codec", "ledger/chain"}},
      {"ledger/state", {"ledger/primitives", "ledger/codec", "ledger/chain", "ledger/domain"}},
      {"ledger/proof", {"ledger/primitives", "ledger/codec", "ledger/chain", "ledger/domain", "ledger/state"}},
      {"ledger/store", {"ledger/primitives", "ledger/codec", "ledger/chain", "ledger/domain", "ledger/state", "ledger/proof"}},
      {"keys", {"ledger/primitives"}},
      {"consensus", {"ledger/primitives", "ledger/codec", "ledger/chain"}},
      {"node", ledger},
      {"client", ledger},
  };
  table["node"].insert({"consensus", "keys"});
  table["client"].insert("keys");
  return table;
}();

TEST(Layers, AnIncludeFollowsAnArrowOfTheHouse) {
  const std::regex include(R"re(#include "([^"]+)")re");
  std::size_t checked = 0;
  for (const auto& source : sources_under({"ledger", "keys", "consensus", "node", "client"})) {
    const std::string box = box_of(source.path);
    const auto allowed = kMayInclude.find(box);
    ASSERT_NE(allowed, kMayInclude.end()) << source.path << " lies in no box of the house";
    for (std::sregex_iterator it(source.text.begin(), source.text.end(), include), end; it != end; ++it) {
      const std::string target = box_of((*it)[1].str());
      ++checked;
      EXPECT_TRUE(target == box || allowed->second.contains(target)) << source.path << " includes " << (*it)[1];
    }
  }
  EXPECT_GT(checked, 50u) << "hardly any include was found: is the source where it was built from?";
}

std::string without_comments(std::string text) {
  text = std::regex_replace(text, std::regex("//[^\n]*"), "");
  return std::regex_replace(text, std::regex(R"re("(\\.|[^"\\\n])*")re"), "\"\"");
}

TEST(Layers, DeterministicCodeHasNoClockThreadSocketRandomnessHashOrderOrFloat) {
  const std::regex banned(
      "#include <(chrono|thread|mutex|shared_mutex|condition_variable|atomic|future|random|unordered_map|unordered_set|iostream|"
      "fstream|filesystem|ctime|time\\.h|sys/[^>]*|netinet/[^>]*|boost/asio[^>]*|boost/beast[^>]*)>|\\b(float|double)\\b");
  const std::regex leveldb("#include <leveldb/");
  std::size_t files = 0;
  for (const auto& source : sources_under({"ledger", "consensus"})) {
    ++files;
    const std::string code = without_comments(source.text);
    std::smatch hit;
    EXPECT_FALSE(std::regex_search(code, hit, banned)) << source.path << " has " << hit.str();
    if (!source.path.starts_with("ledger/store/")) {
      EXPECT_FALSE(std::regex_search(code, leveldb)) << source.path;
    }
  }
  EXPECT_GT(files, 20u);
}

TEST(Layers, CerealsOwnContainersAreNotUsedOnHostileBytes) {
  const std::regex banned("#include <cereal/(types|archives)/");
  for (const auto& source : sources_under({"ledger", "keys", "consensus", "node", "client", "tests"}))
    EXPECT_FALSE(std::regex_search(source.text, banned)) << source.path;
}

TEST(Layers, NoFileGrowsPast600LinesWithoutItsReason) {
  for (const auto& source : sources_under({"ledger", "keys", "consensus", "node", "client", "tests"})) {
    const auto lines = std::ranges::count(source.text, '\n');
    const bool reasoned = source.text.substr(0, 1000).find("longer than 600 lines because") != std::string::npos;
    EXPECT_TRUE(lines <= 600 || reasoned) << source.path << " has " << lines << " lines";
  }
}

}  // namespace
