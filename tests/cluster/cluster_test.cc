// SPDX-License-Identifier: Apache-2.0
// Faults of real processes on loopback: what was acknowledged is never lost and never doubled, and all nodes
// hold the same chain.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <future>
#include <set>
#include <thread>

#include "client/client.h"
#include "client/lists/run.h"
#include "client/setup/network_files.h"
#include "tests/cluster/cluster.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;

constexpr Fen kAmount = 123'456;

/// A programme of 6,000 enterprises, each with one award.
struct Load {
  static constexpr std::size_t kEnterprises = 6'000;
  static constexpr std::size_t kLinesAList = 100;
  std::vector<EnterpriseLine> enterprises;

  explicit Load(std::uint64_t seed) : enterprises(synthetic_enterprises(seed, kEnterprises)) {}

  std::vector<Action> registrations() const {
    std::vector<Action> out;
    for (std::size_t at = 0; at < enterprises.size(); at += limits::kLinesMax) {
      RegisterEnterprises list;
      for (std::size_t i = at; i < std::min(at + limits::kLinesMax, enterprises.size()); ++i)
        list.lines.push_back(enterprises[i]);
      out.emplace_back(std::move(list));
    }
    return out;
  }
  static CreateProgramme programme() {
    return {Id("load"), Name("合成专项资金"),        Id("gd-iit"), Id("gd-finance"),
            2026,       kAmount * Fen{kEnterprises}, DocumentNo()};
  }
  std::vector<Action> awards() const {
    std::vector<Action> out;
    for (std::size_t at = 0; at < enterprises.size(); at += kLinesAList) {
      RecordAwards list{{Name("合成批次"),
                         {},
                         {},
                         AwardStage::confirmed,
                         kEnterprises,
                         kAmount * Fen{kEnterprises},
                         {},
                         {}},
                        Id("load"),
                        Id("batch"),
                        {}};
      for (std::size_t i = at; i < std::min(at + kLinesAList, enterprises.size()); ++i)
        list.lines.push_back({static_cast<std::uint32_t>(i + 1), enterprises[i].name, enterprises[i].code,
                              Name("合成项目"), kAmount});
      out.emplace_back(std::move(list));
    }
    return out;
  }
};

class ClusterTest : public ::testing::Test {
 protected:
  Cluster cluster;

  void record_base(const Load& load) {
    cluster.start_all();
    const auto client = cluster.client();
    ImportOptions options;
    options.journal = cluster.directory() / "enterprises.journal";
    const auto report =
        must(run_import(*client, cluster.key("gd-samr", Role::registrar), load.registrations(), options));
    if (const auto failure = report.outcome()) throw std::runtime_error(failure->error.text_en());
    must(client->submit(Load::programme(), cluster.key("gd-iit", Role::programme)));
  }

  ImportReport import_awards(const Load& load, std::function<void(std::size_t)> progress = {}) {
    const auto client = cluster.client();
    ImportOptions options;
    options.journal = cluster.directory() / "awards.journal";
    options.in_flight = 2;
    options.progress = std::move(progress);
    return must(run_import(*client, cluster.key("gd-iit", Role::award), load.awards(), options));
  }

  /// Every award of the load stands exactly once, on every running node.
  void expect_awards_once(const Load& load) {
    for (std::size_t node = 0; node < cluster.size(); ++node) {
      if (!cluster.running(node)) continue;
      const auto client = cluster.client_of(node);
      const auto programme = must(client->state<ProgrammeValue>(ProgrammeKey{Id("load")}));
      ASSERT_TRUE(programme->has_value());
      EXPECT_EQ((*programme)->awards, load.enterprises.size());
      EXPECT_EQ((*programme)->awarded, kAmount * Fen{Load::kEnterprises});
      const auto history = must(client->history(HistoryKey{ProgrammeKey{Id("load")}}));
      std::set<std::uint32_t> lines;
      for (const auto& entry : history->entries)
        if (const auto* awarded = std::get_if<Awarded>(&entry.fact)) {
          EXPECT_TRUE(lines.insert(awarded->line.line).second) << "line " << awarded->line.line;
        }
      EXPECT_EQ(lines.size(), load.enterprises.size());
    }
  }
};

TEST_F(ClusterTest, CommitsGoOnUnderANewViewWhenThePrimaryIsKilledDuringAnImport) {
  const Load load(1);
  record_base(load);
  const std::size_t primary = cluster.primary();
  std::atomic<std::size_t> lines{0};
  std::thread killer([&] {
    wait_until("a third of the import", [&] { return lines >= Load::kEnterprises / 3; });
    cluster.kill(primary);
  });
  const auto report = import_awards(load, [&](std::size_t done) { lines += done; });
  killer.join();
  EXPECT_FALSE(report.outcome().has_value()) << report.outcome()->error.text_en();
  EXPECT_EQ(report.lines_recorded(), Load::kEnterprises);
  EXPECT_NE(cluster.primary(), primary);
  expect_awards_once(load);

  cluster.start(primary);  // and it catches up
  cluster.expect_same_headers();
  expect_awards_once(load);
}

