// credence payment …, acceptance …, performance …, milestone …, recovery …, fund …: what becomes of an award.
#include <CLI/CLI.hpp>

#include <algorithm>

#include "client/base/json_text.h"
#include "client/console/command.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

// ---- payments
// ----------------------------------------------------------------------------------------------------------

struct PaymentOptions {
  ListOptions list;
  std::string programme, id, declared_total_wan;
  std::uint32_t declared_count = 0;
};

int import_payments(Cli& cli, const PaymentOptions& options) {
  RecordPayments head{.programme = Id(options.programme),
                      .list = Id(options.id),
                      .declared_count = options.declared_count,
                      .declared_total = 0,
                      .lines = {}};
  if (!options.declared_total_wan.empty()) {
    auto total = wan_option(options.declared_total_wan, "--declared-total");
    if (!total) return cli.finish(total.error());
    head.declared_total = *total;
  }
  return import_file<PaymentLine>(
      cli, options.list, parse_payment_lines,
      {.review = {.programme = head.programme, .batch = {}, .list = head.list, .funding = true}},
      [&](const std::vector<PaymentLine>& lines) { return plan_payments(head, lines); });
}

struct AcknowledgeOptions {
  std::string programme, list;
  std::vector<std::uint32_t> lines;
};

int acknowledge(Cli& cli, const AcknowledgeOptions& o) {
  AcknowledgePayments action{Id(o.programme), Id(o.list), {}};
  std::vector<std::uint32_t> lines = o.lines;
  std::ranges::sort(lines);
  for (const std::uint32_t line : lines) action.lines.push_back({line});
  return cli.submit(action,
                    cli.say("payments acknowledged: ", "已确认收款笔数：") + std::to_string(lines.size()));
}

// ---- results
// -----------------------------------------------------------------------------------------------------------

struct ResultOptions {
  ListOptions list;
  std::string programme, batch, on, grade, document_no;
  std::uint32_t line = 0;
  std::uint32_t milestone = 0;
  bool failed = false;
};

/// The result of one award.
template <ResultStep step>
int record_result(Cli& cli, const ResultOptions& o) {
  auto on = day_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  RecordResults action{Id(o.programme), step, DocumentNo(o.document_no), {}};
  ResultLine line{1,
                  Id(o.batch),
                  o.line,
                  !o.failed,
                  static_cast<std::uint8_t>(o.milestone),
                  Performance::none,
                  on->value_or(Date{})};
  if (step == ResultStep::performance) {
    auto grade = option_value(parse_performance(o.grade), "--grade");
    if (!grade) return cli.finish(grade.error());
    line.grade = *grade;
  }
  action.lines.push_back(std::move(line));
  return cli.submit(
      action, describe(Fact(ResultRecorded{action.programme, step, action.document_no, action.lines[0]}),
                       cli.language())
                      .kind +
                  cli.say(" recorded: ", "已记录：") + o.programme + "/" + o.batch + "#" +
                  std::to_string(o.line));
}

template <ResultStep step>
int import_results(Cli& cli, const ResultOptions& o) {
  return import_file<ResultLine>(
      cli, o.list, step == ResultStep::acceptance ? parse_acceptance_lines : parse_performance_lines, {.review = {}, .enterprises_exist = false},
      [&](const std::vector<ResultLine>& lines) {
        return plan_results(RecordResults{Id(o.programme), step, DocumentNo(o.document_no), {}}, lines);
      });
}

template <ResultStep step>
CLI::App* add_record(CLI::App& family, Cli& cli, const char* verb, const char* what) {
  const auto o = std::make_shared<ResultOptions>();
  auto* const command = family.add_subcommand(verb, what);
  command->add_option("PROGRAMME", o->programme)->required();
  command->add_option("BATCH", o->batch)->required();
  command->add_option("LINE", o->line)->required();
  command->add_option("--on", o->on, "the day, 2026-11-24")->required();
  command->add_option("--document-no", o->document_no);
  if (step == ResultStep::milestone)
    command->add_option("--number", o->milestone, "the next one, from 1")
        ->required()
        ->check(CLI::Range(1, 255));
  if (step == ResultStep::performance)
    command->add_option("--grade", o->grade, "优 良 中 差; excellent, good, fair, poor")->required();
  if (step == ResultStep::milestone || step == ResultStep::acceptance)
    command->add_flag("--failed", o->failed, "it was not passed");
  runs(cli, command, o, record_result<step>);
  return command;
}

