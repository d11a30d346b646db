// SPDX-License-Identifier: Apache-2.0
// Time-stamps of RFC 3161: an authority's signed word that the line of an anchor existed at a moment. The
// line itself is what is stamped (SHA-256 over its characters), so that any other tool can make and check
// one:
//
//   openssl ts -query -data line.txt -sha256 -cert -out anchor.tsq
#pragma once

#include <filesystem>

#include "client/base/failure.h"
#include "ledger/proof/anchor.h"

namespace credence {

/// The DER bytes of a request for a time-stamp of this line, to be sent to an authority.
[[nodiscard]] Result<Bytes> timestamp_query(const PinnedHeader& anchor);

struct Timestamp {
  std::uint64_t time_ms = 0;  // that the authority says
  std::string policy;         // its OID
  std::string serial;         // hexadecimal
  std::string authority;      // its name, where the response has it; unproved without `ca`
};
/// A response (DER) that grants a time-stamp of this line. `bad_timestamp` with what is wrong. With `ca`, a PEM
/// file of authorities that the reader trusts, also that one of them vouches for who signed it.
[[nodiscard]] Result<Timestamp> read_timestamp(const PinnedHeader& anchor, BytesView response,
                                               const std::filesystem::path& ca = {});

}  // namespace credence
