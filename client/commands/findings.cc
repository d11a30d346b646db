// SPDX-License-Identifier: Apache-2.0
// credence findings: what an auditor should look at in an archive, as table, CSV, XLSX and JSON.
#include "client/findings/findings.h"

#include <unistd.h>

#include "client/base/counted.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/commands/audit.h"
#include "client/commands/families.h"
#include "client/console/options.h"
#include "client/reports/report_file.h"
#include "client/words/bundle_view.h"
#include "client/words/enum_words.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownOnTerminal = 50;

struct FindingsArguments {
  AuditArguments audit;
  std::vector<std::string> rules, parameters;
  std::string from, to;
  std::filesystem::path csv, xlsx;
};

Outcome<FindingsQuestion> question_of(const FindingsArguments& arguments) {
  FindingsQuestion out;
  out.rules = arguments.rules;
  for (const std::string& text : arguments.parameters)
    if (auto good = add_parameter(out, text); !good)
      return give_up(ExitCode::usage, good.error().code, "--parameter " + good.error().detail);
  for (const auto& [text, option, day] :
       {std::tuple(&arguments.from, "--from", &out.from), std::tuple(&arguments.to, "--to", &out.to)}) {
    auto read = day_option(*text, option);
    if (!read) return std::unexpected(read.error());
    *day = *read;
  }
  if (auto good = days_in_order(out.from, out.to); !good) return std::unexpected(good.error());
  if (auto good = check_question(out); !good) return give_up(ExitCode::usage, good.error());
  return out;
}

// ---- words ------------------------------------------------------------------------------------------------

Words kind_words(FindingSubject::Kind kind) {
  constexpr Words kWords[] = {
      {"enterprise", "企业"},       {"programme", "专项"},  {"batch", "批次"}, {"award", "安排"},
      {"payment list", "拨付清单"}, {"title", "资格"},      {"post", "岗位"},  {"city", "城市"},
      {"challenge", "榜单"},        {"problem", "审计问题"}};
  return kWords[static_cast<std::size_t>(kind)];
}

/// "days=10 margin=5".
std::string parameters_text(const FindingRule& rule, std::span<const std::uint64_t> values) {
  std::string out;
  for (std::size_t i = 0; i < values.size(); ++i)
    out += (i > 0 ? std::string(" ") : std::string()) + std::string(rule.parameters[i].name) + "=" +
           std::to_string(values[i]);
  return out;
}

std::string subject_text(const FindingSubject& subject, Language language) {
  return std::string(kind_words(subject.kind).in(language)) + " " + cleaned(subject.id) +
         (subject.name.empty() ? "" : " " + cleaned(subject.name));
}
template <class List, class Text>
std::string joined(const List& list, std::string_view between, Text text) {
  std::string out;
  for (const auto& one : list) out += (out.empty() ? "" : std::string(between)) + text(one);
  return out;
}
std::string evidence_text(const Finding& finding, std::size_t digits, Language language) {
  std::string out = joined(finding.evidence, "; ", [&](const FindingEvidence& entry) {
    return std::to_string(entry.height) + "/" + std::to_string(entry.index) + " " +
           entry.transaction.hex().substr(0, digits);
  });
  if (finding.evidence_left_out > 0)
    out += std::string(Words{"; and so many more: ", "；另有条数："}.in(language)) +
           std::to_string(finding.evidence_left_out);
  return out;
}

// ---- table, files, JSON -----------------------------------------------------------------------------------

/// "1,000.00", or of several kinds of support each: kinds are never added.
std::string sums_text(Fen sum, const std::map<ProgrammeKind, Fen>& sums, Language language) {
  if (sums.size() < 2) return sum == 0 ? "" : yuan_text(sum);
  std::string out;
  for (const auto& [kind, amount] : sums)
    out += (out.empty() ? "" : "; ") + yuan_text(amount) + " " +
           std::string(credence::kind_words(kind).in(language));
  return out;
}
json::array sums_json(const std::map<ProgrammeKind, Fen>& sums) {
  json::array out;
  for (const auto& [kind, amount] : sums)
    out.push_back(json::object{{"kind", name_of(kind)}, {"sum", std::to_string(amount)}});
  return out;
}

