// SPDX-License-Identifier: Apache-2.0
// How much room a text takes on a terminal, and how it is laid out in it. Texts are UTF-8.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace credence {

/// Columns that a text takes on a terminal: East Asian wide characters take two, combining marks none.
[[nodiscard]] std::size_t display_width(std::string_view utf8);
/// At most `width` columns; what is cut ends in "…".
[[nodiscard]] std::string clipped(std::string_view utf8, std::size_t width);
/// Lines of at most `width` columns (a word that is wider stands alone). A line breaks at a blank or beside
/// a wide character, never before closing punctuation nor after opening punctuation; line breaks of the
/// text stay.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view utf8, std::size_t width);

/// The same; a word that is wider breaks inside.
[[nodiscard]] std::vector<std::string> folded(std::string_view utf8, std::size_t width);
/// Columns of the widest word that does not break.
[[nodiscard]] std::size_t widest_word(std::string_view utf8);

/// The text as the terminal behind this descriptor shows it: lines that are wider fold at blanks, under where
/// their words begin. All that goes to a file or another program stays.
[[nodiscard]] std::string laid_out(std::string_view text, int descriptor);
/// The same for a width.
[[nodiscard]] std::string laid_out_to(std::string_view text, std::size_t width);

/// A long id on standard output: whole, but on a terminal its first digits.
[[nodiscard]] std::string shown_id(const std::string& hex);

/// The columns of the terminal behind this file descriptor, at least 40; nothing: it is none.
[[nodiscard]] std::optional<std::size_t> terminal_room(int descriptor);
/// The same; 80 where there is none.
[[nodiscard]] std::size_t terminal_width(int descriptor);

}  // namespace credence
