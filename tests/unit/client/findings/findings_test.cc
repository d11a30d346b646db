// SPDX-License-Identifier: Apache-2.0
// The auditor's findings: each irregularity that was planted is found with its entries, no honest record is,
// the parameters decide, and an archive that does not pass gives none. docs/findings.md.
#include "client/findings/findings.h"

#include <gmock/gmock.h>

#include <fstream>

#include "client/base/list_errors.h"
#include "tests/source_tree.h"
#include "tests/unit/client/findings/outcome.h"

namespace credence {
namespace {

using namespace testing;  // NOLINT(google-build-using-namespace)

/// A story told once for all tests, as an archive.
struct Told {
  explicit Told(unsigned lines, bool planted, std::uint64_t seed = 1)
      : chain(lines, planted, seed), archive(chain.world) {
    write_bytes(file, archive.bytes());
  }
  [[nodiscard]] Findings find(const FindingsQuestion& question = {}) const {
    EXPECT_TRUE(check_question(question));
    auto found = find_in_archive(file, {.genesis = archive.genesis, .threads = 1}, question);
    if (!found) throw std::runtime_error(found.error().error.text_en());
    return *std::move(found);
  }
  ScratchFolder folder;
  std::filesystem::path file = folder / "chain.archive";
  PlantedChain chain;
  Archive archive;
};
const Told& planted() {
  static const Told told(200, true);
  return told;
}

std::vector<const Finding*> of_rule(const Findings& findings, std::string_view rule) {
  std::vector<const Finding*> out;
  for (const Finding& finding : findings.found)
    if (finding.rule->id == rule) out.push_back(&finding);
  return out;
}

TEST(Findings, EachThatWasPlantedIsFoundAndNothingElse) {
  const Findings findings = planted().find();
  EXPECT_EQ(found_in(findings), planted().chain.expected());
  std::set<std::string_view> rules;
  for (const Finding& finding : findings.found) rules.insert(finding.rule->id);
  EXPECT_EQ(rules.size(), finding_rules().size()) << "a rule that nothing was planted for";
  EXPECT_EQ(findings.left_out, 0u);
}

TEST(Findings, HonestRecordsGiveNone) {
  const Told honest(200, false);
  const Findings findings = honest.find();
  EXPECT_EQ(found_in(findings), FoundSet{});
  EXPECT_EQ(findings.asked.size(), finding_rules().size());
}

TEST(Findings, AreTheSameHoweverTheAuditRuns) {
  for (const unsigned threads : {1u, 3u}) {
    const auto on_disk = find_in_archive(
        planted().file,
        {.genesis = planted().archive.genesis, .threads = threads, .store = {0, planted().folder / "."}}, {});
    ASSERT_TRUE(on_disk);
    EXPECT_EQ(found_in(*on_disk), planted().chain.expected()) << threads;
  }
}

TEST(Findings, EachHasItsDaysItsSentenceAndEntriesThatAreThere) {
  const Findings findings = planted().find();
  for (const Finding& finding : findings.found) {
    const std::string where = std::string(finding.rule->id) + " " + about(finding);
    EXPECT_FALSE(finding.subjects.empty()) << where;
    EXPECT_TRUE(finding.computed.en.ends_with(".") && finding.computed.zh.ends_with("。")) << where;
    ASSERT_FALSE(finding.days.empty()) << where;
    EXPECT_TRUE(std::ranges::is_sorted(finding.days)) << where;
    ASSERT_FALSE(finding.evidence.empty()) << where;
    for (const FindingEvidence& entry : finding.evidence) {
      ASSERT_TRUE(entry.height >= 1 && entry.height <= planted().archive.blocks.size()) << where;
      const auto& block = planted().archive.blocks[entry.height - 1];
      ASSERT_LT(entry.index, block.transactions.size()) << where;
      EXPECT_EQ(parse_transaction(planted().archive.chain(), block.transactions[entry.index])->id,
                entry.transaction)
          << where;
    }
  }
}

TEST(Findings, TheSumsAreWhatIsInQuestion) {
  const Findings findings = planted().find();
  const auto sum = [&](std::string_view rule) { return of_rule(findings, rule).at(0)->sum; };
  EXPECT_EQ(sum("F1"), 17 * kWan);
  EXPECT_EQ(sum("F3"), 2 * kWan);
  EXPECT_EQ(sum("F4"), 191 * kWan);
  EXPECT_EQ(sum("F11"), 2 * kWan);
  EXPECT_EQ(sum("F12"), 3 * kWan);
  EXPECT_EQ(sum("F14"), 7 * kWan);
  EXPECT_EQ(sum("F15"), 5 * kWan);
  EXPECT_EQ(sum("F16"), 5 * kWan);
  EXPECT_EQ(sum("F17"), kWan);
  EXPECT_EQ(sum("F32"), 2 * kWan);
  EXPECT_EQ(of_rule(findings, "F14").at(0)->days, (std::vector<Date>{{2024, 5, 6}, {2025, 12, 31}}));
}

/// A title that was recognised anew: fraud of the term before is of the awards that were built on that one, and of no
/// others.
TEST(Findings, FraudOfAFormerTermIsOfTheAwardsOfThatTerm) {
  using namespace world;  // NOLINT(google-build-using-namespace)
  World w{make_memory_key_value(), with_later_features()};
  const auto must = [&w](const SecretKey& key, const Action& action) {
    ASSERT_EQ(w.run(key, action), Code::ok) << w.detail;
  };
  w.register_enterprises(2);
  must(kQualify, World::issue("specialized", 1, {2019, 1, 1}));
  must(kQualify, World::issue("specialized", 1, {2023, 10, 1}));
  for (const auto& [id, year, published] :
       {std::tuple{"old", 2020, Date{2020, 6, 1}}, std::tuple{"new", 2024, Date{2024, 6, 1}}}) {
    CreateProgramme programme = World::programme(1'000'000);
    programme.id = id, programme.fiscal_year = static_cast<std::uint16_t>(year);
    must(kProgramme, programme);
    ProgrammeRules rules;
    rules.required_titles.emplace_back("specialized");
    must(kProgramme, SetProgrammeRules{id, rules, ""});
    RecordAwards award = World::awards({World::award(1, 1, 7'000)});
    award.programme = id, award.published = published;
    must(kAward, award);
    RecordPayments paid = World::payments({World::payment(1, 1, 1, 7'000)}, 1, 7'000);
    paid.programme = id;
    must(kPay, paid);
  }
  must(kQualify, RevokeQualification{"specialized", code(1), {2020, 2, 1}, "", "虚假材料", true});
  ScratchFolder folder;
  const Archive archive(w);
  write_bytes(folder / "chain.archive", archive.bytes());
  FindingsQuestion question;
  question.rules = {"F10"};
  const auto found =
      find_in_archive(folder / "chain.archive", {.genesis = archive.genesis, .threads = 1}, question);
  ASSERT_TRUE(found) << found.error().error.text_en();
  ASSERT_EQ(found->found.size(), 1U);
  EXPECT_EQ(about(found->found.front()), "old/b1/1");
}

TEST(Findings, RulesPeriodAndParametersDecide) {
  const auto ask = [](std::vector<std::string> rules, std::vector<std::string_view> parameters = {}) {
    FindingsQuestion question;
    question.rules = std::move(rules);
    for (const auto text : parameters) EXPECT_TRUE(add_parameter(question, text)) << text;
    return planted().find(question).found.size();
  };
  EXPECT_EQ(ask({"F3"}), 1u);
  EXPECT_EQ(ask({"F3"}, {"F3.days=3"}), 0u);
  EXPECT_EQ(ask({"F1"}, {"F1.near=0"}), 0u) << "one character differs";
  EXPECT_EQ(ask({"F4"}, {"F4.threshold=2000000"}), 0u);
  EXPECT_EQ(ask({"F4"}, {"F4.margin=4"}), 0u);
  EXPECT_EQ(ask({"F6"}, {"F6.days=3"}), 3u) << "the late one, that which waits, that which was recorded late";
  EXPECT_EQ(ask({"F6"}, {"F6.late_days=1000"}), 3u) << "the short ones, that which was recorded late";
  EXPECT_EQ(ask({"F6"}, {"F6.record_days=31"}), 4u);
  EXPECT_EQ(ask({"F9"}, {"F9.days=10"}), 1u);
  EXPECT_EQ(ask({"F10"}, {"F10.months=0"}), 2u) << "those that did not hold it on the day";
  EXPECT_EQ(ask({"F14"}, {"F14.years=2"}), 0u);
  EXPECT_EQ(ask({"F15"}, {"F15.days=1000"}), 0u);
  EXPECT_EQ(ask({"F16"}, {"F16.days=1000"}), 0u);
  EXPECT_EQ(ask({"F20"}, {"F20.times=2"}), 0u);
  EXPECT_EQ(ask({"F31"}, {"F31.lines=31"}), 0u);
  EXPECT_EQ(ask({"F31"}, {"F31.share=100", "F31.one_share=100", "F31.city_share=60"}), 1u);
  EXPECT_EQ(ask({"F31"}, {"F31.share=30"}), 4u) << "the one whose sums rise evenly";
  EXPECT_EQ(ask({"F19"}, {"F19.days=1"}), 2u) << "changed on the day of the batch";
  EXPECT_EQ(ask({"F3", "F4"}), 2u);

  FindingsQuestion period;
  period.rules = {"F14"};
  period.from = Date{2026, 1, 1};
  EXPECT_EQ(planted().find(period).found.size(), 0u);
  period.from = period.to = Date{2025, 12, 31};
  EXPECT_EQ(planted().find(period).found.size(), 1u);
}

TEST(Findings, AQuestionThatCannotBeAskedIsRefused) {
  FindingsQuestion question;
  EXPECT_EQ(add_parameter(question, "F3.day=1").error().code, Code::unknown_choice);
  EXPECT_EQ(add_parameter(question, "F2.days=1").error().code, Code::unknown_choice);
  EXPECT_EQ(add_parameter(question, "F3.days").error().code, Code::bad_number);
  EXPECT_EQ(add_parameter(question, "F3.days=1x").error().code, Code::bad_number);
  EXPECT_EQ(add_parameter(question, "F3.days=-1").error().code, Code::bad_number);
  ASSERT_TRUE(add_parameter(question, "F5.days=0"));
  EXPECT_EQ(check_question(question).error().code, list_code::out_of_range) << "one day at least";
  question.parameters = {{"F3.days", 5}};
  question.rules = {"F4"};
  EXPECT_EQ(check_question(question).error().code, Code::unknown_choice) << "of a rule that is not asked";
  question.rules = {"F2"};
  EXPECT_EQ(check_question(question).error().code, Code::unknown_choice);
  question = {};
  question.from = Date{2026, 1, 2}, question.to = Date{2026, 1, 1};
  EXPECT_EQ(check_question(question).error().code, Code::dates_reversed);
}

TEST(Findings, AnArchiveThatDoesNotPassGivesNone) {
  const Told& told = planted();
  const std::filesystem::path file = told.folder / "damaged.archive";
  const auto verdict = [&](const Bytes& bytes) {
    write_bytes(file, bytes);
    const auto found = find_in_archive(file, {.genesis = told.archive.genesis, .threads = 1}, {});
    EXPECT_FALSE(found);
    return found ? AuditVerdict::verified : found.error().verdict;
  };
  Bytes changed = told.archive.bytes();
  changed[changed.size() - 100] ^= std::byte{1};  // in the last block: all planted stand before it
  EXPECT_EQ(verdict(changed), AuditVerdict::damaged);
  Bytes torn = told.archive.bytes();
  torn.resize(torn.size() - 1);
  EXPECT_EQ(verdict(torn), AuditVerdict::truncated);
  write_bytes(file, told.archive.bytes());
  const auto other = find_in_archive(file, {.genesis = world::genesis(), .threads = 1}, {});
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().verdict, AuditVerdict::other_chain);
}

// docs/findings.md is written for auditors: it has a row for each rule with its parameters as they are.
TEST(Findings, TheDocumentHasEveryRuleWithItsParameters) {
  std::ifstream in(source_dir() / "docs/findings.md");
  std::map<std::string, std::string> rows;
  for (std::string line; std::getline(in, line);)
    if (line.starts_with("| F")) rows[line.substr(2, line.find(' ', 2) - 2)] += line;
  EXPECT_EQ(rows.size(), 35u) << "F1 to F35, those included that the data do not reach";
  for (const FindingRule& rule : finding_rules()) {
    const std::string& row = rows[std::string(rule.id)];
    EXPECT_THAT(row, ::testing::HasSubstr(std::string(rule.name.en)));
    for (const FindingParameter& parameter : rule.parameters)
      EXPECT_THAT(row, ::testing::HasSubstr("`" + std::string(parameter.name) + "` " +
                                            std::to_string(parameter.standard)))
          << rule.id;
  }
}

// Among the records of a province, of several seeds. The measure of 100,000 lines is ./dev bench findings.
TEST(Findings, AmongManyHonestRecordsEachIsFoundStill) {
  const Told told(3'000, true);
  EXPECT_GE(told.chain.honest_lines(), 2'900u);
  const Findings findings = told.find();
  std::fputs(outcome_table(told.chain.expected(), found_in(findings)).c_str(), stdout);
  EXPECT_EQ(found_in(findings), told.chain.expected());
}

TEST(Findings, AProvinceOfAnotherSeedGivesNone) {
  for (const std::uint64_t seed : {2u, 3u}) {
    const Told honest(1'000, false, seed);
    EXPECT_EQ(found_in(honest.find()), FoundSet{}) << seed;
  }
}

}  // namespace
}  // namespace credence
