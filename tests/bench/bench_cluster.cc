// SPDX-License-Identifier: Apache-2.0
// How fast four nodes on this machine commit, with TLS and synced writes on, against the bound that signature
// checks set.
//
// Every validator checks every transaction's signature once, so c cores shared by n validators can commit at
// most c × verify/s ÷ n transactions a second, whatever else they do. That rate is measured in the same run,
// on all cores at once.
//
//   single_line   transactions with one award line each, as fast as the network takes them: tx/s, latency
//   lists         lists of 500 award lines: lines/s
//   idle          one transaction at a time on an idle network: latency
//
// Every commit counts only when a certified block that holds it was verified by the client library.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <thread>

#include "client/client.h"
#include "client/http.h"
#include "tests/bench/bench.h"
#include "tests/bench/bounds.h"
#include "tests/cluster/cluster.h"

namespace credence::bench {
namespace {

namespace json = boost::json;
using testing::Cluster;
using testing::must;

constexpr Fen kAmount = 1'000'000;
constexpr std::size_t kListLines = 500;

struct Settings {
  std::size_t singles = 20'000;
  std::size_t lists = 80;
  std::size_t idle = 50;
  std::size_t runs = 3;
};

/// Awards to enterprises that are registered beforehand; every award has a line number of its own.
class Workload {
 public:
  Workload(Cluster& cluster, Client& client, std::size_t enterprises)
      : cluster_(cluster), client_(client), enterprises_(testing::synthetic_enterprises(11, enterprises)) {
    const SecretKey registrar = cluster.key("gd-samr", Role::registrar);
    for (std::size_t at = 0; at < enterprises_.size(); at += limits::kLinesMax) {
      RegisterEnterprises list;
      for (std::size_t i = at; i < std::min(at + limits::kLinesMax, enterprises_.size()); ++i)
        list.lines.push_back(enterprises_[i]);
      must(client.submit(list, registrar), "register");
    }
  }

  /// A programme with one batch for `lines` award lines.
  void open(const std::string& id, std::size_t lines) {
    id_ = id;
    lines_ = static_cast<std::uint32_t>(lines);
    next_ = 0;
    must(client_.submit(CreateProgramme{Id(id),
                                        Name("合成专项资金 " + id),
                                        Id("gd-iit"),
                                        Id("gd-finance"),
                                        2026,
                                        kAmount * static_cast<Fen>(lines),
                                        {}},
                        cluster_.key("gd-iit", Role::programme)),
         "programme");
  }
  RecordAwards list(std::size_t lines) {
    RecordAwards out{{Name("合成批次"), {}, {}, AwardStage::confirmed, lines_, kAmount * Fen{lines_}, {}, {}},
                     Id(id_),
                     Id("batch"),
                     {}};
    for (std::size_t i = 0; i < lines; ++i, ++next_) {
      const EnterpriseLine& to = enterprises_[next_ % enterprises_.size()];
      out.lines.push_back({next_ + 1, to.name, to.code,
                           Name("合成项目 " + std::to_string(next_ / enterprises_.size())), kAmount});
    }
    return out;
  }

 private:
  Cluster& cluster_;
  Client& client_;
  std::vector<EnterpriseLine> enterprises_;
  std::string id_;
  std::uint32_t lines_ = 0, next_ = 0;
};

/// What the processes compute while a load runs: unlike the rate, it hardly depends on what else the machine
/// does.
class CpuMeter {
 public:
  explicit CpuMeter(const Cluster& cluster) : cluster_(cluster), before_(read()) {}
  /// Seconds since the start: of each thread of all nodes ("node ledger"), and of the load with its client
  /// ("load").
  [[nodiscard]] std::map<std::string, double> since() const {
    auto out = read();
    for (const auto& [name, seconds] : before_) out[name] -= seconds;
    return out;
  }

 private:
  [[nodiscard]] std::map<std::string, double> read() const {
    std::map<std::string, double> out;
    for (std::size_t i = 0; i < cluster_.size(); ++i)
      for (const auto& [name, seconds] : cpu_seconds_by_thread(cluster_.process(i)))
        out["node " + name] += seconds;
    timespec used{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
    out["load"] = static_cast<double>(used.tv_sec) + 1e-9 * static_cast<double>(used.tv_nsec);
    return out;
  }

  const Cluster& cluster_;
  std::map<std::string, double> before_;
};

struct Load {
  double seconds = 0;
  std::vector<double> latencies_ms;  // one for each transaction
};

/// Hands transactions to the nodes in turn and follows the certified blocks until all of them are in.
class Driver {
 public:
  Driver(Cluster& cluster, std::vector<Bytes> transactions)
      : cluster_(cluster), transactions_(std::move(transactions)) {
    for (const Bytes& bytes : transactions_) {
      const auto parsed = parse_transaction(cluster_.network().anchor.chain, bytes);
      place_.emplace(parsed->id, place_.size());
    }
    sent_.assign(transactions_.size(), {});
    done_.assign(transactions_.size(), {});
  }

