// SPDX-License-Identifier: Apache-2.0
// Nothing is executed twice, whatever happens to a node: it stops at any write, prunes, joins by a snapshot,
// meets peers that lie and disks that lose or bend what they hold.
#include "tests/support/joined_ledger.h"

namespace credence {
namespace {

using world::World;

class Replays : public ::testing::Test {
 protected:
  /// Two transactions a block, that of block h until h + 20; now and then an empty block.
  void SetUp() override {
    for (Height height = 1; height <= 12; ++height) {
      if (height % 5 == 0) {
        world_.apply({});
        continue;
      }
      std::vector<Bytes> block{registration(height + 20), registration(height + 20)};
      sent_.insert(sent_.end(), block.begin(), block.end());
      world_.apply(std::move(block));
    }
  }
  Bytes registration(Height expiry) {
    const unsigned number = next_++;
    return world_.transaction(world::kRegistrar,
                              RegisterEnterprises{{{world::code(number), world::enterprise_name(number),
                                                    std::nullopt, std::nullopt}}},
                              expiry);
  }
  Result<std::unique_ptr<Ledger>> reopen(const std::shared_ptr<Disk>& disk) {
    return Ledger::open(std::make_unique<FaultyKeyValue>(disk), world_.ledger().genesis());
  }
  std::shared_ptr<Disk> copy_of_disk() {
    auto copy = std::make_shared<Disk>();
    disk_->crash(SIZE_MAX);
    EXPECT_TRUE(disk_->durable->scan({}, Bytes{std::byte{0xFF}}, [&](BytesView key, BytesView value) {
      WriteBatch one;
      one.put(key, value);
      return copy->durable->write(one, true).has_value();
    }));
    return copy;
  }
  /// Every transaction again, in one block.
  void expect_all_refused(Ledger& ledger) {
    const auto applied = ledger.apply(world::proposal_of(ledger.head().time_ms + 1, sent_));
    ASSERT_TRUE(applied) << applied.error().text_en();
    const auto block = ledger.block(ledger.height()).value();
    ASSERT_EQ(block.receipts.size(), sent_.size());
    for (const auto& receipt : block.receipts)
      ASSERT_EQ(static_cast<Code>(decode<Receipt>(receipt).value().code), Code::replayed);
  }
  static std::vector<std::pair<Bytes, Bytes>> records(const Disk& disk, char family) {
    std::vector<std::pair<Bytes, Bytes>> out;
    EXPECT_TRUE(disk.durable->scan(Bytes{static_cast<std::byte>(family)},
                                   Bytes{static_cast<std::byte>(family + 1)}, [&](BytesView k, BytesView v) {
                                     out.emplace_back(Bytes(k.begin(), k.end()), Bytes(v.begin(), v.end()));
                                     return true;
                                   }));
    return out;
  }

