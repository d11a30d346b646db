// SPDX-License-Identifier: Apache-2.0
// How fast four nodes on this machine commit, with TLS and synced writes on, against the bound that signature
// checks set.
//
// Every validator checks every transaction's signature once, so c cores shared by n validators can commit at
// most c × verify/s ÷ n transactions a second, whatever else they do. That rate is measured in the same run,
// on all cores at once, before and after.
//
//   single          transactions with one award line each, offered all at once: tx/s, computing by part
//   sweep           the same at rates up to beyond what `single` gave: what came in of it, latencies
//   overload        at 1.1, 2 and 10 times that rate, what has no room is given up: what goes on, what is refused
//   lists           lists of 500 award lines: lines/s; and latencies at half of that
//   queries         half of the rate, while four clients read and verify what enterprises are
//   node_down       as single, with one validator gone
//   primary_killed  half of the rate, and the primary is killed in the middle: the pause, and what is lost
//   idle            one transaction at a time on an idle network: latency
//
// The rates are offered whatever the answers; a latency runs from the time at which a transaction was to be
// sent until a certified block that holds it was verified by the client library (open_loop.h).
#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cmath>
#include <cstdio>
#include <thread>

#include "client/client.h"
#include "ledger/domain/state_values.h"
#include "tests/bench/bench.h"
#include "tests/bench/cluster_meter.h"
#include "tests/bench/open_loop.h"

namespace credence::bench {
namespace {

namespace json = boost::json;
using testing::Cluster;
using testing::must;

constexpr Fen kAmount = 1'000'000;
constexpr std::size_t kListLines = 500;
constexpr std::size_t kEnterprises = 10'000;
constexpr std::size_t kReaders = 4;
const std::vector<std::string> kWorkloads = {"single",  "sweep",     "overload",       "lists",
                                             "queries", "node_down", "primary_killed", "idle"};

struct Settings {
  std::size_t singles = 12'000;
  std::size_t lists = 40;
  std::size_t idle = 50;
  std::size_t runs = 3;
  std::size_t records = 0;  // award lines on the chain before anything is measured
  double seconds = 5;       // of a rate that is offered
  std::vector<std::string> workloads = kWorkloads;
  [[nodiscard]] bool wants(const std::string& name) const {
    return std::ranges::find(workloads, name) != workloads.end();
  }
};

/// Awards to enterprises that are registered beforehand; every award has a line number of its own.
class Workload {
 public:
  explicit Workload(Cluster& cluster)
      : cluster_(cluster),
        client_(cluster.client()),
        key_(cluster.key("gd-iit", Role::award)),
        enterprises_(testing::synthetic_enterprises(11, kEnterprises)) {
    const SecretKey registrar = cluster.key("gd-samr", Role::registrar);
    for (std::size_t at = 0; at < enterprises_.size(); at += limits::kLinesMax) {
      RegisterEnterprises list;
      for (std::size_t i = at; i < std::min(at + limits::kLinesMax, enterprises_.size()); ++i)
        list.lines.push_back(enterprises_[i]);
      must(client_->submit(list, registrar), "register");
    }
  }

  [[nodiscard]] Client& client() { return *client_; }
  [[nodiscard]] const Uscc& code(std::size_t number) const {
    return enterprises_[number % enterprises_.size()].code;
  }

