// SPDX-License-Identifier: Apache-2.0
// What is printed of a command: its help, and what is wrong with how it was called.
#pragma once

#include "client/console/app.h"

namespace credence {

/// Lines of at most `width` columns.
[[nodiscard]] std::string help_text(const Command& command, Language language, std::size_t width);

/// "unknown words (shwo)", and of it what stands in the brackets.
[[nodiscard]] std::string mistake_text(const Mistake& mistake, Language language);
[[nodiscard]] std::string mistake_detail(const Mistake& mistake, Language language);

/// Those of `words` that one meant who wrote `written`: the nearest ones if they are near enough, else
/// nothing. At most three.
[[nodiscard]] std::vector<std::string> nearest(std::string_view written,
                                               const std::vector<std::string>& words);

}  // namespace credence
