// SPDX-License-Identifier: Apache-2.0
// Targets of plans, their figures, and who anchors the documents that figures rest on: every rule meets its
// code, and progress is what the recorded figures say.
#include <gtest/gtest.h>

#include "ledger/views/json.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::kToday;
using refusal::World;

const SecretKey kMeasure = secret(61), kOtherMeasure = secret(62), kAudit = secret(63), kOneFirm = secret(64);

class RefusalTarget : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(w.run(kAdmin, w.post("gd-iit", kMeasure, {Role::measure})), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kScienceAdmin, w.post("gd-science", kOtherMeasure, {Role::measure})), Code::ok)
        << w.detail;
    ASSERT_EQ(w.run(kAward, samples::anchor_document()), Code::ok) << w.detail;
  }
  Code define(const DefineTarget& target = samples::define_target()) { return w.run(kAdmin, target); }
  static DefineTarget share() {
    DefineTarget out = samples::define_target();
    out.id = "share";
    out.kind = TargetKind::share;
    out.value = 3000;
    return out;
  }
  static RecordMeasure figure(const Id& target, const Date& on, std::int64_t value, std::int64_t whole = 0,
                              const Note& note = "") {
    RecordMeasure out{target, on, value, whole, samples::anchor_document().sha256, note};
    return out;
  }
  Code record(const Date& on, std::int64_t value, const Note& note = "") {
    return w.run(kMeasure, figure("large-enterprises", on, value, 0, note));
  }
  TargetValue target(const Id& id = "large-enterprises") { return w.value(TargetKey{id}); }

  World w;
};

TEST_F(RefusalTarget, IsDefinedOnceByAnAdministratorForADepartmentThatExists) {
  EXPECT_EQ(w.run(kAward, samples::define_target()), Code::wrong_role);
  DefineTarget target = samples::define_target();
  target.department = "gd-none";
  EXPECT_EQ(define(target), Code::unknown_department);
  EXPECT_EQ(define(), Code::ok) << w.detail;
  EXPECT_EQ(define(), Code::already_registered);
  target = samples::define_target();
  target.value = 5;
  EXPECT_EQ(define(target), Code::registered_differently) << "nothing is edited";
  ASSERT_EQ(record({2024, 12, 31}, 3), Code::ok) << w.detail;
  EXPECT_EQ(define(), Code::already_registered) << "figures are no part of the definition";
  EXPECT_EQ(w.value(HistoryKey{TargetKey{"large-enterprises"}}).count, 2u);
}

