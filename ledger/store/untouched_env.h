// SPDX-License-Identifier: Apache-2.0
// A file system under LevelDB that reads what is on the disk and changes nothing there: what LevelDB writes
// when it opens a store (its log read into a table, a manifest anew) stays in memory, and goes with it.
#pragma once

#include <leveldb/env.h>
#include <leveldb/helpers/memenv.h>

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace credence {

class UntouchedEnv final : public leveldb::EnvWrapper {
 public:
  using Status = leveldb::Status;
  explicit UntouchedEnv(leveldb::Env* base) : EnvWrapper(base), memory_(leveldb::NewMemEnv(base)) {}

  /// A file that is not on the disk, as if it were.
  Status put(const std::string& name, const std::string& text) {
    return leveldb::WriteStringToFile(memory_.get(), text, name);
  }

  Status NewSequentialFile(const std::string& name, leveldb::SequentialFile** out) override {
    leveldb::Env* const at = holder_of(name);
    return at == nullptr ? gone(name) : at->NewSequentialFile(name, out);
  }
  Status NewRandomAccessFile(const std::string& name, leveldb::RandomAccessFile** out) override {
    leveldb::Env* const at = holder_of(name);
    return at == nullptr ? gone(name) : at->NewRandomAccessFile(name, out);
  }
  Status NewWritableFile(const std::string& name, leveldb::WritableFile** out) override {
    const std::string folder = name.substr(0, name.rfind('/'));
    std::vector<std::string> made;
    (void)memory_->GetChildren(folder, &made);
    std::uint64_t held = 0;
    for (const std::string& one : made) {
      std::uint64_t size = 0;
      if (memory_->GetFileSize(folder + "/" + one, &size).ok()) held += size;
    }
    if (held > kMemoryMax) return Status::IOError(name, "nothing is written here");
    return memory_->NewWritableFile(name, out);
  }
  Status NewAppendableFile(const std::string& name, leveldb::WritableFile**) override {
    return Status::NotSupported(name);
  }
  bool FileExists(const std::string& name) override {
    leveldb::Env* const at = holder_of(name);
    return at != nullptr && at->FileExists(name);
  }
  Status GetChildren(const std::string& folder, std::vector<std::string>* out) override {
    std::vector<std::string> names, made;
    const Status status = target()->GetChildren(folder, &names);
    (void)memory_->GetChildren(folder, &made);
    names.insert(names.end(), made.begin(), made.end());
    std::set<std::string> all;
    for (const std::string& name : names)
      if (!name.ends_with(kGone) && holder_of(folder + "/" + name) != nullptr) all.insert(name);
    out->assign(all.begin(), all.end());
    return status;
  }
  Status RemoveFile(const std::string& name) override {
    if (const Status marked = put(name + kGone, {}); !marked.ok()) return marked;
    return memory_->FileExists(name) ? memory_->RemoveFile(name) : Status();
  }
  Status DeleteFile(const std::string& name) override { return RemoveFile(name); }
  Status CreateDir(const std::string&) override { return {}; }
  Status RemoveDir(const std::string&) override { return {}; }
  Status GetFileSize(const std::string& name, std::uint64_t* size) override {
    leveldb::Env* const at = holder_of(name);
    return at == nullptr ? gone(name) : at->GetFileSize(name, size);
  }
  /// Of what was made in memory: CURRENT, from a file of its own.
  Status RenameFile(const std::string& from, const std::string& to) override {
    return memory_->RenameFile(from, to);
  }
  /// The lock that a node of now holds; a store without the file has none.
  Status LockFile(const std::string& name, leveldb::FileLock** out) override {
    if (target()->FileExists(name)) return target()->LockFile(name, out);
    *out = nullptr;
    return {};
  }
  Status UnlockFile(leveldb::FileLock* lock) override {
    return lock == nullptr ? Status() : target()->UnlockFile(lock);
  }
  Status NewLogger(const std::string& name, leveldb::Logger** out) override {
    *out = nullptr;
    return Status::NotSupported(name);
  }

 private:
  static constexpr const char* kGone = ".removed";  // a file of this name in memory: that one is gone
  /// What LevelDB makes of its own accord in the background stops here; reading goes on.
  static constexpr std::uint64_t kMemoryMax = std::uint64_t{256} << 20;

  [[nodiscard]] static Status gone(const std::string& name) { return Status::NotFound(name, "removed"); }
  /// Where the file is: in memory, on the disk, or nowhere any more.
  leveldb::Env* holder_of(const std::string& name) {
    if (memory_->FileExists(name)) return memory_.get();
    return memory_->FileExists(name + kGone) ? nullptr : target();
  }

  const std::unique_ptr<leveldb::Env> memory_;
};

}  // namespace credence
