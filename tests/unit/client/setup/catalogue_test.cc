// SPDX-License-Identifier: Apache-2.0
// Catalogues: the plan's files are whole, every reference that leads nowhere is named with its file and
// place, another province writes its own files, and what goes onto a ledger is recorded once.
#include <gmock/gmock.h>

#include <boost/json.hpp>

#include <cstdlib>
#include <fstream>

#include "client/base/files.h"
#include "client/setup/catalogue_genesis.h"
#include "client/setup/catalogue_load.h"
#include "client/setup/catalogue_new.h"
#include "client/setup/catalogue_plan.h"
#include "client/setup/network_files.h"
#include "client/targets.h"
#include "client/words/target_view.h"
#include "tests/source_tree.h"
#include "tests/unit/client/fake_node.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using ::testing::HasSubstr;

const fs::path kPlace = source_dir() / "configs/guangdong-2021-2025";

std::string content_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  EXPECT_TRUE(in.good()) << file;
  return {std::istreambuf_iterator<char>(in), {}};
}

class CatalogueFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "credence-catalogue-XXXXXX").string();
    directory = mkdtemp(pattern.data());
    members = content_of(kPlace / "catalogue.json");
    plan = content_of(kPlace / "plan.json");
  }
  void TearDown() override { fs::remove_all(directory); }

  /// Replaces what stands in one of the texts once.
  static void change(std::string& text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  }
  void write() {
    ASSERT_TRUE(write_file(directory / "catalogue.json", members));
    ASSERT_TRUE(write_file(directory / "plan.json", plan));
  }
  Outcome<std::pair<Catalogue, std::optional<Plan>>> read() {
    auto catalogue = read_catalogue(directory);
    if (!catalogue) return std::unexpected(catalogue.error());
    auto read = read_plan(*catalogue);
    if (!read) return std::unexpected(read.error());
    return std::pair{*std::move(catalogue), *std::move(read)};
  }
  /// "plan.json: tasks[0].departments[1]: no department gd-none" for each problem.
  std::vector<std::string> problems() {
    write();
    const auto both = read();
    if (!both) return {"unreadable: " + both.error().error.detail};
    std::vector<std::string> out;
    for (const CatalogueProblem& p : check_catalogue(both->first, both->second)) {
      EXPECT_FALSE(p.what.zh.empty());
      EXPECT_FALSE(p.remedy.en.empty() || p.remedy.zh.empty()) << p.place;
      EXPECT_GT(p.line, 0U) << p.place;
      out.push_back(fs::path(p.file).filename().string() + ": " + p.place + ": " + p.what.en);
    }
    return out;
  }
  std::string refusal() {
    write();
    const auto both = read();
    return both ? "" : both.error().error.detail;
  }

  fs::path directory;
  std::string members, plan;
};

// ---- the plan of Guangdong --------------------------------------------------------------------------------

TEST_F(CatalogueFiles, ThePlanHasNoReferenceThatLeadsNowhere) {
  EXPECT_THAT(problems(), ::testing::IsEmpty());
}

TEST_F(CatalogueFiles, ThePlanIsWholeAsItWasExtracted) {
  write();
  const auto both = read();
  ASSERT_TRUE(both) << both.error().error.text_en();
  const Plan& ours = both->second.value();
  const json::value source = json::parse(content_of(source_dir() / "tests/data/plan.json"));
  const auto count = [&](const char* family) { return source.at(family).as_array().size(); };
  EXPECT_EQ(ours.organisations.size(), count("organisations"));
  EXPECT_EQ(ours.instruments.size(), count("instruments"));
  EXPECT_EQ(ours.titles.size(), count("titles"));
  EXPECT_EQ(ours.places.size(), count("places"));
  EXPECT_EQ(ours.targets.size() + ours.baselines.size(), count("targets"));
  for (const char* family : {"tasks", "projects", "safeguards"})
    for (const auto& duty : source.at(family).as_array()) {
      const PlanDuty* const held = ours.duty(duty.at("id").as_string().c_str());
      ASSERT_NE(held, nullptr) << duty.at("id");
      EXPECT_EQ(held->name_zh, duty.at("name_zh").as_string().c_str());
      std::vector<std::string> departments;
      for (const auto& id : duty.at("lead_departments").as_array())
        departments.emplace_back(id.as_string().c_str());
      EXPECT_TRUE(std::ranges::equal(held->departments, departments))
          << duty.at("id") << ": who answers for it, the first named first";
    }
}

