// SPDX-License-Identifier: Apache-2.0
#include "client/base/counted.h"

#include "client/base/output.h"

namespace credence {

Said counted(std::uint64_t number, const Noun& noun) {
  const std::string digits = with_separators(number);
  return {digits + " " + std::string(number == 1 ? noun.one : noun.many), digits + " " + std::string(noun.zh)};
}
std::string counted(std::uint64_t number, const Noun& noun, Language language) {
  return counted(number, noun).in(language);
}

}  // namespace credence
