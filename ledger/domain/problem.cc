// SPDX-License-Identifier: Apache-2.0
#include "ledger/domain/problem.h"

namespace credence {

std::string_view name_of(ProblemStage stage) {
  static constexpr auto kNames = std::to_array<std::string_view>({"open", "answered", "mended"});
  static_assert(kNames.size() == static_cast<std::size_t>(last_of(ProblemStage{})) + 1);
  return kNames[static_cast<std::size_t>(stage)];
}

}  // namespace credence
