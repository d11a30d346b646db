// SPDX-License-Identifier: Apache-2.0
// A store that writes on a thread of its own (node/base/write_behind.h): what is read while a batch is under
// way, the order of what is written, and that a failure is the end of everything after it.
#include "node/base/write_behind.h"

#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

namespace credence::node {
namespace {

/// A store in memory whose writes wait until they are let through, or refused.
struct Gate {
  std::shared_ptr<KeyValue> memory = make_memory_key_value();
  std::mutex mutex;
  std::condition_variable changed;
  unsigned asked = 0, open = 0;  // writes
  bool failing = false;
  std::vector<std::size_t> written;  // the sizes of the batches
  void let_through(unsigned writes) {
    const std::lock_guard lock(mutex);
    open += writes;
    changed.notify_all();
  }
  void wait_for(unsigned writes) {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return asked >= writes; });
  }
};

class GatedStore final : public KeyValue {
 public:
  explicit GatedStore(Gate& gate) : gate_(gate) {}
  Result<std::optional<Bytes>> get(BytesView key) const override { return gate_.memory->get(key); }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    return gate_.memory->scan(from, to, visit);
  }
  Result<std::shared_ptr<const KeyReader>> snapshot() const override { return gate_.memory->snapshot(); }
  Result<void> write(const WriteBatch& batch, bool sync) override {
    std::unique_lock lock(gate_.mutex);
    const unsigned number = ++gate_.asked;
    gate_.changed.notify_all();
    gate_.changed.wait(lock, [&] { return gate_.open >= number; });
    if (gate_.failing) return fail(Code::storage_full, "planted");
    gate_.written.push_back(batch.size());
    return gate_.memory->write(batch, sync);
  }

 private:
  Gate& gate_;
};

class WriteBehindTest : public ::testing::Test {
 protected:
  static std::string text(const Result<std::optional<Bytes>>& value) {
    if (!value) return "error " + std::string(info(value.error().code).name);
    return *value ? std::string(text_of(**value)) : "nothing";
  }
  std::string get(std::string_view key) { return text(store_->get(bytes_of(key))); }
  static std::size_t count(const KeyReader& store) {
    std::size_t out = 0;
    EXPECT_TRUE(store.scan(bytes_of("a"), bytes_of("z"), [&](BytesView, BytesView) { return ++out > 0; }));
    return out;
  }
  Result<void> hand_over(std::string_view key, std::string_view value, std::string_view erased = {}) {
    WriteBatch batch;
    batch.put(bytes_of(key), bytes_of("not the last"));
    batch.put(bytes_of(key), bytes_of(value));
    if (!erased.empty()) batch.erase(bytes_of(erased));
    return store_->hand_over(batch);
  }

  Gate gate_;
  std::unique_ptr<KeyValue> store_ = write_behind(std::make_unique<GatedStore>(gate_));
};

TEST_F(WriteBehindTest, AKeyIsReadFromTheBatchUnderWayAndAScanWaitsForIt) {
  gate_.let_through(1);
  ASSERT_TRUE(hand_over("k1", "one"));
  ASSERT_TRUE(store_->settle());
  const auto before = store_->snapshot().value();
  ASSERT_TRUE(hand_over("k2", "two", "k1"));
  gate_.wait_for(2);
  EXPECT_EQ(get("k2"), "two");
  EXPECT_EQ(get("k1"), "nothing");
  EXPECT_EQ(get("k3"), "nothing");
  EXPECT_EQ(text(before->get(bytes_of("k1"))), "one");
  EXPECT_EQ(count(*before), 1u);
  EXPECT_EQ(text(gate_.memory->get(bytes_of("k2"))), "nothing") << "it is under way";
  std::string scanned;
  std::thread reader([&] {
    (void)store_->scan(bytes_of("a"), bytes_of("z"), [&](BytesView key, BytesView) {
      scanned += text_of(key);
      return true;
    });
  });
  gate_.let_through(1);
  reader.join();
  EXPECT_EQ(scanned, "k2");
  EXPECT_EQ(text(store_->snapshot().value()->get(bytes_of("k2"))), "two");
  EXPECT_EQ(text(before->get(bytes_of("k1"))), "one");
}

TEST_F(WriteBehindTest, OneBatchAtMostIsUnderWayAndAllAreWrittenInTheirOrder) {
  std::thread writer([&] {
    for (const char* value : {"1", "2", "3"}) EXPECT_TRUE(hand_over("k", value));
    WriteBatch last;
    last.put(bytes_of("k"), bytes_of("4"));
    EXPECT_TRUE(store_->write(last, true)) << "after all that was handed over";
  });
  for (unsigned number = 1; number <= 4; ++number) {
    gate_.wait_for(number);
    {
      const std::lock_guard lock(gate_.mutex);
      EXPECT_EQ(gate_.written.size(), number - 1);
    }
    gate_.let_through(1);
  }
  writer.join();
  EXPECT_EQ(get("k"), "4");
  EXPECT_EQ(gate_.written, (std::vector<std::size_t>{2, 2, 2, 1}));
}

TEST_F(WriteBehindTest, AfterAFailedWriteNothingIsReadOrWrittenAnyMore) {
  gate_.failing = true;
  ASSERT_TRUE(hand_over("k", "value"));
  gate_.let_through(9);
  EXPECT_EQ(store_->settle().error().code, Code::storage_full);
  EXPECT_EQ(get("k"), "error storage_full");
  const auto none = [](BytesView, BytesView) { return true; };
  EXPECT_FALSE(store_->scan(bytes_of("a"), bytes_of("z"), none));
  EXPECT_FALSE(store_->scanner()->scan(bytes_of("a"), bytes_of("z"), none));
  EXPECT_FALSE(store_->snapshot());
  EXPECT_FALSE(store_->write({}, true));
  EXPECT_FALSE(hand_over("k", "again"));
  EXPECT_EQ(gate_.asked, 1u);
}

TEST_F(WriteBehindTest, WhatIsUnderWayIsWrittenBeforeTheStoreIsClosed) {
  gate_.let_through(1);
  ASSERT_TRUE(hand_over("k", "value"));
  store_.reset();
  EXPECT_EQ(text(gate_.memory->get(bytes_of("k"))), "value");
}

}  // namespace
}  // namespace credence::node
