// SPDX-License-Identifier: Apache-2.0
// credence recovery …: money that comes back.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/list_questions.h"
#include "client/console/options.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

struct RecoveryOptions {
  std::string programme, recovery, batch, amount_wan, document_no, reason, on;
  std::uint32_t line = 0, receipt = 0;
};

int open_recovery(Cli& cli, const RecoveryOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  const DemandRecovery action{Id(o.programme),           Id(o.recovery), Id(o.batch), o.line, *amount,
                              DocumentNo(o.document_no), Note(o.reason)};
  return cli.submit(action, cli.say("recovery opened: ", "已发起追回：") + o.programme + "/" + o.recovery);
}

/// The number of the receipt follows from the case, unless it was given.
int record_recovery(Cli& cli, const RecoveryOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto on = day_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  const Date day = on->value_or(Date{});
  std::uint32_t receipt = o.receipt;
  if (receipt == 0) {
    auto client = cli.client();
    if (!client) return cli.finish(client.error());
    auto held = (*client)->state<RecoveryValue>(RecoveryKey{Id(o.programme), Id(o.recovery)});
    if (!held) return cli.finish(held.error());
    if (!**held)
      return cli.finish({ExitCode::refused, Error{Code::unknown_recovery, o.programme + "/" + o.recovery}});
    receipt = (**held)->receipts + 1;
    // the same again is meant where its number is given
    const bool again = std::ranges::any_of((**held)->received, [&](const ReceivedMoney& before) {
      return !before.voided && before.amount == *amount && before.on == day;
    });
    if (again && !confirmed(cli, cli.say("the same sum came on the same day: once more? [y/N] ",
                                         "同日已有同额到账，仍要再记一笔吗？[y/N] ")))
      return cli.finish({ExitCode::refused,
                         Error{list_code::received_before, cli.money(*amount) + " " + day.iso() +
                                                               "; --receipt " + std::to_string(receipt)}});
  }
  const RecordRecovery action{Id(o.programme), Id(o.recovery), receipt, *amount, day};
  return cli.submit(action,
                    cli.say("money came back: ", "已记录追回到账：") + o.programme + "/" + o.recovery);
}

/// Every receipt by the number that recovery void takes; a voided one counts no more.
std::string receipts_table(const Cli& cli, const RecoveryValue& value) {
  if (value.received.empty()) return {};
  Table table;
  table.column(cli.say("receipt", "到账"), Table::Align::right);
  table.column(cli.say("day", "到账日期"));
  table.column(cli.say("amount (CNY)", "金额（元）"), Table::Align::right);
  table.column(cli.say("state", "状态"));
  for (const ReceivedMoney& one : value.received)
    table.row(
        {std::to_string(table.rows() + 1), one.on.iso(), yuan_text(one.amount),
         one.voided ? cli.say("voided, counts no more", "已冲销，不再计入") : cli.say("counts", "计入")});
  return table.text();
}