/// As the files hold it, one row a finding.
Report report_of(const Cli& cli, const Findings& findings) {
  const Language language = cli.language();
  Report out;
  out.question.chinese = cli.zh();
  out.question.height = findings.audit.height;
  out.question.header_hash = findings.audit.head_hash;
  out.question.day = findings.day;
  out.title = cli.say("findings: leads, no verdicts; chain ", "审计疑点：仅为线索而非结论；链 ") +
              findings.audit.chain.hex();
  out.column("rule", "rule", "规则");
  out.column("name", "finding", "疑点");
  out.column("day", "day", "日期");
  out.column("days", "days concerned", "涉及日期");
  out.column("sum", "sum", "金额", ReportColumn::Type::money);
  out.column("subjects", "about", "对象");
  out.column("computed", "how it was found", "认定依据");
  out.column("parameters", "parameters", "参数");
  out.column("evidence", "entries: block/index transaction", "凭据：区块/序号 交易");
  for (const Finding& finding : findings.found) {
    const auto asked = std::ranges::find(findings.asked, finding.rule, &AskedRule::rule);
    out.rows.push_back(
        {std::string(finding.rule->id), std::string(finding.rule->name.in(language)),
         finding.days.back().iso(), joined(finding.days, " ", [](const Date& day) { return day.iso(); }),
         finding.sum,
         joined(finding.subjects, "; ", [&](const FindingSubject& s) { return subject_text(s, language); }),
         finding.computed.in(language), parameters_text(*finding.rule, asked->values),
         evidence_text(finding, 64, language)});
  }
  return out;
}

json::object rule_json(const AskedRule& asked) {
  json::array parameters;
  for (std::size_t i = 0; i < asked.values.size(); ++i) {
    const FindingParameter& parameter = asked.rule->parameters[i];
    parameters.push_back(json::object{{"name", parameter.name},
                                      {"value", asked.values[i]},
                                      {"standard", parameter.standard},
                                      {"least", parameter.least},
                                      {"most", parameter.most},
                                      {"about_en", parameter.about.en},
                                      {"about_zh", parameter.about.zh}});
  }
  return {{"id", asked.rule->id},           {"name_en", asked.rule->name.en},
          {"name_zh", asked.rule->name.zh}, {"asks_en", asked.rule->asks.en},
          {"asks_zh", asked.rule->asks.zh}, {"parameters", std::move(parameters)},
          {"found", asked.found},           {"sum", std::to_string(asked.sum)},
          {"sums", sums_json(asked.sums)}};
}

/// With the parts of its id, by which it is looked up.
json::object subject_json(const FindingSubject& subject) {
  using Kind = FindingSubject::Kind;
  json::object out{
      {"kind", name_of(subject.kind)}, {"id", cleaned(subject.id)}, {"name", cleaned(subject.name)}};
  const auto first = subject.id.find('/');
  if (first == std::string::npos) return out;
  const auto second = subject.id.find('/', first + 1);
  out["programme"] = subject.id.substr(0, first);
  const std::string_view within = subject.kind == Kind::payment_list ? "list"
                                  : subject.kind == Kind::challenge  ? "challenge"
                                                                     : "batch";
  out[within] = subject.id.substr(first + 1, second - first - 1);
  if (second != std::string::npos) out["line"] = std::stoul(subject.id.substr(second + 1));
  return out;
}

json::object finding_json(const Finding& finding) {
  json::array subjects, days, evidence;
  for (const FindingSubject& subject : finding.subjects) subjects.push_back(subject_json(subject));
  for (const Date& day : finding.days) days.push_back(json::string(day.iso()));
  for (const FindingEvidence& entry : finding.evidence)
    evidence.push_back(json::object{{"height", entry.height},
                                    {"index", entry.index},
                                    {"transaction", entry.transaction.hex()},
                                    {"day", entry.day.iso()},
                                    {"fact", entry.fact}});
  return {{"rule", finding.rule->id},
          {"day", finding.days.back().iso()},
          {"name_en", finding.rule->name.en},
          {"name_zh", finding.rule->name.zh},
          {"days", std::move(days)},
          {"sum", std::to_string(finding.sum)},
          {"sum_yuan", yuan_text(finding.sum)},
          {"sums", sums_json(finding.sums)},
          {"subjects", std::move(subjects)},
          {"computed_en", cleaned(finding.computed.en)},
          {"computed_zh", cleaned(finding.computed.zh)},
          {"evidence", std::move(evidence)},
          {"evidence_left_out", finding.evidence_left_out}};
}

