// What the simulated replicas agree on: an application that executes proposals, and the transactions for it.
#pragma once

#include <memory>

#include "ledger/chain/block.h"

namespace credence::simulator {

/// The durable part of one node: blocks and state. Survives a crash; `execute` is atomic.
class Application {
 public:
  virtual ~Application() = default;
  /// As after a restart of the process: whatever is not durable is read again.
  virtual void reopen() {}
  [[nodiscard]] virtual Height height() const = 0;
  /// Of an executed height; 0 is the genesis.
  [[nodiscard]] virtual Hash32 header_hash(Height height) const = 0;
  [[nodiscard]] virtual Hash32 state_root() const = 0;
  [[nodiscard]] virtual Proposal proposal(Height height) const = 0;
  [[nodiscard]] virtual bool validate(const Proposal& proposal) const = 0;
  /// Executes the next height; gives the hash of its header.
  virtual Hash32 execute(const Proposal& proposal) = 0;
  /// How often this transaction took effect: 0 or 1.
  [[nodiscard]] virtual std::size_t times_executed(std::uint64_t transaction) const = 0;
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
