// SPDX-License-Identifier: Apache-2.0
#include "tests/support/sm2_agreement.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>

#include <memory>
#include <random>

#include "ledger/primitives/curve.h"
#include "ledger/primitives/freed.h"
#include "ledger/primitives/sm2_point.h"
#include "ledger/primitives/sm2_verify.h"

namespace credence::sm2 {
namespace {

constexpr std::size_t kDifferencesMax = 20;

using Big = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;

void done(int answer) { CREDENCE_ASSERT(answer == 1); }

Big big() { return Big(BN_new()); }
Big big(const Number& number) { return Big(BN_bin2bn(raw(octets_of(number).bytes.data()), 32, nullptr)); }
Number number(const Big& value) {
  Hash32 octets;
  CREDENCE_ASSERT(BN_bn2binpad(value.get(), raw(octets.bytes.data()), 32) == 32);
  return number_of(octets.view());
}
std::string hex(const Number& value) { return octets_of(value).hex(); }

/// OpenSSL's side.
struct Reference {
  std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>> group{EC_GROUP_new_by_curve_name(NID_sm2)};
  std::unique_ptr<BN_CTX, Freed<BN_CTX_free>> context{BN_CTX_new()};
  Big p = big(kP), n = big(kN);

  Point point() const { return Point(EC_POINT_new(group.get())); }
  /// [k] G + [l] q.
  Point sum(const Number& k, const Point& q, const Number& l) const {
    Point out = point();
    done(EC_POINT_mul(group.get(), out.get(), big(k).get(), q.get(), q ? big(l).get() : nullptr,
                      context.get()));
    return out;
  }
  void add(Point& to, const Point& q) const {
    done(EC_POINT_add(group.get(), to.get(), to.get(), q.get(), context.get()));
  }
  bool is_o(const Point& q) const { return EC_POINT_is_at_infinity(group.get(), q.get()) == 1; }
  /// Of a point other than O.
  Affine affine(const Point& q) const {
    const Big x = big(), y = big();
    done(EC_POINT_get_affine_coordinates(group.get(), q.get(), x.get(), y.get(), context.get()));
    return {Element::of(number(x)), Element::of(number(y))};
  }
  PublicKey key(const Point& q) const {
    PublicKey out{Suite::sm2_sm3, {}};
    CREDENCE_ASSERT(EC_POINT_point2oct(group.get(), q.get(), POINT_CONVERSION_COMPRESSED,
                                       raw(out.bytes.data()), out.bytes.size(),
                                       context.get()) == out.bytes.size());
    return out;
  }
  /// Null: no point has this x.
  Point with_x(const Number& x, int y_bit) const {
    Point out = point();
    ERR_set_mark();
    const int good =
        EC_POINT_set_compressed_coordinates(group.get(), out.get(), big(x).get(), y_bit, context.get());
    ERR_pop_to_mark();
    if (good != 1) return nullptr;
    return out;
  }
  template <auto Operation>
  Number mod(const Number& a, const Number& b, const Big& m) const {
    const Big out = big();
    done(Operation(out.get(), big(a).get(), big(b).get(), m.get(), context.get()));
    return number(out);
  }
  Number plus(const Number& a, const Number& b) const { return mod<BN_mod_add>(a, b, n); }
  Number minus(const Number& a, const Number& b) const { return mod<BN_mod_sub>(a, b, n); }
  Number times(const Number& a, const Number& b) const { return mod<BN_mod_mul>(a, b, n); }
};

/// Numbers of 256 bits: half of them random, the others near a bound, or of digits at which carries go far.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed) {}
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  Number random() { return {random_(), random_(), random_(), random_()}; }
  Number any() {
    switch (below(4)) {
      case 0:
        return {digit(), digit(), digit(), digit()};
      case 1:
        return near(kBounds[below(kBounds.size())]);
      default:
        return random();
    }
  }
  Number any(const Number& m) { return sm2::below(m, any(), 0); }  // 2^256 < 2 n < 2 p

 private:
  static constexpr std::array<Number, 9> kBounds = {
      Number{},
      kN,
      kP,
      {0, 1, 0, 0},
      {0, 0, 1, 0},
      {0, 0, 0, 1},
      {0, 0, 0, Limb{1} << 63},
      {kN[0] >> 1 | kN[1] << 63, kN[1] >> 1 | kN[2] << 63, kN[2] >> 1 | kN[3] << 63, kN[3] >> 1},
      {kP[0] >> 1 | kP[1] << 63, kP[1] >> 1 | kP[2] << 63, kP[2] >> 1 | kP[3] << 63, kP[3] >> 1}};

