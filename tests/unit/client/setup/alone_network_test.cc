// SPDX-License-Identifier: Apache-2.0
// A network is governed and has four eyes unless it is asked for otherwise, a catalogue that could not make
// it is told before anything is written, and what fails leaves nothing behind.
#include <gmock/gmock.h>

#include <filesystem>

#include "client/base/files.h"
#include "client/base/list_errors.h"
#include "client/setup/catalogue_plan.h"
#include "client/setup/network_files.h"
#include "client/setup/node_processes.h"
#include "ledger/domain/features.h"
#include "tests/source_tree.h"

namespace credence {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;

class AloneNetwork : public ::testing::Test {
 protected:
  AloneNetwork() {
    std::string pattern = (fs::temp_directory_path() / "credence-alone-XXXXXX").string();
    directory = mkdtemp(pattern.data());
    auto read = read_catalogue(source_dir() / "configs/guangdong-2021-2025");
    if (!read) throw std::runtime_error(read.error().error.text_en());
    catalogue = *std::move(read);
  }
  ~AloneNetwork() override {
    std::error_code ignored;
    fs::permissions(directory, fs::perms::owner_all, ignored);
    fs::remove_all(directory, ignored);
  }
  [[nodiscard]] NetworkPlan plan(std::size_t validators = 4) const {
    return {.directory = directory / "run",
            .catalogue = catalogue,
            .name = {},
            .validators = validators,
            .base_port = 23'700,
            .fast_keys_for_tests = true};
  }
  [[nodiscard]] std::vector<std::string> problems(const NetworkScope& scope = {}) const {
    std::vector<std::string> out;
    for (const CatalogueProblem& p : check_catalogue(catalogue, std::nullopt, scope))
      out.push_back(p.place + ": " + p.what.en);
    return out;
  }
  void drop_posts(std::string_view department, Role role) {
    std::erase_if(catalogue.posts, [&](const CataloguePost& post) {
      return post.department == department && std::ranges::count(post.roles, role) != 0;
    });
  }
  fs::path directory;
  Catalogue catalogue;
};

bool has(const Genesis& genesis, const Id& department, Role role) {
  return std::ranges::any_of(genesis.keys, [&](const KeyPost& key) {
    return key.department == department && std::ranges::count(key.roles, role) != 0;
  });
}

TEST_F(AloneNetwork, TheShippedCatalogueMakesAGovernedNetworkOfFourEyes) {
  for (const std::size_t validators : {std::size_t{4}, catalogue.validators.size()}) {
    NetworkPlan whole = plan(validators);
    whole.directory = directory / std::to_string(validators);
    const auto made = init_network(whole);
    ASSERT_TRUE(made) << made.error().error.text_en();
    const Genesis& genesis = made->genesis;
    EXPECT_EQ(genesis.owners.size(), validators);
    EXPECT_THAT(genesis.features, Contains(Id(features::kFourEyes)));
    for (const Id& owner : genesis.owners) EXPECT_TRUE(has(genesis, owner, Role::govern)) << owner;
    for (const KeyPost& key : genesis.keys)
      for (const Role role : {Role::admin, Role::check})
        EXPECT_TRUE(has(genesis, key.department, role)) << key.department;
    // One that owns no validator of these, and does nothing else, has no keys.
    EXPECT_EQ(has(genesis, "guangzhou", Role::admin), validators > 4);
  }
}

TEST_F(AloneNetwork, AnUngovernedOneIsMadeOnlyWhenItIsAskedFor) {
  for (CatalogueValidator& validator : catalogue.validators) validator.owner.clear();
  const auto refused = init_network(plan());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().error.code, Code::catalogue_broken);
  EXPECT_THAT(refused.error().error.detail, HasSubstr("governed by nobody"));
  EXPECT_FALSE(fs::exists(directory / "run"));
  NetworkPlan asked = plan();
  asked.ungoverned = true;
  const auto made = init_network(asked);
  ASSERT_TRUE(made) << made.error().error.text_en();
  EXPECT_TRUE(made->genesis.owners.empty());
}

