// SPDX-License-Identifier: Apache-2.0
// "expect …". Where nothing is said, everywhere is meant: every honest node that runs.
//
//   height|certified|view|view_changes|buffered|records [at least|at most] N [everywhere|at 0,1]
//   working|changing|recovering|voting|stopped [at 0,1]
//   block H is NAME|null [at 0,1]        block H holds TRANSACTION [at 0,1]
//   executed T [at 0,1]                  once, that is; not executed T [at 0,1]
//   evidence against V                   no evidence
//   sent [KIND] FROM->TO [height H] [view V]    since "mark"; likewise not sent
#include "ledger/chain/quorum.h"
#include "tests/scenarios/script.h"

#include <algorithm>

namespace credence::scenarios {

using namespace consensus;

std::set<Endpoint> Runner::where(Words& words) {
  if (words.skip("at")) return endpoints(words.take("endpoints"));
  words.skip("everywhere");
  std::set<Endpoint> out;
  for (Endpoint node = 0; node < net().size(); ++node)
    if (net().honest(node) && net().host(node).running()) out.insert(node);
  if (out.empty()) throw Failure{0, "nobody honest runs"};
  return out;
}

void Runner::expect(Words& words) {
  net();
  const bool wanted = !words.skip("not") && !words.skip("no");
  const std::string what = words.take("what is expected");
  if (what == "evidence") return expect_evidence(wanted, words);
  if (what == "sent") return expect_sent(wanted, words);
  if (what == "executed") {
    const auto number = words.number("a transaction");
    for (const Endpoint node : where(words))
      if (net().host(node).application().times_executed(number) != (wanted ? 1 : 0))
        throw Failure{0, net().name(node) + " executed transaction " + std::to_string(number) + " " +
                             std::to_string(net().host(node).application().times_executed(number)) +
                             " times"};
    return;
  }
  if (!wanted) throw Failure{0, "\"not\" goes with executed, sent and evidence"};
  if (what == "block") return expect_block(words);
  static const std::map<std::string, bool (*)(const Status&)> kStates = {
      {"working", [](const Status& s) { return !s.changing_view; }},
      {"changing", [](const Status& s) { return s.changing_view; }},
      {"recovering", [](const Status& s) { return s.recovering; }},
      {"voting", [](const Status& s) { return !s.recovering && !s.halted; }},
      {"stopped", [](const Status& s) { return s.halted; }}};
  const auto state = kStates.find(what);
  if (state == kStates.end()) return expect_number(what, words);
  for (const Endpoint node : where(words))
    if (!net().host(node).running() || !state->second(net().host(node).replica().status()))
      throw Failure{0, net().name(node) + " is not " + what};
}

void Runner::expect_number(const std::string& what, Words& words) {
  static const std::map<std::string, std::uint64_t (*)(const Host&)> kNumbers = {
      {"height", [](const Host& h) { return h.replica().status().executed; }},
      {"certified", [](const Host& h) { return h.replica().status().certified; }},
      {"view", [](const Host& h) { return h.replica().status().view; }},
      {"view_changes", [](const Host& h) { return h.replica().status().view_changes; }},
      {"buffered", [](const Host& h) { return std::uint64_t{h.replica().status().buffered_messages}; }},
      {"records", [](const Host& h) { return std::uint64_t{h.records().size()}; }}};
  const auto at = kNumbers.find(what);
  if (at == kNumbers.end()) throw Failure{0, "nothing of the name \"" + what + "\" can be expected"};
  std::string bound = "exactly";
  if (words.skip("at")) {
    bound = words.take("least or most");
    if (bound != "least" && bound != "most")
      throw Failure{0, "\"at least\" or \"at most\", not \"at " + bound + "\""};
  }
  const std::uint64_t number = words.number("a number");
  for (const Endpoint node : where(words)) {
    if (!net().host(node).running()) throw Failure{0, net().name(node) + " does not run"};
    const std::uint64_t is = at->second(net().host(node));
    const bool good = bound == "least" ? is >= number : bound == "most" ? is <= number : is == number;
    if (!good) throw Failure{0, net().name(node) + " has " + what + " " + std::to_string(is)};
  }
}

void Runner::expect_block(Words& words) {
  const Height height = words.number("a height");
  const bool holds = words.skip("holds");
  if (!holds) words.need("is");
  std::optional<std::uint64_t> number;
  Proposal wanted;
  if (holds)
    number = words.number("a transaction");
  else if (!words.skip("null"))
    wanted = named(words.take("a proposal"));
  for (const Endpoint node : where(words)) {
    const auto& application = net().host(node).application();
    if (application.height() < height)
      throw Failure{0, net().name(node) + " has no block " + std::to_string(height)};
    const Proposal is = application.proposal(height);
    bool good = is == wanted;
    if (number) {
      const auto batch = batch_of(is);
      const auto one = batch_of(net().make_proposal({*number}))->transactions.front();
      good = batch && std::ranges::find(batch->transactions, one) != batch->transactions.end();
    }
    if (!good) throw Failure{0, net().name(node) + " has another block " + std::to_string(height)};
  }
}

void Runner::expect_evidence(bool wanted, Words& words) {
  if (!wanted) {
    if (!net().evidence().empty())
      throw Failure{0, "there is evidence: " + contradiction(net().evidence().front()).value_or("nothing")};
    return;
  }
  words.need("against");
  const auto who = words.number("a validator");
  if (std::ranges::none_of(net().evidence(),
                           [who](const auto& evidence) { return evidence.validator == who; }))
    throw Failure{0, "there is no evidence against " + std::to_string(who)};
}

void Runner::expect_sent(bool wanted, Words& words) {
  const Pattern meant = pattern(words);
  const bool sent = std::ranges::any_of(net().sent_since_mark(), [&](const Letter& letter) {
    const auto message = decode_message(letter.bytes);
    return message && meant.matches(letter, facts_of(*message));
  });
  if (sent != wanted) throw Failure{0, wanted ? "nothing like it was sent" : "it was sent"};
}

}  // namespace credence::scenarios
