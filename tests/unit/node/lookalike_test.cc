// SPDX-License-Identifier: Apache-2.0
// A node answers no question about a key that nobody can write: its honest proof of absence would be handed
// on as one about another.
#include <boost/json.hpp>

#include "ledger/proof/verify.h"
#include "node/api/routes.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

namespace json = boost::json;

/// A ledger with a certified block, and nothing else of a node.
class LedgerAlone final : public Backend {
 public:
  LedgerAlone() : ledger_(made()) {}
  const SharedLedger& ledger() const override { return ledger_; }
  Result<Submitted> submit(Bytes, TxId&, bool) override { return fail(Code::node_stopping); }
  bool pending(const TxId&) const override { return false; }
  NodeStatus status() const override { return {}; }
  Health health() const override { return {}; }
  std::string metrics() const override { return {}; }
  std::uint64_t now_utc_ms() const override { return 1; }

 private:
  static std::unique_ptr<Ledger> made() {
    world::World w;
    w.register_enterprises(3);
    w.create_programme();
    return w.release();
  }
  SharedLedger ledger_;
};

class LookalikeApi : public ::testing::Test {
 protected:
  ApiAnswer get(const std::string& target) { return routes_.handle({"GET", target, "", ""}); }
  ApiAnswer state(const StateKey& key) { return get("/v1/state/" + to_hex(encode(key))); }
  static std::string code_of(const ApiAnswer& answer) {
    return std::string(json::parse(answer.body).as_object().at("code").as_string());
  }

  LedgerAlone node_;
  ApiRoutes routes_{node_, "{}"};
};

TEST_F(LookalikeApi, StateIsServedOfKeysThatCanBeWritten) {
  EXPECT_EQ(state(HistoryKey{ChainKey{}}).status, 200u);
  EXPECT_EQ(state(EnterpriseKey{world::code(99)}).status, 200u) << "absent, and proved";
  const ApiAnswer chain = get("/v1/state/0b0401");
  EXPECT_EQ(chain.status, 400u);
  EXPECT_EQ(code_of(chain), "malformed");
  for (const char* id : {"gd-iit\u00a0", "gd\u2011iit", "GD-iit", ""}) {
    EXPECT_EQ(state(DepartmentKey{id}).status, 400u) << id;
    EXPECT_EQ(code_of(state(HistoryKey{ProgrammeKey{id}})), "bad_id") << id;
  }
  const Uscc lower = Uscc::from(bytes_of("91440300715267266g")).value();
  EXPECT_EQ(code_of(state(EnterpriseKey{lower})), "uscc_bad_character");
  EXPECT_EQ(code_of(state(QualificationKey{"specialized", lower})), "uscc_bad_character");
}

TEST_F(LookalikeApi, SoAreTheOtherRoutes) {
  EXPECT_EQ(get("/v1/programmes/puhui-2022/batches/b1/lines/1").status, 200u);
  EXPECT_EQ(get("/v1/programmes/puhui-2022/batches/b1/lines/0").status, 400u);
  EXPECT_EQ(get("/v1/departments/gd-iit%20/history").status, 400u);
  EXPECT_EQ(get("/v1/enterprises/91440300715267266g/history").status, 400u);
  EXPECT_EQ(get("/v1/programmes/PUHUI-2022").status, 400u);
}

TEST_F(LookalikeApi, FurtherKeysUnderOneHeaderAreReadAlike) {
  const std::string target = "/v1/state/" + to_hex(encode(StateKey(ProgrammeKey{"puhui-2022"}))) + "?with=";
  const std::string department = to_hex(encode(StateKey(DepartmentKey{"gd-iit"})));
  const ApiAnswer both = get(target + department);
  ASSERT_EQ(both.status, 200u);
  const json::object answer = json::parse(both.body).as_object();
  const auto proof = decode<StateProof>(from_base64(answer.at("proof").as_string()).value()).value();
  const auto context = decode<KeyProofs>(from_base64(answer.at("context").as_string()).value()).value();
  ASSERT_EQ(context.size(), 1u);
  const auto held = verify(proof.block.header, context[0], DepartmentKey{"gd-iit"});
  ASSERT_TRUE(held && *held);
  EXPECT_EQ(decode<DepartmentValue>(**held)->name_en, "Department of Industry");
  EXPECT_EQ(get(target + "0b0401").status, 400u);
  EXPECT_EQ(get(target + "zz").status, 400u);
  std::string many = target + department;
  for (std::size_t i = 0; i < limits::kContextMax; ++i) many += "," + department;
  EXPECT_EQ(code_of(get(many)), "limit_exceeded");
}

}  // namespace
}  // namespace credence::node
