// SPDX-License-Identifier: Apache-2.0
// What the nodes of a network say of themselves, unproved, and whether enough of them answer.
#pragma once

#include <boost/json/object.hpp>

#include "client/console/quorum.h"
#include "client/setup/node_processes.h"

namespace credence {

struct NodeAnswer {
  NodeHealth health;
  std::optional<boost::json::object> status;  // if it answers
  std::int64_t clock_ahead_ms = 0;            // of this machine's, as far as the way of the answer tells
};
/// One for each node of the client's network, in its order.
[[nodiscard]] std::vector<NodeAnswer> ask_nodes(Client& client);

/// What a node says of its health, for the reader: the words that it adds are English, and left out of Chinese.
[[nodiscard]] Error health_for(const Cli& cli, const NodeAnswer& answer);

[[nodiscard]] std::optional<QuorumSeen> quorum_seen(const Network& network,
                                                    const std::vector<NodeAnswer>& answers,
                                                    const ValidatorSet& set);
[[nodiscard]] std::optional<NoQuorum> no_quorum(const Network& network,
                                                const std::vector<NodeAnswer>& answers,
                                                const ValidatorSet& set);
}  // namespace credence
