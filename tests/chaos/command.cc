// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/command.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace credence::testing {

CommandResult try_command(const std::vector<std::string>& words, const std::string& input) {
  std::array<int, 2> in{}, out{};
  if (pipe2(in.data(), O_CLOEXEC) != 0 || pipe2(out.data(), O_CLOEXEC) != 0)
    throw std::runtime_error("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out[1], STDERR_FILENO);
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t pid = 0;
  const int failed = posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(in[0]);
  close(out[1]);
  CommandResult result{failed != 0 ? 127 : 0, {}};
  if (failed == 0) {
    // The inputs are a few lines, far below what a pipe holds.
    if (!input.empty() && write(in[1], input.data(), input.size()) < 0) result.output = "no input; ";
    close(in[1]);
    std::array<char, 1024> buffer{};
    for (ssize_t got = 0; (got = read(out[0], buffer.data(), buffer.size())) > 0;)
      if (result.output.size() < 4'096) result.output.append(buffer.data(), static_cast<std::size_t>(got));
    int status = 0;
    waitpid(pid, &status, 0);
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128;
  } else {
    close(in[1]);
    result.output = words.front() + " is not installed";
  }
  close(out[0]);
  return result;
}

void run_command(const std::vector<std::string>& words, const std::string& input) {
  const CommandResult result = try_command(words, input);
  if (result.status == 0) return;
  std::string text;
  for (const std::string& word : words) text += word + " ";
  throw std::runtime_error(text + "failed: " + result.output);
}

}  // namespace credence::testing
