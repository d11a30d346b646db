// SPDX-License-Identifier: Apache-2.0
// Chunks of the state (ledger/proof/state_chunk.h): they cover it whole at every depth, and no change of one
// passes.
#include "ledger/proof/state_chunk.h"
#include "ledger/store/state_snapshot.h"
#include "tests/support/ledger_world.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

using world::World;

class StateChunks : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.register_enterprises(300);
    snapshot_ = world_.ledger().snapshot().value();
    root_ = snapshot_->header().state_root;
  }
  StateChunk chunk(const StatePlace& place) { return snapshot_->chunk(place).value().value(); }

  World world_;
  std::shared_ptr<const StateSnapshot> snapshot_;
  Hash32 root_;
};

TEST_F(StateChunks, CoverTheStateOnceAtEveryDepth) {
  std::vector<StateEntry> whole;
  for (const unsigned depth : {0u, 4u, 8u, 12u}) {
    std::vector<StateEntry> all;
    std::size_t empty = 0, lone = 0;
    for (std::uint64_t i = 0; i >> depth == 0; ++i) {
      const StatePlace place = StatePlace::nth(i, depth);
      const StateChunk one = chunk(place);
      const auto checked = verify_chunk(samples::kSuite, root_, place, one);
      ASSERT_TRUE(checked.has_value()) << depth << " " << i << " " << checked.error().text_en();
      empty += one.entries.empty() ? 1u : 0u;
      lone += one.entries.size() == 1 ? 1u : 0u;
      all.insert(all.end(), one.entries.begin(), one.entries.end());
    }
    EXPECT_EQ(all.size(), snapshot_->entries());
    if (depth == 0) whole = all;
    EXPECT_EQ(all, whole) << depth;
    if (depth == 12) {
      EXPECT_GT(empty, 0u) << "the rules for none and for one entry were used";
      EXPECT_GT(lone, 0u);
    }
  }
}

TEST_F(StateChunks, TheSixteenPartsAreThePlace) {
  const StatePlace place = StatePlace::nth(7, 4);
  std::size_t count = 0;
  for (const StatePlace& part : place.split()) {
    ASSERT_TRUE(verify_chunk(samples::kSuite, root_, part, chunk(part)).has_value());
    count += chunk(part).entries.size();
  }
  EXPECT_EQ(count, chunk(place).entries.size());
}

TEST_F(StateChunks, NoChangeOfAChunkIsTaken) {
  const StateChunk other = chunk(StatePlace::nth(3, 4));
  using Lie = std::function<void(StateChunk&)>;
  const std::vector<std::pair<const char*, Lie>> lies = {
      {"the first left out", [](StateChunk& c) { c.entries.erase(c.entries.begin()); }},
      {"one in the middle left out",
       [](StateChunk& c) {
         c.entries.erase(c.entries.begin() + static_cast<std::ptrdiff_t>(c.entries.size() / 2));
       }},
      {"the last left out", [](StateChunk& c) { c.entries.pop_back(); }},
      {"all left out", [](StateChunk& c) { c.entries.clear(); }},
      {"all but one left out", [](StateChunk& c) { c.entries.resize(1); }},
      {"one of another place", [&](StateChunk& c) { c.entries.push_back(other.entries.front()); }},
      {"one twice", [](StateChunk& c) { c.entries.push_back(c.entries.back()); }},
      {"order", [](StateChunk& c) { std::swap(c.entries.front(), c.entries.back()); }},
      {"a key", [](StateChunk& c) { c.entries.front().key.back() ^= std::byte{1}; }},
      {"a value", [](StateChunk& c) { c.entries.back().value.back() ^= std::byte{1}; }},
      {"a longer value", [](StateChunk& c) { c.entries.back().value.push_back(std::byte{0}); }},
      {"no value", [](StateChunk& c) { c.entries.front().value.clear(); }},
      {"values changed places",
       [](StateChunk& c) { std::swap(c.entries.front().value, c.entries.back().value); }},
      {"the lowest sibling", [](StateChunk& c) { c.path.siblings.front().bytes[0] ^= std::byte{1}; }},
      {"the highest sibling", [](StateChunk& c) { c.path.siblings.back().bytes[31] ^= std::byte{1}; }},
      {"a sibling less", [](StateChunk& c) { c.path.siblings.erase(c.path.siblings.begin()); }},
      {"a sibling more", [](StateChunk& c) { c.path.siblings.insert(c.path.siblings.begin(), Hash32{}); }},
      {"no path", [](StateChunk& c) { c.path.siblings.clear(); }},
      {"another leaf", [](StateChunk& c) { c.path.other_leaf = StateLeaf{}; }},
      {"nothing but another leaf",
       [](StateChunk& c) {
         const auto& e = c.entries.front();
         c.path.other_leaf =
             StateLeaf{state_key_hash(samples::kSuite, e.key), state_value_hash(samples::kSuite, e.value)};
         c.entries.clear();
       }},
  };
  std::size_t tried = 0;
  for (std::uint64_t index = 0; index < 16; ++index) {
    const StatePlace place = StatePlace::nth(index, 4);
    const StateChunk honest = chunk(place);
    if (honest.entries.size() < 3 || place == StatePlace::nth(3, 4)) continue;
    for (const auto& [name, lie] : lies) {
      StateChunk bent = honest;
      lie(bent);
      ++tried;
      EXPECT_FALSE(verify_chunk(samples::kSuite, root_, place, bent).has_value()) << name << " at " << index;
    }
    EXPECT_FALSE(
        verify_chunk(samples::kSuite, root_, StatePlace::nth((index + 1) % 16, 4), honest).has_value())
        << "another place";
    EXPECT_FALSE(verify_chunk(samples::kSuite, root_, StatePlace::nth(index << 4, 8), honest).has_value())
        << "a deeper place";
    EXPECT_FALSE(
        verify_chunk(samples::kSuite, header_hash(world_.chain(), snapshot_->header()), place, honest)
            .has_value())
        << "another root";
  }
  EXPECT_GT(tried, 100u);
}

