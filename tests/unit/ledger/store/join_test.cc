// SPDX-License-Identifier: Apache-2.0
// A ledger made of a snapshot (ledger/store/snapshot_install.h): it goes on as those that executed every
// block, holds what it must, says what it does not hold, and resumes after a crash.
#include "ledger/store/snapshot_install.h"

#include "ledger/proof/verify.h"
#include "ledger/store/state_snapshot.h"
#include "tests/support/governed_genesis.h"
#include "tests/support/joined_ledger.h"

namespace credence {
namespace {

using world::World;

class Joining : public ::testing::Test {
 protected:
  void SetUp() override {
    world_.register_enterprises(40);
    world_.create_programme();
    // Histories of many lengths, so that heads of many peaks begin the new ledger.
    for (unsigned i = 1; i <= 30; ++i)
      for (unsigned enterprise = 1; enterprise <= 1 + i % 4; ++enterprise)
        ASSERT_EQ(
            world_.run(world::kQualify, World::issue("specialized", enterprise,
                                                     Date{static_cast<std::uint16_t>(1990 + i), 1, 1},
                                                     Date{static_cast<std::uint16_t>(1990 + i), 12, 30})),
            Code::ok)
            << world_.detail;
  }
  /// The same block for both.
  void apply_both(Ledger& joined, std::vector<Bytes> transactions) {
    const Proposal proposal =
        world::proposal_of(world_.ledger().head().time_ms + 1000, std::move(transactions));
    const auto ours = world_.ledger().apply(proposal).value();
    const auto theirs = joined.apply(proposal);
    ASSERT_TRUE(theirs.has_value()) << theirs.error().text_en();
    EXPECT_EQ(header_difference(ours, *theirs), "");
    const Certificate certificate = world::certify(world_.chain(), ours);
    ASSERT_TRUE(world_.ledger().add_certificate(certificate).has_value());
    ASSERT_TRUE(joined.add_certificate(certificate).has_value());
  }
  static HistoryKey subject(unsigned enterprise) {
    return HistoryKey{EnterpriseKey{world::code(enterprise)}};
  }

