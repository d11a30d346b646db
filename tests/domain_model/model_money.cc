// SPDX-License-Identifier: Apache-2.0
// Programmes: envelopes, quotas, rules, library, catalogue, challenges; and every sum.
#include "tests/domain_model/model.h"

namespace credence::model {

// ---- sums over what was recorded --------------------------------------------------------------------------

Fen Recovery::recovered() const {
  Fen sum = 0;
  for (const RecordRecovery& receipt : receipts) sum += voided.contains(receipt.receipt) ? 0 : receipt.amount;
  return sum;
}

Charges Recovery::charges_received() const {
  Charges sum;
  for (const RecordRecovery& receipt : receipts)
    if (!voided.contains(receipt.receipt)) sum += receipt.charges;
  return sum;
}

namespace {

template <class Visit>
void each_award(const Programme& programme, Visit visit) {
  for (const auto& [id, batch] : programme.batches)
    for (const auto& [line, award] : batch.awards) visit(id, batch, award);
}
template <class Visit>
void each_payment(const Programme& programme, const Id& batch, std::uint32_t line, Visit visit) {
  for (const auto& [id, list] : programme.lists)
    for (const auto& [number, payment] : list.payments)
      if (payment.award_batch == batch && payment.award_line == line && !payment.reversal) visit(payment);
  for (const auto& [key, relief] : programme.reliefs)
    if (relief.claim.award_batch == batch && relief.claim.award_line == line && relief.amount > 0)
      visit(PaymentValue{batch, line, relief.code, relief.amount, relief.claim.on, false, {}});
}

}  // namespace

Fen Programme::awarded(const std::optional<Uscc>& of) const {
  Fen sum = 0;
  each_award(*this, [&](const Id&, const Batch&, const Award& award) {
    if (of ? award.code == of : !award.out) sum += award.said.amount - award.released;
  });
  return sum;
}
Fen Programme::awarded_of_quota(const Id& quota) const {
  Fen sum = 0;
  each_award(*this, [&](const Id&, const Batch& batch, const Award& award) {
    if (batch.said.quota == quota && !award.out) sum += award.said.amount - award.released;
  });
  return sum;
}
Fen Programme::awarded_of_quotas() const {
  Fen sum = 0;
  for (const auto& [id, quota] : quotas) sum += awarded_of_quota(id);
  return sum;
}
Fen Programme::allocated() const {
  Fen sum = 0;
  for (const auto& [id, quota] : quotas) sum += quota.amount;
  return sum;
}
Fen Programme::released() const {
  Fen sum = 0;
  each_award(*this, [&](const Id&, const Batch&, const Award& award) { sum += award.released; });
  return sum;
}
Fen Programme::paid(const Id& batch, std::uint32_t line) const {
  Fen sum = 0;
  each_payment(*this, batch, line, [&](const PaymentValue& payment) { sum += payment.amount; });
  return sum;
}
Fen Programme::acknowledged(const Id& batch, std::uint32_t line) const {
  Fen sum = 0;
  each_payment(*this, batch, line,
               [&](const PaymentValue& payment) { sum += payment.acknowledged ? payment.amount : 0; });
  return sum;
}
Fen Programme::demanded(const Id& batch, std::uint32_t line) const {
  Fen sum = 0;
  for (const auto& [id, recovery] : recoveries)
    if (recovery.said.award_batch == batch && recovery.said.award_line == line) sum += recovery.said.demanded;
  return sum;
}
Fen Programme::recovered(const Id& batch, std::uint32_t line) const {
  Fen sum = 0;
  for (const auto& [id, recovery] : recoveries)
    if (recovery.said.award_batch == batch && recovery.said.award_line == line) sum += recovery.recovered();
  return sum;
}
Fen Programme::social_capital(const std::optional<std::pair<Id, std::uint32_t>>& of, bool promised) const {
  Fen sum = 0;
  for (const auto& [id, entry] : capital)
    if ((promised ? !entry.of : !entry.promised) &&
        (!of || *of == std::pair{entry.award_batch, entry.award_line}))
      sum += entry.amount;
  return sum;
}
Fen Programme::paid_of_batch(const Id& batch) const {
  Fen sum = 0;
  for (const auto& [id, list] : lists)
    for (const auto& [number, payment] : list.payments)
      if (payment.award_batch == batch && !payment.reversal) sum += payment.amount;
  for (const auto& [key, relief] : reliefs) sum += relief.claim.award_batch == batch ? relief.amount : 0;
  return sum;
}
Programme::Returned Programme::returned(const std::optional<std::pair<Id, std::uint32_t>>& of) const {
  Returned out;
  for (const auto& [id, held] : returns) {
    const RecordFundReturn& one = held.said;
    if (of && *of != std::pair{one.award_batch, one.award_line}) continue;
    out.ended += one.cost;
    out.lost += one.kind == ReturnKind::loss ? one.cost : 0;
    out.proceeds += one.proceeds;
  }
  return out;
}
std::set<Date> Programme::paid_days(const Id& batch, std::uint32_t line) const {
  std::set<Date> out;
  each_payment(*this, batch, line, [&](const PaymentValue& payment) { out.insert(payment.paid_on); });
  return out;
}
Fen Programme::paid_by(const Id& batch, std::uint32_t line, const Date& day) const {
  Fen sum = 0;
  each_payment(*this, batch, line,
               [&](const PaymentValue& payment) { sum += payment.paid_on <= day ? payment.amount : 0; });
  return sum;
}
bool Programme::void_award(const Id& batch, const Award& award) const {
  return award.closed && paid(batch, award.said.line) == 0;
}
std::uint32_t Programme::awards_of(const Uscc& code) const {
  std::uint32_t count = 0;
  each_award(*this, [&](const Id& id, const Batch&, const Award& award) {
    count += award.code == code && !void_award(id, award) ? 1 : 0;
  });
  return count;
}
bool Programme::ever_awarded(const Uscc& code) const {
  bool found = false;
  each_award(*this, [&](const Id&, const Batch&, const Award& award) {
    found = found || award.code == code || award.former.contains(code);
  });
  return found;
}

// ---- programmes -------------------------------------------------------------------------------------------

Code Model::programme_of(const Who& who, const Id& id, Side side, bool may_be_closed) const {
  const auto held = programmes.find(id);
  if (held == programmes.end()) return Code::unknown_programme;
  const CreateProgramme& said = held->second.said;
  if (who.department != (side == Side::lead ? said.lead_department : said.finance_department))
    return Code::wrong_department;
  return held->second.closed_on && !may_be_closed ? Code::programme_closed : Code::ok;
}

Code Model::apply(const Who& who, const CreateProgramme& action) {
  if (const auto held = programmes.find(action.id); held != programmes.end()) {
    CreateProgramme same = held->second.said;
    same.budget = held->second.budget;  // as it is amended
    return encode(same) == encode(action) ? Code::already_registered : Code::registered_differently;
  }
  if (action.fiscal_year > today.year + 1) return Code::day_too_far;
  if (!departments.contains(action.lead_department) || !departments.contains(action.finance_department))
    return Code::unknown_department;
  if (who.department != action.lead_department) return Code::wrong_department;
  if (granted(action.lead_department, Role::award) != Code::ok ||
      (action.finance_department != action.lead_department &&
       granted(action.finance_department, Role::pay) != Code::ok))
    return Code::role_not_granted;
  Programme& programme = programmes[action.id];
  programme.said = action;
  programme.budget = action.budget;
  return Code::ok;
}

Code Model::apply(const Who& who, const AmendProgramme& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.budget == action.budget) return Code::already_registered;
  if (programme.said.kind == ProgrammeKind::procurement_catalogue) return Code::wrong_kind;
  if (action.budget < programme.allocated() + programme.awarded() - programme.awarded_of_quotas())
    return Code::budget_below_bound;
  programme.budget = action.budget;
  return Code::ok;
}

