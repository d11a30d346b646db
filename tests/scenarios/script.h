// SPDX-License-Identifier: Apache-2.0
// The scenario language: one command a line, '#' begins a comment. docs/protocol.md lists the commands.
//
// After every line the invariants of tests/simulator/checks.h are checked; after the last one the network is
// healed and must execute and certify everything that was submitted, and one transaction more.
#pragma once

#include <functional>

#include "tests/scenarios/network.h"

namespace credence::scenarios {

/// What ends a scenario early. `line` is 0 if no line is to blame.
struct Failure {
  std::size_t line = 0;
  std::string what;
};

/// The words of one line, taken from the left. Every `take` throws Failure (without a line) for what does not
/// fit.
class Words {
 public:
  explicit Words(std::string_view line);
  [[nodiscard]] bool empty() const { return at_ == words_.size(); }
  [[nodiscard]] std::string take(std::string_view what);
  /// Takes the next word if it is this one.
  bool skip(std::string_view word);
  void need(std::string_view word);
  void end() const;
  [[nodiscard]] std::uint64_t number(std::string_view what);
  [[nodiscard]] std::uint64_t milliseconds(std::string_view what);
  [[nodiscard]] std::vector<std::uint64_t> numbers(std::string_view what);
  [[nodiscard]] std::string rest();

 private:
  std::vector<std::string> words_;
  std::size_t at_ = 0;
};

class Script {
 public:
  /// Reads the file; throws Failure if it cannot be read, has no comment at its head, or names no canary that
  /// exists.
  explicit Script(const std::string& path);
  /// The planted bugs with which this scenario must fail.
  [[nodiscard]] const std::vector<std::string>& catches() const { return catches_; }
  /// Runs everything; `say` gets the transcript line by line.
  [[nodiscard]] std::optional<Failure> run(const std::function<void(const std::string&)>& say) const;

 private:
  struct Line {
    std::size_t number = 0;
    std::string text;
  };
  std::vector<Line> lines_;
  std::vector<std::string> catches_;
};

/// Carries out the commands of one run.
class Runner {
 public:
  void run(std::string_view line);
  [[nodiscard]] Network* network() { return network_ ? &*network_ : nullptr; }
  /// What changed since the last call: one line for each group of endpoints that stand alike.
  [[nodiscard]] std::vector<std::string> standing();

 private:
  void setting(Words& words);
  void nodes(Words& words);
  void fault(const std::string& command, Words& words);
  void crash(Words& words);
  void byzantine(Words& words);
  void rule(Rule::Action action, Words& words);
  void partition(Words& words);
  void let(Words& words);
  void replay(Words& words);

  // forge.cc
  void forge(Words& words);
  [[nodiscard]] Message forged(const std::string& kind, Endpoint from, Words& words);
  [[nodiscard]] Message forged_vote(const std::string& kind, Endpoint from, Words& words);
  [[nodiscard]] Message forged_view_change(Endpoint from, Words& words);
  [[nodiscard]] Message forged_new_view(Endpoint from, Words& words);
  [[nodiscard]] Message forged_certificate(Endpoint from, Words& words);
  void flood(Words& words);

  // expect.cc
  void expect(Words& words);
  void expect_number(const std::string& what, Words& words);
  void expect_block(Words& words);
  void expect_evidence(bool wanted, Words& words);
  void expect_sent(bool wanted, Words& words);

  Network& net();
  [[nodiscard]] Endpoint endpoint(std::string_view text) const;
  [[nodiscard]] std::set<Endpoint> endpoints(std::string_view text) const;  // "0,2'", or "*": empty
  [[nodiscard]] std::pair<std::set<Endpoint>, std::set<Endpoint>> arrow(const std::string& text) const;
  [[nodiscard]] Pattern pattern(Words& words);
  [[nodiscard]] std::set<Endpoint> where(Words& words);
  [[nodiscard]] const Proposal& named(const std::string& name) const;

  Network::Options options_;
  std::optional<Network> network_;
  std::map<std::string, Proposal> proposals_;
  std::map<Endpoint, std::string> last_standing_;
};

}  // namespace credence::scenarios
