// SPDX-License-Identifier: Apache-2.0
// The files under configs/: the catalogue makes a valid genesis, and the sample's steps are valid actions
// that rest on it.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include <fstream>
#include <set>
#include <sstream>

#include "ledger/domain/check.h"
#include "ledger/views/genesis_json.h"
#include "tests/source_tree.h"
#include "tests/support/domain_samples.h"

namespace credence {
namespace {

namespace json = boost::json;

std::string content_of(const std::string& name) {
  std::ifstream in(source_dir() / name, std::ios::binary);
  EXPECT_TRUE(in.good()) << name;
  return {std::istreambuf_iterator<char>(in), {}};
}

json::object object_of(const std::string& name) { return json::parse(content_of(name)).as_object(); }

/// The fields of each line after the head; the sample's files hold no quoted fields.
std::vector<std::vector<std::string>> rows_of(const std::string& name) {
  std::istringstream in(content_of(name));
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(in, line);
  while (std::getline(in, line)) {
    EXPECT_EQ(line.find_first_of("\"\r"), std::string::npos) << name;
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == ',') {
        fields.emplace_back();
      } else {
        fields.back().push_back(c);
      }
    }
    rows.push_back(fields);
  }
  return rows;
}

std::string text(const json::value& object, const char* member) {
  return std::string(object.at(member).as_string());
}

/// The catalogue with keys of our own for its validators and posts.
Genesis genesis_of_catalogue() {
  const json::object catalogue = object_of("configs/guangdong-2021-2025/catalogue.json");
  json::object out{
      {"network", catalogue.at("network")}, {"time_ms", 1'790'000'000'000}, {"suite", "secp256k1-sha256"}};
  out["departments"] = catalogue.at("departments");
  out["qualifications"] = catalogue.at("qualifications");
  std::uint8_t seed = 1;
  json::array validators;
  for (const auto& v : catalogue.at("validators").as_array())
    validators.push_back({{"key", samples::secret(seed++).public_key().hex()},
                          {"name_zh", v.at("name_zh")},
                          {"name_en", v.at("name_en")}});
  out["validators"] = validators;
  json::array keys;
  for (const auto& p : catalogue.at("posts").as_array())
    keys.push_back({{"department", p.at("department")},
                    {"key", samples::secret(seed++).public_key().hex()},
                    {"roles", p.at("roles")},
                    {"holder", p.at("holder")}});
  out["keys"] = keys;
  out["features"] = catalogue.at("features");
  const auto genesis = genesis_from_json(json::serialize(out));
  EXPECT_TRUE(genesis.has_value()) << genesis.error().detail;
  return genesis.value_or(Genesis{});
}

void expect_valid(const Action& action, const std::string& what) {
  const auto outcome = check_action(action);
  EXPECT_TRUE(outcome.has_value()) << what << ": " << outcome.error().text_en();
  EXPECT_TRUE(try_encode(action).has_value()) << what;
}

/// True if the department has a key that may do this.
bool may(const Genesis& genesis, const std::string& department, const Action& action) {
  return std::ranges::any_of(genesis.keys, [&](const KeyPost& key) {
    return key.department == department && std::ranges::count(key.roles, role_for(action).value()) != 0;
  });
}

RecordAwards awards_of(const json::value& step) {
  RecordAwards out;
  out.programme = text(step, "programme");
  out.batch = text(step, "batch");
  out.title = text(step, "title");
  out.document_no = text(step, "document_no");
  out.source = text(step, "source");
  if (step.at("published").is_string()) out.published = parse_date(text(step, "published")).value();
  out.stage = text(step, "stage") == "confirmed" ? AwardStage::confirmed : AwardStage::public_notice;
  out.declared_count = step.at("declared_count").to_number<std::uint32_t>();
  out.declared_total = parse_wan(text(step, "declared_total_wan")).value();
  if (!step.as_object().contains("file")) return out;
  for (const auto& row : rows_of("configs/sample/" + text(step, "file")))
    out.lines.push_back({static_cast<std::uint32_t>(std::stoul(row.at(0))), row.at(1), std::nullopt,
                         row.at(3), parse_wan(row.at(4)).value()});
  return out;
}

IssueQualifications qualifications_of(const json::value& step) {
  IssueQualifications out{text(step, "type"),        text(step, "batch"),  text(step, "title"),
                          text(step, "document_no"), text(step, "source"), {}};
  for (const auto& row : rows_of("configs/sample/" + text(step, "file")))
    out.lines.push_back({static_cast<std::uint32_t>(std::stoul(row.at(0))), parse_uscc(row.at(2)).value(),
                         row.at(1), row.at(3), parse_date(row.at(4)).value(), std::nullopt});
  return out;
}