  Number near(const Number& bound) {
    Limb carry = 0;
    const Number little = {below(4) == 0 ? random_() : below(32), 0, 0, 0};
    return below(2) == 0 ? sm2::add(bound, little, carry) : sm2::subtract(bound, little, carry);
  }
  Limb digit() {
    const Limb bit = Limb{1} << below(64);
    switch (below(8)) {
      case 0:
        return 0;
      case 1:
        return ~Limb{0};
      case 2:
        return bit;
      case 3:
        return bit - 1;
      case 4:
        return ~bit;
      case 5:
        return 0 - bit;
      case 6:
        return below(2) == 0 ? kP[below(4)] : kN[below(4)];
      default:
        return random_();
    }
  }
  std::mt19937_64 random_;
};

/// Counts, and keeps what differs.
template <class... Given>
void expect(Agreement& out, const char* kind, bool same, const Given&... given) {
  ++out.compared[kind];
  out.progress(1);
  if (same || out.differences.size() >= kDifferencesMax) return;
  std::string text = kind;
  ((text += ' ', text += given), ...);
  out.differences.push_back(text);
}

Signature signature_of(const Number& r, const Number& s) {
  Signature out{Suite::sm2_sm3, {}};
  std::ranges::copy(octets_of(r).bytes, out.bytes.begin());
  std::ranges::copy(octets_of(s).bytes, out.bytes.begin() + 32);
  return out;
}

/// A key that both have made ready.
struct Both {
  std::unique_ptr<const Checker> own, openssl;
  std::string key;

  Both(Agreement& out, const PublicKey& bytes)
      : own(own_checker(bytes)), openssl(openssl_checker(bytes)), key(bytes.hex()) {
    const bool same = own && openssl ? own->coordinates() == openssl->coordinates() : !own && !openssl;
    expect(out, own ? "keys" : "keys, refused", same, key);
  }
  explicit operator bool() const { return own && openssl; }
  void holds(Agreement& out, const char* kind, bool expected, const Hash32& e,
             const Signature& signature) const {
    expect(out, kind, own->holds(e, signature) == expected, key, e.hex(), signature.hex());
    ++(expected ? out.accepted : out.refused);
  }
  void holds(Agreement& out, const char* kind, const Hash32& e, const Signature& signature) const {
    holds(out, kind, openssl->holds(e, signature), e, signature);
  }
};

bool same(const Reference& reference, const Jacobian& own, const Point& theirs) {
  if (own.z.is_zero() || reference.is_o(theirs)) return own.z.is_zero() && reference.is_o(theirs);
  const Affine affine = reference.affine(theirs);
  const Element z2 = squared(own.z);
  return own.x == affine.x * z2 && own.y == affine.y * (z2 * own.z);
}

}  // namespace

void compare_numbers(std::uint64_t seed, std::uint64_t count, Agreement& out) {
  const Reference reference;
  const Big& p = reference.p;
  Draw draw(seed);
  for (std::uint64_t i = 0; i < count; ++i) {
    const Number a = draw.any(kP), b = draw.below(16) == 0 ? a : draw.any(kP);
    const Element x = Element::of(a), y = Element::of(b);
    const auto test = [&](const char* kind, const Number& own, const Number& theirs) {
      expect(out, kind, own == theirs, hex(a), hex(b));
    };
    test("field: +", (x + y).number(), reference.mod<BN_mod_add>(a, b, p));
    test("field: -", (x - y).number(), reference.mod<BN_mod_sub>(a, b, p));
    test("field: *", (x * y).number(), reference.mod<BN_mod_mul>(a, b, p));
    test("field: squared", squared(x).number(), reference.mod<BN_mod_mul>(a, a, p));
    if (i % 16 == 0) {
      const auto root = square_root(x);
      const bool residue = BN_kronecker(big(a).get(), p.get(), reference.context.get()) >= 0;
      test("field: root", root ? reference.mod<BN_mod_mul>(root->number(), root->number(), p) : Number{},
           residue ? a : Number{});
      if (!is_zero(a))
        test("field: inverse", reference.mod<BN_mod_mul>(inverse(x).number(), a, p), {1, 0, 0, 0});
    }
    const Number k = draw.any(), l = draw.any(), of_k = draw.any(kN), of_l = draw.any(kN);
    test("numbers: +", add_mod(of_k, of_l, kN), reference.plus(of_k, of_l));
    test("numbers: -", subtract_mod(of_k, of_l, kN), reference.minus(of_k, of_l));
    test("numbers: mod", below(kN, k, 0), reference.plus(k, {}));
    Limb carry = 0, same_carry = 0, borrow = 0, same_borrow = 0;
    const bool same = add(k, l, carry) == add_portably(k, l, same_carry) && carry == same_carry &&
                      subtract(k, l, borrow) == subtract_portably(k, l, same_borrow) && borrow == same_borrow;
    expect(out, "numbers: carries of both forms", same, hex(k), hex(l));
    expect(out, "numbers: <", less(k, l) == (BN_cmp(big(k).get(), big(l).get()) < 0), hex(k), hex(l));
  }
}

