// SPDX-License-Identifier: Apache-2.0
// Our own checks of SM2: the norm's example, the edges by name, and agreement with OpenSSL (much more of
// that: ./dev bench sm2 --agree).
#include "ledger/primitives/sm2_verify.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "ledger/primitives/key_cache.h"
#include "ledger/primitives/sm2_point.h"
#include "tests/support/sm2_agreement.h"

namespace credence::sm2 {
namespace {

constexpr Number kZero{}, k1{1, 0, 0, 0};

constexpr Number minus(const Number& a, const Number& b) {
  Limb borrow = 0;
  return subtract(a, b, borrow);
}
constexpr Number plus(const Number& a, const Number& b) {
  Limb carry = 0;
  return add(a, b, carry);
}
constexpr Number small(Limb value) { return {value, 0, 0, 0}; }
constexpr Number kMax = minus(kZero, k1);

Signature signature_of(const Number& r, const Number& s) {
  Signature out{Suite::sm2_sm3, {}};
  std::ranges::copy(octets_of(r).bytes, out.bytes.begin());
  std::ranges::copy(octets_of(s).bytes, out.bytes.begin() + 32);
  return out;
}

PublicKey key_of(const Affine& point) {
  PublicKey out{Suite::sm2_sm3, {}};
  out.bytes[0] = std::byte{2} | static_cast<std::byte>(point.y.number()[0] & 1);
  std::ranges::copy(octets_of(point.x.number()).bytes, out.bytes.begin() + 1);
  return out;
}

Jacobian sum(const Number& k, const Number& l, const Affine& q) {
  return sum_of_multiples(k, Multiples(base_point(), 8), l, Multiples(q, 5));
}
Affine affine(const Jacobian& point) { return affine_of(std::span(&point, 1)).front(); }
Affine multiple_of_g(const Number& k) { return affine(sum(k, kZero, base_point())); }

/// Both say the same, whatever it is.
bool holds(const Affine& key, const Number& e, const Number& r, const Number& s) {
  const auto own = own_checker(key_of(key)), openssl = openssl_checker(key_of(key));
  const bool answer = own->holds(octets_of(e), signature_of(r, s));
  EXPECT_EQ(answer, openssl->holds(octets_of(e), signature_of(r, s)));
  return answer;
}

/// The digest of which (t - s, s) is the key's signature.
Number digest_of(const Affine& key, const Number& s, const Number& t) {
  const Number x = affine(sum(s, t, key)).x.number();
  return subtract_mod(subtract_mod(t, s, kN), below(kN, x, 0), kN);
}

// ---- the norm ---------------------------------------------------------------------------------------------

/// GB/T 32918.5-2017, A.2, by its intermediate values.
TEST(SuiteSm2Own, TheExampleOfTheNormStepByStep) {
  const Affine key = {
      Element::of(number_of("09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020")),
      Element::of(number_of("CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13"))};
  const Number e = number_of("F0B43E94BA45ACCAACE692ED534382EB17E6AB5A19CE7B31F4486FDFC0D28640"),
               r = number_of("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"),
               s = number_of("B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"),
               t = number_of("A756E53127F3F43B851C47CFEEFD9E43A2D133CA258EF4EA73FBF4683ACDA13A"),
               x1 = number_of("04EBFC718E8D1798620432268E77FEB6415E2EDE0E073C0F4F640ECD2E149A73");
  EXPECT_EQ(multiple_of_g(number_of("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8")),
            key);
  EXPECT_EQ(point_of(key_of(key).bytes), key);
  EXPECT_EQ(own_checker(key_of(key))->coordinates(),
            (std::array{octets_of(key.x.number()), octets_of(key.y.number())}));
  EXPECT_EQ(add_mod(r, s, kN), t);
  EXPECT_EQ(affine(sum(s, t, key)).x.number(), x1);
  EXPECT_TRUE(holds(key, e, r, s));
}

/// B1, B2.
TEST(SuiteSm2Own, RAndSOutsideOneToNLessOneAreRefused) {
  const Affine key = multiple_of_g(small(7));
  // With t = r + s as it is, the signature would be good if the number were taken mod n.
  for (const Number& out : {kZero, kN, plus(kN, k1), kP, minus(kP, k1), plus(kP, k1), kMax}) {
    const Number residue = below(kN, out, 0);
    const Number other = small(99), t = add_mod(residue, other, kN);
    const Number x = affine(sum(other, t, key)).x.number();
    EXPECT_FALSE(holds(key, subtract_mod(residue, below(kN, x, 0), kN), out, other));
    const Number as_s = affine(sum(residue, t, key)).x.number();
    EXPECT_FALSE(holds(key, subtract_mod(other, below(kN, as_s, 0), kN), other, out));
  }
  for (const Number& in : {k1, small(2), minus(kN, k1), minus(kN, small(2))})
    for (const Number& t : {k1, small(3), minus(kN, k1), minus(kN, small(5))})
      EXPECT_EQ(holds(key, t == in ? k1 : digest_of(key, in, t), subtract_mod(t, in, kN), in), t != in);
}

/// B5.
TEST(SuiteSm2Own, RPlusSEqualToNIsRefused) {
  const Affine key = multiple_of_g(small(7));
  for (const Number& s : {k1, small(99), minus(kN, k1)}) {
    const Number x = affine(sum(s, kZero, key)).x.number(), r = minus(kN, s);
    EXPECT_FALSE(holds(key, subtract_mod(r, below(kN, x, 0), kN), r, s)) << "t = 0, though x1' fits";
  }
}

/// B6: [s] G + [t] P is O.
TEST(SuiteSm2Own, ASumThatIsOIsRefused) {
  for (const Limb d : std::initializer_list<Limb>{1, 2, 3, 15, 16, 17})
    for (const Number& t : {k1, small(1000), minus(kN, k1)}) {
      const Affine key = multiple_of_g(small(d));
      Number s = kZero;
      for (Limb i = 0; i < d; ++i) s = subtract_mod(s, t, kN);
      EXPECT_TRUE(sum(s, t, key).z.is_zero());
      for (const Number& e : {kZero, k1, subtract_mod(t, s, kN), kMax})
        EXPECT_FALSE(holds(key, e, subtract_mod(t, s, kN), s));
    }
}

/// A key under which (r, s) with r + s = 1 is a good signature of e whose x1' is the given one: P = R - [s]
/// G.
struct Made {
  Affine key;
  Number r, s;
};
std::optional<Made> made(const Number& e, const Number& x) {
  PublicKey octets{Suite::sm2_sm3, {std::byte{2}}};
  std::ranges::copy(octets_of(x).bytes, octets.bytes.begin() + 1);
  const auto point = point_of(octets.bytes);
  if (!point) return std::nullopt;
  const Number r = add_mod(below(kN, e, 0), below(kN, x, 0), kN), s = subtract_mod(k1, r, kN);
  return Made{affine(sum(subtract_mod(kZero, s, kN), k1, *point)), r, s};
}

/// B7: e' is any number of 256 bits, and x1' any below p, which is above n.
TEST(SuiteSm2Own, EveryEAndEveryXAreTakenModN) {
  int below_n = 0, above = 0;
  for (const Number& base :
       {kZero, small(1000), minus(kN, small(12)), kN, plus(kN, {0, 1, 0, 0}), minus(kP, small(12)),
        number_of(std::string_view("8000000000000000000000000000000000000000000000000000000000000000"))})
    for (Limb i = 0; i < 12; ++i)
      for (const Number& e : {kZero, minus(kN, k1), kN, plus(kN, k1), kP, kMax}) {
        const Number x = plus(base, small(i));
        const auto m = made(e, x);
        if (!m || is_zero(m->r) || is_zero(m->s)) continue;
        ++(less(x, kN) ? below_n : above);
        EXPECT_TRUE(holds(m->key, e, m->r, m->s)) << octets_of(x).hex() << ' ' << octets_of(e).hex();
        for (const Number& other : {plus(e, k1), minus(e, k1), subtract_mod(m->r, x, kP)})
          EXPECT_EQ(holds(m->key, other, m->r, m->s), below(kN, other, 0) == below(kN, e, 0))
              << octets_of(x).hex() << ' ' << octets_of(other).hex();
      }
  EXPECT_GT(below_n, 80);
  EXPECT_GT(above, 80);
}

/// The multiples of such keys are among those of G, so that equal and opposite points are added.
TEST(SuiteSm2Own, KeysAmongTheMultiplesOfG) {
  const auto keys = {k1, small(2), small(3), small(15), Number{0, 1, 0, 0}, Number{0, 0, 0, 5}};
  const auto factors = {k1,
                        small(2),
                        small(3),
                        small(16),
                        small(31),
                        minus({0, 1, 0, 0}, k1),
                        Number{1, 1, 1, 1},
                        Number{0, 0, 0, 7},
                        minus(kN, k1),
                        minus(kN, small(3))};
  int good = 0, none = 0;
  for (const Number& d : keys)
    for (const Affine& key : {multiple_of_g(d), negative(multiple_of_g(d))})
      for (const Number& s : factors)
        for (const Number& t : factors) {
          const Number r = subtract_mod(t, s, kN);
          if (sum(s, t, key).z.is_zero() || is_zero(r)) {
            EXPECT_FALSE(holds(key, k1, r, s));
            ++none;
          } else {
            EXPECT_TRUE(holds(key, digest_of(key, s, t), r, s));
            EXPECT_FALSE(holds(key, plus(digest_of(key, s, t), k1), r, s));
            ++good;
          }
        }
  EXPECT_GT(good, 900);
  EXPECT_GT(none, 120);
}

// ---- points -----------------------------------------------------------------------------------------------

TEST(SuiteSm2Own, TheRulesOfAdditionOneByOne) {
  const Affine g = base_point();
  const Jacobian o{}, once{g.x, g.y, kOne};
  EXPECT_TRUE(doubled(o).z.is_zero()) << "O + O";
  EXPECT_EQ(affine(add(o, g)), g) << "O + P";
  EXPECT_TRUE(add(once, negative(g)).z.is_zero()) << "P - P";
  EXPECT_EQ(affine(add(once, g)), affine(doubled(once))) << "P + P";
  EXPECT_EQ(affine(add(doubled(once), negative(g))), g) << "2 P - P";
  const Element z = Element::of(small(12345));
  const Jacobian other{g.x * squared(z), g.y * (squared(z) * z), z};
  EXPECT_EQ(affine(add(other, g)), affine(doubled(once))) << "P + P by another z";
  EXPECT_TRUE(add(other, negative(g)).z.is_zero()) << "P - P by another z";
}

TEST(SuiteSm2Own, TheOrderOfGIsN) {
  const Affine g = base_point();
  EXPECT_EQ(multiple_of_g(k1), g);
  EXPECT_EQ(multiple_of_g(minus(kN, k1)), negative(g));
  EXPECT_TRUE(sum(kN, kZero, g).z.is_zero());
  EXPECT_TRUE(sum(kZero, kN, g).z.is_zero());
  EXPECT_TRUE(sum(kZero, kZero, g).z.is_zero());
  EXPECT_TRUE(sum(minus(kN, small(5)), small(5), g).z.is_zero());
  EXPECT_EQ(multiple_of_g(plus(kN, k1)), g);
  EXPECT_EQ(affine(sum(kMax, kMax, g)), affine(sum(below(kN, kMax, 0), below(kN, kMax, 0), g)));
}

TEST(SuiteSm2Own, DigitsAreOddAndApartAndTheirSumIsTheNumber) {
  std::mt19937_64 random(3);
  std::vector<Limb> numbers = {
      0, 1, 2, 3, ~Limb{0}, Limb{1} << 63, (Limb{1} << 63) - 1, 0xaaaaaaaaaaaaaaaa, 0xf0f0f0f0f0f0f0f0};
  for (unsigned i = 0; i < 64; ++i)
    numbers.insert(numbers.end(), {Limb{1} << i, 0 - (Limb{1} << i), random(), random() >> i});
  for (unsigned width = 2; width <= 8; ++width)
    for (const Limb number : numbers) {
      const Digits digits = digits_of(number, width);
      TwoLimbs value = 0;
      for (std::size_t i = 0; i < digits.size(); ++i) {
        value += static_cast<TwoLimbs>(static_cast<__int128>(digits[i])) << i;
        if (digits[i] == 0) continue;
        ASSERT_EQ(digits[i] & 1, 1);
        ASSERT_LT(std::abs(digits[i]), 1 << (width - 1));
        for (std::size_t k = i + 1; k < std::min(i + width, digits.size()); ++k)
          ASSERT_EQ(digits[k], 0) << number;
      }
      ASSERT_EQ(static_cast<Limb>(value), number) << width;
      ASSERT_EQ(static_cast<Limb>(value >> 64), 0u) << width;
    }
}

TEST(SuiteSm2Own, WhatIsNoPointIsNoKey) {
  int points = 0, none = 0;
  for (const Number& base : {kZero, minus(kN, small(8)), minus(kP, small(8)), kP, minus(kZero, small(16))})
    for (Limb i = 0; i < 16; ++i)
      for (const int head : {0, 1, 2, 3, 4, 5, 6, 7, 0x82, 255}) {
        PublicKey key{Suite::sm2_sm3, {static_cast<std::byte>(head)}};
        std::ranges::copy(octets_of(plus(base, small(i))).bytes, key.bytes.begin() + 1);
        const auto own = own_checker(key), openssl = openssl_checker(key);
        ASSERT_EQ(own == nullptr, openssl == nullptr) << key.hex();
        ++(own ? points : none);
        if (!own) continue;
        EXPECT_EQ(own->coordinates(), openssl->coordinates());
        EXPECT_EQ(point_of(key.bytes)->y.number()[0] & 1, static_cast<Limb>(head) & 1);
        EXPECT_TRUE(less(plus(base, small(i)), kP));
      }
  EXPECT_GT(points, 20);
  EXPECT_GT(none, 600);
}

// ---- OpenSSL ----------------------------------------------------------------------------------------------

void expect_agreement(const Agreement& agreement, std::size_t kinds) {
  EXPECT_EQ(agreement.compared.size(), kinds) << "a kind was never met";
  EXPECT_TRUE(agreement.differences.empty()) << testing::PrintToString(agreement.differences);
  for (const auto& [kind, count] : agreement.compared)
    testing::Test::RecordProperty(kind, std::to_string(count));
}

TEST(SuiteSm2Agrees, OnNumbers) {
  Agreement agreement;
  compare_numbers(1, 20'000, agreement);
  expect_agreement(agreement, 11);
}

TEST(SuiteSm2Agrees, OnPoints) {
  Agreement agreement;
  compare_points(2, 10'000, agreement);
  expect_agreement(agreement, 5);
}

TEST(SuiteSm2Agrees, OnSignaturesAlongLines) {
  Agreement agreement;
  compare_along_lines(3, 20'000, 100, agreement);
  expect_agreement(agreement, 5);
  EXPECT_GT(agreement.accepted, 8'000u);
  EXPECT_GT(agreement.refused, 8'000u);
}

TEST(SuiteSm2Agrees, OnWhatWasMadeToBeHard) {
  Agreement agreement;
  compare_crafted(4, 2'000, agreement);
  expect_agreement(agreement, 15);
  EXPECT_GT(agreement.accepted, 500u);
}

}  // namespace
}  // namespace credence::sm2
