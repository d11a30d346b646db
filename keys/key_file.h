// SPDX-License-Identifier: Apache-2.0
// Encrypted key files: one secret key under a passphrase, as a small JSON text. No file is read or written
// here.
//
//   {"kind": "credence-key-v1", "suite": "secp256k1-sha256", "public_key": hex33,
//    "kdf": {"name": "scrypt", "n": 32768, "r": 8, "p": 1, "salt": hex16},
//    "cipher": "aes-256-gcm", "nonce": hex12, "ciphertext": hex(32 key bytes || 16 tag bytes),
//    "checksum": hex32}
//
// The cipher key is scrypt(passphrase, salt). Everything but the ciphertext is authenticated with it. The
// checksum (the suite's hash over all other members) tells a damaged file from a wrong passphrase; it protects
// nothing.
// All functions are thread-safe.
#pragma once

#include "ledger/primitives/keys.h"

namespace credence {

/// At most this many bytes are a key file; a reader need not take in more.
inline constexpr std::size_t kKeyFileBytesMax = 4096;

/// The file's text. `fast_for_tests` makes scrypt cheap (N = 2^10), and the file easy to guess.
[[nodiscard]] Result<std::string> seal_key(const SecretKey& key, std::string_view passphrase,
                                           bool fast_for_tests = false);

/// `wrong_passphrase`, or `damaged_key_file` with the member that is missing or wrong. Takes about 100 ms and
/// 32 MiB; a file can make it cost five times as much, and no more.
[[nodiscard]] Result<SecretKey> open_key(std::string_view json, std::string_view passphrase);

/// The public key that the file names: no passphrase needed, but the checksum is checked.
[[nodiscard]] Result<PublicKey> public_key_of(std::string_view json);

/// A new key from the system's randomness; `internal` if there is none.
[[nodiscard]] Result<SecretKey> new_secret_key(Suite suite);

}  // namespace credence
