// SPDX-License-Identifier: Apache-2.0
// The SHA-256 of a file, as sha256sum prints it, and its size.
#pragma once

#include <filesystem>

#include "ledger/primitives/bytes.h"

namespace credence {

struct FileHash {
  Hash32 sha256;
  std::uint64_t size_bytes = 0;
};
/// Reads the file in pieces; `file_unreadable`.
[[nodiscard]] Result<FileHash> hash_file(const std::filesystem::path& path);

}  // namespace credence