  std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
  World world_{std::make_unique<FaultyKeyValue>(disk_)};
  std::vector<Bytes> sent_;
  unsigned next_ = 1;
};

TEST_F(Replays, AreRefusedAfterAStart) { expect_all_refused(*reopen(copy_of_disk()).value()); }

TEST_F(Replays, AreRefusedAfterACrashAtAnyWrite) {
  for (std::size_t written = 0; written <= 16; ++written) {
    auto disk = copy_of_disk();
    disk->fail_after = written;
    auto ledger = reopen(disk).value();
    for (int i = 0; i < 8; ++i) {  // blocks 13 and 14 add ids, which 15 forgets
      const auto applied = ledger->apply(world::proposal_of(ledger->head().time_ms + 1, {registration(14)}));
      if (!applied) break;
      if (!ledger->add_certificate(world::certify(ledger->chain(), *applied))) break;
    }
    ledger.reset();
    disk->fail_after.reset();
    disk->crash(written % 3);
    auto again = reopen(disk);
    ASSERT_TRUE(again) << written << ": " << again.error().text_en();
    EXPECT_EQ(records(*disk, 'x').size(), (*again)->height() < 15 ? (*again)->height() - 2 : 10) << written;
    expect_all_refused(**again);
  }
}

TEST_F(Replays, AreRefusedByANodeThatPrunedTheirBlocks) {
  while (world_.ledger().prune(world_.ledger().height()).value()) continue;
  EXPECT_EQ(world_.ledger().block(11).error().code, Code::pruned_below);
  expect_all_refused(*reopen(copy_of_disk()).value());
  expect_all_refused(world_.ledger());
}

TEST_F(Replays, IdsLeaveTheStoreAndTheStateOnceAllOfABlockHaveExpired) {
  EXPECT_EQ(records(*disk_, 'x').size(), 10u);
  while (world_.ledger().height() < 21) world_.apply({});
  EXPECT_FALSE(world_.absent(ExecutedKey{1}));
  world_.apply({});
  EXPECT_TRUE(world_.absent(ExecutedKey{1}));
  EXPECT_FALSE(world_.absent(ExecutedKey{2}));
  EXPECT_TRUE(world_.absent(ExecutedKey{5})) << "an empty block has none";
  disk_->crash(SIZE_MAX);
  EXPECT_EQ(records(*disk_, 'x').size(), 9u);
  while (world_.ledger().height() < 33) world_.apply({});
  disk_->crash(SIZE_MAX);
  EXPECT_TRUE(records(*disk_, 'x').empty());
  EXPECT_TRUE(reopen(copy_of_disk()).has_value());
}

TEST_F(Replays, ADiskThatBentLostMovedOrAddedIdsIsFoundAtTheStart) {
  const auto refused = [&](const std::function<void(WriteBatch&)>& damage) {
    auto disk = copy_of_disk();
    WriteBatch batch;
    damage(batch);
    EXPECT_TRUE(disk->durable->write(batch, true));
    const auto opened = reopen(disk);
    return !opened && opened.error().code == Code::storage_corrupt;
  };
  disk_->crash(SIZE_MAX);
  const auto held = records(*disk_, 'x');
  ASSERT_EQ(held.size(), 10u);
  for (const auto& [key, value] : held) {
    for (std::size_t at = 0; at < value.size(); at += 7) {
      Bytes bent = value;
      bent[at] ^= std::byte{1};
      EXPECT_TRUE(refused([&](WriteBatch& out) { out.put(key, bent); })) << to_hex(key) << " " << at;
    }
    EXPECT_TRUE(refused([&](WriteBatch& out) { out.erase(key); })) << to_hex(key);
    Bytes longer = key;
    longer.push_back(std::byte{0});
    EXPECT_TRUE(refused([&](WriteBatch& out) { out.put(longer, value); }));
    EXPECT_TRUE(refused([&](WriteBatch& out) { out.put(Bytes(key.begin(), key.begin() + 5), value); }));
  }
  EXPECT_TRUE(refused([&](WriteBatch& out) {
    out.put(held[0].first, held[1].second);
    out.put(held[1].first, held[0].second);
  }));
  Bytes empty_block = held[0].first;
  empty_block.back() = std::byte{5};
  EXPECT_TRUE(refused([&](WriteBatch& out) { out.put(empty_block, held[0].second); }));
  EXPECT_FALSE(refused([](WriteBatch&) {}));
}

// ---- joining by a snapshot --------------------------------------------------------------------------------

class JoiningIds : public Replays {
 protected:
  std::unique_ptr<SnapshotInstall> open() {
    return SnapshotInstall::open(std::make_unique<FaultyKeyValue>(joining_), world_.ledger().genesis())
        .value();
  }
  /// The state is there, the ids are not.
  std::unique_ptr<SnapshotInstall> whole_state() {
    auto install = open();
    EXPECT_TRUE(install->begin(target_of(world_.ledger(), world_.ledger().height())).has_value());
    put_all(*install, *snapshot_);
    EXPECT_TRUE(install->complete());
    return install;
  }

  std::shared_ptr<const StateSnapshot> snapshot_;
  std::shared_ptr<Disk> joining_ = std::make_shared<Disk>();

