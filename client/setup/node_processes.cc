// SPDX-License-Identifier: Apache-2.0
#include "client/setup/node_processes.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <sstream>
#include <thread>

#include "client/base/csv.h"
#include "client/base/files.h"
#include "client/base/json_text.h"
#include "client/base/list_errors.h"
#include "client/http.h"
#include "client/setup/node_settings.h"

extern char** environ;

namespace credence {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::string_view kProgram = "credenced";
constexpr milliseconds kPoll{50};
constexpr milliseconds kNoticeAfter{2'000};
constexpr const char* kStarted = "started";  // in the network's directory, once all of it ran

// Start time and state of a process, from /proc/PID/stat; the name in brackets may hold anything.
struct Stat {
  std::string name;
  char state = 0;
  std::uint64_t start = 0;
};
std::optional<Stat> stat_of(pid_t pid) {
  auto text = read_file("/proc/" + std::to_string(pid) + "/stat", 4096);
  if (!text) return std::nullopt;
  const std::size_t bracket = text->rfind(')');
  if (bracket == std::string::npos) return std::nullopt;
  std::istringstream rest(text->substr(bracket + 1));
  Stat out;
  if (const std::size_t open = text->find('('); open < bracket)
    out.name = text->substr(open + 1, bracket - open - 1);
  std::string skipped;
  rest >> out.state;  // field 3
  for (int field = 4; field < 22; ++field) rest >> skipped;
  if (!(rest >> out.start)) return std::nullopt;
  return out;
}

bool is_alive(const NodeProcess& process) {
  waitpid(process.pid, nullptr, WNOHANG);  // ours if this very command started it: do not leave a zombie
  const auto now = stat_of(process.pid);
  return now && now->start == process.start && now->state != 'Z' && now->state != 'X';
}

// By its name, which the kernel cuts after 15 bytes: the link to its program is hidden from users, since it
// holds a key.
bool is_credenced(pid_t pid) {
  const auto stat = stat_of(pid);
  return stat && stat->name == kProgram;
}

bool is_chosen(const NetworkNode& node, const std::vector<std::string>& only) {
  return !node.directory.empty() && (only.empty() || std::ranges::find(only, node.name) != only.end());
}

Outcome<void> check_names(const Network& network, const std::vector<std::string>& only) {
  for (const std::string& name : only) {
    std::string known;
    bool there = false;
    for (const NetworkNode& node : network.nodes) {
      there = there || node.name == name;
      known += (known.empty() ? "" : ", ") + node.name;
    }
    if (!there) return give_up(ExitCode::usage, Code::unknown_choice, name + ": " + known);
  }
  return {};
}

std::size_t size_of(const fs::path& file) {
  std::error_code none;
  const auto size = fs::file_size(file, none);
  return none ? 0 : static_cast<std::size_t>(size);
}

// The end of what was written into a log behind its first `from` bytes, for a message.
std::string last_lines(const fs::path& file, std::size_t from, std::size_t bytes) {
  auto text = read_file(file, std::size_t{256} << 20);
  if (!text || text->size() < from) return {};
  std::string out = text->substr(from);
  if (out.size() > bytes) out.erase(0, out.find('\n', out.size() - bytes) + 1);
  while (out.ends_with('\n')) out.pop_back();
  return out;
}

Outcome<NodeProcess> start(const NetworkNode& node, const fs::path& program) {
  const fs::path log = node.directory / "node.log";
  const std::string config = (node.directory / "node.toml").string();
  posix_spawn_file_actions_t files{};
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  posix_spawnattr_t attributes{};
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGINT);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name(kProgram), option("--config"), path(config);
  char* const arguments[] = {name.data(), option.data(), path.data(), nullptr};
  NodeProcess out;
  const int error = posix_spawn(&out.pid, program.c_str(), &files, &attributes, arguments, environ);
  posix_spawn_file_actions_destroy(&files);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) return std::unexpected(machine_failure(program, error));
  const auto stat = stat_of(out.pid);
  if (!stat) return give_up(ExitCode::internal, Code::process_failed, node.name + ": " + log.string());
  out.start = stat->start;
  auto written = write_file(node.directory / "node.pid",
                            std::to_string(out.pid) + " " + std::to_string(out.start) + "\n");
  if (!written) return std::unexpected(written.error());
  return out;
}

