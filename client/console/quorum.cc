// SPDX-License-Identifier: Apache-2.0
#include "client/console/quorum.h"

#include "client/base/json_text.h"
#include "ledger/chain/quorum.h"

namespace credence {

namespace json = boost::json;

std::optional<NoQuorum> no_quorum(const Network& network,
                                  std::span<const std::optional<json::object>> statuses,
                                  const ValidatorSet& set) {
  NoQuorum out{0, set.size(), quorum(set.size()), {}};
  std::size_t others = 0;
  for (std::size_t i = 0; i < statuses.size(); ++i) {
    const auto text = statuses[i] ? text_member(*statuses[i], "key") : std::nullopt;
    const auto key = text ? PublicKey::from_hex(*text) : fail(Code::bad_public_key);
    if (!statuses[i])
      out.down.push_back(network.nodes[i].name);
    else if (key && set.index_of(*key))
      ++out.answering;
    else
      ++others;
  }
  if (statuses.size() - others < set.size() || out.answering >= out.needed) return std::nullopt;
  return out;
}

std::optional<NoQuorum> ask_for_quorum(Client& client) {
  std::vector<std::optional<json::object>> statuses;
  for (std::size_t i = 0; i < client.network().nodes.size(); ++i) {
    const auto text = client.unproved_status_of(i);
    auto object = text ? parse_object(*text) : Result<json::object>(fail(Code::bad_answer));
    statuses.push_back(object ? std::optional(*std::move(object)) : std::nullopt);
  }
  const auto trust = client.trust();
  const auto set = trust->set_at(trust->latest_from());
  return set == nullptr ? std::nullopt : no_quorum(client.network(), statuses, *set);
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

json::object to_json(const NoQuorum& none) {
  json::array down;
  for (const std::string& name : none.down) down.emplace_back(name);
  return {{"answering", none.answering}, {"of", none.of}, {"needed", none.needed}, {"down", std::move(down)}};
}

}  // namespace credence
