// SPDX-License-Identifier: Apache-2.0
// What a plan calls kinds of things, for people: they are words of plan.json, and a plan may have others.
#pragma once

#include <string_view>

#include "client/base/language.h"

namespace credence {

/// "industry-association" in Chinese; one that is not known, and all in English, as it is written.
[[nodiscard]] std::string_view plan_kind(std::string_view kind, Language language);

}  // namespace credence