template <ResultStep step>
void add_result_import(CLI::App& family, Cli& cli, const char* what) {
  const auto o = std::make_shared<ResultOptions>();
  auto* const command = family.add_subcommand("import", what);
  add_list_options(*command, o->list, "FILE", true);
  command->add_option("--programme", o->programme)->required();
  command->add_option("--document-no", o->document_no);
  runs(cli, command, o, import_results<step>);
}

void add_result_commands(CLI::App& app, Cli& cli) {
  auto* const acceptance =
      app.add_subcommand("acceptance", "acceptance of projects (验收)")->require_subcommand(1);
  add_record<ResultStep::acceptance>(*acceptance, cli, "record",
                                     "record the acceptance of one award (role award)");
  add_result_import<ResultStep::acceptance>(
      *acceptance, cli, "record acceptances (role award)\nFILE: 批次, 批次序号, 验收结论, 验收日期");
  auto* const performance =
      app.add_subcommand("performance", "performance results (绩效评价)")->require_subcommand(1);
  add_record<ResultStep::performance>(*performance, cli, "record",
                                      "record the performance of one award (role award)");
  add_result_import<ResultStep::performance>(
      *performance, cli, "record performances (role award)\nFILE: 批次, 批次序号, 评价等次, 评价日期");
  add_record<ResultStep::milestone>(*app.get_subcommand("challenge"), cli, "milestone",
                                    "record a milestone of one award (role award)");
  add_record<ResultStep::closing>(*app.get_subcommand("award"), cli, "close",
                                  "close one award: its rest goes back into the budget (role award)");
}

// ---- recovery, funds
// ---------------------------------------------------------------------------------------------------

struct RecoveryOptions {
  std::string programme, recovery, batch, amount_wan, document_no, reason, on, investor, entry;
  std::uint32_t line = 0, receipt = 0;
};

int open_recovery(Cli& cli, const RecoveryOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  const DemandRecovery action{Id(o.programme),           Id(o.recovery), Id(o.batch), o.line, *amount,
                              DocumentNo(o.document_no), Note(o.reason)};
  return cli.submit(action, cli.say("recovery demanded: ", "已要求追回：") + o.programme + "/" + o.recovery +
                                " " + cli.money(*amount));
}

/// The number of the receipt follows from the case, unless it was given.
int record_recovery(Cli& cli, const RecoveryOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto on = day_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  std::uint32_t receipt = o.receipt;
  if (receipt == 0) {
    auto client = cli.client();
    if (!client) return cli.finish(client.error());
    auto held = (*client)->state<RecoveryValue>(RecoveryKey{Id(o.programme), Id(o.recovery)});
    if (!held) return cli.finish(held.error());
    if (!**held)
      return cli.finish({ExitCode::refused, Error{Code::unknown_recovery, o.programme + "/" + o.recovery}});
    receipt = (**held)->receipts + 1;
  }
  const RecordRecovery action{Id(o.programme), Id(o.recovery), receipt, *amount, on->value_or(Date{})};
  return cli.submit(action, cli.say("money came back: ", "已记录追回到账：") + o.programme + "/" +
                                o.recovery + " " + cli.money(*amount));
}

int show_recovery(Cli& cli, const RecoveryOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<RecoveryValue>(RecoveryKey{Id(o.programme), Id(o.recovery)});
  if (!found) return cli.finish(found.error());
  const std::string name = o.programme + "/" + o.recovery;
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, name + "; " + cli.proved_under(found->proof())}});
  const RecoveryValue& v = ***found;
  if (cli.json) {
    cli.print_json({{"programme", o.programme},
                    {"id", o.recovery},
                    {"recovery", to_json(v)},
                    {"proof", cli.proof_json(found->proof())}});
    return 0;
  }
  cli.print(name + "  " + std::string(text_of(v.code)) + "  " + v.award_batch + "#" +
            std::to_string(v.award_line) + "  " + v.opened_on.iso() +
            (v.document_no.empty() ? "" : "  " + v.document_no) + "\n  " + v.reason + "\n  " +
            cli.say("demanded    ", "要求追回 ") + cli.money(v.demanded) + "\n  " +
            cli.say("recovered   ", "已追回   ") + cli.money(v.recovered) + cli.say(" in ", "，") +
            std::to_string(v.receipts) + cli.say(" receipts", " 笔") + "\n  " +
            cli.say("outstanding ", "尚欠     ") + cli.money(v.demanded - v.recovered) + "\n" +
            cli.proved_under(found->proof()) + "\n");
  return 0;
}

