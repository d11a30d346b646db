// SPDX-License-Identifier: Apache-2.0
// Layers are law (docs/architecture.md): which box may include which, what may not occur in deterministic
// code, and how long a file may grow. The sources are read as text, without their comments and string
// literals.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <map>
#include <set>
#include <span>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/source_tree.h"

namespace {

namespace fs = std::filesystem;

struct Source {
  std::string path;  // from the root, with slashes
  std::string text;
};

constexpr auto kCpp = std::to_array<std::string_view>({".h", ".cc"});

/// Never empty: a folder without sources means that nothing would be checked.
std::vector<Source> sources_under(std::initializer_list<const char*> folders,
                                  std::span<const std::string_view> extensions = kCpp) {
  const fs::path root = credence::source_dir();
  std::vector<Source> found;
  for (const char* folder : folders) {
    const std::size_t before = found.size();
    for (auto entry = fs::recursive_directory_iterator(root / folder);
         entry != fs::recursive_directory_iterator(); ++entry) {
      // What npm fetches, and what is built of it.
      if (const auto name = entry->path().filename().string();
          name == "node_modules" || name.starts_with("dist"))
        entry.disable_recursion_pending();
      if (std::ranges::find(extensions, entry->path().extension().string()) == extensions.end()) continue;
      std::ifstream in(entry->path());
      std::ostringstream text;
      text << in.rdbuf();
      found.push_back({fs::relative(entry->path(), root).generic_string(), text.str()});
    }
    EXPECT_GT(found.size(), before) << folder << " holds no source: is it where it was built from?";
  }
  std::ranges::sort(found, {}, &Source::path);
  return found;
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

/// Where the string or character literal that opens at `at` ends (one past it).
std::size_t literal_end(std::string_view text, std::size_t at) {
  const char quote = text[at];
  if (quote == '"' && at > 0 && text[at - 1] == 'R') {
    const auto open = text.find('(', at);
    if (open == std::string_view::npos) return text.size();
    const std::string close = ")" + std::string(text.substr(at + 1, open - at - 1)) + "\"";
    const auto end = text.find(close, open);
    return end == std::string_view::npos ? text.size() : end + close.size();
  }
  for (std::size_t i = at + 1; i < text.size() && text[i] != '\n'; ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote)
      return i + 1;
  }
  return std::min(at + 1, text.size());
}

/// Comments and the contents of literals become nothing; line breaks of comments stay.
std::string code_of(std::string_view text) {
  std::string code;
  for (std::size_t i = 0; i < text.size();) {
    if (text.substr(i, 2) == "//") {
      i = std::min(text.find('\n', i), text.size());
    } else if (text.substr(i, 2) == "/*") {
      const auto end = text.find("*/", i + 2);
      const auto stop = end == std::string_view::npos ? text.size() : end + 2;
      code.append(static_cast<std::size_t>(std::ranges::count(text.substr(i, stop - i), '\n')), '\n');
      i = stop;
    } else if (text[i] == '"' || (text[i] == '\'' && (i == 0 || !is_word(text[i - 1])))) {
      code += text[i];
      i = literal_end(text, i);
      code += code.back();
    } else {
      code += text[i++];
    }
  }
  return code;
}

struct Include {
  std::string name;
  bool quoted;
};

std::vector<Include> includes_of(std::string_view text) {
  std::vector<Include> found;
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    std::erase_if(line, [](char c) { return c == ' ' || c == '\t'; });
    if (!line.starts_with("#include")) continue;
    const auto open = line.find_first_of("\"<");
    if (open == std::string::npos) continue;
    const auto close = line.find(line[open] == '"' ? '"' : '>', open + 1);
    found.push_back({line.substr(open + 1, close - open - 1), line[open] == '"'});
  }
  return found;
}

std::set<std::string> words_of(const std::string& code) {
  std::set<std::string> words;
  for (std::size_t i = 0; i < code.size();) {
    const auto start = i;
    while (i < code.size() && is_word(code[i])) ++i;
    if (i > start)
      words.insert(code.substr(start, i - start));
    else
      ++i;
  }
  return words;
}

