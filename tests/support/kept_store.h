// SPDX-License-Identifier: Apache-2.0
// A store that outlives the ledger on it, as a disk outlives a process.
#pragma once

#include "ledger/tree/key_value.h"

namespace credence {

class KeptStore final : public KeyValue {
 public:
  explicit KeptStore(std::shared_ptr<KeyValue> kept) : kept_(std::move(kept)) {}
  Result<std::optional<Bytes>> get(BytesView key) const override { return kept_->get(key); }
  Result<void> scan(BytesView from, BytesView to,
                    const std::function<bool(BytesView, BytesView)>& visit) const override {
    return kept_->scan(from, to, visit);
  }
  Result<std::shared_ptr<const KeyReader>> snapshot() const override { return kept_->snapshot(); }
  Result<void> write(const WriteBatch& batch, bool sync) override { return kept_->write(batch, sync); }

 private:
  std::shared_ptr<KeyValue> kept_;
};

}  // namespace credence
