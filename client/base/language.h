// SPDX-License-Identifier: Apache-2.0
// The language that a person reads: Chinese or English.
#pragma once

#include <string_view>

namespace credence {

enum class Language { en, zh };

/// `--lang`, else CREDENCE_LANG, else LC_ALL / LC_MESSAGES / LANG: Chinese if it begins with "zh", otherwise
/// English. An empty `option` means none was given.
[[nodiscard]] Language choose_language(std::string_view option);

/// A text in both languages.
struct Words {
  std::string_view en, zh;
  [[nodiscard]] std::string_view in(Language language) const { return language == Language::zh ? zh : en; }
};

}  // namespace credence