TEST(Catalogue, MakesAValidGenesis) {
  const Genesis genesis = genesis_of_catalogue();
  EXPECT_EQ(genesis.validators.size(), 31U);
  EXPECT_GE(genesis.departments.size(), 30U);
}

TEST(Catalogue, HoldsEveryDepartmentOfThePlan) {
  const json::object plan = object_of("tests/data/plan.json");
  const Genesis genesis = genesis_of_catalogue();
  for (const auto& department : plan.at("departments").as_array()) {
    const auto ours = std::ranges::find(genesis.departments, text(department, "id"),
                                        [](const auto& d) -> const std::string& { return d.id; });
    ASSERT_NE(ours, genesis.departments.end()) << text(department, "id");
    EXPECT_EQ(ours->name_zh, text(department, "name_zh"));
    EXPECT_EQ(ours->name_en, text(department, "name_en"));
  }
}

TEST(Catalogue, TheLittleGiantsOfPublishedListsNeedNoTitleThatNoSourceNames) {
  for (const auto& type : genesis_of_catalogue().qualifications) {
    if (type.type == "little-giant" || type.type == "little-giant-key-support") {
      EXPECT_FALSE(type.prerequisite.has_value()) << type.type;
    }
  }
}

TEST(Sample, EveryStepIsAValidActionOfADepartmentThatMayDoIt) {
  const Genesis genesis = genesis_of_catalogue();
  const json::object sample = object_of("configs/sample/sample.json");
  std::set<std::string> programmes;
  std::set<std::string> codes;
  std::set<std::string> types;
  for (const auto& type : genesis.qualifications) types.insert(type.type);
  for (const auto& step : sample.at("steps").as_array()) {
    const std::string kind = text(step, "step");
    Action action;
    if (kind == "register_enterprises") {
      RegisterEnterprises enterprises;
      for (const auto& row : rows_of("configs/sample/" + text(step, "file"))) {
        codes.insert(row.at(1));
        enterprises.lines.push_back(
            {parse_uscc(row.at(1)).value(), row.at(0), std::nullopt, Name(row.at(3))});
      }
      action = enterprises;
    } else if (kind == "create_programme") {
      action = CreateProgramme{text(step, "id"),
                               text(step, "name"),
                               text(step, "lead_department"),
                               text(step, "finance_department"),
                               step.at("fiscal_year").to_number<std::uint16_t>(),
                               parse_wan(text(step, "budget_wan")).value(),
                               text(step, "document_no")};
      EXPECT_TRUE(programmes.insert(text(step, "id")).second);
      EXPECT_TRUE(may(genesis, text(step, "finance_department"), samples::record_payments()))
          << "nobody could pay";
    } else if (kind == "record_awards") {
      action = awards_of(step);
      EXPECT_TRUE(programmes.contains(text(step, "programme")));
    } else {
      ASSERT_EQ(kind, "issue_qualifications");
      const IssueQualifications issued = qualifications_of(step);
      for (const auto& line : issued.lines)
        EXPECT_TRUE(codes.contains(std::string(text_of(line.code)))) << line.enterprise;
      EXPECT_TRUE(types.contains(text(step, "type")));
      action = issued;
    }
    expect_valid(action, kind);
    EXPECT_TRUE(may(genesis, text(step, "department"), action))
        << text(step, "department") << " may not " << kind;
  }
  EXPECT_EQ(programmes.size(), 9U);
  EXPECT_EQ(codes.size(), 7U);
}

TEST(Sample, SaysWhatWasPublished) {
  const json::object published = object_of("tests/data/published_batches.json");
  std::map<std::string, std::pair<Fen, std::uint64_t>> ours;  // total and lines of each programme
  const json::object sample = object_of("configs/sample/sample.json");
  for (const auto& step : sample.at("steps").as_array()) {
    if (text(step, "step") != "record_awards") continue;
    const RecordAwards awards = awards_of(step);
    auto& entry = ours[awards.programme];
    entry.first += awards.declared_total;
    entry.second += awards.lines.size();
  }
  for (const auto& batch : published.at("batches").as_array()) {
    const std::string id = text(batch, "id");
    EXPECT_EQ(ours[id].first, batch.at("total_fen").to_number<Fen>()) << id;
    EXPECT_EQ(ours[id].second, batch.as_object().contains("rows") ? batch.at("rows").as_array().size() : 0U)
        << id;
  }
}

}  // namespace
}  // namespace credence
