// SPDX-License-Identifier: Apache-2.0
// Points of SM2's curve (GB/T 32918.1-2016, 3.2.3.1), and the sum [k] P + [l] Q. Internal to
// ledger/primitives; no secret may come here (sm2_field.h).
//
// The curve has n points, and n is a prime: each point but O has the order n, so that 6.2.1 d) holds of
// whatever is on the curve.
#pragma once

#include "ledger/primitives/sm2_field.h"

namespace credence::sm2 {

/// Any point but O, by its coordinates.
struct Affine {
  Element x, y;
  bool operator==(const Affine&) const = default;
};

/// A.1.2.3.2: the point (x / z^2, y / z^3); O where z is 0.
struct Jacobian {
  Element x, y, z;
};

/// 4.2.10 and A.5.2: a compressed point, 33 octets. Nothing: they are none of the curve.
[[nodiscard]] std::optional<Affine> point_of(BytesView octets);
/// G, of GB/T 32918.5-2017.
[[nodiscard]] const Affine& base_point();

/// 3.2.3.1 c).
[[nodiscard]] Affine negative(const Affine& p);
/// A.1.2.3.2 d), P1 = P2.
[[nodiscard]] Jacobian doubled(const Jacobian& p1);
/// A.1.2.3.2 a) to d), of whichever points.
[[nodiscard]] Jacobian add(const Jacobian& p1, const Affine& p2);
/// A.1.2.3.2: (x / z^2, y / z^3) of each; none is O.
[[nodiscard]] std::vector<Affine> affine_of(std::span<const Jacobian> points);

/// The digits d[i] of k = sum d[i] 2^i: 0, or odd and between -2^(width - 1) and 2^(width - 1), and of
/// `width` neighbours at most one is not 0. `width` is 2 to 8. A.3.2: the window of algorithm 3, which slides
/// over the zeros, with the subtractions of algorithm 2.
using Digits = std::array<std::int8_t, 65>;
[[nodiscard]] Digits digits_of(Limb k, unsigned width);

/// Odd multiples of a point P: [d 2^(64 i)] P for each digit d > 0 (A.3.2, algorithm 3, steps a and b) and
/// for i from 0 to 3, so that a factor of 256 bits is four of 64 bits. Takes 256 2^(width - 2) bytes. Never
/// changes.
class Multiples {
 public:
  Multiples(const Affine& p, unsigned width);
  [[nodiscard]] unsigned width() const { return width_; }
  /// [digit 2^(64 i)] P; the digit is not 0.
  [[nodiscard]] Affine at(std::size_t i, int digit) const;

 private:
  const unsigned width_;
  std::vector<Affine> points_;  // for each i those of all digits
};

/// [k] P + [l] Q.
[[nodiscard]] Jacobian sum_of_multiples(const Number& k, const Multiples& p, const Number& l,
                                        const Multiples& q);

}  // namespace credence::sm2
