// SPDX-License-Identifier: Apache-2.0
// How many lines a second one core executes and makes durable: the executor, the state tree and one synced
// LevelDB write for each block, on a thread of its own as in a node, in one process. Transactions are read before, and signatures are not in it:
// in a node the workers do both before a block is proposed. How many signatures a core can check is measured
// beside, as are SHA-256 and bare synced writes, so that the numbers can be compared with what bounds them.
//
//   bench_apply [--json] [--runs 5] [--blocks 10] [--lists 5] [--singles 1000] [--enterprises 20000]
//               [--dir DIR]
//
// Workloads: award lists of 1,000 lines (`lists` of them a block), payment lists of the same size for these
// awards, and awards of one line a transaction (`singles` of them a block, in as many blocks as 1,000 a block
// would need). Every run has a new store; every enterprise is awarded in turn.
//
// Computing is given twice: of the applying thread alone, and of the process, with LevelDB's write and
// compaction. The clock stops when a block is durable.
#include <CLI/CLI.hpp>
#include <boost/json/object.hpp>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "ledger/chain/read_batch.h"
#include "ledger/store/leveldb_store.h"
#include "node/base/write_behind.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace world;  // NOLINT(google-build-using-namespace)
using namespace bench;  // NOLINT(google-build-using-namespace)

constexpr unsigned kLines = 1000;    // of a list
constexpr unsigned kSingles = 1000;  // one-line transactions for each of the blocks that are asked for
constexpr Fen kBudget = 1'000'000'000'000;

struct Options {
  unsigned runs = 5, blocks = 10, lists = 5, singles = kSingles, enterprises = 20'000;
  fs::path directory = fs::temp_directory_path() / "credence-bench-apply";
};

double synced_writes_per_second(const fs::path& directory) {
  WriteBatch batch;
  batch.put(bytes_of("key"), Bytes(100));
  constexpr std::size_t kCount = 500;
  return kCount / synced_write_seconds(directory, std::vector(kCount, batch));
}

// ---- the workloads ----------------------------------------------------------------------------------------

struct Timed {
  double wall_s = 0, thread_s = 0, process_s = 0;
};
/// Lines a second of each workload by the wall clock, and the microseconds of computing in each line.
struct Rates {
  std::vector<double> wall, thread_us, process_us;
  void add(double lines, const Timed& timed) {
    wall.push_back(lines / timed.wall_s);
    thread_us.push_back(1e6 * timed.thread_s / lines);
    process_us.push_back(1e6 * timed.process_s / lines);
  }
};
struct Report {
  Rates lists, payments, singles, registrations;
  std::vector<double> block_ms, bytes_per_line;
};

double apply_timed(World& w, std::vector<Bytes> transactions, Timed& sum) {
  const Proposal proposal = proposal_of(w.ledger().head().time_ms + 1000, std::move(transactions));
  const SharedBatch read = read_batch(w.chain(), proposal).value();
  const auto start = Clock::now();
  const double thread_start = thread_seconds(), process_start = process_seconds();
  auto header = w.ledger().apply(*read);
  if (const auto durable = w.ledger().settle(); !durable) throw std::runtime_error(durable.error().text_en());
  const double taken = seconds_since(start);
  sum.wall_s += taken;
  sum.thread_s += thread_seconds() - thread_start;
  sum.process_s += process_seconds() - process_start;
  if (!header) throw std::runtime_error(header.error().text_en());
  for (const auto& receipt : w.receipts(header->height))
    if (receipt.code != 0)
      throw std::runtime_error(info(static_cast<Code>(receipt.code)).name.data() + std::string(": ") +
                               error_of(receipt).detail);
  if (!w.ledger().add_certificate(certify(w.chain(), *header))) throw std::runtime_error("certificate");
  return taken;
}

std::vector<double> run_workloads(const Options& options, World& w, Report& out) {
  const unsigned lists = options.blocks * options.lists;
  std::vector<double> block_ms;
  Timed awards, payments, singles;
  const auto enterprise = [&](unsigned number) { return 1 + number % options.enterprises; };
  const auto project = [&](unsigned number) {
    return Name("项目" + std::to_string(number / options.enterprises));
  };
  for (unsigned block = 0; block < options.blocks; ++block) {
    std::vector<Bytes> transactions;
    for (unsigned k = 0; k < options.lists; ++k) {
      const unsigned first = (block * options.lists + k) * kLines;
      std::vector<AwardLine> lines;
      for (unsigned i = 0; i < kLines; ++i)
        lines.push_back(World::award(first + i + 1, enterprise(first + i), 100, project(first + i)));
      transactions.push_back(w.transaction(kAward, World::awards(std::move(lines), lists * kLines, kBudget)));
    }
    block_ms.push_back(1000 * apply_timed(w, std::move(transactions), awards));
  }
  out.lists.add(lists * kLines, awards);

  for (unsigned block = 0; block < options.blocks; ++block) {
    std::vector<Bytes> transactions;
    for (unsigned k = 0; k < options.lists; ++k) {
      const unsigned first = (block * options.lists + k) * kLines;
      std::vector<PaymentLine> lines;
      for (unsigned i = 0; i < kLines; ++i)
        lines.push_back(World::payment(first + i + 1, first + i + 1, enterprise(first + i), 50));
      transactions.push_back(w.transaction(kPay, World::payments(std::move(lines), lists * kLines, kBudget)));
    }
    (void)apply_timed(w, std::move(transactions), payments);
  }
  out.payments.add(lists * kLines, payments);

  const unsigned lines = options.blocks * kSingles;
  for (unsigned number = 0; number < lines;) {
    std::vector<Bytes> transactions;
    for (unsigned i = 0; i < options.singles && number < lines; ++i, ++number) {
      RecordAwards award =
          World::awards({World::award(number + 1, enterprise(number), 100, "单笔")}, 0, kBudget);
      award.batch = "single";
      transactions.push_back(w.transaction(kAward, award));
    }
    (void)apply_timed(w, std::move(transactions), singles);
  }
  out.singles.add(lines, singles);
  return block_ms;
}

