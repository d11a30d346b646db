// SPDX-License-Identifier: Apache-2.0
// What a start looks at beyond reading, and what --check-config tries: the places and addresses of this machine that
// a start needs. A running node is not disturbed: no port is taken, and no database is opened.
#pragma once

#include "ledger/chain/block.h"
#include "node/base/config.h"

namespace credence::node {

/// What a start refuses before it opens anything (`bad_config`): a place that is no directory, or leads to none; the
/// key of a peer as this node's own.
[[nodiscard]] Result<void> check_identity(const NodeConfig& config, const PublicKey& self);
/// The first thing that would end a start: a directory that cannot be made or written (`storage_failed`), an
/// address that is not of this machine (`port_in_use`). What it makes in order to try it removes.
[[nodiscard]] Result<void> check_start(const NodeConfig& config);

/// What ends no start and is mostly a mistake, in English: a peer that is no validator of the genesis and no
/// observer, a validator that is no peer, a name that does not resolve now (this asks the system, which may
/// take seconds).
[[nodiscard]] std::vector<std::string> doubts_of(const NodeConfig& config, const ValidatorSet& genesis,
                                                 const PublicKey& self);

}  // namespace credence::node
