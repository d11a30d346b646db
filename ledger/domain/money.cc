// SPDX-License-Identifier: Apache-2.0
// Money: whole fen in 64 bits, never a floating-point number.
#include <algorithm>

#include "ledger/domain/names.h"
#include "ledger/domain/text.h"

namespace credence {
namespace {

constexpr Fen kFenInWan = 1'000'000;

/// The magnitude of a fen amount, also of the lowest.
std::uint64_t magnitude(Fen amount) {
  const auto bits = static_cast<std::uint64_t>(amount);
  return amount < 0 ? ~bits + 1 : bits;
}

std::string with_sign(Fen amount, std::string digits) {
  return amount < 0 ? "-" + std::move(digits) : std::move(digits);
}

}  // namespace

Result<Fen> add_fen(Fen a, Fen b) {
  Fen sum = 0;
  if (__builtin_add_overflow(a, b, &sum))
    return fail(Code::amount_overflow, said::amount(a) + said::amount(b));
  return sum;
}

Result<void> check_amount(Fen amount) {
  if (amount < 1 || amount > limits::kAmountFenMax) return fail(Code::bad_amount, said::amount(amount));
  return {};
}

Result<Fen> parse_wan(std::string_view text) {
  const auto bad = [text](std::string_view why) {
    return fail(Code::bad_amount, quoted(text) + ": " + std::string(why));
  };
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (text.empty()) return fail(Code::bad_amount, said::empty());
  if (!std::ranges::all_of(whole, is_digit) || !std::ranges::all_of(part, is_digit))
    return bad("digits and one decimal point only");
  if (whole.empty() || (point != std::string_view::npos && part.empty()))
    return bad("digits on both sides of the decimal point");
  if (whole.size() > 1 && whole.front() == '0') return bad("begins with 0");
  if (part.size() > 6) return bad("more than 6 decimals, less than a fen");
  if (whole.size() > 10) return bad("too large");  // 10 digits of 万元 are 10^16 fen: no overflow below
  Fen amount = 0;
  for (const char c : whole) amount = amount * 10 + (c - '0');
  amount *= kFenInWan;
  Fen unit = kFenInWan / 10;
  for (const char c : part) {
    amount += (c - '0') * unit;
    unit /= 10;
  }
  if (amount == 0) return bad("nothing");
  if (amount > limits::kAmountFenMax) return bad("too large");
  return amount;
}

std::string wan_text(Fen amount) {
  const std::uint64_t fen = magnitude(amount);
  std::string out = std::to_string(fen / static_cast<std::uint64_t>(kFenInWan));
  std::string part =
      std::to_string(fen % static_cast<std::uint64_t>(kFenInWan) + static_cast<std::uint64_t>(kFenInWan))
          .substr(1);
  part.erase(part.find_last_not_of('0') + 1);
  if (!part.empty()) out += "." + part;
  return with_sign(amount, std::move(out));
}

}  // namespace credence
