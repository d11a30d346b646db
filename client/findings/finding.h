// SPDX-License-Identifier: Apache-2.0
// Findings: what an auditor should look at. A finding is a lead and no verdict: a rule matched what was
// recorded, and the record may have its reasons. docs/findings.md lists the rules.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "client/base/said.h"
#include "ledger/chain/transaction.h"
#include "ledger/domain/types.h"

namespace credence {

namespace findings {
struct Context;
}

/// A number that an auditor may set: `--parameter F3.days=30`.
struct FindingParameter {
  std::string_view name;  // "days"
  std::uint64_t standard = 0, least = 0, most = 0;
  Words about;  // with its unit
};

struct FindingRule {
  std::string_view id;  // "F3"; the numbers of rules that the ledger's data do not reach are missing
  Words name;           // for a column
  Words asks;           // one sentence
  std::span<const FindingParameter> parameters;
  void (*find)(findings::Context& context);
};
/// All rules, by number.
[[nodiscard]] std::span<const FindingRule> finding_rules();

/// What a finding is about.
struct FindingSubject {
  enum class Kind : std::uint8_t {
    enterprise,
    programme,
    batch,
    award,
    payment_list,
    title,
    post,
    city,
    challenge,
    problem
  };
  Kind kind = Kind::enterprise;
  std::string id;    // "914400…", "puhui-2022", "puhui-2022/b1", "puhui-2022/b1/3"
  std::string name;  // may be empty
};
[[nodiscard]] std::string_view name_of(FindingSubject::Kind kind);

/// An entry of the ledger: the transaction at this place of this block. What it says of itself is no part of
/// its place.
struct FindingEvidence {
  Height height = 0;
  std::uint32_t index = 0;
  // Of the entry: where its action waited for a second signature, the transaction that made it, in an
  // earlier block.
  TxId transaction;
  Date day;               // in China, of the block
  std::string_view fact;  // "awarded": the first of its facts that the rule looked at
  [[nodiscard]] auto place() const { return std::tie(height, index, transaction); }
  auto operator<=>(const FindingEvidence& other) const { return place() <=> other.place(); }
  bool operator==(const FindingEvidence& other) const { return place() == other.place(); }
};

inline constexpr std::size_t kFindingsMax = 100'000;  // of one question
inline constexpr std::size_t kFindingPartsMax = 50;   // subjects, and entries, of one finding

struct Finding {
  const FindingRule* rule = nullptr;
  std::vector<FindingSubject> subjects;  // at most kFindingPartsMax, as the evidence
  std::vector<Date> days;                // rising; the last is the day of the finding
  Fen sum = 0;  // that is in question, of one kind of support; 0: none is, or it is of several kinds
  std::map<ProgrammeKind, Fen> sums = {};  // of each kind: kinds are never added
  std::vector<FindingEvidence> evidence;   // in the order of the chain
  std::uint64_t evidence_left_out = 0;
  Said computed;  // one sentence: how it was found
};

}  // namespace credence
