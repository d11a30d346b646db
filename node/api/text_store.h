// SPDX-License-Identifier: Apache-2.0
// The texts of credit entries that this node keeps: one file each, so that erasing one leaves nothing of it
// in a log or a table. (In a key-value store a deleted value stays on the disk until its table happens to be
// rewritten.)
//
//   DIR/ab/abcd….text    TextRecord, named by the key hash of its entry, mode 0600
//   DIR/format           the number of this format: "1"
//
// A file is written beside, synced and renamed.
//
// Erasing overwrites the file, syncs it, removes it and syncs the directory. What the file system or the disk
// keeps elsewhere (snapshots, worn flash blocks, backups) is beyond it: docs/threats.md.
//
// Thread-safety: all members, from any thread.
#pragma once

#include <mutex>

#include "ledger/domain/credit_text.h"
#include "ledger/primitives/bytes.h"

namespace credence::node {

struct TextRecord {
  CreditKey entry;
  CreditText text;
  template <class A>
  void serialize(A& a) {
    a(entry, text);
  }
};

class TextStore {
 public:
  /// Opens or makes the directory, and removes what a crash left half written. `store_format` for one of
  /// another format, `storage_failed`.
  [[nodiscard]] static Result<std::unique_ptr<TextStore>> open(Suite suite, const std::string& directory,
                                                               std::uint64_t bytes_max);

  /// Durable when it returns. A text of the entry that is there already is replaced. `text_store_full`,
  /// `storage_failed`.
  [[nodiscard]] Result<void> put(const CreditKey& entry, const CreditText& text);
  /// `storage_corrupt` for a file that holds something else.
  [[nodiscard]] Result<std::optional<CreditText>> get(const CreditKey& entry) const;
  /// True if there was one.
  [[nodiscard]] Result<bool> erase(const CreditKey& entry);
  /// The entries whose texts are held, in no particular order.
  [[nodiscard]] Result<std::vector<CreditKey>> entries() const;
  [[nodiscard]] std::uint64_t bytes() const;

 private:
  TextStore(Suite suite, std::string directory, std::uint64_t bytes_max)
      : suite_(suite), directory_(std::move(directory)), bytes_max_(bytes_max) {}
  [[nodiscard]] Result<void> check_format() const;
  [[nodiscard]] std::string path_of(const CreditKey& entry) const;
  [[nodiscard]] Result<bool> remove(const std::string& path);

  const Suite suite_;  // of the files' names
  const std::string directory_;
  const std::uint64_t bytes_max_;
  mutable std::mutex mutex_;
  std::uint64_t bytes_ = 0;
};

}  // namespace credence::node
