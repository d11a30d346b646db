// SPDX-License-Identifier: Apache-2.0
// Unified social credit codes (GB 32100-2015) and the organisation code inside them (GB 11714-1997).
//
//   1 authority · 1 category · 6 region (digits, GB/T 2260) · 8 organisation code · 1 its check digit · 1
//   check digit
#include "ledger/domain/names.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr std::array<unsigned, 17> kWeights = {1,  3,  9,  27, 19, 26, 16, 17, 20,
                                               29, 25, 13, 8,  24, 10, 30, 28};
constexpr std::array<unsigned, 8> kOrganisationWeights = {3, 7, 9, 10, 5, 8, 4, 2};

/// The value of each character, kNoValue of one that is not in the alphabet.
constexpr std::uint8_t kNoValue = 0xff;
constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> out{};
  out.fill(kNoValue);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    out[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  return out;
}();
constexpr std::uint8_t value_of(char c) { return kValues[static_cast<unsigned char>(c)]; }
bool in_alphabet(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return value_of(c) != kNoValue; });
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (is_lower(c)) c = static_cast<char>(c - 'a' + 'A');
  return out;
}

/// Checks 18 characters, none of them a lower-case Latin letter.
Result<Uscc> parse_capitals(std::string_view text, const std::vector<CodePoint>& points) {
  const auto at = [](std::size_t i, std::string_view given) {
    return said::character(i + 1) + said::name(shown(given));
  };
  for (std::size_t i = 2; i < 8; ++i)
    if (points[i].value < '0' || points[i].value > '9') return fail(Code::uscc_bad_region, at(i, text));
  for (std::size_t i = 0; i < points.size(); ++i)
    if (points[i].value >= 0x80 || value_of(static_cast<char>(points[i].value)) == kNoValue)
      return fail(Code::uscc_bad_character, at(i, text));
  if (uscc_check_digit(text.substr(0, 17)) != text[17])
    return fail(Code::uscc_bad_check_digit, said::name(shown(text)));
  return Uscc::from(bytes_of(text));
}

}  // namespace

Result<Uscc> parse_uscc(std::string_view text) {
  if (text.size() == Uscc::kSize && in_alphabet(text) && std::ranges::all_of(text.substr(2, 6), is_digit) &&
      uscc_check_digit(text.substr(0, 17)) == text[17])
    return Uscc::from(bytes_of(text));
  if (!valid_utf8(text)) return fail(Code::bad_utf8, said::name(shown(text)));
  const auto points = code_points(text);
  if (points.size() == 15 && text.size() == 15 &&
      text.find_first_not_of("0123456789") == std::string_view::npos)
    return fail(Code::uscc_old_number, said::name(shown(text)));
  if (points.size() != Uscc::kSize)
    return fail(Code::uscc_wrong_length, said::number(points.size()) + said::name(shown(text)));
  const std::string capitals = upper(text);
  auto code = parse_capitals(capitals, code_points(capitals));
  // Lower case is named only where capitals alone would mend the code; otherwise what stays wrong is.
  if (!code || capitals == text) return code;
  return fail(Code::uscc_lower_case, said::name(shown(text)));
}

bool in_alphabet(const Uscc& code) { return in_alphabet(text_of(code)); }

std::optional<Uscc> misfit_uscc(std::string_view text) {
  const auto parsed = parse_uscc(text);
  if (parsed || parsed.error().code != Code::uscc_bad_check_digit) return std::nullopt;
  if (upper(text) != text || is_resident_id(text)) return std::nullopt;
  return Uscc::from(bytes_of(text)).value();
}

std::string_view text_of(const Uscc& code) { return text_of(code.view()); }

char uscc_check_digit(std::string_view first17) {
  CREDENCE_ASSERT(first17.size() == kWeights.size());
  unsigned sum = 0;
  for (std::size_t i = 0; i < kWeights.size(); ++i) {
    const unsigned value = value_of(first17[i]);
    CREDENCE_ASSERT(value != kNoValue);
    sum += kWeights[i] * value;
  }
  return kAlphabet[(31 - sum % 31) % 31];
}

char organisation_check_digit(std::string_view first8) {
  CREDENCE_ASSERT(first8.size() == kOrganisationWeights.size());
  unsigned sum = 0;
  for (std::size_t i = 0; i < kOrganisationWeights.size(); ++i) {
    const char c = first8[i];
    CREDENCE_ASSERT(is_digit(c) || (c >= 'A' && c <= 'Z'));
    sum += kOrganisationWeights[i] * static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'A' + 10);
  }
  return "0123456789X0"[11 - sum % 11];
}

bool organisation_code_matches(const Uscc& code) {
  const std::string_view text = text_of(code);
  return organisation_check_digit(text.substr(8, 8)) == text[16];
}

}  // namespace credence
