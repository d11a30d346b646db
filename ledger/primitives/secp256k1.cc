// SPDX-License-Identifier: Apache-2.0
// ECDSA over secp256k1, of libsecp256k1.
#include <secp256k1.h>

#include "ledger/primitives/curve.h"

namespace credence {
namespace {

/// Made once and never changed: signing with it is thread-safe.
const secp256k1_context* context() {
  static const secp256k1_context* const made = secp256k1_context_create(SECP256K1_CONTEXT_NONE);
  return made;
}

class Secp256k1Verifier final : public Verifier {
 public:
  explicit Secp256k1Verifier(const secp256k1_pubkey& point) : point_(point) {}
  Result<void> verify(const Hash32& hash, const Signature& signature) const override {
    secp256k1_ecdsa_signature parsed;
    if (secp256k1_ecdsa_signature_parse_compact(secp256k1_context_static, &parsed,
                                                raw(signature.bytes.data())) != 1)
      return fail(Code::bad_signature, "not a pair of scalars");
    if (secp256k1_ecdsa_verify(secp256k1_context_static, &parsed, raw(hash.bytes.data()), &point_) == 1)
      return {};
    secp256k1_ecdsa_signature low;
    if (secp256k1_ecdsa_signature_normalize(secp256k1_context_static, &low, &parsed) == 1)
      return fail(Code::high_s_signature);
    return fail(Code::bad_signature);
  }

 private:
  secp256k1_pubkey point_;
};

class Secp256k1 final : public Curve {
 public:
  bool valid_secret(BytesView secret) const override {
    return secp256k1_ec_seckey_verify(secp256k1_context_static, raw(secret.data())) == 1;
  }
  PublicKey public_key(BytesView secret) const override {
    secp256k1_pubkey point;
    CREDENCE_ASSERT(secp256k1_ec_pubkey_create(context(), &point, raw(secret.data())) == 1);
    PublicKey out{Suite::secp256k1_sha256, {}};
    std::size_t size = out.bytes.size();
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, raw(out.bytes.data()), &size, &point,
                                  SECP256K1_EC_COMPRESSED);
    CREDENCE_ASSERT(size == out.bytes.size());
    return out;
  }
  Signature sign(const SecretKey& key, const Hash32& hash) const override {
    secp256k1_ecdsa_signature made;
    CREDENCE_ASSERT(secp256k1_ecdsa_sign(context(), &made, raw(hash.bytes.data()), raw(key.view().data()),
                                         nullptr, nullptr) == 1);
    Signature out{Suite::secp256k1_sha256, {}};
    secp256k1_ecdsa_signature_serialize_compact(secp256k1_context_static, raw(out.bytes.data()), &made);
    return out;
  }
  std::shared_ptr<const Verifier> parse(const PublicKey& key) const override {
    secp256k1_pubkey point;
    if (secp256k1_ec_pubkey_parse(secp256k1_context_static, &point, raw(key.bytes.data()),
                                  key.bytes.size()) != 1)
      return nullptr;
    return std::make_shared<const Secp256k1Verifier>(point);
  }
};

}  // namespace

const Curve& secp256k1_curve() {
  static const Secp256k1 curve;
  return curve;
}

}  // namespace credence
