// SPDX-License-Identifier: Apache-2.0
// credence pending …: second signatures (four eyes). Every list is proved to be complete.
#include <map>
#include <set>

#include "client/base/characters.h"
#include "client/base/json_text.h"
#include "client/base/now.h"
#include "client/commands/ballot.h"
#include "client/commands/families.h"
#include "client/commands/known.h"
#include "client/commands/later.h"
#include "client/commands/pending_change.h"
#include "client/commands/rules_view.h"
#include "client/console/console.h"
#include "client/console/options.h"
#include "client/console/submit_each.h"
#include "client/console/touched.h"
#include "client/four_eyes.h"
#include "client/words/action_view.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

struct PendingOptions {
  std::string department, reason, batch;
  std::vector<std::string> ids;
  std::uint32_t due_days = 0;  // 0: not given
  bool although_not_ready = false;
};

/// So many digits of an id as tell it from the others, at least eight.
std::string short_id(const TxId& id, const std::vector<Waiting>& all) {
  std::size_t digits = 8;
  const std::string own = id.hex();
  for (const Waiting& other : all) {
    const std::string theirs = other.id.hex();
    if (other.id == id) continue;
    const auto [here, there] = std::ranges::mismatch(own, theirs);
    digits = std::max(digits, static_cast<std::size_t>(here - own.begin()) + 1);
  }
  return own.substr(0, digits);
}

/// "3 days", "2 hours", "5 minutes".
std::string age_text(const Cli& cli, std::uint64_t since_ms) {
  const std::uint64_t now = now_ms();
  constexpr std::uint64_t kHour = 60, kDay = 24 * kHour;
  const std::uint64_t minutes = now > since_ms ? (now - since_ms) / 60'000 : 0;
  if (minutes >= 2 * kDay) return cli.counted(minutes / kDay, noun::kDay);
  if (minutes >= 2 * kHour) return cli.counted(minutes / kHour, noun::kHour);
  return cli.counted(minutes, noun::kMinute);
}

/// Nobody can approve it any more, by the ledger's own clock.
bool expired(const Waiting& one, const BlockProof& proof) {
  return one.held.until < date_in_china(proof.header.time_ms);
}

/// The parts of one long list stand together, in the order of its lines, where the first of them came.
void put_parts_together(std::vector<Waiting>& items) {
  const auto first_line = [](const Waiting& one) {
    return line_numbers(one.action).value_or(LineNumbers{}).first;
  };
  for (auto at = items.begin(); at != items.end();) {
    const auto same = [maker = at->held.maker, kind = at->action.index(),
                       subject = subject_of(at->action, Language::en)](const Waiting& one) {
      return one.held.maker == maker && one.action.index() == kind &&
             subject_of(one.action, Language::en) == subject;
    };
    const auto end = std::stable_partition(at, items.end(), same);
    std::ranges::stable_sort(at, end, {}, first_line);
    at = end;
  }
}
/// "puhui-2026/b1, lines 1 to 1,000"; of rules and figures, which have no sum, what they say.
std::string subject_and_lines(Cli& cli, const Action& action) {
  std::string out = subject_of(action, cli.language());
  if (const auto lines = line_numbers(action);
      lines && lines->first < lines->last && out.find('#') == std::string::npos)
    out += cli.say(", lines ", "，第 ") + with_separators(lines->first) + cli.say(" to ", " 至 ") +
           with_separators(lines->last) + cli.say("", " 行");
  if (std::holds_alternative<SetProgrammeRules>(action) || std::holds_alternative<RecordMeasure>(action)) {
    const std::string told = cli.told(action);  // it begins with what is done and its subject
    out = told.substr(std::min(told.size(), told.find(out)));
  }
  return out;
}

/// What an action would move, and whom it concerns, as far as it says neither itself.
struct Meant {
  Fen sum = 0;
  std::string who;  // the first, with its project: "青湖软件有限公司 工业软件 …"
};
/// Of very many lines the rest is not looked up.
Outcome<std::vector<Meant>> meant_by_each(Client& client, const std::vector<Waiting>& items) {
  constexpr std::size_t kLookedUp = 2'000;
  std::vector<Meant> out;
  std::size_t lines = 0;
  for (const Waiting& one : items) {
    Meant& meant = out.emplace_back(sum_of(one.action));
    if (lines >= kLookedUp) continue;
    auto touched = touched_by(client, one.action);
    if (!touched) return std::unexpected(touched.error());
    lines += touched->lines.size();
    if (meant.sum == 0 && touched->moves()) meant.sum = touched->sum;
    if (touched->empty()) continue;
    const TouchedLine& first = touched->lines.front();
    meant.who = first.name + (first.project.empty() ? "" : " " + first.project) +
                (touched->lines.size() > 1 ? " …" : "");
  }
  return out;
}

