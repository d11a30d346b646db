// SPDX-License-Identifier: Apache-2.0
// What a client without a key can do at the API: others are answered all the same, and memory stays bounded.
#include <boost/json.hpp>

#include "ledger/domain/dry_run.h"
#include "tests/unit/node/api_fixture.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::ip::tcp;
using testing::eventually;
using testing::FakeNode;
using testing::make_transaction;
using testing::test_chain;

class StrangerApi : public testing::Server {
 protected:
  bool answered(const char* from = "127.0.0.1") {
    return exchange(request("/v1/status", "Connection: close\r\n"), false, from).starts_with("HTTP/1.1 200");
  }
  static std::string poll(unsigned number) {
    std::string id(64, '0');
    id.replace(0, 8, to_hex(encode(std::uint32_t{number})));
    return request("/v1/transactions/" + id + "?wait_ms=30000");
  }
  /// A connection that has sent this, and reads nothing.
  tcp::socket& send(const std::string& bytes, const char* from = "127.0.0.1") {
    tcp::socket& socket = held_.emplace_back(connect(context_, from));
    boost::system::error_code error;
    asio::write(socket, asio::buffer(bytes), error);
    return socket;
  }
  /// The first line that comes; empty if it was closed.
  static std::string first_line(tcp::socket& socket) {
    std::string line;
    boost::system::error_code error;
    for (char c = 0; asio::read(socket, asio::buffer(&c, 1), error) == 1 && c != '\r';) line.push_back(c);
    return line;
  }

  asio::io_context context_;
  std::deque<tcp::socket> held_;
};

TEST_F(StrangerApi, IdleConnectionsMakeRoomForNewOnes) {
  start([](ApiOptions& options) {
    options.connections_max = 8;
    options.idle_ms = 600'000;
  });
  for (int i = 0; i < 40; ++i) held_.push_back(connect(context_, i % 2 == 0 ? "127.0.0.9" : "127.0.0.10"));
  EXPECT_TRUE(answered()) << "another address";
  EXPECT_TRUE(answered("127.0.0.9")) << "the same one";
}

TEST_F(StrangerApi, APollEndsWhenItsClientGoes) {
  start([](ApiOptions& options) { options.connections_max = 16; });
  for (int round = 0; round < 5; ++round)
    for (unsigned i = 0; i < 16; ++i) {
      // and the begin of another request, so that the end is not the next thing to be read
      send(poll(i) + "GET");
      held_.pop_back();
    }
  EXPECT_TRUE(eventually([&] { return answered(); }, std::chrono::seconds(15)))
      << "long before they have waited for thirty seconds";
  const int before = node_.asked_for_pending;
  tcp::socket& patient = send(poll(1));
  ASSERT_TRUE(eventually([&] { return node_.asked_for_pending > before; }));
  EXPECT_TRUE(answered("127.0.0.2"));
  server_->stop();
  EXPECT_NE(first_line(patient), "") << "who is there is answered";
}

TEST_F(StrangerApi, OneAddressHasItsShareOfWaitingAlone) {
  start([](ApiOptions& options) {
    options.connections_max = 64;  // 32 may wait, 8 of one address
    options.idle_ms = 600'000;
  });
  const auto waits = [&](unsigned number, const char* from) -> tcp::socket& {
    const int before = node_.asked_for_pending;
    tcp::socket& socket = send(poll(number), from);
    EXPECT_TRUE(eventually([&] { return node_.asked_for_pending >= before + 2; }))
        << "asked for once, and again when it waits";
    return socket;
  };
  for (unsigned i = 0; i < 8; ++i) waits(i, "127.0.0.9");
  EXPECT_TRUE(first_line(send(poll(99), "127.0.0.9")).starts_with("HTTP/1.1 503"));
  tcp::socket& other = waits(100, "127.0.0.10");
  EXPECT_TRUE(answered("127.0.0.9"));
  const Bytes bytes = make_transaction(1);
  ASSERT_TRUE(exchange(upload(bytes), true, "127.0.0.9").starts_with("HTTP/1.1 202"));
  const std::string id = parse_transaction(test_chain(), bytes)->id.hex();
  EXPECT_TRUE(first_line(send(request("/v1/transactions/" + id + "?wait_ms=30000"), "127.0.0.9"))
                  .starts_with("HTTP/1.1 202"))
      << "that it is pending is known without waiting";
  server_->stop();
  EXPECT_TRUE(first_line(other).starts_with("HTTP/1.1 404")) << "it waited until the end";
}

