// SPDX-License-Identifier: Apache-2.0
#include "tests/scenarios/script.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>

#include "consensus/canary.h"
#include "ledger/chain/quorum.h"

namespace credence::scenarios {

using namespace consensus;

// ---- words ------------------------------------------------------------------------------------------------

Words::Words(std::string_view line) {
  std::istringstream in{std::string(line)};
  for (std::string word; in >> word;) words_.push_back(std::move(word));
}

std::string Words::take(std::string_view what) {
  if (empty()) throw Failure{0, "the line ends where " + std::string(what) + " is expected"};
  return words_[at_++];
}

bool Words::skip(std::string_view word) {
  if (empty() || words_[at_] != word) return false;
  ++at_;
  return true;
}

void Words::need(std::string_view word) {
  if (!skip(word)) throw Failure{0, "expected \"" + std::string(word) + "\", got \"" + rest() + "\""};
}

void Words::end() const {
  if (!empty()) throw Failure{0, "nothing is expected where \"" + words_[at_] + "\" stands"};
}

namespace {

std::uint64_t to_number(std::string_view text, std::string_view what) {
  std::uint64_t value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size())
    throw Failure{0, "\"" + std::string(text) + "\" is not " + std::string(what)};
  return value;
}

std::vector<std::string> split(std::string_view text, char at) {
  std::vector<std::string> out(1);
  for (const char c : text)
    if (c == at)
      out.emplace_back();
    else
      out.back().push_back(c);
  return out;
}

}  // namespace

std::uint64_t Words::number(std::string_view what) { return to_number(take(what), what); }

std::uint64_t Words::milliseconds(std::string_view what) {
  const std::string text = take(what);
  const std::size_t unit = std::min(text.find_first_not_of("0123456789"), text.size());
  const std::uint64_t value = to_number(std::string_view(text).substr(0, unit), what);
  const std::string_view name = std::string_view(text).substr(unit);
  if (name == "ms") return value;
  if (name == "s") return 1000 * value;
  if (name == "min") return 60'000 * value;
  throw Failure{0, "\"" + text + "\" is not a time such as 300ms, 5s, 2min"};
}

std::vector<std::uint64_t> Words::numbers(std::string_view what) {
  std::vector<std::uint64_t> out;
  for (const auto& one : split(take(what), ',')) out.push_back(to_number(one, what));
  return out;
}

std::string Words::rest() {
  std::string out;
  for (; at_ < words_.size(); ++at_) out += (out.empty() ? "" : " ") + words_[at_];
  return out;
}

// ---- the file ---------------------------------------------------------------------------------------------

Script::Script(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw Failure{0, "cannot be read"};
  std::size_t number = 0;
  for (std::string text; std::getline(in, text);) {
    ++number;
    if (number == 1 && !text.starts_with("# "))
      throw Failure{1, "begins with a comment that says what it holds"};
    text = text.substr(0, text.find('#'));
    if (text.find_first_not_of(" \t\r") == std::string::npos) continue;
    Words words(text);
    if (!words.skip("catches")) {
      lines_.push_back({number, text});
      continue;
    }
    do {
      catches_.push_back(words.take("the name of a planted bug"));
      if (!canary_named(catches_.back())) throw Failure{number, "there is no planted bug " + catches_.back()};
    } while (!words.empty());
  }
  if (lines_.empty()) throw Failure{0, "holds no command"};
}

std::optional<Failure> Script::run(const std::function<void(const std::string&)>& say) const {
  Runner runner;
  std::size_t number = 0;
  const auto tell = [&] {
    if (runner.network() == nullptr) return;
    for (const auto& note : runner.network()->take_notes()) say("        . " + note);
    for (const auto& line : runner.standing()) say("        = " + line);
  };
  try {
    for (const auto& line : lines_) {
      number = line.number;
      std::string head = std::to_string(number);
      head.insert(0, 4 - std::min<std::size_t>(head.size(), 4), ' ');
      say(head + "  " + line.text);
      runner.run(line.text);
      tell();
      if (runner.network() == nullptr) continue;
      if (const auto& violation = runner.network()->checks().violation()) return Failure{number, *violation};
    }
    number = 0;
    if (runner.network() == nullptr) return Failure{0, "there are no nodes"};
    say("   end  healed: everything that was submitted must come through, and one more");
    const auto hindrance = runner.network()->prove_liveness();
    tell();
    if (const auto& violation = runner.network()->checks().violation()) return Failure{0, *violation};
    if (hindrance) return Failure{0, "no liveness after healing: " + *hindrance};
  } catch (const Failure& failure) {
    tell();
    return Failure{number, failure.what};
  }
  return std::nullopt;
}

