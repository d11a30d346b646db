// SPDX-License-Identifier: Apache-2.0
// The initials of pinyin: 深圳华为 is "szhw". ICU knows one reading of each character, the usual one: 重庆 is
// "zq". ICU stays in initials.cc.
#pragma once

#include <cstdint>

namespace credence::node {

/// The first letter of the reading of a Chinese character, an ASCII letter or digit as it is (small), and 0
/// of everything else. Thread-safe.
[[nodiscard]] char initial_of(std::uint32_t code_point);

}  // namespace credence::node
