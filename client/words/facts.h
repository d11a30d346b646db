// SPDX-License-Identifier: Apache-2.0
// History entries in words: what a person reads in a table.
#pragma once

#include <string>

#include "client/words/table.h"
#include "ledger/domain/state_values.h"

namespace credence {

struct FactText {
  std::string kind;    // "award", "拨付"
  std::string about;   // the programme, type or department
  std::string detail;  // the project, the term, the name
  std::optional<Fen> amount;
  std::string who;  // the enterprise, where the history is not its own
};

/// The members of a bid with their shares: "CODE 70%, CODE 30%"; who leads it first.
[[nodiscard]] std::string members_text(const BidMembers& members);
/// A performance grade: 优 良 中 差.
[[nodiscard]] Words grade_words(Performance grade);
/// What a title is on a day: "in force", "因合并终止".
[[nodiscard]] Words state_words(TitleState state);
/// How an award was corrected: "amended", "退票".
[[nodiscard]] Words correction_words(CorrectionKind kind);
/// "amended on 2026-03-02 from 500,000.00 CNY: 名单笔误 (粤工信〔2026〕9号)".
[[nodiscard]] std::string correction_text(const Correction& correction, Language language);
/// "general published 3 to 12 months, repaired after 3".
[[nodiscard]] std::string credit_terms_text(std::span<const CreditTerm> terms, Language language);
/// What an award is at present: "public notice", "已拨付".
[[nodiscard]] Words standing_words(AwardStanding standing, ProgrammeKind kind);
/// The same of an award (AwardValue, Award): an investment that has ended whole stands no more, though its money was paid.
template <class A>
[[nodiscard]] Words standing_words(const A& award, AwardStanding standing, ProgrammeKind kind) {
  if (stands(standing) && investment_ended(award)) return {"investment ended whole", "投资已全部终结"};
  return standing_words(standing, kind);
}

[[nodiscard]] FactText describe(const Fact& fact, Language language);
/// "record_awards" in words, for lists of transactions.
[[nodiscard]] std::string describe(const Action& action, Language language);
/// The same by its name; a name that is not known stays.
[[nodiscard]] std::string_view words_of_action(std::string_view name, Language language);
[[nodiscard]] std::string time_in_china(std::uint64_t time_ms);  // "2026-11-24 08:00:00"

}  // namespace credence