TEST_F(StrangerApi, BytesOfAnswersAreBoundedForOneAddress) {
  start([](ApiOptions& options) {
    options.genesis_json = std::string(2 * limits::kMiB, 'g');
    options.bytes_max = 16 * limits::kMiB;  // a quarter for one address: two of these
    options.idle_ms = 600'000;
  });
  const auto ask = [&](const char* from) -> tcp::socket& {
    tcp::socket& socket = held_.emplace_back(context_, tcp::v4());
    socket.set_option(asio::socket_base::receive_buffer_size(4096));
    socket.bind({asio::ip::make_address(from), 0});
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    asio::write(socket, asio::buffer(request("/v1/genesis")));
    return socket;
  };
  // and the rest is not read
  for (int i = 0; i < 2; ++i) EXPECT_EQ(first_line(ask("127.0.0.9")), "HTTP/1.1 200 OK");
  EXPECT_EQ(first_line(ask("127.0.0.9")), "HTTP/1.1 503 Service Unavailable");
  EXPECT_TRUE(answered("127.0.0.9")) << "what is short is answered";
  EXPECT_EQ(first_line(ask("127.0.0.10")), "HTTP/1.1 200 OK") << "another address has its own share";
  held_.pop_front();  // gone: its share comes back
  EXPECT_TRUE(eventually([&] { return first_line(ask("127.0.0.9")) == "HTTP/1.1 200 OK"; }));
}

TEST_F(StrangerApi, SlowBodiesAreBoundedForOneAddress) {
  start([](ApiOptions& options) {
    options.bytes_max = 16 * limits::kMiB;
    options.idle_ms = 600'000;
  });
  const std::string begun =
      "POST /v1/batches HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Type: "
      "application/octet-stream\r\nContent-Length: 500000\r\n\r\n";
  // and no more comes
  for (int i = 0; i < 4; ++i) EXPECT_EQ(first_line(send(begun, "127.0.0.9")), "HTTP/1.1 100 Continue");
  EXPECT_EQ(first_line(send(begun, "127.0.0.9")), "HTTP/1.1 503 Service Unavailable");
  EXPECT_TRUE(exchange(upload(make_transaction(1)), true, "127.0.0.9").starts_with("HTTP/1.1 202"))
      << "a short one is taken";
}

TEST_F(StrangerApi, RefusalsSayWhenToComeAgain) {
  start([](ApiOptions& options) { options.connections_max = 1; });
  const auto waiting = [&] { return exchange(request("/v1/status", "Connection: close\r\n"), false); };
  send(poll(1));
  ASSERT_TRUE(eventually([&] { return node_.asked_for_pending > 0; })) << "it is being worked on";
  std::string refused;
  ASSERT_TRUE(eventually([&] { return (refused = waiting()).starts_with("HTTP/1.1 503"); }));
  EXPECT_NE(refused.find("Retry-After: 1"), std::string::npos);
  EXPECT_NE(refused.find("\"code\":\"busy\""), std::string::npos);
}

