// SPDX-License-Identifier: Apache-2.0
// Votes of the validators' owners: every rule meets its code, and the validators of each height follow from
// the state W heights before.
#include <gtest/gtest.h>

#include "tests/unit/ledger/execution/refusal_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using refusal::World;

const SecretKey kFresh = secret(5), kSpare = secret(6), kSpareCheck = secret(7);

class RefusalGovernance : public testing::Test {
 protected:
  /// Uncertified on purpose: after a change of the validators ledger_world.h's signers are others.
  Code run(const SecretKey& key, const Action& action) {
    id = w.id_of(bytes = w.transaction(key, action));
    const BlockHeader header = w.apply_uncertified({bytes});
    const auto receipt = w.receipts(header.height).at(0);
    w.detail = error_of(receipt).detail;
    return static_cast<Code>(receipt.code);
  }
  Code propose(Change change, const SecretKey& key = kIitGovern) {
    const Code code = run(key, ProposeChange{std::move(change), "", w.ledger().height() + 100});
    if (code == Code::ok) proposal = id;
    return code;
  }
  Code vote(const SecretKey& key, bool yes = true) { return run(key, VoteOnChange{proposal, yes}); }
  /// gd-iit (2 of 4) proposes, gd-science (1) makes the quorum of 3.
  Code pass(Change change) {
    const Code code = propose(std::move(change));
    return code == Code::ok ? vote(kScienceGovern) : code;
  }
  ChangeValue change() { return w.value(ChangeKey{proposal}); }
  void empty_blocks(Height count) {
    for (Height i = 0; i < count; ++i) (void)w.apply_uncertified({});
  }
  AddValidator add(const SecretKey& key, const Id& owner) {
    return {{key.public_key(), "新验证者", "New"}, owner, possession(w.chain(), key, owner)};
  }
  AddValidator fresh() { return add(kFresh, "gd-finance"); }
  ReplaceValidatorKey replace(const SecretKey& old, const SecretKey& key, const Id& owner) {
    return {old.public_key(), key.public_key(), possession(w.chain(), key, owner)};
  }
  static RemoveValidator remove(std::uint8_t seed) { return {secret(seed).public_key()}; }

  World w{make_memory_key_value(), governed_genesis()};
  Bytes bytes;
  TxId id, proposal;
};

TEST_F(RefusalGovernance, AQuorumOfTheValidatorsPassesAChangeAndNoFewer) {
  EXPECT_EQ(propose(fresh()), Code::ok) << w.detail;
  EXPECT_EQ(change().status, ChangeStatus::open) << "two of four votes";
  EXPECT_EQ(w.value(ValidatorsKey{}).open.size(), 1u);
  EXPECT_EQ(vote(kFinanceGovern, false), Code::ok) << w.detail;
  EXPECT_EQ(change().status, ChangeStatus::open);
  EXPECT_EQ(vote(kFinanceGovern, true), Code::ok) << "a vote may be changed: " << w.detail;
  EXPECT_EQ(change().status, ChangeStatus::passed);
  EXPECT_EQ(change().effective, w.ledger().height() + limits::kPipelineWindow);
  EXPECT_EQ(vote(kScienceGovern), Code::proposal_closed);
  EXPECT_TRUE(w.value(ValidatorsKey{}).open.empty());
}

TEST_F(RefusalGovernance, TooManyNoesCloseAProposal) {
  EXPECT_EQ(propose(fresh()), Code::ok);
  EXPECT_EQ(vote(kFinanceGovern, false), Code::ok);
  EXPECT_EQ(vote(kScienceGovern, false), Code::ok);
  EXPECT_EQ(change().status, ChangeStatus::rejected) << "two of four can no more be outvoted by three";
}