  /// A programme of its own with one batch, and so many signed transactions of `lines` award lines each.
  std::vector<Bytes> transactions(std::size_t count, std::size_t lines) {
    open(count * lines);
    const Height expiry = must(client_->header(), "latest block").header().height + 20'000;
    std::vector<Bytes> out;
    out.reserve(count);
    for (std::size_t i = 0; i < count; ++i)
      out.push_back(must(client_->sign_until(list(lines), key_, expiry), "sign"));
    return out;
  }
  /// One at a time: from the call to the verified certificate.
  double one_ms() {
    const Action action = list(1);
    const auto start = Clock::now();
    must(client_->submit(action, key_), "submit");
    return seconds_since(start) * 1'000;
  }
  void open(std::size_t lines) {
    id_ = Id("p" + std::to_string(++programmes_));
    lines_ = static_cast<std::uint32_t>(lines);
    next_ = 0;
    must(client_->submit(CreateProgramme{id_,
                                         Name("合成专项资金 " + id_),
                                         Id("gd-iit"),
                                         Id("gd-finance"),
                                         2026,
                                         kAmount * static_cast<Fen>(lines),
                                         {}},
                         cluster_.key("gd-iit", Role::programme)),
         "programme");
  }
  /// The totals are proved: nothing was lost or doubled. The node that is asked may be a block behind.
  void expect_awards(std::size_t count) {
    cluster_.wait_level();
    const auto value = must(client_->state<ProgrammeValue>(ProgrammeKey{id_}), "programme");
    const std::size_t held = value->has_value() ? (*value)->awards : 0;
    if (held != count)
      throw std::runtime_error(std::to_string(held) + " awards are there, and not " + std::to_string(count));
  }

 private:
  RecordAwards list(std::size_t lines) {
    RecordAwards out{{Name("合成批次"), {}, {}, AwardStage::confirmed, lines_, kAmount * Fen{lines_}, {}, {}},
                     id_,
                     Id("batch"),
                     {}};
    for (std::size_t i = 0; i < lines; ++i, ++next_) {
      const EnterpriseLine& to = enterprises_[next_ % enterprises_.size()];
      out.lines.push_back({next_ + 1, to.name, to.code,
                           Name("合成项目 " + std::to_string(next_ / enterprises_.size())), kAmount});
    }
    return out;
  }

  Cluster& cluster_;
  std::unique_ptr<Client> client_;
  const SecretKey key_;
  std::vector<EnterpriseLine> enterprises_;
  Id id_;
  std::size_t programmes_ = 0;
  std::uint32_t lines_ = 0, next_ = 0;
};

json::object latency(const std::vector<double>& ms) {
  return {{"p50_ms", percentile(ms, 50)}, {"p99_ms", percentile(ms, 99)}};
}

/// So many clients read what enterprises are, each answer proved and verified, until it goes.
class Readers {
 public:
  Readers(Cluster& cluster, const Workload& work) {
    for (std::size_t i = 0; i < kReaders; ++i)
      threads_.emplace_back([this, &cluster, &work, i](const std::stop_token& stop) {
        const auto client = cluster.client_of(i % cluster.size());
        std::vector<double> latencies;
        for (std::size_t n = i; !stop.stop_requested(); n += 7) {
          const auto start = Clock::now();
          must(client->state<EnterpriseValue>(EnterpriseKey{work.code(n)}), "read");
          latencies.push_back(seconds_since(start) * 1'000);
        }
        const std::lock_guard lock(mutex_);
        latencies_ms_.insert(latencies_ms_.end(), latencies.begin(), latencies.end());
      });
  }
  json::object stop() {
    threads_.clear();  // joins
    json::object out{{"per_s", static_cast<double>(latencies_ms_.size()) / seconds_since(start_)}};
    out["latency"] = latency(latencies_ms_);
    return out;
  }

 private:
  const Clock::time_point start_ = Clock::now();
  std::mutex mutex_;
  std::vector<double> latencies_ms_;
  std::vector<std::jthread> threads_;
};

class Benchmark {
 public:
  explicit Benchmark(const Settings& settings) : settings_(settings) {
    measure_bounds();
    cluster_.start_all();
    work_ = std::make_unique<Workload>(cluster_);
  }

