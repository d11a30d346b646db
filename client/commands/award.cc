// credence award …, challenge …: lists of awards from their publication to their confirmation, objections,
// withdrawals.
#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>

#include "client/base/json_text.h"
#include "client/console/command.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

// ---- awards
// ------------------------------------------------------------------------------------------------------------

struct AwardOptions {
  ListOptions list;
  std::string programme, batch, title, document_no, published, stage = "confirmed", declared_total_wan,
                                                               source, quota;
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
      .quota = {},
      .lines = {}};
  if (!options.quota.empty()) head.quota = Id(options.quota);
  auto day = day_option(options.published, "--published");
  if (!day) return cli.finish(day.error());
  head.published = *day;
  if (!options.declared_total_wan.empty()) {
    auto total = wan_option(options.declared_total_wan, "--declared-total");
    if (!total) return cli.finish(total.error());
    head.declared_total = *total;
  }
  if (!options.list.file.empty())
    return import_file<AwardLine>(
        cli, options.list, parse_award_lines,
        {.review = {.programme = head.programme, .batch = head.batch, .list = {}, .funding = true}, .may_be_unidentified = true},
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
    auto code = cli.code(std::string_view(text).substr(equals + 1));
    if (!code) return cli.finish({code.error().exit, Error{code.error().error.code, text}});
    action.lines.push_back({line, *code});
  }
  std::ranges::sort(action.lines, {}, &Identification::line);
  return cli.submit(
      action, cli.say("beneficiaries identified: ", "已确认主体：") + std::to_string(action.lines.size()));
}

// ---- confirmation, objections, withdrawal
// ------------------------------------------------------------------------------

struct StepOptions {
  std::string programme, batch, document_no, reason, evidence, published;
  std::uint32_t line = 0, objection = 0;
  std::vector<std::uint32_t> lines;
  bool upheld = false, dismissed = false;

  [[nodiscard]] std::string name() const { return programme + "/" + batch; }
};

/// Repeats the batch's declaration as the ledger holds it.
int confirm_batch(Cli& cli, const StepOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->state<AwardBatchValue>(AwardBatchKey{Id(o.programme), Id(o.batch)});
  if (!found) return cli.finish(found.error());
  if (!**found) return cli.finish({ExitCode::refused, Error{Code::unknown_batch, o.name()}});
  const AwardBatchValue& held = ***found;
  auto day = day_option(o.published, "--published");
  if (!day) return cli.finish(day.error());
  RecordAwards action;
  action.programme = Id(o.programme);
  action.batch = Id(o.batch);
  action.title = held.title;
  action.document_no = o.document_no.empty() ? held.document_no : DocumentNo(o.document_no);
  action.published = *day ? *day : held.published;
  action.stage = AwardStage::confirmed;
  action.declared_count = held.declared_count;
  action.declared_total = held.declared_total;
  action.source = held.source;
  action.quota = held.quota;
  return cli.submit(action, cli.say("batch confirmed: ", "已下达批次：") + o.name());
}

int object(Cli& cli, const StepOptions& o) {
  auto hash = hash_option(o.evidence, "--evidence");
  if (!hash) return cli.finish(hash.error());
  return cli.submit(FileObjection{Id(o.programme), Id(o.batch), o.line, Note(o.reason), *hash},
                    cli.say("objection filed: ", "已提出异议：") + o.name());
}

int decide(Cli& cli, const StepOptions& o) {
  if (o.upheld == o.dismissed)
    return cli.finish({ExitCode::usage, Error{Code::bad_result, "--upheld / --dismissed"}});
  return cli.submit(DecideObjection{Id(o.programme), Id(o.batch), o.objection, o.upheld,
                                    DocumentNo(o.document_no), Note(o.reason)},
                    (o.upheld ? cli.say("objection upheld: ", "异议成立：")
                              : cli.say("objection dismissed: ", "异议不成立：")) +
                        o.name());
}

