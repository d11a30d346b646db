// SPDX-License-Identifier: Apache-2.0
// credence doctor: what is wrong with a network, this machine's part of it or a list, in words, and what to do
// about it. It reads what nodes say of themselves and what the ledger proves; it changes nothing.
#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/node_answers.h"
#include "client/four_eyes.h"
#include "client/lists/journal.h"
#include "client/setup/node_settings.h"
#include "client/words/action_view.h"
#include "client/words/detail.h"
#include "client/words/facts.h"
#include "ledger/domain/features.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr std::int64_t kClockMs = 5'000;                          // a clock that is further off is told
constexpr std::uint64_t kBehind = 10;                             // blocks, with nothing else said
constexpr std::uintmax_t kDiskBytes = 2ULL * 1024 * 1024 * 1024;  // a disk with less free space is told

constexpr std::int64_t kCertificateMs = 30LL * 24 * 3'600 * 1'000;  // a certificate that ends sooner is told

struct DoctorOptions {
  std::string transaction;
  fs::path list;
};

enum class Severity : std::uint8_t { well, doubtful, wrong };
constexpr std::string_view name_of(Severity state) {
  constexpr std::string_view kNames[] = {"well", "doubtful", "wrong"};
  return kNames[static_cast<std::size_t>(state)];
}

/// One thing that was looked at.
struct Sign {
  Severity state = Severity::well;
  std::string_view check;  // its name in --json
  std::string text, remedy;
};

class Examination {
 public:
  explicit Examination(Cli& cli) : cli_(cli) {}

  void add(Severity state, std::string_view check, std::string text, std::string remedy = {}) {
    found_.push_back({state, check, std::move(text), std::move(remedy)});
  }
  /// In the words of the table of errors.
  void add(Severity state, std::string_view check, const std::string& who, const Error& error) {
    const ErrorInfo& row = info(error.code);
    std::string text = who + say(": ", "：") + say(row.cause_en, row.cause_zh);
    if (!error.detail.empty()) text += say(" (", "（") + detail_text(error, cli_.language()) + say(")", "）");
    add(state, check, std::move(text), say(row.remedy_en, row.remedy_zh));
  }
  [[nodiscard]] std::string say(std::string_view en, std::string_view zh) const { return cli_.say(en, zh); }

  /// Prints all and gives the exit code.
  [[nodiscard]] int finish() const {
    const bool wrong = std::ranges::any_of(found_, [](const Sign& f) { return f.state == Severity::wrong; });
    const int exit = static_cast<int>(wrong ? ExitCode::unwell : ExitCode::ok);
    if (cli_.json) {
      json::array checks;
      for (const Sign& f : found_)
        checks.push_back(json::object{
            {"state", name_of(f.state)}, {"check", f.check}, {"text", f.text}, {"remedy", f.remedy}});
      cli_.print_json({{"well", !wrong}, {"checks", std::move(checks)}, {"exit_code", exit}});
      return exit;
    }
    std::string out;
    for (const Sign& f : found_) {
      constexpr std::string_view kMarks[] = {"✓", "!", "✗"};
      out += std::string(kMarks[static_cast<std::size_t>(f.state)]) + " " + f.text + "\n";
      if (!f.remedy.empty()) out += "  → " + f.remedy + "\n";
    }
    const auto count = [this](Severity state) {
      return std::to_string(std::ranges::count(found_, state, &Sign::state));
    };
    cli_.print(out +
               (wrong ? say("wrong: ", "有误 ") + count(Severity::wrong) + say("; doubtful: ", " 项；存疑 ") +
                            count(Severity::doubtful) + say("", " 项")
                      : say("nothing is wrong; doubtful: ", "未发现错误；存疑 ") + count(Severity::doubtful) +
                            say("", " 项")) +
               "\n");
    return exit;
  }

 private:
  Cli& cli_;
  std::vector<Sign> found_;
};

// ---- the nodes --------------------------------------------------------------------------------------------

