// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace credence {

/// The names of an enumeration's values, from `first` on.
template <class E>
[[nodiscard]] std::vector<std::string_view> all_names(E first = E{}) {
  std::vector<std::string_view> out;
  for (auto i = static_cast<std::size_t>(first); i <= static_cast<std::size_t>(last_of(E{})); ++i)
    out.push_back(name_of(static_cast<E>(i)));
  return out;
}

}  // namespace credence
