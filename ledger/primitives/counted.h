// SPDX-License-Identifier: Apache-2.0
// Things that are counted, in the English of details and logs: "1 byte", "2 bytes".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace credence {

[[nodiscard]] inline std::string counted(std::uint64_t number, std::string_view one, std::string_view many) {
  return std::to_string(number) + " " + std::string(number == 1 ? one : many);
}

}  // namespace credence
