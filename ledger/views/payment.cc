// SPDX-License-Identifier: Apache-2.0
// JSON views: payments, results, recovery.
#include "ledger/views/writer.h"

namespace credence::views {

/// Without the milestone and the grade of other steps.
void write(Writer& w, const ResultLine& v) {
  v.fields([&](std::string_view name, const auto& field) {
    if ((name != "milestone" || v.milestone > 0) && (name != "grade" || v.grade != Performance::none))
      w(name, field);
  });
}
void write(Writer& w, const PaymentListValue& v) {
  w("declared_count", v.declared_count)("declared_total", v.declared_total);
  w("recorded_count", v.recorded_count)("recorded_total", v.recorded_total);
  w("reversed_count", v.reversed_count)("reversed_total", v.reversed_total);
}
void write(Writer& w, const RecoveryValue& v) {
  v.fields([&](std::string_view name, const auto& field) {
    w(name, field);
    if (name == "recovered") w("outstanding", v.demanded - v.recovered);
  });
}

}  // namespace credence::views