TEST_F(StrangerApi, AnAddressHasSoManyDryRunsAndOthersTheirs) {
  start([](ApiOptions&) {});
  const std::string asked = "POST /v1/dry-runs HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx";
  int refused = 0;
  for (int i = 0; i < 40; ++i)
    refused += exchange(asked, true, "127.0.0.9").starts_with("HTTP/1.1 503") ? 1 : 0;
  EXPECT_GT(refused, 0);
  EXPECT_LT(refused, 15);
  EXPECT_TRUE(exchange(asked, true, "127.0.0.10").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(answered("127.0.0.9")) << "and everything else";
  const std::string long_one = "POST /v1/batches HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n";
  EXPECT_TRUE(exchange(long_one, true, "127.0.0.9").starts_with("HTTP/1.1 413"))
      << "the longer bound is of dry runs";
}

// ---- routes -----------------------------------------------------------------------------------------------

class StrangerRoutes : public ::testing::Test {
 protected:
  /// All pieces of an answer, and how many there were.
  ApiAnswer whole(const ApiRequest& request, int& pieces) {
    ApiAnswer out = routes_.handle(request);
    for (pieces = 1; out.rest; ++pieces) out = std::function(out.rest)();
    return out;
  }
  static ApiRequest batch_of(const std::vector<Bytes>& transactions) {
    Batch batch;
    for (const Bytes& bytes : transactions) batch.transactions.emplace_back(BytesView(bytes));
    const Bytes body = encode(batch);
    return {"POST", "/v1/batches", "application/octet-stream", std::string(text_of(body))};
  }

  FakeNode node_;
  ApiRoutes routes_{node_, "{}"};
};

TEST_F(StrangerRoutes, ABatchIsWorkedOnInPiecesAndEndsAtItsFirstBadSignature) {
  std::vector<Bytes> transactions;
  for (unsigned i = 0; i < 200; ++i) transactions.push_back(make_transaction(i));
  int pieces = 0;
  json::object all = json::parse(whole(batch_of(transactions), pieces).body).as_object();
  EXPECT_EQ(pieces, 4);
  EXPECT_EQ(all.at("results").as_array().size(), 200u);
  EXPECT_EQ(all.at("refused").as_int64(), 0);
  EXPECT_FALSE(all.contains("not_read"));
  for (unsigned i = 0; i < 200; ++i) transactions[i] = make_transaction(1'000 + i);
  transactions[70].back() ^= std::byte{1};
  all = json::parse(whole(batch_of(transactions), pieces).body).as_object();
  EXPECT_EQ(pieces, 2);
  EXPECT_EQ(all.at("results").as_array().size(), 71u) << "those before it were taken";
  EXPECT_EQ(all.at("results").at(70).at("error").at("code").as_string(), "bad_signature");
  EXPECT_EQ(all.at("not_read").as_int64(), 129);
}

/// A DryRun but for its bound.
struct TooManyActions {
  KeyId maker;
  List<KeyId, 1> others;
  List<Blob<1>, kDryRunActionsMax + 1> actions;
  CREDENCE_FIELDS(maker, others, actions);
};
Bytes dry_run_of(std::size_t actions) {
  DryRun out{key_id(samples::secret(22).public_key()), {}, {}};
  for (std::size_t i = 0; i < actions; ++i)
    out.actions.emplace_back(encode(Action(samples::anchor_document())));
  return encode(out);
}

TEST_F(StrangerRoutes, DryRunsAreWorkedOnInPiecesAndRecordNothing) {
  const auto asked = [](const Bytes& body) {
    return ApiRequest{"POST", "/v1/dry-runs", "application/octet-stream",
                      std::string(text_of(BytesView(body)))};
  };
  int pieces = 0;
  const ApiAnswer answer = whole(asked(dry_run_of(5)), pieces);
  ASSERT_EQ(answer.status, 200u) << answer.body;
  EXPECT_EQ(pieces, 6) << "one for each action";
  const json::value body = json::parse(answer.body);
  EXPECT_FALSE(body.at("proved").as_bool());
  EXPECT_EQ(body.at("results").as_array().size(), 5u);
  EXPECT_EQ(body.at("results").at(1).at("view").at("code").as_string(),
            body.at("results").at(4).at("view").at("code").as_string());
  for (const std::size_t cut : {std::size_t{0}, std::size_t{1}, std::size_t{40}}) {
    Bytes bytes = dry_run_of(2);
    bytes.resize(cut);
    EXPECT_EQ(whole(asked(bytes), pieces).status, 400u) << cut;
  }
  TooManyActions many;
  many.actions.resize(kDryRunActionsMax + 1);
  EXPECT_EQ(whole(asked(encode(many)), pieces).status, 400u);
  EXPECT_GT(routes_.body_bytes_max("/v1/dry-runs"), routes_.body_bytes_max("/v1/batches"));
}

TEST_F(StrangerRoutes, ABatchThatHasNoRoomIsToldWhenToComeAgain) {
  node_.limit({.count_max = 100, .signer_count_max = 70});
  std::vector<Bytes> transactions;
  for (unsigned i = 0; i < 80; ++i) transactions.push_back(make_transaction(i));
  int pieces = 0;
  const json::object some = json::parse(whole(batch_of(transactions), pieces).body).as_object();
  EXPECT_EQ(some.at("refused").as_int64(), 1);
  EXPECT_EQ(some.at("results").as_array().size(), 71u) << "the others would find no room either";
  EXPECT_EQ(some.at("results").at(70).at("error").at("code").as_string(), "signer_quota");
  EXPECT_EQ(some.at("not_read").as_int64(), 9);
  EXPECT_GT(some.at("retry_after_ms").as_int64(), 0);
  node_.limit({.count_max = 0});
  Bytes unreadable = encode(std::uint64_t{7});
  const ApiAnswer full =
      whole({"POST", "/v1/batches", "application/octet-stream", std::string(text_of(unreadable))}, pieces);
  EXPECT_EQ(full.status, 503u) << "refused before it is decoded";
  EXPECT_TRUE(full.retry_after_ms.has_value());
  EXPECT_EQ(json::parse(full.body).at("code").as_string(), "pool_full");
}

TEST_F(StrangerRoutes, BlockZeroIsTheGenesisAndWaitsForNothing) {
  const ApiAnswer answer = routes_.handle({"GET", "/v1/blocks/0", "", ""});
  ASSERT_EQ(answer.status, 200u) << answer.body;
  EXPECT_FALSE(answer.wait_for.has_value());
  const json::value body = json::parse(answer.body);
  EXPECT_TRUE(body.at("proof").is_null());
  EXPECT_EQ(body.at("view").at("header").at("height").as_int64(), 0);
  EXPECT_FALSE(body.at("note").at("zh").as_string().empty());
}

TEST_F(StrangerRoutes, RequestsAreCountedUnderFewNames) {
  EXPECT_EQ(ApiRoutes::name_of("/v1/blocks/7?x=y"), "blocks");
  EXPECT_EQ(ApiRoutes::name_of("/v1/livez"), "livez");
  EXPECT_EQ(ApiRoutes::name_of("/metrics"), "metrics");
  for (const char* target : {"/v1/"
                             "\xff",
                             "/v2/blocks", "/", "", "/v1/blocksX", "/v1/"})
    EXPECT_EQ(ApiRoutes::name_of(target), "other");
}

}  // namespace
}  // namespace credence::node
