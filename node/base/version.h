// SPDX-License-Identifier: Apache-2.0
// The version of the node, as it shows itself.
#pragma once

#include <string_view>

namespace credence::node {
inline constexpr std::string_view kVersion = "0.1.0";
inline constexpr std::string_view kServerName = "Credence/0.1";
}  // namespace credence::node