TEST_F(StateChunks, AloneOrEmptyPlacesCannotHideEntries) {
  for (std::uint64_t index = 0; index < 4096; ++index) {
    const StatePlace place = StatePlace::nth(index, 12);
    const StateChunk honest = chunk(place);
    if (honest.entries.size() > 1) continue;
    // The place above it that has more entries must not be passed off as this one.
    const StatePlace above = StatePlace::nth(index >> 8, 4);
    ASSERT_FALSE(verify_chunk(samples::kSuite, root_, above, honest).has_value() &&
                 chunk(above).entries != honest.entries)
        << index;
    if (honest.entries.empty()) continue;
    StateChunk none = honest;
    none.entries.clear();
    EXPECT_FALSE(verify_chunk(samples::kSuite, root_, place, none).has_value());
    none.path.other_leaf = StateLeaf{state_key_hash(samples::kSuite, honest.entries[0].key),
                                     state_value_hash(samples::kSuite, honest.entries[0].value)};
    EXPECT_FALSE(verify_chunk(samples::kSuite, root_, place, none).has_value())
        << "its own leaf as that of another";
  }
}

TEST_F(StateChunks, OneThatIsTooLongIsNotMade) {
  const StatePlace place = StatePlace::nth(5, 4);
  std::size_t bytes = 0;
  for (const StateEntry& entry : chunk(place).entries) bytes += entry.key.size() + entry.value.size() + 8;
  EXPECT_TRUE(snapshot_->chunk(place, bytes).value().has_value());
  EXPECT_FALSE(snapshot_->chunk(place, bytes - 1).value().has_value());
}

TEST_F(StateChunks, ASnapshotStaysAsItWasWhileTheChainGoesOn) {
  const StateChunk before = chunk(StatePlace::nth(5, 4));
  world_.register_enterprises(500, 1000);
  ASSERT_NE(world_.ledger().head().state_root, root_);
  EXPECT_EQ(chunk(StatePlace::nth(5, 4)), before);
  EXPECT_TRUE(verify_chunk(samples::kSuite, root_, StatePlace::nth(5, 4), before).has_value());
}

TEST(StatePlaces, OnlyWellFormedOnesAreTaken) {
  EXPECT_TRUE(StatePlace::nth(0xAB, 8).well_formed());
  EXPECT_EQ(StatePlace::nth(0xABC, 12).bits.bytes[1], std::byte{0xC0});
  StatePlace odd = StatePlace::nth(1, 4);
  odd.depth = 5;
  EXPECT_FALSE(odd.well_formed());
  StatePlace deep{{}, limits::kChunkDepthMax + 4};
  EXPECT_FALSE(deep.well_formed());
  StatePlace dirty = StatePlace::nth(1, 4);
  dirty.bits.bytes[0] |= std::byte{1};
  EXPECT_FALSE(dirty.well_formed());
}

}  // namespace
}  // namespace credence
