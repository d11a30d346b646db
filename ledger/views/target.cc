// SPDX-License-Identifier: Apache-2.0
// JSON views: targets and their figures.
#include "ledger/views/writer.h"

namespace credence::views {
namespace {

/// Fen as texts, as all amounts; counts, and shares in hundredths of a percent, as numbers.
void figure(Writer& w, std::string_view name, TargetKind kind, std::int64_t value) {
  if (kind == TargetKind::amount)
    w(name, Fen{value});
  else
    w(name, static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)));
}

json::object measured(const TargetValue& target, const MeasureValue& v) {
  Writer w;
  w("on", v.on);
  figure(w, "value", target.kind, v.value);
  if (target.kind == TargetKind::share) w("whole", static_cast<std::uint64_t>(v.whole));
  w("evidence", v.evidence)("note", v.note)("corrections", v.corrections);
  w("progress_hundredths_of_percent", target.progress(v))("reached", target.reached(v));
  return w.take();
}

template <class Target>
void write_target(Writer& w, const Target& v) {
  v.fields([&]<class Field>(std::string_view name, const Field& field) {
    if constexpr (std::same_as<Field, TargetKind>)
      w("target_kind", field);
    else if constexpr (std::same_as<Field, std::int64_t>)
      figure(w, name, v.kind, field);
    else if constexpr (std::same_as<Field, std::optional<MeasureValue>>)
      field ? w.object(name, measured(v, *field)) : w(name, std::optional<bool>{});
    else
      w(name, field);
  });
}

/// Without its target a figure does not know its unit: it stands as a text.
template <class Measure>
void write_measure(Writer& w, const Measure& v) {
  v.fields([&w]<class Field>(std::string_view name, const Field& field) {
    if constexpr (std::same_as<Field, std::int64_t>)
      w(name, std::to_string(field));
    else
      w(name, field);
  });
}

}  // namespace

void write(Writer& w, const DefineTarget& v) { write_target(w, v); }
void write(Writer& w, const TargetValue& v) { write_target(w, v); }
void write(Writer& w, const RecordMeasure& v) { write_measure(w, v); }
void write(Writer& w, const MeasureValue& v) { write_measure(w, v); }

}  // namespace credence::views