TEST_F(CatalogueFiles, TargetsStandInTheirOwnUnits) {
  write();
  const auto both = read();
  ASSERT_TRUE(both) << both.error().error.text_en();
  std::map<std::string, DefineTarget> targets;
  for (const DefineTarget& target : both->second->targets) {
    EXPECT_TRUE(check_action(target)) << target.id;
    EXPECT_EQ(target.year, 2025);
    targets[target.id] = target;
  }
  EXPECT_EQ(targets.at("gd-g-100bn-enterprises").kind, TargetKind::count);
  EXPECT_EQ(targets.at("gd-g-100bn-enterprises").value, 4);
  EXPECT_EQ(targets.at("gd-g-100m-share").kind, TargetKind::share);
  EXPECT_EQ(targets.at("gd-g-100m-share").value, 3000) << "30 % in hundredths";
  EXPECT_EQ(targets.at("gd-g-revenue").kind, TargetKind::amount);
  EXPECT_EQ(targets.at("gd-g-revenue").value, 180'000'000'000'000) << "1.8 万亿元 in fen";
}

TEST(CatalogueCode, NothingOfAProvinceIsInTheCode) {
  std::size_t read = 0;
  for (const char* box : {"client", "consensus", "keys", "ledger", "node"})
    for (const auto& entry : fs::recursive_directory_iterator(source_dir() / box)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cc" && extension != ".h" && extension != ".def") continue;
      ++read;
      std::istringstream lines(content_of(entry.path()));
      for (std::string line; std::getline(lines, line);) {
        const std::string code = line.substr(0, line.find("//"));  // comments may give examples
        for (const char* word : {"广东", "Guangdong", "guangdong", "\"gd-"})
          EXPECT_THAT(code, Not(HasSubstr(word))) << entry.path();
      }
    }
  EXPECT_GT(read, 200U);
}

// ---- references -------------------------------------------------------------------------------------------

TEST_F(CatalogueFiles, EveryReferenceThatLeadsNowhereIsNamedWithItsFileAndPlace) {
  change(members, R"("key": "gd-finance-admin", "department": "gd-finance")",
         R"("key": "gd-finance-admin", "department": "gd-none")");
  change(members, R"("issuer": "miit", "years": 1)", R"("issuer": "gd-void", "years": 1)");
  change(members, R"("prerequisite": "innovative-sme")", R"("prerequisite": "single-champion")");
  change(plan, R"("departments": ["gd-dst", "gd-iit", "gd-cities"])",
         R"("departments": ["gd-dst", "gd-lost", "gd-cities"])");
  change(plan, R"("of": "gd-t1")", R"("of": "gd-t99")");
  change(plan, R"("qualification": "specialized-innovative")", R"("qualification": "no-such-title")");
  change(plan, R"("department": "gd-iit", "section")", R"("department": "gd-tax", "section")");
  change(plan, R"("target": "gd-g-revenue")", R"("target": "gd-g-none")");
  change(plan, R"("region": "440100")", R"("region": "4401")");
  EXPECT_THAT(problems(),
              ::testing::UnorderedElementsAre(
                  "catalogue.json: departments[13]: gd-finance has no post with the role admin, which "
                  "four-eyes asks for",
                  "catalogue.json: posts[1].department: no department gd-none",
                  "catalogue.json: qualifications[0].issuer: no department gd-void",
                  "catalogue.json: qualifications[0].issuer: gd-void has no post with the role qualify",
                  "catalogue.json: qualifications[2].prerequisite: no title single-champion above it",
                  "plan.json: tasks[0].departments[1]: no department gd-lost",
                  "plan.json: instruments[0].of: no task, project or safeguard gd-t99",
                  "plan.json: titles[13].qualification: no qualification no-such-title in catalogue.json",
                  "plan.json: targets[0].department: gd-tax has no post with the role measure",
                  "plan.json: baselines[2].target: no target gd-g-none",
                  "plan.json: places[0].region: a region of GB/T 2260 has 6 digits: 4401"));
}

