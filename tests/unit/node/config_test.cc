// SPDX-License-Identifier: Apache-2.0
// node.toml (node/base/config.h): what is wrong is refused with its place and its name; nothing is ignored.
#include "node/base/config.h"

#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "ledger/primitives/place_errors.h"
#include "node/base/desk_config.h"
#include "node/base/exit_code.h"
#include "node/base/start_check.h"
#include "tests/unit/node/fixture.h"

namespace credence::node {
namespace {

const std::string kKey = testing::secret(1).public_key().hex();
const std::string kGood =
    "data_dir = \"data\"\ngenesis = \"/etc/credence/genesis.json\"\nkey_file = \"node.key\"\nlisten = "
    "\"0.0.0.0:7100\"\napi.address = \"[::1]:7180\"\n";

Error refused(const std::string& text) {
  const auto config = parse_config(text, "/srv");
  EXPECT_FALSE(config.has_value()) << text;
  if (config) return {Code::ok, {}};
  EXPECT_EQ(config.error().code, Code::bad_config);
  return config.error();
}

TEST(NodeConfig, ReadsEverythingAndTakesPathsFromItsDirectory) {
  const auto config = parse_config(
      kGood + "passphrase_file = \"../pass\"\npeers = [{name = \"b\", key = \"" + kKey +
          "\", address = \"node-b.example:7100\"}]\n[log]\nlevel = \"debug\"\nformat = \"json\"\n[limits]\n"
          "pool_transactions = 500\nworker_threads = 3\nstate_cache_bytes = 33554432\n[timeouts]\nview_ms = "
          "700\n",
      "/srv/credence");
  ASSERT_TRUE(config.has_value()) << config.error().detail;
  EXPECT_EQ(config->data_dir, "/srv/credence/data");
  EXPECT_EQ(config->genesis_path, "/etc/credence/genesis.json");
  EXPECT_EQ(config->passphrase_path, "/srv/pass");
  EXPECT_EQ(config->api.host, "::1");
  EXPECT_EQ(config->api.text(), "[::1]:7180");
  ASSERT_EQ(config->peers.size(), 1u);
  EXPECT_EQ(config->peers[0].address.text(), "node-b.example:7100");
  EXPECT_TRUE(config->log_json);
  EXPECT_EQ(config->log_level, LogLevel::debug);
  EXPECT_EQ(config->pool.count_max, 500u);
  EXPECT_EQ(config->worker_threads, 3u);
  EXPECT_EQ(config->state_cache_bytes, 32 * limits::kMiB);
  EXPECT_EQ(config->view_timeout_ms, 700u);
}

TEST(NodeConfig, ADeskIsThereWhereItsTableIs) {
  EXPECT_FALSE(parse_desk_config(kGood, "/srv")->has_value());
  const auto plain = parse_desk_config(kGood + "[desk]\n", "/srv");
  ASSERT_TRUE(plain.has_value() && plain->has_value());
  EXPECT_EQ((*plain)->allow, (std::vector<std::string>{"127.0.0.0/8", "::1"}));
  EXPECT_EQ((*plain)->program, "");
  const std::string text =
      kGood + "[desk]\nprogram = \"bin/credence\"\nallow = [\"10.0.0.0/8\"]\nat_once = 5\n";
  EXPECT_TRUE(parse_config(text, "/srv"));
  const auto desk = parse_desk_config(text, "/srv");
  ASSERT_TRUE(desk.has_value()) << desk.error().detail;
  EXPECT_EQ((*desk)->program, "/srv/bin/credence");
  EXPECT_EQ((*desk)->allow, std::vector<std::string>{"10.0.0.0/8"});
  EXPECT_EQ((*desk)->at_once, 5u);
  EXPECT_TRUE(refused(kGood + "[desk]\nat_once = 0\n").detail.contains("at_once"));
  EXPECT_TRUE(refused(kGood + "[desk]\nallow = [7]\n").detail.contains("desk.allow"));
  EXPECT_TRUE(refused(kGood + "[desk]\nallowed = []\n").detail.contains("unknown setting desk.allowed"));
}

TEST(NodeConfig, RefusesUnknownSettingsWithTheirPlace) {
  EXPECT_EQ(refused(kGood + "dada_dir = \"x\"\n").detail, "6:1: unknown setting dada_dir");
  EXPECT_EQ(refused(kGood + "[limits]\npool_transaction = 7\n").detail,
            "7:1: unknown setting limits.pool_transaction; did you mean limits.pool_transactions");
  EXPECT_EQ(refused(kGood + "[[peers]]\nname = \"b\"\nkey = \"" + kKey + "\"\naddress = \"b:1\"\nport = 4\n")
                .detail,
            "10:1: unknown setting peers[0].port");
}

TEST(NodeConfig, SaysWhichSettingWasMeantAndWhereOneStandsInstead) {
  std::string slip = kGood;
  slip.replace(slip.find("listen"), 6, "lisen");
  EXPECT_EQ(refused(slip).detail, "4:1: unknown setting lisen; did you mean listen");
  EXPECT_EQ(refused(kGood + "[scrub]\nevery_hour = 3\n").detail,
            "7:1: unknown setting scrub.every_hour; did you mean scrub.every_hours");
  std::string late = kGood;
  late.insert(late.find("listen"), "[scrub]\n");
  EXPECT_TRUE(refused(late).detail.contains("listen is missing; line 5 sets it in [scrub]"))
      << refused(late).detail;
}

TEST(NodeConfig, RefusesMissingSettings) {
  for (const std::string name : {"data_dir", "genesis", "key_file", "listen", "api"}) {
    std::string text;
    for (std::size_t at = 0; at < kGood.size(); at = kGood.find('\n', at) + 1) {
      const std::string line = kGood.substr(at, kGood.find('\n', at) - at + 1);
      if (!line.starts_with(name + " ") && !line.starts_with(name + ".")) text += line;
    }
    EXPECT_NE(refused(text).detail.find("the setting " + name + " is missing"), std::string::npos) << name;
  }
}

TEST(NodeConfig, RefusesWrongValues) {
  for (const std::string line :
       {"[limits]\npool_transactions = -1", "[limits]\npool_transactions = 1.5",
        "[limits]\npeer_percent = 101", "[log]\nlevel = \"loud\"", "[log]\nlevel = 3", "log = 5", "peers = 7",
        "peers = [7]", "[timeouts]\nview_ms = 1", "passphrase_file = \"\""})
    EXPECT_FALSE(refused(kGood + line + "\n").detail.empty());
  for (const std::string address :
       {"", "7100", ":7100", "host:", "host:65536", "host:-1", "host:7x", "::1:7100", "[]:7"})
    EXPECT_FALSE(parse_address(address).has_value()) << address;
  EXPECT_NE(refused(kGood + "[[peers]]\nname = \"b\"\nkey = \"02ff\"\naddress = \"b:1\"\n")
                .detail.find("peers[0].key"),
            std::string::npos);
  const std::string peer = "[[peers]]\nname = \"b\"\nkey = \"" + kKey + "\"\naddress = \"b:1\"\n";
  EXPECT_NE(refused(kGood + peer + peer).detail.find("peers[1] repeats the key"), std::string::npos);
}

TEST(NodeConfig, BrokenTomlIsRefusedWithItsPlace) {
  EXPECT_TRUE(refused(kGood + "x = \n").detail.starts_with("6:"));
  EXPECT_FALSE(refused("\xff\xfe").detail.empty());
  EXPECT_FALSE(refused(kGood + kGood).detail.empty()) << "a repeated setting";
}

class Passphrase : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "credence-pass-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    directory_ = pattern;
    config_.passphrase_path = directory_ + "/pass";
    std::ofstream(config_.passphrase_path) << "secret words\r\n";
    unsetenv("CREDENCE_PASSPHRASE");
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string directory_;
  NodeConfig config_;
};

TEST_F(Passphrase, ComesFromAFileThatNobodyElseMayRead) {
  chmod(config_.passphrase_path.c_str(), 0644);
  EXPECT_EQ(read_passphrase(config_).error().code, place_code::passphrase_exposed);
  chmod(config_.passphrase_path.c_str(), 0600);
  EXPECT_EQ(read_passphrase(config_)->view(), "secret words");
}

/// A setting that leads nowhere is mended by a person, as that of a key file is: no start will do better.
TEST_F(Passphrase, AFileThatIsMissingIsABadConfiguration) {
  config_.passphrase_path += "-gone";
  EXPECT_EQ(read_passphrase(config_).error().code, Code::bad_config);
  EXPECT_NE(read_passphrase(config_).error().detail.find(config_.passphrase_path), std::string::npos);
  config_.passphrase_path = directory_;
  EXPECT_EQ(exit_code_of(read_passphrase(config_).error().code), NodeExit::bad_config);
}

TEST_F(Passphrase, OrFromTheEnvironment) {
  config_.passphrase_path.clear();
  EXPECT_EQ(read_passphrase(config_).error().code, Code::bad_config);
  setenv("CREDENCE_PASSPHRASE", "other words", 1);
  EXPECT_EQ(read_passphrase(config_)->view(), "other words");
  unsetenv("CREDENCE_PASSPHRASE");
}

TEST(NodeIdentity, AKeyOfItsOwnAndPlacesThatAreDirectories) {
  namespace fs = std::filesystem;
  std::string pattern = (fs::temp_directory_path() / "credence-place-XXXXXX").string();
  ASSERT_NE(mkdtemp(pattern.data()), nullptr);
  const fs::path root = pattern;
  const PublicKey self = testing::secret(1).public_key(), other = testing::secret(2).public_key();
  NodeConfig config;
  config.data_dir = root / "new" / "data";
  config.peers = {{"gd-iit", other, {"127.0.0.1", 7100}}};
  EXPECT_TRUE(check_identity(config, self));
  const auto refused = [&](const PublicKey& key) {
    const auto good = check_identity(config, key);
    EXPECT_TRUE(!good && exit_code_of(good.error().code) == NodeExit::bad_config) << config.data_dir;
    return good ? std::string() : good.error().detail;
  };
  EXPECT_NE(refused(other).find("gd-iit"), std::string::npos);
  fs::create_directory(root / "real");
  fs::create_symlink("real", root / "link");
  fs::create_symlink("nowhere", root / "dangling");
  std::ofstream(root / "file") << "x";
  config.data_dir = root / "link";
  EXPECT_TRUE(check_identity(config, self)) << "a link to a directory";
  for (const fs::path& place : {root / "dangling", root / "dangling" / "data"}) {
    config.data_dir = place;
    EXPECT_NE(refused(self).find("dangling is a link that leads nowhere"), std::string::npos);
  }
  config.data_dir = root / "file";
  EXPECT_NE(refused(self).find("is no directory"), std::string::npos);
  config.data_dir = root / "real";
  config.texts_dir = root / "dangling";
  EXPECT_NE(refused(self).find("texts.directory"), std::string::npos);
  fs::remove_all(root);
}

}  // namespace
}  // namespace credence::node
