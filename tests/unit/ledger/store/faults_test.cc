// SPDX-License-Identifier: Apache-2.0
// The ledger over LevelDB over a disk that fails (faulty_env.h): what was acknowledged is there after any
// crash, a failed write ends all writing, and damage is a refusal, never a wrong answer nor a vote forgotten.
#include <gtest/gtest.h>

#include "ledger/store/keyspace.h"
#include "ledger/store/leveldb_store.h"
#include "node/base/write_behind.h"
#include "tests/support/faulty_env.h"
#include "tests/support/faulty_key_value.h"
#include "tests/support/ledger_world.h"

namespace credence {
namespace {

using namespace world;  // NOLINT(google-build-using-namespace)
using Records = std::map<std::string, Bytes>;

/// A ledger that makes blocks, certificates and records, and what of it was acknowledged. `behind`: a block is
/// written while the ledger goes on, as in a node; only what comes after it acknowledges it.
class Worker {
 public:
  explicit Worker(FaultyEnv& env, bool behind = false) : env_(env), behind_(behind) {
    hashes_.push_back(Hash32{});
  }

  Result<void> open() {
    LevelDbOptions options;
    options.env = &env_;
    options.write_buffer_bytes = 64 * limits::kKiB;  // so that tables are written and merged
    options.cache_bytes = 1;
    auto store = open_leveldb("/ledger", options);
    if (!store) return std::unexpected(store.error());
    if (behind_) store = node::write_behind(*std::move(store));
    auto ledger = Ledger::open(*std::move(store), genesis());
    if (!ledger) return std::unexpected(ledger.error());
    ledger_ = *std::move(ledger);
    if (hashes_.front().is_zero() && ledger_->height() == 0) hashes_[0] = ledger_->head_hash();
    return {};
  }
  void close() { ledger_.reset(); }

  /// One block, or some records, or a certificate.
  Result<void> work(std::minstd_rand& random) {
    const auto what = random() % 4;
    if (what < 2) return write_block();
    if (what == 2) return write_records(random);
    if (ledger_->height() == 0) return {};
    const auto header = ledger_->block(ledger_->height());
    if (!header) return std::unexpected(header.error());
    auto kept = ledger_->add_certificate(certify(ledger_->chain(), header->header));
    if (kept) sure_ = hashes_.size();
    return kept;
  }

  /// What is there is what was acknowledged, or that and the one write that failed.
  void expect_kept() {
    ASSERT_LT(ledger_->height(), hashes_.size() + 1);
    ASSERT_GE(ledger_->height() + 1, sure_);
    if (ledger_->height() + 1 < hashes_.size()) hashes_.pop_back();
    // it reached the disk after all
    if (ledger_->height() == hashes_.size()) hashes_.push_back(ledger_->head_hash());
    sure_ = hashes_.size();
    EXPECT_EQ(ledger_->head_hash(), hashes_.back());
    EXPECT_TRUE(ledger_->check_state());
    const auto records = ledger_->records();
    ASSERT_TRUE(records) << records.error().text_en();
    EXPECT_TRUE(*records == records_ || *records == tried_) << "a vote was forgotten";
    records_ = tried_ = *records;
  }
  Ledger& ledger() { return *ledger_; }
  [[nodiscard]] const std::vector<Hash32>& hashes() const { return hashes_; }
  [[nodiscard]] const Records& records() const { return records_; }

  Result<void> write_block() {
    RegisterEnterprises action;
    for (unsigned i = 0; i < 20; ++i, ++next_)
      action.lines.push_back({code(next_), enterprise_name(next_), std::nullopt, std::nullopt});
    const TransactionBody body{ledger_->chain(), key_id(kRegistrar.public_key()), next_,
                               ledger_->height() + 100, encode(Action(action))};
    const SecretKey* const signers[] = {&kRegistrar};
    auto applied =
        ledger_->apply(proposal_of(ledger_->head().time_ms + 1, {sign_transaction(body, signers).value()}));
    if (!applied) return std::unexpected(applied.error());
    sure_ = hashes_.size();  // the block before
    hashes_.push_back(ledger_->head_hash());
    if (!behind_) ++sure_;
    return {};
  }

 private:
  Result<void> write_records(std::minstd_rand& random) {
    std::vector<std::pair<std::string, std::optional<Bytes>>> out;
    for (unsigned i = 0; i < 5; ++i) {
      const std::string key = "vote/" + std::to_string(random() % 12);
      if (random() % 4 == 0)
        out.emplace_back(key, std::nullopt);
      else
        out.emplace_back(key, Bytes(random() % 300, static_cast<std::byte>(random())));
    }
    tried_ = records_;
    for (const auto& [key, value] : out) {
      if (value)
        tried_[key] = *value;
      else
        tried_.erase(key);
    }
    auto written = ledger_->write_records(out);
    if (written) records_ = tried_, sure_ = hashes_.size();
    return written;
  }