// ---- commands ---------------------------------------------------------------------------------------------

Network& Runner::net() {
  if (!network_) throw Failure{0, "\"nodes\" comes first"};
  return *network_;
}

void Runner::run(std::string_view line) {
  Words words(line);
  const std::string command = words.take("a command");
  if (command == "setting")
    setting(words);
  else if (command == "nodes")
    nodes(words);
  else if (command == "expect")
    expect(words);
  else if (command == "forge")
    forge(words);
  else if (command == "flood")
    flood(words);
  else if (command == "let")
    let(words);
  else if (command == "replay")
    replay(words);
  else if (command == "partition")
    partition(words);
  else if (command == "byzantine")
    byzantine(words);
  else if (command == "drop")
    rule(Rule::Action::drop, words);
  else if (command == "delay")
    rule(Rule::Action::delay, words);
  else if (command == "hold")
    rule(Rule::Action::hold, words);
  else
    fault(command, words);
  words.end();
}

/// The commands of one or two words.
void Runner::fault(const std::string& command, Words& words) {
  Network& network = net();
  if (command == "submit") {
    const auto count = words.number("a count of transactions");
    std::optional<std::set<Endpoint>> to;
    if (words.skip("to")) to = endpoints(words.take("endpoints"));
    network.submit(count, to);
  } else if (command == "resubmit") {
    network.submit_again(words.number("the number of a transaction"));
  } else if (command == "advance") {
    network.advance(words.milliseconds("a time"));
  } else if (command == "crash") {
    crash(words);
  } else if (command == "end") {
    for (const Endpoint node : endpoints(words.take("endpoints"))) network.end(node);
    network.settle();
  } else if (command == "lose") {
    const Endpoint lost = endpoint(words.take("a validator"));
    words.need("at");
    network.lose(lost, endpoint(words.take("a validator")));
    network.settle();
  } else if (command == "start") {
    for (const Endpoint node : endpoints(words.take("endpoints"))) network.start(node);
    network.settle();
  } else if (command == "wipe") {
    for (const Endpoint node : endpoints(words.take("endpoints"))) network.wipe(node);
  } else if (command == "twin") {
    network.add_twin(endpoint(words.take("a validator")));
    network.settle();
  } else if (command == "diverge") {
    const Endpoint node = endpoint(words.take("a validator"));
    words.need("at");
    words.need("height");
    network.diverge(node, words.number("a height"));
  } else if (command == "clock") {
    const Endpoint node = endpoint(words.take("a validator"));
    const bool back = !words.skip("ahead");
    if (back) words.need("behind");
    const auto ms = static_cast<std::int64_t>(words.milliseconds("a time"));
    network.skew_clock(node, back ? -ms : ms);
  } else if (command == "heal") {
    network.heal();
  } else if (command == "release") {
    network.release();
    network.release_execution();
  } else if (command == "flip") {
    words.need("held");
    network.flip_held(words.empty() ? 1 : words.number("a step in bits"));
  } else if (command == "mark") {
    network.mark();
  } else {
    throw Failure{0, "there is no command \"" + command + "\""};
  }
}

