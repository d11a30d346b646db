// SPDX-License-Identifier: Apache-2.0
// The HTTP status of a problem. Stable: clients and proxies rely on it (docs/errors.md, docs/api.md).
#pragma once

#include "ledger/primitives/error.h"

namespace credence::node {

[[nodiscard]] constexpr unsigned http_status_of(Code code) {
  switch (code) {
    case Code::not_found:
    case Code::texts_not_kept:
    case Code::text_not_held:
    case Code::unknown_credit_entry:
    case Code::no_route:
      return 404;
    case Code::text_not_entitled:
    case Code::text_needs_tls:
      return 403;
    case Code::pruned_below:
    case Code::text_erased:
      return 410;
    case Code::wrong_method:
      return 405;
    case Code::bad_signature:
    case Code::high_s_signature:
    case Code::missing_signature:
    case Code::bad_public_key:
    case Code::unknown_key:
    case Code::revoked_key:
      return 401;
    case Code::wrong_chain:
    case Code::expired:
    case Code::text_request_stale:
    case Code::expiry_too_far:
    case Code::feature_not_ready:
      return 409;
    case Code::body_too_long:
      return 413;
    case Code::signer_quota:
      return 429;
    case Code::pool_full:
    case Code::busy:
    case Code::node_syncing:
    case Code::node_stopping:
    case Code::not_yet_certified:
    case Code::diverged:
    case Code::votes_held:
    case Code::no_quorum:
    case Code::no_primary:
    case Code::no_longer_validator:
    case Code::no_validators:
      return 503;
    case Code::internal:
    case Code::storage_corrupt:
    case Code::storage_failed:
    case Code::text_store_full:
    case Code::storage_full:
      return 500;
    default:
      return 400;
  }
}

}  // namespace credence::node
