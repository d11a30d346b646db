// SPDX-License-Identifier: Apache-2.0
// What is still to come back: of the cases of recovery that a programme or an enterprise has, those of which anything is
// outstanding, the money itself or what is charged beside it.
#pragma once

#include "client/console/console.h"

namespace credence {

struct OwedCase {
  Id recovery;
  AwardKey award;
  Fen money = 0;  // of what was paid
  Charges charges;
};
/// As the ledger stands now, in the order in which the cases were opened.
[[nodiscard]] Outcome<std::vector<OwedCase>> cases_owed(Client& client, const HistoryKey& subject);

/// "1.00 CNY and interest 0.50 CNY": what is outstanding, part by part.
[[nodiscard]] std::string owed_text(const Cli& cli, const OwedCase& owed);
/// "p1/r1: …; p1/r2: …".
[[nodiscard]] std::string owed_text(const Cli& cli, const std::vector<OwedCase>& cases);

}  // namespace credence
