// SPDX-License-Identifier: Apache-2.0
// From checked lines to the lists that are signed: at most 1,000 lines and 255 KiB of action each, as few as
// possible, in order. All lists of one batch repeat its head (declared count and total are of the whole
// batch).
#pragma once

#include <span>
#include <vector>

#include "client/base/failure.h"
#include "client/lists/lines.h"

namespace credence {

/// `head` has no lines; its declared count and total are set where they are 0. `count_above_declared`,
/// `total_above_declared` if the lines are more than what the head declares; `amount_overflow`.
[[nodiscard]] Outcome<std::vector<Action>> plan_awards(RecordAwards head, std::span<const AwardLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_payments(RecordPayments head,
                                                         std::span<const PaymentLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_reversals(ReversePayments head,
                                                          std::span<const ReversalLine> lines);
/// In one action, since lines may be exchanged for each other: `limit_exceeded` if they are too many.
[[nodiscard]] Outcome<std::vector<Action>> plan_amendments(AmendAwards head,
                                                           std::span<const AwardLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_qualifications(IssueQualifications head,
                                                               std::span<const QualificationLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_holders(std::span<const HolderLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_renewals(RenewQualifications head,
                                                         std::span<const QualificationLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_credit(RecordCredit head, std::span<const CreditLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_enterprises(std::span<const EnterpriseLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_projects(RegisterProjects head,
                                                         std::span<const ProjectLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_bids(RecordBids head, std::span<const BidLine> lines);
/// Lists of one reason each, in the order of the lines.
[[nodiscard]] Outcome<std::vector<Action>> plan_listings(RecordListings head,
                                                         std::span<const ProductLine> lines);
[[nodiscard]] Outcome<std::vector<Action>> plan_results(RecordResults head,
                                                        std::span<const ResultLine> lines);

/// The sum of the amounts of a list, 0 for lists without money.
[[nodiscard]] Fen amount_of(const Action& action);

}  // namespace credence
