// SPDX-License-Identifier: Apache-2.0
// Streams of events (docs/api.md, "Events"): what they tell, from any place on, and a thousand readers of
// them.
#include <sys/resource.h>

#include <boost/json.hpp>
#include <fstream>

#include "tests/unit/node/api_fixture.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::ip::tcp;
using testing::FakeNode;
using testing::make_transaction;
using testing::parsed;

struct Event {
  std::string name, id;
  json::value data;
};

/// The events of a piece of a stream; comments and the wait before a reader comes again are none.
std::vector<Event> events_of(std::string_view text) {
  std::vector<Event> out;
  while (!text.empty()) {
    const auto end = text.find("\n\n");
    EXPECT_NE(end, std::string_view::npos) << "an event is whole: " << text;
    if (end == std::string_view::npos) break;
    Event event;
    std::istringstream lines{std::string(text.substr(0, end))};
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("event: ")) event.name = line.substr(7);
      if (line.starts_with("id: ")) event.id = line.substr(4);
      if (line.starts_with("data: ")) event.data = json::parse(line.substr(6));
    }
    if (!event.name.empty()) out.push_back(std::move(event));
    text.remove_prefix(end + 2);
  }
  return out;
}

class ApiEvents : public ::testing::Test {
 protected:
  ApiAnswer open(const std::string& query, const std::string& seen = "") const {
    ApiRequest request{"GET", "/v1/events" + query, "", ""};
    request.last_event_id = seen;
    return routes_.handle(request);
  }
  /// All that a stream tells from its begin on, as of now.
  static std::vector<Event> told(const ApiAnswer& stream) {
    EXPECT_EQ(stream.status, 200u) << stream.body;
    if (!stream.events) return {};
    auto out = events_of(stream.body);
    for (std::uint64_t next = stream.events->next;;) {
      const EventPiece piece = stream.events->read(next);
      for (auto& event : events_of(piece.text)) out.push_back(std::move(event));
      if (piece.text.empty() || piece.last) return out;
      next = piece.next;
    }
  }
  static std::vector<std::string> ids(const std::vector<Event>& events) {
    std::vector<std::string> out;
    for (const auto& event : events) out.push_back(event.name + " " + event.id);
    return out;
  }
  void record(unsigned number) {
    TxId id;
    ASSERT_TRUE(node_.submit(make_transaction(number), id, false));
    node_.make_block();
  }
  using Ids = std::vector<std::string>;

  FakeNode node_;
  ApiRoutes routes_{node_, "{}"};
};

TEST_F(ApiEvents, BlocksComeInOrderFromAnyPlace) {
  for (unsigned i = 1; i <= 3; ++i) record(i);
  EXPECT_EQ(ids(told(open(""))), (Ids{"position 3:0"})) << "what comes next";
  EXPECT_EQ(ids(told(open("?from=2"))), (Ids{"position 1:0", "block 2:0", "block 3:0"}));
  EXPECT_EQ(ids(told(open("?from=3", "1:0"))), (Ids{"position 1:0", "block 2:0", "block 3:0"}))
      << "what was seen counts, not what the address says";
  const ApiAnswer stream = open("", "3:0");
  EXPECT_EQ(stream.content_type, "text/event-stream");
  node_.make_block(false);
  EXPECT_EQ(ids(told(stream)), (Ids{"position 3:0"})) << "without a certificate nothing is told";
  node_.certify_head();
  const auto events = told(stream);
  ASSERT_EQ(ids(events), (Ids{"position 3:0", "block 4:0"}));
  EXPECT_EQ(events[1].data.at("href").as_string(), "/v1/blocks/4");
  EXPECT_EQ(events[1].data.at("transactions").as_int64(), 0);
  EXPECT_GE(events[1].data.at("signers").as_array().size(), 3u);
}

TEST_F(ApiEvents, APieceIsBoundedHoweverFarBehindItsReaderIs) {
  for (unsigned i = 0; i < 400; ++i) node_.make_block();
  const ApiAnswer stream = open("?from=1");
  const EventPiece piece = stream.events->read(1);
  EXPECT_LT(piece.text.size(), limits::kApiOwnBytes + limits::kKiB);
  EXPECT_EQ(told(stream).size(), 401u);
}

