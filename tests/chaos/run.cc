// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/run.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include <boost/json/parse.hpp>

#include "client/client.h"
#include "node/base/config.h"
#include "tests/chaos/load.h"

namespace credence::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr seconds kDeadline{
    180};  // for what must come to pass, far beyond what it takes: a hang, not a slow machine

struct Stopped {};

class Run {
 public:
  Run(const ChaosOptions& options, const std::atomic<bool>& stop)
      : stop_(stop), faulty_(options.nodes), random_(options.seed), start_(now()) {
    report_.options = options;
    report_.left_out = faulty_.left_out();
    report_.slow_link_by = faulty_.slow_link_by();
    report_.view_timeout = milliseconds(node::NodeConfig{}.view_timeout_ms);
  }

  ChaosReport go() {
    try {
      faults_and_load();
    } catch (const Stopped&) {
      report_.interrupted = true;
    } catch (const std::exception& error) {
      report_.failures.emplace_back(error.what());
    }
    if (!report_.good() && !report_.interrupted) {
      faulty_.keep_files();
      report_.kept = faulty_.cluster().directory().string();
    }
    report_.seconds = std::chrono::duration<double>(now() - start_).count();
    return std::move(report_);
  }

 private:
  static Moment now() { return std::chrono::steady_clock::now(); }
  static milliseconds since(Moment from) { return std::chrono::duration_cast<milliseconds>(now() - from); }

  void say(const std::string& text) const {
    if (report_.options.progress)
      std::fprintf(stderr, "%6.1f s  %s\n", std::chrono::duration<double>(now() - start_).count(),
                   text.c_str());
  }

