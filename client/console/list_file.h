// SPDX-License-Identifier: Apache-2.0
// A list from its file to lines that can be signed. Each step makes a value: the sheet, what it is read as,
// the lines, their enterprises, what the ledger says. What is open is asked in one go, what is bad is named
// line by line, and nothing is signed while there is any of both. docs/lists.md.
#pragma once

#include <boost/json/object.hpp>

#include "client/console/list_names.h"
#include "client/console/list_review.h"
#include "client/console/run_list.h"
#include "client/lists/lines.h"

namespace credence {

/// What a list is for.
struct ListPurpose {
  ReviewQuestion review;
  bool enterprises_exist = true;     // lines are of registered enterprises
  bool may_be_unidentified = false;  // a line without a known enterprise can be recorded
  GivenForAll given = {};            // what options say for all lines
  Id title = {};                     // of a list of titles: its type
  std::function<std::expected<Reading, Complaint>(const Sheet&, const ListAnswers&)> read = {};
  std::function<std::unique_ptr<Draft>(const Sheet&, const Reading&, const GivenForAll&)> draft = {};
};

/// A list of which every line is good or left out.
struct PreparedList {
  Sheet sheet;
  Reading reading;
  GivenForAll given;
  std::unique_ptr<Draft> draft;  // refers to all above
  MatchedNames names;
  std::optional<Review> review;

  PreparedList() = default;
  PreparedList(const PreparedList&) = delete;
  PreparedList& operator=(const PreparedList&) = delete;

  /// What was read, members for the result with --json.
  [[nodiscard]] boost::json::object json(const Cli& cli, const ListPurpose& purpose,
                                         const ListOptions& options) const;
};

/// Everything up to what can be signed, shown to the person; an exit code where it ends before.
[[nodiscard]] std::expected<std::unique_ptr<PreparedList>, int> prepare_list(Cli& cli,
                                                                             const ListOptions& options,
                                                                             const ListPurpose& purpose);

/// Reads, checks, asks and shows; then `plan(lines, list)` makes the lists, which are signed and sent.
template <class Line, class Plan>
int import_file(Cli& cli, const ListOptions& options, const ListRules<Line>& rules, ListPurpose purpose,
                Plan plan) {
  purpose.read = [&rules](const Sheet& sheet, const ListAnswers& answers) {
    return read_list(sheet, rules.kind, answers);
  };
  purpose.draft = [&rules](const Sheet& sheet, const Reading& reading, const GivenForAll& given) {
    return std::make_unique<DraftOf<Line>>(sheet, reading, given, rules);
  };
  auto prepared = prepare_list(cli, options, purpose);
  if (!prepared) return prepared.error();
  const PreparedList& list = **prepared;
  const auto good = static_cast<const DraftOf<Line>&>(*list.draft).good();
  if (good.lines.empty())
    return cli.finish({ExitCode::bad_input, Error{Code::empty_list, shown_file(options.file)}});
  Outcome<std::vector<Action>> actions = plan(good.lines, list);
  if (!actions) return cli.finish(actions.error());
  return run_list(cli, options, *actions, list.draft->problems(), good.file_lines,
                  list.json(cli, purpose, options));
}

}  // namespace credence
