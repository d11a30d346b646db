// SPDX-License-Identifier: Apache-2.0
// genesis.json and the chain id: strict reading, and independence of how the file is written.
#include <gtest/gtest.h>

#include <functional>

#include "ledger/views/genesis_json.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

using namespace samples;

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  if (at != std::string::npos) text.replace(at, from.size(), to);
  return text;
}

/// The detail of the refusal, or "accepted".
std::string refusal(const std::string& json) {
  const auto genesis = genesis_from_json(json);
  if (genesis) return "accepted";
  EXPECT_EQ(genesis.error().code, Code::bad_genesis);
  return genesis.error().detail;
}

std::string spoilt(const std::function<void(Genesis&)>& change) {
  Genesis changed = genesis();
  change(changed);
  const auto outcome = check_genesis(changed);
  if (outcome) return "accepted";
  EXPECT_EQ(outcome.error().code, Code::bad_genesis);
  return outcome.error().detail;
}

TEST(Genesis, ComesBackFromItsJsonWithTheSameChainId) {
  const Genesis ours = genesis();
  ASSERT_TRUE(check_genesis(ours).has_value()) << check_genesis(ours).error().detail;
  const auto back = genesis_from_json(genesis_to_json(ours));
  ASSERT_TRUE(back.has_value()) << back.error().detail;
  EXPECT_EQ(encode(*back), encode(ours));
  EXPECT_EQ(chain_id(*back), chain_id(ours));
  EXPECT_EQ(genesis_to_json(*back), genesis_to_json(ours));
}

TEST(Genesis, WhiteSpaceAndTheOrderOfMembersDoNotChangeTheChainId) {
  const std::string json = genesis_to_json(genesis());
  std::string squeezed;
  bool in_text = false;
  for (const char c : json) {
    if (c == '"') in_text = !in_text;
    if (in_text || (c != ' ' && c != '\n')) squeezed.push_back(c);
  }
  ASSERT_NE(squeezed, json);
  EXPECT_EQ(chain_id(genesis_from_json(squeezed).value()), chain_id(genesis()));
  // The network's name at the end instead of the beginning; Chinese as escapes.
  std::string moved = replaced(json, "\"network\": \"guangdong-demo\",", "");
  moved = replaced(moved, "]\n}\n", "],\n\"network\": \"guangdong-demo\"}");
  moved = replaced(moved, "验证者1", "\\u9a8c\\u8bc1\\u80051");
  EXPECT_EQ(chain_id(genesis_from_json(moved).value()), chain_id(genesis()));
}

TEST(Genesis, EveryChangeOfContentChangesTheChainId) {
  const ChainId ours = chain_id(genesis());
  const std::function<void(Genesis&)> changes[] = {
      [](Genesis& g) { g.network = "other"; },
      [](Genesis& g) { g.time_ms += 1; },
      [](Genesis& g) { std::swap(g.validators.validators[0], g.validators.validators[1]); },
      [](Genesis& g) { g.validators.validators[0].name_en = "x"; },
      [](Genesis& g) { g.departments[0].kind = DepartmentKind::audit; },
      [](Genesis& g) { g.keys[1].roles = List<Role, 8>{Role::pay}; },
      [](Genesis& g) { g.qualifications[1].prerequisite.reset(); },
  };
  for (const auto& change : changes) {
    Genesis changed = genesis();
    change(changed);
    EXPECT_NE(chain_id(changed), ours);
  }
}

