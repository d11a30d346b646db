// SPDX-License-Identifier: Apache-2.0
// credence recovery …: money that comes back.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/base/now.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/console/console.h"
#include "client/console/list_questions.h"
#include "client/console/options.h"
#include "client/lists/held.h"
#include "client/words/facts.h"
#include "client/words/recovery_words.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

struct RecoveryOptions {
  std::string programme, recovery, batch, amount_wan, document_no, reason, on;
  std::string interest, penalty, late_charge, step, due;
  std::uint32_t line = 0, receipt = 0;
};

/// What is asked for, or came, beside the money itself.
Outcome<Charges> charges_option(const RecoveryOptions& o) {
  Charges out;
  for (const auto& [text, option, charge] : {std::tuple{&o.interest, "--interest", &out.interest},
                                             std::tuple{&o.penalty, "--penalty", &out.penalty},
                                             std::tuple{&o.late_charge, "--late-charge", &out.late_charge}}) {
    if (text->empty()) continue;
    auto amount = wan_option(*text, option);
    if (!amount) return std::unexpected(amount.error());
    *charge = *amount;
  }
  return out;
}

/// Of a case that is open what is not given stays as it is.
int open_recovery(Cli& cli, const RecoveryOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto charges = charges_option(o);
  if (!charges) return cli.finish(charges.error());
  DemandRecovery action{Id(o.programme),           Id(o.recovery), Id(o.batch), o.line, *amount,
                        DocumentNo(o.document_no), Note(o.reason), *charges};
  const std::string name = o.programme + "/" + o.recovery;
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<RecoveryValue>(RecoveryKey{action.programme, action.recovery});
  if (!held) return cli.finish(held.error());
  if (!**held || (**held)->withdrawn())
    return cli.submit(action, cli.say("recovery opened: ", "已发起追回：") + name);
  const RecoveryValue& before = ***held;
  if (o.interest.empty()) action.charges.interest = before.charged.interest;
  if (o.penalty.empty()) action.charges.penalty = before.charged.penalty;
  if (o.late_charge.empty()) action.charges.late_charge = before.charged.late_charge;
  if (o.document_no.empty()) action.document_no = before.document_no;
  const auto asked = [&](Fen demanded, const Charges& beside) {
    const std::string text = charges_text(beside, cli.language());
    return cli.money(demanded) + (text.empty() ? "" : cli.say(" and ", "，另 ") + text);
  };
  return cli.submit(action, cli.say("recovery amended: ", "已调整追回：") + name + cli.say(": ", "：") +
                                asked(before.demanded, before.charged) + " → " +
                                asked(action.demanded, action.charges));
}

/// The number of the receipt follows from the case, unless it was given.
int record_recovery(Cli& cli, const RecoveryOptions& o) {
  auto amount = o.amount_wan.empty() ? Outcome<Fen>(0) : wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto charges = charges_option(o);
  if (!charges) return cli.finish(charges.error());
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
    // Receipts that wait have the next numbers: one that is to wait follows on them.
    const auto key = cli.key.empty() ? Outcome<PublicKey>() : cli.keyring().public_key(cli.key);
    bool waits = false;
    if (!cli.key.empty() && key && cli.checker.empty()) {
      auto waiting = receipts_waiting(**client, key_id(*key), Id(o.programme), Id(o.recovery));
      if (!waiting) return cli.finish(waiting.error());
      for (const RecordRecovery& one : *waiting) {
        // The very same is refused as what waits already.
        waits = waits || (one.amount == *amount && one.received_on == day && one.charges == *charges);
        if (waits) receipt = one.receipt;
        if (waits) break;
        receipt = std::max(receipt, one.receipt + 1);
      }
    }
    // the same again is meant where its number is given
    const bool again = std::ranges::any_of((**held)->received, [&](const ReceivedMoney& before) {
      return !before.voided && before.amount == *amount && before.on == day && before.charges == *charges;
    });
    if (again && !confirmed(cli, cli.say("the same sum came on the same day: once more? [y/N] ",
                                         "同日已有同额到账，仍要再记一笔吗？[y/N] ")))
      return cli.finish({ExitCode::refused,
                         Error{list_code::received_before, cli.money(*amount) + " " + day.iso() +
                                                               "; --receipt " + std::to_string(receipt)}});
  }
  const RecordRecovery action{Id(o.programme), Id(o.recovery), receipt, *amount, day, *charges};
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
  const bool charged = !value.charged.none();
  if (charged) table.column(cli.say("beside it", "另含"));
  for (const ReceivedMoney& one : value.received) {
    std::vector<std::string> row{
        std::to_string(table.rows() + 1), one.on.iso(), yuan_text(one.amount),
        one.voided ? cli.say("voided, counts no more", "已冲销，不再计入") : cli.say("counts", "计入")};
    if (charged) row.push_back(charges_text(one.charges, cli.language()));
    table.row(std::move(row));
  }
  return table.text();
}

/// Each charge as the money itself: asked for, received, outstanding.
std::string charged_text(const Cli& cli, const RecoveryValue& v) {
  if (v.charged.none()) return {};
  const auto or_nothing = [&](const Charges& charges) {
    const std::string text = charges_text(charges, cli.language());
    return text.empty() ? cli.say("nothing", "无") : text;
  };
  return "  " + cli.say("beside it   ", "另要求   ") + or_nothing(v.charged) + "\n  " +
         cli.say("came in     ", "已到账   ") + or_nothing(v.charges_received) + "\n  " +
         cli.say("outstanding ", "尚欠     ") + or_nothing(v.charges_outstanding()) + "\n";
}