void run_once(const Options& options, Report& out) {
  const fs::path directory = options.directory / "ledger";
  fs::remove_all(directory);
  {
    World w(node::write_behind(open_leveldb(directory.string()).value()));
    Timed registrations;
    for (unsigned at = 1; at <= options.enterprises;) {
      std::vector<Bytes> transactions;
      for (unsigned k = 0; k < options.lists && at <= options.enterprises; ++k) {
        RegisterEnterprises action;
        for (unsigned i = 0; i < kLines && at <= options.enterprises; ++i, ++at)
          action.lines.push_back({code(at), enterprise_name(at), Date{2020, 1, 1}, Name("广州")});
        transactions.push_back(w.transaction(kRegistrar, action));
      }
      (void)apply_timed(w, std::move(transactions), registrations);
    }
    out.registrations.add(options.enterprises, registrations);
    w.create_programme(kBudget);
    out.block_ms.push_back(bench::percentile(run_workloads(options, w, out), 50));
  }
  const double lines = options.enterprises + options.blocks * (2.0 * options.lists * kLines + kSingles);
  out.bytes_per_line.push_back(static_cast<double>(bytes_in(directory)) / lines);
  fs::remove_all(directory);
}

json::object run(const Options& options) {
  fs::create_directories(options.directory);
  std::vector<double> verifications, hashes, writes;
  Report report;
  for (unsigned i = 0; i < options.runs; ++i) {
    verifications.push_back(signature_checks_per_second(1).wall);
    hashes.push_back(sha256_per_second());
    writes.push_back(synced_writes_per_second(options.directory / "writes"));
    run_once(options, report);
  }
  fs::remove_all(options.directory);
  const auto median = [](const std::vector<double>& values) { return bench::percentile(values, 50); };
  const auto rates = [](auto clock, const Report& all) -> json::object {
    return {{"award_lists", bench::summary(clock(all.lists))},
            {"payment_lists", bench::summary(clock(all.payments))},
            {"single_line_awards", bench::summary(clock(all.singles))},
            {"enterprise_registrations", bench::summary(clock(all.registrations))}};
  };
  return {{"benchmark", "apply"},
          {"machine", bench::machine()},
          {"conditions",
           {{"store", "LevelDB, one synced write a block, checksums verified"},
            {"signatures", "not checked in it"},
            {"directory", options.directory.string()},
            {"blocks", options.blocks},
            {"lines_per_list", kLines},
            {"lists_per_block", options.lists},
            {"single_line_transactions_per_block", options.singles},
            {"enterprises", options.enterprises},
            {"runs", options.runs}}},
          {"bounds",
           {{"verifications_per_s_one_core", bench::summary(verifications)},
            {"sha256_64_bytes_per_s_one_core", bench::summary(hashes)},
            {"synced_leveldb_writes_per_s", bench::summary(writes)}}},
          {"lines_per_s_wall_clock", rates([](const Rates& all) { return all.wall; }, report)},
          {"thread_cpu_us_per_line", rates([](const Rates& all) { return all.thread_us; }, report)},
          {"process_cpu_us_per_line", rates([](const Rates& all) { return all.process_us; }, report)},
          {"award_block_ms", bench::summary(report.block_ms)},
          {"bytes_per_line_on_disk", bench::summary(report.bytes_per_line)},
          {"ratios",
           {{"single_line_awards_to_verifications", median(report.singles.wall) / median(verifications)},
            {"award_lines_to_verifications", median(report.lists.wall) / median(verifications)},
            {"sha256_of_64_bytes_per_award_line", median(hashes) / median(report.lists.wall)},
            {"synced_writes_per_award_block", median(writes) * median(report.block_ms) / 1000}}}};
}

}  // namespace
}  // namespace credence

int main(int argc, char** argv) {
  credence::Options options;
  return credence::bench::main_of(
      {"bench_apply", "lines a second that one core executes and makes durable",
       [&](CLI::App& app) {
         app.add_option("--runs", options.runs)->capture_default_str();
         app.add_option("--blocks", options.blocks, "of each workload")->capture_default_str();
         app.add_option("--lists", options.lists, "in a block")->capture_default_str();
         app.add_option("--singles", options.singles, "one-line transactions in a block")
             ->check(CLI::Range(1U, credence::kSingles))
             ->capture_default_str();
         app.add_option("--enterprises", options.enterprises)->capture_default_str();
         app.add_option("--dir", options.directory)->capture_default_str();
       },
       [&] { return credence::run(options); }},
      argc, argv);
}
