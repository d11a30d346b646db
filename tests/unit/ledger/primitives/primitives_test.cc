// SPDX-License-Identifier: Apache-2.0
// Bytes, errors, hashes, keys and Merkle trees (design §3).
#include <gtest/gtest.h>

#include <secp256k1.h>

#include <map>
#include <set>

#include "ledger/primitives/key_cache.h"
#include "ledger/primitives/merkle.h"
#include "tests/support/suite.h"

namespace credence {
namespace {

SecretKey secret(std::uint8_t seed) {
  std::array<std::byte, 32> bytes{};
  bytes.fill(std::byte{seed});
  return SecretKey::from(Suite::secp256k1_sha256, bytes).value();
}

Hash32 hash_of(std::uint64_t number) {
  Hash32 out;
  for (std::size_t i = 0; i < 8; ++i) out.bytes[i] = static_cast<std::byte>(number >> (8 * i));
  return merkle_leaf(samples::kSuite, out.view());
}

TEST(Bytes, HexAndBase64ComeBackAndRefuseTheRest) {
  Bytes bytes;
  for (int i = 0; i < 256; ++i) {
    EXPECT_EQ(from_hex(to_hex(bytes)), bytes);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
    bytes.push_back(static_cast<std::byte>(i));
  }
  EXPECT_EQ(from_hex("aBcD").value(), from_hex("abcd").value());
  for (const auto* bad : {"a", "0g", "0x", " 00", "00 ", "０0"})
    EXPECT_EQ(from_hex(bad).error().code, Code::bad_hex) << bad;
  for (const auto* bad : {"A", "AA", "AAA", "A===", "AA=A", "AAAA=", "AA A", "AAA-", "====", "AAAA AAAA"})
    EXPECT_EQ(from_base64(bad).error().code, Code::bad_base64) << bad;
}

TEST(Bytes, OneValueHasOneBase64Text) {
  // The last digit carries bits that no byte uses: they must be zero, or two texts would stand for the same
  // bytes.
  EXPECT_TRUE(from_base64("AA==").has_value());
  EXPECT_FALSE(from_base64("AB==").has_value());
  EXPECT_FALSE(from_base64("AAB=").has_value());
}

TEST(Bytes, FixedValuesHaveTheirLength) {
  EXPECT_EQ(Hash32::from(Bytes(31)).error().code, Code::wrong_length);
  EXPECT_EQ(Hash32::from(Bytes(33)).error().code, Code::wrong_length);
  EXPECT_TRUE(Hash32::from(Bytes(32))->is_zero());
  EXPECT_EQ(Hash32::from_hex("zz").error().code, Code::bad_hex);
}

TEST(Errors, EveryRowSaysCauseAndRemedyInBothLanguages) {
  std::set<std::string_view> names;
  for (const auto& row : all_errors()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.cause_en.empty() || row.cause_zh.empty()) << row.name;
    if (row.code != Code::ok) {
      EXPECT_FALSE(row.remedy_en.empty() || row.remedy_zh.empty()) << row.name;
    }
    EXPECT_TRUE(known(static_cast<std::uint16_t>(row.code)));
    EXPECT_EQ(info(row.code).name, row.name);
  }
  EXPECT_FALSE(known(65'535));
  EXPECT_EQ(info(static_cast<Code>(65'535)).code, Code::internal);
}

TEST(Hashes, EveryTagIsItsOwnDomain) {
  std::map<Hash32, std::size_t> seen;
  std::set<std::string> tags;
  for (std::size_t i = 0; i < kTagCount; ++i) {
    const BytesView tag = tag_bytes(static_cast<Tag>(i));
    EXPECT_EQ(tag.size(), 16U);
    EXPECT_TRUE(tags.insert(to_hex(tag)).second) << i;
    EXPECT_TRUE(seen.emplace(tagged_hash(samples::kSuite, static_cast<Tag>(i), bytes_of("x")), i).second)
        << i;
  }
  EXPECT_EQ(seen.size(), kTagCount);
}

TEST(Hashes, TheChainIsPartOfWhatIsSigned) {
  ChainId one{samples::kSuite, {}}, two = one;
  two.bytes[0] = std::byte{1};
  EXPECT_NE(chain_hash(Tag::header, one, bytes_of("x")), chain_hash(Tag::header, two, bytes_of("x")));
  EXPECT_NE(chain_hash(Tag::header, one, bytes_of("x")), chain_hash(Tag::prepare, one, bytes_of("x")));
  EXPECT_EQ(chain_hash(Tag::header, one, bytes_of("x")),
            tagged_hash(samples::kSuite, Tag::header, {one.view(), bytes_of("x")}));
}

TEST(Keys, SecretsAreScalarsBelowTheOrder) {
  const char* const order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
  EXPECT_EQ(SecretKey::from(Suite::secp256k1_sha256, from_hex(order).value()).error().code,
            Code::bad_secret_key);
  EXPECT_EQ(SecretKey::from(Suite::secp256k1_sha256, Bytes(32)).error().code, Code::bad_secret_key);
  EXPECT_EQ(SecretKey::from(Suite::secp256k1_sha256, Bytes(31)).error().code, Code::bad_secret_key);
  Bytes below = from_hex(order).value();
  below[31] = std::byte{0x40};
  EXPECT_TRUE(SecretKey::from(Suite::secp256k1_sha256, below).has_value());
}

TEST(Keys, PublicKeysAreCompressedPoints) {
  EXPECT_TRUE(check_public_key(secret(1).public_key()).has_value());
  PublicKey key = secret(1).public_key();
  for (const int prefix : {0, 1, 4, 5, 6, 7, 255}) {
    key.bytes[0] = static_cast<std::byte>(prefix);
    EXPECT_EQ(check_public_key(key).error().code, Code::bad_public_key) << prefix;
  }
  PublicKey off_curve =
      PublicKey::from_hex("0002" + std::string(62, '0') + "05").value();  // 5^3 + 7 is no square
  EXPECT_EQ(check_public_key(off_curve).error().code, Code::bad_public_key);
  EXPECT_EQ(verify(off_curve, Hash32{}, Signature{}).error().code, Code::bad_public_key);
}

TEST(Keys, ASignatureHoldsForItsKeyAndHashOnly) {
  const SecretKey key = secret(1);
  const Hash32 hash = hash_of(1);
  const Signature signature = sign(key, hash);
  EXPECT_EQ(sign(key, hash), signature) << "RFC 6979: the same bytes each time";
  EXPECT_TRUE(verify(key.public_key(), hash, signature).has_value());
  EXPECT_EQ(verify(secret(2).public_key(), hash, signature).error().code, Code::bad_signature);
  EXPECT_EQ(verify(key.public_key(), hash_of(2), signature).error().code, Code::bad_signature);
  for (std::size_t i = 0; i < 64; ++i) {
    Signature changed = signature;
    changed.bytes[i] ^= std::byte{1};
    EXPECT_FALSE(verify(key.public_key(), hash, changed).has_value()) << i;
  }
  EXPECT_EQ(verify(key.public_key(), hash, Signature{}).error().code, Code::bad_signature);
  Signature overflow;
  overflow.bytes.fill(std::byte{0xff});
  EXPECT_EQ(verify(key.public_key(), hash, overflow).error().code, Code::bad_signature);
}

TEST(Keys, TheHighSFormOfASignatureIsRefusedByName) {
  // s' = n - s verifies in stock ECDSA: a second form of each signature.
  const SecretKey key = secret(1);
  const Hash32 hash = hash_of(1);
  Signature high = sign(key, hash);
  auto* s = reinterpret_cast<unsigned char*>(high.bytes.data() + 32);
  ASSERT_EQ(secp256k1_ec_seckey_negate(secp256k1_context_static, s), 1);
  EXPECT_EQ(verify(key.public_key(), hash, high).error().code, Code::high_s_signature);
}

TEST(Keys, ACacheOfParsedKeysGivesTheSameVerdicts) {
  KeyCache cache(2);  // so small that every key is pushed out and comes back
  for (std::uint64_t i = 0; i < 60; ++i) {
    const SecretKey key = secret(static_cast<std::uint8_t>(1 + i % 7));
    const Hash32 hash = hash_of(i);
    const Signature good = sign(key, hash);
    Signature bad = good;
    bad.bytes[i % 64] ^= std::byte{1};
    PublicKey off_curve = key.public_key();
    off_curve.bytes[0] = std::byte{5};
    EXPECT_TRUE(cache.verify(key.public_key(), hash, good)) << i;
    EXPECT_EQ(cache.verify(key.public_key(), hash, bad), verify(key.public_key(), hash, bad)) << i;
    EXPECT_EQ(cache.verify(secret(9).public_key(), hash, good).error().code, Code::bad_signature)
        << "another's key, " << i;
    EXPECT_EQ(cache.verify(off_curve, hash, good).error().code, Code::bad_public_key) << i;
  }
}

TEST(Keys, KnownVectorOfRfc6979OnSecp256k1) {
  // Secret 1, SHA-256("Satoshi Nakamoto"): the vector that the wallets of this curve share.
  Bytes one(32);
  one[31] = std::byte{1};
  const SecretKey key = SecretKey::from(Suite::secp256k1_sha256, one).value();
  EXPECT_EQ(key.public_key().hex(), "000279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798");
  const Hash32 hash =
      Hash32::from_hex("a0dc65ffca799873cbea0ac274015b9526505daaaed385155425f7337704883e").value();
  EXPECT_EQ(sign(key, hash).hex(),
            "00934b1ea10a4b3c1757e2b0c017d0b6143ce3c9a7e6a4a49860d7a6ab210ee3d8"
            "2442ce9d2b916064108014783e923ec36b49743e2ffa1c4496f01a512aafd9e5");
}

TEST(Keys, TheSuiteIsTheFunctions) {
  const Hash32 hash = hash_of(1);
  const Signature signature = real_signatures().sign(secret(1), hash);
  EXPECT_EQ(signature, sign(secret(1), hash));
  EXPECT_TRUE(real_signatures().verify(secret(1).public_key(), hash, signature));
  EXPECT_FALSE(real_signatures().verify(secret(2).public_key(), hash, signature));
}

std::vector<Hash32> leaves_of(std::size_t n) {
  std::vector<Hash32> leaves;
  for (std::size_t i = 0; i < n; ++i) leaves.push_back(hash_of(i));
  return leaves;
}

TEST(Merkle, NoListSharesItsRootWithAnother) {
  std::set<Hash32> roots;
  for (std::size_t n = 0; n <= 64; ++n)
    EXPECT_TRUE(roots.insert(merkle_root(samples::kSuite, leaves_of(n))).second) << n;
  // The ambiguity of trees that double an odd last leaf: [A, B, C] and [A, B, C, C].
  auto doubled = leaves_of(3);
  doubled.push_back(doubled.back());
  EXPECT_NE(merkle_root(samples::kSuite, doubled), merkle_root(samples::kSuite, leaves_of(3)));
  // An inner node is no leaf.
  const auto four = leaves_of(4);
  const std::vector<Hash32> inner = {merkle_node(samples::kSuite, four[0], four[1]),
                                     merkle_node(samples::kSuite, four[2], four[3])};
  EXPECT_NE(merkle_root(samples::kSuite, inner), merkle_root(samples::kSuite, four));
  EXPECT_NE(merkle_root(samples::kSuite, leaves_of(1)), leaves_of(1)[0]);
}

TEST(Merkle, APathProvesItsLeafItsIndexAndItsCountAndNothingElse) {
  for (std::size_t n = 1; n <= 33; ++n) {
    const auto leaves = leaves_of(n);
    const Hash32 root = merkle_root(samples::kSuite, leaves);
    for (std::size_t i = 0; i < n; ++i) {
      const auto path = merkle_path(samples::kSuite, leaves, i);
      for (std::uint64_t index = 0; index <= n + 1; ++index)
        for (std::uint64_t count = 0; count <= n + 2; ++count)
          ASSERT_EQ(merkle_verify(samples::kSuite, leaves[i], index, count, path, root),
                    index == i && count == n)
              << n << " " << i << " " << index << " " << count;
      for (std::size_t other = 0; other < n; ++other) {
        if (other == i) continue;
        ASSERT_FALSE(merkle_verify(samples::kSuite, leaves[other], i, n, path, root));
        ASSERT_FALSE(merkle_verify(samples::kSuite, leaves[i], i, n,
                                   merkle_path(samples::kSuite, leaves, other), root));
      }
    }
  }
}

TEST(Merkle, HostileLengthsAreRefused) {
  const auto leaves = leaves_of(7);
  const Hash32 root = merkle_root(samples::kSuite, leaves);
  auto path = merkle_path(samples::kSuite, leaves, 5);
  for (std::size_t size = 0; size < path.size(); ++size)
    EXPECT_FALSE(merkle_verify(samples::kSuite, leaves[5], 5, 7, std::span(path).first(size), root)) << size;
  for (int more = 0; more < 100; ++more) {
    path.push_back(hash_of(99));
    EXPECT_FALSE(merkle_verify(samples::kSuite, leaves[5], 5, 7, path, root));
  }
  for (const std::uint64_t huge :
       {UINT64_MAX, UINT64_MAX - 1, std::uint64_t{1} << 63, std::uint64_t{1} << 32}) {
    EXPECT_FALSE(merkle_verify(samples::kSuite, leaves[0], 0, huge, path, root));
    EXPECT_FALSE(merkle_verify(samples::kSuite, leaves[0], huge - 1, huge, path, root));
    EXPECT_FALSE(merkle_verify(samples::kSuite, leaves[0], huge, 7, path, root));
  }
  EXPECT_FALSE(merkle_verify(samples::kSuite, leaves[0], 0, 0, {}, merkle_root(samples::kSuite, {})));
}

}  // namespace
}  // namespace credence
