// SPDX-License-Identifier: Apache-2.0
// The writer (node/sync/ledger_thread.h): records are durable before anything is sent, blocks come in order
// and only above a certified one, and after a failed write nothing is sent any more.
#include "node/sync/ledger_thread.h"

#include "node/base/write_behind.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::Collected;
using testing::eventually;
using testing::make_transaction;

/// A store in memory that counts synced writes, can be held up, and can fail.
class TestStore final : public KeyValue {
 public:
  struct Control {
    std::mutex mutex;
    std::condition_variable wake;
    bool held = false, failing = false;
    std::atomic<int> synced{0}, waiting{0};
    void hold(bool on) {
      const std::lock_guard lock(mutex);
      held = on;
      wake.notify_all();
    }
    void fail_from_now() {
      const std::lock_guard lock(mutex);
      failing = true;
    }
  };
  explicit TestStore(std::shared_ptr<Control> control) : control_(std::move(control)) {}
  Result<std::optional<Bytes>> get(BytesView key) const override { return memory_->get(key); }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    return memory_->scan(from, to, visit);
  }
  Result<std::shared_ptr<const KeyReader>> snapshot() const override { return memory_->snapshot(); }
  Result<void> write(const WriteBatch& batch, bool sync) override {
    std::unique_lock lock(control_->mutex);
    ++control_->waiting;
    control_->wake.wait(lock, [this] { return !control_->held; });
    --control_->waiting;
    if (control_->failing) return fail(Code::storage_full, "planted");
    auto done = memory_->write(batch, sync);
    if (sync) ++control_->synced;
    return done;
  }

 private:
  std::shared_ptr<Control> control_;
  std::unique_ptr<KeyValue> memory_ = make_memory_key_value();
};

class LedgerThreadTest : public ::testing::Test {
 protected:
  LedgerThreadTest() {
    LedgerEvents events;
    events.release = [this](std::vector<consensus::Send> sends) {
      for (const auto& send : sends) sent_.add(std::string(text_of(send.bytes)));
    };
    events.executed = [this](const BlockHeader& header, const Hash32&, std::size_t) {
      executed_.add(header.height);
    };
    events.settled = [this](const BlockHeader& header, const TxIds& ids) {
      settled_.add({header.height, ids.size()});
    };
    events.certified = [this](const Certificate& one, const SharedIds& ids) {
      certified_.add({one.height, ids ? ids->size() : 99});
    };
    events.failed = [this](const Error& error) { failed_.add(error.code); };
    events.took = [this](Metrics::Time what, double) { took_.add(what); };
    thread_ = std::make_unique<LedgerThread>(ledger_, std::move(events));
    thread_->start();
  }
  static std::vector<consensus::Record> record(const std::string& key) {
    return {{key, Bytes{std::byte{1}}}};
  }
  static std::vector<consensus::Send> message(std::string_view text) {
    const auto view = bytes_of(text);
    return {{std::nullopt, Bytes(view.begin(), view.end())}};
  }
  Certificate certificate_of(Height height) {
    return ledger_.read(
        [&](const Ledger& at) { return world::certify(at.chain(), at.block(height)->header); });
  }
  static Proposal proposal(unsigned number) {
    return world::proposal_of(1'790'000'001'000 + number, {make_transaction(number)});
  }

  static std::vector<VerifiedBlock> blocks_of_a_peer(unsigned count) {
    SharedLedger other(Ledger::open(make_memory_key_value(), world::genesis()).value());
    std::vector<VerifiedBlock> out;
    for (unsigned i = 1; i <= count; ++i)
      out.push_back(
          verified(other.write([&](Ledger& at) { return at.apply(proposal(i)).value(); }), proposal(i)));
    return out;
  }
  static VerifiedBlock verified(const BlockHeader& header, Proposal proposal) {
    const ChainId& chain = testing::test_chain();
    auto batch = read_batch(chain, proposal).value();
    return {{header, std::move(proposal), world::certify(chain, header)}, std::move(batch)};
  }

  std::shared_ptr<TestStore::Control> control_ = std::make_shared<TestStore::Control>();
  SharedLedger ledger_{
      Ledger::open(write_behind(std::make_unique<TestStore>(control_)), world::genesis()).value()};
  Collected<std::string> sent_;
  Collected<Height> executed_;
  Collected<std::pair<Height, std::size_t>> settled_, certified_;
  Collected<Code> failed_;
  Collected<Metrics::Time> took_;
  std::unique_ptr<LedgerThread> thread_;
};

