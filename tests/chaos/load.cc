// SPDX-License-Identifier: Apache-2.0
#include "tests/chaos/load.h"

#include <algorithm>
#include <random>
#include <stdexcept>

#include "client/client.h"
#include "client/http.h"

namespace credence::testing {
namespace {

constexpr std::size_t kEnterprises = 200;
constexpr Height kExpiryHeights = 50'000;
constexpr std::uint32_t kLinesMax = 100'000'000;
constexpr std::size_t kPaceMsMax =
    80;  // between two calls of a client: faults are looked for here, not throughput
const Id kProgramme("chaos");

Moment now() { return std::chrono::steady_clock::now(); }

}  // namespace

/// One client: its nodes in an order of its own.
struct Load::Worker {
  std::unique_ptr<Client> client;
  std::vector<std::unique_ptr<HttpPool>> pools;  // to hand the same bytes to other nodes as well
  std::minstd_rand random;
  History history;
  Height known = 0;  // the highest block of an own answer
  struct Answered {
    Bytes bytes;
    TxId id;
  };
  std::vector<Answered> answered;  // the latest few

  std::size_t below(std::size_t bound) { return random() % bound; }
};

Load::Load(const Cluster& cluster, const Watch& watch, std::uint64_t seed, std::size_t clients)
    : cluster_(cluster),
      watch_(watch),
      key_(cluster.key("gd-iit", Role::award)),
      enterprises_(synthetic_enterprises(seed, kEnterprises)) {
  const auto client = cluster.client();
  RegisterEnterprises list;
  for (const EnterpriseLine& line : enterprises_) list.lines.push_back(line);
  must(client->submit(list, cluster.key("gd-samr", Role::registrar)), "register");
  const CreateProgramme programme{
      kProgramme, Name("合成专项资金"), Id("gd-iit"), Id("gd-finance"), 2026, Fen{kLinesMax}, {}};
  base_ =
      must(client->submit(programme, cluster.key("gd-iit", Role::programme)), "programme").header().height;
  for (std::size_t i = 0; i < clients; ++i) {
    Network network = cluster.network();
    std::rotate(network.nodes.begin(),
                network.nodes.begin() + static_cast<std::ptrdiff_t>(i % network.nodes.size()),
                network.nodes.end());
    auto worker = std::make_unique<Worker>();
    for (const NetworkNode& node : network.nodes)
      worker->pools.push_back(std::make_unique<HttpPool>(node.api));
    worker->client = std::make_unique<Client>(
        std::move(network),
        ClientOptions{.request_timeout_ms = 2'000, .wait_ms = 1'500, .deadline_ms = 60'000});
    worker->random.seed(static_cast<unsigned>(seed * 1'000 + i + 1));
    workers_.push_back(std::move(worker));
  }
}

Load::~Load() { stop(true); }

void Load::start() {
  for (const auto& worker : workers_) threads_.emplace_back([this, &worker = *worker] { work(worker); });
}

void Load::stop(bool now) {
  stop_ = true;
  if (now)
    for (const auto& worker : workers_) worker->client->stop();
  for (std::thread& thread : threads_) thread.join();
  threads_.clear();
  if (histories_.empty())
    for (const auto& worker : workers_) histories_.push_back(std::move(worker->history));
}

void Load::work(Worker& worker) {
  while (!stop_) {
    const std::size_t roll = worker.below(100);
    if (roll < 85)
      attempt(worker);
    else if (roll < 90)
      repeat(worker);
    else
      read(worker);
    std::this_thread::sleep_for(std::chrono::milliseconds(worker.below(kPaceMsMax)));
  }
}

RecordAwards Load::award_of(std::uint64_t project) {
  const EnterpriseLine& to = enterprises_[project % enterprises_.size()];
  RecordAwards out;
  out.programme = kProgramme;
  out.batch = "batch";
  out.title = "合成批次";
  out.declared_count = kLinesMax;
  out.declared_total = Fen{kLinesMax};
  out.lines.push_back({++lines_, to.name, to.code, Name("合成项目 " + std::to_string(project)), Fen{1}});
  return out;
}

void Load::attempt(Worker& worker) {
  // Now and then a project that others have just begun to ask for: one of them wins.
  const std::uint64_t fresh = projects_++;
  const std::uint64_t project =
      worker.below(8) == 0 ? fresh - std::min<std::uint64_t>(fresh, worker.below(4)) : fresh;
  const auto bytes = worker.client->sign_until(award_of(project), key_, watch_.certified() + kExpiryHeights);
  if (!bytes) throw std::runtime_error("sign: " + bytes.error().error.text_en());
  Attempt attempt;
  attempt.id = parse_transaction(cluster_.network().anchor.chain, *bytes)->id;
  attempt.project = std::to_string(project);
  attempt.begin = now();
  if (worker.below(8) == 0)  // the same bytes to other nodes as well, whatever becomes of them there
    for (std::size_t i = 1; i < std::min<std::size_t>(3, worker.pools.size()); ++i)
      (void)worker.pools[i]->exchange({HttpRequest::Method::post, "/v1/transactions",
                                       std::string(text_of(*bytes)), "application/octet-stream",
                                       std::chrono::milliseconds(300)});
  const auto done = worker.client->submit_bytes(*bytes);
  attempt.end = now();
  if (done) {
    attempt.place = Place{(*done)->header.height, (*done)->index};
    attempt.code = (*done)->receipt.code;
    worker.known = std::max(worker.known, (*done)->header.height);
    ++acknowledged_;
    if (worker.answered.size() == 64) worker.answered.erase(worker.answered.begin());
    worker.answered.push_back({*bytes, attempt.id});
  }
  worker.history.attempts.push_back(std::move(attempt));
}

void Load::repeat(Worker& worker) {
  if (worker.answered.empty()) return;
  const auto& old = worker.answered[worker.below(worker.answered.size())];
  const auto done = worker.client->submit_bytes(old.bytes);
  if (done)
    worker.history.repeats.push_back(
        {old.id, {(*done)->header.height, (*done)->index}, (*done)->receipt.code});
}

void Load::read(Worker& worker) {
  Reading reading{.begin = now(), .height = 0, .known = worker.known, .awards = 0};
  const auto value = worker.client->state<ProgrammeValue>(ProgrammeKey{kProgramme});
  if (!value || !(**value).has_value()) return;  // not answered in time
  reading.height = value->header().height;
  reading.awards = (**value)->awards;
  worker.history.readings.push_back(reading);
}

std::vector<Recorded> Load::recorded(Height level) const {
  std::vector<std::unique_ptr<Client>> clients;
  for (std::size_t i = 0; i < cluster_.size(); ++i) clients.push_back(cluster_.client_of(i));
  const KeyId signer = key_id(key_.public_key());
  std::vector<Recorded> out;
  for (Height height = base_ + 1; height <= level; ++height) {
    const auto block =
        must(clients[height % clients.size()]->block(height), "block " + std::to_string(height));
    std::uint32_t index = 0;
    for (const BlockTransaction& one : block->transactions) {
      if (one.signer == signer) out.push_back({one.id, {height, index}, one.receipt.code});
      ++index;
    }
  }
  return out;
}

std::uint64_t Load::awards_at(std::size_t node) const {
  const auto value =
      must(cluster_.client_of(node)->state<ProgrammeValue>(ProgrammeKey{kProgramme}), "programme");
  return value->has_value() ? (*value)->awards : 0;
}

std::vector<std::string> Load::bad_answers() const {
  std::vector<std::string> out;
  for (const auto& worker : workers_)
    for (const BadAnswer& bad : worker->client->bad_answers())
      out.push_back(bad.node + bad.asked + ": " + bad.error.text_en());
  return out;
}

}  // namespace credence::testing