TEST_F(CatalogueFiles, WhatStandsTwiceIsNamed) {
  change(members, R"({"id": "gd-dst",)", R"({"id": "gd-iit",)");
  change(members, R"("key": "gd-finance-pay")", R"("key": "gd-iit-award")");
  change(plan, R"({"id": "gd-p2",)", R"({"id": "gd-t2",)");
  const auto found = problems();
  EXPECT_THAT(found, ::testing::Contains("catalogue.json: departments[1].id: gd-iit stands twice"));
  EXPECT_THAT(found, ::testing::Contains("catalogue.json: posts[4].key: gd-iit-award stands twice"));
  EXPECT_THAT(found, ::testing::Contains("plan.json: projects[1].id: gd-t2 stands twice"))
      << "one id is of one thing in the whole plan";
}

TEST_F(CatalogueFiles, APostThatCouldDoNothingAloneIsNamed) {
  change(members, R"({"key": "gd-drc-check", "department": "gd-drc")",
         R"({"key": "gd-drc-check", "department": "gd-tax")");
  change(members, R"("roles": ["programme", "award"], "holder": "专项资金经办岗")",
         R"("roles": ["programme", "award", "pay"], "holder": "专项资金经办岗")");
  const auto found = problems();
  EXPECT_THAT(found, ::testing::Contains(
                         HasSubstr("gd-drc has no post with the role check, which four-eyes asks for")));
  EXPECT_THAT(found, ::testing::Contains(::testing::AllOf(HasSubstr("catalogue.json: posts[3]: "),
                                                          HasSubstr("duties_not_separated"))));
}

TEST_F(CatalogueFiles, ATargetOutsideThePlansYearsIsNamed) {
  change(plan, R"("year": 2025, "department")", R"("year": 2026, "department")");
  EXPECT_THAT(problems(),
              ::testing::ElementsAre("plan.json: targets[0].year: 2026 lies outside the plan's years"));
}

TEST_F(CatalogueFiles, AMemberThatIsMisspeltMissingOrWrongIsAnError) {
  change(plan, R"("name_en": "Raise original innovation capability", "section")",
         R"("name_en": "Raise original innovation capability", "secton")");
  EXPECT_THAT(refusal(), HasSubstr("plan.json:17: tasks[0].section"));
  plan = content_of(kPlace / "plan.json");
  change(plan, R"("kind": "leading-group",)", R"("kind": "leading-group", "colour": "red",)");
  EXPECT_THAT(refusal(), HasSubstr("plan.json:12: organisations[0].colour: unknown member"));
  plan = content_of(kPlace / "plan.json");
  change(plan, R"("percent": "30")", R"("percent": "30.005")");
  EXPECT_THAT(refusal(), HasSubstr(": targets[1].percent: no share in percent"));
  plan = content_of(kPlace / "plan.json");
  change(plan, R"("count": 4,)", R"("count": 4, "wan": "1",)");
  EXPECT_THAT(refusal(), HasSubstr("targets[0].count, percent, wan: exactly one of them"));
  plan = content_of(kPlace / "plan.json");
  change(plan, R"("percent": "30")", R"("percent": "101")");
  EXPECT_THAT(refusal(), HasSubstr("targets[1].value")) << "the ledger's own rules";
  plan = content_of(kPlace / "plan.json");
  change(members, R"("roles": ["registrar"])", R"("roles": ["registar"])");
  EXPECT_THAT(refusal(), HasSubstr("catalogue.json:98: posts[2].roles[0]: no such role"));
}

TEST_F(CatalogueFiles, AllThatIsMalformedIsNamedAtOnceWithItsLineAndNothingThatFollowsFromIt) {
  change(members, R"("roles": ["registrar"])", R"("roles": ["registar"])");
  change(members, R"("kind": "finance"})", R"("kind": "financ"})");
  change(members, R"("key": "gd-finance-pay")", R"("kee": "gd-finance-pay")");
  write();
  const auto catalogue = read_catalogue_with_faults(directory);
  ASSERT_TRUE(catalogue) << catalogue.error().error.text_en();
  std::vector<std::string> found;
  for (const CatalogueProblem& p : check_catalogue(*catalogue, std::nullopt)) {
    found.push_back(p.place + ": " + p.what.en);
    std::istringstream lines(members);
    std::string line;
    for (std::size_t i = 0; i < p.line; ++i) std::getline(lines, line);
    EXPECT_THAT(line, ::testing::AnyOf(HasSubstr("registar"), HasSubstr("financ\""), HasSubstr("\"kee\"")))
        << p.place;
    EXPECT_FALSE(p.remedy.zh.empty()) << p.place;
  }
  EXPECT_THAT(found, ::testing::UnorderedElementsAre(
                         "departments[13].kind: no such kind", "posts[2].roles[0]: no such role",
                         "posts[4].key: missing", "posts[4].kee: unknown member"));
  const auto strict = read_catalogue(directory, Language::zh);
  ASSERT_FALSE(strict);
  EXPECT_THAT(strict.error().error.detail, HasSubstr("另有 3 处"));
}