 private:
  void SetUp() override {
    Replays::SetUp();
    snapshot_ = world_.ledger().snapshot().value();
  }
};

TEST_F(JoiningIds, ReplaysAreRefused) {
  auto install = whole_state();
  put_ids(*install, *snapshot_);
  ASSERT_TRUE(install->finish({}).has_value());
  expect_all_refused(*reopen(joining_).value());
}

TEST_F(JoiningIds, EveryLieOfAPageIsRefusedAndNothingOfItIsWritten) {
  auto install = whole_state();
  const ExecutedPage honest = snapshot_->executed(0).value();
  ASSERT_EQ(honest.size(), 10u);
  const std::vector<std::pair<Code, std::function<void(ExecutedPage&)>>> lies = {
      {Code::wrong_root, [](ExecutedPage& p) { p[3].ids[0].id.bytes[7] ^= std::byte{1}; }},
      {Code::wrong_root, [](ExecutedPage& p) { p[3].ids[0].index += 1; }},
      {Code::wrong_root, [](ExecutedPage& p) { p[3].ids.pop_back(); }},
      {Code::wrong_root, [](ExecutedPage& p) { p[3].ids.push_back(p[4].ids[0]); }},
      {Code::wrong_root, [](ExecutedPage& p) { std::swap(p[3].ids[0], p[3].ids[1]); }},
      {Code::wrong_root, [](ExecutedPage& p) { std::swap(p[3].ids, p[4].ids); }},
      {Code::wrong_root, [](ExecutedPage& p) { p.back().ids.clear(); }},
      {Code::malformed, [](ExecutedPage& p) { p.pop_back(); }},
      {Code::malformed, [](ExecutedPage& p) { p.clear(); }},
      {Code::malformed, [](ExecutedPage& p) { p.erase(p.begin()); }},
      {Code::malformed, [](ExecutedPage& p) { p.erase(p.begin() + 4); }},
      {Code::malformed, [](ExecutedPage& p) { std::swap(p[3], p[4]); }},
      {Code::malformed, [](ExecutedPage& p) { p.insert(p.begin() + 4, p[4]); }},
      {Code::malformed, [](ExecutedPage& p) { p.push_back({13, p[0].ids}); }},
      {Code::malformed, [](ExecutedPage& p) { p.push_back(p.back()); }},
  };
  for (std::size_t i = 0; i < lies.size(); ++i) {
    ExecutedPage bent = honest;
    lies[i].second(bent);
    const std::size_t writes = joining_->writes;
    const auto put = install->put_executed(bent);
    ASSERT_FALSE(put) << "lie " << i;
    EXPECT_EQ(put.error().code, lies[i].first) << "lie " << i;
    EXPECT_EQ(joining_->writes, writes) << "lie " << i;
    EXPECT_EQ(install->wanted(), 1u);
  }
  ASSERT_TRUE(install->put_executed(honest));
  EXPECT_EQ(install->wanted(), std::nullopt);
  EXPECT_EQ(install->put_executed(honest).error().code, Code::malformed) << "nothing is wanted any more";
  ASSERT_TRUE(install->finish({}).has_value());
  expect_all_refused(*reopen(joining_).value());
}

TEST_F(JoiningIds, PagesGoOnWhereACrashLeftThem) {
  constexpr std::size_t kThreeBlocks = 3 * BlockIds::size(2);
  for (std::size_t kept = 0; kept <= 6; ++kept) {
    joining_ = std::make_shared<Disk>();
    {
      auto install = whole_state();
      joining_->crash(SIZE_MAX);
      while (const auto from = install->wanted()) {
        const ExecutedPage page = snapshot_->executed(*from, kThreeBlocks).value();
        ASSERT_LE(page.size(), 3u);
        ASSERT_TRUE(install->put_executed(page, kThreeBlocks));
      }
    }
    ASSERT_EQ(joining_->unsynced.size(), 4u);
    joining_->crash(kept);
    auto install = open();
    ASSERT_TRUE(install->complete());
    const Height next[] = {1, 4, 8, 12};
    EXPECT_EQ(install->wanted(), kept < 4 ? std::optional(next[kept]) : std::nullopt);
    put_ids(*install, *snapshot_);
    ASSERT_TRUE(install->finish({}).has_value());
    expect_all_refused(*reopen(joining_).value());
  }
}

TEST_F(JoiningIds, ADiskThatLosesWhatIsWantedMakesNoLedger) {
  auto install = whole_state();
  install.reset();
  joining_->crash(SIZE_MAX);
  WriteBatch lost;
  lost.put(records(*joining_, 'w')[4].first, Bytes(3));
  ASSERT_TRUE(joining_->durable->write(lost, true));
  const auto opened =
      SnapshotInstall::open(std::make_unique<FaultyKeyValue>(joining_), world_.ledger().genesis());
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::storage_corrupt);
}

}  // namespace
}  // namespace credence