int withdraw(Cli& cli, const StepOptions& o) {
  WithdrawAwards action{Id(o.programme), Id(o.batch), DocumentNo(o.document_no), Note(o.reason), {}};
  std::vector<std::uint32_t> lines = o.lines;
  std::ranges::sort(lines);
  for (const std::uint32_t line : lines) action.lines.push_back({line});
  return cli.submit(action, cli.say("lines withdrawn: ", "已撤回行数：") + std::to_string(lines.size()));
}

/// The batch, its objections, and one line of it.
int show_batch(Cli& cli, const StepOptions& o) {
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const Id programme(o.programme);
  const Id batch(o.batch);
  auto found = (*client)->state<AwardBatchValue>(AwardBatchKey{programme, batch});
  if (!found) return cli.finish(found.error());
  if (!**found)
    return cli.finish(
        {ExitCode::refused, Error{Code::not_recorded, o.name() + "; " + cli.proved_under(found->proof())}});
  const AwardBatchValue& value = ***found;
  json::object view{{"programme", o.programme},
                    {"id", o.batch},
                    {"batch", to_json(value)},
                    {"proof", cli.proof_json(found->proof())}};
  std::string text = o.name() + "  " + value.title + "  " + std::string(name_of(value.stage)) + "\n  " +
                     cli.say("recorded ", "已记录 ") + std::to_string(value.recorded_count) +
                     cli.say(" lines, ", " 笔，") + cli.money(value.recorded_total) +
                     cli.say("; paid ", "；已拨付 ") + yuan_text(value.paid_total) + "\n";
  if (value.notice_ends) text += "  " + cli.say("notice to ", "公示至 ") + value.notice_ends->iso() + "\n";
  json::array objections;
  for (std::uint32_t number = 1; number <= value.objections; ++number) {
    auto objection = (*client)->state<ObjectionValue>(ObjectionKey{programme, batch, number});
    if (!objection) return cli.finish(objection.error());
    if (!**objection) continue;
    const ObjectionValue& held = ***objection;
    json::object one = to_json(held);
    one["number"] = number;
    objections.push_back(std::move(one));
    text += "  " + cli.say("objection ", "异议 ") + std::to_string(number) +
            (held.line > 0 ? cli.say(" to line ", "，第 ") + std::to_string(held.line) + cli.say("", " 行")
                           : "") +
            "  " + held.filed_on.iso() + "  " + held.grounds + "  " +
            (!held.decided_on ? cli.say("open", "待处理")
             : held.upheld    ? cli.say("upheld ", "成立 ") + held.decided_on->iso()
                              : cli.say("dismissed ", "不成立 ") + held.decided_on->iso()) +
            "\n";
  }
  view["objections"] = std::move(objections);
  if (o.line > 0) {
    auto award = (*client)->state<AwardValue>(AwardKey{programme, batch, o.line});
    if (!award) return cli.finish(award.error());
    if (!**award)
      return cli.finish(
          {ExitCode::refused, Error{Code::not_recorded, o.name() + "#" + std::to_string(o.line)}});
    const AwardValue& v = ***award;
    view["award"] = to_json(v);
    text += "  #" + std::to_string(o.line) + "  " + v.beneficiary + "  " +
            (v.code ? std::string(text_of(*v.code)) : cli.say("unidentified", "未确认主体")) + "  " +
            v.project + "\n    " + cli.say("awarded ", "安排 ") + yuan_text(v.amount) +
            cli.say(", released ", "，释放 ") + yuan_text(v.released) + cli.say(", paid ", "，拨付 ") +
            yuan_text(v.paid) + cli.say(", acknowledged ", "，确认收款 ") + yuan_text(v.acknowledged) +
            cli.say(", demanded back ", "，要求追回 ") + yuan_text(v.demanded) +
            cli.say(", recovered ", "，已追回 ") + yuan_text(v.recovered) + "\n    " +
            cli.say("milestones ", "里程碑 ") + std::to_string(v.milestones.size()) +
            cli.say(", acceptance ", "，验收 ") + std::string(name_of(v.acceptance)) +
            cli.say(", performance ", "，绩效 ") + std::string(name_of(v.performance)) +
            (v.closed ? cli.say(", closed", "，已结项或撤回") : "") + "\n";
  }
  if (cli.json)
    cli.print_json(view);
  else
    cli.print(text + cli.proved_under(found->proof()) + "\n");
  return 0;
}