Outcome<void> check_ledgers(const Network& network) {
  std::error_code none;
  const fs::path mark = network.directory / kStarted;
  if (network.directory.empty() || !fs::exists(mark, none)) return {};
  std::string places;
  for (const NetworkNode& node : network.nodes) {
    if (node.directory.empty() || has_ledger(node)) return {};
    places += (places.empty() ? "" : ", ") + settings_of(node).data_dir.string();
  }
  return give_up(ExitCode::bad_input, list_code::ledgers_gone, places);
}

// Said for whoever finds the file; what counts is that it is there.
Outcome<void> note_started(const Network& network) {
  std::error_code none;
  const fs::path mark = network.directory / kStarted;
  if (network.directory.empty() || fs::exists(mark, none)) return {};
  return write_file(mark,
                    "chain " + network.anchor.chain.hex() +
                        "\nAll nodes ran. credence network up does not begin this chain a second time.\n");
}

// Waiting changes nothing about these.
bool is_final(Code code) {
  return code == Code::tls_needed || code == Code::tls_not_spoken || code == Code::tls_untrusted ||
         code == list_code::tls_expired || code == list_code::tls_other_name || code == Code::other_chain;
}

// The open files of every other program would keep a pipe of ours open: nodes get none.
void close_on_exec() {
  for (int file = 3; file < 1024; ++file) {
    const int flags = fcntl(file, F_GETFD);
    if (flags >= 0) fcntl(file, F_SETFD, flags | FD_CLOEXEC);
  }
}

}  // namespace

std::optional<NodeProcess> running_node(const NetworkNode& node) {
  if (node.directory.empty()) return std::nullopt;
  auto text = read_file(node.directory / "node.pid", 100);
  if (!text) return std::nullopt;
  NodeProcess out;
  std::istringstream in(*text);
  if (!(in >> out.pid >> out.start) || out.pid <= 1) return std::nullopt;
  if (!is_alive(out) || !is_credenced(out.pid)) return std::nullopt;
  return out;
}

Outcome<fs::path> find_credenced() {
  std::error_code ignored;
  const fs::path beside = fs::read_symlink("/proc/self/exe", ignored).parent_path() / kProgram;
  if (access(beside.c_str(), X_OK) == 0) return beside;
  const char* const path = std::getenv("PATH");
  std::istringstream directories(path == nullptr ? "" : path);
  for (std::string one; std::getline(directories, one, ':');)
    if (const fs::path file = fs::path(one) / kProgram; access(file.c_str(), X_OK) == 0) return file;
  return give_up(ExitCode::internal, Code::process_failed, beside.string());
}

NodeHealth health_of(const NetworkNode& node, std::uint64_t timeout_ms) {
  HttpPool pool(node.api);
  auto answer = pool.exchange({.method = HttpRequest::Method::get,
                               .target = "/v1/health",
                               .body = {},
                               .content_type = {},
                               .timeout = milliseconds(timeout_ms)});
  if (!answer) return {false, answer.error()};
  const bool ready = answer->status == 200;
  auto body = parse_object(answer->body);
  const auto name = body ? text_member(*body, ready ? "state" : "code") : std::nullopt;
  if (!name)
    return {ready,
            ready ? Error{Code::ok, {}} : Error{Code::bad_answer, "HTTP " + std::to_string(answer->status)}};
  const auto row = std::ranges::find(all_errors(), *name, &ErrorInfo::name);
  return {ready, Error{row == all_errors().end() ? Code::bad_answer : row->code,
                       text_member(*body, "detail").value_or("")}};
}

