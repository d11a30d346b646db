// SPDX-License-Identifier: Apache-2.0
// A stand-in for signatures where forgery is not the question: a mixture of public key and hash, so it is
// deterministic and checks that the right key signed the right bytes, at almost no cost. A share of
// the seeds runs with the real suite.
#pragma once

#include <map>

#include "ledger/primitives/keys.h"
#include "tests/simulator/random.h"

namespace credence::simulator {

class FastSuite final : public Suite {
 public:
  Signature sign(const SecretKey& key, const Hash32& hash) const override {
    std::array<std::byte, 32> secret{};
    std::copy(key.view().begin(), key.view().end(), secret.begin());
    auto at = public_keys_.find(secret);
    if (at == public_keys_.end()) at = public_keys_.emplace(secret, key.public_key()).first;
    return make(at->second, hash);
  }
  bool verify(const PublicKey& key, const Hash32& hash, const Signature& signature) const override {
    return make(key, hash) == signature;
  }

 private:
  static Signature make(const PublicKey& key, const Hash32& hash) {
    std::uint64_t state = fold(fold(0, key.view()), hash.view());
    Signature out;
    for (auto& byte : out.bytes) {
      byte = static_cast<std::byte>(state >> 56);
      state = fold_word(state, 1);
    }
    return out;
  }
  mutable std::map<std::array<std::byte, 32>, PublicKey> public_keys_;  // one thread a suite
};

}  // namespace credence::simulator
