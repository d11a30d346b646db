// SPDX-License-Identifier: Apache-2.0
// The bounds of archives and audits; the others are in ledger/primitives/limits.h.
#pragma once

#include "ledger/primitives/limits.h"

namespace credence::limits {

inline constexpr std::size_t kArchivePageBlocksMax = 256;      // blocks in one answer
inline constexpr std::size_t kArchivePageBytesMax = 4 * kMiB;  // an answer ends with the block that passes it
inline constexpr std::size_t kArchiveRecordBytesMax = 16 * kMiB;  // a block with its receipts and certificate
inline constexpr std::size_t kAuditAheadBytesMax =
    64 * kMiB;  // of blocks that an audit has read and not yet executed
inline constexpr std::size_t kAuditAheadBlocksMax = 1024;

static_assert(kBatchBytesMax + (1024 + 4) * kBlockTransactionsMax + 100 * kValidatorsMax + 4 * kKiB <
              kArchiveRecordBytesMax);
static_assert(kArchiveRecordBytesMax < kAuditAheadBytesMax);

}  // namespace credence::limits
