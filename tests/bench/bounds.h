// SPDX-License-Identifier: Apache-2.0
// What bounds a ledger on this machine, measured in the same run as what is compared with it.
#pragma once

#include <chrono>
#include <filesystem>
#include <optional>

#include "ledger/tree/key_value.h"

namespace credence::bench {

using Clock = std::chrono::steady_clock;
[[nodiscard]] double seconds_since(Clock::time_point start);
/// What the calling thread has computed, and what the whole process has: on a shared machine they say more
/// than the wall clock.
[[nodiscard]] double thread_seconds();
[[nodiscard]] double process_seconds();

/// Signature checks a second of a key that was parsed before, as the ledger checks them: of `cores` threads
/// at once by the wall clock, and of one thread's own time.
struct SignatureRate {
  double wall = 0, per_cpu_second = 0;
};
[[nodiscard]] SignatureRate signature_checks_per_second(std::size_t cores);
/// SHA-256 of 64 bytes (under a tag, as the trees do it), one thread, of its own time.
[[nodiscard]] double sha256_per_second();
/// Seconds that one synced write of each of these batches takes into an empty LevelDB in `directory`, by the
/// wall clock.
[[nodiscard]] double synced_write_seconds(const std::filesystem::path& directory,
                                          const std::vector<WriteBatch>& batches);

/// How often the disk under `directory` takes 8 KiB and says that it has them, in a second.
[[nodiscard]] double syncs_per_second(const std::filesystem::path& directory);

[[nodiscard]] std::uintmax_t bytes_in(const std::filesystem::path& directory);
/// Resident memory of a live process, in bytes; without one, of this one.
[[nodiscard]] std::size_t resident_bytes(std::optional<pid_t> process = {});

}  // namespace credence::bench
