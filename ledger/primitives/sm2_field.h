// SPDX-License-Identifier: Apache-2.0
// Numbers of 256 bits, and the field F_p of SM2's curve (GB/T 32918.1-2016, 3.1.2; p: GB/T 32918.5-2017).
// Internal to ledger/primitives.
//
// For checking signatures alone. What a function does depends on the numbers that it is given, and so does
// the time that it takes: no secret may ever come here. Everything is total, also at compile time: no value
// is undefined behaviour, and nothing fails.
#pragma once

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include <optional>

#include "ledger/primitives/bytes.h"

namespace credence::sm2 {

using Limb = std::uint64_t;
using TwoLimbs = unsigned __int128;

/// From 0 to 2^256 - 1: four digits to the base 2^64, the lowest first.
using Number = std::array<Limb, 4>;

/// 4.2.3: octets to an integer. Exactly 32.
[[nodiscard]] constexpr Number number_of(BytesView octets) {
  Number out{};
  for (std::size_t i = 0; i < 32; ++i)
    out[3 - i / 8] = out[3 - i / 8] << 8 | std::to_integer<Limb>(octets[i]);
  return out;
}
/// 4.2.2: an integer to octets.
[[nodiscard]] constexpr Hash32 octets_of(const Number& number) {
  Hash32 out;
  for (std::size_t i = 0; i < 32; ++i)
    out.bytes[i] = static_cast<std::byte>(number[3 - i / 8] >> (56 - 8 * (i % 8)));
  return out;
}
/// As the norm prints it: 64 hexadecimal digits, in capitals.
[[nodiscard]] consteval Number number_of(std::string_view digits) {
  Number out{};
  for (std::size_t i = 0; i < 64; ++i) {
    const char digit = digits.at(i);
    out[3 - i / 16] = out[3 - i / 16] << 4 | static_cast<Limb>(digit <= '9' ? digit - '0' : digit - 'A' + 10);
  }
  return out;
}
[[nodiscard]] constexpr bool is_zero(const Number& a) { return (a[0] | a[1] | a[2] | a[3]) == 0; }

// GB/T 32918.5-2017, the recommended curve: y^2 = x^3 + a x + b over F_p with a = p - 3, and n points.
inline constexpr Number kP = number_of("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF00000000FFFFFFFFFFFFFFFF");
inline constexpr Number kN = number_of("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");

/// a b + c + carry, which is below 2^128.
[[nodiscard, gnu::always_inline]] constexpr Limb multiply(Limb a, Limb b, Limb c, Limb& carry) {
  const TwoLimbs product = TwoLimbs{a} * b + c + carry;
  carry = static_cast<Limb>(product >> 64);
  return static_cast<Limb>(product);
}
[[nodiscard]] constexpr TwoLimbs low_half(const Number& a) { return TwoLimbs{a[1]} << 64 | a[0]; }
[[nodiscard]] constexpr TwoLimbs high_half(const Number& a) { return TwoLimbs{a[3]} << 64 | a[2]; }
[[nodiscard]] constexpr Number of_halves(TwoLimbs low, TwoLimbs high) {
  return {static_cast<Limb>(low), static_cast<Limb>(low >> 64), static_cast<Limb>(high),
          static_cast<Limb>(high >> 64)};
}

// Sums and differences of four digits. Portable code is all that is needed; of its carries g++ 12 makes
// checks that take a quarter longer, so where there is an instruction for them it is named. What is computed
// at compile time is computed by the portable form, which the tests hold against the other.

/// a + b; carry is 0 or 1 afterwards.
[[nodiscard]] constexpr Number add_portably(const Number& a, const Number& b, Limb& carry) {
  TwoLimbs low = 0, high = 0, sum = 0;
  const bool carried = __builtin_add_overflow(low_half(a), low_half(b), &low);
  const bool first = __builtin_add_overflow(high_half(a), high_half(b), &high);
  const bool second = __builtin_add_overflow(high, TwoLimbs{carried}, &sum);
  carry = Limb{first} | Limb{second};
  return of_halves(low, sum);
}
/// a - b; borrow is 0 or 1 afterwards.
[[nodiscard]] constexpr Number subtract_portably(const Number& a, const Number& b, Limb& borrow) {
  TwoLimbs low = 0, high = 0, rest = 0;
  const bool borrowed = __builtin_sub_overflow(low_half(a), low_half(b), &low);
  const bool first = __builtin_sub_overflow(high_half(a), high_half(b), &high);
  const bool second = __builtin_sub_overflow(high, TwoLimbs{borrowed}, &rest);
  borrow = Limb{first} | Limb{second};
  return of_halves(low, rest);
}
[[nodiscard, gnu::always_inline]] constexpr Number add(const Number& a, const Number& b, Limb& carry) {
#ifdef __x86_64__
  if !consteval {
    unsigned long long s0 = 0, s1 = 0, s2 = 0, s3 = 0;
    unsigned char c = _addcarry_u64(0, a[0], b[0], &s0);
    c = _addcarry_u64(c, a[1], b[1], &s1);
    c = _addcarry_u64(c, a[2], b[2], &s2);
    carry = _addcarry_u64(c, a[3], b[3], &s3);
    return {s0, s1, s2, s3};
  }
#endif
  return add_portably(a, b, carry);
}
[[nodiscard, gnu::always_inline]] constexpr Number subtract(const Number& a, const Number& b, Limb& borrow) {
#ifdef __x86_64__
  if !consteval {
    unsigned long long d0 = 0, d1 = 0, d2 = 0, d3 = 0;
    unsigned char c = _subborrow_u64(0, a[0], b[0], &d0);
    c = _subborrow_u64(c, a[1], b[1], &d1);
    c = _subborrow_u64(c, a[2], b[2], &d2);
    borrow = _subborrow_u64(c, a[3], b[3], &d3);
    return {d0, d1, d2, d3};
  }
#endif
  return subtract_portably(a, b, borrow);
}
[[nodiscard]] constexpr bool less(const Number& a, const Number& b) {
  Limb borrow = 0;
  static_cast<void>(subtract(a, b, borrow));
  return borrow == 1;
}

/// (carry 2^256 + a) mod m, of what is below 2 m.
[[nodiscard, gnu::always_inline]] constexpr Number below(const Number& m, const Number& a, Limb carry) {
  Limb borrow = 0;
  const Number reduced = subtract(a, m, borrow);
  const Limb keep = carry - borrow;  // all ones where a alone is below m, else zero
  return {(a[0] & keep) | (reduced[0] & ~keep), (a[1] & keep) | (reduced[1] & ~keep),
          (a[2] & keep) | (reduced[2] & ~keep), (a[3] & keep) | (reduced[3] & ~keep)};
}
/// (a + b) mod m, of a and b below m.
[[nodiscard, gnu::always_inline]] constexpr Number add_mod(const Number& a, const Number& b,
                                                           const Number& m) {
  Limb carry = 0;
  const Number sum = add(a, b, carry);
  return below(m, sum, carry);
}
/// (a - b) mod m, of a and b below m.
[[nodiscard, gnu::always_inline]] constexpr Number subtract_mod(const Number& a, const Number& b,
                                                                const Number& m) {
  Limb borrow = 0, carry = 0;
  const Number difference = subtract(a, b, borrow);
  const Limb mask = Limb{0} - borrow;
  return add(difference, {m[0] & mask, m[1] & mask, m[2] & mask, m[3] & mask}, carry);
}

/// An element x of F_p, kept as x 2^256 mod p (Montgomery's form).
class Element {
 public:
  constexpr Element() = default;  // 0
  /// Of a number below p (4.2.7 refuses others).
  [[nodiscard]] static constexpr Element of(const Number& x) {
    return Element(x) * Element(kSquareOfTheRadix);
  }
  /// 4.2.8: the element as an integer, below p.
  [[nodiscard]] constexpr Number number() const { return reduced({v_[0], v_[1], v_[2], v_[3], 0, 0, 0, 0}); }
  [[nodiscard]] constexpr bool is_zero() const { return sm2::is_zero(v_); }
  constexpr bool operator==(const Element&) const = default;

