// How many lines a second one core executes and makes durable: the executor, the state tree and one synced LevelDB write for
// each block, in one process. Signatures are not in it: other cores check them before a block is proposed; how many a core can
// check is measured beside, as are SHA-256 and bare synced writes, so that the numbers can be compared with what bounds them.
//
//   bench_apply [--json] [--runs 5] [--blocks 10] [--lists 5] [--enterprises 20000] [--dir DIR]
//
// Workloads: award lists of 1,000 lines (`lists` of them a block), payment lists of the same size for these awards, and awards of
// one line a transaction (1,000 a block). Every run has a new store; every enterprise is awarded in turn.
#include <boost/json/object.hpp>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "ledger/store/leveldb_store.h"
#include "tests/bench/bench.h"
#include "tests/unit/ledger_world.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using namespace world;  // NOLINT(google-build-using-namespace)
using Clock = std::chrono::steady_clock;

constexpr unsigned kLines = 1000;           // of a list
constexpr unsigned kSingles = 1000;         // one-line transactions of a block
constexpr Fen kBudget = 1'000'000'000'000;

struct Options {
  bool json = false;
  unsigned runs = 5, blocks = 10, lists = 5, enterprises = 20'000;
  fs::path directory = fs::temp_directory_path() / "credence-bench-apply";
};

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }
/// What this process has computed, LevelDB's compaction with it: on a shared machine it says more than the wall clock.
double cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

// ---- the bounds ------------------------------------------------------------------------------------------------------

double verifications_per_second() {
  const Hash32 hash = tagged_hash(Tag::transaction, bytes_of("bench"));
  const Signature signature = sign(kAward, hash);
  const PublicKey key = kAward.public_key();
  constexpr unsigned kCount = 5000;
  const auto start = Clock::now();
  unsigned good = 0;
  for (unsigned i = 0; i < kCount; ++i) good += verify(key, hash, signature) ? 1 : 0;
  return good / seconds_since(start);
}

double hashes_per_second() {
  std::array<std::byte, 64> bytes{};
  constexpr unsigned kCount = 2'000'000;
  const auto start = Clock::now();
  for (unsigned i = 0; i < kCount; ++i) {
    const Hash32 hash = tagged_hash(Tag::state_node, bytes);  // 64 bytes under a tag of 16
    std::copy(hash.bytes.begin(), hash.bytes.end(), bytes.begin());
  }
  return kCount / seconds_since(start);
}

double synced_writes_per_second(const fs::path& directory) {
  fs::remove_all(directory);
  auto store = open_leveldb(directory.string()).value();
  constexpr unsigned kCount = 500;
  const auto start = Clock::now();
  for (unsigned i = 0; i < kCount; ++i) {
    WriteBatch batch;
    batch.put(Bytes(bytes_of("key").begin(), bytes_of("key").end()), Bytes(100));
    (void)store->write(batch, true);
  }
  return kCount / seconds_since(start);
}

// ---- the workloads -----------------------------------------------------------------------------------------------------

struct Timed {
  double wall_s = 0, cpu_s = 0;
};
/// Lines a second of each workload by the wall clock, and the microseconds of computing in each line.
struct Rates {
  std::vector<double> wall, cpu_us;
  void add(double lines, const Timed& timed) {
    wall.push_back(lines / timed.wall_s);
    cpu_us.push_back(1e6 * timed.cpu_s / lines);
  }
};
struct Report {
  Rates lists, payments, singles, registrations;
  std::vector<double> block_ms, bytes_per_line;
};

double apply_timed(World& w, std::vector<Bytes> transactions, Timed& sum) {
  const Proposal proposal = proposal_of(w.ledger().head().time_ms + 1000, std::move(transactions));
  const auto start = Clock::now();
  const double cpu_start = cpu_seconds();
  auto header = w.ledger().apply(proposal);
  const double taken = seconds_since(start);
  sum.wall_s += taken;
  sum.cpu_s += cpu_seconds() - cpu_start;
  if (!header) throw std::runtime_error(header.error().text_en());
  for (const auto& receipt : w.receipts(header->height))
    if (receipt.code != 0) throw std::runtime_error(info(static_cast<Code>(receipt.code)).name.data() + std::string(": ") + receipt.detail);
  if (!w.ledger().add_certificate(certify(w.chain(), *header))) throw std::runtime_error("certificate");
  return taken;
}

