// SPDX-License-Identifier: Apache-2.0
// Nodes that hang instead of dying, nodes that are away, and nodes of another network: what a client does,
// and how soon.
#include "client/dry_run.h"
#include "client/http.h"
#include "client/node_order.h"
#include "client/own_writes.h"
#include "tests/unit/client/fake_node.h"

#include <gmock/gmock.h>

#include <fstream>
#include <thread>

#include "client/base/now.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using Clock = std::chrono::steady_clock;
using Hang = FakeNetwork::Hang;

/// One exchange may take far longer than a test: who waits for a node that hangs is found out.
constexpr ClientOptions kPatient{
    .request_timeout_ms = 100'000, .wait_ms = 200, .deadline_ms = 200'000, .first_node = 0};
constexpr seconds kSoon{60};

RegisterEnterprises one_enterprise() {
  RegisterEnterprises out;
  out.lines.push_back({samples::code(1), world::enterprise_name(1), {}, {}});
  return out;
}

class HangClient : public ::testing::Test {
 protected:
  HangClient() {
    std::string pattern = (fs::temp_directory_path() / "credence-hang-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~HangClient() override {
    for (std::size_t i = 0; i < 4; ++i) net.hang(i, Hang::not_at_all);
    EXPECT_LT(Clock::now() - begin_, kSoon) << "somebody waited for a node that hangs";
    fs::remove_all(folder_);
  }
  /// As another program on this machine: it knows what the last one wrote down.
  std::unique_ptr<Client> program() {
    Network network = net.network();
    network.slow_nodes = file();
    return std::make_unique<Client>(network, kPatient);
  }
  fs::path file() const { return folder_ / "cache" / "slow.json"; }
  void remember(std::size_t node, std::uint64_t when) {
    fs::create_directories(file().parent_path());
    std::ofstream(file()) << R"({"format": "credence-slow-nodes-1", "nodes": {")"
                          << net.network().nodes[node].api.text() << "\": " << when << "}}";
  }

  FakeNetwork net;

 private:
  fs::path folder_;
  const Clock::time_point begin_ = Clock::now();
};

TEST_F(HangClient, ASecondNodeIsAskedAndTheFirstProvedAnswerTaken) {
  for (const Hang how : {Hang::silent, Hang::after_some_bytes}) {
    net.hang(0, how);
    Client client = net.client(kPatient);
    const auto header = client.header();
    ASSERT_TRUE(header) << header.error().error.text_en();
    EXPECT_TRUE(client.bad_answers().empty());
  }
}

TEST_F(HangClient, TwoOfFourThatHangAndALiarDoNotStopARead) {
  net.hang(0, Hang::silent);
  net.behave(1, [](const auto&, const auto&, const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0) return std::nullopt;
    return Answer{200, R"({"proof": "AAAA"})"};
  });
  net.hang(2, Hang::after_some_bytes);
  Client client = net.client(kPatient);
  ASSERT_TRUE(client.header());
  ASSERT_EQ(client.bad_answers().size(), 1U);
  EXPECT_EQ(client.bad_answers()[0].node, net.network().nodes[1].api.text());
}

