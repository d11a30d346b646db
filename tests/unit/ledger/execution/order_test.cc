// SPDX-License-Identifier: Apache-2.0
// The executor: the order of its checks, all or nothing, replay, block time, and that it is deterministic.
#include <gtest/gtest.h>

#include "ledger/domain/features.h"
#include "ledger/execution/executor.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)

RegisterDepartment new_department(const Id& id = "gd-tax") {
  return {id, "国家税务总局广东省税务局", "Tax service", DepartmentKind::tax};
}

Code code_of(const Receipt& receipt) { return static_cast<Code>(receipt.code); }

TEST(Executor, TheGenesisIsBlockZero) {
  World w;
  const StoredBlock block = w.ledger().block(0).value();
  EXPECT_EQ(block.header.height, 0u);
  EXPECT_TRUE(block.header.parent.is_zero());
  EXPECT_EQ(block.header.time_ms, w.ledger().genesis().time_ms);
  EXPECT_EQ(block.header.transaction_count, 0u);
  EXPECT_EQ(block.header.validator_set, validator_set_hash(w.ledger().validators()));
  EXPECT_EQ(block.header.next_validator_set, block.header.validator_set);
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).name_en, "Department of Industry");
  EXPECT_EQ(w.value(SignerKey{key_id(kPay.public_key())}).department, "gd-finance");
  EXPECT_EQ(w.value(QualificationTypeKey{"little-giant"}).prerequisite, Id("specialized"));
  EXPECT_EQ(w.value(DepartmentKey{"gd-iit"}).admin_keys, 1u);
  EXPECT_EQ(w.value(HistoryKey{QualificationTypeKey{"little-giant"}}).count, 1u);
}

TEST(Executor, BlockTimeAlwaysRises) {
  World w;
  const std::uint64_t start = w.ledger().head().time_ms;
  EXPECT_EQ(w.ledger().apply(Proposal{}).value().time_ms, start + 1)
      << "a null proposal has no time of its own";
  EXPECT_EQ(w.ledger().apply(proposal_of(start - 5000, {})).value().time_ms, start + 2)
      << "a proposal from the past";
  EXPECT_EQ(w.ledger().apply(proposal_of(start + 9000, {})).value().time_ms, start + 9000);
}

TEST(Executor, ARefusedTransactionLeavesItsReceiptAndNothingElse) {
  World w;
  w.register_enterprises(2);
  w.create_programme();
  const auto before = w.value(ProgrammeKey{"puhui-2022"});
  const auto programme_history = w.value(HistoryKey{ProgrammeKey{"puhui-2022"}});
  // The first two lines are good; the third one is not.
  EXPECT_EQ(w.run(kAward,
                  World::awards({World::award(1, 1, 100), World::award(2, 2, 100), World::award(3, 9, 100)})),
            Code::unknown_enterprise);
  EXPECT_TRUE(w.detail.starts_with("line 3, code: ")) << w.detail;
  EXPECT_EQ(encode(w.value(ProgrammeKey{"puhui-2022"})), encode(before));
  EXPECT_EQ(encode(w.value(HistoryKey{ProgrammeKey{"puhui-2022"}})), encode(programme_history));
  EXPECT_TRUE(w.absent(AwardKey{"puhui-2022", "b1", 1}));
  EXPECT_TRUE(w.absent(AwardBatchKey{"puhui-2022", "b1"}));
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).awards, 0u);
  EXPECT_EQ(w.run(kAward, World::awards({World::award(1, 1, 100), World::award(2, 2, 100)})), Code::ok)
      << w.detail;
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).awarded, 100);
}

TEST(Executor, ARefusedTransactionLeavesNoEntryOfAHistoryInTheStore) {
  auto memory = make_memory_key_value();
  const KeyReader& store = *memory;
  World w(std::move(memory));
  w.register_enterprises(2);
  w.create_programme();
  const auto records = [&store](char family) {
    std::size_t count = 0;
    EXPECT_TRUE(
        store.scan(Bytes{std::byte(family)}, Bytes{std::byte(family + 1)}, [&](BytesView key, BytesView) {
          count += is_zero(key.subspan(1, 32)) ? 0 : 1;  // the headers' own nodes have no subject
          return true;
        }));
    return count;
  };
  const std::array before = {records('h'), records('e'), records('g')};
  EXPECT_EQ(
      w.run(kAward, World::awards({World::award(1, 1, 1), World::award(2, 2, 1), World::award(3, 9, 1)})),
      Code::unknown_enterprise);
  EXPECT_EQ((std::array{records('h'), records('e'), records('g')}), before);
}

