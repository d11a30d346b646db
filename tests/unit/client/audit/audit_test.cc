// SPDX-License-Identifier: Apache-2.0
// Archives and their audit: a true one passes with its totals; every changed byte is found and named; what a
// quorum of conspirators signs is found by executing again; what ends early says so. docs/archive.md.
#include <gtest/gtest.h>

#include "client/audit/audit.h"
#include "client/audit/store.h"
#include "ledger/primitives/place_errors.h"
#include "tests/unit/client/audit/samples.h"

namespace credence {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)
using world::World;

class ArchiveAudit : public ::testing::Test {
 protected:
  ArchiveAudit() { fill_sample(world_); }

  std::expected<AuditReport, AuditFailure> audit(BytesView bytes, AuditOptions options = {}) {
    write_bytes(file_, bytes);
    return audit_archive(file_, options);
  }
  AuditFailure failure(const Archive& archive, AuditOptions options = {}) {
    auto report = audit(archive.bytes(), std::move(options));
    if (!report) return report.error();
    ADD_FAILURE() << "a forged archive passed";
    return {};
  }

  World world_;
  ScratchFolder folder_;
  std::filesystem::path file_ = folder_ / "chain.archive";
};

/// A copy of everything before each block made an audit of 100,000 lines take half an hour instead of ten seconds.
TEST(AuditStore, NothingIsCopiedBeforeABlock) {
  const auto past = make_audit_store({})->snapshot();
  ASSERT_TRUE(past);
  EXPECT_EQ(*past, nullptr);
}

