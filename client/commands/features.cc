// SPDX-License-Identifier: Apache-2.0
// credence governance features: the features of the protocol, and which validators' programs know each, so
// that it shows who is ready before a vote. What the chain has is proved; what programs know is what their
// nodes and the peers of these say.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

namespace json = boost::json;

/// A program, as somebody says.
struct Program {
  std::string version;
  std::vector<std::string> features;
};
/// What is said of a validator's program: by its own node or a peer that is connected with it, and by peers
/// that were.
struct Heard {
  std::vector<Program> now, before;
  [[nodiscard]] const std::vector<Program>& latest() const { return now.empty() ? before : now; }
};
struct Answers {
  std::vector<Heard> validators;  // by number
  std::size_t asked = 0, answering = 0;
};

std::optional<Program> program_in(const json::object& node) {
  const json::value* const program = node.if_contains("program");
  if (program == nullptr || !program->is_object()) return std::nullopt;
  Program out{text_member(program->get_object(), "version").value_or(""), {}};
  if (const json::value* const features = program->get_object().if_contains("features");
      features != nullptr && features->is_array())
    for (const json::value& one : features->get_array())
      if (one.is_string()) out.features.emplace_back(one.get_string());
  return out;
}

void take(Answers& answers, const ValidatorSet& set, const json::object& node, bool now) {
  const auto text = text_member(node, "key");
  const auto key = text ? PublicKey::from_hex(*text) : fail(Code::bad_public_key);
  const auto number = key ? set.index_of(*key) : std::nullopt;
  auto program = program_in(node);
  if (!number || !program) return;
  Heard& heard = answers.validators[*number];
  (now ? heard.now : heard.before).push_back(*std::move(program));
}

Answers ask(Client& client, const ValidatorSet& set) {
  Answers out{std::vector<Heard>(set.size()), client.network().nodes.size(), 0};
  for (std::size_t i = 0; i < out.asked; ++i) {
    const auto text = client.unproved_status_of(i);
    const auto node = text ? parse_object(*text) : std::unexpected(text.error());
    if (!node) continue;
    ++out.answering;
    take(out, set, *node, true);
    const json::value* const peers = node->if_contains("peers");
    if (peers == nullptr || !peers->is_array()) continue;
    for (const json::value& peer : peers->get_array()) {
      if (!peer.is_object()) continue;
      const json::value* const connected = peer.get_object().if_contains("connected");
      take(out, set, peer.get_object(),
           connected != nullptr && connected->is_bool() && connected->get_bool());
    }
  }
  return out;
}

/// Who is ready for a feature. Where answers differ, the one that says no counts.
struct Readiness {
  std::vector<std::string> knows, unheard;
  std::vector<std::pair<std::string, std::string>> lacks;  // with the program's version
};
Readiness readiness(const Answers& answers, const ValidatorSet& set, const std::string& feature, bool zh) {
  Readiness out;
  for (std::size_t i = 0; i < set.size(); ++i) {
    const Validator& validator = set.validators[i];
    const std::string name(zh ? validator.name_zh : validator.name_en);
    const auto& said = answers.validators[i].latest();
    const auto lacks = std::ranges::find_if(
        said, [&](const Program& one) { return std::ranges::count(one.features, feature) == 0; });
    if (said.empty())
      out.unheard.push_back(name);
    else if (lacks != said.end())
      out.lacks.emplace_back(name, lacks->version);
    else
      out.knows.push_back(name);
  }
  return out;
}

/// Those of the chain, of this program and of the nodes.
std::vector<std::string> all_features(const ChainValue& chain, const Answers& answers) {
  std::vector<std::string> out;
  const auto add = [&out](std::string_view name) {
    if (std::ranges::count(out, name) == 0) out.emplace_back(name);
  };
  for (const FeatureFlag& flag : chain.features) add(flag.name);
  for (const std::string_view name : features::all()) add(name);
  for (const Heard& heard : answers.validators)
    for (const Program& program : heard.latest())
      for (const std::string& name : program.features) add(name);
  return out;
}

std::string joined(const Cli& cli, const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += (out.empty() ? "" : cli.say(", ", "、")) + name;
  return out;
}

int show_features(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto chain = (*client)->state<ChainValue>(ChainKey{});
  if (!chain) return cli.finish(chain.error());
  if (!**chain) return cli.finish({ExitCode::not_verified, Error{Code::not_verified, "chain"}});
  const Height height = chain->header().height;
  auto validators = (*client)->state<ValidatorsValue>(ValidatorsKey{});
  if (!validators) return cli.finish(validators.error());
  if (!**validators) return cli.finish({ExitCode::not_verified, Error{Code::not_verified, "validators"}});
  const ValidatorSet& set = (**validators)->latest().set;
  const Answers answers = ask(**client, set);
  Table table;
  for (const Words& head : {Words{"feature", "功能"}, {"in force", "生效"}, {"known by", "已支持"}})
    table.column(std::string(head.in(cli.language())));
  table.column(cli.say("does not know it (program)", "尚不支持（程序版本）"));
  table.column(cli.say("not heard of", "情况不明"));
  json::array list;
  for (const std::string& name : all_features(***chain, answers)) {
    const auto& flags = (**chain)->features;
    const auto flag = std::ranges::find(flags, name, &FeatureFlag::name);
    const Readiness ready = readiness(answers, set, name, cli.zh());
    if (cli.json) {
      json::array lacks;
      for (const auto& [validator, version] : ready.lacks)
        lacks.push_back({{"validator", validator}, {"version", version}});
      list.push_back({{"feature", name},
                      {"from", flag == flags.end() ? json::value(nullptr) : json::value(flag->from)},
                      {"in_force", flag != flags.end() && flag->from <= height},
                      {"knows", text_array(ready.knows)},
                      {"lacks", std::move(lacks)},
                      {"unheard", text_array(ready.unheard)}});
      continue;
    }
    std::vector<std::string> lacks;
    lacks.reserve(ready.lacks.size());
    for (const auto& [validator, version] : ready.lacks)
      lacks.emplace_back(validator).append(cli.say(" (", "（")).append(version).append(cli.say(")", "）"));
    table.row({name,
               flag == flags.end() ? cli.say("no", "否")
                                   : cli.say("from block ", "自区块 ") + with_separators(flag->from),
               std::to_string(ready.knows.size()) + "/" + std::to_string(set.size()), joined(cli, lacks),
               joined(cli, ready.unheard)});
  }
  if (cli.json) {
    cli.print_json({{"features", std::move(list)},
                    {"nodes", answers.asked},
                    {"answering", answers.answering},
                    {"proof", cli.proof_json(chain->proof())}});
    return 0;
  }
  const std::string of = std::to_string(answers.answering) + "/" + std::to_string(answers.asked);
  cli.print(table.text() + cli.say("in force: ", "生效情况：") + cli.proved_under(chain->proof()) + "\n" +
            cli.say("what programs know: said by " + of + " nodes, not proved\n",
                    "程序支持情况：由 " + of + " 个节点自述，未经证明\n"));
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_features_command(Command& governance) {
  governance
      .command("features", {"the features of the protocol, and which validators' programs know each",
                            "协议功能，以及各验证者的程序是否支持"})
      .uses(kAsks)
      .runs(show_features);
}

}  // namespace credence