  World world_;
  std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
};

TEST_F(Joining, TheNewLedgerGoesOnAsTheOthersDo) {
  const Height at = world_.ledger().height();
  auto joined = join(world_.ledger(), disk_);
  EXPECT_EQ(joined->height(), at);
  EXPECT_EQ(joined->certified_height(), at);
  EXPECT_EQ(joined->oldest(), at);
  EXPECT_TRUE(joined->check_state().has_value());
  EXPECT_EQ(joined->records().value().at("boot"), Bytes{std::byte{7}});
  for (unsigned i = 0; i < 40; ++i) {
    std::vector<Bytes> block;
    for (unsigned enterprise = 1; enterprise <= 1 + i % 5; ++enterprise)
      block.push_back(world_.transaction(
          world::kQualify,
          World::issue("specialized", enterprise, Date{static_cast<std::uint16_t>(2040 + i), 1, 1},
                       Date{static_cast<std::uint16_t>(2040 + i), 12, 30})));
    apply_both(*joined, std::move(block));
  }
  joined.reset();
  const auto again = Ledger::open(std::make_unique<FaultyKeyValue>(disk_), world_.ledger().genesis());
  ASSERT_TRUE(again.has_value()) << again.error().text_en();
  EXPECT_EQ((*again)->head_hash(), world_.ledger().head_hash());
  EXPECT_TRUE((*again)->check_state().has_value());
}

TEST_F(Joining, StateAndLaterHistoryAreProvedAndWhatIsEarlierIsPruned) {
  std::map<unsigned, std::uint64_t> before;
  for (unsigned enterprise = 1; enterprise <= 6; ++enterprise)
    before[enterprise] = world_.value(subject(enterprise)).count;
  auto joined = join(world_.ledger(), disk_);
  for (unsigned i = 0; i < 40; ++i) {
    std::vector<Bytes> block;
    for (unsigned enterprise = 1; enterprise <= 1 + i % 5; ++enterprise)
      block.push_back(world_.transaction(
          world::kQualify,
          World::issue("specialized", enterprise, Date{static_cast<std::uint16_t>(2040 + i), 1, 1},
                       Date{static_cast<std::uint16_t>(2040 + i), 12, 30})));
    apply_both(*joined, std::move(block));
  }
  const TrustChain trust(world_.anchor());
  for (unsigned enterprise = 1; enterprise <= 6; ++enterprise) {
    const HistoryKey key = subject(enterprise);
    const std::uint64_t total = world_.value(key).count;
    for (std::uint64_t from = 0; from <= total; ++from)
      for (const std::uint64_t count : {std::uint64_t{1}, std::uint64_t{3}, total}) {
        const auto page = joined->prove_history(key, from, count);
        if (from < before[enterprise]) {
          ASSERT_FALSE(page.has_value());
          EXPECT_EQ(page.error().code, Code::pruned_below);
          continue;
        }
        ASSERT_TRUE(page.has_value()) << enterprise << " " << from << " " << page.error().text_en();
        const auto verified = verify(trust, *page, key);
        ASSERT_TRUE(verified.has_value()) << enterprise << " " << from << " " << verified.error().text_en();
        EXPECT_EQ(encode(*page), encode(world_.ledger().prove_history(key, from, count).value()))
            << "as a ledger that holds everything";
      }
  }
  EXPECT_EQ(encode(joined->prove_state(EnterpriseKey{world::code(3)}).value()),
            encode(world_.ledger().prove_state(EnterpriseKey{world::code(3)}).value()));
  EXPECT_EQ(joined->block(joined->oldest() - 1).error().code, Code::pruned_below);
  EXPECT_TRUE(joined->block(joined->oldest()).has_value());
  EXPECT_EQ(joined->prove_block(2).error().code, Code::pruned_below);
  EXPECT_EQ(joined->block(joined->height() + 1).error().code, Code::not_found);
  EXPECT_EQ(joined->prove_transaction(TxId{}).error().code, Code::pruned_below)
      << "nobody here can say that there never was one";
}

TEST_F(Joining, WhatWasExecutedBeforeIsAReplayAfterwards) {  // fabric#288, minbft#29
  const Bytes once = world_.transaction(
      world::kRegistrar,
      RegisterEnterprises{{{world::code(900), world::enterprise_name(900), std::nullopt, std::nullopt}}});
  world_.apply({once});
  const Height before = world_.ledger().height();
  world_.apply({});
  auto joined = join(world_.ledger(), disk_);
  apply_both(*joined, {once});
  EXPECT_EQ(
      static_cast<Code>(decode<Receipt>(joined->block(joined->height()).value().receipts.at(0)).value().code),
      Code::replayed);
  EXPECT_TRUE(joined->find_transaction(world_.id_of(once)).value().has_value());
  EXPECT_EQ(joined->prove_transaction(world_.id_of(once)).error().code, Code::pruned_below);
  // And it leaves the state at the same height as everywhere.
  const Height expiry = parse_transaction(world_.chain(), once).value().body.expiry_height;
  while (joined->height() <= expiry) apply_both(*joined, {});
  EXPECT_TRUE(world_.absent(ExecutedKey{before}));
}

TEST_F(Joining, AnExpiredReplayNeverHidesAnExecutionThatIsNotHeld) {
  const Bytes once = world_.transaction(
      world::kRegistrar,
      RegisterEnterprises{{{world::code(900), world::enterprise_name(900), std::nullopt, std::nullopt}}},
      world_.ledger().height() + 1);
  world_.apply({once});
  world_.apply({});
  world_.apply({});
  auto joined = join(world_.ledger(), disk_);
  apply_both(*joined, {once});  // it is refused as expired: but it was executed once
  EXPECT_EQ(joined->prove_transaction(world_.id_of(once)).error().code, Code::pruned_below);
}

TEST_F(Joining, ItResumesWhereACrashLeftIt) {
  const auto snapshot = world_.ledger().snapshot().value();
  const auto open = [&] {
    return SnapshotInstall::open(std::make_unique<FaultyKeyValue>(disk_), world_.ledger().genesis());
  };
  {
    auto install = open().value();
    EXPECT_FALSE(install->target().has_value());
    ASSERT_TRUE(install->begin(target_of(world_.ledger(), world_.ledger().height())).has_value());
    put_all(*install, *snapshot, 0, 9);
  }
  disk_->crash(6);  // of the nine unsynced chunks six reached the disk
  {
    auto install = open().value();
    ASSERT_TRUE(install->target().has_value());
    for (std::uint64_t i = 0; i < 16; ++i) EXPECT_EQ(install->done(StatePlace::nth(i, kDepth)), i < 6) << i;
    EXPECT_FALSE(install->complete());
    put_all(*install, *snapshot, 6, 16);
    put_all(*install, *snapshot, 3, 5);  // given twice: nothing changes
    EXPECT_TRUE(install->complete());
    EXPECT_EQ(install->entries(), snapshot->entries());
  }
  disk_->crash(1000);
  const auto early = Ledger::open(std::make_unique<FaultyKeyValue>(disk_), world_.ledger().genesis());
  ASSERT_FALSE(early.has_value()) << "it is no ledger before it is finished";
  EXPECT_EQ(early.error().code, Code::storage_corrupt);
}

TEST_F(Joining, ALyingChunkLeavesNothingBehind) {
  const auto snapshot = world_.ledger().snapshot().value();
  auto install =
      SnapshotInstall::open(std::make_unique<FaultyKeyValue>(disk_), world_.ledger().genesis()).value();
  ASSERT_TRUE(install->begin(target_of(world_.ledger(), world_.ledger().height())).has_value());
  const StatePlace place = StatePlace::nth(2, kDepth);
  StateChunk bent = snapshot->chunk(place).value().value();
  bent.entries.front().value.back() ^= std::byte{1};
  const std::size_t writes = disk_->writes;
  EXPECT_EQ(install->put(place, bent).error().code, Code::wrong_root);
  EXPECT_EQ(disk_->writes, writes);
  EXPECT_FALSE(install->done(place));
  put_all(*install, *snapshot);
  EXPECT_TRUE(install->complete());
}

TEST_F(Joining, NoTargetWithoutAQuorumAndItsOwnContent) {
  const auto open = [] { return SnapshotInstall::open(make_memory_key_value(), world::genesis()).value(); };
  const JoinTarget honest = target_of(world_.ledger(), world_.ledger().height());
  EXPECT_TRUE(open()->begin(honest).has_value());
  const std::vector<std::function<void(JoinTarget&)>> lies = {
      [](JoinTarget& t) { t.block.header.state_root.bytes[0] ^= std::byte{1}; },
      [](JoinTarget& t) { t.block.header.height += 1; },
      [](JoinTarget& t) { t.block.certificate.signatures.pop_back(); },
      [](JoinTarget& t) { t.block.certificate.signatures[1] = t.block.certificate.signatures[0]; },
      [](JoinTarget& t) { t.block.receipts.pop_back(); },
      [](JoinTarget& t) { t.headers.count -= 1; },
      [](JoinTarget& t) { t.headers.peaks.front().bytes[0] ^= std::byte{1}; },
      [](JoinTarget& t) { t.headers.peaks.pop_back(); },
      [](JoinTarget& t) { t.block.transactions.front().back() ^= std::byte{1}; },
      [](JoinTarget& t) { t.block.receipts.front().back() ^= std::byte{1}; },
  };
  for (std::size_t i = 0; i < lies.size(); ++i) {
    JoinTarget bent = honest;
    lies[i](bent);
    EXPECT_FALSE(open()->begin(bent).has_value()) << "lie " << i;
  }
}

TEST(JoiningGoverned, ChangesOfTheValidatorsComeAlongAndGoOn) {
  World w(make_memory_key_value(), world::governed_genesis());
  const auto vote = [&](Change change) {
    const Bytes proposal =
        w.transaction(world::kIitGovern, ProposeChange{std::move(change), "", 4'000}, 5'000);
    const TxId id = w.id_of(proposal);
    w.apply({proposal});
    w.apply({w.transaction(world::kScienceGovern, VoteOnChange{id, true}, 5'000)});
    if (w.value(ChangeKey{id}).status == ChangeStatus::open)
      w.apply({w.transaction(world::kFinanceGovern, VoteOnChange{id, true}, 5'000)});
    EXPECT_EQ(w.value(ChangeKey{id}).status, ChangeStatus::passed);
    return w.value(ChangeKey{id}).effective;
  };
  const Height first = vote(AddValidator{{world::secret(5).public_key(), "新验证者", "New"},
                                         "gd-finance",
                                         world::possession(w.chain(), world::secret(5), "gd-finance")});
  while (w.ledger().height() + 1 < first) w.apply({});
  // The block right before the change: the next set is known from the state alone.
  auto disk = std::make_shared<Disk>();
  auto joined = join(w.ledger(), disk);
  EXPECT_EQ(joined->validators().size(), 5u);
  EXPECT_EQ(joined->validators(), w.ledger().validators());
  EXPECT_EQ(joined->validators_at(joined->height()), w.ledger().validators_at(w.ledger().height()));
  EXPECT_EQ(joined->set_begins(joined->height() + 1), first);
  EXPECT_EQ(encode(joined->prove_set_changes(0).value()), encode(w.ledger().prove_set_changes(0).value()));
  const Proposal next = world::proposal_of(w.ledger().head().time_ms + 1000, {});
  EXPECT_EQ(header_difference(w.ledger().apply(next).value(), joined->apply(next).value()), "");
}

}  // namespace
}  // namespace credence
