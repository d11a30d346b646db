// SPDX-License-Identifier: Apache-2.0
// What lies under the state in memory, against the plain containers that say what it must do.
#include <gtest/gtest.h>

#include <map>
#include <random>

#include "ledger/execution/overlay.h"
#include "ledger/tree/memory_key_value.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

Bytes copy(BytesView view) { return {view.begin(), view.end()}; }

/// Short and long, many with a long prefix in common, some a prefix of another.
Bytes random_key(std::mt19937_64& random) {
  static const std::string kPrefixes[] = {"", "h", "hhhhhhhhhhhhhhhhhhhhhhhh",
                                          "s\xFF\xFF\xFF\xFF\xFF\xFF\xFF"};
  Bytes out = copy(bytes_of(kPrefixes[random() % 4]));
  for (std::uint64_t more = random() % 5; more > 0; --more)
    out.push_back(static_cast<std::byte>(random() % 7 * 40));
  return out;
}

TEST(MemoryKeyValue, IsAMap) {
  std::mt19937_64 random(5);
  MemoryKeyValue store;
  std::map<Bytes, Bytes> model;
  const auto check_all = [&] {
    auto wanted = model.begin();
    ASSERT_TRUE(store.scan({}, Bytes(40, std::byte{0xFF}), [&](BytesView key, BytesView value) {
      EXPECT_NE(wanted, model.end());
      EXPECT_EQ(copy(key), wanted->first);
      EXPECT_EQ(copy(value), wanted->second);
      ++wanted;
      return true;
    }));
    ASSERT_EQ(wanted, model.end());
  };
  std::vector<std::pair<std::shared_ptr<const KeyReader>, std::map<Bytes, Bytes>>> snapshots;
  for (int round = 0; round < 200; ++round) {
    if (round % 16 == 0) snapshots.emplace_back(store.snapshot().value(), model);
    if (snapshots.size() > 4) snapshots.erase(snapshots.begin());
    WriteBatch batch;
    for (int i = 0; i < 100; ++i) {
      Bytes key = random_key(random);
      if (random() % 2 == 0) key.push_back(static_cast<std::byte>(random()));
      if (random() % 5 < (round < 120 ? 1u : 4u)) {  // it grows, then it shrinks
        batch.erase(key);
        model.erase(key);
      } else {
        const Bytes value(random() % 4, static_cast<std::byte>(random()));
        batch.put(key, value);
        model.insert_or_assign(key, value);
      }
    }
    ASSERT_TRUE(store.write(batch, false));
    for (int i = 0; i < 50; ++i) {
      const Bytes key = random_key(random);
      const auto held = model.find(key);
      ASSERT_EQ(store.get(key).value(), held == model.end() ? std::nullopt : std::optional(held->second));
      Bytes from = random_key(random), to = random_key(random);
      if (to < from) std::swap(from, to);
      std::size_t seen = 0;
      ASSERT_TRUE(store.scan(from, to, [&](BytesView, BytesView) { return ++seen < 10; }));
      const auto inside =
          static_cast<std::size_t>(std::distance(model.lower_bound(from), model.lower_bound(to)));
      ASSERT_EQ(seen, std::min<std::size_t>(10, inside));
    }
    if (round % 20 == 0) check_all();
  }
  check_all();
  for (const auto& [snapshot, then] : snapshots) {
    std::map<Bytes, Bytes> held;
    ASSERT_TRUE(snapshot->scan({}, Bytes(40, std::byte{0xFF}), [&](BytesView key, BytesView value) {
      return held.emplace(copy(key), copy(value)).second;
    }));
    EXPECT_EQ(held, then) << "a snapshot stays as it was";
  }
  ASSERT_GT(model.size(), 300u) << "more than one leaf";
  EXPECT_GT(store.bytes(), 0u);
  WriteBatch all;
  for (const auto& [key, value] : model) all.erase(key);
  ASSERT_TRUE(store.write(all, false));
  EXPECT_EQ(store.bytes(), 0u) << "what is erased is not counted";
  EXPECT_EQ(store.get(model.begin()->first).value(), std::nullopt);
}

/// Answers from a map of encoded keys.
class MapState final : public StateSource {
 public:
  Result<std::optional<BytesView>> value(const Hash32& key_hash, BytesView key) const override {
    EXPECT_EQ(key_hash, state_key_hash(samples::kSuite, key));
    ++reads;
    const auto at = values.find(copy(key));
    return at == values.end() ? std::optional<BytesView>{} : std::optional<BytesView>(at->second);
  }
  std::map<Bytes, Bytes> values;
  mutable std::size_t reads = 0;
};

