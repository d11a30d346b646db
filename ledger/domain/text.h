// SPDX-License-Identifier: Apache-2.0
// Checks of free text: names, projects, notes. What is refused here never reaches the chain, where nothing
// can be erased.
#pragma once

#include "ledger/domain/types.h"

namespace credence {

struct CodePoint {
  std::uint32_t value = 0;
  std::size_t offset = 0;  // of its first byte
};
/// The code points of valid UTF-8; of bytes that are no UTF-8, a list of bounded length.
[[nodiscard]] std::vector<CodePoint> code_points(std::string_view text);

[[nodiscard]] constexpr bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}
/// What a text may hold: characters that Unicode 15.0 assigns and that people see, and the blanks U+0020,
/// U+00A0 and U+3000. Not so: controls, formats, tags, marks of direction, what is default-ignorable, private
/// or unassigned, fillers (text_tables.h).
[[nodiscard]] bool is_plain(std::uint32_t c);
/// A mark that is written over or around the character before it.
[[nodiscard]] bool is_mark(std::uint32_t c);
/// Every blank: space, no-break space, the ideographic space and the typographic ones.
[[nodiscard]] constexpr bool is_blank(std::uint32_t c) {
  return c == 0x20 || c == 0xa0 || c == 0x3000 || (c >= 0x2000 && c <= 0x200a) || c == 0x1680 ||
         c == 0x202f || c == 0x205f;
}
/// "U+2060"
[[nodiscard]] std::string code_point_text(std::uint32_t c);

/// The text in Unicode's normal form C; bytes that are no UTF-8 as they are.
[[nodiscard]] std::string normal_form(std::string_view text);
/// What texts that look alike have in common, for comparing names and projects, never for showing: NFKC, case
/// folded, nothing ignorable; radicals and strokes as their ideographs, letters of other scripts that look
/// Latin as Latin, one kind each of brackets, quotation marks, dashes, dots and commas; a blank only between
/// two letters or digits that are not ideographs. Folding what is folded changes nothing. Bytes that are no
/// UTF-8 stay as they are.
[[nodiscard]] std::string folded_name(std::string_view name);
/// The text in quotation marks for an error's detail: valid UTF-8, at most about 100 bytes, what is not plain
/// by its number.
[[nodiscard]] std::string quoted(std::string_view text);
/// The same without the quotes: for said::name.
[[nodiscard]] std::string shown(std::string_view text);

/// May be empty; otherwise as a name: plain characters in normal form C, a mark only after a character of its
/// own script. `limit_exceeded`, `bad_utf8`, `bad_character` with the character and its place, `bad_name`.
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
