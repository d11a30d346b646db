// SPDX-License-Identifier: Apache-2.0
// The block of this user's latest write, for the next program: what it reads is not older, so that a person is
// shown what he has just recorded, whichever node answers.
//
//   FILE  {"format": "credence-own-writes-1", "chains": {"<chain id>": {"height": 57, "at": 1764000000000}}}
//         `at`: when, in ms since 1970
//
// The file is a hint and no more: it may be absent, damaged or not writable, and counts for a minute: by then all
// nodes that work have the block.
#pragma once

#include <filesystem>

#include "ledger/chain/block.h"

namespace credence {

inline constexpr std::uint64_t kOwnWriteForMs = std::uint64_t{60} * 1000;

/// 0: there is none, or it is too long ago. An empty `file`: none is kept.
[[nodiscard]] Height latest_own_write(const std::filesystem::path& file, const ChainId& chain);
void keep_own_write(const std::filesystem::path& file, const ChainId& chain, Height height);

}  // namespace credence