TEST_F(HangClient, WhoWasSlowIsNotAskedAgainNeitherByThisProgramNorByTheNext) {
  net.hang(0, Hang::silent);
  const auto first = program();
  ASSERT_TRUE(first->header());
  ASSERT_TRUE(first->header());
  ASSERT_TRUE(program()->header());
  net.hang(0, Hang::not_at_all);
  while (net.asked(0) == 0) std::this_thread::yield();  // what it was asked before it hung
  EXPECT_EQ(net.asked(0), 1U);
  EXPECT_EQ(fs::status(file()).permissions() & fs::perms::all,
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(fs::status(file().parent_path()).permissions() & fs::perms::all, fs::perms::owner_all);
}

TEST_F(HangClient, WhoAnswersAgainIsForgiven) {
  remember(0, now_ms());
  for (std::size_t node = 1; node < 4; ++node) net.stop(node);
  ASSERT_TRUE(program()->header());
  for (std::size_t node = 1; node < 4; ++node) net.start(node);
  const std::size_t before = net.asked(0);
  ASSERT_TRUE(program()->header());
  EXPECT_EQ(net.asked(0), before + 1);
}

TEST_F(HangClient, OldFutureAndDamagedMemoriesAreForgotten) {
  for (const std::uint64_t when :
       {now_ms() - kSlowForMs - 1'000, now_ms() + 3'600'000, std::uint64_t{0}, ~std::uint64_t{0}}) {
    remember(0, when);
    const std::size_t before = net.asked(0);
    ASSERT_TRUE(program()->header());
    EXPECT_EQ(net.asked(0), before + 1) << when;
  }
  for (const std::string text :
       {"", "{", "[]", R"({"format": "credence-slow-nodes-1", "nodes": 7})", R"({"nodes": {"x": 1}})"}) {
    std::ofstream(file()) << text;
    const std::size_t before = net.asked(0);
    ASSERT_TRUE(program()->header());
    EXPECT_EQ(net.asked(0), before + 1) << text;
  }
}

TEST_F(HangClient, NeitherThisProgramNorTheNextReadsAStateFromBeforeTheOwnWrite) {
  const EnterpriseKey key{samples::code(1)};
  const auto old = FakeNetwork::proved(net.world().ledger().prove_state(key));
  net.behave(0, [old](const auto&, const std::string& target, const Answer& honest) {
    return honest.status != 0 && target.starts_with("/v1/state/") ? std::optional(old) : std::nullopt;
  });
  ASSERT_TRUE(program()->submit(one_enterprise(), world::kRegistrar));
  const auto found = program()->state<EnterpriseValue>(key);
  ASSERT_TRUE(found) << found.error().error.text_en();
  EXPECT_TRUE((**found).has_value()) << "node 0 is behind, and its state was taken";
}

TEST_F(HangClient, AnOwnWriteOfLongAgoOrInADamagedFileHoldsNobodyUp) {
  const auto written = [this](const std::string& chains) {
    fs::create_directories(file().parent_path());
    std::ofstream(file().parent_path() / "own-writes.json")
        << R"({"format": "credence-own-writes-1", "chains": )" << chains << "}";
  };
  const std::string chain = "{\"" + net.network().anchor.chain.hex() + "\": ";
  const std::string long_ago = std::to_string(now_ms() - kOwnWriteForMs - 1'000);
  for (const std::string& text : {chain + R"({"height": 1000000, "at": )" + long_ago + "}}", chain + "7}",
                                  chain + "{}}", std::string("[]"), std::string("{")}) {
    written(text);
    ASSERT_TRUE(program()->header()) << text;
  }
}

TEST_F(HangClient, ATransactionGoesThroughASecondNodeAndIsExecutedOnce) {
  Client client = net.client(kPatient);
  const Bytes bytes = client.sign(one_enterprise(), world::kRegistrar).value();
  net.hang(0, Hang::silent);
  const auto done = client.submit_bytes(bytes);
  ASSERT_TRUE(done) << done.error().error.text_en();
  const std::size_t before = net.asked(0);
  net.hang(0, Hang::not_at_all);  // now it comes to what it was handed
  while (net.asked(0) == before) std::this_thread::yield();
  EXPECT_EQ(net.executed, 1U);
  EXPECT_EQ((*done)->receipt.code, 0);
}

TEST_F(HangClient, WhatIsTriedBeforeItIsSignedIsTriedAtASecondNode) {
  net.hang(0, Hang::silent);
  Client client = net.client(kPatient);
  const Action action = one_enterprise();
  const auto tried = client.dry_run(key_id(world::kRegistrar.public_key()), {}, {&action, 1});
  ASSERT_TRUE(tried) << tried.error().error.text_en();
  EXPECT_NE(tried->node, net.network().nodes[0].api.text());
}

TEST_F(HangClient, NodesAreAskedFromARandomOneOn) {
  ClientOptions options = kPatient;
  options.first_node = std::nullopt;
  std::set<std::size_t> first;
  for (int tries = 0; tries < 200 && first.size() < 4; ++tries) {
    std::size_t before[4];
    for (std::size_t i = 0; i < 4; ++i) before[i] = net.asked(i);
    ASSERT_TRUE(Client(net.network(), options).header());
    for (std::size_t i = 0; i < 4; ++i)
      if (net.asked(i) > before[i]) first.insert(i);
  }
  EXPECT_EQ(first.size(), 4U);
}

TEST_F(HangClient, StoppingEndsAWaitForNodesThatHang) {
  for (std::size_t i = 0; i < 4; ++i) net.hang(i, Hang::silent);
  Client client = net.client(kPatient);
  std::jthread stopper([&client] { client.stop(); });
  const auto header = client.header();
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().exit, ExitCode::interrupted);
}

TEST_F(HangClient, TheTimeOfACallIsKept) {
  for (std::size_t i = 0; i < 4; ++i) net.hang(i, Hang::silent);
  ClientOptions options = kPatient;
  options.deadline_ms = 300;
  Client client = net.client(options);
  for (const bool writes : {false, true}) {
    const auto code =
        writes ? client.submit_bytes(client.sign_until(one_enterprise(), world::kRegistrar, 100).value())
                     .error()
                     .exit
               : client.header().error().exit;
    EXPECT_EQ(code, ExitCode::unreachable);
  }
}

// ---- nodes that are away ----------------------------------------------------------------------------------

TEST_F(HangClient, WithoutAnyNodeAQuestionEndsAtOnceAndSaysWhy) {
  for (std::size_t i = 0; i < 4; ++i) net.stop(i);
  const auto header = net.client(kPatient).header();
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().exit, ExitCode::unreachable);
  EXPECT_EQ(header.error().error.code, Code::unreachable);
  for (const NetworkNode& node : net.network().nodes)
    EXPECT_THAT(header.error().error.detail, ::testing::HasSubstr(node.api.text() + " connection_refused"));
  Network one = net.network();
  one.nodes.resize(1);
  EXPECT_EQ(Client(one, kPatient).header().error().error.code, Code::connection_refused)
      << "of one node the reason itself";
}

TEST_F(HangClient, WhoIsToWaitWaitsForNodesThatRestart) {
  for (const bool writes : {false, true}) {
    for (std::size_t i = 0; i < 4; ++i) net.stop(i);
    ClientOptions options = kPatient;
    options.wait_for_nodes = true;
    Client client(net.network(), options);
    int told = 0;
    client.on_waiting([&](const Error& why) {  // after two seconds
      ++told;
      EXPECT_EQ(why.code, Code::unreachable);
      for (std::size_t i = 0; i < 4; ++i) net.start(i);
    });
    if (writes) {
      const auto done = client.submit(one_enterprise(), world::kRegistrar);
      ASSERT_TRUE(done) << done.error().error.text_en();
    } else {
      const auto header = client.header();
      ASSERT_TRUE(header) << header.error().error.text_en();
    }
    EXPECT_EQ(told, 1);
  }
}

TEST_F(HangClient, WhoAnswersAndIsNotReadyIsToldFromWhoIsAway) {
  net.behave_all([](const auto&, const auto&, const auto&) { return problem(503, "no_quorum", 100); });
  ClientOptions options = kPatient;
  options.deadline_ms = 4'000;
  options.wait_for_nodes = true;
  Client client(net.network(), options);
  std::vector<Code> told;
  client.on_waiting([&](const Error& why) { told.push_back(why.code); });
  EXPECT_FALSE(client.header());
  EXPECT_EQ(told, std::vector{Code::no_quorum}) << "once";
}

TEST_F(HangClient, WhatATransactionWaitsForIsTold) {
  net.behave_all([](const auto&, const std::string& target, const Answer&) {
    return target.starts_with("/v1/transactions") ? std::optional(Answer{202, "{}"}) : std::nullopt;
  });
  ClientOptions options = kPatient;
  options.deadline_ms = 4'000;
  options.wait_ms = 100;
  Client client(net.network(), options);
  std::vector<Code> told;
  client.on_waiting([&](const Error& why) { told.push_back(why.code); });
  const auto done = client.submit(one_enterprise(), world::kRegistrar);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().error.code, Code::timed_out);
  EXPECT_EQ(told, std::vector{Code::not_yet_certified}) << "a block of a quorum; once";
}

