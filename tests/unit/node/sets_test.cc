// SPDX-License-Identifier: Apache-2.0
// The validators change while the nodes run: four become five by vote, a key is replaced, one leaves and goes
// on as an observer; under load, across a view change and a restart. All in one process on loopback, as in
// runtime_test.cc.
#include <unistd.h>

#include <boost/asio/ip/tcp.hpp>
#include <thread>

#include "node/base/members.h"
#include "node/runtime/runtime.h"
#include "tests/support/governed_genesis.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

using testing::Collected;
using testing::eventually;
using testing::validator_key;

constexpr std::size_t kNodesOfASet = 5;  // four validators, and one that observes at first

/// One node that is made anew when its validators change, as credenced does.
class Node {
 public:
  Node(SecretKey key, std::shared_ptr<KeyValue> disk, std::uint16_t port,
       std::map<PublicKey, std::uint16_t> book, std::vector<PublicKey> observers)
      : key_(std::move(key)),
        disk_(std::move(disk)),
        port_(port),
        book_(std::move(book)),
        observers_(std::move(observers)) {
    ledger_ = Ledger::open(std::make_unique<KeptStore>(disk_), world::governed_genesis()).value();
    make();
    thread_ = std::thread([this] { run(); });
  }
  ~Node() {
    ended_ = true;
    wake_.notify_all();
    thread_.join();
  }
  template <class F>
  auto with(F f) {
    const std::lock_guard lock(mutex_);
    return f(*runtime_);
  }
  [[nodiscard]] Height certified() {
    return with([](Runtime& r) { return r.status().certified; });
  }
  [[nodiscard]] bool votes() {
    return with([this](Runtime& r) {
      return r.ledger().read(
          [this](const Ledger& at) { return at.validators().index_of(key_.public_key()).has_value(); });
    });
  }
  Collected<NodeExit> fatal;

 private:
  void make() {
    RuntimeOptions options;
    options.listen = {"127.0.0.1", port_};
    options.observers = observers_;
    options.observe = true;
    options.view_timeout_ms = 1'000;
    options.patience_ms = 2'000;
    const Members members = members_of(*ledger_, key_.public_key(), observers_);
    for (const auto& [peer, port] : book_)
      if (const auto number = members.everyone.index_of(peer); number && peer != key_.public_key())
        options.peers[*number] = {"127.0.0.1", port};
    RuntimeEvents events;
    events.fatal = [this](NodeExit code) { fatal.add(code); };
    events.certified = [](Height, const std::vector<TxId>&) {};
    events.set_changed = [this] {
      changed_ = true;
      wake_.notify_all();
    };
    runtime_ = Runtime::make(options, key_, std::move(ledger_), std::move(events)).value();
    ASSERT_TRUE(runtime_->start().has_value());
  }
  void run() {
    std::unique_lock lock(mutex_);
    while (!ended_) {
      wake_.wait_for(lock, std::chrono::milliseconds(20), [this] { return ended_ || changed_.load(); });
      if (ended_ || !changed_.exchange(false)) continue;
      runtime_->stop();
      const auto waiting = runtime_->waiting();
      ledger_ = runtime_->take_ledger();
      make();
      for (const auto& one : waiting) {
        TxId id;
        (void)runtime_->submit(one->bytes, id, true);
      }
    }
    runtime_.reset();
  }

  const SecretKey key_;
  const std::shared_ptr<KeyValue> disk_;
  const std::uint16_t port_;
  const std::map<PublicKey, std::uint16_t> book_;
  const std::vector<PublicKey> observers_;
  std::unique_ptr<Ledger> ledger_;
  std::unique_ptr<Runtime> runtime_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::atomic<bool> ended_{false}, changed_{false};
  std::thread thread_;
};

