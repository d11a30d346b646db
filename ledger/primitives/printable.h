// SPDX-License-Identifier: Apache-2.0
// Text from outside as it may be shown. A file, a node or a peer may hand in bytes that are no text, control
// characters and escape sequences that a terminal obeys, and marks that turn around or hide what stands
// beside them. Here, and nowhere else, they become visible: \x1b for a byte, \u202e or \U000e0041 for a
// character. Everything else stays as it is.
//
// Every output goes through this: Error::text_en and text_zh, the log, problems of the API, and what the
// command line prints.
#pragma once

#include <string>
#include <string_view>

namespace credence {

/// Valid UTF-8 in one line.
[[nodiscard]] std::string printable(std::string_view text);
/// The same for a text of several lines: line feeds and tabs stay.
[[nodiscard]] std::string printable_lines(std::string_view text);
/// Of JSON: valid JSON of the same meaning, where such characters are JSON's own escapes. A byte that is no
/// UTF-8 is the text \xb4 in it.
[[nodiscard]] std::string printable_json(std::string_view json);

}  // namespace credence
