// SPDX-License-Identifier: Apache-2.0
// A hash for tables by transaction id. Ids are hashes already, but whoever makes transactions can choose
// among many: a secret seed of this process keeps chosen ids from falling into one bucket.
#pragma once

#include <cstring>
#include <random>

#include "ledger/primitives/bytes.h"

namespace credence::node {

struct IdHash {
  [[nodiscard]] std::size_t operator()(const Hash32& id) const {
    static const std::uint64_t seed = (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
    std::uint64_t mixed = 0;
    std::memcpy(&mixed, id.bytes.data(), sizeof mixed);
    mixed = (mixed ^ seed) * 0x9E3779B97F4A7C15u;
    return static_cast<std::size_t>(mixed ^ (mixed >> 29));
  }
};

}  // namespace credence::node