TEST_F(ApiEvents, EntriesOfASubjectComeOnceAlsoAcrossTheFirst) {
  const std::string code(text_of(world::code(1)));
  node_.make_block();
  const auto before = told(open("?subject=enterprises/" + code));
  ASSERT_EQ(ids(before), (Ids{"position 1:0"}));
  record(1);  // while nobody listens
  const auto events = told(open("?subject=enterprises/" + code, before[0].id));
  ASSERT_EQ(ids(events), (Ids{"position 2:0", "entry 2:1"}));
  EXPECT_EQ(events[1].data.at("index").as_int64(), 0);
  EXPECT_EQ(events[1].data.at("entry").at("kind").as_string(), "enterprise_registered");
  const ApiAnswer proved =
      routes_.handle({"GET", std::string(events[1].data.at("href").as_string()), "", ""});
  EXPECT_EQ(json::parse(proved.body).at("view").at("entries").at(0), events[1].data.at("entry"));
  EXPECT_EQ(ids(told(open("?subject=enterprises/" + code, "2:1"))), (Ids{"position 2:1"}));
  const std::size_t of_chain = told(open("?subject=chain&from=0")).size();
  EXPECT_GT(of_chain, 1u) << "the genesis' departments and keys";
}

TEST_F(ApiEvents, ATransactionsWayEndsWithItsCertificate) {
  const Bytes bytes = make_transaction(1);
  const TxId id = parsed(bytes).id;
  const ApiAnswer stream = open("?transaction=" + id.hex());
  EXPECT_EQ(ids(told(stream)), (Ids{"unknown "}));
  TxId same;
  ASSERT_TRUE(node_.submit(bytes, same, false));
  EXPECT_EQ(ids(told(stream)), (Ids{"pending "}));
  node_.make_block(false);
  EXPECT_EQ(ids(events_of(stream.events->read(2).text)), Ids{}) << "executed, not yet certified: it waits";
  node_.certify_head();
  EXPECT_EQ(ids(told(stream)), (Ids{"committed 1:0"}));
  EXPECT_TRUE(stream.events->read(2).last);
  EXPECT_EQ(open("?transaction=" + id.hex(), "1:0").status, 204u) << "a browser asks no more";
}

TEST_F(ApiEvents, WhatCannotBeToldIsSaidSo) {
  for (const char* query : {"?from=x", "?from=0", "?subject=nobody/x", "?subject=enterprises/none",
                            "?subject=chain/history", "?transaction=12", "?subject=chain&consensus", "?x"})
    EXPECT_EQ(open(query).status, 400u) << query;
  for (const char* seen : {"1", "1:", ":1", "-1:0", "1:0:0", "18446744073709551615:0", "x:y"})
    EXPECT_EQ(open("", seen).status, 400u) << seen;
  for (unsigned i = 1; i <= 4; ++i) record(i);
  node_.prune(3);
  EXPECT_EQ(open("?from=2").status, 410u);
  EXPECT_EQ(ids(told(open("?from=3"))), (Ids{"position 2:0", "block 3:0", "block 4:0"}));
  const auto behind = events_of(open("?from=3").events->read(1).text);
  ASSERT_EQ(behind.size(), 1u) << "a reader that was overtaken while it read";
  EXPECT_EQ(behind[0].name, "problem");
  EXPECT_EQ(behind[0].data.at("code").as_string(), "pruned_below");
}

// ---- of consensus -----------------------------------------------------------------------------------------