  Load run(std::size_t batch) {
    const auto client = cluster_.client_of(0);
    Height next = must(client->header(), "latest block").header().height + 1;
    const auto start = Clock::now();
    std::thread sender([&] { send_all(batch); });
    std::size_t seen = 0;
    while (seen < transactions_.size()) {
      const auto block = client->block(next);
      if (!block) {  // not there yet: the only wait, between two looks
        if (seconds_since(start) > 300)
          throw std::runtime_error("the load did not commit in 300 s: " + block.error().error.text_en());
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
        continue;
      }
      const auto now = Clock::now();
      for (const BlockTransaction& one : (*block)->transactions)
        if (const auto at = place_.find(one.id); at != place_.end()) done_[at->second] = now, ++seen;
      ++next;
    }
    sender.join();
    Load out{std::chrono::duration<double>(*std::ranges::max_element(done_) - start).count(), {}};
    for (std::size_t i = 0; i < sent_.size(); ++i)
      out.latencies_ms.push_back(std::chrono::duration<double, std::milli>(done_[i] - sent_[i]).count());
    return out;
  }

 private:
  void send_all(std::size_t batch) {
    std::vector<std::unique_ptr<HttpPool>> pools;
    for (const auto& node : cluster_.network().nodes) pools.push_back(std::make_unique<HttpPool>(node.api));
    std::size_t turn = 0;
    for (std::size_t at = 0; at < transactions_.size(); at += batch) {
      Batch out;
      const std::size_t end = std::min(at + batch, transactions_.size());
      for (std::size_t i = at; i < end; ++i) out.transactions.emplace_back(Bytes(transactions_[i]));
      const Bytes body = encode(out);
      for (std::size_t i = at; i < end; ++i) sent_[i] = Clock::now();
      for (;;) {
        const HttpRequest request{HttpRequest::Method::post, "/v1/batches", std::string(text_of(body)),
                                  "application/octet-stream", std::chrono::milliseconds(30'000)};
        const auto response = pools[turn++ % pools.size()]->exchange(request);
        if (!response || response->status != 202)
          throw std::runtime_error("refused: " + (response ? response->body : response.error().text_en()));
        if (response->body.starts_with("{\"refused\":0,")) break;
        // The pool is full: those that were taken are known when they come again.
        if (response->body.find("pool_full") == std::string::npos &&
            response->body.find("signer_quota") == std::string::npos)
          throw std::runtime_error("refused: " + response->body.substr(0, 400));
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
      }
    }
  }

  Cluster& cluster_;
  std::vector<Bytes> transactions_;
  std::map<TxId, std::size_t> place_;
  std::vector<Clock::time_point> sent_, done_;
};

std::vector<Bytes> sign_all(Cluster& cluster, Client& client, const std::vector<Action>& actions) {
  const SecretKey key = cluster.key("gd-iit", Role::award);
  const Height expiry =
      must(client.header(), "latest block").header().height + ClientOptions{}.expiry_heights;
  std::vector<Bytes> out;
  for (const Action& action : actions) out.push_back(must(client.sign_until(action, key, expiry), "sign"));
  return out;
}

struct Rates {
  std::vector<double> per_second, latencies_ms;
  std::map<std::string, double> cpu_s;  // of all runs
  double transactions = 0;

  /// Microseconds a transaction, on all nodes together.
  [[nodiscard]] json::object cpu_us() const {
    json::object out;
    double all = 0;
    for (const auto& [name, seconds] : cpu_s) {
      all += seconds;
      out[name] = seconds / transactions * 1e6;
    }
    out["all"] = all / transactions * 1e6;
    return out;
  }
};

Rates measure(Cluster& cluster, Client& client, Workload& work, const std::string& name,
              const Settings& settings, std::size_t transactions, std::size_t lines_each, std::size_t batch) {
  Rates out;
  for (std::size_t run = 0; run < settings.runs; ++run) {
    work.open(name + "-" + std::to_string(run), transactions * lines_each);
    std::vector<Action> actions;
    for (std::size_t i = 0; i < transactions; ++i) actions.emplace_back(work.list(lines_each));
    Driver driver(cluster, sign_all(cluster, client, actions));
    const CpuMeter meter(cluster);
    const Load load = driver.run(batch);
    for (const auto& [thread, seconds] : meter.since()) out.cpu_s[thread] += seconds;
    out.transactions += static_cast<double>(transactions);
    out.per_second.push_back(static_cast<double>(transactions) / load.seconds);
    out.latencies_ms.insert(out.latencies_ms.end(), load.latencies_ms.begin(), load.latencies_ms.end());
    // The totals are proved: nothing was lost or doubled on the way.
    const auto value =
        must(client.state<ProgrammeValue>(ProgrammeKey{Id(name + "-" + std::to_string(run))}), "programme");
    if (!value->has_value() || (*value)->awards != transactions * lines_each)
      throw std::runtime_error("awards are missing");
    std::fprintf(stderr, "  %s run %zu of %zu: %.0f transactions/s\n", name.c_str(), run + 1, settings.runs,
                 out.per_second.back());
  }
  return out;
}

std::vector<double> measure_idle(Cluster& cluster, Client& client, Workload& work, const Settings& settings) {
  work.open("idle", settings.idle);
  const SecretKey key = cluster.key("gd-iit", Role::award);
  std::vector<double> out;
  for (std::size_t i = 0; i < settings.idle; ++i) {
    const Action action = work.list(1);
    const auto start = Clock::now();
    must(client.submit(action, key), "submit");
    out.push_back(seconds_since(start) * 1'000);
  }
  return out;
}

json::object run(const Settings& settings) {
  const double verify_rate = signature_checks_per_second(std::thread::hardware_concurrency()).wall;
  Cluster cluster;
  cluster.start_all();
  const auto client = cluster.client();
  Workload work(cluster, *client, 10'000);
  const auto idle = measure_idle(cluster, *client, work, settings);
  const auto single = measure(cluster, *client, work, "single", settings, settings.singles, 1, 250);
  const auto lists = measure(cluster, *client, work, "lists", settings, settings.lists, kListLines, 4);
  const Height height = cluster.expect_same_headers();

  const double bound = verify_rate / static_cast<double>(cluster.size());
  const auto latency = [](const std::vector<double>& ms) {
    return json::object{{"p50_ms", percentile(ms, 50)}, {"p99_ms", percentile(ms, 99)}};
  };
  json::object single_line = summary(single.per_second);
  single_line["unit"] = "transactions/s";
  single_line["transactions_a_run"] = settings.singles;
  single_line["latency"] = latency(single.latencies_ms);
  single_line["cpu_us_per_transaction"] = single.cpu_us();
  single_line["ratio_to_signature_bound"] = percentile(single.per_second, 50) / bound;
  std::vector<double> lines;
  for (const double rate : lists.per_second) lines.push_back(rate * kListLines);
  json::object list_lines = summary(lines);
  list_lines["unit"] = "lines/s";
  list_lines["cpu_us_per_list"] = lists.cpu_us();
  list_lines["latency"] = latency(lists.latencies_ms);
  return {{"benchmark", "cluster"},
          {"machine", machine()},
          {"conditions",
           "4 validators, client and load on one machine; loopback; TLS 1.3; every vote and block synced; "
           "all headers compared"},
          {"bound", json::object{{"verify_per_s_all_cores", verify_rate},
                                 {"validators", cluster.size()},
                                 {"transactions_per_s", bound}}},
          {"single_line", single_line},
          {"lists_of_500", list_lines},
          {"idle", latency(idle)},
          {"height", height}};
}

}  // namespace
}  // namespace credence::bench

int main(int argc, char** argv) {
  using namespace credence::bench;  // NOLINT(google-build-using-namespace)
  Settings settings;
  return main_of({"bench_cluster", "committed transactions/s and lines/s of four nodes on this machine",
                  [&](CLI::App& app) {
                    app.add_flag_callback(
                        "--quick", [&] { settings = {.singles = 2'000, .lists = 5, .idle = 10, .runs = 1}; });
                    app.add_option("--singles", settings.singles, "transactions of one line in a run")
                        ->capture_default_str();
                    app.add_option("--lists", settings.lists, "of 500 lines in a run")->capture_default_str();
                    app.add_option("--runs", settings.runs)->capture_default_str();
                  },
                  [&] { return run(settings); }},
                 argc, argv);
}
