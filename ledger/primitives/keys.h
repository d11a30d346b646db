// SPDX-License-Identifier: Apache-2.0
// Keys and signatures behind one interface, so that another suite (SM2 with SM3) can be a genesis setting.
//
// `secp256k1-sha256`: ECDSA over secp256k1, RFC 6979 nonces (same key and hash: same bytes), 64-byte compact
// low-S. All functions are pure and thread-safe.
#pragma once

#include <memory>

#include "ledger/primitives/hash.h"

namespace credence {

/// 32 secret bytes; wiped when destroyed; never printed.
class SecretKey {
 public:
  /// `Code::bad_secret_key` if the bytes are not a valid scalar.
  [[nodiscard]] static Result<SecretKey> from(BytesView bytes);
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();

  [[nodiscard]] BytesView view() const { return bytes_; }
  [[nodiscard]] PublicKey public_key() const;

 private:
  SecretKey() = default;
  std::array<std::byte, 32> bytes_{};
};

[[nodiscard]] KeyId key_id(const PublicKey& key);
/// `Code::bad_public_key` unless the bytes are a point of the curve.
[[nodiscard]] Result<void> check_public_key(const PublicKey& key);

/// Deterministic (RFC 6979), low-S.
[[nodiscard]] Signature sign(const SecretKey& key, const Hash32& hash);
/// `Code::bad_public_key`, `Code::high_s_signature` or `Code::bad_signature`.
[[nodiscard]] Result<void> verify(const PublicKey& key, const Hash32& hash, const Signature& signature);

/// Who signs and checks for a consensus replica: secp256k1 in a node, a fast stand-in in a simulation.
class Suite {
 public:
  virtual ~Suite() = default;
  [[nodiscard]] virtual Signature sign(const SecretKey& key, const Hash32& hash) const = 0;
  [[nodiscard]] virtual bool verify(const PublicKey& key, const Hash32& hash,
                                    const Signature& signature) const = 0;
};

/// The suite of this file's `sign` and `verify`.
[[nodiscard]] const Suite& secp256k1_suite();

}  // namespace credence
