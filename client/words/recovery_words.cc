// SPDX-License-Identifier: Apache-2.0
#include "client/words/recovery_words.h"

#include "client/base/written.h"
#include "client/words/enum_words.h"

namespace credence {

std::string charges_text(const Charges& charges, Language language) {
  std::string out;
  const auto one = [&](Words name, Fen amount) {
    if (amount == 0) return;
    out += std::string(out.empty() ? "" : Words{", ", "，"}.in(language)) + std::string(name.in(language)) +
           " " + money_text(amount, language);
  };
  one({"interest", "利息"}, charges.interest);
  one({"penalty", "罚款"}, charges.penalty);
  one({"late charge", "滞纳金"}, charges.late_charge);
  return out;
}

Fen total_of(const Charges& charges) {
  Fen out = 0;
  for (Fen Charges::* const part : Charges::kEach) out += charges.*part;
  return out;
}

Words step_words(RecoveryStep step) {
  static constexpr Words kRows[] = {
      {"notice of intent", "事先告知"}, {"served", "送达"},       {"heard", "陈述申辩或听证"},
      {"decided", "作出追回决定"},      {"urged to pay", "催告"}, {"brought to court", "申请法院强制执行"}};
  static_assert(std::size(kRows) == static_cast<std::size_t>(last_of(RecoveryStep{})) + 1);
  return kRows[static_cast<std::size_t>(step)];
}

std::string step_text(const RecoveryStepTaken& step, Language language) {
  return step.on.iso() + " " + std::string(step_words(step.step).in(language)) +
         (step.document_no.empty() ? ""
                                   : std::string(Words{" (", "（"}.in(language)) + step.document_no +
                                         std::string(Words{")", "）"}.in(language))) +
         (step.due ? std::string(Words{", to be paid by ", "，限期缴回 "}.in(language)) + step.due->iso()
                   : "") +
         (step.note.empty() ? "" : std::string(Words{": ", "："}.in(language)) + step.note);
}

bool overdue(const RecoveryValue& value, const Date& day) {
  const auto due = value.due();
  return due && *due < day && (value.demanded > value.recovered || !value.charges_outstanding().none());
}

std::string due_text(const RecoveryValue& value, const Date& day, Language language) {
  const auto due = value.due();
  if (!due || (value.demanded == value.recovered && value.charges_outstanding().none())) return {};
  return std::string(Words{"to be paid by ", "限期缴回 "}.in(language)) + due->iso() +
         std::string(overdue(value, day) ? Words{": overdue", "，已逾期"}.in(language) : "");
}

}  // namespace credence
