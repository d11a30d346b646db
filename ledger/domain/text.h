// Checks of free text: names, projects, notes. What is refused here never reaches the chain, where nothing
// can be erased.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t offset = 0;  // of its first byte
};
/// The code points of valid UTF-8; of other bytes, something of bounded length.
[[nodiscard]] std::vector<CodePoint> code_points(std::string_view text);

[[nodiscard]] constexpr bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}
/// C0, DEL, C1, line and paragraph separators, the byte-order mark, and the marks that reverse the direction
/// of what is shown.
[[nodiscard]] constexpr bool is_control(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}
/// Space, no-break space, the ideographic space and the typographic ones.
[[nodiscard]] constexpr bool is_blank(std::uint32_t c) {
  return c == 0x20 || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a);
}

/// A name with full-width brackets and the ideographic space folded to ASCII, so that 公司（深圳） equals 公司(深圳).
[[nodiscard]] std::string folded_name(std::string_view name);
/// The text in quotation marks for an error's detail: valid UTF-8, at most about 100 bytes.
[[nodiscard]] std::string quoted(std::string_view text);

/// May be empty; otherwise as a name. `limit_exceeded`, `bad_utf8`, `bad_name`.
[[nodiscard]] Result<void> check_free_text(std::string_view text, std::size_t bytes_max);

/// A resident identity number of GB 11643-1999: 17 digits and a digit or X, with a day of birth and a check
/// digit that are valid.
[[nodiscard]] bool is_resident_id(std::string_view eighteen);
/// `personal_data` if the text holds a resident identity number. Full-width digits count as digits.
[[nodiscard]] Result<void> check_no_resident_id(std::string_view text);
/// The same, and for a run of 16 to 19 digits as bank accounts and cards have them. A unified social credit
/// code is neither.
[[nodiscard]] Result<void> check_no_personal_data(std::string_view text);

}  // namespace credence
