// SPDX-License-Identifier: Apache-2.0
// The ledger: what it refuses to open, what a crash leaves, what certificates it takes, and how far the past
// can be seen.
#include <gtest/gtest.h>

#include "ledger/proof/verify.h"
#include "tests/support/faulty_key_value.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)

RegisterDepartment department(unsigned number) {
  const std::string text = std::to_string(number);
  return {Id("department-" + text), Name("部门" + text), Name("Department " + text), DepartmentKind::other};
}

/// The same blocks for every ledger: proposals made against a chain with this genesis.
std::vector<Proposal> some_proposals(std::size_t count) {
  World w;
  std::vector<Proposal> out;
  for (unsigned i = 0; i < count; ++i) {
    std::vector<Bytes> transactions;
    for (unsigned k = 0; k < 3; ++k)
      transactions.push_back(w.transaction(kAdmin, department(3 * i + k), Height{i + 3}));
    transactions.push_back(w.transaction(kNobody, department(i), Height{i + 3}));
    out.push_back(i % 4 == 3 ? Proposal{}
                             : proposal_of(1'800'000'000'000 + i * 1000, std::move(transactions)));
  }
  return out;
}

std::shared_ptr<Disk> disk_with(std::size_t blocks) {
  auto disk = std::make_shared<Disk>();
  auto ledger = Ledger::open(std::make_unique<FaultyKeyValue>(disk), genesis()).value();
  for (const auto& proposal : some_proposals(blocks)) EXPECT_TRUE(ledger->apply(proposal));
  return disk;
}
Result<std::unique_ptr<Ledger>> reopen(const std::shared_ptr<Disk>& disk) {
  return Ledger::open(std::make_unique<FaultyKeyValue>(disk), genesis());
}

TEST(Ledger, OpensWhereItStopped) {
  auto disk = disk_with(9);
  std::vector<Hash32> hashes;
  {
    auto ledger = reopen(disk).value();
    EXPECT_EQ(ledger->height(), 9u);
    hashes.push_back(ledger->head_hash());
    EXPECT_TRUE(ledger->check_state());
  }
  World w;
  for (const auto& proposal : some_proposals(9)) EXPECT_TRUE(w.ledger().apply(proposal));
  EXPECT_EQ(w.ledger().head_hash(), hashes[0]);
}

TEST(Ledger, AStoreOfAnotherChainIsRefused) {
  auto disk = disk_with(1);
  Genesis other = genesis();
  other.time_ms += 1;
  const auto opened = Ledger::open(std::make_unique<FaultyKeyValue>(disk), other);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::wrong_chain);
}

TEST(Ledger, ABlockComesBackAsItWasGiven) {
  auto disk = disk_with(8);
  auto ledger = reopen(disk).value();
  const auto proposals = some_proposals(8);
  for (Height height = 1; height <= 8; ++height) {
    const auto block = ledger->block(height);
    ASSERT_TRUE(block) << block.error().text_en();
    EXPECT_EQ(block->proposal, proposals[height - 1]) << "also a null proposal, which is not an empty batch";
    EXPECT_EQ(block->receipts.size(), block->header.transaction_count);
  }
  EXPECT_EQ(ledger->block(9).error().code, Code::not_found);
}

// ---- crashes and failing writes ---------------------------------------------------------------------------

TEST(Ledger, AFailedWriteAtAnyPointLeavesTheBlockBeforeAndStopsAllWriting) {
  const auto proposals = some_proposals(6);
  std::vector<Hash32> wanted;
  {
    World w;
    wanted.push_back(w.ledger().head_hash());
    for (const auto& proposal : proposals) {
      EXPECT_TRUE(w.ledger().apply(proposal));
      wanted.push_back(w.ledger().head_hash());
    }
  }
  for (std::size_t failing = 0; failing <= 12; ++failing) {
    auto disk = std::make_shared<Disk>();
    disk->fail_after = failing;
    auto opened = reopen(disk);
    Height reached = 0;
    if (opened) {
      Ledger& ledger = **opened;
      std::optional<Code> failed;
      for (const auto& proposal : proposals) {
        const auto applied = ledger.apply(proposal);
        if (!applied) {
          failed = applied.error().code;
          break;
        }
        reached = ledger.height();
        if (auto kept = ledger.add_certificate(certify(ledger.chain(), *applied)); !kept) {
          failed = kept.error().code;
          break;
        }
      }
      EXPECT_EQ(ledger.height(), reached);
      EXPECT_EQ(ledger.head_hash(), wanted[reached]) << "memory does not run ahead of the disk";
      if (failed) {
        EXPECT_EQ(*failed, Code::storage_full);
        disk->fail_after.reset();
        EXPECT_EQ(ledger.apply(proposals[0]).error().code, Code::storage_full)
            << "nothing is written after a failed write";
        EXPECT_EQ(ledger.write_records({{"vote", Bytes(1)}}).error().code, Code::storage_full);
        EXPECT_TRUE(ledger.check_state());
      }
    } else {
      EXPECT_EQ(opened.error().code, Code::storage_full);
    }
    disk->fail_after.reset();
    disk->crash(0);
    auto again = reopen(disk);
    ASSERT_TRUE(again) << again.error().text_en();
    EXPECT_EQ((*again)->height(), reached);
    EXPECT_TRUE((*again)->check_state());
    for (Height next = reached; next < proposals.size(); ++next)
      ASSERT_TRUE((*again)->apply(proposals[next]));
    EXPECT_EQ((*again)->head_hash(), wanted.back());
  }
}

