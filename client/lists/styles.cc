// SPDX-License-Identifier: Apache-2.0
#include "client/lists/styles.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "client/base/list_errors.h"

namespace credence {
namespace {

constexpr Colour kWhite = 0xffffff, kBlack = 0;

int number_of(std::string_view text, int otherwise) {
  int out = otherwise;
  (void)std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

Colour rgb_of(std::string_view hex) {
  if (hex.size() == 8) hex.remove_prefix(2);  // the opacity
  unsigned out = 0;
  const auto [end, bad] = std::from_chars(hex.data(), hex.data() + hex.size(), out, 16);
  return hex.size() == 6 && bad == std::errc{} && end == hex.data() + hex.size() ? static_cast<Colour>(out)
                                                                                 : -1;
}

/// So near to each other that a person sees one colour.
bool alike(Colour a, Colour b) {
  if (a < 0 || b < 0) return false;
  constexpr int kApart = 24;
  for (const int shift : {0, 8, 16})
    if (std::abs(((a >> shift) & 0xff) - ((b >> shift) & 0xff)) > kApart) return false;
  return true;
}

/// Lighter (to 1) or darker (to -1), near enough.
Colour tinted(Colour colour, double tint) {
  if (colour < 0 || tint == 0) return colour;
  Colour out = 0;
  for (const int shift : {16, 8, 0}) {
    const double part = (colour >> shift) & 0xff;
    const double to = tint < 0 ? part * (1 + tint) : part + (255 - part) * tint;
    out = out << 8 | static_cast<int>(std::clamp(std::lround(to), 0L, 255L));
  }
  return out;
}

/// Colours by number that a sheet of today still has; the others are no white.
Colour indexed(int index) {
  constexpr std::array<Colour, 8> kFirst = {0x000000, 0xffffff, 0xff0000, 0x00ff00,
                                            0x0000ff, 0xffff00, 0xff00ff, 0x00ffff};
  if (index >= 0 && index < 16) return kFirst[static_cast<std::size_t>(index % 8)];
  if (index == 65) return kWhite;  // the window's ground
  return index == 64 ? kBlack : -1;
}

/// The format's first section, without colours, conditions and what is written as it is; that goes to
/// `literal`.
std::string bare_section(std::string_view code, std::string& literal) {
  std::string out;
  for (std::size_t i = 0; i < code.size(); ++i) {
    const char c = code[i];
    if (c == ';') break;
    if (c == '"') {
      const std::size_t end = std::min(code.find('"', i + 1), code.size());
      literal += code.substr(i + 1, end - i - 1);
      i = end;
    } else if (c == '[') {
      i = std::min(code.find(']', i), code.size());
    } else if (c == '\\' || c == '!') {
      if (i + 1 < code.size()) literal += code[i + 1];
      ++i;
    } else if (c == '_' || c == '*') {
      ++i;
    } else if (static_cast<unsigned char>(c) >= 0x80) {
      literal += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string unit_of(std::string_view literal) {
  if (literal.contains("万")) return "万元";
  return literal.contains("元") || literal.contains("圆") ? "元" : "";
}

NumberFormat built_in(int id) {
  NumberFormat out;
  // Days, also those of Chinese, Japanese and Korean versions.
  out.day = (id >= 14 && id <= 17) || id == 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  out.percent = id == 9 || id == 10;
  if (id == 1 || id == 3 || id == 9 || id == 37 || id == 38 || id == 41 || id == 42) out.decimals = 0;
  if (id == 2 || id == 4 || id == 10 || id == 39 || id == 40 || id == 43 || id == 44) out.decimals = 2;
  return out;
}

}  // namespace

NumberFormat number_format(std::string_view code) {
  NumberFormat out;
  if (code.find_first_not_of(";") == std::string_view::npos && code.size() >= 3) out.nothing = true;
  std::string literal;
  const std::string bare = bare_section(code, literal);
  for (const char c : bare) out.day = out.day || c == 'y' || c == 'Y' || c == 'd' || c == 'D';
  if (out.day) return out;
  if (bare.empty() || bare == "General") {  // words alone stand for any number
    out.disguised = bare.empty() && !literal.empty();
    out.unit = unit_of(literal);
    return out;
  }
  out.percent = bare.contains('%');
  const std::size_t last = bare.find_last_of("0#?");
  if (last == std::string::npos) return out;
  out.disguised =
      last + 1 < bare.size() && bare[last + 1] == ',';  // commas behind the digits divide by 1,000
  out.disguised = out.disguised || literal.starts_with('.') || literal.contains("千") ||
                  literal.contains("百万") || literal.contains("亿");
  const std::size_t point = bare.find('.');
  if (!bare.contains('E'))
    out.decimals = point == std::string::npos
                       ? 0
                       : static_cast<int>(std::ranges::count_if(
                             bare.substr(point), [](char c) { return c == '0' || c == '#' || c == '?'; }));
  out.unit = unit_of(literal);
  return out;
}

void ThemePart::begin(std::string_view name, const Attributes& a) {
  if (name == "clrScheme") in_scheme_ = true;
  if (!in_scheme_ || colours.size() >= 12) return;
  if (name == "srgbClr") colours.push_back(rgb_of(a["val"]));
  if (name == "sysClr") colours.push_back(rgb_of(a["lastClr"]));
}

void ThemePart::end(std::string_view name) {
  if (name != "clrScheme") return;
  in_scheme_ = false;
  // The scheme has dark before light; styles count light first.
  if (colours.size() >= 4) std::swap(colours[0], colours[1]), std::swap(colours[2], colours[3]);
}

Colour StylesPart::colour_of(const Attributes& a) const {
  Colour out = -1;
  if (!a["rgb"].empty())
    out = rgb_of(a["rgb"]);
  else if (!a["theme"].empty()) {
    const auto index = static_cast<std::size_t>(std::max(0, number_of(a["theme"], 99)));
    out = index < theme_.size() ? theme_[index] : index == 0 ? kWhite : index == 1 ? kBlack : -1;
  } else if (!a["indexed"].empty()) {
    out = indexed(number_of(a["indexed"], -1));
  }
  const std::string tint(a["tint"]);
  return tinted(out, tint.empty() ? 0 : std::clamp(std::strtod(tint.c_str(), nullptr), -1.0, 1.0));
}

bool StylesPart::room(std::size_t kept) {
  if (kept < kStylesMax) return true;
  complaint = Complaint{list_code::workbook_too_large,
                        Said(std::to_string(kStylesMax) + " styles", std::to_string(kStylesMax) + " 个样式")};
  return false;
}

void StylesPart::add_cell(const Attributes& a) {
  if (!room(cells_.size())) return;
  CellStyle style;
  const int id = number_of(a["numFmtId"], 0);
  const auto custom = formats_.find(id);
  style.format = custom != formats_.end() ? custom->second : built_in(id);
  const auto font = static_cast<std::size_t>(std::max(0, number_of(a["fontId"], 0)));
  const auto fill = static_cast<std::size_t>(std::max(0, number_of(a["fillId"], 0)));
  const Colour ground = fill < fills_.size() && fills_[fill] >= 0 ? fills_[fill] : kWhite;
  if (font < fonts_.size()) {
    style.struck = fonts_[font].struck;
    style.unseen = alike(fonts_[font].colour, ground);
  }
  style.unseen = style.unseen || style.format.nothing;
  cells_.push_back(std::move(style));
}

void StylesPart::begin(std::string_view name, const Attributes& a) {
  const std::string_view parent = path_.empty() ? std::string_view() : std::string_view(path_.back());
  const std::string_view above =
      path_.size() < 2 ? std::string_view() : std::string_view(path_[path_.size() - 2]);
  if (name == "numFmt" && parent == "numFmts" && room(formats_.size()))
    formats_[number_of(a["numFmtId"], -1)] = number_format(a["formatCode"]);
  if (name == "font" && parent == "fonts" && room(fonts_.size())) fonts_.emplace_back();
  if (parent == "font" && above == "fonts" && !fonts_.empty()) {
    if (name == "strike") fonts_.back().struck = a["val"].empty() || a.flag("val");
    if (name == "color") fonts_.back().colour = colour_of(a);
  }
  if (name == "fill" && parent == "fills" && room(fills_.size())) fills_.push_back(-1);
  if (name == "patternFill") solid_ = a["patternType"] == "solid";
  if (name == "fgColor" && parent == "patternFill" && above == "fill" && solid_ && !fills_.empty())
    fills_.back() = colour_of(a);
  if (name == "xf" && parent == "cellXfs") add_cell(a);
  path_.emplace_back(name);
}

void StylesPart::end(std::string_view) {
  if (!path_.empty()) path_.pop_back();
}

}  // namespace credence
