// SPDX-License-Identifier: Apache-2.0
#include "client/lists/journal.h"

#include <fcntl.h>
#include <openssl/sha.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/place_to_write.h"

namespace credence {
namespace {

constexpr std::size_t kJournalBytesMax = std::size_t{4} << 30;
constexpr std::size_t kMarkBytes = 10;  // " #" and 8 digits

std::string mark_of(std::string_view record) {
  std::array<std::byte, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(record.data()), record.size(),
         reinterpret_cast<unsigned char*>(hash.data()));
  return " #" + to_hex(std::span(hash).first(4));
}

std::string sealed(const std::string& record) { return record + mark_of(record) + "\n"; }

std::vector<std::string_view> words_of(std::string_view record) {
  std::vector<std::string_view> out;
  while (true) {
    const std::size_t blank = record.find(' ');
    out.push_back(record.substr(0, blank));
    if (blank == std::string_view::npos) return out;
    record.remove_prefix(blank + 1);
  }
}

template <class N>
bool number(std::string_view text, N& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size();
}

std::string record_of(std::size_t index, const JournalList& list) {
  return sealed("list " + std::to_string(index) + " " + std::to_string(list.lines) + " " +
                std::to_string(list.expiry) + " " + to_base64(list.transaction));
}

}  // namespace

Hash32 journal_digest(const KeyId& signer, std::span<const Bytes> actions) {
  Bytes all(signer.bytes.begin(), signer.bytes.end());
  Hash32 out;
  for (const Bytes& action : actions) {
    std::array<std::byte, SHA256_DIGEST_LENGTH> hash{};
    SHA256(reinterpret_cast<const unsigned char*>(action.data()), action.size(),
           reinterpret_cast<unsigned char*>(hash.data()));
    all.insert(all.end(), hash.begin(), hash.end());
  }
  SHA256(reinterpret_cast<const unsigned char*>(all.data()), all.size(),
         reinterpret_cast<unsigned char*>(out.bytes.data()));
  return out;
}

Journal::Journal(std::filesystem::path path, int file, const ChainId& chain, const Hash32& digest)
    : path_(std::move(path)), file_(file), chain_(chain), digest_(digest) {}

Journal::Journal(Journal&& other) noexcept
    : path_(std::move(other.path_)),
      file_(std::exchange(other.file_, -1)),
      chain_(other.chain_),
      digest_(other.digest_),
      ready_(other.ready_),
      expected_(other.expected_),
      lists_(std::move(other.lists_)) {}

Journal::~Journal() {
  if (file_ >= 0) close(file_);
}

Failure Journal::damaged(const std::string& why) const {
  return {ExitCode::bad_input, Error{Code::journal_damaged, path_.string() + ": " + why}};
}

Outcome<Journal> Journal::open(const std::filesystem::path& path, const ChainId& chain,
                               const Hash32& digest) {
  if (const auto place = place_to_write(path); !place) return std::unexpected(place.error());
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0600);
  if (file < 0) return std::unexpected(machine_failure(path, errno));
  Journal journal(path, file, chain, digest);
  struct stat status{};
  // Who removes a file has it locked: one without a name was removed after it was opened here.
  if (flock(file, LOCK_EX | LOCK_NB) != 0 || fstat(file, &status) != 0 || status.st_nlink == 0)
    return give_up(ExitCode::bad_input, Code::journal_in_use, path.string());
  if (auto loaded = journal.load(); !loaded) return std::unexpected(loaded.error());
  return journal;
}