Code Model::apply(const Who& who, const SetProgrammeRules& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  for (const Id& other : action.rules.excluded)
    if (!programmes.contains(other)) return Code::unknown_programme;
  for (const Id& type : action.rules.required_titles)
    if (const Code held = title_for(type, HolderKind::enterprise); held != Code::ok) return held;
  Programme& programme = programmes.at(action.programme);
  if (programme.rules_version > 0 && encode(programme.rules) == encode(action.rules))
    return Code::already_registered;
  programme.rules = action.rules;
  ++programme.rules_version;
  return Code::ok;
}

Code Model::apply(const Who& who, const AllocateQuota& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto held = programme.quotas.find(action.quota);
  if (held != programme.quotas.end()) {
    if (held->second.name == action.name && held->second.amount == action.amount)
      return Code::already_registered;
    if (action.amount < programme.awarded_of_quota(action.quota)) return Code::quota_below_awarded;
  }
  const Fen outside = programme.awarded() - programme.awarded_of_quotas();
  programme.quotas[action.quota] = action;
  return programme.allocated() + outside > programme.budget ? Code::budget_exceeded : Code::ok;
}

Code Model::apply(const Who& who, const CloseProgramme& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  Fen paid = 0;
  for (const auto& [id, batch] : programme.batches) paid += programme.paid_of_batch(id);
  if (programme.awarded() != paid) return Code::programme_unsettled;
  programme.closed_on = today;
  return Code::ok;
}

