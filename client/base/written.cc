#include "client/base/written.h"

#include "ledger/domain/text.h"

namespace credence {
namespace {

std::string digits_only(std::string_view text) {
  constexpr std::pair<std::string_view, char> kMarks[] = {
      {"年", '-'}, {"月", '-'}, {"日", 0}, {"/", '-'}, {".", '-'}};
  std::string out;
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const auto& [mark, to] : kMarks) {
      if (!text.starts_with(mark)) continue;
      if (to != 0) out += to;
      taken = mark.size();
      break;
    }
    if (taken == 0) {
      out += text.front();
      taken = 1;
    }
    text.remove_prefix(taken);
  }
  return out;
}

}  // namespace

Result<Fen> parse_yuan(std::string_view text) {
  const auto bad = [text](std::string_view why) {
    return fail(Code::bad_amount, quoted(text) + ": " + std::string(why));
  };
  const std::size_t point = std::min(text.find('.'), text.size());
  std::string_view whole = text.substr(0, point), part = text.substr(std::min(point + 1, text.size()));
  if (whole.empty() || (point < text.size() && part.empty()))
    return bad("digits on both sides of the decimal point");
  if (part.size() > 2) return bad("more than 2 decimals");
  std::string digits;
  for (std::size_t i = 0; i < whole.size(); ++i) {  // commas stand before each third digit, or nowhere
    const bool comma_here = (whole.size() - i) % 4 == 0 && i > 0;
    if (whole.find(',') != std::string_view::npos && (whole[i] == ',') != comma_here) return bad("commas");
    if (whole[i] != ',') digits += whole[i];
  }
  digits += part;
  digits.append(2 - part.size(), '0');
  if (digits.find_first_not_of("0123456789") != std::string::npos)
    return bad("digits and one decimal point only");
  if (whole.size() > 1 && whole.front() == '0') return bad("begins with 0");
  if (digits.size() > 17) return bad("too large");
  Fen amount = 0;
  for (const char c : digits) amount = amount * 10 + (c - '0');
  if (amount == 0) return bad("nothing");
  if (amount > limits::kAmountFenMax) return bad("too large");
  return amount;
}

Result<Date> parse_any_date(std::string_view text) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (text.size() == 8 && std::ranges::all_of(text, is_digit))
    return parse_date(std::string(text.substr(0, 4)) + "-" + std::string(text.substr(4, 2)) + "-" +
                      std::string(text.substr(6)));
  const std::string plain = digits_only(text);
  const std::size_t first = plain.find('-');
  const std::size_t second = first == std::string::npos ? first : plain.find('-', first + 1);
  if (second == std::string::npos) return parse_date(text);
  const auto padded = [](std::string part) { return part.size() == 1 ? "0" + part : part; };
  auto out = parse_date(plain.substr(0, first) + "-" + padded(plain.substr(first + 1, second - first - 1)) +
                        "-" + padded(plain.substr(second + 1)));
  if (!out) return parse_date(text);  // the error shows what was written
  return out;
}

}  // namespace credence
