// What the commands that record a list from a CSV file share: read and check it, show what is wrong, send it,
// say what came of it.
#pragma once

#include "client/cli.h"

namespace credence {

struct ListOptions {
  std::filesystem::path file;
  bool skip_bad = false;
  bool dry_run = false;
  std::filesystem::path journal;
  std::size_t in_flight = 8;
};

void add_list_options(CLI::App& command, ListOptions& options, bool file_required);

/// "12-40, 43".
[[nodiscard]] std::string blocks_text(const std::vector<ImportedList>& lists);

/// Prints every problem, or nothing if there is none. Afterwards the import may go on if this returns no exit
/// code.
[[nodiscard]] std::optional<int> refuse_bad_lines(const Cli& cli, const ListOptions& options,
                                                  const std::vector<LineProblem>& problems,
                                                  std::size_t bad_lines, std::size_t records);

/// Sends planned lists with --key and reports. `problems` are the lines left out with --skip-bad,
/// `file_lines` where the others stand in the file.
int run_list(Cli& cli, const ListOptions& options, const std::vector<Action>& lists,
             std::vector<LineProblem> problems, const std::vector<std::size_t>& file_lines);

[[nodiscard]] Result<std::string> read_list_file(const std::filesystem::path& file);

/// Reads and checks the file; `plan(lines)` makes the lists.
template <class Line, class Plan>
int import_file(Cli& cli, const ListOptions& options, Result<ParsedLines<Line>> (*parse)(std::string_view),
                Plan plan) {
  auto text = read_list_file(options.file);
  if (!text) return cli.finish({ExitCode::bad_input, text.error()});
  auto parsed = parse(*text);
  if (!parsed)
    return cli.finish({ExitCode::bad_input,
                       Error{parsed.error().code, options.file.string() + ": " + parsed.error().detail}});
  if (const auto code = refuse_bad_lines(cli, options, parsed->problems, parsed->bad_lines, parsed->records))
    return *code;
  if (parsed->lines.empty())
    return cli.finish({ExitCode::bad_input, Error{Code::empty_list, options.file.string()}});
  Outcome<std::vector<Action>> lists = plan(parsed->lines);
  if (!lists) return cli.finish(lists.error());
  return run_list(cli, options, *lists, std::move(parsed->problems), parsed->file_lines);
}

}  // namespace credence