int show_recovery(Cli& cli, const RecoveryOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<RecoveryValue>(RecoveryKey{Id(o.programme), Id(o.recovery)});
  if (!found) return cli.finish(found.error());
  const std::string name = o.programme + "/" + o.recovery;
  if (!**found) {
    if (auto good = require_programme(cli, o.programme); !good) return cli.finish(good.error());
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, name + "; " + cli.proved_under(found->proof())}});
  }
  const RecoveryValue& v = ***found;
  if (cli.json) {
    cli.print_json({{"programme", o.programme},
                    {"id", o.recovery},
                    {"recovery", to_json(v)},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  cli.print(
      name + "  " + std::string(text_of(v.code)) + "  " + v.award_batch + "#" + std::to_string(v.award_line) +
      "  " + v.opened_on.iso() + (v.document_no.empty() ? "" : "  " + v.document_no) + "\n  " + v.reason +
      "\n  " + cli.say("demanded    ", "要求追回 ") + cli.money(v.demanded) + "\n  " +
      cli.say("recovered   ", "已追回   ") + cli.money(v.recovered) + cli.say(" in ", "，") +
      cli.counted(static_cast<std::uint64_t>(std::ranges::count(v.received, false, &ReceivedMoney::voided)),
                  noun::kReceipt) +
      "\n  " + cli.say("outstanding ", "尚欠     ") + cli.money(v.demanded - v.recovered) + "\n" +
      (v.correction ? "  " + correction_text(*v.correction, cli.language()) + "\n" : "") +
      receipts_table(cli, v) + cli.proved_under(found->proof()) + "\n");
  return 0;
}

int withdraw_demand(Cli& cli, const RecoveryOptions& o) {
  const WithdrawEntry action{Id(o.programme), EntryKind::recovery, Id(o.recovery), DocumentNo(o.document_no),
                             Note(o.reason)};
  return cli.submit(action, cli.say("withdrawn: ", "已撤回：") + o.programme + "/" + o.recovery);
}

int void_receipt(Cli& cli, const RecoveryOptions& o) {
  const VoidReceipt action{Id(o.programme), Id(o.recovery), o.receipt, DocumentNo(o.document_no),
                           Note(o.reason)};
  return cli.submit(action, cli.say("receipt voided: ", "已冲销到账：") + o.programme + "/" + o.recovery +
                                "#" + std::to_string(o.receipt));
}

constexpr Words kAmountWords{"how much", "金额"};

/// Why something is taken back, and the document that orders it.
void add_reason(Command& command, RecoveryOptions& o) {
  command.option("--reason TEXT", &o.reason, kReasonWords).required();
  command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
}

}  // namespace

void add_recovery_commands(Command& app) {
  Command& family = app.command("recovery", {"money that shall come back (追回)", "资金追回"}).uses(kSigns);
  auto& o = family.keep<RecoveryOptions>();
  const auto command = [&](const char* name, Words about,
                           int (*run)(Cli&, const RecoveryOptions&)) -> Command& {
    Command& out = family.command(name, about, o, run);
    out.argument("PROGRAMME", &o.programme, kProgrammeWords);
    out.argument("RECOVERY", &o.recovery,
                 {"the case's id within the programme", "追回事项编号，在本专项内唯一"});
    return out;
  };
  Command& open = command("open",
                          {"demand money back, or another sum in an open case (role award)",
                           "要求追回资金，或调整在办事项的追回金额（角色 award）"},
                          open_recovery);
  open.option("--batch BATCH", &o.batch, kBatchWords).required();
  open.option("--line N", &o.line, kBatchLineWords).required();
  open.option("--amount AMOUNT", &o.amount_wan,
              {"demanded, at most what was paid", "要求追回的金额，不超过已拨付金额"})
      .required();
  open.option("--reason TEXT", &o.reason, kReasonWords).required();
  open.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  Command& record = command("record", {"record money that came back (role pay)", "记录追回到账（角色 pay）"},
                            record_recovery);
  record.option("--amount AMOUNT", &o.amount_wan, kAmountWords).required();
  record.option("--on DAY", &o.on, {"the day it came", "到账日期"}).required();
  record.option("--receipt N", &o.receipt,
                {"its number in the case; else the next one", "到账在本事项中的编号；默认为下一个"});
  add_reason(command("withdraw",
                     {"take back a demand that was a mistake; its receipts are voided first (role award)",
                      "撤回误录的追回事项，须先冲销其到账（角色 award）"},
                     withdraw_demand),
             o);
  Command& voided =
      command("void",
              {"money that did not come back, or not so: the right one is recorded anew (role pay)",
               "冲销误录的追回到账，正确的另行记录（角色 pay）"},
              void_receipt);
  voided.argument("RECEIPT", &o.receipt, {"its number in the case", "到账在本事项中的编号"});
  add_reason(voided, o);
  command("show", {"demanded, recovered and outstanding: proved", "要求追回、已追回与尚欠金额，附证明"},
          show_recovery)
      .uses(kAsks);
}

}  // namespace credence
