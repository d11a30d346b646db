// SPDX-License-Identifier: Apache-2.0
// A node that lies: in each field of each answer, and with true answers to other questions. The client must
// refuse every one with a reason that names the check, report the node, and get the truth from an honest one.
#include <functional>

#include "ledger/proof/archive.h"
#include "tests/support/mutations.h"
#include "tests/unit/client/fake_node.h"

namespace credence::testing {
namespace {

using world::kAward;
using world::kPay;
using world::kQualify;
using world::World;

/// What a check of an answer may say. Anything else (`internal`, a broken connection) is no reason.
constexpr Code kReasons[] = {
    Code::bad_answer,           Code::malformed,          Code::trailing_bytes,
    Code::limit_exceeded,       Code::bad_utf8,           Code::wrong_header,
    Code::wrong_validator_set,  Code::not_enough_signers, Code::unknown_signer,
    Code::signers_not_distinct, Code::bad_signature,      Code::high_s_signature,
    Code::bad_merkle_path,      Code::wrong_root,         Code::wrong_subject,
    Code::wrong_height,         Code::incomplete_history, Code::conflicting_certificates,
    Code::wrong_chain,          Code::missing_signature,  Code::before_anchor};

using Asked = std::function<Outcome<std::string>(Client&)>;  // the answer as text, to be compared

template <class T>
Outcome<std::string> as_text(const Outcome<Verified<T>>& found) {
  if (!found) return std::unexpected(found.error());
  return to_hex(encode(**found));
}

class ProofLies : public ::testing::Test {
 protected:
  void SetUp() override {
    World& w = net.world();
    w.register_enterprises(40);
    w.create_programme();
    std::vector<AwardLine> lines;
    for (std::uint32_t i = 1; i <= 8; ++i)
      lines.push_back(World::award(i, 1, 100, Name("项目" + std::to_string(i))));
    ASSERT_EQ(w.run(kAward, World::awards(lines, 100)), Code::ok) << w.detail;
    ASSERT_EQ(w.run(kQualify, World::issue("specialized", 1, {2022, 1, 1})), Code::ok) << w.detail;
    std::vector<Bytes> block;  // several transactions, so that there are Merkle paths
    for (std::uint32_t i = 1; i <= 5; ++i)
      block.push_back(w.transaction(kPay, World::payments({World::payment(i, i, 1, 10 + i)}, 100)));
    id = w.id_of(block[2]);
    (void)w.apply(std::move(block));
    height = w.ledger().height();
    (void)w.apply({});
  }

  /// Each mutation of the proof in the answer to `target` (a part of it): told by the node that is asked
  /// first.
  template <class Proof>
  void every_lie(const std::string& name, const std::string& target, const Asked& ask) {
    std::unique_ptr<Client> client(new Client(net.client()));
    const auto truth = ask(*client);
    ASSERT_TRUE(truth) << name << ": " << truth.error().error.text_en();
    std::optional<Proof> proof;
    net.behave_all([&](const auto&, const std::string& asked, const Answer& honest) -> std::optional<Answer> {
      if (honest.status == 200 && asked.find(target) != std::string::npos)
        (void)tampered<Proof>(honest, [&](Proof& p) { proof = p; });
      return std::nullopt;
    });
    const auto again = ask(*client);
    net.behave_all({});
    ASSERT_TRUE(again);
    ASSERT_TRUE(proof) << name << ": nobody asked for " << target;
    const std::size_t count = Mutations::count(*proof);
    std::size_t told = 0;
    for (std::size_t n = 0; n < count; ++n) {
      Proof changed = *proof;
      const std::string what = Mutations::apply(changed, n);
      const auto bytes = try_encode(changed);
      if (!bytes || *bytes == encode(*proof))
        continue;  // no list can be longer than its type; and a lie that changes nothing is none
      if (told++ % 200 == 0) client.reset(new Client(net.client()));  // it keeps the first 1,000 bad answers
      tell(name + what, target,
           {200, boost::json::serialize(boost::json::object{{"proof", to_base64(*bytes)}})}, *client, ask,
           *truth);
      if (HasFailure()) return;
    }
    std::printf("%-28s %4zu lies, all refused\n", name.c_str(), told);
    lies += told;
  }