TEST(Ledger, LostUnsyncedWritesLoseCertificatesOnly) {
  for (std::size_t kept = 0; kept <= 3; ++kept) {
    auto disk = disk_with(3);
    {
      auto ledger = reopen(disk).value();
      for (Height height = 1; height <= 3; ++height)
        ASSERT_TRUE(ledger->add_certificate(certify(ledger->chain(), ledger->block(height)->header)));
      EXPECT_EQ(ledger->certified_height(), 3u);
    }
    disk->crash(kept);
    auto ledger = reopen(disk).value();
    EXPECT_EQ(ledger->height(), 3u);
    EXPECT_EQ(ledger->certified_height(), kept);
  }
}

TEST(Ledger, EveryDamagedRecordOfTheHeadIsNoticedOnOpeningOrOnReading) {
  auto disk = disk_with(3);
  std::vector<std::pair<Bytes, Bytes>> records;
  ASSERT_TRUE(disk->durable->scan({}, Bytes{std::byte{255}}, [&](BytesView key, BytesView value) {
    records.emplace_back(Bytes(key.begin(), key.end()), Bytes(value.begin(), value.end()));
    return true;
  }));
  for (const auto& [key, value] : records) {
    const char family = static_cast<char>(key[0]);
    // index: checked where it leads; records: the core's own; a subtree of a history that is still a peak:
    // its hash stands in the head, and it is read, and checked, only once a larger one covers it
    if (value.empty() || family == 'i' || family == 'r' || family == 'g') continue;
    for (std::size_t at = 0; at < value.size(); at += 1 + value.size() / 9) {
      Bytes wrong = value;
      wrong[at] ^= std::byte{1};
      WriteBatch damage;
      damage.put(key, wrong);
      ASSERT_TRUE(disk->durable->write(damage, true));
      bool noticed = false;
      auto opened = reopen(disk);
      if (!opened) {
        noticed = true;
        EXPECT_TRUE(opened.error().code == Code::storage_corrupt ||
                    opened.error().code == Code::wrong_chain || opened.error().code == Code::storage_failed ||
                    opened.error().code == Code::store_format)
            << opened.error().text_en();
      } else {
        Ledger& ledger = **opened;
        EXPECT_TRUE(ledger.add_certificate(certify(ledger.chain(), ledger.head())));
        noticed = !ledger.check_state();
        for (Height height = 0; height <= 3; ++height) noticed = noticed || !ledger.block(height);
        for (const Id& id :
             {Id("gd-iit"), Id("gd-finance"), Id("gd-science"), Id("department-0"), Id("department-8")}) {
          noticed = noticed || !ledger.prove_history(HistoryKey{DepartmentKey{id}}, 0, 100);
          noticed = noticed || !ledger.prove_state(DepartmentKey{id});
        }
        noticed = noticed || !ledger.prove_history(HistoryKey{ChainKey{}}, 0, 100);
        for (unsigned number = 0; number < 9; ++number)
          noticed =
              noticed || !ledger.prove_history(HistoryKey{DepartmentKey{department(number).id}}, 0, 100);
        for (const Id& type : {Id("specialized"), Id("little-giant")})
          noticed = noticed || !ledger.prove_history(HistoryKey{QualificationTypeKey{type}}, 0, 100);
      }
      EXPECT_TRUE(noticed) << "byte " << at << " of record " << to_hex(key);
    }
    WriteBatch repair;
    repair.put(key, value);
    ASSERT_TRUE(disk->durable->write(repair, true));
  }
  EXPECT_TRUE(reopen(disk));
}

/// The record of a block in the store.
Bytes block_key(Height height) {
  Bytes key{std::byte{'b'}};
  for (int i = 7; i >= 0; --i) key.push_back(static_cast<std::byte>(height >> (8 * i)));
  return key;
}

