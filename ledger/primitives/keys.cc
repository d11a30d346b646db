// SPDX-License-Identifier: Apache-2.0
#include "ledger/primitives/keys.h"

#include <openssl/crypto.h>

#include "ledger/primitives/counted.h"
#include "ledger/primitives/curve.h"
#include "ledger/primitives/key_cache.h"

namespace credence {
namespace {

const Curve& curve_of(Suite suite) { return suite == Suite::sm2_sm3 ? sm2_curve() : secp256k1_curve(); }

Result<void> verify_with(const Verifier& verifier, const PublicKey& key, const Hash32& hash,
                         const Signature& signature) {
  if (signature.suite != key.suite) return fail(Code::bad_signature, "of another suite than the key's");
  return verifier.verify(hash, signature);
}

class RealSignatures final : public Signatures {
 public:
  Signature sign(const SecretKey& key, const Hash32& hash) const override {
    return credence::sign(key, hash);
  }
  bool verify(const PublicKey& key, const Hash32& hash, const Signature& signature) const override {
    return credence::verify(key, hash, signature).has_value();
  }
};

}  // namespace

Result<SecretKey> SecretKey::from(Suite suite, BytesView bytes) {
  SecretKey key;
  if (bytes.size() != key.bytes_.size())
    return fail(Code::bad_secret_key, counted(bytes.size(), "byte", "bytes") + ", expected 32");
  if (!curve_of(suite).valid_secret(bytes)) return fail(Code::bad_secret_key);
  std::copy(bytes.begin(), bytes.end(), key.bytes_.begin());
  key.public_key_ = curve_of(suite).public_key(bytes);
  return key;
}

SecretKey::~SecretKey() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

KeyId key_id(const PublicKey& key) { return tagged_hash(key.suite, Tag::public_key, key.view()); }

Result<void> check_public_key(const PublicKey& key) {
  if (auto verifier = verifier_of(key); !verifier) return std::unexpected(verifier.error());
  return {};
}

Result<void> check_suite(const PublicKey& key, Suite suite) {
  if (key.suite == suite) return {};
  return fail(Code::wrong_suite, "key " + key.hex() + ": " + std::string(name_of(key.suite)) +
                                     ", the chain's: " + std::string(name_of(suite)));
}

Signature sign(const SecretKey& key, const Hash32& hash) { return curve_of(key.suite()).sign(key, hash); }

Result<std::shared_ptr<const Verifier>> verifier_of(const PublicKey& key) {
  auto verifier = curve_of(key.suite).parse(key);
  if (!verifier) return fail(Code::bad_public_key, key.hex());
  return verifier;
}

Result<void> verify(const PublicKey& key, const Hash32& hash, const Signature& signature) {
  const auto verifier = verifier_of(key);
  if (!verifier) return std::unexpected(verifier.error());
  return verify_with(**verifier, key, hash, signature);
}

Result<const Verifier*> KeyCache::parsed(const PublicKey& key) {
  if (const auto at = young_.find(key); at != young_.end()) return at->second.get();
  std::shared_ptr<const Verifier> verifier;
  if (const auto at = old_.find(key); at != old_.end()) {
    verifier = at->second;
  } else {
    auto fresh = verifier_of(key);
    if (!fresh) return std::unexpected(fresh.error());
    verifier = *std::move(fresh);
  }
  if (young_.size() >= generation_max_) {
    old_ = std::move(young_);
    young_.clear();
  }
  return young_.emplace(key, std::move(verifier)).first->second.get();
}

Result<void> KeyCache::verify(const PublicKey& key, const Hash32& hash, const Signature& signature) {
  const auto held = parsed(key);
  if (!held) return std::unexpected(held.error());
  return verify_with(**held, key, hash, signature);
}

const Signatures& real_signatures() {
  static const RealSignatures signatures;
  return signatures;
}

}  // namespace credence
