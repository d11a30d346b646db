// credence programme …, award …, payment …: money.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>

#include "client/cli_import.h"
#include "client/import_plan.h"
#include "client/json_text.h"
#include "ledger/domain/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct ProgrammeOptions {
  std::string id, name, lead, finance, budget_wan, document_no;
  std::uint16_t year = 0;
};

int create_programme(Cli& cli, const ProgrammeOptions& options) {
  auto budget = parse_wan(options.budget_wan);
  if (!budget) return cli.finish({ExitCode::bad_input, budget.error()});
  const CreateProgramme action{Id(options.id),
                               Name(options.name),
                               Id(options.lead),
                               Id(options.finance),
                               options.year,
                               *budget,
                               DocumentNo(options.document_no)};
  return cli.submit(action, cli.say("programme created: ", "已设立专项：") + options.id + " " + options.name);
}

int show_programme(Cli& cli, const std::string& id) {
  if (auto good = check_id(id); !good) return cli.finish({ExitCode::usage, good.error()});
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<ProgrammeValue>(ProgrammeKey{Id(id)});
  if (!found) return cli.finish(found.error());
  if (cli.json) {
    json::object view{{"id", id}, {"programme", nullptr}, {"proof", cli.proof_json(found->proof())}};
    if (**found) view["programme"] = to_json(***found);
    cli.print_json(view);
    return **found ? 0 : static_cast<int>(ExitCode::refused);
  }
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, id + "; " + cli.proved_under(found->proof())}});
  const ProgrammeValue& v = ***found;
  cli.print(id + "  " + v.name + "  " + std::to_string(v.fiscal_year) + "\n  " + cli.say("lead ", "牵头 ") +
            v.lead_department + cli.say(", finance ", "，财政 ") + v.finance_department +
            (v.document_no.empty() ? "" : "  " + v.document_no) + "\n  " + cli.say("budget  ", "预算 ") +
            cli.money(v.budget) + "\n  " + cli.say("awarded ", "安排 ") + cli.money(v.awarded) +
            cli.say(" in ", "，") + with_separators(v.awards) + cli.say(" awards, ", " 笔，") +
            std::to_string(v.batches) + cli.say(" batches", " 个批次") + "\n  " +
            cli.say("paid    ", "拨付 ") + cli.money(v.paid) + cli.say(" in ", "，") +
            with_separators(v.payments) + cli.say(" payments", " 笔") + "\n" +
            cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

// ---- awards
// ------------------------------------------------------------------------------------------------------------

struct AwardOptions {
  ListOptions list;
  std::string programme, batch, title, document_no, published, stage = "confirmed", declared_total_wan,
                                                               source;
  std::uint32_t declared_count = 0;
  std::vector<std::string> identifications;  // "LINE=CODE"
};

int import_awards(Cli& cli, const AwardOptions& options) {
  RecordAwards head{
      .programme = Id(options.programme),
      .batch = Id(options.batch),
      .title = Name(options.title.empty() ? options.batch : options.title),
      .document_no = DocumentNo(options.document_no),
      .published = {},
      .stage = options.stage == "public_notice" ? AwardStage::public_notice : AwardStage::confirmed,
      .declared_count = options.declared_count,
      .declared_total = 0,
      .source = Note(options.source),
      .lines = {}};
  if (!options.published.empty()) {
    auto day = parse_any_date(options.published);
    if (!day)
      return cli.finish({ExitCode::bad_input, Error{day.error().code, "--published " + day.error().detail}});
    head.published = *day;
  }
  if (!options.declared_total_wan.empty()) {
    auto total = parse_wan(options.declared_total_wan);
    if (!total)
      return cli.finish(
          {ExitCode::bad_input, Error{total.error().code, "--declared-total " + total.error().detail}});
    head.declared_total = *total;
  }
  if (!options.list.file.empty())
    return import_file<AwardLine>(
        cli, options.list, parse_award_lines,
        [&](const std::vector<AwardLine>& lines) { return plan_awards(head, lines); });
  if (auto good = check_action(head); !good) return cli.finish({ExitCode::bad_input, good.error()});
  return cli.submit(head, cli.say("batch recorded without lines: ", "已记录批次（无明细）：") +
                              options.programme + "/" + options.batch);
}

int identify(Cli& cli, const AwardOptions& options) {
  IdentifyBeneficiaries action{Id(options.programme), Id(options.batch), {}};
  for (const std::string& text : options.identifications) {
    const std::size_t equals = text.find('=');
    std::uint32_t line = 0;
    const char* const end = text.data() + std::min(equals, text.size());
    const auto [stop, error] = std::from_chars(text.data(), end, line);
    if (equals == std::string::npos || error != std::errc{} || stop != end || line == 0)
      return cli.finish({ExitCode::usage, Error{Code::bad_number, text + ": LINE=CODE"}});
    auto code = parse_uscc(text.substr(equals + 1));
    if (!code) return cli.finish({ExitCode::bad_input, Error{code.error().code, text}});
    action.lines.push_back({line, *code});
  }
  std::ranges::sort(action.lines, {}, &Identification::line);
  return cli.submit(
      action, cli.say("beneficiaries identified: ", "已确认主体：") + std::to_string(action.lines.size()));
}

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
    auto total = parse_wan(options.declared_total_wan);
    if (!total)
      return cli.finish(
          {ExitCode::bad_input, Error{total.error().code, "--declared-total " + total.error().detail}});
    head.declared_total = *total;
  }
  return import_file<PaymentLine>(
      cli, options.list, parse_payment_lines,
      [&](const std::vector<PaymentLine>& lines) { return plan_payments(head, lines); });
}

