// SPDX-License-Identifier: Apache-2.0
// Programmes, quotas, library, catalogue, challenges.
#include "tests/domain_model/actions.h"

namespace credence::model {

Action Actions::create_programme() {
  if (!m_.programmes.empty() && chance(15)) {
    CreateProgramme again = among(m_.programmes).second.said;
    if (chance(30)) again.name = "另一专项";
    return again;
  }
  const unsigned age = made_ / 1200;
  CreateProgramme out;
  out.id = Id("p" + std::to_string(age) + "-" + std::to_string(pick(8)));
  out.name = "专项";
  out.lead_department = chance(90) ? among({Id("iit"), Id("sci")}) : department();
  out.finance_department = chance(92) ? Id("fin") : department();
  out.fiscal_year = static_cast<std::uint16_t>(m_.today.year + (chance(90) ? 0U : pick(4)));
  out.kind =
      among({ProgrammeKind::grant, ProgrammeKind::grant, ProgrammeKind::reward,
             ProgrammeKind::fund_investment, ProgrammeKind::challenge, ProgrammeKind::procurement_catalogue,
             ProgrammeKind::talent_subsidy, ProgrammeKind::interest_subsidy, ProgrammeKind::tax_relief});
  const bool relief = out.kind == ProgrammeKind::tax_relief;
  if (relief && chance(70)) out.finance_department = out.lead_department;
  if (!relief && out.lead_department == out.finance_department)
    out.finance_department = out.lead_department == Id("fin") ? Id("iit") : Id("fin");
  if (chance(40)) out.task = "gd-t2";
  out.budget = out.kind == ProgrammeKind::procurement_catalogue ? 0 : 500 + money(3000);
  out.document_no = document();
  return out;
}

Action Actions::amend_programme() {
  AmendProgramme out{programme(), 1, document(), std::nullopt, reason()};
  const auto held = m_.programmes.find(out.programme);
  if (held == m_.programmes.end()) return out;
  const Programme& of = held->second;
  const Fen bound = of.allocated() + of.awarded() - of.awarded_of_quotas();
  out.budget = std::max<Fen>(1, chance(10)   ? of.budget
                                : chance(12) ? bound - 1
                                : chance(20) ? bound
                                             : of.budget + money(800));
  return out;
}

Action Actions::set_programme_rules() {
  SetProgrammeRules out{programme(), {}, document()};
  const auto held = m_.programmes.find(out.programme);
  if (held != m_.programmes.end() && held->second.rules_version > 0) {
    if (chance(10)) return SetProgrammeRules{out.programme, held->second.rules, document()};
    if (chance(35)) return out;  // rules that ask nothing
  }
  ProgrammeRules& rules = out.rules;
  if (chance(20)) rules.cap = 50 + money(200);
  rules.one_project = chance(15);
  rules.library_required = chance(20);
  rules.quota_required = chance(12);
  rules.overdue_blocks = chance(45);
  if (chance(40)) rules.notice_days = static_cast<std::uint8_t>(1 + pick(7));
  rules.working_days = chance(50);
  rules.first_day_counts = chance(40);
  if (chance(45)) rules.acceptance_months = static_cast<std::uint8_t>(1 + pick(2));
  for (const auto& [id, other] : m_.programmes)
    if (id != out.programme && rules.excluded.size() < 2 && chance(4)) rules.excluded.push_back(id);
  if (chance(2)) rules.excluded = {Id("no-such")};
  if (chance(15)) rules.required_titles = {chance(90) ? among(m_.titles.types).first : Id("none")};
  if (chance(40)) rules.blocking_credit = static_cast<CreditClass>(1 + pick(3));
  if (chance(35)) {
    rules.tranches.push_back({TrancheCondition::confirmed, 0, 40, 0});
    if (chance(50)) rules.tranches.push_back({TrancheCondition::milestone, 1, 0, money(40)});
    rules.tranches.push_back(
        {chance(50) ? TrancheCondition::accepted : TrancheCondition::performance, 0, 60, 0});
  }
  return out;
}

Action Actions::allocate_quota() {
  const Id of = chance(70) ? Id("q" + std::to_string(pick(3)))
                           : Id("c" + std::to_string(pick(5)));  // of a place, or put by for a challenge
  AllocateQuota out{programme(), of, "配额", 1 + money(400), document()};
  const auto held = m_.programmes.find(out.programme);
  if (held == m_.programmes.end()) return out;
  const auto quota = held->second.quotas.find(out.quota);
  if (quota == held->second.quotas.end()) return out;
  const Fen awarded = held->second.awarded_of_quota(out.quota);
  if (chance(15))
    out = quota->second;
  else if (awarded > 1 && chance(25))
    out.amount = awarded - 1;
  else if (awarded > 0 && chance(25))
    out.amount = awarded;
  return out;
}

Action Actions::close_programme() {
  // Those that are settled, and now and then one that is not; an empty one has its life before it.
  for (int tries = 0; tries < 20 && !m_.programmes.empty(); ++tries) {
    const auto& [id, held] = among(m_.programmes);
    if (held.closed_on) continue;
    Fen paid = 0;
    for (const auto& [list_id, list] : held.lists)
      for (const auto& [line, payment] : list.payments) paid += payment.amount;
    if (held.awarded() == paid ? paid > 0 || chance(2) : chance(20))
      return CloseProgramme{id, document(), "办结"};
  }
  return CloseProgramme{"none", document(), ""};
}

Action Actions::register_projects() {
  RegisterProjects out{programme(), {}};
  const auto held = m_.programmes.find(out.programme);
  const unsigned count = 1 + pick(3);
  for (std::uint32_t number = 1; number <= count; ++number) {
    const Uscc code = enterprise();
    ProjectLine line{number, code, name_of_enterprise(code),
                     written("项目" + std::to_string(pick(12)) + "（一）"), money(120)};
    if (held != m_.programmes.end() && !held->second.library.empty() && chance(15)) {
      const LibraryProjectValue& value = among(held->second.library).second;
      line.code = value.code;
      line.enterprise = name_of_enterprise(line.code);
      line.project = value.project;
      line.requested = value.requested + pick(2);
    }
    if (std::ranges::any_of(out.lines, [&](const ProjectLine& other) {
          return other.code == line.code && fold(other.project) == fold(line.project);
        }))
      continue;
    out.lines.push_back(line);
  }
  return out;
}

Action Actions::record_listings() {
  RecordListings out{
      programme(ProgrammeKind::procurement_catalogue), Id("l" + std::to_string(pick(5))), document(), {}};
  const Uscc code = enterprise();
  ListingLine line{1,
                   code,
                   name_of_enterprise(code),
                   Name("产品" + std::to_string(pick(5))),
                   chance(3) ? Date{2018, 1, 1} : around(30, chance(5) ? 800 : 30),
                   std::nullopt};
  if (chance(50)) line.valid_to = plus_months(line.valid_from, pick(24));
  const auto held = m_.programmes.find(out.programme);
  if (held != m_.programmes.end() && !held->second.listings.empty() && chance(15)) {
    const ListingValue& value = among(held->second.listings).second;
    line = {1, value.code, name_of_enterprise(value.code), value.product, value.valid_from, value.valid_to};
    if (chance(40)) line.valid_to = plus_months(line.valid_from, pick(6));
    if (const Date later = plus_days(line.valid_from, static_cast<int>(pick(60)));
        chance(40) && (!line.valid_to || later <= *line.valid_to))
      line.valid_from = later;
    if (chance(20)) out.reason = reason();
  }
  out.lines.push_back(line);
  return out;
}

// ---- challenges -------------------------------------------------------------------------------------------

Action Actions::publish_challenge() {
  const Id in = programme(ProgrammeKind::challenge);
  const auto held = m_.programmes.find(in);
  if (held != m_.programmes.end() && !held->second.challenges.empty() && chance(20)) {
    PublishChallenge again = among(held->second.challenges).second.said;
    if (chance(30)) again.amount += 1;
    return again;
  }
  PublishChallenge out{in,
                       Id("c" + std::to_string(pick(5))),
                       "榜单",
                       document(),
                       "",
                       50 + money(200),
                       around(chance(5) ? 9 : 0, chance(5) ? 800 : 12),
                       static_cast<std::uint8_t>(1 + pick(3)),
                       {}};
  if (chance(50)) out.milestones.push_back({"样机", std::nullopt});
  return out;
}

Action Actions::record_bids() {
  RecordBids out{programme(ProgrammeKind::challenge), Id("c" + std::to_string(pick(5))), {}};
  const auto held = m_.programmes.find(out.programme);
  std::size_t bids = 0;
  if (held != m_.programmes.end() && !held->second.challenges.empty() && chance(95)) {
    const auto& [id, challenge] = among(held->second.challenges);
    out.challenge = id;
    bids = challenge.bids.size();
  }
  std::uint32_t number = number_for(bids);
  const unsigned count = 1 + pick(2);
  for (unsigned i = 0; i < count; ++i, ++number) {
    const Uscc code = enterprise();
    out.lines.push_back(
        {number, code, name_of_enterprise(code), Name("项目" + std::to_string(pick(12))), money(120)});
  }
  return out;
}

std::optional<Uscc> Actions::enterprise_with_key() {
  std::vector<Uscc> found;
  for (const auto& [id, key] : m_.keys)
    if (!key.revoked && key.enterprise) found.push_back(*key.enterprise);
  return found.empty() ? std::nullopt : std::optional(among(found));
}

Action Actions::seal_bid() {
  SealBid out{programme(ProgrammeKind::challenge), Id("c" + std::to_string(pick(5))),
              enterprise_with_key().value_or(enterprise()), std::nullopt};
  const auto held = m_.programmes.find(out.programme);
  const Challenge* found = nullptr;
  if (held != m_.programmes.end())
    for (int tries = 0; tries < 6 && !held->second.challenges.empty(); ++tries) {
      const auto& [id, challenge] = among(held->second.challenges);
      if ((challenge.selected || challenge.said.bids_until < m_.today) && chance(90)) continue;
      out.challenge = id;
      found = &challenge;
      break;
    }
  if (found != nullptr && !found->bidders.empty() && chance(12)) {
    out.code = among(found->bidders).first;
    return out;  // withdrawn
  }
  if (chance(45))
    for (const auto& [commitment, offer] : offers_) {
      if (offer.programme != out.programme || offer.challenge != out.challenge || offer.members.size() == 1)
        continue;
      const Uscc& partner = offer.members.back().code;
      if (found == nullptr || (found->bidders.contains(partner) && chance(80))) continue;
      out.code = partner;
      out.commitment = commitment;
      return out;
    }
  OpenBid offer{out.programme,        out.challenge,
                {{out.code, 10'000}}, Name("项目" + std::to_string(pick(12))),
                money(120),           {}};
  if (const auto partner = enterprise_with_key(); partner && *partner != out.code && chance(50))
    offer.members = {{out.code, 6'000}, {*partner, 4'000}};
  for (std::byte& byte : offer.salt.bytes) byte = static_cast<std::byte>(pick(256));
  out.commitment = bid_commitment(m_.chain, offer);
  offers_[*out.commitment] = offer;
  return out;
}

Action Actions::open_bid() {
  OpenBid out{programme(ProgrammeKind::challenge), "c0", {{enterprise(), 10'000}}, "项目", 50, {}};
  for (int tries = 0; tries < 60 && !offers_.empty(); ++tries) {
    const auto& [commitment, offer] = among(offers_);
    out = offer;
    const auto held = m_.programmes.find(offer.programme);
    if (held == m_.programmes.end()) continue;
    const auto challenge = held->second.challenges.find(offer.challenge);
    if (challenge == held->second.challenges.end()) continue;
    const auto bidder = challenge->second.bidders.find(offer.members.front().code);
    const bool sealed = bidder != challenge->second.bidders.end() && bidder->second.commitment == commitment;
    if (sealed && !challenge->second.selected && challenge->second.said.bids_until < m_.today &&
        (bidder->second.line == 0 || chance(5)))
      break;
  }
  if (chance(5)) ++out.amount;
  return out;
}

Action Actions::select_bids() {
  SelectBids out{programme(ProgrammeKind::challenge),
                 Id("c" + std::to_string(pick(5))),
                 document(),
                 std::nullopt,
                 chance(50) ? AwardStage::public_notice : AwardStage::confirmed,
                 {}};
  const auto held = m_.programmes.find(out.programme);
  if (held != m_.programmes.end())
    for (int tries = 0; tries < 6 && !held->second.challenges.empty(); ++tries) {
      const auto& [id, challenge] = among(held->second.challenges);
      if (challenge.bids.empty() || (challenge.selected && chance(90)) ||
          (challenge.said.bids_until >= m_.today && chance(85)))
        continue;
      out.challenge = id;
      for (const auto& [number, bid] : challenge.bids)
        if (chance(40))
          out.lines.push_back({number, chance(88) ? std::min(bid.amount, money(60)) : bid.amount + pick(2)});
      break;
    }
  if (chance(20)) out.published = around(8, chance(8) ? 3 : 0);
  if (out.lines.empty() || chance(3)) out.lines = {{chance(80) ? 1U : 77U, 5}};
  return out;
}

}  // namespace credence::model
