// SPDX-License-Identifier: Apache-2.0
// Whether enough validators answer to record anything, as far as the nodes that a client knows say: for who
// waits for a receipt in vain.
#pragma once

#include <boost/json/object.hpp>
#include <span>

#include "client/console/console.h"

namespace credence {

/// Too few validators answer, although all of them were asked.
struct NoQuorum {
  std::size_t answering = 0, of = 0, needed = 0;
  std::vector<std::string> down;
};
/// `statuses`: what each node of the network says of itself, in its order; nothing of those that say nothing.
[[nodiscard]] std::optional<NoQuorum> no_quorum(const Network& network,
                                                std::span<const std::optional<boost::json::object>> statuses,
                                                const ValidatorSet& set);
/// Asks every node now.
[[nodiscard]] std::optional<NoQuorum> ask_for_quorum(Client& client);
/// In a line.
[[nodiscard]] std::string text_of(const Cli& cli, const NoQuorum& none);
[[nodiscard]] boost::json::object to_json(const NoQuorum& none);

}  // namespace credence
