// SPDX-License-Identifier: Apache-2.0
// The ledger is read again while the node works (node/sync/background_scrub.h).
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <future>

#include "ledger/store/leveldb_store.h"
#include "node/sync/background_scrub.h"
#include "tests/support/ledger_world.h"

namespace credence::node {
namespace {

namespace fs = std::filesystem;
using world::World;

constexpr ScrubPace kFast{std::size_t{1} << 30, std::chrono::hours(1)};

class BackgroundScrubbing : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder_);
    World world(open_leveldb(folder_.string()).value());
    for (unsigned i = 0; i < 4; ++i) world.register_enterprises(500, 1 + 500 * i);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// On a store whose records all lie in tables, of which nothing is cached.
  std::unique_ptr<Ledger> open() const {
    LevelDbOptions options;
    options.cache_bytes = 1;
    return Ledger::open(open_leveldb(folder_.string(), options).value(), world::genesis()).value();
  }
  /// A byte of a table, where no record is read that opening reads.
  void flip_a_byte() const {
    fs::path largest;
    for (const auto& entry : fs::directory_iterator(folder_))
      if (entry.path().extension() == ".ldb" &&
          (largest.empty() || entry.file_size() > fs::file_size(largest)))
        largest = entry.path();
    ASSERT_FALSE(largest.empty());
    std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(largest) / 2);
    file.seekg(middle);
    const int byte = file.get();
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 1));
  }

  const fs::path folder_ =
      fs::path(::testing::TempDir()) / ("credence-background-scrub-" + std::to_string(getpid()));
};

/// What one reading found, while blocks are applied.
ScrubReport read_once(std::unique_ptr<Ledger> opened) {
  SharedLedger ledger(std::move(opened));
  std::promise<ScrubReport> found;
  BackgroundScrub scrub(ledger, kFast, [&found](const ScrubReport& report) { found.set_value(report); });
  auto report = found.get_future();
  for (int i = 1; i <= 20; ++i)
    EXPECT_TRUE(
        ledger.write([](Ledger& at) { return at.apply(world::proposal_of(at.head().time_ms + 1000, {})); }));
  return report.get();
}

TEST_F(BackgroundScrubbing, ASoundLedgerIsReadWholeWhileBlocksAreApplied) {
  const ScrubReport found = read_once(open());
  EXPECT_TRUE(found.clean()) << (found.clean() ? "" : found.damage[0].detail);
  EXPECT_GE(found.height, 4u);
  EXPECT_GT(found.state_entries, 4'000u);
}

TEST_F(BackgroundScrubbing, AFlippedByteIsFoundWithoutAStop) {
  auto ledger = open();
  flip_a_byte();
  const ScrubReport found = read_once(std::move(ledger));
  ASSERT_FALSE(found.clean());
  EXPECT_EQ(found.damage[0].code, Code::storage_corrupt);
}

TEST_F(BackgroundScrubbing, AReadingThatWaitsEndsAtOnceWhenTheNodeStops) {
  SharedLedger ledger(open());
  bool done = false;
  {
    const BackgroundScrub scrub(ledger, {1, std::chrono::hours(1)},
                                [&done](const ScrubReport&) { done = true; });
    while (scrub.bytes() == 0) std::this_thread::yield();
    EXPECT_FALSE(scrub.last());
  }
  EXPECT_FALSE(done);
}

}  // namespace
}  // namespace credence::node