TEST_F(RefusalGovernance, TheSetOfAHeightIsDecidedWHeightsBefore) {
  ASSERT_EQ(pass(fresh()), Code::ok) << w.detail;
  const Height decided = w.ledger().height();
  const Height from = decided + limits::kPipelineWindow;
  EXPECT_EQ(w.ledger().next_change(), from);
  EXPECT_EQ(w.ledger().validators_at(from - 1).size(), 4u);
  EXPECT_EQ(w.ledger().validators_at(from).size(), 5u) << "known W heights ahead";
  while (w.ledger().height() < from) {
    const BlockHeader header = w.apply_uncertified({});
    EXPECT_EQ(header.validator_set, validator_set_hash(w.ledger().validators_at(header.height)));
    EXPECT_EQ(header.next_validator_set, validator_set_hash(w.ledger().validators_at(header.height + 1)));
    EXPECT_EQ(header.validator_set != header.next_validator_set, header.height + 1 == from);
  }
  EXPECT_EQ(w.ledger().validators().size(), 5u);
  EXPECT_EQ(w.ledger().next_change(), std::nullopt);
  EXPECT_EQ(w.ledger().validators_at(from - 1).size(), 4u) << "of the past as well";
  EXPECT_EQ(w.ledger().set_begins(from), from);
  EXPECT_EQ(w.ledger().set_begins(from - 1), 0u);
}

TEST_F(RefusalGovernance, OneChangeOfTheValidatorsAtATime) {
  ASSERT_EQ(pass(fresh()), Code::ok);
  ASSERT_EQ(propose(replace(kFresh, kSpare, "gd-finance")), Code::ok) << w.detail;
  EXPECT_EQ(vote(kScienceGovern), Code::ok) << "4 of 5 are needed now: " << w.detail;
  EXPECT_EQ(vote(kFinanceGovern), Code::set_changing);
  EXPECT_EQ(change().status, ChangeStatus::open) << "the refused vote changed nothing";
  empty_blocks(limits::kPipelineWindow);
  EXPECT_EQ(vote(kFinanceGovern), Code::ok) << w.detail;
  EXPECT_EQ(change().status, ChangeStatus::passed);
}

TEST_F(RefusalGovernance, AValidatorIsAddedByAnOwnerThatCanVoteAndUnderAKeyOfItsOwn) {
  EXPECT_EQ(propose(add(secret(1), "gd-iit")), Code::validator_exists);
  EXPECT_EQ(propose(add(kFresh, "gd-none")), Code::unknown_department);
  ASSERT_EQ(
      pass(AdmitDepartment{
          {"gd-tax", "税", "Tax", DepartmentKind::tax}, {}, w.first_keys("gd-tax", kSpare, kSpareCheck)}),
      Code::ok)
      << w.detail;
  EXPECT_EQ(propose(add(kFresh, "gd-tax")), Code::last_governor) << "it has no key that can vote";
  EXPECT_EQ(propose(replace(kFresh, kSpare, "gd-finance")), Code::unknown_validator);
  EXPECT_EQ(propose(replace(secret(1), secret(2), "gd-iit")), Code::validator_exists);
  EXPECT_EQ(propose(remove(9)), Code::unknown_validator);
}

TEST_F(RefusalGovernance, AValidatorsNewKeyHasSignedForItsOwnerOnThisChain) {
  const auto refused = [&](const Signature& signature, const std::string& why) {
    AddValidator change = fresh();
    change.possession = signature;
    EXPECT_EQ(propose(change), Code::possession_not_proved) << why;
  };
  ChainId other = w.chain();
  other.bytes[0] ^= std::byte{1};
  refused({}, "no statement at all");
  refused(possession(w.chain(), kSpare, "gd-finance"), "another key's");
  refused(possession(w.chain(), kFresh, "gd-iit"), "for another owner");
  refused(possession(other, kFresh, "gd-finance"), "on another chain");
  refused(possession(w.chain(), kFresh, "gd-finance", KeyUse::department), "as a key of the department");
  refused(
      sign(kFresh, chain_hash(Tag::transaction, w.chain(),
                              encode(KeyStatement{kFresh.public_key(), KeyUse::validator, "gd-finance"}))),
      "as another kind of message");
  ASSERT_EQ(pass(fresh()), Code::ok) << w.detail;
  empty_blocks(limits::kPipelineWindow);
  ReplaceValidatorKey change = replace(kFresh, kSpare, "gd-finance");
  change.possession = possession(w.chain(), kSpare, "gd-science");
  EXPECT_EQ(propose(change), Code::possession_not_proved)
      << "the owner is that of the validator whose key is replaced";
  EXPECT_EQ(propose(replace(kFresh, kSpare, "gd-finance")), Code::ok) << w.detail;
}

