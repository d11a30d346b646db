// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/bounds.h"

#include <fcntl.h>
#include <unistd.h>

#include <ctime>
#include <fstream>
#include <thread>

#include "ledger/primitives/key_cache.h"
#include "ledger/store/leveldb_store.h"
#include "tests/support/suite.h"

namespace credence::bench {
namespace {

double clock_seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}
double thread_seconds() { return clock_seconds(CLOCK_THREAD_CPUTIME_ID); }
double process_seconds() { return clock_seconds(CLOCK_PROCESS_CPUTIME_ID); }

SignatureRate signature_checks_per_second(std::size_t cores) {
  const auto key = *SecretKey::from(samples::kSuite, Bytes(32, std::byte{7}));
  const Hash32 hash = tagged_hash(samples::kSuite, Tag::transaction, bytes_of("bound"));
  const Signature signature = sign(key, hash);
  const PublicKey public_key = key.public_key();
  constexpr std::size_t kChecks = 10'000;
  const auto start = Clock::now();
  const double cpu = process_seconds();
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < cores; ++i)
      threads.emplace_back([&] {
        KeyCache keys;
        for (std::size_t k = 0; k < kChecks; ++k)
          CREDENCE_ASSERT(keys.verify(public_key, hash, signature).has_value());
      });
  }
  const auto checks = static_cast<double>(cores * kChecks);
  return {checks / seconds_since(start), checks / (process_seconds() - cpu)};
}

double sha256_per_second() {
  std::array<std::byte, 64> bytes{};
  constexpr unsigned kCount = 1'000'000;
  const double start = thread_seconds();
  for (unsigned i = 0; i < kCount; ++i) {
    const Hash32 hash = tagged_hash(samples::kSuite, Tag::state_node, bytes);
    std::ranges::copy(hash.bytes, bytes.begin());
  }
  return kCount / (thread_seconds() - start);
}

double synced_write_seconds(const std::filesystem::path& directory, const std::vector<WriteBatch>& batches) {
  std::filesystem::remove_all(directory);
  auto store = open_leveldb(directory.string()).value();
  const auto start = Clock::now();
  for (const WriteBatch& batch : batches) CREDENCE_ASSERT(store->write(batch, true).has_value());
  const double taken = seconds_since(start);
  store.reset();
  std::filesystem::remove_all(directory);
  return taken;
}

double syncs_per_second(const std::filesystem::path& directory) {
  constexpr std::size_t kBlock = 8'192, kBlocks = 1'024;
  constexpr double kSeconds = 1;
  const std::string path = (directory / "syncs").string();
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  CREDENCE_ASSERT(file >= 0);
  const Bytes block(kBlock, std::byte{7});
  std::size_t count = 0;
  const auto start = Clock::now();
  for (; seconds_since(start) < kSeconds; ++count) {
    const auto at = static_cast<off_t>(kBlock * (count % kBlocks));
    CREDENCE_ASSERT(::pwrite(file, block.data(), block.size(), at) == static_cast<ssize_t>(block.size()));
    CREDENCE_ASSERT(::fdatasync(file) == 0);
  }
  const double taken = seconds_since(start);
  ::close(file);
  std::filesystem::remove(path);
  return static_cast<double>(count) / taken;
}

std::uintmax_t bytes_in(const std::filesystem::path& directory) {
  std::uintmax_t sum = 0;
  for (const auto& entry : std::filesystem::directory_iterator(directory))
    if (entry.is_regular_file()) sum += entry.file_size();
  return sum;
}

std::size_t resident_bytes(std::optional<pid_t> process) {
  std::ifstream in("/proc/" + (process ? std::to_string(*process) : "self") + "/statm");
  std::size_t pages = 0, resident = 0;
  in >> pages >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace credence::bench
