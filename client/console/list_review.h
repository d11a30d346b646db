// SPDX-License-Identifier: Apache-2.0
// What the ledger says about a list before it is signed, as it is shown: names and states of the enterprises,
// and what was funded before.
#pragma once

#include <boost/json/array.hpp>

#include "client/console/list_options.h"
#include "client/lists/referred.h"
#include "client/lists/review.h"

namespace credence {

/// Holds lines that are about what is recorded against it. Problems and names go to the draft, questions and remarks to
/// the caller. Nothing where it could not be looked at and nothing is to be sent.
[[nodiscard]] Outcome<Compared> compare_list(Cli& cli, const ReviewQuestion& question,
                                             const ListAnswers& answers, Draft& draft);

/// Reads the enterprises' histories; registered names and problems go to the draft. Nothing where it could
/// not be looked at and nothing is to be sent.
[[nodiscard]] Outcome<std::optional<Review>> review_list(Cli& cli, const ReviewQuestion& question,
                                                         Draft& draft);

[[nodiscard]] std::string funded_text(const Review& review, Language language);
[[nodiscard]] boost::json::array funded_json(const Review& review);

}  // namespace credence