  json::object run() {
    fill();
    json::object out{{"benchmark", "cluster"},
                     {"machine", machine()},
                     {"conditions",
                      "4 validators, client and load on one machine; loopback; TLS 1.3; every vote and block "
                      "synced; all headers compared"}};
    if (settings_.wants("idle")) out["idle"] = idle();
    if (settings_.wants("single") || needs_peak()) out["single_line"] = single();
    if (settings_.wants("sweep")) out["sweep"] = sweep();
    if (settings_.wants("overload")) out["overload"] = overload();
    if (settings_.wants("lists")) out["lists_of_500"] = lists();
    if (settings_.wants("queries")) out["with_queries"] = with_queries();
    if (settings_.wants("node_down")) out["node_down"] = node_down();
    if (settings_.wants("primary_killed")) out["primary_killed"] = primary_killed();
    out["height"] = cluster_.expect_same_headers();
    measure_bounds();
    const double verify = percentile(verify_per_s_, 50),
                 bound = verify / static_cast<double>(cluster_.size());
    out["bound"] = {{"verify_per_s_all_cores", verify},
                    {"verify_per_s_spread", summary(verify_per_s_)},
                    {"validators", cluster_.size()},
                    {"transactions_per_s", bound},
                    {"sha256_per_s", percentile(sha256_per_s_, 50)},
                    {"sync_per_s", percentile(sync_per_s_, 50)}};
    if (out.contains("single_line"))
      out["single_line"].as_object()["ratio_to_signature_bound"] = peak_ / bound;
    return out;
  }

 private:
  void measure_bounds() {
    const SignatureRate rate = signature_checks_per_second(std::thread::hardware_concurrency());
    verify_per_s_.push_back(rate.wall);
    check_s_ = 1 / rate.per_cpu_second;
    sha256_per_s_.push_back(sha256_per_second());
    sync_per_s_.push_back(syncs_per_second(cluster_.directory()));
  }
  static void say(const std::string& text) { std::fprintf(stderr, "  %s\n", text.c_str()); }
  static std::string number(double value) { return std::to_string(std::llround(value)); }

  void fill() {
    if (settings_.records == 0) return;
    const std::size_t lists = (settings_.records + kListLines - 1) / kListLines;
    for (std::size_t at = 0; at < lists; at += 100) {
      const std::size_t count = std::min<std::size_t>(100, lists - at);
      const auto done =
          offer(cluster_, work_->transactions(count, kListLines), {.batch_max = 4, .insist = true});
      say("filled " + std::to_string((at + count) * kListLines) + " lines, " +
          number(done.per_second * kListLines) + " lines/s");
    }
  }

  json::object idle() {
    work_->open(settings_.idle);
    std::vector<double> ms;
    const ClusterMeter meter(cluster_, check_s_);
    for (std::size_t i = 0; i < settings_.idle; ++i) ms.push_back(work_->one_ms());
    json::object out = latency(ms);
    // An own vote is made durable before it is sent, and a block before it is attested.
    out["syncs_per_transaction_and_node"] =
        meter.syncs() / static_cast<double>(settings_.idle * cluster_.size());
    say("idle: p50 " + std::to_string(percentile(ms, 50)) + " ms");
    return out;
  }

  struct Rates {
    std::vector<double> per_second, latencies_ms, a_block;
    json::object cpu_us;
  };
  /// All at once, several runs.
  Rates saturate(const std::string& name, std::size_t transactions, std::size_t lines, std::size_t batch,
                 const std::vector<std::size_t>& nodes = {0, 1, 2, 3}) {
    Rates out;
    for (std::size_t run = 0; run < settings_.runs; ++run) {
      const auto signed_ones = work_->transactions(transactions, lines);
      const ClusterMeter meter(cluster_, check_s_);
      const Offered done =
          offer(cluster_, signed_ones,
                {.batch_max = batch, .insist = true, .nodes = nodes, .watched = nodes.front()});
      out.cpu_us = meter.cpu_us(static_cast<double>(transactions));
      work_->expect_awards(transactions * lines);
      out.per_second.push_back(done.per_second);
      out.a_block.push_back(done.transactions_a_block);
      out.latencies_ms.insert(out.latencies_ms.end(), done.latencies_ms.begin(), done.latencies_ms.end());
      say(name + " run " + std::to_string(run + 1) + ": " + number(done.per_second) + " transactions/s, " +
          number(done.transactions_a_block * static_cast<double>(lines)) + " lines a block");
    }
    return out;
  }

