// SPDX-License-Identifier: Apache-2.0
#include "client/base/characters.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace credence {
namespace {

/// U+2E80 to U+2EF3: the unified ideographs of the CJK radicals (Unicode, EquivalentUnifiedIdeograph.txt); 0
/// where there is none.
constexpr std::array<char32_t, 0x74> kRadicals = {
    0x0000, 0x5382,  0x4e5b,  0x4e5a, 0x4e59, 0x4ebb,  0x5182,  0x20628, 0x5200,  0x5202, 0x535c,  0x353e,
    0x5c0f, 0x5c0f,  0x5140,  0x5c23, 0x5c22, 0x21bc2, 0x5df3,  0x5e7a,  0x5f51,  0x5f50, 0x5fc4,  0x5fc3,
    0x624c, 0x6535,  0x0000,  0x65e1, 0x65e5, 0x6708,  0x6b7a,  0x6bcd,  0x6c11,  0x6c35, 0x6c3a,  0x706c,
    0x722b, 0x722b,  0x4e2c,  0x725b, 0x72ad, 0x738b,  0x24d14, 0x76ee,  0x793a,  0x793b, 0x25ad7, 0x7cf9,
    0x7e9f, 0x7f53,  0x7f52,  0x34c1, 0x5197, 0x2626b, 0x7f8a,  0x2634c, 0x2634b, 0x8002, 0x8080,  0x807f,
    0x8089, 0x26951, 0x8279,  0x8279, 0x8279, 0x864e,  0x8864,  0x8980,  0x897f,  0x89c1, 0x89d2,  0x278b2,
    0x8ba0, 0x8d1d,  0x27fb7, 0x8f66, 0x8fb6, 0x8fb6,  0x8fb6,  0x9091,  0x9485,  0x9577, 0x9578,  0x957f,
    0x95e8, 0x28e0f, 0x961d,  0x96e8, 0x9752, 0x97e6,  0x9875,  0x98ce,  0x98de,  0x98df, 0x2967f, 0x98e0,
    0x9963, 0x29810, 0x9a6c,  0x9aa8, 0x9b3c, 0x9c7c,  0x9e1f,  0x5364,  0x9ea6,  0x9ec4, 0x9efe,  0x6589,
    0x9f50, 0x6b6f,  0x9f7f,  0x7adc, 0x9f99, 0x9f9c,  0x4e80,  0x9f9f};

/// U+E815 to U+E864: where GBK put the characters of its rows FE50 to FEA0 before Unicode had them.
constexpr std::array<char32_t, 0x50> kGbkPrivate = {
    0x2e81, 0x20087, 0x20089, 0x200cc, 0x2e84,  0x3473, 0x3447, 0x2e88, 0x2e8b, 0x9fb4, 0x359e, 0x361a,
    0x360e, 0x2e8c,  0x2e97,  0x396e,  0x3918,  0x9fb5, 0x39cf, 0x39df, 0x3a73, 0x39d0, 0x9fb6, 0x9fb7,
    0x3b4e, 0x3c6e,  0x3ce0,  0x2ea7,  0x215d7, 0x9fb8, 0x2eaa, 0x4056, 0x415f, 0x2eae, 0x4337, 0x2eb3,
    0x2eb6, 0x2eb7,  0x2298f, 0x43b1,  0x43ac,  0x2ebb, 0x43dd, 0x44d6, 0x4661, 0x464c, 0x9fb9, 0x4723,
    0x4729, 0x477c,  0x478d,  0x2eca,  0x4947,  0x497a, 0x497d, 0x4982, 0x4983, 0x4985, 0x4986, 0x499f,
    0x499b, 0x49b7,  0x49b6,  0x9fba,  0x241fe, 0x4ca3, 0x4c9f, 0x4ca0, 0x4ca1, 0x4c77, 0x4ca2, 0x4d13,
    0x4d14, 0x4d15,  0x4d16,  0x4d17,  0x4d18,  0x4d19, 0x4dae, 0x9fbb};
/// The same for marks: vertical punctuation, two letters of pinyin, the description of ideographs.
constexpr std::array<char32_t, 10> kGbkMarks = {0xfe10, 0xfe12, 0xfe11, 0xfe13, 0xfe14,
                                                0xfe15, 0xfe16, 0xfe17, 0xfe18, 0xfe19};

constexpr bool within(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

constexpr bool is_invisible(char32_t c) {
  return c == 0xad || c == 0x34f || c == 0x61c || within(c, 0x180b, 0x180f) || within(c, 0x200b, 0x200f) ||
         within(c, 0x202a, 0x202e) || within(c, 0x2060, 0x206f) || within(c, 0xfe00, 0xfe0f) || c == 0xfeff ||
         within(c, 0xfff9, 0xfffb) || within(c, 0xe0000, 0xe01ef);
}
constexpr bool is_wide_blank(char32_t c) {
  return c == ' ' || c == '\t' || c == 0xa0 || c == 0x1680 || within(c, 0x2000, 0x200a) || c == 0x202f ||
         c == 0x205f || c == 0x3000;
}
constexpr bool is_break(char32_t c) {
  return within(c, 0x0a, 0x0d) || c == 0x85 || c == 0x2028 || c == 0x2029;
}
constexpr bool is_east_asian(char32_t c) { return c >= 0x2e80 && !within(c, 0xac00, 0xd7ff); }

/// The compatibility or canonical decomposition of one character, if it is one character.
char32_t decomposed(char32_t c, bool compatible) {
  std::array<utf8proc_int32_t, 4> to{};
  int last = 0;
  const auto options =
      // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): several at once
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | (compatible ? UTF8PROC_COMPAT : 0));
  const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), to.data(),
                                             static_cast<utf8proc_ssize_t>(to.size()), options, &last);
  return count == 1 ? static_cast<char32_t>(to[0]) : c;
}