void compare_points(std::uint64_t seed, std::uint64_t count, Agreement& out) {
  const Reference reference;
  Draw draw(seed);
  Point theirs = reference.sum(draw.any(kN), nullptr, {}), other = reference.sum({5, 0, 0, 0}, nullptr, {});
  for (std::uint64_t i = 0; i < count; ++i) {
    if (i % 64 == 0) {
      theirs = reference.sum(draw.any(kN), nullptr, {});
      const Number k = draw.any(), l = draw.any(), d = draw.any(kN);
      const Point q = reference.sum(is_zero(d) ? Number{1, 0, 0, 0} : d, nullptr, {});
      const unsigned width = 2 + static_cast<unsigned>(draw.below(7));
      const Jacobian sum =
          sum_of_multiples(k, Multiples(base_point(), width), l, Multiples(reference.affine(q), 5));
      expect(out, "points: sum of multiples", same(reference, sum, reference.sum(k, q, l)), hex(k), hex(l),
             hex(d));
    }
    // The same point by another z.
    const Element z = Element::of({1 + draw.below(1000), draw.any()[1], 0, 0});
    Jacobian own{z, z, {}};  // O
    if (!reference.is_o(theirs)) {
      const Affine affine = reference.affine(theirs);
      own = {affine.x * squared(z), affine.y * (squared(z) * z), z};
    }
    const auto kind = draw.below(8);  // 0: equal, 1: opposite
    if (kind <= 1 && !reference.is_o(theirs)) {
      done(EC_POINT_copy(other.get(), theirs.get()));
      if (kind == 1) done(EC_POINT_invert(reference.group.get(), other.get(), reference.context.get()));
    }
    const Affine q = reference.affine(other);
    const std::string given = hex(own.x.number()) + " " + hex(own.y.number()) + " " + hex(own.z.number());
    const Jacobian twice = doubled(own), sum = add(own, q);
    Point doubled_theirs = reference.point();
    done(EC_POINT_dbl(reference.group.get(), doubled_theirs.get(), theirs.get(), reference.context.get()));
    expect(out, "points: doubled", same(reference, twice, doubled_theirs), given);
    reference.add(theirs, other);
    expect(out,
           kind == 0   ? "points: + equal"
           : kind == 1 ? "points: + opposite"
                       : "points: +",
           same(reference, sum, theirs), given, hex(q.x.number()), hex(q.y.number()));
    if (!reference.is_o(doubled_theirs)) other = std::move(doubled_theirs);
  }
}

void compare_along_lines(std::uint64_t seed, std::uint64_t count, std::uint64_t whole, Agreement& out) {
  constexpr unsigned kSteps = 250;  // of one line, two signatures each
  const Reference reference;
  Draw draw(seed);
  for (std::uint64_t i = 0; i < count;) {
    const Number d = draw.any(kN);
    if (is_zero(d)) continue;
    const Point p = reference.sum(d, nullptr, {});
    const Both both(out, reference.key(p));
    if (!both) return;
    const Number s_step = draw.any(kN), t_step = draw.any(kN);
    Number s = draw.any(kN), t = draw.any(kN);
    if (draw.below(4) == 0) {  // a line through s = 0, t = 0 or both, where the point is O
      const Number to_s = {draw.below(kSteps), 0, 0, 0};
      s = reference.minus({}, reference.times(to_s, s_step));
      if (draw.below(2) == 0) t = reference.minus({}, reference.times(to_s, t_step));
    }
    Point point = reference.sum(s, p, t);
    const Point step = reference.sum(s_step, p, t_step);
    for (unsigned k = 0; k < kSteps && i < count; ++k) {
      const Number r = reference.minus(t, s);
      const Signature signature = signature_of(r, s);
      const bool none = is_zero(r) || is_zero(s) || is_zero(t) || reference.is_o(point);
      const Number x = none ? Number{} : reference.affine(point).x.number();
      const Number good = reference.minus(r, x);
      Number bad = good;
      bad[draw.below(4)] ^= Limb{1} << draw.below(64);
      for (const Number& e : {good, bad}) {
        const bool expected = !none && reference.plus(e, x) == r;
        both.holds(out,
                   none       ? "lines: no signature"
                   : expected ? "lines: accepted"
                              : "lines: refused",
                   expected, octets_of(e), signature);
        if (++i % whole == 0)
          expect(out, "lines: EVP_PKEY_verify", both.openssl->holds(octets_of(e), signature) == expected,
                 both.key, hex(e), signature.hex());
      }
      s = reference.plus(s, s_step);
      t = reference.plus(t, t_step);
      reference.add(point, step);
    }
  }
}

