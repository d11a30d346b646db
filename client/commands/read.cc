// SPDX-License-Identifier: Apache-2.0
// credence history, block, tx: what is recorded, proved.
#include <charconv>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/history_table.h"
#include "client/console/options.h"
#include "client/four_eyes.h"
#include "client/lists/lines.h"
#include "client/words/action_view.h"
#include "client/words/detail.h"
#include "client/words/facts.h"
#include "client/words/history_filter.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kBlockTransactionsShown = 100;

struct ShownOptions {
  std::string code, programme, department, qualification, height, id;
  HistoryFilter filter;
  std::string as_of;
  bool chain = false;
  bool newest_first = false;
  std::uint64_t limit = 10'000;  // what a terminal and one JSON value bear
};

/// Beside an enterprise, --programme and --title choose among its entries; alone, each names whose
/// history it is.
Outcome<HistoryKey> subject_of(Cli& cli, const ShownOptions& options) {
  if (options.chain) return HistoryKey{ChainKey{}};
  if (!options.code.empty()) {
    auto code = cli.code(options.code);
    if (!code) return std::unexpected(code.error());
    return of_enterprise(*code);
  }
  auto id = id_option(options.programme + options.department + options.qualification);
  if (!id) return std::unexpected(id.error());
  if (!options.programme.empty()) return of_programme(*id);
  if (!options.department.empty()) return of_department(*id);
  return of_title(*id);
}

Outcome<HistoryQuery> query_of(const ShownOptions& options) {
  HistoryFilter filter = options.filter;
  if (!options.code.empty()) {
    filter.programme = options.programme;
    filter.qualification = options.qualification;
  }
  auto out = query_of(filter);
  if (!out) return out;
  out->limit = options.limit;
  out->order = options.newest_first ? HistoryOrder::newest_first : HistoryOrder::oldest_first;
  return out;
}

json::object entry_json(Cli& cli, const HistoryEntry& entry, const ClosedCredit& closed) {
  json::object one = closed.json(entry);
  auto signer = cli.directory().signer(entry.signer);
  if (signer && *signer)
    one["signed_by"] = json::object{{"department", (*signer)->department},
                                    {"name_zh", (*signer)->department_zh},
                                    {"name_en", (*signer)->department_en},
                                    {"holder", (*signer)->holder}};
  return one;
}

/// "complete: 9 entries", "complete: 3 of 9 entries match", "the newest 20 of 1,000 entries".
std::string extent(const Cli& cli, const HistorySummary& history, bool newest_first) {
  const std::string matched = with_separators(history.matched);
  const std::string total = cli.counted(history.total, noun::kEntry);
  if (!history.all)
    return cli.say(newest_first ? "the newest " : "the first ", newest_first ? "最新 " : "最早 ") + matched +
           cli.say(" that match, of ", " 条（符合条件），共 ") + total +
           cli.say("; --limit shows more", "；可用 --limit 查看更多");
  if (history.matched == history.total) return cli.say("complete: ", "完整：共 ") + total;
  return cli.say("complete: ", "完整：") + matched + cli.say(" match, of ", " 条符合条件，共 ") + total;
}