/// Of the validators of the chain, whichever of them network.json names.
void look_at_quorum(Examination& on, const Cli& cli, const Network& network,
                    const std::vector<NodeAnswer>& answers, const ValidatorSet& set) {
  const auto answering = std::ranges::count_if(answers, [](const auto& a) { return a.status.has_value(); });
  const auto seen = quorum_seen(network, answers, set);
  if (seen && seen->answering < seen->needed)
    return on.add(
        Severity::wrong, "quorum", text_of(cli, *seen),
        on.say("start the nodes that are down (credence network up, or systemctl start credenced on "
               "their machines); until then nothing is recorded, and ",
               "请启动未应答的节点（credence network up，或在其机器上执行 systemctl start "
               "credenced）；在此之前无法记录新内容，") +
            (answering > 0 ? on.say("what is recorded can be read", "已有记录仍可查询")
                           : on.say("nothing can be read", "也无法查询")));
  const std::string counted = std::to_string(answering) + "/" + std::to_string(answers.size());
  std::string text = on.say("nodes that answer: ", "有应答的节点：") + counted;
  if (seen) {
    text += on.say("; validators at work: ", "；工作中的验证者：") + std::to_string(seen->answering) + "/" +
            std::to_string(seen->of) + on.say(", needed: ", "，需要：") + std::to_string(seen->needed);
    for (std::size_t i = 0; i < seen->down.size(); ++i)
      text += (i == 0 ? on.say("; down: ", "；未应答：") : on.say(", ", "、")) + seen->down[i];
  }
  const bool all = seen ? seen->down.empty() : answering == static_cast<std::ptrdiff_t>(answers.size());
  on.add(answering == 0 ? Severity::wrong : all ? Severity::well : Severity::doubtful, "quorum", text);
}

std::string node_text(const NetworkNode& node) { return node.name + " (" + node.api.text() + ")"; }

void look_at_node(Examination& on, const Cli& cli, const NetworkNode& node, const NodeAnswer& answer,
                  std::uint64_t highest, const std::string& version) {
  const std::string who = node_text(node);
  const Code code = answer.health.why.code;
  if (code != Code::ok) {
    on.add(answer.health.ready ? Severity::doubtful : Severity::wrong, "node", who, health_for(cli, answer));
    const auto process = node.directory.empty() ? std::nullopt : running_node(node);
    if (!node.directory.empty() && !process)
      on.add(Severity::wrong, "process",
             who + on.say(": its process does not run on this machine", "：其进程未在本机运行"),
             on.say("credence network up; the reason it ended is at the end of ",
                    "请执行 credence network up；退出原因见此日志末尾：") +
                 (node.directory / "node.log").string());
  }
  if (!answer.status) return;
  const auto height = number_member(*answer.status, "certified").value_or(0);
  if (code == Code::ok && height + kBehind < highest)
    on.add(Severity::doubtful, "behind",
           who + on.say(": blocks behind the others: ", "：落后于其他节点的区块数：") +
               std::to_string(highest - height),
           on.say("it catches up by itself; if the number does not fall, look at its log and its connections "
                  "to the others",
                  "节点会自行追赶；若数字不减小，请查看其日志及其与其他节点的连接"));
  if (const auto other = text_member(*answer.status, "version").value_or("?"); other != version)
    on.add(Severity::doubtful, "version",
           who + on.say(": runs version ", "：版本为 ") + other + on.say(", others run ", "，其他节点为 ") +
               version,
           on.say("bring all nodes to one version: docs/operations.md",
                  "请把全部节点升级到同一版本：docs/operations.md"));
}

/// Against this machine's clock, which is the wrong one where most nodes agree on another time.
void look_at_clocks(Examination& on, const std::vector<NetworkNode>& nodes,
                    const std::vector<NodeAnswer>& answers) {
  std::vector<std::int64_t> ahead;
  for (const NodeAnswer& answer : answers)
    if (answer.status) ahead.push_back(answer.clock_ahead_ms);
  if (ahead.empty()) return;
  std::ranges::sort(ahead);
  const std::int64_t middle = ahead[ahead.size() / 2];
  const auto agree =
      std::ranges::count_if(ahead, [middle](std::int64_t one) { return std::abs(one - middle) <= kClockMs; });
  const bool ours = std::abs(middle) > kClockMs && ahead.size() > 1 &&
                    2 * agree > static_cast<std::ptrdiff_t>(ahead.size());
  if (ours)
    on.add(Severity::wrong, "clock",
           on.say("this machine's clock is off from that of most nodes by seconds: ",
                  "本机时钟与多数节点相差秒数：") +
               std::to_string(-middle / 1000),
           on.say("set this machine's clock (timedatectl, chrony): what it says of ages and days is wrong",
                  "请校准本机时钟（timedatectl、chrony）：否则本机所述的时间与日期均不可靠"));
  const std::int64_t right = ours ? middle : 0;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const std::int64_t off = answers[i].clock_ahead_ms - right;
    if (answers[i].status && std::abs(off) > kClockMs)
      on.add(Severity::wrong, "clock",
             node_text(nodes[i]) +
                 (ours ? on.say(": its clock is off from that of most nodes by seconds: ",
                                "：其时钟与多数节点相差秒数：")
                       : on.say(": its clock is off from this machine's by seconds: ",
                                "：其时钟与本机相差秒数：")) +
                 std::to_string(off / 1000),
             on.say("set the clock that is wrong (timedatectl, chrony); validators refuse proposals of "
                    "another time",
                    "请校准有误一方的时钟（timedatectl、chrony）；验证者会拒绝时间不符的提案"));
  }
}

