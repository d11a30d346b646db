// SPDX-License-Identifier: Apache-2.0
// The client believes no node: each test makes nodes lie or fail in one way and says what the caller gets.
#include "client/client.h"

#include "tests/unit/client/fake_node.h"

namespace credence::testing {
namespace {

using world::kAward;
using world::kPay;
using world::kRegistrar;

constexpr ClientOptions kHasty{.request_timeout_ms = 300, .wait_ms = 50, .deadline_ms = 2'000};

RegisterEnterprises one_enterprise(unsigned number) {
  RegisterEnterprises out;
  out.lines.push_back({samples::code(number), world::enterprise_name(number), {}, {}});
  return out;
}

FakeNetwork::Behaviour always(const Answer& answer) {
  return [answer](const auto&, const auto&, const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0) return answer;
    return std::nullopt;
  };
}
/// Lets the honest answer come about, and changes it where it holds a proof of the kind.
template <class Proof>
FakeNetwork::Behaviour lie(std::string prefix, std::function<void(Proof&)> change) {
  return [prefix, change](const auto& method, const std::string& target,
                          const Answer& honest) -> std::optional<Answer> {
    if (honest.status != 200 || method != "GET" || !target.starts_with(prefix)) return std::nullopt;
    return tampered<Proof>(honest, change);
  };
}

TEST(Client, ASubmittedTransactionComesBackProvedAndRecordedOnce) {
  FakeNetwork net;
  Client client = net.client();
  const auto done = client.submit(one_enterprise(1), kRegistrar);
  ASSERT_TRUE(done) << done.error().error.text_en();
  EXPECT_EQ((*done)->receipt.code, 0);
  EXPECT_GE(done->certificate().signatures.size(), 3U);
  EXPECT_EQ(net.executed, 1U);
  EXPECT_TRUE(client.bad_answers().empty());
}

TEST(Client, IdenticalBytesSubmittedTwiceGiveTheFirstReceiptAgain) {
  FakeNetwork net;
  Client client = net.client();
  const Bytes bytes = client.sign(one_enterprise(1), kRegistrar).value();
  const auto first = client.submit_bytes(bytes), second = client.submit_bytes(bytes);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->header().height, second->header().height);
  EXPECT_EQ((*second)->receipt.code, 0);
  EXPECT_EQ(net.executed, 1U);
}

TEST(Client, AReceiptThatNamesABrokenRuleIsARefusalWithItsCodeAndLine) {
  FakeNetwork net;
  Client client = net.client();
  ASSERT_TRUE(client.submit(one_enterprise(1), kRegistrar));
  const auto again = client.submit(one_enterprise(1), kRegistrar);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().exit, ExitCode::refused);
  EXPECT_EQ(again.error().error.code, Code::already_registered);
  EXPECT_THAT(again.error().error.detail, ::testing::HasSubstr("line 1"));
}

TEST(Client, AWrongRoleIsRefusedByTheLedger) {
  FakeNetwork net;
  const auto done = net.client().submit(one_enterprise(1), kPay);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().exit, ExitCode::refused);
  EXPECT_EQ(done.error().error.code, Code::wrong_role);
}

TEST(Client, WhatBreaksARuleWithoutTheStateIsNeverSent) {
  FakeNetwork net;
  RegisterEnterprises bad = one_enterprise(1);
  bad.lines[0].name = Name("");
  const auto done = net.client().submit(bad, kRegistrar);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().exit, ExitCode::bad_input);
  EXPECT_EQ(net.executed, 0U);
}

TEST(Client, AnExpiredTransactionIsRefusedWhenTwoNodesSaySo) {
  FakeNetwork net;
  Client client = net.client();
  const Bytes bytes = client.sign_until(one_enterprise(1), kRegistrar, 1).value();
  const auto done = client.submit_bytes(bytes);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().exit, ExitCode::refused);
  EXPECT_EQ(done.error().error.code, Code::expired);
}

TEST(Client, ATransactionOfAnotherChainIsNotSent) {
  FakeNetwork net;
  Network other = net.network();
  other.anchor.chain = ChainId{};
  const Bytes bytes = Client(other).sign_until(one_enterprise(1), kRegistrar, 100).value();
  const auto done = net.client().submit_bytes(bytes);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().error.code, Code::wrong_chain);
  EXPECT_EQ(net.asked(0), 0U);
}

TEST(Client, OneNodeThatRefusesFalselyCannotStopATransaction) {
  FakeNetwork net;
  net.behave(0, always(problem(401, "unknown_key")));
  const auto done =
      net.client().submit_bytes(net.client().sign_until(one_enterprise(1), kRegistrar, 100).value());
  EXPECT_TRUE(done);
}