// ---- library and catalogue --------------------------------------------------------------------------------

Code Model::named_enterprise(const Uscc& code, const Name& name) const {
  const auto held = titles.enterprises.find(code);
  if (held == titles.enterprises.end()) return Code::unknown_enterprise;
  if (!held->second.alive(today)) return Code::enterprise_ended;
  return fold(held->second.name) == fold(name) ? Code::ok : Code::name_mismatch;
}

Code Model::apply(const Who& who, const RegisterProjects& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  for (const ProjectLine& line : action.lines) {
    if (const Code code = named_enterprise(line.code, line.enterprise); code != Code::ok) return code;
    if (programme.rules.overdue_blocks && overdue(line.code)) return Code::acceptance_overdue;
    const CodeAndText key{line.code, fold(line.project)};
    if (const auto held = programme.library.find(key); held != programme.library.end())
      return held->second.requested == line.requested ? Code::already_registered
                                                      : Code::registered_differently;
    programme.library[key] = {line.code, line.project, line.requested, today};
  }
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordListings& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.said.kind != ProgrammeKind::procurement_catalogue) return Code::wrong_kind;
  for (const ListingLine& line : action.lines) {
    const CodeAndText key{line.code, fold(line.product)};
    const auto held = programme.listings.find(key);
    const bool same_begin = held != programme.listings.end() && held->second.valid_from == line.valid_from;
    if (same_begin && held->second.valid_to == line.valid_to) return Code::already_registered;
    // taken off
    if (same_begin && line.valid_to && (!held->second.valid_to || *line.valid_to < *held->second.valid_to)) {
      set_listing(programme, action.batch, line);
      continue;
    }
    if (const Code code = named_enterprise(line.code, line.enterprise); code != Code::ok) return code;
    if (!titles.enterprises.at(line.code).alive(line.valid_from)) return Code::enterprise_ended;
    if (const Code code = first_of({soon(line.valid_from), from(line.valid_from, programme.first_day()),
                                    from(line.valid_from, titles.enterprises.at(line.code).founded())});
        code != Code::ok)
      return code;
    for (const Id& type : programme.rules.required_titles)
      if (!title_in_force(type, line.code, line.valid_from) || !title_in_force(type, line.code, today))
        return Code::title_required;
    if (credit_bars(line.code, programme.rules.blocking_credit)) return Code::credit_blocks;
    set_listing(programme, action.batch, line);
  }
  return Code::ok;
}

