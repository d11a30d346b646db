// What credence prove and credence verify share: how a proof is judged, and what of a history is shown.
#pragma once

#include <filesystem>

#include "client/console/console.h"
#include "client/words/bundle_view.h"
#include "client/words/history_filter.h"

namespace credence {

struct ProofOptions {
  std::string what, title, programme, department, qualification, award, date, age;
  HistoryFilter filter;
  std::uint64_t entry = 0;
  std::filesystem::path out, file, anchor, report;
};

/// What of a history is shown. Beside an enterprise's code --programme and --qualification choose among its
/// entries.
[[nodiscard]] Outcome<HistoryQuery> shown_entries(const ProofOptions& options);
/// The day and the age by which a proof is judged.
[[nodiscard]] Outcome<BundleQuestion> question_of(const Cli& cli, const ProofOptions& options);

}  // namespace credence
