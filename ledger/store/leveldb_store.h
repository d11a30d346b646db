// SPDX-License-Identifier: Apache-2.0
// The key-value store of a node: LevelDB, with paranoid checks, checksums verified on every read, a Bloom
// filter and bounded caches.
//
// A torn tail of the log is dropped on opening (those writes were never durable); other damage refuses to
// open or to read, with `storage_corrupt`. A write that failed may be on the disk in part, so that after it
// every write fails in the same way: the process must stop and start again from what is durable.
//
// Thread-safety: as KeyValue demands.
#pragma once

#include <string>

#include "ledger/primitives/limits.h"
#include "ledger/tree/key_value.h"

namespace leveldb {
class Env;
}

namespace credence {

struct LevelDbOptions {
  std::size_t cache_bytes = 64 * limits::kMiB;         // of uncompressed blocks
  std::size_t write_buffer_bytes = 32 * limits::kMiB;  // held in memory, up to twice
  int open_files_max = 500;
  // another file system, for tests that inject faults; not owned
  leveldb::Env* env = nullptr;
  // Nothing on the disk is made, changed or removed: what is written stays in memory, and goes with the store.
  // It is read also where CURRENT is lost and the one manifest is there.
  bool untouched = false;
};

/// Whether a store is in `directory`, by the names of its files: false where nothing of one is, or no more
/// than a creation leaves that a crash cut off. `storage_corrupt` where a file is missing without which LevelDB
/// would take the rest for rubbish: it makes an empty store of it, and erases the tables.
[[nodiscard]] Result<bool> leveldb_is_there(const std::string& directory, leveldb::Env* env = nullptr);
/// Opens or creates the store in `directory`, whose parents are made; a store that is not whole
/// (leveldb_is_there) is never created anew. `storage_locked` if another process has it open, `storage_full`,
/// `storage_corrupt`, or `storage_failed` with what the system said. Untouched: `not_found` if there is none.
[[nodiscard]] Result<std::unique_ptr<KeyValue>> open_leveldb(const std::string& directory,
                                                             const LevelDbOptions& options = {});
/// Removes the files of a store that nobody has open, also of half a one; other files in the directory stay.
[[nodiscard]] Result<void> destroy_leveldb(const std::string& directory);

}  // namespace credence