  [[nodiscard]] friend constexpr Element operator+(const Element& a, const Element& b) {
    return Element(add_mod(a.v_, b.v_, kP));
  }
  [[nodiscard]] friend constexpr Element operator-(const Element& a, const Element& b) {
    return Element(subtract_mod(a.v_, b.v_, kP));
  }
  [[nodiscard, gnu::always_inline]] friend constexpr Element operator*(const Element& a, const Element& b) {
    return Element(reduced(product(a.v_, b.v_)));
  }
  [[nodiscard, gnu::always_inline]] friend constexpr Element squared(const Element& a) {
    return Element(reduced(square(a.v_)));
  }

 private:
  using Product = std::array<Limb, 8>;
  constexpr explicit Element(const Number& v) : v_(v) {}

  /// a b, row by row.
  [[nodiscard, gnu::always_inline]] static constexpr Product product(const Number& a, const Number& b) {
    Product t{};
    Limb c0 = 0, c1 = 0, c2 = 0, c3 = 0;
    t[0] = multiply(a[0], b[0], 0, c0);
    t[1] = multiply(a[1], b[0], 0, c0);
    t[2] = multiply(a[2], b[0], 0, c0);
    t[3] = multiply(a[3], b[0], 0, c0);
    t[1] = multiply(a[0], b[1], t[1], c1);
    t[2] = multiply(a[1], b[1], t[2], c1);
    t[3] = multiply(a[2], b[1], t[3], c1);
    t[4] = multiply(a[3], b[1], c0, c1);
    t[2] = multiply(a[0], b[2], t[2], c2);
    t[3] = multiply(a[1], b[2], t[3], c2);
    t[4] = multiply(a[2], b[2], t[4], c2);
    t[5] = multiply(a[3], b[2], c1, c2);
    t[3] = multiply(a[0], b[3], t[3], c3);
    t[4] = multiply(a[1], b[3], t[4], c3);
    t[5] = multiply(a[2], b[3], t[5], c3);
    t[6] = multiply(a[3], b[3], c2, c3);
    t[7] = c3;
    return t;
  }
  /// a a: the products of two different digits once, doubled, and the squares of the digits added.
  [[nodiscard, gnu::always_inline]] static constexpr Product square(const Number& a) {
    Limb c = 0, d = 0, carry = 0;
    const Limb u1 = multiply(a[0], a[1], 0, c), u2 = multiply(a[0], a[2], 0, c),
               v3 = multiply(a[0], a[3], 0, c), v4 = c;
    const Limb u3 = multiply(a[1], a[2], v3, d), w4 = multiply(a[1], a[3], v4, d), w5 = d;
    Limb e = 0;
    const Limb u4 = w4, u5 = multiply(a[2], a[3], w5, e), u6 = e;
    Product t{};
    t[0] = multiply(a[0], a[0], 0, carry);
    const auto digit = [&carry](Limb doubled) {
      const TwoLimbs sum = TwoLimbs{doubled} + carry;
      carry = static_cast<Limb>(sum >> 64);
      return static_cast<Limb>(sum);
    };
    t[1] = digit(u1 << 1);
    t[2] = multiply(a[1], a[1], u2 << 1 | u1 >> 63, carry);
    t[3] = digit(u3 << 1 | u2 >> 63);
    t[4] = multiply(a[2], a[2], u4 << 1 | u3 >> 63, carry);
    t[5] = digit(u5 << 1 | u4 >> 63);
    t[6] = multiply(a[3], a[3], u6 << 1 | u5 >> 63, carry);
    t[7] = (u6 >> 63) + carry;
    return t;
  }
  /// t / 2^256 mod p, of t below 2^256 p (Montgomery's reduction). p is -1 mod 2^64, so that t + t[0] p is a
  /// multiple of 2^64, and that quotient is the rest of t and t[0] v where v = (p + 1) / 2^64: four times.
  [[nodiscard, gnu::always_inline]] static constexpr Number reduced(Product t) {
    constexpr Limb v0 = kP[1] + 1, v1 = kP[2], v2 = kP[3];  // kP[0] + 1 is 2^64
    Limb top = 0;
#pragma GCC unroll 4
    for (std::size_t i = 0; i < 4; ++i) {
      const Limb m = t[i];
      Limb carry = 0;
      t[i + 1] = multiply(m, v0, t[i + 1], carry);
      t[i + 2] = multiply(m, v1, t[i + 2], carry);
      t[i + 3] = multiply(m, v2, t[i + 3], carry);
      const TwoLimbs last = TwoLimbs{t[i + 4]} + carry + top;
      t[i + 4] = static_cast<Limb>(last);
      top = static_cast<Limb>(last >> 64);
    }
    return below(kP, {t[4], t[5], t[6], t[7]}, top);
  }
  /// 2^512 mod p: 512 times doubled.
  static constexpr Number kSquareOfTheRadix = [] {
    Number out{1, 0, 0, 0};
    for (int i = 0; i < 512; ++i) out = add_mod(out, out, kP);
    return out;
  }();

  Number v_{};
};

inline constexpr Element kOne = Element::of({1, 0, 0, 0});

/// B.1.1: g^e, four bits of e at a time.
[[nodiscard]] Element power(const Element& g, const Number& e);
/// B.1.2: g^(p - 2); 0 of 0.
[[nodiscard]] Element inverse(const Element& g);
/// B.1.4, algorithm 1: one of the two roots, or nothing.
[[nodiscard]] std::optional<Element> square_root(const Element& g);

}  // namespace credence::sm2