TEST(Overlay, IsTheStateWithWhatTransactionsChangedAndNothingOfThoseThatFailed) {
  std::mt19937_64 random(7);
  // the table of slots grows, and keys push each other out of the late ones
  constexpr std::uint64_t kKeys = 6'000;
  MapState state;
  std::map<std::uint64_t, Height> model;
  for (std::uint64_t i = 0; i < kKeys; i += 2) {
    state.values[encode(StateKey(ExecutedKey{i + 1}))] = encode(ExecutedValue{{}, 0, i});
    model[i] = i;
  }
  Overlay overlay(samples::kSuite, state);
  std::map<std::uint64_t, bool> touched;
  for (Height transaction = 1; transaction < 3'000; ++transaction) {
    overlay.begin();
    auto attempt = model;
    auto touches = touched;
    for (int i = 0; i < 6; ++i) {
      const std::uint64_t number = random() % kKeys;
      auto place = overlay.at(ExecutedKey{number + 1});
      ASSERT_EQ(place.present(), attempt.contains(number));
      if (place.present()) {
        ASSERT_EQ(place->last_expiry, attempt[number]);
      }
      const auto what = random() % 4;
      if (what == 0) continue;
      touches[number] = true;
      if (what == 1) {
        place.erase();
        attempt.erase(number);
      } else if (what == 2) {
        place.put({{}, 0, transaction});
        attempt[number] = transaction;
      } else {
        place.edit().last_expiry = transaction + 1;
        attempt[number] = transaction + 1;
      }
    }
    if (random() % 3 == 0) {
      overlay.rollback();
    } else {
      overlay.commit();
      model = std::move(attempt);
      touched = std::move(touches);
    }
  }
  EXPECT_LE(state.reads, kKeys) << "a value is read once a block";
  const auto changes = overlay.changes();
  ASSERT_EQ(changes.size(), touched.size());
  EXPECT_TRUE(std::ranges::is_sorted(changes, {}, &StateChange::key_hash));
  std::map<Bytes, std::optional<Bytes>> got;
  for (const StateChange& change : changes) {
    EXPECT_EQ(change.key_hash, state_key_hash(samples::kSuite, change.key));
    got[change.key] = change.value;
  }
  for (const auto& [number, unused] : touched) {
    const auto held = model.find(number);
    const auto wanted =
        held == model.end() ? std::nullopt : std::optional(encode(ExecutedValue{{}, 0, held->second}));
    ASSERT_EQ(got.at(encode(StateKey(ExecutedKey{number + 1}))), wanted);
  }
}

TEST(StateCache, GivesBackTheStateAndNothingOfBlocksThatFailed) {
  constexpr std::uint64_t kKeys = 400;
  std::map<std::size_t, std::size_t> reads;  // by the bytes that may be kept
  for (const std::size_t bytes_max : {std::size_t{0}, std::size_t{20'000}, std::size_t{1'000'000}}) {
    std::mt19937_64 random(11);
    MapState state;
    StateCache cache(bytes_max);
    std::map<std::uint64_t, Height> model;
    for (int block = 0; block < 300; ++block) {
      Overlay overlay(samples::kSuite, state, &cache);
      auto attempt = model;
      for (int transaction = 0; transaction < 10; ++transaction) {
        overlay.begin();
        auto inner = attempt;
        for (int i = 0; i < 4; ++i) {
          const std::uint64_t number = random() % kKeys;
          auto place = overlay.at(ExecutedKey{number + 1});
          ASSERT_EQ(place.present(), inner.contains(number));
          if (place.present()) {
            ASSERT_EQ(place->last_expiry, inner[number]);
          }
          const auto what = random() % 4;
          if (what == 1) {
            place.erase();
            inner.erase(number);
          } else if (what > 1) {
            inner[number] = place.edit().last_expiry = random() % 1'000 + 1;
          }
        }
        if (random() % 3 == 0) {
          overlay.rollback();
        } else {
          overlay.commit();
          attempt = std::move(inner);
        }
      }
      if (random() % 4 == 0) continue;  // the block fails
      for (const StateChange& change : overlay.changes()) {
        if (change.value)
          state.values[change.key] = *change.value;
        else
          state.values.erase(change.key);
      }
      cache.keep(overlay.take_slots());
      model = std::move(attempt);
      ASSERT_LE(cache.bytes(), bytes_max + 2 * 40 * 1'000) << "more than what one block touches";
    }
    reads[bytes_max] = state.reads;
  }
  EXPECT_LT(reads[1'000'000], reads[20'000]);
  EXPECT_LT(reads[20'000], reads[0]);
}

}  // namespace
}  // namespace credence
