// SPDX-License-Identifier: Apache-2.0
#include "node/base/write_behind.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "node/base/loop.h"

namespace credence::node {
namespace {

class FailedScanner final : public KeyScanner {
 public:
  explicit FailedScanner(Error error) : error_(std::move(error)) {}
  Result<void> scan(BytesView, BytesView, const std::function<bool(BytesView, BytesView)>&) override {
    return std::unexpected(error_);
  }

 private:
  const Error error_;
};

class WriteBehind final : public KeyValue {
 public:
  explicit WriteBehind(std::unique_ptr<KeyValue> store)
      : store_(std::move(store)), thread_([this] {
          name_thread("store");
          run();
        }) {}
  ~WriteBehind() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();  // what is under way is written
  }
  WriteBehind(const WriteBehind&) = delete;
  WriteBehind& operator=(const WriteBehind&) = delete;

  Result<std::optional<Bytes>> get(BytesView key) const override {
    {
      const std::lock_guard lock(mutex_);
      if (failed_) return std::unexpected(*failed_);
      if (const auto found = under_way_ ? find(key) : std::nullopt) return *found;
    }
    return store_->get(key);
  }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    if (auto good = settle(); !good) return good;
    return store_->scan(from, to, visit);
  }
  std::unique_ptr<KeyScanner> scanner() const override {
    if (auto good = settle(); !good) return std::make_unique<FailedScanner>(good.error());
    return store_->scanner();
  }
  Result<std::shared_ptr<const KeyReader>> snapshot() const override {
    if (auto good = settle(); !good) return std::unexpected(good.error());
    return store_->snapshot();
  }
  Result<void> write(const WriteBatch& batch, bool sync) override {
    if (auto good = settle(); !good) return good;
    return store_->write(batch, sync);
  }

  Result<void> hand_over(WriteBatch& batch) override {
    if (auto good = settle(); !good) return good;
    {
      const std::lock_guard lock(mutex_);
      std::swap(batch, batch_);
      under_way_ = true;
    }
    changed_.notify_all();
    return {};
  }
  Result<void> settle() const override {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !under_way_; });
    if (failed_) return std::unexpected(*failed_);
    return {};
  }

 private:
  /// What the batch under way says of a key. It is walked, for such a read is rare, and short beside the write.
  std::optional<std::optional<Bytes>> find(BytesView key) const {
    for (std::size_t number = batch_.size(); number-- > 0;) {
      const auto [held, value] = batch_[number];
      if (!std::ranges::equal(held, key)) continue;
      std::optional<Bytes> out;
      if (value) out.emplace(value->begin(), value->end());
      return out;
    }
    return std::nullopt;
  }

  void run() {
    std::unique_lock lock(mutex_);
    for (;;) {
      changed_.wait(lock, [this] { return under_way_ || stopping_; });
      if (!under_way_) return;
      lock.unlock();
      const auto written = store_->write(batch_, true);
      lock.lock();
      if (!written) failed_ = written.error();
      batch_.clear();
      under_way_ = false;
      changed_.notify_all();
    }
  }

  const std::unique_ptr<KeyValue> store_;
  WriteBatch batch_;  // whose memory serves one block after the other
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  bool under_way_ = false, stopping_ = false;  // under the mutex, as is what follows
  std::optional<Error> failed_;
  std::thread thread_;  // after what it uses
};

}  // namespace

std::unique_ptr<KeyValue> write_behind(std::unique_ptr<KeyValue> store) {
  return std::make_unique<WriteBehind>(std::move(store));
}

}  // namespace credence::node
