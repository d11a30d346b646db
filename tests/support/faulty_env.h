// SPDX-License-Identifier: Apache-2.0
// A file system in memory under LevelDB that fails as disks do: writes that were not synced are lost in part,
// writes fail or are short, the disk is full, bits flip, reads come from elsewhere. Deterministic but for
// LevelDB's own threads.
#pragma once

#include <leveldb/env.h>

#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace credence {

class FaultyEnv final : public leveldb::EnvWrapper {
 public:
  enum class Write : std::uint8_t { good, full, failing, cut_short, failing_sync };

  FaultyEnv() : EnvWrapper(leveldb::Env::Default()) {}

  // ---- faults
  /// From now on, after `bytes` more.
  void break_writes(Write how, std::size_t bytes) {
    const std::lock_guard lock(mutex_);
    how_ = how;
    left_ = bytes;
  }
  void repair() { break_writes(Write::good, 0); }
  /// The machine dies: of what was not synced a random part is there, and the last of it may be noise.
  void crash(std::minstd_rand& random) {
    const std::lock_guard lock(mutex_);
    how_ = Write::good;
    for (auto& [name, file] : files_) {
      if (file->data.size() == file->synced) continue;
      const std::size_t kept = file->synced + random() % (file->data.size() - file->synced + 1);
      file->data.resize(kept);
      if (kept > file->synced && random() % 3 == 0)
        file->data[kept - 1] = static_cast<char>(file->data[kept - 1] ^ 0x55);
      file->synced = kept;
    }
    locked_.clear();
  }
  /// In any file but the lock; its name and place, for messages.
  std::string flip_bit(std::minstd_rand& random) {
    const std::lock_guard lock(mutex_);
    std::vector<std::pair<std::string, File*>> all;
    for (auto& [name, file] : files_)
      if (!file->data.empty()) all.emplace_back(name, file.get());
    auto& [name, file] = all.at(random() % all.size());
    const std::size_t at = random() % file->data.size();
    file->data[at] = static_cast<char>(file->data[at] ^ (1 << random() % 8));
    return name + " at " + std::to_string(at);
  }
  /// One in `every` reads of a table, as the seed draws, comes from another place of it; 0: none.
  void misdirect(unsigned every, unsigned seed) {
    const std::lock_guard lock(mutex_);
    misdirect_every_ = every;
    random_.seed(seed);
  }
  [[nodiscard]] std::size_t misdirected() const { return misdirected_; }
  [[nodiscard]] std::size_t syncs() const { return syncs_; }

  // ---- leveldb::Env
  leveldb::Status NewSequentialFile(const std::string& name, leveldb::SequentialFile** out) override {
    return open<Sequential>(name, out);
  }
  leveldb::Status NewRandomAccessFile(const std::string& name, leveldb::RandomAccessFile** out) override {
    return open<RandomAccess>(name, out);
  }
  leveldb::Status NewWritableFile(const std::string& name, leveldb::WritableFile** out) override {
    const std::lock_guard lock(mutex_);
    files_[name] = std::make_shared<File>();
    *out = new Writable(files_[name], *this);
    return {};
  }
  leveldb::Status NewAppendableFile(const std::string& name, leveldb::WritableFile** out) override {
    const std::lock_guard lock(mutex_);
    auto& file = files_[name];
    if (!file) file = std::make_shared<File>();
    *out = new Writable(file, *this);
    return {};
  }
  bool FileExists(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    return files_.contains(name);
  }
  leveldb::Status GetChildren(const std::string& folder, std::vector<std::string>* out) override {
    const std::lock_guard lock(mutex_);
    out->clear();
    for (const auto& [name, file] : files_)
      if (name.starts_with(folder + "/")) out->push_back(name.substr(folder.size() + 1));
    return {};
  }
  leveldb::Status RemoveFile(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    return files_.erase(name) == 1 ? leveldb::Status() : leveldb::Status::NotFound(name);
  }
  leveldb::Status DeleteFile(const std::string& name) override { return RemoveFile(name); }
  leveldb::Status CreateDir(const std::string&) override { return {}; }
  leveldb::Status RemoveDir(const std::string&) override { return {}; }
  leveldb::Status GetFileSize(const std::string& name, std::uint64_t* size) override {
    const std::lock_guard lock(mutex_);
    const auto at = files_.find(name);
    if (at == files_.end()) return leveldb::Status::NotFound(name);
    *size = at->second->data.size();
    return {};
  }
  leveldb::Status RenameFile(const std::string& from, const std::string& to) override {
    const std::lock_guard lock(mutex_);
    const auto at = files_.find(from);
    if (at == files_.end()) return leveldb::Status::NotFound(from);
    files_[to] = at->second;
    files_.erase(from);
    return {};
  }
  leveldb::Status LockFile(const std::string& name, leveldb::FileLock** out) override {
    const std::lock_guard lock(mutex_);
    if (!locked_.insert(name).second)
      return leveldb::Status::IOError("lock " + name, "already held by process");
    *out = new Lock(name);
    return {};
  }
  leveldb::Status UnlockFile(leveldb::FileLock* lock) override {
    const std::lock_guard guard(mutex_);
    locked_.erase(static_cast<Lock*>(lock)->name);
    delete lock;
    return {};
  }
  leveldb::Status NewLogger(const std::string&, leveldb::Logger** out) override {
    *out = nullptr;
    return leveldb::Status::NotSupported("no log");
  }

