// SPDX-License-Identifier: Apache-2.0
#include "client/console/run_list.h"

#include <cstdio>

#include <algorithm>
#include <ranges>

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/console/dry_run.h"
#include "client/console/list_questions.h"
#include "client/console/list_view.h"
#include "client/console/public_notice.h"
#include "client/console/standard_streams.h"
#include "client/console/waits_too.h"
#include "client/lists/plan.h"
#include "client/lists/recorded.h"
#include "client/lists/trial.h"
#include "client/words/action_view.h"
#include "client/words/detail.h"
#include "client/words/facts.h"
#include "ledger/views/json.h"

namespace credence {
namespace {

namespace json = boost::json;

json::array lists_json(const std::vector<ImportedList>& lists) {
  json::array out;
  for (const ImportedList& list : lists) {
    json::object one{{"lines", list.lines}, {"recorded_before", list.before || list.held}};
    if (list.was_sent()) {
      one["transaction"] = list.id.hex();
      one["height"] = list.header.height;
      one["receipt"] = to_json(list.receipt);
    }
    if (list.sent_back)
      one["sent_back"] = json::object{{"transaction", list.sent_back->transaction.hex()},
                                      {"reason", list.sent_back->reason}};
    out.push_back(std::move(one));
  }
  return out;
}

/// The ledger counts lines within a signed list; a person looks in the file.
Error without_its_line(const Error& error) {
  return error.details.empty() ? error : fail(error.code, without_line(error.details)).error();
}
LineProblem refused_line_of(const Error& error, std::size_t file_line) {
  const Error bare = without_its_line(error);
  return {file_line,
          {},
          {},
          {error.code, Said(detail_text(bare, Language::en), detail_text(bare, Language::zh))},
          {}};
}

// Lines that passed every check here and were refused by the ledger.
std::vector<LineProblem> refused_lines(const ImportReport& report, const std::vector<Action>& lists,
                                       const std::vector<std::size_t>& file_lines) {
  std::vector<LineProblem> out;
  std::size_t first = 0;
  for (std::size_t i = 0; i < report.lists.size() && report.lists.size() == lists.size(); ++i) {
    for (const auto& left : report.lists[i].left_out) {
      const std::size_t line = first + left.place;
      out.push_back(refused_line_of(left.error, line < file_lines.size() ? file_lines[line] : 0));
    }
    const ImportedList& list = report.lists[i];
    if (!list.ok() && !list.waits())
      if (const auto place = refused_line(lists[i], list.receipt);
          place && first + *place < file_lines.size())
        out.push_back(refused_line_of(error_of(list.receipt), file_lines[first + *place]));
    first += lines_of(lists[i]);
  }
  return out;
}

/// Lines that were recorded before and count no more.
Outcome<std::vector<LineProblem>> undone_lines_of(Client& client, const ImportReport& report,
                                                  const std::vector<Action>& lists,
                                                  const std::vector<std::size_t>& file_lines) {
  std::vector<LineProblem> out;
  std::size_t first = 0;
  for (std::size_t i = 0; i < report.lists.size() && report.lists.size() == lists.size(); ++i) {
    const ImportedList& list = report.lists[i];
    if (list.before || list.held || list.present > 0) {
      auto undone = lines_undone(client, lists[i]);
      if (!undone) return std::unexpected(undone.error());
      for (const auto& [place, what] : *undone)
        out.push_back({first + place < file_lines.size() ? file_lines[first + place] : 0, {}, {}, what, {}});
    }
    first += lines_of(lists[i]);
  }
  return out;
}

/// What came of a list: what is on the ledger and under which blocks, and the lines that are not.
struct ListOutcome {
  ImportReport report;
  std::vector<LineProblem> problems;  // left out here, or refused by the ledger
  std::size_t refused = 0;            // the last of them, by the ledger, or undone since they were recorded
  std::filesystem::path journal;
  KeyId signer;
  std::optional<KeyId> checker;
  std::optional<Date> until;           // the first last day of lists that wait
  std::optional<PublicNotice> notice;  // of what this run recorded
  Action declares;                     // the first part: all declare the whole list
};

/// How long its lists wait, and what of them is in public notice. Where nobody answers any more that is left
/// out: they are recorded all the same.
void look_after(Client& client, const std::vector<Action>& lists, ListOutcome& done) {
  Height from = 0;
  for (const ImportedList& list : done.report.lists) {
    if (!list.was_sent() || !list.ok()) continue;
    if (list.waits()) {
      const auto until = waits_until(client, list.id).value_or(std::nullopt);
      if (until && (!done.until || *until < *done.until)) done.until = until;
    } else if (!list.before && (from == 0 || list.header.height < from)) {
      from = list.header.height;
    }
  }
  if (from > 0) done.notice = notice_of(client, lists.front(), from).value_or(std::nullopt);
}

/// Where what is signed is kept; of standard input nowhere, unless --journal says it.
std::filesystem::path journal_of(const ListOptions& options, const Network& network) {
  if (!options.journal.empty() || is_standard_stream(options.file)) return options.journal;
  const auto list = options.file.empty() ? network.directory / "batch" : options.file;
  return journal_path(list, network.directory / "journals");
}

/// Signs with the keys of the command line, sends, and waits for every receipt.
Outcome<ListOutcome> record_list(Cli& cli, const ListOptions& options, const std::vector<Action>& lists,
                                 std::vector<LineProblem> problems,
                                 const std::vector<std::size_t>& file_lines) {
  auto key = cli.signing_key();
  if (!key) return std::unexpected(key.error());
  auto checker = cli.checking_key(*key);
  if (!checker) return std::unexpected(checker.error());
  auto client = cli.client();
  if (!client) return std::unexpected(client.error());
  const auto journal = journal_of(options, (*client)->network());
  if (journal.empty()) return give_up(ExitCode::usage, Code::missing_value, "--journal");
  if (auto made = make_directories(journal.parent_path()); !made) return std::unexpected(made.error());
  std::size_t lines = 0;
  for (const Action& action : lists) lines += lines_of(action);
  Progress progress(describe(lists.front(), cli.language()), lines, cli.language(), cli.json);
  auto report = run_import(**client, *key, lists,
                           {.journal = journal,
                            .in_flight = options.skip_bad ? 1 : options.in_flight,
                            .leave_out_refused = options.skip_bad,
                            .checker = *checker ? &**checker : nullptr,
                            .progress = [&progress](std::size_t n) { progress.advance(n); },
                            .asked = options.asked});
  if (!report) return std::unexpected(report.error());
  progress.finish();
  const std::vector<LineProblem> refused = refused_lines(*report, lists, file_lines);
  problems.insert(problems.end(), refused.begin(), refused.end());
  auto undone = undone_lines_of(**client, *report, lists, file_lines);
  if (!undone) return std::unexpected(undone.error());
  problems.insert(problems.end(), undone->begin(), undone->end());
  ListOutcome out{*std::move(report),
                  std::move(problems),
                  refused.size() + undone->size(),
                  journal,
                  key_id(key->public_key()),
                  *checker ? std::optional(key_id((*checker)->public_key())) : std::nullopt,
                  std::nullopt,
                  std::nullopt,
                  lists.front()};
  look_after(**client, lists, out);
  return out;
}

int print_as_json(const Cli& cli, const ListOutcome& done, const Outcome<Cli::Followed>& then,
                  const json::object& more) {
  const ImportReport& report = done.report;
  const auto failure = report.outcome();
  json::object out{{"lines_recorded", report.lines_recorded()},
                   {"lines_recorded_before", report.lines_before()},
                   {"lines_left_out", report.lines_left_out()},
                   {"lines_refused", report.lines_refused()},
                   {"lines_waiting", report.lines_waiting()},
                   {"amount_fen", std::to_string(report.amount_recorded())},
                   {"seconds", report.seconds},
                   {"journal", shown_file(done.journal)},
                   {"lists", lists_json(report.lists)},
                   {"problems", problems_json(done.problems, cli.language())}};
  if (done.until) out["until"] = done.until->iso();
  if (done.notice) out["public_notice"] = done.notice->json();
  add_followed(out, failure ? Outcome<Cli::Followed>(std::unexpected(*failure)) : then);
  out.insert(more.begin(), more.end());
  cli.print_json(out);
  return failure ? static_cast<int>(failure->exit) : then ? 0 : static_cast<int>(then.error().exit);
}

/// What was left out of a list that declares it may follow in it; else the difference stays.
std::string still_declared_text(const Cli& cli, const ListOutcome& done) {
  if (done.report.lines_left_out() == 0) return {};
  return std::visit(
      [&]<class Body>(const Body& list) -> std::string {
        if constexpr (requires { list.declared_count; })
          return cli.say("the list declares ", "该清单申报 ") +
                 cli.counted(list.declared_count, noun::kLine) + cli.say(", ", "，") +
                 cli.money(list.declared_total) +
                 cli.say(
                     ": what was left out may follow in it, by the same command, with the amounts that it "
                     "declares; until then an audit finds the difference (F17)\n",
                     "：跳过的行可用同一命令按申报的金额补录；补录之前审计会发现差异（F17）\n");
        return {};
      },
      done.declares);
}

/// "recorded 5 lines in 1 signed list, 120,000.00 CNY, 0.4 s" and under which blocks.
std::string summary_text(Cli& cli, const ListOutcome& done) {
  const ImportReport& report = done.report;
  std::string out = cli.say("recorded ", "已记录 ") + cli.counted(report.lines_recorded(), noun::kLine);
  const auto also = [&](std::size_t lines, std::string_view en, std::string_view zh) {
    if (lines > 0) out += cli.say(en, zh) + cli.counted(lines, noun::kLine);
  };
  also(report.lines_before(), ", already recorded ", "，此前已记录 ");
  also(report.lines_left_out(), ", left out ", "，跳过 ");
  also(report.lines_refused(), ", refused ", "，被拒绝 ");
  const auto sent = static_cast<std::size_t>(std::ranges::count_if(report.lists, &ImportedList::was_sent));
  if (sent > 0) out += cli.say(" in ", "，") + cli.counted(sent, noun::kSignedList);
  if (report.amount_recorded() > 0) out += cli.say(", ", "，合计 ") + cli.money(report.amount_recorded());
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.1f", report.seconds);
  out += cli.say(", ", "，用时 ") + seconds + cli.say(" s\n", " 秒\n");
  if (const auto last = std::ranges::find_if(report.lists | std::views::reverse, &ImportedList::was_sent);
      sent > 0) {
    out += "  " + cli.say("blocks ", "区块 ") + blocks_text(report.lists) +
           cli.say("; every receipt proved; last block signed by ", "；每份回执均已验证；末块签名者：") +
           cli.signers(last->certificate) + "\n";
    const auto is_new = [](const ImportedList& list) { return list.was_sent() && !list.before; };
    const auto is_checked = [&](const ImportedList& list) { return is_new(list) && !list.waits(); };
    if (!interrupted() && std::ranges::any_of(report.lists, is_new)) {
      out += "  " + cli.say("signed by ", "经办签名：") + cli.directory().name(done.signer, cli.zh()) + "\n";
      if (done.checker && std::ranges::any_of(report.lists, is_checked))
        out += "  " + cli.say("checked by ", "复核签名：") + cli.directory().name(*done.checker, cli.zh()) +
               "\n";
    }
  }
  out += still_declared_text(cli, done);
  for (const ImportedList& list : report.lists)
    if (list.sent_back)
      out += cli.say("signed anew: it had been sent back: ", "此前被退回，已重新签名提交：") +
             list.sent_back->reason + "\n";
  if (done.notice)
    out += (done.notice->lines > 0 ? cli.counted(done.notice->lines, noun::kLine) + cli.say(" ", "") : "") +
           done.notice->what(cli) + "\n  " + done.notice->next(cli) + "\n";
  if (const std::size_t waiting = report.lines_waiting(); waiting > 0)
    out +=
        cli.counted(waiting, noun::kLine) +
        cli.say(waiting == 1 ? " waits for a second signature" : " wait for a second signature", "待复核") +
        (done.until ? cli.say(", to ", "，截止 ") + done.until->iso() : "") + cli.say(": ", "：") +
        "credence pending list\n";
  return out;
}

int print_as_text(Cli& cli, const ListOutcome& done, const Outcome<Cli::Followed>& then) {
  for (const LineProblem& p : std::span(done.problems).last(done.refused))
    cli.note(problem_text(p, cli.language()));
  cli.print(summary_text(cli, done));
  if (auto failure = done.report.outcome()) {
    if (done.refused > 0) failure->error = without_its_line(failure->error);  // it was named
    cli.note(cli.say("journal: ", "日志：") + shown_file(done.journal) + "\n");
    return cli.finish(*failure);
  }
  if (!then) return cli.finish(then.error());
  cli.note(then->text);
  cli.warn_of_bad_answers();
  return 0;
}

/// Asks what the ledger would say to the lists, after what comes first. Nothing: nobody could be asked, which was told.
Outcome<std::optional<ListTrial>> ask_ledger(Cli& cli, const std::vector<Action>& first,
                                             const std::vector<Action>& lists) {
  const auto untold = [&cli](const std::string& why) {
    cli.note(cli.say("the ledger's own rules were not asked: ", "未询问账本规则：") + why + "\n");
    return std::optional<ListTrial>{};
  };
  if (cli.key.empty())
    return untold(cli.say("name the key that would sign, --key", "请以 --key 指明将用于签名的密钥"));
  auto client = cli.client();
  if (!client) return untold(cli.say("no network here", "此处没有网络"));
  auto signers = would_sign(cli);
  if (!signers && signers.error().exit == ExitCode::unreachable)
    return untold(cli.say("no node answers", "没有节点应答"));
  if (!signers) return std::unexpected(signers.error());
  std::vector<Action> all = first;
  all.insert(all.end(), lists.begin(), lists.end());
  auto tried = try_lists(**client, signers->maker, signers->others, all);
  if (tried) {
    const auto comes_first = [&first](const ListTrial::Line& line) { return line.list < first.size(); };
    if (const auto bad = std::ranges::find_if(tried->refused, comes_first);
        bad != tried->refused.end() && !tried->whole)
      tried->whole = bad->error;
    std::erase_if(tried->refused, comes_first);
    for (ListTrial::Line& line : tried->refused) line.list -= first.size();
    return std::optional(*std::move(tried));
  }
  if (tried.error().exit == ExitCode::interrupted) return std::unexpected(tried.error());
  return untold(cli.cause(tried.error().error));
}

/// Its refused lines, where they stand in the file, and where they differ from what the ledger holds.
std::vector<LineProblem> problems_of(Cli& cli, const ListTrial& trial, const std::vector<Action>& lists,
                                     const std::vector<std::size_t>& file_lines) {
  constexpr std::size_t kCompared = 50;
  std::vector<std::size_t> first{0};
  for (const Action& list : lists) first.push_back(first.back() + lines_of(list));
  std::vector<LineProblem> out;
  for (const auto& [list, place, error] : trial.refused) {
    const std::size_t line = first[list] + place;
    out.push_back(refused_line_of(error, line < file_lines.size() ? file_lines[line] : 0));
    if (error.code != Code::registered_differently && error.code != Code::line_recorded) continue;
    if (out.size() > kCompared) continue;
    if (auto client = cli.client())
      if (const auto differs = difference_of(**client, lists[list], place); differs && !differs->empty())
        out.back().what.detail = *differs;
  }
  return out;
}

/// Of a list whose declaration is not the recorded one: where it differs.
void note_declaration(Cli& cli, const ListTrial& trial, const std::vector<Action>& lists) {
  if (!trial.whole ||
      (trial.whole->code != Code::declaration_differs && trial.whole->code != Code::declared_count_exceeded &&
       trial.whole->code != Code::declared_total_exceeded))
    return;
  auto client = cli.client();
  if (!client) return;
  if (const auto differs = difference_of(**client, lists.front(), std::nullopt); differs && !differs->empty())
    cli.note(differs->in(cli.language()) + "\n");
}

/// Why the lists would be refused: all of one, or their first bad line.
std::optional<Failure> refusal_of(const ListTrial& trial, const ListOptions& options, std::size_t lines,
                                  const Cli& cli) {
  if (trial.whole) return Failure{ExitCode::refused, *trial.whole};
  if (trial.good()) return std::nullopt;
  const std::string bad = with_separators(trial.refused.size() + trial.lines_not_named),
                    all = with_separators(lines);
  return Failure{ExitCode::refused,
                 Error{Code::bad_lines, shown_file(options.file) + ": " +
                                            cli.say(bad + " of " + all + " would be refused by the ledger",
                                                    all + " 行中账本将拒绝 " + bad + " 行")}};
}

/// The ledger would refuse lines of a list, and not all of it.
bool leaves_some(const ListTrial& trial, std::size_t lines) {
  return !trial.whole && trial.refused.size() + trial.lines_not_named < lines;
}

std::string trial_text(const Cli& cli, const ListTrial& trial) {
  std::string out;
  if (trial.held > 0)
    out += cli.say("on the ledger already: ", "账本已有：") + with_separators(trial.held) +
           cli.say("\n", " 行\n");
  if (trial.lines_not_named > 0)
    out += cli.say("and more lines would be refused: ", "此外还有将被拒绝的行数：") +
           with_separators(trial.lines_not_named) + "\n";
  if (trial.pieces > 1)
    out += cli.say("the list is so long that it was asked about in pieces, each for itself: ",
                   "名单过长，已分段询问，各段互不相计：") +
           with_separators(trial.pieces) + "\n";
  if (trial.good())
    out += trial.waits ? cli.say("the ledger would take them; they would wait for a second signature\n",
                                 "账本将予接受；提交后待复核\n")
                       : cli.say("the ledger would take them\n", "账本将予接受\n");
  return out + said_by(cli, trial.node, trial.height);
}

json::value trial_json(const ListTrial& trial) {
  return json::object{{"node", trial.node},
                      {"height", trial.height},
                      {"recorded_before", trial.held},
                      {"refused", trial.refused.size() + trial.lines_not_named},
                      {"waits", trial.waits},
                      {"pieces", trial.pieces}};
}

// ---- before anything is signed ----------------------------------------------------------------------------

/// Which of the lists this command would sign now, and what waits that is about the same.
struct Due {
  std::vector<Action> lists;
  std::vector<std::size_t> file_lines;      // of their lines
  std::optional<PendingOutcome> sent_back;  // of the first that was: it would be sent again as it was
  std::optional<WaitsToo> waits;
};
Outcome<Due> due_now(Cli& cli, Client& client, const ListOptions& options, const std::vector<Action>& lists,
                     const std::vector<std::size_t>& file_lines) {
  const auto key = cli.key.empty() ? Outcome<PublicKey>() : cli.keyring().public_key(cli.key);
  if (cli.key.empty() || !key) return Due{lists, file_lines, {}, {}};  // signing says so
  auto which = lists_to_sign(
      client, key_id(*key), lists,
      {.journal = journal_of(options, client.network()), .progress = {}, .asked = options.asked});
  if (!which) return std::unexpected(which.error());
  Due out;
  std::vector<std::size_t> first{0};
  for (const Action& list : lists) first.push_back(first.back() + lines_of(list));
  for (ListToSign& one : *which) {
    out.lists.push_back(lists[one.list]);
    for (std::size_t i = first[one.list]; i < first[one.list + 1] && i < file_lines.size(); ++i)
      out.file_lines.push_back(file_lines[i]);
    if (one.sent_back && !out.sent_back) out.sent_back = std::move(one.sent_back);
  }
  if (out.lists.empty()) return out;
  auto waits = waits_already(client, key_id(*key), out.lists);
  if (!waits) return std::unexpected(waits.error());
  out.waits = *std::move(waits);
  return out;
}

/// That the list was sent back, by whom and why; nothing where it was not.
std::string sent_back_text(Cli& cli, const Due& due) {
  if (!due.sent_back) return {};
  return cli.say("this list was sent back, and it is unchanged: ", "该名单此前被复核退回，内容未改动：") +
         cli.decision_text(*due.sent_back) + "\n";
}

/// What would be signed, and what the ledger would say to it; with --json to the byte, so that it can be
/// signed elsewhere.
int print_plan(Cli& cli, const ListOptions& list, const std::vector<Action>& lists,
               std::vector<LineProblem> problems, const std::vector<std::size_t>& file_lines,
               const json::object& more) {
  const auto asked = ask_ledger(cli, list.first, lists);
  if (!asked) return cli.finish(asked.error());
  const std::optional<ListTrial>& trial = *asked;
  std::optional<Due> due;
  if (trial) {  // there is a network, and the key is known
    auto client = cli.client();
    if (!client) return cli.finish(client.error());
    auto now = due_now(cli, **client, list, lists, file_lines);
    if (!now) return cli.finish(now.error());
    due = *std::move(now);
  }
  std::size_t lines = 0;
  Fen amount = 0;
  for (const Action& action : lists) {
    lines += lines_of(action);
    amount += amount_of(action);
  }
  const std::size_t left_out = list.skip_bad && trial && leaves_some(*trial, lines)
                                   ? trial->refused.size() + trial->lines_not_named
                                   : 0;
  const auto failure = due && due->waits        ? std::optional(waits_failure(cli, *due->waits))
                       : trial && left_out == 0 ? refusal_of(*trial, list, lines, cli)
                                                : std::nullopt;
  if (trial) std::ranges::move(problems_of(cli, *trial, lists, file_lines), std::back_inserter(problems));
  if (cli.json) {
    json::array actions;
    for (const Action& action : lists) {
      const auto bytes = try_encode(action);
      if (!bytes) return cli.finish({ExitCode::bad_input, bytes.error()});
      actions.emplace_back(to_base64(*bytes));
    }
    json::object out{{"lines", lines},
                     {"lists", lists.size()},
                     {"amount_fen", std::to_string(amount)},
                     {"actions", std::move(actions)},
                     {"problems", problems_json(problems, cli.language())},
                     {"asked", trial ? trial_json(*trial) : json::value(nullptr)}};
    if (failure) {
      out["error"] = to_json(failure->error);
      out["exit_code"] = static_cast<int>(failure->exit);
    }
    out.insert(more.begin(), more.end());
    cli.print_json(out);
    return failure ? static_cast<int>(failure->exit) : 0;
  }
  if (trial)
    for (const LineProblem& p : std::span(problems).last(trial->refused.size()))
      cli.note(problem_text(p, cli.language()));
  cli.print(cli.counted(lines, noun::kLine) + cli.say(" in ", "，") + cli.counted(lists.size(), noun::kList) +
            (amount > 0 ? cli.say(", ", "，合计 ") + cli.money(amount) : "") +
            cli.say("; nothing was sent\n", "；未发送\n"));
  if (left_out > 0)
    cli.print(
        cli.say("of these would be left out, for the ledger would refuse them: ", "其中账本将拒绝而略去：") +
        cli.counted(left_out, noun::kLine) + "\n");
  if (due) cli.print(sent_back_text(cli, *due) + (due->waits ? waits_text(cli, *due->waits) : ""));
  if (due && due->lists.size() < lists.size())
    cli.print(cli.say("sent before, nothing of it would be signed: ", "此前已提交，不再签名：") +
              cli.counted(lists.size() - due->lists.size(), noun::kList) + "\n");
  if (trial)
    cli.print(due && due->waits ? said_by(cli, trial->node, trial->height) : trial_text(cli, *trial));
  if (trial) note_declaration(cli, *trial, lists);
  return failure ? cli.finish(*failure) : 0;
}

/// Before anything of a list is signed: stops where the ledger would refuse it; with --skip-bad only where it would
/// refuse all of it. Where nobody can be asked, the receipts decide, which are proved.
std::expected<void, int> ask_before_signing(Cli& cli, const ListOptions& options, const Due& due,
                                            std::vector<LineProblem> problems, const json::object& more) {
  if (cli.key.empty()) return {};  // signing says so
  const std::vector<Action>& lists = due.lists;
  const std::vector<std::size_t>& file_lines = due.file_lines;
  auto asked = ask_ledger(cli, options.first, lists);
  if (!asked) return std::unexpected(cli.finish(asked.error()));
  const std::optional<ListTrial>& trial = *asked;
  if (!trial || trial->good()) return {};
  std::size_t lines = 0;
  for (const Action& action : lists) lines += lines_of(action);
  if (options.skip_bad && leaves_some(*trial, lines)) return {};
  const std::vector<LineProblem> refused = problems_of(cli, *trial, lists, file_lines);
  for (const LineProblem& p : refused) cli.note(problem_text(p, cli.language()));
  const Failure failure = *refusal_of(*trial, options, lines, cli);
  note_declaration(cli, *trial, lists);
  if (!cli.json) {
    cli.note(said_by(cli, trial->node, trial->height));
    return std::unexpected(cli.finish(failure));
  }
  problems.insert(problems.end(), refused.begin(), refused.end());
  json::object out{{"error", to_json(failure.error)},
                   {"exit_code", static_cast<int>(failure.exit)},
                   {"problems", problems_json(problems, cli.language())}};
  out.insert(more.begin(), more.end());
  cli.print_json(out);
  return std::unexpected(static_cast<int>(failure.exit));
}

}  // namespace

std::string blocks_text(const std::vector<ImportedList>& lists) {
  std::vector<Height> heights;
  for (const ImportedList& list : lists)
    if (list.was_sent()) heights.push_back(list.header.height);
  std::ranges::sort(heights);
  heights.erase(std::ranges::unique(heights).begin(), heights.end());
  std::string out;
  for (std::size_t i = 0; i < heights.size();) {
    std::size_t j = i;
    while (j + 1 < heights.size() && heights[j + 1] == heights[j] + 1) ++j;
    if (!out.empty()) out += ", ";
    out += std::to_string(heights[i]) + (j > i ? "-" + std::to_string(heights[j]) : "");
    i = j + 1;
  }
  return out;
}

int run_list(Cli& cli, const ListOptions& options, const std::vector<Action>& lists,
             std::vector<LineProblem> problems, const std::vector<std::size_t>& file_lines,
             const json::object& more, const Cli::Follow& follow) {
  if (cli.dry_run) return print_plan(cli, options, lists, std::move(problems), file_lines, more);
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  auto due = due_now(cli, **client, options, lists, file_lines);
  if (!due) return cli.finish(due.error());
  if (due->waits) {
    cli.note(waits_text(cli, *due->waits));
    return cli.finish(waits_failure(cli, *due->waits));
  }
  if (!due->lists.empty())
    if (auto good = ask_before_signing(cli, options, *due, problems, more); !good) return good.error();
  cli.note(sent_back_text(cli, *due));
  if (due->sent_back && somebody_to_ask(cli) &&
      !confirmed(cli, cli.say("send it again as it is? [y/N] ", "仍要原样再次提交吗？[y/N] ")))
    return cli.finish({ExitCode::refused, Error{list_code::sent_back, cli.decision_text(*due->sent_back)}});
  if (options.record_first && !options.first.empty() && !due->lists.empty())
    if (auto good = options.record_first(); !good) return cli.finish(good.error());
  const auto done = record_list(cli, options, lists, std::move(problems), file_lines);
  if (!done) return cli.finish(done.error());
  const auto then =
      follow && !done->report.outcome() ? follow(**client) : Outcome<Cli::Followed>(Cli::Followed{});
  return cli.json ? print_as_json(cli, *done, then, more) : print_as_text(cli, *done, then);
}

}  // namespace credence
