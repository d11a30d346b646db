// credence qualification …: titles.
#include <CLI/CLI.hpp>

#include "client/base/json_text.h"
#include "client/console/command.h"
#include "client/console/list_file.h"
#include "client/lists/plan.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct TitleOptions {
  ListOptions list;
  std::string type, code, batch, title, document_no, source, name, from, to, certificate_no, effective,
      reason, as_of;
  std::string name_zh, name_en, issuer, prerequisite;
  std::uint8_t years = 0;
  bool fraud = false;
};

IssueQualifications head_of(const TitleOptions& options) {
  return {.type = Id(options.type),
          .batch = Id(options.batch),
          .title = Name(options.title.empty() ? options.batch : options.title),
          .document_no = DocumentNo(options.document_no),
          .source = Note(options.source),
          .lines = {}};
}

int import_titles(Cli& cli, const TitleOptions& options) {
  return import_file<QualificationLine>(cli, options.list, parse_qualification_lines, {.review = {}},
                                        [&](const std::vector<QualificationLine>& lines) {
                                          return plan_qualifications(head_of(options), lines);
                                        });
}

int issue(Cli& cli, const TitleOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto from = parse_any_date(options.from);
  if (!from)
    return cli.finish({ExitCode::bad_input, Error{from.error().code, "--from " + from.error().detail}});
  QualificationLine line{1, *code, Name(options.name), DocumentNo(options.certificate_no), *from, {}};
  if (!options.to.empty()) {
    auto to = parse_any_date(options.to);
    if (!to) return cli.finish({ExitCode::bad_input, Error{to.error().code, "--to " + to.error().detail}});
    line.valid_to = *to;
  }
  IssueQualifications action = head_of(options);
  action.lines.push_back(std::move(line));
  return cli.submit(action, cli.say("title issued: ", "已认定：") + options.type + " " + options.code);
}

int revoke(Cli& cli, const TitleOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  auto effective = parse_any_date(options.effective);
  if (!effective)
    return cli.finish(
        {ExitCode::bad_input, Error{effective.error().code, "--effective " + effective.error().detail}});
  const RevokeQualification action{Id(options.type), *code, *effective, DocumentNo(options.document_no),
                                   Note(options.reason), options.fraud};
  return cli.submit(action, cli.say("title revoked: ", "已撤销：") + options.type + " " + options.code);
}

int define(Cli& cli, const TitleOptions& options) {
  DefineQualification action{Id(options.type),   Name(options.name_zh), Name(options.name_en),
                             Id(options.issuer), options.years,         {}};
  if (!options.prerequisite.empty()) action.prerequisite = Id(options.prerequisite);
  return cli.submit(action, cli.say("title defined: ", "已设立资格：") + options.type);
}

std::string state_text(const Cli& cli, TitleState state) {
  switch (state) {
    case TitleState::never_issued:
      return cli.say("never issued", "从未认定");
    case TitleState::not_begun:
      return cli.say("not yet in force", "尚未生效");
    case TitleState::in_force:
      return cli.say("in force", "有效");
    case TitleState::ended:
      return cli.say("ended", "已到期");
    case TitleState::revoked:
      return cli.say("revoked", "已撤销");
    case TitleState::suspended:
      return cli.say("suspended", "已暂停");
  }
  return {};
}

