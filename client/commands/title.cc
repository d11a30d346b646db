// SPDX-License-Identifier: Apache-2.0
// credence title rules, object, decide, renew, review, suspend, reinstate: how titles come about, go
// on and end.
#include "client/base/file_hash.h"
#include "client/commands/families.h"
#include "client/commands/holder.h"
#include "client/commands/kinds.h"
#include "client/console/console.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/console/submit_each.h"
#include "client/lists/plan.h"

namespace credence {
namespace {

struct ChangeOptions {
  ListOptions list;
  std::string type, code, version, from, to, document_no, reason, until, effective, batch, title, source,
      department;
  std::vector<std::string> codes, prerequisites;
  std::filesystem::path evidence;
  std::uint8_t years = 0, notice_days = 0, ban_years = 0;
  bool working_days = false, first_day_counts = false;
  bool for_issue = false, for_renewal = false, recognise = false, refuse = false, all_due = false;
};

/// The enterprises that an action is about: named one by one, numbered from 1.
Outcome<std::vector<Uscc>> codes_of(Cli& cli, const ChangeOptions& options) {
  std::vector<Uscc> out;
  for (const std::string& text : options.codes) {
    auto code = cli.code(text);
    if (!code) return std::unexpected(code.error());
    out.push_back(*code);
  }
  if (out.size() > limits::kLinesMax)
    return give_up(ExitCode::usage, Code::limit_exceeded, std::to_string(out.size()));
  return out;
}

std::string about(const ChangeOptions& options) {
  const std::vector<std::string>& codes = options.codes;
  return options.type + " " +
         (codes.empty()       ? options.code
          : codes.size() == 1 ? codes.front()
                              : "× " + std::to_string(codes.size()));
}

int set_rule(Cli& cli, const ChangeOptions& options) {
  auto from = date_option(options.from, "--from");
  if (!from) return cli.finish(from.error());
  QualificationRule rule;
  rule.version = Id(options.version);
  rule.issue = options.for_issue || !options.for_renewal;
  rule.renew = options.for_renewal || !options.for_issue;
  rule.effective_from = *from;
  if (!options.to.empty()) {
    auto to = date_option(options.to, "--to");
    if (!to) return cli.finish(to.error());
    rule.effective_to = *to;
  }
  if (auto good = days_in_order(*from, rule.effective_to); !good) return cli.finish(good.error());
  rule.years = options.years;
  rule.notice_days = options.notice_days;
  rule.working_days = options.working_days;
  rule.first_day_counts = options.first_day_counts;
  rule.ban_years = options.ban_years;
  rule.document_no = DocumentNo(options.document_no);
  std::vector<std::string> needed = options.prerequisites;
  std::ranges::sort(needed);
  if (needed.size() > rule.prerequisites.kMax)
    return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, "--prerequisite"}});
  for (const std::string& type : needed) rule.prerequisites.push_back(Id(type));
  return cli.submit(SetQualificationRule{Id(options.type), rule},
                    cli.say("rule set: ", "已设立资格规则：") + options.type + " " + options.version);
}

// ---- what is in public notice -----------------------------------------------------------------------------

/// Applications of a title that are in public notice, by the block that proves that these are all.
Outcome<std::vector<Thing>> open_notices(Cli& cli, Client& client, const Id& type) {
  const Kind* const kinds[] = {&title_notices()};
  auto history = client.history(of_title(type), query_of(kinds));
  if (!history) return std::unexpected(history.error());
  return title_notices().fold(cli, (*history)->entries, date_in_china(history->header().time_ms));
}

