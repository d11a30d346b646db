// SPDX-License-Identifier: Apache-2.0
#include "node/pool/admission.h"

#include "ledger/domain/features.h"
#include "ledger/domain/state_values.h"

namespace credence::node {
namespace {

/// What the next block would refuse as unreadable: an action whose feature is not in force.
Result<void> check_feature(const Ledger& ledger, const Action& action) {
  const std::string_view feature = features::needed_by(action);
  if (feature.empty()) return {};
  const auto bytes = ledger.state(ChainKey{});
  if (!bytes) return std::unexpected(bytes.error());
  const auto chain = *bytes ? decode<ChainValue>(**bytes) : fail(Code::storage_corrupt);
  if (!chain) return fail(Code::storage_corrupt, "the state of the chain");
  if (chain->has(feature, ledger.height() + 1)) return {};
  return fail(Code::unreadable_action, "feature " + std::string(feature) + " is not in force");
}

Result<void> check_keys(const Ledger& ledger, const ParsedTransaction& transaction) {
  // A receipt of what nobody can read could not be proved to anybody.
  const auto action = decode<Action>(transaction.body.action);
  if (!action) return std::unexpected(action.error());
  if (auto good = check_supported(*action); !good) return good;
  if (auto good = check_feature(ledger, *action); !good) return good;
  for (const auto& entry : transaction.signatures) {
    const KeyId id = key_id(entry.key);
    const auto bytes = ledger.state(SignerKey{id});
    if (!bytes) return std::unexpected(bytes.error());
    if (!*bytes) return fail(Code::unknown_key, entry.key.hex());
    const auto value = decode<SignerValue>(**bytes);
    if (!value) return fail(Code::storage_corrupt, "the state of key " + id.hex());
    if (value->revoked) return fail(Code::revoked_key, entry.key.hex());
  }
  return {};
}

}  // namespace

Result<Admission> admit(const SharedLedger& ledger, SignaturePool& signatures,
                        const ParsedTransaction& parsed, BytesView bytes) {
  auto known = ledger.read([&](const Ledger& at) -> Result<bool> {
    const auto executed = at.find_transaction(parsed.id);
    if (!executed) return std::unexpected(executed.error());
    if (*executed) return true;
    const Height next = at.height() + 1;
    const Height expiry = parsed.body.expiry_height;
    if (expiry < next)
      return fail(Code::expired,
                  "expires at " + std::to_string(expiry) + ", the next height is " + std::to_string(next));
    if (expiry > at.expiry_most())
      return fail(Code::expiry_too_far,
                  std::to_string(expiry) + ", at most " + std::to_string(at.expiry_most()));
    if (auto good = check_keys(at, parsed); !good) return std::unexpected(good.error());
    return false;
  });
  if (!known) return std::unexpected(known.error());
  if (*known) return Admission::executed;
  if (auto good = signatures.verify_parsed(parsed, bytes); !good) return std::unexpected(good.error());
  return Admission::fresh;
}

}  // namespace credence::node
