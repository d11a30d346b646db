// SPDX-License-Identifier: Apache-2.0
// The steps of GB/T 32918.2-2016, 7.1, over our own arithmetic (sm2_field.h, sm2_point.h), each beside its
// code. Of these files nothing signs: what they are given is public, and none of it is kept secret by them.
#include "ledger/primitives/sm2_verify.h"

#include "ledger/primitives/sm2_point.h"

namespace credence::sm2 {
namespace {

// Wider tables of keys take more memory and save nothing once there are hundreds of keys.
constexpr unsigned kWidthOfKeys = 5;  // 2 KiB a key
constexpr unsigned kWidthOfG = 8;     // 16 KiB, once

/// Made at the first use and never changed: all threads read it.
const Multiples& multiples_of_g() {
  static const Multiples multiples(base_point(), kWidthOfG);
  return multiples;
}

/// [1, n - 1].
bool in_range(const Number& number) { return !is_zero(number) && less(number, kN); }

/// Whether x is the coordinate x / z^2 of a point other than O.
bool has_x(const Jacobian& point, const Number& x) { return Element::of(x) * squared(point.z) == point.x; }

class OwnChecker final : public Checker {
 public:
  explicit OwnChecker(const Affine& key) : key_(key), multiples_(key, kWidthOfKeys) {}

  std::array<Hash32, 2> coordinates() const override {
    return {octets_of(key_.x.number()), octets_of(key_.y.number())};
  }

  bool holds(const Hash32& e, const Signature& signature) const override {
    const Number r = number_of(BytesView(signature.bytes).first(32));  // B5: r' and s' as integers
    const Number s = number_of(BytesView(signature.bytes).last(32));
    if (!in_range(r)) return false;                                               // B1
    if (!in_range(s)) return false;                                               // B2
    const Number t = add_mod(r, s, kN);                                           // B5
    if (is_zero(t)) return false;                                                 // B5
    const Jacobian point = sum_of_multiples(s, multiples_of_g(), t, multiples_);  // B6
    if (point.z.is_zero()) return false;                                          // O has no x1'
    // B7: R = (e' + x1') mod n is r', so that x1' is (r' - e') mod n or that number and n: n < p < 2 n.
    const Number least = subtract_mod(r, below(kN, number_of(e.view()), 0), kN);  // e' < 2^256 < 2 n
    if (has_x(point, least)) return true;
    Limb carry = 0;
    const Number other = add(least, kN, carry);
    return carry == 0 && less(other, kP) && has_x(point, other);
  }

 private:
  const Affine key_;
  const Multiples multiples_;
};

}  // namespace

std::unique_ptr<const Checker> own_checker(const PublicKey& key) {
  const auto point = point_of(key.bytes);
  if (!point) return nullptr;
  return std::make_unique<const OwnChecker>(*point);
}

}  // namespace credence::sm2
