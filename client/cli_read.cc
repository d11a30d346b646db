// credence history, block, tx: what is recorded, proved.
#include <CLI/CLI.hpp>

#include <charconv>

#include "client/cli.h"
#include "client/facts.h"
#include "client/json_text.h"
#include "ledger/domain/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kBlockTransactionsShown = 100;

struct ReadOptions {
  std::string code, programme, department, qualification, height, id;
  bool chain = false;
};

Outcome<HistoryKey> subject_of(const ReadOptions& options) {
  const auto id = [](const std::string& text) -> Outcome<Id> {
    if (auto good = check_id(text); !good) return give_up(ExitCode::usage, good.error());
    return Id(text);
  };
  HistoryKey out;
  if (options.chain) {
    out.subject = ChainKey{};
    return out;
  }
  if (!options.code.empty()) {
    auto code = parse_uscc(options.code);
    if (!code) return give_up(ExitCode::bad_input, code.error());
    out.subject = EnterpriseKey{*code};
    return out;
  }
  const std::string& text = !options.programme.empty()    ? options.programme
                            : !options.department.empty() ? options.department
                                                          : options.qualification;
  auto checked = id(text);
  if (!checked) return std::unexpected(checked.error());
  if (!options.programme.empty())
    out.subject = ProgrammeKey{*checked};
  else if (!options.department.empty())
    out.subject = DepartmentKey{*checked};
  else
    out.subject = QualificationTypeKey{*checked};
  return out;
}