TEST_F(CatalogueFiles, WhatIsNoJsonIsNamedWithItsLine) {
  members = "{\n  \"format\": \"credence-catalogue-1\",\n  oops\n}";
  EXPECT_THAT(refusal(), HasSubstr("catalogue.json:3: JSON"));
}

// ---- another province -------------------------------------------------------------------------------------

constexpr const char* kOtherMembers = R"({
  "format": "credence-catalogue-1", "network": "other-province", "validators": [
    {"node": "a", "name_zh": "甲", "name_en": "A", "owner": "op-industry"}, {"node": "b", "name_zh": "乙", "name_en": "B", "owner": "op-industry"},
    {"node": "c", "name_zh": "丙", "name_en": "C", "owner": "op-industry"}, {"node": "d", "name_zh": "丁", "name_en": "D", "owner": "op-industry"}],
  "departments": [{"id": "op-industry", "name_zh": "某省工业厅", "name_en": "Department of Industry", "kind": "industry"}],
  "posts": [{"key": "op-admin", "department": "op-industry", "roles": ["admin"], "holder": "管理岗"},
            {"key": "op-govern", "department": "op-industry", "roles": ["govern"], "holder": "表决岗"},
            {"key": "op-qualify", "department": "op-industry", "roles": ["qualify", "measure"], "holder": "认定岗"}],
  "qualifications": [{"type": "op-title", "name_zh": "某称号", "name_en": "A title", "issuer": "op-industry", "years": 2}]})";
constexpr const char* kOtherPlan = R"({
  "format": "credence-plan-1", "id": "other-plan", "name_zh": "某省规划", "name_en": "A plan", "from": 2026, "to": 2030,
  "organisations": [], "tasks": [{"id": "t1", "name_zh": "任务", "name_en": "Task", "section": "1", "departments": ["op-industry"]}],
  "projects": [], "safeguards": [], "instruments": [], "titles": [],
  "targets": [{"id": "op-target", "name_zh": "指标", "name_en": "Target", "percent": "13.5", "year": 2030, "department": "op-industry", "section": "2"}],
  "baselines": [], "places": []})";

TEST_F(CatalogueFiles, AnotherProvinceWritesItsOwnAndMakesANetworkFromIt) {
  members = kOtherMembers;
  plan = kOtherPlan;
  EXPECT_THAT(problems(), ::testing::IsEmpty());
  const auto both = read();
  ASSERT_TRUE(both);
  EXPECT_EQ(both->second->targets[0].value, 1350) << "13.5 %";
  EXPECT_EQ(both->second->targets[0].source, "某省规划 2");
  const auto made = init_network({.directory = directory / "run",
                                  .catalogue = both->first,
                                  .name = {},
                                  .validators = 4,
                                  .base_port = 23'400,
                                  .fast_keys_for_tests = true});
  ASSERT_TRUE(made) << made.error().error.text_en();
  EXPECT_EQ(made->genesis.network, "other-province");
}

