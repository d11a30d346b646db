// SPDX-License-Identifier: Apache-2.0
// credence project list, listing list, challenge show …: what a programme's or a title's complete history tells
// of, one table for each kind (kinds.h).
#include "client/base/files.h"
#include "client/commands/families.h"
#include "client/commands/kinds.h"
#include "client/commands/known.h"
#include "client/console/options.h"
#include "client/words/facts.h"

namespace credence {
namespace {

namespace json = boost::json;

struct ThingsAsked {
  std::string subject, id, code, investor, on, as_of;
  std::filesystem::path csv;               // of the first kind
  bool one = false;                        // what is not there is `not_recorded`
  bool current = false;                    // only those that hold on the day, or that wait
  bool any = false;                        // of any of the kinds, not of the first
  bool ahead = false;                      // --due: of a day to come it says what will be due
  std::optional<ProgrammeKind> kind = {};  // programmes of which alone such things are recorded
};

// ---- printing ---------------------------------------------------------------------------------------------

/// Prints what there is of each kind, or one thing with what belongs to it: what is not there is
/// `not_recorded`.
int show_things(Cli& cli, std::span<const Kind* const> kinds, const HistoryKey& subject,
                const ThingsAsked& asked) {
  if (auto good = check_key(StateKey(subject)); !good) return cli.finish({ExitCode::usage, good.error()});
  auto as_of = as_of_options(asked.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto day = asked.ahead && asked.current && !asked.on.empty() ? date_option(asked.on, "--on")
                                                               : day_asked(cli, asked.on, *as_of);
  if (!day) return cli.finish(day.error());
  std::optional<Uscc> code;
  if (!asked.code.empty()) {
    auto given = cli.code(asked.code);
    if (!given) return cli.finish(given.error());
    code = *given;
  }
  std::optional<Uscc> investor;
  if (!asked.investor.empty()) {
    auto given = cli.code(asked.investor);
    if (!given) return cli.finish(given.error());
    investor = *given;
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto history = (*client)->history(subject, query_of(kinds), *as_of);
  if (!history) return cli.finish(history.error());
  if ((*history)->total == 0)
    if (auto good = require_subject(cli, subject); !good) return cli.finish(good.error());
  bool missing = (*history)->total == 0, nothing = true;
  std::string text, complete;
  json::object view{{"on", day->iso()}, {"complete", true}}, totals;
  for (const Kind* const kind : kinds) {
    std::vector<Thing> things = kind->fold(cli, (*history)->entries, *day);
    std::erase_if(things, [&](const Thing& one) {
      return (!asked.id.empty() && one.id != asked.id) || (code && one.code != code) ||
             (investor && one.investor != investor) || (asked.current && !one.current);
    });
    if (kind == &products()) {
      if (auto good = end_listings(cli, **client, *as_of, *day, things); !good)
        return cli.finish(good.error());
      if (asked.current) std::erase_if(things, [](const Thing& one) { return !one.current; });
    }
    nothing = nothing && things.empty();
    if (kind == kinds.front() && !asked.csv.empty())
      if (auto written = write_file(asked.csv, things_csv(cli, *kind, things)); !written)
        return cli.finish(written.error());
    missing = missing || (asked.one && !asked.any && kind == kinds.front() && things.empty());
    view[kind->member] = things_json(things);
    if (!kind->sums.empty()) totals[kind->member] = sums_json(*kind, things);
    const std::string table = things_table(cli, *kind, things, Omit::by_programme);
    text += (text.empty() || table.empty() ? "" : "\n") + table;
    if (kind != kinds.front() && things.empty() && (asked.any || !asked.one)) continue;
    if (!asked.one)
      complete += (kind == kinds.front() ? cli.say("complete: ", "完整：共 ") : "") +
                  count_and_sums(cli, *kind, things) + cli.say(", ", "，");
    else if (kind != kinds.front())
      text += count_and_sums(cli, *kind, things) + "\n";
  }
  text += complete;
  if (!totals.empty()) view["totals"] = std::move(totals);
  missing = missing || (asked.one && nothing);
  if (nothing) {
    const auto* const programme = std::get_if<ProgrammeKey>(&subject.subject);
    if (asked.kind && programme != nullptr)
      if (auto good = require_kind(cli, programme->id, *asked.kind); !good) return cli.finish(good.error());
    for (const auto& one : {code, investor})
      if (auto good = require_enterprise(cli, one); !good) return cli.finish(good.error());
  }
  const std::string proved = as_of_clause(cli, *as_of) + cli.proved_under(history->proof());
  view["proof"] = cli.proof_json(history->proof());
  if (missing)
    return cli.finish({ExitCode::refused,
                       Error{Code::not_recorded,
                             asked.subject + (asked.one ? "/" + asked.id + asked.code : "") + "; " + proved}},
                      std::move(view));
  if (cli.json) {
    cli.print_json(view);
    return 0;
  }
  cli.print(text + proved + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

// ---- the commands -----------------------------------------------------------------------------------------

/// A command below a family that another file declares.
struct Row {
  const char* family = nullptr;
  const char* verb = nullptr;
  Words about = {};
  std::vector<const Kind*> kinds = {};
  const char* id = nullptr;  // what is asked for beside the programme; none: all of them
  Words id_words = {};
  const char* current = nullptr;  // the flag for those that hold, or wait
  Words current_words = {};
  bool any = false;  // what is asked for may be of any of the kinds
  bool by_code = false, by_day = false, by_investor = false, csv = false;
  std::optional<ProgrammeKind> of = {};  // programmes of which alone such things are recorded
};

void add_row(Command& app, const Row& row) {
  Command& out = app.at(row.family).command(row.verb, row.about).uses(kAsks);
  auto& o = out.keep<ThingsAsked>();
  const bool of_title = row.family == std::string_view("title");
  out.argument(of_title ? "TITLE" : "PROGRAMME", &o.subject, of_title ? kTitleWords : kProgrammeWords);
  o.one = row.id != nullptr;
  o.any = row.any;
  o.kind = row.of;
  o.ahead = row.current != nullptr && row.current == std::string_view("--due");
  if (o.one) out.argument(row.id, row.id == std::string_view("CODE") ? &o.code : &o.id, row.id_words);
  if (row.by_code) out.option("--code CODE", &o.code, {"only those of this enterprise", "仅限该企业"});
  if (row.by_investor)
    out.option("--investor-code CODE", &o.investor,
               {"only the social capital of this registered investor", "仅限该已登记出资方的社会资本"});
  if (row.csv)
    out.option("--csv FILE", &o.csv, {"write them as CSV as well", "另写为 CSV"}).writes().ends_in({".csv"});
  if (row.by_day)
    out.option("--on DAY", &o.on,
               {"how they stand on this day; else on that of --as-of, else today",
                "该日的状态；默认为 --as-of 的日期，否则为今日"});
  if (row.current != nullptr) out.flag(row.current, o.current, row.current_words);
  out.option("--as-of MOMENT", &o.as_of, kAsOfWords);
  out.runs(o, [kinds = row.kinds, of_title](Cli& cli, const ThingsAsked& asked) {
    return show_things(
        cli, kinds,
        of_title ? HistoryKey{QualificationTypeKey{Id(asked.subject)}} : of_programme(Id(asked.subject)),
        asked);
  });
}

}  // namespace

void add_things_commands(Command& app) {
  const Row rows[] = {
      {.family = "project",
       .verb = "list",
       .about = {"the projects of a programme's library: complete and proved",
                 "专项项目库的全部项目，完整并附证明"},
       .kinds = {&projects()},
       .by_code = true},
      {.family = "listing",
       .verb = "list",
       .about = {"the products of a procurement catalogue on a day: complete and proved",
                 "某日政府采购目录的全部产品，完整并附证明"},
       .kinds = {&products()},
       .current = "--in-force",
       .current_words = {"only those that are listed on that day", "仅限该日在册的"},
       .by_code = true,
       .by_day = true,
       .of = ProgrammeKind::procurement_catalogue},
      {.family = "listing",
       .verb = "show",
       .about = {"the products of one enterprise in a catalogue, proved", "一家企业列入目录的产品，附证明"},
       .kinds = {&products()},
       .id = "CODE",
       .id_words = kCodeWords,
       .by_day = true,
       .of = ProgrammeKind::procurement_catalogue},
      {.family = "fund",
       .verb = "list",
       .about =
           {"the social capital that a fund's investments drew in, their exits, incomes and losses: complete "
            "and proved",
            "基金投资带动的社会资本及其退出、收益与损失，完整并附证明"},
       .kinds = {&investments(), &fund_returns()},
       .by_investor = true,
       .csv = true,
       .of = ProgrammeKind::fund_investment},
      {.family = "fund",
       .verb = "investors",
       .about = {"who invested beside a fund, each with what he promised and paid in; and by round what was "
                 "invested: complete and proved",
                 "基金的全部共同出资方及其认缴、实缴合计，以及各轮次的投资，完整并附证明"},
       .kinds = {&investors(), &rounds()},
       .csv = true,
       .of = ProgrammeKind::fund_investment},
      {.family = "fund",
       .verb = "show",
       .about = {"one entry of social capital, or one exit, income or loss, proved",
                 "一笔社会资本，或一笔退出、收益或损失，附证明"},
       .kinds = {&investments(), &fund_returns()},
       .id = "ENTRY",
       .id_words = {"its id within the programme", "编号，在本专项内唯一"},
       .any = true,
       .of = ProgrammeKind::fund_investment},
      {.family = "relief",
       .verb = "list",
       .about = {"what was used of a tax relief: complete and proved",
                 "专项的全部税收优惠享受情况，完整并附证明"},
       .kinds = {&reliefs()},
       .by_code = true,
       .of = ProgrammeKind::tax_relief},
      {.family = "relief",
       .verb = "show",
       .about = {"the reliefs of one list as they stand, proved", "一份优惠清单各行的现状，附证明"},
       .kinds = {&reliefs()},
       .id = "LIST",
       .id_words = {"the id of the list of reliefs", "优惠清单编号，在本专项内唯一"},
       .of = ProgrammeKind::tax_relief},
      {.family = "challenge",
       .verb = "list",
       .about = {"the challenges of a programme: complete and proved", "专项的全部榜单，完整并附证明"},
       .kinds = {&challenges()},
       .by_day = true,
       .of = ProgrammeKind::challenge},
      {.family = "challenge",
       .verb = "show",
       .about = {"a challenge with all its bids, which were selected, and what enterprises sealed: complete "
                 "and proved",
                 "榜单及其全部揭榜、定榜与密封情况，完整并附证明"},
       .kinds = {&challenges(), &bids(), &sealed_bids()},
       .id = "CHALLENGE",
       .id_words = {"the challenge's id within the programme", "榜单编号，在本专项内唯一"},
       .by_day = true,
       .of = ProgrammeKind::challenge},
      {.family = "recovery",
       .verb = "list",
       .about = {"the cases of recovery of a programme: complete and proved",
                 "专项的全部追回事项，完整并附证明"},
       .kinds = {&recoveries()},
       .current = "--outstanding",
       .current_words = {"only those of which something is outstanding", "仅限尚未全部追回的"},
       .by_code = true},
      {.family = "award",
       .verb = "objections",
       .about = {"the objections to a programme's awards: complete and proved",
                 "对专项安排提出的全部异议，完整并附证明"},
       .kinds = {&objections()},
       .current = "--open",
       .current_words = {"only those that nobody has decided", "仅限待处理的"}},
      {.family = "acceptance",
       .verb = "list",
       .about =
           {"what came of a programme's awards, milestones, acceptances, performances, closings: complete "
            "and proved",
            "专项各笔安排的里程碑、验收、绩效评价与结项结果，完整并附证明"},
       .kinds = {&results()},
       .current = "--failed",
       .current_words = {"only what failed, and poor performances", "仅限未通过的与绩效为差的"},
       .by_code = true},
      {.family = "payment",
       .verb = "list",
       .about = {"the payment lists of a programme: complete and proved", "专项的全部拨付清单，完整并附证明"},
       .kinds = {&payment_lists()}},
      {.family = "title",
       .verb = "notices",
       .about = {"applications in public notice that nobody has decided: complete and proved",
                 "公示中、尚未作出决定的申请，完整并附证明"},
       .kinds = {&title_notices()},
       .current = "--due",
       .current_words = {"only those whose notice is over", "仅限公示期满的"},
       .by_code = true,
       .by_day = true},
  };
  for (const Row& row : rows) add_row(app, row);
}

}  // namespace credence