/// The box of a file is its folder: "ledger/codec", "consensus", "client/lists".
std::string box_of(const std::string& path) {
  const auto last = path.rfind('/');
  return last == std::string::npos ? "" : path.substr(0, last);
}

using Boxes = std::set<std::string>;

Boxes operator+(Boxes a, const Boxes& b) {
  a.insert(b.begin(), b.end());
  return a;
}

const std::map<std::string, Boxes>& may_include() {
  static const std::map<std::string, Boxes> table = [] {
    const Boxes primitives = {"ledger/primitives"};
    const Boxes codec = primitives + Boxes{"ledger/codec"};
    const Boxes chain = codec + Boxes{"ledger/chain"};
    const Boxes domain = chain + Boxes{"ledger/domain"};
    const Boxes views = domain + Boxes{"ledger/views"};
    const Boxes tree = domain + Boxes{"ledger/tree"};
    const Boxes execution = tree + Boxes{"ledger/execution"};
    const Boxes proof = tree + Boxes{"ledger/proof"};
    const Boxes store = proof + execution + Boxes{"ledger/store"};
    const Boxes consensus = chain + Boxes{"consensus"};

    const Boxes node_base = store + consensus + Boxes{"keys", "node/base"};
    const Boxes pool = node_base + Boxes{"node/pool"};
    const Boxes peers = pool + Boxes{"node/peers"};
    const Boxes sync = peers + Boxes{"node/sync"};
    const Boxes search = sync + Boxes{"node/search"};
    const Boxes desk = node_base + Boxes{"node/desk"};
    const Boxes api = search + desk + views + Boxes{"node/api"};
    const Boxes runtime = api + Boxes{"node/runtime"};

    const Boxes client_base = domain + Boxes{"client/base"};
    const Boxes client = client_base + proof + views + Boxes{"keys", "client"};
    const Boxes words = client + Boxes{"client/words"};
    const Boxes lists = words + Boxes{"client/lists"};
    const Boxes paper = words + Boxes{"client/paper"};
    const Boxes reports = lists + Boxes{"client/reports"};
    const Boxes audit = client + store + Boxes{"client/audit"};
    const Boxes findings = audit + words + Boxes{"client/findings"};
    const Boxes tables = audit + words + Boxes{"client/tables"};
    const Boxes setup = lists + Boxes{"client/setup"};
    const Boxes console = lists + Boxes{"client/console"};
    const Boxes demo = console + setup + Boxes{"client/demo"};
    const Boxes commands = demo + paper + reports + findings + tables + Boxes{"client/commands"};
    return std::map<std::string, Boxes>{
        {"ledger/primitives", primitives},
        {"ledger/codec", codec},
        {"ledger/chain", chain},
        {"ledger/domain", domain},
        {"ledger/views", views},
        {"ledger/tree", tree},
        {"ledger/execution", execution},
        {"ledger/proof", proof},
        {"ledger/store", store},
        {"keys", primitives + Boxes{"keys"}},
        {"consensus", consensus},
        {"node/base", node_base},
        {"node/pool", pool},
        {"node/peers", peers},
        {"node/sync", sync},
        {"node/search", search},
        {"node/desk", desk},
        {"node/api", api},
        {"node/runtime", runtime},
        {"node", runtime + Boxes{"keys", "node"}},
        {"client/base", client_base},
        {"client", client},
        {"client/words", words},
        {"client/lists", lists},
        {"client/paper", paper},
        {"client/reports", reports},
        {"client/audit", audit},
        {"client/findings", findings},
        {"client/tables", tables},
        {"client/setup", setup},
        {"client/console", console},
        {"client/demo", demo},
        {"client/commands", commands},
        {"client/examples", client + Boxes{"client/examples"}},
    };
  }();
  return table;
}

