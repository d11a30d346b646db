// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/leveldb_store.h"

#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/env.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

namespace credence {
namespace {

leveldb::Slice slice(BytesView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
BytesView view(const leveldb::Slice& in) { return std::as_bytes(std::span(in.data(), in.size())); }

/// LevelDB names a cause only in its text.
Error error_of(const leveldb::Status& status, const std::string& directory) {
  const std::string text = status.ToString();
  const auto says = [&text](std::string_view words) { return text.find(words) != std::string::npos; };
  Code code = Code::storage_failed;
  if (status.IsCorruption() || says("missing files")) {
    code = Code::storage_corrupt;
  } else if (says("No space left") || says("Disk quota exceeded")) {
    code = Code::storage_full;
  } else if (says("lock ") && (says("already held") || says("Resource temporarily unavailable"))) {
    code = Code::storage_locked;
  }
  return {code, directory + ": " + text};
}

/// Visits [from, to) of an iterator.
Result<void> visit_range(leveldb::Iterator& at, BytesView from, BytesView to, const std::string& directory,
                         const std::function<bool(BytesView key, BytesView value)>& visit) {
  for (at.Seek(slice(from)); at.Valid() && at.key().compare(slice(to)) < 0; at.Next())
    if (!visit(view(at.key()), view(at.value()))) break;
  if (at.status().ok()) return {};
  return std::unexpected(error_of(at.status(), directory));
}

/// One iterator for many ranges: making one takes locks on every table of the database.
class LevelDbScanner final : public KeyScanner {
 public:
  LevelDbScanner(std::unique_ptr<leveldb::Iterator> at, const std::string& directory)
      : at_(std::move(at)), directory_(directory) {}
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) override {
    return visit_range(*at_, from, to, directory_, visit);
  }

 private:
  std::unique_ptr<leveldb::Iterator> at_;
  const std::string& directory_;
};

Result<std::optional<Bytes>> get_from(leveldb::DB& db, const leveldb::ReadOptions& options, BytesView key,
                                      const std::string& directory) {
  std::string value;
  const auto status = db.Get(options, slice(key), &value);
  if (status.IsNotFound()) return std::optional<Bytes>{};
  if (!status.ok()) return std::unexpected(error_of(status, directory));
  const BytesView bytes = bytes_of(value);
  return std::optional<Bytes>(std::in_place, bytes.begin(), bytes.end());
}

/// The database at one moment. What is walked whole does not push out of the cache what is read often.
class LevelDbSnapshot final : public KeyReader {
 public:
  LevelDbSnapshot(leveldb::DB& db, leveldb::ReadOptions read, const std::string& directory)
      : db_(db), read_(read), directory_(directory) {
    read_.snapshot = db.GetSnapshot();
  }
  ~LevelDbSnapshot() override { db_.ReleaseSnapshot(read_.snapshot); }
  LevelDbSnapshot(const LevelDbSnapshot&) = delete;
  LevelDbSnapshot& operator=(const LevelDbSnapshot&) = delete;

  Result<std::optional<Bytes>> get(BytesView key) const override {
    return get_from(db_, read_, key, directory_);
  }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    leveldb::ReadOptions whole = read_;
    whole.fill_cache = false;
    const std::unique_ptr<leveldb::Iterator> at(db_.NewIterator(whole));
    return visit_range(*at, from, to, directory_, visit);
  }
  std::unique_ptr<KeyScanner> scanner() const override {
    return std::make_unique<LevelDbScanner>(std::unique_ptr<leveldb::Iterator>(db_.NewIterator(read_)),
                                            directory_);
  }

 private:
  leveldb::DB& db_;
  leveldb::ReadOptions read_;
  const std::string& directory_;
};

class LevelDbStore final : public KeyValue {
 public:
  explicit LevelDbStore(std::string directory, const LevelDbOptions& options)
      : directory_(std::move(directory)),
        cache_(leveldb::NewLRUCache(options.cache_bytes)),
        filter_(leveldb::NewBloomFilterPolicy(10)) {
    read_.verify_checksums = true;
  }

  Result<void> open(const LevelDbOptions& wanted) {
    leveldb::Options options;
    options.create_if_missing = true;
    options.paranoid_checks = true;
    options.block_cache = cache_.get();
    options.filter_policy = filter_.get();
    options.write_buffer_size = wanted.write_buffer_bytes;
    options.max_open_files = wanted.open_files_max;
    if (wanted.env != nullptr) options.env = wanted.env;
    leveldb::DB* db = nullptr;
    const auto status = leveldb::DB::Open(options, directory_, &db);
    db_.reset(db);
    return outcome(status);
  }

  Result<std::optional<Bytes>> get(BytesView key) const override {
    return get_from(*db_, read_, key, directory_);
  }

  Result<std::shared_ptr<const KeyReader>> snapshot() const override {
    return std::make_shared<const LevelDbSnapshot>(*db_, read_, directory_);
  }

  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView key, BytesView value)>& visit) const override {
    const std::unique_ptr<leveldb::Iterator> at(db_->NewIterator(read_));
    return visit_range(*at, from, to, directory_, visit);
  }

  std::unique_ptr<KeyScanner> scanner() const override {
    return std::make_unique<LevelDbScanner>(std::unique_ptr<leveldb::Iterator>(db_->NewIterator(read_)),
                                            directory_);
  }

  Result<void> write(const WriteBatch& batch, bool sync) override {
    if (broken_) return std::unexpected(*broken_);
    // Its memory serves the next write, unless it is very much.
    if (batch_.ApproximateSize() > kBatchBytesKept) batch_ = {};
    batch_.Clear();
    for (const auto& [key, value] : batch) {
      if (value) {
        batch_.Put(slice(key), slice(*value));
      } else {
        batch_.Delete(slice(key));
      }
    }
    leveldb::WriteOptions options;
    options.sync = sync;
    auto written = outcome(db_->Write(options, &batch_));
    if (!written) broken_ = written.error();
    return written;
  }

 private:
  static constexpr std::size_t kBatchBytesKept = 16 * limits::kMiB;

  Result<void> outcome(const leveldb::Status& status) const {
    if (status.ok()) return {};
    return std::unexpected(error_of(status, directory_));
  }

  std::string directory_;
  std::unique_ptr<leveldb::Cache> cache_;
  std::unique_ptr<const leveldb::FilterPolicy> filter_;
  leveldb::ReadOptions read_;
  std::unique_ptr<leveldb::DB> db_;  // after what it uses
  leveldb::WriteBatch batch_;
  std::optional<Error> broken_;
};

}  // namespace

Result<std::unique_ptr<KeyValue>> open_leveldb(const std::string& directory, const LevelDbOptions& options) {
  // LevelDB makes the last directory itself. One that exists already is no error, and one that cannot be made
  // shows below.
  leveldb::Env* env = options.env != nullptr ? options.env : leveldb::Env::Default();
  for (std::size_t at = directory.find('/', 1); at != std::string::npos; at = directory.find('/', at + 1))
    (void)env->CreateDir(directory.substr(0, at));
  auto store = std::make_unique<LevelDbStore>(directory, options);
  if (auto opened = store->open(options); !opened) return std::unexpected(opened.error());
  return std::unique_ptr<KeyValue>(std::move(store));
}

Result<void> destroy_leveldb(const std::string& directory) {
  const auto status = leveldb::DestroyDB(directory, {});
  if (status.ok()) return {};
  return std::unexpected(error_of(status, directory));
}

}  // namespace credence
