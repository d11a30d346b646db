// SPDX-License-Identifier: Apache-2.0
#include "tests/cluster/cluster.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/parse.hpp>
#include <fstream>
#include <future>
#include <iostream>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "client/client.h"
#include "client/demo/synthetic.h"
#include "client/keyring.h"
#include "client/setup/catalogue.h"
#include "client/setup/network_files.h"
#include "tests/source_tree.h"
#include "tests/support/suite.h"

namespace credence::testing {
namespace {

namespace fs = std::filesystem;

template <class T>
T value_or_throw(Outcome<T> outcome, const std::string& what) {
  if (!outcome) throw std::runtime_error(what + ": " + outcome.error().error.text_en());
  return *std::move(outcome);
}

/// Programs lie in bin, tests in bin/tests.
fs::path daemon_path(const std::string& program) {
  const fs::path self = fs::read_symlink("/proc/self/exe").parent_path();
  for (const fs::path& folder : {self, self.parent_path()})
    if (fs::exists(folder / program)) return folder / program;
  throw std::runtime_error("no " + program + " beside " + self.string() + ": build it");
}

std::string text_of_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

int wait_for_end(pid_t pid) {
  int status = 0;
  if (waitpid(pid, &status, 0) != pid) throw std::runtime_error("waitpid failed");
  return status;
}

}  // namespace

void wait_until(const std::string& what, const std::function<bool()>& condition,
                std::chrono::seconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) throw std::runtime_error("waited in vain for: " + what);
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // between two looks, not for an outcome
  }
}

std::vector<EnterpriseLine> synthetic_enterprises(std::uint64_t seed, std::size_t count) {
  std::vector<EnterpriseLine> out;
  for (std::size_t i = 0; i < count; ++i)
    out.push_back(
        {*parse_uscc(synthetic_code(i, seed)), Name(synthetic_name(i)), std::nullopt, std::nullopt});
  return out;
}

Cluster::Cluster(std::vector<Placement> placements, std::size_t observers)
    : placements_(std::move(placements)) {
  const std::size_t validators = placements_.size() - observers;
  std::string pattern = (fs::temp_directory_path() / "credence-cluster-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
  directory_ = pattern;
  Catalogue catalogue =
      value_or_throw(read_catalogue(source_dir() / "configs/guangdong-2021-2025"), "catalogue");
  catalogue.features.clear();  // one signature is enough here
  catalogue_ = std::make_unique<const Catalogue>(std::move(catalogue));
  NetworkPlan plan;
  plan.directory = directory_;
  plan.catalogue = *catalogue_;
  plan.validators = validators;
  plan.observers = observers;
  plan.base_port = static_cast<std::uint16_t>(20'000 + getpid() * 16 % 12'000);
  plan.fast_keys_for_tests = true;
  plan.suite = samples::kSuite;
  network_ = value_or_throw(init_network(plan), "network");
  pids_.assign(size(), 0);
  programs_.assign(size(), "credenced");
  move_to_hosts();
}

/// init_network writes loopback addresses; here every port is of one node, so the port tells whose address it
/// is.
void Cluster::move_to_hosts() {
  constexpr std::string_view kLoopback = "\"127.0.0.1:";
  std::map<std::string, std::string> host_of_port;
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < size(); ++i) {
    texts.push_back(text_of_file(node_directory(i) / "node.toml"));
    for (const std::string_view setting : {"listen = ", "[api]\naddress = "}) {
      const std::size_t at =
          texts[i].find(std::string(setting) + std::string(kLoopback)) + setting.size() + kLoopback.size();
      const std::string port = texts[i].substr(at, texts[i].find('"', at) - at);
      host_of_port[port] = placements_[i].host;
      if (setting == "listen = ") peer_ports_.push_back(static_cast<std::uint16_t>(std::stoul(port)));
    }
  }
  for (std::size_t i = 0; i < size(); ++i) {
    std::string out;
    for (std::size_t at = 0, next = 0; at < texts[i].size(); at = next) {
      next = texts[i].find(kLoopback, at);
      if (next == std::string::npos) next = texts[i].size();
      out += texts[i].substr(at, next - at);
      if (next == texts[i].size()) break;
      const std::size_t port = next + kLoopback.size(), end = texts[i].find('"', port);
      out +=
          "\"" + host_of_port.at(texts[i].substr(port, end - port)) + ":" + texts[i].substr(port, end - port);
      next = end;
    }
    if (placements_[i].host != "127.0.0.1")
      out.insert(out.find("[api]\n") + 6, "plain_beyond_loopback = true\n");
    std::ofstream(node_directory(i) / "node.toml", std::ios::trunc) << out;
    network_.nodes[i].api.host = placements_[i].host;
  }
}