 private:
  struct File {
    std::string data;
    std::size_t synced = 0;
  };
  struct Lock final : leveldb::FileLock {
    explicit Lock(std::string of) : name(std::move(of)) {}
    std::string name;
  };

  class Sequential final : public leveldb::SequentialFile {
   public:
    Sequential(std::shared_ptr<File> file, FaultyEnv& env) : file_(std::move(file)), env_(env) {}
    leveldb::Status Read(std::size_t n, leveldb::Slice* out, char* scratch) override {
      const std::lock_guard lock(env_.mutex_);
      n = std::min(n, file_->data.size() - at_);
      file_->data.copy(scratch, n, at_);
      at_ += n;
      *out = {scratch, n};
      return {};
    }
    leveldb::Status Skip(std::uint64_t n) override {
      const std::lock_guard lock(env_.mutex_);
      at_ = std::min<std::size_t>(file_->data.size(), at_ + n);
      return {};
    }

   private:
    std::shared_ptr<File> file_;
    FaultyEnv& env_;
    std::size_t at_ = 0;
  };

  class RandomAccess final : public leveldb::RandomAccessFile {
   public:
    RandomAccess(std::shared_ptr<File> file, FaultyEnv& env) : file_(std::move(file)), env_(env) {}
    leveldb::Status Read(std::uint64_t offset, std::size_t n, leveldb::Slice* out,
                         char* scratch) const override {
      const std::lock_guard lock(env_.mutex_);
      const std::string& data = file_->data;
      if (env_.misdirect_every_ > 0 && data.size() > n && env_.random_() % env_.misdirect_every_ == 0) {
        ++env_.misdirected_;
        offset = env_.random_() % (data.size() - n);
      }
      if (offset > data.size()) return leveldb::Status::IOError("read", "beyond the end");
      n = std::min<std::size_t>(n, data.size() - offset);
      data.copy(scratch, n, offset);
      *out = {scratch, n};
      return {};
    }

   private:
    std::shared_ptr<File> file_;
    FaultyEnv& env_;
  };

  class Writable final : public leveldb::WritableFile {
   public:
    Writable(std::shared_ptr<File> file, FaultyEnv& env) : file_(std::move(file)), env_(env) {}
    leveldb::Status Append(const leveldb::Slice& data) override {
      const std::lock_guard lock(env_.mutex_);
      const bool breaks =
          env_.how_ != Write::good && env_.how_ != Write::failing_sync && data.size() > env_.left_;
      if (!breaks) {
        env_.left_ -= std::min(env_.left_, data.size());
        file_->data.append(data.data(), data.size());
        return {};
      }
      if (env_.how_ == Write::cut_short) file_->data.append(data.data(), env_.left_);
      env_.left_ = 0;
      return leveldb::Status::IOError(
          "write", env_.how_ == Write::full ? "No space left on device" : "Input/output error");
    }
    leveldb::Status Close() override { return {}; }
    leveldb::Status Flush() override { return {}; }
    leveldb::Status Sync() override {
      const std::lock_guard lock(env_.mutex_);
      if (env_.how_ == Write::failing_sync && env_.left_ == 0)
        return leveldb::Status::IOError("fsync", "Input/output error");
      ++env_.syncs_;
      file_->synced = file_->data.size();
      return {};
    }

   private:
    std::shared_ptr<File> file_;
    FaultyEnv& env_;
  };

  template <class Kind, class Base>
  leveldb::Status open(const std::string& name, Base** out) {
    const std::lock_guard lock(mutex_);
    const auto at = files_.find(name);
    if (at == files_.end()) return leveldb::Status::NotFound(name, "No such file");
    *out = new Kind(at->second, *this);
    return {};
  }

  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<File>> files_;
  std::set<std::string> locked_;
  Write how_ = Write::good;
  std::size_t left_ = 0;
  unsigned misdirect_every_ = 0;
  std::minstd_rand random_;
  std::size_t misdirected_ = 0, syncs_ = 0;
};

}  // namespace credence