TEST(Client, DeadBusyHangingAndSilentNodesArePassedOver) {
  FakeNetwork net;
  net.stop(0);
  net.behave(1, always(problem(503, "pool_full", 10)));
  net.behave(2, always({0, {}}));  // hangs up
  Client client = net.client();
  const auto done = client.submit(one_enterprise(1), kRegistrar);
  ASSERT_TRUE(done) << done.error().error.text_en();
  EXPECT_EQ(net.executed, 1U);
}

TEST(Client, ABusyNetworkIsAskedAgainAfterTheTimeItNames) {
  FakeNetwork net;
  std::atomic<int> busy = 4;  // each node once
  net.behave_all([&busy](const auto& method, const auto&, const Answer& honest) -> std::optional<Answer> {
    if (honest.status != 0 || method != "POST" || busy-- <= 0) return std::nullopt;
    return problem(429, "signer_quota", 600);
  });
  Client client = net.client();
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_TRUE(client.submit(one_enterprise(1), kRegistrar));
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(600));
}

TEST(Client, ANodeThatTakesATransactionAndNeverDeliversLosesItsTurn) {
  FakeNetwork net;
  net.behave(0, always({202, R"({"status": "pending"})"}));
  Client client = net.client();
  EXPECT_TRUE(client.submit_bytes(client.sign_until(one_enterprise(1), kRegistrar, 100).value()));
}

TEST(Client, NobodyListensIsUnreachable) {
  const Network gone = FakeNetwork(2).network();  // the endpoints go with their servers
  Client client(gone, kHasty);
  const auto done = client.header();
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().exit, ExitCode::unreachable);
  EXPECT_EQ(done.error().error.code, Code::unreachable);
}

// Four nodes that restart for longer than a few seconds: what was signed is not given up before the time of
// the call is over.
TEST(Client, ASignedTransactionWaitsForNodesThatRestart) {
  FakeNetwork net;
  std::atomic<int> silent = 24;
  net.behave_all([&silent](const auto&, const auto&, const Answer& honest) -> std::optional<Answer> {
    if (honest.status != 0 || silent <= 0) return std::nullopt;
    --silent;
    return Answer{0, {}};  // hangs up
  });
  Client client = net.client({.request_timeout_ms = 5'000, .wait_ms = 200, .deadline_ms = 60'000});
  const auto done = client.submit_bytes(client.sign_until(one_enterprise(1), kRegistrar, 100).value());
  ASSERT_TRUE(done) << done.error().error.text_en();
  EXPECT_EQ(net.executed, 1U);
}

TEST(Client, APendingTransactionEndsWithTheDeadline) {
  FakeNetwork net;
  net.behave_all(always({202, R"({"status": "pending"})"}));
  Client client = net.client(kHasty);
  const auto done = client.submit_bytes(client.sign_until(one_enterprise(1), kRegistrar, 100).value());
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().exit, ExitCode::unreachable);
  EXPECT_EQ(done.error().error.code, Code::timed_out);
}

// ---- lies -------------------------------------------------------------------------------------------------

struct Lie {
  const char* name;
  std::function<void(TransactionProof&)> change;
  Code code;
};

class LyingNode : public ::testing::TestWithParam<Lie> {};

TEST_P(LyingNode, IsFoundOutAndTheNextOneAsked) {
  FakeNetwork net;
  Client client = net.client();
  const auto done = client.submit(one_enterprise(1), kRegistrar);
  ASSERT_TRUE(done);
  for (std::size_t liar = 0; liar < 3; ++liar)
    net.behave(liar, lie<TransactionProof>("/v1/transactions/", GetParam().change));
  Client reader = net.client();
  const auto found = reader.transaction((*done)->transaction.id);
  ASSERT_TRUE(found) << found.error().error.text_en();
  ASSERT_EQ(reader.bad_answers().size(), 3U);
  EXPECT_EQ(reader.bad_answers()[0].error.code, GetParam().code) << reader.bad_answers()[0].error.text_en();
}

TEST_P(LyingNode, AloneGivesAnErrorThatNamesTheCheck) {
  FakeNetwork net;
  Client client = net.client();
  const auto done = client.submit(one_enterprise(1), kRegistrar);
  ASSERT_TRUE(done);
  net.behave_all(lie<TransactionProof>("/v1/transactions/", GetParam().change));
  const auto found = net.client().transaction((*done)->transaction.id);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().exit, ExitCode::not_verified);
  EXPECT_EQ(found.error().error.code, GetParam().code) << found.error().error.text_en();
}