TEST_F(RefusalGovernance, NoVoteLeavesFewerThanFourValidators) {
  EXPECT_EQ(propose(remove(4)), Code::too_few_validators);
  ASSERT_EQ(pass(fresh()), Code::ok);
  empty_blocks(limits::kPipelineWindow);
  EXPECT_EQ(propose(remove(4)), Code::ok) << w.detail;
  const TxId first = proposal;
  EXPECT_EQ(propose(remove(3)), Code::ok) << "both may be proposed";
  const TxId second = proposal;
  proposal = first;
  EXPECT_EQ(vote(kScienceGovern), Code::ok);
  EXPECT_EQ(vote(kFinanceGovern), Code::ok);
  EXPECT_EQ(change().status, ChangeStatus::passed);
  empty_blocks(limits::kPipelineWindow);
  proposal = second;
  EXPECT_EQ(vote(kFinanceGovern), Code::too_few_validators)
      << "but only one can pass: the last vote is refused";
}

TEST_F(RefusalGovernance, TheOwnersThatCanVoteStayAQuorum) {
  EXPECT_EQ(propose(SuspendDepartment{"gd-iit", true}), Code::votes_lost) << "two of four would be left";
  EXPECT_EQ(pass(SuspendDepartment{"gd-science", true}), Code::ok) << w.detail;
  EXPECT_EQ(propose(SuspendDepartment{"gd-finance", true}), Code::votes_lost)
      << "gd-science cannot vote any more";
  EXPECT_EQ(propose(SuspendDepartment{"gd-science", true}), Code::no_change);
  EXPECT_EQ(run(kScience, World::awards({})), Code::department_suspended);
  EXPECT_EQ(vote(kScienceGovern), Code::department_suspended);
  ASSERT_EQ(propose(SuspendDepartment{"gd-science", false}), Code::ok);
  EXPECT_EQ(vote(kFinanceGovern), Code::ok);
  EXPECT_NE(run(kScience, World::awards({})), Code::department_suspended);
}

TEST_F(RefusalGovernance, WhoMayProposeAndVoteAndForHowLong) {
  EXPECT_EQ(propose(fresh(), kAward), Code::wrong_role);
  EXPECT_EQ(run(kIitGovern, ProposeChange{fresh(), "", w.ledger().height() + 1}), Code::bad_expiry)
      << "that is this block";
  EXPECT_EQ(run(kIitGovern, ProposeChange{fresh(), "", w.ledger().height() + 2 + limits::kChangeHeightsMax}),
            Code::bad_expiry);
  EXPECT_EQ(vote(kIitGovern), Code::unknown_proposal);
  ASSERT_EQ(run(kIitGovern, ProposeChange{fresh(), "", w.ledger().height() + 2}), Code::ok);
  proposal = id;
  empty_blocks(1);
  EXPECT_EQ(vote(kScienceGovern), Code::proposal_closed) << "its time is over";
  World plain;
  ASSERT_EQ(plain.run(kAdmin, plain.post("gd-iit", kSpare, {Role::govern})), Code::ok);
  EXPECT_EQ(plain.run(kSpare, ProposeChange{fresh(), "", 50}), Code::not_governed);
}

