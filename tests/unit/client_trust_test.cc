// The client follows the changes of the validator set that the sets before them certified, and no others.
#include <gmock/gmock.h>

#include "tests/unit/client_fake_node.h"

namespace credence::testing {
namespace {

using samples::secret;

ValidatorSet later_set() {
  ValidatorSet out;
  for (std::uint8_t seed = 31; seed <= 34; ++seed)
    out.validators.push_back(
        {secret(seed).public_key(), Name("后来者"), Name("Later " + std::to_string(seed))});
  return out;
}

BlockProof certified(const ChainId& chain, Height height, const ValidatorSet& set, const ValidatorSet& next,
                     std::uint8_t first_seed) {
  BlockProof out;
  out.header.height = height;
  out.header.validator_set = validator_set_hash(set);
  out.header.next_validator_set = validator_set_hash(next);
  out.certificate = {height, header_hash(chain, out.header), {}};
  const Hash32 hash = checkpoint_hash(chain, height, out.certificate.header_hash);
  for (std::uint8_t i = 0; i < 3; ++i)
    out.certificate.signatures.push_back({i, sign(secret(static_cast<std::uint8_t>(first_seed + i)), hash)});
  return out;
}

class ClientTrust : public ::testing::Test {
 protected:
  const ChainId chain = chain_id(world::genesis());
  const ValidatorSet first = world::genesis().validators;
  const ValidatorSetChange change{certified(chain, 10, first, later_set(), 1), later_set()};
  const BlockProof late = certified(chain, 30, later_set(), later_set(), 31);
  FakeNetwork net;

  /// Every node answers with the late block; node n serves these changes.
  FakeNetwork::Behaviour serving(const std::optional<ValidatorSetChange>& served) {
    return [this, served](const auto&, const std::string& target,
                          const Answer& honest) -> std::optional<Answer> {
      if (honest.status != 0) return std::nullopt;
      if (target == "/v1/blocks/30")
        return FakeNetwork::proved(Result<BlockProof>(late), {{"transactions", boost::json::array()}});
      if (!target.starts_with("/v1/validators?from=")) return std::nullopt;
      ValidatorSetChanges page;
      if (served && target == "/v1/validators?from=0") page.push_back(*served);
      return FakeNetwork::proved(Result<ValidatorSetChanges>(page));
    };
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
  forged.block = certified(chain, 10, first, later_set(), 31);  // signed by the new set itself
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

}  // namespace
}  // namespace credence::testing