INSTANTIATE_TEST_SUITE_P(
    Checks, LyingNode,
    ::testing::Values(
        Lie{"FewerSigners", [](TransactionProof& p) { p.block.certificate.signatures.pop_back(); },
            Code::not_enough_signers},
        Lie{"OneSignerRepeated",
            [](TransactionProof& p) {
              p.block.certificate.signatures[1] = p.block.certificate.signatures[0];
            },
            Code::signers_not_distinct},
        Lie{"UnknownSigner", [](TransactionProof& p) { p.block.certificate.signatures.back().validator = 9; },
            Code::unknown_signer},
        Lie{"ForgedSignature",
            [](TransactionProof& p) {
              p.block.certificate.signatures[0].signature.bytes[40] ^= std::byte{1};
            },
            Code::bad_signature},
        Lie{"AnotherHeader", [](TransactionProof& p) { p.block.header.time_ms += 1; }, Code::wrong_header},
        Lie{"AnotherReceipt",
            [](TransactionProof& p) {
              Receipt receipt = decode<Receipt>(p.receipt).value();
              receipt.code = static_cast<std::uint16_t>(Code::wrong_role);
              p.receipt = encode(receipt);
            },
            Code::bad_merkle_path},
        Lie{"AnotherTransaction", [](TransactionProof& p) { p.transaction.back() ^= std::byte{1}; },
            Code::bad_merkle_path}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(Client, AnswersThatAreNoProofAtAllAreBadAnswers) {
  for (const Answer& junk :
       {Answer{200, "{}"}, Answer{200, "not JSON"}, Answer{200, R"({"proof": "!!"})"},
        Answer{200, R"({"proof": "AAAA"})"}, Answer{200, "[]"}, Answer{200, std::string(100'000, '[')}}) {
    FakeNetwork net;
    net.behave_all(always(junk));
    const auto found = net.client(kHasty).header(1);
    ASSERT_FALSE(found) << junk.body.substr(0, 20);
    EXPECT_EQ(found.error().exit, ExitCode::not_verified) << junk.body.substr(0, 20);
    EXPECT_EQ(found.error().error.code, Code::bad_answer);
  }
}

TEST(Client, AnotherBlockThanAskedForIsRefused) {
  FakeNetwork net;
  Client client = net.client();
  ASSERT_TRUE(client.submit(one_enterprise(1), kRegistrar));
  net.behave_all([&net](const auto&, const std::string& target,
                        const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0 || target != "/v1/blocks/1") return std::nullopt;
    return FakeNetwork::proved(net.world().ledger().prove_block(2), {{"transactions", boost::json::array{}}});
  });
  const auto found = client.header(1);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().error.code, Code::wrong_subject);
}

TEST(Client, StateIsProvedBothWhenThereAndWhenAbsent) {
  FakeNetwork net;
  Client client = net.client();
  ASSERT_TRUE(client.submit(one_enterprise(1), kRegistrar));
  const auto there = client.state<EnterpriseValue>(EnterpriseKey{samples::code(1)});
  ASSERT_TRUE(there && **there);
  EXPECT_EQ((**there)->name, world::enterprise_name(1));
  const auto absent = client.state<EnterpriseValue>(EnterpriseKey{samples::code(2)});
  ASSERT_TRUE(absent);
  EXPECT_FALSE(**absent);
}

TEST(Client, AnAbsenceThatIsNotTrueIsFoundOut) {
  FakeNetwork net;
  Client client = net.client();
  ASSERT_TRUE(client.submit(one_enterprise(1), kRegistrar));
  net.behave_all(lie<StateProof>("/v1/state/", [](StateProof& p) { p.value.reset(); }));
  const auto found = client.state<EnterpriseValue>(EnterpriseKey{samples::code(1)});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().exit, ExitCode::not_verified);
}

TEST(Client, AStateOlderThanOnesOwnWriteIsNotAccepted) {
  FakeNetwork net;
  Client client = net.client(kHasty);
  const auto old = FakeNetwork::proved(net.world().ledger().prove_state(EnterpriseKey{samples::code(1)}));
  ASSERT_TRUE(client.submit(one_enterprise(1), kRegistrar));
  net.behave_all(
      [old](const auto&, const std::string& target, const Answer& honest) -> std::optional<Answer> {
        if (honest.status == 0 || !target.starts_with("/v1/state/")) return std::nullopt;
        return old;  // true once, and well proved
      });
  const auto found = client.state<EnterpriseValue>(EnterpriseKey{samples::code(1)});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().error.code, Code::stale_answer);
}

TEST(Client, WhatWasLearnedStaysTheReasonWhenTheLastRoundHearsNobody) {
  FakeNetwork net;
  Client client = net.client(kHasty);
  const auto old = FakeNetwork::proved(net.world().ledger().prove_state(EnterpriseKey{samples::code(1)}));
  ASSERT_TRUE(client.submit(one_enterprise(1), kRegistrar));
  for (std::size_t node = 0; node < 4; ++node)
    net.behave(node, [&net, node, old](const auto&, const std::string&, const Answer&) {
      net.hang(node, FakeNetwork::Hang::silent);  // from the next request on
      return std::optional(old);
    });
  const auto found = client.state<EnterpriseValue>(EnterpriseKey{samples::code(1)});
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().error.code, Code::stale_answer);
  EXPECT_EQ(found.error().exit, ExitCode::not_verified);
  net.behave_all(nullptr);  // none that is asked late hangs again
  for (std::size_t node = 0; node < 4; ++node) net.hang(node, FakeNetwork::Hang::not_at_all);
}

TEST(Client, TwoCertificatesForOneHeightAreEvidenceThatNamesTheSigners) {
  FakeNetwork net;
  Client client = net.client();
  ASSERT_TRUE(client.header(1));
  net.behave_all(
      [&net](const auto&, const std::string& target, const Answer& honest) -> std::optional<Answer> {
        if (honest.status == 0 || target != "/v1/blocks/1") return std::nullopt;
        return tampered<BlockProof>(honest, [&net](BlockProof& p) {
          p.header.time_ms += 1;
          p.certificate = world::certify(net.world().chain(), p.header);
        });
      });
  const auto found = client.header(1);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().error.code, Code::conflicting_certificates);
  EXPECT_THAT(found.error().error.detail,
              ::testing::HasSubstr("signed both: Validator 1, Validator 2, Validator 3"));
}

