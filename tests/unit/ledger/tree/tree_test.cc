// SPDX-License-Identifier: Apache-2.0
// The state tree against a naive one: the root and every path are functions of the content alone.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "ledger/tree/state_tree.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

using Content = std::map<Hash32, std::pair<Bytes, Bytes>>;  // key hash -> key, value

/// The definition, written down as it stands: nothing stored, nothing shared with the tree.
Hash32 naive_root(std::vector<std::pair<Hash32, Hash32>> leaves, unsigned depth = 0) {
  if (leaves.empty()) return {};
  if (leaves.size() == 1)
    return tagged_hash(samples::kSuite, Tag::state_leaf, {leaves[0].first.view(), leaves[0].second.view()});
  std::vector<std::pair<Hash32, Hash32>> sides[2];
  for (const auto& leaf : leaves)
    sides[(std::to_integer<unsigned>(leaf.first.bytes[depth / 8]) >> (7 - depth % 8)) & 1].push_back(leaf);
  return tagged_hash(samples::kSuite, Tag::state_node,
                     {naive_root(sides[0], depth + 1).view(), naive_root(sides[1], depth + 1).view()});
}
Hash32 naive_root(const Content& content) {
  std::vector<std::pair<Hash32, Hash32>> leaves;
  for (const auto& [hash, entry] : content)
    leaves.emplace_back(hash, tagged_hash(samples::kSuite, Tag::state_value, entry.second));
  return naive_root(leaves);
}

Bytes bytes(const std::string& text) { return {bytes_of(text).begin(), bytes_of(text).end()}; }

struct Fixture {
  explicit Fixture(StateTree::Cache cache = {}) : tree(samples::kSuite, *store, cache) {
    EXPECT_TRUE(tree.load());
  }

  std::unique_ptr<KeyValue> store = make_memory_key_value();
  StateTree tree;
  Content content;

  void apply(std::vector<StateChange> changes) {
    std::ranges::sort(changes, {}, &StateChange::key_hash);
    WriteBatch batch;
    auto good = tree.update(changes, batch);
    ASSERT_TRUE(good) << good.error().text_en();
    ASSERT_TRUE(store->write(batch, false));
    for (const auto& change : changes) {
      if (change.value)
        content.insert_or_assign(change.key_hash, std::pair(change.key, *change.value));
      else
        content.erase(change.key_hash);
    }
  }
  void check_root() {
    EXPECT_EQ(tree.root(), naive_root(content));
    EXPECT_EQ(tree.count(), content.size());
    EXPECT_EQ(recompute_state_root(samples::kSuite, *store, false).value(),
              (StateSubtree{tree.root(), content.size()}));
  }
  void check_value(const Hash32& key_hash) {
    const auto value = tree.read(key_hash, bytes("key of " + key_hash.hex()));
    ASSERT_TRUE(value) << value.error().text_en();
    const auto held = content.find(key_hash);
    const auto got = *value ? std::optional(Bytes((*value)->begin(), (*value)->end())) : std::nullopt;
    EXPECT_EQ(got, held == content.end() ? std::nullopt : std::optional(held->second.second));
  }
  void check_path(const Hash32& key_hash) { check_path(*store, tree.root(), content, key_hash); }
  static void check_path(const KeyReader& reader, const Hash32& root, const Content& wanted,
                         const Hash32& key_hash) {
    const auto path = make_state_path(samples::kSuite, reader, key_hash);
    ASSERT_TRUE(path) << path.error().text_en();
    const auto held = wanted.find(key_hash);
    if (held == wanted.end()) {
      EXPECT_TRUE(state_path_disproves(samples::kSuite, root, key_hash, *path));
    } else {
      EXPECT_TRUE(state_path_proves(
          samples::kSuite, root, {key_hash, state_value_hash(samples::kSuite, held->second.second)}, *path));
      EXPECT_FALSE(state_path_disproves(samples::kSuite, root, key_hash, *path));
    }
  }
};

StateChange put(const Hash32& hash, const std::string& value) {
  return {hash, bytes("key of " + hash.hex()), bytes(value)};
}
StateChange erase(const Hash32& hash) { return {hash, bytes("key of " + hash.hex()), std::nullopt}; }

