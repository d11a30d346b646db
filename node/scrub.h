// SPDX-License-Identifier: Apache-2.0
// credenced --scrub: reads the whole store of a stopped node again and names what is damaged; with --repair,
// makes a new one.
#pragma once

#include "ledger/domain/genesis.h"
#include "node/base/config.h"
#include "node/base/exit_code.h"

namespace credence::node {

/// Prints what it reads and finds, in both languages, and what to do then. `clean` if nothing is damaged, or
/// all is repaired; `storage_corrupt` otherwise; `bad_config` if there is no ledger. Without `repair` nothing
/// on the disk is changed.
///
/// Repair: the good blocks are executed again in a new ledger, up to the first damaged one; that takes the
/// place of the old one, which is kept in DATA_DIR/damaged, and the peers give the rest when the node runs. A
/// ledger without its first blocks
/// begins empty, to join by a snapshot. The core's records come along if all of them can be read; else the
/// node begins as one that lost its disk, and votes when it is safe.
[[nodiscard]] NodeExit scrub(const NodeConfig& config, const Genesis& genesis, bool repair);

}  // namespace credence::node
