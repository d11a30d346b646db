// SPDX-License-Identifier: Apache-2.0
// How targets and their figures are shown: the same words in the tables of `credence target` and of the
// demonstration.
#pragma once

#include <vector>

#include "client/words/table.h"
#include "ledger/domain/state_values.h"

namespace credence {

/// "4 家", "30.00 %", "18,000.00 亿元": what the plan asks for.
[[nodiscard]] std::string wanted_text(const TargetValue& target, Language language);
/// "3 家", "31.25 % (1,250 / 4,000)": a figure of it.
[[nodiscard]] std::string figure_text(const TargetValue& target, const MeasureValue& measure,
                                      Language language);
/// The same, an amount to the fen and in both units: what was typed is read back.
[[nodiscard]] std::string exact_figure_text(const TargetValue& target, const MeasureValue& measure,
                                            Language language);
/// "75.00 %" of what is wanted, and of a share the same as the figure.
[[nodiscard]] std::string progress_text(const TargetValue& target, const MeasureValue& measure);
[[nodiscard]] std::string standing_text(TargetStanding standing, Language language);

/// One target a line, as it stands on a day.
[[nodiscard]] Table target_table(const std::vector<std::pair<Id, TargetValue>>& targets, const Date& day,
                                 Language language);

}  // namespace credence
