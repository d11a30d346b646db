// What the simulated replicas agree on: an application that executes proposals, and the transactions for it.
#pragma once

#include <memory>

#include "ledger/chain/transaction.h"

namespace credence::simulator {

/// The durable part of one node: blocks and state. Survives a crash; `execute` is atomic.
class Application {
 public:
  virtual ~Application() = default;
  [[nodiscard]] virtual Height height() const = 0;
  /// Of an executed height; 0 is the genesis.
  [[nodiscard]] virtual Hash32 header_hash(Height height) const = 0;
  [[nodiscard]] virtual Hash32 state_root() const = 0;
  [[nodiscard]] virtual const Proposal& proposal(Height height) const = 0;
  [[nodiscard]] virtual bool validate(const Proposal& proposal) const = 0;
  /// Executes the next height; gives the hash of its header.
  virtual Hash32 execute(const Proposal& proposal) = 0;
  /// How often this transaction took effect: 0 or 1.
  [[nodiscard]] virtual std::size_t times_executed(std::uint64_t transaction) const = 0;
};

class World {
 public:
  virtual ~World() = default;
  [[nodiscard]] virtual const ChainId& chain() const = 0;
  [[nodiscard]] virtual std::unique_ptr<Application> make_application() const = 0;
  /// The bytes of transaction number `number`; equal numbers give equal bytes.
  [[nodiscard]] virtual Bytes transaction(std::uint64_t number) const = 0;
};

/// The ledger's own executor over an empty state.
[[nodiscard]] std::unique_ptr<World> make_world();

}  // namespace credence::simulator
