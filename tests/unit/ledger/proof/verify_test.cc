// SPDX-License-Identifier: Apache-2.0
// Proofs: what is true verifies, and nothing else does. Every bit of a small proof is flipped.
#include <gtest/gtest.h>

#include "ledger/proof/history_reading.h"
#include "ledger/tree/history.h"
#include "tests/support/ledger_world.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)

const HistoryKey kProgrammeHistory{ProgrammeKey{"puhui-2022"}};

class Proofs : public testing::Test {
 protected:
  void SetUp() override {
    w.register_enterprises(40);
    w.create_programme();
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 1; i <= 40; ++i) lines.push_back(World::award(i, i, 10));
    transaction = w.transaction(kAward, World::awards({lines.begin(), lines.begin() + 2}, 40, 1000));
    w.apply(
        {w.transaction(kNobody, World::programme()), transaction, w.transaction(kNobody, World::awards({}))});
    for (std::size_t i = 2; i < 40; i += 2)
      w.apply({w.transaction(kAward, World::awards({lines.begin() + static_cast<std::ptrdiff_t>(i),
                                                    lines.begin() + static_cast<std::ptrdiff_t>(i + 2)},
                                                   40, 1000))});
  }
  template <class Proof, class Asked>
  void expect_every_flipped_bit_is_refused(const Proof& proof, const Asked& asked) {
    ASSERT_TRUE(verify(w.anchor(), proof, asked));
    const Bytes bytes = encode(proof);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      Bytes flipped = bytes;
      flipped[bit / 8] ^= static_cast<std::byte>(1u << (bit % 8));
      const auto decoded = decode<Proof>(flipped);
      ASSERT_TRUE(!decoded || !verify(w.anchor(), *decoded, asked))
          << "bit " << bit << " of " << bytes.size() * 8;
    }
    for (std::size_t length = 0; length < bytes.size(); ++length)
      ASSERT_FALSE(decode<Proof>(BytesView(bytes).first(length))) << "cut to " << length;
  }
  World w;
  Bytes transaction;
};

TEST_F(Proofs, ATransactionIsProvedWithItsReceipt) {
  const TxId id = w.id_of(transaction);
  const auto proof = w.ledger().prove_transaction(id).value();
  const auto verified = verify(w.anchor(), proof, id);
  ASSERT_TRUE(verified) << verified.error().text_en();
  EXPECT_EQ(verified->index, 1u);
  EXPECT_EQ(verified->header.height, 3u);
  EXPECT_EQ(verified->receipt.code, 0);
  EXPECT_EQ(std::get<RecordAwards>(verified->action.value()).lines.size(), 2u);
}

TEST_F(Proofs, ATransactionOfAnOldBlockIsProvedFromTheStoreAlone) {
  const TxId id = w.id_of(transaction);
  for (int i = 0; i < 40; ++i) w.apply({});
  EXPECT_TRUE(verify(w.anchor(), w.ledger().prove_transaction(id).value(), id));
}

TEST_F(Proofs, AStateValueIsProvedPresentOrAbsent) {
  for (unsigned i = 1; i <= 60; ++i) {
    const StateKey key = EnterpriseKey{code(i)};
    const auto proof = w.ledger().prove_state(key).value();
    const auto value = verify(w.anchor(), proof, key);
    ASSERT_TRUE(value) << value.error().text_en();
    ASSERT_EQ(value->has_value(), i <= 40);
    EXPECT_TRUE(i > 40 || decode<EnterpriseValue>(**value)->awarded == 10);
    EXPECT_EQ(verify(w.anchor(), proof, StateKey(EnterpriseKey{code(i + 1)})).error().code,
              Code::wrong_subject);
  }
}

TEST_F(Proofs, APresentKeyCannotBeProvedAbsentNorAnAbsentOnePresent) {
  const StateKey key = EnterpriseKey{code(1)};
  auto proof = w.ledger().prove_state(key).value();
  StateProof lie = proof;
  lie.value.reset();
  EXPECT_FALSE(verify(w.anchor(), lie, key));
  lie.path.other_leaf =
      StateLeaf{state_key_hash(samples::kSuite, proof.key), state_value_hash(samples::kSuite, *proof.value)};
  EXPECT_FALSE(verify(w.anchor(), lie, key));
  const StateKey none = EnterpriseKey{code(50)};
  auto absent = w.ledger().prove_state(none).value();
  absent.value = proof.value;
  EXPECT_FALSE(verify(w.anchor(), absent, none));
}

