// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry. The first run writes the target's seeds into the corpus directory that
// CREDENCE_FUZZ_SEEDS names.
#include <cstdlib>
#include <fstream>

#include "tests/fuzz/fuzz.h"

using credence::Bytes;

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  const char* directory = std::getenv("CREDENCE_FUZZ_SEEDS");
  if (directory == nullptr) return 0;
  std::size_t number = 0;
  for (const Bytes& seed : credence::fuzz::corpus()) {
    std::ofstream out(std::string(directory) + "/seed" + std::to_string(number++), std::ios::binary);
    out << credence::text_of(seed);
  }
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  credence::fuzz::one_input(std::as_bytes(std::span(data, size)));
  return 0;
}
