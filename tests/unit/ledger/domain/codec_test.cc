// SPDX-License-Identifier: Apache-2.0
// The bytes of actions, facts and state keys: round trips, and no way through for bytes that are none.
#include <gtest/gtest.h>

#include <random>

#include "ledger/domain/genesis.h"
#include "ledger/domain/state_values.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

using namespace samples;

TEST(DomainCodec, EveryActionComesBackAsTheSameBytes) {
  for (const Action& action : every_action()) {
    const Bytes bytes = encode(action);
    EXPECT_EQ(std::to_integer<std::size_t>(bytes[0]), action.index())
        << "the variant's order is the wire tag";
    const auto back = decode<Action>(bytes);
    ASSERT_TRUE(back.has_value()) << name_of(action);
    EXPECT_EQ(encode(*back), bytes) << name_of(action);
    EXPECT_TRUE(check_action(*back).has_value());
  }
}

TEST(DomainCodec, EveryTruncationAndEveryTrailerIsRefused) {
  for (const Action& action : every_action()) {
    Bytes bytes = encode(action);
    for (std::size_t size = 0; size < bytes.size(); ++size) {
      const auto cut = decode<Action>(BytesView(bytes).first(size));
      ASSERT_FALSE(cut.has_value()) << name_of(action) << " cut to " << size;
      ASSERT_EQ(cut.error().code, Code::malformed) << name_of(action) << " cut to " << size;
    }
    bytes.push_back(std::byte{0});
    const auto trailing = decode<Action>(bytes);
    ASSERT_FALSE(trailing.has_value());
    EXPECT_EQ(trailing.error().code, Code::trailing_bytes);
  }
}

TEST(DomainCodec, ChangedBytesDecodeToTheirOwnEncodingOrNotAtAll) {
  // One value, one encoding: whatever decodes must encode to the very same bytes.
  for (const Action& action : every_action()) {
    const Bytes bytes = encode(action);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      for (const unsigned flip : {0x01U, 0x80U, 0xffU}) {
        Bytes changed = bytes;
        changed[i] ^= static_cast<std::byte>(flip);
        if (const auto back = decode<Action>(changed)) {
          ASSERT_EQ(encode(*back), changed) << name_of(action) << " at " << i;
        }
      }
    }
  }
}

TEST(DomainCodec, RandomBytesNeverCrashAndNeverComeBackDifferent) {
  std::mt19937_64 random(20'240'229);
  std::size_t decoded = 0;
  for (int round = 0; round < 200'000; ++round) {
    Bytes bytes(random() % 120);
    for (auto& byte : bytes) byte = static_cast<std::byte>(random() % 4 == 0 ? random() : random() % 3);
    const auto action = decode<Action>(bytes);
    const auto key = decode<StateKey>(bytes);
    const auto entry = decode<HistoryEntry>(bytes);
    if (action) {
      ++decoded;
      ASSERT_EQ(encode(*action), bytes);
      (void)check_action(*action);
    }
    if (key) {
      ASSERT_EQ(encode(*key), bytes);
    }
    if (entry) {
      ASSERT_EQ(encode(*entry), bytes);
    }
  }
  EXPECT_GT(decoded, 0U) << "the bytes are too random to say anything";
}

TEST(DomainCodec, TheLargestListsFitATransaction) {
  // 1,000 award lines with texts of ordinary length: 30 Chinese characters for the name, 30 for the project.
  RecordAwards awards = record_awards();
  awards.lines.clear();
  std::string thirty;
  for (int i = 0; i < 30; ++i) thirty += "样";
  for (std::uint32_t i = 1; i <= 1000; ++i) awards.lines.push_back({i, thirty, code(i), thirty, 1'000'000});
  EXPECT_LE(encode(Action(awards)).size(), limits::kActionBytesMax);
}

TEST(DomainCodec, TheLargestFactsFitAPageOfAHistory) {
  const Id id(std::string(limits::kIdBytesMax, 'x'));
  const Name name(std::string(limits::kNameBytesMax, 'x'));
  const DocumentNo document(std::string(limits::kDocumentNoBytesMax, 'x'));
  const Note note(std::string(limits::kNoteBytesMax, 'x'));
  SetProgrammeRules rules{id, {}, document};
  rules.rules.excluded.assign(rules.rules.excluded.kMax, id);
  rules.rules.required_titles.assign(rules.rules.required_titles.kMax, id);
  rules.rules.tranches.assign(rules.rules.tranches.kMax, Tranche{});
  PublishChallenge challenge{id, id, name, document, note, 1, Date{2026, 1, 1}, 1, {}};
  challenge.milestones.assign(challenge.milestones.kMax, Milestone{name, Date{2026, 1, 1}});
  SetCalendar calendar{2026, {}, {}, document};
  calendar.holidays.assign(calendar.holidays.kMax, Date{2026, 1, 1});
  calendar.workdays.assign(calendar.workdays.kMax, Date{2026, 1, 1});
  const DefineTarget target{id, id, name, name, id, TargetKind::amount, 1, name, name, 2025, document, note};
  const std::vector<Fact> facts = {
      CodeAdmitted{id, {code(1), name, document, note}},
      EnterpriseRestored{{code(1), document, note},
                         EnterpriseEnd::merged,
                         Date{2026, 1, 1},
                         code(2),
                         List<Id, limits::kTakenBackMax>(limits::kTakenBackMax, id)},
      AwardAmended{
          id, id, AwardStage::confirmed, document, note, name, code(1), name, 1, {1, name, code(2), name, 1}},
      TargetDefined{target},
      MeasureRecorded{{id, Date{2025, 1, 1}, 1, 1, {}, note}, true},
      ProgrammeRulesSet{rules, 1},
      ChallengePublished{challenge},
      CalendarSet{calendar},
      AwardReleased{id, id, 1, name, name, 1, document, note},
      BatchOpened{{name, document, Date{2026, 1, 1}, AwardStage::confirmed, 1, 1, note, id}, id, id},
      RecoveryDemanded{{id, id, id, 1, 1, document, note}, code(1), 1}};
  for (const Fact& fact : facts) {
    HistoryEntry entry;
    entry.fact = fact;
    EXPECT_LE(encode(entry).size(), 4096U - 64)
        << name_of(fact) << ": a page's entries are blob<4096> (ledger/proof/proof.h)";
  }
}

TEST(DomainCodec, StateKeysOfDifferentFamiliesNeverShareBytes) {
  const Id id = "x";
  const std::vector<StateKey> keys = {DepartmentKey{id},
                                      ProgrammeKey{id},
                                      QualificationTypeKey{id},
                                      HistoryKey{ProgrammeKey{id}},
                                      HistoryKey{DepartmentKey{id}},
                                      HistoryKey{QualificationTypeKey{id}},
                                      AwardBatchKey{id, id},
                                      PaymentListKey{id, id},
                                      AwardKey{id, id, 1},
                                      PaymentKey{id, id, 1}};
  for (std::size_t i = 0; i < keys.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) EXPECT_NE(encode(keys[i]), encode(keys[j])) << i << " and " << j;
  // Two texts side by side cannot be shifted into each other.
  EXPECT_NE(encode(StateKey(AwardBatchKey{"ab", "c"})), encode(StateKey(AwardBatchKey{"a", "bc"})));
}

}  // namespace
}  // namespace credence
