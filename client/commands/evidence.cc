// SPDX-License-Identifier: Apache-2.0
// credence evidence: validators that signed contradicting statements, checked here, whoever reports them.
#include <boost/json.hpp>
#include <fstream>
#include <set>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "ledger/chain/evidence.h"

namespace credence {
namespace {

namespace json = boost::json;

struct EvidenceOptions {
  std::filesystem::path file;  // read from here, not from nodes
};

struct Found {
  Evidence evidence;
  std::string what, from;
};

/// The name of the key in the set that the evidence names, else in any set that is known; a key that no set
/// has is shown itself.
std::string validator_name(const TrustChain& trust, const Evidence& evidence, bool zh) {
  std::string out = evidence.key.hex();
  const auto look = [&](const ValidatorSet& set) {
    const auto index = set.index_of(evidence.key);
    if (index) out = zh ? set.validators[*index].name_zh : set.validators[*index].name_en;
    return index && validator_set_hash(set) == evidence.set;
  };
  if (look(trust.anchor().validators)) return out;
  for (const ValidatorSetChange& change : trust.changes())
    if (look(change.next)) break;
  return out;
}

/// The pieces of one report that verify; the first one that does not is an error.
Result<std::vector<Found>> read_report(const ChainId& chain, std::string_view text, const std::string& from) {
  const auto object = parse_object(text);
  if (!object) return std::unexpected(object.error());
  const auto* const list = object->if_contains("evidence");
  if (list == nullptr || !list->is_array()) return fail(Code::bad_answer, "no list \"evidence\"");
  std::vector<Found> out;
  for (const auto& item : list->as_array()) {
    const auto proof = item.is_object() ? text_member(item.as_object(), "proof") : std::nullopt;
    if (!proof) return fail(Code::bad_answer, "a piece of evidence without \"proof\"");
    const auto bytes = from_base64(*proof);
    if (!bytes) return std::unexpected(bytes.error());
    auto evidence = decode<Evidence>(*bytes);
    if (!evidence) return std::unexpected(evidence.error());
    auto what = verify_evidence(chain, *evidence);
    if (!what) return std::unexpected(what.error());
    out.push_back({*std::move(evidence), *std::move(what), from});
  }
  return out;
}

int print_found(Cli& cli, const TrustChain& trust, const std::vector<Found>& found, std::size_t answered) {
  if (cli.json) {
    json::array list;
    for (const Found& one : found)
      list.push_back(json::object{{"validator", validator_name(trust, one.evidence, false)},
                                  {"key", one.evidence.key.hex()},
                                  {"what", one.what},
                                  {"from", one.from},
                                  {"proof", to_base64(encode(one.evidence))}});
    cli.print_json({{"evidence", std::move(list)}, {"nodes_answered", answered}});
    return 0;
  }
  if (found.empty()) {
    cli.print(cli.say("no node holds evidence against a validator\n", "没有节点持有针对验证方的证据\n"));
    return 0;
  }
  Table table;
  table.column(cli.say("validator", "验证方"));
  table.column(cli.say("signed", "所签内容相互矛盾"));
  table.column(cli.say("reported by", "报告节点"));
  for (const Found& one : found)
    table.row({validator_name(trust, one.evidence, cli.zh()), one.what, one.from});
  cli.print(table.text() + cli.say("✓ both signatures of every piece were verified here\n",
                                   "✓ 每条证据的两个签名均已在本机验证\n"));
  return 0;
}

int show_evidence(Cli& cli, const EvidenceOptions& options) {
  auto network = find_network(cli.network);
  if (!network) return cli.finish(network.error());
  std::vector<Found> found;
  std::size_t answered = 0;
  if (!options.file.empty()) {
    std::ifstream in(options.file, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(in), {}};
    if (!in) return cli.finish(Failure{ExitCode::bad_input, Error{Code::not_found, options.file.string()}});
    auto list = read_report(network->anchor.chain, text, options.file.string());
    if (!list) return cli.finish(Failure{ExitCode::not_verified, list.error()});
    return print_found(cli, network->anchor, *list, 0);
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  std::set<Bytes> known;
  for (std::size_t i = 0; i < network->nodes.size(); ++i) {
    const auto text = (*client)->evidence_of(i);
    if (!text) {
      cli.note(network->nodes[i].name + ": " + error_text(text.error(), cli.language()) + "\n");
      continue;
    }
    ++answered;
    auto list = read_report(network->anchor.chain, *text, network->nodes[i].name);
    if (!list) {
      cli.note(network->nodes[i].name + ": " + error_text(list.error(), cli.language()) + "\n");
      continue;
    }
    for (Found& one : *list)
      if (known.insert(encode(one.evidence)).second) found.push_back(std::move(one));
  }
  if (answered == 0) return cli.finish(Failure{ExitCode::unreachable, Error{Code::unreachable, {}}});
  if (!found.empty())
    (void)(*client)->header();  // follows the validators up to now; without it the evidence still stands
  return print_found(cli, *(*client)->trust(), found, answered);
}

}  // namespace

void add_evidence_commands(Command& app) {
  Command& command =
      app.command("evidence",
                  {"validators that signed contradicting statements, as the nodes hold it, verified here",
                   "验证者签署相互矛盾内容的证据：由节点保存，在本机验证"})
          .uses(kAsks);
  auto& o = command.keep<EvidenceOptions>();
  command.argument(
      "[FILE]", &o.file,
      {"verify what was saved from --json, without any node", "验证用 --json 保存的内容，无需节点"});
  command.runs(o, show_evidence);
}

}  // namespace credence