// ---- histories --------------------------------------------------------------------------------------------

class History : public ::testing::Test {
 protected:
  void SetUp() override {
    net.world().register_enterprises(2);
    net.world().create_programme();
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 1; i <= 8; ++i)
      lines.push_back(world::World::award(i, 1, 100, Name("项目" + std::to_string(i))));
    ASSERT_EQ(net.world().run(kAward, world::World::awards(lines)), Code::ok) << net.world().detail;
  }
  FakeNetwork net;
  const HistoryKey subject{EnterpriseKey{samples::code(1)}};
};

TEST_F(History, IsReadPageByPageAndProvedToBeComplete) {
  Client client = net.client();
  const auto found = client.history(subject);
  ASSERT_TRUE(found) << found.error().error.text_en();
  EXPECT_EQ((*found)->entries.size(), 9U);  // registered, and eight awards
  EXPECT_TRUE(std::holds_alternative<EnterpriseRegistered>((*found)->entries[0].fact));
}

TEST_F(History, OfNothingIsProvedToBeEmpty) {
  const auto found = net.client().history(HistoryKey{EnterpriseKey{samples::code(77)}});
  ASSERT_TRUE(found) << found.error().error.text_en();
  EXPECT_TRUE((*found)->entries.empty());
}

TEST_F(History, WithAnEntryLeftOutChangedOrSwappedIsFoundOutAndReadFromAnotherNode) {
  const std::function<void(HistoryPage&)> changes[] = {
      [](HistoryPage& p) {
        p.entries.pop_back();
        p.entries.pop_back();
      },
      [](HistoryPage& p) { p.entries.front().back() ^= std::byte{1}; },
      [](HistoryPage& p) { std::swap(p.entries.front(), p.entries.back()); },
      [](HistoryPage& p) { p.from += 1; },
  };
  for (const auto& change : changes) {
    net.behave(
        0, [change](const auto&, const std::string& target, const Answer& honest) -> std::optional<Answer> {
          if (honest.status == 0 || target.find("from=0") == std::string::npos) return std::nullopt;
          return tampered<HistoryPage>(honest, change);
        });
    Client client = net.client();
    const auto found = client.history(subject);
    ASSERT_TRUE(found) << found.error().error.text_en();
    EXPECT_EQ((*found)->entries.size(), 9U);
    for (std::size_t i = 0; i < 9; ++i) EXPECT_GE((*found)->entries[i].height, 1U);
  }
}

TEST_F(History, ThatNobodyGivesTrulyIsAnError) {
  net.behave_all([](const auto&, const std::string& target, const Answer& honest) -> std::optional<Answer> {
    if (honest.status == 0 || target.find("/history") == std::string::npos) return std::nullopt;
    return tampered<HistoryPage>(honest, [](HistoryPage& p) { p.entries.front().back() ^= std::byte{1}; });
  });
  const auto found = net.client().history(subject);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().exit, ExitCode::not_verified);
}

}  // namespace
}  // namespace credence::testing