// ---- nodes of another network -----------------------------------------------------------------------------

TEST_F(HangClient, NodesOfAnotherChainAreToldAsSuchInOneMessage) {
  Network other = net.network();
  other.genesis.network = Id("another");
  other.anchor.chain = chain_id(other.genesis);
  Client client(other, kPatient);
  const auto header = client.header();
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().exit, ExitCode::other_chain);
  EXPECT_EQ(header.error().error.code, Code::other_chain);
  EXPECT_THAT(header.error().error.detail, ::testing::HasSubstr(net.world().chain().hex()));
  EXPECT_THAT(header.error().error.detail, ::testing::HasSubstr(other.anchor.chain.hex()));
  EXPECT_TRUE(client.bad_answers().empty()) << "who serves another chain does not lie";
  // What nobody proves is no "not there" either.
  const auto found = client.transaction(TxId{});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().error.code, Code::other_chain);
  const auto done = client.submit_bytes(client.sign_until(one_enterprise(), world::kRegistrar, 100).value());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().error.code, Code::other_chain);
}

TEST_F(HangClient, OneNodeThatNamesAnotherChainIsALiarLikeOthers) {
  net.behave(0, [](const auto&, const std::string& target, const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0) return std::nullopt;
    if (target == "/v1/status") return Answer{200, R"({"chain": ")" + std::string(64, 'a') + "\"}"};
    return Answer{200, R"({"proof": "AAAA"})"};
  });
  Client client = net.client(kPatient);
  ASSERT_TRUE(client.header());
  EXPECT_EQ(client.bad_answers().size(), 1U);
}

