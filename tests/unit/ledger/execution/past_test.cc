// SPDX-License-Identifier: Apache-2.0
// The state of the past is folded from histories (ledger/domain/past.h). Folded to the end, it must be what
// the state holds: for a random chain of every action, after every block.
#include <gmock/gmock.h>

#include "ledger/domain/past.h"
#include "ledger/store/ledger.h"
#include "tests/support/ledger_world.h"

namespace credence::world {
namespace {

constexpr unsigned kEnterprises = 5;

class Past : public ::testing::Test {
 protected:
  std::vector<HistoryEntry> entries(const HistoryKey& subject) {
    std::vector<HistoryEntry> out;
    for (std::uint64_t from = 0;;) {
      const auto page = w.ledger().prove_history(subject, from, 200).value();
      if (page.entries.empty()) return out;
      for (const auto& bytes : page.entries) out.push_back(decode<HistoryEntry>(bytes).value());
      from += page.entries.size();
    }
  }
  EnterprisePast enterprise(unsigned number, Height up_to = UINT64_MAX) {
    EnterprisePast out;
    for (const auto& entry : entries({EnterpriseKey{code(number)}}))
      if (entry.height <= up_to) {
        EXPECT_TRUE(out.add(entry));
      }
    return out;
  }
  ProgrammePast programme(Height up_to = UINT64_MAX) {
    ProgrammePast out;
    for (const auto& entry : entries({ProgrammeKey{"puhui-2022"}}))
      if (entry.height <= up_to) {
        EXPECT_TRUE(out.add(entry));
      }
    return out;
  }
  /// Issues or revokes titles, awards, identifies and pays at random; what a rule refuses changes nothing.
  void one_block(std::mt19937_64& random) {
    const auto pick = [&](unsigned n) { return static_cast<unsigned>(random() % n); };
    const unsigned e = 1 + pick(kEnterprises), line = 1 + pick(60);
    const Date day{static_cast<std::uint16_t>(2020 + pick(6)), static_cast<std::uint8_t>(1 + pick(12)), 1};
    switch (pick(10)) {
      case 0:
        run(kQualify, World::issue(pick(3) == 0 ? "little-giant" : "specialized", e, day));
        break;
      case 1:
        run(kQualify,
            RevokeQualification{pick(3) == 0 ? "little-giant" : "specialized", code(e), day, "", "材料不实"});
        break;
      case 2: {
        AwardLine award = World::award(line, e, 1 + pick(50), Name("项目" + std::to_string(line)));
        if (pick(3) == 0) award.code.reset();
        run(kAward, World::awards({award}, 60, 10'000));
        break;
      }
      case 3: {
        IdentifyBeneficiaries action{"puhui-2022", "b1", {}};
        action.lines.push_back({line, code(e)});
        run(kAward, action);
        break;
      }
      case 4: {
        const auto held = programme().value();
        if (held) run(kPay, World::payments({World::payment(1 + paid, line, e, 1 + pick(9))}, 500, 100'000));
        break;
      }
      case 5:
        run(kAward, World::awards({World::award(line, e, 1 + pick(50), Name("再次" + std::to_string(line)))},
                                  60, 10'000));
        break;
      case 6: {
        WithdrawAwards action{"puhui-2022", "b1", "", "未实施", {}};
        action.lines.push_back({line});
        run(kAward, action);
        break;
      }
      case 7:
        run(kAward, DemandRecovery{"puhui-2022", "r" + std::to_string(1 + pick(5)), "b1", line,
                                   Fen{1 + pick(20)}, "", "未达标"});
        break;
      case 8: {
        const Id recovery("r" + std::to_string(1 + pick(5)));
        run(kPay, RecordRecovery{"puhui-2022", recovery, 1 + pick(3), Fen{1 + pick(5)}, kDay});
        break;
      }
      case 9:
        run(kProgramme, AmendProgramme{"puhui-2022", Fen{100'000} + pick(1'000), "", {}, "追加"});
        break;
    }
  }
  void run(const SecretKey& key, const Action& action) {
    if (w.run(key, action) != Code::ok) return;
    ++done[action.index()];
    if (std::holds_alternative<RecordPayments>(action)) ++paid;
  }
  /// What the state holds of an enterprise and its titles, as bytes: equal to the fold's or a test has
  /// failed.
  void expect_state_equals_folds() {
    for (unsigned e = 1; e <= kEnterprises; ++e) {
      const EnterprisePast past = enterprise(e);
      ASSERT_TRUE(past.value());
      EXPECT_EQ(to_hex(encode(*past.value())), to_hex(encode(w.value(EnterpriseKey{code(e)}))));
      for (const char* type : {"specialized", "little-giant"}) {
        std::optional<TitleTerm> latest;  // without the feature a value holds no other
        for (const Title& title : past.titles())
          if (title.type == type) latest = title.term;
        ASSERT_EQ(latest.has_value(), !w.absent(QualificationKey{type, code(e)}));
        if (latest) {
          EXPECT_EQ(to_hex(encode(*latest)), to_hex(encode(w.value(QualificationKey{type, code(e)}))));
        }
      }
    }
    ProgrammePast past = programme();
    EXPECT_EQ(to_hex(encode(*past.value())), to_hex(encode(w.value(ProgrammeKey{"puhui-2022"}))));
    for (const Award& award : std::move(past).awards()) {
      const AwardValue held = w.value(AwardKey{"puhui-2022", award.batch, award.line});
      EXPECT_EQ(award.beneficiary, held.beneficiary);
      EXPECT_EQ(award.code, held.code);
      EXPECT_EQ(award.project, held.project);
      EXPECT_EQ(award.awarded_by, held.awarded_by);
      EXPECT_EQ((std::array{award.amount, award.paid, award.released, award.recovered}),
                (std::array{held.amount, held.paid, held.released, held.recovered}));
    }
  }

  World w;
  std::map<std::size_t, unsigned> done;  // by the action's place
  std::uint32_t paid = 0;
};

TEST_F(Past, HistoryFoldedToItsEndIsTheState) {
  w.register_enterprises(kEnterprises);
  w.create_programme(100'000);
  // of a run in which every kind of action succeeds; the fold holds under any
  const std::uint64_t seed = 168767693;
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::mt19937_64 random(seed);
  struct Seen {
    Height height;
    std::string enterprise, programme;
  };
  std::vector<Seen> seen;  // the state of several heights, to be folded later
  for (int block = 0; block < 1'500; ++block) {
    one_block(random);
    if (block % 150 == 149) {
      expect_state_equals_folds();
      seen.push_back({w.ledger().height(), to_hex(encode(w.value(EnterpriseKey{code(1)}))),
                      to_hex(encode(w.value(ProgrammeKey{"puhui-2022"})))});
    }
  }
  for (const Seen& then : seen) {
    EXPECT_EQ(to_hex(encode(*enterprise(1, then.height).value())), then.enterprise)
        << "height " << then.height;
    EXPECT_EQ(to_hex(encode(*programme(then.height).value())), then.programme) << "height " << then.height;
  }
  std::printf("%zu kinds of actions, %zu heights\n", done.size(), seen.size());
  EXPECT_EQ(done.size(), 9U)
      << "issue, revoke, award, identify, pay, withdraw, demand, recover, amend: each must have succeeded";
}

TEST_F(Past, OfTitlesCountsEveryTermOfOneType) {
  const auto term = [](Date from, Date to, std::optional<Date> revoked = {}) {
    Title title{.type = "specialized", .term = {}};
    title.term.valid_from = from;
    title.term.valid_to = to;
    title.term.revoked_from = revoked;
    return title;
  };
  std::vector<Title> terms = {term({2019, 1, 1}, {2021, 12, 31}),
                              term({2022, 1, 1}, {2024, 12, 31}, Date{2023, 5, 1}),
                              term({2024, 1, 1}, {2026, 12, 31})};
  const auto on = [&](Date day) { return title_status(terms, day).state; };
  EXPECT_EQ(on({2018, 12, 31}), TitleState::not_begun);
  EXPECT_EQ(on({2019, 1, 1}), TitleState::in_force);
  EXPECT_EQ(on({2021, 12, 31}), TitleState::in_force) << "a day that the state no longer tells";
  EXPECT_EQ(on({2023, 4, 30}), TitleState::in_force);
  EXPECT_EQ(on({2023, 5, 1}), TitleState::revoked);
  EXPECT_EQ(on({2024, 1, 1}), TitleState::in_force);
  EXPECT_EQ(on({2027, 1, 1}), TitleState::ended);
  EXPECT_EQ(title_status({}, Date{2024, 1, 1}).state, TitleState::never_issued);
  terms.back().term.suspensions.push_back({{2025, 1, 1}, Date{2025, 6, 1}});
  EXPECT_EQ(on({2025, 1, 1}), TitleState::suspended);
  EXPECT_EQ(on({2025, 6, 1}), TitleState::in_force);
}

TEST_F(Past, OfWhatDoesNotFollowIsRefused) {
  EnterprisePast past;
  HistoryEntry entry;
  entry.fact = Paid{"puhui-2022", "p1", World::payment(1, 1, 1, 5)};
  EXPECT_EQ(past.add(entry).error().code, Code::malformed) << "a payment before the registration";
  entry.fact = DepartmentRegistered{};
  EXPECT_EQ(past.add(entry).error().code, Code::malformed) << "not of an enterprise";
  ProgrammePast programme_past;
  entry.fact = Awarded{"puhui-2022", "b1", AwardStage::confirmed, "", World::award(1, 1, 5)};
  EXPECT_EQ(programme_past.add(entry).error().code, Code::malformed) << "an award before its batch";
}

}  // namespace
}  // namespace credence::world