  /// Node 0 or 1, whichever the client asks first, tells the lie; the other one is honest.
  void tell(const std::string& name, const std::string& target, const Answer& lie, Client& client,
            const Asked& ask, const std::string& truth) {
    const std::size_t before = client.bad_answers().size();
    std::optional<std::size_t> liar;
    for (std::size_t node = 0; node < 2; ++node)
      net.behave(
          node,
          [&, node](const auto&, const std::string& asked, const Answer& honest) -> std::optional<Answer> {
            if (honest.status != 200 || asked.find(target) == std::string::npos) return std::nullopt;
            if (!liar) liar = node;
            if (*liar != node) return std::nullopt;
            return lie;
          });
    const auto found = ask(client);
    net.behave_all({});
    ASSERT_TRUE(found) << name << ": " << found.error().error.text_en();
    EXPECT_EQ(*found, truth) << name << " was believed";
    const auto bad = client.bad_answers();
    ASSERT_GT(bad.size(), before) << name << ": nobody was reported";
    EXPECT_EQ(bad.back().node, net.network().nodes[*liar].api.text()) << name;
    EXPECT_TRUE(std::ranges::find(kReasons, bad.back().error.code) != std::end(kReasons))
        << name << ": " << bad.back().error.text_en();
    ++reasons[bad.back().error.code];
  }
  /// The same for lies that are no mutation of a proof.
  void expect_refused(const std::string& name, const std::string& target, const Answer& lie,
                      const Asked& ask) {
    Client client = net.client();
    const auto truth = ask(client);
    ASSERT_TRUE(truth) << name;
    Client other = net.client();
    tell(name, target, lie, other, ask, *truth);
    ++lies;
  }

  void TearDown() override {
    std::printf("%zu lies refused:", lies);
    for (const auto& [reason, times] : reasons)
      std::printf(" %s %zu", std::string(info(reason).name).c_str(), times);
    std::printf("\n");
  }

  FakeNetwork net{2};
  const Uscc code = samples::code(1);
  TxId id;
  Height height = 0;
  std::size_t lies = 0;
  std::map<Code, std::size_t> reasons;