void add_award_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("award", "award lists")->require_subcommand(1);
  const auto options = std::make_shared<AwardOptions>();
  auto* const import = family->add_subcommand(
      "import",
      "record a published award list (role award)\nFILE: 序号, 企业名称, 统一社会信用代码, 项目名称, "
      "金额（万元）; without FILE the batch's declaration alone");
  add_list_options(*import, options->list, false);
  import->add_option("--programme", options->programme)->required();
  import->add_option("--batch", options->batch, "the batch's id within the programme")->required();
  import->add_option("--title", options->title, "what the notice is called; else the batch's id");
  import->add_option("--document-no", options->document_no, "文号");
  import->add_option("--published", options->published, "the day of publication, 2024-11-25");
  import->add_option("--stage", options->stage, "public_notice (公示) or confirmed (下达)")
      ->check(CLI::IsMember({"public_notice", "confirmed"}));
  import->add_option("--declared-count", options->declared_count,
                     "lines as published; else as many as the file has");
  import->add_option("--declared-total", options->declared_total_wan,
                     "万元 as published; else the sum of the lines");
  import->add_option("--source", options->source, "where it was published");
  import->callback([&cli, options] {
    if (options->list.file.empty() && options->declared_total_wan.empty())
      throw CLI::RequiredError("FILE or --declared-total");
    cli.run = [&cli, options] { return import_awards(cli, *options); };
  });

  auto* const name =
      family->add_subcommand("identify", "say which enterprise a line without a code means (role award)");
  name->add_option("--programme", options->programme)->required();
  name->add_option("--batch", options->batch)->required();
  name->add_option("LINE=CODE", options->identifications)->required();
  name->callback([&cli, options] { cli.run = [&cli, options] { return identify(cli, *options); }; });
}

}  // namespace

void add_programme_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("programme", "programmes and their budgets")->require_subcommand(1);
  const auto options = std::make_shared<ProgrammeOptions>();
  auto* const create = family->add_subcommand("create", "create a programme (role programme)");
  create->add_option("ID", options->id)->required();
  create->add_option("--name", options->name)->required();
  create->add_option("--lead", options->lead, "the department that awards")->required();
  create->add_option("--finance", options->finance, "the department that pays; another one")->required();
  create->add_option("--year", options->year, "fiscal year")->required();
  create->add_option("--budget", options->budget_wan, "万元; awards never exceed it")->required();
  create->add_option("--document-no", options->document_no, "the policy it rests on");
  create->callback(
      [&cli, options] { cli.run = [&cli, options] { return create_programme(cli, *options); }; });
  auto* const show = family->add_subcommand("show", "budget, awarded, paid: proved");
  show->add_option("ID", options->id)->required();
  show->callback([&cli, options] { cli.run = [&cli, options] { return show_programme(cli, options->id); }; });

  add_award_commands(app, cli);

  auto* const payment = app.add_subcommand("payment", "payment lists")->require_subcommand(1);
  const auto pay = std::make_shared<PaymentOptions>();
  auto* const import = payment->add_subcommand("import",
                                               "record a payment list (role pay)\nFILE: 序号, 批次, "
                                               "批次序号, 统一社会信用代码, 金额（万元）, 支付日期");
  add_list_options(*import, pay->list, true);
  import->add_option("--programme", pay->programme)->required();
  import->add_option("--list", pay->id, "the list's id within the programme")->required();
  import->add_option("--declared-count", pay->declared_count);
  import->add_option("--declared-total", pay->declared_total_wan, "万元");
  import->callback([&cli, pay] { cli.run = [&cli, pay] { return import_payments(cli, *pay); }; });
}

}  // namespace credence