TEST_F(RefusalGovernance, ADepartmentWithoutAValidatorHasNoVote) {
  ASSERT_EQ(
      pass(AdmitDepartment{
          {"gd-tax", "税", "Tax", DepartmentKind::tax}, {}, w.first_keys("gd-tax", kSpare, kSpareCheck)}),
      Code::ok)
      << w.detail;
  ASSERT_EQ(run(kSpare, w.post("gd-tax", secret(61), {Role::govern})), Code::ok) << w.detail;
  EXPECT_EQ(propose(fresh(), secret(61)), Code::no_vote);
}

// The last key that can vote stays where there is a vote: a validator that is owned now, or in a scheduled
// set.
TEST_F(RefusalGovernance, TheLastGovernorStaysWhereAValidatorIsOwned) {
  ASSERT_EQ(
      pass(AdmitDepartment{
          {"gd-tax", "税", "Tax", DepartmentKind::tax}, {}, w.first_keys("gd-tax", kSpare, kSpareCheck)}),
      Code::ok)
      << w.detail;
  const SecretKey first = secret(61), second = secret(62);
  const auto governor = [&](const SecretKey& key) {
    return run(kSpare, w.post("gd-tax", key, {Role::govern}));
  };
  const auto revoke = [&](const SecretKey& key) {
    return run(kSpare, RevokeKey{key_id(key.public_key()), "离岗"});
  };
  ASSERT_EQ(governor(first), Code::ok) << w.detail;
  EXPECT_EQ(revoke(first), Code::ok) << "it owns no validator: " << w.detail;
  ASSERT_EQ(governor(second), Code::ok) << w.detail;
  ASSERT_EQ(pass(add(kFresh, "gd-tax")), Code::ok) << w.detail;
  EXPECT_EQ(revoke(second), Code::last_governor) << "it will own one";
  empty_blocks(limits::kPipelineWindow);
  EXPECT_EQ(revoke(second), Code::last_governor) << "it owns one";
  ASSERT_EQ(propose(RemoveValidator{kFresh.public_key()}), Code::ok) << w.detail;
  ASSERT_EQ(vote(kScienceGovern), Code::ok) << w.detail;
  ASSERT_EQ(vote(kFinanceGovern), Code::ok) << w.detail;
  ASSERT_EQ(change().status, ChangeStatus::passed);
  EXPECT_EQ(revoke(second), Code::last_governor) << "until the set without it is in force";
  empty_blocks(limits::kPipelineWindow);
  EXPECT_EQ(revoke(second), Code::ok) << w.detail;
}

TEST_F(RefusalGovernance, OpenProposalsAreBoundedAndOverdueOnesMakeRoom) {
  for (std::size_t i = 0; i < limits::kOpenChangesMax; ++i)
    ASSERT_EQ(run(kIitGovern, ProposeChange{fresh(), "", w.ledger().height() + 60}), Code::ok) << i;
  EXPECT_EQ(propose(fresh()), Code::too_many_proposals);
  empty_blocks(40);
  EXPECT_EQ(propose(fresh()), Code::ok) << "the oldest are over: " << w.detail;
}

TEST_F(RefusalGovernance, DepartmentsComeByVoteWithTheirAdministrator) {
  const AdmitDepartment change{{"gd-tax", "税", "Tax", DepartmentKind::tax},
                               List<Role, 16>{Role::registrar},
                               w.first_keys("gd-tax", kSpare, kSpareCheck)};
  ASSERT_EQ(pass(change), Code::ok) << w.detail;
  EXPECT_EQ(propose(change), Code::already_registered);
  EXPECT_EQ(run(kSpare, w.post("gd-tax", secret(61), {Role::pay})), Code::role_not_granted);
  EXPECT_EQ(run(kSpare, w.post("gd-tax", secret(61), {Role::registrar})), Code::ok) << w.detail;
  AdmitDepartment other = change;
  other.department.id = "gd-other";
  EXPECT_EQ(propose(other), Code::registered_differently) << "its administrator's key is registered already";
}

