// SPDX-License-Identifier: Apache-2.0
// Recoveries in words: what is asked for beside the money itself, and how far a case has come.
#pragma once

#include <string>

#include "client/words/table.h"
#include "ledger/domain/payment.h"

namespace credence {

/// "interest 1,000.00 CNY, late charge 20.00 CNY"; empty where there are none.
[[nodiscard]] std::string charges_text(const Charges& charges, Language language);
/// Interest, penalty and late charge together.
[[nodiscard]] Fen total_of(const Charges& charges);
/// "decision", "追回决定".
[[nodiscard]] Words step_words(RecoveryStep step);
/// "2026-03-02 decision (粤工信〔2026〕9号), to be paid by 2026-04-01: 挂号信送达".
[[nodiscard]] std::string step_text(const RecoveryStepTaken& step, Language language);
/// Something is outstanding after the last day to pay.
[[nodiscard]] bool overdue(const RecoveryValue& value, const Date& day);
/// "to be paid by 2026-04-01, 12 days overdue"; empty where no last day is named or nothing is outstanding.
[[nodiscard]] std::string due_text(const RecoveryValue& value, const Date& day, Language language);

}  // namespace credence
