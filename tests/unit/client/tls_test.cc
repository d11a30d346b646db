// SPDX-License-Identifier: Apache-2.0
// TLS between client and node: whose certificate is believed, and what is said where it is not, or where one
// side speaks plain HTTP.
#include <gmock/gmock.h>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <thread>

#include "client/credit_texts.h"
#include "client/http.h"
#include "tests/support/certificates.h"
#include "tests/unit/client/fake_node.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;

constexpr ClientOptions kOptions{
    .request_timeout_ms = 30'000, .wait_ms = 200, .deadline_ms = 60'000, .first_node = 0};

class HolesTls : public ::testing::Test {
 protected:
  HolesTls() {
    std::string pattern = (fs::temp_directory_path() / "credence-tls-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    authority_.write(file("ca.pem"), file("ca-key.pem"));
  }
  ~HolesTls() override { fs::remove_all(folder_); }
  std::string file(const std::string& name) const { return folder_ / name; }
  /// One node with this certificate.
  FakeNetwork& serve(const TestCertificate& certificate, const std::string& prefix = {}) {
    certificate.write(file("node.pem"), file("node-key.pem"));
    net_ = std::make_unique<FakeNetwork>(1, FakeNetwork::Tls{file("node.pem"), file("node-key.pem"), prefix});
    return *net_;
  }
  /// What comes of a question, with the endpoint changed.
  static Code ask(FakeNetwork& net, const std::function<void(Endpoint&)>& change,
                  std::string* detail = nullptr) {
    Network network = net.network();
    change(network.nodes[0].api);
    const auto header = Client(network, kOptions).header();
    if (!header && detail != nullptr) *detail = header.error().error.detail;
    EXPECT_TRUE(header || header.error().exit == ExitCode::unreachable);
    return header ? Code::ok : header.error().error.code;
  }
  std::function<void(Endpoint&)> with_ca() const {
    return [ca = file("ca.pem")](Endpoint& endpoint) { endpoint.ca = ca; };
  }

  const TestCertificate authority_{{.names = ""}};

 private:
  fs::path folder_;
  std::unique_ptr<FakeNetwork> net_;
};

TEST_F(HolesTls, WhatTheAuthorityOfAFileSignedIsBelieved) {
  FakeNetwork& net = serve(TestCertificate({}, &authority_), "/credence/a");
  Network network = net.network();
  with_ca()(network.nodes[0].api);
  Client client(network, kOptions);
  RegisterEnterprises action;
  action.lines.push_back({samples::code(1), world::enterprise_name(1), {}, {}});
  const auto done = client.submit(action, world::kRegistrar);
  ASSERT_TRUE(done) << done.error().error.text_en();
  EXPECT_EQ(net.executed, 1U);
}

TEST_F(HolesTls, WithoutItTheSystemsAuthoritiesDecide) {
  std::string detail;
  EXPECT_EQ(ask(serve(TestCertificate({}, &authority_)), [](Endpoint&) {}, &detail), Code::tls_untrusted);
  EXPECT_THAT(detail, ::testing::HasSubstr("https://127.0.0.1:"));
}

TEST_F(HolesTls, AnotherHostAnExpiredOneAndOneSignedByItselfAreNotBelieved) {
  EXPECT_EQ(ask(serve(TestCertificate({.names = "IP:127.0.0.2"}, &authority_)), with_ca()),
            list_code::tls_other_name);
  EXPECT_EQ(ask(serve(TestCertificate({.names = "DNS:localhost"}, &authority_)), with_ca()),
            list_code::tls_other_name);
  EXPECT_EQ(ask(serve(TestCertificate({.to_days = -1}, &authority_)), with_ca()), list_code::tls_expired);
  EXPECT_EQ(ask(serve(TestCertificate({.from_days = 1}, &authority_)), with_ca()), list_code::tls_expired);
  EXPECT_EQ(ask(serve(TestCertificate({})), with_ca()), Code::tls_untrusted);
}

TEST_F(HolesTls, ANameIsHeldAgainstTheCertificate) {
  const auto by_name = [this](Endpoint& endpoint) {
    endpoint.host = "localhost";
    endpoint.ca = file("ca.pem");
  };
  EXPECT_EQ(ask(serve(TestCertificate({.names = "DNS:localhost"}, &authority_)), by_name), Code::ok);
  EXPECT_EQ(ask(serve(TestCertificate({.names = "DNS:node.example"}, &authority_)), by_name),
            list_code::tls_other_name);
}

TEST_F(HolesTls, APinIsThisCertificateOrThisKeyWhoeverSignedIt) {
  // by itself, for another name, and too old
  const TestCertificate certificate({.names = "DNS:elsewhere", .to_days = -1});
  FakeNetwork& net = serve(certificate);
  for (const bool of_the_key : {false, true})
    EXPECT_EQ(ask(net, [&](Endpoint& endpoint) { endpoint.pin = certificate.digest(of_the_key); }), Code::ok);
  std::string detail;
  EXPECT_EQ(ask(
                net, [&](Endpoint& endpoint) { endpoint.pin = TestCertificate({}).digest(); }, &detail),
            Code::tls_untrusted);
  EXPECT_THAT(detail, ::testing::HasSubstr(certificate.digest())) << "what there is instead";
}

TEST_F(HolesTls, PlainToTlsAndTlsToPlainAreToldApart) {
  FakeNetwork& secure = serve(TestCertificate({}, &authority_));
  std::string detail;
  EXPECT_EQ(ask(secure, [](Endpoint& endpoint) { endpoint.tls = false; }, &detail), Code::tls_needed);
  EXPECT_THAT(detail, ::testing::HasSubstr("http://127.0.0.1:"));
  FakeNetwork plain(1);
  EXPECT_EQ(ask(plain, [](Endpoint& endpoint) { endpoint.tls = true; }), Code::tls_not_spoken);
}

// Other servers answer plain HTTP with a TLS alert.
TEST_F(HolesTls, AnAlertInsteadOfAnAnswerIsTlsToo) {
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
  std::jthread server([&] {
    boost::asio::ip::tcp::socket socket(context);
    boost::system::error_code ignored;
    acceptor.accept(socket, ignored);
    char request[16];
    socket.read_some(boost::asio::buffer(request), ignored);
    boost::asio::write(socket, boost::asio::buffer("\x15\x03\x01\x00\x02\x02\x0a", 7), ignored);
    while (!ignored) socket.read_some(boost::asio::buffer(request), ignored);
  });
  HttpPool pool(Endpoint{"127.0.0.1", std::to_string(acceptor.local_endpoint().port())});
  const auto answer = pool.exchange({.target = "/v1/status", .timeout = std::chrono::milliseconds(30'000)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::tls_needed);
}

TEST_F(HolesTls, AHeadWithoutEndIsToldAsSuch) {
  boost::asio::io_context context;
  boost::asio::ip::tcp::acceptor acceptor(context, {boost::asio::ip::address_v4::loopback(), 0});
  std::jthread server([&] {
    boost::asio::ip::tcp::socket socket(context);
    boost::system::error_code gone;
    acceptor.accept(socket, gone);
    const std::string line = "X-A: " + std::string(4'000, 'y') + "\r\n";
    boost::asio::write(socket, boost::asio::buffer("HTTP/1.1 200 OK\r\n", 17), gone);
    while (!gone) boost::asio::write(socket, boost::asio::buffer(line), gone);
  });
  HttpPool pool(Endpoint{"127.0.0.1", std::to_string(acceptor.local_endpoint().port())});
  const auto answer = pool.exchange({.target = "/v1/status", .timeout = std::chrono::milliseconds(30'000)});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, Code::bad_answer);
  EXPECT_THAT(answer.error().detail, ::testing::HasSubstr("head > 16 KiB"));
}

TEST_F(HolesTls, AWrongPathIsNoNode) {
  EXPECT_EQ(ask(serve(TestCertificate({}, &authority_), "/right"),
                [this](Endpoint& endpoint) {
                  endpoint.ca = file("ca.pem");
                  endpoint.prefix = "/wrong";
                }),
            Code::not_a_node);
}

TEST_F(HolesTls, AFileWithoutCertificatesIsNamed) {
  std::ofstream(file("none.pem")) << "nothing";
  std::string detail;
  EXPECT_EQ(ask(
                serve(TestCertificate({}, &authority_)),
                [this](Endpoint& endpoint) { endpoint.ca = file("none.pem"); }, &detail),
            Code::bad_certificate);
  EXPECT_THAT(detail, ::testing::HasSubstr("none.pem"));
}

TEST_F(HolesTls, OtherReasonsOfSeveralNodesAreAllNamed) {
  FakeNetwork net(2);
  net.stop(1);
  Network network = net.network();
  network.nodes[0].api.tls = true;
  const auto header = Client(network, kOptions).header();
  ASSERT_FALSE(header);
  EXPECT_EQ(header.error().error.code, Code::unreachable);
  for (const char* part : {"tls_not_spoken", "connection_refused"})
    EXPECT_THAT(header.error().error.detail, ::testing::HasSubstr(part));
}

// Texts of credit entries are not for whoever listens.
TEST_F(HolesTls, NoTextIsAskedForInPlainHttpBeyondThisMachine) {
  FakeNetwork net(1);
  Network network = net.network();
  network.nodes[0].api.host = "192.0.2.1";  // of no machine
  Client client(network, kOptions);
  const auto taken = hand_in_text(client, world::kRegistrar, CreditKey{Id("d"), Id("b"), 1}, CreditText{});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().error.code, Code::text_needs_tls);
  EXPECT_EQ(net.asked(0), 0U);
}

}  // namespace
}  // namespace credence::testing
