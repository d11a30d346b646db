// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/keys.h"

#include <openssl/crypto.h>
#include <secp256k1.h>

#include <cstring>

#include "ledger/primitives/key_cache.h"

namespace credence {
namespace {

const unsigned char* raw(const std::byte* bytes) { return reinterpret_cast<const unsigned char*>(bytes); }
unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }

/// Made once and never changed: signing with it is thread-safe.
const secp256k1_context* context() {
  static const secp256k1_context* const made = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
  return made;
}

bool parse(const PublicKey& key, secp256k1_pubkey& out) {
  return secp256k1_ec_pubkey_parse(secp256k1_context_static, &out, raw(key.bytes.data()), key.bytes.size()) ==
         1;
}

Result<void> verify_parsed(const secp256k1_pubkey& point, const Hash32& hash, const Signature& signature) {
  secp256k1_ecdsa_signature parsed;
  if (secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &parsed,
                                              raw(signature.bytes.data())) != 1)
    return fail(Code::bad_signature, "not a pair of scalars");
  if (secp256k1_ecdsa_verify(secp256k1_context_static, &parsed, raw(hash.bytes.data()), &point) == 1)
    return {};
  secp256k1_ecdsa_signature low;
  if (secp256k1_ecdsa_signature_normalize(secp256k1_context_static, &low, &parsed) == 1)
    return fail(Code::high_s_signature);
  return fail(Code::bad_signature);
}

class Secp256k1Suite final : public Suite {
 public:
  Signature sign(const SecretKey& key, const Hash32& hash) const override {
    return credence::sign(key, hash);
  }
  bool verify(const PublicKey& key, const Hash32& hash, const Signature& signature) const override {
    return credence::verify(key, hash, signature).has_value();
  }
};

}  // namespace

Result<SecretKey> SecretKey::from(BytesView bytes) {
  if (bytes.size() != 32)
    return fail(Code::bad_secret_key, std::to_string(bytes.size()) + " bytes, expected 32");
  if (secp256k1_ec_seckey_verify(secp256k1_context_static, raw(bytes.data())) != 1)
    return fail(Code::bad_secret_key);
  SecretKey key;
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  return key;
}

SecretKey::~SecretKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

PublicKey SecretKey::public_key() const {
  secp256k1_pubkey point;
  CREDENCE_ASSERT(secp256k1_ec_pubkey_create(context(), &point, raw(bytes_.data())) == 1);
  PublicKey out;
  std::size_t size = out.bytes.size();
  secp256k1_ec_pubkey_serialize(secp256k1_context_static, raw(out.bytes.data()), &size, &point,
                                SECP256K1_EC_COMPRESSED);
  CREDENCE_ASSERT(size == out.bytes.size());
  return out;
}

KeyId key_id(const PublicKey& key) { return tagged_hash(Tag::public_key, key.view()); }

Result<void> check_public_key(const PublicKey& key) {
  secp256k1_pubkey point;
  if (!parse(key, point)) return fail(Code::bad_public_key, key.hex());
  return {};
}

Signature sign(const SecretKey& key, const Hash32& hash) {
  secp256k1_ecdsa_signature made;
  CREDENCE_ASSERT(secp256k1_ecdsa_sign(context(), &made, raw(hash.bytes.data()), raw(key.view().data()),
                                       nullptr, nullptr) == 1);
  Signature out;
  secp256k1_ecdsa_signature_serialize_compact(secp256k1_context_static, raw(out.bytes.data()), &made);
  return out;
}

Result<void> verify(const PublicKey& key, const Hash32& hash, const Signature& signature) {
  secp256k1_pubkey point;
  if (!parse(key, point)) return fail(Code::bad_public_key, key.hex());
  return verify_parsed(point, hash, signature);
}

Result<const KeyCache::Parsed*> KeyCache::parsed(const PublicKey& key) {
  if (const auto at = young_.find(key); at != young_.end()) return &at->second;
  Parsed fresh;
  if (const auto at = old_.find(key); at != old_.end()) {
    fresh = at->second;
  } else {
    secp256k1_pubkey point;
    static_assert(sizeof point == sizeof fresh.bytes);
    if (!parse(key, point)) return fail(Code::bad_public_key, key.hex());
    std::memcpy(fresh.bytes.data(), &point, sizeof point);
  }
  if (young_.size() >= generation_max_) {
    old_ = std::move(young_);
    young_.clear();
  }
  return &young_.emplace(key, fresh).first->second;
}

Result<void> KeyCache::verify(const PublicKey& key, const Hash32& hash, const Signature& signature) {
  const auto held = parsed(key);
  if (!held) return std::unexpected(held.error());
  secp256k1_pubkey point;
  std::memcpy(&point, (*held)->bytes.data(), sizeof point);
  return verify_parsed(point, hash, signature);
}

const Suite& secp256k1_suite() {
  static const Secp256k1Suite suite;
  return suite;
}

}  // namespace credence