int show_title(Cli& cli, const TitleOptions& options) {
  auto code = cli.code(options.code);
  if (!code) return cli.finish(code.error());
  if (auto good = check_id(options.type); !good) return cli.finish({ExitCode::usage, good.error()});
  auto on = day_or_today(options.effective, "--on");
  if (!on) return cli.finish(on.error());
  auto as_of = as_of_options(options.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto found = (*client)->title(Id(options.type), *code, *on, *as_of);
  if (!found) return cli.finish(found.error());
  const TitleStatus& status = **found;
  if (cli.json) {
    json::object view{{"type", options.type},
                      {"code", options.code},
                      {"qualification", nullptr},
                      {"on", on->iso()},
                      {"state", name_of(status.state)},
                      {"in_force", status.in_force()},
                      {"proof", cli.proof_json(found->proof())}};
    if (status.title) view["qualification"] = to_json(status.title->term);
    if (!status.title) {
      auto notice = (*client)->state<QualificationNoticeValue>(QualificationNoticeKey{Id(options.type), *code});
      if (!notice) return cli.finish(notice.error());
      if (**notice) view["public_notice"] = to_json(***notice);
    }
    cli.print_json(view);
    return status.title ? 0 : static_cast<int>(ExitCode::refused);
  }
  if (!status.title) {
    auto notice = (*client)->state<QualificationNoticeValue>(QualificationNoticeKey{Id(options.type), *code});
    if (!notice) return cli.finish(notice.error());
    if (**notice) {
      cli.print(options.type + "  " + options.code + "\n  " + cli.say("in public notice to ", "公示至 ") + (**notice)->notice_to.iso() +
                cli.say(", objections: ", "，异议 ") + std::to_string((**notice)->objections) + "\n" + cli.proved_under(notice->proof()) + "\n");
      return static_cast<int>(ExitCode::refused);
    }
  }
  if (!status.title)
    return cli.finish({ExitCode::refused,
                       Error{Code::not_recorded, options.type + " " + options.code + as_of_text(cli, *as_of) +
                                                     "; " + cli.proved_under(found->proof())}});
  const QualificationValue& v = status.title->term;
  std::string out = options.type + "  " + options.code + as_of_text(cli, *as_of) + "  " + v.valid_from.iso() +
                    cli.say(" to ", " 至 ") + (v.valid_to ? v.valid_to->iso() : cli.say("no end", "无期限")) +
                    "\n  " + on->iso() + cli.say(": ", "：") + state_text(cli, status.state);
  if (v.revoked_from)
    out += cli.say(", ended from ", "，终止日期 ") + v.revoked_from->iso() + " (" + std::string(name_of(v.end)) + ")" +
           (v.revocation_reason.empty() ? "" : ": " + v.revocation_reason);
  if (v.suspended()) out += cli.say(", suspended from ", "，暂停自 ") + v.suspensions.back().from.iso();
  if (v.review_until) out += cli.say(", under review to ", "，复核至 ") + v.review_until->iso();
  if (v.banned_to) out += cli.say(", banned to ", "，禁止申报至 ") + v.banned_to->iso();
  if (!v.rule.empty()) out += cli.say(", rule ", "，规则 ") + v.rule;
  if (v.carried_from) out += cli.say(", taken over from ", "，承继自 ") + std::string(text_of(*v.carried_from));
  cli.print(out + "\n" + cli.proved_under(found->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

}  // namespace

void add_qualification_commands(CLI::App& app, Cli& cli) {
  auto* const family =
      app.add_subcommand("qualification", "titles that enterprises hold")->require_subcommand(1);
  const auto o = std::make_shared<TitleOptions>();
  const auto batch_options = [&](CLI::App* command) {
    command->add_option("--batch", o->batch, "the batch's id")->required();
    command->add_option("--title", o->title, "what the list is called; else the batch's id");
    command->add_option("--document-no", o->document_no, "文号");
    command->add_option("--source", o->source, "where it was published");
  };

  auto* const one =
      family->add_subcommand("issue", "issue a title to one enterprise (role qualify, of the issuer)");
  one->add_option("TYPE", o->type)->required();
  one->add_option("CODE", o->code)->required();
  one->add_option("--name", o->name, "the enterprise, as published")->required();
  one->add_option("--from", o->from, "first day")->required();
  one->add_option("--to", o->to, "last day; else by the type's years");
  one->add_option("--certificate-no", o->certificate_no);
  batch_options(one);
  runs(cli, one, o, issue);

  auto* const many =
      family->add_subcommand("import",
                             "issue a title to the enterprises of a list (role qualify)\nFILE: 序号, "
                             "企业名称, 统一社会信用代码, 证书编号, 有效期起, 有效期止");
  add_list_options(*many, o->list, "FILE", true);
  many->add_option("--type", o->type)->required();
  batch_options(many);
  runs(cli, many, o, import_titles);

  auto* const end = family->add_subcommand("revoke", "revoke a title (role qualify, of the issuer)");
  end->add_option("TYPE", o->type)->required();
  end->add_option("CODE", o->code)->required();
  end->add_option("--effective", o->effective, "from this day")->required();
  end->add_option("--reason", o->reason)->required();
  end->add_option("--document-no", o->document_no);
  end->add_flag("--fraud", o->fraud, "for false statements: the ban of the title's rule begins");
  runs(cli, end, o, revoke);

  auto* const type = family->add_subcommand("define", "define a title (role admin)");
  type->add_option("TYPE", o->type)->required();
  type->add_option("--name-zh", o->name_zh)->required();
  type->add_option("--name-en", o->name_en)->required();
  type->add_option("--issuer", o->issuer, "the department whose keys issue it")->required();
  type->add_option("--years", o->years, "0: without end")->required();
  type->add_option("--prerequisite", o->prerequisite, "a title that must be in force");
  runs(cli, type, o, define);

  auto* const look = family->add_subcommand("show", "whether a title is in force, proved");
  look->add_option("TYPE", o->type)->required();
  look->add_option("CODE", o->code)->required();
  look->add_option("--on", o->effective, "on this day; else today");
  look->add_option("--as-of", o->as_of, kAsOfHelp);
  runs(cli, look, o, show_title);
  add_title_commands(*family, cli);
}

}  // namespace credence
