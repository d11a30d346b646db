// SPDX-License-Identifier: Apache-2.0
// The HTTP API (docs/api.md): routes as functions, and the server against raw bytes.
#include <boost/json.hpp>

#include "ledger/chain/evidence.h"
#include "ledger/proof/archive.h"
#include "ledger/proof/history_reading.h"
#include "ledger/proof/verify.h"
#include "tests/unit/node/api_fixture.h"

namespace credence::node {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;
using asio::ip::tcp;
using testing::FakeNode;
using testing::make_transaction;
using testing::parsed;

class Routes : public ::testing::Test {
 protected:
  ApiAnswer get(const std::string& target) const { return routes_.handle({"GET", target, "", ""}); }
  ApiAnswer post(const std::string& body, const std::string& type = "application/octet-stream") const {
    return routes_.handle({"POST", "/v1/transactions", type, body});
  }
  static std::string text(const Bytes& bytes) { return std::string(text_of(bytes)); }
  static json::value body(const ApiAnswer& answer) {
    boost::system::error_code error;
    auto value = json::parse(answer.body, error);
    EXPECT_FALSE(error) << answer.body;
    return value;
  }
  static std::string code(const ApiAnswer& answer) {
    const auto value = body(answer);
    const auto* member = value.as_object().if_contains("code");
    return member == nullptr ? "" : std::string(member->as_string());
  }
  TrustAnchor anchor() const { return {testing::test_chain(), world::genesis().validators}; }

