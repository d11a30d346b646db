// SPDX-License-Identifier: Apache-2.0
// Problems of audits: who raises, answers and settles them, in which order, and until when.
#include "ledger/domain/state_values.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)

const SecretKey kAuditor = secret(71), kOtherAuditor = secret(72);

class RefusalProblems : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(w.run(kFinanceAdmin, w.post("gd-finance", kAuditor, {Role::audit})), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kScienceAdmin, w.post("gd-science", kOtherAuditor, {Role::audit})), Code::ok) << w.detail;
    w.register_enterprises(3);
    w.create_programme();
    today = date_in_china(w.ledger().head().time_ms);
  }
  RaiseProblem problem() const {
    return {"sj-1",    "gd-iit", "puhui-2022", code(1), "f7", 100, after_months(today, 2), "粤审〔2026〕1号",
            "重复补助"};
  }
  AnswerProblem answer() const { return {"sj-1", 100, {}, std::nullopt, "已收回"}; }
  SettleProblem mended() const { return {"sj-1", true, std::nullopt, {}}; }
  SettleProblem back() const { return {"sj-1", false, after_months(today, 3), "未到账"}; }
  Date yesterday() const {
    return Date{today.year, today.month, static_cast<std::uint8_t>(today.day - 1)};
  }  // of a genesis in September
  ProblemValue held() { return w.value(ProblemKey{"sj-1"}); }

  World w;
  Date today;
};

TEST_F(RefusalProblems, AProblemIsRaisedAnsweredSentBackAnsweredAgainAndSettled) {
  ASSERT_EQ(w.run(kAuditor, problem()), Code::ok) << w.detail;
  EXPECT_EQ(held().auditor, Id("gd-finance"));
  EXPECT_EQ(held().stage, ProblemStage::open);
  EXPECT_FALSE(held().overdue(problem().due));
  EXPECT_TRUE(held().overdue(after_months(today, 3)));
  ASSERT_EQ(w.run(kAward, answer()), Code::ok) << w.detail;
  EXPECT_EQ(held().stage, ProblemStage::answered);
  EXPECT_FALSE(held().overdue(after_months(today, 3)));
  ASSERT_EQ(w.run(kAuditor, back()), Code::ok) << w.detail;
  EXPECT_EQ(held().until, after_months(today, 3));
  EXPECT_EQ(held().stage, ProblemStage::open);
  ASSERT_EQ(w.run(kAward, answer()), Code::ok) << w.detail;
  AnswerProblem better = answer();
  better.measures = "已收回，并修订办法";
  ASSERT_EQ(w.run(kProgramme, better), Code::ok) << w.detail;
  EXPECT_EQ(held().answer->measures, better.measures);
  ASSERT_EQ(w.run(kAuditor, mended()), Code::ok) << w.detail;
  EXPECT_EQ(held().stage, ProblemStage::mended);
  EXPECT_EQ(held().settled_on, today);
  EXPECT_EQ(w.run(kAward, answer()), Code::problem_settled);
  EXPECT_EQ(w.run(kAuditor, mended()), Code::problem_settled);
}

TEST_F(RefusalProblems, EachHasItsPlaceInTheHistoriesOfAllWhomItConcerns) {
  ASSERT_EQ(w.run(kAuditor, problem()), Code::ok) << w.detail;
  const auto last = [&](const decltype(HistoryKey::subject)& subject) {
    const auto all = w.ledger().prove_history({subject}, 0, 200).value();
    return decode<HistoryEntry>(all.entries.back()).value();
  };
  const decltype(HistoryKey::subject) subjects[] = {DepartmentKey{"gd-iit"}, DepartmentKey{"gd-finance"},
                                                    ProgrammeKey{"puhui-2022"}, EnterpriseKey{code(1)},
                                                    ChainKey{}};
  for (const auto& subject : subjects) {
    const HistoryEntry entry = last(subject);
    const auto* const raised = std::get_if<ProblemRaised>(&entry.fact);
    ASSERT_NE(raised, nullptr);
    EXPECT_EQ(raised->problem.problem, Id("sj-1"));
    EXPECT_EQ(raised->auditor, Id("gd-finance"));
  }
}

TEST_F(RefusalProblems, OnlyAuditorsRaiseOnlyTheDepartmentAnswersOnlyTheAuditorSettles) {
  EXPECT_EQ(w.run(kAward, problem()), Code::wrong_role);
  ASSERT_EQ(w.run(kAuditor, problem()), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kPay, answer()), Code::wrong_department);
  EXPECT_EQ(w.run(kScience, answer()), Code::wrong_department);
  EXPECT_EQ(w.run(kAuditor, mended()), Code::problem_unanswered);
  ASSERT_EQ(w.run(kAward, answer()), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kOtherAuditor, mended()), Code::wrong_department);
  EXPECT_EQ(w.run(kAward, mended()), Code::wrong_role);
}

TEST_F(RefusalProblems, AnAuditorsKeyDoesNotAnswerForItsOwnDepartment) {
  RaiseProblem own = problem();
  own.department = "gd-finance";
  ASSERT_EQ(w.run(kAuditor, own), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAuditor, answer()), Code::may_not_answer);
  EXPECT_EQ(w.run(kPay, answer()), Code::ok) << w.detail;
}

TEST_F(RefusalProblems, WhatIsNamedMustBeThereAndTheDayPossible) {
  const auto with = [&](auto change) {
    RaiseProblem out = problem();
    change(out);
    return w.run(kAuditor, out);
  };
  EXPECT_EQ(with([](RaiseProblem& p) { p.department = "none"; }), Code::unknown_department);
  EXPECT_EQ(with([](RaiseProblem& p) { p.programme = "none"; }), Code::unknown_programme);
  EXPECT_EQ(with([](RaiseProblem& p) { p.code = code(9); }), Code::unknown_enterprise);
  EXPECT_EQ(with([&](RaiseProblem& p) { p.due = yesterday(); }), Code::day_too_early);
  EXPECT_EQ(with([&](RaiseProblem& p) { p.due = after_days(after_months(today, 12), 1); }),
            Code::day_too_far);
  EXPECT_EQ(with([](RaiseProblem& p) { p.finding.clear(); }), Code::bad_name);
  EXPECT_EQ(with([&](RaiseProblem& p) { p.due = today; }), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAward, AnswerProblem{"sj-2", 0, {}, std::nullopt, "已收回"}), Code::unknown_problem);
  ASSERT_EQ(w.run(kAward, answer()), Code::ok) << w.detail;
  SettleProblem late = back();
  late.due = after_days(after_months(today, 12), 1);
  EXPECT_EQ(w.run(kAuditor, late), Code::day_too_far);
  late.due = yesterday();
  EXPECT_EQ(w.run(kAuditor, late), Code::day_too_early);
  late.due.reset();
  EXPECT_EQ(w.run(kAuditor, late), Code::problem_day);
  SettleProblem twice = mended();
  twice.due = after_months(today, 3);
  EXPECT_EQ(w.run(kAuditor, twice), Code::problem_day);
}

TEST_F(RefusalProblems, AnIdIsGivenOnce) {
  ASSERT_EQ(w.run(kAuditor, problem()), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAuditor, problem()), Code::already_registered);
  EXPECT_EQ(w.run(kOtherAuditor, problem()), Code::registered_differently);
  RaiseProblem other = problem();
  other.amount = 200;
  EXPECT_EQ(w.run(kAuditor, other), Code::registered_differently);
}

}  // namespace
}  // namespace credence
