// SPDX-License-Identifier: Apache-2.0
// Pruning (ledger/store/ledger_prune.cc): what is below says so with its own code, what proofs of the present
// need stays, and a crash at any point leaves a ledger that opens.
#include "tests/support/faulty_key_value.h"
#include "tests/support/governed_genesis.h"

namespace credence {
namespace {

using world::World;

class Pruning : public ::testing::Test {
 protected:
  void SetUp() override {
    for (unsigned i = 0; i < 60; ++i) {
      std::vector<Bytes> block;
      for (unsigned k = 0; k < 12; ++k) {
        RegisterEnterprises action;
        const unsigned number = 12 * i + k;
        action.lines.push_back(
            {world::code(number), world::enterprise_name(number), std::nullopt, std::nullopt});
        block.push_back(world_.transaction(world::kRegistrar, action));
      }
      ids_.push_back(world_.id_of(block[5]));
      world_.apply(std::move(block));
    }
  }
  /// How many pieces it took.
  static std::size_t prune(Ledger& ledger, Height keep_from) {
    for (std::size_t pieces = 1;; ++pieces) {
      const auto more = ledger.prune(keep_from);
      EXPECT_TRUE(more.has_value()) << more.error().text_en();
      if (!more || !*more) return pieces;
    }
  }
  std::size_t records(char family) {
    std::size_t count = 0;
    EXPECT_TRUE(disk_->durable->scan(Bytes{static_cast<std::byte>(family)},
                                     Bytes{static_cast<std::byte>(family + 1)},
                                     [&](BytesView, BytesView) { return ++count, true; }));
    return count;
  }