  FakeNode node_;
  ApiRoutes routes_{node_, "{\"genesis\": true}"};
};

TEST_F(Routes, ATransactionIsPendingThenCommittedWithAProofThatVerifies) {
  const Bytes bytes = make_transaction(1);
  const TxId id = parsed(bytes).id;
  EXPECT_EQ(get("/v1/transactions/" + id.hex()).status, 404u);
  const ApiAnswer taken = post(text(bytes));
  EXPECT_EQ(taken.status, 202u);
  EXPECT_EQ(body(taken).at("id").as_string(), json::string_view(id.hex()));
  EXPECT_EQ(get("/v1/transactions/" + id.hex()).status, 202u);
  node_.make_block(false);
  const ApiAnswer uncertified = get("/v1/transactions/" + id.hex() + "?wait_ms=99999999");
  EXPECT_EQ(uncertified.status, 202u) << "executed, but without a certificate nothing is proved";
  EXPECT_EQ(uncertified.wait_ms, limits::kApiWaitMsMax);
  EXPECT_EQ(uncertified.wait_for, id);
  node_.certify_head();
  const ApiAnswer committed = get("/v1/transactions/" + id.hex());
  ASSERT_EQ(committed.status, 200u);
  const auto proof =
      decode<TransactionProof>(from_base64(std::string(body(committed).at("proof").as_string())).value())
          .value();
  const auto verified = verify(anchor(), proof, id);
  ASSERT_TRUE(verified.has_value()) << verified.error().text_en();
  EXPECT_EQ(verified->receipt.code, 0);
  const ApiAnswer again = post("{\"transaction\": \"" + to_base64(bytes) + "\"}", "application/json");
  EXPECT_EQ(again.status, 200u) << "the first receipt, not a second execution";
  EXPECT_EQ(body(again).at("status").as_string(), "committed");
}

TEST_F(Routes, EvidenceIsServedSoThatAnyoneVerifiesIt) {
  EXPECT_TRUE(body(get("/v1/evidence")).at("evidence").as_array().empty());
  const ChainId chain = testing::test_chain();
  const SecretKey key = world::secret(1);
  const auto checkpoint = [&](std::uint8_t seed) {
    Hash32 header;
    header.bytes.fill(std::byte{seed});
    CanonicalWriter body;
    body(Height{7}, header);
    return Statement{static_cast<std::uint8_t>(Tag::checkpoint),
                     Blob<limits::kViewChangeBytesMax>(body.take()),
                     sign(key, checkpoint_hash(chain, 7, header))};
  };
  Evidence held;
  held.key = key.public_key();
  held.first = checkpoint(1);
  held.second = checkpoint(2);
  node_.evidence_held.push_back(held);
  const json::value one = body(get("/v1/evidence")).at("evidence").at(0);
  EXPECT_EQ(one.at("key").as_string(), json::string_view(held.key.hex()));
  const auto proof = decode<Evidence>(from_base64(std::string(one.at("proof").as_string())).value());
  ASSERT_TRUE(proof);
  EXPECT_EQ(verify_evidence(chain, *proof).value_or(""), one.at("what").as_string());
  held.second.signature = held.first.signature;
  EXPECT_FALSE(verify_evidence(chain, held)) << "the second statement is not signed";
}

TEST_F(Routes, RefusalsOfATransactionHaveTheStatusOfTheTable) {
  EXPECT_EQ(post("").status, 400u);
  EXPECT_EQ(post("not a transaction").status, 400u);
  EXPECT_EQ(post("{\"transaction\": 5}", "application/json").status, 400u);
  EXPECT_EQ(post("{\"transaction\": \"!!\"}", "application/json").status, 400u);
  EXPECT_EQ(post("[", "application/json").status, 400u);
  const ApiAnswer unknown = post(text(make_transaction(1, world::kNobody)));
  EXPECT_EQ(unknown.status, 401u);
  EXPECT_EQ(code(unknown), "unknown_key");
  Bytes forged = make_transaction(1);
  forged.back() ^= std::byte{1};
  EXPECT_EQ(post(text(forged)).status, 401u);
  EXPECT_EQ(code(post(text(make_transaction(1, world::kRegistrar, 1000, ChainId{})))), "wrong_chain");
  EXPECT_EQ(post(text(make_transaction(1, world::kRegistrar, 1000, ChainId{}))).status, 409u);
  EXPECT_EQ(post(text(make_transaction(1, world::kRegistrar, 0))).status, 409u);
  EXPECT_EQ(code(post(text(make_transaction(1, world::kRegistrar, 1'000'000)))), "expiry_too_far");
  EXPECT_EQ(post(std::string(limits::kTransactionBytesMax + 1, 'x')).status, 413u);
}

TEST_F(Routes, StateIsProvedPresentOrAbsent) {
  ASSERT_EQ(post(text(make_transaction(1))).status, 202u);
  node_.make_block();
  const std::string present(text_of(world::code(1))), absent(text_of(world::code(2)));
  const ApiAnswer found = get("/v1/enterprises/" + present);
  ASSERT_EQ(found.status, 200u);
  const auto proof =
      decode<StateProof>(from_base64(std::string(body(found).at("proof").as_string())).value()).value();
  EXPECT_TRUE(verify(anchor(), proof, StateKey(EnterpriseKey{world::code(1)})).value().has_value());
  const ApiAnswer missing = get("/v1/enterprises/" + absent);
  ASSERT_EQ(missing.status, 200u);
  EXPECT_TRUE(body(missing).at("view").is_null());
  const auto absence =
      decode<StateProof>(from_base64(std::string(body(missing).at("proof").as_string())).value()).value();
  EXPECT_FALSE(verify(anchor(), absence, StateKey(EnterpriseKey{world::code(2)})).value().has_value());
  const std::string key = to_hex(encode(StateKey(DepartmentKey{"gd-iit"})));
  EXPECT_EQ(get("/v1/state/" + key).status, 200u);
  EXPECT_EQ(get("/v1/programmes/p1").status, 200u);
  EXPECT_EQ(get("/v1/programmes/p1/batches/b1").status, 200u);
  EXPECT_EQ(get("/v1/programmes/p1/batches/b1/lines/4").status, 200u);
  EXPECT_EQ(get("/v1/programmes/p1/payments/l1").status, 200u);
  EXPECT_EQ(get("/v1/qualifications/specialized/" + present).status, 200u);
}

TEST_F(Routes, ACodeThatOnlyAnExceptionAdmitsIsAskedAboutLikeOthers) {
  const std::string pilot(text_of(samples::pilot_code()));
  const TransactionBody admission{testing::test_chain(), key_id(world::kRegistrar.public_key()), 1, 1000,
                                  encode(Action(samples::admit_code()))};
  const SecretKey* keys[] = {&world::kRegistrar};
  const auto shown = [&] { return body(get("/v1/code-exceptions/" + pilot)).at("view"); };
  node_.make_block();
  EXPECT_TRUE(shown().is_null()) << "proved to be absent";
  ASSERT_EQ(post(text(sign_transaction(admission, keys).value())).status, 202u);
  node_.make_block();
  EXPECT_EQ(shown().at("department").as_string(), "gd-iit");
  EXPECT_EQ(get("/v1/enterprises/" + pilot).status, 200u);
  EXPECT_EQ(
      body(get("/v1/enterprises/" + pilot + "/history?from=0&count=10")).at("view").at("total").as_int64(),
      1);
  EXPECT_EQ(get("/v1/qualifications/specialized/" + pilot).status, 200u);
  EXPECT_EQ(code(get("/v1/code-exceptions/91A403001922038216")), "uscc_bad_region");
  EXPECT_EQ(code(get("/v1/enterprises/11010519491231002X")), "uscc_bad_check_digit") << "a person's number";
  EXPECT_EQ(get("/v1/code-exceptions").status, 404u);
}

TEST_F(Routes, TheChangesOfTheValidatorSetAreServedFromAHeightOn) {
  node_.make_block();
  for (const char* target :
       {"/v1/validators", "/v1/validators?from=1", "/v1/validators?from=18446744073709551615"}) {
    const ApiAnswer page = get(target);
    ASSERT_EQ(page.status, 200u) << page.body;
    EXPECT_TRUE(
        decode<ValidatorSetChanges>(from_base64(std::string(body(page).at("proof").as_string())).value())
            .value()
            .empty());
    EXPECT_TRUE(body(page).at("view").as_array().empty());
  }
  EXPECT_EQ(get("/v1/validators?from=x").status, 400u);
}

TEST_F(Routes, TheArchiveIsCertifiedBlocksInOrderAndNothingElse) {
  for (unsigned i = 1; i <= 3; ++i) {
    ASSERT_EQ(post(text(make_transaction(i))).status, 202u);
    node_.make_block(i < 3);
  }
  const ApiAnswer all = get("/v1/archive?from=1");
  ASSERT_EQ(all.status, 200u) << all.body;
  EXPECT_EQ(all.content_type, "application/octet-stream");
  const auto page = decode<ArchivePage>(bytes_of(all.body)).value();
  EXPECT_EQ(page.certified, 2u);
  ASSERT_EQ(page.blocks.size(), 2u) << "the third has no certificate yet";
  for (Height height = 1; height <= 2; ++height) {
    EXPECT_EQ(page.blocks[height - 1].header.height, height);
    EXPECT_TRUE(check_archive_block(anchor(), page.blocks[height - 1]));
  }
  EXPECT_EQ(decode<ArchivePage>(bytes_of(get("/v1/archive?from=2").body))->blocks.size(), 1u);
  for (const char* beyond : {"3", "4", "18446744073709551615"})
    EXPECT_TRUE(
        decode<ArchivePage>(bytes_of(get(std::string("/v1/archive?from=") + beyond).body))->blocks.empty())
        << beyond;
  for (const char* bad : {"0", "-1", "x", "18446744073709551616"})
    EXPECT_EQ(get(std::string("/v1/archive?from=") + bad).status, 400u) << bad;
  ArchiveBlock forged = page.blocks[0];
  forged.transactions[0][9] ^= std::byte{1};
  EXPECT_EQ(check_archive_block(anchor(), forged).error().code, Code::wrong_root);
}

TEST_F(Routes, HistoriesComeInPages) {
  ASSERT_EQ(post(text(make_transaction(1))).status, 202u);
  node_.make_block();
  const std::string present(text_of(world::code(1)));
  const ApiAnswer page = get("/v1/enterprises/" + present + "/history?from=0&count=10");
  ASSERT_EQ(page.status, 200u) << page.body;
  EXPECT_EQ(body(page).at("view").at("total").as_int64(), 1);
  EXPECT_EQ(body(page).at("view").at("entries").as_array().size(), 1u);
  EXPECT_EQ(get("/v1/enterprises/" + present + "/history?count=201").status, 400u);
  EXPECT_EQ(get("/v1/enterprises/" + present + "/history?from=x").status, 400u);
  EXPECT_EQ(get("/v1/departments/gd-iit/history").status, 200u);
}

TEST_F(Routes, BlocksLatestAndByHeight) {
  ASSERT_EQ(post(text(make_transaction(1))).status, 202u);
  node_.make_block();
  node_.make_block(false);
  const ApiAnswer latest = get("/v1/blocks/latest");
  ASSERT_EQ(latest.status, 200u) << latest.body;
  EXPECT_EQ(body(latest).at("height").as_int64(), 1) << "the highest certified one";
  EXPECT_EQ(body(latest).at("transactions").as_array().size(), 1u);
  const ApiAnswer waiting = get("/v1/blocks/2");
  EXPECT_EQ(waiting.status, 503u);
  EXPECT_EQ(code(waiting), "not_yet_certified");
  EXPECT_TRUE(waiting.wait_for.has_value()) << "the server waits a moment before it answers so";
  EXPECT_TRUE(waiting.retry_after_ms.has_value());
  EXPECT_EQ(get("/v1/blocks/3").status, 404u);
  EXPECT_EQ(get("/v1/blocks/18446744073709551615").status, 404u);
  EXPECT_EQ(get("/v1/blocks/18446744073709551616").status, 400u);
  EXPECT_EQ(get("/v1/blocks/-1").status, 400u);
}

TEST_F(Routes, ProblemsNameCodeCauseAndRemedyInBothLanguages) {
  const ApiAnswer answer = get("/nowhere");
  EXPECT_EQ(answer.status, 404u);
  EXPECT_EQ(answer.content_type, "application/problem+json");
  const auto problem = body(answer);
  EXPECT_EQ(problem.at("type").as_string(), "urn:credence:error:no_route");
  EXPECT_EQ(problem.at("status").as_int64(), 404);
  for (const char* member : {"cause", "remedy"})
    for (const char* language : {"en", "zh"})
      EXPECT_FALSE(problem.at(member).at(language).as_string().empty());
}

TEST_F(Routes, MethodsThatDoNotFitAreNamedSo) {
  EXPECT_EQ(routes_.handle({"DELETE", "/v1/status", "", ""}).status, 405u);
  EXPECT_EQ(routes_.handle({"GET", "/v1/transactions", "", ""}).status, 405u);
  EXPECT_EQ(routes_.handle({"GET", "/v1/transactions", "", ""}).allow, "POST, OPTIONS");
  EXPECT_EQ(routes_.handle({"OPTIONS", "/v1/transactions", "", ""}).status, 204u);
  EXPECT_EQ(routes_.handle({"HEAD", "/v1/status", "", ""}).status, 200u);
}

TEST_F(Routes, AMistypedParameterIsNotPassedOver) {
  const ApiAnswer answer = get("/v1/chain/history?form=3");
  EXPECT_EQ(answer.status, 400u);
  EXPECT_NE(answer.body.find("unknown parameter 'form'; known are: from count last with"), std::string::npos)
      << answer.body;
  EXPECT_EQ(get("/v1/status?").status, 200u);
  EXPECT_EQ(get("/v1/status?x=1").status, 400u);
}

TEST_F(Routes, EveryRouteIsReachedByItsOwnPattern) {
  EXPECT_GT(ApiRoutes::routes().size(), 30u);
  for (const auto& [method, pattern, query] : ApiRoutes::routes()) {
    const ApiAnswer options = routes_.handle({"OPTIONS", std::string(pattern), "", ""});
    EXPECT_EQ(options.status, 204u) << pattern;
    EXPECT_TRUE(options.allow.starts_with(method)) << pattern;
    EXPECT_NE(ApiRoutes::name_of(pattern), "other") << pattern;
  }
}

TEST_F(Routes, HealthSaysWhyNot) {
  EXPECT_EQ(get("/v1/health").status, 200u);
  node_.healthy = false;
  const ApiAnswer answer = get("/v1/health");
  EXPECT_EQ(answer.status, 503u);
  EXPECT_EQ(code(answer), "node_syncing");
}

TEST_F(Routes, StatusGenesisAndMetrics) {
  EXPECT_EQ(body(get("/v1/status")).at("peers").as_array().size(), 1u);
  EXPECT_EQ(body(get("/v1/status")).at("key").as_string(), world::secret(1).public_key().hex());
  EXPECT_EQ(get("/v1/genesis").body, "{\"genesis\": true}");
  EXPECT_TRUE(get("/metrics").content_type.starts_with("text/plain"));
}

TEST_F(Routes, SeveralHistoriesComeUnderOneHeader) {
  ASSERT_EQ(post(text(make_transaction(1))).status, 202u);
  node_.make_block();
  const std::string present(text_of(world::code(1)));
  const ApiAnswer answer =
      get("/v1/histories?of=chain,enterprises/" + present + ",departments/nobody&count=3");
  ASSERT_EQ(answer.status, 200u) << answer.body;
  const HistoryKey subjects[] = {HistoryKey{ChainKey{}}, HistoryKey{EnterpriseKey{world::code(1)}},
                                 HistoryKey{DepartmentKey{Id("nobody")}}};
  const json::value said = body(answer);
  const json::array& proofs = said.at("proofs").as_array();
  ASSERT_EQ(proofs.size(), std::size(subjects));
  for (std::size_t i = 0; i < proofs.size(); ++i) {
    const auto bytes = from_base64(std::string(proofs[i].as_string()));
    ASSERT_TRUE(bytes);
    const auto page = decode<HistoryPage>(*bytes);
    ASSERT_TRUE(page);
    HistoryReading reading(subjects[i], HistoryOrder::oldest_first);
    ASSERT_TRUE(reading.add(anchor(), *page)) << i;
    EXPECT_EQ(page->head.block.header.height, said.at("height").to_number<Height>());
    EXPECT_LE(page->entries.size(), 3u);
    EXPECT_EQ(page->entries.empty(), i == 2);
  }
  const auto refused = [this](const std::string& query) { return get("/v1/histories" + query).status; };
  EXPECT_EQ(refused(""), 400u);
  EXPECT_EQ(refused("?of="), 400u);
  EXPECT_EQ(refused("?of=chain,"), 400u);
  EXPECT_EQ(refused("?of=enterprises/nonsense"), 400u);
  EXPECT_EQ(refused("?of=blocks/1"), 400u);
  EXPECT_EQ(refused("?of=chain&count=201"), 400u);
  std::string many = "?of=chain";
  for (int i = 1; i < 20; ++i) many += ",chain";
  EXPECT_EQ(refused(many), 200u);
  EXPECT_EQ(refused(many + "&count=51"), 400u);
  EXPECT_EQ(refused(many + ",chain"), 400u);
}

TEST_F(Routes, NoTargetMakesItFailOnItsOwn) {
  std::minstd_rand random(11);
  const std::vector<std::string> words = {"v1",
                                          "transactions",
                                          "blocks",
                                          "latest",
                                          "enterprises",
                                          "programmes",
                                          "batches",
                                          "lines",
                                          "payments",
                                          "qualifications",
                                          "history",
                                          "state",
                                          "status",
                                          "departments",
                                          "code-exceptions",
                                          "..",
                                          "",
                                          "%",
                                          "%2",
                                          "%zz",
                                          "%00",
                                          "%ff",
                                          "?",
                                          "?wait_ms=",
                                          "&",
                                          "=",
                                          "from=1",
                                          "0",
                                          "-1",
                                          "99999999999999999999",
                                          "gd-iit",
                                          std::string(70, 'a'),
                                          std::string(64, 'f'),
                                          "\x01",
                                          "\xc3\x28",
                                          "/",
                                          "%2f%2f"};
  for (int round = 0; round < 20'000; ++round) {
    std::string target = random() % 20 == 0 ? "" : "/";
    if (random() % 2 == 0) target = "/v1/";
    for (std::size_t i = random() % 7; i > 0; --i)
      target += words[random() % words.size()] + (random() % 3 == 0 ? "" : "/");
    const ApiAnswer answer = get(target);
    EXPECT_NE(answer.status, 500u) << target;
    if (answer.content_type != "application/json") continue;
    EXPECT_TRUE(valid_utf8(answer.body));
  }
}

TEST_F(Routes, NoBodyMakesItFailOnItsOwn) {
  std::minstd_rand random(12);
  const Bytes good = make_transaction(1);
  for (int round = 0; round < 3'000; ++round) {
    Bytes bytes = good;
    for (std::size_t changes = 1 + random() % 4; changes > 0; --changes)
      bytes[random() % bytes.size()] = static_cast<std::byte>(random());
    if (random() % 3 == 0) bytes.resize(random() % (bytes.size() + 20));
    const ApiAnswer answer =
        random() % 2 == 0 ? post(text(bytes))
                          : post("{\"transaction\": \"" + to_base64(bytes) + "\"}", "application/json");
    EXPECT_TRUE(answer.status < 500) << answer.body;
    EXPECT_TRUE(bytes == good || answer.status >= 400) << answer.body;
  }
}

// ---- the server -------------------------------------------------------------------------------------------

using testing::Server;

TEST_F(Server, AnswersWithItsNameAndKeepsTheConnection) {
  const std::string both = exchange(request("/v1/health") + request("/v1/genesis", "Connection: close\r\n"));
  EXPECT_NE(both.find("Server: Credence/0.1"), std::string::npos);
  EXPECT_NE(both.find("{\"status\":\"ok\"}"), std::string::npos);
  EXPECT_TRUE(both.ends_with("{}"));
}

TEST_F(Server, HeadHasNoBody) {
  const std::string answer = exchange("HEAD /v1/health HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_NE(answer.find("Content-Length: 16"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST_F(Server, GarbageGetsA400OrNothingAndHarmsNobody) {
  EXPECT_TRUE(exchange("\r\n\r\nnonsense\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(exchange("GET\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(exchange("GET / HTTP/9.9\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_TRUE(
      exchange("POST /v1/transactions HTTP/1.1\r\nContent-Length: x\r\n\r\n").starts_with("HTTP/1.1 400"));
  EXPECT_EQ(exchange("POST /v1/transactions HTTP/1.1\r\nContent-Length: 100\r\n\r\nshort"), "");
  EXPECT_TRUE(exchange("POST /v1/transactions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
                  .starts_with("HTTP/1.1 400"));
  std::minstd_rand random(3);
  for (int round = 0; round < 100; ++round) {
    std::string noise(random() % 3'000, '\0');
    for (char& c : noise) c = static_cast<char>(random());
    if (round % 3 == 0) noise = "GET /" + noise;
    const std::string answer = exchange(noise);
    EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 4")) << answer;
  }
  EXPECT_TRUE(alive());
}

TEST_F(Server, LongHeadersAndBodiesAreRefusedBeforeTheyAreTakenIn) {
  EXPECT_TRUE(exchange(request("/v1/health", "X: " + std::string(100'000, 'a') + "\r\n"), false)
                  .starts_with("HTTP/1.1 431"));
  EXPECT_TRUE(exchange(request("/" + std::string(10'000, 'a')), true).starts_with("HTTP/1.1 4"));
  EXPECT_TRUE(exchange("POST /v1/transactions HTTP/1.1\r\nContent-Length: 4294967296\r\n\r\n", false)
                  .starts_with("HTTP/1.1 413"));
  EXPECT_TRUE(
      exchange("POST /v1/transactions HTTP/1.1\r\nContent-Length: 18446744073709551615\r\n\r\n", false)
          .starts_with("HTTP/1.1 4"));
  EXPECT_TRUE(exchange(upload(Bytes(2 * limits::kApiBodyBytesMax)), false).starts_with("HTTP/1.1 413"));
  EXPECT_TRUE(alive());
}

TEST_F(Server, SilenceIsEndedAfterTheIdleTime) {
  start([](ApiOptions& options) { options.idle_ms = 200; });
  EXPECT_EQ(exchange("", false), "");
  EXPECT_EQ(exchange("GET /v1/he", false), "");
  EXPECT_TRUE(alive());
}

TEST_F(Server, ARequestWaitsForItsTransactionAndIsAnsweredWhenItIsCertified) {
  const Bytes bytes = make_transaction(1);
  EXPECT_TRUE(exchange(upload(bytes)).starts_with("HTTP/1.1 202"));
  std::string answer;
  std::thread waiting([&] {
    answer = exchange(
        request("/v1/transactions/" + parsed(bytes).id.hex() + "?wait_ms=20000", "Connection: close\r\n"),
        false);
  });
  // Whether the request comes before, between or after these, it must be answered at once.
  const TxIds ids = node_.make_block(false);
  node_.certify_head();
  server_->certified(1, ids);
  waiting.join();
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200")) << answer;
}

TEST_F(Server, WaitingEndsWithItsTime) {
  const Bytes bytes = make_transaction(1);
  EXPECT_TRUE(exchange(upload(bytes)).starts_with("HTTP/1.1 202"));
  EXPECT_TRUE(
      exchange(request("/v1/transactions/" + parsed(bytes).id.hex() + "?wait_ms=50", "Connection: close\r\n"),
               false)
          .starts_with("HTTP/1.1 202"));
}

TEST_F(Server, StopEndsWaitingRequestsWithAnAnswer) {
  const Bytes bytes = make_transaction(1);
  EXPECT_TRUE(exchange(upload(bytes)).starts_with("HTTP/1.1 202"));
  std::atomic<bool> sent{false};
  std::string answer;
  std::thread waiting([&] {
    asio::io_context context;
    tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), server_->port()});
    asio::write(socket,
                asio::buffer(request("/v1/transactions/" + parsed(bytes).id.hex() + "?wait_ms=30000")));
    asio::write(socket, asio::buffer(request("/v1/health")));
    sent = true;
    boost::system::error_code error;
    asio::read(socket, asio::dynamic_buffer(answer), error);
  });
  ASSERT_TRUE(testing::eventually([&] { return sent.load(); }));
  const auto begin = std::chrono::steady_clock::now();
  server_->stop();
  waiting.join();
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  EXPECT_TRUE(answer.empty() || answer.starts_with("HTTP/1.1 202")) << answer;
}

TEST_F(Server, AnAddressInUseIsSaidSo) {
  ApiOptions options{{"127.0.0.1", server_->port()}, 50, 2'000, "{}"};
  ApiServer second(std::move(options), node_, node_.workers());
  const auto started = second.start();
  ASSERT_FALSE(started.has_value());
  EXPECT_EQ(started.error().code, Code::port_in_use);
}

TEST_F(Server, ExpectContinueIsAnswered) {
  const Bytes bytes = make_transaction(1);
  const std::string answer = exchange(
      "POST /v1/transactions HTTP/1.1\r\nExpect: 100-continue\r\nContent-Type: "
      "application/octet-stream\r\nContent-Length: " +
      std::to_string(bytes.size()) + "\r\n\r\n" + std::string(text_of(bytes)));
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 100 Continue\r\n\r\n")) << answer;
  EXPECT_NE(answer.find("HTTP/1.1 202"), std::string::npos);
}

}  // namespace
}  // namespace credence::node
