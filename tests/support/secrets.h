// SPDX-License-Identifier: Apache-2.0
// Secret keys for tests, told apart by a number.
#pragma once

#include "ledger/primitives/keys.h"
#include "tests/support/suite.h"

namespace credence::samples {

inline SecretKey secret(std::uint8_t seed) {
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{seed});
  return SecretKey::from(kSuite, bytes).value();
}

}  // namespace credence::samples
