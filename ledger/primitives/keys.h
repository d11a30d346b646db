// SPDX-License-Identifier: Apache-2.0
// Keys and signatures. A key says which suite it is of (suite.h), so one set of functions serves all suites.
//
//   secp256k1-sha256: ECDSA, RFC 6979 nonces, 64-byte compact low-S
//   sm2-sm3: SM2 of the hash under the standard's default identity, RFC 6979 nonces with HMAC-SM3, r || s
//
// Signing is deterministic: same key and hash, same bytes. All functions are pure and thread-safe.
#pragma once

#include <memory>

#include "ledger/primitives/hash.h"

namespace credence {

/// 32 secret bytes of a suite; wiped when destroyed; never printed.
class SecretKey {
 public:
  /// `Code::bad_secret_key` if the bytes are not a valid scalar of the suite: 1 to n - 1, and of SM2 to n - 2.
  [[nodiscard]] static Result<SecretKey> from(Suite suite, BytesView bytes);
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();

  [[nodiscard]] Suite suite() const { return public_key_.suite; }
  [[nodiscard]] BytesView view() const { return bytes_; }
  [[nodiscard]] const PublicKey& public_key() const { return public_key_; }

 private:
  SecretKey() = default;
  std::array<std::byte, 32> bytes_{};
  PublicKey public_key_;
};

[[nodiscard]] KeyId key_id(const PublicKey& key);
/// `Code::bad_public_key` unless the bytes are a point of the suite's curve.
[[nodiscard]] Result<void> check_public_key(const PublicKey& key);
/// `Code::wrong_suite` unless the key is of this suite.
[[nodiscard]] Result<void> check_suite(const PublicKey& key, Suite suite);

[[nodiscard]] Signature sign(const SecretKey& key, const Hash32& hash);
/// `Code::bad_public_key`, `Code::high_s_signature` or `Code::bad_signature`; the last also for a signature of
/// another suite than the key's.
[[nodiscard]] Result<void> verify(const PublicKey& key, const Hash32& hash, const Signature& signature);

/// A public key made ready for many checks (KeyCache). Thread-safe.
class Verifier {
 public:
  virtual ~Verifier() = default;
  /// As `verify` of a signature of the key's suite.
  [[nodiscard]] virtual Result<void> verify(const Hash32& hash, const Signature& signature) const = 0;
};
/// `Code::bad_public_key`.
[[nodiscard]] Result<std::shared_ptr<const Verifier>> verifier_of(const PublicKey& key);

/// Who signs and checks for a consensus replica: the keys' own suites in a node, a fast stand-in in a simulation.
class Signatures {
 public:
  virtual ~Signatures() = default;
  [[nodiscard]] virtual Signature sign(const SecretKey& key, const Hash32& hash) const = 0;
  [[nodiscard]] virtual bool verify(const PublicKey& key, const Hash32& hash,
                                    const Signature& signature) const = 0;
};

/// This file's `sign` and `verify`.
[[nodiscard]] const Signatures& real_signatures();

}  // namespace credence
