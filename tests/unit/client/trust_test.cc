// SPDX-License-Identifier: Apache-2.0
// The client follows the changes of the validator set that the sets before them certified, and no others.
#include <gmock/gmock.h>

#include "client/credit_texts.h"
#include "tests/support/later_validators.h"

namespace credence::testing {
namespace {

class ClientTrust : public ::testing::Test {
 protected:
  const ValidatorSetChange change = change_to(later_set());
  FakeNetwork net;

  /// Every node answers with the late block; node n serves these changes.
  static FakeNetwork::Behaviour serving(const std::optional<ValidatorSetChange>& served) {
    return under_later_validators(later_set(), served);
  }
};

TEST_F(ClientTrust, AnAnswerUnderALaterSetIsBelievedOnceTheChangeIsProved) {
  net.behave_all(serving(change));
  Client client = net.client();
  const auto found = client.header(30);
  ASSERT_TRUE(found) << found.error().error.text_en();
  EXPECT_TRUE(client.bad_answers().empty());
  EXPECT_EQ(client.trust()->changes().size(), 1u);
  EXPECT_EQ(client.trust()->latest_from(), 11u);
}

TEST_F(ClientTrust, ChangesAreLearnedOnce) {
  net.behave_all(serving(change));
  Client client = net.client();
  ASSERT_TRUE(client.header(30));
  const std::size_t asked = net.asked(0);
  ASSERT_TRUE(client.header(30));
  EXPECT_EQ(net.asked(0), asked + 1);
}

TEST_F(ClientTrust, ASetThatNobodyProvesIsNotBelieved) {
  ValidatorSetChange forged = change;
  forged.block =
      certified(10, world::genesis().validators, later_set(), kLaterSeed);  // signed by the new set itself
  net.behave_all(serving(forged));
  Client client = net.client();
  const auto found = client.header(30);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().error.code, Code::wrong_validator_set);
  EXPECT_TRUE(client.trust()->changes().empty());
  ASSERT_FALSE(client.bad_answers().empty());
  EXPECT_EQ(client.bad_answers()[0].error.code, Code::bad_signature);
}

TEST_F(ClientTrust, ANodeThatHidesAChangeIsPassedOver) {
  net.behave_all(serving(std::nullopt));
  net.behave(2, serving(change));
  Client client = net.client();
  EXPECT_TRUE(client.header(30));
}

// Of seven validators two may lie: two refusals prove nothing, though they would have among the genesis'
// four.
TEST_F(ClientTrust, HowManyRefusalsCountFollowsFromTheLatestSet) {
  const ValidatorSet seven = later_set(7);
  net.behave_all(under_later_validators(seven, change_to(seven)));
  Client client = net.client();
  ASSERT_TRUE(client.header(30));
  net.behave_all(nullptr);
  for (const std::size_t liar : {std::size_t{0}, std::size_t{1}})
    net.behave(liar, [](const std::string& method, const auto&, const auto&) {
      return method == "POST" ? std::optional(problem(409, "expired")) : std::nullopt;
    });
  RegisterEnterprises action;
  action.lines.push_back({samples::code(1), world::enterprise_name(1), std::nullopt, std::nullopt});
  const auto done = client.submit_bytes(client.sign_until(action, world::kRegistrar, 100).value());
  EXPECT_TRUE(done) << done.error().error.text_en();
}

// A node may be a validator that the genesis does not know, or an observer: it says itself which key is its
// own.
TEST_F(ClientTrust, ARequestForATextNamesTheKeyOfTheNodeThatIsAsked) {
  const PublicKey own = samples::secret(kLaterSeed + 3).public_key();
  net.behave_all([own](const std::string& method, const std::string& target,
                       const Answer& honest) -> std::optional<Answer> {
    if (honest.status != 0) return std::nullopt;
    if (target == "/v1/status") return Answer{200, R"({"validator": 5, "key": ")" + own.hex() + R"("})"};
    if (method != "POST") return std::nullopt;
    return Answer{200,
                  boost::json::serialize(boost::json::object{{"salt", Hash32{}.hex()}, {"text", "事实"}})};
  });
  Client client = net.client();
  const auto taken = hand_in_text(client, samples::secret(60), {"gd-iit", "b1", 1}, {Hash32{}, "事实"});
  ASSERT_TRUE(taken) << taken.error().error.text_en();
  EXPECT_EQ(*taken, 4u);
  const auto outer = decode<SignedTextRequest>(bytes_of(net.posted));
  ASSERT_TRUE(outer);
  EXPECT_EQ(decode<TextRequest>(outer->request)->node, own);
}

}  // namespace
}  // namespace credence::testing
