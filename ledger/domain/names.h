// SPDX-License-Identifier: Apache-2.0
// Texts of the domain, inside ledger/domain: characters, and the names of an enumeration's values.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace credence {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

/// How many bytes the character at `at` has if it is an ordinary one, else 0. Ordinary are printable ASCII,
/// the unified ideographs of the first block and full-width punctuation (U+3001 to U+3015, with the brackets of
/// document numbers, U+FF01 to U+FF5E): nearly every text holds nothing else. All of them are plain, none is a mark, and they are in normal form C
/// whatever stands beside them.
constexpr std::size_t ordinary_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  if (byte(0) < 0x80) return byte(0) >= 0x20 && byte(0) < 0x7f ? 1 : 0;
  if (text.size() - at < 3 || byte(0) >> 4 != 0xe || byte(1) >> 6 != 2 || byte(2) >> 6 != 2) return 0;
  const unsigned c = (byte(0) & 0xfU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
  return (c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3001 && c <= 0x3015) || (c >= 0xff01 && c <= 0xff5e) ? 3 : 0;
}
/// The text holds ordinary characters alone; so it is valid UTF-8.
constexpr bool is_ordinary(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = ordinary_at(text, at);
    if (size == 0) return false;
    at += size;
  }
  return true;
}

/// The value whose name this is; `names` are in the order of the values.
template <class E, std::size_t N>
std::optional<E> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::ranges::find(names, name);
  if (at == names.end()) return std::nullopt;
  return static_cast<E>(at - names.begin());
}

}  // namespace credence
