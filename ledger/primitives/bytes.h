// SPDX-License-Identifier: Apache-2.0
// Bytes, views of them, fixed-length byte values, and their hexadecimal text.
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "ledger/primitives/error.h"

namespace credence {

using Bytes = std::vector<std::byte>;
using BytesView = std::span<const std::byte>;

/// The bytes of a text, not copied: `text` must outlive the view.
[[nodiscard]] inline BytesView bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }
/// The text whose UTF-8 bytes these are, not copied and not checked.
[[nodiscard]] inline std::string_view text_of(BytesView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Lower-case hexadecimal, two digits a byte.
[[nodiscard]] std::string to_hex(BytesView bytes);
/// Accepts upper and lower case; an odd length or another character is `Code::bad_hex`.
[[nodiscard]] Result<Bytes> from_hex(std::string_view hex);
[[nodiscard]] std::string to_base64(BytesView bytes);
[[nodiscard]] Result<Bytes> from_base64(std::string_view text);

/// Exactly N bytes. `Kind` keeps values of one length from being mixed up.
template <std::size_t N, class Kind>
struct Fixed {
  static constexpr std::size_t kSize = N;
  std::array<std::byte, N> bytes{};

  auto operator<=>(const Fixed&) const = default;
  [[nodiscard]] BytesView view() const { return bytes; }
  [[nodiscard]] std::string hex() const { return to_hex(bytes); }
  [[nodiscard]] bool is_zero() const { return *this == Fixed{}; }

  /// Exactly N bytes, or `Code::wrong_length`.
  [[nodiscard]] static Result<Fixed> from(BytesView in) {
    if (in.size() != N)
      return fail(Code::wrong_length, std::to_string(in.size()) + " bytes, expected " + std::to_string(N));
    Fixed out;
    std::copy(in.begin(), in.end(), out.bytes.begin());
    return out;
  }
  [[nodiscard]] static Result<Fixed> from_hex(std::string_view hex) {
    auto raw = credence::from_hex(hex);
    if (!raw) return std::unexpected(raw.error());
    return from(*raw);
  }
};

using Hash32 = Fixed<32, struct HashKind>;

}  // namespace credence