/// Those that are named, or are of the batch, or whose notice is over. Of the last two those with an open
/// objection are left out, and named, where nothing is said to it.
Outcome<std::vector<Uscc>> noticed_codes(Cli& cli, const ChangeOptions& options, bool answers) {
  if (!options.codes.empty()) return codes_of(cli, options);
  auto type = id_option(options.type);
  if (!type) return std::unexpected(type.error());
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto open = open_notices(cli, **client, *type);
  if (!open) return std::unexpected(open.error());
  std::vector<Uscc> out;
  std::string left_out;
  for (const Thing& one : *open) {
    if (options.all_due ? !one.current : one.id != options.batch) continue;
    if (answers && options.reason.empty() && one.view.at("objections").to_number<std::uint32_t>() > 0)
      left_out += "  " + std::string(text_of(*one.code)) + "\n";
    else
      out.push_back(*one.code);
  }
  if (!left_out.empty())
    cli.note(cli.say("left out, for an objection is open: decide them with --reason\n",
                     "以下申请有未处理的异议，已略去；请填写 --reason 另行决定\n") +
             left_out);
  if (out.empty() && left_out.empty() && options.all_due && !open->empty()) {
    std::string last;  // the first of their last days
    for (const Thing& one : *open)
      if (const std::string day(one.view.at("notice_to").as_string()); last.empty() || day < last) last = day;
    return give_up(ExitCode::refused, Code::notice_running, options.type + " " + last);
  }
  if (out.empty())
    return give_up(ExitCode::refused, Code::not_in_public_notice,
                   options.type + (options.batch.empty() ? "" : "/" + options.batch));
  return out;
}

int object(Cli& cli, const ChangeOptions& options) {
  auto evidence = evidence_option(options.evidence);
  if (!evidence) return cli.finish(evidence.error());
  auto codes = noticed_codes(cli, options, false);
  if (!codes) return cli.finish(codes.error());
  const auto action = [&](const Uscc& code) {
    return ObjectToQualification{Id(options.type), code, Note(options.reason), evidence->value_or(Hash32{})};
  };
  const auto what = [&](const Uscc& code) { return options.type + " " + std::string(text_of(code)); };
  if (codes->size() == 1)
    return cli.submit(action(codes->front()),
                      cli.say("objection recorded: ", "已记录异议：") + what(codes->front()));
  std::vector<Step> steps;
  for (const Uscc& code : *codes) steps.push_back({action(code), what(code)});
  return submit_each(cli, steps, {"objection recorded", "已记录异议"});
}

/// At most kLinesMax applications in one action.
int decide(Cli& cli, const ChangeOptions& options) {
  auto codes = noticed_codes(cli, options, options.recognise);
  if (!codes) return cli.finish(codes.error());
  const Words done = options.recognise ? Words{"recognised", "已认定"} : Words{"refused", "不予认定"};
  std::vector<Step> steps;
  for (std::size_t first = 0; first < codes->size(); first += limits::kLinesMax) {
    DecideQualifications action{Id(options.type), DocumentNo(options.document_no), {}};
    for (std::size_t i = first; i < std::min(codes->size(), first + limits::kLinesMax); ++i)
      action.lines.push_back(
          {static_cast<std::uint32_t>(i - first + 1), (*codes)[i], options.recognise, Note(options.reason)});
    const std::size_t count = action.lines.size();
    steps.push_back(
        {std::move(action),
         options.type + " " +
             (codes->size() == 1 ? std::string(text_of(codes->front())) : "× " + std::to_string(count)),
         count});
  }
  if (steps.size() > 1) return submit_each(cli, steps, done);
  return cli.submit(steps.front().action,
                    std::string(done.in(cli.language())) + cli.say(": ", "：") + steps.front().what);
}

/// A renewal says the number from then on: where a list tells none the present one stays, and that is said.
Outcome<std::vector<QualificationLine>> with_present_numbers(Cli& cli, const Id& type,
                                                             std::vector<QualificationLine> lines) {
  constexpr std::size_t kNamed = 10;
  std::size_t kept = 0;
  std::string named;
  for (QualificationLine& line : lines) {
    if (!line.certificate_no.empty()) continue;
    auto client = cli.client();
    if (!client && cli.dry_run) return lines;
    if (!client) return std::unexpected(client.error());
    auto held = (*client)->state<QualificationValue>(QualificationKey{type, line.code});
    if (!held) return std::unexpected(held.error());
    if (!**held || (**held)->certificate_no.empty()) continue;
    line.certificate_no = (**held)->certificate_no;
    if (++kept <= kNamed)
      named += "  " + std::string(line.enterprise) + " " + std::string(text_of(line.code)) + "  " +
               std::string(line.certificate_no) + "\n";
  }
  if (kept > 0)
    cli.note(cli.say("the list gives no certificate number: the present one stays, lines: ",
                     "名单未填写证书编号，沿用现有编号，行数：") +
             with_separators(kept) + "\n" + named + (kept > kNamed ? "  …\n" : ""));
  return lines;
}

