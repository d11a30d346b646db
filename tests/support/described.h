// SPDX-License-Identifier: Apache-2.0
// What `credence --json` prints is what docs/output-1.0.json describes: every test that runs the program asks
// this. The judge is tests/output/described.py, started once in a program.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/source_tree.h"

namespace credence::testing {

class Described {
 public:
  /// Nothing, or what is wrong with the output of `credence ARGUMENTS`.
  static std::string faults(const std::string& arguments, const std::string& output) {
    static Described judge;
    return judge.asked(arguments, output);
  }
  Described(const Described&) = delete;
  Described& operator=(const Described&) = delete;

 private:
  Described() {
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0) std::abort();
    const std::string root = source_dir().string(), script = root + "/tests/output/described.py",
                      docs = root + "/docs";  // made here: nodes of a test may run in other threads
    if (fork() == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      for (const int end : {in[0], in[1], out[0], out[1]}) close(end);
      execlp("python3", "python3", script.c_str(), "serve", docs.c_str(), nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to_ = fdopen(in[1], "w");
    from_ = fdopen(out[0], "r");
  }
  /// It ends when nobody asks any more.
  ~Described() {
    std::fclose(to_);
    std::fclose(from_);
  }
  std::string asked(const std::string& arguments, const std::string& output) {
    std::fprintf(to_, "%zu %zu\n", arguments.size(), output.size());
    std::fwrite(arguments.data(), 1, arguments.size(), to_);
    std::fwrite(output.data(), 1, output.size(), to_);
    std::fflush(to_);
    std::string answer;
    for (int c = 0; (c = std::fgetc(from_)) != '\n'; answer += static_cast<char>(c))
      if (c == EOF) return "tests/output/described.py did not answer";
    return answer;
  }

  std::FILE* to_ = nullptr;
  std::FILE* from_ = nullptr;
};

}  // namespace credence::testing