void Runner::setting(Words& words) {
  if (network_) throw Failure{0, "settings come before \"nodes\""};
  const std::string name = words.take("the name of a setting");
  if (name == "eager") return void(options_.eager = true);
  if (name == "ledger") return void(options_.ledger = true);
  if (name == "signatures") return void(options_.real_signatures = true);
  if (name == "batch") return void(options_.batch_max = words.number("transactions a block"));
  const std::uint64_t ms = words.milliseconds("a time");
  if (name == "patience") return void(options_.patience_ms = ms);
  if (name == "idle") return void(options_.idle_ms = ms);
  std::optional<Endpoint> node;
  if (words.skip("at")) node = words.number("a validator");
  Settings& settings = options_.settings.try_emplace(node, options_.settings[std::nullopt]).first->second;
  if (name == "view_timeout")
    settings.view_timeout_ms = ms;
  else if (name == "view_timeout_max")
    settings.view_timeout_ms_max = ms;
  else if (name == "retransmit")
    settings.retransmit_ms = ms;
  else if (name == "clock_drift")
    settings.clock_drift_ms = ms;
  else
    throw Failure{0, "there is no setting \"" + name + "\""};
}

void Runner::nodes(Words& words) {
  if (network_) throw Failure{0, "there are nodes already"};
  options_.size = words.number("a count of validators");
  if (options_.size == 0 || options_.size > limits::kValidatorsMax) throw Failure{0, "1 to 100 validators"};
  if (words.skip("without"))
    for (const auto node : words.numbers("validators")) options_.absent.insert(node);
  network_.emplace(options_);
}

void Runner::crash(Words& words) {
  const auto who = endpoints(words.take("endpoints"));
  if (words.empty()) {
    for (const Endpoint node : who) net().crash(node);
    return;
  }
  CrashTrigger trigger;
  const std::string when = words.take("before, amid or after");
  if (when == "before")
    trigger.when = CrashTrigger::When::before;
  else if (when == "amid")
    trigger.when = CrashTrigger::When::amid;
  else if (when != "after")
    throw Failure{0, "a crash comes before, amid or after a message, not \"" + when + "\""};
  const std::string kind = words.take("a kind of message");
  if (kind != "execute") {
    trigger.kind = kind_named(kind);
    if (!trigger.kind) throw Failure{0, "there is no message \"" + kind + "\""};
  }
  trigger.number = words.number("a height or view");
  for (const Endpoint node : who) {
    trigger.node = node;
    net().crash_when(trigger);
  }
}

void Runner::byzantine(Words& words) {
  const Endpoint node = endpoint(words.take("a validator"));
  if (words.skip("censors")) {
    const auto numbers = words.numbers("transactions");
    return net().censor(node, {numbers.begin(), numbers.end()});
  }
  if (words.skip("crawls")) return net().crawl(node, words.milliseconds("a time"));
  if (words.skip("idles")) return net().idle(node, words.milliseconds("a time"));
  std::vector<simulator::Strategy> strategies;
  for (const auto& name : split(words.rest(), ',')) {
    const auto first = name.find_first_not_of(' ');
    if (first == std::string::npos) continue;
    std::size_t at = 0;
    while (at < simulator::kStrategies &&
           simulator::strategy_name(static_cast<simulator::Strategy>(at)) != name.substr(first))
      ++at;
    if (at == simulator::kStrategies) throw Failure{0, "there is no strategy \"" + name.substr(first) + "\""};
    strategies.push_back(static_cast<simulator::Strategy>(at));
  }
  net().make_byzantine(node, std::move(strategies), 1);
}

void Runner::rule(Rule::Action action, Words& words) {
  if (action == Rule::Action::hold && words.skip("execution")) {
    words.need("at");
    for (const Endpoint node : endpoints(words.take("endpoints"))) net().hold_execution(node);
    return;
  }
  Rule rule;
  rule.action = action;
  rule.pattern = pattern(words);
  if (words.skip("first")) rule.times = words.number("a count of messages");
  if (action == Rule::Action::delay) {
    words.need("by");
    rule.delay_ms = words.milliseconds("a time");
  }
  net().add_rule(std::move(rule));
}

