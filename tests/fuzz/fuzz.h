// SPDX-License-Identifier: Apache-2.0
// A fuzz target is two functions. With clang it is a libFuzzer program (fuzz_libfuzzer.cc); with any other
// compiler, and in ctest, the same target runs on its seeds and on a fixed number of seeded changes of them
// (fuzz_seeded.cc).
#pragma once

#include <algorithm>
#include <vector>

#include "ledger/primitives/bytes.h"

namespace credence::fuzz {

/// Asserts what must hold for these bytes.
void one_input(BytesView bytes);
/// Valid inputs, from which changed ones are made.
[[nodiscard]] std::vector<Bytes> seeds();

/// These, and the files of tests/data/fuzz/TARGET: what once was hard.
[[nodiscard]] std::vector<Bytes> corpus();

}  // namespace credence::fuzz
