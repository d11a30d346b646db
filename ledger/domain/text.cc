// SPDX-License-Identifier: Apache-2.0
// Free text: its form, and personal data in it, which is found by form. That is a net, not a proof: a
// person's name looks like any other word.
#include "ledger/domain/text.h"

#include <algorithm>

#include "ledger/domain/names.h"

namespace credence {
namespace {

/// Digits, X and everything else as one ASCII character each, so that places in it are places in the text.
std::string skeleton(std::string_view text) {
  std::string out;
  for (const auto& point : code_points(text)) {
    if (point.value >= 0xff10 && point.value <= 0xff19) {
      out.push_back(static_cast<char>('0' + (point.value - 0xff10)));
    } else if (point.value == 'x' || point.value == 0xff38 || point.value == 0xff58) {
      out.push_back('X');
    } else {
      out.push_back(point.value < 0x80 ? static_cast<char>(point.value) : ' ');
    }
  }
  return out;
}

constexpr bool is_letter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

/// True if a unified social credit code begins at `at` and ends with its 18 characters.
bool is_whole_uscc(std::string_view plain, std::size_t at) {
  if (!parse_uscc(plain.substr(at, Uscc::kSize))) return false;
  const std::size_t after = at + Uscc::kSize;
  return after == plain.size() || !(is_digit(plain[after]) || is_letter(plain[after]));
}

/// The same for the run of digits at `at` as part of a code: codes are public, and begin with a digit or a
/// letter.
bool in_uscc(std::string_view plain, std::size_t at) {
  return is_whole_uscc(plain, at) || (at > 0 && is_whole_uscc(plain, at - 1));
}

/// Where digits in groups that begin at `at` end: "6222 0212 3456 7890", "110105-19491231-002X". One blank or
/// hyphen between two groups.
struct Groups {
  std::string joined;
  std::vector<std::size_t> sizes;
};
Groups groups_at(std::string_view plain, std::size_t at) {
  Groups out;
  while (at < plain.size() && is_digit(plain[at]) && out.joined.size() <= 24) {
    const std::size_t begin = at;
    while (at < plain.size() && is_digit(plain[at])) ++at;
    out.joined += plain.substr(begin, at - begin);
    out.sizes.push_back(at - begin);
    if (out.joined.size() == 17 && at < plain.size() && plain[at] == 'X') {
      out.joined.push_back('X');
      return out;
    }
    if (at + 1 >= plain.size() || (plain[at] != ' ' && plain[at] != '-')) return out;
    ++at;
  }
  return out;
}

/// As cards and accounts are printed: groups of four, 16 to 19 digits. Rows of years look like that and begin
/// with 19 or 20.
bool is_grouped_account(const Groups& groups) {
  if (groups.sizes.size() < 4 || groups.joined.size() < 16 || groups.joined.size() > 19) return false;
  if (groups.joined.starts_with("19") || groups.joined.starts_with("20")) return false;
  return std::ranges::all_of(groups.sizes.begin(), groups.sizes.end() - 1,
                             [](std::size_t size) { return size == 4; }) &&
         groups.sizes.back() <= 4;
}

Result<void> scan(std::string_view text, bool accounts) {
  // Nothing that is looked for has fewer than 16 digits. One of full width begins with the byte EF.
  const auto digit = [](char c) { return is_digit(c) || c == '\xef'; };
  if (std::ranges::count_if(text, digit) < 16) return {};
  const std::string plain = skeleton(text);
  for (std::size_t at = 0; at < plain.size();) {
    if (!is_digit(plain[at])) {
      ++at;
      continue;
    }
    std::size_t end = at;
    while (end < plain.size() && is_digit(plain[end])) ++end;
    const std::size_t digits = end - at;
    const std::size_t with_x = digits == 17 && end < plain.size() && plain[end] == 'X' ? 1 : 0;
    const Groups groups = groups_at(plain, at);
    if (groups.sizes.size() > 1 && is_resident_id(groups.joined))
      return fail(Code::personal_data, said::identity_number() + said::character(at + 1));
    if (accounts && is_grouped_account(groups))
      return fail(Code::personal_data, said::account_number() + said::character(at + 1));
    // The digits themselves are not repeated in the detail: it would put them into logs.
    if (is_resident_id(std::string_view(plain).substr(at, digits + with_x)))
      return fail(Code::personal_data, said::identity_number() + said::character(at + 1));
    if (accounts && digits >= 16 && digits <= 19 && !in_uscc(plain, at))
      return fail(Code::personal_data, said::account_number() + said::character(at + 1));
    at = end;
  }
  return {};
}

}  // namespace

std::string code_point_text(std::uint32_t c) {
  std::string digits;
  for (; c > 0 || digits.size() < 4; c >>= 4) digits.insert(digits.begin(), "0123456789ABCDEF"[c & 0xf]);
  return "U+" + digits;
}

std::string shown(std::string_view text) {
  constexpr std::size_t kBytesMax = 90;
  if (!valid_utf8(text)) return "hex " + to_hex(bytes_of(text.substr(0, 40)));
  std::string out;
  const auto points = code_points(text);
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::size_t end = i + 1 < points.size() ? points[i + 1].offset : text.size();
    if (end > kBytesMax && text.size() > kBytesMax) return out + "…";
    if (is_plain(points[i].value))
      out += text.substr(points[i].offset, end - points[i].offset);
    else
      out += "<" + code_point_text(points[i].value) + ">";
  }
  return out;
}