  FaultyEnv& env_;
  const bool behind_;
  std::unique_ptr<Ledger> ledger_;
  std::vector<Hash32> hashes_;  // of blocks that were applied
  std::size_t sure_ = 0;        // so many of them were acknowledged
  Records records_, tried_;     // acknowledged; with the write that failed
  unsigned next_ = 1;
};

class FaultyDiskWays : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(AtOnceAndBehind, FaultyDiskWays, testing::Bool());

TEST_P(FaultyDiskWays, WhatWasAcknowledgedIsThereAfterACrashAtAnyMoment) {
  Height highest = 0;
  unsigned lost = 0;  // blocks that were applied, and nobody heard of
  for (unsigned seed = 1; seed <= 12; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::minstd_rand random(seed);
    FaultyEnv env;
    Worker worker(env, GetParam());
    for (unsigned crash = 0; crash < 8; ++crash) {
      ASSERT_TRUE(worker.open());
      worker.expect_kept();
      for (auto left = random() % 12; left > 0; --left) ASSERT_TRUE(worker.work(random));
      env.break_writes(FaultyEnv::Write::cut_short, random() % 20'000);  // it dies in the midst of a block
      (void)worker.write_block();
      worker.close();
      env.crash(random);
      const std::size_t applied = worker.hashes().size();
      ASSERT_TRUE(worker.open());
      lost += worker.ledger().height() + 1 < applied ? 1 : 0;
      worker.expect_kept();
      worker.close();
    }
    ASSERT_TRUE(worker.open());
    worker.expect_kept();
    highest = std::max(highest, worker.ledger().height());
  }
  EXPECT_GT(highest, 15u);
  EXPECT_EQ(lost > 0, GetParam());
}

TEST_P(FaultyDiskWays, AFailedWriteEndsAllWritingAndNothingAcknowledgedIsLost) {
  std::map<Code, unsigned> met;
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const auto how = static_cast<FaultyEnv::Write>(1 + seed % 4);
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::minstd_rand random(seed);
    FaultyEnv env;
    Worker worker(env, GetParam());
    ASSERT_TRUE(worker.open());
    for (unsigned i = 0; i < 6; ++i) ASSERT_TRUE(worker.work(random));
    env.break_writes(how, random() % 20'000);
    Result<void> failed;
    for (unsigned i = 0; i < 200 && failed; ++i) failed = worker.work(random);
    ASSERT_FALSE(failed) << "the disk did not fail";
    EXPECT_TRUE(failed.error().code == Code::storage_full || failed.error().code == Code::storage_failed)
        << failed.error().text_en();
    ++met[failed.error().code];
    env.repair();
    EXPECT_FALSE(worker.ledger().write_records({{"vote/1", Bytes(1)}})) << "not before it is opened again";
    EXPECT_FALSE(worker.ledger().apply(Proposal{}));
    worker.close();
    if (seed % 2 == 0) env.crash(random);
    ASSERT_TRUE(worker.open());
    worker.expect_kept();
    EXPECT_TRUE(worker.work(random));
  }
  EXPECT_GT(met[Code::storage_full], 5u);
  EXPECT_GT(met[Code::storage_failed], 15u);
}

/// What can be read is what was written; the rest is refused. True if something was refused.
bool refuses_or_is_right(Worker& worker) {
  const auto corrupt = [](const Error& error) {
    EXPECT_EQ(error.code, Code::storage_corrupt) << error.text_en();
  };
  const auto hashes = worker.hashes();
  const Records records = worker.records();
  if (auto opened = worker.open(); !opened) return corrupt(opened.error()), true;
  Ledger& ledger = worker.ledger();
  bool refused = false;
  // A torn end of the log looks like a flipped bit in it: LevelDB drops what follows. That is a loss, and an
  // earlier state, as of a crash.
  const bool earlier = ledger.height() + 1 < hashes.size() || ledger.records().value_or(records) != records;
  for (Height height = 0; height <= ledger.height(); ++height) {
    const auto block = ledger.block(height);
    if (block) {
      EXPECT_EQ(header_hash(ledger.chain(), block->header), hashes.at(height));
    } else {
      corrupt(block.error());
    }
    refused = refused || !block;
  }
  for (unsigned i = 1; i <= 40; ++i) {
    const auto value = ledger.state(EnterpriseKey{code(i)});
    if (!value) {
      corrupt(value.error());
    } else if (!earlier) {
      EXPECT_TRUE(value->has_value()) << i;
    }
    refused = refused || !value;
  }
  if (const auto held = ledger.records(); !held) corrupt(held.error()), refused = true;
  return refused;
}

TEST(FaultyDisk, AFlippedBitIsNeverAWrongAnswer) {
  unsigned refused = 0;
  for (unsigned seed = 1; seed <= 120; ++seed) {
    std::minstd_rand random(seed);
    FaultyEnv env;
    Worker worker(env);
    ASSERT_TRUE(worker.open());
    for (unsigned i = 0; i < 14; ++i) ASSERT_TRUE(worker.work(random));
    worker.close();
    ASSERT_TRUE(worker.open());  // the log has become a table
    worker.close();
    SCOPED_TRACE(env.flip_bit(random));
    refused += refuses_or_is_right(worker) ? 1 : 0;
  }
  EXPECT_GT(refused, 30u);
}

TEST(FaultyDisk, AMisdirectedReadIsNeverAWrongAnswer) {
  unsigned refused = 0;
  std::size_t misdirected = 0;
  for (unsigned seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::minstd_rand random(seed);
    FaultyEnv env;
    Worker worker(env);
    ASSERT_TRUE(worker.open());
    for (unsigned i = 0; i < 14; ++i) ASSERT_TRUE(worker.work(random));
    worker.close();
    ASSERT_TRUE(worker.open());
    worker.close();
    env.misdirect(8, seed);
    refused += refuses_or_is_right(worker) ? 1 : 0;
    misdirected += env.misdirected();
  }
  EXPECT_GT(misdirected, 60u);
  EXPECT_GT(refused, 20u);
}

TEST(FaultyDisk, ARecordThatIsMissingOrAnothersIsFoundAtTheStart) {
  auto disk = std::make_shared<Disk>();
  const auto open = [&disk] { return Ledger::open(std::make_unique<FaultyKeyValue>(disk), genesis()); };
  {
    auto ledger = open().value();
    ASSERT_TRUE(ledger->write_records({{"a/prepare", Bytes(3)}, {"b/prepare", Bytes(4)}, {"c", Bytes(5)}}));
    ASSERT_TRUE(ledger->write_records({{"c", std::nullopt}, {"b/prepare", Bytes(6)}}));
  }
  ASSERT_TRUE(open());
  const auto key = [](std::string_view name) { return keyspace::record(name); };
  const auto put = [&](const Bytes& at, const std::optional<Bytes>& value) {
    WriteBatch batch;
    if (value)
      batch.put(at, *value);
    else
      batch.erase(at);
    EXPECT_TRUE(disk->durable->write(batch, true));
  };
  const auto with = [&](const Bytes& at, const std::optional<Bytes>& value) {
    const auto was = disk->durable->get(at).value();
    put(at, value);
    const auto opened = open();
    put(at, was);
    return opened ? Code::ok : opened.error().code;
  };
  EXPECT_EQ(with(key("a/prepare"), std::nullopt), Code::storage_corrupt) << "lost: it would vote again";
  EXPECT_EQ(with(key("a/prepare"), Bytes(6)), Code::storage_corrupt) << "another's";
  EXPECT_EQ(with(key("c"), Bytes(5)), Code::storage_corrupt) << "erased, and here again";
  EXPECT_EQ(with(keyspace::meta("records"), std::nullopt), Code::storage_corrupt) << "the seal";
  EXPECT_EQ(with(keyspace::meta("chain"), std::nullopt), Code::storage_corrupt)
      << "it would begin a new chain over the old one";
  EXPECT_TRUE(open());
}

TEST_P(FaultyDiskWays, ABlockIsOneSyncAndACertificateNone) {
  FaultyEnv env;
  Worker worker(env, GetParam());
  ASSERT_TRUE(worker.open());
  const std::size_t before = env.syncs();
  for (unsigned i = 0; i < 5; ++i) {
    ASSERT_TRUE(worker.ledger().apply(Proposal{}));
    const auto block = worker.ledger().block(worker.ledger().height());
    ASSERT_TRUE(worker.ledger().add_certificate(certify(worker.ledger().chain(), block->header)));
    ASSERT_TRUE(worker.ledger().write_records({{"a", Bytes(1)}, {"b", Bytes(2)}}));
  }
  EXPECT_EQ(env.syncs() - before, 10u) << "five blocks, five steps of the core";
}

}  // namespace
}  // namespace credence
