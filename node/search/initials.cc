// SPDX-License-Identifier: Apache-2.0
#include "node/search/initials.h"

#include <unicode/translit.h>

#include <memory>
#include <mutex>
#include <unordered_map>

namespace credence::node {
namespace {

char small_ascii(std::uint32_t c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  const bool is = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  return is ? static_cast<char>(c) : '\0';
}

class Readings {
 public:
  Readings() {
    UErrorCode error = U_ZERO_ERROR;
    latin_.reset(icu::Transliterator::createInstance("Han-Latin; Latin-ASCII", UTRANS_FORWARD, error));
  }
  /// Asked for once each: a reading costs microseconds, and there are some ten thousand characters.
  char initial(std::uint32_t c) {
    const std::lock_guard lock(mutex_);
    const auto [at, fresh] = known_.try_emplace(c, '\0');
    if (fresh && latin_) {
      icu::UnicodeString text(static_cast<UChar32>(c));
      latin_->transliterate(text);
      at->second = small_ascii(static_cast<std::uint32_t>(text.char32At(0)));
    }
    return at->second;
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<icu::Transliterator> latin_;
  std::unordered_map<std::uint32_t, char> known_;
};

}  // namespace

char initial_of(std::uint32_t code_point) {
  if (code_point < 0x80) return small_ascii(code_point);
  const bool han = code_point == 0x3007 || (code_point >= 0x3400 && code_point <= 0x9fff) ||
                   (code_point >= 0x20000 && code_point <= 0x323af);
  if (!han) return '\0';
  static Readings readings;
  return readings.initial(code_point);
}

}  // namespace credence::node
