// credence qualification rule, object, decide, renew, review, suspend, reinstate: how titles come about, go on and end.
#include <CLI/CLI.hpp>

#include "client/base/file_hash.h"
#include "client/console/command.h"
#include "client/console/list_file.h"
#include "client/console/options.h"
#include "client/lists/plan.h"

namespace credence {
namespace {

struct ChangeOptions {
  ListOptions list;
  std::string type, version, from, to, document_no, reason, until, effective, batch, title, source;
  std::vector<std::string> codes, prerequisites;
  std::filesystem::path evidence;
  std::uint8_t years = 0, notice_days = 0, ban_years = 0;
  bool for_issue = false, for_renewal = false, recognise = false, refuse = false;
};

/// The enterprises that an action is about: named one by one, numbered from 1.
Outcome<std::vector<Uscc>> codes_of(Cli& cli, const ChangeOptions& options) {
  std::vector<Uscc> out;
  for (const std::string& text : options.codes) {
    auto code = cli.code(text);
    if (!code) return std::unexpected(code.error());
    out.push_back(*code);
  }
  if (out.size() > limits::kLinesMax) return give_up(ExitCode::usage, Code::limit_exceeded, std::to_string(out.size()));
  return out;
}

std::string about(const ChangeOptions& options) {
  return options.type + " " + (options.codes.size() == 1 ? options.codes.front() : "× " + std::to_string(options.codes.size()));
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
  rule.years = options.years;
  rule.notice_days = options.notice_days;
  rule.ban_years = options.ban_years;
  rule.document_no = DocumentNo(options.document_no);
  std::vector<std::string> needed = options.prerequisites;
  std::ranges::sort(needed);
  if (needed.size() > rule.prerequisites.kMax) return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, "--prerequisite"}});
  for (const std::string& type : needed) rule.prerequisites.push_back(Id(type));
  return cli.submit(SetQualificationRule{Id(options.type), rule}, cli.say("rule set: ", "已设立资格规则：") + options.type + " " + options.version);
}

int object(Cli& cli, const ChangeOptions& options) {
  auto codes = codes_of(cli, options);
  if (!codes) return cli.finish(codes.error());
  ObjectToQualification action{Id(options.type), codes->at(0), Note(options.reason), {}};
  if (!options.evidence.empty()) {
    auto hash = hash_file(options.evidence);
    if (!hash) return cli.finish({ExitCode::bad_input, hash.error()});
    action.evidence = hash->sha256;
  }
  return cli.submit(action, cli.say("objection recorded: ", "已记录异议：") + about(options));
}

int decide(Cli& cli, const ChangeOptions& options) {
  if (options.recognise == options.refuse) return cli.finish({ExitCode::usage, Error{Code::missing_value, "--recognise / --refuse"}});
  auto codes = codes_of(cli, options);
  if (!codes) return cli.finish(codes.error());
  DecideQualifications action{Id(options.type), DocumentNo(options.document_no), {}};
  std::uint32_t line = 0;
  for (const Uscc& code : *codes) action.lines.push_back({++line, code, options.recognise, Note(options.reason)});
  return cli.submit(action, (options.recognise ? cli.say("recognised: ", "已认定：") : cli.say("refused: ", "不予认定：")) + about(options));
}

int renew(Cli& cli, const ChangeOptions& options) {
  return import_file<QualificationLine>(cli, options.list, parse_qualification_lines, {.review = {}}, [&](const std::vector<QualificationLine>& lines) {
    RenewQualifications head;
    head.type = Id(options.type);
    head.batch = Id(options.batch);
    head.title = Name(options.title.empty() ? options.batch : options.title);
    head.document_no = DocumentNo(options.document_no);
    head.source = Note(options.source);
    return plan_renewals(head, lines);
  });
}

