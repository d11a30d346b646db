// SPDX-License-Identifier: Apache-2.0
#include "client/base/capitals.h"

#include "client/base/characters.h"

namespace credence {
namespace {

constexpr std::u32string_view kCapitals = U"零壹贰叁肆伍陆柒捌玖", kPlainDigits = U"〇一二三四五六七八九",
                              kOldDigits = U"○壹貳參肆伍陸柒捌玖";

std::optional<unsigned> capital_digit(char32_t c) {
  for (const std::u32string_view digits : {kCapitals, kPlainDigits, kOldDigits})
    if (const std::size_t at = digits.find(c); at != std::u32string_view::npos)
      return static_cast<unsigned>(at);
  if (c == U'两') return 2;
  if (c == U'叄') return 3;
  return std::nullopt;
}
std::int64_t place_of(char32_t c) {
  if (c == U'拾' || c == U'十') return 10;
  if (c == U'佰' || c == U'百') return 100;
  if (c == U'仟' || c == U'千') return 1000;
  return 0;
}

class Capitals {
 public:
  /// False where the text is no such number.
  bool take(char32_t c) {
    if (const auto digit = capital_digit(c)) {
      if (digit_ && *digit_ != 0) return false;
      digit_ = digit;
      return true;
    }
    if (const std::int64_t place = place_of(c); place > 0) {
      if (fen_ || place >= last_place_ || (digit_ && *digit_ == 0)) return false;
      if (!digit_ && !(place == 10 && section_ == 0)) return false;
      section_ += digit_.value_or(1) * place;
      last_place_ = place;
      digit_.reset();
      return true;
    }
    if (c == U'万' || c == U'萬') return scale(10'000, wan_);
    if (c == U'亿' || c == U'億') return scale(100'000'000, yi_);
    if (c == U'元' || c == U'圆' || c == U'圓') {
      if (fen_) return false;
      fen_ = (value_ + section_ + digit_.value_or(0)) * 100;
      digit_.reset();
      return true;
    }
    if (c == U'角' || c == U'分') {
      if (!digit_ || last_part_ == U'分' || last_part_ == c) return false;
      fen_ = fen_.value_or(0) + *digit_ * (c == U'角' ? 10 : 1);
      last_part_ = c;
      digit_.reset();
      return true;
    }
    return false;
  }
  [[nodiscard]] std::optional<Fen> fen() const {
    if (digit_) return std::nullopt;
    if (fen_) return *fen_ > 0 ? fen_ : std::nullopt;
    return value_ > 0 && section_ == 0 ? std::optional(value_ * 100) : std::nullopt;  // 叁拾伍万
  }

 private:
  bool scale(std::int64_t by, bool& done) {
    const std::int64_t here = section_ + digit_.value_or(0);
    if (fen_ || done || (by == 10'000 ? here == 0 : value_ + here == 0)) return false;
    done = true;
    if (by == 10'000)
      value_ += here * by;
    else
      value_ = (value_ + here) * by, wan_ = false;  // 壹亿贰仟万
    section_ = 0;
    last_place_ = 10'000;
    digit_.reset();
    return true;
  }

  std::int64_t value_ = 0, section_ = 0, last_place_ = 10'000;
  std::optional<unsigned> digit_;
  std::optional<Fen> fen_;
  char32_t last_part_ = 0;
  bool wan_ = false, yi_ = false;
};

}  // namespace

std::optional<Fen> read_capitals(std::string_view text) {
  constexpr std::size_t kCharactersMax = 40;
  const std::string plain = plain_form(text);
  std::string_view rest = plain;
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view word : {"人民币", "(大写)", "大写", ":", "¥", "￥"})
      if (rest.starts_with(word)) rest.remove_prefix(word.size()), more = true;
  }
  for (const std::string_view word : {"整", "正"})
    if (rest.ends_with(word)) rest.remove_suffix(word.size());
  const std::u32string all = utf32(rest);
  if (all.empty() || all.size() > kCharactersMax) return std::nullopt;
  Capitals out;
  for (const char32_t c : all)
    if (!out.take(c)) return std::nullopt;
  return out.fen();
}

}  // namespace credence
