// credence network …: make, start, stop and look at a network on this machine; the demonstration.
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/demo/demo.h"
#include "client/setup/network_files.h"
#include "client/setup/node_processes.h"

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
};

int init(Cli& cli, const InitOptions& options) {
  auto place = find_catalogue(options.catalogue);
  if (!place) return cli.finish(place.error());
  auto catalogue = read_catalogue(*place);
  if (!catalogue) return cli.finish(catalogue.error());
  const std::filesystem::path directory = data_directory(cli.network.data);
  auto made = init_network({.directory = directory,
                            .catalogue = *std::move(catalogue),
                            .name = options.name,
                            .validators = options.validators,
                            .observers = options.observers,
                            .base_port = options.base_port,
                            .admins_only = false});
  if (!made) return cli.finish(made.error());
  if (cli.json) {
    json::array nodes;
    for (const NetworkNode& node : made->nodes)
      nodes.push_back(json::object{{"name", node.name}, {"api", node.api.text()}});
    cli.print_json({{"directory", directory.string()},
                    {"network", made->genesis.network},
                    {"chain", made->anchor.chain.hex()},
                    {"nodes", std::move(nodes)}});
    return 0;
  }
  std::string out = directory.string() + ": " + made->genesis.network + "\n  " + cli.say("chain ", "链 ") +
                    made->anchor.chain.hex() + "\n";
  for (const NetworkNode& node : made->nodes) out += "  " + node.name + "  " + node.api.text() + "\n";
  cli.print(out + cli.say("start it: credence network up\n", "启动：credence network up\n"));
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
                                     .stopped = interrupted});
  if (!started) return cli.finish(started.error());
  if (cli.json)
    cli.print_json({{"started", *started}, {"nodes", network->nodes.size()}});
  else
    cli.print(cli.say("nodes started: ", "已启动节点：") + std::to_string(*started) +
              cli.say("; all are healthy\n", "；全部正常\n"));
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

// What one node says of itself, if it answers.
struct NodeAnswer {
  std::string health;
  std::optional<json::object> status;
};

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

std::string status_table(const Cli& cli, const Network& network, const std::vector<NodeAnswer>& answers,
                         const ValidatorSet& set) {
  Table table;
  for (const Words& head : {Words{"node", "节点"}, {"api", "接口"}, {"process", "进程"}, {"health", "状态"}})
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
    table.row({node.name, node.api.text(), process ? std::to_string(process->pid) : "", answers[i].health,
               number_text(said, "height"), number_text(said, "certified"), number_text(said, "view"),
               primary_text(cli, network, answers, set, said), peers_text(said),
               pool != nullptr && pool->is_object() ? number_text(pool->get_object(), "transactions") : ""});
  }
  return table.text();
}

json::array status_json(const Network& network, const std::vector<NodeAnswer>& answers) {
  json::array out;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const NetworkNode& node = network.nodes[i];
    json::object one{
        {"name", node.name}, {"api", node.api.text()}, {"health", answers[i].health}, {"status", nullptr}};
    if (const auto process = running_node(node)) one["pid"] = process->pid;
    if (answers[i].status) one["status"] = *answers[i].status;
    out.push_back(std::move(one));
  }
  return out;
}

// What nodes say of themselves, and what is proved: the highest certified block.
int status(Cli& cli) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const Network& network = (*client)->network();
  std::vector<NodeAnswer> answers;
  std::size_t answering = 0;
  for (std::size_t i = 0; i < network.nodes.size(); ++i) {
    const auto text = (*client)->unproved_status_of(i);
    NodeAnswer answer{text ? health_of(network.nodes[i], 3'000) : std::string(info(text.error().code).name),
                      {}};
    if (text)
      if (auto object = parse_object(*text)) answer.status = *std::move(object);
    if (answer.status) ++answering;
    answers.push_back(std::move(answer));
  }
  auto head = answering > 0
                  ? (*client)->header()
                  : Outcome<Verified<BlockHeader>>(give_up(ExitCode::unreachable, Code::unreachable));
  if (cli.json) {
    json::object out{{"network", network.genesis.network},
                     {"chain", network.anchor.chain.hex()},
                     {"nodes", status_json(network, answers)},
                     {"certified", nullptr}};
    if (head) out["certified"] = cli.proof_json(head->proof());
    cli.print_json(out);
    return head ? 0 : static_cast<int>(head.error().exit);
  }
  const auto trust = (*client)->trust();
  cli.print(network.genesis.network + "  " + network.anchor.chain.hex() + "\n" +
            status_table(cli, network, answers, *trust->set_at(trust->latest_from())));
  if (!head) return cli.finish(head.error());
  cli.print(cli.say("highest block: ", "最高区块：") + with_separators(head->header().height) +
            cli.say(", ", "，") + cli.proved_under(head->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_network_commands(Command& app) {
  Command& family = app.command("network", {"a network on this machine", "本机上的网络"}).uses(Use::data);
  auto& o = family.keep<InitOptions>();
  constexpr Words kCatalogueWords{
      "who validates, which departments, posts and titles there are; else the only one in configs/",
      "目录：由谁运行验证者，有哪些部门、岗位和资格；默认为 configs/ 中唯一的目录"};
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
  make.option("--name ID", &o.name,
              {"the network's id; else the catalogue's", "网络编号；默认为目录中的编号"});
  make.option("--base-port PORT", &o.base_port, kBasePortWords);

  constexpr Words kOnlyThese{"only these nodes", "仅限这些节点"};
  Command& start = family.command(
      "up", {"start the nodes and wait until they are healthy", "启动节点，并等待全部正常"}, o, up);
  start.argument("[NODE]", &o.nodes, kOnlyThese);
  start.option("--wait SECONDS", &o.wait_s, {"how long to wait for them", "等待秒数（SECONDS）"});

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
  show.option("--base-port PORT", &demo.base_port, kBasePortWords);
  show.runs(demo, run_demo);
}

}  // namespace credence
