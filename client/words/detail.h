// SPDX-License-Identifier: Apache-2.0
// What is said beside an error, for people: what the ledger says, in their language; else what this machine says.
#pragma once

#include "client/base/language.h"
#include "ledger/primitives/error.h"

namespace credence {

/// Of the ledger's rules the words of its details; else the detail as it is.
[[nodiscard]] std::string detail_text(const Error& error, Language language);

}  // namespace credence