TEST(Executor, ARefusedTransactionBetweenTwoGoodOnesOfABlockChangesNothingOfTheirs) {
  World w;
  w.register_enterprises(3);
  w.create_programme();
  const auto receipts = w.apply(
      {w.transaction(kAward, World::awards({World::award(1, 1, 100)})),
       w.transaction(kAward, World::awards({World::award(2, 1, 50, "另一项目"), World::award(3, 9, 1)})),
       w.transaction(kAward, World::awards({World::award(2, 2, 200)}))});
  EXPECT_EQ(code_of(receipts[0]), Code::ok);
  EXPECT_EQ(code_of(receipts[1]), Code::unknown_enterprise);
  EXPECT_EQ(code_of(receipts[2]), Code::ok) << error_of(receipts[2]).detail;
  EXPECT_EQ(w.value(EnterpriseKey{code(1)}).awarded, 100);
  EXPECT_EQ(w.value(ProgrammeKey{"puhui-2022"}).awarded, 300);
  EXPECT_EQ(w.value(AwardBatchKey{"puhui-2022", "b1"}).recorded_count, 2u);
  EXPECT_EQ(w.value(HistoryKey{ProgrammeKey{"puhui-2022"}}).count, 4u) << "created, batch opened, two awards";
}

TEST(Executor, ExpiryIsCheckedFirst) {
  World w;
  w.apply({});
  w.apply({});
  const Bytes late = w.transaction(kNobody, new_department(), Height{2});
  const Bytes just = w.transaction(kAdmin, new_department(), Height{3});
  const Bytes far = w.transaction(kNobody, new_department("x"), Height{3 + limits::kExpiryWindowHeights + 1});
  const Bytes edge = w.transaction(kAdmin, new_department("y"), Height{3 + limits::kExpiryWindowHeights});
  const auto receipts = w.apply({late, just, far, edge});
  EXPECT_EQ(code_of(receipts[0]), Code::expired);
  EXPECT_EQ(code_of(receipts[1]), Code::ok);
  EXPECT_EQ(code_of(receipts[2]), Code::expiry_too_far);
  EXPECT_EQ(code_of(receipts[3]), Code::ok);
}

TEST(Executor, AnExecutedTransactionIsReplayedAlsoAfterItFailedAndInItsOwnBlock) {
  World w;
  const Bytes good = w.transaction(kAdmin, new_department());
  const Bytes bad = w.transaction(kNobody, new_department());
  auto receipts = w.apply({good, bad, good});
  EXPECT_EQ(code_of(receipts[0]), Code::ok);
  EXPECT_EQ(code_of(receipts[1]), Code::unknown_key);
  EXPECT_EQ(code_of(receipts[2]), Code::replayed);
  receipts = w.apply({bad, good});
  EXPECT_EQ(code_of(receipts[0]), Code::replayed);
  EXPECT_EQ(code_of(receipts[1]), Code::replayed);
  EXPECT_EQ(error_of(receipts[1]).detail, "height 1, index 0");
  EXPECT_EQ(w.ledger().find_transaction(w.id_of(good)).value()->height, 1u) << "the first execution stands";
}

TEST(Executor, AnExpiredIdLeavesTheStateAndStillCannotBeExecuted) {
  World w;
  const Bytes once = w.transaction(kAdmin, new_department(), Height{3});
  const TxId id = w.id_of(once);
  w.apply({once});
  EXPECT_FALSE(w.absent(ExecutedKey{1}));
  w.apply({});
  w.apply({});
  EXPECT_FALSE(w.absent(ExecutedKey{1})) << "height 3 is still within its expiry";
  w.apply({});
  EXPECT_TRUE(w.absent(ExecutedKey{1}));
  EXPECT_EQ(code_of(w.apply({once}).at(0)), Code::expired);
  const auto where = w.ledger().find_transaction(id).value();
  ASSERT_TRUE(where);
  EXPECT_EQ(where->height, 1u) << "a later refusal as expired does not hide the execution";
}

TEST(Executor, ATransactionTooFarAheadMayBeExecutedLater) {
  World w;
  const Height expiry = limits::kExpiryWindowHeights + 2;
  const Bytes early = w.transaction(kAdmin, new_department(), expiry);
  EXPECT_EQ(code_of(w.apply({early}).at(0)), Code::expiry_too_far);
  EXPECT_EQ(w.ledger().find_transaction(w.id_of(early)).value()->height, 1u);
  EXPECT_EQ(code_of(w.apply({early}).at(0)), Code::ok);
  EXPECT_EQ(w.ledger().find_transaction(w.id_of(early)).value()->height, 2u);
}

TEST(Executor, EverySignerMustBeRegisteredAndInForce) {
  World w;
  EXPECT_EQ(w.run(kNobody, new_department()), Code::unknown_key);
  EXPECT_EQ(code_of(w.apply({w.transaction(kAdmin, new_department(), {}, {&kNobody})}).at(0)),
            Code::unknown_key)
      << "a co-signer";
  EXPECT_EQ(code_of(w.apply({w.transaction(kAdmin, new_department(), {}, {&kPay})}).at(0)), Code::ok);
  EXPECT_EQ(w.run(kFinanceAdmin, RevokeKey{key_id(kPay.public_key()), "轮换"}), Code::ok);
  EXPECT_EQ(w.run(kPay, World::payments({})), Code::revoked_key);
  EXPECT_EQ(code_of(w.apply({w.transaction(kAdmin, new_department("z"), {}, {&kPay})}).at(0)),
            Code::revoked_key);
}

