// SPDX-License-Identifier: Apache-2.0
// Whether enough validators work to record anything, as far as the nodes that a client knows say: for who
// waits for a receipt in vain. The validators are those of the chain, whichever nodes the client knows.
#pragma once

#include <boost/json/object.hpp>
#include <span>

#include "client/console/console.h"

namespace credence {

/// Of the validators: those that answer, or are connected with one that answers; and the others by name.
struct QuorumSeen {
  std::size_t answering = 0, of = 0, needed = 0;
  std::vector<std::string> down;
};
/// Too few of them are there.
using NoQuorum = QuorumSeen;

/// What a node says of itself and of its peers, or why it says nothing.
using NodeSaid = Result<boost::json::object>;

/// `said`: of each node of the network, in its order. Where nothing listens any more the node is gone, though its
/// peers may take a while to notice. Nothing is known where a validator was neither asked nor named by one who was.
[[nodiscard]] std::optional<QuorumSeen> quorum_seen(const Network& network, std::span<const NodeSaid> said,
                                                    const ValidatorSet& set);
/// That, where it is no quorum.
[[nodiscard]] std::optional<NoQuorum> no_quorum(const Network& network, std::span<const NodeSaid> said,
                                                const ValidatorSet& set);
/// Asks every node now.
[[nodiscard]] std::optional<NoQuorum> ask_for_quorum(Client& client);
/// In a line.
[[nodiscard]] std::string text_of(const Cli& cli, const NoQuorum& none);
[[nodiscard]] boost::json::object to_json(const NoQuorum& none);

}  // namespace credence