int review(Cli& cli, const ChangeOptions& options) {
  auto codes = codes_of(cli, options);
  if (!codes) return cli.finish(codes.error());
  auto until = date_option(options.until, "--until");
  if (!until) return cli.finish(until.error());
  ReviewQualifications action{Id(options.type), *until, DocumentNo(options.document_no), {}};
  std::uint32_t line = 0;
  for (const Uscc& code : *codes) action.lines.push_back({++line, code});
  return cli.submit(action, cli.say("under review, valid meanwhile to ", "已启动复核，期间资格有效至 ") + until->iso() + ": " + about(options));
}

template <class Action>
int change(Cli& cli, const ChangeOptions& options, const std::string& what) {
  auto codes = codes_of(cli, options);
  if (!codes) return cli.finish(codes.error());
  auto effective = date_option(options.effective, "--effective");
  if (!effective) return cli.finish(effective.error());
  return cli.submit(Action{Id(options.type), codes->at(0), *effective, DocumentNo(options.document_no), Note(options.reason)}, what + about(options));
}
int suspend(Cli& cli, const ChangeOptions& options) {
  return change<SuspendQualification>(cli, options, cli.say("title suspended: ", "已暂停资格："));
}
int reinstate(Cli& cli, const ChangeOptions& options) {
  return change<ReinstateQualification>(cli, options, cli.say("title reinstated: ", "已恢复资格："));
}

}  // namespace

void add_title_commands(CLI::App& family, Cli& cli) {
  const auto o = std::make_shared<ChangeOptions>();
  const auto command = [&](const char* name, const char* what, int (*run)(Cli&, const ChangeOptions&)) {
    auto* const out = family.add_subcommand(name, what);
    out->add_option("TYPE", o->type)->required();
    out->add_option("--document-no", o->document_no, "文号");
    runs(cli, out, o, run);
    return out;
  };
  auto* const rule = command("rule", "set the next version of a title's rules (role qualify, of the issuer)", set_rule);
  rule->add_option("VERSION", o->version)->required();
  rule->add_option("--from", o->from, "the first day that it holds for")->required();
  rule->add_option("--to", o->to, "the last one, if it is known");
  rule->add_option("--years", o->years, "0: without end")->required();
  rule->add_option("--prerequisite", o->prerequisites, "a title that must be in force; repeatable")->expected(1)->take_all();
  rule->add_option("--notice-days", o->notice_days, "public notice before recognition");
  rule->add_option("--ban-years", o->ban_years, "after a revocation for fraud");
  rule->add_flag("--issue-only", o->for_issue, "only for recognitions");
  rule->add_flag("--renewal-only", o->for_renewal, "only for renewals");

  auto* const protest = command("object", "object to an application in public notice (any registered key)", object);
  protest->add_option("CODE", o->codes)->required()->expected(1);
  protest->add_option("--reason", o->reason)->required();
  protest->add_option("--evidence", o->evidence, "a file; its hash is recorded");

  auto* const verdict = command("decide", "recognise or refuse what was in public notice (role qualify)", decide);
  verdict->add_option("CODE", o->codes, "one or more")->required();
  verdict->add_flag("--recognise", o->recognise, "after the last day of the notice");
  verdict->add_flag("--refuse", o->refuse);
  verdict->add_option("--reason", o->reason, "needed for a refusal and after an objection");

  auto* const longer = command("renew", "renew titles from a list (role qualify)\nFILE: as for import; 有效期起 is the first day after the old term", renew);
  add_list_options(*longer, o->list, "FILE", true);
  longer->add_option("--batch", o->batch)->required();
  longer->add_option("--title", o->title, "what the list is called; else the batch's id");
  longer->add_option("--source", o->source, "where it was published");

  auto* const look = command("review", "open a review: the titles stay valid meanwhile (role qualify)", review);
  look->add_option("CODE", o->codes, "one or more")->required();
  look->add_option("--until", o->until, "at the latest")->required();

  for (auto* const one : {command("suspend", "suspend a title from a day on (role qualify)", suspend),
                          command("reinstate", "end a suspension on a day (role qualify)", reinstate)}) {
    one->add_option("CODE", o->codes)->required()->expected(1);
    one->add_option("--effective", o->effective)->required();
    one->add_option("--reason", o->reason)->required();
  }
}

}  // namespace credence
