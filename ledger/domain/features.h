// SPDX-License-Identifier: Apache-2.0
// Named features of the protocol: rules that a chain has or has not, from its genesis or from a height on
// that a vote decided. A chain without a feature is executed as before the feature existed, so that old
// chains replay to the same roots.
#pragma once

#include <span>
#include <string_view>

namespace credence {
struct Action;
}

namespace credence::features {

/// What a department does in a role needs the signature of a second key of it, with the role `check`.
inline constexpr std::string_view kFourEyes = "four-eyes";
/// Exits, incomes and losses of a fund's investments are recorded, and withdrawn.
inline constexpr std::string_view kFundReturns = "fund-returns";
/// What is used of a tax relief is recorded by the lead department, which may be the programme's only one, and
/// nothing of it is paid.
inline constexpr std::string_view kTaxRelief = "tax-relief";

/// Enterprises seal and open bids for challenges themselves, by their own keys; one that sealed a bid has none
/// recorded by a department, and the other way round.
inline constexpr std::string_view kSealedBids = "sealed-bids";
/// A recovery asks for interest, penalty and late charge beside the money itself, each apart, and records its steps.
inline constexpr std::string_view kRecoveryParts = "recovery-parts";

/// Award lines of a fund tell the round of the investment, and social capital its investor's code; social capital
/// comes into no enterprise that has ended, and an id of a fund or of a relief that is used is answered by what it
/// holds.
inline constexpr std::string_view kFundRounds = "fund-rounds";

/// A title that is recognised anew, and a product that is listed anew, keep their former terms in their values:
/// what is asked of a day in one of them is answered, and fraud of a former term is recorded. Corrections of
/// credit entries may say why.
inline constexpr std::string_view kFormerTerms = "former-terms";

/// Those that this program knows.
[[nodiscard]] std::span<const std::string_view> all();
[[nodiscard]] bool known(std::string_view name);

/// The feature that an action needs, of an action that came after 1.0, or one with a field that did; empty:
/// none. Where the feature is not in force the action is `unreadable_action`, as it is for programs that do
/// not know it: so replicas of both versions make one block.
[[nodiscard]] std::string_view needed_by(const Action& action);

}  // namespace credence::features
