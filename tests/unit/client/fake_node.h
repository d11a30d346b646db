// SPDX-License-Identifier: Apache-2.0
// Nodes for the tests of the client: real HTTP servers over one ledger in memory, each of which can be told
// to lie, to be busy, to refuse or to hang up. A posted transaction becomes a block at once.
#pragma once

#include <boost/json.hpp>
#include <mutex>

#include "client/client.h"
#include "ledger/proof/archive.h"
#include "tests/support/ledger_world.h"

namespace credence::testing {

namespace world = credence::world;

struct Answer {
  unsigned status = 200;
  std::string body;
};
[[nodiscard]] Answer problem(unsigned status, const char* code, std::uint64_t retry_after_ms = 0);

class FakeServer;

/// The network: a ledger and nodes in front of it.
class FakeNetwork {
 public:
  /// What a node does instead of answering honestly; gives nothing to go on honestly.
  using Behaviour = std::function<std::optional<Answer>(const std::string& method, const std::string& target,
                                                        const Answer& honest)>;

  explicit FakeNetwork(std::size_t nodes = 4, Genesis genesis = world::genesis());
  /// Nodes behind TLS, under a path as a reverse proxy has it; `certificate` and `key` are PEM files.
  struct Tls {
    std::string certificate, key, prefix;
  };
  FakeNetwork(std::size_t nodes, Tls tls, Genesis genesis = world::genesis());
  ~FakeNetwork();

  [[nodiscard]] Network network() const {
    Network out;
    out.genesis = world_genesis_;
    out.anchor = {chain_id(world_genesis_), world_genesis_.validators};
    for (const Endpoint& endpoint : endpoints_) out.nodes.push_back({endpoint.text(), endpoint, {}});
    return out;
  }
  [[nodiscard]] Client client(ClientOptions options = {
                                  .request_timeout_ms = 5'000, .wait_ms = 200, .deadline_ms = 10'000}) const {
    if (options.page_entries == limits::kPageEntriesMax) options.page_entries = page_size;
    if (!options.first_node) options.first_node = 0;
    return Client(network(), options);
  }
  void behave(std::size_t node, Behaviour how) {
    const std::lock_guard lock(mutex_);
    behaviours_.at(node) = std::move(how);
  }
  void behave_all(const Behaviour& how) {
    for (std::size_t i = 0; i < servers_.size(); ++i) behave(i, how);
  }
  void stop(std::size_t node);
  /// One that was stopped, at the address that it had.
  void start(std::size_t node);
  /// A node that hangs takes connections and requests, and says nothing; or the first bytes of an answer and
  /// no more. It goes on later.
  enum class Hang { not_at_all, silent, after_some_bytes };
  void hang(std::size_t node, Hang how);
  [[nodiscard]] std::size_t asked(std::size_t node) const {
    const std::lock_guard lock(mutex_);
    return asked_.at(node);
  }
  /// Before another program asks and after it: what the test did comes before what the nodes answer, and the
  /// other way round. Only the network orders them otherwise, which a race detector does not see.
  void fence() const { const std::lock_guard lock(mutex_); }
  /// For a test's own steps; nobody may be asking meanwhile.
  world::World& world() { return world_; }

  template <class Proof>
  static Answer proved(const Result<Proof>& proof, boost::json::object more = {}) {
    if (!proof) return problem(404, info(proof.error().code).name.data());
    more["proof"] = to_base64(encode(*proof));
    return {200, boost::json::serialize(more)};
  }

 private:
  std::optional<Answer> answer(std::size_t node, const std::string& method, const std::string& target,
                               const std::string& body);
  Answer honest_answer(const std::string& method, const std::string& target, const std::string& body);
  Answer history(const std::string& target);
  boost::json::object context(const std::string& target);
  Answer post(const std::string& body);
  Answer dry_run(const std::string& body);
  Answer transaction(const TxId& id);
  Answer block(const std::string& height);
  Answer content(Height height);

  const Genesis world_genesis_;
  world::World world_;
  mutable std::mutex mutex_;
  std::vector<Behaviour> behaviours_;
  std::vector<std::size_t> asked_;
  std::vector<std::unique_ptr<FakeServer>> servers_;
  std::vector<Endpoint> endpoints_;
  const std::optional<Tls> tls_;

 public:
  std::string posted;           // the body of the last POST
  std::size_t executed = 0;     // transactions posted and executed
  std::uint64_t page_size = 3;  // history entries that clients ask for at once
};

/// The proof inside an honest answer, changed, as a new answer.
template <class Proof, class Change>
Answer tampered(const Answer& honest, Change change) {
  auto object = boost::json::parse(honest.body).as_object();
  auto proof = decode<Proof>(from_base64(std::string_view(object.at("proof").as_string())).value()).value();
  change(proof);
  object["proof"] = to_base64(encode(proof));
  return {200, boost::json::serialize(object)};
}

}  // namespace credence::testing