int renew(Cli& cli, const ChangeOptions& options) {
  const auto plan = [&](const std::vector<QualificationLine>& given) -> Outcome<std::vector<Action>> {
    auto lines = with_present_numbers(cli, Id(options.type), given);
    if (!lines) return std::unexpected(lines.error());
    RenewQualifications head;
    head.type = Id(options.type);
    head.batch = Id(options.batch);
    head.title = Name(options.title.empty() ? options.batch : options.title);
    head.document_no = DocumentNo(options.document_no);
    head.source = Note(options.source);
    return plan_renewals(head, *lines);
  };
  auto held = held_by(cli, Id(options.type), cli.dry_run);
  if (!held) return cli.finish(held.error());
  if (*held != HolderKind::enterprise)
    return import_holder_titles(cli, options.list, Id(options.type), *held, Id(options.department), plan);
  return import_file(
      cli, options.list, qualification_list(), {.review = {}, .title = Id(options.type)},
      [&](const std::vector<QualificationLine>& lines, const PreparedList&) { return plan(lines); });
}

int review(Cli& cli, const ChangeOptions& options) {
  auto codes = codes_of(cli, options);
  if (!codes) return cli.finish(codes.error());
  auto until = date_option(options.until, "--to");
  if (!until) return cli.finish(until.error());
  ReviewQualifications action{Id(options.type), *until, DocumentNo(options.document_no), {}};
  std::uint32_t line = 0;
  for (const Uscc& code : *codes) action.lines.push_back({++line, code});
  return cli.submit(action, cli.say("under review, valid meanwhile to ", "已启动复核，期间资格有效至 ") +
                                until->iso() + ": " + about(options));
}

template <class Action>
int change(Cli& cli, const ChangeOptions& options, const std::string& what) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto effective = date_option(options.effective, "--from");
  if (!effective) return cli.finish(effective.error());
  return cli.submit(
      Action{Id(options.type), *code, *effective, DocumentNo(options.document_no), Note(options.reason)},
      what + about(options));
}
int suspend(Cli& cli, const ChangeOptions& options) {
  return change<SuspendQualification>(cli, options, cli.say("title suspended: ", "已暂停资格："));
}
int reinstate(Cli& cli, const ChangeOptions& options) {
  return change<ReinstateQualification>(cli, options, cli.say("title reinstated: ", "已恢复资格："));
}

}  // namespace