  json::object single() {
    const Rates rates = saturate("single", settings_.singles, 1, 250);
    peak_ = percentile(rates.per_second, 50);
    json::object out = summary(rates.per_second);
    out["unit"] = "transactions/s";
    out["transactions_a_run"] = settings_.singles;
    out["lines_a_block"] = percentile(rates.a_block, 50);
    out["latency"] = latency(rates.latencies_ms);
    out["cpu_us_per_transaction"] = rates.cpu_us;
    return out;
  }
  /// The rates of the others are parts of it.
  bool needs_peak() const {
    return settings_.wants("sweep") || settings_.wants("overload") || settings_.wants("queries") ||
           settings_.wants("primary_killed");
  }

  /// So many times the peak, for as long as the settings say, once it has settled.
  Offered at_rate(double times_peak, Offer how = {}) {
    how.per_second = peak_ * times_peak;
    const auto signed_ones =
        work_->transactions(static_cast<std::size_t>(how.per_second * (how.settle_s + settings_.seconds)), 1);
    Offered out = offer(cluster_, signed_ones, how);
    work_->expect_awards(out.latencies_ms.size());
    return out;
  }
  json::object to_json(double times_peak, const Offered& of) const {
    return {{"offered_per_s", peak_ * times_peak},      {"in_per_s", of.per_second},
            {"share_of_peak", of.per_second / peak_},   {"refused", of.refused},
            {"lines_a_block", of.transactions_a_block}, {"latency", latency(of.latencies_ms)}};
  }

  json::array sweep() {
    json::array out;
    for (const double times : {0.25, 0.5, 0.75, 0.9, 1.1}) {
      const Offered done = at_rate(times, {.insist = true});
      out.push_back(to_json(times, done));
      say("at " + number(times * 100) + " % of the peak: p50 " + number(percentile(done.latencies_ms, 50)) +
          " ms, " + number(done.transactions_a_block) + " lines a block");
    }
    return out;
  }

  /// What a burst gives without having paid for its compactions is more than goes on for long: the first rate is
  /// just above the peak, and what goes on of it is what the others are held against.
  json::array overload() {
    json::array out;
    double sustained = 0;
    for (const double times : {1.1, 2.0, 10.0}) {
      std::size_t resident_most = 0;
      double looked = 0;
      std::optional<ClusterMeter> meter;
      json::object cpu_us;
      // Until the pools are full, some of the computing is for what comes in later.
      const double settle_s = 2 * settings_.seconds / times, end_s = settle_s + settings_.seconds;
      const auto look = [&](double seconds) {
        if (seconds < looked + 0.5) return;
        looked = seconds;
        for (std::size_t i = 0; i < cluster_.size(); ++i)
          resident_most = std::max(resident_most, resident_bytes(cluster_.process(i)));
        if (!meter && seconds >= settle_s) meter.emplace(cluster_, check_s_);
        if (meter && cpu_us.empty() && seconds >= end_s - 0.5) cpu_us = meter->cpu_us(seconds - settle_s);
      };
      const Offered done = at_rate(times, {.settle_s = settle_s, .during = look});
      json::object one = to_json(times, done);
      if (sustained == 0) sustained = done.per_second;
      one["share_of_sustained"] = done.per_second / sustained;
      for (auto& part : cpu_us) part.value() = part.value().as_double() / done.per_second;
      one["cpu_us_per_transaction"] = cpu_us;
      one["acknowledged"] = done.taken;
      one["acknowledged_and_lost"] = done.taken - done.latencies_ms.size();
      one["sent_again"] = done.sent_again;
      one["resident_bytes_of_a_node_most"] = resident_most;
      out.push_back(std::move(one));
      say("at " + number(100 * times) + " % of the peak: " + number(100 * done.per_second / peak_) +
          " % of it, " + number(100 * done.per_second / sustained) + " % of what goes on at 110 %, " +
          std::to_string(done.refused) + " refused, p50 " + number(percentile(done.latencies_ms, 50)) +
          " ms");
    }
    return out;
  }