TEST(ApiConsensusLog, KeepsWhatMessagesBeginWithAndForgetsTheOldest) {
  ConsensusLog log;
  const auto begin = log.since(UINT64_MAX);
  EXPECT_TRUE(begin.events.empty());
  const consensus::Prepare prepare{{{2, 5, 77, {}}, {}}};
  log.note(2, encode(consensus::Message(prepare)), 9);
  consensus::Checkpoint checkpoint;
  checkpoint.sender = 3;
  checkpoint.height = 78;
  log.note(3, encode(consensus::Message(checkpoint)), 10);
  consensus::SignedViewChange change;
  change.body = Blob<limits::kViewChangeBytesMax>(encode(consensus::ViewChange{1, 6, {}, {}}));
  log.note(1, encode(consensus::Message(change)), 11);
  log.note(1, encode(consensus::Message(consensus::Heartbeat{})), 12);
  log.note(1, Bytes{}, 13);
  log.note(1, Bytes(1), 14);
  const auto seen = log.since(begin.next);
  ASSERT_EQ(seen.events.size(), 3u);
  EXPECT_EQ(name_of(seen.events[0].kind), "prepared");
  EXPECT_EQ(seen.events[0].view, 5u);
  EXPECT_EQ(seen.events[0].height, 77u);
  EXPECT_EQ(name_of(seen.events[1].kind), "attested");
  EXPECT_EQ(seen.events[1].height, 78u);
  EXPECT_EQ(name_of(seen.events[2].kind), "view_change");
  EXPECT_EQ(seen.events[2].view, 6u);
  for (int i = 0; i < 3'000; ++i) log.note(0, encode(consensus::Message(checkpoint)), 15);
  const auto late = log.since(begin.next);
  EXPECT_EQ(late.next, 3'003u);
  EXPECT_EQ(late.events.size(), 1'024u) << "the picture is bounded";
}

TEST_F(ApiEvents, ConsensusSaysHowMuchIsLost) {
  const ApiAnswer stream = open("?consensus");
  EXPECT_EQ(told(stream).size(), 0u);
  node_.seen.next = 10;
  node_.seen.events.resize(4);
  const auto events = told(stream);
  ASSERT_EQ(events.size(), 5u);
  EXPECT_EQ(events[0].name, "lost");
  EXPECT_EQ(events[0].data.at("events").as_int64(), 6);
  EXPECT_EQ(events[1].name, "proposed");
}

// ---- the server -------------------------------------------------------------------------------------------

/// A client that follows blocks and holds what it gets against what it must be.
class BlockReader {
 public:
  BlockReader(asio::io_context& context, std::uint16_t port, const std::string& request, bool small)
      : socket_(context, tcp::v4()) {
    if (small) socket_.set_option(asio::socket_base::receive_buffer_size(4096));
    socket_.connect({asio::ip::address_v4::loopback(), port});
    asio::write(socket_, asio::buffer(request));
  }
  void start() {
    socket_.async_read_some(asio::buffer(bytes_), [this](boost::system::error_code error, std::size_t size) {
      if (error) return;
      text_.append(bytes_.data(), size);
      for (auto end = text_.find("\n\n"); end != std::string::npos; end = text_.find("\n\n")) {
        take(std::string_view(text_).substr(0, end));
        text_.erase(0, end + 2);
      }
      start();
    });
  }
  [[nodiscard]] Height last() const { return last_; }
  /// What came and was no whole event: for a test that fails.
  [[nodiscard]] const std::string& left() const { return text_; }
  [[nodiscard]] bool in_order() const { return in_order_; }

 private:
  void take(std::string_view event) {
    const auto at = event.find("event: block\nid: ");
    if (at == std::string_view::npos) return;
    const Height height = std::stoull(std::string(event.substr(at + 17)));
    in_order_ = in_order_ && height == last_ + 1;
    last_ = height;
  }
  tcp::socket socket_;
  std::array<char, 4096> bytes_;
  std::string text_;
  Height last_ = 0;
  bool in_order_ = true;
};

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t all = 0, resident = 0;
  file >> all >> resident;
  return resident * 4096;
}

using ApiStreams = testing::Server;

TEST_F(ApiStreams, AThousandReadersOfWhomTenAreSlowLoseNothingInBoundedMemory) {
  constexpr std::size_t kReaders = 1'000, kSlow = 10;
  constexpr Height kBlocks = 500;
  rlimit files{};
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  ASSERT_GT(files.rlim_cur, 2 * kReaders + 200) << "this test needs a socket for each end";
  start([](ApiOptions& options) {
    options.connections_max = 2 * kReaders;
    options.address_percent = 100;
    options.idle_ms = 300'000;
    options.socket_bytes = 8 * limits::kKiB;  // a slow reader is felt soon
  });
  asio::io_context context;
  std::vector<std::unique_ptr<BlockReader>> readers;
  for (std::size_t i = 0; i < kReaders; ++i)
    readers.push_back(
        std::make_unique<BlockReader>(context, server_->port(), request("/v1/events?from=1"), i < kSlow));
  for (std::size_t i = kSlow; i < kReaders; ++i) readers[i]->start();
  const std::size_t before = resident_bytes();
  std::thread chain([&] {
    for (Height height = 1; height <= kBlocks; ++height) {
      node_.make_block();
      server_->certified(height, {});
    }
  });
  const auto run_until = [&](std::size_t first, std::size_t last) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(100);
    const auto done = [&](const auto& reader) { return reader->last() == kBlocks; };
    while (std::chrono::steady_clock::now() < deadline &&
           !std::all_of(readers.begin() + static_cast<long>(first), readers.begin() + static_cast<long>(last),
                        done))
      context.run_for(std::chrono::milliseconds(50));
  };
  run_until(kSlow, kReaders);
  chain.join();
  EXPECT_LT(resident_bytes() - before, kReaders * limits::kApiConnectionBytesMax);
  for (std::size_t i = 0; i < kSlow; ++i) {
    EXPECT_EQ(readers[i]->last(), 0u);
    readers[i]->start();
  }
  run_until(0, kSlow);
  for (std::size_t i = 0; i < kReaders; ++i) {
    ASSERT_EQ(readers[i]->last(), kBlocks) << "reader " << i << " " << readers[i]->left();
    EXPECT_TRUE(readers[i]->in_order()) << "reader " << i;
  }
}

TEST_F(ApiStreams, AnAddressHasItsShareOfStreamsAndOneThatGoesGivesItsPlaceBack) {
  start([](ApiOptions& options) {
    options.connections_max = 64;  // 32 streams, 8 of one address
    options.idle_ms = 600'000;
  });
  asio::io_context context;
  std::deque<tcp::socket> held;
  const auto begins = [&](const char* from) {
    tcp::socket& socket = held.emplace_back(connect(context, from));
    asio::write(socket, asio::buffer(request("/v1/events")));
    std::string line(15, '\0');
    boost::system::error_code error;
    asio::read(socket, asio::buffer(line), error);
    return line;
  };
  for (int i = 0; i < 8; ++i) EXPECT_EQ(begins("127.0.0.9"), "HTTP/1.1 200 OK");
  EXPECT_EQ(begins("127.0.0.9"), "HTTP/1.1 503 Se");
  EXPECT_EQ(begins("127.0.0.10"), "HTTP/1.1 200 OK");
  held.pop_front();
  EXPECT_TRUE(testing::eventually([&] { return begins("127.0.0.9") == "HTTP/1.1 200 OK"; }));
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(3)) << "streams hold nobody up";
}

