// SPDX-License-Identifier: Apache-2.0
// Delimited text as a sheet: in UTF-8, UTF-16 or GB18030 (so also GBK), separated by commas, tabs,
// semicolons, vertical bars or full-width commas. How it was read is said in the sheet's `source` where it is
// not the usual way.
#pragma once

#include "client/lists/sheet.h"

namespace credence {

/// `not_utf8` with the line where the text is in none of these.
[[nodiscard]] std::expected<Sheet, Complaint> read_text_sheet(std::string_view bytes,
                                                              Sheet::Texts texts = Sheet::Texts::folded);

/// The text in UTF-8, and what it was, if that was something else.
struct DecodedText {
  std::string text;
  std::string encoding;  // "GB18030", "UTF-16"; empty for UTF-8
};
[[nodiscard]] std::expected<DecodedText, Complaint> decode_text(std::string_view bytes);

/// The separator that divides most lines alike.
[[nodiscard]] std::string_view separator_of(std::string_view utf8);

}  // namespace credence
