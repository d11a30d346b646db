// JSON views: targets and their figures.
#include "ledger/views/writer.h"

namespace credence::views {
namespace {

/// Fen as texts, as all amounts; counts, and shares in hundredths of a percent, as numbers.
void figure(Writer& w, std::string_view name, TargetKind kind, std::int64_t value) {
  if (kind == TargetKind::amount)
    w.fen(name, value);
  else
    w(name, static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0)));
}

template <class Target>
void definition(Writer& w, const Target& v) {
  w("plan", v.plan)("name_zh", v.name_zh)("name_en", v.name_en)("department", v.department)("target_kind",
                                                                                            name_of(v.kind));
  figure(w, "value", v.kind, v.value);
  w("unit_zh", v.unit_zh)("unit_en", v.unit_en)("year", v.year)("document_no", v.document_no)("source",
                                                                                              v.source);
}

json::object measured(const TargetValue& target, const MeasureValue& v) {
  Writer w;
  w("on", v.on);
  figure(w, "value", target.kind, v.value);
  if (target.kind == TargetKind::share) w("whole", static_cast<std::uint64_t>(v.whole));
  w("evidence", v.evidence)("note", v.note)("corrections", v.corrections)("progress_hundredths_of_percent",
                                                                          target.progress(v));
  w("reached", target.reached(v));
  return w.take();
}

}  // namespace

void write(Writer& w, const DefineTarget& v) {
  w("id", v.id);
  definition(w, v);
}
// Without its target a figure does not know its unit: it stands as a text.
void write(Writer& w, const RecordMeasure& v) {
  w("target", v.target)("on", v.on)("value", std::to_string(v.value))("whole", std::to_string(v.whole))(
      "evidence", v.evidence)("note", v.note);
}
void write(Writer& w, const TargetDefined& v) { write(w, v.target); }
void write(Writer& w, const MeasureRecorded& v) {
  write(w, v.measure);
  w("corrects", v.corrects);
}
void write(Writer& w, const TargetValue& v) {
  definition(w, v);
  w("days", v.days);
  if (v.latest)
    w.object("latest", measured(v, *v.latest));
  else
    w("latest", std::optional<bool>{});
}
void write(Writer& w, const MeasureValue& v) {
  w("on", v.on)("value", std::to_string(v.value))("whole", std::to_string(v.whole))("evidence", v.evidence)(
      "note", v.note)("corrections", v.corrections);
}

}  // namespace credence::views
