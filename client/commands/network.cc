// SPDX-License-Identifier: Apache-2.0
// credence network …: make, start, stop and look at a network on this machine; the demonstration.
#include <unistd.h>

#include <algorithm>
#include <set>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/node_answers.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/demo/demo.h"
#include "client/setup/network_files.h"
#include "client/setup/node_processes.h"
#include "ledger/domain/features.h"

namespace credence {
namespace {

namespace json = boost::json;

struct InitOptions {
  std::filesystem::path catalogue;
  std::string name;
  std::size_t validators = 4;
  std::size_t observers = 0;
  std::uint16_t base_port = 7100;
  std::vector<std::string> nodes;
  std::uint64_t wait_s = 60;
  bool ungoverned = false;
  std::string suite{name_of(Suite::secp256k1_sha256)};
  std::filesystem::path public_keys;
};

/// "NAME,PUBLIC KEY" on each line, as whoever holds the secret sends it (keys show).
Outcome<std::map<std::string, PublicKey>> read_public_keys(const std::filesystem::path& file) {
  std::map<std::string, PublicKey> out;
  if (file.empty()) return out;
  auto text = read_file(file, limits::kMiB);
  if (!text) return give_up(ExitCode::bad_input, text.error());
  CsvReader rows(*text);
  while (const auto row = rows.next()) {
    const std::string place = file.string() + ":" + std::to_string(row->line);
    if (row->problem || row->fields.size() != 2)
      return give_up(ExitCode::bad_input, Code::bad_config, place + ": NAME,PUBLIC KEY");
    auto key = PublicKey::from_hex(row->fields[1]);
    if (!key) return give_up(ExitCode::bad_input, key.error().code, place + ": " + key.error().detail);
    if (!out.emplace(row->fields[0], *key).second)
      return give_up(ExitCode::bad_input, Code::bad_config, place + ": " + row->fields[0]);
  }
  return out;
}

/// Who decides over the network, in a line: the owners of its validators, with four eyes or without; or nobody,
/// which is said loudly.
std::string governance_text(const Cli& cli, const Genesis& genesis, std::span<const Id> owners_now) {
  if (owners_now.empty())
    return cli.say(
        "NOT GOVERNED: no department owns a validator. Its validators can never change, nobody admits or "
        "suspends departments or grants "
        "roles, and nobody can replace keys that a department has lost\n",
        "无治理：验证者没有所有部门。验证者永远不能变更，部门的准入、暂停与角色授予无人决定，部门遗失的密钥也"
        "无人可以补设\n");
  const std::set<std::string> owners(owners_now.begin(), owners_now.end());
  const bool four_eyes =
      std::ranges::find(genesis.features, Id(features::kFourEyes)) != genesis.features.end();
  return cli.say("governed by votes of ", "投票治理：") + cli.counted(owners.size(), noun::kDepartment) +
         (four_eyes ? cli.say("; four eyes: what a department does needs two of it",
                              "；双人复核：部门办理事项须两人签名")
                    : cli.say("; ONE signature is enough for what a department does",
                              "；部门办理事项仅须一人签名")) +
         "\n";
}

/// Whose secrets others hold: who signs elsewhere, and which nodes cannot be started here before their key is.
std::string without_key_text(const Cli& cli, const std::vector<std::string>& posts,
                             const std::vector<std::string>& nodes) {
  const auto list = [&](const std::vector<std::string>& names) {
    std::string out;
    for (const std::string& name : names) out += (out.empty() ? "" : cli.say(", ", "、")) + name;
    return out;
  };
  std::string out;
  if (!posts.empty())
    out += "  " +
           cli.say("posts whose key is not here; they sign where it is: ",
                   "密钥不在本机的岗位，须在持有处签名：") +
           list(posts) + "\n";
  if (!nodes.empty())
    out += "  " +
           cli.say("nodes whose key is not here; they start where it is, as nodes/NAME/node.key.json: ",
                   "密钥不在本机的节点，须在持有处启动，密钥文件为 nodes/NAME/node.key.json：") +
           list(nodes) + "\n";
  return out;
}

int init(Cli& cli, const InitOptions& options) {
  auto place = find_catalogue(options.catalogue);
  if (!place) return cli.finish(place.error());
  auto catalogue = read_catalogue(*place, cli.language());
  if (!catalogue) return cli.finish(catalogue.error());
  auto public_keys = read_public_keys(options.public_keys);
  if (!public_keys) return cli.finish(public_keys.error());
  std::vector<std::string> posts;  // without a key here, and nodes below
  for (const auto& [name, key] : *public_keys) posts.push_back(name);
  const std::filesystem::path directory = data_directory(cli.network.data);
  // Each key file takes its time to be hard to guess.
  std::optional<Progress> progress;
  if (isatty(STDERR_FILENO) == 1) progress.emplace(cli.say("keys", "密钥"), 0, cli.language(), cli.json);
  auto made = init_network({.directory = directory,
                            .catalogue = *std::move(catalogue),
                            .name = options.name,
                            .suite = *suite_named(options.suite),
                            .validators = options.validators,
                            .observers = options.observers,
                            .base_port = options.base_port,
                            .ungoverned = options.ungoverned,
                            .public_keys = *std::move(public_keys),
                            .language = cli.language(),
                            .key_made = [&progress] {
                              if (progress) progress->advance(1);
                            }});
  if (progress) progress->finish();
  if (!made) return cli.finish(made.error());
  const auto is_node = [&](const std::string& name) {
    return std::ranges::find(made->nodes, name, &NetworkNode::name) != made->nodes.end();
  };
  const auto first_node = std::ranges::stable_partition(posts, std::not_fn(is_node)).begin();
  const std::vector<std::string> nodes_elsewhere(first_node, posts.end());
  posts.erase(first_node, posts.end());
  if (cli.json) {
    json::array nodes;
    for (const NetworkNode& node : made->nodes)
      nodes.push_back(json::object{{"name", node.name}, {"api", node.api.text()}});
    cli.print_json({{"directory", directory.string()},
                    {"network", made->genesis.network},
                    {"chain", made->anchor.chain.hex()},
                    {"suite", name_of(made->genesis.suite)},
                    {"governed", !made->genesis.owners.empty()},
                    {"nodes", std::move(nodes)},
                    {"posts_without_key", json::array(posts.begin(), posts.end())},
                    {"nodes_without_key", json::array(nodes_elsewhere.begin(), nodes_elsewhere.end())}});
    return 0;
  }
  std::string out = directory.string() + ": " + made->genesis.network + "\n  " + cli.say("chain ", "链 ") +
                    made->anchor.chain.hex() + "\n";
  for (const NetworkNode& node : made->nodes) out += "  " + node.name + "  " + node.api.text() + "\n";
  const std::string data = cli.network.data.empty() ? "" : " --data " + directory.string();
  cli.print(out + "  " + governance_text(cli, made->genesis, made->genesis.owners) +
            without_key_text(cli, posts, nodes_elsewhere) + cli.say("start it: credence", "启动：credence") +
            data + " network up\n");
  return 0;
}

int up(Cli& cli, const InitOptions& options) {
  auto network = find_network(cli.network);
  if (!network) return cli.finish(network.error());
  auto program = find_credenced();
  if (!program) return cli.finish(program.error());
  auto started = nodes_up(*network, {.program = *program,
                                     .deadline_ms = options.wait_s * 1000,
                                     .only = options.nodes,
                                     .stopped = interrupted,
                                     .waiting = cli.waiting_for_node()});
  if (!started) return cli.finish(started.error());
  const bool governed = !network->genesis.owners.empty();
  if (!governed) cli.note(governance_text(cli, network->genesis, {}));
  if (cli.json)
    cli.print_json({{"started", *started}, {"nodes", network->nodes.size()}, {"governed", governed}});
  else
    cli.print(cli.say("nodes started: ", "已启动节点：") + std::to_string(*started) +
              (options.wait_s == 0 ? cli.say("; not waited for: credence network status\n",
                                             "；未等待其就绪：credence network status\n")
                                   : cli.say("; all are healthy\n", "；全部正常\n")));
  return 0;
}

int down(Cli& cli, const InitOptions& options) {
  auto network = find_network(cli.network);
  if (!network) return cli.finish(network.error());
  auto stopped = nodes_down(*network, options.nodes);
  if (!stopped) return cli.finish(stopped.error());
  if (cli.json)
    cli.print_json({{"stopped", *stopped}});
  else
    cli.print(cli.say("nodes stopped: ", "已停止节点：") + std::to_string(*stopped) +
              cli.say("; data is kept\n", "；数据保留\n"));
  return 0;
}

std::string number_text(const json::object& status, std::string_view name) {
  const auto value = number_member(status, name);
  return value ? with_separators(*value) : "";
}

std::string peers_text(const json::object& status) {
  const auto* const peers = status.if_contains("peers");
  if (peers == nullptr || !peers->is_array()) return "";
  std::size_t connected = 0;
  for (const json::value& peer : peers->get_array())
    if (peer.is_object())
      if (const auto* const is = peer.get_object().if_contains("connected");
          is != nullptr && is->is_bool() && is->get_bool())
        ++connected;
  return std::to_string(connected) + "/" + std::to_string(peers->get_array().size());
}

/// What nodes say that are not simply well.
std::string health_text(const Cli& cli, const Network& network, const std::vector<NodeAnswer>& answers) {
  std::string out;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Error why = health_for(cli, answers[i]);
    if (why.code == Code::ok) continue;
    const auto& row = info(why.code);
    out += network.nodes[i].name + cli.say(": ", "：") + std::string(cli.zh() ? row.cause_zh : row.cause_en) +
           (why.detail.empty() ? "" : cli.say(" (", "（") + why.detail + cli.say(")", "）")) + "\n";
  }
  return out;
}

/// The primary by name: the node that says it has this number, else the validator with this number among
/// those of now.
std::string primary_text(const Cli& cli, const Network& network, const std::vector<NodeAnswer>& answers,
                         const ValidatorSet& set, const json::object& said) {
  const auto primary = number_member(said, "primary");
  if (!primary) return "";
  for (std::size_t i = 0; i < answers.size(); ++i)
    if (answers[i].status && number_member(*answers[i].status, "validator") == primary)
      return network.nodes[i].name;
  if (*primary >= set.size()) return "#" + std::to_string(*primary);
  const Validator& validator = set.validators[*primary];
  return cli.zh() ? validator.name_zh : validator.name_en;
}

/// In a word or two where it is well or silent; what else is wrong in words.
std::string health_text(const Cli& cli, const NodeAnswer& answer) {
  if (answer.health.code() == "ok") return cli.say("ok", "正常");
  if (!answer.status) return cli.say("no answer", "无应答");
  return cli.cause({health_for(cli, answer).code, {}});
}

std::string status_table(const Cli& cli, const Network& network, const std::vector<NodeAnswer>& answers,
                         const ValidatorSet& set) {
  Table table;
  for (const Words& head :
       {Words{"node", "节点"}, {"api", "接口"}, {"process", "进程"}, {"program", "程序"}, {"health", "状态"}})
    table.column(std::string(head.in(cli.language())));
  for (const Words& head : {Words{"height", "高度"},
                            {"certified", "已认证"},
                            {"view", "视图"},
                            {"primary", "主节点"},
                            {"peers", "连接"},
                            {"pool", "待处理"}})
    table.column(std::string(head.in(cli.language())), Table::Align::right);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const NetworkNode& node = network.nodes[i];
    const auto process = running_node(node);
    const json::object said = answers[i].status.value_or(json::object{});
    const json::value* const pool = said.if_contains("pool");
    const auto number = number_member(said, "validator");
    const bool votes = number && *number < set.size();  // who only follows is in no view
    const json::value* const program = said.if_contains("program");
    table.row({node.name, node.api.text(), process ? std::to_string(process->pid) : "",
               program != nullptr && program->is_object()
                   ? text_member(program->get_object(), "version").value_or("")
                   : "",
               health_text(cli, answers[i]), number_text(said, "height"), number_text(said, "certified"),
               votes ? number_text(said, "view") : "",
               votes ? primary_text(cli, network, answers, set, said) : "", peers_text(said),
               pool != nullptr && pool->is_object() ? number_text(pool->get_object(), "transactions") : ""});
  }
  return table.text();
}

