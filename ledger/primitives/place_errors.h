// SPDX-License-Identifier: Apache-2.0
// The codes of files and folders of this machine (ledger/primitives/errors_places.def).
#pragma once

#include "ledger/primitives/error.h"

namespace credence::place_code {

#define CREDENCE_ERROR(number, name, cause_en, cause_zh, remedy_en, remedy_zh) \
  inline constexpr Code name{number};
#include "ledger/primitives/errors_places.def"
#undef CREDENCE_ERROR

}  // namespace credence::place_code