TEST(Ledger, ABlockAboveTheHeadIsCorrupt) {
  auto disk = std::make_shared<Disk>();
  BlockHeader first;
  {
    auto ledger = reopen(disk).value();
    first = ledger->apply(Proposal{}).value();
    ASSERT_TRUE(ledger->apply(Proposal{}));
  }
  // The head record goes back by a block that changed nothing in the state.
  Bytes record = encode(first.height);
  const Hash32 hash = header_hash(chain_id(genesis()), first);
  record.insert(record.end(), hash.bytes.begin(), hash.bytes.end());
  WriteBatch damage;
  const std::string name = "mhead";
  damage.put(Bytes(bytes_of(name).begin(), bytes_of(name).end()), record);
  ASSERT_TRUE(disk->durable->write(damage, true));
  const auto opened = reopen(disk);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::storage_corrupt);
  EXPECT_NE(opened.error().detail.find("above"), std::string::npos) << opened.error().detail;
}

TEST(Ledger, ABlockThatIsNotTheParentOfTheNextIsCorrupt) {
  std::array<std::shared_ptr<Disk>, 2> disks;
  for (std::uint64_t side = 0; side < 2; ++side) {
    disks[side] = std::make_shared<Disk>();
    auto ledger = reopen(disks[side]).value();
    for (std::uint64_t i = 1; i <= 3; ++i)
      ASSERT_TRUE(ledger->apply(proposal_of(1'800'000'000'000 + i * 1000 + side, {})));
  }
  WriteBatch splice;
  splice.put(block_key(2), disks[1]->durable->get(block_key(2)).value().value());
  ASSERT_TRUE(disks[0]->durable->write(splice, true));
  const auto opened = reopen(disks[0]);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, Code::storage_corrupt);
}

TEST(Ledger, AMissingRecordOfTheTailIsCorrupt) {
  for (const Height height : {Height{3}, Height{2}}) {
    auto disk = disk_with(3);
    WriteBatch damage;
    damage.erase(block_key(height));
    ASSERT_TRUE(disk->durable->write(damage, true));
    const auto opened = reopen(disk);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().code, Code::storage_corrupt);
  }
}

// ---- certificates -----------------------------------------------------------------------------------------

TEST(Ledger, ACertificateOfAnotherHeaderOrHeightIsRefused) {
  World w;
  const BlockHeader header = w.apply_uncertified({});
  Certificate wrong = certify(w.chain(), header);
  wrong.header_hash.bytes[0] ^= std::byte{1};
  EXPECT_EQ(w.ledger().add_certificate(wrong).error().code, Code::wrong_header);
  wrong = certify(w.chain(), header);
  wrong.height = 2;
  EXPECT_EQ(w.ledger().add_certificate(wrong).error().code, Code::wrong_height);
  wrong.height = 0;
  EXPECT_EQ(w.ledger().add_certificate(wrong).error().code, Code::wrong_height);
  EXPECT_EQ(w.ledger().certified_height(), 0u);
  EXPECT_TRUE(w.ledger().add_certificate(certify(w.chain(), header)));
  EXPECT_EQ(w.ledger().certified_height(), 1u);
  EXPECT_EQ(w.ledger().block(1)->certificate, certify(w.chain(), header));
}

TEST(Ledger, AnOlderCertificateDoesNotLowerTheCertifiedHeight) {
  World w;
  const BlockHeader first = w.apply_uncertified({});
  const BlockHeader second = w.apply_uncertified({});
  EXPECT_TRUE(w.ledger().add_certificate(certify(w.chain(), second)));
  EXPECT_TRUE(w.ledger().add_certificate(certify(w.chain(), first)));
  EXPECT_EQ(w.ledger().certified_height(), 2u);
  EXPECT_TRUE(w.ledger().prove_block(1));
}

TEST(Ledger, ACertifiedBlockIsAppliedOnlyIfExecutionGivesItsHeader) {
  World source;
  const auto proposals = some_proposals(3);
  std::vector<BlockHeader> headers;
  for (const auto& proposal : proposals) headers.push_back(source.ledger().apply(proposal).value());
  World w;
  const auto apply = [&](const Proposal& proposal, const BlockHeader& header, std::size_t signers = 3) {
    const auto done = w.ledger().apply_certified(proposal, header, certify(w.chain(), header, signers));
    return done ? Code::ok : done.error().code;
  };
  EXPECT_EQ(apply(proposals[1], headers[1]), Code::wrong_height);
  EXPECT_EQ(apply(proposals[0], headers[0], 2), Code::not_enough_signers);
  EXPECT_EQ(apply(proposals[1], headers[0]), Code::wrong_header) << "of another time";
  Proposal other = proposals[1];
  other.time_ms = proposals[0].time_ms;
  EXPECT_EQ(apply(other, headers[0]), Code::wrong_root);
  BlockHeader lying = headers[0];
  lying.state_root.bytes[3] ^= std::byte{1};
  EXPECT_EQ(apply(proposals[0], lying), Code::diverged);
  lying = headers[0];
  lying.time_ms += 1;
  EXPECT_EQ(apply(proposals[0], lying), Code::wrong_header);
  EXPECT_EQ(w.ledger().height(), 0u) << "nothing was written";
  EXPECT_TRUE(w.ledger().check_state());
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(apply(proposals[i], headers[i]), Code::ok);
  EXPECT_EQ(w.ledger().head_hash(), source.ledger().head_hash());
  EXPECT_EQ(w.ledger().certified_height(), 3u);
}

