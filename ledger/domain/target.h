// SPDX-License-Identifier: Apache-2.0
// Targets of a plan ("4 enterprises of the 100-billion class by 2025", "at least 30 % above 100 million"),
// and the figures that the responsible department measured, each with its evidence: the actions, what the
// state keeps of them, and what histories say. Included through actions.h and state_values.h.
//
// Whole numbers only: a share is two counts (or two amounts), its threshold hundredths of a percent.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

enum class TargetKind : std::uint8_t { count, share, amount };  // 数量, 占比, 金额
constexpr TargetKind last_of(TargetKind) { return TargetKind::amount; }
[[nodiscard]] std::string_view name_of(TargetKind kind);
[[nodiscard]] std::optional<TargetKind> target_kind_named(std::string_view name);

inline constexpr std::int64_t kShareWhole = 10'000;  // 100 %

// ---- actions ----------------------------------------------------------------------------------------------

/// A target is reached by a figure that is at least its value. It is defined once: a target that is revised
/// gets a new id.
struct DefineTarget {
  Id id;
  Id plan;  // whose target it is: the id of a catalogue's plan
  Name name_zh, name_en;
  Id department;  // whose keys record its figures
  TargetKind kind = TargetKind::count;
  std::int64_t value = 0;  // a count; a share in hundredths of a percent, up to 10,000; an amount in fen
  Name unit_zh, unit_en;   // of a count: 家, enterprises. Empty: none
  std::uint16_t year = 0;  // to be reached by the end of this year
  DocumentNo document_no;  // may be empty
  Note source;             // where it stands in the plan; may be empty
  Id task = {};            // of the plan, that it serves; empty: none
  CREDENCE_FIELDS(id, plan, name_zh, name_en, department, kind, value, unit_zh, unit_en, year, document_no,
                  source, task);
};

/// A figure of a day: how it stood then. A second one for the same day corrects the first and says why.
struct RecordMeasure {
  Id target;
  Date on;
  std::int64_t value = 0;  // a count, or fen; of a share the part
  std::int64_t whole = 0;  // of a share that of which `value` is a part, at least `value`; else 0
  Hash32 evidence;         // the SHA-256 of a document that is anchored
  Note note;               // needed for a correction
  CREDENCE_FIELDS(target, on, value, whole, evidence, note);
};

// ---- state ------------------------------------------------------------------------------------------------

struct TargetKey {
  Id id;
  CREDENCE_KEY_FIELDS(id);
};
struct MeasureKey {
  Id target;
  Date on;
  CREDENCE_KEY_FIELDS(target, on);
};

struct MeasureValue {
  Date on;
  std::int64_t value = 0, whole = 0;
  Hash32 evidence;
  Note note;
  std::uint16_t corrections = 0;  // of the figure of this day
  CREDENCE_FIELDS(on, value, whole, evidence, note, corrections);
};

enum class TargetStanding : std::uint8_t { unmeasured, under_way, reached, missed };
[[nodiscard]] std::string_view name_of(TargetStanding standing);

struct TargetValue {
  Id plan;
  Name name_zh, name_en;
  Id department;
  TargetKind kind = TargetKind::count;
  std::int64_t value = 0;
  Name unit_zh, unit_en;
  std::uint16_t year = 0;
  DocumentNo document_no;
  Note source;
  std::uint32_t days = 0;              // for which there is a figure
  std::optional<MeasureValue> latest;  // the one of the latest day
  Id task = {};
  CREDENCE_FIELDS(plan, name_zh, name_en, department, kind, value, unit_zh, unit_en, year, document_no,
                  source, days, latest, task);

  // What follows from the state and a day alone is not stored.
  /// How far a figure is, in hundredths of a percent of the target's value, rounded down; of a share, the
  /// share itself.
  [[nodiscard]] std::uint64_t progress(const MeasureValue& measure) const;
  [[nodiscard]] bool reached(const MeasureValue& measure) const;
  /// How it stands on a day: reached; else under way until its year is over; then missed, if a figure of that
  /// year or later says so. Without such a figure it is unmeasured, not missed.
  [[nodiscard]] TargetStanding standing(const Date& day) const;
};

template <>
struct ValueOf<TargetKey> {
  using type = TargetValue;
};
template <>
struct ValueOf<MeasureKey> {
  using type = MeasureValue;
};

// ---- facts of histories -----------------------------------------------------------------------------------

struct TargetDefined {
  DefineTarget target;
  CREDENCE_FIELDS(target);
};
/// `corrects`: there was a figure of this day, which it replaces.
struct MeasureRecorded {
  RecordMeasure measure;
  bool corrects = false;
  CREDENCE_FIELDS(measure, corrects);
};

}  // namespace credence
