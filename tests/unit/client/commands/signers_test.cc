// SPDX-License-Identifier: Apache-2.0
// Whoever signed is named from the validators of that height, not from those of the genesis; and the nodes of
// a network that changed are told apart by what they say of themselves.
#include <gmock/gmock.h>

#include "ledger/chain/evidence.h"
#include "tests/support/later_validators.h"
#include "tests/unit/client/commands/program.h"

namespace credence::testing {
namespace {

using ::testing::ContainsRegex;
using ::testing::HasSubstr;
using ::testing::Not;

/// Two checkpoints of one height by the first of the later validators.
Evidence contradicting_checkpoints() {
  const SecretKey key = samples::secret(kLaterSeed);
  const ChainId chain = chain_id(world::genesis());
  const auto statement = [&](std::byte fill) {
    CheckpointBody body{40, {}};
    body.header_hash.bytes[0] = fill;
    const Bytes bytes = encode(body);
    Statement out{
        static_cast<std::uint8_t>(Tag::checkpoint), {}, sign(key, chain_hash(Tag::checkpoint, chain, bytes))};
    out.body.assign(bytes.begin(), bytes.end());
    return out;
  };
  return {0,
          key.public_key(),
          statement(std::byte{1}),
          statement(std::byte{2}),
          11,
          validator_set_hash(later_set())};
}

class CliSigners : public ::testing::Test {
 protected:
  CliSigners() {
    const auto proofs = under_later_validators(later_set(), change_to(later_set()));
    program.net.behave(
        0,
        [this, proofs](const auto& method, const std::string& target,
                       const Answer& honest) -> std::optional<Answer> {
          if (honest.status != 0) return std::nullopt;
          if (target == "/v1/status") return Answer{200, status};
          if (target == "/v1/evidence")
            return Answer{
                200, boost::json::serialize(boost::json::object{
                         {"evidence", boost::json::array{boost::json::object{
                                          {"proof", to_base64(encode(contradicting_checkpoints()))}}}}})};
          return proofs(method, target, honest);
        });
  }
  std::string status =
      R"({"validator": 2, "primary": 2, "height": 30, "certified": 30, "view": 1, "pool": {"transactions": 3, "bytes": 100}})";
  ProgramOnNetwork program;
};

TEST_F(CliSigners, AreThoseOfTheSetThatSignedTheHeader) {
  const Ran text = program.run("network status --lang en");
  EXPECT_EQ(text.exit, 0) << text.output;
  EXPECT_THAT(text.output, HasSubstr("signed by Later 31, Later 32, Later 33\n"));
  const Ran zh = program.run("network status --lang zh");
  EXPECT_THAT(zh.output, HasSubstr("签名者：后来者31、后来者32、后来者33"));
  const Ran json = program.run("network status --json");
  EXPECT_EQ(json.exit, 0) << json.output;
  EXPECT_THAT(json.output,
              HasSubstr(R"("name_en":"Later 31","key":")" + samples::secret(kLaterSeed).public_key().hex()));
  EXPECT_THAT(json.output, Not(HasSubstr(world::genesis().validators.validators[0].name_en)));
}

TEST_F(CliSigners, ThePrimaryIsTheNodeThatSaysItHasThatNumber) {
  const std::string node = program.net.network().nodes[0].name;
  EXPECT_THAT(program.run("network status --lang en").output,
              ContainsRegex(node + " +" + node + " .* 30 +30 +1 +" + node + " +3\n"))
      << "name, interface, and the primary: its own number; then what waits";
  status = R"({"validator": 2, "primary": 3, "height": 30, "certified": 30, "view": 1})";
  EXPECT_THAT(program.run("network status --lang en").output, ContainsRegex(" 30 +30 +1 +Later 34\n"))
      << "no node has this number: by its validator's name";
}

TEST_F(CliSigners, EvidenceNamesTheValidatorOfItsTime) {
  const Ran ran = program.run("evidence --lang en");
  EXPECT_EQ(ran.exit, 0) << ran.output;
  EXPECT_THAT(ran.output, HasSubstr("Later 31"));
  const Ran json = program.run("evidence --json");
  EXPECT_THAT(json.output, HasSubstr(R"("validator":"Later 31")"));
}

}  // namespace
}  // namespace credence::testing