json::array status_json(const Network& network, const std::vector<NodeAnswer>& answers) {
  json::array out;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const NetworkNode& node = network.nodes[i];
    json::object one{{"name", node.name},
                     {"api", node.api.text()},
                     {"health", answers[i].health.code()},
                     {"detail", answers[i].health.why.detail},
                     {"status", nullptr}};
    if (const auto process = running_node(node)) one["pid"] = process->pid;
    if (answers[i].status) one["status"] = *answers[i].status;
    out.push_back(std::move(one));
  }
  return out;
}

/// The owners in force after the votes so far; those of the genesis where nobody can prove it.
std::vector<Id> owners_of(Client& client, const Genesis& genesis) {
  std::vector<Id> out(genesis.owners.begin(), genesis.owners.end());
  if (out.empty()) return out;
  const auto found = client.state<ValidatorsValue>(ValidatorsKey{});
  if (!found || !**found) return out;
  const OwnedSet& now = (**found)->at(found->header().height);
  return {now.owners.begin(), now.owners.end()};
}

// What nodes say of themselves, and what is proved: the highest certified block.
int status(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const Network& network = (*client)->network();
  const std::vector<NodeAnswer> answers = ask_nodes(**client);
  const bool answered =
      std::ranges::any_of(answers, [](const NodeAnswer& a) { return a.status.has_value(); });
  auto head = answered ? (*client)->header()
                       : Outcome<Verified<BlockHeader>>(give_up(ExitCode::unreachable, Code::unreachable));
  const auto trust = (*client)->trust();
  const ValidatorSet& set = *trust->set_at(head ? head->header().height : trust->latest_from());
  const auto none = no_quorum(network, answers, set);
  const int end = none   ? static_cast<int>(ExitCode::unreachable)
                  : head ? 0
                         : static_cast<int>(head.error().exit);
  if (cli.json) {
    json::object out{{"network", network.genesis.network},
                     {"chain", network.anchor.chain.hex()},
                     {"governed", !network.genesis.owners.empty()},
                     {"nodes", status_json(network, answers)},
                     {"certified", nullptr},
                     {"no_quorum", nullptr}};
    if (head) out["certified"] = cli.proof_json(head->proof());
    if (none) out["no_quorum"] = to_json(*none);
    cli.print_json(out);
    return end;
  }
  cli.print(
      network.genesis.network + "  " + network.anchor.chain.hex() + "\n" +
      governance_text(cli, network.genesis,
                      head ? owners_of(**client, network.genesis)
                           : std::vector<Id>(network.genesis.owners.begin(), network.genesis.owners.end())) +
      status_table(cli, network, answers, set) + health_text(cli, network, answers));
  if (none) cli.print(text_of(cli, *none) + "\n");
  if (!head) return none ? end : cli.finish(head.error());
  cli.print(cli.say("highest block: ", "最高区块：") + with_separators(head->header().height) +
            cli.say(", ", "，") + cli.proved_under(head->proof()) + "\n");
  cli.warn_of_bad_answers();
  return end;
}

}  // namespace