void look_at_nodes(Examination& on, Cli& cli, Client& client) {
  const std::vector<NodeAnswer> answers = ask_nodes(client);
  const std::vector<NetworkNode>& nodes = client.network().nodes;
  std::uint64_t highest = 0;
  std::map<std::string, std::size_t> versions;
  for (const NodeAnswer& answer : answers) {
    if (!answer.status) continue;
    highest = std::max(highest, number_member(*answer.status, "certified").value_or(0));
    ++versions[text_member(*answer.status, "version").value_or("?")];
  }
  const auto common = std::ranges::max_element(versions, {}, [](const auto& v) { return v.second; });
  const bool answered = std::ranges::any_of(answers, [](const auto& a) { return a.status.has_value(); });
  auto head = answered ? client.header()  // which also learns of the sets that votes made
                       : Outcome<Verified<BlockHeader>>(give_up(ExitCode::unreachable, Code::unreachable));
  const auto trust = client.trust();
  look_at_quorum(on, cli, client.network(), answers,
                 *trust->set_at(head ? head->header().height : trust->latest_from()));
  look_at_clocks(on, nodes, answers);
  for (std::size_t i = 0; i < nodes.size(); ++i)
    look_at_node(on, cli, nodes[i], answers[i], highest, common == versions.end() ? "" : common->first);
  if (std::ranges::any_of(nodes, [](const NetworkNode& n) {
        return !n.api.tls && n.api.host != "127.0.0.1" && n.api.host != "::1" && n.api.host != "localhost";
      }))
    on.add(
        Severity::doubtful, "tls",
        on.say("a node is spoken to in plain HTTP: its answers are proved all the same, and others can read "
               "them",
               "有节点以明文 HTTP 访问：其答复仍可验证，但传输内容可被他人读取"),
        on.say("give the node a certificate and write https in network.json: docs/operations.md",
               "请为节点配置证书，并在 network.json 中写 https：docs/operations.md"));
  if (!answered) return;
  if (!head)
    return on.add(Severity::wrong, "proof", on.say("the highest block", "最高区块"), head.error().error);
  on.add(Severity::well, "proof",
         on.say("highest block ", "最高区块 ") + with_separators(head->header().height) + on.say(", ", "，") +
             time_in_china(head->header().time_ms) + on.say("; its certificate is good", "；其证书有效"));
}

// ---- this machine -----------------------------------------------------------------------------------------

/// The disk of the client's files, and of each node's ledger: they may be different ones.
void look_at_disks(Examination& on, const Network& network) {
  std::vector<fs::path> places{network.directory};
  for (const NetworkNode& node : network.nodes)
    if (!node.directory.empty()) places.push_back(settings_of(node).data_dir);
  std::uintmax_t least = UINTMAX_MAX;
  bool low = false;
  for (fs::path place : places) {
    std::error_code none;
    while (!place.empty() && !fs::exists(place, none) && place != place.parent_path())
      place = place.parent_path();  // it is made at the start
    const fs::space_info space = place.empty() ? fs::space_info{} : fs::space(place, none);
    if (place.empty() || none) continue;
    least = std::min(least, space.available);
    if (space.available >= kDiskBytes) continue;
    low = true;
    on.add(Severity::wrong, "disk",
           place.string() + on.say(": free space in MiB: ", "：剩余空间（MiB）：") +
               std::to_string(space.available >> 20),
           on.say("free some space or enlarge the disk: a node that cannot write stops",
                  "请清理或扩容磁盘：无法写入的节点会停止"));
  }
  if (!low && least != UINTMAX_MAX)
    on.add(Severity::well, "disk",
           on.say("free space on the disk in GiB: ", "磁盘剩余空间（GiB）：") + std::to_string(least >> 30));
}