TEST_F(RefusalGovernance, RolesAreGrantedAndWithdrawn) {
  EXPECT_EQ(run(kProgramme, CreateProgramme{"p", "项目", "gd-iit", "gd-science", 2022, 1, ""}),
            Code::role_not_granted)
      << "gd-science does not finance";
  ASSERT_EQ(pass(ChangeAuthority{"gd-science", Role::pay, true}), Code::ok) << w.detail;
  EXPECT_EQ(run(kProgramme, CreateProgramme{"p", "项目", "gd-iit", "gd-science", 2022, 1, ""}), Code::ok)
      << w.detail;
  ASSERT_EQ(pass(ChangeAuthority{"gd-iit", Role::award, false}), Code::ok) << w.detail;
  EXPECT_EQ(run(kAward, World::awards({})), Code::role_not_granted);
  EXPECT_EQ(propose(ChangeAuthority{"gd-iit", Role::award, false}), Code::no_change);
  EXPECT_EQ(propose(ChangeAuthority{"gd-none", Role::award, true}), Code::unknown_department);
  EXPECT_EQ(propose(ChangeAuthority{"gd-iit", Role::audit, true}), Code::bad_roles) << "needs no grant";
}

TEST_F(RefusalGovernance, AFeatureBeginsAtItsHeight) {
  EXPECT_EQ(propose(EnableFeature{"No Such", 100}), Code::bad_id);
  EXPECT_EQ(propose(EnableFeature{"four-eyes", w.ledger().height()}), Code::feature_in_past);
  const Height from = w.ledger().height() + 6;
  ASSERT_EQ(pass(EnableFeature{"four-eyes", from}), Code::ok) << w.detail;
  EXPECT_EQ(propose(EnableFeature{"four-eyes", from + 10}), Code::no_change);
  const ChainValue chain = w.value(ChainKey{});
  EXPECT_FALSE(chain.has("four-eyes", from - 1));
  EXPECT_TRUE(chain.has("four-eyes", from));
}

TEST_F(RefusalGovernance, AFeatureThatThisProgramDoesNotKnowStopsItWhereItBegins) {
  const EnableFeature later{"of-a-later-version", w.ledger().height() + 6};
  EXPECT_EQ(refusal::meet(check_supported(Action(ProposeChange{later, "", 100}))), Code::unknown_feature)
      << "no client signs it and no node passes it on";
  EXPECT_TRUE(check_supported(Action(ProposeChange{EnableFeature{"four-eyes", 100}, "", 100})).has_value());
  ASSERT_EQ(pass(later), Code::ok) << "replicas that know it take the votes: " << w.detail;
  while (w.ledger().height() + 1 < later.from) w.apply({});
  const auto stopped = w.ledger().apply(world::proposal_of(w.ledger().head().time_ms + 1000, {}));
  ASSERT_FALSE(stopped.has_value());
  EXPECT_EQ(stopped.error().code, Code::unknown_feature);
  EXPECT_EQ(w.ledger().height() + 1, later.from) << "what was before stands";
}

TEST_F(RefusalGovernance, LimitsStayWithinTheProtocolsAndHoldAfterW) {
  EXPECT_EQ(propose(SetLimit{ChainLimit::list_lines, 0}), Code::limit_out_of_bounds);
  EXPECT_EQ(propose(SetLimit{ChainLimit::block_bytes, limits::kBatchBytesMax + 1}),
            Code::limit_out_of_bounds);
  EXPECT_EQ(propose(SetLimit{ChainLimit::list_lines, limits::kLinesMax}), Code::no_change);
  ASSERT_EQ(pass(SetLimit{ChainLimit::list_lines, 2}), Code::ok) << w.detail;
  RegisterEnterprises three;
  for (unsigned i = 1; i <= 3; ++i)
    three.lines.push_back({code(i), enterprise_name(i), std::nullopt, std::nullopt});
  empty_blocks(limits::kPipelineWindow - 1);
  EXPECT_EQ(run(kRegistrar, three), Code::limit_exceeded);
  three.lines.pop_back();
  EXPECT_EQ(run(kRegistrar, three), Code::ok) << w.detail;
}

