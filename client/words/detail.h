// SPDX-License-Identifier: Apache-2.0
// What the ledger says beside an error, for people: in their language, and amounts in 元 where it counts fen.
// Its details are English texts of few words; names, ids and numbers in them stay as they are.
#pragma once

#include "client/base/language.h"
#include "ledger/primitives/error.h"

namespace credence {

/// The detail as it is shown; that of an error which is none of the ledger's rules stays as it is.
[[nodiscard]] std::string detail_text(const Error& error, Language language);

}  // namespace credence
