// SPDX-License-Identifier: Apache-2.0
// The parts of the demonstration that record synthetic data. Internal to client/demo.
#pragma once

#include <boost/json/fwd.hpp>

#include "client/demo/recorder.h"

namespace credence {

/// Types of titles for synthetic enterprises, each built on the one before.
inline constexpr std::array<std::string_view, 3> kSampleTitles = {
    "sample-innovative-sme", "sample-specialized", "sample-little-giant"};
[[nodiscard]] std::vector<DefineQualification> sample_titles(const Id& issuer);

/// One step of a story: what was signed, and what became of it.
struct LifeRow {
  std::string what;
  Fen amount = 0;
  std::optional<Height> height{};  // nothing: an earlier run recorded it
  std::optional<Error> refused{};  // the rule that refused it, as it must
  KeyId signer{};
  std::optional<KeyId> checker{};
};
struct LifeChapter {
  Words title;
  std::vector<LifeRow> rows;
  std::vector<std::string> proved;  // what the state proves afterwards
};
struct Life {
  std::vector<LifeChapter> chapters;
  std::vector<std::string> left_out;    // what the catalogue has nobody for, and whom it lacks
  std::string code, programme;          // an enterprise and a programme of it; empty: there is none
  Id lead, finance, registrar, issuer;  // departments that play these parts; empty: nobody can
  bool has_targets = false;
};
/// A synthetic programme through its whole life, titles with a prerequisite chain and a cascade, a credit
/// entry that is repaired and whose text is erased, targets with figures: what the catalogue has posts for.
/// Everything is proved; fails at the first thing that is not as it must be.
[[nodiscard]] Outcome<Life> record_life(DemoRecorder& recorder);

struct BulkResult {
  std::string first_code, programme;
  std::optional<RecordAwards> batch;
};
/// `count` synthetic enterprises with awards, payments and titles, as `credence` imports them.
/// `life`: all four departments play their parts.
[[nodiscard]] Outcome<BulkResult> record_bulk(DemoRecorder& recorder, const Life& life, std::size_t count,
                                              std::uint64_t seed);

}  // namespace credence
