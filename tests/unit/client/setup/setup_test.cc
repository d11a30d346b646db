// SPDX-License-Identifier: Apache-2.0
// Everything of the client that needs no network: words on a terminal, keys, catalogue, genesis, synthetic
// lists, the sample.
#include <sys/stat.h>

#include <fstream>
#include <set>
#include <sstream>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/demo/sample.h"
#include "client/demo/synthetic.h"
#include "client/keyring.h"
#include "client/lists/lines.h"
#include "client/lists/plan.h"
#include "client/network.h"
#include "client/setup/catalogue.h"
#include "client/setup/network_files.h"
#include "client/setup/node_processes.h"
#include "client/words/table.h"
#include "ledger/primitives/place_errors.h"
#include "tests/source_tree.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

namespace fs = std::filesystem;

class Scratch : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "credence-unit-XXXXXX").string();
    directory = mkdtemp(pattern.data());
  }
  void TearDown() override { fs::remove_all(directory); }
  fs::path directory;
};

// ---- words ------------------------------------------------------------------------------------------------

TEST(Width, ChineseTakesTwoColumns) {
  EXPECT_EQ(display_width("abc"), 3U);
  EXPECT_EQ(display_width("企业"), 4U);
  EXPECT_EQ(display_width("（万元）"), 8U);
  EXPECT_EQ(display_width("e\xCC\x81"), 1U);  // a combining accent
  EXPECT_EQ(display_width("─█"), 2U);
  EXPECT_EQ(display_width("\xE4"), 1U);  // cut bytes do no harm
}

TEST(Width, ClippedTextFitsAndIsWhole) {
  EXPECT_EQ(clipped("企业名称", 8), "企业名称");
  EXPECT_EQ(clipped("企业名称", 7), "企业名…");
  EXPECT_EQ(clipped("企业名称", 6), "企业…");
}

TEST(TableText, ColumnsLineUpInBothScripts) {
  Table table;
  table.column("name");
  table.column("金额", Table::Align::right);
  table.row({"企业", "1"});
  table.row({"ab", "1,000"});
  EXPECT_EQ(table.text(),
            "name   金额\n"
            "────  ─────\n"
            "企业      1\n"
            "ab    1,000\n");
}

