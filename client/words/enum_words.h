// SPDX-License-Identifier: Apache-2.0
// Values of enumerations as people read them. What somebody types (a role, a kind) keeps its id in the help.
#pragma once

#include "client/base/counted.h"
#include "client/base/language.h"
#include "ledger/domain/credit.h"
#include "ledger/domain/enterprise.h"
#include "ledger/domain/fund.h"
#include "ledger/domain/governance.h"
#include "ledger/domain/programme.h"
#include "ledger/domain/qualification.h"

namespace credence {

[[nodiscard]] Words role_words(Role role);
[[nodiscard]] Words kind_words(DepartmentKind kind);
[[nodiscard]] Words kind_words(ProgrammeKind kind);
[[nodiscard]] Words kind_words(HolderKind kind);
[[nodiscard]] Words class_words(CreditClass weight);
[[nodiscard]] Words status_words(ChangeStatus status);
[[nodiscard]] Words stage_words(AwardStage stage);
[[nodiscard]] Words step_words(ResultStep step);
/// What is done with an award of this kind: "paid"; of a tax relief "used", of a fund "invested".
[[nodiscard]] Words paid_words(ProgrammeKind kind);
/// Over sums of awards of several kinds: true of each.
inline constexpr Words kPaidOrUsed{"paid or used", "拨付或享受"};
[[nodiscard]] const Noun& paid_noun(ProgrammeKind kind);  // "payment", "relief"
[[nodiscard]] Words return_words(ReturnKind kind);
[[nodiscard]] Words reversal_words(Reversal kind);
[[nodiscard]] Words way_words(ExitWay way);
[[nodiscard]] Words relief_words(ReliefStep step);
[[nodiscard]] Words round_words(InvestmentRound round);
/// "A, 12.5%": the round, and the stake where it is told.
[[nodiscard]] std::string investment_text(const FundInvestment& investment, Language language);
/// Basis points as per cent: "70%", "33.34%".
[[nodiscard]] std::string percent_text(unsigned basis_points);
[[nodiscard]] Words condition_words(TrancheCondition condition);
[[nodiscard]] Words credit_words(CreditKind kind);
[[nodiscard]] Words change_words(TitleChange change);  // "title renewed", "资格续期"
/// Of a value as JSON has it, under the name of its member: "confirmed" under "stage". The text itself where it is none
/// of a fixed few.
[[nodiscard]] std::string value_text(std::string_view member, std::string_view text, Language language);
/// What a proposal would change.
[[nodiscard]] Words change_words(const Change& change);
/// "award, programme".
[[nodiscard]] std::string roles_text(const List<Role, 8>& roles, Language language);

}  // namespace credence