void add_title_commands(Command& family) {
  auto& o = family.keep<ChangeOptions>();
  const auto command = [&](const char* name, Words about,
                           int (*run)(Cli&, const ChangeOptions&)) -> Command& {
    Command& out = family.command(name, about, o, run);
    out.argument("TITLE", &o.type, kTitleWords);
    out.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
    return out;
  };
  Command& rule = command("rules",
                          {"set the next version of a title's rules (role qualify, of the issuer)",
                           "设立资格规则的新版本（认定部门，角色 qualify）"},
                          set_rule);
  rule.argument("VERSION", &o.version, {"the version's id", "规则版本编号"});
  rule.option("--from DAY", &o.from, {"the first day that it holds for", "规则适用的首日"}).required();
  rule.option("--to DAY", &o.to, {"the last one, if it is known", "规则适用的末日，如已确定"});
  rule.option("--years N", &o.years,
              {"how long the title is valid; 0: without end", "有效年数；0 表示无期限"})
      .required();
  rule.option("--prerequisite TITLE", &o.prerequisites,
              {"a title that must be in force", "前置资格，须有效"});
  rule.option("--notice-days N", &o.notice_days, {"public notice before recognition", "认定前的公示天数"});
  rule.flag("--working-days", o.working_days, kWorkingDaysWords);
  rule.flag("--first-day-counts", o.first_day_counts, kFirstDayCountsWords);
  rule.option("--ban-years N", &o.ban_years,
              {"after a revocation for fraud", "因弄虚作假被撤销后的禁止申报年数"});
  rule.flag("--issue-only", o.for_issue, {"only for recognitions", "仅适用于新认定"});
  rule.flag("--renewal-only", o.for_renewal, {"only for renewals", "仅适用于续期"});

  Command& protest = command("object",
                             {"object to applications in public notice (any registered key)",
                              "对公示中的申请提出异议（任何已登记的密钥）"},
                             object);
  const auto whom = [&o](Command& of) -> std::pair<const Option&, const Option&> {
    const Option& codes = of.argument("[CODE]", &o.codes, {"one or more", "一个或多个代码"});
    const Option& batch = of.option(
        "--batch BATCH", &o.batch, {"all of this batch that are in public notice", "该批次公示中的全部申请"});
    return {codes, batch};
  };
  const auto [against, against_batch] = whom(protest);
  protest.exactly_one({against, against_batch});
  protest.option("--reason TEXT", &o.reason, kReasonWords).required();
  protest.option("--evidence FILE", &o.evidence, kEvidenceWords);

  Command& verdict = command("decide",
                             {"recognise or refuse what was in public notice (role qualify)",
                              "对公示的申请作出决定：予以认定或不予认定（角色 qualify）"},
                             decide);
  const auto [decided, decided_batch] = whom(verdict);
  const Option& due = verdict.flag("--all-due", o.all_due,
                                   {"all of the title whose notice is over", "该资格公示期满的全部申请"});
  verdict.exactly_one({decided, decided_batch, due});
  Option& recognise = verdict.flag("--recognise", o.recognise,
                                   {"after the last day of the notice", "予以认定；须在公示期满之后"});
  Option& refuse = verdict.flag("--refuse", o.refuse, {"with a reason", "不予认定；须说明理由"});
  verdict.exactly_one({recognise, refuse});
  verdict.option("--reason TEXT", &o.reason,
                 {"needed for a refusal and after an objection", "理由；不予认定或存在异议时必填"});

  Command& longer = family.command(
      "renew",
      {"renew titles from a list (role qualify)\nFILE: as for import; 有效期起 is the first day after the "
       "old term",
       "按名单续期资格（角色 qualify）\nFILE：各列与 import 相同；“有效期起”为原有效期满的次日"},
      o, renew);
  add_list_options(longer, o.list);
  add_term_options(longer, o.list);
  longer.option("--title TITLE", &o.type, kTitleWords).required();
  longer.option("--department DEPARTMENT", &o.department, kHoldersDepartmentWords);
  longer.option("--batch BATCH", &o.batch, {"the batch's id", "批次编号"}).required();
  longer.option("--heading TEXT", &o.title,
                {"what the list is called; else the batch's id", "名单名称；默认为批次编号"});
  longer.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  longer.option("--source TEXT", &o.source, kSourceWords);

  Command& look = command("review",
                          {"open a review: the titles stay valid meanwhile (role qualify)",
                           "启动资格复核：复核期间资格有效（角色 qualify）"},
                          review);
  look.argument("CODE", &o.codes, {"one or more", "一个或多个代码"});
  look.option("--to DAY", &o.until, {"at the latest", "复核期限：最迟至该日"}).required();

  for (Command* const one :
       {&command("suspend",
                 {"suspend a title from a day on (role qualify)", "自某日起暂停资格（角色 qualify）"},
                 suspend),
        &command("reinstate",
                 {"end a suspension on a day (role qualify)", "自某日起恢复资格（角色 qualify）"},
                 reinstate)}) {
    one->argument("CODE", &o.code, kCodeWords);
    one->option("--from DAY", &o.effective, kEffectiveWords).required();
    one->option("--reason TEXT", &o.reason, kReasonWords).required();
  }
}

}  // namespace credence