Outcome<std::vector<JournalList>> read_journal(const std::filesystem::path& path) {
  Journal journal(path, -1, {}, {});
  auto text = read_file(path, kJournalBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  if (auto parsed = journal.parse(*text); !parsed) return std::unexpected(parsed.error());
  return std::move(journal.lists_);
}

Outcome<std::vector<JournalList>> read_journal(const std::filesystem::path& path, const ChainId& chain,
                                               const Hash32& digest) {
  std::error_code none;
  if (!std::filesystem::exists(path, none)) return std::vector<JournalList>{};
  Journal journal(path, -1, chain, digest);
  auto text = read_file(path, kJournalBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  auto parsed = journal.parse(*text);
  if (!parsed) return std::unexpected(parsed.error());
  if (parsed->of_other_list || !journal.ready_) return std::vector<JournalList>{};
  return std::move(journal.lists_);
}

Outcome<Journal::Loaded> Journal::parse(std::string_view rest) {
  Loaded out;
  for (std::size_t line = 1; !rest.empty(); ++line) {
    const std::size_t end = rest.find('\n');
    const std::string_view one = rest.substr(0, end);
    const bool whole = end != std::string_view::npos && one.size() > kMarkBytes &&
                       mark_of(one.substr(0, one.size() - kMarkBytes)) == one.substr(one.size() - kMarkBytes);
    if (!whole) {
      const bool last = end == std::string_view::npos || end + 1 == rest.size();
      if (!last) return std::unexpected(damaged("line " + std::to_string(line)));
      break;  // torn by a crash while it was written
    }
    const std::string_view record = one.substr(0, one.size() - kMarkBytes);
    if (line == 1) {
      const auto words = words_of(record);
      if (words.size() != 5 || words[0] != "credence-journal" || words[1] != "1" ||
          !number(words[4], expected_))
        return std::unexpected(damaged("line 1"));
      out.of_other_list = words[2] != chain_.hex() || words[3] != digest_.hex();
    } else if (!take(record)) {
      return std::unexpected(damaged("line " + std::to_string(line)));
    }
    out.good_bytes += end + 1;
    rest.remove_prefix(end + 1);
  }
  return out;
}

Outcome<void> Journal::load() {
  auto text = read_file(path_, kJournalBytesMax);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  auto parsed = parse(*text);
  if (!parsed) return std::unexpected(parsed.error());
  std::size_t good_bytes = parsed->good_bytes;
  if (parsed
          ->of_other_list) {  // it makes room if nothing of it was sent, or nothing of it is on its way any more
    const auto over = [](const JournalList& list) {
      return list.done.has_value() || list.transaction.empty();
    };
    if (ready_ && !std::ranges::all_of(lists_, over))
      return give_up(ExitCode::bad_input, Code::journal_mismatch, path_.string());
    ready_ = false;
  }
  if (!ready_) {
    lists_.clear();
    good_bytes = 0;
  }
  if (good_bytes != text->size() && ftruncate(file_, static_cast<off_t>(good_bytes)) != 0)
    return std::unexpected(machine_failure(path_, errno));
  return {};
}

bool Journal::take(std::string_view record) {
  const auto words = words_of(record);
  std::size_t index = 0;
  if (words[0] == "ready") {
    ready_ = lists_.size() == expected_;
    return ready_;
  }
  if (words.size() < 2 || !number(words[1], index)) return false;
  if (words[0] == "list" && words.size() == 5) {
    JournalList list;
    auto bytes = from_base64(words[4]);
    if (!bytes || !number(words[2], list.lines) || !number(words[3], list.expiry)) return false;
    list.transaction = *std::move(bytes);
    if (index == lists_.size() && !ready_)
      lists_.push_back(std::move(list));
    else if (index < lists_.size() && ready_)
      lists_[index] = std::move(list);
    else
      return false;
    return true;
  }
  if (words[0] == "done" && words.size() == 4 && ready_ && index < lists_.size()) {
    JournalList::Done how;
    if (!number(words[2], how.code) || !number(words[3], how.height)) return false;
    lists_[index].done = how;
    return true;
  }
  return false;
}

Outcome<void> Journal::append(const std::string& records, bool sync) {
  std::string_view rest = records;
  while (!rest.empty()) {
    const ssize_t n = write(file_, rest.data(), rest.size());
    if (n > 0)
      rest.remove_prefix(static_cast<std::size_t>(n));
    else if (errno != EINTR)
      return std::unexpected(machine_failure(path_, errno));
  }
  if (sync && fsync(file_) != 0) return std::unexpected(machine_failure(path_, errno));
  return {};
}

Outcome<void> Journal::begin(std::vector<JournalList> lists) {
  CREDENCE_ASSERT(!ready_);
  std::string text =
      sealed("credence-journal 1 " + chain_.hex() + " " + digest_.hex() + " " + std::to_string(lists.size()));
  for (std::size_t i = 0; i < lists.size(); ++i) text += record_of(i, lists[i]);
  if (auto written = append(text, true); !written) return written;
  if (auto written = append(sealed("ready"), true); !written) return written;
  const std::filesystem::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  for (const auto& place : {folder, folder / ".."})  // the folder may be new as well
    if (const int opened = ::open(place.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC); opened >= 0) {
      fsync(opened);
      close(opened);
    }
  lists_ = std::move(lists);
  expected_ = lists_.size();
  ready_ = true;
  return {};
}

JournalList Journal::list(std::size_t index) const {
  const std::lock_guard lock(mutex_);
  CREDENCE_ASSERT(index < lists_.size());
  return lists_[index];
}

Outcome<void> Journal::replace(std::size_t index, JournalList list) {
  const std::lock_guard lock(mutex_);
  CREDENCE_ASSERT(ready_ && index < lists_.size());
  if (auto written = append(record_of(index, list), true); !written) return written;
  lists_[index] = std::move(list);
  return {};
}

Outcome<void> Journal::done(std::size_t index, JournalList::Done how) {
  const std::lock_guard lock(mutex_);
  CREDENCE_ASSERT(ready_ && index < lists_.size());
  lists_[index].done = how;
  return append(sealed("done " + std::to_string(index) + " " + std::to_string(how.code) + " " +
                       std::to_string(how.height)),
                false);
}

void Journal::remove() { unlink(path_.c_str()); }

}  // namespace credence