  /// Between two looks; notices at once what ends the run.
  void pause() const {
    if (stop_) throw Stopped();
    for (const std::size_t node : faulty_.ended_by_themselves())
      throw std::runtime_error("node " + std::to_string(node) +
                               " ended by itself: " + faulty_.cluster().log_tail(node));
    std::this_thread::sleep_for(milliseconds(20));
  }
  void wait(const std::string& what, const std::function<bool()>& condition) const {
    for (const Moment end = now() + kDeadline; !condition(); pause())
      if (now() > end) throw std::runtime_error("waited in vain for: " + what + "; " + nodes_text());
  }
  void wait_for(milliseconds time) const {
    for (const Moment end = now() + time; now() < end;) pause();
  }
  [[nodiscard]] std::string nodes_text() const {
    std::string out;
    const auto nodes = watch_->nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i)
      out += "node " + std::to_string(i) + (nodes[i].answers ? "" : " does not answer,") +
             (nodes[i].recovering ? " holds its votes," : "") + " certified " +
             std::to_string(nodes[i].certified) + ", view " + std::to_string(nodes[i].view) + "; ";
    return out;
  }
  /// All nodes take part, and every one has a block that is certified after this began.
  void wait_level(const std::string& after) const {
    const Height least = watch_->certified() + 1;
    wait("all nodes level after " + after, [&] {
      return std::ranges::all_of(watch_->nodes(), [&](const Watch::Node& one) {
        return one.answers && !one.recovering && one.certified >= least;
      });
    });
  }

  void wait_level_without_load() const {
    wait("all nodes at one height at the end", [&] {
      return std::ranges::all_of(watch_->nodes(), [&](const Watch::Node& one) {
        return one.answers && one.certified == watch_->certified();
      });
    });
  }

  void faults_and_load() {
    Watch watch(faulty_.cluster());
    watch_ = &watch;
    Load load(faulty_.cluster(), watch, report_.options.seed, report_.options.clients);
    load_ = &load;
    load.start();
    wait_level("the start");
    if (report_.options.primary_kills > 0)
      kill_primaries();
    else
      draw_faults();
    load.stop();
    wait_level_without_load();
    say("checking all histories and all headers");
    check(load);
  }

  void draw_faults() {
    std::vector<FaultKind> kinds;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(kLastFaultKind); ++i) {
      const auto kind = static_cast<FaultKind>(i);
      const auto& wanted = report_.options.kinds;
      if (!report_.left_out.contains(kind) &&
          (wanted.empty() || std::ranges::find(wanted, kind) != wanted.end()))
        kinds.push_back(kind);
    }
    if (kinds.empty()) throw std::runtime_error("none of the faults that were asked for can be had here");
    std::size_t done = 0;
    for (std::vector<FaultKind> deck;
         done < report_.options.faults_max && now() - start_ < report_.options.duration; ++done) {
      if (deck.empty()) deck = kinds;  // each kind comes before one comes again
      const std::size_t at = random_() % deck.size();
      const Fault fault = draw(deck[at], report_.options.nodes, report_.options.longest_fault, random_);
      deck.erase(deck.begin() + static_cast<std::ptrdiff_t>(at));
      one_fault(fault);
    }
  }

  void one_fault(const Fault& fault) {
    const Moment begin = now();
    const std::uint64_t acknowledged = load_->acknowledged();
    const std::string name(name_of(fault.kind));
    const std::string whom = faulty_.begin(fault, *watch_);
    wait_for(fault.hold);
    // A quorum goes on without the others, however long the machine takes for that.
    if (faulty_.quorum_left())
      wait("a block during " + name + ": " + whom, [&] { return watch_->between(begin, now()).blocks > 0; });
    if (faulty_.all_take_part()) wait_level(name + ", while it lasts");
    const milliseconds held = since(begin);
    const auto during = watch_->between(begin, now());
    const std::uint64_t answered = load_->acknowledged() - acknowledged;
    faulty_.undo();
    wait_level(name + ": " + whom);
    const auto all = watch_->between(begin, now());
    KindReport& kind = report_.kinds[fault.kind];
    ++kind.done;
    kind.blocks += during.blocks;
    kind.acknowledged += answered;
    kind.longest = std::max(kind.longest, held);
    kind.longest_pause = std::max(kind.longest_pause, all.longest_pause);
    std::array<char, 200> line{};
    std::snprintf(line.data(), line.size(),
                  "%-12s %5.1f s  %5llu blocks  longest pause %6lld ms  level after %5.1f s  ", name.c_str(),
                  static_cast<double>(held.count()) / 1e3, static_cast<unsigned long long>(during.blocks),
                  static_cast<long long>(all.longest_pause.count()),
                  static_cast<double>((since(begin) - held).count()) / 1e3);
    say(line.data() + whom);
    wait_for(milliseconds(500));
  }

  void kill_primaries() {
    Cluster& cluster = faulty_.cluster();
    for (std::size_t i = 0; i < report_.options.primary_kills; ++i) {
      wait_for(milliseconds(500 + random_() % 2'000));
      const std::size_t primary = watch_->primary();
      const std::uint64_t view = watch_->view();
      const Moment begin = now();
      cluster.kill(primary);
      wait("a new view", [&] { return watch_->view() > view; });
      const Height before = watch_->certified();
      wait("a block in the new view", [&] { return watch_->certified() > before; });
      const milliseconds pause = watch_->between(begin, now()).longest_pause;
      report_.primary_kill_pauses.push_back(pause);
      say("primary " + std::to_string(primary) + " killed (" + std::to_string(i + 1) + " of " +
          std::to_string(report_.options.primary_kills) + "): " + std::to_string(pause.count()) +
          " ms without a block");
      cluster.start(primary);
      wait_level("the kill of a primary");
    }
  }

  void check(Load& load) {
    Cluster& cluster = faulty_.cluster();
    report_.height = cluster.wait_level();
    report_.header_differences = cluster.header_differences(report_.height);
    const auto chain = load.recorded(report_.height);
    report_.judgement = judge(load.histories(), chain);
    const auto successes = static_cast<std::uint64_t>(std::ranges::count(chain, 0, &Recorded::code));
    for (std::size_t i = 0; i < cluster.size(); ++i) {
      if (const auto awards = load.awards_at(i); awards != successes)
        report_.failures.push_back("node " + std::to_string(i) + " proves " + std::to_string(awards) +
                                   " awards; the chain holds " + std::to_string(successes));
      const auto evidence = cluster.client_of(i)->evidence_of(0);
      if (!evidence) throw std::runtime_error("evidence: " + evidence.error().text_en());
      if (!boost::json::parse(*evidence).at("evidence").as_array().empty())
        report_.failures.push_back(
            "node " + std::to_string(i) +
            " holds evidence that a validator contradicted itself: " + evidence->substr(0, 400));
    }
    for (const std::string& bad : load.bad_answers())
      report_.failures.push_back("an answer that did not verify: " + bad);
    report_.judged = true;
  }

  const std::atomic<bool>& stop_;
  FaultyCluster faulty_;
  std::mt19937_64 random_;
  const Moment start_;
  ChaosReport report_;
  Watch* watch_ = nullptr;  // of faults_and_load
  Load* load_ = nullptr;
};

}  // namespace

ChaosReport run_chaos(const ChaosOptions& options, const std::atomic<bool>& stop) {
  return Run(options, stop).go();
}

}  // namespace credence::testing
