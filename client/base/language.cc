// SPDX-License-Identifier: Apache-2.0
#include "client/base/language.h"

#include <cstdlib>

namespace credence {

Language choose_language(std::string_view option) {
  std::string_view chosen = option;
  for (const char* name : {"CREDENCE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    if (!chosen.empty()) break;
    if (const char* value = std::getenv(name)) chosen = value;
  }
  return chosen.starts_with("zh") ? Language::zh : Language::en;
}

}  // namespace credence
