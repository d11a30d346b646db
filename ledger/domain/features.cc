// SPDX-License-Identifier: Apache-2.0
// With CREDENCE_LATER_RELEASE as a later release would be, for tests alone: it knows one feature more, and an
// action that needs it.
#include "ledger/domain/features.h"

#include <algorithm>
#include <array>

#include "ledger/domain/actions.h"

namespace credence::features {
namespace {

#ifdef CREDENCE_LATER_RELEASE
constexpr std::string_view kLaterRule = "later-rule";
constexpr auto kAll =
    std::to_array<std::string_view>({kFourEyes, kFundReturns, kTaxRelief, kSealedBids, kFundRounds,
                                     kRecoveryParts, kFormerTerms, kLaterRule});
std::string_view needed(const AnchorDocument&) { return kLaterRule; }
#else
constexpr auto kAll = std::to_array<std::string_view>(
    {kFourEyes, kFundReturns, kTaxRelief, kSealedBids, kFundRounds, kRecoveryParts, kFormerTerms});
#endif
std::string_view needed(const RecordFundReturn&) { return kFundReturns; }
std::string_view needed(const WithdrawEntry& action) {
  return action.kind == EntryKind::fund_return ? kFundReturns : std::string_view{};
}
std::string_view needed(const RecordSocialCapital& action) {
  return action.investor_code ? kFundRounds : std::string_view{};
}
/// Of award lines, as they are recorded or amended.
std::string_view needed(const List<AwardLine, limits::kLinesMax>& lines) {
  return std::ranges::any_of(lines, [](const AwardLine& line) { return line.investment.has_value(); })
             ? kFundRounds
             : std::string_view{};
}
std::string_view needed(const RecordAwards& action) { return needed(action.lines); }
std::string_view needed(const AmendAwards& action) { return needed(action.lines); }
std::string_view needed(const RecordRelief&) { return kTaxRelief; }
std::string_view needed(const SealBid&) { return kSealedBids; }
std::string_view needed(const OpenBid&) { return kSealedBids; }
std::string_view needed(const TakeRecoveryStep&) { return kRecoveryParts; }
std::string_view needed(const DemandRecovery& action) {
  return action.charges.none() ? std::string_view{} : kRecoveryParts;
}
std::string_view needed(const RecordRecovery& action) {
  return action.charges.none() ? std::string_view{} : kRecoveryParts;
}
template <class Body>
  requires std::same_as<Body, RecordListings> || std::same_as<Body, WithdrawCredit> ||
           std::same_as<Body, DecideCreditRepair>
std::string_view needed(const Body& action) {
  return action.reason.empty() ? std::string_view{} : kFormerTerms;
}
template <class Body>
std::string_view needed(const Body&) {
  return {};
}

}  // namespace

std::span<const std::string_view> all() { return kAll; }
bool known(std::string_view name) { return std::ranges::find(kAll, name) != kAll.end(); }
std::string_view needed_by(const Action& action) {
  return std::visit([](const auto& body) { return needed(body); }, action);
}

}  // namespace credence::features
