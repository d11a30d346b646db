// SPDX-License-Identifier: Apache-2.0
// How a list that was read is shown: the account of its columns, the rows that are no lines, what was done
// with cells, and bad lines.
#pragma once

#include <boost/json/object.hpp>

#include "client/console/console.h"
#include "client/lists/draft.h"

namespace credence {

/// What each column is read as, with samples, and which are not read; then the rows that are passed over and
/// the remarks. Of very many columns and rows some are left out and counted, unless it is `whole`.
[[nodiscard]] std::string account_text(const Sheet& sheet, const Reading& reading,
                                       const std::vector<Said>& remarks, Language language, bool whole);
/// The first lines as they will be recorded.
[[nodiscard]] std::string lines_text(const LineTable& lines, std::size_t all, Language language);
/// The same as members of a result: sheet, heads, columns, unit, passed_rows, remarks.
void add_account(boost::json::object& out, const Sheet& sheet, const Reading& reading,
                 const std::vector<Said>& remarks, Language language);

/// One problem of a line, in words.
[[nodiscard]] std::string problem_text(const LineProblem& problem, Language language);
[[nodiscard]] boost::json::array problems_json(const std::vector<LineProblem>& problems, Language language);

}  // namespace credence