Cluster::~Cluster() {
  kill_all();
  for (const pid_t pid : strangers_) {
    ::kill(pid, SIGKILL);
    wait_for_end(pid);
  }
  if (kept_ || ::testing::Test::HasFailure()) {
    std::cerr << "the logs of the nodes are kept in " << directory_ << '\n';
  } else {
    std::error_code ignored;
    fs::remove_all(directory_, ignored);
  }
}

pid_t Cluster::spawn(const fs::path& node_toml, const fs::path& log, const Placement& placement,
                     const std::string& program) const {
  const std::string daemon = daemon_path(program).string();
  const std::string config = node_toml.string();
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (output < 0) throw std::runtime_error("cannot write " + log.string());
  std::vector<char*> environment;
  for (const std::string& one : placement.environment) environment.push_back(const_cast<char*>(one.c_str()));
  for (char** one = environ; *one != nullptr; ++one) environment.push_back(*one);
  environment.push_back(nullptr);
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("fork failed");
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);  // a test that crashes leaves no node behind
    setpgid(0, 0);                     // Ctrl-C is for the test, which then ends the nodes
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    if (placement.network_namespace >= 0 && setns(placement.network_namespace, CLONE_NEWNET) != 0) _exit(126);
    execle(daemon.c_str(), daemon.c_str(), "--config", config.c_str(), nullptr, environment.data());
    _exit(127);
  }
  close(output);
  return pid;
}

void Cluster::launch(std::size_t node) {
  if (running(node)) throw std::runtime_error("the node runs already");
  pids_.at(node) = spawn(node_directory(node) / "node.toml", node_directory(node) / "node.log",
                         placements_[node], programs_[node]);
}

void Cluster::start(std::size_t node) {
  launch(node);
  wait_answering(node);
}

void Cluster::start_all() {
  for (std::size_t i = 0; i < size(); ++i)
    if (!running(i)) launch(i);
  for (std::size_t i = 0; i < size(); ++i) wait_answering(i);
}

void Cluster::wait_answering(std::size_t node) const {
  wait_until("node " + std::to_string(node) + " to answer", [&] {
    if (ended(node))
      throw std::runtime_error("node " + std::to_string(node) +
                               " ended: " + text_of_file(node_directory(node) / "node.log"));
    return status(node).has_value();
  });
}

bool Cluster::ended(std::size_t node) const {
  siginfo_t found{};  // looks, and leaves it to be reaped by whoever stops the node
  return waitid(P_PID, static_cast<id_t>(pids_.at(node)), &found, WEXITED | WNOHANG | WNOWAIT) != 0 ||
         found.si_pid != 0;
}

std::optional<int> Cluster::wait_end(std::size_t node, std::chrono::milliseconds deadline) {
  const auto end = std::chrono::steady_clock::now() + deadline;
  int status = 0;
  while (waitpid(pids_.at(node), &status, WNOHANG) != pids_.at(node)) {
    if (std::chrono::steady_clock::now() > end) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // between two looks
  }
  pids_.at(node) = 0;
  return status;
}

void Cluster::kill(std::size_t node) {
  if (!running(node)) return;
  ::kill(pids_.at(node), SIGKILL);
  wait_for_end(pids_.at(node));
  pids_.at(node) = 0;
}

void Cluster::kill_all() {
  for (std::size_t i = 0; i < pids_.size(); ++i)
    if (running(i)) ::kill(pids_[i], SIGKILL);  // all at one moment
  for (std::size_t i = 0; i < pids_.size(); ++i) kill(i);
}

void Cluster::forget(std::size_t node) {
  if (!running(node)) return;
  // no error if it ended already: it is not reaped yet, so the id is still its own
  ::kill(pids_.at(node), SIGKILL);
  waitpid(pids_.at(node), nullptr, 0);
  pids_.at(node) = 0;
}

int Cluster::terminate(std::size_t node) {
  ::kill(pids_.at(node), SIGTERM);
  const int status = wait_for_end(pids_.at(node));
  pids_.at(node) = 0;
  return status;
}

Cluster::Ended Cluster::run_to_end(const fs::path& node_toml) const {
  const fs::path log = directory_ / "to-end.log";
  fs::remove(log);
  const pid_t pid = spawn(node_toml, log, placements_.front());
  int status = 0;
  try {
    wait_until(
        "credenced to end by itself", [&] { return waitpid(pid, &status, WNOHANG) == pid; },
        std::chrono::seconds(30));
  } catch (...) {
    ::kill(pid, SIGKILL);
    wait_for_end(pid);
    throw;
  }
  return {status, text_of_file(log)};
}