json::object findings_json(const Findings& findings, const FindingsQuestion& question, bool genesis_given,
                           int exit) {
  json::array rules, found;
  for (const AskedRule& asked : findings.asked) rules.push_back(rule_json(asked));
  for (const Finding& finding : findings.found) found.push_back(finding_json(finding));
  const auto day = [](const std::optional<Date>& d) {
    return d ? json::value(json::string(d->iso())) : json::value(nullptr);
  };
  return {{"verified", true},
          {"verdict", "lead"},
          {"chain", findings.audit.chain.hex()},
          {"network", std::string(findings.audit.genesis.network)},
          {"genesis_given", genesis_given},
          {"height", findings.audit.height},
          {"head_hash", findings.audit.head_hash.hex()},
          {"time", iso_time(findings.audit.head.time_ms)},
          {"certificate", to_json(findings.audit.certificate, findings.audit.signers)},
          {"day", findings.day.iso()},
          {"from", day(question.from)},
          {"to", day(question.to)},
          {"rules", std::move(rules)},
          {"findings", std::move(found)},
          {"left_out", findings.left_out},
          {"exit_code", exit}};
}

void print_findings(const Cli& cli, const Findings& findings) {
  const Language language = cli.language();
  Table rules;
  rules.column(cli.say("rule", "规则"));
  rules.column(cli.say("finding", "疑点"));
  rules.column(cli.say("found", "数量"), Table::Align::right);
  rules.column(cli.say("sum (CNY)", "金额（元）"), Table::Align::right);
  std::uint64_t total = 0;
  for (const AskedRule& asked : findings.asked) {
    rules.row({std::string(asked.rule->id), std::string(asked.rule->name.in(language)),
               with_separators(asked.found), sums_text(asked.sum, asked.sums, language)});
    total += asked.found;
  }
  cli.print(rules.text());
  const bool terminal = isatty(STDOUT_FILENO) == 1;
  const std::size_t shown =
      terminal ? std::min(findings.found.size(), kShownOnTerminal) : findings.found.size();
  for (std::size_t i = 0; i < shown; ++i) {
    const Finding& finding = findings.found[i];
    const auto about = [&](const FindingSubject& s) { return subject_text(s, language); };
    cli.print("\n" + std::string(finding.rule->id) + "  " + finding.days.back().iso() + "  " +
              std::string(finding.rule->name.in(language)) +
              (finding.sum == 0 && finding.sums.empty()
                   ? ""
                   : "  " + sums_text(finding.sum, finding.sums, language) + cli.say(" CNY", " 元")) +
              "\n  " + joined(finding.subjects, "; ", about) + "\n  " +
              cleaned(finding.computed.in(language)) + "\n  " + cli.say("entries ", "凭据 ") +
              evidence_text(finding, 12, language) + "\n");
  }
  if (shown < total)
    cli.print("\n" + cli.say("… of ", "…… 共 ") + with_separators(total) +
              cli.say("; --csv, --xlsx and --json hold ", "；--csv、--xlsx 与 --json 包含 ") +
              with_separators(findings.found.size()) + "\n");
  cli.print("\n" +
            (total == 0 ? cli.say("nothing found by these rules\n", "按所选规则未发现疑点\n")
                        : counted(total, noun::kFinding, cli.language()) +
                              cli.say(": leads, no verdicts. Look at the entries before "
                                      "you conclude.\n",
                                      "：仅为线索而非结论，请核对凭据后再作判断。\n")) +
            cli.say("✓ the archive is verified up to block ", "✓ 归档文件已核验至区块 ") +
            with_separators(findings.audit.height) + cli.say(" of ", "，") +
            time_in_china(findings.audit.head.time_ms) + "\n  " + cli.say("chain ", "链标识 ") +
            findings.audit.chain.hex() + "\n");
  note_own_genesis(cli);
}

