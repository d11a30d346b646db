// credence pending …: second signatures (four eyes). Every list is proved to be complete.
#include "client/base/json_text.h"
#include "client/commands/chain_history.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct PendingOptions {
  std::string department, id, reason;
};

/// The departments that are asked about: the one named, or all.
Outcome<std::vector<Id>> departments(Client& client, const std::string& only) {
  if (!only.empty()) {
    if (auto good = check_id(only); !good) return give_up(ExitCode::usage, good.error());
    return std::vector<Id>{Id(only)};
  }
  auto chain = client.history(HistoryKey{ChainKey{}});
  if (!chain) return std::unexpected(chain.error());
  return departments_of((*chain)->entries);
}

/// The transactions that wait in a department, oldest first: what its complete history parked and did not
/// decide.
std::vector<TxId> waiting_in(const std::vector<HistoryEntry>& entries) {
  std::vector<TxId> out;
  for (const HistoryEntry& entry : entries) {
    if (const auto* parked = std::get_if<ActionParked>(&entry.fact)) out.push_back(parked->transaction);
    if (const auto* decided = std::get_if<PendingDecided>(&entry.fact))
      std::erase(out, decided->decision.transaction);
  }
  return out;
}

int list_pending(Cli& cli, const PendingOptions& options) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto asked = departments(**client, options.department);
  if (!asked) return cli.finish(asked.error());
  Table table;
  for (const auto& head :
       {cli.say("transaction", "交易"), cli.say("department", "部门"), cli.say("action", "事项"),
        cli.say("lines", "行数"), cli.say("made by", "经办"), cli.say("until block", "有效至区块")})
    table.column(head);
  json::array list;
  std::optional<BlockProof> proof;
  for (const Id& department : *asked) {
    auto value = (*client)->state<DepartmentValue>(DepartmentKey{department});
    if (!value) return cli.finish(value.error());
    proof = value->proof();
    if (!**value || (**value)->pending == 0) continue;
    auto history = (*client)->history(HistoryKey{DepartmentKey{department}});
    if (!history) return cli.finish(history.error());
    proof = history->proof();
    for (const TxId& id : waiting_in((*history)->entries)) {
      auto pending = (*client)->state<PendingValue>(PendingKey{id});
      if (!pending) return cli.finish(pending.error());
      if (!**pending) continue;  // decided meanwhile
      const PendingValue& held = ***pending;
      const auto action = decode<Action>(held.action);
      if (!action) return cli.finish({ExitCode::not_verified, action.error()});
      if (cli.json)
        list.push_back(json::object{{"transaction", id.hex()},
                                    {"department", department},
                                    {"action", name_of(*action)},
                                    {"lines", lines_of(*action)},
                                    {"maker", held.maker.hex()},
                                    {"expires", held.expires}});
      else
        table.row({id.hex(), department, describe(*action, cli.language()), std::to_string(lines_of(*action)),
                   cli.directory().name(held.maker, cli.zh()), with_separators(held.expires)});
    }
  }
  if (!proof)
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, cli.say("no department", "没有部门")}});
  if (cli.json) {
    cli.print_json({{"complete", true}, {"pending", std::move(list)}, {"proof", cli.proof_json(*proof)}});
    return 0;
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + std::to_string(table.rows()) +
            cli.say(" waiting, ", " 项待复核，") + cli.proved_under(*proof) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int show_pending(Cli& cli, const PendingOptions& options) {
  auto id = TxId::from_hex(options.id);
  if (!id) return cli.finish({ExitCode::usage, id.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<PendingValue>(PendingKey{*id});
  if (!found) return cli.finish(found.error());
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, options.id + "; " + cli.proved_under(found->proof())}});
  const json::object view = state_value_to_json(PendingKey{*id}, encode(***found)).value();
  if (cli.json) {
    cli.print_json(
        {{"transaction", options.id}, {"pending", view}, {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  cli.print(cli.say("made by ", "经办：") + cli.directory().name((**found)->maker, cli.zh()) + "\n" +
            json::serialize(view.at("action")) + "\n" + cli.proved_under(found->proof()) + "\n");
  return 0;
}

int decide_pending(Cli& cli, const PendingOptions& options, bool approve) {
  auto id = TxId::from_hex(options.id);
  if (!id) return cli.finish({ExitCode::usage, id.error()});
  return cli.submit(
      DecidePending{*id, approve, Note(options.reason)},
      approve ? cli.say("approved and done", "已复核通过并执行") : cli.say("rejected", "已驳回"));
}

}  // namespace

void add_pending_commands(Command& app) {
  Command& family = app.command("pending", {"actions that wait for a second signature (four eyes)",
                                            "待复核事项（双人复核）"})
                        .uses(kSigns);
  auto& o = family.keep<PendingOptions>();
  constexpr Words kTransactionWords{"the transaction's id, as pending list shows it",
                                    "交易编号，见 pending list"};
  Command& list = family
                      .command("list", {"what waits, proved to be complete", "列出待复核事项，并证明无遗漏"},
                               o, list_pending)
                      .uses(kAsks);
  list.option("--department ID", &o.department, {"one department; else all", "仅限该部门；默认为全部"});
  Command& show =
      family
          .command("show", {"one action that waits, whole", "显示一个待复核事项的全部内容"}, o, show_pending)
          .uses(kAsks);
  show.argument("TRANSACTION", &o.id, kTransactionWords);
  Command& approve =
      family.command("approve", {"check an action of one's own department (role check): it is done now",
                                 "复核本部门的事项（角色 check）：通过后即执行"});
  approve.argument("TRANSACTION", &o.id, kTransactionWords);
  approve.option("--reason TEXT", &o.reason, kReasonWords);
  approve.runs(o, [](Cli& cli, const PendingOptions& options) { return decide_pending(cli, options, true); });
  Command& reject = family.command("reject", {"reject an action (role check), or withdraw one's own",
                                              "驳回事项（角色 check），或撤回自己经办的事项"});
  reject.argument("TRANSACTION", &o.id, kTransactionWords);
  reject.option("--reason TEXT", &o.reason, kReasonWords).required();
  reject.runs(o, [](Cli& cli, const PendingOptions& options) { return decide_pending(cli, options, false); });
}

}  // namespace credence
