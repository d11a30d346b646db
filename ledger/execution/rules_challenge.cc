// SPDX-License-Identifier: Apache-2.0
// Challenges: bids until their last day, selection after it, never more than was published. What an enterprise
// sealed it opens in between. The selected bids become an award batch by the rules of all awards.
#include "ledger/domain/features.h"
#include "ledger/execution/rules_money.h"

namespace credence {

using namespace money;  // NOLINT(google-build-using-namespace)

namespace {

using ChallengePlace = Overlay::Place<ChallengeValue>;

Result<ChallengePlace> challenge_of(TransactionContext& context, const Id& programme, const Id& challenge) {
  if (auto good = programme_of(context, programme, Side::lead); !good) return std::unexpected(good.error());
  auto place = context.state.at(ChallengeKey{programme, challenge});
  if (!place.present()) return fail(Code::unknown_challenge, said::challenge(challenge));
  return place;
}

Result<void> record_bid(TransactionContext& context, const RecordBids& action, const BidLine& line) {
  auto place = context.state.at(BidKey{action.programme, action.challenge, line.line});
  if (place.present()) return fail(Code::line_recorded, said::challenge(action.challenge));
  if (auto enterprise = enterprise_of(context, line.code, line.enterprise, "enterprise"); !enterprise)
    return std::unexpected(enterprise.error());
  if (context.has_feature(features::kSealedBids)) {
    auto bidder = context.state.at(BidderKey{action.programme, action.challenge, line.code});
    if (bidder.present() && bidder->commitment)
      return fail(Code::already_bid, said::challenge(action.challenge) + said::code(line.code));
    bidder.edit().line = line.line;
  }
  place.put({line.code, line.enterprise, line.project, line.amount});
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{line.code}},
              BidRecorded{action.programme, action.challenge, line});
  return {};
}

/// For an enterprise that bids: any may.
Result<ChallengePlace> challenge_for_bidders(TransactionContext& context, const Id& programme,
                                             const Id& challenge) {
  const auto held = context.state.at(ProgrammeKey{programme});
  if (!held.present()) return fail(Code::unknown_programme, said::programme(programme));
  if (held->closed_on)
    return fail(Code::programme_closed, said::programme(programme) + said::day(*held->closed_on));
  auto place = context.state.at(ChallengeKey{programme, challenge});
  if (!place.present()) return fail(Code::unknown_challenge, said::challenge(challenge));
  return place;
}

/// All members have sealed what is opened, and exist today.
Result<void> check_members(TransactionContext& context, const OpenBid& bid) {
  const Hash32 sealed = bid_commitment(context.chain, bid);
  for (const BidMember& member : bid.members) {
    const bool leads = &member == &bid.members.front();
    const auto bidder = context.state.at(BidderKey{bid.programme, bid.challenge, member.code});
    if (leads && bidder.present() && bidder->line > 0)
      return fail(Code::already_bid, said::challenge(bid.challenge) + said::code(member.code));
    if (!bidder.present() || bidder->commitment != sealed)
      return fail(leads ? Code::commitment_differs : Code::partner_not_joined,
                  said::challenge(bid.challenge) + said::concerned(member.code));
    if (auto enterprise = active_enterprise_of(context, member.code); !enterprise)
      return std::unexpected(enterprise.error());
  }
  return {};
}

/// The next number that no bid has. A department numbers its own as it likes, so some are passed over: each of
/// them once, since the search goes on where it ended.
std::uint32_t next_line(TransactionContext& context, const OpenBid& bid, const ChallengeValue& challenge) {
  std::uint32_t line = std::max(challenge.bids, challenge.last_line) + 1;
  while (context.state.at(BidKey{bid.programme, bid.challenge, line}).present()) ++line;
  return line;
}

}  // namespace

Result<void> apply_rules(TransactionContext& context, const PublishChallenge& action) {
  auto programme = programme_of(context, action.programme, Side::lead);
  if (!programme) return std::unexpected(programme.error());
  if ((*programme)->kind != ProgrammeKind::challenge)
    return fail(Code::wrong_kind, said::word(name_of((*programme)->kind)));
  auto place = context.state.at(ChallengeKey{action.programme, action.challenge});
  ChallengeValue value{action.title,      action.document_no, action.source,    action.amount,
                       action.bids_until, action.winners_max, action.milestones};
  if (place.present()) {
    value.bids = place->bids;
    value.selected = place->selected;
    value.sealed = place->sealed;
    value.last_line = place->last_line;
    return fail(encode(value) == encode(*place) ? Code::already_registered : Code::registered_differently,
                said::challenge(action.challenge));
  }
  if (auto good = require_from("bids_until", action.bids_until, context.today(), said::of_block); !good)
    return good;
  if (auto good = require_soon(context, "bids_until", action.bids_until); !good) return good;
  place.put(std::move(value));
  context.say({ProgrammeKey{action.programme}}, ChallengePublished{action});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const RecordBids& action) {
  auto challenge = challenge_of(context, action.programme, action.challenge);
  if (!challenge) return std::unexpected(challenge.error());
  if ((*challenge)->selected || (*challenge)->bids_until < context.today())
    return fail(Code::bids_closed, said::challenge(action.challenge) + said::to((*challenge)->bids_until));
  if (auto good = add_count(challenge->edit().bids, action.lines.size(), 0,
                            [&] { return said::challenge(action.challenge); });
      !good)
    return good;
  return apply_lines(context, action.lines,
                     [&](const BidLine& line) { return record_bid(context, action, line); });
}