/// Hashes under a few long shared prefixes, as no honest key hash has them: the worst shape for the tree.
Hash32 clustered_hash(std::mt19937_64& random) {
  Hash32 out;
  const unsigned shared = static_cast<unsigned>(random() % 4) * 80;  // 0, 80, 160, 240 bits of zero
  for (std::size_t i = shared / 8; i < 32; ++i) out.bytes[i] = static_cast<std::byte>(random());
  return out;
}
Hash32 uniform_hash(std::mt19937_64& random) {
  Hash32 out;
  for (auto& byte : out.bytes) byte = static_cast<std::byte>(random());
  return out;
}

TEST(StateTree, AnEmptyTreeHasTheZeroRootAndASingleLeafIsTheRoot) {
  Fixture f;
  EXPECT_TRUE(f.tree.root().is_zero());
  f.check_path({});
  std::mt19937_64 random(1);
  const Hash32 hash = uniform_hash(random);
  f.apply({put(hash, "value")});
  EXPECT_EQ(f.tree.root(),
            state_leaf_hash(samples::kSuite, {hash, state_value_hash(samples::kSuite, bytes("value"))}));
  f.check_root();
  f.check_path(hash);
  f.check_path(uniform_hash(random));
  f.apply({erase(hash)});
  EXPECT_TRUE(f.tree.root().is_zero());
  EXPECT_FALSE(f.store->get(bytes("n" + std::string(1, '\0'))).value())
      << "an empty state leaves no record behind";
}

class RandomTree : public testing::TestWithParam<std::tuple<int, bool>> {};

