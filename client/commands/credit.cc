// SPDX-License-Identifier: Apache-2.0
// credence credit …: how long entries are published, their repair and withdrawal.
#include "client/base/file_hash.h"
#include "client/base/json_text.h"
#include "client/commands/families.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/credit_texts.h"
#include "client/words/facts.h"

namespace credence {
namespace {

namespace json = boost::json;

struct CreditOptions {
  std::string entry, document_no, version, effective, reason, on;
  std::vector<std::string> terms;
  std::filesystem::path evidence;
  bool grant = false, refuse = false;
};

/// The entry that ENTRY names.
Outcome<CreditKey> entry_of(const CreditOptions& options) {
  return or_fail(parse_credit_key(options.entry), ExitCode::usage);
}

// ---- rules ------------------------------------------------------------------------------------------------

/// "general:3-12:3": class, months of publication, months before a repair.
Result<CreditTerm> parse_term(const std::string& text) {
  CreditTerm out;
  const auto first = text.find(':'), dash = text.find('-'), last = text.rfind(':');
  if (first == std::string::npos || dash == std::string::npos || last <= dash || dash < first)
    return fail(Code::bad_credit_term, text);
  const auto weight = credit_class_named(text.substr(0, first));
  if (!weight) return fail(Code::bad_credit_term, text);
  out.weight = *weight;
  const auto number = [](const std::string& digits) -> std::optional<std::uint8_t> {
    if (digits.empty() || digits.size() > 3 || digits.find_first_not_of("0123456789") != std::string::npos ||
        std::stoi(digits) > 255)
      return std::nullopt;
    return static_cast<std::uint8_t>(std::stoi(digits));
  };
  const auto least = number(text.substr(first + 1, dash - first - 1)),
             most = number(text.substr(dash + 1, last - dash - 1)), repair = number(text.substr(last + 1));
  if (!least || !most || !repair) return fail(Code::bad_credit_term, text);
  out.months_min = *least;
  out.months_max = *most;
  out.repair_months = *repair;
  return out;
}

int set_rules(Cli& cli, const CreditOptions& options) {
  auto from = date_option(options.effective, "--from");
  if (!from) return cli.finish(from.error());
  SetCreditRules action{Id(options.version), *from, DocumentNo(options.document_no), {}};
  for (const std::string& text : options.terms) {
    auto term = parse_term(text);
    if (!term) return cli.finish({ExitCode::usage, term.error()});
    if (action.terms.size() == action.terms.kMax)
      return cli.finish({ExitCode::usage, Error{Code::limit_exceeded, "--term"}});
    action.terms.push_back(*term);
  }
  return cli.submit(action, cli.say("credit rules set: ", "已设立信用规则：") + options.version);
}

/// The version that decisions of a day fall under.
const SetCreditRules* rules_on(const CreditRulesValue& rules, const Date& day) {
  const SetCreditRules* found = nullptr;
  for (const SetCreditRules& one : rules.versions)
    if (one.effective_from <= day) found = &one;
  return found;
}

int show_rules(Cli& cli, const CreditOptions& options) {
  auto day = day_or_today(options.on, "--on");
  if (!day) return cli.finish(day.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto held = (*client)->state<CreditRulesValue>(CreditRulesKey{});
  if (!held) return cli.finish(held.error());
  const CreditRulesValue rules = (**held).value_or(CreditRulesValue{});
  const SetCreditRules* const current = rules_on(rules, *day);
  if (cli.json) {
    json::array versions;
    for (const SetCreditRules& one : rules.versions) {
      json::array terms;
      for (const CreditTerm& term : one.terms)
        terms.push_back(json::object{{"class", name_of(term.weight)},
                                     {"months_min", term.months_min},
                                     {"months_max", term.months_max},
                                     {"repair_months", term.repair_months}});
      versions.push_back(json::object{{"version", one.version},
                                      {"from", one.effective_from.iso()},
                                      {"document_no", one.document_no},
                                      {"in_force", &one == current},
                                      {"terms", std::move(terms)}});
    }
    cli.print_json({{"on", day->iso()},
                    {"complete", true},
                    {"versions", std::move(versions)},
                    {"proof", cli.proof_json(held->proof())}});
    return 0;
  }
  Table table;
  for (const auto& head : {cli.say("version", "版本"), cli.say("from", "适用于该日及以后的决定"),
                           cli.say("terms", "期限"), cli.say("document", "文号"), cli.say("state", "状态")})
    table.column(head);
  for (const SetCreditRules& one : rules.versions)
    table.row({std::string(one.version), one.effective_from.iso(),
               credit_terms_text(one.terms, cli.language()), std::string(one.document_no),
               &one == current             ? cli.say("in force", "现行")
               : *day < one.effective_from ? cli.say("to come", "尚未施行")
                                           : cli.say("replaced", "已被取代")});
  if (table.rows() > 0) cli.print(table.text());
  cli.print(day->iso() + cli.say(": ", "：") +
            (current == nullptr ? cli.say("no credit rules are in force", "没有现行信用规则")
                                : cli.say("in force: ", "现行版本：") + std::string(current->version)) +
            cli.say(", ", "，") + cli.proved_under(held->proof()) + "\n");
  cli.warn_of_bad_answers();
  return 0;
}

// ---- repair, withdrawal -----------------------------------------------------------------------------------

int request_repair(Cli& cli, const CreditOptions& options) {
  auto entry = entry_of(options);
  if (!entry) return cli.finish(entry.error());
  auto evidence = hash_file(options.evidence);
  if (!evidence) return cli.finish({ExitCode::bad_input, evidence.error()});
  return cli.submit(RequestCreditRepair{*entry, evidence->sha256},
                    cli.say("repair requested: ", "已申请信用修复：") + options.entry);
}

int decide_repair(Cli& cli, const CreditOptions& options) {
  auto entry = entry_of(options);
  if (!entry) return cli.finish(entry.error());
  const std::string what = options.grant ? cli.say("repaired, its text is erased by the nodes that keep it: ",
                                                   "已修复，保存正文的节点将删除正文：")
                                         : cli.say("repair refused: ", "不予修复：");
  return cli.submit(
      DecideCreditRepair{*entry, options.grant, DocumentNo(options.document_no), Note(options.reason)},
      what + options.entry);
}

int withdraw(Cli& cli, const CreditOptions& options) {
  auto entry = entry_of(options);
  if (!entry) return cli.finish(entry.error());
  return cli.submit(WithdrawCredit{*entry, DocumentNo(options.document_no), Note(options.reason)},
                    cli.say("withdrawn: ", "已撤回：") + options.entry);
}

constexpr Words kEntryWords{"DEPARTMENT/BATCH/LINE, or DEPARTMENT/BATCH#LINE",
                            "DEPARTMENT/BATCH/LINE 或 DEPARTMENT/BATCH#LINE，即部门、批次与行号"};
constexpr Words kCreditReasonWords{
    "why; on networks with former-terms. It is public: nothing that the entry's text says",
    "理由；须网络具有 former-terms 特性。理由公开，不得写入记录正文的内容"};

void add_repair_commands(Command& family, CreditOptions& o) {
  Command& request = family.command(
      "request-repair",
      {"ask for the repair of an entry, with the enterprise's own key", "申请信用修复，使用企业自己的密钥"},
      o, request_repair);
  request.argument("ENTRY", &o.entry, kEntryWords);
  request
      .option(
          "--evidence FILE", &o.evidence,
          {"what proves that the fault is mended; its hash is recorded", "证明已纠正的材料；仅记录其哈希"})
      .required();

  Command& decide = family.command("decide-repair",
                                   {"grant or refuse a repair (role credit of the recording department)",
                                    "准予或不予信用修复（记录部门，角色 credit）"},
                                   o, decide_repair);
  decide.argument("ENTRY", &o.entry, kEntryWords);
  Option& grant = decide.flag("--grant", o.grant, {"the entry is closed", "准予修复：记录不再公示"});
  Option& refuse = decide.flag("--refuse", o.refuse, {"the entry stays", "不予修复：记录继续公示"});
  decide.exactly_one({grant, refuse});
  decide.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  decide.option("--reason TEXT", &o.reason, kCreditReasonWords);

  Command& take_back = family.command(
      "withdraw", {"close an entry that should never have been recorded", "撤回本不应记录的信用记录"}, o,
      withdraw);
  take_back.argument("ENTRY", &o.entry, kEntryWords);
  take_back.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  take_back.option("--reason TEXT", &o.reason, kCreditReasonWords);
}

}  // namespace

void add_credit_commands(Command& app) {
  Command& family =
      app.command("credit", {"credit entries, their repair, ratings", "信用记录、信用修复与评级"})
          .uses(kSigns);
  auto& o = family.keep<CreditOptions>();
  Command& rules = family.command("rules",
                                  {"set how long entries are published, from a day on (role admin)",
                                   "设立信用规则：自某日起适用的公示期限（角色 admin）"},
                                  o, set_rules);
  rules.argument("VERSION", &o.version, {"the version's id", "规则版本编号"});
  rules
      .option("--from DAY", &o.effective,
              {"the first day of decisions that they hold for", "适用于该日及以后作出的决定"})
      .required();
  rules.option("--document-no NUMBER", &o.document_no, kDocumentNoWords);
  rules
      .option("--term TERM", &o.terms,
              {"CLASS:MIN-MAX:REPAIR in months, by rising class: general:3-12:3",
               "CLASS:MIN-MAX:REPAIR，即级别、最短与最长公示期、修复期限（月），按级别由轻到重，例如 "
               "general:3-12:3"})
      .required();
  Command& seen = family
                      .command("show-rules",
                               {"the versions of the credit rules, and which one is in force: proved",
                                "信用规则的各版本及现行版本，附证明"},
                               o, show_rules)
                      .uses(kAsks);
  seen.option("--on DAY", &o.on, {"in force on this day; else today", "该日的现行版本；默认为今日"});
  add_repair_commands(family, o);
  add_credit_record_commands(family);
  add_credit_show_commands(family);
  add_rating_commands(family);
}

}  // namespace credence