/// A height that was announced for a limit is kept: whoever proposes builds the next W blocks by it.
TEST_F(RefusalGovernance, OneChangeOfTheLimitsAtATime) {
  ASSERT_EQ(pass(SetLimit{ChainLimit::idle_seconds, 60}), Code::ok) << w.detail;
  const Height from = w.value(ChainKey{}).next_limits_from;
  ASSERT_EQ(propose(SetLimit{ChainLimit::list_lines, 2}), Code::ok) << w.detail;
  EXPECT_EQ(vote(kScienceGovern), Code::set_changing);
  EXPECT_EQ(w.value(ChainKey{}).next_limits_from, from);
  EXPECT_EQ(w.value(ChainKey{}).limits_at(from).idle_seconds, 60u);
  empty_blocks(limits::kPipelineWindow);
  EXPECT_EQ(vote(kScienceGovern), Code::ok) << w.detail;
  EXPECT_EQ(w.value(ChainKey{}).limits_at(from).idle_seconds, 60u) << "what was decided first stays";
}

TEST_F(RefusalGovernance, ABlockBeyondItsLimitRefusesTheRestAndTheyMayComeAgain) {
  ASSERT_EQ(pass(SetLimit{ChainLimit::block_transactions, 1}), Code::ok) << w.detail;
  empty_blocks(limits::kPipelineWindow - 1);
  const Bytes first = w.transaction(kAward, RevokeKey{key_id(kAward.public_key()), "离岗"});
  const Bytes second = w.transaction(kQualify, RevokeKey{key_id(kQualify.public_key()), "离岗"});
  const BlockHeader header = w.apply_uncertified({first, second});
  EXPECT_EQ(static_cast<Code>(w.receipts(header.height).at(0).code), Code::ok);
  EXPECT_EQ(static_cast<Code>(w.receipts(header.height).at(1).code), Code::limit_exceeded);
  const BlockHeader next = w.apply_uncertified({second});
  EXPECT_EQ(static_cast<Code>(w.receipts(next.height).at(0).code), Code::ok) << "its id was not spent";
}

TEST(ValidatorSets, AreKnownAgainAfterTheStoreIsOpened) {
  // The same blocks over a store that is closed and opened again.
  struct Shared final : KeyValue {
    explicit Shared(KeyValue& held) : held_(held) {}
    Result<std::optional<Bytes>> get(BytesView key) const override { return held_.get(key); }
    Result<void> scan(BytesView from, BytesView to,
                      const std::function<bool(BytesView, BytesView)>& visit) const override {
      return held_.scan(from, to, visit);
    }
    std::unique_ptr<KeyScanner> scanner() const override { return held_.scanner(); }
    Result<void> write(const WriteBatch& batch, bool sync) override { return held_.write(batch, sync); }
    KeyValue& held_;
  };
  const auto store = make_memory_key_value();
  Height from = 0;
  {
    World w(std::make_unique<Shared>(*store), governed_genesis());
    const AddValidator change{
        {kFresh.public_key(), "新验证者", "New"}, "gd-finance", possession(w.chain(), kFresh, "gd-finance")};
    const Bytes propose = w.transaction(kIitGovern, ProposeChange{change, "", 100});
    const Bytes vote = w.transaction(kScienceGovern, VoteOnChange{w.id_of(propose), true});
    (void)w.apply_uncertified({propose, vote});
    from = w.ledger().next_change().value();
    while (w.ledger().height() < from + 1) (void)w.apply_uncertified({});
  }
  World again(std::make_unique<Shared>(*store), governed_genesis());
  EXPECT_EQ(again.ledger().validators_at(from - 1).size(), 4u);
  EXPECT_EQ(again.ledger().validators_at(from).size(), 5u);
  EXPECT_EQ(again.ledger().validators().size(), 5u);
  EXPECT_EQ(again.ledger().set_begins(from + 1), from);
}

}  // namespace
}  // namespace credence
