// SPDX-License-Identifier: Apache-2.0
// Joining, observing and pruning with real processes: a wiped validator and a new observer come by a snapshot
// while the others go on.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <fstream>
#include <thread>

#include "client/client.h"
#include "tests/cluster/cluster.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;

std::string log_of(const fs::path& node) {
  std::ifstream in(node / "node.log");
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Something that is done again and again on a thread of its own.
class Repeated {
 public:
  explicit Repeated(std::function<void()> what)
      : thread_([this, what = std::move(what)] {
          try {
            while (!stop_) what();
          } catch (const std::exception& error) {
            failure_ = error.what();
          }
        }) {}
  ~Repeated() { (void)end(); }
  /// What went wrong, if anything.
  std::string end() {
    stop_ = true;
    if (thread_.joinable()) thread_.join();
    return failure_;
  }

 private:
  std::atomic<bool> stop_{false};
  std::string failure_;
  std::thread thread_;
};

class Join : public ::testing::Test {
 protected:
  Cluster cluster{4, 1};  // node 4 observes
  std::size_t recorded = 0;
  std::vector<EnterpriseLine> enterprises = synthetic_enterprises(7, 20'000);

  void set(std::size_t node, const std::string& toml) {
    std::ofstream(cluster.node_directory(node) / "node.toml", std::ios::app) << "\n" << toml << "\n";
  }
  /// `blocks` blocks at least, of `lines` enterprises each.
  void record(std::size_t blocks, std::size_t lines) {
    const auto client = cluster.client();
    const SecretKey key = cluster.key("gd-samr", Role::registrar);
    for (std::size_t i = 0; i < blocks; ++i) {
      RegisterEnterprises list;
      for (std::size_t k = 0; k < lines; ++k) list.lines.push_back(enterprises.at(recorded++));
      must(client->submit(list, key));
    }
  }
  /// Every enterprise is proved by this node alone.
  void expect_state(std::size_t node) {
    const auto client = cluster.client_of(node);
    for (std::size_t i = 0; i < recorded; i += 37)
      EXPECT_TRUE(must(client->state<EnterpriseValue>(EnterpriseKey{enterprises[i].code}))->has_value())
          << "node " << node << ", enterprise " << i;
  }
};

TEST_F(Join, AWipedValidatorAndANewObserverJoinBySnapshotUnderLoadAndGoOn) {
  for (const std::size_t node : {std::size_t{3}, std::size_t{4}}) set(node, "[join]\nsnapshot_behind = 20");
  for (std::size_t node = 0; node < 4; ++node) cluster.start(node);
  record(40, 50);
  cluster.kill(3);
  cluster.wipe(3);
  Repeated load([this] { record(1, 1); });
  cluster.start(3);
  cluster.start(4);
  for (const std::size_t node : {std::size_t{3}, std::size_t{4}})
    wait_until("node " + std::to_string(node) + " to join by a snapshot", [&] {
      return log_of(cluster.node_directory(node)).find("ledger_swapped") != std::string::npos;
    });
  EXPECT_EQ(load.end(), "");
  record(5, 1);
  const Height level = cluster.wait_level();
  EXPECT_GT(level, 45u);
  for (std::size_t node = 0; node < 5; ++node) expect_state(node);
  // What they do not hold they say so, and a client of all nodes is not hindered.
  for (const std::size_t node : {std::size_t{3}, std::size_t{4}}) {
    const auto block = cluster.client_of(node)->block(2);
    ASSERT_FALSE(block.has_value());
    EXPECT_EQ(block.error().error.code, Code::pruned_below);
  }
  EXPECT_TRUE(cluster.client()->block(2).has_value());
  EXPECT_TRUE(must(cluster.client()->history(HistoryKey{EnterpriseKey{enterprises[1].code}}))->all);
  // The wiped validator votes again, as soon as it is safe: with another one gone it is needed.
  cluster.kill(2);
  record(30, 1);
  EXPECT_GE(cluster.wait_level(), level + 30);
  // And after a restart it is where it was.
  cluster.kill(3);
  cluster.start(3);
  record(3, 1);
  cluster.wait_level();
  expect_state(3);
}

TEST_F(Join, AJoinThatIsKilledGoesOnOrBeginsAnewUntilItIsDone) {
  set(4, "[join]\nsnapshot_behind = 20");
  for (std::size_t node = 0; node < 4; ++node) cluster.start(node);
  record(30, 100);
  for (int i = 0; i < 6; ++i) {
    cluster.start(4);
    std::this_thread::sleep_for(
        std::chrono::milliseconds(300 * i));  // a moment to be killed in, not one to wait for
    cluster.kill(4);
  }
  cluster.start(4);
  wait_until("the observer to join by a snapshot",
             [&] { return log_of(cluster.node_directory(4)).find("ledger_swapped") != std::string::npos; });
  record(2, 1);
  cluster.wait_level();
  expect_state(4);
}

TEST_F(Join, AnObserverFollowsAndServesAndTheValidatorsDoNotNeedIt) {
  cluster.start_all();
  record(10, 20);
  cluster.wait_level();
  expect_state(4);
  // What is handed to the observer reaches the validators.
  RegisterEnterprises list;
  list.lines.push_back(enterprises.at(recorded++));
  must(cluster.client_of(4)->submit(list, cluster.key("gd-samr", Role::registrar)));
  EXPECT_TRUE(must(cluster.client_of(4)->history(HistoryKey{EnterpriseKey{enterprises[1].code}}))->all);
  cluster.kill(4);
  record(5, 1);
  cluster.start(4);
  cluster.wait_level();
  expect_state(4);
  // It is no part of the quorum: with two validators gone nothing is certified, whoever observes.
  const Height level = cluster.wait_level();
  cluster.kill(0);
  cluster.kill(1);
  ClientOptions soon;
  soon.deadline_ms = 3'000;
  list.lines.front() = enterprises.at(recorded);
  EXPECT_FALSE(cluster.client_of(4, soon)->submit(list, cluster.key("gd-samr", Role::registrar)).has_value());
  EXPECT_EQ(cluster.status(4)->certified, level);
}

TEST_F(Join, APrunedNodeSaysSoAndAClientAsksAnother) {
  set(1, "[prune]\nkeep_blocks = 100");
  for (std::size_t node = 0; node < 4; ++node) cluster.start(node);
  record(130, 2);
  const auto alone = cluster.client_of(1);
  wait_until("the old blocks to go", [&] {
    const auto block = alone->block(5);
    return !block && block.error().error.code == Code::pruned_below;
  });
  EXPECT_TRUE(alone->block(cluster.status(1)->certified - 50).has_value());
  EXPECT_TRUE(cluster.client()->block(5).has_value());
  EXPECT_TRUE(must(alone->history(HistoryKey{EnterpriseKey{enterprises[1].code}}))->all)
      << "histories stay whole";
  expect_state(1);
  // A node that only has pruned peers to ask learns why it cannot follow.
  cluster.kill(1);
  cluster.start(1);
  record(2, 1);
  cluster.wait_level();
  EXPECT_EQ(alone->block(5).error().error.code, Code::pruned_below) << "after a restart too";
}

TEST_F(Join, ANodeWhoseNextBlocksAreGoneEverywhereJoinsBySnapshotAndKeepsItsLedgerAside) {
  for (std::size_t node = 0; node < 4; ++node) set(node, "[prune]\nkeep_blocks = 100");
  set(4, "[join]\nsnapshot_behind = 100000");
  for (std::size_t node = 0; node < 5; ++node) cluster.start(node);
  record(3, 2);
  const Height held = cluster.wait_level();
  EXPECT_EQ(cluster.terminate(4), 0);
  record(130, 2);
  for (std::size_t node = 0; node < 4; ++node)
    wait_until("the old blocks of node " + std::to_string(node) + " to go", [&] {
      const auto block = cluster.client_of(node)->block(held + 1);
      return !block && block.error().error.code == Code::pruned_below;
    });
  cluster.start(4);
  wait_until("it to join by a snapshot",
             [&] { return log_of(cluster.node_directory(4)).find("ledger_kept") != std::string::npos; });
  record(2, 1);
  cluster.wait_level();
  expect_state(4);
  EXPECT_TRUE(fs::exists(cluster.node_directory(4) / "data" / ("kept-" + std::to_string(held)) / "CURRENT"))
      << log_of(cluster.node_directory(4));
}

/// Bends a byte at each of these parts of the largest file that ends so; false if there is none.
bool bend(const fs::path& data, const std::string& ending, std::initializer_list<double> parts) {
  fs::path largest;
  for (const auto& entry : fs::directory_iterator(data))
    if (entry.path().extension() == ending &&
        (largest.empty() || fs::file_size(entry.path()) > fs::file_size(largest)))
      largest = entry.path();
  if (largest.empty()) return false;
  std::fstream file(largest, std::ios::in | std::ios::out | std::ios::binary);
  for (const double part : parts) {
    const auto at = static_cast<std::streamoff>(part * static_cast<double>(fs::file_size(largest)));
    file.seekg(at);
    const char byte = static_cast<char>(file.get() ^ 0x10);
    file.seekp(at);
    file.put(byte);
  }
  return true;
}

TEST_F(Join, AScrubFindsBytesThatTheDiskBentAndARepairedNodeGoesOn) {
  for (std::size_t node = 0; node < 4; ++node) cluster.start(node);
  const std::string daemon =
      fs::read_symlink("/proc/" + std::to_string(cluster.process(0)) + "/exe").string();
  const fs::path directory = cluster.node_directory(2);
  const auto run = [&](const std::string& options) {
    const std::string command =
        daemon + " --config " + (directory / "node.toml").string() + options + " 2>&1";
    std::string output;
    FILE* const pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("popen failed");
    for (char buffer[4096]; std::fgets(buffer, sizeof buffer, pipe) != nullptr;) output += buffer;
    return std::pair(WEXITSTATUS(pclose(pipe)), output);
  };
  const auto scrub = [&](const std::string& options) { return run(" --scrub" + options); };
  const auto files = [&] {
    std::map<std::string, std::uintmax_t> out;
    for (const auto& entry : fs::directory_iterator(directory / "data"))
      if (entry.is_regular_file() && !entry.path().filename().string().starts_with("LOG"))
        out[entry.path().filename()] = entry.file_size();
    return out;
  };
  record(20, 100);
  cluster.wait_level();
  EXPECT_EQ(cluster.terminate(2), 0);
  cluster.start(2);  // opened once more, the log became a table
  cluster.wait_level();
  EXPECT_EQ(cluster.terminate(2), 0);

  // One small file is lost: nothing is made or erased, by nothing.
  fs::rename(directory / "data" / "CURRENT", directory / "CURRENT");
  const auto left = files();
  for (const char* const options : {" --check-config", " --scrub", ""}) {
    const auto refused = run(options);
    EXPECT_EQ(refused.first, 3) << options << refused.second;
    EXPECT_NE(refused.second.find("CURRENT is missing"), std::string::npos) << refused.second;
    EXPECT_EQ(files(), left) << options;
  }
  EXPECT_NE(scrub("").second.find("nothing else is damaged"), std::string::npos) << "the rest is read";
  EXPECT_NE(scrub("").second.find("--scrub --repair"), std::string::npos) << "and what to do is said";
  fs::rename(directory / "CURRENT", directory / "data" / "CURRENT");
  fs::rename(directory / "data", directory / "elsewhere");
  EXPECT_EQ(scrub("").first, 2) << "no ledger is no damaged one";
  EXPECT_FALSE(fs::exists(directory / "data"));
  fs::rename(directory / "elsewhere", directory / "data");
  const auto sound = scrub("");
  EXPECT_EQ(sound.first, 0) << sound.second;
  EXPECT_NE(sound.second.find("nothing is damaged"), std::string::npos);

  ASSERT_TRUE(bend(directory / "data", ".ldb", {0.3, 0.5, 0.7}));
  const auto bent = files();
  const auto found = scrub("");
  EXPECT_EQ(found.first, 3) << found.second;
  EXPECT_NE(found.second.find("damaged"), std::string::npos) << found.second;
  EXPECT_EQ(files(), bent);
  const auto repaired = scrub(" --repair");
  EXPECT_EQ(repaired.first, 0) << repaired.second;
  EXPECT_NE(repaired.second.find((directory / "data" / "damaged").string()), std::string::npos);
  EXPECT_TRUE(fs::exists(directory / "data" / "damaged" / "CURRENT"));
  EXPECT_EQ(scrub("").first, 0) << "what it made is sound";
  record(3, 1);
  cluster.start(2);
  record(3, 1);
  cluster.wait_level();
  expect_state(2);

  EXPECT_EQ(cluster.terminate(2), 0);
  const auto head = fs::file_size(directory / "data" / "CURRENT");
  fs::remove(directory / "data" / "CURRENT");
  const auto whole = scrub(" --repair");  // all else is there: nothing is lost, the votes neither
  EXPECT_EQ(whole.first, 0) << whole.second;
  EXPECT_EQ(whole.second.find("votes"), std::string::npos) << whole.second;
  EXPECT_EQ(whole.second.find("up to 0;"), std::string::npos) << whole.second;
  EXPECT_TRUE(fs::exists(directory / "data" / "damaged+"));
  EXPECT_EQ(fs::file_size(directory / "data" / "CURRENT"), head);
  ASSERT_TRUE(bend(directory / "data", ".log", {0.5}) || bend(directory / "data", ".ldb", {0.01}));
  std::ofstream(directory / "data" / "CURRENT") << "nothing";  // it does not even open
  EXPECT_EQ(scrub("").first, 3);
  EXPECT_EQ(scrub(" --repair").first, 0);
  cluster.start(2);
  record(3, 1);
  cluster.wait_level();
  expect_state(2);
}

}  // namespace
}  // namespace credence::testing
