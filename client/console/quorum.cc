// SPDX-License-Identifier: Apache-2.0
#include "client/console/quorum.h"

#include <algorithm>
#include <map>

#include "client/base/json_text.h"
#include "ledger/chain/quorum.h"

namespace credence {

namespace json = boost::json;

namespace {

Result<PublicKey> key_in(const json::object& said) {
  return PublicKey::from_hex(text_member(said, "key").value_or(""));
}

/// What one node says of its peers: whether each is connected.
void add_peers(const json::object& status, std::map<PublicKey, bool>& connected) {
  const auto* const peers = status.if_contains("peers");
  if (peers == nullptr || !peers->is_array()) return;
  for (const json::value& peer : peers->get_array()) {
    if (!peer.is_object()) continue;
    const auto key = key_in(peer.get_object());
    const auto* const is = peer.get_object().if_contains("connected");
    if (key) connected[*key] |= is != nullptr && is->is_bool() && is->get_bool();
  }
}

/// The node of the network that has this key, if that is known: its number among the validators of the genesis,
/// as `network init` writes them.
std::optional<std::size_t> node_of(const Network& network, const PublicKey& key) {
  const auto number = network.genesis.validators.index_of(key);
  if (!number || network.nodes.size() < network.genesis.validators.size()) return std::nullopt;
  return *number;
}
std::string name_of(const Network& network, std::span<const NodeSaid> said, const Validator& validator) {
  const auto number = node_of(network, validator.key);
  return number && !said[*number] ? network.nodes[*number].name : std::string(validator.name_en);
}

}  // namespace

std::optional<QuorumSeen> quorum_seen(const Network& network, std::span<const NodeSaid> said,
                                      const ValidatorSet& set) {
  std::map<PublicKey, bool> there;  // of those that are known of
  bool answered = false;
  for (const NodeSaid& status : said)
    if (status) add_peers(*status, there);
  for (const Validator& validator : set.validators)  // its peers notice only after a while
    if (const auto number = node_of(network, validator.key);
        number && !said[*number] && said[*number].error().code == Code::connection_refused)
      there[validator.key] = false;
  for (const NodeSaid& status : said) {
    if (!status) continue;
    answered = true;
    if (const auto key = key_in(*status)) there[*key] = true;
  }
  QuorumSeen out{0, set.size(), quorum(set.size()), {}};
  std::size_t unknown = 0;
  for (const Validator& validator : set.validators) {
    const auto at = there.find(validator.key);
    if (at != there.end() && at->second)
      ++out.answering;
    else if (at != there.end())
      out.down.push_back(name_of(network, said, validator));
    else
      ++unknown;
  }
  if (unknown == 0) return out;
  // Not named by anybody who answers: one of those that were asked in vain, if these are enough for them.
  std::vector<std::string> silent;
  for (std::size_t i = 0; i < said.size(); ++i)
    if (!said[i] && std::ranges::find(out.down, network.nodes[i].name) == out.down.end())
      silent.push_back(network.nodes[i].name);
  if (silent.size() < unknown || (answered && out.answering == 0)) return std::nullopt;
  out.down.insert(out.down.end(), silent.begin(), silent.end());
  return out;
}

std::optional<NoQuorum> no_quorum(const Network& network, std::span<const NodeSaid> said,
                                  const ValidatorSet& set) {
  auto seen = quorum_seen(network, said, set);
  if (seen && seen->answering >= seen->needed) seen.reset();
  return seen;
}

std::optional<NoQuorum> ask_for_quorum(Client& client) {
  std::vector<NodeSaid> said;
  for (std::size_t i = 0; i < client.network().nodes.size(); ++i) {
    const auto text = client.unproved_status_of(i);
    said.push_back(text ? parse_object(*text) : NodeSaid(std::unexpected(text.error())));
  }
  const auto trust = client.trust();
  const auto set = trust->set_at(trust->latest_from());
  return set == nullptr ? std::nullopt : no_quorum(client.network(), said, *set);
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
