// SPDX-License-Identifier: Apache-2.0
// The codes of lists, reports and time-stamps (ledger/primitives/errors_lists.def).
#pragma once

#include "ledger/primitives/error.h"

namespace credence::list_code {

#define CREDENCE_ERROR(number, name, cause_en, cause_zh, remedy_en, remedy_zh) \
  inline constexpr Code name{number};
#include "ledger/primitives/errors_lists.def"
#undef CREDENCE_ERROR

}  // namespace credence::list_code
