// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "ledger/chain/block.h"

namespace credence::node {

/// How far a join by snapshot is.
struct JoinProgress {
  Height height = 0;          // of the snapshot
  std::uint64_t entries = 0;  // of the state that are here
  std::uint64_t of = 0;       // about, as the first pieces show
  std::uint64_t bytes = 0;    // received in this run
};

}  // namespace credence::node
