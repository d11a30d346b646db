// SPDX-License-Identifier: Apache-2.0
// Proofs for readers who hold a pinned anchor: what leads from the anchor to a claim, from the nodes of a
// network.
#pragma once

#include "client/anchor_file.h"
#include "client/client.h"
#include "ledger/proof/bundle.h"

namespace credence {

/// The bundle of a claim that this client verified, for readers who trust this anchor. The anchor's header is
/// asked for where its file does not hold it and the claim's block lies before it. `other_anchor`: it is no
/// header of this chain; and the failures of a question.
[[nodiscard]] Outcome<Bytes> bundle_under(Client& client, const AnchorFile& anchor, Claim claim);

/// That a pinned header is one of this chain: proved under the block that is returned.
[[nodiscard]] Outcome<Verified<BlockHeader>> check_anchor(Client& client, const PinnedHeader& pinned);

}  // namespace credence
