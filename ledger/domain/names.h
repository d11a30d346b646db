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

/// The value whose name this is; `names` are in the order of the values.
template <class E, std::size_t N>
std::optional<E> named(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto at = std::ranges::find(names, name);
  if (at == names.end()) return std::nullopt;
  return static_cast<E>(at - names.begin());
}

}  // namespace credence
