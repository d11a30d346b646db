#include "ledger/store/leveldb_store.h"

#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/env.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

namespace credence {
namespace {

constexpr int kBloomBitsPerKey = 10;

leveldb::Slice slice(BytesView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
BytesView view(const leveldb::Slice& slice) { return bytes_of({slice.data(), slice.size()}); }

/// LevelDB tells kinds of failure apart only in words.
Error error_of(const leveldb::Status& status, const std::string& folder) {
  const std::string text = status.ToString();
  Code code = Code::storage_failed;
  if (status.IsCorruption()) code = Code::storage_corrupt;
  else if (text.find("lock ") != std::string::npos) code = Code::storage_locked;
  else if (text.find("No space left") != std::string::npos) code = Code::storage_full;
  return {code, folder + ": " + text};
}

class LevelDbStore final : public KeyValue {
 public:
  [[nodiscard]] static Result<std::unique_ptr<KeyValue>> open(const std::string& folder, const LevelDbOptions& given) {
    auto store = std::make_unique<LevelDbStore>();
    store->folder_ = folder;
    store->cache_.reset(leveldb::NewLRUCache(given.cache_bytes));
    store->filter_.reset(leveldb::NewBloomFilterPolicy(kBloomBitsPerKey));
    leveldb::Options options;
    options.create_if_missing = true;
    options.paranoid_checks = true;
    options.block_cache = store->cache_.get();
    options.filter_policy = store->filter_.get();
    options.write_buffer_size = given.write_buffer_bytes;
    options.max_open_files = given.open_files_max;
    if (given.env != nullptr) options.env = given.env;
    leveldb::DB* opened = nullptr;
    const leveldb::Status status = leveldb::DB::Open(options, folder, &opened);
    store->db_.reset(opened);
    if (!status.ok()) return std::unexpected(error_of(status, folder));
    return store;
  }

  [[nodiscard]] Result<std::optional<Bytes>> get(BytesView key) const override {
    std::string value;
    const leveldb::Status status = db_->Get(read_options(), slice(key), &value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return std::unexpected(error_of(status, folder_));
    const BytesView bytes = bytes_of(value);
    return Bytes(bytes.begin(), bytes.end());
  }

  [[nodiscard]] Result<void> scan(BytesView from, BytesView to,
                                  const std::function<bool(BytesView, BytesView)>& visit) const override {
    const std::unique_ptr<leveldb::Iterator> at(db_->NewIterator(read_options()));
    for (at->Seek(slice(from)); at->Valid() && at->key().compare(slice(to)) < 0; at->Next())
      if (!visit(view(at->key()), view(at->value()))) break;
    if (!at->status().ok()) return std::unexpected(error_of(at->status(), folder_));
    return {};
  }

  [[nodiscard]] Result<void> write(const WriteBatch& batch, bool sync) override {
    if (broken_) return std::unexpected(*broken_);
    leveldb::WriteBatch out;
    for (const auto& [key, value] : batch.entries) {
      if (value) out.Put(slice(key), slice(*value));
      else out.Delete(slice(key));
    }
    leveldb::WriteOptions options;
    options.sync = sync;
    const leveldb::Status status = db_->Write(options, &out);
    if (status.ok()) return {};
    broken_ = error_of(status, folder_);
    return std::unexpected(*broken_);
  }

 private:
  static leveldb::ReadOptions read_options() {
    leveldb::ReadOptions options;
    options.verify_checksums = true;
    return options;
  }

  std::string folder_;
  std::unique_ptr<leveldb::Cache> cache_;                // these two outlive the database
  std::unique_ptr<const leveldb::FilterPolicy> filter_;
  std::unique_ptr<leveldb::DB> db_;
  std::optional<Error> broken_;
};

}  // namespace

Result<std::unique_ptr<KeyValue>> open_leveldb(const std::string& folder, const LevelDbOptions& options) {
  return LevelDbStore::open(folder, options);
}

}  // namespace credence
