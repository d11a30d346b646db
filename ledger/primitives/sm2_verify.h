// SPDX-License-Identifier: Apache-2.0
// Checks of SM2 signatures (GB/T 32918.2-2016, 7.1) by two programs that share no code and must agree on
// whatever they are given. The option CREDENCE_SM2_VERIFIER of the build says which of them the ledger uses.
// Internal to ledger/primitives.
#pragma once

#include <memory>

#include "ledger/primitives/suite.h"

namespace credence::sm2 {

/// A public key made ready for many checks. Thread-safe.
class Checker {
 public:
  virtual ~Checker() = default;
  /// x and y of the key's point, of which Z is made.
  [[nodiscard]] virtual std::array<Hash32, 2> coordinates() const = 0;
  /// Steps B1, B2, B5, B6 and B7. `e` is the hash that steps B3 and B4 make of Z and the message; it may be
  /// any number.
  [[nodiscard]] virtual bool holds(const Hash32& e, const Signature& signature) const = 0;
};

/// Our own (sm2_verify.cc): some 2 KiB of the key's multiples. Null: no point of the curve.
[[nodiscard]] std::unique_ptr<const Checker> own_checker(const PublicKey& key);
/// OpenSSL's (sm2.cc): nine times slower. Null: no point of the curve.
[[nodiscard]] std::unique_ptr<const Checker> openssl_checker(const PublicKey& key);

}  // namespace credence::sm2