TEST_F(LedgerThreadTest, NothingOfAStepOrALaterOneIsSentBeforeItsRecordsAreDurable) {
  control_->hold(true);
  thread_->persist(record("a"), message("first"));
  thread_->persist({}, message("second"));  // has nothing to make durable, but comes after one that has
  EXPECT_EQ(sent_.size(), 0u);
  control_->hold(false);
  ASSERT_TRUE(eventually([&] { return sent_.size() == 2; }));
  EXPECT_EQ(sent_.all(), (std::vector<std::string>{"first", "second"}));
}

TEST_F(LedgerThreadTest, WhatNeedsNoRecordGoesAtOnce) {
  thread_->persist({}, message("hint"));
  EXPECT_EQ(sent_.size(), 1u);
}

TEST_F(LedgerThreadTest, StepsThatWaitShareOneSyncedWriteAndTheLastRecordOfAKeyCounts) {
  const int before = control_->synced;
  control_->hold(true);
  thread_->persist(record("a"), message("0"));
  for (int i = 1; i <= 20; ++i)
    thread_->persist({{"key", Bytes{static_cast<std::byte>(i)}}}, message(std::to_string(i)));
  control_->hold(false);
  ASSERT_TRUE(eventually([&] { return sent_.size() == 21; }));
  EXPECT_LE(control_->synced - before, 2);
  EXPECT_EQ(ledger_.read([](const Ledger& at) { return at.records(); })->at("key"), Bytes{std::byte{20}});
}

TEST_F(LedgerThreadTest, AfterAFailedWriteNothingIsSentOrExecuted) {
  control_->fail_from_now();
  thread_->persist(record("vote"), message("vote"));
  ASSERT_TRUE(eventually([&] { return failed_.size() == 1; }));
  EXPECT_EQ(failed_.all()[0], Code::storage_full);
  thread_->persist({}, message("later"));
  thread_->execute(1, proposal(1), nullptr);
  thread_->stop();
  EXPECT_EQ(sent_.size(), 0u);
  EXPECT_EQ(executed_.size(), 0u);
  EXPECT_EQ(failed_.size(), 1u);
}

TEST_F(LedgerThreadTest, ABlockWaitsForTheCertificateOfTheOneBefore) {
  thread_->execute(2, proposal(2), nullptr);
  thread_->execute(1, proposal(1), nullptr);
  ASSERT_TRUE(eventually([&] { return settled_.size() == 1; }));
  // passes through the thread after it had its chance to run block 2
  thread_->persist(record("a"), message("a"));
  ASSERT_TRUE(eventually([&] { return sent_.size() == 1; }));
  EXPECT_EQ(executed_.all(), std::vector<Height>{1});
  thread_->certify(certificate_of(1));
  ASSERT_TRUE(eventually([&] { return executed_.size() == 2; }));
  ASSERT_TRUE(eventually([&] { return settled_.size() == 2; }));
  EXPECT_EQ(certified_.all(), (std::vector<std::pair<Height, std::size_t>>{{1, 1}}));
}

TEST_F(LedgerThreadTest, AHigherCertificateElsewhereLetsBlocksGoOn) {
  thread_->execute(1, proposal(1), nullptr);
  thread_->execute(2, proposal(2), nullptr);
  ASSERT_TRUE(eventually([&] { return executed_.size() == 1; }));
  thread_->certified_elsewhere(2);
  EXPECT_TRUE(eventually([&] { return executed_.size() == 2; }));
}

TEST_F(LedgerThreadTest, BlocksFromAPeerAreAppliedAndOvertakeWhatWaits) {
  const auto blocks = blocks_of_a_peer(3);
  thread_->execute(2, proposal(2), nullptr);  // waits for block 1
  Collected<Height> done;
  thread_->apply(blocks, [&](Result<Certificate> last) { done.add(last ? last->height : 0); });
  ASSERT_TRUE(eventually([&] { return done.size() == 1; }));
  EXPECT_EQ(done.all()[0], 3u);
  EXPECT_EQ(ledger_.read([](const Ledger& at) { return at.certified_height(); }), 3u);
  EXPECT_EQ(executed_.all(), (std::vector<Height>{1, 2, 3})) << "block 2 once";
  // held already
  thread_->apply(blocks, [&](Result<Certificate> last) { done.add(last ? last->height : 0); });
  ASSERT_TRUE(eventually([&] { return done.size() == 2; }));
  EXPECT_EQ(done.all()[1], 3u);
}