int list_pending(Cli& cli, const PendingOptions& options) {
  std::optional<Id> department;
  if (!options.department.empty()) {
    auto id = id_option(options.department);
    if (!id) return cli.finish(id.error());
    department = *id;
    if (auto good = require_department(cli, options.department); !good) return cli.finish(good.error());
  }
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto all = waiting(**client, department);
  if (!all) return cli.finish(all.error());
  put_parts_together(all->items);
  const std::size_t waiting_in_all = all->items.size();
  if (options.due_days > 0) {
    const Date last = after_days(date_in_china(all->proof.header.time_ms), options.due_days);
    std::erase_if(all->items, [&last](const Waiting& one) { return last < one.held.until; });
  }
  const auto meant = meant_by_each(**client, all->items);
  if (!meant) return cli.finish(meant.error());
  if (cli.json) {
    json::array list;
    for (const Waiting& one : all->items)
      list.push_back(json::object{{"transaction", one.id.hex()},
                                  {"department", one.held.department},
                                  {"action", name_of(one.action)},
                                  {"subject", subject_of(one.action, Language::en)},
                                  {"lines", lines_of(one.action)},
                                  {"amount_fen", std::to_string((*meant)[list.size()].sum)},
                                  {"maker", one.held.maker.hex()},
                                  {"since", iso_time(one.since_ms)},
                                  {"parked", one.held.parked},
                                  {"until", one.held.until.iso()},
                                  {"expired", expired(one, all->proof)}});
    cli.print_json({{"complete", true},
                    {"waiting", waiting_in_all},
                    {"pending", std::move(list)},
                    {"proof", cli.proof_json(all->proof)}});
    return 0;
  }
  Table table;
  table.column(cli.say("no", "序号"), Table::Align::right);
  for (const auto& head : {cli.say("id", "编号"), cli.say("action", "事项"), cli.say("of", "对象")})
    table.column(head);
  for (const auto& head : {cli.say("lines", "行数"), cli.say("amount (CNY)", "金额（元）")})
    table.column(head, Table::Align::right);
  for (const auto& head :
       {cli.say("made by", "经办"), cli.say("waits for", "已等待"), cli.say("last day", "截止日期")})
    table.column(head);
  std::size_t over = 0;
  for (const Waiting& one : all->items) {
    const auto& [sum, who] = (*meant)[table.rows()];
    over += expired(one, all->proof) ? 1 : 0;
    table.row(
        {std::to_string(table.rows() + 1), short_id(one.id, all->items), describe(one.action, cli.language()),
         subject_and_lines(cli, one.action) + (who.empty() ? "" : "  " + who),
         with_separators(lines_of(one.action)),
         sum > 0 ? yuan_text(sum) + cli.say(" (", "（") + wan_text(sum) + cli.say(" wan)", " 万元）") : "",
         cli.directory().name(one.held.maker, cli.zh()), age_text(cli, one.since_ms),
         one.held.until.iso() + (expired(one, all->proof) ? cli.say(" expired", " 已过期") : "")});
  }
  if (table.rows() > 0) cli.print(table.text());
  cli.print(cli.say("complete: ", "完整：共 ") + std::to_string(waiting_in_all) +
            cli.say(" waiting, ", " 项待复核，") +
            (options.due_days > 0 ? cli.say("due within ", "其中 ") + std::to_string(options.due_days) +
                                        cli.say(options.due_days == 1 ? " day: " : " days: ", " 日内到期 ") +
                                        std::to_string(table.rows()) + cli.say(", ", " 项，")
                                  : "") +
            (over > 0 ? cli.say("of them expired, only to be rejected: ", "其中已过期、只能驳回 ") +
                            std::to_string(over) + cli.say(", ", " 项，")
                      : "") +
            cli.proved_under(all->proof) + "\n");
  if (table.rows() > 0)
    cli.note(
        cli.say("credence pending show ID shows one whole\n", "credence pending show 编号 可查看全部内容\n"));
  cli.warn_of_bad_answers();
  return 0;
}

