// SPDX-License-Identifier: Apache-2.0
// The API of a node over TLS, as clients meet it: its certificate, its replacement, and who speaks plain HTTP
// to it. And what node.toml may hold: neither a plain port for other machines unasked, nor what a parser
// breaks its neck with.
#include <gmock/gmock.h>

#include <fstream>

#include "client/http.h"
#include "node/api/server.h"
#include "node/api/tls.h"
#include "node/base/start_check.h"
#include "tests/support/certificates.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

namespace fs = std::filesystem;
using credence::testing::TestCertificate;

/// A node that only says that it is well.
class WellNode final : public Backend {
 public:
  const SharedLedger& ledger() const override { return ledger_; }
  Result<Submitted> submit(Bytes, TxId&, bool) override { return fail(Code::busy); }
  bool pending(const TxId&) const override { return false; }
  NodeStatus status() const override { return {}; }
  Health health() const override { return {}; }
  std::string metrics() const override { return {}; }
  std::uint64_t now_utc_ms() const override { return 1; }

 private:
  SharedLedger ledger_{Ledger::open(make_memory_key_value(), world::genesis()).value()};
};

class HolesNodeTls : public ::testing::Test {
 protected:
  HolesNodeTls() {
    std::string pattern = (fs::temp_directory_path() / "credence-node-tls-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    options_.listen = {"127.0.0.1", 0};
    options_.idle_ms = 60'000;
    options_.tls_certificate_path = folder_ / "node.pem";
    options_.tls_key_path = folder_ / "key.pem";
  }
  ~HolesNodeTls() override { fs::remove_all(folder_); }
  void install(const TestCertificate& certificate) const {
    certificate.write(folder_ / "node.pem", folder_ / "key.pem");
  }
  Endpoint endpoint(const ApiServer& server, const std::string& pin) const {
    return {.host = "127.0.0.1", .port = std::to_string(server.port()), .tls = true, .pin = pin};
  }
  static Result<HttpResponse> get(HttpPool& pool) {
    return pool.exchange({.target = "/v1/health", .timeout = std::chrono::milliseconds(60'000)});
  }

  fs::path folder_;
  ApiOptions options_;
  WellNode node_;
  WorkerPool workers_{2, 1'000};
};

TEST_F(HolesNodeTls, AnswersUnderItsCertificate) {
  const TestCertificate certificate({});
  install(certificate);
  ApiServer server(options_, node_, workers_);
  ASSERT_TRUE(server.start());
  HttpPool pool(endpoint(server, certificate.digest()));
  for (int times = 0; times < 3; ++times) {  // on one connection
    const auto answer = get(pool);
    ASSERT_TRUE(answer) << answer.error().text_en();
    EXPECT_EQ(answer->status, 200U);
  }
}

TEST_F(HolesNodeTls, WhoSpeaksPlainHttpIsToldSo) {
  install(TestCertificate({}));
  ApiServer server(options_, node_, workers_);
  ASSERT_TRUE(server.start());
  Endpoint plain = endpoint(server, {});
  plain.tls = false;
  HttpPool pool(plain);
  const auto answer = get(pool);
  ASSERT_TRUE(answer) << answer.error().text_en();
  EXPECT_EQ(answer->status, 400U);
  EXPECT_THAT(answer->body, ::testing::HasSubstr("\"code\":\"tls_needed\""));
}

TEST_F(HolesNodeTls, NewFilesAreTakenWithoutARestartAndBadOnesAreNot) {
  const TestCertificate first({}), second({});
  install(first);
  ApiServer server(options_, node_, workers_);
  ASSERT_TRUE(server.start());
  HttpPool open(endpoint(server, first.digest()));
  ASSERT_TRUE(get(open));
  const auto presents = [&](const TestCertificate& certificate) {  // on a new connection
    HttpPool pool(endpoint(server, certificate.digest()));
    return get(pool).has_value();
  };
  std::ofstream(options_.tls_certificate_path) << "half";
  for (int tries = 0; tries < 20; ++tries) ASSERT_TRUE(presents(first));
  install(second);
  ASSERT_TRUE(testing::eventually([&] { return presents(second); }));
  EXPECT_TRUE(get(open)) << "what is open goes on";
}

TEST_F(HolesNodeTls, FilesThatDoNotFitAreNamedAtTheStart) {
  const TestCertificate one({}), other({});
  one.write(folder_ / "node.pem", folder_ / "one-key.pem");
  other.write(folder_ / "other.pem", folder_ / "key.pem");
  EXPECT_EQ(ApiServer(options_, node_, workers_).start().error().code, Code::bad_config);
  fs::remove(folder_ / "key.pem");
  const auto started = ApiServer(options_, node_, workers_).start();
  ASSERT_FALSE(started);
  EXPECT_THAT(started.error().detail, ::testing::HasSubstr("key.pem"));
}

TEST_F(HolesNodeTls, TextsOfCreditEntriesAreNotServedInPlainHttpBeyondThisMachine) {
  CreditTexts texts(TextStore::open(samples::kSuite, folder_ / "texts", limits::kMiB).value(), node_.ledger(),
                    world::secret(1).public_key(), [] { return std::uint64_t{1}; });
  const ApiRoutes routes(node_, "{}", &texts);
  ApiRequest request{"POST", "/v1/credit/texts", "application/octet-stream", "x"};
  const ApiAnswer refused = routes.handle(request);
  EXPECT_EQ(refused.status, 403U);
  EXPECT_THAT(refused.body, ::testing::HasSubstr("text_needs_tls"));
  request.confidential = true;
  EXPECT_THAT(routes.handle(request).body, ::testing::Not(::testing::HasSubstr("text_needs_tls")));
}

TEST_F(HolesNodeTls, WhatAProblemQuotesIsText) {
  const ApiAnswer answer = problem(Error{Code::bad_request, "\x1b[2J\xB4\xED\xC2\x9B"});
  EXPECT_THAT(answer.body, ::testing::HasSubstr(R"(\\x1b[2J\\xb4\\xed\\u009b)"));
}

// ---- node.toml --------------------------------------------------------------------------------------------

const std::string kTop =
    "data_dir = \"data\"\ngenesis = \"g\"\nkey_file = \"k\"\nlisten = \"0.0.0.0:7100\"\n";

TEST(HolesConfig, PlainHttpForOtherMachinesHasToBeAskedFor) {
  for (const std::string address : {"127.0.0.1:7180", "[::1]:7180", "localhost:7180", "127.8.8.8:7180"})
    EXPECT_TRUE(parse_config(kTop + "[api]\naddress = \"" + address + "\"\n", "/srv")) << address;
  for (const std::string address : {"0.0.0.0:7180", "[::]:7180", "10.0.0.7:7180", "node.example:7180",
                                    "127.node.example:7180", "127.1:7180"}) {
    const auto refused = parse_config(kTop + "[api]\naddress = \"" + address + "\"\n", "/srv");
    ASSERT_FALSE(refused) << address;
    EXPECT_THAT(refused.error().detail, ::testing::HasSubstr("plain_beyond_loopback"));
    EXPECT_TRUE(
        parse_config(kTop + "[api]\naddress = \"" + address + "\"\nplain_beyond_loopback = true\n", "/srv"));
    const auto secure = parse_config(
        kTop + "[api]\naddress = \"" + address + "\"\ntls_certificate = \"c.pem\"\ntls_key = \"/k.pem\"\n",
        "/srv");
    ASSERT_TRUE(secure) << secure.error().detail;
    EXPECT_EQ(secure->tls_certificate_path, "/srv/c.pem");
    EXPECT_EQ(secure->tls_key_path, "/k.pem");
  }
  EXPECT_FALSE(parse_config(kTop + "[api]\naddress = \"127.0.0.1:1\"\ntls_key = \"k.pem\"\n", "/srv"))
      << "one file alone";
}

TEST(HolesConfig, TwoThatListenAtOneAddressAreRefused) {
  const auto config = [](const std::string& api) {
    return parse_config(kTop + "[api]\naddress = \"" + api + "\"\nplain_beyond_loopback = true\n", "/srv");
  };
  for (const std::string api : {"0.0.0.0:7100", "127.0.0.1:7100", "[::]:7100"}) {
    ASSERT_FALSE(config(api)) << api;
    EXPECT_THAT(config(api).error().detail, ::testing::HasSubstr("api.address and listen are one address"));
  }
  EXPECT_TRUE(config("127.0.0.1:7101"));
}

TEST_F(HolesNodeTls, ACertificateOutOfItsTimeIsNamed) {
  const auto in_time = [this](const TestCertificate& certificate) {
    install(certificate);
    const auto tls = ApiTls::load(options_.tls_certificate_path, options_.tls_key_path);
    EXPECT_TRUE(tls) << "it is read all the same: the validator starts";
    const auto good = (*tls)->in_time(std::time(nullptr));
    return good ? std::string("good") : good.error().detail;
  };
  EXPECT_EQ(in_time(TestCertificate({})), "good");
  EXPECT_THAT(in_time(TestCertificate({.to_days = -1})),
              ::testing::HasSubstr("node.pem: the certificate expired on "));
  EXPECT_THAT(in_time(TestCertificate({.from_days = 1})), ::testing::HasSubstr("the certificate begins on "));
}

// What --check-config tries (node/base/start_check.h).
TEST(HolesConfig, WhatAStartNeedsIsTriedAndNothingIsLeftBehind) {
  namespace fs = std::filesystem;
  std::string pattern = (fs::temp_directory_path() / "credence-check-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const fs::path root = pattern;
  const auto code = [](const NodeConfig& config) {
    const auto good = check_start(config);
    return good ? Code::ok : good.error().code;
  };
  NodeConfig config;
  config.data_dir = root / "a" / "b" / "data";
  config.listen = {"127.0.0.1", 7100};
  config.api = {"::1", 7180};
  EXPECT_EQ(code(config), Code::ok);
  EXPECT_TRUE(fs::is_empty(root)) << "what was made is removed";
  std::ofstream(root / "file") << "x";
  config.data_dir = root / "file" / "data";
  EXPECT_EQ(code(config), Code::storage_failed) << "below a file";
  config.data_dir = "/proc/credence/data";
  EXPECT_EQ(code(config), Code::storage_failed) << "where nobody can make one";
  config.data_dir = root;
  config.texts_dir = root / "file";
  EXPECT_EQ(code(config), Code::storage_failed);
  config.texts_dir.clear();
  for (const std::string host : {"192.0.2.1", "no-such-host.invalid"}) {
    config.listen.host = host;
    EXPECT_EQ(code(config), Code::port_in_use) << host;
    std::swap(config.listen, config.api);
    EXPECT_EQ(code(config), Code::port_in_use) << host;
    std::swap(config.listen, config.api);
  }
  fs::remove_all(root);
}

TEST(HolesConfig, WhatIsMostlyAMistakeIsWarnedOf) {
  const auto key = [](std::uint8_t i) {
    return testing::secret(static_cast<std::uint8_t>(i + 1)).public_key();
  };
  ValidatorSet genesis;
  for (std::uint8_t i = 0; i < 3; ++i)
    genesis.validators.push_back({key(i), "验证者", "validator-" + std::to_string(i)});
  NodeConfig config;
  config.peers = {{"one", key(1), {"127.0.0.1", 7100}}, {"two", key(2), {"::1", 7100}}};
  EXPECT_THAT(doubts_of(config, genesis, key(0)), ::testing::IsEmpty());
  config.peers[0].key = key(7);
  config.peers[1].address.host = "no-such-host.invalid";
  EXPECT_THAT(doubts_of(config, genesis, key(0)),
              ::testing::ElementsAre(::testing::HasSubstr("peer one: "),
                                     ::testing::HasSubstr("no-such-host.invalid:7100"),
                                     ::testing::HasSubstr("no peer has the key of validator validator-1")));
  config.observers = {key(7)};
  EXPECT_EQ(doubts_of(config, genesis, key(0)).size(), 2U);
  EXPECT_THAT(doubts_of(config, genesis, key(8)),
              ::testing::Contains(::testing::HasSubstr("observer = true")));
}

TEST(HolesConfig, NestingWithoutEndIsRefusedBeforeItIsParsed) {
  std::string dotted = "a", table = "[a", nested = "x = ";
  for (int i = 0; i < 100'000; ++i) dotted += ".a";
  for (int i = 0; i < 100'000; ++i) table += ".a";
  for (int i = 0; i < 200; ++i) nested += "[ {a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w.x.y.z = \n";
  for (const std::string& text : {dotted + " = 1\n", table + "]\n", nested,
                                  "x = " + std::string(100'000, '['), "x = " + std::string(100'000, '{')}) {
    const auto config = parse_config(text, "/srv");
    ASSERT_FALSE(config);
    EXPECT_EQ(config.error().code, Code::bad_config);
    EXPECT_LT(config.error().detail.size(), 500U);
  }
}

}  // namespace
}  // namespace credence::node