TEST(Layers, AnIncludeFollowsAnArrowOfTheHouse) {
  std::size_t checked = 0;
  for (const auto& source : sources_under({"ledger", "keys", "consensus", "node", "client"})) {
    const auto allowed = may_include().find(box_of(source.path));
    ASSERT_NE(allowed, may_include().end()) << source.path << " lies in no box of the house";
    for (const auto& include : includes_of(source.text)) {
      // A box is a box in angle brackets too.
      if (!include.quoted && !may_include().contains(box_of(include.name))) continue;
      ++checked;
      EXPECT_TRUE(allowed->second.contains(box_of(include.name)))
          << source.path << " includes " << include.name;
    }
  }
  EXPECT_GT(checked, 50u) << "hardly any include was found";
}

/// The arrows that docs/architecture.md draws: `id["box"] --> id`, an id without a text being its own box.
std::map<std::string, Boxes> drawn_arrows() {
  std::ifstream page(credence::source_dir() / "docs/architecture.md");
  std::map<std::string, std::string> names;
  std::map<std::string, Boxes> out;
  const auto box = [&names](std::string node) {
    std::erase_if(node, [](char c) { return c == ' '; });
    const std::string id = node.substr(0, node.find('['));
    if (id != node) names[id] = node.substr(id.size() + 2, node.size() - id.size() - 4);
    return names.try_emplace(id, id).first->second;
  };
  bool drawing = false;
  for (std::string line; std::getline(page, line);) {
    if (line == "graph RL") drawing = true;
    if (line == "```") drawing = false;
    const auto arrow = line.find(" --> ");
    if (!drawing || arrow == std::string::npos) continue;
    const std::string from = box(line.substr(0, arrow));
    const std::string to = box(line.substr(arrow + 5));
    out[from].insert(to);
    out.try_emplace(to);
  }
  // Along several arrows too.
  for (bool grew = true; grew;) {
    grew = false;
    for (auto& [from, reached] : out) {
      Boxes further = reached + Boxes{from};
      for (const auto& to : reached) further = further + out[to];
      grew = grew || further.size() > reached.size();
      reached = std::move(further);
    }
  }
  return out;
}

TEST(Layers, TheDocumentDrawsTheseArrows) {
  const auto drawn = drawn_arrows();
  EXPECT_EQ(drawn.size(), may_include().size());
  for (const auto& [box, allowed] : may_include()) {
    const auto at = drawn.find(box);
    ASSERT_NE(at, drawn.end()) << box << " is not drawn";
    EXPECT_EQ(at->second, allowed) << box;
  }
}

TEST(Layers, ABoxIsOneTarget) {
  // The core has a twin with planted bugs for the tests; the programs and the examples are no libraries.
  const std::map<std::string, std::size_t> other = {{"consensus", 2}, {"node", 0}, {"client/examples", 0}};
  for (const auto& [box, allowed] : may_include()) {
    std::ifstream in(credence::source_dir() / box / "CMakeLists.txt");
    std::size_t targets = 0;
    for (std::string line; std::getline(in, line);) targets += line.starts_with("credence_box(") ? 1 : 0;
    const auto at = other.find(box);
    EXPECT_EQ(targets, at == other.end() ? 1 : at->second) << box;
  }
}

/// Headers of clocks, threads, sockets, files, randomness and hash order; a name that ends in '/' stands for
/// a folder.
bool breaks_determinism(const Include& include) {
  static const std::set<std::string> banned = {
      "atomic",         "barrier",        "chrono",        "condition_variable",
      "coroutine",      "ctime",          "filesystem",    "fstream",
      "future",         "iostream",       "latch",         "mutex",
      "netdb.h",        "poll.h",         "pthread.h",     "random",
      "semaphore",      "shared_mutex",   "stop_token",    "syncstream",
      "thread",         "time.h",         "unordered_map", "unordered_set",
      "boost/asio.hpp", "boost/beast.hpp"};
  static const std::vector<std::string> folders = {"sys/",        "netinet/",     "arpa/",
                                                   "boost/asio/", "boost/beast/", "spdlog/"};
  return banned.contains(include.name) ||
         std::ranges::any_of(folders, [&](const auto& folder) { return include.name.starts_with(folder); });
}