TEST(Genesis, MissingUnknownAndWrongMembersAreNamed) {
  const std::string json = genesis_to_json(genesis());
  EXPECT_EQ(refusal(json), "accepted");
  EXPECT_EQ(refusal(replaced(json, "\"suite\"", "\"suit\"")), "suite: missing");
  EXPECT_EQ(refusal(replaced(json, "\"suite\"", "\"extra\": 1, \"suite\"")), "\"extra\": unknown member");
  EXPECT_EQ(refusal(replaced(json, "1790000000000", "\"1790000000000\"")),
            "time_ms: must be a whole number of 0 or more");
  EXPECT_EQ(refusal(replaced(json, "1790000000000", "-1")), "time_ms: must be a whole number of 0 or more");
  EXPECT_EQ(refusal(replaced(json, "1790000000000", "1.5")), "time_ms: must be a whole number of 0 or more");
  EXPECT_EQ(refusal(replaced(json, "1790000000000", "0")), "time_ms: 0");
  EXPECT_EQ(refusal(replaced(json, "\"guangdong-demo\"", "7")), "network: must be a text");
  EXPECT_EQ(refusal(replaced(json, "\"finance\"", "\"treasury\"")),
            "departments[0].kind: unknown kind \"treasury\"");
  EXPECT_EQ(refusal(replaced(json, "[\"admin\"]", "[\"root\"]")), "keys[0].roles[0]: unknown role \"root\"");
  EXPECT_EQ(refusal(replaced(json, "[\"admin\"]", "\"admin\"")), "keys[0].roles: must be a list");
  EXPECT_EQ(refusal(replaced(json, "\"years\":3", "\"years\":51")), "qualifications[0].years: at most 50");
  EXPECT_EQ(refusal(replaced(json, "\"years\":3", "\"years\":3,\"term\":3")),
            "qualifications[0].\"term\": unknown member");
  EXPECT_EQ(refusal(replaced(json, "\"prerequisite\":\"specialized\"", "\"prerequisite\":3")),
            "qualifications[1].prerequisite: must be a text");
  EXPECT_EQ(refusal(replaced(json, "\"prerequisite\":\"specialized\"", "\"prerequisite\":null")), "accepted");
  EXPECT_THAT(refusal(replaced(json, genesis().validators.validators[2].key.hex(), "02")),
              testing::StartsWith("validators[2].key: must be a public key: "));
  EXPECT_EQ(refusal("[]"), "genesis: must be an object");
  EXPECT_THAT(refusal(""), testing::StartsWith("not JSON: "));
  EXPECT_THAT(refusal(json + "x"), testing::StartsWith("not JSON: "));
  EXPECT_THAT(refusal(std::string(100'000, '[')), testing::StartsWith("not JSON: "));
  EXPECT_THAT(refusal("{\"network\": \"\xff\"}"), testing::StartsWith("not JSON: "));
}

TEST(Genesis, AMemberTwiceIsRefused) {
  const std::string json = genesis_to_json(genesis());
  EXPECT_THAT(refusal(replaced(json, "\"suite\"", "\"network\": \"other\", \"suite\"")),
              testing::HasSubstr("\"network\": stands twice"));
  EXPECT_EQ(refusal(replaced(json, "\"kind\"", "\"k\\u0069nd\":\"audit\",\"kind\"")),
            "\"kind\": stands twice");
}

// One bound for the file that a node reads and for what is made of it.
TEST(Genesis, AFileOfTheLongestLengthIsReadAndALongerOneIsNot) {
  std::string json = genesis_to_json(genesis());
  json.resize(limits::kGenesisBytesMax, ' ');
  EXPECT_TRUE(genesis_from_json(json).has_value());
  json += ' ';
  EXPECT_EQ(genesis_from_json(json).error().code, Code::bad_genesis);
}

TEST(Genesis, ItsContentIsHeldToTheRulesOfTheActions) {
  EXPECT_EQ(spoilt([](Genesis&) {}), "accepted");
  EXPECT_EQ(spoilt([](Genesis& g) { g.network = ""; }), "network: empty");
  EXPECT_EQ(spoilt([](Genesis& g) { g.time_ms = 0; }), "time_ms: 0");
  EXPECT_EQ(refusal(replaced(genesis_to_json(genesis()), std::string(name_of(genesis().suite)), "sm2-sm9")),
            "suite: unknown suite \"sm2-sm9\"");
  const Suite other = genesis().suite == Suite::sm2_sm3 ? Suite::secp256k1_sha256 : Suite::sm2_sm3;
  EXPECT_EQ(spoilt([&](Genesis& g) { g.suite = other; }),
            "validators: keys of the suite " + std::string(name_of(samples::kSuite)));
  EXPECT_EQ(spoilt([](Genesis& g) { g.validators.validators.clear(); }), "validators: no validators");
  EXPECT_THAT(spoilt([](Genesis& g) { g.validators.validators[1] = g.validators.validators[0]; }),
              testing::StartsWith("validators: two"));
  EXPECT_EQ(spoilt([](Genesis& g) { g.validators.validators[1].name_zh = ""; }),
            "validators[1].name_zh: empty");
  EXPECT_EQ(spoilt([](Genesis& g) { g.departments[1].id = "X"; }), "departments[1].id: \"X\": bad_id");
  EXPECT_EQ(spoilt([](Genesis& g) { g.departments[1].id = "gd-finance"; }),
            "departments[1].id: repeated: gd-finance");
  EXPECT_EQ(spoilt([](Genesis& g) { g.keys[1].department = "nowhere"; }),
            "keys[1].department: unknown: nowhere");
  EXPECT_THAT(spoilt([](Genesis& g) { g.keys[1].key = g.keys[0].key; }),
              testing::StartsWith("keys[1].key: repeated: "));
  EXPECT_THAT(spoilt([](Genesis& g) { g.keys[1].roles = List<Role, 8>{Role::award, Role::pay}; }),
              testing::HasSubstr("duties_not_separated"));
  EXPECT_EQ(spoilt([](Genesis& g) { g.keys[0].roles = List<Role, 8>{Role::audit}; }),
            "keys: none has the role admin");
  EXPECT_EQ(spoilt([](Genesis& g) { g.keys.clear(); }), "keys: none has the role admin");
  EXPECT_EQ(spoilt([](Genesis& g) { g.qualifications[0].issuer = "nowhere"; }),
            "qualifications[0].issuer: unknown: nowhere");
  EXPECT_EQ(spoilt([](Genesis& g) {
              g.qualifications[1].type = "specialized";
              g.qualifications[1].prerequisite.reset();
            }),
            "qualifications[1].type: repeated: specialized");
  EXPECT_EQ(spoilt([](Genesis& g) { std::swap(g.qualifications[0], g.qualifications[1]); }),
            "qualifications[0].prerequisite: not defined above: specialized");
  EXPECT_EQ(spoilt([](Genesis& g) { g.features.emplace_back("x"); }), "features[0]: unknown: x");
  EXPECT_EQ(spoilt([](Genesis& g) { g.features.assign(2, Id("four-eyes")); }),
            "features[1]: not strictly rising");
}

TEST(Genesis, OnAGovernedChainEveryValidatorHasAnOwnerThatCanVote) {
  const auto govern = [](Genesis& g, std::size_t owners) {
    g.owners.assign(owners, Id("gd-iit"));
    g.keys[0].roles = List<Role, 8>{Role::admin, Role::govern};
  };
  EXPECT_EQ(spoilt([&](Genesis& g) { govern(g, 4); }), "accepted");
  EXPECT_EQ(spoilt([&](Genesis& g) { govern(g, 3); }), "validators: 3 owners of 4");
  EXPECT_EQ(spoilt([&](Genesis& g) {
              govern(g, 4);
              g.owners[2] = "gd-finance";
            }),
            "validators[2].owner: gd-finance has no key with the role govern");
  Genesis ours = genesis();
  govern(ours, 4);
  EXPECT_EQ(encode(genesis_from_json(genesis_to_json(ours)).value()), encode(ours));
}

TEST(Genesis, WithFourEyesADepartmentThatHasKeysHasAnAdministratorAndAChecker) {
  const auto two = [](Genesis& g, std::initializer_list<Role> finance) {
    g.features.emplace_back("four-eyes");
    g.keys.push_back({"gd-iit", secret(13).public_key(), List<Role, 8>{Role::check}, "复核岗"});
    std::uint8_t seed = 14;
    for (const Role role : finance)
      g.keys.push_back({"gd-finance", secret(seed++).public_key(), List<Role, 8>{role}, "岗位"});
  };
  EXPECT_EQ(spoilt([&](Genesis& g) { two(g, {Role::check}); }),
            "keys: gd-finance has no key with the role admin");
  EXPECT_EQ(spoilt([&](Genesis& g) { two(g, {Role::admin}); }),
            "keys: gd-finance has no key with the role check");
  EXPECT_EQ(spoilt([&](Genesis& g) { two(g, {Role::admin, Role::check}); }), "accepted");
  EXPECT_EQ(spoilt([&](Genesis& g) {
              two(g, {});
              std::erase_if(g.keys, [](const KeyPost& key) { return key.department == "gd-finance"; });
            }),
            "accepted")
      << "a department without keys does nothing";
  Genesis ours = genesis();
  two(ours, {Role::admin, Role::check});
  EXPECT_EQ(encode(genesis_from_json(genesis_to_json(ours)).value()), encode(ours));
}

}  // namespace
}  // namespace credence