Outcome<std::size_t> nodes_up(const Network& network, const UpOptions& options) {
  if (auto good = check_names(network, options.only); !good) return std::unexpected(good.error());
  if (auto good = check_ledgers(network); !good) return std::unexpected(good.error());
  close_on_exec();
  struct Started {
    const NetworkNode* node;
    NodeProcess process;
    fs::path log;
    std::size_t log_before;  // bytes that earlier processes wrote into it
  };
  std::vector<Started> nodes;
  std::size_t fresh = 0;
  for (const NetworkNode& node : network.nodes) {
    if (!is_chosen(node, options.only)) continue;
    const fs::path log = node.directory / "node.log";
    auto process = running_node(node);
    const std::size_t before = process ? 0 : size_of(log);
    if (!process) {
      auto started = start(node, options.program);
      if (!started) return std::unexpected(started.error());
      process = *started;
      ++fresh;
    }
    nodes.push_back({&node, *process, log, before});
  }
  if (options.deadline_ms == 0) return fresh;
  const auto deadline = Clock::now() + milliseconds(options.deadline_ms);
  auto notice = Clock::now() + kNoticeAfter;
  for (auto at = nodes.begin(); at != nodes.end();) {
    if (options.stopped && options.stopped()) return give_up(ExitCode::interrupted, Code::interrupted);
    if (!is_alive(at->process))
      return give_up(
          ExitCode::internal, Code::process_failed,
          at->node->name + ": " + at->log.string() + "\n" + last_lines(at->log, at->log_before, 600));
    const NodeHealth health = health_of(*at->node, 2'000);
    if (health.ready) {
      ++at;
      notice = Clock::now() + kNoticeAfter;
      continue;
    }
    if (Clock::now() > deadline &&
        health.why.code == Code::connection_refused)  // it runs, and was just started
      return give_up(ExitCode::unreachable, Code::process_failed,
                     at->node->name + " " + at->node->api.text() + ": > " +
                         std::to_string(options.deadline_ms / 1000) + " s: " + at->log.string());
    if (Clock::now() > deadline || is_final(health.why.code))
      return give_up(
          ExitCode::unreachable, health.why.code,
          at->node->name + " " + at->node->api.text() +
              (health.why.detail.empty() ? "" : ": " + health.why.detail) +
              (is_final(health.why.code) ? "; " + (network.directory / "network.json").string() : ""));
    if (options.waiting && Clock::now() > notice) {
      options.waiting(*at->node, health.why);
      notice = deadline;
    }
    std::this_thread::sleep_for(kPoll);
  }
  if (options.only.empty())
    if (auto noted = note_started(network); !noted) return std::unexpected(noted.error());
  return fresh;
}

Outcome<std::size_t> nodes_down(const Network& network, const std::vector<std::string>& only,
                                std::uint64_t patience_ms) {
  if (auto good = check_names(network, only); !good) return std::unexpected(good.error());
  std::vector<std::pair<const NetworkNode*, NodeProcess>> running;
  for (const NetworkNode& node : network.nodes)
    if (is_chosen(node, only))
      if (const auto process = running_node(node)) running.emplace_back(&node, *process);
  for (const auto& [node, process] : running)
    if (is_alive(process)) kill(process.pid, SIGTERM);
  const auto wait_until = [&](Clock::time_point deadline) {
    while (Clock::now() < deadline) {
      if (std::ranges::none_of(running, [](const auto& one) { return is_alive(one.second); })) return;
      std::this_thread::sleep_for(kPoll);
    }
  };
  wait_until(Clock::now() + milliseconds(patience_ms));
  for (const auto& [node, process] : running)
    if (is_alive(process) && is_credenced(process.pid)) kill(process.pid, SIGKILL);
  wait_until(Clock::now() + milliseconds(5'000));
  std::error_code ignored;
  for (const auto& [node, process] : running) {
    if (is_alive(process))
      return give_up(ExitCode::internal, Code::process_failed,
                     node->name + ": " + std::to_string(process.pid));
    fs::remove(node->directory / "node.pid", ignored);
  }
  return running.size();
}

}  // namespace credence
