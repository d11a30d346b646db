// credence payment …, acceptance …, performance …, milestone …, recovery …, fund …: what becomes of an award.
#include <algorithm>

#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
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
void add_record(Command& family, const char* verb, Words about) {
  Command& command = family.command(verb, about);
  auto& o = command.keep<ResultOptions>();
  command.argument("PROGRAMME", &o.programme, kProgrammeWords);
  command.argument("BATCH", &o.batch, kBatchWords);
  command.argument("LINE", &o.line, kBatchLineWords);
  command.option("--on DAY", &o.on, {"the day of it, 2026-11-24", "日期，例如 2026-11-24"}).required();
  command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  if (step == ResultStep::milestone)
    command.option("--number N", &o.milestone, {"the next one, from 1", "里程碑序号：从 1 起依次记录"}).required().range(1, 255);
  if (step == ResultStep::performance)
    command.option("--grade GRADE", &o.grade, {"优 良 中 差; excellent, good, fair, poor", "优、良、中、差；或 excellent、good、fair、poor"}).required();
  if (step == ResultStep::milestone || step == ResultStep::acceptance)
    command.flag("--failed", o.failed, {"it was not passed", "未通过"});
  command.runs(o, record_result<step>);
}

template <ResultStep step>
void add_result_import(Command& family, Words about) {
  Command& command = family.command("import", about);
  auto& o = command.keep<ResultOptions>();
  add_list_options(command, o.list, "FILE");
  command.option("--programme PROGRAMME", &o.programme, kProgrammeWords).required();
  command.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  command.runs(o, import_results<step>);
}

void add_result_commands(Command& app) {
  Command& acceptance = app.command("acceptance", {"acceptance of projects (验收)", "项目验收"}).uses(kSigns);
  add_record<ResultStep::acceptance>(acceptance, "record", {"record the acceptance of one award (role award)", "记录单个项目的验收（角色 award）"});
  add_result_import<ResultStep::acceptance>(acceptance, {"record acceptances (role award)\nFILE: 批次, 批次序号, 验收结论, 验收日期",
                                                         "按名单记录验收（角色 award）\nFILE：批次、批次序号、验收结论、验收日期"});
  Command& performance = app.command("performance", {"performance results (绩效评价)", "绩效评价"}).uses(kSigns);
  add_record<ResultStep::performance>(performance, "record", {"record the performance of one award (role award)", "记录单个项目的绩效评价（角色 award）"});
  add_result_import<ResultStep::performance>(performance, {"record performances (role award)\nFILE: 批次, 批次序号, 评价等次, 评价日期",
                                                           "按名单记录绩效评价（角色 award）\nFILE：批次、批次序号、评价等次、评价日期"});
  add_record<ResultStep::milestone>(app.at("challenge"), "milestone", {"record a milestone of one award (role award)", "记录单个项目的里程碑（角色 award）"});
  add_record<ResultStep::closing>(app.at("award"), "close", {"close one award: its rest goes back into the budget (role award)", "单个项目结项：余额释放回预算（角色 award）"});
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

constexpr Words kWanWords{"万元", "金额，万元"};

void add_recovery_commands(Command& app) {
  Command& family = app.command("recovery", {"money that shall come back (追回)", "资金追回"}).uses(kSigns);
  auto& o = family.keep<RecoveryOptions>();
  const auto command = [&](const char* name, Words about, int (*run)(Cli&, const RecoveryOptions&)) -> Command& {
    Command& out = family.command(name, about);
    out.argument("PROGRAMME", &o.programme, kProgrammeWords);
    out.argument("RECOVERY", &o.recovery, {"the case's id within the programme", "追回事项编号，在本专项内唯一"});
    out.runs(o, run);
    return out;
  };
  Command& open = command("open", {"demand money back, or another sum in an open case (role award)", "要求追回资金，或调整在办事项的追回金额（角色 award）"}, open_recovery);
  open.option("--batch BATCH", &o.batch, kBatchWords).required();
  open.option("--line N", &o.line, kBatchLineWords).required();
  open.option("--amount AMOUNT", &o.amount_wan, {"万元 demanded, at most what was paid", "要求追回的金额，万元，不超过已拨付金额"}).required();
  open.option("--reason TEXT", &o.reason, kReasonWords).required();
  open.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  Command& record = command("record", {"record money that came back (role pay)", "记录追回到账（角色 pay）"}, record_recovery);
  record.option("--amount AMOUNT", &o.amount_wan, kWanWords).required();
  record.option("--on DAY", &o.on, {"the day it came", "到账日期"}).required();
  record.option("--receipt N", &o.receipt, {"its number in the case; else the next one", "到账在本事项中的编号；默认为下一个"});
  command("show", {"demanded, recovered and outstanding: proved", "要求追回、已追回与尚欠金额，附证明"}, show_recovery).uses(kAsks);
}

void add_fund_commands(Command& app) {
  Command& fund = app.command("fund", {"investments of guidance funds", "政府引导基金投资"});
  Command& capital = fund.command("record", {"record social capital that an investment drew in (role award)", "记录投资带动的社会资本（角色 award）"}).uses(kSigns);
  auto& o = capital.keep<RecoveryOptions>();
  capital.argument("PROGRAMME", &o.programme, kProgrammeWords);
  capital.argument("ENTRY", &o.entry, {"its id within the programme", "编号，在本专项内唯一"});
  capital.option("--batch BATCH", &o.batch, kBatchWords).required();
  capital.option("--line N", &o.line, kBatchLineWords).required();
  capital.option("--investor NAME", &o.investor, {"who put it in", "出资方名称"}).required();
  capital.option("--amount AMOUNT", &o.amount_wan, kWanWords).required();
  capital.option("--on DAY", &o.on, {"the day of the investment", "投资日期"}).required();
  capital.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  capital.runs(o, record_fund);
}

}  // namespace

void add_payment_commands(Command& app) {
  Command& payment = app.command("payment", {"payment lists", "拨付清单"}).uses(kSigns);
  Command& import = payment.command("import", {"record a payment list (role pay)\nFILE: 序号, 批次, 批次序号, 统一社会信用代码, 金额（万元）, 支付日期",
                                               "记录拨付清单（角色 pay）\nFILE：序号、批次、批次序号、统一社会信用代码、金额（万元）、支付日期"});
  auto& pay = import.keep<PaymentOptions>();
  add_list_options(import, pay.list, "FILE");
  add_duplicates_option(import, pay.list);
  import.option("--programme PROGRAMME", &pay.programme, kProgrammeWords).required();
  import.option("--list LIST", &pay.id, {"the list's id within the programme", "清单编号，在本专项内唯一"}).required();
  import.option("--declared-count N", &pay.declared_count, {"payments as ordered; else as many as the file has", "应拨付笔数；默认为文件的行数"});
  import.option("--declared-total AMOUNT", &pay.declared_total_wan, {"万元 as ordered; else the sum of the lines", "应拨付总额，万元；默认为各行之和"});
  import.runs(pay, import_payments);

  Command& received = payment.command("acknowledge", {"say that payments were received (a key of the enterprise)", "确认收款（使用企业的密钥）"});
  auto& o = received.keep<AcknowledgeOptions>();
  received.argument("PROGRAMME", &o.programme, kProgrammeWords);
  received.argument("LIST", &o.list, {"the payment list's id", "拨付清单编号"});
  received.argument("LINES", &o.lines, {"of the payment list", "拨付清单中的行号"});
  received.runs(o, acknowledge);

  add_result_commands(app);
  add_recovery_commands(app);
  add_fund_commands(app);
}

}  // namespace credence
