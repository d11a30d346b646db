// SPDX-License-Identifier: Apache-2.0
#include "node/desk/program.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <utility>

#include "ledger/primitives/counted.h"

namespace credence::node {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPollMs = 50;       // how soon an end of the node is seen
constexpr int kBesideFile = 3;    // where the program finds the second input
constexpr int kNice = 10;         // the node's own work comes first
constexpr rlim_t kFilesMax = 64;  // that the program may have open

class File {
 public:
  explicit File(int number = -1) : number_(number) {}
  File(File&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  File& operator=(File&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  ~File() {
    if (number_ >= 0) ::close(number_);
  }
  [[nodiscard]] int get() const { return number_; }
  [[nodiscard]] bool open() const { return number_ >= 0; }

 private:
  int number_;
};

/// A file without a name, in memory: gone with the last who has it open.
std::optional<File> in_memory(std::string_view bytes) {
  File out(::memfd_create("list", MFD_CLOEXEC));
  if (!out.open()) return std::nullopt;
  while (!bytes.empty()) {
    const ssize_t n = ::write(out.get(), bytes.data(), bytes.size());
    if (n < 0 && errno != EINTR) return std::nullopt;
    if (n > 0) bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::lseek(out.get(), 0, SEEK_SET) != 0) return std::nullopt;
  return out;
}

/// Its memory, its time, and no core file with what it read. A program that was told so just after its start
/// has read nothing yet that matters: what it takes from then on is bounded.
void bound(pid_t process, const ProgramBounds& bounds) {
  const auto set = [process](__rlimit_resource what, rlim_t most) {
    const rlimit limit{most, most};
    (void)::prlimit(process, what, &limit, nullptr);
  };
  set(RLIMIT_CORE, 0);
  set(RLIMIT_CPU, bounds.cpu_seconds);
  set(RLIMIT_NOFILE, kFilesMax);
#ifndef __SANITIZE_ADDRESS__  // which has more memory than there is
  set(RLIMIT_DATA, bounds.memory_bytes);
#endif
  (void)::setpriority(PRIO_PROCESS, static_cast<id_t>(process), kNice);
}

class Child {
 public:
  /// Nothing: `errno` says why.
  static std::optional<Child> start(const std::string& program, const std::vector<std::string>& words,
                                    const File& input, const File& beside, const File& output) {
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output.get(), STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, beside.get(), kBesideFile);
    posix_spawn_file_actions_addclosefrom_np(&files, kBesideFile + 1);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none, defaults;
    sigemptyset(&none);
    sigemptyset(&defaults);
    for (const int signal : {SIGPIPE, SIGINT, SIGTERM}) sigaddset(&defaults, signal);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::vector<std::string> held{program};
    held.insert(held.end(), words.begin(), words.end());
    std::vector<char*> arguments;
    for (std::string& word : held) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    char* const environment[] = {nullptr};  // a passphrase may stand in ours
    Child out;
    const int error =
        posix_spawn(&out.process_, program.c_str(), &files, &attributes, arguments.data(), environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (error == 0) return out;
    out.process_ = -1;
    errno = error;
    return std::nullopt;
  }
  Child(Child&& other) noexcept : process_(std::exchange(other.process_, -1)) {}
  Child& operator=(Child&&) = delete;
  ~Child() {
    if (process_ > 0) (void)end();
  }
  [[nodiscard]] pid_t process() const { return process_; }

  /// Its status if it has ended by this moment.
  [[nodiscard]] std::optional<int> ended_by(Clock::time_point deadline, const std::atomic<bool>& stop) {
    int status = 0;
    for (;;) {
      const pid_t found = ::waitpid(process_, &status, WNOHANG);
      if (found == process_) {
        process_ = -1;
        return status;
      }
      if (Clock::now() >= deadline || stop || (found < 0 && errno != EINTR)) return std::nullopt;
      (void)::poll(nullptr, 0, 1);
    }
  }

 private:
  Child() = default;
  int end() {
    int status = 0;
    ::kill(process_, SIGKILL);
    while (::waitpid(process_, &status, 0) < 0 && errno == EINTR) {
    }
    process_ = -1;
    return status;
  }
  pid_t process_ = -1;
};

enum class Read : std::uint8_t { all, too_much, too_late, stopped };

/// Reads to the end of the file.
Read read_all(const File& from, std::string& out, std::size_t bytes_max, Clock::time_point deadline,
              const std::atomic<bool>& stop) {
  char buffer[1 << 16];
  while (!stop) {
    if (Clock::now() >= deadline) return Read::too_late;
    pollfd end{from.get(), POLLIN, 0};
    if (::poll(&end, 1, kPollMs) <= 0) continue;
    const ssize_t n = ::read(from.get(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return Read::all;
    if (out.size() + static_cast<std::size_t>(n) > bytes_max) return Read::too_much;
    out.append(buffer, static_cast<std::size_t>(n));
  }
  return Read::stopped;
}

std::unexpected<Error> cannot(const std::string& what) {
  return fail(Code::internal, what + ": " + std::strerror(errno));
}

}  // namespace

Result<std::string> run_program(const std::string& program, const std::vector<std::string>& words,
                                std::string_view input, std::string_view beside, const ProgramBounds& bounds,
                                const std::atomic<bool>& stop) {
  const auto deadline = Clock::now() + bounds.time;
  const auto first = in_memory(input), second = in_memory(beside);
  if (!first || !second) return cannot("memory for the list");
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return cannot("a pipe");
  const File in(ends[0]);
  File out(ends[1]);
  auto child = Child::start(program, words, *first, *second, out);
  if (!child) return cannot(program);
  bound(child->process(), bounds);
  out = File();  // the program alone holds it: its end is seen
  std::string printed;
  const Read how = read_all(in, printed, bounds.output_bytes, deadline, stop);
  const auto too_late = [&] {
    return fail(Code::limit_exceeded, std::to_string(bounds.time.count() / 1000) + " s");
  };
  if (how == Read::stopped) return fail(Code::node_stopping);
  if (how == Read::too_late) return too_late();
  if (how == Read::too_much)
    return fail(Code::limit_exceeded, "an answer of " + counted(bounds.output_bytes, "byte", "bytes"));
  const auto status = child->ended_by(deadline, stop);
  if (!status) return stop ? fail(Code::node_stopping) : too_late();
  if (WIFSIGNALED(*status))
    return fail(Code::limit_exceeded, std::to_string(bounds.memory_bytes >> 20) + " MiB, " +
                                          std::to_string(bounds.cpu_seconds) + " s; signal " +
                                          std::to_string(WTERMSIG(*status)));
  if (printed.empty())
    return fail(Code::internal, program + ": exit code " + std::to_string(WEXITSTATUS(*status)));
  return printed;
}

}  // namespace credence::node
