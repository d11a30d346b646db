// SPDX-License-Identifier: Apache-2.0
#include "node/api/text_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "ledger/codec/codec.h"
#include "ledger/domain/state_values.h"
#include "ledger/primitives/counted.h"
#include "ledger/tree/state_path.h"

namespace credence::node {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSuffix = ".text";
constexpr std::string_view kFormatName = "format", kFormat = "1";
constexpr std::size_t kRecordBytesMax = limits::kCreditTextBytesMax + 1024;

std::unexpected<Error> failed(const std::string& path) {
  const int number = errno;
  return fail(number == ENOSPC ? Code::storage_full : Code::storage_failed,
              path + ": " + std::strerror(number));
}

class File {
 public:
  File(const std::string& path, int flags) : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, 0600)) {}
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  [[nodiscard]] bool open() const { return descriptor_ >= 0; }
  [[nodiscard]] bool write(BytesView bytes) const {
    while (!bytes.empty()) {
      const auto done = ::write(descriptor_, bytes.data(), bytes.size());
      if (done < 0 && errno == EINTR) continue;
      if (done <= 0) return false;
      bytes = bytes.subspan(static_cast<std::size_t>(done));
    }
    return true;
  }
  [[nodiscard]] bool sync() const { return ::fsync(descriptor_) == 0; }

 private:
  const int descriptor_;
};

Result<void> sync_directory(const std::string& path) {
  const File directory(path, O_RDONLY | O_DIRECTORY);
  if (!directory.open() || !directory.sync()) return failed(path);
  return {};
}

std::uint64_t size_of(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  return error ? 0 : size;
}

Result<std::optional<TextRecord>> read_record(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    if (errno == ENOENT) return std::optional<TextRecord>{};
    return failed(path);
  }
  std::string bytes(kRecordBytesMax + 1, '\0');
  file.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) return failed(path);
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  auto record = decode<TextRecord>(bytes_of(bytes));
  if (!record) return fail(Code::storage_corrupt, path + ": " + record.error().detail);
  return std::optional<TextRecord>(*std::move(record));
}

/// Calls `visit(path)` for each file of the store; stops at the first failure.
template <class Visit>
Result<void> each_file(const std::string& directory, Visit visit) {
  std::error_code error;
  for (fs::recursive_directory_iterator at(directory, error), end; !error && at != end; at.increment(error)) {
    if (!at->is_regular_file() || at->path().filename() == kFormatName) continue;
    if (auto done = visit(at->path().string()); !done) return done;
  }
  if (error) return fail(Code::storage_failed, directory + ": " + error.message());
  return {};
}

}  // namespace

Result<std::unique_ptr<TextStore>> TextStore::open(Suite suite, const std::string& directory,
                                                   std::uint64_t bytes_max) {
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) return fail(Code::storage_failed, directory + ": " + error.message());
  fs::permissions(directory, fs::perms::owner_all, error);
  std::unique_ptr<TextStore> out(new TextStore(suite, directory, bytes_max));
  if (auto good = out->check_format(); !good) return std::unexpected(good.error());
  std::vector<std::string> unfinished;
  auto scanned = each_file(directory, [&](const std::string& path) -> Result<void> {
    out->bytes_ += size_of(path);
    if (!path.ends_with(kSuffix)) unfinished.push_back(path);
    return {};
  });
  if (!scanned) return std::unexpected(scanned.error());
  for (const std::string& path : unfinished)
    if (auto removed = out->remove(path); !removed) return std::unexpected(removed.error());
  return out;
}

/// The directory's number; one without files gets it.
Result<void> TextStore::check_format() const {
  const std::string path = directory_ + "/" + std::string(kFormatName);
  std::ifstream in(path);
  std::string held;
  std::getline(in, held);
  if (held == kFormat) return {};
  bool empty = held.empty();
  auto scanned = each_file(directory_, [&](const std::string&) -> Result<void> {
    empty = false;
    return {};
  });
  if (!scanned) return scanned;
  if (!empty)
    return fail(Code::store_format, path + ": " + (held.empty() ? "no number" : held.substr(0, 20)) +
                                        ", this program has format " + std::string(kFormat));
  const File file(path, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.open() || !file.write(bytes_of(kFormat)) || !file.sync()) return failed(path);
  return sync_directory(directory_);
}

std::string TextStore::path_of(const CreditKey& entry) const {
  const std::string name = state_key_hash(suite_, encode(StateKey(entry))).hex();
  return directory_ + "/" + name.substr(0, 2) + "/" + name + std::string(kSuffix);
}

Result<void> TextStore::put(const CreditKey& entry, const CreditText& text) {
  const Bytes bytes = encode(TextRecord{entry, text});
  const std::string path = path_of(entry);
  const std::string folder = fs::path(path).parent_path().string();
  const std::lock_guard lock(mutex_);
  const std::uint64_t before = size_of(path);
  if (bytes_ - before + bytes.size() > bytes_max_)
    return fail(Code::text_store_full,
                std::to_string(bytes_) + " of " + counted(bytes_max_, "byte", "bytes"));
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return fail(Code::storage_failed, folder + ": " + error.message());
  if (before > 0)
    if (auto removed = remove(path); !removed) return std::unexpected(removed.error());
  const std::string unfinished = path + ".new";
  {
    const File file(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
    if (!file.open() || !file.write(bytes) || !file.sync()) return failed(unfinished);
  }
  if (::rename(unfinished.c_str(), path.c_str()) != 0) return failed(path);
  if (auto done = sync_directory(folder); !done) return done;
  bytes_ += bytes.size();
  return sync_directory(directory_);
}

Result<std::optional<CreditText>> TextStore::get(const CreditKey& entry) const {
  const std::string path = path_of(entry);
  const std::lock_guard lock(mutex_);
  auto record = read_record(path);
  if (!record) return std::unexpected(record.error());
  if (!*record) return std::optional<CreditText>{};
  if ((*record)->entry != entry) return fail(Code::storage_corrupt, path + ": of another entry");
  return std::optional<CreditText>(std::move((*record)->text));
}

Result<bool> TextStore::erase(const CreditKey& entry) {
  const std::lock_guard lock(mutex_);
  return remove(path_of(entry));
}

/// Overwrites, syncs, removes: the bytes are gone from the file's place on the disk, not only its name.
Result<bool> TextStore::remove(const std::string& path) {
  const std::uint64_t size = size_of(path);
  {
    const File file(path, O_WRONLY);
    if (!file.open()) {
      if (errno == ENOENT) return false;
      return failed(path);
    }
    if (!file.write(Bytes(size)) || !file.sync()) return failed(path);
  }
  if (::unlink(path.c_str()) != 0) return failed(path);
  bytes_ -= std::min(bytes_, size);
  if (auto done = sync_directory(fs::path(path).parent_path().string()); !done)
    return std::unexpected(done.error());
  return true;
}

Result<std::vector<CreditKey>> TextStore::entries() const {
  const std::lock_guard lock(mutex_);
  std::vector<CreditKey> out;
  auto scanned = each_file(directory_, [&](const std::string& path) -> Result<void> {
    auto record = read_record(path);
    if (!record) return std::unexpected(record.error());
    if (*record) out.push_back((*record)->entry);
    return {};
  });
  if (!scanned) return std::unexpected(scanned.error());
  return out;
}

std::uint64_t TextStore::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

}  // namespace credence::node
