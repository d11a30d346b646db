// What the commands that record a list share: their options, how bad lines are shown, how lists are signed
// and sent, and what came of it. How a file becomes lines is list_file.h.
#pragma once

#include "client/console/console.h"

namespace credence {

struct ListOptions {
  std::filesystem::path file;
  bool skip_bad = false;
  bool dry_run = false;
  std::filesystem::path journal;
  std::size_t in_flight = 8;
  std::string sheet, unit;          // of a workbook: name or number; of amounts: 万元 or 元
  std::filesystem::path answers;    // the file of questions, filled in
  bool leave_unidentified = false;  // awards: lines whose enterprise is not known are recorded without it
  std::string duplicates = "ask";   // ask, accept, off
};

/// `file`: "FILE", "[FILE]" or "--file FILE"; this option comes back.
Option& add_list_options(Command& command, ListOptions& options, std::string_view file);

/// --duplicates: of lists of money.
void add_duplicates_option(Command& command, ListOptions& options);

/// "12-40, 43".
[[nodiscard]] std::string blocks_text(const std::vector<ImportedList>& lists);

/// Prints every problem, or nothing if there is none. Afterwards the import may go on if this returns no exit
/// code.
[[nodiscard]] std::optional<int> refuse_bad_lines(const Cli& cli, const ListOptions& options,
                                                  const std::vector<LineProblem>& problems,
                                                  std::size_t bad_lines, std::size_t records);

/// One problem of a line, in words.
[[nodiscard]] std::string problem_text(const Cli& cli, const LineProblem& problem);

/// Sends planned lists with --key and reports. `problems` are the lines left out with --skip-bad,
/// `file_lines` where the others stand in the file, `more` joins the result with --json.
int run_list(Cli& cli, const ListOptions& options, const std::vector<Action>& lists,
             std::vector<LineProblem> problems, const std::vector<std::size_t>& file_lines,
             const boost::json::object& more);

}  // namespace credence
