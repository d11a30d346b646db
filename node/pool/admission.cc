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

}  // namespace

Result<void> Admission::check_key(const Ledger& ledger, const PublicKey& key) {
  {
    const std::lock_guard lock(mutex_);
    if (good_at_ != ledger.height()) good_keys_.clear();
    good_at_ = ledger.height();
    if (good_keys_.contains(key)) return {};
  }
  const KeyId id = key_id(key);
  const auto bytes = ledger.state(SignerKey{id});
  if (!bytes) return std::unexpected(bytes.error());
  if (!*bytes) return fail(Code::unknown_key, key.hex());
  const auto value = decode<SignerValue>(**bytes);
  if (!value) return fail(Code::storage_corrupt, "the state of key " + id.hex());
  if (value->revoked) return fail(Code::revoked_key, key.hex());
  const std::lock_guard lock(mutex_);
  if (good_keys_.size() < kGoodKeysMax) good_keys_.insert(key);
  return {};
}

Result<void> Admission::check_keys(const Ledger& ledger, const ReadTransaction& transaction) {
  for (const auto& entry : transaction.signatures)
    if (auto good = check_key(ledger, entry.key); !good) return good;
  return {};
}

Result<Admitted> Admission::admit(const ReadTransaction& transaction) {
  // A receipt of what nobody can read could not be proved to anybody.
  const auto action = decode<Action>(transaction.action);
  auto known = ledger_.read([&](const Ledger& at) -> Result<bool> {
    const Height next = at.height() + 1;
    const Height expiry = transaction.expiry_height;
    if (expiry >= next && at.executed_unexpired(transaction.id)) return true;
    if (expiry < next || expiry > at.expiry_most()) {  // of these alone nobody keeps the ids at hand
      const auto before = at.find_transaction(transaction.id);
      if (!before) return std::unexpected(before.error());
      if (*before) return true;
    }
    if (expiry < next)
      return fail(Code::expired,
                  "expires at " + std::to_string(expiry) + ", the next height is " + std::to_string(next));
    if (expiry > at.expiry_most())
      return fail(Code::expiry_too_far,
                  std::to_string(expiry) + ", at most " + std::to_string(at.expiry_most()));
    if (!action) return std::unexpected(action.error());
    if (auto good = check_supported(*action); !good) return std::unexpected(good.error());
    if (auto good = check_feature(at, *action); !good) return std::unexpected(good.error());
    if (auto good = check_keys(at, transaction); !good) return std::unexpected(good.error());
    return false;
  });
  if (!known) return std::unexpected(known.error());
  if (*known) return Admitted::executed;
  if (auto good = signatures_.verify(transaction); !good) return std::unexpected(good.error());
  return Admitted::fresh;
}

}  // namespace credence::node