TEST_F(Proofs, EveryFlippedBitOfATransactionProofIsRefused) {
  const TxId id = w.id_of(transaction);
  expect_every_flipped_bit_is_refused(w.ledger().prove_transaction(id).value(), id);
}
TEST_F(Proofs, EveryFlippedBitOfAStateProofIsRefused) {
  const StateKey key = EnterpriseKey{code(1)};
  expect_every_flipped_bit_is_refused(w.ledger().prove_state(key).value(), key);
}
TEST_F(Proofs, EveryFlippedBitOfAnAbsenceProofIsRefused) {
  // One that ends at an empty subtree and one that ends at another leaf.
  std::set<bool> kinds;
  for (unsigned i = 41; kinds.size() < 2 && i < 200; ++i) {
    const StateKey key = EnterpriseKey{code(i)};
    const auto proof = w.ledger().prove_state(key).value();
    if (kinds.insert(proof.path.other_leaf.has_value()).second)
      expect_every_flipped_bit_is_refused(proof, key);
  }
  EXPECT_EQ(kinds.size(), 2u);
}
TEST_F(Proofs, EveryFlippedBitOfAHistoryPageIsRefused) {
  const HistoryKey key{EnterpriseKey{code(3)}};
  expect_every_flipped_bit_is_refused(w.ledger().prove_history(key, 0, 10).value(), key);
  expect_every_flipped_bit_is_refused(w.ledger().prove_history(kProgrammeHistory, 7, 1).value(),
                                      kProgrammeHistory);
}

TEST_F(Proofs, NothingIsBelievedUnderAnotherAnchor) {
  const StateKey key = EnterpriseKey{code(1)};
  const auto proof = w.ledger().prove_state(key).value();
  TrustAnchor other = w.anchor();
  other.chain.bytes[0] ^= std::byte{1};
  EXPECT_FALSE(verify(other, proof, key));
  other = w.anchor();
  other.validators.validators[0].key = secret(50).public_key();
  EXPECT_EQ(verify(other, proof, key).error().code, Code::wrong_validator_set);
}

TEST_F(Proofs, AReceiptOfAnotherTransactionIsRefusedEvenIfAQuorumSignedIt) {
  TransactionProof proof = w.ledger().prove_transaction(w.id_of(transaction)).value();
  proof.index = 0;
  proof.transaction_path.clear();
  proof.receipt_path.clear();
  proof.receipt = encode(Receipt{TxId{}, 0, false, {}});
  BlockHeader& header = proof.block.header;
  header.transaction_count = 1;
  header.batch_root =
      merkle_root(samples::kSuite, std::vector{merkle_leaf(samples::kSuite, proof.transaction)});
  header.receipts_root =
      merkle_root(samples::kSuite, std::vector{merkle_leaf(samples::kSuite, proof.receipt)});
  proof.block.certificate = certify(w.chain(), header);
  EXPECT_EQ(verify(w.anchor(), proof, w.id_of(transaction)).error().code, Code::wrong_subject);
  EXPECT_EQ(verify(w.anchor(), proof, TxId{}).error().code, Code::wrong_subject)
      << "nor does the receipt speak for the transaction";
}

TEST_F(Proofs, APathOfAnotherBlockDoesNotProve) {
  const StateKey key = EnterpriseKey{code(1)};
  auto proof = w.ledger().prove_state(key).value();
  proof.block = w.ledger().prove_block(proof.block.header.height - 1).value();
  EXPECT_EQ(verify(w.anchor(), proof, key).error().code, Code::wrong_root);
}

// ---- whole histories --------------------------------------------------------------------------------------

std::vector<HistoryPage> pages_of(World& w, const HistoryKey& key, std::uint64_t size) {
  std::vector<HistoryPage> out;
  for (std::uint64_t from = 0;;) {
    out.push_back(w.ledger().prove_history(key, from, size).value());
    from += out.back().entries.size();
    if (out.back().entries.size() < size) return out;
  }
}

