// SPDX-License-Identifier: Apache-2.0
// SM2 signatures (GB/T 32918.2 over the curve of GB/T 32918.5): signing, and what a signature is of. Points
// and numbers are OpenSSL's, and so is one of the two ways to check (sm2_verify.h). Signing takes the steps
// of 6.1 with OpenSSL's numbers, because OpenSSL takes its nonces from a random source alone: here they are
// those of RFC 6979 with HMAC-SM3, as libgcrypt makes them too.
//
//   Z = SM3(0080 || "1234567812345678" || a || b || xG || yG || xA || yA)      e = SM3(Z || hash)
//   r = e + x(kG)                                                              s = (k - r d) / (1 + d)     mod n
#include <nettle/hmac.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#include "ledger/primitives/curve.h"
#include "ledger/primitives/freed.h"
#include "ledger/primitives/sm2_verify.h"

namespace credence {
namespace {

using Number = std::unique_ptr<BIGNUM, Freed<BN_clear_free>>;
using Numbers = std::unique_ptr<BN_CTX, Freed<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_clear_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using Pair = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

constexpr std::string_view kIdentity =
    "1234567812345678";  // of the norm, where two parties agreed on no other

/// A failed call leaves nothing in the thread's queue of errors.
class QuietErrors {
 public:
  QuietErrors() { ERR_set_mark(); }
  ~QuietErrors() { ERR_pop_to_mark(); }
  QuietErrors(const QuietErrors&) = delete;
  QuietErrors& operator=(const QuietErrors&) = delete;
};

/// What OpenSSL answers where only a lack of memory can fail.
template <class T>
T made(T answer) {
  CREDENCE_ASSERT(answer);
  return answer;
}
void done(int answer) { CREDENCE_ASSERT(answer == 1); }

Number number() { return Number(made(BN_new())); }
Number number_of(BytesView bytes) {
  return Number(made(BN_bin2bn(raw(bytes.data()), static_cast<int>(bytes.size()), nullptr)));
}
/// A number that depends on the secret.
Number secret_number() {
  Number out(made(BN_secure_new()));
  BN_set_flags(out.get(), BN_FLG_CONSTTIME);
  return out;
}
Hash32 bytes_of_number(const BIGNUM* value) {
  Hash32 out;
  CREDENCE_ASSERT(BN_bn2binpad(value, raw(out.bytes.data()), static_cast<int>(out.bytes.size())) ==
                  Hash32::kSize);
  return out;
}

/// Made once and never changed: all threads read it.
struct Parameters {
  const Group group{made(EC_GROUP_new_by_curve_name(NID_sm2))};
  const BIGNUM* const n = made(EC_GROUP_get0_order(group.get()));
  const Number n_less_2 = number();
  std::array<Hash32, 4> abg;  // a, b, xG, yG

  Parameters() {
    const Numbers numbers(made(BN_CTX_new()));
    const Number p = number(), a = number(), b = number(), x = number(), y = number();
    done(EC_GROUP_get_curve(group.get(), p.get(), a.get(), b.get(), numbers.get()));
    done(EC_POINT_get_affine_coordinates(group.get(), EC_GROUP_get0_generator(group.get()), x.get(), y.get(),
                                         numbers.get()));
    abg = {bytes_of_number(a.get()), bytes_of_number(b.get()), bytes_of_number(x.get()),
           bytes_of_number(y.get())};
    done(BN_copy(n_less_2.get(), n) != nullptr);
    done(BN_sub_word(n_less_2.get(), 2));
  }
};
const Parameters& parameters() {
  static const Parameters made_once;
  return made_once;
}

/// Null: not on the curve.
Point point_of(const PublicKey& key, BN_CTX* numbers) {
  const QuietErrors quiet;
  Point out(made(EC_POINT_new(parameters().group.get())));
  if (EC_POINT_oct2point(parameters().group.get(), out.get(), raw(key.bytes.data()), key.bytes.size(),
                         numbers) != 1)
    return nullptr;
  return out;
}

std::array<Hash32, 2> coordinates_of(const EC_POINT* point, BN_CTX* numbers) {
  const Number x = number(), y = number();
  done(EC_POINT_get_affine_coordinates(parameters().group.get(), point, x.get(), y.get(), numbers));
  return {bytes_of_number(x.get()), bytes_of_number(y.get())};
}

/// Z: the identity of a key's holder.
Hash32 identity_of(const std::array<Hash32, 2>& key) {
  constexpr std::array<std::byte, 2> bits = {std::byte{0}, std::byte{8 * kIdentity.size()}};
  const auto& [a, b, xg, yg] = parameters().abg;
  return plain_hash(Suite::sm2_sm3, {bits, bytes_of(kIdentity), a.view(), b.view(), xg.view(), yg.view(),
                                     key[0].view(), key[1].view()});
}

Hash32 digest_of(const Hash32& identity, BytesView message) {
  return plain_hash(Suite::sm2_sm3, {identity.view(), message});
}

class Sm2Verifier final : public Verifier {
 public:
  explicit Sm2Verifier(std::unique_ptr<const sm2::Checker> checker)
      : checker_(std::move(checker)), identity_(identity_of(checker_->coordinates())) {}