TEST(Executor, TheKeyNeedsTheRoleOfTheAction) {
  World w(make_memory_key_value(), with_later_features());
  const SecretKey* const keys[] = {&kAdmin, &kRegistrar, &kAward, &kPay, &kQualify, &kProgramme};
  const Role roles[] = {Role::admin, Role::registrar, Role::award, Role::pay, Role::qualify, Role::programme};
  for (const Action& action : samples::every_action())
    for (std::size_t i = 0; i < std::size(keys); ++i)
      if (const auto needed = role_for(action); needed.has_value()) {
        EXPECT_EQ(w.run(*keys[i], action) == Code::wrong_role, needed != roles[i])
            << name_of(action) << " with " << name_of(roles[i]);
      }
}

TEST(Executor, AnActionIsCheckedBeforeItsRules) {
  World w;
  EXPECT_EQ(w.run(kAdmin, RegisterDepartment{"Bad Id", "税", "Tax", DepartmentKind::tax}), Code::bad_id);
  EXPECT_TRUE(w.absent(DepartmentKey{"gd-tax"}));
}

TEST(Executor, WhatCannotBeReadIsRefusedAlikeWhateverItIs) {
  World w;
  const Bytes whole = encode(Action(new_department()));
  Bytes unknown = whole, grown = whole, longer = whole, cut = whole;
  unknown.front() = std::byte{200};  // an action of a later version
  grown.push_back(std::byte{1});     // a field of a later version
  grown[1] = static_cast<std::byte>(std::to_integer<unsigned>(grown[1]) + 1);
  longer.push_back(std::byte{0});
  cut.pop_back();
  std::vector<Bytes> all;
  for (const Bytes& action : {unknown, grown, longer, cut, Bytes{}})
    for (const SecretKey* key : {&kAdmin, &kAward, &kNobody}) all.push_back(w.raw_transaction(*key, action));
  for (const Receipt& receipt : w.apply(std::move(all))) {
    EXPECT_EQ(code_of(receipt), Code::unreadable_action);
    EXPECT_TRUE(receipt.details.empty()) << "replicas of other versions would say something else";
  }
  EXPECT_EQ(w.run(kAdmin, new_department()), Code::ok) << "the chain goes on: " << w.detail;
}

TEST(Executor, AProposalThatDoesNotDecodeIsAnErrorAndNoBlock) {
  World w;
  EXPECT_FALSE(w.ledger().apply(Proposal{1, Bytes(3)}));
  EXPECT_FALSE(w.ledger().apply(proposal_of(1, {Bytes(40)})));
  Bytes alien = w.transaction(kAdmin, new_department());
  World other;
  EXPECT_EQ(w.ledger().height(), 0u);
  EXPECT_TRUE(w.ledger().apply(proposal_of(1, {alien})));
}

TEST(Executor, TheSameProposalsGiveTheSameHeadersEverywhere) {
  World a;
  World b;
  const auto both = [&](std::vector<Bytes> transactions) {
    const Proposal proposal = proposal_of(a.ledger().head().time_ms + 7, std::move(transactions));
    const auto ours = a.ledger().apply(proposal);
    const auto theirs = b.ledger().apply(proposal);
    ASSERT_TRUE(ours && theirs);
    EXPECT_EQ(*ours, *theirs) << header_difference(*ours, *theirs);
  };
  RegisterEnterprises enterprises;
  for (unsigned i = 1; i <= 300; ++i)
    enterprises.lines.push_back({code(i), enterprise_name(i), std::nullopt, std::nullopt});
  both({a.transaction(kRegistrar, enterprises), a.transaction(kProgramme, World::programme())});
  for (std::uint32_t block = 0; block < 5; ++block) {
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 1; i <= 60; ++i) lines.push_back(World::award(block * 60 + i, block * 60 + i, 10));
    both({a.transaction(kAward, World::awards(lines, 300, 3000)), a.transaction(kNobody, new_department())});
  }
  EXPECT_EQ(a.ledger().head_hash(), b.ledger().head_hash());
}

TEST(Executor, NamesFoldFullWidthBracketsOnly) {
  // The folding itself is seen through the rule that uses it.
  World w;
  RegisterEnterprises action;
  action.lines.push_back({code(1), "样例（广州）有限公司", std::nullopt, std::nullopt});
  ASSERT_EQ(w.run(kRegistrar, action), Code::ok);
  w.create_programme();
  AwardLine line = World::award(1, 1, 100);
  line.beneficiary = "样例(广州)有限公司";
  EXPECT_EQ(w.run(kAward, World::awards({line})), Code::ok) << w.detail;
  line.line = 2;
  line.project = "另一项目";
  line.beneficiary = "样例(深圳)有限公司";
  EXPECT_EQ(w.run(kAward, World::awards({line})), Code::name_mismatch);
}

}  // namespace
}  // namespace credence
