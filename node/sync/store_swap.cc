// SPDX-License-Identifier: Apache-2.0
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

/// Names in a directory are durable only after this (cometbft#6031); the content of a file as well.
Result<void> sync_path(const fs::path& path, int flags) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | flags);
  const bool good = file >= 0 && ::fsync(file) == 0;
  const std::error_code error(errno, std::generic_category());
  if (file >= 0) ::close(file);
  return good ? Result<void>{} : failed(path, error);
}

Result<void> sync_directory(const fs::path& path) { return sync_path(path, O_DIRECTORY); }
Result<void> sync_file(const fs::path& path) { return sync_path(path, 0); }

Result<void> rename_file(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return error ? failed(from, error) : Result<void>{};
}

/// The files of the ledger in DATA_DIR go to DATA_DIR/`kept`; what went before a crash is there already.
Result<void> keep_aside(const std::string& data_dir, const std::string& kept) {
  const fs::path to = fs::path(data_dir) / fs::path(kept).filename();
  std::error_code error;
  fs::create_directory(to, error);
  if (error) return failed(to, error);
  std::vector<fs::path> names;
  for (const auto& entry : fs::directory_iterator(data_dir, error))
    if (entry.is_regular_file(error)) names.push_back(entry.path().filename());
  if (error) return failed(data_dir, error);
  for (const fs::path& name : names)
    if (auto done = rename_file(fs::path(data_dir) / name, to / name); !done) return done;
  log(LogLevel::warning, "ledger_kept", {{"directory", to.string()}});
  return sync_directory(to);
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
  // half a one, of which a crash left the rest, is none
  if (fresh || !leveldb_is_there(joining(data_dir).string())) remove_joining(data_dir);
  LevelDbOptions options;
  options.cache_bytes = kCacheBytes;
  return open_leveldb(joining(data_dir).string(), options);
}

bool join_begun(const std::string& data_dir, const Genesis& genesis, Height height) {
  std::error_code ignored;
  if (!fs::exists(joining(data_dir), ignored)) return false;
  auto store = open_joining(data_dir, false);
  if (!store) return false;
  const auto install = SnapshotInstall::open(*std::move(store), genesis);
  return install && (*install)->target() && (*install)->target()->block.header.height > height;
}

Result<void> swap_in(const std::string& data_dir, std::unique_ptr<Ledger> old,
                     std::unique_ptr<SnapshotInstall> joined, bool keep) {
  const auto records = old->records();
  if (!records) return std::unexpected(records.error());
  if (auto done = joined->finish(*records); !done) return done;
  const std::string kept =
      keep ? free_name(data_dir, "kept-" + std::to_string(old->height())) : std::string();
  joined.reset();
  old.reset();
  return swap_in_joining(data_dir, kept);
}

Result<void> swap_in_joining(const std::string& data_dir, const std::string& kept) {
  const fs::path ready = joining(data_dir) / "READY";
  if (std::ofstream out(ready); !(out << kept << std::flush))
    return fail(Code::storage_failed, ready.string());
  if (auto done = sync_file(ready); !done) return done;
  if (auto done = sync_directory(joining(data_dir)); !done) return done;
  return finish_swap(data_dir);
}

std::string free_name(const std::string& data_dir, std::string name) {
  for (std::error_code ignored; fs::exists(fs::path(data_dir) / name, ignored);) name += "+";
  return name;
}

bool swap_begun(const std::string& data_dir) {
  std::error_code ignored;
  return fs::exists(joining(data_dir) / "READY", ignored) ||
         fs::exists(joining(data_dir) / "MOVING", ignored);
}

Result<void> finish_swap(const std::string& data_dir) {
  const fs::path from = joining(data_dir);
  std::error_code error;
  if (fs::exists(from / "READY", error)) {
    std::string kept;
    std::getline(std::ifstream(from / "READY"), kept);
    if (auto done = kept.empty() ? destroy_leveldb(data_dir) : keep_aside(data_dir, kept); !done) return done;
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