  Result<void> verify(const Hash32& hash, const Signature& signature) const override {
    return verify_message(hash.view(), signature);
  }
  [[nodiscard]] Result<void> verify_message(BytesView message, const Signature& signature) const {
    if (checker_->holds(digest_of(identity_, message), signature)) return {};
    return fail(Code::bad_signature);
  }

 private:
  const std::unique_ptr<const sm2::Checker> checker_;
  const Hash32 identity_;
};

class OpenSslChecker final : public sm2::Checker {
 public:
  OpenSslChecker(Key key, const std::array<Hash32, 2>& coordinates)
      : key_(std::move(key)), coordinates_(coordinates) {}

  std::array<Hash32, 2> coordinates() const override { return coordinates_; }

  bool holds(const Hash32& e, const Signature& signature) const override {
    const QuietErrors quiet;
    const BytesView bytes = signature.bytes;
    const Pair pair(made(ECDSA_SIG_new()));
    done(ECDSA_SIG_set0(pair.get(), number_of(bytes.first(32)).release(),
                        number_of(bytes.subspan(32)).release()));
    std::array<unsigned char, 80> der;  // at most 72 bytes
    unsigned char* end = der.data();
    const int size = i2d_ECDSA_SIG(pair.get(), &end);
    CREDENCE_ASSERT(size > 0 && static_cast<std::size_t>(size) <= der.size());
    const KeyContext context(made(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr)));
    done(EVP_PKEY_verify_init(context.get()));
    return EVP_PKEY_verify(context.get(), der.data(), static_cast<std::size_t>(size), raw(e.bytes.data()),
                           e.bytes.size()) == 1;
  }

 private:
  const Key key_;
  const std::array<Hash32, 2> coordinates_;
};

/// RFC 6979, 3.2, with HMAC-SM3: the nonces of one secret and one digest. n has 256 bits, as the hash has.
class Nonces {
 public:
  Nonces(BytesView secret, const Hash32& reduced) {
    value_.bytes.fill(std::byte{1});
    for (const std::uint8_t step : std::to_array<std::uint8_t>({0, 1}))
      update(step, {secret, reduced.view()});
  }
  ~Nonces() {
    OPENSSL_cleanse(key_.bytes.data(), Hash32::kSize);
    OPENSSL_cleanse(value_.bytes.data(), Hash32::kSize);
  }
  Nonces(const Nonces&) = delete;
  Nonces& operator=(const Nonces&) = delete;

  /// From 1 to n - 1.
  void next(BIGNUM* k) {
    do {
      if (std::exchange(used_, true)) update(0, {});
      value_ = mac({value_.view()});
      made(BN_bin2bn(raw(value_.bytes.data()), Hash32::kSize, k));
    } while (BN_is_zero(k) || BN_cmp(k, parameters().n) >= 0);
  }

 private:
  Hash32 mac(std::initializer_list<BytesView> parts) const {
    hmac_sm3_ctx context;
    const auto octets = [](BytesView bytes) { return reinterpret_cast<const std::uint8_t*>(bytes.data()); };
    hmac_sm3_set_key(&context, Hash32::kSize, octets(key_.bytes));
    for (const BytesView part : parts) hmac_sm3_update(&context, part.size(), octets(part));
    Hash32 out;
    hmac_sm3_digest(&context, Hash32::kSize, reinterpret_cast<std::uint8_t*>(out.bytes.data()));
    OPENSSL_cleanse(&context, sizeof context);
    return out;
  }
  void update(std::uint8_t step, std::array<BytesView, 2> seed) {
    const std::array between = {std::byte{step}};
    key_ = mac({value_.view(), between, seed[0], seed[1]});
    value_ = mac({value_.view()});
  }

  Hash32 key_, value_;
  bool used_ = false;
};

class Sm2 final : public Curve {
 public:
  /// 1 to n - 2: with n - 1 no s exists.
  bool valid_secret(BytesView secret) const override {
    Number d = number_of(secret);
    return !BN_is_zero(d.get()) && BN_cmp(d.get(), parameters().n_less_2.get()) <= 0;
  }

