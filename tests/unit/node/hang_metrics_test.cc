// SPDX-License-Identifier: Apache-2.0
// Every metric that docs/operations.md lists is there, and moves under load.
#include <fstream>
#include <regex>

#include "node/api/routes.h"
#include "tests/source_tree.h"
#include "tests/unit/node/runtime_fixture.h"

namespace credence::node {
namespace {

using testing::eventually;
using testing::make_transaction;

/// Of every family the sum of its samples; of a histogram its count.
std::map<std::string, double> families(const std::string& text) {
  std::map<std::string, double> out;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) out.try_emplace(line.substr(7, line.find(' ', 7) - 7), 0);
    if (line.empty() || line[0] == '#') continue;
    std::string name = line.substr(0, line.find_first_of("{ "));
    if (name.ends_with("_bucket") || name.ends_with("_sum")) continue;
    if (name.ends_with("_count")) name.resize(name.size() - 6);
    out[name] += std::stod(line.substr(line.rfind(' ') + 1));
  }
  return out;
}

std::set<std::string> documented() {
  std::ifstream file(source_dir() / "docs/operations.md");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  std::set<std::string> out;
  const std::regex name("`((credence|process)_[a-z_]+)(\\{[a-z, ]+\\})?`");
  for (std::sregex_iterator at(text.begin(), text.end(), name), end; at != end; ++at) out.insert((*at)[1]);
  return out;
}

using HangMetrics = testing::RuntimeTest;

TEST_F(HangMetrics, EveryDocumentedFamilyIsThereAndMovesUnderLoad) {
  const ApiRoutes routes(*nodes_[0], "{}");
  const auto read = [&] {  // of two nodes: a primary saves no check of its own proposals
    auto out = families(nodes_[0]->metrics());
    for (const auto& [name, value] : families(nodes_[1]->metrics()))
      if (name == "credence_signatures_saved_total") out[name] += value;
    return out;
  };
  const auto ask = [&](const std::string& target) {
    nodes_[0]->count_request(ApiRoutes::name_of(target), routes.handle({"GET", target, "", ""}).status,
                             0.001);
  };
  const auto before = read();
  for (unsigned i = 1; i <= 20; ++i) {
    ASSERT_EQ(submit(i % 2, make_transaction(i)), Code::ok);
    ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
    ask("/v1/status");
  }
  EXPECT_EQ(submit(0, make_transaction(99, world::kNobody)), Code::unknown_key);
  // Pings come every few seconds: with one that came back all peers' families have values.
  ASSERT_TRUE(eventually(
      [&] { return families(nodes_[0]->metrics()).contains("credence_peer_clock_offset_seconds"); }));
  const auto after = read();

  // These need a fault, a vote or a join, and stand at zero on a healthy network; or they do not rise by
  // themselves.
  const std::set<std::string> still = {"credence_view",
                                       "credence_view_changes_total",
                                       "credence_evidence_total",
                                       "credence_lies_total",
                                       "credence_duplicate_nodes_total",
                                       "credence_dropped_frames_total",
                                       "credence_fetched_bytes_total",
                                       "credence_snapshots",
                                       "credence_join_entries",
                                       "credence_syncing",
                                       "credence_oldest_height",
                                       "credence_pool_transactions",
                                       "credence_pool_bytes",
                                       "credence_pool_oldest_seconds",
                                       "credence_peer_lag_blocks",
                                       "credence_peer_clock_offset_seconds",
                                       "credence_validator_missed_blocks",
                                       "credence_build_info",
                                       "credence_scrub_bytes_total",  // no scrub in so short a time
                                       "credence_scrub_height",
                                       "credence_scrub_damaged",
                                       "credence_votes",
                                       "credence_peers_connected",
                                       "credence_peer_connected",
                                       "credence_peer_program",
                                       "credence_peer_messages_version",
                                       "credence_feature_nodes",
                                       "credence_features_unknown",
                                       "credence_database_bytes",
                                       "credence_memory_bound_bytes",
                                       "process_open_fds",
                                       "process_max_fds",
                                       "process_start_time_seconds",
                                       "process_resident_memory_bytes",
                                       "process_cpu_seconds_total",
                                       "credence_peer_round_trip_seconds"};
  const auto names = documented();
  EXPECT_GT(names.size(), 40u);
  for (const std::string& name : names) {
    ASSERT_TRUE(after.contains(name)) << name << " is documented, and not there";
    if (still.contains(name)) continue;
    const auto was = before.find(name);
    EXPECT_GT(after.at(name), was == before.end() ? 0 : was->second) << name << " does not move";
  }
  for (const auto& [name, value] : after)
    EXPECT_TRUE(names.contains(name)) << name << " is there, and not documented";
  for (const char* name :
       {"credence_build_info", "credence_votes", "credence_peers_connected", "process_open_fds",
        "process_resident_memory_bytes", "process_start_time_seconds", "credence_peer_round_trip_seconds"})
    EXPECT_GT(after.at(name), 0) << name;
  EXPECT_EQ(after.at("credence_peer_connected"), 3);
  EXPECT_EQ(after.at("credence_peer_program"), 3);
  EXPECT_EQ(after.at("credence_peer_messages_version"), 3 * this_program().speaks.newest);
  EXPECT_EQ(after.at("credence_feature_nodes"), 4 * this_program().features.size());
}

TEST_F(HangMetrics, WhoSignsNoMoreShowsInTheMetrics) {
  stop(3);
  for (unsigned i = 1; i <= 10; ++i) {
    ASSERT_EQ(submit(1, make_transaction(i)), Code::ok);
    ASSERT_TRUE(eventually([&] { return certified_everywhere(make_transaction(i)); }));
  }
  const std::string text = nodes_[1]->metrics();
  const std::string gone = "credence_validator_missed_blocks{validator=\"" +
                           std::string(std::string_view(world::genesis().validators.validators[3].name_en)) +
                           "\"} ";
  const auto at = text.find(gone);
  ASSERT_NE(at, std::string::npos) << text;
  EXPECT_GE(std::stod(text.substr(at + gone.size())), 10);
}

}  // namespace
}  // namespace credence::node
