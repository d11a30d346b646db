// SPDX-License-Identifier: Apache-2.0
#include "client/audit/store.h"

#include <unistd.h>

#include <algorithm>

#include "ledger/store/leveldb_store.h"
#include "ledger/tree/memory_key_value.h"

namespace credence {
namespace {

constexpr std::size_t kMoveBatchEntries = 10'000;

class AuditStore final : public KeyValue {
 public:
  explicit AuditStore(AuditStoreOptions options) : options_(std::move(options)) {}
  ~AuditStore() override {
    disk_.reset();
    std::error_code ignored;
    if (!directory_.empty()) std::filesystem::remove_all(directory_, ignored);
  }

  Result<std::optional<Bytes>> get(BytesView key) const override {
    if (kept(key)) return held().get(key);
    for (std::size_t number = last_.size(); number-- > 0;) {
      const auto [stored, value] = last_[number];
      if (!std::ranges::equal(stored, key)) continue;
      return value ? std::optional<Bytes>(std::in_place, value->begin(), value->end()) : std::nullopt;
    }
    return std::optional<Bytes>{};
  }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    if (from.empty() || kept(from)) return held().scan(from, to, visit);
    // A ledger writes the records of one family in the order of their keys.
    for (const auto& [key, value] : last_)
      if (value && !std::ranges::lexicographical_compare(key, from) &&
          std::ranges::lexicographical_compare(key, to) && !visit(key, *value))
        break;
    return {};
  }
  /// None: an audit holds each block against its certificate before it goes on, and looks back at no state.
  Result<std::shared_ptr<const KeyReader>> snapshot() const override {
    return std::shared_ptr<const KeyReader>();
  }
  std::unique_ptr<KeyScanner> scanner() const override { return held().scanner(); }

  Result<void> write(const WriteBatch& batch, bool) override {
    last_.clear();
    WriteBatch to_disk;
    for (const auto& [key, value] : batch) {
      WriteBatch* const to = !kept(key) ? &last_ : disk_ ? &to_disk : nullptr;
      if (to != nullptr && value)
        to->put(key, *value);
      else if (to != nullptr)
        to->erase(key);
      else if (value)
        memory_.put(key, *value);
      else
        memory_.erase(key);
    }
    if (disk_) return disk_->write(to_disk, false);
    return memory_.bytes() > options_.memory_bytes_max ? move_to_disk() : Result<void>{};
  }

 private:
  /// 's' and 'n' the state and its tree, 'x' the transaction ids to expire, 'm' the head:
  /// ledger/store/keyspace.h.
  static bool kept(BytesView key) {
    const char family = key.empty() ? '\0' : static_cast<char>(key[0]);
    return family == 's' || family == 'n' || family == 'x' || family == 'm';
  }

  Result<void> move_to_disk() {
    std::error_code error;
    const auto base =
        options_.directory.empty() ? std::filesystem::temp_directory_path(error) : options_.directory;
    std::string name = (base / "credence-audit-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) return fail(Code::storage_failed, name);
    directory_ = name;
    auto opened = open_leveldb(
        name, {.cache_bytes = options_.memory_bytes_max / 4, .write_buffer_bytes = 64 * limits::kMiB});
    if (!opened) return std::unexpected(opened.error());
    WriteBatch batch;
    Result<void> outcome;
    auto scanned = held().scan({}, Bytes(40, std::byte{0xFF}), [&](BytesView key, BytesView value) {
      batch.put(key, value);
      if (batch.size() < kMoveBatchEntries) return true;
      outcome = (*opened)->write(batch, false);
      batch.clear();
      return outcome.has_value();
    });
    if (!scanned) return scanned;
    if (outcome) outcome = (*opened)->write(batch, false);
    if (outcome) {
      disk_ = *std::move(opened);
      memory_ = MemoryKeyValue();
    }
    return outcome;
  }

  [[nodiscard]] const KeyValue& held() const {
    if (disk_) return *disk_;
    return memory_;
  }

  const AuditStoreOptions options_;
  MemoryKeyValue memory_;
  std::unique_ptr<KeyValue> disk_;   // once it has moved
  WriteBatch last_;                  // what passed by in the last write
  std::filesystem::path directory_;  // empty while it is all in memory
};

}  // namespace

std::unique_ptr<KeyValue> make_audit_store(const AuditStoreOptions& options) {
  return std::make_unique<AuditStore>(options);
}

}  // namespace credence