std::uintmax_t bytes_in(const fs::path& directory) {
  std::uintmax_t sum = 0;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.is_regular_file()) sum += entry.file_size();
  return sum;
}

std::vector<double> run_workloads(const Options& options, World& w, Report& out) {
  const unsigned lists = options.blocks * options.lists;
  std::vector<double> block_ms;
  Timed awards, payments, singles;
  const auto enterprise = [&](unsigned number) { return 1 + number % options.enterprises; };
  const auto project = [&](unsigned number) { return Name("项目" + std::to_string(number / options.enterprises)); };
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

  for (unsigned block = 0; block < options.blocks; ++block) {
    std::vector<Bytes> transactions;
    for (unsigned i = 0; i < kSingles; ++i) {
      const unsigned number = block * kSingles + i;
      RecordAwards award = World::awards({World::award(number + 1, enterprise(number), 100, "单笔")}, 0, kBudget);
      award.batch = "single";
      transactions.push_back(w.transaction(kAward, award));
    }
    (void)apply_timed(w, std::move(transactions), singles);
  }
  out.singles.add(options.blocks * kSingles, singles);
  return block_ms;
}

void run_once(const Options& options, Report& out) {
  const fs::path directory = options.directory / "ledger";
  fs::remove_all(directory);
  {
    World w(open_leveldb(directory.string()).value());
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

Options parse(int argc, char** argv) {
  Options out;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const auto next = [&]() -> std::string {
      if (i + 1 >= argc) throw std::runtime_error(word + " needs a value");
      return argv[++i];
    };
    const auto number = [&] { return static_cast<unsigned>(std::stoul(next())); };
    if (word == "--json") out.json = true;
    else if (word == "--runs") out.runs = number();
    else if (word == "--blocks") out.blocks = number();
    else if (word == "--lists") out.lists = number();
    else if (word == "--enterprises") out.enterprises = number();
    else if (word == "--dir") out.directory = next();
    else throw std::runtime_error("unknown argument " + word);
  }
  return out;
}

int run(const Options& options) {
  fs::create_directories(options.directory);
  std::vector<double> verifications, hashes, writes;
  Report report;
  for (unsigned i = 0; i < options.runs; ++i) {
    verifications.push_back(verifications_per_second());
    hashes.push_back(hashes_per_second());
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
  json::object out = {
      {"benchmark", "apply"},
      {"machine", bench::machine()},
      {"conditions",
       {{"store", "LevelDB, one synced write a block, checksums verified"},
        {"signatures", "not checked in it"},
        {"directory", options.directory.string()},
        {"blocks", options.blocks},
        {"lines_per_list", kLines},
        {"lists_per_block", options.lists},
        {"single_line_transactions_per_block", kSingles},
        {"enterprises", options.enterprises},
        {"runs", options.runs}}},
      {"bounds",
       {{"verifications_per_s_one_core", bench::summary(verifications)},
        {"sha256_64_bytes_per_s_one_core", bench::summary(hashes)},
        {"synced_leveldb_writes_per_s", bench::summary(writes)}}},
      {"lines_per_s_wall_clock", rates([](const Rates& all) { return all.wall; }, report)},
      {"cpu_us_per_line", rates([](const Rates& all) { return all.cpu_us; }, report)},
      {"award_block_ms", bench::summary(report.block_ms)},
      {"bytes_per_line_on_disk", bench::summary(report.bytes_per_line)},
      {"ratios",
       {{"single_line_awards_to_verifications", median(report.singles.wall) / median(verifications)},
        {"award_lines_to_verifications", median(report.lists.wall) / median(verifications)},
        {"sha256_of_64_bytes_per_award_line", median(hashes) / median(report.lists.wall)},
        {"synced_writes_per_award_block", median(writes) * median(report.block_ms) / 1000}}}};
  bench::print_report(out, options.json);
  return 0;
}

}  // namespace
}  // namespace credence

int main(int argc, char** argv) try {
  return credence::run(credence::parse(argc, argv));
} catch (const std::exception& problem) {
  std::fprintf(stderr, "bench_apply: %s\n", problem.what());
  return 1;
}
