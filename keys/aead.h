// SPDX-License-Identifier: Apache-2.0
// The cipher of a suite's key files: AES-256-GCM (OpenSSL), or SM4-GCM (RFC 8998, GB/T 32907; libgcrypt).
// Internal to keys/.
#pragma once

#include "ledger/primitives/suite.h"

namespace credence {

inline constexpr std::size_t kNonceBytes = 12, kTagBytes = 16, kSealedBytes = 32 + kTagBytes;

/// "aes-256-gcm", "sm4-gcm".
[[nodiscard]] std::string_view cipher_of(Suite suite);

/// 32 secret bytes, encrypted, and the tag over them and `bound`. SM4 takes the first half of the 32 bytes of `key`.
/// False: the library failed.
[[nodiscard]] bool encrypt_secret(Suite suite, BytesView key, BytesView nonce, BytesView bound,
                                  BytesView plain, std::span<std::byte, kSealedBytes> sealed);
/// False: another key, or other bytes than were sealed.
[[nodiscard]] bool decrypt_secret(Suite suite, BytesView key, BytesView nonce, BytesView bound,
                                  std::span<const std::byte, kSealedBytes> sealed,
                                  std::span<std::byte, 32> plain);

}  // namespace credence
