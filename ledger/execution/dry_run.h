// SPDX-License-Identifier: Apache-2.0
// What the ledger would say to actions now, one after the other, without recording any: the rules run over a
// copy of the state that nobody keeps. Nothing is signed: whoever asks may name any key.
//
// Beyond what a block says, it names every line that would be refused, not only the first: the good ones of a
// list are what the next action finds. An action that would wait for its second signature is tried as if it
// were checked now.
//
// The bounds of a block do not apply: the actions would not stand in one.
#pragma once

#include "ledger/execution/overlay.h"

namespace credence {

/// What would become of one action. The receipts are those that a block would leave, of transaction zero.
struct Tried {
  Receipt whole;               // ok, perhaps pending; or why all of it would be refused
  std::vector<Receipt> lines;  // of lines that would be refused, each with its number; rising
};

/// Used by one thread.
class DryRunner {
 public:
  /// `state`: after the block of `head`; it must outlive this. `now_ms`: of the block that would hold it.
  DryRunner(const ChainId& chain, const BlockHeader& head, std::uint64_t now_ms, const StateSource& state);
  ~DryRunner();
  /// An error is a fault of the store.
  [[nodiscard]] Result<Tried> run(BytesView action, const KeyId& maker, std::span<const KeyId> others);

 private:
  class Changed;
  const ChainId chain_;
  const Height height_;
  const std::uint64_t time_ms_;
  std::unique_ptr<Changed> state_;
  std::uint32_t position_ = 0;
};

}  // namespace credence
