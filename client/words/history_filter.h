// SPDX-License-Identifier: Apache-2.0
// Which entries of a history are shown: --kind, --programme, --title, --from, --to, the same for
// every command that shows one. The history is proved to be complete before anything is filtered.
#pragma once

#include <boost/json/object.hpp>

#include "client/query.h"
#include "client/words/table.h"

namespace credence {

struct HistoryFilter {
  std::vector<std::string> kinds;
  std::string programme, qualification;  // of entries, beside another subject
  std::string from, to;
};

/// `bad_name` for a kind that is none, `bad_date`.
[[nodiscard]] Outcome<HistoryQuery> query_of(const HistoryFilter& filter);
/// "awarded, paid; programme zs-2022; 2024-01-01 – 2024-12-31"; empty if everything is shown.
[[nodiscard]] std::string filter_text(const HistoryQuery& query, Language language);
[[nodiscard]] boost::json::object filter_json(const HistoryQuery& query);

}  // namespace credence