  PublicKey public_key(BytesView secret) const override {
    const Numbers numbers(made(BN_CTX_secure_new()));
    const Number d = secret_number();
    made(BN_bin2bn(raw(secret.data()), static_cast<int>(secret.size()), d.get()));
    const Point point(made(EC_POINT_new(parameters().group.get())));
    done(EC_POINT_mul(parameters().group.get(), point.get(), d.get(), nullptr, nullptr, numbers.get()));
    PublicKey out{Suite::sm2_sm3, {}};
    CREDENCE_ASSERT(EC_POINT_point2oct(parameters().group.get(), point.get(), POINT_CONVERSION_COMPRESSED,
                                       raw(out.bytes.data()), out.bytes.size(),
                                       numbers.get()) == out.bytes.size());
    return out;
  }

  Signature sign(const SecretKey& key, const Hash32& hash) const override {
    const Numbers numbers(made(BN_CTX_secure_new()));
    const BIGNUM* const n = parameters().n;
    const Point own = point_of(key.public_key(), numbers.get());
    const Hash32 identity = identity_of(coordinates_of(own.get(), numbers.get()));
    const Number e = number_of(digest_of(identity, hash.view()).view());
    const Number reduced = number();
    done(BN_nnmod(reduced.get(), e.get(), n, numbers.get()));
    const Number inverse = secret_number();  // of 1 + d, by Fermat
    made(BN_bin2bn(raw(key.view().data()), static_cast<int>(key.view().size()), inverse.get()));
    done(BN_add_word(inverse.get(), 1));
    done(BN_mod_exp_mont_consttime(inverse.get(), inverse.get(), parameters().n_less_2.get(), n,
                                   numbers.get(), nullptr));

    Nonces nonces(key.view(), bytes_of_number(reduced.get()));
    const Number k = secret_number(), s = secret_number(), x = number(), r = number();
    const Point kg(made(EC_POINT_new(parameters().group.get())));
    for (;;) {
      nonces.next(k.get());
      done(EC_POINT_mul(parameters().group.get(), kg.get(), k.get(), nullptr, nullptr, numbers.get()));
      done(EC_POINT_get_affine_coordinates(parameters().group.get(), kg.get(), x.get(), nullptr,
                                           numbers.get()));
      done(BN_mod_add(r.get(), reduced.get(), x.get(), n, numbers.get()));
      done(BN_mod_add(s.get(), k.get(), r.get(), n, numbers.get()));  // k + r, which must not be n
      if (BN_is_zero(r.get()) || BN_is_zero(s.get())) continue;
      done(BN_mod_mul(s.get(), s.get(), inverse.get(), n, numbers.get()));
      done(BN_mod_sub(s.get(), s.get(), r.get(), n,
                      numbers.get()));  // (k + r) / (1 + d) - r = (k - r d) / (1 + d)
      if (!BN_is_zero(s.get())) break;
    }
    Signature out{Suite::sm2_sm3, {}};
    done(BN_bn2binpad(r.get(), raw(out.bytes.data()), 32) == 32);
    done(BN_bn2binpad(s.get(), raw(out.bytes.data()) + 32, 32) == 32);
    return out;
  }

  std::shared_ptr<const Verifier> parse(const PublicKey& key) const override { return ready(key); }
  static std::shared_ptr<const Sm2Verifier> ready(const PublicKey& key) {
    auto checker = sm2::CREDENCE_SM2_CHECKER(key);
    if (!checker) return nullptr;
    return std::make_shared<const Sm2Verifier>(std::move(checker));
  }
};

}  // namespace

Result<void> sm2_verify(const PublicKey& key, BytesView message, const Signature& signature) {
  const auto verifier = Sm2::ready(key);
  if (!verifier) return fail(Code::bad_public_key, key.hex());
  return verifier->verify_message(message, signature);
}

std::unique_ptr<const sm2::Checker> sm2::openssl_checker(const PublicKey& key) {
  const QuietErrors quiet;
  const Numbers numbers(made(BN_CTX_new()));
  const Point point = point_of(key, numbers.get());
  if (!point) return nullptr;
  char name[] = "SM2";
  auto bytes = key.bytes;
  const OSSL_PARAM parts[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, name, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, bytes.data(), bytes.size()),
      OSSL_PARAM_construct_end()};
  const KeyContext context(made(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr)));
  EVP_PKEY* parsed = nullptr;
  done(EVP_PKEY_fromdata_init(context.get()));
  if (EVP_PKEY_fromdata(context.get(), &parsed, EVP_PKEY_PUBLIC_KEY, const_cast<OSSL_PARAM*>(parts)) != 1)
    return nullptr;
  return std::make_unique<const OpenSslChecker>(Key(parsed), coordinates_of(point.get(), numbers.get()));
}

const Curve& sm2_curve() {
  static const Sm2 curve;
  return curve;
}

}  // namespace credence
