// SPDX-License-Identifier: Apache-2.0
// What a suite's curve can do: one object for each suite, in a file of its own. Internal to ledger/primitives.
#pragma once

#include "ledger/primitives/keys.h"

namespace credence {

/// Thread-safe. Keys and signatures that come in are of the curve's suite.
class Curve {
 public:
  virtual ~Curve() = default;
  [[nodiscard]] virtual bool valid_secret(BytesView secret) const = 0;
  /// Of a valid secret.
  [[nodiscard]] virtual PublicKey public_key(BytesView secret) const = 0;
  [[nodiscard]] virtual Signature sign(const SecretKey& key, const Hash32& hash) const = 0;
  /// Null: no point of the curve.
  [[nodiscard]] virtual std::shared_ptr<const Verifier> parse(const PublicKey& key) const = 0;
};

[[nodiscard]] const Curve& secp256k1_curve();
[[nodiscard]] const Curve& sm2_curve();
/// A signature over a message of any length, as the norm has it: what the ledger signs is a hash of 32 bytes.
[[nodiscard]] Result<void> sm2_verify(const PublicKey& key, BytesView message, const Signature& signature);

[[nodiscard]] inline const unsigned char* raw(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}
[[nodiscard]] inline unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

}  // namespace credence
