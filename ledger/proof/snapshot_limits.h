// SPDX-License-Identifier: Apache-2.0
// The bounds of state snapshots and of joining by them; the others are in ledger/primitives/limits.h.
#pragma once

#include "ledger/primitives/limits.h"

namespace credence::limits {

inline constexpr std::size_t kChunkEntriesWanted =
    1024;  // entries in a chunk, about: what decides into how many a state is cut
inline constexpr std::size_t kChunkEntriesMax = 16 * kChunkEntriesWanted;
inline constexpr std::size_t kChunkBytesMax = 4 * kMiB;        // of keys and values; a chunk with more is cut
inline constexpr std::size_t kExecutedPageBlocksMax = 16'384;  // blocks in a page of executed ids
inline constexpr unsigned kChunkDepthMax = 64;                 // deeper than any honest state is cut
inline constexpr std::size_t kSnapshotOffersMax = 4;           // snapshots in one answer
inline constexpr std::size_t kSnapshotsHeldMax = 3;            // that a node keeps at a time
inline constexpr std::uint64_t kSnapshotEveryHeights =
    16;  // snapshots are taken at multiples of it, so that several nodes have the same
inline constexpr std::uint64_t kSnapshotFreshHeights =
    1'000;  // older than that below the head, and another one is taken when asked
inline constexpr std::uint64_t kPruneKeepMin = 100;   // blocks that a pruning node keeps at least
inline constexpr std::size_t kPruneRecordsMax = 256;  // records erased in one piece of work

static_assert(kTransactionBytesMax + kKiB < kChunkBytesMax);  // any entry alone fits
static_assert(kPruneKeepMin > 8 * kPipelineWindow);

}  // namespace credence::limits
