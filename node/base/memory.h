// SPDX-License-Identifier: Apache-2.0
// How much memory a node may take with its settings, and how much of it strangers may: docs/operations.md,
// "Limits".
#pragma once

#include "ledger/execution/replay_window.h"
#include "node/base/config.h"

namespace credence::node {

/// In bytes, without files of the database that the system maps.
struct MemoryBound {
  // What clients may take, and connections whose other end has not yet proved who it is.
  std::uint64_t strangers = 0;
  std::uint64_t all = 0;
};

[[nodiscard]] constexpr MemoryBound memory_bound(const NodeConfig& config, std::size_t worker_threads,
                                                 std::uint64_t state_cache_bytes) {
  // The program, LevelDB's cache and write buffers, upper levels of the state tree, checked signatures.
  constexpr std::uint64_t kProgram = 320 * limits::kMiB;
  // What waits for a peer and what came from it: the limits of limits.h added up.
  constexpr std::uint64_t kPeer = 160 * limits::kMiB;
  constexpr std::uint64_t kWaiting = 768;  // for a transaction in the pool, beside its bytes
  MemoryBound out;
  out.strangers = config.api_connections_max * limits::kApiConnectionBytesMax + config.api_bytes_max +
                  worker_threads * limits::kWorkerBytesMax +
                  2 * limits::kStrangersMax * limits::kStrangerBytesMax;
  out.all = kProgram + state_cache_bytes * 5 / 4 + config.pool.bytes_max * 5 / 4 + kWindowBytesMax +
            config.pool.count_max * kWaiting + (config.peers.size() + config.observers.size()) * kPeer +
            out.strangers;
  return out;
}

}  // namespace credence::node
