// SPDX-License-Identifier: Apache-2.0
// How fast an archive is audited: transactions a second of the whole `credence audit` (reading, signatures,
// hashes, execution, totals) against what the signature checks alone allow on all cores, measured in the same
// run before and after each audit.
//
//   bench_audit [--json] [--quick] [--runs 3] [--singles 40000] [--lists 40] [--dir DIR]
//
// Workloads: awards of one line a transaction, 1,000 a block; award lists of 1,000 lines, 5 a block. The
// enterprises (10,000) are registered in blocks of the same archive. One signature a transaction, three
// signatures of four validators a block.
#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <cstdio>
#include <thread>

#include "client/audit/audit.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/unit/client/audit/samples.h"

namespace credence::bench {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace world;  // NOLINT(google-build-using-namespace)

constexpr unsigned kEnterprises = 10'000;
constexpr unsigned kSinglesPerBlock = 1'000;
constexpr unsigned kLines = 1'000;
constexpr unsigned kListsPerBlock = 5;
constexpr Fen kBudget = 1'000'000'000'000;

struct Settings {
  unsigned runs = 3, singles = 40'000, lists = 40;
  fs::path directory = fs::temp_directory_path() / "credence-bench-audit";
};

/// A chain of registered enterprises, then what `add` makes of them; its archive in `file`.
class Chain {
 public:
  explicit Chain(const fs::path& file) : writer_(ArchiveWriter::open(file, genesis()).value()) {
    world_.register_enterprises(kEnterprises);
    world_.create_programme(kBudget);
  }
  void block(std::vector<Bytes> transactions) {
    for (const Receipt& receipt : world_.apply(std::move(transactions)))
      if (receipt.code != 0)
        throw std::runtime_error(std::string(info(static_cast<Code>(receipt.code)).name) + ": " +
                                 error_of(receipt).detail);
  }
  Bytes award(unsigned first, unsigned lines, unsigned of_all) {
    std::vector<AwardLine> list;
    for (unsigned i = first; i < first + lines; ++i)
      list.push_back(
          World::award(i + 1, 1 + i % kEnterprises, 100, Name("项目" + std::to_string(i / kEnterprises))));
    return world_.transaction(kAward, World::awards(std::move(list), of_all, kBudget));
  }
  /// Gives the number of transactions in it.
  std::uint64_t finish() {
    std::uint64_t transactions = 0;
    for (Height height = 1; height <= world_.ledger().height(); ++height) {
      const ArchiveBlock block = testing::archive_block(world_.ledger(), height);
      transactions += block.transactions.size();
      if (!writer_.append(block)) throw std::runtime_error("the archive cannot be written");
    }
    if (!writer_.finish()) throw std::runtime_error("the archive cannot be written");
    return transactions;
  }

 private:
  World world_;
  ArchiveWriter writer_;
};

std::uint64_t make_singles(const Settings& settings, const fs::path& file) {
  Chain chain(file);
  for (unsigned first = 0; first < settings.singles; first += kSinglesPerBlock) {
    std::vector<Bytes> transactions;
    for (unsigned i = first; i < std::min(first + kSinglesPerBlock, settings.singles); ++i)
      transactions.push_back(chain.award(i, 1, settings.singles));
    chain.block(std::move(transactions));
  }
  return chain.finish();
}
std::uint64_t make_lists(const Settings& settings, const fs::path& file) {
  Chain chain(file);
  for (unsigned first = 0; first < settings.lists; first += kListsPerBlock) {
    std::vector<Bytes> transactions;
    for (unsigned i = first; i < std::min(first + kListsPerBlock, settings.lists); ++i)
      transactions.push_back(chain.award(i * kLines, kLines, settings.lists * kLines));
    chain.block(std::move(transactions));
  }
  return chain.finish();
}

struct Measured {
  std::vector<double> per_second, ratios, cpu_ratios, cpu_us;
};

/// `lines_each`: of a transaction, for the report; the ratio counts transactions, for each is one signature.
json::object measure(const Settings& settings, const fs::path& file, std::uint64_t transactions,
                     unsigned lines_each) {
  const unsigned cores = std::max(1u, std::thread::hardware_concurrency());
  Measured all;
  std::vector<double> bounds;
  for (unsigned run = 0; run < settings.runs; ++run) {
    const SignatureRate before = signature_checks_per_second(cores);
    const double cpu = process_seconds();
    const auto report = audit_archive(file, {.genesis = genesis()});
    if (!report) throw std::runtime_error(report.error().error.text_en());
    const double cpu_taken = process_seconds() - cpu;
    const SignatureRate after = signature_checks_per_second(cores);
    if (report->transactions != transactions) throw std::runtime_error("transactions are missing");
    const auto count = static_cast<double>(transactions);
    const double bound = (before.wall + after.wall) / 2;
    const double cpu_bound = (before.per_cpu_second + after.per_cpu_second) / 2;
    bounds.push_back(bound);
    all.per_second.push_back(count / report->seconds);
    all.ratios.push_back(count / report->seconds / bound);
    all.cpu_ratios.push_back(count / cpu_taken / cpu_bound);
    all.cpu_us.push_back(1e6 * cpu_taken / count);
    std::fprintf(stderr, "  run %u of %u: %.0f transactions/s, bound %.0f\n", run + 1, settings.runs,
                 all.per_second.back(), bound);
  }
  return {{"transactions", transactions},
          {"lines_per_transaction", lines_each},
          {"archive_bytes", fs::file_size(file)},
          {"transactions_per_s", summary(all.per_second)},
          {"lines_per_s_median", percentile(all.per_second, 50) * lines_each},
          {"bound_transactions_per_s", summary(bounds)},
          {"ratio_to_bound", percentile(all.ratios, 50)},
          {"ratio_to_bound_by_cpu_time", percentile(all.cpu_ratios, 50)},
          {"cpu_us_per_transaction", percentile(all.cpu_us, 50)}};
}

json::object run(const Settings& settings) {
  fs::remove_all(settings.directory);
  fs::create_directories(settings.directory);
  const fs::path singles = settings.directory / "singles", lists = settings.directory / "lists";
  const std::uint64_t single_transactions = make_singles(settings, singles);
  const std::uint64_t list_transactions = make_lists(settings, lists);
  json::object single = measure(settings, singles, single_transactions, 1);
  json::object list = measure(settings, lists, list_transactions, kLines);
  json::object out{
      {"benchmark", "audit"},
      {"machine", machine()},
      {"conditions",
       "one process; all cores; state in memory; 10,000 enterprises; 1,000 single-line transactions or 5 "
       "lists a block; bound: signature checks a second of all cores at once, before and after each run"},
      {"single_line", single},
      {"lists_of_1000", std::move(list)},
      {"ratio_to_bound", single["ratio_to_bound"]}};
  fs::remove_all(settings.directory);
  return out;
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of(
      {"bench_audit", "transactions a second of an audit, against what the signature checks alone allow",
       [&](CLI::App& app) {
         app.add_flag_callback("--quick",
                               [&] { settings.runs = 1, settings.singles = 5'000, settings.lists = 10; });
         app.add_option("--runs", settings.runs)->capture_default_str();
         app.add_option("--singles", settings.singles, "transactions of one line")->capture_default_str();
         app.add_option("--lists", settings.lists, "transactions of 1,000 lines")->capture_default_str();
         app.add_option("--dir", settings.directory)->capture_default_str();
       },
       [&] { return run(settings); }},
      argc, argv);
}