TEST_F(ClusterTest, AllNodesKilledAtOnceGoOnWhereTheyWere) {
  const Load load(2);
  record_base(load);
  std::atomic<std::size_t> lines{0};
  // The nodes end with the thread that started them, so it is the import that runs beside.
  auto import = std::async(std::launch::async,
                           [&] { return import_awards(load, [&](std::size_t done) { lines += done; }); });
  wait_until("half of the import", [&] { return lines >= Load::kEnterprises / 2; });
  cluster.kill_all();
  cluster.start_all();
  const auto report = import.get();
  EXPECT_FALSE(report.outcome().has_value()) << report.outcome()->error.text_en();
  cluster.expect_same_headers();
  expect_awards_once(load);
  const auto again = import_awards(load);  // a second run of the same import
  EXPECT_EQ(again.lines_recorded(), 0u);
  EXPECT_EQ(again.lines_before(), Load::kEnterprises);
}

TEST_F(ClusterTest, AWipedNodeRejoinsWithTheSameHeaders) {
  const Load load(3);
  record_base(load);
  cluster.kill(2);
  cluster.wipe(2);
  const auto report = import_awards(load);
  EXPECT_FALSE(report.outcome().has_value());
  const Height level = cluster.wait_level();
  cluster.start(2);
  EXPECT_GE(cluster.wait_level(level), level);
  cluster.expect_same_headers();
  expect_awards_once(load);
  // It takes part again: with another node gone it is needed for every quorum. While it holds its votes it is one of
  // the f that are faulty, and there may be no other.
  wait_until("the wiped node to vote again", [&] {
    const auto found = cluster.status(2);
    return found && !found->recovering;
  });
  cluster.kill(0);
  const auto client = cluster.client();
  must(client->submit(
      CreateProgramme{Id("after"), Name("合成专项资金二"), Id("gd-iit"), Id("gd-finance"), 2026, 1'000, {}},
      cluster.key("gd-iit", Role::programme)));
  cluster.start(0);
  cluster.expect_same_headers();
}

TEST_F(ClusterTest, TwoNodesWithOneKeyNeitherForkNorStallTheChain) {
  const Load load(4);
  record_base(load);
  // A copy of node 1 with its key and an empty ledger, on the ports of its own.
  const fs::path copy = cluster.directory() / "nodes" / "copy";
  fs::create_directories(copy / "data");
  fs::copy_file(cluster.node_directory(1) / "node.key.json", copy / "node.key.json");
  const auto ports = must(free_ports(static_cast<std::uint16_t>(41'000 + getpid() % 5'000), 2));
  std::ifstream in(cluster.node_directory(1) / "node.toml");
  std::ofstream out(copy / "node.toml");
  for (std::string line, before; std::getline(in, line); before = line) {
    if (line.starts_with("listen = ")) line = "listen = \"127.0.0.1:" + std::to_string(ports[0]) + "\"";
    if (before == "[api]") line = "address = \"127.0.0.1:" + std::to_string(ports[1]) + "\"";
    out << line << '\n';
  }
  out.close();
  cluster.start_stranger(copy / "node.toml");
  const auto report = import_awards(load);
  EXPECT_FALSE(report.outcome().has_value()) << report.outcome()->error.text_en();
  cluster.expect_same_headers();
  expect_awards_once(load);
}

// The same enterprise and project in two lists, sent to two nodes at once; and two lists that race for the
// last of an envelope.
TEST_F(ClusterTest, OfTwoListsOnTwoNodesAtOnceExactlyOneWinsAndTheOtherGetsTheReason) {
  cluster.start_all();
  const auto enterprises = synthetic_enterprises(9, 3);
  RegisterEnterprises registration;
  for (const auto& enterprise : enterprises) registration.lines.push_back(enterprise);
  must(cluster.client()->submit(registration, cluster.key("gd-samr", Role::registrar)));
  must(cluster.client()->submit(
      CreateProgramme{Id("race"), Name("合成专项资金"), Id("gd-iit"), Id("gd-finance"), 2026, 1'000, {}},
      cluster.key("gd-iit", Role::programme)));
  const auto list = [&](const Id& batch, std::size_t enterprise, const Name& project, Fen amount) {
    RecordAwards out;
    out.programme = Id("race");
    out.batch = batch;
    out.title = Name("合成批次");
    out.declared_count = 1;
    out.declared_total = amount;
    out.lines.push_back({1, enterprises[enterprise].name, enterprises[enterprise].code, project, amount});
    return out;
  };
  const auto race = [&](const RecordAwards& first, const RecordAwards& second, Code reason) {
    const auto send = [&](std::size_t node, const RecordAwards& action) {
      return std::async(std::launch::async, [&, node] {
        const auto done = cluster.client_of(node)->submit(action, cluster.key("gd-iit", Role::award));
        return done ? Error{Code::ok, {}} : done.error().error;
      });
    };
    auto one = send(0, first);
    auto other = send(1, second);
    const Error outcome_one = one.get(), outcome_other = other.get();
    EXPECT_EQ((std::multiset<Code>{outcome_one.code, outcome_other.code}),
              (std::multiset<Code>{Code::ok, reason}));
    const bool first_won = outcome_one.code == Code::ok;
    const std::string& why = (first_won ? outcome_other : outcome_one).detail;
    const std::string expected =
        reason == Code::duplicate_award
            ? "line 1, project: batch " + (first_won ? first : second).batch + ", award line 1"
            : std::string("line 1, programme race, 17.00 CNY, at most 10.00 CNY");
    EXPECT_TRUE(why.contains(expected)) << why;
  };
  race(list("b1", 0, "同一项目", 300), list("b2", 0, "同一项目", 300), Code::duplicate_award);
  race(list("b3", 1, "项目甲", 700), list("b4", 2, "项目乙", 700), Code::budget_exceeded);
  cluster.expect_same_headers();
  const auto programme = must(cluster.client()->state<ProgrammeValue>(ProgrammeKey{Id("race")}));
  EXPECT_EQ((*programme)->awarded, 1'000);
  EXPECT_EQ((*programme)->awards, 2u);
}

TEST_F(ClusterTest, SigtermEndsCleanlyAndAPortInUseIsSaid) {
  cluster.start_all();
  const auto second = cluster.run_to_end(cluster.node_directory(0) / "node.toml");
  EXPECT_TRUE(WIFEXITED(second.status) && WEXITSTATUS(second.status) != 0) << second.output;
  EXPECT_TRUE(second.output.find("port_in_use") != std::string::npos ||
              second.output.find("storage_locked") != std::string::npos)
      << second.output;
  for (std::size_t i = 0; i < cluster.size(); ++i) {
    const int status = cluster.terminate(i);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "node " << i;
  }
}

TEST_F(ClusterTest, AFlippedByteOnDiskIsRefusedOrRepairedNeverAnswered) {
  const Load load(5);
  record_base(load);
  ASSERT_FALSE(import_awards(load).outcome().has_value());
  cluster.wait_level();
  cluster.kill(3);
  // One byte in the middle of each file of the ledger, one file a try.
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(cluster.node_directory(3) / "data"))
    if (entry.is_regular_file() && entry.file_size() > 1'000) files.push_back(entry.path());
  ASSERT_FALSE(files.empty());
  std::size_t refused = 0, repaired = 0;
  for (const auto& path : files) {
    const fs::path kept = cluster.directory() / "kept";
    fs::remove_all(kept);
    fs::copy(cluster.node_directory(3) / "data", kept, fs::copy_options::recursive);
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    const auto middle = static_cast<std::streamoff>(fs::file_size(path) / 2);
    file.seekg(middle);
    const int byte = file.get();
    file.seekp(middle);
    file.put(static_cast<char>(byte ^ 0x10));
    file.close();
    bool started = true;
    try {
      cluster.start(3);
    } catch (const std::runtime_error& error) {
      started = false;
      EXPECT_NE(std::string(error.what()).find("storage_corrupt"), std::string::npos)
          << path << ": " << error.what();
    }
    if (started) {
      // Whatever it answers is proved; it may also stop when it meets the damage.
      const auto programme =
          cluster.client_of(3, {.request_timeout_ms = 5'000, .wait_ms = 1'000, .deadline_ms = 10'000})
              ->state<ProgrammeValue>(ProgrammeKey{Id("load")});
      if (programme && (**programme).has_value()) {
        EXPECT_EQ((**programme)->awards, Load::kEnterprises);
      }
      ++repaired;
    } else {
      ++refused;
    }
    cluster.forget(3);
    fs::remove_all(cluster.node_directory(3) / "data");
    fs::copy(kept, cluster.node_directory(3) / "data", fs::copy_options::recursive);
  }
  RecordProperty("refused", static_cast<int>(refused));
  RecordProperty("repaired", static_cast<int>(repaired));
  cluster.start(3);
  cluster.expect_same_headers();
}

}  // namespace
}  // namespace credence::testing