/// Below the range that the kernel takes for outgoing connections, or one of those could sit on it while its
/// node is down; others for each process, since tests run side by side.
std::uint16_t free_port() {
  static auto next = static_cast<std::uint16_t>(12'000 + getpid() % 300 * 64);
  for (int i = 0; i < 64; ++i) {
    const std::uint16_t port = next++;
    boost::asio::io_context context;
    boost::asio::ip::tcp::acceptor acceptor(context);
    boost::system::error_code failed;
    acceptor.open(boost::asio::ip::tcp::v4());
    acceptor.bind({boost::asio::ip::address_v4::loopback(), port}, failed);
    if (!failed) return port;
  }
  throw std::runtime_error("no free port");
}

class ChangingSets : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::size_t i = 0; i <= kNodesOfASet; ++i) {  // one key more: for a replacement
      disks_.push_back(make_memory_key_value());
      book_[validator_key(static_cast<ReplicaId>(i)).public_key()] = free_port();
    }
    nodes_.resize(kNodesOfASet + 1);
    for (std::size_t i = 0; i < kNodesOfASet; ++i) start(i);
  }
  void start(std::size_t i) {
    const SecretKey key = validator_key(static_cast<ReplicaId>(i));
    std::vector<PublicKey> everyone;
    for (const auto& [peer, port] : book_) everyone.push_back(peer);
    nodes_[i] = std::make_unique<Node>(key, disks_[i], book_.at(key.public_key()), book_, everyone);
  }
  TxId submit(std::size_t node, const SecretKey& key, const Action& action) {
    const TransactionBody body{chain_, key_id(key.public_key()), ++nonce_, 5'000, encode(action)};
    const SecretKey* keys[] = {&key};
    const Bytes bytes = sign_transaction(body, keys).value();
    TxId id;
    EXPECT_TRUE(nodes_[node]->with([&](Runtime& r) { return r.submit(bytes, id, false).has_value(); }));
    return id;
  }
  bool certified_at(std::size_t node, const TxId& id) {
    return nodes_[node]->with([&](Runtime& r) {
      return r.ledger().read([&](const Ledger& at) { return at.prove_transaction(id).has_value(); });
    });
  }
  void load(std::size_t node, unsigned count) {
    for (unsigned i = 0; i < count; ++i) {
      RegisterEnterprises action;
      action.lines.push_back(
          {world::code(++enterprise_), world::enterprise_name(enterprise_), std::nullopt, std::nullopt});
      last_ = submit(node, world::kRegistrar, action);
    }
  }
  /// gd-iit proposes, gd-science and gd-finance vote: a quorum of four and of five.
  void pass(Change change) {
    const TxId id = submit(1, world::kIitGovern, ProposeChange{std::move(change), "", 4'000});
    ASSERT_TRUE(eventually([&] { return certified_at(1, id); }));
    const TxId first = submit(1, world::kScienceGovern, VoteOnChange{id, true});
    ASSERT_TRUE(eventually([&] { return certified_at(1, first); }));
    const ChangeValue held = value(id);
    if (held.status == ChangeStatus::open) last_ = submit(1, world::kFinanceGovern, VoteOnChange{id, true});
    ASSERT_TRUE(eventually([&] { return value(id).status == ChangeStatus::passed; }));
    const Height from = value(id).effective;
    ASSERT_TRUE(eventually([&] { return nodes_[1]->certified() >= from - 1; }))
        << "the blocks up to the change come by themselves";
  }
  ChangeValue value(const TxId& id) {
    return nodes_[1]->with([&](Runtime& r) {
      return r.ledger().read([&](const Ledger& at) {
        return decode<ChangeValue>(at.state(ChangeKey{id}).value().value()).value();
      });
    });
  }
  void expect_progress(std::initializer_list<std::size_t> nodes) {
    load(1, 3);
    for (const std::size_t node : nodes) {
      EXPECT_TRUE(eventually([&] { return certified_at(node, last_); })) << "node " << node;
    }
    for (const std::size_t node : nodes) EXPECT_EQ(nodes_[node]->fatal.size(), 0u) << "node " << node;
  }

  const ChainId chain_ = chain_id(world::governed_genesis());
  std::vector<std::shared_ptr<KeyValue>> disks_;
  std::map<PublicKey, std::uint16_t> book_;
  std::vector<std::unique_ptr<Node>> nodes_;
  std::uint64_t nonce_ = 0;
  unsigned enterprise_ = 0;
  TxId last_;
};

TEST_F(ChangingSets, FourBecomeFiveOneGetsAnotherKeyAndOneLeaves) {
  expect_progress({0, 1, 2, 3, 4});
  EXPECT_FALSE(nodes_[4]->votes());
  pass(AddValidator{{validator_key(4).public_key(), "新验证者", "New"},
                    "gd-finance",
                    world::possession(chain_, validator_key(4), "gd-finance")});
  expect_progress({0, 1, 2, 3, 4});
  EXPECT_TRUE(nodes_[4]->votes());
  // The new one is needed now: with one of five gone the others are just the quorum.
  nodes_[0].reset();
  expect_progress({1, 2, 3, 4});
  start(0);
  expect_progress({0, 1, 2, 3, 4});
  pass(ReplaceValidatorKey{validator_key(4).public_key(), validator_key(5).public_key(),
                           world::possession(chain_, validator_key(5), "gd-finance")});
  disks_[5] = disks_[4];
  nodes_[4].reset();
  start(5);  // the same machine under its new key
  expect_progress({0, 1, 2, 3, 5});
  pass(RemoveValidator{validator_key(2).public_key()});
  expect_progress({0, 1, 2, 3, 5});
  EXPECT_FALSE(nodes_[2]->votes()) << "it follows as an observer";
}

TEST_F(ChangingSets, AChangeComesIntoForceAcrossAViewChange) {
  expect_progress({0, 1, 2, 3, 4});
  nodes_[0].reset();  // the primary of the present set and of the next: both need a view change
  pass(AddValidator{{validator_key(4).public_key(), "新验证者", "New"},
                    "gd-finance",
                    world::possession(chain_, validator_key(4), "gd-finance")});
  expect_progress({1, 2, 3, 4});
  start(0);
  expect_progress({0, 1, 2, 3, 4});
}

TEST_F(ChangingSets, ANodeThatWasAwayFollowsThroughTwoChanges) {
  expect_progress({0, 1, 2, 3, 4});
  nodes_[3].reset();
  pass(AddValidator{{validator_key(4).public_key(), "新验证者", "New"},
                    "gd-finance",
                    world::possession(chain_, validator_key(4), "gd-finance")});
  expect_progress({0, 1, 2, 4});
  pass(ReplaceValidatorKey{validator_key(4).public_key(), validator_key(5).public_key(),
                           world::possession(chain_, validator_key(5), "gd-finance")});
  disks_[5] = disks_[4];
  nodes_[4].reset();
  start(5);
  expect_progress({0, 1, 2, 5});
  start(3);
  expect_progress({0, 1, 2, 3, 5});
}

}  // namespace
}  // namespace credence::node
