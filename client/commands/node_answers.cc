// SPDX-License-Identifier: Apache-2.0
#include "client/commands/node_answers.h"

#include "client/base/json_text.h"
#include "client/base/now.h"
#include "ledger/chain/quorum.h"

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

std::optional<NoQuorum> no_quorum(const Network& network, const std::vector<NodeAnswer>& answers,
                                  const ValidatorSet& set) {
  NoQuorum out{0, set.size(), quorum(set.size()), {}};
  std::size_t others = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto text = answers[i].status ? text_member(*answers[i].status, "key") : std::nullopt;
    const auto key = text ? PublicKey::from_hex(*text) : fail(Code::bad_public_key);
    if (!answers[i].status)
      out.down.push_back(network.nodes[i].name);
    else if (key && set.index_of(*key))
      ++out.answering;
    else
      ++others;
  }
  if (answers.size() - others < set.size() || out.answering >= out.needed) return std::nullopt;
  return out;
}

std::string text_of(const Cli& cli, const NoQuorum& none) {
  std::string down;
  for (const std::string& name : none.down) down += (down.empty() ? "" : cli.say(", ", "、")) + name;
  const std::string answering = std::to_string(none.answering), of = std::to_string(none.of),
                    needed = std::to_string(none.needed);
  return cli.say("no quorum: " + answering + " of " + of + " answer, " + needed + " are needed; down: ",
                 "未达法定数量：" + of + " 个验证者中有 " + answering + " 个应答，需要 " + needed +
                     " 个；未应答：") +
         down;
}

}  // namespace credence
