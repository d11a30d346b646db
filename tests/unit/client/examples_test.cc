// SPDX-License-Identifier: Apache-2.0
// The programs of client/examples/, run as a user runs them: against nodes that serve HTTP.
#include <sys/wait.h>

#include <fstream>

#include "keys/key_file.h"
#include "ledger/views/genesis_json.h"
#include "tests/unit/client/fake_node.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;
using world::World;

struct Ran {
  int exit = -1;
  std::string out;
};

class Examples : public ::testing::Test {
 protected:
  void SetUp() override {
    folder = fs::path(::testing::TempDir()) / ("credence-examples-" + std::to_string(::getpid()));
    fs::create_directories(folder);
    std::ofstream(folder / "genesis.json") << genesis_to_json(world::genesis());
    std::ofstream(folder / "award.json") << seal_key(world::kAward, "secret", true).value();
    ::setenv("CREDENCE_PASSPHRASE", "secret", 1);
    net.world().register_enterprises(1);
    net.world().create_programme();
  }
  void TearDown() override { fs::remove_all(folder); }

  Ran run(const std::string& program, const std::string& arguments) {
    const fs::path bin =
        fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "examples" / program;
    const std::string command = bin.string() + " " + (folder / "genesis.json").string() + " " +
                                net.network().nodes[0].api.text() + " " + arguments + " 2>&1";
    Ran out;
    net.fence();
    std::FILE* const pipe = ::popen(command.c_str(), "r");
    char part[512];
    while (std::fgets(part, sizeof part, pipe) != nullptr) out.out += part;
    out.exit = WEXITSTATUS(::pclose(pipe));
    net.fence();
    return out;
  }
  std::string grant(const std::string& amount) {
    return (folder / "award.json").string() + " puhui-2022 b1 " + std::string(text_of(samples::code(1))) +
           " " + world::enterprise_name(1) + " 产线改造 " + amount;
  }

  FakeNetwork net;
  fs::path folder;
};

TEST_F(Examples, RecordGrantRecordsOnceAndIsProved) {
  const Ran first = run("record_grant", grant("0.5"));
  EXPECT_EQ(first.exit, 0) << first.out;
  EXPECT_THAT(first.out, ::testing::HasSubstr("recorded in block"));
  EXPECT_EQ(net.world().value(AwardKey{"puhui-2022", "b1", 1}).amount, 500'000);
  const Ran again = run("record_grant", grant("0.5"));
  EXPECT_EQ(again.exit, 2) << again.out;
  const Ran beyond = run("record_grant", grant("1.5.5"));
  EXPECT_EQ(beyond.exit, 5) << beyond.out;
}

TEST_F(Examples, CheckTitleTellsInForceFromNever) {
  ASSERT_EQ(net.world().run(world::kQualify, World::issue("specialized", 1, {2024, 1, 1})), Code::ok);
  const std::string code(text_of(samples::code(1)));
  // The world's blocks are made at fixed times; one that is made now is fresh.
  const auto now = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch() /
                                              std::chrono::milliseconds(1));
  const std::string question = "specialized " + code + " 2025-01-01";
  if (net.world().ledger().head().time_ms + 86'400'000 < now) {
    EXPECT_EQ(run("check_title", question).exit, 3) << "an old chain";
  }
  const BlockHeader fresh = net.world().ledger().apply(world::proposal_of(now, {})).value();
  ASSERT_TRUE(net.world().ledger().add_certificate(world::certify(net.world().chain(), fresh)));
  const Ran held = run("check_title", question);
  EXPECT_EQ(held.exit, 0) << held.out;
  EXPECT_THAT(held.out, ::testing::HasSubstr("in_force, certificate GR202244001234"));
  const Ran before = run("check_title", "specialized " + code + " 2023-12-31");
  EXPECT_EQ(before.exit, 2) << before.out;
  const Ran never = run("check_title", "little-giant " + code + " 2025-01-01");
  EXPECT_EQ(never.exit, 2) << never.out;
  EXPECT_THAT(never.out, ::testing::HasSubstr("never_issued"));
}

TEST_F(Examples, AuditYearAddsUpEveryAward) {
  ASSERT_EQ(
      net.world().run(world::kAward, World::awards({World::award(1, 1, 100), World::award(2, 1, 50, "二")})),
      Code::ok);
  ASSERT_EQ(net.world().run(world::kPay, World::payments({World::payment(1, 1, 1, 70)})), Code::ok);
  const Ran audit = run("audit_year", "gd-iit 2022");
  EXPECT_EQ(audit.exit, 0) << audit.out;
  EXPECT_THAT(audit.out, ::testing::HasSubstr("2 awards  awarded             1.50  paid             0.70"));
  EXPECT_THAT(audit.out, ::testing::HasSubstr("1 programmes of gd-iit in 2022"));
  EXPECT_THAT(run("audit_year", "gd-iit 2021").out, ::testing::HasSubstr("0 programmes"));
}

}  // namespace
}  // namespace credence::testing
