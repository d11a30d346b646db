// SPDX-License-Identifier: Apache-2.0
// Open questions on their way to a person and back: the file that is written beside the list, and the same
// file filled in.
#pragma once

#include <boost/json/object.hpp>
#include <map>

#include "client/console/list_options.h"

namespace credence {

/// What was answered: to the reading of the list, and about names.
struct GivenAnswers {
  ListAnswers reading;
  std::map<std::string, std::optional<Uscc>> names;  // by the written name; none: it stays unidentified
};
/// The file of answers (CSV, or the XLSX that an office program made of it) over what the options say.
/// `may_be_unidentified`: - is an answer to a name.
[[nodiscard]] Outcome<GivenAnswers> read_answers(Cli& cli, const ListOptions& options,
                                                 bool may_be_unidentified);

/// Writes the questions to `file`, shows them, and ends with `open_questions`; `more` joins the result with
/// --json.
[[nodiscard]] int ask(const Cli& cli, const std::vector<Question>& questions,
                      const std::filesystem::path& file, bool may_be_unidentified, boost::json::object more);

/// Whether a person sits at a terminal.
[[nodiscard]] bool somebody_to_ask(const Cli& cli);
/// Asks on the terminal; false where nobody can be asked.
[[nodiscard]] bool confirmed(const Cli& cli, std::string_view question);

}  // namespace credence