  const Asked transaction = [this](Client& c) -> Outcome<std::string> {
    auto found = c.transaction(id);
    if (!found) return std::unexpected(found.error());
    return to_hex(encode((*found)->receipt)) + to_hex(encode(found->header())) +
           std::to_string((*found)->index);
  };
  const Asked header = [this](Client& c) -> Outcome<std::string> {
    auto found = c.header(height);
    if (!found) return std::unexpected(found.error());
    return to_hex(encode(found->header()));
  };
  const Asked content = [this](Client& c) -> Outcome<std::string> {
    auto found = c.block(height);
    if (!found) return std::unexpected(found.error());
    std::string out;
    for (const BlockTransaction& one : (*found)->transactions)
      out += one.id.hex() + to_hex(encode(one.receipt));
    return out;
  };
  const Asked latest = [](Client& c) -> Outcome<std::string> {
    auto found = c.header();
    if (!found) return std::unexpected(found.error());
    return to_hex(encode(found->header()));
  };
  const Asked present = [](Client& c) { return as_text(c.programme(Id("puhui-2022"))); };
  const Asked absent = [](Client& c) {
    return as_text(c.state<EnterpriseValue>(EnterpriseKey{samples::code(77)}));
  };
  const Asked held_title = [this](Client& c) -> Outcome<std::string> {
    auto found = c.title(Id("specialized"), code, {2023, 1, 1});
    if (!found) return std::unexpected(found.error());
    return std::string(name_of((*found)->state));
  };
  Asked history(HistoryKey subject, HistoryOrder order) {
    return [subject, order](Client& c) -> Outcome<std::string> {
      auto found = c.history(subject, {.order = order});
      if (!found) return std::unexpected(found.error());
      std::string out = std::to_string((*found)->total);
      for (const HistoryEntry& entry : (*found)->entries) out += to_hex(encode(entry));
      return out;
    };
  }
};

TEST_F(ProofLies, InAnyFieldOfATransactionAreRefused) {
  every_lie<TransactionProof>("transaction", "/v1/transactions/", transaction);
}

TEST_F(ProofLies, InAnyFieldOfABlockAreRefused) {
  every_lie<BlockProof>("block", "/v1/blocks/", header);
  every_lie<ArchiveBlock>("block with its content", "/content", content);
  every_lie<BlockProof>("latest block", "/v1/blocks/latest", latest);
}

TEST_F(ProofLies, InAnyFieldOfAValueOrItsAbsenceAreRefused) {
  every_lie<StateProof>("programme", "/v1/state/", present);
  every_lie<StateProof>("absence", "/v1/state/", absent);
  every_lie<StateProof>("title", "/v1/state/", held_title);
}

TEST_F(ProofLies, InAnyFieldOfAnyPageOfAHistoryAreRefused) {
  const HistoryKey enterprise = of_enterprise(code), nobody = of_enterprise(samples::code(77));
  every_lie<HistoryPage>("history, first page", "?from=0&", history(enterprise, HistoryOrder::oldest_first));
  every_lie<HistoryPage>("history, page in the middle", "?from=6&",
                         history(enterprise, HistoryOrder::oldest_first));
  every_lie<HistoryPage>("history, last page", "?last=", history(enterprise, HistoryOrder::newest_first));
  every_lie<HistoryPage>("history, page going back", "?from=6&",
                         history(enterprise, HistoryOrder::newest_first));
  every_lie<HistoryPage>("history of nothing", "/history?", history(nobody, HistoryOrder::oldest_first));
}

TEST_F(ProofLies, ThatAreTrueAnswersToOtherQuestionsAreRefused) {
  Ledger& ledger = net.world().ledger();
  const auto true_of = [](const auto& proof) { return FakeNetwork::proved(proof); };
  const TxId other = net.world().id_of(batch_of(ledger.block(height)->proposal)->transactions[0]);
  expect_refused("another transaction", "/v1/transactions/", true_of(ledger.prove_transaction(other)),
                 transaction);
  expect_refused("another block", "/v1/blocks/", true_of(ledger.prove_block(height - 1)), header);
  expect_refused("a value of another programme", "/v1/state/",
                 true_of(ledger.prove_state(ProgrammeKey{"none"})), present);
  expect_refused("an enterprise for a programme", "/v1/state/",
                 true_of(ledger.prove_state(EnterpriseKey{code})), present);
  expect_refused("a title of another enterprise", "/v1/state/",
                 true_of(ledger.prove_state(QualificationKey{"specialized", samples::code(2)})), held_title);
  expect_refused("another title of the enterprise", "/v1/state/",
                 true_of(ledger.prove_state(QualificationKey{"little-giant", code})), held_title);
  const Asked forward = history(of_enterprise(code), HistoryOrder::oldest_first),
              back = history(of_enterprise(code), HistoryOrder::newest_first);
  expect_refused("another enterprise's history", "?from=0&",
                 true_of(ledger.prove_history(of_enterprise(samples::code(2)), 0, 3)), forward);
  expect_refused("the programme's history", "?from=0&",
                 true_of(ledger.prove_history(of_programme("puhui-2022"), 0, 3)), forward);
  expect_refused("a later page", "?from=3&", true_of(ledger.prove_history(of_enterprise(code), 6, 3)),
                 forward);
  expect_refused("an earlier page", "?from=3&", true_of(ledger.prove_history(of_enterprise(code), 0, 3)),
                 forward);
  expect_refused("not the last page", "?last=", true_of(ledger.prove_history(of_enterprise(code), 3, 3)),
                 back);
  expect_refused("a page that leaves a gap", "?from=9&",
                 true_of(ledger.prove_history(of_enterprise(code), 6, 3)), back);
  expect_refused("a proof of another kind", "/v1/transactions/", true_of(ledger.prove_block(height)),
                 transaction);
  expect_refused("a page for a value", "/v1/state/", true_of(ledger.prove_history(of_enterprise(code), 0, 3)),
                 present);
}

TEST_F(ProofLies, OfAnotherChainOrItsValidatorsAreRefused) {
  Genesis other = world::genesis();
  other.network = "elsewhere";
  auto ledger = Ledger::open(make_memory_key_value(), other).value();
  const BlockHeader made = ledger->apply(world::proposal_of(other.time_ms + 1, {})).value();
  ASSERT_TRUE(ledger->add_certificate(world::certify(ledger->chain(), made)));
  expect_refused("the same validators on another chain", "/v1/state/",
                 FakeNetwork::proved(ledger->prove_state(ProgrammeKey{"puhui-2022"})), present);
  expect_refused("its block", "/v1/blocks/", FakeNetwork::proved(ledger->prove_block(1)), latest);
}

TEST_F(ProofLies, ThatAreOldAreNotTakenForTheState) {
  // True once, and perfectly proved: what freshness and one's own writes are for.
  const Answer old = FakeNetwork::proved(net.world().ledger().prove_state(ProgrammeKey{"puhui-2022"}));
  const Answer old_page = FakeNetwork::proved(net.world().ledger().prove_history(of_enterprise(code), 0, 3));
  Client client = net.client({.request_timeout_ms = 2'000, .wait_ms = 200, .deadline_ms = 2'000});
  RegisterEnterprises one;
  one.lines.push_back({samples::code(500), world::enterprise_name(500), {}, {}});
  const auto done = client.submit(one, world::kRegistrar);
  ASSERT_TRUE(done) << done.error().error.text_en();
  for (const auto& [target, lie] : {std::pair{"/v1/state/", &old}, {"?from=0&", &old_page}}) {
    std::size_t told = 0;
    net.behave(0,
               [&, target, lie](const auto&, const std::string& asked,
                                const Answer& honest) -> std::optional<Answer> {
                 if (honest.status != 200 || asked.find(target) == std::string::npos) return std::nullopt;
                 ++told;
                 return *lie;
               });
    net.behave(1, {});
    for (int i = 0; i < 2; ++i) {
      if (std::string_view(target) == "/v1/state/") {
        const auto found = client.programme(Id("puhui-2022"));
        ASSERT_TRUE(found);
        EXPECT_GE(found->header().height, done->header().height);
      } else {
        const auto found = client.history(of_enterprise(code));
        ASSERT_TRUE(found);
        EXPECT_GE(found->header().height, done->header().height);
      }
    }
    net.behave(1,
               [&, target, lie](const auto&, const std::string& asked,
                                const Answer& honest) -> std::optional<Answer> {
                 if (honest.status != 200 || asked.find(target) == std::string::npos) return std::nullopt;
                 ++told;
                 return *lie;
               });
    const auto nothing = std::string_view(target) == "/v1/state/"
                             ? present(client)
                             : history(of_enterprise(code), HistoryOrder::oldest_first)(client);
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().error.code, Code::stale_answer);
    EXPECT_EQ(nothing.error().exit, ExitCode::not_verified);
    EXPECT_GT(told, 0U);
    lies += told;
  }
}

TEST_F(ProofLies, InTheFormOfTheAnswerAreRefused) {
  const Answer honest = FakeNetwork::proved(net.world().ledger().prove_state(ProgrammeKey{"puhui-2022"}));
  const auto body = boost::json::parse(honest.body).as_object();
  const std::string proof(body.at("proof").as_string());
  const Bytes bytes = from_base64(proof).value();
  const auto as_proof = [](BytesView part) {
    return Answer{200, R"({"proof": ")" + to_base64(part) + R"("})"};
  };
  for (std::size_t length = 0; length < bytes.size(); length += 7)
    expect_refused("cut after " + std::to_string(length), "/v1/state/",
                   as_proof(BytesView(bytes).first(length)), present);
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  expect_refused("a byte too many", "/v1/state/", as_proof(longer), present);
  for (const std::string& text :
       {std::string("{}"), std::string("[]"), std::string("null"), std::string(R"({"proof": null})"),
        std::string(R"({"proof": 7})"), std::string(R"({"proof": "…"})"), std::string(),
        std::string(5'000, '{'), honest.body.substr(0, honest.body.size() / 2)})
    expect_refused("the text " + text.substr(0, 20), "/v1/state/", {200, text}, present);
}

TEST_F(ProofLies, ByTwoNodesInDifferentWaysAreBothReportedAndNothingIsReturned) {
  net.behave_all([](const auto&, const std::string& asked, const Answer& honest) -> std::optional<Answer> {
    if (honest.status != 200 || !asked.starts_with("/v1/state/")) return std::nullopt;
    return tampered<StateProof>(honest, [](StateProof& p) { p.block.header.height += 1; });
  });
  Client client = net.client();
  const auto found = client.programme(Id("puhui-2022"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().exit, ExitCode::not_verified);
  EXPECT_EQ(found.error().error.code, Code::wrong_header);
  EXPECT_EQ(client.bad_answers().size(), 2U);
}

}  // namespace
}  // namespace credence::testing
