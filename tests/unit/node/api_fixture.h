// SPDX-License-Identifier: Apache-2.0
// A node without consensus behind the HTTP API, and a server to send bytes to.
#pragma once

#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "node/api/feature_votes.h"
#include "node/api/server.h"
#include "node/pool/admission.h"
#include "node/sync/ledger_thread.h"
#include "tests/unit/node/fixture.h"

namespace credence::node::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

/// A node without consensus: what is submitted waits until the test makes a block of it.
class FakeNode final : public Backend {
 public:
  FakeNode() : FakeNode(Ledger::open(make_memory_key_value(), world::genesis()).value()) {}
  explicit FakeNode(std::unique_ptr<Ledger> ledger)
      : chain_(ledger->chain()),
        ledger_(std::move(ledger)),
        workers_(2, 1'000),
        signatures_(chain_, workers_) {}

  const SharedLedger& ledger() const override { return ledger_; }
  Result<Submitted> submit(Bytes bytes, TxId& id, bool although) override {
    const auto transaction = read_transaction(chain_, std::move(bytes));
    if (!transaction) return std::unexpected(transaction.error());
    id = (*transaction)->id;
    if (const auto ready = check_ready(*this, **transaction); !although && !ready)
      return std::unexpected(ready.error());
    if (const auto room = pool_->room(**transaction, std::nullopt); !room)
      return std::unexpected(room.error());
    const auto admitted = admission_.admit(**transaction);
    if (!admitted) return std::unexpected(admitted.error());
    if (*admitted == Admitted::executed) return Submitted::executed;
    const auto added = pool_->add(*transaction, std::nullopt, 0);
    if (!added) return std::unexpected(added.error());
    return Submitted::pending;
  }
  Result<void> room() const override { return pool_->room(0, std::nullopt); }
  /// Begins with an empty pool of these limits.
  void limit(const MempoolLimits& limits) { pool_ = std::make_unique<Mempool>(limits); }
  bool pending(const TxId& id) const override {
    ++asked_for_pending;
    return pool_->contains(id);
  }
  NodeStatus status() const override {
    NodeStatus out;
    out.network = "test";
    out.key = world::secret(1).public_key();
    out.peers = peers;
    return out;
  }
  Health health() const override {
    return healthy ? Health{} : Health{false, {Code::node_syncing, "3 of 900"}};
  }
  std::string metrics() const override { return "# a metric\n"; }
  std::vector<Evidence> evidence() const override { return evidence_held; }
  std::uint64_t now_utc_ms() const override { return 1; }
  WorkerPool& workers() { return workers_; }

  /// A block of what waits; certified too, unless told otherwise.
  TxIds make_block(bool certify = true) {
    const auto built = pool_->build(next_view_++, 0);
    TxIds ids;
    for (const SharedTransaction& one : built) ids.push_back(one->id);
    ledger_.write([&](Ledger& at) {
      const auto header = at.apply(Proposal{at.head().time_ms + 1000, encode(batch_of(built))}).value();
      if (certify) {
        EXPECT_TRUE(at.add_certificate(world::certify(at.chain(), header)));
      }
      return 0;
    });
    pool_->executed(ids, 1);
    return ids;
  }
  void certify_head() {
    ledger_.write(
        [](Ledger& at) { return at.add_certificate(world::certify(at.chain(), at.head())).value(), 0; });
  }

  std::atomic<bool> healthy{true};
  mutable std::atomic<int> asked_for_pending{0};  // questions for transactions that are nowhere yet
  std::vector<Evidence> evidence_held;
  std::vector<NodeStatus::Peer> peers{{"other \"peer\"\n", true, true, 7, 0, 0, {}, 1}};
  /// As a node tells it: all of it, to whoever asks for less than its end.
  ConsensusSeen consensus_since(std::uint64_t number) const override {
    return number >= seen.next ? ConsensusSeen{{}, seen.next} : seen;
  }
  ConsensusSeen seen;
  void prune(Height keep_from) {
    while (ledger_.write([&](Ledger& at) { return at.prune(keep_from).value(); })) {
    }
  }

 private:
  const ChainId chain_;
  SharedLedger ledger_;
  WorkerPool workers_;
  SignaturePool signatures_;
  Admission admission_{ledger_, signatures_};
  std::unique_ptr<Mempool> pool_ = std::make_unique<Mempool>(MempoolLimits{});
  consensus::View next_view_ = 0;
};

class Server : public ::testing::Test {
 protected:
  void SetUp() override { start({}); }
  void start(std::function<void(ApiOptions&)> change) {
    ApiOptions options{{"127.0.0.1", 0}, 50, 2'000, "{}"};
    if (change) change(options);
    server_.reset();
    server_ = std::make_unique<ApiServer>(std::move(options), node_, node_.workers());
    ASSERT_TRUE(server_->start());
  }
  /// Sends these bytes and reads until the server closes or nothing comes for long.
  std::string exchange(const std::string& sent, bool close_after = true, const char* from = "127.0.0.1") {
    asio::io_context context;
    tcp::socket socket = connect(context, from);
    const timeval limit{20, 0};
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    boost::system::error_code error;
    asio::write(socket, asio::buffer(sent), error);
    if (close_after) socket.shutdown(tcp::socket::shutdown_send, error);
    std::string out;
    asio::read(socket, asio::dynamic_buffer(out), error);
    return out;
  }
  /// From an address of this machine: 127.0.0.0/8 is all of it.
  tcp::socket connect(asio::io_context& context, const char* from = "127.0.0.1") const {
    tcp::socket socket(context, tcp::v4());
    socket.bind({asio::ip::make_address(from), 0});
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    return socket;
  }
  static std::string request(const std::string& target, const std::string& more = "") {
    return "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n";
  }
  bool alive() { return exchange(request("/v1/health")).starts_with("HTTP/1.1 200"); }
  static std::string upload(const Bytes& bytes) {
    return "POST /v1/transactions HTTP/1.1\r\nHost: x\r\nContent-Type: "
           "application/octet-stream\r\nContent-Length: " +
           std::to_string(bytes.size()) + "\r\n\r\n" + std::string(text_of(bytes));
  }

  FakeNode node_;
  std::unique_ptr<ApiServer> server_;
};

}  // namespace credence::node::testing