TEST(Layers, DeterministicCodeIncludesNoClockThreadSocketFileRandomnessOrHashOrder) {
  for (const auto& source : sources_under({"ledger", "consensus"})) {
    for (const auto& include : includes_of(source.text)) {
      EXPECT_FALSE(breaks_determinism(include)) << source.path << " includes " << include.name;
      if (box_of(source.path) != "ledger/store") {
        EXPECT_FALSE(include.name.starts_with("leveldb/")) << source.path << " includes " << include.name;
      }
    }
  }
}

// Other headers, and the precompiled one, bring some of these along without an include.
TEST(Layers, DeterministicCodeNamesNoFloatClockThreadRandomnessOrHashOrder) {
  const std::vector<std::string> banned = {"float",
                                           "double",
                                           "chrono",
                                           "jthread",
                                           "mutex",
                                           "random_device",
                                           "mt19937",
                                           "mt19937_64",
                                           "unordered_map",
                                           "unordered_set",
                                           "unordered_multimap",
                                           "clock_gettime",
                                           "gettimeofday",
                                           "getrandom",
                                           "RAND_bytes",
                                           "srand"};
  for (const auto& source : sources_under({"ledger", "consensus"})) {
    const auto words = words_of(code_of(source.text));
    for (const auto& word : banned) EXPECT_FALSE(words.contains(word)) << source.path << " has " << word;
  }
}

TEST(Layers, CerealsOwnContainersAndArchivesAreNotUsedOnHostileBytes) {
  for (const auto& source : sources_under({"ledger", "keys", "consensus", "node", "client", "tests"}))
    for (const auto& include : includes_of(source.text))
      EXPECT_FALSE(include.name.starts_with("cereal/types/") || include.name.starts_with("cereal/archives/"))
          << source.path << " includes " << include.name;
}

// It takes seconds to compile, and what it says of a mistake is English alone.
TEST(Layers, OneFileOfTheClientKnowsTheLibraryThatParsesCommandLines) {
  std::vector<std::string> known;
  for (const auto& source : sources_under({"client"}))
    for (const auto& include : includes_of(source.text))
      if (include.name.starts_with("CLI/")) known.push_back(source.path);
  EXPECT_EQ(known, std::vector<std::string>{"client/console/app.cc"});
}

/// The constants that a source defines: kName in "constexpr … kName =".
std::vector<std::string> constants_of(const std::string& code) {
  std::vector<std::string> out;
  for (auto at = code.find("constexpr "); at != std::string::npos; at = code.find("constexpr ", at + 1)) {
    const auto end = code.find_first_of("=({;", at);
    if (end == std::string::npos || code[end] != '=') continue;
    const auto last = code.find_last_not_of(' ', end - 1);
    const auto first =
        code.find_last_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", last);
    const std::string name = code.substr(first + 1, last - first);
    if (name.size() > 1 && name[0] == 'k' && std::isupper(static_cast<unsigned char>(name[1])) != 0)
      out.push_back(name);
  }
  return out;
}

// A relation with another bound (static_assert) holds no bound.
TEST(Layers, EveryConstantIsUsed) {
  std::map<std::string, std::string> defined;  // the constant, and where
  std::map<std::string, std::size_t> definitions, uses;
  for (const auto& source : sources_under({"ledger", "keys", "consensus", "node", "client"})) {
    std::string code = code_of(source.text);
    for (auto at = code.find("static_assert("); at != std::string::npos; at = code.find("static_assert(", at))
      code.erase(at, code.find(';', at) - at);
    for (const auto& name : constants_of(code)) {
      defined[name] = source.path;
      ++definitions[name];
    }
    std::string word;
    for (const char c : code + ' ') {
      if (is_word(c))
        word += c;
      else if (!word.empty())
        ++uses[std::exchange(word, {})];
    }
  }
  EXPECT_GT(defined.size(), 300u);
  for (const auto& [name, path] : defined)
    EXPECT_GT(uses[name], definitions[name]) << name << " of " << path << " is used nowhere";
}

