// SPDX-License-Identifier: Apache-2.0
// The options that all commands share that record a list.
#pragma once

#include "client/console/console.h"
#include "client/lists/question.h"

namespace credence {

struct ListOptions {
  std::filesystem::path file;
  bool skip_bad = false;
  std::filesystem::path journal;
  std::uint64_t in_flight = 8;
  std::string sheet, unit;           // of a workbook: name or number; of amounts: 万元 or 元
  std::vector<std::string> columns;  // NAME=HEAD
  std::filesystem::path answers;     // the file of questions, filled in
  bool renumber = false;
  bool leave_unidentified = false;   // awards: lines whose enterprise is not known are recorded without it
  std::string duplicates = "ask";    // ask, accept, off
  std::string valid_from, valid_to;  // of titles and listings: the days of all lines
  std::string award_batch;           // of payments and results: the batch of all awards
  bool accept_difference = false;    // what is declared is not what the lines amount to
  Bytes asked = {};                  // as ImportOptions::asked
  /// What the command records before the lists, with the same keys: the ledger is asked about it together with them, and
  /// nothing of both is signed where either would be refused.
  std::vector<Action> first = {};
  std::function<Outcome<void>()> record_first = {};
};

/// The argument of the file, which is returned, and the options. `file`: "[FILE]" where it may be left out.
Option& add_list_options(Command& command, ListOptions& options, std::string_view file = "FILE");
/// --duplicates: of lists of money.
void add_duplicates_option(Command& command, ListOptions& options);
/// --from and --to: of lists whose notice has the days.
void add_term_options(Command& command, ListOptions& options, bool of_title = true);
/// --award-batch: of lists whose lines name awards.
void add_award_batch_option(Command& command, ListOptions& options);
/// --accept-difference: of lists with a declaration.
void add_difference_option(Command& command, ListOptions& options);

/// --unit and --column. Exit code `usage`.
[[nodiscard]] Outcome<ListAnswers> answers_of_options(const ListOptions& options, Language language);

/// The file's name in any output: valid UTF-8, whatever its bytes.
[[nodiscard]] std::string shown_file(const std::filesystem::path& file);

}  // namespace credence