Result<void> apply_rules(TransactionContext& context, const SealBid& action) {
  auto challenge = challenge_for_bidders(context, action.programme, action.challenge);
  if (!challenge) return std::unexpected(challenge.error());
  if (auto good = context.require_enterprise(action.code); !good) return good;
  const Details name = said::challenge(action.challenge);
  if ((*challenge)->selected || (*challenge)->bids_until < context.today())
    return fail(Code::bids_closed, name + said::to((*challenge)->bids_until));
  auto place = context.state.at(BidderKey{action.programme, action.challenge, action.code});
  const BidderValue before = place.present() ? *place : BidderValue{};
  if (before.line > 0) return fail(Code::already_bid, name + said::code(action.code));
  if (before.commitment == action.commitment) return fail(Code::no_change, name);
  if (action.commitment) {
    if (auto enterprise = active_enterprise_of(context, action.code); !enterprise)
      return std::unexpected(enterprise.error());
    if (before.seals == limits::kSealsMax)
      return fail(Code::limit_exceeded, name + of(std::uint64_t{before.seals} + 1, limits::kSealsMax));
    ++place.edit().seals;
  }
  place.edit().commitment = action.commitment;
  if (!before.commitment) ++challenge->edit().sealed;
  if (!action.commitment) --challenge->edit().sealed;
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{action.code}},
              BidSealed{action, context.state.at(EnterpriseKey{action.code})->name});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const OpenBid& action) {
  auto challenge = challenge_for_bidders(context, action.programme, action.challenge);
  if (!challenge) return std::unexpected(challenge.error());
  const Uscc lead = action.members.front().code;
  if (auto good = context.require_enterprise(lead); !good) return good;
  const Details name = said::challenge(action.challenge);
  if ((*challenge)->selected) return fail(Code::already_selected, name);
  if (context.today() <= (*challenge)->bids_until)
    return fail(Code::bids_open, name + said::not_before(after_days((*challenge)->bids_until, 1)));
  if (auto good = check_members(context, action); !good) return good;
  const std::uint32_t line = next_line(context, action, **challenge);
  const Name registered = context.state.at(EnterpriseKey{lead})->name;
  context.state.at(BidKey{action.programme, action.challenge, line})
      .put({lead, registered, action.project, action.amount, false, action.members});
  std::vector<TransactionContext::Subject> told{ProgrammeKey{action.programme}};
  for (const BidMember& member : action.members) {
    context.state.at(BidderKey{action.programme, action.challenge, member.code}).edit().line = line;
    told.emplace_back(EnterpriseKey{member.code});
  }
  ChallengeValue& value = challenge->edit();
  ++value.bids;
  value.last_line = line;
  value.sealed -= static_cast<std::uint32_t>(action.members.size());
  context.say(told, BidRecorded{action.programme,
                                action.challenge,
                                {line, lead, registered, action.project, action.amount},
                                action.members});
  return {};
}

Result<void> apply_rules(TransactionContext& context, const SelectBids& action) {
  auto challenge = challenge_of(context, action.programme, action.challenge);
  if (!challenge) return std::unexpected(challenge.error());
  const Details name = said::challenge(action.challenge);
  if ((*challenge)->selected) return fail(Code::already_selected, name);
  if (context.today() <= (*challenge)->bids_until)
    return fail(Code::bids_open, name + said::to((*challenge)->bids_until));
  if (const Date open_to = after_days((*challenge)->bids_until, limits::kOpeningDays);
      (*challenge)->sealed > 0 && context.today() <= open_to)
    return fail(Code::bids_sealed, name + said::number((*challenge)->sealed) + said::to(open_to));
  if (action.lines.size() > (*challenge)->winners_max)
    return fail(Code::too_many_winners, name + of(action.lines.size(), (*challenge)->winners_max));
  if (action.published)
    if (auto good = require_from("published", *action.published, after_days((*challenge)->bids_until, 1),
                                 said::of_bids);
        !good)
      return good;
  ChallengeValue& value = challenge->edit();
  value.selected = true;
  RecordAwards awards;
  awards.programme = action.programme;
  awards.batch = action.challenge;
  awards.title = value.title;
  awards.document_no = action.document_no.empty() ? value.document_no : action.document_no;
  awards.published = action.published;
  awards.stage = action.stage;
  awards.declared_count = static_cast<std::uint32_t>(action.lines.size());
  awards.source = value.source;
  // What was put by for the challenge: the quota of its id, as its batch is the batch of its id.
  if (context.state.at(QuotaKey{action.programme, action.challenge}).present())
    awards.quota = action.challenge;
  auto good = apply_lines(context, action.lines, [&](const SelectionLine& line) -> Result<void> {
    auto bid = context.state.at(BidKey{action.programme, action.challenge, line.line});
    if (!bid.present()) return fail(Code::unknown_bid, name);
    if (line.amount > bid->amount)
      return fail(Code::challenge_exceeded, said::field("amount") + of(line.amount, bid->amount));
    if (auto within = add_within(awards.declared_total, line.amount, value.amount, Code::challenge_exceeded,
                                 [&] { return name; });
        !within)
      return within;
    bid.edit().selected = true;
    awards.lines.push_back({line.line, bid->enterprise, bid->code, bid->project, line.amount});
    return {};
  });
  return good ? apply_rules(context, awards) : good;
}

}  // namespace credence