// ---- addresses --------------------------------------------------------------------------------------------

TEST(HangAddress, IsReadAsPeopleWriteIt) {
  const std::string pin(64, 'a');
  const std::pair<const char*, Endpoint> good[] = {
      {"http://10.0.0.7:7101", {"10.0.0.7", "7101"}},
      {"HTTP://Node.Example:7101/", {"node.example", "7101"}},
      {"node-1.example:7101", {"node-1.example", "7101"}},
      {"[::1]:7101", {"::1", "7101"}},
      {"https://node.example", {.host = "node.example", .port = "443", .tls = true}},
      {"HTTPS://[fe80::1]:07443/a/b/", {.host = "fe80::1", .port = "7443", .tls = true, .prefix = "/a/b"}},
      {"https://h:1#SHA256=AA:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
       {.host = "h", .port = "1", .tls = true, .pin = pin}},
  };
  for (const auto& [text, wanted] : good) {
    const auto read = parse_endpoint(text);
    ASSERT_TRUE(read) << text << ": " << read.error().text_en();
    EXPECT_EQ(*read, wanted) << text;
    EXPECT_EQ(parse_endpoint(read->url()), wanted) << read->url();
  }
}

TEST(HangAddress, WhatIsWrongWithItIsSaid) {
  const std::pair<std::string, Code> bad[] = {
      {"ftp://h:1", Code::address_scheme},
      {"htp://h:1", Code::address_scheme},
      {"://h:1", Code::address_scheme},
      {"http://h", Code::address_port},
      {"h", Code::address_port},
      {"http://h:", Code::address_port},
      {"http://h:0", Code::address_port},
      {"http://h:65536", Code::address_port},
      {"http://h:1/v1", Code::address_path},
      {"http://h:1/v1/blocks/latest", Code::address_path},
      {"https://h/x/v1/", Code::address_path},
      {"http://h:1/../x", Code::address_path},
      {"http://h:1//x", Code::address_path},
      {"", Code::bad_address},
      {"http://", Code::bad_address},
      {"http://:7101", Code::bad_address},
      {"http://u:p@h:1", Code::bad_address},
      {"http://h:1?x=y", Code::bad_address},
      {"http://h h:1", Code::bad_address},
      {"http://::1:7101", Code::bad_address},
      {"http://h:7x", Code::bad_address},
      {"https://h#sha256=12", Code::bad_address},
      {"https://h#x", Code::bad_address},
      {"http://h:1#sha256=" + std::string(64, 'a'), Code::bad_address},
      {"http://h\x1b[2J:1", Code::bad_address},
      {std::string(5'000, 'a') + ":1", Code::bad_address},
  };
  for (const auto& [text, code] : bad) {
    const auto read = parse_endpoint(text);
    ASSERT_FALSE(read) << text;
    EXPECT_EQ(read.error().code, code) << text << ": " << read.error().text_en();
    EXPECT_EQ(read.error().detail.find('\x1b'), std::string::npos);
  }
}

TEST(HangAddress, OnlyTlsAndThisMachineAreConfidential) {
  for (const char* yes : {"http://127.0.0.1:1", "http://127.9.9.9:1", "http://[::1]:1", "http://localhost:1",
                          "https://10.0.0.7"})
    EXPECT_TRUE(parse_endpoint(yes)->confidential()) << yes;
  for (const char* no :
       {"http://10.0.0.7:1", "http://localhost.example:1", "http://[fe80::1]:1", "http://127.example:1"})
    EXPECT_FALSE(parse_endpoint(no)->confidential()) << no;
}

TEST(HangAddress, AHostThatThereIsNotIsToldAsSuch) {
  // no label is that long: nobody need be asked
  HttpPool pool(Endpoint{std::string(64, 'x') + ".invalid", "7101"});
  const auto answer = pool.exchange({.target = "/", .timeout = std::chrono::milliseconds(30'000)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::host_unknown);
}

TEST_F(HangClient, WhatIsNoNodeIsToldAsSuch) {
  for (std::size_t i = 0; i < 4; ++i)
    net.behave(i, [](const auto&, const auto&, const Answer& honest) -> std::optional<Answer> {
      if (honest.status == 0) return Answer{404, "<html>nothing here</html>"};
      return std::nullopt;
    });
  const auto header = net.client(kPatient).header();
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().exit, ExitCode::unreachable);
  EXPECT_EQ(header.error().error.code, Code::not_a_node);
}

}  // namespace
}  // namespace credence::testing
