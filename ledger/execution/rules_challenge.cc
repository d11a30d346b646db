// SPDX-License-Identifier: Apache-2.0
// Challenges: bids until their last day, selection after it, never more than was published. The selected bids
// become an award batch by the rules of all awards.
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
  place.put({line.code, line.enterprise, line.project, line.amount});
  context.say({ProgrammeKey{action.programme}, EnterpriseKey{line.code}},
              BidRecorded{action.programme, action.challenge, line});
  return {};
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

Result<void> apply_rules(TransactionContext& context, const SelectBids& action) {
  auto challenge = challenge_of(context, action.programme, action.challenge);
  if (!challenge) return std::unexpected(challenge.error());
  const Details name = said::challenge(action.challenge);
  if ((*challenge)->selected) return fail(Code::already_selected, name);
  if (context.today() <= (*challenge)->bids_until)
    return fail(Code::bids_open, name + said::to((*challenge)->bids_until));
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