std::string steps_text(const Cli& cli, const RecoveryValue& v) {
  std::string out;
  for (const RecoveryStepTaken& step : v.steps) out += "  " + step_text(step, cli.language()) + "\n";
  if (const std::string due = due_text(v, today_in_china(), cli.language()); !due.empty())
    out += "  " + due + "\n";
  return out;
}

int take_step(Cli& cli, const RecoveryOptions& o) {
  const auto step = recovery_step_named(o.step);
  if (!step) return cli.finish({ExitCode::usage, Error{Code::unknown_choice, "--step " + o.step}});
  auto on = date_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  auto due = day_option(o.due, "--to");
  if (!due) return cli.finish(due.error());
  const TakeRecoveryStep action{Id(o.programme),           Id(o.recovery), *step, *on, *due,
                                DocumentNo(o.document_no), Note(o.reason)};
  return cli.submit(action, cli.say("recorded: ", "已记录：") + o.programme + "/" + o.recovery + " " +
                                std::string(step_words(*step).in(cli.language())));
}

/// The latest step, which a case tells.
int take_step_back(Cli& cli, const RecoveryOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<RecoveryValue>(RecoveryKey{Id(o.programme), Id(o.recovery)});
  if (!held) return cli.finish(held.error());
  const std::string name = o.programme + "/" + o.recovery;
  if (!**held) return cli.finish({ExitCode::refused, Error{Code::unknown_recovery, name}});
  if ((**held)->steps.empty()) return cli.finish({ExitCode::refused, Error{Code::nothing_to_correct, name}});
  const RecoveryStepTaken& last = (**held)->steps.back();
  const TakeRecoveryStep action{Id(o.programme),           Id(o.recovery), last.step, last.on, std::nullopt,
                                DocumentNo(o.document_no), Note(o.reason), true};
  return cli.submit(action, cli.say("taken back: ", "已撤回：") + name + " " +
                                std::string(step_words(last.step).in(cli.language())));
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
      charged_text(cli, v) + steps_text(cli, v) +
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

constexpr Words kAmountWords{"of what was paid", "本金，即已拨付的资金"};

void add_charges(Command& command, RecoveryOptions& o) {
  command.option("--interest AMOUNT", &o.interest, {"interest, beside the money itself", "利息，在本金之外"});
  command.option("--penalty AMOUNT", &o.penalty, {"a fine, beside the money itself", "罚款，在本金之外"});
  command.option("--late-charge AMOUNT", &o.late_charge,
                 {"for paying late, beside the money itself", "滞纳金，在本金之外"});
}

/// A step of a case, and taking the latest one back.
void add_steps(Command& step, Command& back, RecoveryOptions& o) {
  step.option("--step STEP", &o.step,
              {"how far the case has come",
               "intent 事先告知、served 送达、heard 陈述申辩或听证、decided 作出追回决定、"
               "urged 催告、court 申请法院强制执行"})
      .one_of({"intent", "served", "heard", "decided", "urged", "court"})
      .required();
  step.option("--on DAY", &o.on, {"the day of the step", "该程序的日期"}).required();
  step.option(
      "--to DAY", &o.due,
      {"of a decision, or of what urges: the last day to pay", "作出决定或催告时：限期缴回的最后一日"});
  step.option("--reason TEXT", &o.reason, {"how it was served, what was said", "送达方式、陈述内容等"});
  step.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  step.wrong_if([&o] { return !o.due.empty() && o.step != "decided" && o.step != "urged"; },
                {"--to goes with the steps decided and urged", "--to 仅用于 decided 与 urged"});
  back.option("--reason TEXT", &o.reason, kReasonWords).required();
  back.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
}

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
              {"demanded, at most what was paid", "要求追回的本金，不超过已拨付金额"})
      .required();
  add_charges(open, o);
  open.option("--reason TEXT", &o.reason, kReasonWords).required();
  open.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  Command& record = command("record", {"record money that came back (role pay)", "记录追回到账（角色 pay）"},
                            record_recovery);
  record.option("--amount AMOUNT", &o.amount_wan, kAmountWords);
  add_charges(record, o);
  record.option("--on DAY", &o.on, {"the day it came", "到账日期"}).required();
  record.option("--receipt N", &o.receipt,
                {"its number in the case; else the next one", "到账在本事项中的编号；默认为下一个"});
  record.wrong_if(
      [&o] {
        return o.amount_wan.empty() && o.interest.empty() && o.penalty.empty() && o.late_charge.empty();
      },
      {"nothing came: give --amount, or one of --interest, --penalty, --late-charge",
       "未填写金额：请填写 --amount，或 --interest、--penalty、--late-charge 之一"});
  Command& step =
      command("step",
              {"record how far a case has come: told, served, heard, decided, urged, in court (role award)",
               "记录追回程序：事先告知、送达、陈述申辩、决定、催告、申请强制执行（角色 award）"},
              take_step);
  Command& back = command(
      "withdraw-step",
      {"take back the latest step, which was a mistake (role award)", "撤回误录的最后一项程序（角色 award）"},
      take_step_back);
  add_steps(step, back, o);
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