/// What waits under the id, or the beginning of it, that was given.
struct Asked {
  TxId id;
  Verified<std::optional<PendingValue>> found;
  PendingValue held;
  Action action;
};
/// Nothing waits under it: `unknown`, or who decided on it, when and how.
Failure nothing_waits(Cli& cli, Client& client, const std::string& digits, Failure unknown) {
  auto found = client.transaction_called(digits);
  if (!found || !is_parked((*found)->receipt)) return unknown;
  auto outcome = outcome_of_pending(client, **found);
  if (!outcome || !*outcome) return unknown;
  const Words how =
      (*outcome)->approved ? Words{"approved by ", "已复核通过："} : Words{"rejected by ", "已驳回："};
  unknown.error.detail = std::string(how.in(cli.language())) + cli.decision_text(**outcome);
  return unknown;
}
Outcome<Asked> asked_for(Cli& cli, const std::string& given) {
  const std::string digits = small_letters(given);
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  auto id = waiting_called(**client, digits);
  if (!id && id.error().error.code == Code::unknown_pending)
    return std::unexpected(nothing_waits(cli, **client, digits, id.error()));
  if (!id) return std::unexpected(id.error());
  auto found = (*client)->state<PendingValue>(PendingKey{*id});
  if (!found) return std::unexpected(found.error());
  if (!**found)
    return std::unexpected(
        nothing_waits(cli, **client, digits,
                      {ExitCode::refused,
                       Error{Code::unknown_pending, id->hex() + "; " + cli.proved_under(found->proof())}}));
  PendingValue held = ***found;
  auto action = decode<Action>(held.action);
  if (!action) return give_up(ExitCode::not_verified, action.error());
  return Asked{*id, *std::move(found), std::move(held), *std::move(action)};
}

Outcome<json::object> pending_json(Cli& cli, Client& client, const Asked& asked) {
  const auto meant = meant_by_each(client, {Waiting{asked.id, asked.held, asked.action}});
  if (!meant) return std::unexpected(meant.error());
  return json::object{{"transaction", asked.id.hex()},
                      {"pending", state_value_to_json(PendingKey{asked.id}, encode(asked.held)).value()},
                      {"subject", subject_of(asked.action, Language::en)},
                      {"amount_fen", std::to_string(meant->front().sum)},
                      {"proof", cli.proof_json(asked.found.proof())}};
}
Outcome<std::string> pending_text(Cli& cli, Client& client, const Asked& asked) {
  auto others = cli.checkers_text(asked.held.department);
  if (!others) return std::unexpected(others.error());
  auto before = as_it_stands(client, asked.action);
  if (!before) return std::unexpected(before.error());
  const auto* const rules = std::get_if<SetProgrammeRules>(&asked.action);
  std::string changes = !*before ? std::string()
                        : rules
                            ? rules_changes(cli, std::get<SetProgrammeRules>(**before).rules, rules->rules)
                            : changes_text(**before, asked.action, cli.language());
  if (!changes.empty()) changes = cli.say("what changes:\n", "将更改：\n") + changes;
  auto touched = touched_by(client, asked.action);
  if (!touched) return std::unexpected(touched.error());
  auto left = left_behind(cli, client, asked.action);
  if (!left) return std::unexpected(left.error());
  return cli.told(asked.action) + *left + "\n" +
         (rules ? (rules->document_no.empty() ? "" : "    " + rules->document_no + "\n") +
                      rules_text(cli, rules->rules)
                : action_text(asked.action, cli.language())) +
         touched_text(cli, *touched, true) + changes + cli.say("made by ", "经办：") +
         cli.directory().name(asked.held.maker, cli.zh()) + cli.say(" in block ", "，区块 ") +
         with_separators(asked.held.parked) + cli.say("; may be approved to ", "；复核截止 ") +
         asked.held.until.iso() + "\n" + cli.say("may check: ", "可复核的密钥：") + *others + "\n" +
         cli.say("transaction ", "交易 ") + asked.id.hex() + "\n" + cli.proved_under(asked.found.proof()) +
         "\n";
}