/// The character that a look-alike stands for; itself for all others.
char32_t successor(char32_t c) {
  if (within(c, 0xe815, 0xe864)) c = kGbkPrivate[c - 0xe815];
  if (within(c, 0xe78d, 0xe796)) return kGbkMarks[c - 0xe78d];
  if (c == 0xe7c7) return 0x1e3f;
  if (c == 0xe7c8) return 0x01f9;
  if (c == 0xe7e7) return 0x303e;
  if (within(c, 0xe7e8, 0xe7f3)) return 0x2ff0 + (c - 0xe7e8);
  if (within(c, 0x2e80, 0x2ef3)) return kRadicals[c - 0x2e80] != 0 ? kRadicals[c - 0x2e80] : c;
  if (within(c, 0x2f00, 0x2fd5)) return decomposed(c, true);
  if (within(c, 0xf900, 0xfaff) || within(c, 0x2f800, 0x2fa1f)) return decomposed(c, false);
  return c;
}

/// Letters and digits of full width.
constexpr char32_t narrow(char32_t c) {
  const bool letter_or_digit =
      within(c, 0xff10, 0xff19) || within(c, 0xff21, 0xff3a) || within(c, 0xff41, 0xff5a);
  return letter_or_digit ? c - 0xfee0 : c;
}

/// `_x4E00_` at a place: the character, and 7 places; `_x005F_` is the underscore that keeps such a text as
/// it is.
std::optional<char32_t> escaped_at(const std::u32string& text, std::size_t at) {
  if (at + 7 > text.size() || text[at] != '_' || text[at + 1] != 'x' || text[at + 6] != '_')
    return std::nullopt;
  char32_t value = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const char32_t c = text[i];
    const char32_t digit = within(c, '0', '9')   ? c - '0'
                           : within(c, 'A', 'F') ? c - 'A' + 10
                           : within(c, 'a', 'f') ? c - 'a' + 10
                                                 : 16;
    if (digit == 16) return std::nullopt;
    value = value * 16 + digit;
  }
  return value;
}

std::u32string unescaped(const std::u32string& text) {
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto one = escaped_at(text, i);
    if (!one) {
      out += text[i++];
      continue;
    }
    i += 7;
    const auto second = within(*one, 0xd800, 0xdbff) ? escaped_at(text, i) : std::nullopt;
    if (second && within(*second, 0xdc00, 0xdfff)) {
      out += static_cast<char32_t>(0x10000 + ((*one - 0xd800) << 10) + (*second - 0xdc00));
      i += 7;
    } else {
      out += within(*one, 0xd800, 0xdfff) ? char32_t{0xfffd} : *one;
    }
  }
  return out;
}

std::string composed(const std::string& text) {
  utf8proc_uint8_t* to = nullptr;
  const auto size = utf8proc_map(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                 static_cast<utf8proc_ssize_t>(text.size()), &to,
                                 // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange): both
                                 static_cast<utf8proc_option_t>(UTF8PROC_STABLE | UTF8PROC_COMPOSE));
  std::string out =
      size < 0 ? text : std::string(reinterpret_cast<const char*>(to), static_cast<std::size_t>(size));
  std::free(to);
  return out;
}

/// Bytes that may begin a character to fold: controls, and the first bytes of blocks that hold such
/// characters.
constexpr std::array<bool, 256> kMayFold = [] {
  std::array<bool, 256> out{};
  for (unsigned c = 0; c < 0x20; ++c) out[c] = true;
  for (const unsigned c :
       {0x7fU, 0xc2U, 0xccU, 0xcdU, 0xd8U, 0xe1U, 0xe2U, 0xe3U, 0xeeU, 0xefU, 0xf0U, 0xf3U})
    out[c] = true;
  return out;
}();

