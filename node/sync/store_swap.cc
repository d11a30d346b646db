#include "node/sync/store_swap.h"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "ledger/store/leveldb_store.h"
#include "node/base/log.h"

namespace credence::node {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kCacheBytes = 8 * limits::kMiB;  // it is written once and hardly read

fs::path joining(const std::string& data_dir) { return fs::path(data_dir) / "joining"; }

std::unexpected<Error> failed(const fs::path& path, const std::error_code& error) {
  return fail(Code::storage_failed, path.string() + ": " + error.message());
}

/// Names in a directory are durable only after this (cometbft#6031).
Result<void> sync_directory(const fs::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  const bool good = file >= 0 && ::fsync(file) == 0;
  const std::error_code error(errno, std::generic_category());
  if (file >= 0) ::close(file);
  return good ? Result<void>{} : failed(path, error);
}

Result<void> rename_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return error ? failed(from, error) : Result<void>{};
}

/// Every file but CURRENT, which makes it a database, and last CURRENT.
Result<void> move_up(const std::string& data_dir) {
  const fs::path from = joining(data_dir);
  std::error_code error;
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(from, error)) names.push_back(entry.path().filename());
  if (error) return failed(from, error);
  const auto stays = [](const fs::path& name) {
    return name == "CURRENT" || name == "MOVING" || name == "LOCK";
  };
  for (const fs::path& name : names)
    if (!stays(name))
      if (auto done = rename_file(from / name, fs::path(data_dir) / name); !done) return done;
  if (auto done = sync_directory(data_dir); !done) return done;
  if (fs::exists(from / "CURRENT", error))
    if (auto done = rename_file(from / "CURRENT", fs::path(data_dir) / "CURRENT"); !done) return done;
  if (auto done = sync_directory(data_dir); !done) return done;
  fs::remove_all(from, error);
  return error ? failed(from, error) : sync_directory(data_dir);
}

}  // namespace

void remove_joining(const std::string& data_dir) {
  std::error_code ignored;
  fs::remove_all(joining(data_dir), ignored);
}

Result<std::unique_ptr<KeyValue>> open_joining(const std::string& data_dir, bool fresh) {
  if (fresh) remove_joining(data_dir);
  LevelDbOptions options;
  options.cache_bytes = kCacheBytes;
  return open_leveldb(joining(data_dir).string(), options);
}

Result<void> swap_in(const std::string& data_dir, std::unique_ptr<Ledger> old,
                     std::unique_ptr<SnapshotInstall> joined) {
  const auto records = old->records();
  if (!records) return std::unexpected(records.error());
  if (auto done = joined->finish(*records); !done) return done;
  joined.reset();
  old.reset();
  return swap_in_joining(data_dir);
}

Result<void> swap_in_joining(const std::string& data_dir) {
  const fs::path ready = joining(data_dir) / "READY";
  if (!std::ofstream(ready)) return fail(Code::storage_failed, ready.string());
  if (auto done = sync_directory(joining(data_dir)); !done) return done;
  return finish_swap(data_dir);
}

Result<void> finish_swap(const std::string& data_dir) {
  const fs::path from = joining(data_dir);
  std::error_code error;
  if (fs::exists(from / "READY", error)) {
    if (auto done = destroy_leveldb(data_dir); !done) return done;
    if (auto done = sync_directory(data_dir); !done) return done;
    if (auto done = rename_file(from / "READY", from / "MOVING"); !done) return done;
    if (auto done = sync_directory(from); !done) return done;
  }
  if (!fs::exists(from / "MOVING", error)) return {};
  if (auto done = move_up(data_dir); !done) return done;
  log(LogLevel::info, "ledger_swapped", {{"directory", data_dir}});
  return {};
}

}  // namespace credence::node