namespace {

/// A key, and a signature (r = t - s, s) of e whose point is the given one: P = (point - [s] G) / t. None
/// where P is O.
struct Chosen {
  PublicKey key;
  Number e, r, s;
};
std::optional<Chosen> chosen(const Reference& reference, const Point& point, const Number& x, const Number& s,
                             const Number& t) {
  if (is_zero(t)) return std::nullopt;
  const Big of_t = big();
  CREDENCE_ASSERT(BN_mod_inverse(of_t.get(), big(t).get(), reference.n.get(), reference.context.get()) !=
                  nullptr);
  const Point p = reference.sum(reference.times(reference.minus({}, s), number(of_t)), point, number(of_t));
  if (reference.is_o(p)) return std::nullopt;
  const Number r = reference.minus(t, s);
  return Chosen{reference.key(p), reference.minus(r, x), r, s};
}

}  // namespace

void compare_crafted(std::uint64_t seed, std::uint64_t count, Agreement& out) {
  const Reference reference;
  Draw draw(seed);
  std::uint64_t made = 0;
  const auto whole = [&](const Both& both, const char* kind, const Number& e, const Number& r,
                         const Number& s) {
    ++made;
    both.holds(out, kind, octets_of(e), signature_of(r, s));
  };
  while (made < count) {
    // A point whose x is near a bound, also from n to p - 1, where R = e + x mod n is not e + x.
    const Number x = draw.any(kP), s = draw.any(kN), t = draw.any(kN);
    const Point point = reference.with_x(x, static_cast<int>(draw.below(2)));
    if (const auto c = point ? chosen(reference, point, x, s, t) : std::nullopt) {
      const Both both(out, c->key);
      if (!both) return;
      whole(both, less(x, kN) ? "crafted: x" : "crafted: x from n on", c->e, c->r, c->s);
      Limb carry = 0;
      const Number more = add(c->e, kN, carry);
      if (carry == 0) whole(both, "crafted: e from n on", more, c->r, c->s);
      whole(both, "crafted: e mod p", subtract_mod(c->r, x, kP), c->r, c->s);
      const bool of_r = draw.below(2) == 0;
      Number bad = of_r ? c->r : c->s;
      bad[draw.below(4)] ^= Limb{1} << draw.below(64);
      whole(both, "crafted: one bit", c->e, of_r ? bad : c->r, of_r ? c->s : bad);
      whole(both, "crafted: swapped", c->e, c->s, c->r);
      whole(both, "crafted: -r", c->e, reference.minus({}, c->r), c->s);
      whole(both, "crafted: -s", c->e, c->r, reference.minus({}, c->s));
    }
    // Any numbers at all, also out of range.
    const Number d = draw.any(kN);
    if (is_zero(d)) continue;
    const Both both(out, reference.key(reference.sum(d, nullptr, {})));
    if (!both) return;
    whole(both, "crafted: any r, s, e", draw.any(), draw.any(), draw.any());
    whole(both, "crafted: r + s = n", draw.any(), reference.minus({}, s), s);
    // [s] G + [t] P = O.
    const Number to_o = reference.minus({}, reference.times(t, d));
    whole(both, "crafted: O", draw.any(), reference.minus(t, to_o), to_o);
    // A key whose multiples are among those of G, and s and t that differ in one digit alone: equal and
    // opposite points meet.
    Number small{};
    small[draw.below(4)] = 1 + draw.below(16);
    const Number of_g = draw.below(2) == 0 ? small : reference.minus({}, small);
    const Both near_g(out, reference.key(reference.sum(of_g, nullptr, {})));
    if (!near_g) return;
    Number other = s;
    other[draw.below(4)] = draw.any()[0];
    other = below(kN, draw.below(2) == 0 ? other : reference.minus({}, other), 0);
    const Number r = reference.minus(other, s);
    if (!is_zero(s) && !is_zero(other) && !is_zero(r)) {
      const Point sum = reference.sum(s, reference.sum(of_g, nullptr, {}), other);
      const Number e =
          reference.is_o(sum) ? draw.any() : reference.minus(r, reference.affine(sum).x.number());
      whole(near_g, "crafted: multiples of G", e, r, s);
    }
    // Octets that may be no key.
    PublicKey octets{Suite::sm2_sm3, {}};
    octets.bytes[0] = static_cast<std::byte>(draw.below(4) == 0 ? draw.below(256) : 2 + draw.below(2));
    std::ranges::copy(octets_of(draw.any()).bytes, octets.bytes.begin() + 1);
    if (const Both any(out, octets); any)
      whole(any, "crafted: any key", draw.any(), draw.any(kN), draw.any(kN));
  }
}

}  // namespace credence::sm2
