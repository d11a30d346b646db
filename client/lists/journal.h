// SPDX-License-Identifier: Apache-2.0
// The journal of an import: what was signed, kept beside the list before any of it is sent, so that a crash,
// a power cut or Ctrl-C costs nothing: the same command sends the identical bytes again, and the ledger
// executes identical bytes once.
//
//   credence-journal 1 CHAIN DIGEST LISTS   DIGEST: SHA-256 over the signer and all encoded actions
//   list INDEX LINES EXPIRY BASE64          one for each list; a later record for the same index takes its
//                                           place; without BASE64 for a list that stood on the ledger before
//   ready                                   everything above is on the disk; only now is anything sent
//   done INDEX CODE HEIGHT                  a verified receipt
//
// Every record ends in " #" and 8 hex digits of its SHA-256. A torn last record is dropped; damage before it
// is refused. The file is locked while it is open.
#pragma once

#include <filesystem>
#include <mutex>
#include <optional>
#include <vector>

#include "client/base/failure.h"
#include "ledger/chain/transaction.h"

namespace credence {

struct JournalList {
  std::size_t lines = 0;
  Height expiry = 0;
  Bytes transaction;  // empty: nothing was signed, all lines stood on the ledger
  struct Done {
    std::uint16_t code = 0;
    Height height = 0;
  };
  std::optional<Done> done;  // verified in an earlier or in this run
};

/// What a journal holds, unchanged and without its lock. `journal_damaged`, `file_unreadable`.
[[nodiscard]] Outcome<std::vector<JournalList>> read_journal(const std::filesystem::path& path);
/// The same where it is of these lists and was ready; else nothing.
[[nodiscard]] Outcome<std::vector<JournalList>> read_journal(const std::filesystem::path& path,
                                                             const ChainId& chain, const Hash32& digest);

/// Over everything that decides what is written: the same list under the same key to the same batch.
[[nodiscard]] Hash32 journal_digest(const KeyId& signer, std::span<const Bytes> actions);

/// Thread-safety: `list`, `replace` and `done` may be called from several threads.
class Journal {
 public:
  /// Opens and locks, creating an empty file. `journal_in_use`, `journal_mismatch`, `journal_damaged`,
  /// `machine_failed`.
  [[nodiscard]] static Outcome<Journal> open(const std::filesystem::path& path, const ChainId& chain,
                                             const Hash32& digest);
  Journal(Journal&& other) noexcept;
  Journal& operator=(Journal&&) = delete;
  ~Journal();

  /// False for a journal that never became ready: nothing was sent, and `begin` is to be called.
  [[nodiscard]] bool ready() const { return ready_; }
  [[nodiscard]] JournalList list(std::size_t index) const;
  [[nodiscard]] std::size_t size() const { return lists_.size(); }

  /// Writes and syncs all lists.
  [[nodiscard]] Outcome<void> begin(std::vector<JournalList> lists);
  /// A list that was signed anew, because the first one expired or was refused; synced.
  [[nodiscard]] Outcome<void> replace(std::size_t index, JournalList list);
  /// Not synced: if it is lost, the list is sent again, which repeats nothing.
  [[nodiscard]] Outcome<void> done(std::size_t index, JournalList::Done how);
  /// Removes the file: nothing of it is on its way. It stays locked as long as this lives.
  void remove();

 private:
  Journal(std::filesystem::path path, int file, const ChainId& chain, const Hash32& digest);
  /// Reads the records of a file: how many bytes of it are good, and whether it is of another list.
  struct Loaded {
    std::size_t good_bytes = 0;
    bool of_other_list = false;
  };
  [[nodiscard]] Outcome<Loaded> parse(std::string_view text);
  [[nodiscard]] Outcome<void> load();
  friend Outcome<std::vector<JournalList>> read_journal(const std::filesystem::path& path);
  friend Outcome<std::vector<JournalList>> read_journal(const std::filesystem::path& path,
                                                        const ChainId& chain, const Hash32& digest);
  [[nodiscard]] bool take(std::string_view record);
  [[nodiscard]] Outcome<void> append(const std::string& records, bool sync);
  [[nodiscard]] Failure damaged(const std::string& why) const;

  std::filesystem::path path_;
  int file_ = -1;
  ChainId chain_;
  Hash32 digest_;
  bool ready_ = false;
  std::size_t expected_ = 0;
  std::vector<JournalList> lists_;
  mutable std::mutex mutex_;
};

}  // namespace credence
