// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/sm2_field.h"

namespace credence::sm2 {

Element power(const Element& g, const Number& e) {
  std::array<Element, 16> powers;  // g^0 to g^15
  powers[0] = kOne;
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * g;
  Element x = kOne;
  for (std::size_t i = 64; i-- > 0;) {
    x = squared(squared(squared(squared(x))));
    x = x * powers[e[i / 16] >> (4 * (i % 16)) & 15];
  }
  return x;
}

Element inverse(const Element& g) {
  static constexpr Number kPLess2{kP[0] - 2, kP[1], kP[2], kP[3]};  // nothing is borrowed: p ends in ff
  return power(g, kPLess2);
}

std::optional<Element> square_root(const Element& g) {
  static constexpr Number kUPlus1 = [] {  // p = 4 u + 3
    Limb carry = 0;
    const Number next = add(kP, {1, 0, 0, 0}, carry);
    return Number{next[0] >> 2 | next[1] << 62, next[1] >> 2 | next[2] << 62, next[2] >> 2 | next[3] << 62,
                  next[3] >> 2};
  }();
  const Element y = power(g, kUPlus1);
  if (squared(y) != g) return std::nullopt;
  return y;
}

}  // namespace credence::sm2