char32_t compared(char32_t c) {
  if (within(c, 0xff01, 0xff5e)) c -= 0xfee0;
  if (within(c, 'a', 'z')) return c - 'a' + 'A';
  constexpr std::u32string_view kQuotes = U"“”„‟「」『』《》\"", kAngles = U"〈", kOpen = U"〔【[〖｛{",
                                kClose = U"〕】]〗｝}", kDots = U"•・‧∙⋅・·", kDashes = U"—–‐‑―−";
  if (kQuotes.contains(c)) return '"';
  if (c == U'‘' || c == U'’' || c == U'`') return '\'';
  if (kDots.contains(c)) return U'·';
  if (kOpen.contains(c) || kAngles.contains(c)) return '(';
  if (kClose.contains(c) || c == U'〉') return ')';
  if (kDashes.contains(c)) return '-';
  return c;
}

}  // namespace

std::u32string utf32(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at++]);
    char32_t value = first < 0x80   ? first
                     : first < 0xe0 ? first & 0x1fU
                     : first < 0xf0 ? first & 0x0fU
                                    : first & 0x07U;
    for (; at < text.size() && (static_cast<unsigned char>(text[at]) & 0xc0U) == 0x80U; ++at)
      value = (value << 6) | (static_cast<unsigned char>(text[at]) & 0x3fU);
    out += value;
  }
  return out;
}

void append_utf8(std::string& out, char32_t c) {
  std::array<utf8proc_uint8_t, 4> bytes{};
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes.data());
  out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(size));
}

bool is_folded(std::string_view text) {
  if (text.empty()) return true;
  if (text.front() == ' ' || text.back() == ' ') return false;
  char before = 0;
  for (const char c : text) {
    if (kMayFold[static_cast<unsigned char>(c)] || (c == ' ' && before == ' ') || (c == 'x' && before == '_'))
      return false;
    before = c;
  }
  return true;
}

std::string folded_text(std::string_view text, std::vector<Lookalike>* found) {
  if (is_folded(text)) return std::string(text);
  std::u32string out;
  bool may_compose = false;
  bool gap = false, broken = false;  // a blank, a line break, since the last character
  for (const char32_t c : unescaped(utf32(text))) {
    if (is_invisible(c)) {
      if (found != nullptr) found->push_back({c, 0});
      continue;
    }
    if (is_break(c) || is_wide_blank(c)) {
      (is_break(c) ? broken : gap) = true;
      continue;
    }
    const char32_t meant = successor(c);
    if (meant != c && found != nullptr) found->push_back({c, meant});
    const char32_t to = narrow(meant);
    if (!out.empty() && (gap || (broken && !(is_east_asian(out.back()) && is_east_asian(to))))) out += ' ';
    gap = broken = false;
    may_compose = may_compose || within(to, 0x300, 0x36f) || within(to, 0x1100, 0x11ff) ||
                  within(to, 0x1d00, 0x2fff) || within(to, 0x3099, 0x309a);
    out += to;
  }
  std::string bytes;
  for (const char32_t c : out) append_utf8(bytes, c);
  return may_compose ? composed(bytes) : bytes;
}

std::string plain_form(std::string_view text) {
  std::string out;
  for (const char32_t c : utf32(is_folded(text) ? text : std::string_view(folded_text(text)))) {
    if (c == ' ') continue;
    append_utf8(out, within(c, 0xff01, 0xff5e) ? c - 0xfee0 : c);
  }
  return out;
}

Asides split_asides(std::string_view plain) {
  Asides out;
  int depth = 0;
  for (const char32_t c : utf32(plain)) {
    const bool opens = c == '(' || c == '[' || c == U'【' || c == U'〔';
    const bool closes = c == ')' || c == ']' || c == U'】' || c == U'〕';
    if (closes && depth > 0) {
      if (--depth == 0) out.within += ',';
    } else if (opens) {
      ++depth;
    } else {
      append_utf8(depth > 0 ? out.within : out.outside, c);
    }
  }
  return out;
}

std::string small_letters(std::string text) {
  for (char& c : text)
    if (within(static_cast<unsigned char>(c), 'A', 'Z')) c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::string match_form(std::string_view name) {
  std::string out;
  for (const char32_t c : utf32(folded_text(name)))
    if (c != ' ') append_utf8(out, compared(c));
  return out;
}

std::optional<char32_t> unreadable_in(std::string_view folded) {
  for (const char32_t c : utf32(folded)) {
    if (c == 0xfffd || c == 0xfffc) return c;
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
      case UTF8PROC_CATEGORY_CC:
      case UTF8PROC_CATEGORY_CO:
      case UTF8PROC_CATEGORY_CS:
      case UTF8PROC_CATEGORY_CN:
        return c;
      default:
        break;
    }
  }
  return std::nullopt;
}

std::string code_point_text(char32_t c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out;
  for (; c > 0 || out.size() < 4; c >>= 4) out.insert(out.begin(), kDigits[c & 0xfU]);
  return "U+" + out;
}

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string shortened(std::string_view text, std::size_t characters) {
  if (characters_in(text) <= characters) return std::string(text);
  std::size_t end = 0, seen = 0;
  for (; end < text.size(); ++end)
    if ((static_cast<unsigned char>(text[end]) & 0xc0U) != 0x80U && ++seen > characters) break;
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace credence