/// One or several, each whole; with --json of several a list under "pending". All are looked up before anything is printed.
int show_pending(Cli& cli, const PendingOptions& options) {
  json::array views;
  std::string out;
  for (const std::string& id : options.ids) {
    auto asked = asked_for(cli, id);
    if (!asked) return cli.finish(asked.error());
    auto client = cli.client();
    if (!client) return cli.finish(client.error());
    if (cli.json) {
      auto view = pending_json(cli, **client, *asked);
      if (!view) return cli.finish(view.error());
      views.push_back(*std::move(view));
      continue;
    }
    auto text = pending_text(cli, **client, *asked);
    if (!text) return cli.finish(text.error());
    out += (out.empty() ? "" : "\n") + *text;
  }
  if (cli.json && views.size() == 1) cli.print_json(views.front().as_object());
  if (cli.json && views.size() > 1) cli.print_json({{"pending", std::move(views)}});
  cli.print(out);
  cli.warn_of_bad_answers();
  return 0;
}

std::string with_maker(Cli& cli, const Action& action, const KeyId& maker) {
  return cli.told(action) + cli.say(", made by ", "，经办：") + cli.directory().name(maker, cli.zh());
}

int decide_one(Cli& cli, const PendingOptions& options, bool approve) {
  auto asked = asked_for(cli, options.ids.front());
  if (!asked) return cli.finish(asked.error());
  if (approve) {
    auto key = cli.keyring().public_key(cli.key);
    if (!key) return cli.finish(key.error());
    if (auto good = cli.require_checker(asked->held.maker, key_id(*key), "--key " + cli.key); !good)
      return cli.finish(good.error());
  }
  std::string about = touched_text(cli, asked->action);  // as it is before
  if (!about.empty()) about = "\n" + about.substr(0, about.size() - 1);
  if (auto client = cli.client(); client && approve)
    about = left_behind(cli, **client, asked->action).value_or(std::string()) + about;
  return cli.submit(
      DecidePending{asked->id, approve, Note(options.reason)},
      (approve ? cli.say("approved and done: ", "已复核通过并执行：") : cli.say("rejected: ", "已驳回：")) +
          with_maker(cli, asked->action, asked->held.maker) + about,
      [&](Client& client, const VerifiedTransaction&) {
        const auto* const ballot = std::get_if<VoteOnChange>(&asked->action);
        return approve && ballot != nullptr ? count_votes(cli, client, ballot->proposal) : Cli::Followed{};
      });
}

/// Whether it belongs to "PROGRAMME/BATCH", one of the lists that a long file became.
bool of_batch(const Waiting& one, const std::string& batch) {
  const std::string subject = subject_of(one.action, Language::en);
  return subject == batch || subject.starts_with(batch + ",") || subject.starts_with(batch + "#");
}

/// What waits under these ids, or of this batch in the department of the key; of each department the oldest first.
Outcome<std::vector<Waiting>> chosen(Cli& cli, Client& client, const PendingOptions& options,
                                     const KeyId& key) {
  auto signer = client.state<SignerValue>(SignerKey{key});
  if (!signer) return std::unexpected(signer.error());
  if (!**signer) return give_up(ExitCode::refused, Code::unknown_key, "--key " + cli.key);
  auto all = waiting(client, (**signer)->department);
  if (!all) return std::unexpected(all.error());
  if (!options.batch.empty()) {
    std::erase_if(all->items, [&](const Waiting& one) { return !of_batch(one, options.batch); });
    if (all->items.empty())
      return give_up(ExitCode::refused, Code::unknown_pending,
                     options.batch + "; " + cli.proved_under(all->proof));
    return std::move(all->items);
  }
  std::set<TxId> asked;
  for (const std::string& given : options.ids) {
    const std::string digits = small_letters(given);
    std::vector<TxId> found;
    for (const Waiting& one : all->items)
      if (one.id.hex().starts_with(digits)) found.push_back(one.id);
    if (found.empty()) {  // of another department, which its own key is asked for; or it is nowhere
      auto elsewhere = asked_for(cli, given);
      if (!elsewhere) return std::unexpected(elsewhere.error());
      found.push_back(elsewhere->id);
      all->items.push_back({elsewhere->id, std::move(elsewhere->held), std::move(elsewhere->action)});
    }
    if (found.size() > 1)
      return give_up(ExitCode::refused, Code::ambiguous_id, digits + "…: " + std::to_string(found.size()));
    asked.insert(found.front());
  }
  std::erase_if(all->items, [&](const Waiting& one) { return !asked.contains(one.id); });
  return std::move(all->items);
}