// ---- challenges
// --------------------------------------------------------------------------------------------------------

struct ChallengeOptions {
  ListOptions list;
  std::string programme, challenge, title, document_no, source, amount_wan, bids_until, published,
      stage = "public_notice";
  std::uint32_t winners = 1;
  std::vector<std::string> milestones, selections;
};

int publish_challenge(Cli& cli, const ChallengeOptions& o) {
  auto amount = wan_option(o.amount_wan, "--amount");
  if (!amount) return cli.finish(amount.error());
  auto until = day_option(o.bids_until, "--bids-until");
  if (!until) return cli.finish(until.error());
  PublishChallenge action{Id(o.programme),
                          Id(o.challenge),
                          Name(o.title),
                          DocumentNo(o.document_no),
                          Note(o.source),
                          *amount,
                          until->value_or(Date{}),
                          static_cast<std::uint8_t>(o.winners),
                          {}};
  for (const std::string& text : o.milestones) {
    const std::size_t at = text.rfind('@');
    auto due = day_option(at == std::string::npos ? "" : text.substr(at + 1), "--milestone");
    if (!due) return cli.finish(due.error());
    if (action.milestones.size() == action.milestones.kMax)
      return cli.finish({ExitCode::bad_input, Error{Code::limit_exceeded, "--milestone"}});
    action.milestones.push_back({Name(text.substr(0, at)), *due});
  }
  return cli.submit(
      action, cli.say("challenge published: ", "已发榜：") + o.programme + "/" + o.challenge + " " + o.title);
}

int import_bids(Cli& cli, const ChallengeOptions& o) {
  return import_file<BidLine>(cli, o.list, parse_bid_lines, {.review = {Id(o.programme), Id(o.challenge), {}, true}}, [&](const std::vector<BidLine>& lines) {
    return plan_bids(RecordBids{Id(o.programme), Id(o.challenge), {}}, lines);
  });
}

int select_bids(Cli& cli, const ChallengeOptions& o) {
  auto published = day_option(o.published, "--published");
  if (!published) return cli.finish(published.error());
  SelectBids action{Id(o.programme),
                    Id(o.challenge),
                    DocumentNo(o.document_no),
                    *published,
                    o.stage == "confirmed" ? AwardStage::confirmed : AwardStage::public_notice,
                    {}};
  for (const std::string& text : o.selections) {
    const std::size_t equals = text.find('=');
    std::uint32_t bid = 0;
    const char* const end = text.data() + std::min(equals, text.size());
    const auto [stop, error] = std::from_chars(text.data(), end, bid);
    if (equals == std::string::npos || error != std::errc{} || stop != end || bid == 0)
      return cli.finish({ExitCode::usage, Error{Code::bad_number, text + ": BID=万元"}});
    auto amount = wan_option(text.substr(equals + 1), text);
    if (!amount) return cli.finish(amount.error());
    if (action.lines.size() == action.lines.kMax)
      return cli.finish({ExitCode::bad_input, Error{Code::limit_exceeded, "BID=万元"}});
    action.lines.push_back({bid, *amount});
  }
  std::ranges::sort(action.lines, {}, &SelectionLine::line);
  return cli.submit(action, cli.say("bids selected: ", "已定榜：") + o.programme + "/" + o.challenge);
}