TEST_F(RefusalTarget, ItsValueAndYearAreUsable) {
  const auto with = [&](auto change) {
    DefineTarget target = samples::define_target();
    change(target);
    return define(target);
  };
  EXPECT_EQ(with([](DefineTarget& t) { t.value = 0; }), Code::bad_target);
  EXPECT_EQ(with([](DefineTarget& t) { t.value = limits::kAmountFenMax + 1; }), Code::bad_target);
  EXPECT_EQ(with([](DefineTarget& t) { t.kind = TargetKind::share, t.value = 10'001; }), Code::bad_target)
      << "above 100 %";
  EXPECT_EQ(with([](DefineTarget& t) { t.year = 1989; }), Code::bad_fiscal_year);
  EXPECT_EQ(with([](DefineTarget& t) { t.id = "X"; }), Code::bad_id);
  EXPECT_EQ(with([](DefineTarget& t) { t.kind = TargetKind::share, t.value = 10'000; }), Code::ok)
      << w.detail;
}

TEST_F(RefusalTarget, AFigureComesFromTheDepartmentThatAnswersForIt) {
  EXPECT_EQ(record({2024, 12, 31}, 3), Code::unknown_target);
  ASSERT_EQ(define(), Code::ok);
  EXPECT_EQ(w.run(kAward, figure("large-enterprises", {2024, 12, 31}, 3)), Code::wrong_role);
  EXPECT_EQ(w.run(kOtherMeasure, figure("large-enterprises", {2024, 12, 31}, 3)), Code::wrong_department);
  EXPECT_EQ(record({2024, 12, 31}, 3), Code::ok) << w.detail;
}

TEST_F(RefusalTarget, AFigureIsOfADayThatHasComeAndIsWithinTheTerm) {
  ASSERT_EQ(define(), Code::ok);
  EXPECT_EQ(record({2026, 1, 1}, 3), Code::target_over);
  DefineTarget later = samples::define_target();
  later.id = "later";
  later.year = 2030;
  ASSERT_EQ(define(later), Code::ok);
  EXPECT_EQ(w.run(kMeasure, figure("later", after_days(kToday, 1), 3)), Code::measured_in_future);
  EXPECT_EQ(w.run(kMeasure, figure("later", kToday, 3)), Code::ok) << w.detail;
}

TEST_F(RefusalTarget, AFigureRestsOnAnAnchoredDocument) {
  ASSERT_EQ(define(), Code::ok);
  RecordMeasure measure = figure("large-enterprises", {2024, 12, 31}, 3);
  measure.evidence.bytes[0] ^= std::byte{1};
  EXPECT_EQ(w.run(kMeasure, measure), Code::evidence_not_anchored);
  measure.evidence = {};
  EXPECT_EQ(w.run(kMeasure, measure), Code::evidence_not_anchored);
}

TEST_F(RefusalTarget, AFigureFitsTheKindOfItsTarget) {
  ASSERT_EQ(define(), Code::ok);
  ASSERT_EQ(define(share()), Code::ok);
  const Date on{2024, 12, 31};
  EXPECT_EQ(w.run(kMeasure, figure("large-enterprises", on, 3, 10)), Code::bad_measure)
      << "a count has no whole";
  EXPECT_EQ(w.run(kMeasure, figure("share", on, 3)), Code::bad_measure) << "a share has one";
  EXPECT_EQ(w.run(kMeasure, figure("share", on, 11, 10)), Code::bad_measure)
      << "a part is no more than the whole";
  EXPECT_EQ(record(on, -1), Code::bad_measure);
  EXPECT_EQ(record(on, limits::kAmountFenMax + 1), Code::bad_measure);
  EXPECT_EQ(w.run(kMeasure, figure("share", on, 0, 10)), Code::ok) << w.detail;
}

TEST_F(RefusalTarget, ACorrectionSaysWhyAndTheHistoryKeepsBoth) {
  ASSERT_EQ(define(), Code::ok);
  ASSERT_EQ(record({2024, 12, 31}, 3), Code::ok);
  EXPECT_EQ(record({2024, 12, 31}, 3), Code::already_registered);
  EXPECT_EQ(record({2024, 12, 31}, 2), Code::correction_unreasoned);
  EXPECT_EQ(record({2024, 12, 31}, 2, "一家重复统计"), Code::ok) << w.detail;
  EXPECT_EQ(record({2023, 12, 31}, 1), Code::ok) << "an earlier day may be added later: " << w.detail;
  EXPECT_EQ(target().latest->value, 2) << "the latest day decides";
  EXPECT_EQ(target().latest->corrections, 1);
  EXPECT_EQ(target().days, 2u);
  EXPECT_EQ(w.value(MeasureKey{"large-enterprises", {2023, 12, 31}}).value, 1);
  EXPECT_EQ(w.value(HistoryKey{TargetKey{"large-enterprises"}}).count, 4u)
      << "the definition and three figures";
}

TEST_F(RefusalTarget, ProgressIsWhatTheFiguresSay) {
  ASSERT_EQ(define(), Code::ok);
  EXPECT_EQ(target().standing({2024, 1, 1}), TargetStanding::unmeasured);
  EXPECT_EQ(target().standing({2026, 1, 1}), TargetStanding::unmeasured)
      << "nobody measured it: nothing is invented";
  ASSERT_EQ(record({2024, 12, 31}, 3), Code::ok);
  EXPECT_EQ(target().progress(*target().latest), 7500u) << "3 of 4";
  EXPECT_EQ(target().standing({2025, 12, 31}), TargetStanding::under_way)
      << "its last day belongs to the term";
  EXPECT_EQ(target().standing({2026, 1, 1}), TargetStanding::unmeasured)
      << "a figure of an earlier year does not say how it ended";
  ASSERT_EQ(record({2025, 11, 30}, 3), Code::ok);
  EXPECT_EQ(target().standing({2026, 1, 1}), TargetStanding::missed);
  ASSERT_EQ(record({2025, 12, 31}, 4), Code::ok);
  EXPECT_EQ(target().standing({2026, 1, 1}), TargetStanding::reached);
  ASSERT_EQ(define(share()), Code::ok);
  ASSERT_EQ(w.run(kMeasure, figure("share", {2025, 6, 30}, 2999, 10'000)), Code::ok);
  EXPECT_FALSE(target("share").reached(*target("share").latest)) << "29.99 %";
  ASSERT_EQ(w.run(kMeasure, figure("share", {2025, 12, 31}, 3, 10)), Code::ok);
  EXPECT_TRUE(target("share").reached(*target("share").latest)) << "30 %";
  EXPECT_EQ(target("share").progress(*target("share").latest), 3000u);
}

TEST_F(RefusalTarget, TheLargestFiguresDoNotOverflow) {
  DefineTarget money = samples::define_target();
  money.kind = TargetKind::amount;
  money.value = limits::kAmountFenMax;
  ASSERT_EQ(define(money), Code::ok);
  ASSERT_EQ(record({2024, 12, 31}, limits::kAmountFenMax), Code::ok);
  EXPECT_EQ(target().progress(*target().latest), 10'000u);
  ASSERT_EQ(define(share()), Code::ok);
  ASSERT_EQ(w.run(kMeasure, figure("share", {2024, 12, 31}, limits::kAmountFenMax, limits::kAmountFenMax)),
            Code::ok);
  EXPECT_EQ(target("share").progress(*target("share").latest), 10'000u);
  EXPECT_TRUE(target("share").reached(*target("share").latest));
}

TEST_F(RefusalTarget, AFigureNeedsASecondSignatureOnAChainOfFourEyes) {
  Genesis genesis = governed_genesis(true);
  genesis.owners.clear();
  World two(make_memory_key_value(), std::move(genesis));
  ASSERT_EQ(two.run(kAdmin, two.post("gd-iit", kMeasure, {Role::measure}), {&kIitCheck}), Code::ok)
      << two.detail;
  ASSERT_EQ(two.run(kAdmin, samples::define_target(), {&kIitCheck}), Code::ok) << two.detail;
  ASSERT_EQ(two.run(kMeasure, samples::anchor_document()), Code::ok) << two.detail;
  EXPECT_EQ(two.run(kMeasure, samples::record_measure()), Code::ok) << two.detail;
  EXPECT_TRUE(two.pending);
  EXPECT_FALSE(two.value(TargetKey{"large-enterprises"}).latest) << "alone it waits";
  EXPECT_EQ(two.run(kMeasure, samples::record_measure(), {&kFinanceCheck}), Code::ok);
  EXPECT_TRUE(two.pending) << "a checker of another department is none";
  EXPECT_EQ(two.run(kMeasure, samples::record_measure(), {&kIitCheck}), Code::ok) << two.detail;
  EXPECT_TRUE(two.value(TargetKey{"large-enterprises"}).latest);
}

TEST_F(RefusalTarget, OnAGovernedChainTheRoleIsGrantedByVote) {
  World governed(make_memory_key_value(), governed_genesis());
  EXPECT_EQ(governed.run(kAdmin, governed.post("gd-iit", kMeasure, {Role::measure})), Code::role_not_granted);
}

// ---- who anchors documents --------------------------------------------------------------------------------

TEST(RefusalDocument, IsAnchoredByAKeyThatMakesRecordsForADepartment) {
  World w(make_memory_key_value(), governed_genesis());
  ASSERT_EQ(w.run(kAdmin, w.post("gd-iit", kAudit, {Role::audit})), Code::ok) << w.detail;
  w.register_enterprises(1);
  ASSERT_EQ(w.run(kRegistrar, w.binding(code(1), kOneFirm)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kOneFirm, samples::anchor_document()), Code::may_not_anchor)
      << "an enterprise hands it to a department";
  EXPECT_EQ(w.run(kAudit, samples::anchor_document()), Code::may_not_anchor) << "auditors read";
  EXPECT_EQ(w.run(kIitCheck, samples::anchor_document()), Code::may_not_anchor)
      << "checkers check what others made";
  EXPECT_EQ(w.run(kIitGovern, samples::anchor_document()), Code::may_not_anchor) << "governors vote";
  EXPECT_TRUE(w.absent(DocumentKey{samples::anchor_document().sha256}));
  EXPECT_EQ(w.run(kQualify, samples::anchor_document()), Code::ok) << w.detail;
}

}  // namespace
}  // namespace credence