int decide_pending(Cli& cli, const PendingOptions& options, bool approve) {
  cli.although_not_ready = options.although_not_ready;
  if (options.ids.size() == 1) return decide_one(cli, options, approve);
  auto key = cli.keyring().public_key(cli.key);
  if (!key) return cli.finish(key.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto items = chosen(cli, **client, options, key_id(*key));
  if (!items) return cli.finish(items.error());
  const auto meant = meant_by_each(**client, *items);
  if (!meant) return cli.finish(meant.error());
  std::vector<Step> steps;
  std::map<KeyId, std::optional<Failure>> makers;  // why the key may not check what they made
  // Sums of unlike things, budgets and awards, are no sum.
  const bool alike = std::ranges::all_of(
      *items, [&items](const Waiting& one) { return one.action.index() == items->front().action.index(); });
  for (const Waiting& one : *items) {
    const auto [maker, fresh] = makers.try_emplace(one.held.maker);
    if (approve && fresh)
      if (auto good = cli.require_checker(one.held.maker, key_id(*key), "--key " + cli.key); !good) {
        if (good.error().exit != ExitCode::refused) return cli.finish(good.error());
        maker->second = good.error();
      }
    const auto& [sum, who] = (*meant)[steps.size()];
    const std::string more =
        (who.empty() ? "" : cli.say("; ", "；") + who) +
        (sum > 0 && sum != sum_of(one.action) ? cli.say(", ", "，") + cli.money(sum) : "");
    steps.push_back({DecidePending{one.id, approve, Note(options.reason)},
                     with_maker(cli, one.action, one.held.maker) + more, lines_of(one.action),
                     alike ? std::optional(sum) : std::nullopt, maker->second});
  }
  if (makers.size() == 1 && makers.begin()->second)  // one reason for all
    return cli.finish(*makers.begin()->second);
  return submit_each(cli, steps, approve ? Words{"approved", "已复核通过"} : Words{"rejected", "已驳回"});
}

}  // namespace

void add_pending_commands(Command& app) {
  Command& family = app.command("pending", {"actions that wait for a second signature (four eyes)",
                                            "待复核事项（双人复核）"})
                        .uses(kSigns);
  auto& o = family.keep<PendingOptions>();
  family
      .command("list", {"what waits, proved to be complete", "列出待复核事项，并证明无遗漏"}, o, list_pending)
      .uses(kAsks)
      .option("--department DEPARTMENT", &o.department,
              {"one department; else all", "仅限该部门；默认为全部"});
  family.at("list")
      .option("--within DAYS", &o.due_days,
              {"a reminder: only what can be approved for at most so many days more, or no more",
               "提醒：仅列出至多还有这些天可复核的事项，含已过期的"})
      .range(1, 90);
  family
      .command("show", {"actions that wait, each whole", "显示一个或多个待复核事项的全部内容"}, o,
               show_pending)
      .uses(kAsks)
      .argument("TRANSACTION", &o.ids,
                {"ids, or their beginnings, as pending list shows them: one or more",
                 "一个或多个编号或其开头若干位，见 pending list"});
  const auto which = [&o](Command& command) {
    const Option& ids = command.argument("[TRANSACTION]", &o.ids,
                                         {"ids, or their beginnings, as pending list shows them: one or more",
                                          "一个或多个编号或其开头若干位，见 pending list"});
    const Option& batch =
        command.option("--batch BATCH", &o.batch,
                       {"all that waits of PROGRAMME/BATCH, or of TITLE/BATCH, as pending list shows it",
                        "该批次的全部待复核事项：PROGRAMME/BATCH 或 TITLE/BATCH，见 pending list"});
    command.exactly_one({ids, batch});
  };
  Command& approve = family.command(
      "approve",
      {"check actions of one's own department (role check): they are done now",
       "复核本部门的事项（角色 check）：通过后即执行"},
      o, [](Cli& cli, const PendingOptions& options) { return decide_pending(cli, options, true); });
  which(approve);
  approve.option("--reason TEXT", &o.reason, kReasonWords);
  approve.flag("--although-not-ready", o.although_not_ready, kAlthoughNotReadyWords);
  Command& reject = family.command(
      "reject",
      {"reject actions (role check), or withdraw one's own", "驳回事项（角色 check），或撤回自己经办的事项"},
      o, [](Cli& cli, const PendingOptions& options) { return decide_pending(cli, options, false); });
  which(reject);
  reject.option("--reason TEXT", &o.reason, kReasonWords).required();
}

}  // namespace credence