TEST_F(ApiStreams, HeadOfAStreamHasNoEvents) {
  const std::string answer = exchange("HEAD /v1/events HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(answer.find("Content-Type: text/event-stream"), std::string::npos) << answer;
  EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
}

// ---- what every answer says of itself ---------------------------------------------------------------------

TEST_F(ApiStreams, AnAnswerNamesItsRequestItsBlockAndItsLanguage) {
  node_.make_block();
  const std::string target = "/v1/chain";
  const std::string first = exchange(request(target, "X-Request-Id: desk-7.a_b\r\n"));
  EXPECT_NE(first.find("X-Request-Id: desk-7.a_b\r\n"), std::string::npos) << first;
  EXPECT_NE(first.find("Content-Security-Policy: default-src 'none'"), std::string::npos);
  const std::string made = exchange(request(target, "X-Request-Id: a b<\r\n"));
  EXPECT_EQ(made.find("a b<"), std::string::npos) << "only what is short and plain comes back";
  EXPECT_NE(made.find("X-Request-Id: "), std::string::npos);
  const auto at = first.find("ETag: ") + 6;
  const std::string tag = first.substr(at, first.find("\r\n", at) - at);
  const std::string again = exchange(request(target, "If-None-Match: W/\"x\", " + tag + "\r\n"));
  EXPECT_TRUE(again.starts_with("HTTP/1.1 304")) << again;
  EXPECT_TRUE(again.ends_with("\r\n\r\n"));
  node_.make_block();
  EXPECT_TRUE(exchange(request(target, "If-None-Match: " + tag + "\r\n")).starts_with("HTTP/1.1 200"));
  const std::string zh = exchange(request("/v1/none", "Accept-Language: zh-CN,zh;q=0.9,en;q=0.8\r\n"));
  EXPECT_NE(zh.find("Content-Language: zh"), std::string::npos) << zh;
  EXPECT_EQ(zh.find("\"title\":\"" + std::string(info(Code::no_route).cause_en)), std::string::npos);
  EXPECT_NE(exchange(request("/v1/none")).find("Content-Language: en"), std::string::npos);
}

TEST_F(ApiStreams, LimitsAreSaid) {
  start([](ApiOptions& options) { options.connections_max = 64; });
  const std::string answer = exchange(request("/v1/limits"));
  const json::value limits = json::parse(answer.substr(answer.find("\r\n\r\n") + 4));
  EXPECT_EQ(limits.at("connections").as_int64(), 64);
  EXPECT_EQ(limits.at("event_streams").as_int64(), 32);
  EXPECT_EQ(limits.at("percent_for_one_address").as_int64(), 25);
}

}  // namespace
}  // namespace credence::node
