// SPDX-License-Identifier: Apache-2.0
#include "ledger/store/leveldb_store.h"

#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/env.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

#include <algorithm>

#include "ledger/store/untouched_env.h"

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

/// The files of a store by kind. Others may stand beside them.
struct StoreFiles {
  bool current_there = false,
       current = false;  // a file of this name; one that names a manifest which is there
  std::size_t tables = 0, logs = 0;
  std::vector<std::string> manifests;

  /// What there is once a store was opened; the creation of one begins with the first manifest alone.
  [[nodiscard]] bool begun() const {
    return tables + logs > 0 || (current_there && !current) ||
           std::ranges::any_of(manifests, [](const auto& name) { return name != "MANIFEST-000001"; });
  }
};
StoreFiles files_of(leveldb::Env& env, const std::string& directory) {
  StoreFiles out;
  std::vector<std::string> names;
  (void)env.GetChildren(directory, &names);  // no such directory: no file
  for (const std::string& name : names) {
    const std::size_t digits = std::min(name.find_first_not_of("0123456789"), name.size());
    const std::string_view rest = std::string_view(name).substr(digits);
    if (name == "CURRENT") out.current_there = true;
    if (name.starts_with("MANIFEST-")) out.manifests.push_back(name);
    if (digits > 0 && (rest == ".ldb" || rest == ".sst")) ++out.tables;
    if (digits > 0 && rest == ".log") ++out.logs;
  }
  // Whatever else it holds LevelDB would take for a path, and say that the disk cannot be read.
  std::string named;
  out.current = out.current_there && leveldb::ReadFileToString(&env, directory + "/CURRENT", &named).ok() &&
                named.ends_with('\n') &&
                std::ranges::find(out.manifests, named.substr(0, named.size() - 1)) != out.manifests.end();
  return out;
}

leveldb::Env& env_of(leveldb::Env* given) { return given != nullptr ? *given : *leveldb::Env::Default(); }

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
    options.create_if_missing = !wanted.untouched;
    options.paranoid_checks = true;
    options.block_cache = cache_.get();
    options.filter_policy = filter_.get();
    options.write_buffer_size = wanted.write_buffer_bytes;
    options.max_open_files = wanted.open_files_max;
    if (wanted.env != nullptr) options.env = wanted.env;
    if (wanted.untouched) {
      untouched_ = std::make_unique<UntouchedEnv>(&env_of(wanted.env));
      options.env = untouched_.get();
      const StoreFiles files = files_of(*untouched_, directory_);
      if (!files.current && files.manifests.size() == 1)
        if (auto put = outcome(untouched_->put(directory_ + "/CURRENT", files.manifests[0] + "\n")); !put)
          return put;
    }
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
  std::unique_ptr<UntouchedEnv> untouched_;
  std::unique_ptr<leveldb::DB> db_;  // after what it uses
  leveldb::WriteBatch batch_;
  std::optional<Error> broken_;
};

}  // namespace

Result<bool> leveldb_is_there(const std::string& directory, leveldb::Env* env) {
  const StoreFiles files = files_of(env_of(env), directory);
  if (!files.begun()) return false;
  std::string missing;
  if (!files.current)
    missing = files.current_there ? "CURRENT names no manifest that is there" : "CURRENT is missing";
  if (files.logs == 0) missing += std::string(missing.empty() ? "" : ", ") + "the last log is missing";
  if (missing.empty()) return true;
  return fail(Code::storage_corrupt, directory + ": " + missing + "; tables " + std::to_string(files.tables) +
                                         ", logs " + std::to_string(files.logs) + ", manifests " +
                                         std::to_string(files.manifests.size()));
}

Result<std::unique_ptr<KeyValue>> open_leveldb(const std::string& directory, const LevelDbOptions& options) {
  leveldb::Env& env = env_of(options.env);
  const auto there = leveldb_is_there(directory, &env);
  if (options.untouched) {
    if (there && !*there) return fail(Code::not_found, directory + ": there is no ledger");
    // Without the log it would be a store of an earlier moment, and nobody would see it: votes would be gone.
    if (!there && files_of(env, directory).logs == 0) return std::unexpected(there.error());
  } else {
    if (!there) return std::unexpected(there.error());
    // LevelDB makes the last directory itself. One that exists already is no error, and one that cannot be made
    // shows below.
    for (std::size_t at = directory.find('/', 1); at != std::string::npos; at = directory.find('/', at + 1))
      (void)env.CreateDir(directory.substr(0, at));
  }
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
