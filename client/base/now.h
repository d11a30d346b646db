// SPDX-License-Identifier: Apache-2.0
// The clock of the machine that the client runs on: it dates what is signed and says how old a proof is; no
// proof depends on it.
#pragma once

#include <chrono>
#include <cstdint>

#include "ledger/domain/types.h"

namespace credence {

/// Milliseconds since 1970 (UTC).
[[nodiscard]] inline std::uint64_t now_ms() {
  using namespace std::chrono;
  return static_cast<std::uint64_t>(
      duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
}
[[nodiscard]] inline Date today_in_china() { return date_in_china(now_ms()); }

}  // namespace credence
