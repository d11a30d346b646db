// SPDX-License-Identifier: Apache-2.0
// Which numbers of errors.def are rules of the domain: what a receipt can name beside the errors of
// transactions and encoding.
#pragma once

#include "ledger/primitives/error.h"

namespace credence {

[[nodiscard]] inline bool is_of_domain(Code code) {
  const auto number = static_cast<std::uint16_t>(code);
  return (number >= 300 && number < 500) || (number >= 820 && number < 830);
}

}  // namespace credence