TEST_F(CatalogueFiles, ATableOfDepartmentsBecomesAGoodCatalogue) {
  NewCatalogue made{Id("yunling"), {}, {}};
  EXPECT_THAT(lacks(made).en, HasSubstr("finance"));
  const std::vector<std::vector<std::string>> rows = {
      {"industry", "yl-iit", "云岭省工业和信息化厅", "Department of \"Industry\"", ""},
      {"财政", "yl-finance", "云岭省财政厅", "", ""},
      {"tax", "yl-tax", "云岭省税务局", "", ""},
      {"title", "srdi", "专精特新中小企业", "Specialized SME", "3"}};
  for (const auto& row : rows) {
    const auto good = add_new(made, row);
    EXPECT_TRUE(good) << good.error().en;
  }
  EXPECT_TRUE(lacks(made).empty());
  EXPECT_THAT(add_new(made, {"industri", "x", "某厅", "", ""}).error().zh, HasSubstr("没有这种类别"));
  EXPECT_THAT(add_new(made, {"science", "yl-iit", "某厅", "", ""}).error().en, HasSubstr("stands twice"));
  EXPECT_FALSE(add_new(made, {"science", "Bad Id", "某厅", "", ""}));
  EXPECT_FALSE(add_new(made, {"title", "t", "某资格", "", "many"}));
  ASSERT_TRUE(write_file(directory / "catalogue.json", catalogue_text(made)));
  const auto read = read_catalogue(directory);
  ASSERT_TRUE(read) << read.error().error.text_en();
  for (const CatalogueProblem& p : check_catalogue(*read, std::nullopt))
    ADD_FAILURE() << p.place << ": " << p.what.en;
  EXPECT_EQ(read->validators.size(), 4U) << "fewer could not tolerate a fault: each department has two";
  for (const Role role : {Role::admin, Role::registrar, Role::programme, Role::award, Role::pay,
                          Role::qualify, Role::check, Role::govern, Role::credit, Role::measure})
    EXPECT_NE(read->any_post(role), nullptr) << name_of(role);
  EXPECT_TRUE(std::ranges::any_of(read->posts, [](const CataloguePost& post) {
    return post.department == "yl-tax" && post.roles == std::vector<Role>{Role::pay};
  })) << "it collects what comes back of a relief";
}

/// Posts of a catalogue on a ledger of its own, each with a key; what a department does its checker signs too.
class PostsAtWork {
 public:
  explicit PostsAtWork(Catalogue catalogue) : catalogue_(std::move(catalogue)) {
    catalogue_.validators.resize(world::kValidators);
    std::vector<PublicKey> validators;
    for (std::uint8_t i = 1; i <= world::kValidators; ++i)
      validators.push_back(samples::secret(i).public_key());
    const auto genesis = catalogue_genesis(
        catalogue_, true,
        {"posts", 1'790'000'000'000, validators, [this](const CataloguePost& post) {
           return keys_.try_emplace(post.key, samples::secret(seed_++)).first->second.public_key();
         }});
    if (!genesis) throw std::runtime_error(genesis.error().text_en());
    world_.emplace(make_memory_key_value(), *genesis);
  }
  /// The first post of the department with this role does it.
  Code does(const Id& department, Role role, const Action& action) {
    const Code out = world_->run(key(department, role), action, {&key(department, Role::check)});
    detail = world_->detail;
    return out;
  }
  world::World& world() { return *world_; }
  std::string detail;

 private:
  const SecretKey& key(const Id& department, Role role) {
    for (const CataloguePost& post : catalogue_.posts)
      if (post.department == department && std::ranges::count(post.roles, role) > 0)
        return keys_.at(post.key);
    throw std::runtime_error("no post of " + department + ": " + std::string(name_of(role)));
  }
  Catalogue catalogue_;
  std::map<std::string, SecretKey> keys_;
  std::uint8_t seed_ = 20;
  std::optional<world::World> world_;
};

