// SPDX-License-Identifier: Apache-2.0
// The suite of the tests that depend on none: they run once under each (the environment's CREDENCE_TEST_SUITE).
#pragma once

#include <cstdlib>

#include "ledger/primitives/suite.h"

namespace credence::samples {

inline const Suite kSuite = [] {
  const char* const name = std::getenv("CREDENCE_TEST_SUITE");
  return name == nullptr ? Suite::secp256k1_sha256 : suite_named(name).value();
}();

}  // namespace credence::samples
