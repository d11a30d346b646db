// SPDX-License-Identifier: Apache-2.0
// The detail of an error that concerns one line of a list: "line 17, amount: 0". It is written and read here
// alone.
#pragma once

#include <charconv>
#include <optional>
#include <string>

namespace credence {

/// "line 17, " before what is said of it.
[[nodiscard]] inline std::string line_detail(std::uint32_t line, std::string_view what) {
  return "line " + std::to_string(line) + ", " + std::string(what);
}

struct LineDetail {
  std::uint32_t line = 0;
  std::string_view what;  // is said of it: a part of the detail
  /// The field that it begins with; empty: it names none.
  [[nodiscard]] std::string_view field() const {
    const std::size_t colon = what.find(": ");
    return what.substr(0, colon == std::string_view::npos ? 0 : colon);
  }
};
/// None: it concerns no line.
[[nodiscard]] inline std::optional<LineDetail> read_line_detail(std::string_view detail) {
  constexpr std::string_view kLine = "line ", kComma = ", ";
  if (!detail.starts_with(kLine)) return std::nullopt;
  detail.remove_prefix(kLine.size());
  LineDetail out;
  const auto [end, error] = std::from_chars(detail.data(), detail.data() + detail.size(), out.line);
  if (error != std::errc{}) return std::nullopt;
  detail.remove_prefix(static_cast<std::size_t>(end - detail.data()));
  if (!detail.starts_with(kComma)) return std::nullopt;
  out.what = detail.substr(kComma.size());
  return out;
}

}  // namespace credence