  std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
  World world_{std::make_unique<FaultyKeyValue>(disk_)};
  std::vector<TxId> ids_;  // one of each block
};

TEST_F(Pruning, BelowItTheAnswerIsPrunedAndAboveItEverythingIsProved) {
  Ledger& ledger = world_.ledger();
  const auto history = encode(ledger.prove_history(HistoryKey{EnterpriseKey{world::code(3)}}, 0, 10).value());
  EXPECT_GT(prune(ledger, 41), 2u) << "in pieces";
  EXPECT_EQ(ledger.oldest(), 41u);
  for (Height height = 1; height <= 60; ++height) {
    const auto block = ledger.block(height);
    const auto proof = ledger.prove_transaction(ids_[height - 1]);
    if (height >= 41) {
      EXPECT_TRUE(block.has_value() && proof.has_value()) << height;
      continue;
    }
    EXPECT_EQ(block.error().code, Code::pruned_below) << height;
    EXPECT_NE(block.error().detail.find("41"), std::string::npos) << "it says from where on";
    EXPECT_EQ(proof.error().code, Code::pruned_below) << height;
    EXPECT_EQ(ledger.prove_block(height).error().code, Code::pruned_below) << height;
  }
  EXPECT_EQ(ledger.block(61).error().code, Code::not_found);
  EXPECT_EQ(encode(ledger.prove_history(HistoryKey{EnterpriseKey{world::code(3)}}, 0, 10).value()), history)
      << "histories stay whole";
  EXPECT_TRUE(ledger.prove_state(EnterpriseKey{world::code(3)}).has_value());
  disk_->crash(SIZE_MAX);
  EXPECT_EQ(records('t'), 20u * 2);
  EXPECT_EQ(records('i'), 20u * 12);
  EXPECT_EQ(records('b'), 21u) << "and the genesis";
  EXPECT_EQ(records('c'), 20u);
}

TEST_F(Pruning, NothingAboveTheCertifiedBlockGoes) {
  world_.apply_uncertified({});
  world_.apply_uncertified({});
  prune(world_.ledger(), 1'000);
  EXPECT_EQ(world_.ledger().oldest(), 60u);
  EXPECT_TRUE(world_.ledger().prove_state(EnterpriseKey{world::code(3)}).has_value());
  EXPECT_TRUE(world_.ledger()
                  .add_certificate(world::certify(world_.chain(), world_.ledger().block(61)->header))
                  .has_value());
}

TEST_F(Pruning, ACrashAtAnyPointLeavesALedgerThatOpensAndPrunesOn) {
  disk_->crash(SIZE_MAX);
  std::size_t writes = 0;
  {
    auto copy = std::make_shared<Disk>();
    ASSERT_TRUE(disk_->durable->scan({}, Bytes{std::byte{0xFF}}, [&](BytesView k, BytesView v) {
      WriteBatch one;
      one.put(Bytes(k.begin(), k.end()), Bytes(v.begin(), v.end()));
      return copy->durable->write(one, true).has_value();
    }));
    auto ledger = Ledger::open(std::make_unique<FaultyKeyValue>(copy), world::genesis()).value();
    prune(*ledger, 50);
    writes = copy->unsynced.size();
  }
  ASSERT_GT(writes, 3u);
  for (std::size_t kept = 0; kept <= writes; ++kept) {
    auto copy = std::make_shared<Disk>();
    ASSERT_TRUE(disk_->durable->scan({}, Bytes{std::byte{0xFF}}, [&](BytesView k, BytesView v) {
      WriteBatch one;
      one.put(Bytes(k.begin(), k.end()), Bytes(v.begin(), v.end()));
      return copy->durable->write(one, true).has_value();
    }));
    {
      auto ledger = Ledger::open(std::make_unique<FaultyKeyValue>(copy), world::genesis()).value();
      prune(*ledger, 50);
    }
    copy->crash(kept);
    auto ledger = Ledger::open(std::make_unique<FaultyKeyValue>(copy), world::genesis());
    ASSERT_TRUE(ledger.has_value()) << kept << ": " << ledger.error().text_en();
    EXPECT_EQ((*ledger)->head_hash(), world_.ledger().head_hash());
    for (Height height = std::max<Height>((*ledger)->oldest(), 1); height <= 60; ++height)
      ASSERT_TRUE((*ledger)->block(height).has_value()) << kept << " " << height;
    prune(**ledger, 50);
    copy->crash(SIZE_MAX);
    std::size_t left = 0;
    ASSERT_TRUE(copy->durable->scan(Bytes{std::byte{'t'}}, Bytes{std::byte{'u'}},
                                    [&](BytesView, BytesView) { return ++left, true; }));
    EXPECT_EQ(left, 11u * 2) << kept << ": what a crash left is taken by the next sweep";
  }
}

TEST_F(Pruning, APrunedReplayIsNotPassedOffAsRefused) {
  RegisterEnterprises action;
  action.lines.push_back({world::code(5'000), world::enterprise_name(5'000), std::nullopt, std::nullopt});
  const Bytes once = world_.transaction(world::kRegistrar, action, world_.ledger().height() + 1);
  world_.apply({once});
  for (int i = 0; i < 4; ++i) world_.apply({});
  prune(world_.ledger(), world_.ledger().height());
  world_.apply({once});
  EXPECT_EQ(world_.ledger().prove_transaction(world_.id_of(once)).error().code, Code::pruned_below);
}

TEST(PruningGoverned, ChangesOfTheValidatorsStayProvable) {
  World w(make_memory_key_value(), world::governed_genesis());
  const Bytes proposal =
      w.transaction(world::kIitGovern,
                    ProposeChange{AddValidator{{world::secret(5).public_key(), "新验证者", "New"},
                                               "gd-finance",
                                               world::possession(w.chain(), world::secret(5), "gd-finance")},
                                  "", 4'000},
                    5'000);
  const TxId id = w.id_of(proposal);
  w.apply({proposal});
  w.apply({w.transaction(world::kScienceGovern, VoteOnChange{id, true}, 5'000)});
  if (w.value(ChangeKey{id}).status == ChangeStatus::open)
    w.apply({w.transaction(world::kFinanceGovern, VoteOnChange{id, true}, 5'000)});
  const Height from = w.value(ChangeKey{id}).effective;
  const auto certify = [&](const BlockHeader& header) {
    return world::certify(w.chain(), header, quorum(w.ledger().validators_at(header.height).size()));
  };
  while (w.ledger().height() < from + 5) {
    const BlockHeader header = w.apply_uncertified({});
    ASSERT_TRUE(w.ledger().add_certificate(certify(header)).has_value());
  }
  const auto before = encode(w.ledger().prove_set_changes(0).value());
  ASSERT_EQ(w.ledger().prove_set_changes(0)->size(), 1u);
  for (;;) {
    const auto more = w.ledger().prune(from + 4);
    ASSERT_TRUE(more.has_value());
    if (!*more) break;
  }
  EXPECT_EQ(encode(w.ledger().prove_set_changes(0).value()), before);
  EXPECT_EQ(w.ledger().block(from - 1).error().code, Code::pruned_below) << "only its header is there";
  EXPECT_TRUE(w.ledger().prove_block(from - 1).has_value());
}

}  // namespace
}  // namespace credence
