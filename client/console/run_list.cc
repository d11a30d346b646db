// SPDX-License-Identifier: Apache-2.0
#include "client/console/run_list.h"

#include <cstdio>

#include <algorithm>
#include <ranges>

#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/console/list_view.h"
#include "client/console/standard_streams.h"
#include "client/lists/plan.h"
#include "client/lists/recorded.h"
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

/// "1 line", "2 lines", in Chinese "2 行".
std::string counted(const Cli& cli, std::size_t count, std::string_view en, std::string_view zh) {
  return with_separators(count) + cli.say(" " + std::string(en) + (count == 1 ? "" : "s"), zh);
}

/// What came of a list: what is on the ledger and under which blocks, and the lines that are not.
struct ListOutcome {
  ImportReport report;
  std::vector<LineProblem> problems;  // left out here, or refused by the ledger
  std::size_t refused = 0;            // the last of them, by the ledger
  std::filesystem::path journal;
  KeyId signer;
};

/// Where what is signed is kept; its folder is made.
Outcome<std::filesystem::path> journal_of(const ListOptions& options, const Network& network) {
  if (!options.journal.empty()) return options.journal;
  if (is_standard_stream(options.file)) return give_up(ExitCode::usage, Code::missing_value, "--journal");
  const auto list = options.file.empty() ? network.directory / "batch" : options.file;
  const auto journal = journal_path(list, network.directory / "journals");
  if (auto made = make_directories(journal.parent_path()); !made) return std::unexpected(made.error());
  return journal;
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
  auto journal = journal_of(options, (*client)->network());
  if (!journal) return std::unexpected(journal.error());
  std::size_t lines = 0;
  for (const Action& action : lists) lines += lines_of(action);
  Progress progress(describe(lists.front(), cli.language()), lines, cli.language(), cli.json);
  auto report = run_import(**client, *key, lists,
                           {.journal = *journal,
                            .in_flight = options.in_flight,
                            .leave_out_refused = options.skip_bad,
                            .checker = *checker ? &**checker : nullptr,
                            .progress = [&progress](std::size_t n) { progress.advance(n); }});
  if (!report) return std::unexpected(report.error());
  progress.finish();
  const std::vector<LineProblem> refused = refused_lines(*report, lists, file_lines);
  problems.insert(problems.end(), refused.begin(), refused.end());
  return ListOutcome{*std::move(report), std::move(problems), refused.size(), *std::move(journal),
                     key_id(key->public_key())};
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
  add_followed(out, failure ? Outcome<Cli::Followed>(std::unexpected(*failure)) : then);
  out.insert(more.begin(), more.end());
  cli.print_json(out);
  return failure ? static_cast<int>(failure->exit) : then ? 0 : static_cast<int>(then.error().exit);
}

/// "recorded 5 lines in 1 signed list, 120,000.00 CNY, 0.4 s" and under which blocks.
std::string summary_text(Cli& cli, const ListOutcome& done) {
  const ImportReport& report = done.report;
  std::string out = cli.say("recorded ", "已记录 ") + counted(cli, report.lines_recorded(), "line", " 行");
  const auto also = [&](std::size_t lines, std::string_view en, std::string_view zh) {
    if (lines > 0) out += cli.say(en, zh) + counted(cli, lines, "line", " 行");
  };
  also(report.lines_before(), ", already recorded ", "，此前已记录 ");
  also(report.lines_left_out(), ", left out ", "，跳过 ");
  also(report.lines_refused(), ", refused ", "，被拒绝 ");
  const auto sent = static_cast<std::size_t>(std::ranges::count_if(report.lists, &ImportedList::was_sent));
  if (sent > 0) out += cli.say(" in ", "，") + counted(cli, sent, "signed list", " 份已签名清单");
  if (report.amount_recorded() > 0) out += cli.say(", ", "，合计 ") + cli.money(report.amount_recorded());
  char seconds[32];
  std::snprintf(seconds, sizeof seconds, "%.1f", report.seconds);
  out += cli.say(", ", "，用时 ") + seconds + cli.say(" s\n", " 秒\n");
  if (const auto last = std::ranges::find_if(report.lists | std::views::reverse, &ImportedList::was_sent);
      sent > 0) {
    out += "  " + cli.say("blocks ", "区块 ") + blocks_text(report.lists) +
           cli.say("; every receipt proved; last block signed by ", "；每份回执均已验证；末块签名者：") +
           cli.signers(last->certificate) + "\n";
    if (!interrupted())
      out += "  " + cli.say("signed by ", "经办签名：") + cli.directory().name(done.signer, cli.zh()) + "\n";
  }
  if (const std::size_t waiting = report.lines_waiting(); waiting > 0)
    out += counted(cli, waiting, "line", " 行") + cli.say(waiting == 1 ? " waits" : " wait", "待复核") +
           cli.say(" for a second signature: credence pending list\n", "：credence pending list\n");
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

/// What would be signed; with --json to the byte, so that it can be signed elsewhere.
int print_plan(const Cli& cli, const std::vector<Action>& lists, const std::vector<LineProblem>& problems,
               const json::object& more) {
  std::size_t lines = 0;
  Fen amount = 0;
  for (const Action& action : lists) {
    lines += lines_of(action);
    amount += amount_of(action);
  }
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
                     {"problems", problems_json(problems, cli.language())}};
    out.insert(more.begin(), more.end());
    cli.print_json(out);
  } else {
    cli.print(with_separators(lines) + cli.say(" lines in ", " 行，") + std::to_string(lists.size()) +
              cli.say(" lists", " 份清单") +
              (amount > 0 ? cli.say(", ", "，合计 ") + cli.money(amount) : "") +
              cli.say("; nothing was sent\n", "；未发送\n"));
  }
  return 0;
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
  if (options.dry_run) return print_plan(cli, lists, problems, more);
  const auto done = record_list(cli, options, lists, std::move(problems), file_lines);
  if (!done) return cli.finish(done.error());
  auto client = cli.client();
  if (!client) return cli.finish(client.error());
  const auto then =
      follow && !done->report.outcome() ? follow(**client) : Outcome<Cli::Followed>(Cli::Followed{});
  return cli.json ? print_as_json(cli, *done, then, more) : print_as_text(cli, *done, then);
}

}  // namespace credence