// fabric#1971
TEST_F(LedgerThreadTest, ACertifiedBlockThatExecutesOtherwiseHereIsDivergenceAndIsNotWritten) {
  SharedLedger other(Ledger::open(make_memory_key_value(), world::genesis()).value());
  auto header = other.write([&](Ledger& at) { return at.apply(proposal(1)).value(); });
  header.state_root.bytes[0] ^= std::byte{1};
  Collected<Error> errors;
  thread_->apply({verified(header, proposal(1))},
                 [&](Result<Certificate> last) { errors.add(last.error()); });
  ASSERT_TRUE(eventually([&] { return errors.size() == 1; }));
  EXPECT_EQ(errors.all()[0].code, Code::diverged);
  EXPECT_NE(errors.all()[0].detail.find("state_root"), std::string::npos);
  EXPECT_EQ(ledger_.read([](const Ledger& at) { return at.height(); }), 0u);
  EXPECT_EQ(failed_.size(), 0u);
}

TEST_F(LedgerThreadTest, AProposedTimeThatTheHeaderDoesNotFollowFromIsALieOfThePeer) {
  SharedLedger other(Ledger::open(make_memory_key_value(), world::genesis()).value());
  const auto header = other.write([&](Ledger& at) { return at.apply(proposal(1)).value(); });
  Proposal lie = proposal(1);
  lie.time_ms += 5;
  Collected<Error> errors;
  thread_->apply({verified(header, lie)}, [&](Result<Certificate> last) { errors.add(last.error()); });
  ASSERT_TRUE(eventually([&] { return errors.size() == 1; }));
  EXPECT_EQ(errors.all()[0].code, Code::wrong_header);
}

TEST_F(LedgerThreadTest, NobodyHearsOfABlockBeforeItIsDurable) {
  control_->hold(true);
  thread_->execute(1, proposal(1), nullptr);
  ASSERT_TRUE(eventually([&] { return control_->waiting == 1; }));
  EXPECT_EQ(executed_.size(), 0u);
  EXPECT_EQ(settled_.size(), 0u);
  control_->hold(false);
  EXPECT_TRUE(eventually([&] { return settled_.size() == 1; }));
}

TEST_F(LedgerThreadTest, ABlockFromAPeerIsWrittenWhileTheNextIsExecutedAndToldOnlyThen) {
  control_->hold(true);
  Collected<Height> done;
  thread_->apply(blocks_of_a_peer(3), [&](Result<Certificate> last) { done.add(last ? last->height : 0); });
  ASSERT_TRUE(eventually([&] { return control_->waiting == 1; }));
  ASSERT_TRUE(eventually([&] { return took_.size() == 1; })) << "the thread has gone on";
  EXPECT_EQ(executed_.size(), 0u);
  EXPECT_EQ(certified_.size(), 0u);
  EXPECT_EQ(done.size(), 0u);
  control_->hold(false);
  ASSERT_TRUE(eventually([&] { return done.size() == 1; }));
  EXPECT_EQ(done.all()[0], 3u);
  EXPECT_EQ(executed_.all(), (std::vector<Height>{1, 2, 3}));
  EXPECT_EQ(certified_.all(), (std::vector<std::pair<Height, std::size_t>>{{1, 1}, {2, 1}, {3, 1}}));
}

TEST_F(LedgerThreadTest, OfABlockFromAPeerThatCouldNotBeWrittenNobodyHears) {
  control_->hold(true);
  Collected<Code> done;
  thread_->apply(blocks_of_a_peer(2),
                 [&](Result<Certificate> last) { done.add(last ? Code::ok : last.error().code); });
  ASSERT_TRUE(eventually([&] { return control_->waiting == 1; }));
  control_->fail_from_now();
  control_->hold(false);
  ASSERT_TRUE(eventually([&] { return done.size() == 1; }));
  EXPECT_EQ(done.all()[0], Code::storage_full);
  EXPECT_EQ(failed_.all(), std::vector<Code>{Code::storage_full});
  EXPECT_EQ(executed_.size(), 0u);
  thread_->persist(record("vote"), message("vote"));
  thread_->stop();
  EXPECT_EQ(sent_.size(), 0u);
}

TEST_F(LedgerThreadTest, StopMakesDurableWhatWaits) {
  control_->hold(true);
  for (int i = 0; i < 5; ++i) thread_->persist(record("r" + std::to_string(i)), message("m"));
  control_->hold(false);
  thread_->stop();
  EXPECT_EQ(sent_.size(), 5u);
}

}  // namespace
}  // namespace credence::node