TEST_F(AloneNetwork, ANodeOfAnUngovernedNetworkSaysSoAtEachStart) {
  NetworkPlan asked = plan(1);
  asked.ungoverned = true;
  const auto made = init_network(asked);
  ASSERT_TRUE(made) << made.error().error.text_en();
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "credenced";
  for (std::size_t starts = 1; starts <= 2; ++starts) {
    const auto up = nodes_up(*made, {.program = program, .deadline_ms = 60'000, .only = {}, .stopped = {}});
    ASSERT_TRUE(up) << up.error().error.text_en();
    ASSERT_TRUE(nodes_down(*made, {}));
    const std::string log = read_file(made->nodes[0].directory / "node.log").value();
    std::size_t said = 0;
    for (std::size_t at = log.find("ungoverned"); at != std::string::npos;
         at = log.find("ungoverned", at + 1))
      ++said;
    EXPECT_EQ(said, starts) << log;
  }
}

TEST_F(AloneNetwork, TheCheckTellsOfOwnersAndPostsWhatInitWouldRefuse) {
  EXPECT_THAT(problems(), ::testing::IsEmpty());
  catalogue.validators[1].owner.clear();
  catalogue.validators[2].owner = "gd-none";
  drop_posts("gd-audit", Role::govern);
  drop_posts("gd-dst", Role::check);
  drop_posts("gd-samr", Role::admin);
  const auto found = problems();
  EXPECT_THAT(found, Contains(HasSubstr("validators[1]: no department owns it")));
  EXPECT_THAT(found, Contains("validators[2].owner: no department gd-none"));
  EXPECT_THAT(found, Contains(HasSubstr("validators[3].owner: gd-audit has no post with the role govern")));
  EXPECT_THAT(found, Contains(HasSubstr("gd-dst has no post with the role check")));
  EXPECT_THAT(found, Contains(HasSubstr("gd-samr has no post with the role admin")));
  EXPECT_FALSE(init_network(plan()));
  EXPECT_FALSE(fs::exists(directory / "run"));
}

TEST_F(AloneNetwork, WhateverElseTheLedgerRefusesIsToldBeforeAFileIsWritten) {
  catalogue.features.emplace_back("no-such-feature");
  EXPECT_THAT(problems(), Contains(::testing::AllOf(HasSubstr("genesis: "), HasSubstr("no-such-feature"))));
  const auto refused = init_network(plan());
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().error.detail, HasSubstr("no-such-feature"));
  EXPECT_FALSE(fs::exists(directory / "run"));
}

TEST_F(AloneNetwork, OnlyTheValidatorsOfTheNetworkAreAskedForTheirOwners) {
  catalogue.validators[4].owner.clear();
  EXPECT_THAT(problems(), ::testing::SizeIs(1));
  EXPECT_THAT(problems({4, true}), ::testing::IsEmpty());
  EXPECT_TRUE(init_network(plan(4)));
}

TEST_F(AloneNetwork, WhatCannotBeWrittenLeavesNothingBehind) {
  ASSERT_TRUE(write_file(directory / "kept/file", "x"));
  NetworkPlan broken = plan();
  broken.directory = directory / "kept/file/run";  // below a file
  EXPECT_FALSE(init_network(broken));
  broken = plan();
  broken.base_port = 65'532;  // there are no eight of them
  EXPECT_EQ(init_network(broken).error().error.code, list_code::out_of_range);
  EXPECT_EQ(init_network(broken).error().exit, ExitCode::usage);
  broken.base_port = 0;
  EXPECT_EQ(init_network(broken).error().error.code, list_code::out_of_range);
  EXPECT_FALSE(fs::exists(directory / "run"));
  fs::create_directories(directory / "run");
  EXPECT_FALSE(init_network(broken));
  EXPECT_TRUE(fs::is_empty(directory / "run"));
  EXPECT_EQ(read_file(directory / "kept/file").value(), "x");
  NetworkPlan over = plan();
  over.directory = directory / "kept";
  EXPECT_EQ(init_network(over).error().error.code, Code::network_exists) << "other files are left alone";
  EXPECT_EQ(std::distance(fs::directory_iterator(directory / "kept"), fs::directory_iterator()), 1);
}

TEST_F(AloneNetwork, WhatARunThatWasCutOffLeftIsMadeAnew) {
  ASSERT_TRUE(write_file(directory / "run/.new/keys/gd-iit-admin.json", "half"));
  const auto made = init_network(plan());
  ASSERT_TRUE(made) << made.error().error.text_en();
  EXPECT_FALSE(fs::exists(directory / "run/.new"));
  EXPECT_TRUE(fs::exists(directory / "run/network.json"));
  for (const NetworkNode& node : made->nodes) EXPECT_TRUE(fs::exists(node.directory / "node.toml"));
}

}  // namespace
}  // namespace credence
