// SPDX-License-Identifier: Apache-2.0
// Properties of the state tree and of histories over many random cases, against definitions written down
// naively. Each test prints how many cases it ran; a seed that fails is in the message and runs alone with
// CREDENCE_SEED=N.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <random>

#include "ledger/proof/history_reading.h"
#include "ledger/tree/history.h"
#include "ledger/tree/state_tree.h"
#include "tests/support/ledger_world.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

using Random = std::mt19937_64;

Bytes bytes(const std::string& text) { return {bytes_of(text).begin(), bytes_of(text).end()}; }

/// Runs `one(seed, random)` for each seed, or for that of CREDENCE_SEED alone.
template <class One>
void for_seeds(unsigned count, One one) {
  unsigned first = 1;
  unsigned last = count;
  if (const char* wanted = std::getenv("CREDENCE_SEED"))
    first = last = static_cast<unsigned>(std::stoul(wanted));
  for (unsigned seed = first; seed <= last && !::testing::Test::HasFatalFailure(); ++seed) {
    SCOPED_TRACE("CREDENCE_SEED=" + std::to_string(seed));
    Random random(seed);
    one(random);
  }
}

// ---- the state tree ---------------------------------------------------------------------------------------

using Map = std::map<Hash32, std::string>;  // key hash -> value

/// The definition: an empty subtree is zero, one leaf stands for itself, otherwise a node over both halves.
Hash32 naive_root(std::vector<std::pair<Hash32, std::string>> entries, unsigned depth = 0) {
  if (entries.empty()) return {};
  if (entries.size() == 1)
    return tagged_hash(samples::kSuite, Tag::state_leaf,
                       {entries[0].first.view(),
                        tagged_hash(samples::kSuite, Tag::state_value, bytes_of(entries[0].second)).view()});
  std::vector<std::pair<Hash32, std::string>> sides[2];
  for (auto& entry : entries) sides[state_bit(entry.first, depth) ? 1 : 0].push_back(std::move(entry));
  return tagged_hash(
      samples::kSuite, Tag::state_node,
      {naive_root(std::move(sides[0]), depth + 1).view(), naive_root(std::move(sides[1]), depth + 1).view()});
}
Hash32 naive_root(const Map& map) {
  return naive_root(std::vector<std::pair<Hash32, std::string>>(map.begin(), map.end()));
}

/// Key hashes as an adversary would choose them if he could: neighbours that differ in the last bits, long
/// shared prefixes, all zeros, all ones; and even ones.
class Keys {
 public:
  explicit Keys(Random& random) : random_(random), kind_(random() % 4) {
    for (auto& byte : base_.bytes) byte = static_cast<std::byte>(random());
  }
  Hash32 next() {
    Hash32 out;
    for (auto& byte : out.bytes) byte = static_cast<std::byte>(random_());
    const auto share = [&](std::size_t bits) {
      for (std::size_t i = 0; i < bits / 8; ++i) out.bytes[i] = base_.bytes[i];
    };
    switch (kind_) {
      case 0:
        break;  // even
      case 1:
        share(random_() % 33 * 8);
        break;   // any shared prefix, up to the whole hash
      case 2: {  // neighbours
        out = base_;
        out.bytes[31] = static_cast<std::byte>(random_());
        if (random_() % 8 == 0) out.bytes[random_() % 32] ^= static_cast<std::byte>(1u << (random_() % 8));
        break;
      }
      default: {  // a few edges
        out.bytes.fill(random_() % 2 == 0 ? std::byte{0} : std::byte{0xFF});
        out.bytes[random_() % 2 == 0 ? 0 : 31] ^= static_cast<std::byte>(random_());
      }
    }
    return out;
  }

 private:
  Random& random_;
  const std::uint64_t kind_;
  Hash32 base_;
};

StateChange change(const Hash32& hash, std::optional<std::string> value) {
  return {hash, bytes(hash.hex()), value ? std::optional(bytes(*value)) : std::nullopt};
}

