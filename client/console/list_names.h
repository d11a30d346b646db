// SPDX-License-Identifier: Apache-2.0
// Names of a list without codes, matched to the registered enterprises, and codes that only an exception
// admits.
#pragma once

#include <boost/json/object.hpp>

#include "client/console/list_questions.h"
#include "client/lists/draft.h"
#include "client/lists/name_register.h"

namespace credence {

struct NameMatch {
  std::size_t file_line = 0;
  std::string written;
  Uscc code;
  Name name;
  bool former = false, answered = false;
};
struct MatchedNames {
  std::vector<NameMatch> matches;   // by line
  std::vector<Question> questions;  // names of none, of several, or of an enterprise that has ended
};

/// All names on the ledger, those kept beside network.json and what is new; with a progress bar.
[[nodiscard]] Outcome<NameRegister> names_of_ledger(Cli& cli, Client& client);

/// Matches the unnamed lines of a draft, which gets codes and registered names. Without a network only where
/// nothing is to be sent.
[[nodiscard]] Outcome<MatchedNames> match_names(Cli& cli, const ListOptions& options,
                                                const GivenAnswers& answers, bool may_be_unidentified,
                                                Draft& draft);
[[nodiscard]] std::string matches_text(const std::vector<NameMatch>& matches, Language language);
[[nodiscard]] boost::json::array matches_json(const std::vector<NameMatch>& matches);

/// Codes that only their check digit makes wrong: those with a recorded exception are taken, and said. Where
/// nobody answers, or there are too many to ask about, their lines stay bad.
void take_exceptions(Cli& cli, Draft& draft);

}  // namespace credence
