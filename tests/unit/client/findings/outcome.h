// SPDX-License-Identifier: Apache-2.0
// What was found against what was planted, one row a rule. For the tests of findings and their benchmark.
#pragma once

#include "client/findings/findings.h"
#include "tests/unit/client/findings/planted.h"

namespace credence::testing {

inline std::string about(const Finding& finding) {
  using Kind = FindingSubject::Kind;
  std::string out;
  for (const Kind kind :
       {Kind::award, Kind::batch, Kind::payment_list, Kind::post, Kind::programme, Kind::problem}) {
    for (const FindingSubject& subject : finding.subjects)
      if (subject.kind == kind && (out.empty() || kind == Kind::post))
        out += (out.empty() ? "" : "/") + (kind == Kind::post ? subject.name : subject.id);
    if (!out.empty()) break;
  }
  for (const FindingSubject& subject : finding.subjects)
    if (subject.kind == Kind::city) out += "/" + subject.id;
  return out;
}
inline FoundSet found_in(const Findings& findings) {
  FoundSet out;
  for (const Finding& finding : findings.found) out.emplace(finding.rule->id, about(finding));
  return out;
}
/// Planted, found of it, found beside it.
inline std::string outcome_table(const FoundSet& planted, const FoundSet& found) {
  std::string out = "rule   planted  found  false\n";
  const auto of = [](const FoundSet& set, std::string_view rule) {
    FoundSet some;
    std::ranges::copy_if(set, std::inserter(some, some.end()),
                         [&](const auto& one) { return one.first == rule; });
    return some;
  };
  for (const FindingRule& rule : finding_rules()) {
    const FoundSet wanted = of(planted, rule.id), got = of(found, rule.id);
    std::vector<std::pair<std::string, std::string>> both;
    std::ranges::set_intersection(wanted, got, std::back_inserter(both));
    char line[80];
    std::snprintf(line, sizeof line, "%-4s  %8zu %6zu %6zu\n", std::string(rule.id).c_str(), wanted.size(),
                  both.size(), got.size() - both.size());
    out += line;
  }
  return out;
}

}  // namespace credence::testing