/// "0,1|2,3": no message crosses. "0->1": that way only.
void Runner::partition(Words& words) {
  const std::string text = words.take("sides such as 0,1|2,3");
  if (text.find("->") != std::string::npos) {
    const auto [from, to] = arrow(text);
    for (const Endpoint a : from)
      for (const Endpoint b : to) net().cut(a, b);
    return;
  }
  std::vector<std::set<Endpoint>> sides;
  for (const auto& side : split(text, '|')) sides.push_back(endpoints(side));
  net().partition(sides);
}

/// "let a = 31,32": a proposal of these transactions at this time. "null", "garbage".
void Runner::let(Words& words) {
  const std::string name = words.take("a name");
  words.need("=");
  Proposal proposal;
  if (words.skip("garbage"))
    proposal = {net().make_proposal({}).time_ms, Bytes(7, std::byte{0xff})};
  else if (!words.skip("null"))
    proposal = net().make_proposal(words.numbers("transactions"));
  proposals_[name] = proposal;
}

void Runner::replay(Words& words) {
  words.need("all");
  const bool bent = words.skip("as");
  if (bent) {
    words.need("other");
    words.need("kinds");
  }
  net().replay(bent);
}

// ---- naming -----------------------------------------------------------------------------------------------

Endpoint Runner::endpoint(std::string_view text) const {
  const bool twin = text.ends_with('\'');
  const std::uint64_t id = to_number(twin ? text.substr(0, text.size() - 1) : text, "a validator");
  if (id < network_->size()) {
    if (!twin) return id;
    for (Endpoint at = network_->size(); at < network_->endpoints(); ++at)
      if (network_->identity(at) == id) return at;
  }
  throw Failure{0, "there is no node " + std::string(text)};
}

std::set<Endpoint> Runner::endpoints(std::string_view text) const {
  std::set<Endpoint> out;
  if (text == "*")
    for (Endpoint at = 0; at < network_->endpoints(); ++at) out.insert(at);
  else
    for (const auto& one : split(text, ',')) out.insert(endpoint(one));
  return out;
}

std::pair<std::set<Endpoint>, std::set<Endpoint>> Runner::arrow(const std::string& text) const {
  const auto at = text.find("->");
  if (at == std::string::npos) throw Failure{0, "\"" + text + "\" is not a way such as 1->2 or *->0,3"};
  return {endpoints(text.substr(0, at)), endpoints(text.substr(at + 2))};
}

/// "[KIND] FROM->TO [height H] [view V]"
Pattern Runner::pattern(Words& words) {
  net();
  Pattern out;
  std::string word = words.take("a kind of message or a way such as 1->2");
  if (word.find("->") == std::string::npos) {
    out.kind = kind_named(word);
    if (!out.kind) throw Failure{0, "there is no message \"" + word + "\""};
    word = words.take("a way such as 1->2");
  }
  std::tie(out.from, out.to) = arrow(word);
  if (words.skip("height")) out.height = words.number("a height");
  if (words.skip("view")) out.view = words.number("a view");
  return out;
}

const Proposal& Runner::named(const std::string& name) const {
  const auto at = proposals_.find(name);
  if (at == proposals_.end()) throw Failure{0, "nothing is named \"" + name + "\"; \"let\" does that"};
  return at->second;
}

// ---- the transcript ---------------------------------------------------------------------------------------

std::vector<std::string> Runner::standing() {
  std::map<std::string, std::string> groups;  // how they stand -> who
  for (Endpoint node = 0; node < network_->endpoints(); ++node) {
    std::string text = "down";
    if (network_->host(node).running()) {
      const auto s = network_->host(node).replica().status();
      text = "height " + std::to_string(s.executed) +
             (s.certified == s.executed ? "" : " (certified " + std::to_string(s.certified) + ")") +
             ", view " + std::to_string(s.view) + (s.changing_view ? " asked for" : "") +
             (s.recovering ? ", holds its votes back" : "") + (s.halted ? ", stopped" : "");
    }
    if (std::exchange(last_standing_[node], text) == text) continue;
    auto& who = groups[text];
    who += (who.empty() ? "" : ",") + network_->name(node);
  }
  std::vector<std::string> out;
  for (const auto& [text, who] : groups) out.push_back(who + ": " + text);
  return out;
}

}  // namespace credence::scenarios
