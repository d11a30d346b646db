// SPDX-License-Identifier: Apache-2.0
// JSON views: documents.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const DocumentValue& v) {
  v.fields([&w](std::string_view name, const auto& field) {
    if (name != "recorded_ms") w(name, field);
  });
  w("recorded", iso_time(v.recorded_ms));
}

}  // namespace credence::views
