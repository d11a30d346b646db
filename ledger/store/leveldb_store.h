// KeyValue over LevelDB: the only file that knows it.
//
// LevelDB checks the checksum of every block it reads (paranoid checks are on), so a flipped byte is `storage_corrupt`, never a
// wrong value. A write that failed may be on the disk in part; LevelDB then refuses all further ones, and so does this class
// (`storage_failed`): the process must stop and start again from what is durable.
//
// Thread-safety: as KeyValue demands.
#pragma once

#include <cstddef>
#include <string>

#include "ledger/primitives/limits.h"
#include "ledger/state/key_value.h"

namespace leveldb {
class Env;
}

namespace credence {

struct LevelDbOptions {
  std::size_t cache_bytes = 64 * limits::kMiB;         // of blocks read
  std::size_t write_buffer_bytes = 32 * limits::kMiB;  // in memory before it becomes a table; two of them at most
  int open_files_max = 500;
  leveldb::Env* env = nullptr;                         // another file system, for tests that inject faults; not owned
};

/// Opens or creates a database in a folder. `storage_locked`, `storage_corrupt`, `storage_full`, `storage_failed`, with the path.
[[nodiscard]] Result<std::unique_ptr<KeyValue>> open_leveldb(const std::string& folder, const LevelDbOptions& options = {});

}  // namespace credence