int run_findings(Cli& cli, const FindingsArguments& arguments) {
  auto question = question_of(arguments);
  if (!question) return cli.finish(question.error());
  std::optional<Findings> findings;
  const int failed = with_audit_options(cli, arguments.audit, [&](const AuditOptions& options) {
    auto done = find_in_archive(arguments.audit.file, options, *question);
    if (!done) return std::optional(std::move(done.error()));
    findings = *std::move(done);
    return std::optional<AuditFailure>();
  });
  if (failed != 0) return failed;
  const Report report = report_of(cli, *findings);
  if (!arguments.csv.empty())
    if (auto written = write_file(arguments.csv, report_csv(report)); !written)
      return cli.finish(written.error());
  if (!arguments.xlsx.empty())
    if (auto written = write_report_xlsx(report, arguments.xlsx); !written)
      return cli.finish(written.error());
  const int exit = static_cast<int>(findings->found.empty() ? ExitCode::ok : ExitCode::found);
  if (cli.json)
    cli.print_json(findings_json(*findings, *question, !cli.network.genesis.empty(), exit));
  else
    print_findings(cli, *findings);
  for (const auto* file : {&arguments.csv, &arguments.xlsx})
    if (!file->empty()) cli.note(cli.say("written: ", "已写入：") + file->string() + "\n");
  return exit;
}

/// The rules with the names of their parameters and what they are without --parameter.
std::string rules_text(Language language) {
  std::string out;
  for (const FindingRule& rule : finding_rules()) {
    std::vector<std::uint64_t> standard;
    for (const FindingParameter& parameter : rule.parameters) standard.push_back(parameter.standard);
    const std::string parameters = parameters_text(rule, standard);
    out += std::string(rule.id) + " " + std::string(rule.name.in(language)) +
           (parameters.empty() ? "" : ": " + parameters) + "\n";
  }
  return out;
}

}  // namespace

void add_findings_command(Command& app) {
  Command& command =
      app.command(
             "findings",
             {"what an auditor should look at in an archive, which is verified as it is read: repeated and "
              "split "
              "support, money that lies, days out of order and more. A finding is a lead, no verdict.",
              "从归档文件（边读边核验）中找出审计人员应当关注之处：重复与拆分支持、资金闲置、日期倒置等。"
              "疑点仅为线索，不是结论。"})
          .uses(Use::genesis);
  auto& o = command.keep<FindingsArguments>();
  add_audit_arguments(command, o.audit);
  std::vector<std::string_view> ids;
  for (const FindingRule& rule : finding_rules()) ids.push_back(rule.id);
  command
      .option("--rule RULE", &o.rules, {"these rules alone, F1; else all", "只用这些规则，例如 F1；默认全部"})
      .one_of(std::move(ids));
  command
      .option("--parameter NAME=VALUE", &o.parameters,
              {"another value of a rule's parameter, F3.days=30", "规则参数的另一取值，例如 F3.days=30"})
      .names_one_of({parameter_names().begin(), parameter_names().end()});
  command.wrong_if(
      [&o] {
        return !o.rules.empty() && !std::ranges::all_of(o.parameters, [&o](const std::string& text) {
          return std::ranges::find(o.rules, text.substr(0, text.find('.'))) != o.rules.end();
        });
      },
      {"a --parameter is of a rule that --rule leaves out", "--parameter 所属规则不在 --rule 之列"});
  command.option("--from DAY", &o.from,
                 {"the first day of the findings, 2026-01-31", "疑点的起始日期，例如 2026-01-31"});
  command.option("--to DAY", &o.to, {"their last day", "疑点的截止日期"});
  command.option("--csv FILE", &o.csv, {"write them as CSV as well", "另写为 CSV"})
      .writes()
      .ends_in({".csv"});
  command.option("--xlsx FILE", &o.xlsx, {"write them as XLSX as well", "另写为 XLSX"})
      .writes()
      .ends_in({".xlsx"});
  static const std::string en = "Rules, and their parameters (docs/findings.md):\n" +
                                rules_text(Language::en) +
                                "Exit codes: 0 nothing found · 16 something was found · others as of audit",
                           zh = "规则及其参数（docs/findings.md）：\n" + rules_text(Language::zh) +
                                "退出码：0 未发现疑点 · 16 查出疑点 · 其余同 audit";
  command.footer({en, zh});
  command.example(
      "credence findings chain.archive --rule F1 --rule F14 --from 2026-01-01 --csv findings.csv");
  command.runs(o, run_findings);
}

}  // namespace credence
