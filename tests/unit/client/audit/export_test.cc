// SPDX-License-Identifier: Apache-2.0
// Taking a chain out of a network whose nodes may lie, lag or stop: what gets into the file is checked, and
// goes on where it stopped.
#include <gtest/gtest.h>

#include "client/audit/audit.h"
#include "client/audit/export.h"
#include "tests/unit/client/audit/samples.h"
#include "tests/unit/client/fake_node.h"

namespace credence {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

class ArchiveExport : public ::testing::Test {
 protected:
  ArchiveExport() {
    fill_sample(network_.world());
    network_.behave_all(lie(nullptr));
  }

  Outcome<ExportReport> run(ExportOptions options = {}) {
    options.deadline_ms = 400;
    options.request_timeout_ms = 5'000;
    return export_chain(network_.network(), file_, options);
  }
  void expect_whole() {
    const auto report = audit_archive(file_, {.genesis = network_.world().ledger().genesis()});
    ASSERT_TRUE(report) << report.error().error.text_en();
    EXPECT_EQ(report->head_hash, network_.world().ledger().head_hash());
  }
  /// A node's pages of two blocks, changed where there is a change.
  FakeNetwork::Behaviour lie(std::function<void(ArchivePage&)> change) {
    return [this, change](const std::string&, const std::string& target,
                          const Answer&) -> std::optional<Answer> {
      constexpr std::string_view kRoute = "/v1/archive?from=";
      if (!target.starts_with(kRoute)) return std::nullopt;
      const Ledger& ledger = network_.world().ledger();
      ArchivePage page{ledger.certified_height(), {}};
      for (Height at = std::stoull(target.substr(kRoute.size()));
           at <= page.certified && page.blocks.size() < 2; ++at)
        page.blocks.push_back(archive_block(ledger, at));
      if (change) change(page);
      return Answer{200, std::string(text_of(encode(page)))};
    };
  }

  FakeNetwork network_;
  ScratchFolder folder_;
  std::filesystem::path file_ = folder_ / "chain.archive";
};

TEST_F(ArchiveExport, TakesAllCertifiedBlocksPageByPage) {
  std::vector<Height> seen;
  ExportOptions options;
  options.progress = [&](Height height, Height target) {
    seen.push_back(height);
    EXPECT_EQ(target, network_.world().ledger().height());
  };
  const auto report = run(options);
  ASSERT_TRUE(report) << report.error().error.text_en();
  EXPECT_EQ(report->height, network_.world().ledger().height());
  EXPECT_GE(seen.size(), 3u);
  expect_whole();
}

TEST_F(ArchiveExport, AFileThatIsThereIsContinuedWithTheNewBlocksOnly) {
  ExportOptions options;
  options.until = 3;
  ASSERT_TRUE(run(options));
  const auto report = run();
  ASSERT_TRUE(report) << report.error().error.text_en();
  EXPECT_EQ(report->before, 3u);
  expect_whole();
  const Bytes before = read_bytes(file_);
  ASSERT_TRUE(run());
  EXPECT_EQ(read_bytes(file_), before) << "nothing new: the same bytes";
  network_.world().register_enterprises(2, 50);
  ASSERT_TRUE(run());
  expect_whole();
}

TEST_F(ArchiveExport, ABlockThatFailsACheckIsRefusedReportedAndTakenFromAnotherNode) {
  struct Lie {
    const char* what;
    std::function<void(ArchiveBlock&)> change;
  };
  const std::vector<Lie> lies = {
      {"header", [](ArchiveBlock& b) { b.header.state_root.bytes[3] ^= std::byte{1}; }},
      {"parent", [](ArchiveBlock& b) { b.header.parent.bytes[3] ^= std::byte{1}; }},
      {"time", [](ArchiveBlock& b) { b.header.time_ms ^= 1; }},
      {"height", [](ArchiveBlock& b) { b.header.height += 1; }},
      {"signature", [](ArchiveBlock& b) { b.certificate.signatures[0].signature.bytes[9] ^= std::byte{1}; }},
      {"repeated signer", [](ArchiveBlock& b) { b.certificate.signatures[2] = b.certificate.signatures[1]; }},
      {"too few signers", [](ArchiveBlock& b) { b.certificate.signatures.pop_back(); }},
      {"certificate's hash", [](ArchiveBlock& b) { b.certificate.header_hash.bytes[0] ^= std::byte{1}; }},
      {"added transaction", [](ArchiveBlock& b) { b.transactions.emplace_back(Bytes(100)); }},
      {"added receipt", [](ArchiveBlock& b) { b.receipts.emplace_back(Bytes(50)); }},
      {"left-out content", [](ArchiveBlock& b) { b.transactions.clear(), b.receipts.clear(); }},
      {"changed transaction",
       [](ArchiveBlock& b) {
         if (!b.transactions.empty())
           b.transactions[0][5] ^= std::byte{1};
         else
           b.header.height = 0;
       }},
      {"changed receipt",
       [](ArchiveBlock& b) {
         if (!b.receipts.empty())
           b.receipts[0][5] ^= std::byte{1};
         else
           b.header.height = 0;
       }},
  };
  for (const Lie& one : lies) {
    std::filesystem::remove(file_);
    network_.behave(0, lie([&](ArchivePage& page) {
                      for (ArchiveBlock& block : page.blocks)
                        if (block.header.height == 2) one.change(block);
                    }));
    const auto report = run();
    ASSERT_TRUE(report) << one.what << ": " << report.error().error.text_en();
    EXPECT_EQ(report->bad_answers.size(), 1u) << one.what;
    expect_whole();
  }
  std::printf("%zu lies\n", lies.size());
}

TEST_F(ArchiveExport, ANodeThatWithholdsTheLastBlocksDoesNotShortenTheArchive) {
  network_.behave(0, lie([](ArchivePage& page) {
                    page.certified = 2;
                    std::erase_if(page.blocks,
                                  [](const ArchiveBlock& block) { return block.header.height > 2; });
                  }));
  ASSERT_TRUE(run());
  expect_whole();
}

TEST_F(ArchiveExport, ANodeThatPromisesBlocksThatNobodyHasDoesNotKeepItWaiting) {
  network_.behave(2, lie([](ArchivePage& page) { page.certified = Height{1} << 60; }));
  ASSERT_TRUE(run());
  expect_whole();
}

TEST_F(ArchiveExport, WithoutAnyNodeItGivesUpAndTheSameCallGoesOnLater) {
  ExportOptions options;
  options.until = 2;
  ASSERT_TRUE(run(options));
  network_.behave_all(
      [](const auto&, const auto&, const auto&) { return std::optional(problem(503, "busy")); });
  const auto report = run();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().exit, ExitCode::unreachable);
  network_.behave_all(lie(nullptr));
  ASSERT_TRUE(run());
  expect_whole();
}

TEST_F(ArchiveExport, ADamagedFileIsNotContinued) {
  ASSERT_TRUE(run());
  Bytes bytes = read_bytes(file_);
  bytes[bytes.size() / 2] ^= std::byte{1};
  write_bytes(file_, bytes);
  const auto report = run();
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().exit, ExitCode::not_verified);
  EXPECT_EQ(read_bytes(file_), bytes) << "kept for inquiry";
}

}  // namespace
}  // namespace credence