int record_fund(Cli& cli, const RecoveryOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto on = day_option(o.on, "--on");
  if (!on) return cli.finish(on.error());
  const RecordSocialCapital action{
      Id(o.programme),  Id(o.entry), Id(o.batch),          o.line,
      Name(o.investor), *amount,     on->value_or(Date{}), DocumentNo(o.document_no)};
  return cli.submit(action, cli.say("social capital recorded: ", "已记录社会资本：") + o.programme + "/" +
                                o.entry + " " + cli.money(*amount));
}

void add_recovery_commands(CLI::App& app, Cli& cli) {
  auto* const family =
      app.add_subcommand("recovery", "money that shall come back (追回)")->require_subcommand(1);
  const auto o = std::make_shared<RecoveryOptions>();
  const auto of = [&o](CLI::App* command) {
    command->add_option("PROGRAMME", o->programme)->required();
    command->add_option("RECOVERY", o->recovery, "the case's id within the programme")->required();
  };
  auto* const open =
      family->add_subcommand("open", "demand money back, or another sum in an open case (role award)");
  of(open);
  open->add_option("--batch", o->batch)->required();
  open->add_option("--line", o->line)->required();
  open->add_option("--amount", o->amount_wan, "万元 demanded, at most what was paid")->required();
  open->add_option("--reason", o->reason)->required();
  open->add_option("--document-no", o->document_no);
  runs(cli, open, o, open_recovery);
  auto* const record = family->add_subcommand("record", "record money that came back (role pay)");
  of(record);
  record->add_option("--amount", o->amount_wan, "万元")->required();
  record->add_option("--on", o->on, "the day it came")->required();
  record->add_option("--receipt", o->receipt, "its number in the case; else the next one");
  runs(cli, record, o, record_recovery);
  auto* const show = family->add_subcommand("show", "demanded, recovered and outstanding: proved");
  of(show);
  runs(cli, show, o, show_recovery);

  auto* const fund = app.add_subcommand("fund", "investments of guidance funds")->require_subcommand(1);
  const auto f = std::make_shared<RecoveryOptions>();
  auto* const capital =
      fund->add_subcommand("record", "record social capital that an investment drew in (role award)");
  capital->add_option("PROGRAMME", f->programme)->required();
  capital->add_option("ENTRY", f->entry, "its id within the programme")->required();
  capital->add_option("--batch", f->batch)->required();
  capital->add_option("--line", f->line)->required();
  capital->add_option("--investor", f->investor)->required();
  capital->add_option("--amount", f->amount_wan, "万元")->required();
  capital->add_option("--on", f->on, "the day of the investment")->required();
  capital->add_option("--document-no", f->document_no);
  runs(cli, capital, f, record_fund);
}

}  // namespace

void add_payment_commands(CLI::App& app, Cli& cli) {
  auto* const payment = app.add_subcommand("payment", "payment lists")->require_subcommand(1);
  const auto pay = std::make_shared<PaymentOptions>();
  auto* const import = payment->add_subcommand("import",
                                               "record a payment list (role pay)\nFILE: 序号, 批次, "
                                               "批次序号, 统一社会信用代码, 金额（万元）, 支付日期");
  add_list_options(*import, pay->list, "FILE", true);
  add_duplicates_option(*import, pay->list);
  import->add_option("--programme", pay->programme)->required();
  import->add_option("--list", pay->id, "the list's id within the programme")->required();
  import->add_option("--declared-count", pay->declared_count);
  import->add_option("--declared-total", pay->declared_total_wan, "万元");
  runs(cli, import, pay, import_payments);

  const auto o = std::make_shared<AcknowledgeOptions>();
  auto* const received =
      payment->add_subcommand("acknowledge", "say that payments were received (a key of the enterprise)");
  received->add_option("PROGRAMME", o->programme)->required();
  received->add_option("LIST", o->list)->required();
  received->add_option("LINES", o->lines, "of the payment list")->required();
  runs(cli, received, o, acknowledge);

  add_result_commands(app, cli);
  add_recovery_commands(app, cli);
}

}  // namespace credence
