// SPDX-License-Identifier: Apache-2.0
// The JSON views: what people and the API read of the domain.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "ledger/views/json.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

namespace json = boost::json;
using namespace samples;

TEST(JsonViews, AnActionNamesItselfAndShowsMoneyTwice) {
  const json::object view = to_json(Action(record_awards()));
  EXPECT_EQ(view.at("action").as_string(), "record_awards");
  EXPECT_EQ(view.at("declared_total").as_string(), "600500000");
  EXPECT_EQ(view.at("declared_total_yuan").as_string(), "6,005,000.00");
  EXPECT_EQ(view.at("published").as_string(), "2022-03-03");
  EXPECT_EQ(view.at("stage").as_string(), "confirmed");
  const auto& lines = view.at("lines").as_array();
  ASSERT_EQ(lines.size(), 2U);
  EXPECT_EQ(lines[0].at("code").as_string(), std::string(text_of(code(1))));
  EXPECT_TRUE(lines[1].at("code").is_null());
  EXPECT_EQ(lines[1].at("amount").as_string(), "500000");
  EXPECT_EQ(lines[1].at("amount_yuan").as_string(), "5,000.00");
}

TEST(JsonViews, EveryActionHasOneOfItsOwn) {
  std::set<std::string> names;
  for (const Action& action : every_action()) {
    const json::object view = to_json(action);
    EXPECT_EQ(view.at("action").as_string(), name_of(action));
    EXPECT_GT(view.size(), 1U);
    names.insert(std::string(view.at("action").as_string()));
  }
  EXPECT_EQ(names.size(), std::variant_size_v<ActionBody>);
}

TEST(JsonViews, AHistoryEntryKeepsWhereItStandsBesideWhatItSays) {
  HistoryEntry entry;
  entry.height = 12;
  entry.position = 3;
  entry.time_ms = 1'732'492'800'123;
  entry.fact =
      Awarded{"puhui-2022", "b1", AwardStage::public_notice, "粤工信〔2022〕55号", record_awards().lines[0]};
  const json::object view = to_json(entry);
  EXPECT_EQ(view.at("kind").as_string(), "awarded");
  EXPECT_EQ(view.at("height").as_uint64(), 12U);
  EXPECT_EQ(view.at("time").as_string(), "2024-11-25T00:00:00.123Z");
  EXPECT_EQ(view.at("time_ms").as_uint64(), 1'732'492'800'123U);
  EXPECT_EQ(view.at("fact").at("stage").as_string(), "public_notice");
  EXPECT_EQ(view.at("fact").at("beneficiary").as_string(), "样例企业0001");
  // A fact has a kind of its own: it does not hide the entry's.
  entry.fact = ProgrammeCreated{CreateProgramme{}};
  EXPECT_EQ(to_json(entry).at("kind").as_string(), "programme_created");
  EXPECT_EQ(to_json(entry).at("fact").at("kind").as_string(), "grant");
}

TEST(JsonViews, EveryFactHasANameOfItsOwn) {
  std::set<std::string_view> names;
  const auto add = [&names]<std::size_t... I>(std::index_sequence<I...>) {
    (names.insert(name_of(Fact(std::variant_alternative_t<I, FactBody>{}))), ...);
  };
  add(std::make_index_sequence<kFactKinds>{});
  EXPECT_EQ(names.size(), kFactKinds);
  EXPECT_TRUE(names.contains("qualification_revoked"));
}

TEST(JsonViews, AReceiptTellsCauseAndRemedyInBothLanguages) {
  const Details said = said::line(17) + said::field("amount") + said::amount(650);
  const Receipt receipt{TxId{}, static_cast<std::uint16_t>(Code::bad_amount), false, receipt_details(said)};
  const json::object view = to_json(receipt);
  EXPECT_EQ(view.at("code").as_string(), "bad_amount");
  EXPECT_EQ(view.at("number").as_uint64(), static_cast<std::uint64_t>(Code::bad_amount));
  EXPECT_EQ(view.at("detail").as_string(), "line 17, amount: 6.50 CNY");
  EXPECT_EQ(json::serialize(view.at("details")),
            R"([{"line":17},{"field":"amount"},{"amount":"650","amount_yuan":"6.50"}])");
  EXPECT_EQ(view.at("cause").at("zh").as_string(), "金额无效");
  EXPECT_FALSE(view.at("remedy").at("en").as_string().empty());
  EXPECT_EQ(to_json(Receipt{}).at("code").as_string(), "ok");
  EXPECT_EQ(to_json(Receipt{TxId{}, 65'000, false, {}}).at("code").as_string(), "unknown");
}

TEST(JsonViews, SignersOfACertificateHaveNames) {
  const Genesis ours = genesis();
  Certificate certificate;
  certificate.signatures.push_back({2, Signature{}});
  certificate.signatures.push_back({9, Signature{}});  // hostile: shown without a name
  const json::object view = to_json(certificate, ours.validators);
  EXPECT_EQ(view.at("signers").as_array()[0].at("name_en").as_string(), "Validator 3");
  EXPECT_FALSE(view.at("signers").as_array()[1].as_object().contains("name_en"));
}

TEST(JsonViews, StateValuesAreReadByTheirKey) {
  ProgrammeValue programme;
  programme.name = "x";
  programme.budget = 100;
  const auto view = state_value_to_json(ProgrammeKey{"p"}, encode(programme));
  ASSERT_TRUE(view.has_value());
  EXPECT_EQ(view->at("budget").as_string(), "100");
  EXPECT_EQ(view->at("budget_yuan").as_string(), "1.00");
  EXPECT_FALSE(state_value_to_json(DepartmentKey{"p"}, encode(programme)).has_value());
}

TEST(JsonViews, TimesAreIso8601InUtc) {
  EXPECT_EQ(iso_time(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(iso_time(951'827'696'789), "2000-02-29T12:34:56.789Z");
  EXPECT_EQ(iso_time(UINT64_MAX).substr(0, 10), "9999-12-31");
}

}  // namespace
}  // namespace credence
