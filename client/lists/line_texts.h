// SPDX-License-Identifier: Apache-2.0
// Texts by which lines of a list are told apart. Internal to client/lists/lines*.cc.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "ledger/domain/actions.h"

namespace credence {

inline std::string code_text(const Uscc& code) { return std::string(text_of(code)); }
inline std::string day_text(const std::optional<Date>& day) { return day ? day->iso() : std::string(); }
inline std::string joined(std::initializer_list<std::string> parts) {
  std::string out;
  for (const std::string& part : parts) out += part + "\n";
  return out;
}

}  // namespace credence