/// From its first day on the new term holds alone; of the days before, what was said of them.
void Model::set_listing(Programme& programme, const Id& batch, const ListingLine& line) const {
  const CodeAndText key{line.code, fold(line.product)};
  const auto before = programme.listings.find(key);
  ListingValue value{line.code, line.product, batch, line.valid_from, line.valid_to};
  if (feature("former-terms")) {
    value.all_terms = before == programme.listings.end() || before->second.all_terms;
    std::vector<ListingTerm> terms;
    if (before != programme.listings.end()) {
      terms.assign(before->second.former.begin(), before->second.former.end());
      terms.push_back({before->second.batch, before->second.valid_from, before->second.valid_to});
    }
    if (terms.size() == 17) {
      terms.erase(terms.begin());
      value.all_terms = false;
    }
    for (const ListingTerm& term : terms)
      if (term.valid_from < line.valid_from) {
        value.former.push_back(term);
        auto& last = value.former.back().valid_to;
        if (!last || line.valid_from <= *last) last = plus_days(line.valid_from, -1);
      }
  }
  programme.listings[key] = value;
}

Code Model::apply(const Who&, const SetCalendar& action) {
  if (const auto held = calendars.find(action.year);
      held != calendars.end() && encode(held->second) == encode(action))
    return Code::already_registered;
  calendars[action.year] = action;
  return Code::ok;
}

// ---- challenges -------------------------------------------------------------------------------------------

Code Model::apply(const Who& who, const PublishChallenge& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  if (programme.said.kind != ProgrammeKind::challenge) return Code::wrong_kind;
  if (const auto held = programme.challenges.find(action.challenge); held != programme.challenges.end())
    return encode(held->second.said) == encode(action) ? Code::already_registered
                                                       : Code::registered_differently;
  if (const Code code = first_of({from(action.bids_until, today), soon(action.bids_until)}); code != Code::ok)
    return code;
  programme.challenges[action.challenge].said = action;
  return Code::ok;
}

Code Model::apply(const Who& who, const RecordBids& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto held = programme.challenges.find(action.challenge);
  if (held == programme.challenges.end()) return Code::unknown_challenge;
  Challenge& challenge = held->second;
  if (challenge.selected || today > challenge.said.bids_until) return Code::bids_closed;
  for (const BidLine& line : action.lines) {
    if (challenge.bids.contains(line.line)) return Code::line_recorded;
    if (const Code code = named_enterprise(line.code, line.enterprise); code != Code::ok) return code;
    if (feature("sealed-bids")) {
      BidderValue& bidder = challenge.bidders[line.code];
      if (bidder.commitment) return Code::already_bid;
      bidder.line = line.line;
    }
    challenge.bids[line.line] = {line.code, line.enterprise, line.project, line.amount, false};
  }
  return Code::ok;
}

std::uint32_t Challenge::sealed() const {
  return static_cast<std::uint32_t>(std::ranges::count_if(
      bidders, [](const auto& held) { return held.second.commitment && held.second.line == 0; }));
}

/// Where anybody bids.
Code Model::for_bidders(const Id& programme, const Id& challenge) const {
  const auto held = programmes.find(programme);
  if (held == programmes.end()) return Code::unknown_programme;
  if (held->second.closed_on) return Code::programme_closed;
  return held->second.challenges.contains(challenge) ? Code::ok : Code::unknown_challenge;
}

