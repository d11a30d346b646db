// SPDX-License-Identifier: Apache-2.0
// What a shell may offer for a command line that is being typed, from the commands as they are declared.
#pragma once

#include "client/console/app.h"

namespace credence {

enum class Shell : std::uint8_t { bash, zsh, fish };

struct Completion {
  struct Offer {
    std::string word, about;  // the first line of what is said of it
  };
  std::vector<Offer> offers;  // those that begin as the last word does
  bool files = false;         // the word names a file
};

/// `words`: what stands after the program's name; the last one is being typed and may be empty.
[[nodiscard]] Completion complete(const Command& root, std::span<const std::string> words, Language language);

/// What the shell reads once: it asks `credence completion offers -- WORD…` at each press of the key.
[[nodiscard]] std::string_view completion_script(Shell shell);

}  // namespace credence