// In the first two lines: a script begins with the program that runs it.
TEST(Layers, EverySourceNamesItsLicence) {
  static constexpr auto kSources =
      std::to_array<std::string_view>({".h", ".cc", ".def", ".py", ".ts", ".mjs", ".js", ".svelte", ".css"});
  for (const auto& source :
       sources_under({"ledger", "keys", "consensus", "node", "client", "tests"}, kSources)) {
    const auto second = std::min(source.text.find('\n', source.text.find('\n') + 1), source.text.size());
    EXPECT_TRUE(source.text.substr(0, second).contains("SPDX-License-Identifier: Apache-2.0"))
        << source.path << " does not say under which licence it is";
  }
}

TEST(Layers, NoFileGrowsPast600LinesWithoutItsReason) {
  for (const auto& source : sources_under({"ledger", "keys", "consensus", "node", "client", "tests"})) {
    std::size_t first_ten = 0;
    for (int line = 0; line < 10 && first_ten < source.text.size(); ++line)
      first_ten = std::min(source.text.find('\n', first_ten), source.text.size() - 1) + 1;
    const auto lines = std::ranges::count(source.text, '\n');
    const bool reasoned = source.text.substr(0, first_ten).contains("longer than 600 lines because");
    EXPECT_TRUE(lines <= 600 || reasoned) << source.path << " has " << lines << " lines";
  }
}

// A test that no program is built from, or that holds no case, is lost without a word.
TEST(Tests, EveryFileOfTestsIsNamedInACMakeListsAndHasCases) {
  std::string named;
  for (const auto& entry : fs::recursive_directory_iterator(credence::source_dir() / "tests")) {
    if (entry.path().filename() != "CMakeLists.txt") continue;
    std::ifstream in(entry.path());
    const std::string folder = entry.path().parent_path().generic_string() + "/";
    for (std::string line; std::getline(in, line);) {
      std::istringstream words(line.substr(0, line.find('#')));
      for (std::string word; words >> word;) named += folder + word.substr(0, word.find(')')) + "\n";
    }
  }
  std::size_t files = 0;
  for (const auto& source : sources_under({"tests"})) {
    if (!source.path.ends_with("_test.cc") || source.path.starts_with("tests/mutate/sample/")) continue;
    ++files;
    EXPECT_TRUE(named.contains((credence::source_dir() / source.path).generic_string() + "\n"))
        << source.path << " stands in no CMakeLists.txt: no program runs it";
    const std::string code = code_of(source.text);
    EXPECT_TRUE(code.contains("\nTEST(") || code.contains("\nTEST_F(") || code.contains("\nTEST_P("))
        << source.path << " has no case";
  }
  EXPECT_GT(files, 50U);
}

// The reader of the checks above, on what has fooled such readers.
TEST(Layers, CommentsAndLiteralsAreNotCode) {
  const std::string code = code_of(
      "int a; // float\n/* double\n */ auto s = \"a // \\\" float\"; auto r = R\"x(double \" )x\"; "
      "int n = 1'000; char c = '\"'; mutex m;");
  const auto words = words_of(code);
  EXPECT_FALSE(words.contains("float")) << code;
  EXPECT_FALSE(words.contains("double")) << code;
  EXPECT_TRUE(words.contains("mutex")) << code;
  EXPECT_EQ(std::ranges::count(code, '\n'), 2);
  const auto includes =
      includes_of("#  include <chrono>\n// #include <mutex>\n#include \"node/base/log.h\"  // why\n");
  ASSERT_EQ(includes.size(), 2u);
  EXPECT_TRUE(breaks_determinism(includes[0]));
  EXPECT_TRUE(includes[1].quoted);
  EXPECT_EQ(includes[1].name, "node/base/log.h");
}

}  // namespace
