// SPDX-License-Identifier: Apache-2.0
// What concerns a whole batch stands in the history of each enterprise of it: its complete history says
// whether it was confirmed, and under which document.
#include "ledger/domain/past.h"
#include "tests/unit/ledger/execution/refusal_money.h"

namespace credence {
namespace {

class VerdictHistory : public RefusalMoney {
 protected:
  std::vector<Fact> history(const HistoryKey& subject) {
    std::vector<Fact> out;
    const HistoryPage page = w.ledger().prove_history(subject, 0, limits::kPageEntriesMax).value();
    for (const auto& entry : page.entries) out.push_back(decode<HistoryEntry>(entry)->fact);
    return out;
  }
  std::vector<Fact> history(unsigned enterprise) {
    return history(HistoryKey{EnterpriseKey{code(enterprise)}});
  }
  template <class F>
  std::vector<F> of(const std::vector<Fact>& facts) {
    std::vector<F> out;
    for (const Fact& fact : facts)
      if (const auto* const one = std::get_if<F>(&fact)) out.push_back(*one);
    return out;
  }
  Code confirm(const Id& batch, const DocumentNo& document) {
    RecordAwards action = list({}, batch, AwardStage::confirmed);
    action.document_no = document;
    return w.run(kAward, action);
  }
  static AwardLine unidentified(std::uint32_t line, const Name& project) {
    return {line, "尚未识别", std::nullopt, project, 1};
  }
};

TEST_F(VerdictHistory, AConfirmationIsSaidToEachEnterpriseOfTheBatchOnce) {
  ASSERT_EQ(
      award({refusal::World::award(1, 1, 10), refusal::World::award(2, 1, 20, "另一项目"),
             refusal::World::award(3, 2, 30), refusal::World::award(4, 3, 40), unidentified(5, "无主项目")},
            "b1", AwardStage::public_notice),
      Code::ok)
      << w.detail;
  ASSERT_EQ(withdraw(4), Code::ok) << w.detail;
  EXPECT_TRUE(of<BatchOpened>(history(1)).empty());
  ASSERT_EQ(confirm("b1", "粤工信〔2026〕9号"), Code::ok) << w.detail;
  for (const unsigned enterprise : {1u, 2u}) {
    const auto said = of<BatchOpened>(history(enterprise));
    ASSERT_EQ(said.size(), 1u) << enterprise;
    EXPECT_EQ(said[0].stage, AwardStage::confirmed);
    EXPECT_EQ(said[0].batch, "b1");
    EXPECT_EQ(said[0].document_no, "粤工信〔2026〕9号");
  }
  EXPECT_TRUE(of<BatchOpened>(history(3)).empty()) << "its line was withdrawn before";
  EXPECT_TRUE(of<BatchOpened>(history(4)).empty());
  EXPECT_EQ(of<BatchOpened>(history(HistoryKey{ProgrammeKey{kProgrammeId}})).size(), 2u)
      << "opened, and confirmed";
  // The folds know it.
  const auto past = w.folded<EnterprisePast>(HistoryKey{EnterpriseKey{code(1)}});
  EXPECT_EQ(encode(*past.value()), encode(w.value(EnterpriseKey{code(1)})));
}

TEST_F(VerdictHistory, AnAwardSaysItsDocumentAndStage) {
  ASSERT_EQ(award({refusal::World::award(1, 1, 10), unidentified(2, "无主项目")}), Code::ok) << w.detail;
  const auto awarded = of<Awarded>(history(1));
  ASSERT_EQ(awarded.size(), 1u);
  EXPECT_EQ(awarded[0].document_no, "粤工信〔2022〕55号");
  IdentifyBeneficiaries identify{kProgrammeId, "b1", {}};
  identify.lines.push_back({2, code(2)});
  ASSERT_EQ(run(kAward, identify), Code::ok) << w.detail;
  const auto identified = of<Identified>(history(2));
  ASSERT_EQ(identified.size(), 1u);
  EXPECT_EQ(identified[0].stage, AwardStage::confirmed);
  EXPECT_EQ(identified[0].document_no, "粤工信〔2022〕55号");
}

TEST_F(VerdictHistory, AnUpheldObjectionToTheWholeIsSaidToEachAndToWhoObjected) {
  ASSERT_EQ(award({refusal::World::award(1, 1, 10), refusal::World::award(2, 2, 30)}, "b1",
                  AwardStage::public_notice),
            Code::ok)
      << w.detail;
  ASSERT_EQ(w.run(kScience, FileObjection{kProgrammeId, "b1", 0, "不符合条件", std::nullopt}), Code::ok)
      << w.detail;
  ASSERT_EQ(w.run(kAward, DecideObjection{kProgrammeId, "b1", 1, true, "", "异议成立"}), Code::ok)
      << w.detail;
  for (const unsigned enterprise : {1u, 2u})
    EXPECT_EQ(of<ObjectionDecided>(history(enterprise)).size(), 1u) << enterprise;
  auto past = w.folded<ProgrammePast>(HistoryKey{ProgrammeKey{kProgrammeId}});
  for (const Award& award : std::move(past).awards()) EXPECT_EQ(award.standing(), AwardStanding::objected);
}

/// A fold of the programme's history gives each award the standing that the state gives it.
TEST_F(VerdictHistory, TheStandingOfAnAwardIsTheSameFromTheStateAndFromTheHistory) {
  ASSERT_EQ(award({refusal::World::award(1, 1, 10), refusal::World::award(2, 2, 20),
                   refusal::World::award(3, 3, 30), refusal::World::award(4, 4, 40),
                   refusal::World::award(5, 5, 50), refusal::World::award(6, 6, 60)}),
            Code::ok)
      << w.detail;
  ASSERT_EQ(award({refusal::World::award(1, 7, 10)}, "n1", AwardStage::public_notice), Code::ok) << w.detail;
  ASSERT_EQ(withdraw(2), Code::ok) << w.detail;
  RecordPayments payments =
      refusal::World::payments({refusal::World::payment(1, 3, 3, 30), refusal::World::payment(2, 4, 4, 15),
                                refusal::World::payment(3, 5, 5, 50), refusal::World::payment(4, 6, 6, 60)});
  for (PaymentLine& line : payments.lines) line.paid_on = today();
  ASSERT_EQ(run(kPay, payments), Code::ok) << w.detail;
  ASSERT_EQ(demand("r5", 5, 50), Code::ok) << w.detail;
  ASSERT_EQ(demand("r6", 6, 60), Code::ok) << w.detail;
  ASSERT_EQ(w.run(kPay, RecordRecovery{kProgrammeId, "r6", 1, 60, today()}), Code::ok) << w.detail;
  ResultLine closing;
  closing.on = today();
  ASSERT_EQ(result(ResultStep::closing, 4, closing), Code::ok) << w.detail;
  auto past = w.folded<ProgrammePast>(HistoryKey{ProgrammeKey{kProgrammeId}});
  std::map<std::string, AwardStanding> standings;
  for (const Award& award : std::move(past).awards()) {
    const AwardKey key{kProgrammeId, award.batch, award.line};
    const AwardBatchValue batch = w.value(AwardBatchKey{key.programme, key.batch});
    EXPECT_EQ(award.standing(), award_standing(w.value(key), batch.stage, batch.objected))
        << award.batch << award.line;
    standings[award.batch + std::to_string(award.line)] = award.standing();
  }
  using enum AwardStanding;
  const std::map<std::string, AwardStanding> expected{
      {"b11", confirmed},   {"b12", withdrawn}, {"b13", paid},         {"b14", closed},
      {"b15", in_recovery}, {"b16", recovered}, {"n11", public_notice}};
  EXPECT_EQ(standings, expected);
}

/// A confirmation tells of every line: batches in notice are bounded, and so is what one block tells.
TEST_F(VerdictHistory, WhatOneBlockTellsIsBounded) {
  const auto part = [&](const Id& batch, std::uint32_t from, std::uint32_t count) {
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 0; i < count; ++i)
      lines.push_back(unidentified(from + i, batch + "-" + std::to_string(from + i)));
    RecordAwards out = list(std::move(lines), batch, AwardStage::public_notice);
    out.declared_count = 0;
    out.declared_total = 100'000;
    return out;
  };
  AmendProgramme more{kProgrammeId, 1'000'000, "粤工信〔2026〕10号", std::nullopt, "扩大规模"};
  ASSERT_EQ(w.run(kProgramme, more), Code::ok) << w.detail;
  const std::vector<Id> batches{"n1", "n2", "n3"};
  for (const Id& batch : batches)
    for (std::uint32_t from = 1; from < limits::kNoticeLinesMax; from += 1000)
      ASSERT_EQ(w.run(kAward, part(batch, from, 1000)), Code::ok) << w.detail;
  EXPECT_EQ(w.run(kAward, part("n1", limits::kNoticeLinesMax + 1, 1)), Code::limit_exceeded) << w.detail;
  std::vector<Bytes> transactions;
  for (const Id& batch : batches) {
    RecordAwards action = part(batch, 1, 0);
    action.stage = AwardStage::confirmed;
    transactions.push_back(w.transaction(kAward, action));
  }
  const BlockHeader header = w.apply_uncertified(transactions);
  const auto receipts = w.receipts(header.height);
  EXPECT_EQ(receipts[0].code, 0);
  EXPECT_EQ(receipts[1].code, 0);
  EXPECT_EQ(static_cast<Code>(receipts[2].code), Code::limit_exceeded) << error_of(receipts[2]).detail;
  RecordAwards again = part("n3", 1, 0);
  again.stage = AwardStage::confirmed;
  EXPECT_EQ(w.run(kAward, again), Code::ok) << w.detail;
}

}  // namespace
}  // namespace credence
