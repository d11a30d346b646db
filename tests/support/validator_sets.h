// SPDX-License-Identifier: Apache-2.0
// Validator sets named by the seeds of their members' keys, and blocks signed by them.
#pragma once

#include <string>
#include <vector>

#include "ledger/chain/quorum.h"
#include "tests/support/domain_samples.h"

namespace credence::samples {

using Seeds = std::vector<std::uint8_t>;

inline ValidatorSet set_of(const Seeds& seeds) {
  ValidatorSet out;
  for (const std::uint8_t seed : seeds)
    out.validators.push_back({secret(seed).public_key(), Name("验证者" + std::to_string(seed)),
                              Name("Validator " + std::to_string(seed))});
  return out;
}

/// Signed by the first `count` of `seeds`, whose places in the list are those of the certificate.
inline Certificate certify(const ChainId& chain, const BlockHeader& header, const Seeds& seeds,
                           std::size_t count) {
  Certificate out{header.height, header_hash(chain, header), {}};
  const Hash32 hash = checkpoint_hash(chain, out.height, out.header_hash);
  for (std::size_t i = 0; i < count; ++i)
    out.signatures.push_back({static_cast<std::uint16_t>(i), sign(secret(seeds[i]), hash)});
  return out;
}

}  // namespace credence::samples