// No finance department takes part: the tax authority itself brings back what of a relief must be paid back.
TEST_F(CatalogueFiles, ATaxAuthorityCarriesAReliefToItsReceipt) {
  PostsAtWork posts(read_catalogue(kPlace).value());
  const Id tax = "gd-tax", relief = "relief";
  const auto ok = [&](Role role, const Action& action) {
    EXPECT_EQ(posts.does(tax, role, action), Code::ok) << name_of(action) << ": " << posts.detail;
  };
  RegisterEnterprises enterprise;
  enterprise.lines.push_back({samples::code(1), world::enterprise_name(1), {}, {}});
  EXPECT_EQ(posts.does("gd-samr", Role::registrar, enterprise), Code::ok) << posts.detail;
  CreateProgramme programme = world::World::programme(1'000'000);
  programme.id = relief, programme.kind = ProgrammeKind::tax_relief;
  programme.lead_department = programme.finance_department = tax;
  ok(Role::programme, programme);
  RecordAwards awards = world::World::awards({world::World::award(1, 1, 90'000)}, 1, 90'000);
  awards.programme = relief;
  ok(Role::award, awards);
  RecordRelief claim{relief, "q1", ReliefStep::claimed, "", "", {}};
  claim.lines.push_back({1, "b1", 1, Date{2026, 1, 1}, Date{2026, 3, 31}, 30'000, world::kDay});
  claim.lines.push_back({2, "b1", 1, Date{2026, 4, 1}, Date{2026, 6, 30}, 20'000, world::kDay});
  ok(Role::award, claim);
  claim.step = ReliefStep::checked;
  ok(Role::award, claim);
  RecordRelief withdrawn{relief, "q1", ReliefStep::withdrawn, "", "不再符合条件", {claim.lines[1]}};
  withdrawn.lines[0].amount = 0;
  ok(Role::award, withdrawn);
  ok(Role::award, DemandRecovery{relief, "r1", "b1", 1, 30'000, "粤税追〔2026〕1号", "核查后追缴"});
  ok(Role::pay, RecordRecovery{relief, "r1", 1, 30'000, world::kDay});
  const auto award = posts.world().value(AwardKey{relief, "b1", 1});
  EXPECT_EQ(award.paid, 30'000);
  EXPECT_EQ(award.recovered, 30'000);
}

TEST_F(CatalogueFiles, OfSeveralCataloguesNoneIsChosen) {
  for (const char* name : {"one", "two"}) {
    ASSERT_TRUE(write_file(directory / name / "catalogue.json", kOtherMembers));
    ::setenv("CREDENCE_CONFIGS", directory.c_str(), 1);
    const auto found = find_catalogue({});
    ::unsetenv("CREDENCE_CONFIGS");
    if (std::string_view(name) == "one") {
      ASSERT_TRUE(found);
      EXPECT_EQ(*found, directory / "one");
    } else {
      ASSERT_FALSE(found);
      EXPECT_THAT(found.error().error.detail,
                  ::testing::AllOf(HasSubstr("--catalogue"), HasSubstr("/one"), HasSubstr("/two")));
    }
  }
}

// ---- onto a ledger ----------------------------------------------------------------------------------------

TEST_F(CatalogueFiles, WhatGoesOntoALedgerIsRecordedOnceAndListedWhole) {
  members = kOtherMembers;
  plan = kOtherPlan;
  write();
  const auto both = read();
  ASSERT_TRUE(both);
  const auto actions = catalogue_actions(both->first, both->second);
  ASSERT_TRUE(actions);
  ASSERT_EQ(actions->size(), 5U) << "a department, a title, a target, two files";
  credence::testing::FakeNetwork network;
  Client client = network.client();
  for (const NamedAction& one : *actions) {
    const auto done = load_action(client, world::kAdmin, nullptr, one);
    ASSERT_TRUE(done) << one.what << ": " << done.error().error.text_en();
    EXPECT_TRUE(done->height) << one.what;
  }
  const std::size_t executed = network.executed;
  for (const NamedAction& one : *actions) {
    const auto again = load_action(client, world::kAdmin, nullptr, one);
    ASSERT_TRUE(again) << one.what << ": " << again.error().error.text_en();
    EXPECT_FALSE(again->height) << one.what;
  }
  EXPECT_EQ(network.executed, executed);
  const auto all = all_targets(client);
  ASSERT_TRUE(all) << all.error().error.text_en();
  ASSERT_EQ(all->targets.size(), 1U);
  EXPECT_EQ(all->targets[0].first, "op-target");
  const std::string table = target_table(all->targets, {2027, 1, 1}, Language::zh).text();
  EXPECT_THAT(table, ::testing::AllOf(HasSubstr("13.50 %"), HasSubstr("2030"), HasSubstr("尚无数据")));
  const auto history = client.history(of_target("op-target"));
  ASSERT_TRUE(history) << history.error().error.text_en();
  EXPECT_EQ((*history)->entries.size(), 1U);
}

TEST(CatalogueWords, FiguresAreShownInTheReadersUnits) {
  TargetValue target;
  target.kind = TargetKind::amount;
  target.value = 180'000'000'000'000;
  EXPECT_EQ(wanted_text(target, Language::zh), "18,000.00 亿元");
  EXPECT_EQ(wanted_text(target, Language::en), "1,800.00 bn CNY");
  MeasureValue measure{{2025, 12, 31}, 165'000'000'000'000, 0, {}, {}, 0};
  EXPECT_EQ(progress_text(target, measure), "91.66 %") << "rounded down: no target is reached by rounding";
  target.kind = TargetKind::share;
  target.value = 3000;
  measure.value = 1250;
  measure.whole = 4000;
  EXPECT_EQ(figure_text(target, measure, Language::en), "31.25 % (1,250 / 4,000)");
  target.kind = TargetKind::count;
  target.value = 4;
  target.unit_zh = "家";
  EXPECT_EQ(wanted_text(target, Language::zh), "4 家");
}

}  // namespace
}  // namespace credence
