// SPDX-License-Identifier: Apache-2.0
#include "client/console/options.h"

#include <charconv>

namespace credence {

Outcome<std::uint64_t> age_option(std::string_view text, std::string_view option) {
  constexpr std::uint64_t kMost = 1'000'000'000;
  std::uint64_t n = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), n);
  const std::string_view unit(end, text.data() + text.size());
  const std::uint64_t seconds = unit.empty() || unit == "s" ? 1
                                : unit == "m"               ? 60
                                : unit == "h"               ? 3600
                                : unit == "d"               ? 86'400
                                                            : 0;
  if (error != std::errc{} || seconds == 0 || n == 0 || n > kMost)
    return give_up(ExitCode::usage, Code::bad_number,
                   std::string(option) + " " + std::string(text) + ": 90s, 15m, 12h, 30d");
  return n * seconds * 1000;
}

}  // namespace credence