TEST_F(ArchiveAudit, WhatIsInPublicNoticeIsToldApart) {
  RecordAwards notice = World::awards({World::award(1, 2, 310, "公示项目")}, 1, 310);
  notice.batch = "n1";
  notice.stage = AwardStage::public_notice;
  ASSERT_EQ(world_.run(world::kAward, notice), Code::ok) << world_.detail;
  const auto report = audit(Archive(world_).bytes(), {.genesis = world_.ledger().genesis(), .threads = 1});
  ASSERT_TRUE(report) << report.error().error.text_en();
  EXPECT_EQ(report->totals.programmes[0].in_notice, 310);
  EXPECT_EQ(report->totals.by_kind.at(ProgrammeKind::grant).in_notice, 310);
  EXPECT_EQ(report->totals.by_kind.at(ProgrammeKind::grant).awarded, 1'500 + 310);
}

TEST_F(ArchiveAudit, ATrueArchivePassesAndItsTotalsAreThoseOfTheState) {
  for (const unsigned threads : {1u, 2u, 5u}) {
    const auto report =
        audit(Archive(world_).bytes(), {.genesis = world_.ledger().genesis(), .threads = threads});
    ASSERT_TRUE(report) << report.error().error.text_en();
    EXPECT_EQ(report->height, world_.ledger().height());
    EXPECT_EQ(report->head_hash, world_.ledger().head_hash());
    EXPECT_EQ(report->transactions, 7u);
    EXPECT_EQ(report->counts.signatures, 7u);
    EXPECT_EQ(report->certificate_signatures, 3 * report->height);
    const ActionCount& awards = report->counts.actions[Action(RecordAwards{}).index()];
    EXPECT_EQ(awards.transactions, 2u);
    EXPECT_EQ(awards.refused, 1u);
    EXPECT_EQ(awards.lines, 2u);
    const AuditTotals& totals = report->totals;
    EXPECT_EQ(totals.enterprises, 4u);
    EXPECT_EQ(totals.qualifications, 1u);
    ASSERT_EQ(totals.programmes.size(), 1u);
    EXPECT_EQ(totals.programmes[0].id, "puhui-2022");
    EXPECT_EQ(totals.by_kind.at(ProgrammeKind::grant).budget, 5'000);
    EXPECT_EQ(totals.by_kind.at(ProgrammeKind::grant).awarded, 1'500);
    EXPECT_EQ(totals.by_kind.at(ProgrammeKind::grant).paid, 400);
    EXPECT_EQ(totals.by_fiscal_year.at({2022, ProgrammeKind::grant}).awarded, 1'500);
    EXPECT_EQ(totals.by_lead_department.at({"gd-iit", ProgrammeKind::grant}).budget, 5'000);
    EXPECT_EQ(totals.by_finance_department.at({"gd-finance", ProgrammeKind::grant}).paid, 400);
  }
}

TEST_F(ArchiveAudit, TheWriterWritesWhatTheFormatSaysAndGoesOnWhereItStopped) {
  const Archive archive(world_);
  for (std::size_t first = 0; first <= archive.blocks.size(); ++first) {
    std::filesystem::remove(file_);
    for (const std::size_t until : {first, archive.blocks.size()}) {
      auto writer = ArchiveWriter::open(file_, archive.genesis);
      ASSERT_TRUE(writer) << writer.error().error.text_en();
      const auto second = ArchiveWriter::open(file_, archive.genesis);
      EXPECT_TRUE(!second && second.error().error.code == place_code::command_at_work);
      for (std::size_t i = writer->height(); i < until; ++i) {
        ASSERT_TRUE(writer->check(archive.blocks[i]));
        ASSERT_TRUE(writer->append(archive.blocks[i]));
      }
      ASSERT_TRUE(writer->finish());
    }
    EXPECT_EQ(read_bytes(file_), archive.bytes()) << "continued after block " << first;
  }
}

TEST_F(ArchiveAudit, ATornTailIsDroppedByTheWriterAndReportedByTheAudit) {
  const Archive archive(world_);
  const Bytes whole = archive.bytes();
  const std::size_t first_block = 20 + 9 + encode(ArchiveGenesis{archive.chain(), archive.genesis}).size();
  std::size_t cases = 0;
  for (std::size_t size = first_block; size < whole.size(); size += 37, ++cases) {
    const BytesView torn = BytesView(whole).first(size);
    const auto report = audit(torn, {.threads = 1});
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().verdict, AuditVerdict::truncated)
        << size << ": " << report.error().error.text_en();
    EXPECT_EQ(report.error().error.code, Code::wrong_length);
    auto writer = ArchiveWriter::open(file_, archive.genesis);
    ASSERT_TRUE(writer) << writer.error().error.text_en();
    EXPECT_EQ(writer->height(), report.error().checked)
        << "what the audit had checked is what the writer keeps";
    for (std::size_t i = writer->height(); i < archive.blocks.size(); ++i)
      ASSERT_TRUE(writer->append(archive.blocks[i]));
    ASSERT_TRUE(writer->finish());
    EXPECT_EQ(read_bytes(file_), whole);
  }
  std::printf("%zu lengths\n", cases);
  EXPECT_GT(cases, 100u);
}

// ---- one bit ----------------------------------------------------------------------------------------------

/// Which field each byte of the sample belongs to, by the format: what the audit must name.
struct Expected {
  std::size_t begin, end;  // of the record
  std::string field;       // a prefix of what is named; empty: any field of this record
  std::optional<std::uint32_t> transaction;
};

std::vector<Expected> expected_of(const Archive& archive) {
  std::vector<Expected> out(20, Expected{0, 20, "head", std::nullopt});
  const auto record = [&](std::size_t body, const std::string& field) {
    const std::size_t begin = out.size();
    out.insert(out.end(), 9, Expected{begin, begin + 9 + body, "", std::nullopt});  // kind and lengths
    out.insert(out.end(), body, Expected{begin, begin + 9 + body, field, std::nullopt});
    return begin + 9;
  };
  record(encode(ArchiveGenesis{archive.chain(), archive.genesis}).size(), "genesis");
  for (const ArchiveBlock& block : archive.blocks) {
    std::size_t at = record(encode(block).size(), "");
    const auto name = [&](std::size_t size, const std::string& field,
                          std::optional<std::uint32_t> transaction = std::nullopt) {
      for (std::size_t i = 0; i < size; ++i, ++at) out[at].field = field, out[at].transaction = transaction;
    };
    name(1, "");  // of a suite that is none, the whole record is unreadable
    for (const auto& [size, field] :
         std::vector<std::pair<std::size_t, std::string>>{{8, "height"},
                                                          {32, "parent"},
                                                          {32, "headers"},
                                                          {8, "time_ms"},
                                                          {32, "batch_root"},
                                                          {32, "receipts_root"},
                                                          {32, "state_root"},
                                                          {4, "transaction_count"},
                                                          {32, "validator_set"},
                                                          {32, "next_validator_set"}})
      name(size, "header." + field);
    name(8, "certificate.height");
    name(32, "certificate.header_hash");
    at += 4;
    for (std::size_t i = 0; i < block.certificate.signatures.size(); ++i) {
      name(2, "certificate.signatures");
      name(1, "");
      name(64, "certificate.signatures");
    }
    at += 4;
    for (std::uint32_t i = 0; i < block.transactions.size(); ++i) {
      at += 4;
      name(block.transactions[i].size(), "", i);
    }
    at += 4;
    for (std::uint32_t i = 0; i < block.receipts.size(); ++i) {
      at += 4;
      name(block.receipts[i].size(), "receipt", i);
    }
  }
  record(40, "end");
  return out;
}

/// A shard of the bytes, each with one flipped bit.
class ArchiveFlip : public ArchiveAudit, public ::testing::WithParamInterface<std::size_t> {};
constexpr std::size_t kShards = 8;

TEST_P(ArchiveFlip, OneFlippedBitInAnyByteIsFoundAndItsPlaceIsNamed) {
  const Archive archive(world_);
  const Bytes whole = archive.bytes();
  const auto expected = expected_of(archive);
  ASSERT_EQ(expected.size(), whole.size());
  std::size_t cases = 0;
  for (std::size_t byte = GetParam(); byte < whole.size(); byte += kShards, ++cases) {
    Bytes wrong = whole;
    wrong[byte] ^= static_cast<std::byte>(1u << (byte * 7 / 3 % 8));
    const auto report = audit(wrong, {.threads = 1});
    ASSERT_FALSE(report) << "byte " << byte << " of " << whole.size();
    const auto& [verdict, error, place, checked] = report.error();
    const std::string what = "byte " + std::to_string(byte) + ": " + error.text_en();
    EXPECT_EQ(verdict, byte < 20 ? AuditVerdict::not_an_archive : AuditVerdict::damaged) << what;
    EXPECT_LE(place.offset, byte) << what;
    EXPECT_GT(place.end, byte) << what;
    EXPECT_EQ(place.offset, expected[byte].begin) << what;
    EXPECT_TRUE(place.field.starts_with(expected[byte].field))
        << what << ": " << place.field << ", wanted " << expected[byte].field;
    if (expected[byte].transaction) {
      EXPECT_EQ(place.transaction, expected[byte].transaction) << what << ": " << place.field;
    }
  }
  std::printf("%zu bytes of %zu\n", cases, whole.size());
}
INSTANTIATE_TEST_SUITE_P(Shards, ArchiveFlip, ::testing::Range(std::size_t{0}, kShards));

// ---- what signed content can get wrong --------------------------------------------------------------------

TEST_F(ArchiveAudit, ALeftOutRepeatedOrMovedBlockIsFound) {
  const Archive archive(world_);
  for (std::size_t i = 0; i + 1 < archive.blocks.size(); ++i) {
    Archive left_out = archive, repeated = archive, moved = archive;
    left_out.blocks.erase(left_out.blocks.begin() + static_cast<std::ptrdiff_t>(i));
    repeated.blocks.insert(repeated.blocks.begin() + static_cast<std::ptrdiff_t>(i), archive.blocks[i]);
    std::swap(moved.blocks[i], moved.blocks[i + 1]);
    for (const auto& [forged, wrong] :
         {std::pair(left_out, i + 1), std::pair(repeated, i + 2), std::pair(moved, i + 1)}) {
      const AuditFailure failed = failure(forged);
      EXPECT_EQ(failed.place.field, "header.height");
      EXPECT_EQ(failed.place.height, wrong);
      EXPECT_EQ(failed.verdict, AuditVerdict::damaged);
    }
  }
}

TEST_F(ArchiveAudit, ACertificateNeedsAQuorumOfDistinctValidatorsOfThisChain) {
  const Archive archive(world_);
  Archive few = archive, repeated = archive, other = archive;
  few.blocks[1].certificate.signatures.pop_back();
  repeated.blocks[1].certificate.signatures[2] = repeated.blocks[1].certificate.signatures[1];
  other.blocks[1].certificate = archive.blocks[2].certificate;
  EXPECT_EQ(failure(few).place.field, "certificate.signatures");
  EXPECT_EQ(failure(repeated).place.field, "certificate.signatures");
  EXPECT_TRUE(failure(other).place.field.starts_with("header")) << "the certificate of another block";
}

TEST_F(ArchiveAudit, WhatAQuorumOfConspiratorsSignsIsFoundByExecutingAgain) {
  const Archive archive(world_);
  const std::size_t awards = 3;  // block 4
  {
    Archive forged = archive;  // the refused award is said to be recorded
    Receipt receipt = decode<Receipt>(forged.blocks[awards].receipts[1]).value();
    ASSERT_EQ(static_cast<Code>(receipt.code), Code::budget_exceeded);
    forged.blocks[awards].receipts[1] = encode(Receipt{receipt.transaction, 0, false, {}});
    forged.sign_from(awards);
    const AuditFailure failed = failure(forged);
    EXPECT_EQ(failed.place.field, "receipt");
    EXPECT_EQ(failed.place.transaction, 1u);
    EXPECT_EQ(failed.place.height, awards + 1);
    EXPECT_EQ(failed.checked, awards) << "the last block that is right";
  }
  {
    Archive forged = archive;
    forged.blocks[awards].header.state_root.bytes[0] ^= std::byte{1};
    forged.sign_from(awards);
    EXPECT_EQ(failure(forged).place.field, "header.state_root");
  }
  {
    Archive forged = archive;  // a transaction that its signer did not sign
    Bytes& bytes = forged.blocks[awards].transactions[0];
    bytes.back() ^= std::byte{1};
    forged.sign_from(awards);
    const AuditFailure failed = failure(forged);
    EXPECT_EQ(failed.place.field, "signature 0");
    EXPECT_EQ(failed.place.transaction, 0u);
  }
  {
    Archive forged = archive;  // history rewritten from the first block on
    forged.blocks[0].header.time_ms += 1;
    forged.sign_from(0);
    EXPECT_EQ(failure(forged).place.height, 1u);
  }
  {
    Archive forged =
        archive;  // a transaction left out: the genesis parent, roots and certificates are all right
    forged.blocks[awards].transactions.pop_back();
    forged.blocks[awards].receipts.pop_back();
    forged.sign_from(awards);
    EXPECT_EQ(failure(forged).place.field, "header.state_root");
  }
  {
    Archive forged = archive;
    forged.blocks[0].header.parent.bytes[5] ^= std::byte{4};
    forged.sign_from(0);
    EXPECT_EQ(failure(forged).place.field, "header.parent")
        << "block 0 is not in the file: it follows from the genesis";
  }
}

TEST_F(ArchiveAudit, AnArchiveOfAnotherGenesisIsToldApartFromADamagedOne) {
  Genesis other = world_.ledger().genesis();
  other.time_ms += 1;
  const AuditFailure failed = failure(Archive(world_), {.genesis = other});
  EXPECT_EQ(failed.verdict, AuditVerdict::other_chain);
  EXPECT_EQ(failed.error.code, Code::wrong_chain);
  Archive renamed(world_);
  renamed.genesis.network = "another";
  EXPECT_EQ(failure(renamed).place.height, 1u) << "the blocks are of the first chain";
  auto writer = ArchiveWriter::open(file_, other);
  ASSERT_FALSE(writer);
  EXPECT_EQ(writer.error().error.code, Code::wrong_chain);
}

TEST_F(ArchiveAudit, AnEndRecordOfAnotherBlockAndBytesAfterItAreFound) {
  Archive archive(world_);
  Bytes longer = archive.bytes();
  longer.push_back(std::byte{0});
  const auto after = audit(longer);
  ASSERT_FALSE(after);
  EXPECT_EQ(after.error().place.field, "after the end");
  archive.end = ArchiveEnd{3, header_hash(archive.chain(), archive.blocks[2].header)};
  EXPECT_EQ(failure(archive).place.field, "end");
}

TEST_F(ArchiveAudit, AChainWithoutBlocksIsAnArchiveToo) {
  Archive archive(world_);
  archive.blocks.clear();
  const auto report = audit(archive.bytes());
  ASSERT_TRUE(report) << report.error().error.text_en();
  EXPECT_EQ(report->height, 0u);
  EXPECT_EQ(report->transactions, 0u);
}

TEST_F(ArchiveAudit, MemoryIsBoundedByMovingTheStateToDiskAndTheOutcomeIsTheSame) {
  for (unsigned i = 0; i < 3; ++i) world_.register_enterprises(500, 1000 + 500 * i);
  const Archive archive(world_);
  const auto in_memory = audit(archive.bytes());
  const auto on_disk =
      audit(archive.bytes(), {.store = {.memory_bytes_max = 100'000, .directory = folder_ / ""}});
  ASSERT_TRUE(in_memory);
  ASSERT_TRUE(on_disk) << on_disk.error().error.text_en();
  EXPECT_EQ(in_memory->head_hash, on_disk->head_hash);
  EXPECT_EQ(in_memory->totals.state_entries, on_disk->totals.state_entries);
  EXPECT_EQ(on_disk->totals.enterprises, 1504u);
  std::size_t left = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder_ / ""))
    left += entry.is_directory() ? 1 : 0;
  EXPECT_EQ(left, 0u) << "the temporary store is removed";
}

}  // namespace
}  // namespace credence
