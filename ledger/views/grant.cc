// SPDX-License-Identifier: Apache-2.0
// JSON views: enterprises, awards and objections.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const Objected& v) { write_as(w, v, {{"number", "objection"}}); }
/// Its money kind by kind alone: a grant and an investment make no sum.
void write(Writer& w, const EnterpriseValue& v) {
  v.fields([&w](std::string_view name, const auto& field) {
    if (name != "awarded" && name != "paid" && name != "recovered") w(name, field);
  });
  json::array sums;
  for (const KindSum& sum : v.by_kind()) {
    Writer one;
    one("kind", sum.kind)("awarded", sum.awarded)("paid", sum.paid)("recovered", sum.recovered);
    one("awards", sum.awards)("payments", sum.payments);
    sums.push_back(one.take());
  }
  w.array("by_kind", std::move(sums));
}
/// The declaration first, as it is published, then what was recorded of it.
void write(Writer& w, const AwardBatchValue& v) {
  write(w, static_cast<const BatchDeclaration&>(v));
  w("recorded_count", v.recorded_count)("recorded_total", v.recorded_total);
  v.fields(w);
}
/// The milestones as their number, and their days.
void write(Writer& w, const AwardValue& v) {
  v.fields([&w](std::string_view name, const auto& field) {
    if constexpr (requires { field.size(), field.front().year; })
      if (name == "milestones") {
        w(name, static_cast<std::uint8_t>(field.size()))(std::string(name) + "_on", field);
        return;
      }
    w(name, field);
  });
}

}  // namespace credence::views
