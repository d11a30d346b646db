// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/printable.h"

#include <array>
#include <cstdint>

namespace credence {
namespace {

/// What a terminal obeys, what reorders or hides the text around it, and what is no character. Rising.
struct Range {
  char32_t first, last;
};
constexpr std::array kHidden = {
    Range{0x0000, 0x001F},    // C0
    Range{0x007F, 0x009F},    // DEL and C1
    Range{0x00AD, 0x00AD},    // soft hyphen
    Range{0x034F, 0x034F},    // grapheme joiner
    Range{0x061C, 0x061C},    // Arabic letter mark
    Range{0x115F, 0x1160},    // Hangul fillers
    Range{0x17B4, 0x17B5},    //
    Range{0x180B, 0x180F},    // Mongolian selectors
    Range{0x200B, 0x200F},    // zero width, marks of direction
    Range{0x2028, 0x202E},    // line and paragraph separators, embeddings and overrides
    Range{0x2060, 0x206F},    // joiners, isolates
    Range{0x3164, 0x3164},    //
    Range{0xFEFF, 0xFEFF},    // byte-order mark
    Range{0xFFA0, 0xFFA0},    //
    Range{0xFFF0, 0xFFFB},    // annotations
    Range{0xFFFE, 0xFFFF},    //
    Range{0x1BCA0, 0x1BCA3},  //
    Range{0x1D173, 0x1D17A},  //
    Range{0xE0000, 0xE0FFF},  // tags
};

bool hidden(char32_t c) {
  for (const Range& range : kHidden)
    if (c >= range.first && c <= range.last) return true;
  return false;
}

/// A character, or a byte that begins none.
struct Unit {
  char32_t value = 0;
  std::size_t size = 1;
  bool valid = false;
};

Unit unit_at(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {lead, 1, true};
  const std::size_t size = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (size == 0 || text.size() < size) return {lead, 1, false};
  char32_t value = lead & (0x7FU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {lead, 1, false};
    value = value << 6 | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < kLeast[size] || surrogate || value > 0x10FFFF) return {lead, 1, false};
  return {value, size, true};
}

void append_hex(std::string& out, std::string_view prefix, char32_t value, unsigned digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  out += prefix;
  for (unsigned i = digits; i-- > 0;) out += kDigits[(value >> (4 * i)) & 0xFU];
}

enum class Form { line, lines, json };

void append_hidden(std::string& out, char32_t value, Form form) {
  if (value < 0x80 && form != Form::json) return append_hex(out, "\\x", value, 2);
  if (value <= 0xFFFF) return append_hex(out, "\\u", value, 4);
  if (form != Form::json) return append_hex(out, "\\U", value, 8);
  append_hex(out, "\\u", 0xD800 + ((value - 0x10000) >> 10), 4);
  append_hex(out, "\\u", 0xDC00 + ((value - 0x10000) & 0x3FFU), 4);
}

std::string escaped(std::string_view text, Form form) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Unit unit = unit_at(text);
    const bool kept = form != Form::line && (unit.value == '\n' || unit.value == '\t');
    if (!unit.valid)
      append_hex(out, form == Form::json ? "\\\\x" : "\\x", unit.value, 2);
    else if (hidden(unit.value) && !kept)
      append_hidden(out, unit.value, form);
    else
      out += text.substr(0, unit.size);
    text.remove_prefix(unit.size);
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) { return escaped(text, Form::line); }
std::string printable_lines(std::string_view text) { return escaped(text, Form::lines); }
std::string printable_json(std::string_view json) { return escaped(json, Form::json); }

}  // namespace credence