int show_history(Cli& cli, const ReadOptions& options) {
  auto subject = subject_of(options);
  if (!subject) return cli.finish(subject.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->history(*subject);
  if (!found) return cli.finish(found.error());
  const std::vector<HistoryEntry>& entries = **found;
  if (cli.json) {
    json::array list;
    for (const HistoryEntry& entry : entries) {
      json::object one = to_json(entry);
      auto signer = cli.directory().signer(entry.signer);
      if (signer && *signer)
        one["signed_by"] = json::object{{"department", (*signer)->department},
                                        {"name_zh", (*signer)->department_zh},
                                        {"name_en", (*signer)->department_en},
                                        {"holder", (*signer)->holder}};
      list.push_back(std::move(one));
    }
    cli.print_json({{"complete", true},
                    {"total", entries.size()},
                    {"entries", std::move(list)},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  if (!entries.empty()) cli.print(history_table(cli, entries, !options.code.empty()));
  cli.print(cli.say("complete: ", "完整：共 ") + with_separators(entries.size()) +
            cli.say(entries.size() == 1 ? " entry, " : " entries, ", " 条，") +
            cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

std::string outcome_text(const Cli& cli, const Receipt& receipt) {
  if (receipt.code == 0) return "ok";
  const Code code = known(receipt.code) ? static_cast<Code>(receipt.code) : Code::internal;
  return std::string(info(code).name) + (receipt.detail.empty() ? "" : cli.say(": ", "：") + receipt.detail);
}

int show_block(Cli& cli, const ReadOptions& options) {
  std::optional<Height> height;
  if (options.height != "latest") {
    Height n = 0;
    const auto [end, error] =
        std::from_chars(options.height.data(), options.height.data() + options.height.size(), n);
    if (error != std::errc{} || end != options.height.data() + options.height.size())
      return cli.finish({ExitCode::usage, Error{Code::bad_number, options.height}});
    height = n;
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->block(height);
  if (!found) return cli.finish(found.error());
  Table table;
  for (const auto& head :
       {cli.say("no", "序号"), cli.say("action", "事项"), cli.say("lines", "行数"), cli.say("result", "结果"),
        cli.say("signed by", "经办签名"), cli.say("transaction", "交易")})
    table.column(head);
  json::array list;
  const auto& ids = (*found)->unproved_ids;
  for (std::size_t i = 0; i < ids.size() && i < kBlockTransactionsShown; ++i) {
    auto transaction = (*client)->transaction(ids[i]);  // only what is proved to stand at this place is shown
    if (!transaction) return cli.finish(transaction.error());
    if (transaction->header() != found->header() || (*transaction)->index != i)
      return cli.finish({ExitCode::not_verified, Error{Code::wrong_subject, ids[i].hex()}});
    const VerifiedTransaction& t = **transaction;
    if (cli.json)
      list.push_back(json::object{{"id", t.transaction.id.hex()},
                                  {"action", name_of(t.action)},
                                  {"lines", lines_of(t.action)},
                                  {"receipt", to_json(t.receipt)},
                                  {"signer", t.transaction.body.signer.hex()}});
    else
      table.row({std::to_string(i), describe(t.action, cli.language()), std::to_string(lines_of(t.action)),
                 clipped(outcome_text(cli, t.receipt), 60),
                 cli.directory().name(t.transaction.body.signer, cli.zh()),
                 ids[i].hex().substr(0, 16) + "…"});
  }
  if (cli.json) {
    cli.print_json({{"header", to_json(found->header())},
                    {"transactions", std::move(list)},
                    {"shown", std::min(ids.size(), kBlockTransactionsShown)},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  const BlockHeader& h = found->header();
  cli.print(cli.say("block ", "区块 ") + with_separators(h.height) + "  " + time_in_china(h.time_ms) +
            "\n  " + cli.say("hash   ", "哈希 ") + header_hash((*client)->network().anchor.chain, h).hex() +
            "\n  " + cli.say("parent ", "父块 ") + h.parent.hex() + "\n  " + cli.say("state  ", "状态 ") +
            h.state_root.hex() + "\n");
  if (table.rows() > 0) cli.print(table.text());
  if (ids.size() > kBlockTransactionsShown)
    cli.print(cli.say("… of ", "…… 共 ") + std::to_string(ids.size()) + "\n");
  cli.print(with_separators(h.transaction_count) + cli.say(" transactions, ", " 笔交易，") +
            cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

int show_transaction(Cli& cli, const ReadOptions& options) {
  auto id = TxId::from_hex(options.id);
  if (!id) return cli.finish({ExitCode::usage, id.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->transaction(*id);
  if (!found) return cli.finish(found.error());
  const VerifiedTransaction& t = **found;
  if (cli.json) {
    cli.print_json({{"id", options.id},
                    {"height", found->header().height},
                    {"index", t.index},
                    {"time", iso_time(found->header().time_ms)},
                    {"signer", t.transaction.body.signer.hex()},
                    {"action", to_json(t.action)},
                    {"receipt", to_json(t.receipt)},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  cli.print(cli.say("transaction ", "交易 ") + options.id + "\n  " + describe(t.action, cli.language()) +
            ", " + with_separators(lines_of(t.action)) + cli.say(" lines", " 行") + "\n  " +
            cli.say("signed by ", "经办签名：") + cli.directory().name(t.transaction.body.signer, cli.zh()) +
            "\n  " + cli.say("receipt: ", "回执：") + outcome_text(cli, t.receipt) + "\n  " +
            cli.say("block ", "区块 ") + with_separators(found->header().height) +
            cli.say(", place ", "，位置 ") + std::to_string(t.index) + "\n" +
            cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

std::string history_table(Cli& cli, const std::vector<HistoryEntry>& entries, bool of_enterprise) {
  Table table;
  table.column(cli.say("recorded", "记录时间"));
  table.column(cli.say("kind", "事项"));
  if (!of_enterprise) table.column(cli.say("about", "对象"));
  table.column(cli.say("programme or title", "专项或资格"));
  table.column(cli.say("amount (CNY)", "金额（元）"), Table::Align::right);
  table.column(cli.say("detail", "内容"));
  table.column(cli.say("block", "区块"), Table::Align::right);
  table.column(cli.say("signed by", "经办签名"));
  for (const HistoryEntry& entry : entries) {
    FactText fact = describe(entry.fact, cli.language());
    std::vector<std::string> row{time_in_china(entry.time_ms), fact.kind};
    if (!of_enterprise) row.push_back(clipped(fact.who, 36));
    row.insert(row.end(), {fact.about, fact.amount ? yuan_text(*fact.amount) : "", clipped(fact.detail, 48),
                           with_separators(entry.height), cli.directory().name(entry.signer, cli.zh()) +
                               (entry.checker ? cli.say(", checked by ", "，复核：") +
                                                    cli.directory().name(*entry.checker, cli.zh())
                                              : std::string())});
    table.row(std::move(row));
  }
  return table.text();
}

void add_read_commands(CLI::App& app, Cli& cli) {
  const auto options = std::make_shared<ReadOptions>();
  auto* const history = app.add_subcommand(
      "history", "everything recorded about one subject: proved to be complete and in order");
  auto* const group = history->add_option_group("subject", "");
  group->add_option("CODE", options->code, "an enterprise's unified social credit code");
  group->add_option("--programme", options->programme);
  group->add_option("--department", options->department);
  group->add_option("--qualification", options->qualification);
  group->add_flag("--chain", options->chain, "departments, keys and votes: who may do what");
  group->require_option(1);
  history->callback([&cli, options] { cli.run = [&cli, options] { return show_history(cli, *options); }; });

  auto* const block = app.add_subcommand("block", "a block's header, who signed it, and its transactions");
  block->add_option("N", options->height, "its height, or latest")->required();
  block->callback([&cli, options] { cli.run = [&cli, options] { return show_block(cli, *options); }; });

  auto* const tx = app.add_subcommand("tx", "one transaction and its receipt");
  tx->add_option("ID", options->id, "64 hexadecimal digits")->required();
  tx->callback([&cli, options] { cli.run = [&cli, options] { return show_transaction(cli, *options); }; });
}

}  // namespace credence
