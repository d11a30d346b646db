// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/sm2_point.h"

#include <bit>

namespace credence::sm2 {
namespace {

constexpr Element kB =
    Element::of(number_of("28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93"));

}  // namespace

std::optional<Affine> point_of(BytesView octets) {
  const auto pc = std::to_integer<unsigned>(octets[0]);
  if (pc != 2 && pc != 3) return std::nullopt;  // 4.2.10 c) 1)
  const Number number = number_of(octets.subspan(1));
  if (!less(number, kP)) return std::nullopt;  // 4.2.7 a)
  const Element x = Element::of(number);
  const Element alpha = squared(x) * x - (x + x + x) + kB;  // A.5.2 a), a = -3
  const auto beta = square_root(alpha);                     // A.5.2 b): so y^2 = x^3 + a x + b, 4.2.10 f)
  if (!beta) return std::nullopt;
  const bool same = (beta->number()[0] & 1) == (pc & 1);
  return Affine{x, same ? *beta : Element() - *beta};  // A.5.2 c); no y is 0, since no point has the order 2
}

const Affine& base_point() {
  static constexpr Affine kG = {
      Element::of(number_of("32C4AE2C1F1981195F9904466A39C9948FE30BBFF2660BE1715A4589334C74C7")),
      Element::of(number_of("BC3736A2F4F6779C59BDCEE36B692153D0A9877CC62A474002DF32E52139F0A0"))};
  return kG;
}

// l1 to l7 are the norm's lambda 1 to lambda 7; z1_2 is the square of z1, l3_3 the cube of l3.

Affine negative(const Affine& p) { return {p.x, Element() - p.y}; }

Jacobian doubled(const Jacobian& p1) {
  const auto& [x1, y1, z1] = p1;  // where z1 is 0, z3 is: [2] O = O
  const Element z1_2 = squared(z1), y1_2 = squared(y1);
  const Element third = (x1 - z1_2) * (x1 + z1_2);  // x1^2 - z1^4: a is -3
  const Element l1 = third + third + third;         // 3 x1^2 + a z1^4
  const Element twice_y1_2 = y1_2 + y1_2, half_l2 = x1 * twice_y1_2, half_l3 = squared(twice_y1_2);
  const Element l2 = half_l2 + half_l2, l3 = half_l3 + half_l3;  // 4 x1 y1^2, 8 y1^4
  const Element x3 = squared(l1) - (l2 + l2);
  const Element y3 = l1 * (l2 - x3) - l3;
  const Element half_z3 = y1 * z1;
  return {x3, y3, half_z3 + half_z3};
}

Jacobian add(const Jacobian& p1, const Affine& p2) {
  const auto& [x1, y1, z1] = p1;
  if (z1.is_zero()) return {p2.x, p2.y, kOne};  // a), b)
  const Element z1_2 = squared(z1);
  const Element &l1 = x1, &l4 = y1;  // z2 is 1
  const Element l2 = p2.x * z1_2, l3 = l1 - l2, l5 = p2.y * (z1_2 * z1), l6 = l4 - l5;
  if (l3.is_zero()) return l6.is_zero() ? doubled(p1) : Jacobian{};  // P1 = P2; else c): P + (-P) = O
  const Element l3_2 = squared(l3), l3_3 = l3_2 * l3, l1_l3_2 = l1 * l3_2;
  const Element x3 = squared(l6) - (l1_l3_2 + l1_l3_2 - l3_3);  // l7 = l1 + l2 = 2 l1 - l3
  const Element y3 = l6 * (l1_l3_2 - x3) - l4 * l3_3;
  return {x3, y3, z1 * l3};
}

std::vector<Affine> affine_of(std::span<const Jacobian> points) {
  std::vector<Element> before;  // the product of z of all points before
  Element product = kOne;
  for (const Jacobian& point : points) {
    before.push_back(product);
    product = product * point.z;
  }
  Element rest = inverse(product);  // of the product up to this point
  std::vector<Affine> out(points.size());
  for (std::size_t i = points.size(); i-- > 0;) {
    const Element z_1 = rest * before[i], z_2 = squared(z_1);
    out[i] = {points[i].x * z_2, points[i].y * (z_2 * z_1)};
    rest = rest * points[i].z;
  }
  return out;
}

Digits digits_of(Limb k, unsigned width) {
  Digits out{};
  TwoLimbs rest = k;
  for (int at = 0; rest != 0;) {
    const int zeros = std::countr_zero(static_cast<Limb>(rest));  // 64 of 2^64
    at += zeros;
    rest >>= zeros;
    const int window = static_cast<int>(rest & ((1u << width) - 1));  // odd
    const bool above = window >= 1 << (width - 1);
    out[static_cast<std::size_t>(at)] = static_cast<std::int8_t>(above ? window - (1 << width) : window);
    rest -= static_cast<TwoLimbs>(window);
    if (above) rest += TwoLimbs{1} << width;
  }
  return out;
}

Multiples::Multiples(const Affine& p, unsigned width) : width_(width) {
  // P, [2^64] P, [2^128] P, [2^192] P, and twice each of them.
  std::array<Jacobian, 8> powers;
  powers[0] = {p.x, p.y, kOne};
  for (std::size_t i = 0; i < 4; ++i) {
    powers[4 + i] = doubled(powers[i]);
    if (i == 3) break;
    powers[i + 1] = powers[4 + i];
    for (int k = 1; k < 64; ++k) powers[i + 1] = doubled(powers[i + 1]);
  }
  const std::vector<Affine> ends = affine_of(powers);
  std::vector<Jacobian> all;
  for (std::size_t i = 0; i < 4; ++i) {
    Jacobian odd = {ends[i].x, ends[i].y, kOne};
    for (unsigned k = 0; k < 1u << (width - 2); ++k, odd = add(odd, ends[4 + i])) all.push_back(odd);
  }
  points_ = affine_of(all);
}

Affine Multiples::at(std::size_t i, int digit) const {
  const auto magnitude = static_cast<std::size_t>(digit < 0 ? -digit : digit);
  const Affine& point = points_[(i << (width_ - 2)) + magnitude / 2];
  return digit < 0 ? negative(point) : point;
}

Jacobian sum_of_multiples(const Number& k, const Multiples& p, const Number& l, const Multiples& q) {
  std::array<Digits, 4> of_k, of_l;
  for (std::size_t i = 0; i < 4; ++i) {
    of_k[i] = digits_of(k[i], p.width());
    of_l[i] = digits_of(l[i], q.width());
  }
  Jacobian sum;  // O
  for (std::size_t bit = 65; bit-- > 0;) {
    sum = doubled(sum);
    for (std::size_t i = 0; i < 4; ++i) {
      if (of_k[i][bit] != 0) sum = add(sum, p.at(i, of_k[i][bit]));
      if (of_l[i][bit] != 0) sum = add(sum, q.at(i, of_l[i][bit]));
    }
  }
  return sum;
}

}  // namespace credence::sm2
