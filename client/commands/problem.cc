// SPDX-License-Identifier: Apache-2.0
// credence problem …: what audits found, who is to mend it until when, and how it was mended.
#include <algorithm>

#include "client/base/characters.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/commands/families.h"
#include "client/commands/kinds.h"
#include "client/commands/known.h"
#include "client/console/options.h"
#include "client/findings/finding.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct ProblemOptions {
  std::string problem, department, programme, code, rule, amount, due, document_no, text, on, as_of;
  std::filesystem::path evidence;
  bool mended = false, back = false;        // settle
  bool unsettled = false, overdue = false;  // list
};

/// None is given as none.
Outcome<Fen> amount_of(const ProblemOptions& o) {
  return o.amount.empty() ? Outcome<Fen>(Fen{0}) : wan_option(o.amount, "--amount");
}

int raise_problem(Cli& cli, const ProblemOptions& o) {
  auto amount = amount_of(o);
  if (!amount) return cli.finish(amount.error());
  auto due = day_option(o.due, "--to");
  if (!due) return cli.finish(due.error());
  // F1 as credence findings prints it; an id has small letters.
  const auto found = std::ranges::find(finding_rules(), o.rule, &FindingRule::id);
  const std::string rule = found == finding_rules().end() ? o.rule : small_letters(o.rule);
  RaiseProblem action{Id(o.problem), Id(o.department),      Id(o.programme),           std::nullopt, Id(rule),
                      *amount,       due->value_or(Date{}), DocumentNo(o.document_no), Note(o.text)};
  if (!o.code.empty()) {
    auto code = cli.code(o.code);
    if (!code) return cli.finish(code.error());
    action.code = *code;
  }
  return cli.submit(action, cli.say("problem raised: ", "已提出审计问题：") + o.problem);
}

int answer_problem(Cli& cli, const ProblemOptions& o) {
  auto amount = amount_of(o);
  if (!amount) return cli.finish(amount.error());
  auto hash = evidence_option(o.evidence);
  if (!hash) return cli.finish(hash.error());
  if (*amount > 0) {
    auto client = cli.client();
    if (!client) return cli.finish(client.error());
    auto found = (*client)->state<ProblemValue>(ProblemKey{Id(o.problem)});
    if (!found) return cli.finish(found.error());
    if (const Fen at_issue = **found ? (**found)->raised.amount : 0; at_issue > 0 && *amount > at_issue)
      return cli.finish({ExitCode::refused,
                         Error{list_code::above_at_issue, cli.money(*amount) + " > " + cli.money(at_issue)}});
  }
  return cli.submit(AnswerProblem{Id(o.problem), *amount, DocumentNo(o.document_no), *hash, Note(o.text)},
                    cli.say("answered: ", "已报告整改情况：") + o.problem);
}

int settle_problem(Cli& cli, const ProblemOptions& o) {
  auto due = day_option(o.due, "--to");
  if (!due) return cli.finish(due.error());
  return cli.submit(
      SettleProblem{Id(o.problem), o.mended, *due, Note(o.text)},
      (o.mended ? cli.say("settled, mended: ", "已销号：") : cli.say("sent back: ", "已退回整改：")) +
          o.problem);
}

