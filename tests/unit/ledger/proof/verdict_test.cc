// SPDX-License-Identifier: Apache-2.0
// What a proof is worth: the order of verdicts where several hold, ages at their bounds, and what waits for a
// second signature. The vectors under tests/data/bundles hold the rest.
#include "tests/unit/ledger/proof/bundle_samples.h"

namespace credence {
namespace {

using samples::code;

constexpr std::uint64_t kMinuteMs = 60'000, kDayMs = 86'400'000;
constexpr std::uint64_t kNoonMs = 1'790'049'600'000;  // 2026-09-22 12:00 in China
constexpr Date kDay{2026, 9, 22};

VerifiedBundle proved(QualificationValue title, std::uint64_t time_ms = kNoonMs) {
  VerifiedBundle out{TrustAnchor{}, {}, {}, {}, {}, ProvedTitle{{"specialized", code(1)}, std::move(title)}};
  out.block.header.height = 7;
  out.block.header.time_ms = time_ms;
  return out;
}
QualificationValue title(const Date& from, const Date& to) {
  QualificationValue out;
  out.valid_from = from;
  out.valid_to = to;
  return out;
}
Verdict verdict(const QualificationValue& value, const BundleQuestion& question) {
  return judge(proved(value), question).verdict;
}

TEST(Verdict, IsOfTodayWhereNoDayIsNamed) {
  const auto running = title({2026, 9, 22}, {2026, 9, 23});
  EXPECT_EQ(verdict(running, {kNoonMs}), Verdict::valid);
  EXPECT_EQ(verdict(running, {kNoonMs + 12 * 60 * kMinuteMs - 1}), Verdict::valid)
      << "to the last moment of the day";
  EXPECT_EQ(verdict(running, {kNoonMs + kDayMs}), Verdict::valid);
  EXPECT_EQ(verdict(running, {kNoonMs + 2 * kDayMs}), Verdict::ended) << "an old file is no proof of today";
  EXPECT_EQ(verdict(running, {kNoonMs + 2 * kDayMs, kDay}), Verdict::valid)
      << "of the day that is asked for it is";
  EXPECT_EQ(judge(proved(running), {kNoonMs + 2 * kDayMs}).age_ms, 2 * kDayMs);
  EXPECT_EQ(judge(proved(running), {kNoonMs + 2 * kDayMs}).day, (Date{2026, 9, 24}));
}

TEST(Verdict, AFileMayBeThirtyDaysOld) {
  const auto running = title({2020, 1, 1}, {2040, 1, 1});
  EXPECT_EQ(verdict(running, {kNoonMs + 30 * kDayMs}), Verdict::valid);
  EXPECT_EQ(verdict(running, {kNoonMs + 30 * kDayMs + 1}), Verdict::too_old);
  EXPECT_EQ(verdict(running, {kNoonMs + 3000 * kDayMs, {}, 0}), Verdict::valid) << "any age";
  EXPECT_EQ(verdict(running, {kNoonMs + 2 * kMinuteMs, {}, kMinuteMs}), Verdict::too_old);
  // Of a day that is over: counted to its end.
  EXPECT_EQ(verdict(running, {kNoonMs + 300 * kDayMs, kDay}), Verdict::valid);
  EXPECT_EQ(verdict(running, {kNoonMs + 300 * kDayMs, after_days(kDay, 29)}), Verdict::valid);
  EXPECT_EQ(verdict(running, {kNoonMs + 300 * kDayMs, after_days(kDay, 30)}), Verdict::too_old);
  EXPECT_EQ(verdict(running, {kNoonMs, Date{1950, 1, 1}}), Verdict::not_begun);
  EXPECT_EQ(verdict(running, {kNoonMs, after_days(kDay, 1)}), Verdict::too_old)
      << "nothing speaks of tomorrow";
}

TEST(Verdict, ABlockOfTheFutureIsNotBelieved) {
  const auto running = title({2020, 1, 1}, {2040, 1, 1});
  EXPECT_EQ(verdict(running, {kNoonMs - limits::kClockAheadMsMax}), Verdict::valid)
      << "clocks differ a little";
  EXPECT_EQ(verdict(running, {kNoonMs - limits::kClockAheadMsMax - 1}), Verdict::from_future);
  EXPECT_EQ(verdict(running, {kNoonMs - kDayMs, {}, 0}), Verdict::from_future) << "of any age";
  EXPECT_EQ(judge(proved(running, UINT64_MAX), {kNoonMs}).verdict, Verdict::from_future);
}

/// Each pair in the order of docs/proofs.md: the earlier counts where both hold.
TEST(Verdict, OfSeveralTheFirstOfTheTableCounts) {
  auto value = title({2027, 1, 1}, {2026, 12, 31});
  value.revoked_from = Date{2026, 1, 1};
  value.end = TitleEnd::merged;
  value.suspensions.push_back({{2026, 1, 1}, {}});
  EXPECT_EQ(verdict(value, {kNoonMs - kDayMs, after_days(kDay, 5)}), Verdict::from_future);
  EXPECT_EQ(verdict(value, {kNoonMs + 40 * kDayMs}), Verdict::too_old);
  EXPECT_EQ(verdict(value, {kNoonMs}), Verdict::merged) << "it will never begin";
  value.revoked_from = Date{2027, 1, 2};
  EXPECT_EQ(verdict(value, {kNoonMs}), Verdict::not_begun);
  value.revoked_from = Date{2026, 1, 1};
  value.valid_from = {2020, 1, 1};
  value.valid_to = Date{2025, 1, 1};
  EXPECT_EQ(verdict(value, {kNoonMs}), Verdict::merged) << "and over, and suspended";
  value.revoked_from.reset();
  EXPECT_EQ(verdict(value, {kNoonMs}), Verdict::ended) << "and suspended";
  value.review_until = kDay;
  EXPECT_EQ(verdict(value, {kNoonMs}), Verdict::suspended) << "under review it goes on";
  value.suspensions.clear();
  EXPECT_EQ(verdict(value, {kNoonMs}), Verdict::valid);
  for (const auto& [end, expected] :
       {std::pair{TitleEnd::revoked, Verdict::revoked}, std::pair{TitleEnd::cascaded, Verdict::cascaded},
        std::pair{TitleEnd::merged, Verdict::merged}, std::pair{TitleEnd::dissolved, Verdict::dissolved}}) {
    value.revoked_from = kDay;
    value.end = end;
    EXPECT_EQ(verdict(value, {kNoonMs}), expected);
    value.revoked_from = after_days(kDay, 1);
    EXPECT_EQ(verdict(value, {kNoonMs}), Verdict::valid) << "to the day before";
  }
}

TEST(Verdict, ATransactionThatWaitsForASecondSignatureHasDoneNothingYet) {
  world::World w(make_memory_key_value(), world::governed_genesis(true));
  const Bytes parked = w.transaction(world::kProgramme, world::World::programme());
  w.apply({parked});
  const Bytes file = encode_bundle(TrustChain(w.anchor()),
                                   RecordClaim{w.ledger().prove_transaction(w.id_of(parked)).value()})
                         .value();
  const auto verified = verify_bundle(w.anchor(), file);
  ASSERT_TRUE(verified) << verified.error().error.text_en();
  const std::uint64_t now = w.ledger().head().time_ms;
  EXPECT_EQ(judge(*verified, {now}).verdict, Verdict::pending);
  EXPECT_EQ(judge(*verified, {now + 31 * kDayMs}).verdict, Verdict::too_old) << "it may be approved since";
}

}  // namespace
}  // namespace credence
