// SPDX-License-Identifier: Apache-2.0
// Named features of the protocol: rules that a chain has or has not, from its genesis or from a height on
// that a vote decided. A chain without a feature is executed as before the feature existed, so that old
// chains replay to the same roots.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace credence::features {

/// What a department does in a role needs the signature of a second key of it, with the role `check`.
inline constexpr std::string_view kFourEyes = "four-eyes";

inline constexpr auto kAll = std::to_array<std::string_view>({kFourEyes});

[[nodiscard]] constexpr bool known(std::string_view name) {
  return std::ranges::find(kAll, name) != kAll.end();
}

}  // namespace credence::features