int list_problems(Cli& cli, const ProblemOptions& o) {
  auto as_of = as_of_options(o.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto day = day_asked(cli, o.on, *as_of);
  if (!day) return cli.finish(day.error());
  std::optional<Uscc> code;
  if (!o.code.empty()) {
    auto given = cli.code(o.code);
    if (!given) return cli.finish(given.error());
    code = *given;
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  if (auto good = require_department(cli, o.department); !good) return cli.finish(good.error());
  if (auto good = require_programme(cli, o.programme); !good) return cli.finish(good.error());
  if (auto good = require_enterprise(cli, code); !good) return cli.finish(good.error());
  const Kind* const kinds[] = {&problems()};
  auto history = (*client)->history(HistoryKey{ChainKey{}}, query_of(kinds), *as_of);
  if (!history) return cli.finish(history.error());
  std::vector<Thing> found = problems().fold(cli, (*history)->entries, *day);
  std::erase_if(found, [&](const Thing& one) {
    return (!o.department.empty() && text_member(one.view, "department") != o.department) ||
           (!o.programme.empty() && text_member(one.view, "programme") != o.programme) ||
           (code && one.code != code) || (o.unsettled && !one.current) ||
           (o.overdue && !one.view.at("overdue").as_bool());
  });
  const std::string proved = as_of_clause(cli, *as_of) + cli.proved_under(history->proof());
  if (cli.json) {
    cli.print_json({{"on", day->iso()},
                    {"complete", true},
                    {"problems", things_json(found)},
                    {"proof", cli.proof_json(history->proof())}});
    return 0;
  }
  cli.print(things_table(cli, problems(), found, Omit::never) + cli.say("complete: ", "完整：共 ") +
            cli.counted(found.size(), problems().noun) + cli.say(", ", "，") + proved + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

/// Every answer and every word of the auditor on it, in their order.
using ProblemStep = std::pair<Date, std::variant<AnswerProblem, SettleProblem>>;

std::vector<ProblemStep> steps_of(const std::vector<HistoryEntry>& entries, const Id& problem) {
  std::vector<ProblemStep> out;
  for (const HistoryEntry& entry : entries) {
    const Date day = date_in_china(entry.time_ms);
    if (const auto* const f = std::get_if<ProblemAnswered>(&entry.fact);
        f != nullptr && f->answer.problem == problem)
      out.emplace_back(day, f->answer);
    if (const auto* const f = std::get_if<ProblemSettled>(&entry.fact);
        f != nullptr && f->settlement.problem == problem)
      out.emplace_back(day, f->settlement);
  }
  return out;
}

std::string step_text(const Cli& cli, const AnswerProblem& answer) {
  return answer.measures + (answer.document_no.empty() ? "" : "  " + answer.document_no) +
         (answer.amount == 0 ? "" : cli.say("; put right: ", "；已纠正 ") + cli.money(answer.amount));
}
std::string step_text(const Cli& cli, const SettleProblem& settlement) {
  return (settlement.mended ? cli.say("mended", "已整改，销号") : cli.say("sent back", "退回")) +
         (settlement.due ? cli.say(", until ", "，期限 ") + settlement.due->iso() : std::string()) +
         (settlement.reason.empty() ? "" : "  " + settlement.reason);
}

json::array steps_json(const std::vector<ProblemStep>& steps) {
  json::array out;
  for (const auto& [day, step] : steps) {
    json::object one{{"on", day.iso()}};
    if (const auto* const answer = std::get_if<AnswerProblem>(&step)) {
      one["step"] = "answered";
      one["amount"] = std::to_string(answer->amount);
      one["document_no"] = answer->document_no;
      one["text"] = answer->measures;
    } else {
      const auto& settlement = std::get<SettleProblem>(step);
      one["step"] = settlement.mended ? "mended" : "sent_back";
      one["due"] = settlement.due ? json::value(settlement.due->iso()) : json::value(nullptr);
      one["text"] = settlement.reason;
    }
    out.push_back(std::move(one));
  }
  return out;
}

std::string shown(const Cli& cli, const ProblemValue& v, const std::vector<ProblemStep>& steps,
                  const Date& day) {
  const RaiseProblem& p = v.raised;
  std::string out = p.problem + "  " + p.finding + "\n";
  const auto row = [&](const char* en, const char* zh, const std::string& text) {
    if (!text.empty()) out += "  " + cli.say(en, zh) + text + "\n";
  };
  row("raised by    ", "提出：",
      v.auditor + ", " + v.raised_on.iso() + (p.document_no.empty() ? "" : ", " + p.document_no));
  row("to mend      ", "整改：",
      p.department + cli.say(", until ", "，期限 ") + v.until.iso() +
          (v.overdue(day) ? cli.say(": overdue", "：逾期") : ""));
  row("programme    ", "专项：", p.programme);
  row("enterprise   ", "企业：", p.code ? std::string(text_of(*p.code)) : "");
  row("rule         ", "规则：", p.rule);
  row("at issue     ", "涉及金额：", p.amount == 0 ? "" : cli.money(p.amount));
  for (const auto& [on, step] : steps) {
    const bool answer = std::holds_alternative<AnswerProblem>(step);
    row(answer ? "answered     " : "settled      ", answer ? "整改情况：" : "核验：",
        on.iso() + "  " + std::visit([&](const auto& what) { return step_text(cli, what); }, step));
  }
  return out;
}

int show_problem(Cli& cli, const ProblemOptions& o) {
  if (auto good = check_id(o.problem); !good) return cli.finish({ExitCode::usage, good.error()});
  auto as_of = as_of_options(o.as_of);
  if (!as_of) return cli.finish(as_of.error());
  auto day = day_asked(cli, o.on, *as_of);
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const Kind* const kinds[] = {&problems()};
  auto history = (*client)->history(HistoryKey{ChainKey{}}, query_of(kinds), *as_of);
  if (!history) return cli.finish(history.error());
  std::vector<Thing> found = problems().fold(cli, (*history)->entries, *day);
  std::erase_if(found, [&](const Thing& one) { return one.id != o.problem; });
  const std::string proved = as_of_clause(cli, *as_of) + cli.proved_under(history->proof());
  if (found.empty())
    return cli.finish({ExitCode::refused, Error{Code::not_recorded, o.problem + "; " + proved}});
  const std::vector<ProblemStep> steps = steps_of((*history)->entries, Id(o.problem));
  const ProblemValue value = problem_of((*history)->entries, Id(o.problem));
  if (cli.json) {
    json::object view = to_json(value);
    view["overdue"] = value.overdue(*day);
    view["steps"] = steps_json(steps);
    cli.print_json({{"problem", std::move(view)}, {"proof", cli.proof_json(history->proof())}});
    return 0;
  }
  cli.print(shown(cli, value, steps, *day) + proved + "\n");
  return 0;
}

void add_problem_records(Command& family, ProblemOptions& o, Words problem) {
  Command& raise =
      family
          .command("raise",
                   {"record a problem that an audit found (role audit)", "记录审计发现的问题（角色 audit）"},
                   o, raise_problem)
          .uses(kSigns);
  raise.argument("PROBLEM", &o.problem, {"a new id, of your own choice", "新编号，自行拟定"});
  raise.option("--department DEPARTMENT", &o.department, {"that is to mend it", "负责整改的部门"}).required();
  raise.option("--to DAY", &o.due, {"the last day on which it may be mended", "整改期限"}).required();
  raise.option("--finding TEXT", &o.text, {"what was found", "问题内容"}).required();
  raise.option("--programme PROGRAMME", &o.programme, {"that it concerns", "所涉专项"});
  raise.option("--code CODE", &o.code, {"the enterprise that it concerns", "所涉企业的信用代码"});
  raise.option("--rule RULE", &o.rule,
               {"by which it was found: F7 of credence findings, or your own",
                "发现所依据的规则：如 credence findings 的 F7，或自定"});
  raise.option("--amount AMOUNT", &o.amount, {"at issue", "涉及金额"});
  raise.option("--document-no NUMBER", &o.document_no, {"of the audit's report", "审计报告文号"});

  Command& answer = family
                        .command("answer",
                                 {"say how a problem was mended (the department that is to mend it)",
                                  "报告整改情况（负责整改的部门）"},
                                 o, answer_problem)
                        .uses(kSigns);
  answer.argument("PROBLEM", &o.problem, problem);
  answer.option("--measures TEXT", &o.text, {"what was done", "整改措施"}).required();
  answer.option("--amount AMOUNT", &o.amount, {"that was put right: paid back, adjusted", "已纠正的金额"});
  answer.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  answer.option("--evidence FILE", &o.evidence, kEvidenceWords);

  Command& settle = family
                        .command("settle",
                                 {"say whether the answer mends it (role audit, of who raised it)",
                                  "核验整改情况（提出问题的部门，角色 audit）"},
                                 o, settle_problem)
                        .uses(kSigns);
  settle.argument("PROBLEM", &o.problem, problem);
  Option& mended = settle.flag("--mended", o.mended, {"it is mended", "已整改，销号"});
  Option& back = settle.flag(
      "--back", o.back,
      {"it is not: sent back, with --to and --reason", "未整改到位，退回；须有 --to 与 --reason"});
  settle.exactly_one({mended, back});
  settle.option("--to DAY", &o.due, {"the new day by which it is to be mended", "新的整改期限"});
  settle.option("--reason TEXT", &o.text, kReasonWords);
}

}  // namespace

void add_problem_commands(Command& app) {
  Command& family =
      app.command("problem", {"problems that audits found, and how they were mended", "审计问题及其整改"})
          .uses(kAsks);
  auto& o = family.keep<ProblemOptions>();
  constexpr Words kProblemWords{"the problem's id", "问题编号"};
  add_problem_records(family, o, kProblemWords);
  Command& all = family.command(
      "list", {"every problem with its state: complete and proved", "全部审计问题及其状态，完整并附证明"}, o,
      list_problems);
  all.option("--department DEPARTMENT", &o.department,
             {"only those that it is to mend", "仅限该部门负责整改的"});
  all.option("--programme PROGRAMME", &o.programme, {"only those of this programme", "仅限该专项"});
  all.option("--code CODE", &o.code, {"only those of this enterprise", "仅限该企业"});
  all.flag("--unsettled", o.unsettled, {"only those that are not yet mended", "仅限尚未销号的"});
  all.flag("--overdue", o.overdue,
           {"only those whose day has passed without an answer", "仅限逾期未报整改的"});
  all.option("--on DAY", &o.on,
             {"how they stand on this day; else on that of --as-of, else today",
              "该日的状态；默认为 --as-of 的日期，否则为今日"});
  all.option("--as-of MOMENT", &o.as_of, kAsOfWords);
  Command& one = family.command(
      "show",
      {"one problem, all answers and how each was settled: proved", "一个审计问题及其整改与核验，附证明"}, o,
      show_problem);
  one.argument("PROBLEM", &o.problem, kProblemWords);
  one.option("--on DAY", &o.on,
             {"how it stands on this day; else on that of --as-of, else today",
              "该日的状态；默认为 --as-of 的日期，否则为今日"});
  one.option("--as-of MOMENT", &o.as_of, kAsOfWords);
}

}  // namespace credence