std::string quoted(std::string_view text) { return valid_utf8(text) ? '"' + shown(text) + '"' : shown(text); }

std::vector<CodePoint> code_points(std::string_view text) {
  std::vector<CodePoint> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto first = static_cast<unsigned char>(text[at]);
    std::uint32_t value = first < 0x80   ? first
                          : first < 0xe0 ? first & 0x1fu
                          : first < 0xf0 ? first & 0x0fu
                                         : first & 0x07u;
    const std::size_t begin = at++;
    while (at < text.size() && is_continuation(text[at]))
      value = (value << 6) | (static_cast<unsigned char>(text[at++]) & 0x3fu);
    out.push_back({value, begin});
  }
  return out;
}

Result<void> check_free_text(std::string_view text, std::size_t bytes_max) {
  if (text.size() > bytes_max)
    return fail(Code::limit_exceeded, said::bytes(text.size()) + said::at_most(bytes_max));
  if (is_ordinary(text) && !text.starts_with(' ') && !text.ends_with(' ')) return {};
  if (!valid_utf8(text)) return fail(Code::bad_utf8, said::name(shown(text)));
  const auto points = code_points(text);
  const auto bad = [&](std::size_t at, const Details& why) {
    return fail(Code::bad_character, said::code_point(code_point_text(points[at].value)) +
                                         said::character(at + 1) + said::name(shown(text)) + why);
  };
  for (std::size_t at = 0; at < points.size(); ++at) {
    if (!is_plain(points[at].value)) return bad(at, {});
    // Characters of one script share the upper bits of their numbers.
    if (is_mark(points[at].value) && (at == 0 || points[at - 1].value >> 8 != points[at].value >> 8))
      return bad(at, said::foreign_mark());
  }
  if (const std::string normal = normal_form(text); normal != text) {
    const auto place =
        std::ranges::mismatch(points, code_points(normal), {}, &CodePoint::value, &CodePoint::value);
    return bad(std::min<std::size_t>(static_cast<std::size_t>(place.in1 - points.begin()), points.size() - 1),
               said::not_normal());
  }
  if (!points.empty() && (is_blank(points.front().value) || is_blank(points.back().value)))
    return fail(Code::bad_name, said::blank_at_end() + said::name(shown(text)));
  return {};
}

bool is_resident_id(std::string_view id) {
  if (id.size() != 18) return false;
  constexpr std::array<unsigned, 17> kWeights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
  unsigned sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    if (!is_digit(id[i])) return false;
    sum += kWeights[i] * static_cast<unsigned>(id[i] - '0');
  }
  const auto number = [id](std::size_t from, std::size_t count) {
    unsigned value = 0;
    for (const char c : id.substr(from, count)) value = value * 10 + static_cast<unsigned>(c - '0');
    return value;
  };
  const Date born{static_cast<std::uint16_t>(number(6, 4)), static_cast<std::uint8_t>(number(10, 2)),
                  static_cast<std::uint8_t>(number(12, 2))};
  return born.valid() && born.year < 2100 && "10X98765432"[sum % 11] == id[17];  // ISO 7064, MOD 11-2
}

Result<void> check_no_resident_id(std::string_view text) { return scan(text, false); }
Result<void> check_no_personal_data(std::string_view text) { return scan(text, true); }

}  // namespace credence
