// SPDX-License-Identifier: Apache-2.0
#include "ledger/proof/anchor.h"

#include <charconv>
#include <vector>

#include "ledger/primitives/counted.h"

namespace credence {
namespace {

constexpr std::string_view kVersion = "1";
constexpr std::size_t kCheckDigits = 8;
constexpr std::string_view kWideBlank = "\u3000";  // as Chinese text is set

std::string check_of(const PinnedHeader& anchor) {
  return tagged_hash(anchor.chain.suite, Tag::anchor, encode(anchor)).hex().substr(0, kCheckDigits);
}

/// Without blanks and line breaks, in small letters.
std::string plain(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    if (text.starts_with(kWideBlank)) {
      text.remove_prefix(kWideBlank.size());
      continue;
    }
    const char c = text.front();
    text.remove_prefix(1);
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    out.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
  }
  return out;
}

std::vector<std::string> parts_of(const std::string& line) {
  std::vector<std::string> out(1);
  for (const char c : line) {
    if (c == ':')
      out.emplace_back();
    else
      out.back().push_back(c);
  }
  return out;
}

}  // namespace

std::string anchor_line(const PinnedHeader& anchor) {
  std::string out(kAnchorWord);
  for (const std::string& part : {std::string(kVersion), anchor.chain.hex(), std::to_string(anchor.height),
                                  anchor.header.hex(), anchor.set.hex(), check_of(anchor)})
    out.append(":").append(part);
  return out;
}

bool is_anchor_line(std::string_view text) {
  const std::string begin = plain(text.substr(0, kAnchorLineBytesMax));
  return begin.starts_with(kAnchorWord) && begin.substr(kAnchorWord.size()).starts_with(':');
}

Result<PinnedHeader> parse_anchor_line(std::string_view text) {
  if (text.size() > kAnchorLineBytesMax) return fail(Code::bad_anchor, counted(text.size(), "byte", "bytes"));
  const auto parts = parts_of(plain(text));
  if (parts[0] != kAnchorWord) return fail(Code::bad_anchor, "it begins with credence-anchor:");
  if (parts.size() < 2 || parts[1] != kVersion) return fail(Code::bad_anchor, "another version than 1");
  if (parts.size() != 7)
    return fail(Code::bad_anchor, counted(parts.size(), "part", "parts") + ", 7 are expected");
  PinnedHeader out;
  const auto read = [](const std::string& digits, auto& into) {
    auto value = std::remove_reference_t<decltype(into)>::from_hex(digits);
    if (value) into = *value;
    return value.has_value();
  };
  if (!read(parts[2], out.chain))
    return fail(Code::bad_anchor, "the chain: the hexadecimal digits of a chain's id");
  const std::string& height = parts[3];
  const auto [end, error] = std::from_chars(height.data(), height.data() + height.size(), out.height);
  if (error != std::errc{} || end != height.data() + height.size() || out.height == 0 ||
      out.height >> 62 != 0 || height[0] == '0')
    return fail(Code::bad_anchor, "the height: a whole number from 1");
  if (!read(parts[4], out.header)) return fail(Code::bad_anchor, "the header: 64 hexadecimal digits");
  if (!read(parts[5], out.set)) return fail(Code::bad_anchor, "the validators: 64 hexadecimal digits");
  if (parts[6] != check_of(out)) return fail(Code::bad_anchor, "the check digits do not fit");
  return out;
}

}  // namespace credence