TEST(ProgressLine, ShowsShareRateAndTimeLeft) {
  const std::string line = progress_line("import", 500, 1'000, 2.0, 80, Language::en);
  EXPECT_THAT(line, ::testing::AllOf(::testing::HasSubstr("50 %"), ::testing::HasSubstr("500/1,000"),
                                     ::testing::HasSubstr("250/s"), ::testing::HasSubstr("2 s left")));
  EXPECT_LE(display_width(progress_line("一个很长的标题一个很长的标题", 78'609, 78'609, 1, 40, Language::zh)),
            40U);
  EXPECT_NO_FATAL_FAILURE((void)progress_line("x", 0, 0, 0, 10, Language::en));
}

TEST(Errors, AreToldInTheChosenLanguageWithTheRemedy) {
  const Error error{Code::unreachable, "http://a:1"};
  EXPECT_THAT(error_text(error, Language::zh),
              ::testing::AllOf(::testing::HasSubstr("没有节点"), ::testing::HasSubstr("http://a:1"),
                               ::testing::HasSubstr("→")));
  EXPECT_THAT(error_text(error, Language::en), ::testing::HasSubstr("no node"));
}

TEST(Numbers, HaveSeparators) {
  EXPECT_EQ(with_separators(0), "0");
  EXPECT_EQ(with_separators(999), "999");
  EXPECT_EQ(with_separators(78'609), "78,609");
  EXPECT_EQ(with_separators(1'000'000), "1,000,000");
}

// ---- keys -------------------------------------------------------------------------------------------------

class Keys : public Scratch {
 protected:
  void SetUp() override {
    Scratch::SetUp();
    ASSERT_TRUE(write_file(directory / "passphrase", "secret words\n", 0600));
  }
  Keyring ring() {
    return Keyring(directory / "keys",
                   {.file = directory / "passphrase", .data = {}, .language = Language::en});
  }
};

TEST_F(Keys, AreMadeEncryptedAndOpenedAgain) {
  const auto made = ring().create(samples::kSuite, "gd-iit-award", {});
  ASSERT_TRUE(made) << made.error().error.text_en();
  struct stat info{};
  ASSERT_EQ(stat((directory / "keys/gd-iit-award.json").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  const auto opened = ring().open("gd-iit-award");
  ASSERT_TRUE(opened) << opened.error().error.text_en();
  EXPECT_EQ(opened->public_key(), *made);
  EXPECT_EQ(ring().names(), std::vector<std::string>{"gd-iit-award"});
  EXPECT_EQ(ring().name_of(key_id(*made)), "gd-iit-award");
}

TEST_F(Keys, AreNeverOverwritten) {
  ASSERT_TRUE(ring().create(samples::kSuite, "a", {}));
  EXPECT_EQ(ring().create(samples::kSuite, "a", {}).error().exit, ExitCode::bad_input);
}

TEST_F(Keys, AWrongPassphraseAndAMissingKeyAreTold) {
  ASSERT_TRUE(ring().create(samples::kSuite, "a", {}));
  ASSERT_TRUE(write_file(directory / "passphrase", "other words\n", 0600));
  EXPECT_EQ(ring().open("a").error().error.code, Code::wrong_passphrase);
  const auto none = ring().open("b");
  EXPECT_EQ(none.error().error.code, Code::no_such_key);
  EXPECT_THAT(none.error().error.detail, ::testing::HasSubstr("a"));
  EXPECT_EQ(none.error().exit, ExitCode::key);
}

TEST_F(Keys, APassphraseThatOthersCanReadIsRefused) {
  ASSERT_TRUE(ring().create(samples::kSuite, "a", {}));
  fs::permissions(directory / "passphrase", fs::perms::others_read, fs::perm_options::add);
  EXPECT_EQ(ring().open("a").error().error.code, place_code::passphrase_exposed);
}

TEST_F(Keys, ADamagedFileIsToldFromAWrongPassphrase) {
  ASSERT_TRUE(ring().create(samples::kSuite, "a", {}));
  const fs::path file = directory / "keys/a.json";
  std::string text = read_file(file).value();
  text[text.find("ciphertext") + 15] ^= 1;
  ASSERT_TRUE(write_file(file, text, 0600));
  EXPECT_EQ(ring().open("a").error().error.code, Code::damaged_key_file);
}

// ---- networks ---------------------------------------------------------------------------------------------

class NetworkFiles : public Scratch {
 protected:
  NetworkPlan plan(std::size_t validators = 4) {
    auto catalogue = read_catalogue(source_dir() / "configs/guangdong-2021-2025");
    EXPECT_TRUE(catalogue) << catalogue.error().error.text_en();
    return {.directory = directory / "run",
            .catalogue = *std::move(catalogue),
            .name = {},
            .validators = validators,
            .base_port = 23'000,
            .fast_keys_for_tests = true};
  }
};

TEST_F(NetworkFiles, OfKeysThatOthersHoldOnlyThePublicHalfIsThere) {
  NetworkPlan ours = plan();
  const PublicKey post = samples::secret(201).public_key(), node = samples::secret(202).public_key();
  ours.public_keys = {{"gd-iit-admin", post}, {"gd-iit", node}};
  const auto made = init_network(ours);
  ASSERT_TRUE(made) << made.error().error.text_en();
  EXPECT_EQ(made->genesis.validators.validators[0].key, node);
  EXPECT_EQ(std::ranges::count(made->genesis.keys, post, &KeyPost::key), 1);
  EXPECT_FALSE(fs::exists(directory / "run/keys/gd-iit-admin.json"));
  EXPECT_TRUE(fs::exists(directory / "run/keys/gd-iit-check.json"));
  EXPECT_FALSE(fs::exists(directory / "run/nodes/gd-iit/node.key.json"));
  EXPECT_TRUE(fs::exists(directory / "run/nodes/gd-iit/node.toml"));
  NetworkPlan other = plan();
  other.directory = directory / "other";
  other.public_keys = {{"nobody", post}};
  const auto refused = init_network(other);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, Code::unknown_choice);
  EXPECT_FALSE(fs::exists(directory / "other"));
}

TEST_F(NetworkFiles, TextsAreKeptByNodesOfThoseEntitledToThem) {
  const auto made = init_network(plan());
  ASSERT_TRUE(made) << made.error().error.text_en();
  for (const NetworkNode& node : made->nodes)
    EXPECT_EQ(read_file(node.directory / "node.toml").value().contains("[texts]"), node.name == "gd-audit")
        << node.name;
}

TEST_F(NetworkFiles, AreMadeOnceAndFoundAgain) {
  const auto made = init_network(plan());
  ASSERT_TRUE(made) << made.error().error.text_en();
  const auto found = find_network({.data = directory / "run", .genesis = {}, .nodes = {}});
  ASSERT_TRUE(found) << found.error().error.text_en();
  EXPECT_EQ(found->anchor.chain, made->anchor.chain);
  ASSERT_EQ(found->nodes.size(), 4U);
  EXPECT_EQ(found->nodes[3].name, "gd-audit");
  EXPECT_EQ(found->genesis.validators.validators[0].name_zh, "广东省工业和信息化厅");
  EXPECT_TRUE(check_genesis(found->genesis));
  std::set<std::string> ports;
  for (const NetworkNode& node : found->nodes) {
    ports.insert(node.api.port);
    EXPECT_TRUE(fs::exists(node.directory / "node.toml"));
    EXPECT_FALSE(running_node(node));
  }
  EXPECT_EQ(ports.size(), 4U);
  EXPECT_EQ(init_network(plan()).error().error.code, Code::network_exists);
}

TEST_F(NetworkFiles, ALedgerWithoutItsNetworkFileIsNotWrittenOver) {
  ASSERT_TRUE(init_network(plan()));
  fs::remove(directory / "run/network.json");
  ASSERT_TRUE(write_file(directory / "run/nodes/gd-iit/data/CURRENT", "x"));
  EXPECT_EQ(init_network(plan()).error().error.code, Code::network_exists);
}

TEST_F(NetworkFiles, NeedAValidatorCountThatTheCatalogueHas) {
  EXPECT_EQ(init_network(plan(0)).error().exit, ExitCode::usage);
  EXPECT_EQ(init_network(plan(32)).error().exit, ExitCode::usage);
}

TEST_F(NetworkFiles, ThatAreMissingAreToldWithTheRemedy) {
  const auto none = find_network({.data = directory, .genesis = {}, .nodes = {}});
  EXPECT_EQ(none.error().error.code, Code::no_network);
  ASSERT_TRUE(init_network(plan(1)));
  const auto remote = find_network({.data = directory / "nowhere",
                                    .genesis = directory / "run/genesis.json",
                                    .nodes = {"http://127.0.0.1:1"}});
  ASSERT_TRUE(remote) << remote.error().error.text_en();
  EXPECT_EQ(remote->nodes[0].api.port, "1");
}

TEST_F(NetworkFiles, ARecordedProcessThatIsAnotherProgramIsNeverOurs) {
  NetworkNode node{.name = "n", .api = {}, .directory = directory};
  ASSERT_TRUE(write_file(directory / "node.pid", std::to_string(getpid()) + " 1\n"));
  EXPECT_FALSE(running_node(node));
  // The right process with the right start time, but another program: this one.
  std::string stat = read_file("/proc/self/stat", 4096).value();
  std::istringstream fields(stat.substr(stat.rfind(')') + 2));
  std::string start;
  for (int field = 3; field <= 22; ++field) fields >> start;
  ASSERT_TRUE(write_file(directory / "node.pid", std::to_string(getpid()) + " " + start + "\n"));
  EXPECT_FALSE(running_node(node));
  ASSERT_TRUE(write_file(directory / "node.pid", "1 1\n"));
  EXPECT_FALSE(running_node(node));
  ASSERT_TRUE(write_file(directory / "node.pid", "junk"));
  EXPECT_FALSE(running_node(node));
}

TEST_F(NetworkFiles, ACatalogueWithAnErrorNamesTheMember) {
  ASSERT_TRUE(
      write_file(directory / "catalogue.json",
                 R"({"format": "credence-catalogue-1", "network": "x", "validators": [{"node": "a"}]})"));
  const auto bad = read_catalogue(directory);
  ASSERT_FALSE(bad);
  EXPECT_THAT(bad.error().error.detail, ::testing::HasSubstr("validators[0]"));
}

// ---- lists ------------------------------------------------------------------------------------------------

TEST(Synthetic, ListsPassEveryCheckAndAddUp) {
  const SyntheticLists made = make_synthetic(500, 1, "b1");
  const auto enterprises = lines_of_text(made.enterprises, enterprise_list());
  const auto awards = lines_of_text(made.awards, award_list());
  const auto payments = lines_of_text(made.payments, payment_list());
  const auto titles = lines_of_text(made.qualifications, qualification_list());
  ASSERT_TRUE(enterprises && awards && payments && titles);
  EXPECT_EQ(enterprises->size(), 500U);
  EXPECT_EQ(awards->size(), 500U);
  EXPECT_EQ(payments->size(), 750U);
  Fen awarded = 0, paid = 0;
  for (const AwardLine& line : *awards) awarded += line.amount;
  for (const PaymentLine& line : *payments) paid += line.amount;
  EXPECT_EQ(awarded, made.awarded_fen);
  EXPECT_EQ(paid, made.paid_fen);
  EXPECT_LE(paid, awarded);
  EXPECT_EQ(enterprises->at(0).name, "样例企业0001");
}

TEST(Synthetic, TheSameSeedGivesTheSameAndAShorterListIsAPrefix) {
  EXPECT_EQ(make_synthetic(50, 7, "b1").awards, make_synthetic(50, 7, "b1").awards);
  EXPECT_TRUE(make_synthetic(60, 7, "b1").enterprises.starts_with(make_synthetic(50, 7, "b1").enterprises));
  std::set<std::string> codes;
  for (std::size_t i = 0; i < 100'000; ++i) codes.insert(synthetic_code(i, 7));
  EXPECT_EQ(codes.size(), 100'000U);
  for (const std::string& code : {synthetic_code(0, 1), synthetic_code(kSyntheticMax - 1, 99)})
    EXPECT_TRUE(parse_uscc(code) && organisation_code_matches(*parse_uscc(code))) << code;
}

TEST(Sample, OfTheProjectIsRead) {
  const auto steps = read_sample(source_dir() / "configs/sample");
  ASSERT_TRUE(steps) << steps.error().error.text_en();
  EXPECT_GE(steps->size(), 20U);
  for (const SampleStep& step : *steps)
    for (const Action& action : step.lists) EXPECT_TRUE(check_action(action)) << step.title;
}

}  // namespace
}  // namespace credence