  json::object lists() {
    const Rates rates = saturate("lists", settings_.lists, kListLines, 4);
    std::vector<double> lines;
    for (const double rate : rates.per_second) lines.push_back(rate * kListLines);
    json::object out = summary(lines);
    out["unit"] = "lines/s";
    out["lines_a_block"] = percentile(rates.a_block, 50) * kListLines;
    out["cpu_us_per_list"] = rates.cpu_us;
    out["latency"] = latency(rates.latencies_ms);
    const double half = percentile(rates.per_second, 50) / 2;
    const auto count = static_cast<std::size_t>(std::max(4.0, half * settings_.seconds));
    const Offered done = offer(cluster_, work_->transactions(count, kListLines),
                               {.per_second = half, .batch_max = 4, .insist = true});
    out["latency_at_half"] = latency(done.latencies_ms);
    return out;
  }

  json::object with_queries() {
    Readers readers(cluster_, *work_);
    const Offered done = at_rate(0.5, {.insist = true});
    json::object out = to_json(0.5, done);
    out["queries"] = readers.stop();
    say("with queries: p50 " + number(percentile(done.latencies_ms, 50)) + " ms");
    return out;
  }

  json::object node_down() {
    const std::size_t down = (cluster_.primary() + 1) % cluster_.size();
    cluster_.kill(down);
    std::vector<std::size_t> others;
    for (std::size_t i = 0; i < cluster_.size(); ++i)
      if (i != down) others.push_back(i);
    const Rates rates = saturate("node down", settings_.singles, 1, 250, others);
    cluster_.start(down);
    cluster_.wait_level();
    json::object out = summary(rates.per_second);
    out["unit"] = "transactions/s";
    out["lines_a_block"] = percentile(rates.a_block, 50);
    out["latency"] = latency(rates.latencies_ms);
    return out;
  }

  /// Whoever was told that a transaction waits there, and lost its node, sends it again.
  json::object primary_killed() {
    const std::size_t primary = cluster_.primary();
    const auto kill = [&](double seconds) {
      if (cluster_.running(primary) && seconds > settings_.seconds / 2) cluster_.kill(primary);
    };
    const Offered done =
        at_rate(0.5, {.insist = true, .watched = (primary + 1) % cluster_.size(), .during = kill});
    cluster_.start(primary);
    cluster_.wait_level();
    json::object out = to_json(0.5, done);
    out["longest_pause_ms"] = done.longest_pause_ms;
    out["sent_again"] = done.sent_again;
    say("primary killed: a pause of " + number(done.longest_pause_ms) + " ms");
    return out;
  }

  const Settings settings_;
  Cluster cluster_;
  std::unique_ptr<Workload> work_;
  std::vector<double> verify_per_s_, sha256_per_s_, sync_per_s_;
  double check_s_ = 0;  // computing of one check
  double peak_ = 0;     // transactions of one line, a second
};

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of(
      {"bench_cluster", "committed transactions/s and lines/s of four nodes on this machine",
       [&](CLI::App& app) {
         app.add_flag_callback("--quick", [&] {
           settings.singles = 2'000, settings.lists = 5, settings.idle = 10, settings.runs = 1,
           settings.seconds = 1;
         });
         app.add_option("--singles", settings.singles, "transactions of one line in a run")
             ->capture_default_str();
         app.add_option("--lists", settings.lists, "of 500 lines in a run")->capture_default_str();
         app.add_option("--runs", settings.runs)->capture_default_str();
         app.add_option("--seconds", settings.seconds, "of a rate that is offered")->capture_default_str();
         app.add_option("--records", settings.records, "award lines on the chain beforehand")
             ->capture_default_str();
         app.add_option("--workloads", settings.workloads, "which ones")
             ->delimiter(',')
             ->check(CLI::IsMember(kWorkloads))
             ->capture_default_str();
       },
       [&] { return Benchmark(settings).run(); }},
      argc, argv);
}
