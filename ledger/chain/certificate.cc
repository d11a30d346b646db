// SPDX-License-Identifier: Apache-2.0
#include "ledger/chain/certificate.h"

#include "ledger/chain/quorum.h"

namespace credence {

Hash32 checkpoint_hash(const ChainId& chain, Height height, const Hash32& header_hash) {
  CanonicalWriter out;
  out(height, header_hash);
  return chain_hash(Tag::checkpoint, chain, out.take());
}

Result<void> verify_certificate(const ChainId& chain, const ValidatorSet& set, const Certificate& certificate,
                                const Signatures& scheme) {
  const auto& signatures = certificate.signatures;
  for (std::size_t i = 0; i < signatures.size(); ++i) {
    if (i > 0 && signatures[i].validator <= signatures[i - 1].validator)
      return fail(Code::signers_not_distinct, "validator " + std::to_string(signatures[i].validator));
    if (signatures[i].validator >= set.size())
      return fail(Code::unknown_signer, "validator " + std::to_string(signatures[i].validator) + " of " +
                                            std::to_string(set.size()));
  }
  if (signatures.size() < quorum(set.size()))
    return fail(Code::not_enough_signers,
                std::to_string(signatures.size()) + " of " + std::to_string(quorum(set.size())));
  const Hash32 hash = checkpoint_hash(chain, certificate.height, certificate.header_hash);
  for (const auto& entry : signatures)
    if (!scheme.verify(set.validators[entry.validator].key, hash, entry.signature))
      return fail(Code::bad_signature, "of validator " + std::to_string(entry.validator) + " on height " +
                                           std::to_string(certificate.height));
  return {};
}

Result<void> verify_header(const ChainId& chain, const ValidatorSet& set, const BlockHeader& header,
                           const Certificate& certificate, const Signatures& scheme) {
  if (certificate.height != header.height || certificate.header_hash != header_hash(chain, header))
    return fail(Code::wrong_header, "height " + std::to_string(header.height));
  if (header.suite != chain.suite) return fail(Code::wrong_suite, "height " + std::to_string(header.height));
  if (header.validator_set != validator_set_hash(set))
    return fail(Code::wrong_validator_set, "height " + std::to_string(header.height));
  return verify_certificate(chain, set, certificate, scheme);
}

}  // namespace credence
