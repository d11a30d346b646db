// SPDX-License-Identifier: Apache-2.0
// On which line of a JSON text each value stands, by its path: "posts[3].roles[0]". Internal to
// client/setup/catalogue*.cc.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace credence {

using JsonLines = std::map<std::string, std::size_t, std::less<>>;

/// Of a text that is JSON; the whole stands under the empty path.
[[nodiscard]] JsonLines lines_of_json(std::string_view text);
/// The line of a place, or of the nearest thing around it that is there.
[[nodiscard]] std::size_t line_of(const JsonLines& lines, std::string_view path);

}  // namespace credence
