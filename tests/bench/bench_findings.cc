// SPDX-License-Identifier: Apache-2.0
// How well and how fast the auditor's findings are found: irregularities planted in the chain of an honest
// province (tests/unit/client/findings), for each rule what was planted, found of it and found beside it;
// seconds of the audit and of the rules, and the memory of the process that looks.
//
//   bench_findings [--json] [--lines 100000] [--seed 1] [--dir DIR]
//
// The chain is made by another process, so that its memory is not counted.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fstream>

#include "tests/bench/bench.h"
#include "tests/unit/client/findings/outcome.h"

namespace credence::bench {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace testing;  // NOLINT(google-build-using-namespace)

struct Settings {
  unsigned lines = 100'000;
  std::uint64_t seed = 1;
  fs::path directory = fs::temp_directory_path() / "credence-bench-findings";
};

/// The archive, and beside it what was planted, a line each.
void make(const Settings& settings) {
  PlantedChain chain(settings.lines, true, settings.seed);
  const Archive archive(chain.world);
  write_bytes(settings.directory / "chain.archive", archive.bytes());
  std::ofstream planted(settings.directory / "planted");
  for (const auto& [rule, about] : chain.expected()) planted << rule << ' ' << about << '\n';
  std::ofstream(settings.directory / "lines") << chain.honest_lines();
}

json::object measure(const Settings& settings) {
  fs::create_directories(settings.directory);
  const pid_t maker = fork();
  if (maker < 0) throw std::runtime_error("fork");
  if (maker == 0) {
    make(settings);
    _exit(::testing::Test::HasFailure() ? 1 : 0);
  }
  int status = 0;
  if (waitpid(maker, &status, 0) != maker || status != 0) throw std::runtime_error("the chain was not made");
  FoundSet planted;
  std::ifstream in(settings.directory / "planted");
  for (std::string rule, about; in >> rule >> about;) planted.emplace(rule, about);
  unsigned honest = 0;
  std::ifstream(settings.directory / "lines") >> honest;

  const fs::path file = settings.directory / "chain.archive";
  const auto begin = std::chrono::steady_clock::now();
  const auto findings = find_in_archive(file, {.genesis = story_genesis()}, {});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  if (!findings) throw std::runtime_error(findings.error().error.text_en());
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const FoundSet found = found_in(*findings);
  std::fputs(outcome_table(planted, found).c_str(), stderr);
  json::object out{{"honest_lines", honest},
                   {"seed", settings.seed},
                   {"blocks", findings->audit.height},
                   {"transactions", findings->audit.transactions},
                   {"archive_bytes", fs::file_size(file)},
                   {"planted", planted.size()},
                   {"found", found.size()},
                   {"all_found_and_nothing_else", planted == found},
                   {"seconds", seconds.count()},
                   {"seconds_of_the_audit", findings->audit.seconds},
                   {"memory_mib", static_cast<double>(used.ru_maxrss) / 1024}};
  fs::remove_all(settings.directory);
  return out;
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of(
      {"findings", "planted irregularities among honest records: found, false, seconds, memory",
       [&](CLI::App& app) {
         app.add_option("--lines", settings.lines, "honest awards")->check(CLI::Range(100u, 1'000'000u));
         app.add_option("--seed", settings.seed, "of the province");
         app.add_option("--dir", settings.directory, "for the archive; removed afterwards");
       },
       [&] { return measure(settings); }},
      argc, argv);
}
