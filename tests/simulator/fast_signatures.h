// SPDX-License-Identifier: Apache-2.0
// A stand-in for signatures where forgery is not the question: a mixture of public key and hash, so it is
// deterministic and checks that the right key signed the right bytes, at almost no cost. A share of
// the seeds runs with real signatures.
#pragma once

#include "ledger/primitives/keys.h"
#include "tests/simulator/random.h"

namespace credence::simulator {

class FastSignatures final : public Signatures {
 public:
  Signature sign(const SecretKey& key, const Hash32& hash) const override {
    return make(key.public_key(), hash);
  }
  bool verify(const PublicKey& key, const Hash32& hash, const Signature& signature) const override {
    return make(key, hash) == signature;
  }

 private:
  static Signature make(const PublicKey& key, const Hash32& hash) {
    std::uint64_t state = fold(fold(0, key.view()), hash.view());
    Signature out{key.suite, {}};
    for (auto& byte : out.bytes) {
      byte = static_cast<std::byte>(state >> 56);
      state = fold_word(state, 1);
    }
    return out;
  }
};

}  // namespace credence::simulator
