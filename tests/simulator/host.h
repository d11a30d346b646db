// One simulated node: a replica, its disk, its application and its pool. Crashing loses everything but the
// disk and the application; wiping loses these too.
#pragma once

#include <set>

#include "consensus/replica.h"
#include "tests/simulator/world.h"

namespace credence::simulator {

using consensus::Effects;
using consensus::Input;
using consensus::Replica;
using consensus::ReplicaId;
using consensus::Time;

class Host {
 public:
  Host(const World& world, ReplicaId self, const Suite& suite);

  void start();  // a new incarnation, from what is on the disk
  void crash();
  void wipe();  // the data directory is lost; only while crashed

  [[nodiscard]] bool running() const { return replica_ != nullptr; }
  [[nodiscard]] std::uint64_t incarnation() const { return incarnation_; }
  [[nodiscard]] Effects step(const Input& input, Time now);
  void persist(const Effects& effects);
  void store_certificate(const Certificate& certificate);
  /// Copies certified blocks from `other` up to `to`, executes them, and gives the certificate reached, if
  /// any.
  [[nodiscard]] std::optional<Certificate> sync_from(const Host& other, Height to);

  /// The next proposal from the pool: at most `count_max` transactions that are neither executed nor in
  /// flight.
  [[nodiscard]] std::optional<Proposal> make_proposal(std::size_t count_max, std::uint64_t utc_ms);
  void add_transaction(std::uint64_t number) { pool_.insert(number); }
  [[nodiscard]] std::size_t pending();

  [[nodiscard]] const consensus::Config& config() const { return config_; }
  [[nodiscard]] consensus::Config& config() { return config_; }
  [[nodiscard]] const SecretKey& key() const { return key_; }
  [[nodiscard]] Application& application() { return *application_; }
  [[nodiscard]] const Application& application() const { return *application_; }
  [[nodiscard]] Replica& replica() { return *replica_; }
  [[nodiscard]] const Replica& replica() const { return *replica_; }
  [[nodiscard]] const std::map<std::string, Bytes>& records() const { return records_; }
  [[nodiscard]] const std::map<Height, Certificate>& certificates() const { return certificates_; }

 private:
  const World* world_;
  consensus::Config config_;
  SecretKey key_;
  const Suite* suite_;
  std::unique_ptr<Replica> replica_;
  std::uint64_t incarnation_ = 0;
  // Durable.
  std::map<std::string, Bytes> records_;
  std::map<Height, Certificate> certificates_;
  std::unique_ptr<Application> application_;
  // Volatile.
  std::set<std::uint64_t> pool_;
  std::set<std::uint64_t> proposed_;  // in the view below
  consensus::View proposed_view_ = 0;
};

}  // namespace credence::simulator