struct Tree {
  std::unique_ptr<KeyValue> store = make_memory_key_value();
  StateTree tree{samples::kSuite, *store};
  Tree() { EXPECT_TRUE(tree.load()); }

  void apply(const std::map<Hash32, std::optional<std::string>>& changes) {
    std::vector<StateChange> list;
    for (const auto& [hash, value] : changes) list.push_back(change(hash, value));
    WriteBatch batch;
    const auto done = tree.update(list, batch);
    ASSERT_TRUE(done) << done.error().text_en();
    ASSERT_TRUE(store->write(batch, false));
  }
  std::map<Bytes, Bytes> records() const {
    std::map<Bytes, Bytes> out;
    EXPECT_TRUE(store->scan({}, bytes("~"), [&](BytesView key, BytesView value) {
      out.emplace(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
      return true;
    }));
    return out;
  }
};

TEST(StateProperty, TheRootOfAnyMapIsThatOfTheDefinitionHoweverItWasReached) {
  std::size_t cases = 0;
  std::size_t proofs = 0;
  for_seeds(400, [&](Random& random) {
    Keys keys(random);
    Map map;
    Tree stepwise;
    for (std::size_t block = 0, blocks = 1 + random() % 8; block < blocks; ++block) {
      std::map<Hash32, std::optional<std::string>> changes;
      for (std::size_t i = 0, n = random() % 60; i < n; ++i) {
        Hash32 hash = keys.next();
        if (!map.empty() && random() % 2 == 0)
          hash = std::next(map.begin(), static_cast<std::ptrdiff_t>(random() % map.size()))->first;
        changes[hash] = random() % 3 == 0 ? std::nullopt : std::optional(std::to_string(random() % 4));
      }
      for (const auto& [hash, value] : changes) {
        if (value)
          map[hash] = *value;
        else
          map.erase(hash);
      }
      stepwise.apply(changes);
      ASSERT_EQ(stepwise.tree.root(), naive_root(map));
      ASSERT_EQ(stepwise.tree.count(), map.size());
      ++cases;
    }
    Tree at_once;
    std::map<Hash32, std::optional<std::string>> all(map.begin(), map.end());
    at_once.apply(all);
    ASSERT_EQ(at_once.records(), stepwise.records()) << "the store is a function of the content alone";
    for (int i = 0; i < 20; ++i, ++proofs) {
      Hash32 hash = keys.next();
      if (!map.empty() && i % 2 == 0)
        hash = std::next(map.begin(), static_cast<std::ptrdiff_t>(random() % map.size()))->first;
      const StatePath path = make_state_path(samples::kSuite, *stepwise.store, hash).value();
      const auto held = map.find(hash);
      const Hash32 root = stepwise.tree.root();
      ASSERT_EQ(state_path_disproves(samples::kSuite, root, hash, path), held == map.end());
      const std::string value = held == map.end() ? "0" : held->second;
      ASSERT_EQ(state_path_proves(samples::kSuite, root,
                                  {hash, state_value_hash(samples::kSuite, bytes_of(value))}, path),
                held != map.end());
      ASSERT_FALSE(state_path_proves(samples::kSuite, root,
                                     {hash, state_value_hash(samples::kSuite, bytes_of(value + "x"))}, path));
    }
  });
  std::printf("%zu maps, %zu proofs\n", cases, proofs);
  EXPECT_GT(cases, 0u);
}

TEST(StateProperty, UndoingAllChangesGivesTheRootAndTheRecordsBack) {
  std::size_t cases = 0;
  for_seeds(150, [&](Random& random) {
    Keys keys(random);
    Tree tree;
    std::map<Hash32, std::optional<std::string>> first;
    for (std::size_t i = 0, n = random() % 100; i < n; ++i) first[keys.next()] = std::to_string(random());
    tree.apply(first);
    const Hash32 root = tree.tree.root();
    const auto records = tree.records();
    std::map<Hash32, std::optional<std::string>> there, back;
    for (std::size_t i = 0, n = 1 + random() % 100; i < n; ++i) {
      Hash32 hash = keys.next();
      if (!first.empty() && random() % 2 == 0)
        hash = std::next(first.begin(), static_cast<std::ptrdiff_t>(random() % first.size()))->first;
      there[hash] = random() % 2 == 0 ? std::nullopt : std::optional<std::string>("other");
      const auto held = first.find(hash);
      back[hash] = held == first.end() ? std::nullopt : held->second;
    }
    tree.apply(there);
    tree.apply(back);
    ASSERT_EQ(tree.tree.root(), root);
    ASSERT_EQ(tree.records(), records);
    ++cases;
  });
  std::printf("%zu maps\n", cases);
}

TEST(StateProperty, NoBitOfAPathCanBeFlippedAndNoPathServesAnotherKey) {
  std::size_t cases = 0;
  for_seeds(12, [&](Random& random) {
    Keys keys(random);
    Tree tree;
    std::map<Hash32, std::optional<std::string>> all;
    for (std::size_t i = 0, n = 2 + random() % 60; i < n; ++i) all[keys.next()] = std::to_string(i);
    tree.apply(all);
    const Hash32 root = tree.tree.root();
    const auto& [hash, value] = *std::next(all.begin(), static_cast<std::ptrdiff_t>(random() % all.size()));
    const StateLeaf leaf{hash, state_value_hash(samples::kSuite, bytes_of(*value))};
    const StatePath path = make_state_path(samples::kSuite, *tree.store, hash).value();
    ASSERT_TRUE(state_path_proves(samples::kSuite, root, leaf, path));
    for (std::size_t i = 0; i < path.siblings.size(); ++i)
      for (std::size_t bit = 0; bit < 256; bit += 1 + random() % 40, ++cases) {
        StatePath wrong = path;
        wrong.siblings[i].bytes[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
        ASSERT_FALSE(state_path_proves(samples::kSuite, root, leaf, wrong));
        ASSERT_FALSE(state_path_disproves(samples::kSuite, root, hash, wrong));
      }
    for (const auto& [other, other_value] : all) {
      if (other == hash) continue;
      ASSERT_FALSE(state_path_proves(samples::kSuite, root,
                                     {other, state_value_hash(samples::kSuite, bytes_of(*other_value))},
                                     path) &&
                   state_path_disproves(samples::kSuite, root, other, path));
      ASSERT_FALSE(state_path_disproves(samples::kSuite, root, other, path))
          << "a path cannot disprove a key that is there";
      ++cases;
    }
  });
  std::printf("%zu changed or borrowed paths\n", cases);
  EXPECT_GT(cases, 0u);
}

TEST(StateProperty, PathsGrowWithTheLogarithmOfTheState) {
  Random random(3);
  Tree tree;
  std::size_t held = 0;
  for (const std::size_t count : {std::size_t{16}, std::size_t{256}, std::size_t{4096}, std::size_t{65536}}) {
    std::map<Hash32, std::optional<std::string>> changes;
    for (; held < count; ++held)
      changes[state_key_hash(samples::kSuite, bytes(std::to_string(held)))] = "value";
    tree.apply(changes);
    std::size_t siblings = 0;
    for (int i = 0; i < 200; ++i)
      siblings += make_state_path(samples::kSuite, *tree.store,
                                  state_key_hash(samples::kSuite, bytes(std::to_string(random() % count))))
                      .value()
                      .siblings.size();
    const auto mean = static_cast<double>(siblings) / 200;
    std::printf("%zu keys: %.1f siblings\n", count, mean);
    EXPECT_LT(mean, std::log2(static_cast<double>(count)) + 2.5);
  }
}

// ---- histories --------------------------------------------------------------------------------------------

Hash32 leaf(std::uint64_t number) { return history_leaf(samples::kSuite, bytes_of(std::to_string(number))); }
/// The root of the perfect tree over [from, from + 2^level), by the definition.
Hash32 perfect(std::uint64_t from, unsigned level) {
  if (level == 0) return leaf(from);
  return tagged_hash(
      samples::kSuite, Tag::history_node,
      {perfect(from, level - 1).view(), perfect(from + (std::uint64_t{1} << (level - 1)), level - 1).view()});
}
HistoryValue naive_head(std::uint64_t count) {
  HistoryValue out;
  out.count = count;
  std::uint64_t from = 0;
  for (unsigned level = 63; level-- > 0;) {
    if ((count >> level & 1) == 0) continue;
    out.peaks.push_back(perfect(from, level));
    from += std::uint64_t{1} << level;
  }
  return out;
}
std::vector<Hash32> path_of(std::uint64_t count, std::uint64_t from, std::uint64_t to) {
  std::vector<Hash32> out;
  for (const auto& node : history_siblings(count, from, to))
    out.push_back(perfect(node.index << node.level, node.level));
  return out;
}
std::vector<Hash32> leaves_of(std::uint64_t from, std::uint64_t to) {
  std::vector<Hash32> out;
  for (std::uint64_t i = from; i < to; ++i) out.push_back(leaf(i));
  return out;
}

TEST(HistoryProperty, RandomPagesOfRandomHistoriesAreProvedAndNothingElseIs) {
  std::size_t pages = 0;
  std::size_t forged = 0;
  for_seeds(150, [&](Random& random) {
    const std::uint64_t count = 1 + random() % (random() % 4 == 0 ? 2000 : 70);
    const HistoryValue head = naive_head(count);
    HistoryValue appended;
    for (std::uint64_t i = 0; i < count; ++i) history_append(samples::kSuite, appended, leaf(i));
    ASSERT_EQ(appended.count, head.count);
    ASSERT_EQ(appended.peaks, head.peaks);
    for (int i = 0; i < 10; ++i, ++pages) {
      const std::uint64_t from = random() % count;
      const std::uint64_t to = from + 1 + random() % std::min<std::uint64_t>(count - from, 60);
      const auto leaves = leaves_of(from, to);
      const auto path = path_of(count, from, to);
      ASSERT_TRUE(history_page_proves(samples::kSuite, head, from, leaves, path));
      ASSERT_LE(path.size(), 2 * 64u);
      // One thing wrong at a time: an entry, a sibling, the place, the length, the order, the head.
      auto wrong_leaves = leaves;
      wrong_leaves[random() % leaves.size()].bytes[random() % 32] ^=
          static_cast<std::byte>(1u << (random() % 8));
      ASSERT_FALSE(history_page_proves(samples::kSuite, head, from, wrong_leaves, path));
      if (leaves.size() > 1) {
        auto swapped = leaves;
        std::swap(swapped.front(), swapped.back());
        ASSERT_FALSE(history_page_proves(samples::kSuite, head, from, swapped, path));
        auto left_out = leaves;  // not the last: without it, it is a true and shorter page
        left_out.erase(left_out.begin() + static_cast<std::ptrdiff_t>(random() % (leaves.size() - 1)));
        ASSERT_FALSE(history_page_proves(samples::kSuite, head, from, left_out, path));
      }
      if (!path.empty()) {
        auto wrong_path = path;
        wrong_path[random() % path.size()].bytes[random() % 32] ^=
            static_cast<std::byte>(1u << (random() % 8));
        ASSERT_FALSE(history_page_proves(samples::kSuite, head, from, leaves, wrong_path));
      }
      ASSERT_FALSE(history_page_proves(samples::kSuite, head, from + 1, leaves, path));
      forged += 2 + (leaves.size() > 1 ? 2 : 0) + (path.empty() ? 0 : 1);
    }
  });
  std::printf("%zu pages, %zu forged ones\n", pages, forged);
  EXPECT_GT(pages, 0u);
}

/// The ledger's own pages, read from either end with any page size: the same entries, each page proved by
/// itself.
TEST(HistoryProperty, AHistoryReadsTheSameFromBothEndsUnderProof) {
  world::World w;
  w.register_enterprises(1);
  w.create_programme();
  const HistoryKey subject{ProgrammeKey{"puhui-2022"}};
  std::size_t cases = 0;
  Random random(17);
  std::uint64_t total = 1;
  for (std::uint32_t line = 1; line <= 45; ++line) {
    ASSERT_EQ(w.run(world::kAward,
                    world::World::awards(
                        {world::World::award(line, 1, 10, Name("项目" + std::to_string(line)))}, 100)),
              Code::ok)
        << w.detail;
    total = verify(w.anchor(), w.ledger().prove_history(subject, 0, 0).value(), subject).value().total;
    if (line % 9 != 0) continue;
    for (int repeat = 0; repeat < 6; ++repeat, ++cases) {
      const std::uint64_t size = 1 + random() % 20;
      std::vector<Bytes> forwards, backwards;
      HistoryReading reading(subject, HistoryOrder::oldest_first);
      while (!reading.complete()) {
        const auto entries =
            reading.add(w.anchor(), w.ledger().prove_history(subject, reading.read(), size).value());
        ASSERT_TRUE(entries);
        for (const auto& entry : *entries) forwards.push_back(encode(entry));
      }
      for (std::uint64_t end = total;
           end > 0;) {  // the newest first: each page is proved alone, and they leave no gap
        const std::uint64_t from = end - std::min(end, size);
        const auto page =
            verify(w.anchor(), w.ledger().prove_history(subject, from, end - from).value(), subject);
        ASSERT_TRUE(page);
        ASSERT_EQ(page->total, total);
        ASSERT_EQ(page->from + page->entries.size(), end);
        for (auto entry = page->entries.rbegin(); entry != page->entries.rend(); ++entry)
          backwards.push_back(encode(*entry));
        end = from;
      }
      std::ranges::reverse(backwards);
      ASSERT_EQ(forwards.size(), total);
      ASSERT_EQ(forwards, backwards);
    }
  }
  std::printf("%zu readings of up to %llu entries\n", cases, static_cast<unsigned long long>(total));
}

// ---- what a start costs -----------------------------------------------------------------------------------

/// Counts what is read.
class CountingStore final : public KeyValue {
 public:
  CountingStore(std::shared_ptr<KeyValue> inner, std::size_t& reads)
      : inner_(std::move(inner)), reads_(reads) {}
  Result<std::optional<Bytes>> get(BytesView key) const override {
    ++reads_;
    return inner_->get(key);
  }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    ++reads_;
    return inner_->scan(from, to, [&](BytesView key, BytesView value) {
      ++reads_;
      return visit(key, value);
    });
  }
  Result<std::shared_ptr<const KeyReader>> snapshot() const override { return inner_->snapshot(); }
  Result<void> write(const WriteBatch& batch, bool sync) override { return inner_->write(batch, sync); }

 private:
  std::shared_ptr<KeyValue> inner_;
  std::size_t& reads_;
};

TEST(StateProperty, OpeningALedgerReadsTheIdsOfItsWindowAndNothingElseOfItsBlocks) {
  for (const auto& [window, a_block] : {std::pair{5U, 0U}, {90'000U, 3U}}) {
    std::size_t reads = 0;
    const auto inner = std::shared_ptr<KeyValue>(make_memory_key_value());
    std::vector<std::size_t> opened;
    for (const unsigned blocks : {10u, 100u, 400u}) {
      {
        world::World w(std::make_unique<CountingStore>(inner, reads));
        for (unsigned i = 0; i < blocks; ++i)
          (void)w.apply(
              {w.transaction(world::kNobody, world::World::programme(), w.ledger().height() + window)});
      }
      reads = 0;
      ASSERT_TRUE(Ledger::open(std::make_unique<CountingStore>(inner, reads), world::genesis()));
      std::printf("%zu records read to open after %u more blocks\n", reads, blocks);
      opened.push_back(reads);
    }
    EXPECT_LT(opened.back(), opened.front() + 60 + a_block * 500)
        << "a few more levels of the tree; of a block what may still be replayed";
  }
}

}  // namespace
}  // namespace credence
