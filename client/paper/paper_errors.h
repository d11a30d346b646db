// SPDX-License-Identifier: Apache-2.0
// The codes of what people print (ledger/primitives/errors_paper.def).
#pragma once

#include "ledger/primitives/error.h"

namespace credence::paper_code {

#define CREDENCE_ERROR(number, name, cause_en, cause_zh, remedy_en, remedy_zh) \
  inline constexpr Code name{number};
#include "ledger/primitives/errors_paper.def"
#undef CREDENCE_ERROR

}  // namespace credence::paper_code
