// SPDX-License-Identifier: Apache-2.0
// The auditor's findings, from an archive that is audited as it is read: there are none of an archive that
// does not pass.
//
// Thread-safety: as audit_archive.
#pragma once

#include "client/audit/audit.h"
#include "client/findings/finding.h"

namespace credence {

struct FindingsQuestion {
  std::vector<std::string> rules;                   // "F3"; none: all
  std::optional<Date> from, to;                     // both included: of the day of the finding
  std::map<std::string, std::uint64_t> parameters;  // "F3.days" -> 30
};
/// `bad_name` for a rule that there is not, or whose parameter is of none that is asked, `bad_number` for a
/// value out of its bounds, `dates_reversed`.
[[nodiscard]] Result<void> check_question(const FindingsQuestion& question);
/// "F3.days", of all rules.
[[nodiscard]] const std::vector<std::string>& parameter_names();
/// "F3.days=30" into the question: `bad_name`, `bad_number`.
[[nodiscard]] Result<void> add_parameter(FindingsQuestion& question, std::string_view text);

/// A rule that was asked, with its values, and what it found.
struct AskedRule {
  const FindingRule* rule = nullptr;
  std::vector<std::uint64_t> values;  // of its parameters
  std::uint64_t found = 0;
  Fen sum = 0;  // of one kind of support; 0: none, or of several kinds
  std::map<ProgrammeKind, Fen> sums = {};
};
struct Findings {
  AuditReport audit;
  Date day;  // in China, of the last block: until then things were recorded
  std::vector<AskedRule> asked;
  std::vector<Finding> found;  // by rule, then by day; at most kFindingsMax
  std::uint64_t left_out = 0;
};

/// The question has passed check_question. The watcher of the options is not used.
[[nodiscard]] std::expected<Findings, AuditFailure> find_in_archive(const std::filesystem::path& file,
                                                                    const AuditOptions& options,
                                                                    const FindingsQuestion& question);

}  // namespace credence
