// SPDX-License-Identifier: Apache-2.0
// The cryptographic suite of a network: its curve and its hash. A network has one, its genesis names it.
//
//   number  name               signatures                        hash
//   0       secp256k1-sha256   ECDSA over secp256k1, low-S       SHA-256
//   1       sm2-sm3            SM2 (GB/T 32918)                  SM3 (GB/T 32905)
//
// What is hashed or signed under a suite says so itself: a public key, a signature and the id of a chain begin with the suite's number,
// and as many bytes follow as the suite says. A hash alone has none: it stands under a chain's id, and has 32 bytes in each suite
// (docs/encoding.md has the reasons).
#pragma once

#include <optional>

#include "ledger/primitives/bytes.h"

namespace credence {

enum class Suite : std::uint8_t { secp256k1_sha256, sm2_sm3 };
constexpr Suite last_of(Suite) { return Suite::sm2_sm3; }
inline constexpr Suite kSuites[] = {Suite::secp256k1_sha256, Suite::sm2_sm3};

/// "secp256k1-sha256".
[[nodiscard]] std::string_view name_of(Suite suite);
/// By its name, or nothing.
[[nodiscard]] std::optional<Suite> suite_named(std::string_view name);
[[nodiscard]] constexpr bool known(Suite suite) { return suite <= last_of(suite); }

/// The number of a suite, and the bytes of a value of `Kind`, which says how many they are.
template <class Kind>
struct OfSuite {
  Suite suite = Suite::secp256k1_sha256;
  std::array<std::byte, Kind::kSizeMax> bytes{};  // zero beyond the suite's size

  auto operator<=>(const OfSuite&) const = default;
  /// As it is written: the number, then the bytes.
  [[nodiscard]] BytesView view() const {
    static_assert(sizeof(OfSuite) == 1 + Kind::kSizeMax);
    return std::as_bytes(std::span(this, 1)).first(1 + Kind::size(suite));
  }
  [[nodiscard]] std::string hex() const { return to_hex(view()); }
  [[nodiscard]] bool is_zero() const { return *this == OfSuite{}; }

  /// `unknown_suite`, or `wrong_length` for another length than the suite's.
  [[nodiscard]] static Result<OfSuite> from(BytesView in) {
    if (in.empty()) return fail(Code::wrong_length, "0 bytes");
    OfSuite out{static_cast<Suite>(in[0]), {}};
    if (!known(out.suite)) return fail(Code::unknown_suite, std::to_string(std::to_integer<unsigned>(in[0])));
    const std::size_t size = 1 + Kind::size(out.suite);
    if (in.size() != size)
      return fail(Code::wrong_length, std::to_string(in.size()) + " bytes, expected " + std::to_string(size));
    std::copy(in.begin() + 1, in.end(), out.bytes.begin());
    return out;
  }
  [[nodiscard]] static Result<OfSuite> from_hex(std::string_view hex) {
    auto raw = credence::from_hex(hex);
    if (!raw) return std::unexpected(raw.error());
    return from(*raw);
  }
};

struct PublicKeyKind {
  static constexpr std::size_t kSizeMax = 33;
  static constexpr std::size_t size(Suite) { return 33; }  // a compressed point
};
struct SignatureKind {
  static constexpr std::size_t kSizeMax = 64;
  static constexpr std::size_t size(Suite) { return 64; }  // r || s
};
struct ChainIdKind {
  static constexpr std::size_t kSizeMax = Hash32::kSize;
  static constexpr std::size_t size(Suite) { return Hash32::kSize; }  // the hash of the genesis
};

using PublicKey = OfSuite<PublicKeyKind>;
using Signature = OfSuite<SignatureKind>;
using ChainId = OfSuite<ChainIdKind>;

using TxId = Hash32;   // hash of a transaction's body, signatures excluded
using KeyId = Hash32;  // hash of a public key
using Height = std::uint64_t;

}  // namespace credence
