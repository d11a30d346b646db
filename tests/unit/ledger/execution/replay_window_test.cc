// SPDX-License-Identifier: Apache-2.0
// The ids of executed transactions in memory (ledger/execution/replay_window.h): found as in a plain map,
// gone with their block, never more than the bound; and what the executor makes of a crowded window.
#include "ledger/execution/replay_window.h"

#include <gtest/gtest.h>

#include <random>

#include "ledger/execution/executor.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

ExecutedIds some_ids(Height height, std::uint32_t count) {
  ExecutedIds out;
  for (std::uint32_t i = 0; i < count; ++i)
    out.push_back({tagged_hash(samples::kSuite, Tag::transaction, {encode(height), encode(i)}), 2 * i});
  return out;
}

TEST(ReplayWindow, FindsWhatAPlainMapFindsAndForgetsBlocksThatPassed) {
  std::minstd_rand random(3);
  ReplayWindow window;
  std::map<TxId, TransactionPlace> model;
  std::map<Height, std::pair<Height, ExecutedIds>> blocks;  // with their last expiry
  for (Height height = 1; height < 3'000; ++height) {
    const auto passed = window.passed(height);
    EXPECT_TRUE(std::ranges::is_sorted(passed));
    for (const ReplayWindow::Block& block : passed) {
      const auto gone = blocks.extract(block.height).mapped();
      ASSERT_EQ(gone.first, block.last_expiry);
      ASSERT_LT(gone.first, height);
      for (const ExecutedId& one : gone.second) model.erase(one.id);
      window.drop(block, gone.second);
    }
    for (const auto& [at, block] : blocks) ASSERT_GE(block.first, height) << "it should have gone: " << at;
    if (random() % 4 == 0) continue;  // a block without ids
    const ExecutedIds ids = some_ids(height, static_cast<std::uint32_t>(1 + random() % 20));
    const Height last = height + random() % 200;
    for (const ExecutedId& one : ids) {
      ASSERT_EQ(window.find(one.id), std::nullopt);
      model[one.id] = {height, one.index};
    }
    window.add({last, height}, ids);
    blocks[height] = {last, ids};
    ASSERT_EQ(window.ids(), model.size());
    ASSERT_EQ(window.blocks(), blocks.size());
    for (const auto& [id, place] : model)
      if (random() % 8 == 0) {
        ASSERT_EQ(window.find(id), place);
      }
  }
}

TEST(ReplayWindow, ManyThatExpireAtOnceDrainFasterThanABlockCanAdd) {
  ReplayWindow window;
  std::map<Height, ExecutedIds> blocks;
  constexpr std::uint32_t kEach = limits::kBlockTransactionsMax / 2 + 1;
  for (Height height = 1; height <= 40; ++height) {
    blocks[height] = some_ids(height, kEach);
    window.add({100, height}, blocks[height]);
  }
  EXPECT_TRUE(window.passed(100).empty()) << "at its expiry height a transaction may still be executed";
  for (Height height = 101; window.ids() > 0; ++height) {
    const std::size_t before = window.ids();
    for (const ReplayWindow::Block& block : window.passed(height)) window.drop(block, blocks[block.height]);
    ASSERT_LE(before - window.ids(), kExpiredIdsDroppedMax);
    if (window.ids() > 0) {
      ASSERT_GE(before - window.ids(), 2 * limits::kBlockTransactionsMax);
    }
  }
}

TEST(ReplayWindow, ACrowdedOneTakesOnlyWhatExpiresSoon) {
  ReplayWindow window(3);
  EXPECT_EQ(window.expiry_most(7), 7 + limits::kExpiryWindowHeights);
  const ExecutedIds two = some_ids(1, 2), one = some_ids(2, 1);
  window.add({5, 1}, two);
  EXPECT_EQ(window.expiry_most(7), 7 + limits::kExpiryWindowHeights);
  window.add({5, 2}, one);
  EXPECT_EQ(window.expiry_most(7), 7 + kExpiryCrowdedHeights);
  window.drop({5, 1}, two);
  EXPECT_EQ(window.expiry_most(7), 7 + limits::kExpiryWindowHeights);
}

TEST(ReplayWindow, ItsHashSaysWhichIdsWhereAndInWhichOrder) {
  const ExecutedIds ids = some_ids(4, 3);
  const ExecutedValue value{root_of(samples::kSuite, ids), 3, 9};
  EXPECT_TRUE(value.names(samples::kSuite, ids));
  ExecutedIds other = ids;
  std::swap(other[0], other[1]);
  EXPECT_FALSE(value.names(samples::kSuite, other));
  other = ids;
  other[1].index += 1;
  EXPECT_FALSE(value.names(samples::kSuite, other));
  other = ids;
  other.pop_back();
  EXPECT_FALSE(value.names(samples::kSuite, other));
  other = ids;
  other[2].id.bytes[31] ^= std::byte{1};
  EXPECT_FALSE(value.names(samples::kSuite, other));
}

/// The state after the genesis, and after blocks, in a map.
class MapState final : public StateSource {
 public:
  Result<std::optional<BytesView>> value(const Hash32& key_hash, BytesView) const override {
    const auto at = values_.find(key_hash);
    return at == values_.end() ? std::optional<BytesView>() : std::optional<BytesView>(at->second);
  }
  void take(const Execution& execution) {
    for (const StateChange& change : execution.changes) {
      if (change.value)
        values_[change.key_hash] = *change.value;
      else
        values_.erase(change.key_hash);
    }
  }

 private:
  std::map<Hash32, Bytes> values_;
};

TEST(ReplayWindow, TheExecutorRefusesALateExpiryWhileItIsCrowded) {
  world::World w;
  MapState state;
  const auto genesis = execute_genesis(world::genesis()).value();
  state.take(genesis);
  ReplayWindow window(2);
  BlockHeader head = genesis.header;
  const auto run = [&](std::vector<Height> expiries) {
    Batch batch;
    for (const Height expiry : expiries)
      batch.transactions.emplace_back(
          w.transaction(world::kAdmin, RegisterDepartment{"x", "", "", DepartmentKind::tax}, expiry));
    const auto read = read_batch(w.chain(), Proposal{head.time_ms + 1, encode(batch)}).value();
    const Execution out = execute_block(w.chain(), head, {}, *read, state, window).value();
    state.take(out);
    head = out.header;
    if (!out.executed.empty()) window.add({out.last_expiry, head.height}, out.executed);
    std::vector<Code> codes;
    for (const Bytes& receipt : out.receipts)
      codes.push_back(static_cast<Code>(decode<Receipt>(receipt).value().code));
    return codes;
  };
  const auto late = [](Code code) { return code == Code::expiry_too_far; };
  EXPECT_EQ(std::ranges::count_if(run({90'000, 90'000, 90'000}), late), 0) << "as the block found it";
  EXPECT_EQ(window.ids(), 3u);
  const auto codes = run({90'000, 2 + kExpiryCrowdedHeights, 3 + kExpiryCrowdedHeights});
  EXPECT_TRUE(late(codes[0]));
  EXPECT_FALSE(late(codes[1]));
  EXPECT_TRUE(late(codes[2]));
  EXPECT_EQ(window.ids(), 4u) << "a refused one may come again with another expiry";
}

}  // namespace
}  // namespace credence
