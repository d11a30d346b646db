// SPDX-License-Identifier: Apache-2.0
// The suites (ledger/primitives/suite.h): the examples of the norms, agreement with a second library, and what is
// refused.
#include "ledger/primitives/suite.h"

#include <gcrypt.h>
#include <gtest/gtest.h>
#include <secp256k1.h>

#include <algorithm>
#include <boost/json.hpp>
#include <fstream>
#include <random>
#include <sstream>

#include "keys/aead.h"
#include "ledger/codec/codec.h"
#include "ledger/primitives/curve.h"
#include "ledger/primitives/key_cache.h"
#include "tests/source_tree.h"

namespace credence {
namespace {

namespace json = boost::json;

std::string read_text(const std::string& name) {
  std::ostringstream out;
  out << std::ifstream(source_dir() / name).rdbuf();
  return out.str();
}

Bytes hex(std::string_view text) { return from_hex(text).value(); }

Bytes random_bytes(std::mt19937_64& random, std::size_t size) {
  Bytes out(size);
  for (std::byte& byte : out) byte = static_cast<std::byte>(random());
  return out;
}

SecretKey random_key(Suite suite, std::mt19937_64& random) {
  for (;;)
    if (auto key = SecretKey::from(suite, random_bytes(random, 32))) return *key;
}

Hash32 random_hash(std::mt19937_64& random) { return Hash32::from(random_bytes(random, 32)).value(); }

// ---- the norms --------------------------------------------------------------------------------------------

TEST(SuiteNorms, Sm3OfTheTwoExamplesOfGbt32905) {
  std::string long_text;
  for (int i = 0; i < 16; ++i) long_text += "abcd";
  EXPECT_EQ(plain_hash(Suite::sm2_sm3, {bytes_of("abc")}).hex(),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(plain_hash(Suite::sm2_sm3, {bytes_of(long_text)}).hex(),
            "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
}

TEST(SuiteNorms, Sha256OfTheExampleOfFips180) {
  EXPECT_EQ(plain_hash(Suite::secp256k1_sha256, {bytes_of("a"), bytes_of("bc")}).hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

/// Of every length up to many blocks, in one part or in several.
TEST(SuiteNorms, HashesAreThoseOfTheSecondLibrary) {
  std::mt19937_64 random(180);
  for (std::size_t size = 0; size < 700; ++size) {
    const Bytes text = random_bytes(random, size);
    const BytesView all(text);
    const std::size_t cut = size == 0 ? 0 : random() % size;
    for (const auto& [suite, algorithm] :
         {std::pair(Suite::secp256k1_sha256, GCRY_MD_SHA256), {Suite::sm2_sm3, GCRY_MD_SM3}}) {
      Hash32 wanted;
      gcry_md_hash_buffer(algorithm, wanted.bytes.data(), text.data(), text.size());
      ASSERT_EQ(plain_hash(suite, {all}), wanted) << size;
      ASSERT_EQ(plain_hash(suite, {all.first(cut), all.subspan(cut)}), wanted) << cut << " of " << size;
    }
  }
}

/// GB/T 32918.5, A.2.
TEST(SuiteNorms, TheKeyAndTheSignatureOfGbt32918) {
  const SecretKey key =
      SecretKey::from(Suite::sm2_sm3, hex("3945208f7b2144b13f36e38ac6d39f95889393692860b51a42fb81ef4df7c5b8"))
          .value();
  EXPECT_EQ(key.public_key().hex(), "010309f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020");
  Signature signature = Signature::from_hex(
                            "01f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
                            "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa")
                            .value();
  EXPECT_TRUE(sm2_verify(key.public_key(), bytes_of("message digest"), signature).has_value());
  EXPECT_FALSE(sm2_verify(key.public_key(), bytes_of("message digesT"), signature).has_value());
  for (std::size_t bit = 0; bit < 8 * signature.bytes.size(); ++bit) {
    signature.bytes[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
    EXPECT_FALSE(sm2_verify(key.public_key(), bytes_of("message digest"), signature).has_value()) << bit;
    signature.bytes[bit / 8] ^= static_cast<std::byte>(1u << bit % 8);
  }
}

/// RFC 8998, A.1: its first two blocks, of which our plain text consists. Its tag is over four.
TEST(SuiteNorms, Sm4GcmOfRfc8998) {
  Bytes key = hex("0123456789abcdeffedcba9876543210");
  key.resize(32);  // the second half is not used
  const Bytes nonce = hex("00001234567800000000abcd"),
              bound = hex("feedfacedeadbeeffeedfacedeadbeefabaddad2");
  const Bytes plain = hex("aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd");
  std::array<std::byte, kSealedBytes> sealed;
  ASSERT_TRUE(encrypt_secret(Suite::sm2_sm3, key, nonce, bound, plain, sealed));
  EXPECT_EQ(to_hex(std::span(sealed).first(32)),
            "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735");
  std::array<std::byte, 32> opened;
  ASSERT_TRUE(decrypt_secret(Suite::sm2_sm3, key, nonce, bound, sealed, opened));
  EXPECT_EQ(to_hex(opened), to_hex(plain));
  for (std::size_t at = 0; at < sealed.size(); ++at) {
    sealed[at] ^= std::byte{1};
    EXPECT_FALSE(decrypt_secret(Suite::sm2_sm3, key, nonce, bound, sealed, opened)) << at;
    sealed[at] ^= std::byte{1};
  }
  EXPECT_FALSE(decrypt_secret(Suite::sm2_sm3, key, nonce, hex("00"), sealed, opened));
}

/// Vectors of Project Wycheproof: arithmetic at its edges, and signatures that careless verifiers take.
TEST(SuiteWycheproof, Secp256k1WithSha256) {
  const json::value file =
      json::parse(read_text("tests/data/wycheproof/ecdsa_secp256k1_sha256_p1363_test.json"));
  std::size_t valid = 0, high = 0, refused = 0;
  for (const json::value& group : file.at("testGroups").as_array()) {
    const Bytes point = hex(std::string_view(group.at("publicKey").at("uncompressed").as_string()));
    PublicKey key{Suite::secp256k1_sha256, {}};
    key.bytes[0] = std::byte{2} | (point[64] & std::byte{1});
    std::copy_n(point.begin() + 1, 32, key.bytes.begin() + 1);
    for (const json::value& test : group.at("tests").as_array()) {
      const Hash32 hash =
          plain_hash(Suite::secp256k1_sha256, {hex(std::string_view(test.at("msg").as_string()))});
      Bytes bytes = hex(std::string_view(test.at("sig").as_string()));
      bytes.insert(bytes.begin(), std::byte{0});  // the suite's number
      const auto code_of = [&] {
        const auto signature = Signature::from(bytes);
        const auto good = signature ? verify(key, hash, *signature) : std::unexpected(signature.error());
        return good ? Code::ok : good.error().code;
      };
      const Code code = code_of();
      bool holds = code == Code::ok;
      if (code ==
          Code::high_s_signature) {  // refused by name, whatever else it is: the vector is about n - s
        ASSERT_EQ(secp256k1_ec_seckey_negate(secp256k1_context_static, raw(bytes.data() + 33)), 1);
        holds = code_of() == Code::ok;
      }
      EXPECT_EQ(holds, test.at("result").as_string() == "valid") << json::serialize(test);
      ++(code == Code::ok ? valid : code == Code::high_s_signature ? high : refused);
    }
  }
  EXPECT_EQ(valid + high + refused, static_cast<std::size_t>(file.at("numberOfTests").as_int64()));
  EXPECT_GT(std::min({valid, high, refused}), 10u);
}

// ---- a second library -------------------------------------------------------------------------------------

struct Freed {
  void operator()(gcry_sexp_t made) const { gcry_sexp_release(made); }
};
using Expression = std::unique_ptr<gcry_sexp, Freed>;

/// libgcrypt wants to be told once, before its first use, that nobody asks for its locked memory.
void prepare_gcrypt() {
  if (gcry_control(GCRYCTL_INITIALIZATION_FINISHED_P) != 0) return;
  ASSERT_NE(gcry_check_version(nullptr), nullptr);
  gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
  gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
}

template <class... Parts>
Expression expression(const char* format, Parts... parts) {
  gcry_sexp_t out = nullptr;
  EXPECT_EQ(gcry_sexp_build(&out, nullptr, format, parts...), 0u);
  return Expression(out);
}

/// libgcrypt's SM2, with the nonces of RFC 6979 as well. It takes e, which the norm's steps make of Z and the message.
class Gcrypt {
 public:
  Gcrypt(const SecretKey& key, BytesView uncompressed, const Hash32& e) {
    const auto size = [](BytesView bytes) { return static_cast<int>(bytes.size()); };
    secret_ = expression("(private-key(ecc(curve sm2p256v1)(q %b)(d %b)))", size(uncompressed),
                         uncompressed.data(), size(key.view()), key.view().data());
    public_ = expression("(public-key(ecc(curve sm2p256v1)(q %b)))", size(uncompressed), uncompressed.data());
    data_ = expression("(data(flags sm2 rfc6979)(hash sm3 %b))", 32, e.bytes.data());
  }
  Signature sign() const {
    gcry_sexp_t made = nullptr;
    EXPECT_EQ(gcry_pk_sign(&made, data_.get(), secret_.get()), 0u);
    const Expression holder(made);
    Signature out{Suite::sm2_sm3, {}};
    for (const auto& [name, at] : {std::pair("r", 0), {"s", 32}}) {
      const Expression part(gcry_sexp_find_token(made, name, 1));
      std::size_t size = 0;
      const char* const bytes = gcry_sexp_nth_data(part.get(), 1, &size);
      const BytesView number = std::as_bytes(std::span(bytes, size));
      const BytesView low =
          number.last(std::min<std::size_t>(32, size));  // a leading zero byte may stand before
      std::ranges::copy(low, out.bytes.begin() + at + 32 - static_cast<std::ptrdiff_t>(low.size()));
    }
    return out;
  }
  bool verify(const Signature& signature) const {
    const auto made =
        expression("(sig-val(sm2(r %b)(s %b)))", 32, signature.bytes.data(), 32, signature.bytes.data() + 32);
    return gcry_pk_verify(made.get(), data_.get(), public_.get()) == 0;
  }

 private:
  Expression secret_, public_, data_;
};

/// The point of a key by libgcrypt: the last word on what Z is made of.
Bytes uncompressed(const SecretKey& key) {
  gcry_ctx_t curve = nullptr;
  EXPECT_EQ(gcry_mpi_ec_new(&curve, nullptr, "sm2p256v1"), 0u);
  gcry_mpi_t d = nullptr;
  EXPECT_EQ(gcry_mpi_scan(&d, GCRYMPI_FMT_USG, key.view().data(), key.view().size(), nullptr), 0u);
  EXPECT_EQ(gcry_mpi_ec_set_mpi("d", d, curve), 0u);
  gcry_mpi_t q = gcry_mpi_ec_get_mpi("q", curve, 1);
  Bytes out(65);
  std::size_t size = 0;
  EXPECT_EQ(
      gcry_mpi_print(GCRYMPI_FMT_STD, reinterpret_cast<unsigned char*>(out.data()), out.size(), &size, q),
      0u);
  EXPECT_EQ(size, out.size());
  gcry_mpi_release(q);
  gcry_mpi_release(d);
  gcry_ctx_release(curve);
  return out;
}

Hash32 digest_of(BytesView point, const Hash32& hash) {
  const Bytes head =
      hex("0080"
          "31323334353637383132333435363738"
          "fffffffeffffffffffffffffffffffffffffffff00000000fffffffffffffffc"
          "28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93"
          "32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7"
          "bc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0");
  const Hash32 identity = plain_hash(Suite::sm2_sm3, {head, point.subspan(1)});
  return plain_hash(Suite::sm2_sm3, {identity.view(), hash.view()});
}

TEST(SuiteSm2, AgreesWithLibgcryptOnKeysSignaturesAndDamage) {
  prepare_gcrypt();
  std::mt19937_64 random(32918);
  for (int i = 0; i < 64; ++i) {
    const SecretKey key = random_key(Suite::sm2_sm3, random);
    const Hash32 hash = random_hash(random);
    const Bytes point = uncompressed(key);
    ASSERT_EQ(to_hex(BytesView(key.public_key().bytes).subspan(1)), to_hex(BytesView(point).subspan(1, 32)));
    const Gcrypt other(key, point, digest_of(point, hash));
    Signature signature = sign(key, hash);
    ASSERT_EQ(signature.hex(), other.sign().hex()) << "RFC 6979, byte for byte";
    ASSERT_TRUE(verify(key.public_key(), hash, signature).has_value());
    ASSERT_TRUE(other.verify(signature));
    signature.bytes[random() % 64] ^= static_cast<std::byte>(1u << random() % 8);
    ASSERT_FALSE(verify(key.public_key(), hash, signature).has_value());
    ASSERT_FALSE(other.verify(signature));
  }
}

// ---- what is refused --------------------------------------------------------------------------------------

/// n - 1 has no inverse of 1 + d: signing with it would not end.
TEST(SuiteSm2, TheSecretIsAtMostNLessTwo) {
  const auto secret = [](std::string_view text) { return SecretKey::from(Suite::sm2_sm3, hex(text)); };
  const std::string head = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d541";
  EXPECT_EQ(secret(head + "23").error().code, Code::bad_secret_key) << "n";
  EXPECT_EQ(secret(head + "22").error().code, Code::bad_secret_key) << "n - 1";
  EXPECT_EQ(secret(std::string(64, 'f')).error().code, Code::bad_secret_key);
  EXPECT_EQ(secret(std::string(64, '0')).error().code, Code::bad_secret_key);
  EXPECT_EQ(secret(std::string(62, '1')).error().code, Code::bad_secret_key) << "31 bytes";
  const auto last = secret(head + "21");
  ASSERT_TRUE(last.has_value());
  const Hash32 hash = plain_hash(Suite::sm2_sm3, {});
  EXPECT_TRUE(verify(last->public_key(), hash, sign(*last, hash)).has_value()) << "n - 2 signs";
}

TEST(SuiteSm2, NumbersOutsideOneToNLessOneAreNoSignature) {
  const SecretKey key = SecretKey::from(Suite::sm2_sm3, Bytes(32, std::byte{7})).value();
  const Hash32 hash = plain_hash(Suite::sm2_sm3, {});
  const Signature good = sign(key, hash);
  for (const std::string& number :
       {std::string(64, '0'), std::string("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123"),
        std::string("fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54124"),
        std::string(64, 'f')})
    for (const std::size_t at : {0, 32}) {
      Signature bad = good;
      std::ranges::copy(hex(number), bad.bytes.begin() + static_cast<std::ptrdiff_t>(at));
      EXPECT_EQ(verify(key.public_key(), hash, bad).error().code, Code::bad_signature)
          << number << " at " << at;
    }
}

TEST(SuiteKeys, APointOfOneCurveIsNoKeyOfTheOtherSuite) {
  std::mt19937_64 random(5);
  int refused = 0;
  for (int i = 0; i < 64; ++i)
    for (const Suite suite : kSuites) {
      const SecretKey key = random_key(suite, random);
      const Hash32 hash = random_hash(random);
      const Signature signature = sign(key, hash);
      PublicKey other = key.public_key();
      other.suite = suite == Suite::sm2_sm3 ? Suite::secp256k1_sha256 : Suite::sm2_sm3;
      Signature moved = signature;
      moved.suite = other.suite;
      if (!check_public_key(other)) ++refused;  // half of all x lie on a curve
      EXPECT_FALSE(verify(other, hash, moved).has_value());
      EXPECT_FALSE(verify(other, hash, signature).has_value());
      EXPECT_EQ(verify(key.public_key(), hash, moved).error().code, Code::bad_signature);
      EXPECT_NE(key_id(key.public_key()), key_id(other));
    }
  EXPECT_GT(refused, 32);
}

TEST(SuiteKeys, EveryFormButTheCompressedPointIsRefused) {
  for (const Suite suite : kSuites) {
    const PublicKey good = SecretKey::from(suite, Bytes(32, std::byte{3})).value().public_key();
    for (const int head : {0, 1, 4, 5, 6, 7, 255}) {
      PublicKey bad = good;
      bad.bytes[0] = static_cast<std::byte>(head);
      EXPECT_EQ(check_public_key(bad).error().code, Code::bad_public_key) << head;
    }
    PublicKey over = good;  // x is not below p
    std::fill(over.bytes.begin() + 1, over.bytes.end(), std::byte{0xff});
    EXPECT_EQ(check_public_key(over).error().code, Code::bad_public_key);
    EXPECT_EQ(check_public_key(PublicKey{suite, {}}).error().code, Code::bad_public_key);
  }
}

TEST(SuiteKeys, TheCacheSaysWhatVerifySays) {
  std::mt19937_64 random(11);
  KeyCache cache(3);
  std::vector<SecretKey> keys;
  for (int i = 0; i < 8; ++i) keys.push_back(random_key(kSuites[i % 2], random));
  for (int i = 0; i < 100; ++i) {
    const SecretKey& key = keys[random() % keys.size()];
    const Hash32 hash = random_hash(random);
    Signature signature = sign(random() % 8 == 0 ? keys[0] : key, hash);
    if (random() % 4 == 0) signature.bytes[random() % 64] ^= std::byte{1};
    EXPECT_EQ(cache.verify(key.public_key(), hash, signature).has_value(),
              verify(key.public_key(), hash, signature).has_value());
  }
}

// ---- values and names -------------------------------------------------------------------------------------

TEST(SuiteValues, BeginWithTheNumberOfTheirSuite) {
  for (const Suite suite : kSuites) {
    const PublicKey key = SecretKey::from(suite, Bytes(32, std::byte{9})).value().public_key();
    EXPECT_EQ(key.view().size(), 34u);
    EXPECT_EQ(key.view()[0], static_cast<std::byte>(suite));
    EXPECT_EQ(PublicKey::from(key.view()), key);
    EXPECT_EQ(PublicKey::from_hex(key.hex()), key);
    const Bytes bytes = encode(key);
    EXPECT_EQ(to_hex(bytes), key.hex());
    EXPECT_EQ(decode<PublicKey>(bytes), key);
    EXPECT_EQ(suite_named(name_of(suite)), suite);
    EXPECT_EQ(decode<PublicKey>(BytesView(bytes).first(33)).error().code, Code::malformed);
  }
  EXPECT_EQ(suite_named("sm2"), std::nullopt);
}

TEST(SuiteValues, AnUnknownSuiteIsToldApartFromDamage) {
  Bytes bytes = encode(SecretKey::from(Suite::sm2_sm3, Bytes(32, std::byte{9})).value().public_key());
  bytes[0] = std::byte{2};
  EXPECT_EQ(PublicKey::from(bytes).error().code, Code::unknown_suite);
  EXPECT_EQ(decode<PublicKey>(bytes).error().code, Code::unknown_suite);
  EXPECT_EQ(PublicKey::from(Bytes{}).error().code, Code::wrong_length);
  EXPECT_EQ(Signature::from(Bytes(64)).error().code, Code::wrong_length);
}

TEST(SuiteHashes, OneTagAndOneTextGiveAHashASuite) {
  const auto of = [](Suite suite) { return tagged_hash(suite, Tag::header, bytes_of("x")); };
  EXPECT_NE(of(Suite::secp256k1_sha256), of(Suite::sm2_sm3));
  const ChainId chain{Suite::sm2_sm3, {}};
  EXPECT_EQ(chain_hash(Tag::header, chain, bytes_of("x")),
            plain_hash(Suite::sm2_sm3, {tag_bytes(Tag::header), chain.view(), bytes_of("x")}));
}

}  // namespace
}  // namespace credence
