// SPDX-License-Identifier: Apache-2.0
// Every command with --json, and as people read it in both languages in 80 columns, on one small chain from its
// first department to its audit: each ends as it is expected to, and prints what docs/output-1.0.json describes
// (run_program.h). The lines are tests/output/commands.txt, a file to be read; ctest -R output.
#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <fstream>
#include <set>
#include <sstream>

#include "client/commands/commands.h"
#include "client/console/console.h"
#include "client/words/width.h"
#include "keys/key_file.h"
#include "ledger/domain/features.h"
#include "tests/support/governed_genesis.h"
#include "tests/unit/client/commands/every_command.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
namespace json = boost::json;

/// The commands that do something, as they are called.
std::set<std::string> commands() {
  Cli cli;
  const Program program{cli};
  std::set<std::string> out;
  for (const Command* one : every_command(program))
    if (one->above() != nullptr && one->does_something())
      out.insert(one->path().substr(std::string("credence ").size()));
  return out;
}

std::string text_of_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// A line is run; what it prints is kept, so that later lines name what stands in it.
class Script {
 public:
  Script() {
    std::filesystem::create_directory(program_.path("keys"));
    write_bytes(program_.path("passphrase"), "p\n");
    std::filesystem::permissions(program_.path("passphrase"),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    const std::pair<const char*, const SecretKey*> keys[] = {{"admin", &kAdmin},
                                                             {"registrar", &kRegistrar},
                                                             {"award", &kAward},
                                                             {"pay", &kPay},
                                                             {"qualify", &kQualify},
                                                             {"programme", &kProgramme},
                                                             {"check", &kIitCheck},
                                                             {"govern", &kIitGovern},
                                                             {"finance-check", &kFinanceCheck},
                                                             {"finance-govern", &kFinanceGovern},
                                                             {"science", &kScience}};
    const auto write_key = [this](const std::string& name, const SecretKey& key) {
      write_bytes(program_.path("keys/" + name + ".json"), seal_key(key, "p", true).value());
    };
    for (const auto& [name, key] : keys) write_key(name, *key);
    std::uint8_t seed = 60;  // keys that the ledger does not know
    for (const char* name : {"new", "spare", "firm", "next", "taxed", "taxcheck", "rotated"})
      write_key(name, secret(++seed));
    values_ = {{"dir", program_.path("")},
               {"vectors", (source_dir() / "tests/data/bundles").string()},
               {"validator", secret(1).public_key().hex()},
               {"misfit", "91440101732977352X"},
               {"nothing", std::string(64, 'f')}};
    unsigned number = 0;
    for (const char* name : {"code", "other", "third", "fourth", "fifth", "nobody"})
      values_[name] = std::string(text_of(samples::code(++number)));
    program_.net.behave(0, [this](const auto&, const std::string& target, const Answer& honest) {
      return beside(target, honest);
    });
  }
  /// "EXIT words", "= NAME /path/in/what/was/printed", "> FILE" with its lines below it, up to "<".
  void run(std::istream& lines) {
    for (std::string line; std::getline(lines, line);) {
      if (line.empty() || line.starts_with('#')) continue;
      if (line.starts_with("> ")) {
        write_file(line.substr(2), lines);
      } else if (line.starts_with("= ")) {
        keep(line.substr(2));
      } else {
        command(line);
      }
    }
  }
  std::set<std::string> met;

 private:
  /// What an archive is fetched from, and that no validator contradicted itself.
  std::optional<Answer> beside(const std::string& target, const Answer& honest) {
    if (honest.status == 0) return std::nullopt;
    if (target == "/v1/evidence") return Answer{200, R"({"evidence": []})"};
    if (!target.starts_with("/v1/archive?from=")) return std::nullopt;
    const Ledger& ledger = program_.net.world().ledger();
    ArchivePage page{ledger.certified_height(), {}};
    for (Height at = std::stoull(target.substr(target.find('=') + 1)); at <= page.certified; ++at) {
      const StoredBlock block = ledger.block(at).value();
      if (page.blocks.size() == page.blocks.kMax) break;
      page.blocks.push_back(
          {block.header, *block.certificate, batch_of(block.proposal).value().transactions, block.receipts});
    }
    return Answer{200, std::string(text_of(encode(page)))};
  }
  std::string filled(std::string text) const {
    for (const auto& [name, value] : values_)
      for (std::size_t at = 0; (at = text.find("{" + name + "}")) != std::string::npos;)
        text.replace(at, name.size() + 2, value);
    return text;
  }
  /// The options before a command, each with its value, left out.
  static std::string without_options(std::string words) {
    while (words.starts_with("--")) words.erase(0, words.find(' ', words.find(' ') + 1) + 1);
    return words;
  }
  void write_file(const std::string& name, std::istream& lines) {
    std::string content;
    for (std::string line; std::getline(lines, line) && line != "<";) content += filled(line) + "\n";
    write_bytes(program_.path(name), content);
  }
  void keep(const std::string& what) {
    std::istringstream words(what);
    std::string name, path;
    words >> name >> path;
    boost::system::error_code error;
    const json::value* const found = last_.find_pointer(path, error);
    ASSERT_NE(found, nullptr) << what << ": " << json::serialize(last_);
    values_[name] = found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
  }
  void command(const std::string& line) {
    std::string words = filled(line.substr(line.find(' ') + 1));
    const auto marked = [&](const std::string& mark) {
      const bool is = words.starts_with(mark);
      if (is) words.erase(0, mark.size());
      return is;
    };
    const bool once = marked("1x ");
    const bool alone = marked("! ");
    if (!once) in_a_terminal(words.contains("--key ") ? words + " --dry-run" : words, alone);
    const Ran ran =
        alone ? run_program("--json --overwrite " + words) : program_.run("--json --overwrite " + words);
    EXPECT_EQ(ran.exit, std::stoi(line)) << words << "\n" << ran.output;
    for (const std::string& command : commands_)
      if (without_options(words + " ").starts_with(command + " ")) met.insert(command);
    boost::system::error_code error;
    last_ = json::parse(ran.output, error);
  }

  /// As people read it: in both languages, in a terminal of 80 columns; what signs says what would become of it.
  void in_a_terminal(const std::string& words, bool alone) {
    for (const std::string language : {"--overwrite --lang en ", "--overwrite --lang zh "}) {
      Ran ran = alone ? run_program(language + words + "\" /dev/null", "script -qec \"stty cols 80; ")
                      : program_.run_at_80(language + words);
      std::istringstream lines(lines_of_terminal(ran.output));
      for (std::string line; std::getline(lines, line);)
        EXPECT_LE(display_width(line), 80U) << words << ": " << line;
      if (language.ends_with("zh ")) {
        EXPECT_EQ(english_in(ran.output), "") << words << "\n" << ran.output;
      }
      if (words != "errors") {  // whose texts name what is left out
        EXPECT_FALSE(ran.output.contains("…")) << "something is cut: " << words << "\n" << ran.output;
      }
    }
  }

  ProgramOnNetwork program_{with_later_features(governed_genesis(true))};
  const std::set<std::string> commands_ = commands();
  std::map<std::string, std::string> values_;
  json::value last_;
};

TEST(Output, EveryCommandPrintsWhatIsDescribed) {
  Script script;
  std::ifstream lines(source_dir() / "tests/output/commands.txt");
  script.run(lines);
  // They start and stop processes: tests/cluster runs them.
  script.met.insert({"network up", "network down", "network demo"});
  EXPECT_THAT(script.met, ::testing::ContainerEq(commands()));
}

TEST(Output, EveryCommandIsDescribedAndNoOther) {
  const json::value schema = json::parse(text_of_file(source_dir() / "docs/output-1.0.json"));
  std::set<std::string> described;
  for (const auto& [name, of] : schema.at("commands").as_object()) described.insert(std::string(name));
  EXPECT_THAT(described, ::testing::ContainerEq(commands()));
}

}  // namespace
}  // namespace credence::testing