TEST_P(RandomTree, RootAndPathsAreThoseOfTheDefinitionAfterEveryBlock) {
  const auto [seed, clustered] = GetParam();
  std::mt19937_64 random(static_cast<unsigned>(seed));
  Fixture f(seed % 2 == 0 ? StateTree::Cache{.depth = 8, .bucket_bytes_max = 10'000} : StateTree::Cache{});
  std::vector<Hash32> known;
  for (int block = 0; block < 30; ++block) {
    std::map<Hash32, StateChange> changes;
    const bool shrinking = block % 10 > 6;
    const std::size_t count = random() % 120;
    for (std::size_t i = 0; i < count; ++i) {
      Hash32 hash = clustered ? clustered_hash(random) : uniform_hash(random);
      if (!known.empty() && random() % 3 != 0) hash = known[random() % known.size()];
      known.push_back(hash);
      const bool drop = random() % 10 < (shrinking ? 9 : 2);
      changes.insert_or_assign(hash, drop ? erase(hash) : put(hash, "value " + std::to_string(random() % 5)));
    }
    std::vector<StateChange> list;
    for (auto& [hash, change] : changes) list.push_back(change);
    f.apply(list);
    f.check_root();
    for (int i = 0; i < 20 && !known.empty(); ++i) f.check_path(known[random() % known.size()]);
    for (int i = 0; i < 20 && !known.empty(); ++i) f.check_value(known[random() % known.size()]);
    for (int i = 0; i < 20; ++i) f.check_path(clustered ? clustered_hash(random) : uniform_hash(random));
  }
  // Down to nothing: every record of an inner node goes too.
  std::vector<StateChange> all;
  for (const auto& [hash, entry] : f.content) all.push_back(erase(hash));
  f.apply(all);
  f.check_root();
  std::size_t records = 0;
  ASSERT_TRUE(f.store->scan({}, bytes("zz"), [&](BytesView, BytesView) { return ++records > 0; }));
  EXPECT_EQ(records, 0u);
}
INSTANTIATE_TEST_SUITE_P(Seeds, RandomTree, testing::Combine(testing::Range(1, 9), testing::Bool()));

TEST(StateTree, TheRootDoesNotDependOnTheOrderOfWritesNorOnWhatIsCachedNorOnRestarts) {
  std::mt19937_64 random(5);
  std::vector<StateChange> all;
  for (int i = 0; i < 700; ++i) all.push_back(put(uniform_hash(random), std::to_string(i)));
  Fixture whole;
  whole.apply(all);
  Fixture piecewise({.depth = 4, .bucket_bytes_max = 0});
  std::ranges::shuffle(all, random);
  for (std::size_t i = 0; i < all.size(); i += 50) {
    piecewise.apply(
        {all.begin() + static_cast<std::ptrdiff_t>(i), all.begin() + static_cast<std::ptrdiff_t>(i + 50)});
    ASSERT_TRUE(piecewise.tree.discard());
  }
  EXPECT_EQ(whole.tree.root(), piecewise.tree.root());
  std::map<Bytes, Bytes> records[2];
  for (int side = 0; side < 2; ++side)
    ASSERT_TRUE(
        (side == 0 ? whole : piecewise).store->scan({}, bytes("zz"), [&](BytesView key, BytesView value) {
          records[side].emplace(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
          return true;
        }));
  EXPECT_EQ(records[0], records[1]) << "which records exist is a function of the content alone";
}

TEST(StateTree, ASmallSubtreeHasNoRecordsOfNodesBelowIt) {
  std::mt19937_64 random(7);
  Fixture f;
  const auto nodes = [&f] {
    std::size_t count = 0;
    EXPECT_TRUE(f.store->scan(bytes("n"), bytes("o"), [&](BytesView, BytesView) { return ++count > 0; }));
    return count;
  };
  std::vector<StateChange> all;
  for (std::size_t i = 0; i < StateTree::kScanMax; ++i) all.push_back(put(uniform_hash(random), "value"));
  f.apply(all);
  EXPECT_EQ(nodes(), 1u) << "its own record, which is the root's";
  const Hash32 one_more = uniform_hash(random);
  std::set<std::byte> below{one_more.bytes[0] >> 4};
  for (const StateChange& change : all) below.insert(change.key_hash.bytes[0] >> 4);
  for (int turn = 0; turn < 2; ++turn) {
    f.apply({put(one_more, "value")});
    EXPECT_EQ(nodes(), 1 + below.size());
    ASSERT_TRUE(f.tree.discard());
    f.check_value(one_more);
    f.check_path(all[0].key_hash);
    f.apply({erase(one_more)});
    EXPECT_EQ(nodes(), 1u);
    ASSERT_TRUE(f.tree.discard());
    f.check_value(all[1].key_hash);
    f.check_path(one_more);
    f.check_root();
  }
}

TEST(StateTree, AnotherValueOrKeyOrPathIsNotProved) {
  std::mt19937_64 random(9);
  Fixture f;
  std::vector<StateChange> all;
  for (int i = 0; i < 100; ++i) all.push_back(put(uniform_hash(random), std::to_string(i)));
  f.apply(all);
  const StateLeaf leaf{all[3].key_hash, state_value_hash(samples::kSuite, *all[3].value)};
  const StatePath path = make_state_path(samples::kSuite, *f.store, leaf.key_hash).value();
  ASSERT_TRUE(state_path_proves(samples::kSuite, f.tree.root(), leaf, path));
  EXPECT_FALSE(state_path_proves(samples::kSuite, f.tree.root(),
                                 {leaf.key_hash, state_value_hash(samples::kSuite, bytes("other"))}, path));
  EXPECT_FALSE(state_path_proves(samples::kSuite, f.tree.root(), {all[4].key_hash, leaf.value_hash}, path));
  EXPECT_FALSE(state_path_disproves(samples::kSuite, f.tree.root(), leaf.key_hash, path))
      << "a present key is not absent";
  StatePath with_other = path;
  with_other.other_leaf = leaf;
  EXPECT_FALSE(state_path_proves(samples::kSuite, f.tree.root(), leaf, with_other));
  EXPECT_FALSE(state_path_disproves(samples::kSuite, f.tree.root(), leaf.key_hash, with_other))
      << "the other leaf is the key itself";
  StatePath longer = path;
  longer.siblings.insert(longer.siblings.begin(), Hash32{});
  EXPECT_FALSE(state_path_proves(samples::kSuite, f.tree.root(), leaf, longer));
  StatePath shorter = path;
  shorter.siblings.erase(shorter.siblings.begin());
  EXPECT_FALSE(state_path_proves(samples::kSuite, f.tree.root(), leaf, shorter));
  StatePath endless = path;
  endless.siblings.resize(limits::kStatePathMax + 1);
  EXPECT_FALSE(state_path_proves(samples::kSuite, f.tree.root(), leaf, endless));
  EXPECT_FALSE(state_path_disproves(samples::kSuite, f.tree.root(), leaf.key_hash, endless));
}

TEST(StateTree, ADamagedRecordIsNoticedAndNeverHashedIntoANewRoot) {
  std::mt19937_64 random(11);
  Fixture f;
  std::vector<StateChange> all;
  for (int i = 0; i < 300; ++i) all.push_back(put(uniform_hash(random), std::to_string(i)));
  f.apply(all);
  std::vector<std::pair<Bytes, Bytes>> records;
  ASSERT_TRUE(f.store->scan({}, bytes("zz"), [&](BytesView key, BytesView value) {
    records.emplace_back(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
    return true;
  }));
  const Hash32 root = f.tree.root();
  std::size_t tried = 0;
  for (const auto& [key, value] : records) {
    // the root itself: the header says what it must be
    if (key == bytes("n" + std::string(1, '\0'))) continue;
    Bytes wrong = value;
    wrong[random() % 32] ^= std::byte{0x10};
    WriteBatch damage;
    damage.put(key, wrong);
    ASSERT_TRUE(f.store->write(damage, false));
    ASSERT_TRUE(f.tree.discard());
    std::vector<StateChange> touch;  // every bucket
    for (const auto& change : all) touch.push_back(put(change.key_hash, "new"));
    std::ranges::sort(touch, {}, &StateChange::key_hash);
    WriteBatch batch;
    const auto updated = f.tree.update(touch, batch);
    ASSERT_FALSE(updated) << "a flipped bit under " << to_hex(key);
    EXPECT_EQ(updated.error().code, Code::storage_corrupt);
    if (key[0] == std::byte{'s'}) {
      const auto checked = recompute_state_root(samples::kSuite, *f.store, false);
      EXPECT_TRUE(!checked || checked->hash != root);
    }
    WriteBatch repair;
    repair.put(key, value);
    ASSERT_TRUE(f.store->write(repair, false));
    ++tried;
  }
  EXPECT_GT(tried, 300u);
}

TEST(StateTree, ANodeOfAnotherLengthOrUnderALongerKeyIsCorrupt) {
  std::mt19937_64 random(12);
  Fixture f;
  std::vector<StateChange> all;
  for (int i = 0; i < 300; ++i) all.push_back(put(uniform_hash(random), std::to_string(i)));
  f.apply(all);
  std::ranges::sort(all, {}, &StateChange::key_hash);
  std::vector<std::pair<Bytes, Bytes>> nodes;
  ASSERT_TRUE(f.store->scan(bytes("n"), bytes("o"), [&](BytesView key, BytesView value) {
    nodes.emplace_back(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
    return true;
  }));
  ASSERT_GT(nodes.size(), 16U);
  const auto code_of_update = [&] {
    EXPECT_TRUE(f.tree.discard());
    WriteBatch batch;
    const auto updated = f.tree.update(all, batch);
    return updated ? Code::ok : updated.error().code;
  };
  const auto write = [&](const Bytes& key, const std::optional<Bytes>& value) {
    WriteBatch batch;
    if (value)
      batch.put(key, *value);
    else
      batch.erase(key);
    ASSERT_TRUE(f.store->write(batch, false));
  };
  const auto with = [](Bytes value) {
    value.push_back(std::byte{0});
    return value;
  };
  ASSERT_EQ(code_of_update(), Code::ok);
  for (const auto& [key, value] : nodes) {
    for (const Bytes& wrong : {with(value), Bytes(value.begin(), value.end() - 1), Bytes{}}) {
      write(key, wrong);
      if (key == bytes("n" + std::string(1, '\0'))) {
        EXPECT_EQ(read_state_root(*f.store).error().code, Code::storage_corrupt);
      } else {
        EXPECT_EQ(code_of_update(), Code::storage_corrupt) << to_hex(key) << ", " << wrong.size() << " bytes";
      }
    }
    write(key, value);
    if (key.size() < 3) continue;
    // The same node once more, below itself: what it says is true, but no node has this key.
    write(with(key), value);
    if (key.back() == std::byte{0}) {
      EXPECT_EQ(code_of_update(), Code::storage_corrupt) << to_hex(key);
    }
    write(with(key), std::nullopt);
  }
}

TEST(StateTree, AValueThatDoesNotFitItsHashIsCorruptAndNeverReturned) {
  Fixture f;
  const Bytes key = bytes("key");
  const Hash32 hash = state_key_hash(samples::kSuite, key);
  f.apply({{hash, key, bytes("value")}});
  EXPECT_EQ(read_state(samples::kSuite, *f.store, hash, key).value(), bytes("value"));
  EXPECT_EQ(
      read_state(samples::kSuite, *f.store, state_key_hash(samples::kSuite, bytes("none")), bytes("none"))
          .value(),
      std::nullopt);
  Bytes store_key{std::byte{'s'}};
  store_key.insert(store_key.end(), hash.bytes.begin(), hash.bytes.end());
  const Bytes record = f.store->get(store_key).value().value();
  for (std::size_t bit = 0; bit < record.size() * 8; ++bit) {
    Bytes wrong = record;
    wrong[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
    WriteBatch damage;
    damage.put(store_key, wrong);
    ASSERT_TRUE(f.store->write(damage, false));
    const auto value = read_state(samples::kSuite, *f.store, hash, key);
    ASSERT_FALSE(value) << "bit " << bit;
    EXPECT_EQ(value.error().code, Code::storage_corrupt);
    ASSERT_TRUE(f.tree.discard());
    const auto through_tree = f.tree.read(hash, key);
    ASSERT_FALSE(through_tree) << "bit " << bit;
    EXPECT_EQ(through_tree.error().code, Code::storage_corrupt);
  }
}

// architecture.md: what a block reads is what the state root commits to.
TEST(StateTree, ASoundRecordThatIsNotTheOneInTheTreeIsCorrupt) {
  Fixture f;
  const Bytes key = bytes("key");
  const Hash32 hash = state_key_hash(samples::kSuite, key);
  f.apply({{hash, key, bytes("old")}});
  Bytes store_key{std::byte{'s'}};
  store_key.insert(store_key.end(), hash.bytes.begin(), hash.bytes.end());
  const Bytes old = f.store->get(store_key).value().value();
  f.apply({{hash, key, bytes("new")}});
  const Bytes present = f.store->get(store_key).value().value();
  const auto put_record = [&](const Bytes& record) {
    WriteBatch batch;
    batch.put(store_key, record);
    ASSERT_TRUE(f.store->write(batch, false));
  };
  for (const bool bucket_in_memory : {false, true}) {
    put_record(present);
    ASSERT_TRUE(f.tree.discard());
    if (bucket_in_memory) {
      ASSERT_FALSE(f.tree.read(state_key_hash(samples::kSuite, bytes("absent")), bytes("absent")).value());
    }
    put_record(old);
    ASSERT_EQ(read_state(samples::kSuite, *f.store, hash, key).value(), bytes("old")) << "sound by itself";
    const auto value = f.tree.read(hash, key);
    ASSERT_FALSE(value) << "in memory: " << bucket_in_memory;
    EXPECT_EQ(value.error().code, Code::storage_corrupt);
  }
}

TEST(StateTree, WhatWasWrittenIsNotReadBack) {
  std::mt19937_64 random(13);
  Fixture f;
  std::vector<StateChange> all;
  for (int i = 0; i < 300; ++i) all.push_back(put(uniform_hash(random), std::to_string(i)));
  f.apply(all);
  WriteBatch lost;  // nothing of it can come from the store any more
  for (const auto& change : all) {
    Bytes key{std::byte{'s'}};
    key.insert(key.end(), change.key_hash.bytes.begin(), change.key_hash.bytes.end());
    lost.erase(key);
  }
  ASSERT_TRUE(f.store->write(lost, false));
  for (const auto& change : all) f.check_value(change.key_hash);
}

TEST(Snapshot, ShowsTheStateAsItWasBeforeTheLastBlocks) {
  std::mt19937_64 random(21);
  Fixture f;
  struct Before {
    std::shared_ptr<const KeyReader> store;
    Hash32 root;
    Content content;
  };
  std::vector<Before> blocks;
  std::vector<Hash32> known;
  for (int block = 0; block < 8; ++block) {
    std::map<Hash32, StateChange> changes;
    for (int i = 0; i < 60; ++i) {
      const Hash32 hash =
          !known.empty() && random() % 2 ? known[random() % known.size()] : uniform_hash(random);
      known.push_back(hash);
      changes.insert_or_assign(hash,
                               random() % 3 == 0 ? erase(hash) : put(hash, std::to_string(random() % 1000)));
    }
    blocks.push_back({f.store->snapshot().value(), f.tree.root(), f.content});
    std::vector<StateChange> list;
    for (auto& [hash, change] : changes) list.push_back(change);
    f.apply(list);
  }
  for (const Before& before : blocks) {
    EXPECT_EQ(read_state_root(*before.store).value().hash, before.root);
    EXPECT_EQ(recompute_state_root(samples::kSuite, *before.store, false).value().hash, before.root);
    for (const Hash32& hash : known) {
      Fixture::check_path(*before.store, before.root, before.content, hash);
      const auto held = before.content.find(hash);
      const auto value =
          read_state(samples::kSuite, *before.store, hash, bytes("key of " + hash.hex())).value();
      ASSERT_EQ(value.has_value(), held != before.content.end());
      EXPECT_TRUE(!value || *value == held->second.second);
    }
  }
}

}  // namespace
}  // namespace credence
