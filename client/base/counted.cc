// SPDX-License-Identifier: Apache-2.0
#include "client/base/counted.h"

namespace credence {

std::string with_separators(std::uint64_t number) {
  const std::string digits = std::to_string(number);
  std::string out;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) out += ',';
    out += digits[i];
  }
  return out;
}

Said counted(std::uint64_t number, const Noun& noun) {
  const std::string digits = with_separators(number);
  return {digits + " " + std::string(number == 1 ? noun.one : noun.many),
          digits + " " + std::string(noun.zh)};
}
std::string counted(std::uint64_t number, const Noun& noun, Language language) {
  return counted(number, noun).in(language);
}

}  // namespace credence
