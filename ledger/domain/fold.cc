// SPDX-License-Identifier: Apache-2.0
// Unicode: which characters a text may hold, its normal form, and what texts that look alike have in common.
// The tables are the project's own (text_tables.h), the normal forms are utf8proc's.
//
// All nodes must agree. Normal form and case folding of characters that Unicode 15.0 assigns are the same in
// every later version (https://www.unicode.org/policies/stability_policy.html), and a text with others is
// refused before.
#include <utf8proc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "ledger/domain/names.h"
#include "ledger/domain/text.h"
#include "ledger/domain/text_tables.h"

namespace credence {
namespace {

static_assert(UTF8PROC_VERSION_MAJOR > 2 || (UTF8PROC_VERSION_MAJOR == 2 && UTF8PROC_VERSION_MINOR >= 8),
              "Unicode 15.0 or later");

bool is_in(std::span<const tables::CodeRange> ranges, std::uint32_t c) {
  const auto at = std::ranges::lower_bound(ranges, c, {}, &tables::CodeRange::last);
  return at != ranges.end() && at->first <= c;
}

/// The unified ideographs of the first block: most of what texts are made of, and their own form in every
/// sense.
constexpr bool is_common_ideograph(std::uint32_t c) { return c >= 0x4e00 && c <= 0x9fff; }

std::string mapped(std::string_view text, int options) {
  utf8proc_uint8_t* out = nullptr;
  const auto size =
      utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                   static_cast<utf8proc_ssize_t>(text.size()), &out, static_cast<utf8proc_option_t>(options));
  const std::unique_ptr<utf8proc_uint8_t, decltype(&std::free)> owned(out, &std::free);
  return size < 0 ? std::string(text)
                  : std::string(reinterpret_cast<const char*>(out), static_cast<std::size_t>(size));
}

void append_utf8(std::string& out, std::uint32_t c) {
  utf8proc_uint8_t bytes[4];
  out.append(reinterpret_cast<const char*>(bytes),
             static_cast<std::size_t>(utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes)));
}

/// Capitals of Greek that are drawn as Latin ones; their small letters are not. And the small letters of
/// Greek and Cyrillic that are.
constexpr std::u32string_view kCapitals =
    U"\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7";
constexpr std::string_view kCapitalsAsLatin = "abezhikmnoptyx";
constexpr std::u32string_view kSmall =
    U"\u03bf\u0430\u0432\u0441\u0501\u0435\u043d\u04bb\u0456\u0458\u043a\u043c\u043e\u0440\u051b\u0455\u0442"
    U"\u051d\u0445\u0443";
constexpr std::string_view kSmallAsLatin = "oabcdehhijkmopqstwxy";
static_assert(kCapitals.size() == kCapitalsAsLatin.size() && kSmall.size() == kSmallAsLatin.size());

/// The Latin letter that a letter of these looks like, or itself.
constexpr std::uint32_t latin_of(std::uint32_t c, std::u32string_view letters, std::string_view latin) {
  const auto at = letters.find(static_cast<char32_t>(c));
  return at == std::u32string_view::npos ? c : static_cast<std::uint32_t>(latin[at]);
}

struct Signs {
  char32_t as;
  std::u32string_view like;
};
/// Signs that are drawn alike or used for each other, after NFKC.
constexpr Signs kSigns[] = {
    {U'(', U"[{〔【〖〘〚「『❨❲❴⟨⟮"},
    {U')', U"]}〕】〗〙〛」』❩❳❵⟩⟯"},
    {U'"', U"'`´‘’‚‛“”„‟′″‵‶〝〞〟"},
    {U'-', U"‐‑‒–—―−─━⁃﹘"},
    {U'·', U"•‧∙⋅・⸱"},
    {U',', U"、"},
    {U'.', U"。"},
    {U':', U"∶꞉"},
    {U'/', U"⁄∕"},
    {U'~', U"〜∼˜"},
    {U'*', U"∗⁎"},
};

std::uint32_t shape_of(std::uint32_t c) {
  if (is_common_ideograph(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) return c;
  const auto* const ideograph = std::ranges::lower_bound(tables::kIdeographs, c, {}, &tables::CodePair::from);
  if (ideograph != std::end(tables::kIdeographs) && ideograph->from == c) return ideograph->to;
  for (const Signs& signs : kSigns)
    if (signs.like.contains(static_cast<char32_t>(c))) return signs.as;
  return latin_of(c, kSmall, kSmallAsLatin);
}

/// NFKC, case folded, without what is ignorable.
std::string folded_case(std::string_view text) {
  std::string out;
  bool simple = true;  // ASCII and common ideographs need no table
  for (const CodePoint& point : code_points(normal_form(text))) {
    const std::uint32_t c = latin_of(point.value, kCapitals, kCapitalsAsLatin);
    simple = simple && (c < 0x80 || is_common_ideograph(c));
    append_utf8(out, c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
  }
  return simple ? out
                : mapped(out, UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
                                  UTF8PROC_IGNORE);
}

/// The same as folded_name where letters, digits, round brackets and common ideographs are all there is: most
/// names. Nothing if there is more.
std::optional<std::string> folded_at_sight(std::string_view name) {
  std::string out(name);  // nothing grows
  std::size_t end = 0;
  for (std::size_t at = 0; at < name.size();) {
    const char c = name[at];
    if (is_lower(c) || is_digit(c) || c == '(' || c == ')') {
      out[end++] = c;
    } else if (c >= 'A' && c <= 'Z') {
      out[end++] = static_cast<char>(c - 'A' + 'a');
    } else if (ordinary_at(name, at) != 3) {
      return std::nullopt;
    } else if (const std::string_view wide = name.substr(at, 3); c != '\xe3' && c != '\xef') {
      std::memcpy(out.data() + end, wide.data(), 3);
      end += 3;
    } else if (wide == "（" || wide == "）") {
      out[end++] = wide == "（" ? '(' : ')';
    } else {
      return std::nullopt;
    }
    at += static_cast<unsigned char>(c) < 0x80 ? 1 : 3;
  }
  out.resize(end);
  return out;
}

/// A letter or digit of a script that puts blanks between words.
constexpr bool is_spaced(std::uint32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
         (c >= 0xc0 && c < 0x2000 && c != 0xd7 && c != 0xf7);
}

}  // namespace

bool is_plain(std::uint32_t c) { return is_common_ideograph(c) || is_in(tables::kPlain, c); }
bool is_mark(std::uint32_t c) { return c >= 0x300 && !is_common_ideograph(c) && is_in(tables::kMarks, c); }

std::string normal_form(std::string_view text) {
  if (is_ordinary(text) || !valid_utf8(text)) return std::string(text);
  // Nothing below U+0300 and no common ideograph changes.
  const bool normal = std::ranges::all_of(code_points(text), [](const CodePoint& point) {
    return point.value < 0x300 || is_common_ideograph(point.value);
  });
  return normal ? std::string(text) : mapped(text, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

std::string folded_name(std::string_view name) {
  if (auto folded = folded_at_sight(name)) return *std::move(folded);
  if (!valid_utf8(name)) return std::string(name);
  std::string out;
  std::uint32_t before = 0;
  bool blank = false;
  for (const CodePoint& point : code_points(folded_case(name))) {
    if (is_blank(point.value)) {
      blank = true;
      continue;
    }
    const std::uint32_t c = shape_of(point.value);
    if (blank && is_spaced(before) && is_spaced(c)) out.push_back(' ');
    append_utf8(out, c);
    before = c;
    blank = false;
  }
  return normal_form(out);
}

}  // namespace credence