/// Certificates of the nodes of this machine, before clients refuse them.
void look_at_certificates(Examination& on, const Network& network) {
  for (const NetworkNode& node : network.nodes) {
    const fs::path file = node.directory.empty() ? fs::path() : settings_of(node).tls_certificate;
    const auto end = file.empty() ? std::nullopt : certificate_end_ms(file);
    if (!end) continue;
    const std::int64_t left = *end - static_cast<std::int64_t>(now_ms());
    if (left > kCertificateMs) continue;
    on.add(left <= 0 ? Severity::wrong : Severity::doubtful, "tls",
           node_text(node) +
               (left <= 0 ? on.say(": its certificate expired on ", "：其证书已过期，过期日 ")
                          : on.say(": its certificate expires on ", "：其证书即将过期，到期日 ")) +
               date_in_china(static_cast<std::uint64_t>(std::max<std::int64_t>(*end, 0))).iso() + " (" +
               file.string() + ")",
           on.say("renew it: the running node takes the new files by itself",
                  "请更新证书：运行中的节点会自动采用新文件"));
  }
}

/// Keys of this machine: whether the ledger knows them, and whether somebody may check what they sign.
void look_at_keys(Examination& on, Cli& cli, Client& client, bool asks) {
  const Keyring ring = cli.keyring();
  const std::vector<std::string> names = ring.names();
  if (const auto shared = ring.shared_passphrase(); shared && others_may_read(*shared))
    on.add(Severity::wrong, "keys", shared->string() + on.say(": others may read it", "：其他用户可以读取"),
           "chmod 600 " + shared->string());
  std::size_t good = 0;
  std::map<Id, std::size_t> departments;
  for (const std::string& name : names) {
    if (const auto file = ring.file_of(name); file && others_may_read(*file))
      on.add(Severity::doubtful, "keys",
             file->string() + on.say(": others may read it", "：其他用户可以读取"),
             "chmod 600 " + file->string());
    auto key = ring.public_key(name);
    if (!key) {
      on.add(Severity::wrong, "keys", name, key.error().error);
      continue;
    }
    if (!asks) continue;
    auto held = client.state<SignerValue>(SignerKey{key_id(*key)});
    if (!held) return on.add(Severity::wrong, "keys", name, held.error().error);
    if (!**held)
      on.add(Severity::doubtful, "keys",
             name + on.say(": the ledger does not know this key", "：账本未登记此密钥"),
             on.say("an administrator of the department registers it: credence keys register ",
                    "请由本部门管理员登记：credence keys register ") +
                 key->hex());
    else if ((**held)->revoked)
      on.add(Severity::doubtful, "keys", name + on.say(": revoked or replaced", "：已注销或已更换"),
             on.say("remove its file, and sign with the key that stands in its place",
                    "请移除该密钥文件，改用接替它的密钥签名"));
    else if (++good; !(**held)->enterprise)
      ++departments[(**held)->department];
  }
  if (!asks) return;
  on.add(Severity::well, "keys",
         on.say("keys here that the ledger knows: ", "本机密钥中账本已登记的：") + std::to_string(good) +
             "/" + std::to_string(names.size()));
  const bool four_eyes = std::ranges::find(client.network().genesis.features, Id(features::kFourEyes)) !=
                         client.network().genesis.features.end();
  for (const auto& [department, keys] : departments) {
    if (!four_eyes || keys == 0) continue;
    auto checkers = checkers_of(client, department);
    if (!checkers) return on.add(Severity::wrong, "roles", department, checkers.error().error);
    if (checkers->empty())
      on.add(Severity::wrong, "roles",
             department + on.say(": no key of this department may check, so nothing of it can be done",
                                 "：该部门没有可复核的密钥，其事项均无法办理"),
             "credence keys register KEY --role check");
  }
}

// ---- why something was refused ----------------------------------------------------------------------------