TEST(Ledger, RecordsAreKeptInAKeySpaceOfTheirOwn) {
  auto disk = disk_with(1);
  auto ledger = reopen(disk).value();
  ASSERT_TRUE(ledger->write_records({{"view", Bytes(3)}, {"vote/1", Bytes(1)}, {"", Bytes(2)}}));
  ASSERT_TRUE(ledger->write_records({{"vote/1", std::nullopt}}));
  disk->crash(0);
  const auto records = reopen(disk).value()->records().value();
  EXPECT_EQ(records.size(), 2u);
  EXPECT_EQ(records.at("view"), Bytes(3));
}

// ---- proofs under the certified block ---------------------------------------------------------------------

TEST(Ledger, ProofsRestOnTheLastCertifiedBlockWhileExecutionRunsAhead) {
  World w;
  w.apply({w.transaction(kAdmin, department(1))});
  const std::uint64_t before = w.value(HistoryKey{DepartmentKey{"gd-iit"}}).count;
  std::vector<BlockHeader> ahead;
  for (unsigned i = 0; i < limits::kPipelineWindow; ++i) {
    ahead.push_back(w.apply_uncertified(
        {w.transaction(kAdmin, department(10 + i)),
         w.transaction(kAdmin,
                       w.post("gd-iit", secret(static_cast<std::uint8_t>(100 + i)), {Role::audit}))}));
  }
  const StateKey late = DepartmentKey{department(10).id};
  const HistoryKey history{DepartmentKey{"gd-iit"}};
  for (std::size_t certified = 0; certified <= ahead.size(); ++certified) {
    if (certified > 0) {
      ASSERT_TRUE(w.ledger().add_certificate(certify(w.chain(), ahead[certified - 1])));
    }
    const auto proof = w.ledger().prove_state(late);
    ASSERT_TRUE(proof) << proof.error().text_en();
    EXPECT_EQ(proof->block.header.height, 1 + certified);
    EXPECT_EQ(verify(w.anchor(), *proof, late).value().has_value(), certified > 0);
    const auto page = w.ledger().prove_history(history, 0, 100);
    ASSERT_TRUE(page) << page.error().text_en();
    EXPECT_EQ(verify(w.anchor(), *page, history).value().total, before + certified);
  }
}

TEST(Ledger, WithoutACertificateThereIsNoProof) {
  World w;
  EXPECT_EQ(w.ledger().prove_state(DepartmentKey{"gd-iit"}).error().code, Code::not_yet_certified);
  EXPECT_EQ(w.ledger().prove_block(0).error().code, Code::not_yet_certified);
  const Bytes transaction = w.transaction(kAdmin, department(1));
  const BlockHeader header = w.apply_uncertified({transaction});
  EXPECT_EQ(w.ledger().prove_transaction(w.id_of(transaction)).error().code, Code::not_yet_certified);
  EXPECT_EQ(w.ledger().prove_transaction(TxId{}).error().code, Code::not_found);
  EXPECT_EQ(w.ledger().prove_block(2).error().code, Code::not_found);
  ASSERT_TRUE(w.ledger().add_certificate(certify(w.chain(), header)));
  EXPECT_TRUE(w.ledger().prove_transaction(w.id_of(transaction)));
  EXPECT_TRUE(w.ledger().prove_state(DepartmentKey{"gd-iit"}));
}

TEST(Ledger, AfterAStartProofsWaitForTheHeadsCertificate) {
  auto disk = disk_with(2);
  auto ledger = reopen(disk).value();
  ASSERT_TRUE(ledger->add_certificate(certify(ledger->chain(), ledger->block(1)->header)));
  EXPECT_EQ(ledger->prove_state(DepartmentKey{"gd-iit"}).error().code, Code::not_yet_certified);
  ASSERT_TRUE(ledger->add_certificate(certify(ledger->chain(), ledger->head())));
  EXPECT_TRUE(ledger->prove_state(DepartmentKey{"gd-iit"}));
}

}  // namespace
}  // namespace credence
