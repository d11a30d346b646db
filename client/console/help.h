// SPDX-License-Identifier: Apache-2.0
// What is printed of a command: its help, and what is wrong with how it was called.
#pragma once

#include "client/console/app.h"

namespace credence {

/// What is said of a command or an option, in one line.
[[nodiscard]] std::string first_line(Words about, Language language);

/// Lines of at most `width` columns.
[[nodiscard]] std::string help_text(const Command& command, Language language, std::size_t width);

/// A command line in lines of a width, parted only between words: what is pasted into a shell is what was meant.
[[nodiscard]] std::string folded_command(std::string_view line, std::size_t width);

/// What stands after the command's name: "PROGRAMME", "[FILE]", "--batch BATCH", "[OPTIONS]".
[[nodiscard]] std::vector<std::string> usage_words(const Command& command, Language language);
/// Its arguments, or its options.
[[nodiscard]] std::vector<const Option*> own_options(const Command& command, bool arguments);
/// Those of the commands above that it uses.
[[nodiscard]] std::vector<const Option*> common_options(const Command& command);
/// "-o, --out FILE".
[[nodiscard]] std::string option_names(const Option& option);
/// What it is, and in brackets what it has to be and what it goes with.
[[nodiscard]] std::string option_about(const Option& option, Language language);

/// "unknown words (shwo)", and of it what stands in the brackets.
[[nodiscard]] std::string mistake_text(const Mistake& mistake, Language language);
[[nodiscard]] std::string mistake_detail(const Mistake& mistake, Language language);

/// Those of `words` that one meant who wrote `written`: the nearest ones if they are near enough, else
/// nothing. At most three.
[[nodiscard]] std::vector<std::string> nearest(std::string_view written,
                                               const std::vector<std::string>& words);

}  // namespace credence
