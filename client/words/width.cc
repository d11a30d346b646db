// SPDX-License-Identifier: Apache-2.0
#include "client/words/width.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>

namespace credence {
namespace {

struct Range {
  char32_t first, last;
};
// Unicode 15 East_Asian_Width W and F, coarsened to blocks.
constexpr std::array kWide = {Range{0x1100, 0x115F},   Range{0x2E80, 0x303E},   Range{0x3041, 0x33FF},
                              Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xA000, 0xA4CF},
                              Range{0xA960, 0xA97F},   Range{0xAC00, 0xD7A3},   Range{0xF900, 0xFAFF},
                              Range{0xFE30, 0xFE6F},   Range{0xFF00, 0xFF60},   Range{0xFFE0, 0xFFE6},
                              Range{0x1F300, 0x1F64F}, Range{0x1F900, 0x1F9FF}, Range{0x20000, 0x3FFFD}};
constexpr std::array kZero = {Range{0x0300, 0x036F}, Range{0x200B, 0x200F}, Range{0xFE00, 0xFE0F},
                              Range{0xFEFF, 0xFEFF}};

template <std::size_t N>
bool in(const std::array<Range, N>& ranges, char32_t c) {
  for (const Range& range : ranges)
    if (c >= range.first && c <= range.last) return true;
  return false;
}

struct Glyph {
  std::size_t bytes, width;
};
Glyph glyph_at(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  bytes = std::min(bytes, text.size());
  char32_t c = bytes == 1 ? lead : lead & (0xFFU >> (bytes + 1));
  for (std::size_t i = 1; i < bytes; ++i) c = (c << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  if (c == '\t') return {bytes, 8};  // at most
  return {bytes, in(kZero, c) || c < 0x20 ? std::size_t{0} : in(kWide, c) ? std::size_t{2} : std::size_t{1}};
}

// Characters before which a line does not break, and after which it does not.
constexpr std::string_view kClosing = ",.;:!?)]}%…，。、；：！？）】》」』”’％";
constexpr std::string_view kOpening = "([{（【《「『“‘";

/// One character and whether a line may break after it, were it not for punctuation.
struct Piece {
  std::string_view text;
  std::size_t width = 0;
};

/// What is not broken: a word of narrow characters, a blank, or one wide character with the punctuation
/// that belongs to it.
std::vector<Piece> pieces_of(std::string_view text) {
  std::vector<Piece> out;
  bool joined = false;  // the next character belongs to the last piece
  bool wide_before = false;
  while (!text.empty()) {
    const Glyph glyph = glyph_at(text);
    const std::string_view one = text.substr(0, glyph.bytes);
    const bool blank = one == " ", wide = glyph.width == 2;
    const bool closing = !blank && kClosing.find(one) != std::string_view::npos;
    const bool begins = out.empty() || (!joined && !closing && (blank || wide || wide_before));
    if (begins)
      out.push_back({one, glyph.width});
    else
      out.back() = {{out.back().text.data(), out.back().text.size() + glyph.bytes},
                    out.back().width + glyph.width};
    joined = !blank && kOpening.find(one) != std::string_view::npos;
    wide_before = blank || wide;
    text.remove_prefix(glyph.bytes);
  }
  return out;
}

void wrap_line(std::string_view text, std::size_t width, std::vector<std::string>& out) {
  std::string line;
  std::size_t used = 0;
  for (const Piece& piece : pieces_of(text)) {
    if (used > 0 && used + piece.width > width) {
      line.erase(line.find_last_not_of(' ') + 1);
      out.push_back(std::move(line));
      line.clear();
      used = 0;
      if (piece.text == " ") continue;
    }
    line += piece.text;
    used += piece.width;
  }
  out.push_back(std::move(line));
}

/// Where the words of a line begin: behind its indentation, or behind one label and the blanks after it.
std::size_t words_begin(std::string_view line) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::size_t gap = line.find("  ", indent);
  if (gap == std::string_view::npos) return indent;
  const std::size_t words = line.find_first_not_of(' ', gap);
  return words == std::string_view::npos || line.find("  ", words) != std::string_view::npos ? indent : words;
}

std::string laid_out_line(std::string_view line, std::size_t width) {
  if (display_width(line) <= width) return std::string(line);
  std::size_t begin = words_begin(line);
  if (display_width(line.substr(0, begin)) > width / 2)
    begin = std::min(line.find_first_not_of(' '), width / 2);
  const std::size_t hang = display_width(line.substr(0, begin));
  // under an indentation, by two more
  const std::size_t more = line.find_first_not_of(' ') == begin ? 2 : 0;
  const std::string_view words = line.substr(begin);
  // what breaks nowhere, as a hash, begins further left rather than be broken
  const std::size_t widest = widest_word(words);
  const std::size_t left = widest + 2 > width ? hang + more : std::min(hang + more, width - widest);
  std::string out(line.substr(0, begin));
  std::size_t used = hang;
  for (const std::string& part : folded(words, width - left)) {
    if (used != hang || hang + display_width(part) > width) {
      out.erase(out.find_last_not_of(' ') + 1);
      out += "\n" + std::string(left, ' ');
    }
    out += part;
    used = width;
  }
  return out;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  while (!utf8.empty()) {
    const Glyph glyph = glyph_at(utf8);
    width += glyph.width;
    utf8.remove_prefix(glyph.bytes);
  }
  return width;
}

std::string clipped(std::string_view utf8, std::size_t width) {
  if (display_width(utf8) <= width) return std::string(utf8);
  std::size_t used = 1, bytes = 0;
  while (bytes < utf8.size()) {
    const Glyph glyph = glyph_at(utf8.substr(bytes));
    if (used + glyph.width > width) break;
    used += glyph.width;
    bytes += glyph.bytes;
  }
  return std::string(utf8.substr(0, bytes)) + "…";
}

std::vector<std::string> wrapped(std::string_view utf8, std::size_t width) {
  std::vector<std::string> out;
  for (;;) {
    const std::size_t end = utf8.find('\n');
    wrap_line(utf8.substr(0, end), width, out);
    if (end == std::string_view::npos) return out;
    utf8.remove_prefix(end + 1);
  }
}

std::vector<std::string> folded(std::string_view utf8, std::size_t width) {
  std::vector<std::string> out;
  for (const std::string& line : wrapped(utf8, width)) {
    std::string_view rest = line;
    while (display_width(rest) > width) {
      std::size_t used = 0, bytes = 0;
      for (Glyph glyph = glyph_at(rest); bytes == 0 || used + glyph.width <= width;
           glyph = glyph_at(rest.substr(bytes))) {
        used += glyph.width;
        bytes += glyph.bytes;
      }
      out.emplace_back(rest.substr(0, bytes));
      rest.remove_prefix(bytes);
    }
    out.emplace_back(rest);
  }
  return out;
}

std::size_t widest_word(std::string_view utf8) {
  std::size_t out = 0;
  for (const Piece& piece : pieces_of(utf8)) out = std::max(out, piece.width);
  return out;
}

std::string laid_out_to(std::string_view text, std::size_t width) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    out += laid_out_line(text.substr(at, end - at), width);
    if (end < text.size()) out += '\n';
    at = end + 1;
  }
  return out;
}

std::string shown_id(const std::string& hex) {
  constexpr std::size_t kDigits = 16;  // tell one from all others, and are taken where an id is asked for
  return terminal_room(STDOUT_FILENO) ? hex.substr(0, kDigits) : hex;
}

std::string laid_out(std::string_view text, int descriptor) {
  const auto room = terminal_room(descriptor);
  return room ? laid_out_to(text, *room) : std::string(text);
}

std::optional<std::size_t> terminal_room(int descriptor) {
  if (isatty(descriptor) != 1) return std::nullopt;
  winsize size{};
  return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40 ? size.ws_col : std::size_t{80};
}

std::size_t terminal_width(int descriptor) { return terminal_room(descriptor).value_or(80); }

}  // namespace credence
