// SPDX-License-Identifier: Apache-2.0
// Another program, run on bytes in memory, within bounds: what hostile bytes do to it stays in a process of
// its own, which has none of this one's files, memory or environment.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/primitives/error.h"

namespace credence::node {

struct ProgramBounds {
  std::chrono::milliseconds time{30'000};  // by the clock on the wall
  std::uint64_t cpu_seconds = 20;
  std::uint64_t memory_bytes = 0;  // of its own data
  std::size_t output_bytes = 0;
};

/// Runs `program` with `words`; its standard input is `input`, its file 3 is `beside`, both in memory alone.
/// What it printed, whatever its exit code. `limit_exceeded` if it needed more than it may have, `internal`
/// if it cannot be run or printed nothing, `node_stopping` if `stop` became true meanwhile.
[[nodiscard]] Result<std::string> run_program(const std::string& program,
                                              const std::vector<std::string>& words, std::string_view input,
                                              std::string_view beside, const ProgramBounds& bounds,
                                              const std::atomic<bool>& stop);

}  // namespace credence::node
