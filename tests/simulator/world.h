// SPDX-License-Identifier: Apache-2.0
// What the simulated replicas agree on: an application that executes proposals, and the transactions for it.
#pragma once

#include <map>
#include <memory>

#include "ledger/chain/certificate.h"
#include "tests/simulator/random.h"

namespace credence::simulator {

/// A certified block on its way to a peer that lacks it.
struct ServedBlock {
  Proposal proposal;
  BlockHeader header;  // of an application that has none: its hash stands in `parent`, all else is empty
  Certificate certificate;
};

/// The durable part of one node: blocks, state and the core's records. Survives a crash; each write is
/// atomic.
class Application {
 public:
  using Records = std::vector<std::pair<std::string, std::optional<Bytes>>>;

  virtual ~Application() = default;
  /// As at the start of a process: everything is read again. `storage_corrupt` if the disk is found damaged;
  /// nothing else may be called then.
  virtual Result<void> reopen() { return {}; }
  [[nodiscard]] virtual Height height() const = 0;
  /// Of an executed height; 0 is the genesis.
  [[nodiscard]] virtual Hash32 header_hash(Height height) const = 0;
  /// The same from a disk that may be damaged.
  [[nodiscard]] virtual Result<Hash32> read_header_hash(Height height) const { return header_hash(height); }
  /// The time of the last executed block.
  [[nodiscard]] virtual std::uint64_t head_ms() const = 0;
  [[nodiscard]] virtual Hash32 state_root() const = 0;
  [[nodiscard]] virtual Proposal proposal(Height height) const = 0;
  [[nodiscard]] virtual bool validate(const Proposal& proposal) const = 0;
  /// Executes the next height; the hash of its header, or what the disk says.
  [[nodiscard]] virtual Result<Hash32> try_execute(const Proposal& proposal) = 0;
  Hash32 execute(const Proposal& proposal) { return try_execute(proposal).value(); }
  /// How often this transaction took effect: 0 or 1.
  [[nodiscard]] virtual std::size_t times_executed(std::uint64_t transaction) const = 0;

  /// The block of a height with this certificate; `storage_corrupt` if it is damaged.
  [[nodiscard]] virtual Result<ServedBlock> serve(Height height, const Certificate& certificate) const = 0;
  /// Verifies and executes the next block, from a peer that may lie. Of a lie nothing is kept.
  [[nodiscard]] virtual Result<void> apply(const ServedBlock& block, const ValidatorSet& set,
                                           const Signatures& signatures) = 0;

  // ---- the core's records; here they cannot fail, nor are they damaged
  virtual Result<void> write_records(const Records& records);
  [[nodiscard]] virtual Result<std::map<std::string, Bytes>> records() const { return records_; }
  /// Whatever is written from now on fails, until `reopen`. False: this disk cannot.
  virtual bool fill_disk() { return false; }
  /// Damages one entry of a disk whose process is down, or says that this disk cannot be.
  enum class Damage : std::uint8_t { flipped_bit, misdirected, lost };
  virtual bool damage(Damage, Random&) { return false; }

 private:
  std::map<std::string, Bytes> records_;
};

/// The keys and the set of n validators; equal for every run.
struct Committee {
  std::vector<SecretKey> keys;
  ValidatorSet set;
};
[[nodiscard]] Committee make_committee(std::size_t size);

inline constexpr std::uint64_t kTransactionsMax = 40;  // numbers of transactions: 1 to here

/// Immutable: many runs on many threads share one.
class World {
 public:
  virtual ~World() = default;
  [[nodiscard]] virtual const ChainId& chain() const = 0;
  [[nodiscard]] virtual const Committee& committee() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Application> make_application() const = 0;
  /// The bytes of transaction number `number`; equal numbers give equal bytes.
  [[nodiscard]] virtual const Bytes& transaction(std::uint64_t number) const = 0;
};

/// The ledger itself (ledger/store) over a store in memory, for a network of so many validators, with the
/// transactions of a register of enterprises.
[[nodiscard]] std::unique_ptr<World> make_ledger_world(std::size_t replicas);

}  // namespace credence::simulator
