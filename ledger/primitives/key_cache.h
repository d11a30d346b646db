// SPDX-License-Identifier: Apache-2.0
// Checking signatures of keys that sign often: parsing a public key finds a square root, an eighth of the
// cost of a check, and of SM2 the key's multiples, twice its cost; so the parsed keys are kept. Bounded: two
// generations of at most `generation_max` keys, each of some 300 bytes, of SM2 2.5 KiB; a key that is used stays.
//
// Thread-safety: none; whoever checks on several threads has one for each.
#pragma once

#include <map>

#include "ledger/primitives/keys.h"

namespace credence {

class KeyCache {
 public:
  static constexpr std::size_t kGenerationMax = 2048;
  explicit KeyCache(std::size_t generation_max = kGenerationMax) : generation_max_(generation_max) {}

  /// As `verify` of keys.h.
  [[nodiscard]] Result<void> verify(const PublicKey& key, const Hash32& hash, const Signature& signature);

 private:
  [[nodiscard]] Result<const Verifier*> parsed(const PublicKey& key);

  const std::size_t generation_max_;
  std::map<PublicKey, std::shared_ptr<const Verifier>> young_, old_;
};

}  // namespace credence