void add_challenge_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("challenge", "challenges: published, bid for, decided (揭榜挂帅)")
                           ->require_subcommand(1);
  const auto o = std::make_shared<ChallengeOptions>();
  const auto of = [&o](CLI::App* command) {
    command->add_option("PROGRAMME", o->programme)->required();
    command->add_option("CHALLENGE", o->challenge)->required();
  };
  auto* const publish = family->add_subcommand("publish", "publish a challenge (role programme)");
  of(publish);
  publish->add_option("--title", o->title)->required();
  publish->add_option("--amount", o->amount_wan, "万元 that the selected bids get at most, together")
      ->required();
  publish->add_option("--bids-until", o->bids_until, "the last day for bids")->required();
  publish->add_option("--winners", o->winners, "bids that are selected at most")->check(CLI::Range(1, 100));
  publish->add_option("--milestone", o->milestones, "NAME or NAME@2026-12-31; repeatable, in order");
  publish->add_option("--document-no", o->document_no);
  publish->add_option("--source", o->source, "where it was published");
  runs(cli, publish, o, publish_challenge);

  auto* const bid = family->add_subcommand(
      "bid",
      "record the bids (role award)\nFILE: 序号, 企业名称, 统一社会信用代码, 项目名称, 申报金额（万元）");
  of(bid);
  add_list_options(*bid, o->list, "FILE", true);
  add_duplicates_option(*bid, o->list);
  runs(cli, bid, o, import_bids);

  auto* const select = family->add_subcommand(
      "select", "select bids: they become the award batch of the challenge's id, from the quota of its id if there is one (role award)");
  of(select);
  select->add_option("BID=AMOUNT", o->selections, "the bid's number and 万元")->required();
  select->add_option("--document-no", o->document_no);
  select->add_option("--published", o->published, "the day of publication");
  select->add_option("--stage", o->stage, "public_notice or confirmed")
      ->check(CLI::IsMember({"public_notice", "confirmed"}));
  runs(cli, select, o, select_bids);
}

void add_award_steps(CLI::App& family, Cli& cli) {
  const auto o = std::make_shared<StepOptions>();
  const auto of = [&o](CLI::App* command) {
    command->add_option("PROGRAMME", o->programme)->required();
    command->add_option("BATCH", o->batch)->required();
  };
  auto* const confirm =
      family.add_subcommand("confirm", "confirm a batch after its public notice (role award)");
  of(confirm);
  confirm->add_option("--document-no", o->document_no, "of the confirmation; else as in the notice");
  confirm->add_option("--published", o->published);
  runs(cli, confirm, o, confirm_batch);

  auto* const against =
      family.add_subcommand("object", "object to a batch in public notice, or to one line (any key)");
  of(against);
  against->add_option("--line", o->line, "else to the whole batch");
  against->add_option("--grounds", o->reason)->required();
  against->add_option("--evidence", o->evidence, "SHA-256 of a document");
  runs(cli, against, o, object);

  auto* const decision = family.add_subcommand("decide", "decide an objection (role award)");
  of(decision);
  decision->add_option("OBJECTION", o->objection, "its number; award show lists them")->required();
  decision->add_flag("--upheld", o->upheld,
                     "withdraws the line; against a whole batch: it is never confirmed");
  decision->add_flag("--dismissed", o->dismissed);
  decision->add_option("--reason", o->reason)->required();
  decision->add_option("--document-no", o->document_no);
  runs(cli, decision, o, decide);

  auto* const back =
      family.add_subcommand("withdraw", "release what is unpaid of award lines into the budget (role award)");
  of(back);
  back->add_option("LINES", o->lines)->required();
  back->add_option("--reason", o->reason)->required();
  back->add_option("--document-no", o->document_no);
  runs(cli, back, o, withdraw);

  auto* const show = family.add_subcommand("show", "a batch and its objections, or one line of it: proved");
  of(show);
  show->add_option("--line", o->line);
  runs(cli, show, o, show_batch);
}

}  // namespace

void add_award_commands(CLI::App& app, Cli& cli) {
  auto* const family = app.add_subcommand("award", "award lists")->require_subcommand(1);
  const auto options = std::make_shared<AwardOptions>();
  auto* const import = family->add_subcommand(
      "import",
      "record a published award list (role award)\nFILE: 序号, 企业名称, 统一社会信用代码, 项目名称, "
      "金额（万元）; without FILE the batch's declaration alone");
  add_list_options(*import, options->list, "FILE", false);
  add_duplicates_option(*import, options->list);
  import->add_flag("--leave-unidentified", options->list.leave_unidentified,
                   "record lines whose enterprise is not found by name without it: award identify names it later");
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
  import->add_option("--quota", options->quota, "of the programme, of which the batch is");
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
  runs(cli, name, options, identify);

  add_award_steps(*family, cli);
  add_challenge_commands(app, cli);
}

}  // namespace credence