int show_history(Cli& cli, const ShownOptions& options) {
  auto subject = subject_of(cli, options);
  if (!subject) return cli.finish(subject.error());
  auto query = query_of(options);
  if (!query) return cli.finish(query.error());
  auto as_of = as_of_options(options.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->history(*subject, *query, *as_of);
  if (!found) return cli.finish(found.error());
  const History& history = **found;
  if (history.total == 0)  // nothing at all: of what is not registered that says nothing
    if (auto good = require_subject(cli, *subject); !good) return cli.finish(good.error());
  if (history.matched == 0 && !options.code.empty()) {
    if (auto good = require_programme(cli, options.programme); !good) return cli.finish(good.error());
    if (auto good = require_title(cli, options.qualification); !good) return cli.finish(good.error());
  }
  auto closed = closed_credit_of(**client, history.entries);
  if (!closed) return cli.finish(closed.error());
  if (cli.json) {
    json::array list;
    for (const HistoryEntry& entry : history.entries) list.push_back(entry_json(cli, entry, *closed));
    cli.print_json({{"complete", history.all},
                    {"total", history.total},
                    {"matched", history.matched},
                    {"entries", std::move(list)},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  if (!history.entries.empty())
    cli.print(history_table(cli, history.entries, !options.code.empty(), *closed));
  cli.print(extent(cli, history, options.newest_first) + as_of_text(cli, *as_of) + cli.say(", ", "，") +
            cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

std::string outcome_text(const Cli& cli, const Receipt& receipt) {
  if (is_parked(receipt)) return cli.say("kept for a second signature", "待复核");
  if (receipt.code == 0) return cli.say("ok", "成功");
  const Error error = error_of(receipt);
  return std::string(info(error.code).name) +
         (error.details.empty() ? "" : cli.say(": ", "：") + detail_text(error, cli.language()));
}

json::array ids_json(const std::vector<KeyId>& ids) {
  json::array out;
  for (const KeyId& id : ids) out.emplace_back(id.hex());
  return out;
}
std::string names_text(Cli& cli, const std::vector<KeyId>& ids) {
  std::string out;
  for (const KeyId& id : ids)
    out += (out.empty() ? "" : cli.say(", ", "、")) + cli.directory().name(id, cli.zh());
  return out;
}

int show_block(Cli& cli, const ShownOptions& options) {
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
  if (!height) {
    auto head = (*client)->header();
    if (!head) return cli.finish(head.error());
    height = head->header().height;
  }
  auto found = (*client)->block(*height);
  if (!found) return cli.finish(to_come(found.error(), *height));
  const std::vector<BlockTransaction>& transactions = (*found)->transactions;
  Table table;
  for (const auto& head :
       {cli.say("no", "序号"), cli.say("action", "事项"), cli.say("lines", "行数"), cli.say("result", "结果"),
        cli.say("signed by", "经办签名"), cli.say("checked by", "复核签名"), cli.say("transaction", "交易")})
    table.column(head);
  json::array list;
  for (const BlockTransaction& t : transactions) {
    const std::string lines = t.action ? std::to_string(lines_of(*t.action)) : "";
    if (cli.json)
      list.push_back(
          json::object{{"id", t.id.hex()},
                       {"action", t.action ? json::value(name_of(*t.action)) : json::value(nullptr)},
                       {"lines", t.action ? lines_of(*t.action) : 0},
                       {"receipt", to_json(t.receipt)},
                       {"signer", t.signer.hex()},
                       {"also_signed", ids_json(t.others)}});
    else if (table.rows() < kBlockTransactionsShown)
      table.row({std::to_string(table.rows()), t.action ? describe(*t.action, cli.language()) : "", lines,
                 outcome_text(cli, t.receipt), cli.directory().name(t.signer, cli.zh()),
                 names_text(cli, t.others), shown_id(t.id.hex())});
  }
  if (cli.json) {
    cli.print_json({{"header", to_json(found->header())},
                    {"transactions", std::move(list)},
                    {"shown", transactions.size()},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  const BlockHeader& h = found->header();
  cli.print(cli.say("block ", "区块 ") + with_separators(h.height) + "  " + time_in_china(h.time_ms) +
            "\n  " + cli.say("hash   ", "哈希 ") + header_hash((*client)->network().anchor.chain, h).hex() +
            "\n  " + cli.say("parent ", "父块 ") + h.parent.hex() + "\n  " + cli.say("state  ", "状态 ") +
            h.state_root.hex() + "\n");
  if (table.rows() > 0) cli.print(table.text());
  if (transactions.size() > kBlockTransactionsShown)
    cli.print(cli.say("… of ", "…… 共 ") + std::to_string(transactions.size()) + "\n");
  cli.print(cli.counted(h.transaction_count, noun::kTransaction) + cli.say(", ", "，") +
            cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

/// What became of a transaction that was kept for its second signature.
struct Fate {
  std::string_view status;  // "waiting", "expired", "approved", "rejected"
  std::string text;
  json::object view;
};
Outcome<Fate> fate_of(Cli& cli, Client& client, const VerifiedTransaction& parked) {
  auto decided = outcome_of_pending(client, parked);
  if (!decided) return std::unexpected(decided.error());
  if (*decided) {
    const PendingOutcome& outcome = **decided;
    const std::string_view status = outcome.approved ? "approved" : "rejected";
    return Fate{status,
                (outcome.approved ? cli.say("approved and done: ", "已复核通过并执行：")
                                  : cli.say("rejected, not done: ", "已驳回，未执行：")) +
                    cli.decision_text(outcome),
                {{"status", status},
                 {"by", outcome.by.hex()},
                 {"height", outcome.height},
                 {"transaction", outcome.transaction.hex()},
                 {"reason", outcome.reason}}};
  }
  const TxId id = parked.transaction.id;
  auto held = client.state<PendingValue>(PendingKey{id});
  if (!held) return std::unexpected(held.error());
  if (!**held)  // decided just now
    return give_up(ExitCode::not_verified, Code::stale_answer, "transaction " + id.hex());
  const std::string until = (**held)->until.iso();
  if ((**held)->until < date_in_china(held->header().time_ms))
    return Fate{"expired",
                cli.say("expired, not done: its last day was ", "已过期，未执行：复核截止 ") + until,
                {{"status", "expired"}, {"until", until}}};
  auto others = cli.checkers_text((**held)->department);
  if (!others) return std::unexpected(others.error());
  return Fate{"waiting",
              cli.say("waits for a second signature, to ", "待复核，截止 ") + until +
                  cli.say("; may check: ", "；可复核的密钥：") + *others,
              {{"status", "waiting"}, {"until", until}}};
}

/// Of an action that records credit entries, the lines that were closed since.
Outcome<std::vector<std::uint32_t>> closed_lines(Client& client, const Result<Action>& action) {
  std::vector<std::uint32_t> out;
  const auto* const credit = action ? std::get_if<RecordCredit>(&*action) : nullptr;
  if (credit == nullptr) return out;
  for (const CreditLine& one : credit->lines) {
    auto held = client.state<CreditValue>(CreditKey{credit->department, credit->batch, one.line});
    if (!held) return std::unexpected(held.error());
    if (**held && (**held)->closed_on) out.push_back(one.line);
  }
  return out;
}

/// As JSON, without what the closed lines said.
json::value action_json(const Result<Action>& action, const std::vector<std::uint32_t>& closed) {
  if (!action) return nullptr;
  if (closed.empty()) return to_json(*action);
  Action shown = *action;
  auto& lines = std::get<RecordCredit>(shown).lines;
  std::erase_if(lines,
                [&](const CreditLine& one) { return std::ranges::find(closed, one.line) != closed.end(); });
  return to_json(shown);
}

int show_transaction(Cli& cli, const ShownOptions& options) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->transaction_called(options.id);
  if (!found) return cli.finish(found.error());
  const VerifiedTransaction& t = **found;
  std::vector<KeyId> others;
  for (std::size_t i = 1; i < t.transaction.signatures.size(); ++i)
    others.push_back(key_id(t.transaction.signatures[i].key));
  std::optional<Fate> fate;
  if (is_parked(t.receipt)) {
    auto told = fate_of(cli, **client, t);
    if (!told) return cli.finish(told.error());
    fate = *std::move(told);
  }
  if (cli.json) {
    auto closed = closed_lines(**client, t.action);
    if (!closed) return cli.finish(closed.error());
    json::object out{{"id", t.transaction.id.hex()},
                     {"height", found->header().height},
                     {"index", t.index},
                     {"time", iso_time(found->header().time_ms)},
                     {"signer", t.transaction.body.signer.hex()},
                     {"also_signed", ids_json(others)},
                     {"action", action_json(t.action, *closed)},
                     {"receipt", to_json(t.receipt)},
                     {"proof", cli.proof_json(found->proof())}};
    if (!closed->empty()) out["closed_lines"] = json::array(closed->begin(), closed->end());
    if (fate) out["four_eyes"] = fate->view;
    cli.print_json(out);
    return 0;
  }
  std::string out = cli.say("transaction ", "交易 ") + t.transaction.id.hex() + "\n  " +
                    (t.action ? cli.told(*t.action)
                              : cli.say("an action that this program does not know", "本程序不认识的事项")) +
                    "\n  " + cli.say("signed by ", "经办签名：") +
                    cli.directory().name(t.transaction.body.signer, cli.zh()) + "\n  ";
  if (!others.empty()) out += cli.say("checked by ", "复核签名：") + names_text(cli, others) + "\n  ";
  out += cli.say("receipt: ", "回执：") + (fate ? fate->text : outcome_text(cli, t.receipt)) + "\n  " +
         cli.say("block ", "区块 ") + with_separators(found->header().height) +
         cli.say(", place ", "，位置 ") + std::to_string(t.index) + "\n";
  cli.print(out + cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_read_commands(Command& app) {
  Command& history =
      app.command("history", {"everything recorded about one subject: proved to be complete and in order",
                              "某一对象的全部记录，并证明完整且有序"})
          .uses(kAsks);
  auto& o = history.keep<ShownOptions>();
  Option& code = history.argument("[CODE]", &o.code, kCodeWords);
  Option& programme =
      history.option("--programme PROGRAMME", &o.programme,
                     {"the history of a programme; beside CODE: only entries of this programme",
                      "专项的历史；与 CODE 同用时，仅限该专项的条目"});
  Option& title = history.option("--title TITLE", &o.qualification,
                                 {"the history of a title; beside CODE: only entries of this title",
                                  "资格的历史；与 CODE 同用时，仅限该资格的条目"});
  Option& department =
      history.option("--department DEPARTMENT", &o.department, {"the history of a department", "部门的历史"});
  department.excludes({code, programme, title});
  Option& chain = history.flag(
      "--chain", o.chain,
      {"departments, keys and votes: who may do what", "链本身的历史：部门、密钥与表决，即谁有权办理什么"});
  chain.excludes({code, programme, title, department});
  history.at_least_one({code, programme, title, department, chain});
  add_filter_options(history, o.filter);
  history.flag("--newest-first", o.newest_first, {"the newest entry first", "由新到旧排列"});
  history.option("--limit N", &o.limit, {"at most so many entries; 0: all", "最多显示的条目数；0 表示全部"});
  history.option("--as-of MOMENT", &o.as_of, kAsOfWords);
  history.wrong_if([&o] { return o.code.empty() && !o.programme.empty() && !o.qualification.empty(); },
                   {"--programme beside --title needs CODE", "--programme 与 --title 同用时须填写 CODE"});
  history.runs(o, show_history);

  Command& block =
      app.command("block",
                  {"a block's header, who signed it, and its transactions", "区块头、签名者及其中的交易"}, o,
                  show_block)
          .uses(kAsks);
  block.argument("BLOCK", &o.height, {"its height, or latest", "区块高度，或 latest（最新）"});

  Command& tx =
      app.command("tx", {"one transaction and its receipt", "一笔交易及其回执"}, o, show_transaction)
          .uses(kAsks);
  tx.argument("TRANSACTION", &o.id,
              {"64 hexadecimal digits, or the first eight or more", "64 位十六进制编号，或其开头至少 8 位"});
}

}  // namespace credence