TEST_F(Proofs, AWholeHistoryIsRebuiltFromItsPages) {
  for (const std::uint64_t size : {1u, 3u, 7u, 16u, 41u, 200u}) {
    HistoryReading reading(kProgrammeHistory, HistoryOrder::oldest_first);
    EXPECT_FALSE(reading.complete());
    std::size_t entries = 0;
    while (!reading.complete()) {
      const auto added =
          reading.add(w.anchor(), w.ledger().prove_history(kProgrammeHistory, reading.read(), size).value());
      ASSERT_TRUE(added) << added.error().text_en();
      entries += added->size();
    }
    EXPECT_EQ(entries, 42u) << "created, opened, 40 awards";
    EXPECT_EQ(reading.block().header, w.ledger().head());
  }
}

TEST_F(Proofs, AnEmptyHistoryIsProvedByAbsence) {
  const HistoryKey none{EnterpriseKey{code(77)}};
  HistoryReading reading(none, HistoryOrder::oldest_first);
  EXPECT_TRUE(reading.add(w.anchor(), w.ledger().prove_history(none, 0, 10).value()).value().empty());
  EXPECT_TRUE(reading.complete());
}

TEST_F(Proofs, OmittedAddedReorderedAndRepeatedEntriesAreRefused) {
  const HistoryPage page = w.ledger().prove_history(kProgrammeHistory, 0, 200).value();
  const auto refused = [&](const HistoryPage& changed) {
    HistoryReading reading(kProgrammeHistory, HistoryOrder::oldest_first);
    return !reading.add(w.anchor(), changed) || !reading.complete();
  };
  ASSERT_FALSE(refused(page));
  for (std::size_t i = 0; i < page.entries.size(); ++i) {
    HistoryPage changed = page;
    changed.entries.erase(changed.entries.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_TRUE(refused(changed)) << "omitted " << i;
    changed = page;
    changed.entries.insert(changed.entries.begin() + static_cast<std::ptrdiff_t>(i), page.entries[i]);
    EXPECT_TRUE(refused(changed)) << "repeated " << i;
    for (std::size_t k = 0; k < i; ++k) {
      changed = page;
      std::swap(changed.entries[i], changed.entries[k]);
      EXPECT_TRUE(refused(changed)) << "swapped " << i << " and " << k;
    }
  }
  HistoryPage foreign = page;
  foreign.entries.push_back(w.ledger().prove_history(HistoryKey{EnterpriseKey{code(1)}}, 0, 1)->entries[0]);
  EXPECT_TRUE(refused(foreign)) << "added";
}

TEST_F(Proofs, APageOutOfTurnOrOfAnotherSubjectIsRefusedAndChangesNothing) {
  const auto pages = pages_of(w, kProgrammeHistory, 10);
  HistoryReading reading(kProgrammeHistory, HistoryOrder::oldest_first);
  const auto refusal = [&](const HistoryPage& page) { return reading.add(w.anchor(), page).error().code; };
  ASSERT_TRUE(reading.add(w.anchor(), pages[0]));
  EXPECT_EQ(refusal(pages[0]), Code::wrong_subject);
  EXPECT_EQ(refusal(pages[2]), Code::wrong_subject);
  EXPECT_EQ(refusal(w.ledger().prove_history(HistoryKey{EnterpriseKey{code(1)}}, 0, 10).value()),
            Code::wrong_subject);
  EXPECT_EQ(refusal(w.ledger().prove_history(kProgrammeHistory, 10, 0).value()), Code::stale_answer)
      << "no progress";
  EXPECT_EQ(reading.read(), 10u);
  for (std::size_t i = 1; i < pages.size(); ++i) ASSERT_TRUE(reading.add(w.anchor(), pages[i]));
  EXPECT_TRUE(reading.complete());
}

TEST_F(Proofs, TheLastEntriesOfALongHistoryAreProvedAlone) {
  const auto page = w.ledger().prove_history(kProgrammeHistory, 37, 5).value();
  const auto verified = verify(w.anchor(), page, kProgrammeHistory).value();
  EXPECT_EQ(verified.total, 42u);
  EXPECT_EQ(verified.from, 37u);
  EXPECT_EQ(std::get<Awarded>(verified.entries.back().fact).line.line, 40u);
  EXPECT_EQ(w.ledger().prove_history(kProgrammeHistory, 43, 5).error().code, Code::not_found);
}

}  // namespace
}  // namespace credence
