// SPDX-License-Identifier: Apache-2.0
// What the tests of programmes, awards and payments share: a world whose time can be moved, with the money's
// invariants after each action.
#pragma once

#include "ledger/domain/past.h"
#include "ledger/execution/rules_money.h"
#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {

using namespace world;  // NOLINT(google-build-using-namespace,google-global-names-in-headers)

inline const Id kProgrammeId = "puhui-2022";

/// A world whose time can be moved to a day, at 10 o'clock in China.
class RefusalMoney : public testing::Test {
 protected:
  void SetUp() override {
    w.register_enterprises(9);
    w.create_programme(1'000);
  }

  Code on(const Date& day, const SecretKey& key, const Action& action) {
    const Bytes transaction = w.transaction(key, action);
    const auto header =
        w.ledger().apply(proposal_of(days_of(day) * 86'400'000 + 2 * 3'600'000, {transaction}));
    if (!header) throw std::runtime_error(header.error().text_en());
    const Receipt receipt = w.receipts(header->height).at(0);
    w.detail = error_of(receipt).detail;
    check_invariants();
    return static_cast<Code>(receipt.code);
  }
  Code run(const SecretKey& key, const Action& action) {
    const Code code = w.run(key, action);
    check_invariants();
    return code;
  }
  Date today() { return date_in_china(w.ledger().head().time_ms); }

  Code rules(const ProgrammeRules& rules) {
    return run(kProgramme, SetProgrammeRules{kProgrammeId, rules, ""});
  }
  Code award(std::vector<AwardLine> lines, const Id& batch = "b1", AwardStage stage = AwardStage::confirmed,
             std::optional<Id> quota = std::nullopt) {
    return run(kAward, list(std::move(lines), batch, stage, std::move(quota)));
  }
  static RecordAwards list(std::vector<AwardLine> lines, const Id& batch = "b1",
                           AwardStage stage = AwardStage::confirmed, std::optional<Id> quota = std::nullopt) {
    RecordAwards out = refusal::World::awards(std::move(lines));
    out.batch = batch;
    out.stage = stage;
    out.quota = std::move(quota);
    return out;
  }
  Code pay(std::uint32_t line, std::uint32_t award_line, unsigned enterprise, Fen amount,
           const Id& batch = "b1") {
    PaymentLine payment = refusal::World::payment(line, award_line, enterprise, amount);
    payment.award_batch = batch;
    payment.paid_on = today();
    return run(kPay, refusal::World::payments({payment}));
  }
  Code withdraw(std::uint32_t line, const Id& batch = "b1") {
    WithdrawAwards action{kProgrammeId, batch, "", "企业放弃", {}};
    action.lines.push_back({line});
    return run(kAward, action);
  }
  Code result(ResultStep step, std::uint32_t award_line, ResultLine line = {}) {
    line.line = 1;
    line.award_batch = "b1";
    line.award_line = award_line;
    line.on = today();
    RecordResults action{kProgrammeId, step, "", {}};
    action.lines.push_back(line);
    return run(kAward, action);
  }
  Code demand(const Id& recovery, std::uint32_t award_line, Fen amount) {
    return run(kAward, DemandRecovery{kProgrammeId, recovery, "b1", award_line, amount, "", "挪用"});
  }
  Code recover(const Id& recovery, std::uint32_t receipt, Fen amount) {
    return run(kPay, RecordRecovery{kProgrammeId, recovery, receipt, amount, today()});
  }
  ProgrammeValue programme() { return w.value(ProgrammeKey{kProgrammeId}); }
  AwardValue award_value(std::uint32_t line, const Id& batch = "b1") {
    return w.value(AwardKey{kProgrammeId, batch, line});
  }

  /// What an enterprise, and the programme, hold is what their whole histories fold to.
  void expect_folds(unsigned enterprise, const Id& id = kProgrammeId) {
    const auto past = w.folded<EnterprisePast>(HistoryKey{EnterpriseKey{code(enterprise)}});
    const auto money = w.folded<ProgrammePast>(HistoryKey{ProgrammeKey{id}});
    EXPECT_EQ(encode(past.value().value()), encode(w.value(EnterpriseKey{code(enterprise)}))) << enterprise;
    EXPECT_EQ(encode(money.value().value()), encode(w.value(ProgrammeKey{id})));
  }
  void expect_folds(const Id& id) { expect_folds(1, id); }

  /// envelope ≥ quotas and what is outside them ≥ awarded ≥ paid ≥ recovered, demanded ≥ recovered.
  void check_invariants() {
    const ProgrammeValue v = programme();
    EXPECT_GE(v.budget, v.allocated + v.awarded - v.awarded_of_quotas);
    EXPECT_GE(v.allocated, v.awarded_of_quotas);
    EXPECT_GE(v.awarded, v.paid);
    EXPECT_GE(v.paid, v.demanded);
    EXPECT_GE(v.demanded, v.recovered);
  }
  refusal::World w{make_memory_key_value(), with_later_features()};
};

class RefusalNotice : public RefusalMoney {
 protected:
  void begin(std::uint8_t days, bool working, bool first_day_counts = false) {
    ProgrammeRules asks;
    asks.notice_days = days;
    asks.working_days = working;
    asks.first_day_counts = first_day_counts;
    ASSERT_EQ(rules(asks), Code::ok) << w.detail;
  }
  RecordAwards notice(std::vector<AwardLine> lines) {
    return list(std::move(lines), "b1", AwardStage::public_notice);
  }
  RecordAwards confirmation() { return list({}, "b1", AwardStage::confirmed); }
  AwardBatchValue batch() { return w.value(AwardBatchKey{kProgrammeId, "b1"}); }
};

}  // namespace credence
