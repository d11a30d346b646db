// SPDX-License-Identifier: Apache-2.0
#include "client/commands/node_answers.h"

#include "client/base/json_text.h"
#include "client/base/now.h"

namespace credence {

std::vector<NodeAnswer> ask_nodes(Client& client) {
  std::vector<NodeAnswer> out;
  const std::vector<NetworkNode>& nodes = client.network().nodes;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::uint64_t before = now_ms();
    const auto text = client.unproved_status_of(i);
    const std::uint64_t middle = before + (now_ms() - before) / 2;
    NodeAnswer& answer = out.emplace_back();
    answer.health = text ? health_of(nodes[i], 3'000) : NodeHealth{false, text.error()};
    // Whoever speaks to it otherwise mends the list of nodes.
    const Code code = answer.health.why.code;
    if ((code == Code::tls_needed || code == Code::tls_not_spoken) && !client.network().directory.empty())
      answer.health.why.detail = (client.network().directory / "network.json").string();
    if (!text) continue;
    if (auto object = parse_object(*text)) answer.status = *std::move(object);
    if (!answer.status) continue;
    const auto time = number_member(*answer.status, "time_ms");
    if (time && *time <= INT64_MAX)
      answer.clock_ahead_ms = static_cast<std::int64_t>(*time) - static_cast<std::int64_t>(middle);
  }
  return out;
}

Error health_for(const Cli& cli, const NodeAnswer& answer) {
  Error out = answer.health.why;
  if (cli.zh() && answer.status) out.detail.clear();
  return out;
}

std::optional<QuorumSeen> quorum_seen(const Network& network, const std::vector<NodeAnswer>& answers,
                                      const ValidatorSet& set) {
  std::vector<NodeSaid> said;
  for (const NodeAnswer& answer : answers)
    said.push_back(answer.status ? NodeSaid(*answer.status) : NodeSaid(std::unexpected(answer.health.why)));
  return quorum_seen(network, said, set);
}

std::optional<NoQuorum> no_quorum(const Network& network, const std::vector<NodeAnswer>& answers,
                                  const ValidatorSet& set) {
  auto seen = quorum_seen(network, answers, set);
  if (seen && seen->answering >= seen->needed) seen.reset();
  return seen;
}

}  // namespace credence
