// SPDX-License-Identifier: Apache-2.0
// Characters that stand for other ones. Lists hold characters that look like others, or like nothing. They
// are folded here and nowhere else, for heads, codes, amounts, days, names and the comparison of names. What
// is recorded is the folded form.
//
//   radicals             ⾦ U+2FA6, ⻋ U+2ECB       the characters that they are the radicals of
//   private use of GBK   U+E863                   their standard successors (GB 18030): 䶮
//   compatibility        U+F900 to U+FAFF …       the unified ideographs, by canonical composition (NFC)
//   full width           Ａ１                      letters and digits of ASCII; punctuation stays in names
//   invisible            U+200B, U+FEFF, bidi     nothing
//   blanks               U+00A0, U+3000, tab …    one space; none at both ends
//   line breaks          within a cell            nothing between ideographs, else a space
//   _xHHHH_              of OOXML                 the character
#pragma once

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace credence {

/// A character that was replaced because it looks like another; `meant` is 0 where it was invisible.
struct Lookalike {
  char32_t seen = 0, meant = 0;
};

/// Valid UTF-8 in, valid UTF-8 out; folding twice changes nothing. Adds what was replaced to `found`.
[[nodiscard]] std::string folded_text(std::string_view text, std::vector<Lookalike>* found = nullptr);
/// Whether `folded_text` would return the text as it is. Cheap: most texts are.
[[nodiscard]] bool is_folded(std::string_view text);

/// Of folded text, for what is read by a program (heads, codes, amounts, days): punctuation of full width is
/// ASCII too, and there are no blanks.
[[nodiscard]] std::string plain_form(std::string_view text);
/// Of a plain form: what stands outside of (), [], 【】 and 〔〕, and what stands within, each aside with a comma behind it.
struct Asides {
  std::string outside, within;
};
[[nodiscard]] Asides split_asides(std::string_view plain);
/// Capital letters of ASCII become small ones, and nothing else.
[[nodiscard]] std::string small_letters(std::string text);
/// A name as it is compared: folded, and letters are capitals, kinds of brackets, quotes, dashes and middle
/// dots are one, without blanks.
[[nodiscard]] std::string match_form(std::string_view name);

/// The first character that nobody reads the same way: of private use, not assigned, a control, a lost one
/// (U+FFFD).
[[nodiscard]] std::optional<char32_t> unreadable_in(std::string_view folded);
[[nodiscard]] std::string code_point_text(char32_t c);  // "U+2FA6"

/// Whether a text has, begins with or ends in one of these words: an array, a span, or words in braces.
template <class Some = std::initializer_list<std::string_view>>
[[nodiscard]] bool contains_any(std::string_view text, const Some& words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.contains(word); });
}
template <class Some = std::initializer_list<std::string_view>>
[[nodiscard]] bool starts_with_any(std::string_view text, const Some& words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.starts_with(word); });
}
template <class Some = std::initializer_list<std::string_view>>
[[nodiscard]] bool ends_with_any(std::string_view text, const Some& words) {
  return std::ranges::any_of(words, [text](std::string_view word) { return text.ends_with(word); });
}

/// Characters, not bytes.
[[nodiscard]] std::size_t characters_in(std::string_view text);
/// At most `characters`, ending in "…" if it was cut.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t characters = 20);

/// For those who work on code points.
[[nodiscard]] std::u32string utf32(std::string_view valid_utf8);
void append_utf8(std::string& out, char32_t c);

}  // namespace credence
