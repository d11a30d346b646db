// SPDX-License-Identifier: Apache-2.0
// The demonstration: a network of four validators that starts from a catalogue, records the published facts
// of the sample and a synthetic programme, titles, credit entry and targets through their whole life (and
// synthetic volume), proves what it recorded, and says what to try next. What is recorded already is not
// recorded again.
#pragma once

#include "client/console/console.h"

namespace credence {

struct DemoOptions {
  std::filesystem::path sample, catalogue;  // directories; empty: configs/ upwards of here
  bool check = false;  // stop the network afterwards, and fail unless everything verified
  std::size_t synthetic = 0;
  std::uint64_t seed = 1;
  std::size_t validators = 4;
  std::string suite{name_of(Suite::secp256k1_sha256)};  // of a network that is made
  std::uint16_t base_port = 7100;
};

/// Runs it and prints; the exit code.
int run_demo(Cli& cli, const DemoOptions& options);

}  // namespace credence