Code Model::apply(const Who& who, const SealBid& action) {
  if (const Code code = for_bidders(action.programme, action.challenge); code != Code::ok) return code;
  if (who.enterprise != action.code) return Code::wrong_enterprise;
  Challenge& challenge = programmes.at(action.programme).challenges.at(action.challenge);
  if (challenge.selected || today > challenge.said.bids_until) return Code::bids_closed;
  const auto held = challenge.bidders.find(action.code);
  const BidderValue before = held == challenge.bidders.end() ? BidderValue{} : held->second;
  if (before.line > 0) return Code::already_bid;
  if (before.commitment == action.commitment) return Code::no_change;
  if (action.commitment && !titles.enterprises.at(action.code).alive(today)) return Code::enterprise_ended;
  if (action.commitment && before.seals == 100) return Code::limit_exceeded;
  challenge.bidders[action.code] = {action.commitment, 0,
                                    static_cast<std::uint8_t>(before.seals + (action.commitment ? 1 : 0))};
  return Code::ok;
}

Code Model::apply(const Who& who, const OpenBid& action) {
  if (const Code code = for_bidders(action.programme, action.challenge); code != Code::ok) return code;
  const Uscc lead = action.members.front().code;
  if (who.enterprise != lead) return Code::wrong_enterprise;
  Challenge& challenge = programmes.at(action.programme).challenges.at(action.challenge);
  if (challenge.selected) return Code::already_selected;
  if (today <= challenge.said.bids_until) return Code::bids_open;
  if (challenge.bidders[lead].line > 0) return Code::already_bid;
  for (const BidMember& member : action.members) {
    if (challenge.bidders[member.code].commitment != bid_commitment(chain, action))
      return member.code == lead ? Code::commitment_differs : Code::partner_not_joined;
    if (!titles.enterprises.at(member.code).alive(today)) return Code::enterprise_ended;
  }
  std::uint32_t line = std::max(static_cast<std::uint32_t>(challenge.bids.size()), challenge.last_opened) + 1;
  while (challenge.bids.contains(line)) ++line;
  challenge.last_opened = line;
  challenge.bids[line] = {
      lead, titles.enterprises.at(lead).name, action.project, action.amount, false, action.members};
  for (const BidMember& member : action.members) challenge.bidders[member.code].line = line;
  return Code::ok;
}

Code Model::apply(const Who& who, const SelectBids& action) {
  if (const Code code = programme_of(who, action.programme, Side::lead); code != Code::ok) return code;
  Programme& programme = programmes.at(action.programme);
  const auto held = programme.challenges.find(action.challenge);
  if (held == programme.challenges.end()) return Code::unknown_challenge;
  Challenge& challenge = held->second;
  if (challenge.selected) return Code::already_selected;
  if (today <= challenge.said.bids_until) return Code::bids_open;
  if (challenge.sealed() > 0 && today <= plus_days(challenge.said.bids_until, 7)) return Code::bids_sealed;
  if (action.lines.size() > challenge.said.winners_max) return Code::too_many_winners;
  if (action.published && *action.published <= challenge.said.bids_until) return Code::day_too_early;
  RecordAwards awards;
  awards.programme = action.programme;
  awards.batch = action.challenge;
  awards.title = challenge.said.title;
  awards.document_no = action.document_no.empty() ? challenge.said.document_no : action.document_no;
  awards.published = action.published;
  awards.stage = action.stage;
  awards.declared_count = static_cast<std::uint32_t>(action.lines.size());
  awards.source = challenge.said.source;
  if (programme.quotas.contains(action.challenge)) awards.quota = action.challenge;
  for (const SelectionLine& line : action.lines) {
    const auto bid = challenge.bids.find(line.line);
    if (bid == challenge.bids.end()) return Code::unknown_bid;
    awards.declared_total += line.amount;
    if (line.amount > bid->second.amount || awards.declared_total > challenge.said.amount)
      return Code::challenge_exceeded;
    bid->second.selected = true;
    awards.lines.push_back(
        {line.line, bid->second.enterprise, bid->second.code, bid->second.project, line.amount});
  }
  challenge.selected = true;
  return apply(who, awards);
}

}  // namespace credence::model
