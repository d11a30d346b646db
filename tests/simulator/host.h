// SPDX-License-Identifier: Apache-2.0
// One simulated node: a replica, its disk, its application and its pool. Crashing loses everything but the
// disk and the application; wiping loses these too.
#pragma once

#include <set>

#include "consensus/idle.h"
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
  Host(const World& world, ReplicaId self, const Signatures& signatures);

  void start() { try_start().value(); }
  /// A new incarnation, from what is on the disk; or what the disk says, and nothing starts.
  Result<void> try_start();
  void crash();
  void wipe();  // the data directory is lost; only while crashed

  [[nodiscard]] bool running() const { return replica_ != nullptr; }
  [[nodiscard]] std::uint64_t incarnation() const { return incarnation_; }
  [[nodiscard]] Effects step(const Input& input, Time now);
  void persist(const Effects& effects) { try_persist({&effects, 1}).value(); }
  /// The records of these steps, as one synced write.
  Result<void> try_persist(std::span<const Effects> steps);
  void store_certificate(const Certificate& certificate);
  /// Certificates are not synced: after a crash those are gone that were stored after the last synced write,
  /// but for the first `kept` of them.
  void lose_unsynced(std::size_t kept);
  [[nodiscard]] std::size_t unsynced() const { return unsynced_.size(); }
  void note_synced() { unsynced_.clear(); }

  /// The block with its certificate: `not_found`, or what the disk says.
  [[nodiscard]] Result<ServedBlock> serve(Height height) const;
  /// Verifies, executes and keeps the next block and its certificate.
  [[nodiscard]] Result<void> apply_block(const ServedBlock& block);
  /// Copies blocks from an honest `other` up to the highest certified one that is at most `to`; the
  /// certificate reached, if any.
  [[nodiscard]] std::optional<Certificate> sync_from(const Host& other, Height to);

  /// The next proposal from the pool: at most `count_max` transactions that are neither executed nor in
  /// flight. An empty one where nothing is and the head is as old as an idle chain's may become.
  [[nodiscard]] std::optional<Proposal> make_proposal(std::size_t count_max, std::uint64_t utc_ms);
  void add_transaction(std::uint64_t number) { pool_.insert(number); }
  /// What waits: transactions, and the block that an idle chain should have made.
  [[nodiscard]] std::size_t pending(std::uint64_t utc_ms);
  /// How old the head may become; 0: as old as it likes.
  void set_idle_ms(std::uint64_t idle_ms) { idle_ms_ = idle_ms; }

  [[nodiscard]] const consensus::Config& config() const { return config_; }
  [[nodiscard]] consensus::Config& config() { return config_; }
  [[nodiscard]] const SecretKey& key() const { return key_; }
  [[nodiscard]] const Signatures& signatures() const { return *signatures_; }
  [[nodiscard]] Application& application() { return *application_; }
  [[nodiscard]] const Application& application() const { return *application_; }
  [[nodiscard]] Replica& replica() { return *replica_; }
  [[nodiscard]] const Replica& replica() const { return *replica_; }
  /// What the core has written so far.
  [[nodiscard]] const std::map<std::string, Bytes>& records() const { return records_; }
  [[nodiscard]] const std::map<Height, Certificate>& certificates() const { return certificates_; }

 private:
  [[nodiscard]] consensus::IdleChain idle_chain() const { return {application_->head_ms(), idle_ms_}; }

  const World* world_;
  std::uint64_t idle_ms_ = 0;
  consensus::Config config_;
  SecretKey key_;
  const Signatures* signatures_;
  std::unique_ptr<Replica> replica_;
  std::uint64_t incarnation_ = 0;
  // Durable.
  std::unique_ptr<Application> application_;
  std::map<std::string, Bytes> records_;  // as the application has them
  std::map<Height, Certificate> certificates_;
  std::vector<Height> unsynced_;  // of `certificates_`, in the order of their writing
  // Volatile.
  std::set<std::uint64_t> pool_;
  std::set<std::uint64_t> proposed_;  // in the view below
  consensus::View proposed_view_ = 0;
  // the last empty proposal in this view was for the height after this one
  std::optional<Height> empty_above_;
};

}  // namespace credence::simulator
