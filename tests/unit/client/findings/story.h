// SPDX-License-Identifier: Apache-2.0
// A synthetic chain for the tests of findings: honest records, and irregularities planted among them one by
// one, each in programmes and enterprises of its own. Days go forward as the story is told.
#pragma once

#include <array>
#include <map>

#include "ledger/domain/credit_text.h"
#include "tests/unit/client/audit/samples.h"

namespace credence::testing {

namespace posts {
using world::secret;
inline const SecretKey kCredit = secret(61), kCheck = secret(62), kTurnMaker = secret(63),
                       kTurnCheck = secret(64), kBackMaker = secret(65), kBackCheck = secret(66),
                       kAudit = secret(67);
}  // namespace posts

/// The usual network from 2023-01-03 on, each key held by a post of its own; but two posts hold two keys each.
inline Genesis story_genesis() {
  Genesis out = world::genesis();
  out.time_ms = days_of({2023, 1, 3}) * 86'400'000;
  out.features.emplace_back(features::kTaxRelief);
  unsigned number = 0;
  for (KeyPost& key : out.keys) key.holder = Name("岗位" + std::to_string(++number));
  const auto key = [&out](const SecretKey& secret, std::initializer_list<Role> roles, const char* holder) {
    out.keys.push_back({"gd-iit", secret.public_key(), List<Role, 8>(roles), holder});
  };
  key(posts::kCredit, {Role::credit}, "信用岗");
  key(posts::kCheck, {Role::check}, "复核岗");
  key(posts::kAudit, {Role::audit}, "审计岗");
  key(posts::kTurnMaker, {Role::registrar}, "登记甲岗");
  key(posts::kTurnCheck, {Role::check}, "登记乙岗");
  key(posts::kBackMaker, {Role::registrar}, "登记乙岗");
  key(posts::kBackCheck, {Role::check}, "登记甲岗");
  return out;
}

/// A code that was given in one of ten regions; those of the first million in the province, from 900,000 on
/// in Shenzhen.
inline Uscc code_in_region(unsigned number) {
  constexpr std::array<std::string_view, 10> kRegions{"440100", "440300", "440600", "441900", "440400",
                                                      "441300", "440100", "440300", "442000", "440700"};
  if (number < 900'000) return world::code(number);
  return samples::code(number, number < 1'000'000 ? kRegions[1] : kRegions[number % kRegions.size()]);
}

inline constexpr Fen kYuan = 100, kWan = 10'000 * kYuan;

class Story {
 public:
  using World = world::World;
  Story() : world(make_memory_key_value(), story_genesis()) {}

  /// The next block is of this day in China.
  void on(const Date& day) {
    const auto time = std::max(world.ledger().head().time_ms + 1000, days_of(day) * 86'400'000 + 14'400'000);
    const auto header = world.ledger().apply(world::proposal_of(time, {}));
    ASSERT_TRUE(header);
    ASSERT_TRUE(world.ledger().add_certificate(world::certify(world.chain(), *header)));
    today = day;
  }
  void act(const SecretKey& key, const Action& action, std::vector<const SecretKey*> others = {}) {
    ASSERT_EQ(world.run(key, action, std::move(others)), Code::ok) << name_of(action) << ": " << world.detail;
  }

  // ---- enterprises
  static Uscc code_of(unsigned number) { return code_in_region(number); }
  void enterprises(unsigned from, unsigned count, const SecretKey& key = world::kRegistrar,
                   std::vector<const SecretKey*> others = {}) {
    for (unsigned at = from; at < from + count; at += 1000) {
      RegisterEnterprises action;
      for (unsigned i = at; i < std::min(at + 1000, from + count); ++i)
        action.lines.push_back({code_of(i), world::enterprise_name(i), std::nullopt, std::nullopt});
      act(key, action, others);
    }
  }

  // ---- programmes and awards
  void programme(const Id& id, std::uint16_t year = 2025, const ProgrammeRules* rules = nullptr,
                 ProgrammeKind kind = ProgrammeKind::grant) {
    CreateProgramme made = World::programme(100'000'000 * kWan);
    made.id = id, made.name = Name("样例专项" + id), made.fiscal_year = year, made.kind = kind;
    act(world::kProgramme, made);
    if (rules != nullptr) set_rules(id, *rules);
  }
  void set_rules(const Id& id, const ProgrammeRules& rules) {
    act(world::kProgramme, SetProgrammeRules{id, rules, "粤工信〔2025〕9号"});
  }
  /// A challenge, and who bids for it.
  void challenge(const Id& programme_id, const Id& id, const std::vector<unsigned>& bidders) {
    act(world::kProgramme,
        PublishChallenge{
            programme_id, id, "样例榜单", "粤工信〔2025〕6号", "", 50 * kWan, after_days(today, 10), 1, {}});
    RecordBids bids{programme_id, id, {}};
    for (const unsigned bidder : bidders) {
      const auto line = static_cast<std::uint32_t>(bids.lines.size() + 1);
      bids.lines.push_back({line, code_of(bidder), world::enterprise_name(bidder),
                            Name("揭榜方案" + std::to_string(line)), 10 * kWan});
    }
    act(world::kAward, bids);
  }
  struct Line {
    unsigned enterprise = 0;
    Fen amount = 0;
    Name project = "样例项目";
  };
  RecordAwards list(const Id& programme, const Id& batch, const std::vector<Line>& lines,
                    AwardStage stage = AwardStage::confirmed) const {
    RecordAwards out;
    out.programme = programme, out.batch = batch, out.title = "样例批次", out.stage = stage;
    out.published = today;
    for (const Line& line : lines) {
      const auto number = static_cast<std::uint32_t>(out.lines.size() + 1);
      out.lines.push_back({number, world::enterprise_name(line.enterprise), code_of(line.enterprise),
                           line.project, line.amount});
      out.declared_total += line.amount;
    }
    out.declared_count = static_cast<std::uint32_t>(lines.size());
    return out;
  }
  void award(const RecordAwards& list) { act(world::kAward, list); }
  void confirm(RecordAwards list, const std::optional<Date>& published = {}) {
    list.stage = AwardStage::confirmed, list.lines.clear();
    list.published = published.value_or(today);
    act(world::kAward, list);
  }
  /// Each line of the list whole, on one day.
  void pay(const RecordAwards& list, const std::optional<Date>& day = {}) {
    std::vector<PaymentLine> lines;
    for (const AwardLine& line : list.lines)
      lines.push_back({line.line, list.batch, line.line, *line.code, line.amount, day.value_or(today)});
    pay(list.programme, list.batch, lines);
  }
  void pay(const Id& programme, const Id& payment_list, const std::vector<PaymentLine>& lines,
           Fen more_declared = 0) {
    RecordPayments out{programme, payment_list, static_cast<std::uint32_t>(lines.size()), more_declared, {}};
    out.lines.assign(lines.begin(), lines.end());
    for (const PaymentLine& line : lines) out.declared_total += line.amount;
    act(world::kPay, out);
  }
  void result(const RecordAwards& list, ResultStep step, bool passed = true,
              Performance grade = Performance::none) {
    RecordResults out{list.programme, step, "", {}};
    for (const AwardLine& line : list.lines)
      out.lines.push_back({line.line, list.batch, line.line, passed, 0, grade, today});
    act(world::kAward, out);
  }
  void demand(const RecordAwards& list, Fen amount) {
    act(world::kAward,
        DemandRecovery{list.programme, "r1", list.batch, 1, amount, "粤追〔2025〕1号", "样例"});
  }
  void returned(const RecordAwards& list, Fen amount, const Date& day) {
    act(world::kPay, RecordRecovery{list.programme, "r1", 1, amount, day});
  }

  // ---- titles
  void title(unsigned enterprise, const Date& from = {2025, 1, 1}) {
    IssueQualifications action =
        World::issue("specialized", enterprise, from, after_days(*end_of_term(from, 3), 0));
    action.batch = Id("t" + std::to_string(enterprise));
    act(world::kQualify, action);
  }
  void revoke(unsigned enterprise, const Date& effective, bool fraud = false) {
    act(world::kQualify, RevokeQualification{"specialized", code_of(enterprise), effective,
                                             "粤工信〔2025〕77号", "样例", fraud});
  }

  World world;
  Date today{2023, 1, 3};
};

}  // namespace credence::testing
