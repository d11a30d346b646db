// SPDX-License-Identifier: Apache-2.0
// Scrub and repair (ledger/store/scrub.h): whatever byte is bent, it is found and named; a new ledger is made
// from what is good.
#include "ledger/store/scrub.h"

#include "tests/support/governed_genesis.h"
#include "tests/support/kept_store.h"

namespace credence {
namespace {

using world::World;

class Scrub : public ::testing::Test {
 protected:
  void SetUp() override {
    World world(std::make_unique<KeptStore>(store_));
    for (unsigned i = 0; i < 8; ++i) world.register_enterprises(30, 1 + 30 * i);
    ASSERT_TRUE(world.ledger().write_records({{"boot", Bytes{std::byte{1}}}}).has_value());
    head_ = world.ledger().head_hash();
  }
  ScrubReport report() { return LedgerScrub(std::make_unique<KeptStore>(store_), world::genesis()).run(); }
  std::vector<std::pair<Bytes, Bytes>> records(char family) {
    std::vector<std::pair<Bytes, Bytes>> out;
    EXPECT_TRUE(store_->scan(Bytes{static_cast<std::byte>(family)}, Bytes{static_cast<std::byte>(family + 1)},
                             [&](BytesView key, BytesView value) {
                               out.emplace_back(Bytes(key.begin(), key.end()),
                                                Bytes(value.begin(), value.end()));
                               return true;
                             }));
    return out;
  }
  void put(const Bytes& key, const std::optional<Bytes>& value) {
    WriteBatch batch;
    if (value)
      batch.put(key, *value);
    else
      batch.erase(key);
    ASSERT_TRUE(store_->write(batch, true).has_value());
  }

  std::shared_ptr<KeyValue> store_ = make_memory_key_value();
  Hash32 head_;
};

TEST_F(Scrub, ASoundStoreIsReadWholeAndNothingIsNamed) {
  const ScrubReport found = report();
  EXPECT_TRUE(found.clean()) << (found.clean() ? "" : found.damage[0].detail);
  EXPECT_EQ(found.height, 8u);
  EXPECT_EQ(found.blocks, 9u);
  EXPECT_EQ(found.certificates, 8u);
  EXPECT_EQ(found.transactions, 8u);
  EXPECT_GT(found.state_entries, 480u);
  EXPECT_GE(found.history_entries, 240u);
}

TEST_F(Scrub, AnyBentByteOfABlockStateOrHistoryIsFound) {
  // 'n' holds what follows from the entries; of 'i', 'x', 'h' and 'm' a bent byte is another place: missing
  // records below.
  for (const char family : std::string("btces")) {
    for (const auto& [key, value] : records(family)) {
      for (std::size_t at = 0; at < value.size(); at += 1 + value.size() / 7) {
        Bytes bent = value;
        bent[at] ^= std::byte{1};
        put(key, bent);
        const ScrubReport found = report();
        EXPECT_FALSE(found.clean()) << family << " " << to_hex(key) << ", byte " << at;
        if (family == 'b' || family == 't') {
          EXPECT_NE(found.damage[0].detail.find("block"), std::string::npos) << found.damage[0].detail;
        }
      }
      put(key, value);
      if (family == 's' || family == 'e')
        break;  // each is read alike: one is enough, for it reads the whole store
    }
  }
  EXPECT_TRUE(report().clean());
}

TEST_F(Scrub, AMissingRecordIsFound) {
  for (const char family : std::string("btceshixgv")) {
    const auto all = records(family);
    if (all.empty()) continue;
    const std::size_t middle = all.size() / 2;
    if (family == 'c' && middle + 1 != all.size())
      continue;  // below the last one a certificate may be on its way
    put(all[middle].first, std::nullopt);
    if (family != 'g') {
      EXPECT_FALSE(report().clean()) << family << " " << to_hex(all[middle].first);
    }
    put(all[middle].first, all[middle].second);
  }
  EXPECT_TRUE(report().clean());
}

TEST_F(Scrub, ABlockAtAnotherPlaceIsFound) {  // a misdirected write
  const auto blocks = records('b');
  put(blocks[4].first, blocks[5].second);
  const ScrubReport found = report();
  ASSERT_FALSE(found.clean());
  EXPECT_NE(found.damage[0].detail.find("block 4"), std::string::npos) << found.damage[0].detail;
}

TEST_F(Scrub, ANewLedgerIsMadeFromTheGoodBlocks) {
  // Only what follows from the blocks is damaged: the new one is whole.
  const auto entries = records('s');
  put(entries[7].first, std::nullopt);
  ASSERT_FALSE(report().clean());
  EXPECT_FALSE(Ledger::open(std::make_unique<KeptStore>(store_), world::genesis()).has_value() &&
               report().clean());
  LedgerScrub scrub(std::make_unique<KeptStore>(store_), world::genesis());
  auto fresh = Ledger::open(make_memory_key_value(), world::genesis()).value();
  const auto reached = scrub.rebuild(*fresh);
  ASSERT_TRUE(reached.has_value()) << reached.error().text_en();
  EXPECT_EQ(*reached, 8u);
  EXPECT_EQ(fresh->head_hash(), head_);
  EXPECT_TRUE(fresh->check_state().has_value());
  EXPECT_EQ(scrub.records().value().size(), 1u);
}

TEST_F(Scrub, ItIsMadeUpToTheFirstDamagedBlockAndTheRestComesFromPeers) {
  const auto transactions = records('t');
  Bytes bent = transactions[4].second;  // of block 5
  bent.back() ^= std::byte{1};
  put(transactions[4].first, bent);
  LedgerScrub scrub(std::make_unique<KeptStore>(store_), world::genesis());
  auto fresh = Ledger::open(make_memory_key_value(), world::genesis()).value();
  EXPECT_EQ(scrub.rebuild(*fresh).value(), 4u);
  EXPECT_EQ(fresh->certified_height(), 4u);
}

TEST_F(Scrub, AStoreOfAnotherChainOrNoneIsSaidToBeSo) {
  Genesis other = world::genesis();
  other.time_ms += 1;
  EXPECT_FALSE(LedgerScrub(std::make_unique<KeptStore>(store_), other).run().clean());
  EXPECT_FALSE(LedgerScrub(make_memory_key_value(), world::genesis()).run().clean());
}

}  // namespace
}  // namespace credence
