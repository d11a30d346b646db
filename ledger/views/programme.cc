// SPDX-License-Identifier: Apache-2.0
// JSON views: programmes.
#include "ledger/views/writer.h"

namespace credence::views {

void write(Writer& w, const Tranche& v) {
  w("condition", v.condition);
  if (v.milestone > 0) w("milestone", v.milestone);
  if (v.percent > 0)
    w("percent", v.percent);
  else
    w("amount", v.amount);
}

}  // namespace credence::views
