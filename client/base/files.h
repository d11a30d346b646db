// SPDX-License-Identifier: Apache-2.0
// Small files written so that a crash leaves the old one or the new one, never half of one.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "client/base/failure.h"

namespace credence {

inline constexpr std::size_t kFileBytesMax = std::size_t{512} << 20;  // where a caller names no smaller bound

/// The whole file, at most `bytes_max`; `file_unreadable` names the path and the reason.
[[nodiscard]] Result<std::string> read_file(const std::filesystem::path& path,
                                            std::size_t bytes_max = kFileBytesMax);
/// Writes beside the file, syncs, renames, syncs the directory. Missing directories are made. `mode`: 0600
/// for secrets.
[[nodiscard]] Outcome<void> write_file(const std::filesystem::path& path, std::string_view text,
                                       unsigned mode = 0644);
/// A file's name with this end; of a name that is too long for it the beginning and a mark of the whole.
[[nodiscard]] std::filesystem::path beside(const std::filesystem::path& file, std::string_view end);
/// Whether its mode lets other users read or write it.
[[nodiscard]] bool others_may_read(const std::filesystem::path& file);
[[nodiscard]] Outcome<void> make_directories(const std::filesystem::path& path);
/// Those that are missing are for this user alone: mode 0700.
[[nodiscard]] Outcome<void> make_private_directories(const std::filesystem::path& path);
/// What errno says, with the path.
[[nodiscard]] Failure machine_failure(const std::filesystem::path& path, int error_number);

}  // namespace credence
