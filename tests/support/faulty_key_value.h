// SPDX-License-Identifier: Apache-2.0
// A key-value store that fails and loses writes as a bad disk does: for tests of what a crash leaves.
#pragma once

#include "ledger/tree/key_value.h"

namespace credence {

/// What is on the disk; outlives the process that wrote it.
struct Disk {
  std::shared_ptr<KeyValue> durable = make_memory_key_value();
  std::vector<WriteBatch> unsynced;       // written, not yet durable: a crash loses a suffix of them
  std::optional<std::size_t> fail_after;  // so many writes still succeed
  std::size_t writes = 0;

  /// The process dies: the first `kept` of the unsynced writes had reached the disk all the same.
  void crash(std::size_t kept) {
    for (std::size_t i = 0; i < std::min(kept, unsynced.size()); ++i) (void)durable->write(unsynced[i], true);
    unsynced.clear();
  }
};

class FaultyKeyValue final : public KeyValue {
 public:
  explicit FaultyKeyValue(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}

  Result<std::optional<Bytes>> get(BytesView key) const override {
    for (auto batch = disk_->unsynced.rbegin(); batch != disk_->unsynced.rend(); ++batch)
      for (std::size_t number = batch->size(); number-- > 0;) {
        const auto [stored, value] = (*batch)[number];
        if (!std::ranges::equal(stored, key)) continue;
        return value ? std::optional<Bytes>(std::in_place, value->begin(), value->end()) : std::nullopt;
      }
    return disk_->durable->get(key);
  }

  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    std::map<Bytes, Bytes> merged;
    auto scanned = disk_->durable->scan(from, to, [&](BytesView key, BytesView value) {
      merged.emplace(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
      return true;
    });
    if (!scanned) return scanned;
    const Bytes low(from.begin(), from.end());
    const Bytes high(to.begin(), to.end());
    for (const auto& batch : disk_->unsynced)
      for (const auto& [stored, value] : batch) {
        const Bytes key(stored.begin(), stored.end());
        if (key < low || !(key < high)) continue;
        if (value)
          merged.insert_or_assign(key, Bytes(value->begin(), value->end()));
        else
          merged.erase(key);
      }
    for (const auto& [key, value] : merged)
      if (!visit(key, value)) break;
    return {};
  }

  Result<void> write(const WriteBatch& batch, bool sync) override {
    if (disk_->fail_after && disk_->writes >= *disk_->fail_after)
      return fail(Code::storage_full, "no space left");
    ++disk_->writes;
    disk_->unsynced.push_back(batch);
    if (sync) disk_->crash(disk_->unsynced.size());
    return {};
  }

 private:
  std::shared_ptr<Disk> disk_;
};

}  // namespace credence
