// SPDX-License-Identifier: Apache-2.0
// Ledgers that begin with the state of another one.
#pragma once

#include "ledger/store/snapshot_install.h"
#include "ledger/store/state_snapshot.h"
#include "tests/support/faulty_key_value.h"
#include "tests/support/ledger_world.h"

namespace credence {

inline constexpr unsigned kDepth = 4;

inline JoinTarget target_of(const Ledger& ledger, Height height) {
  auto block = ledger.block(height).value();
  auto batch = batch_of(block.proposal).value();
  JoinTarget out{
      {block.header, block.certificate.value(), std::move(batch.transactions), std::move(block.receipts)},
      ledger.headers_before(height).value(),
      {}};
  const ValidatorSetChanges changes = ledger.prove_set_changes(0).value();
  for (const auto& change : changes) out.changes.push_back(change);
  return out;
}

inline void put_all(SnapshotInstall& install, const StateSnapshot& snapshot, std::uint64_t from = 0,
                    std::uint64_t to = 16) {
  for (std::uint64_t i = from; i < to; ++i) {
    const StatePlace place = StatePlace::nth(i, kDepth);
    const auto done = install.put(place, snapshot.chunk(place).value().value());
    ASSERT_TRUE(done.has_value()) << done.error().text_en();
  }
}

/// The ids that the state commits to, page after page.
inline void put_ids(SnapshotInstall& install, const StateSnapshot& snapshot) {
  while (const auto from = install.wanted()) {
    const auto done = install.put_executed(snapshot.executed(*from).value());
    ASSERT_TRUE(done.has_value()) << done.error().text_en();
  }
}

/// A ledger whose state came from `from` at its head.
inline std::unique_ptr<Ledger> join(const Ledger& from, const std::shared_ptr<Disk>& disk) {
  const auto snapshot = from.snapshot().value();
  {
    auto install = SnapshotInstall::open(std::make_unique<FaultyKeyValue>(disk), from.genesis()).value();
    EXPECT_TRUE(install->begin(target_of(from, from.height())).has_value());
    put_all(*install, *snapshot);
    EXPECT_TRUE(install->complete());
    put_ids(*install, *snapshot);
    EXPECT_TRUE(install->finish({{"boot", Bytes{std::byte{7}}}}).has_value());
  }
  auto opened = Ledger::open(std::make_unique<FaultyKeyValue>(disk), from.genesis());
  EXPECT_TRUE(opened.has_value()) << opened.error().text_en();
  return *std::move(opened);
}

}  // namespace credence