void explain(Examination& on, Cli& cli, Client& client, const std::string& who, const std::string& id) {
  auto found = client.transaction_called(id);
  if (!found) return on.add(Severity::doubtful, "list", who, found.error().error);
  const VerifiedTransaction& t = **found;
  const std::string what = who + ": " + (t.action ? summary_of(*t.action, cli.language()) : "?") +
                           on.say(", block ", "，区块 ") + with_separators(found->header().height);
  if (is_parked(t.receipt))
    return on.add(Severity::doubtful, "list", what + on.say(": kept for a second signature", "：已提交复核"),
                  on.say("credence tx says what became of it: credence tx ", "其后的处理结果：credence tx ") +
                      t.transaction.id.hex().substr(0, 16));
  if (t.receipt.code == 0) return on.add(Severity::well, "list", what + on.say(": done", "：已执行"));
  on.add(Severity::wrong, "list", what, error_of(t.receipt));
}

void look_at_list(Examination& on, Cli& cli, Client& client, const fs::path& list) {
  fs::path file = list;
  if (file.extension() != ".credence-journal") file = beside(file, ".credence-journal");
  std::error_code none;
  if (!fs::exists(file, none))
    return on.add(Severity::wrong, "list",
                  list.string() +
                      on.say(": nothing of it was ever signed here: there is no ",
                             "：本机从未签名过其内容，没有日志 ") +
                      file.filename().string(),
                  on.say("look at it without sending: the import with --dry-run names each bad line",
                         "请以 --dry-run 试行导入：会逐行指出有误之处，且不发送"));
  auto lists = read_journal(file);
  if (!lists) return on.add(Severity::wrong, "list", list.string(), lists.error().error);
  for (std::size_t i = 0; i < lists->size(); ++i) {
    const JournalList& one = (*lists)[i];
    const std::string who =
        on.say("list ", "清单 ") + std::to_string(i + 1) + "/" + std::to_string(lists->size());
    auto transaction = parse_transaction(client.network().anchor.chain, one.transaction);
    if (one.transaction.empty())
      on.add(Severity::well, "list", who + on.say(": it stood on the ledger before", "：此前已在账本上"));
    else if (!transaction)
      on.add(Severity::wrong, "list", who, transaction.error());
    else
      explain(on, cli, client, who, transaction->id.hex());
  }
}

int examine(Cli& cli, const DoctorOptions& options) {
  Examination on(cli);
  auto client = cli.client();
  if (!client) {
    on.add(Severity::wrong, "network", on.say("the network", "网络"), client.error().error);
    return on.finish();
  }
  if (!options.transaction.empty()) {
    explain(on, cli, **client, on.say("transaction ", "交易 ") + options.transaction.substr(0, 16),
            options.transaction);
    return on.finish();
  }
  if (!options.list.empty()) {
    look_at_list(on, cli, **client, options.list);
    return on.finish();
  }
  look_at_nodes(on, cli, **client);
  look_at_disks(on, (*client)->network());
  look_at_certificates(on, (*client)->network());
  look_at_keys(on, cli, **client, (*client)->header().has_value());
  return on.finish();
}

}  // namespace

void add_doctor_command(Command& app) {
  Command& doctor =
      app.command(
             "doctor",
             {"what is wrong and what to do about it: nodes, quorum, clocks, versions, disk, TLS, keys and "
              "roles of this machine; or why a transaction or a list was refused",
              "查明问题及其解决办法：节点、法定数量、时钟、版本、磁盘、TLS，以及本机密钥与角色；"
              "或某笔交易、某份名单为何被拒绝"})
          .uses(kAsks);
  auto& o = doctor.keep<DoctorOptions>();
  Option& transaction = doctor.argument("[TRANSACTION]", &o.transaction,
                                        {"why it was refused: its id, or the first eight digits or more",
                                         "该交易为何被拒绝：编号，或其开头至少 8 位"});
  doctor
      .option("--imported FILE", &o.list,
              {"what became of a list that was imported here, by its journal",
               "本机导入过的名单的处理结果（依据其日志）"})
      .excludes({transaction});
  doctor.footer({"Exit codes: 0 nothing is wrong · 17 something is, and each remedy is said",
                 "退出码：0 未发现错误 · 17 发现错误，并逐项给出解决办法"});
  doctor.runs(o, examine);
}

}  // namespace credence
