// SPDX-License-Identifier: Apache-2.0
// What a transaction must pass before it may wait in the pool, by what this node knows now. The executor
// decides again, and alone decides what stands on the ledger; this keeps out what has no chance, and what is
// not signed by a known key.
//
// What the state says of a key is read once for each height: most transactions of a time have few signers.
// Thread-safety: all members, from any thread.
#pragma once

#include <set>

#include "node/base/shared_ledger.h"
#include "node/pool/signature_pool.h"

namespace credence::node {

enum class Admitted : std::uint8_t {
  fresh,     // may wait in the pool
  executed,  // before: it has its receipt already
};

class Admission {
 public:
  /// Both must outlive this.
  Admission(const SharedLedger& ledger, SignaturePool& signatures)
      : ledger_(ledger), signatures_(signatures) {}

  /// `expired`, `expiry_too_far`, `unknown_key`, `revoked_key`, `bad_signature`, `high_s_signature`, and what
  /// the action is refused for before it is executed. Cheap checks first.
  [[nodiscard]] Result<Admitted> admit(const ReadTransaction& transaction);

 private:
  [[nodiscard]] Result<void> check_keys(const Ledger& ledger, const ReadTransaction& transaction);
  [[nodiscard]] Result<void> check_key(const Ledger& ledger, const PublicKey& key);

  const SharedLedger& ledger_;
  SignaturePool& signatures_;
  static constexpr std::size_t kGoodKeysMax = 4'096;
  std::mutex mutex_;
  Height good_at_ = 0;  // the height after which these were registered and not revoked
  std::set<PublicKey> good_keys_;
};

}  // namespace credence::node