Cluster::Ended Cluster::credence(const std::string& arguments) const {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path().parent_path() / "credence";
  const std::string command = "env -u CREDENCE_DATA -u CREDENCE_LANG LC_ALL=C " + program.string() + " " +
                              arguments + " --data " + directory_.string() + " 2>&1 </dev/null";
  Ended out;
  FILE* const pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("popen failed");
  for (char buffer[4096]; std::fgets(buffer, sizeof buffer, pipe) != nullptr;) out.output += buffer;
  out.status = WEXITSTATUS(pclose(pipe));
  return out;
}

pid_t Cluster::start_stranger(const fs::path& node_toml) {
  strangers_.push_back(spawn(node_toml, directory_ / "stranger.log", placements_.front()));
  return strangers_.back();
}

void Cluster::wipe(std::size_t node) {
  if (running(node)) throw std::runtime_error("stop the node first");
  fs::remove_all(node_directory(node) / "data");
  fs::create_directory(node_directory(node) / "data");
}

std::unique_ptr<Client> Cluster::client() const { return std::make_unique<Client>(network_); }

std::unique_ptr<Client> Cluster::client_of(std::size_t node) const { return client_of(node, {}); }

std::unique_ptr<Client> Cluster::client_of(std::size_t node, const ClientOptions& options) const {
  Network one = network_;
  one.nodes = {network_.nodes.at(node)};
  return std::make_unique<Client>(std::move(one), options);
}

SecretKey Cluster::key(std::string_view department, Role role) const {
  const CataloguePost* post = catalogue_->post(department, role);
  if (post == nullptr) throw std::runtime_error("no such post in " + std::string(department));
  const Keyring keyring(network_.keys, {.file = {}, .data = directory_, .language = Language::en});
  return value_or_throw(keyring.open(post->key), "key");
}

std::optional<Cluster::NodeStatus> Cluster::status(std::size_t node) const {
  const auto text = client_of(node)->unproved_status_of(0, 1'000);
  if (!text) return std::nullopt;
  const auto json = boost::json::parse(*text).as_object();
  NodeStatus out;
  out.height = json.at("height").to_number<Height>();
  out.certified = json.at("certified").to_number<Height>();
  out.view = json.at("view").to_number<std::uint64_t>();
  out.recovering = json.at("recovering").as_bool();
  return out;
}

std::size_t Cluster::primary() const {
  for (std::size_t i = 0; i < size(); ++i)
    if (running(i))
      if (const auto found = status(i)) return static_cast<std::size_t>(found->view % size());
  throw std::runtime_error("no node answers");
}

Height Cluster::wait_level(Height least) const {
  Height level = 0;
  wait_until(
      "all nodes to hold one certified height, at least " + std::to_string(least),
      [&] {
        std::set<Height> heights;
        for (std::size_t i = 0; i < size(); ++i) {
          if (!running(i)) continue;
          const auto found = status(i);
          if (!found || found->certified < least) return false;
          heights.insert(found->certified);
        }
        level = heights.empty() ? 0 : *heights.begin();
        return heights.size() == 1;
      },
      std::chrono::seconds(90));
  return level;
}

Height Cluster::expect_same_headers() const {
  const Height level = wait_level();
  const auto differences = header_differences(level);
  EXPECT_TRUE(differences.empty()) << differences.size() << " headers differ; " << differences.front();
  return level;
}

std::vector<std::string> Cluster::header_differences(Height level) const {
  std::vector<std::future<std::vector<BlockHeader>>> chains;
  for (std::size_t i = 0; i < size(); ++i)
    if (running(i))
      chains.push_back(std::async(std::launch::async, [this, i, level] {
        const auto client = client_of(i);
        std::vector<BlockHeader> out;
        for (Height height = 1; height <= level; ++height)
          out.push_back(value_or_throw(client->header(height), "block " + std::to_string(height)).header());
        return out;
      }));
  std::vector<std::string> out;
  const auto first = chains.empty() ? std::vector<BlockHeader>() : chains.front().get();
  for (std::size_t i = 1; i < chains.size(); ++i) {
    const auto other = chains[i].get();
    for (std::size_t h = 0; h < level; ++h)
      if (const auto difference = header_difference(first[h], other[h]); !difference.empty())
        out.push_back("height " + std::to_string(h + 1) + ": " + difference);
  }
  return out;
}

std::string Cluster::log_tail(std::size_t node, std::size_t bytes) const {
  const std::string text = text_of_file(node_directory(node) / "node.log");
  return text.size() <= bytes ? text : text.substr(text.size() - bytes);
}

}  // namespace credence::testing