void add_network_commands(Command& app) {
  Command& family = app.command("network", {"a network on this machine", "本机上的网络"}).uses(Use::data);
  auto& o = family.keep<InitOptions>();
  constexpr Words kCatalogueWords{
      "who validates, which departments, posts and titles there are; else the only one in configs/",
      "目录：由谁运行验证者，有哪些部门、岗位和资格；默认为 configs/ 中唯一的目录"};
  constexpr Words kSuiteWords{"its curve and hash; sm2-sm3 are the national standards GB/T 32918 and 32905",
                              "密码套件（SUITE）；sm2-sm3 为国家标准 GB/T 32918 与 GB/T 32905"};
  constexpr Words kBasePortWords{"free ports are taken from here upwards", "从此端口起依次选用空闲端口"};

  Command& make = family.command("init",
                                 {"make genesis, keys and configuration for N validators in --data DIR",
                                  "在 --data DIR 中为 N 个验证者生成创世文件、密钥和配置"},
                                 o, init);
  make.option("--validators N", &o.validators, {"nodes that vote", "验证者节点数"}).range(1, 100);
  make.option("--observers N", &o.observers,
              {"nodes that follow and serve, without a vote", "观察节点数：同步并提供查询，不参与投票"})
      .range(0, 100);
  make.option("--catalogue DIR", &o.catalogue, kCatalogueWords);
  make.option("--network ID", &o.name,
              {"the network's id; else the catalogue's", "网络编号；默认为目录中的编号"});
  make.option("--base-port PORT", &o.base_port, kBasePortWords);
  make.option("--suite SUITE", &o.suite, kSuiteWords).one_of(all_names<Suite>());
  make.option("--public-keys FILE", &o.public_keys,
              {"CSV: name of a post's key or of a node, public key; others hold these secrets, no file is "
               "made of them",
               "CSV：岗位密钥或节点的名称、公钥；私钥由各单位自行保管，不在此生成"});
  make.flag("--ungoverned", o.ungoverned,
            {"a network whose validators nobody owns: they never change, and nobody decides on departments "
             "and their roles",
             "建立无治理的网络：验证者没有所有部门，永远不能变更，部门及其角色无人决定"});

  constexpr Words kOnlyThese{"only these nodes", "仅限这些节点"};
  Command& start = family.command(
      "up", {"start the nodes and wait until they are healthy", "启动节点，并等待全部正常"}, o, up);
  start.argument("[NODE]", &o.nodes, kOnlyThese);
  start.option("--wait SECONDS", &o.wait_s,
               {"how long to wait for them; 0: not at all", "等待秒数（SECONDS）；0 为不等待"});

  Command& stop = family.command("down", {"stop the nodes; their data stays", "停止节点；数据保留"}, o, down);
  stop.argument("[NODE]", &o.nodes, kOnlyThese);

  family
      .command("status", {"what each node says of itself, and the highest certified block",
                          "各节点自报的状态，以及已认证的最高区块"})
      .uses(kAsks)
      .runs(status);

  Command& show =
      family.command("demo", {"make and start a network, record the sample, prove it, say what to try next",
                              "建立并启动网络，记录样例并予以证明，再提示可继续尝试的命令"});
  auto& demo = show.keep<DemoOptions>();
  show.flag("--check", demo.check,
            {"stop the network afterwards; exit code 0 only if everything verified",
             "结束后停止网络；全部验证通过时退出码才为 0"});
  show.option("--synthetic N", &demo.synthetic,
              {"also record N synthetic enterprises with awards, payments and titles",
               "另记录 N 家虚构企业及其安排、拨付和资格"});
  show.option("--seed N", &demo.seed, {"of the synthetic enterprises", "虚构企业的随机种子"});
  show.option("--sample DIR", &demo.sample,
              {"directory of the sample; else configs/sample", "样例文件夹；默认为 configs/sample"});
  show.option("--catalogue DIR", &demo.catalogue, kCatalogueWords);
  show.option("--validators N", &demo.validators, {"nodes that vote", "验证者节点数"}).range(1, 31);
  show.option("--suite SUITE", &demo.suite, kSuiteWords).one_of(all_names<Suite>());
  show.option("--base-port PORT", &demo.base_port, kBasePortWords);
  show.runs(demo, run_demo);
}

}  // namespace credence
