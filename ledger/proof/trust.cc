// SPDX-License-Identifier: Apache-2.0
#include "ledger/proof/trust.h"

#include <algorithm>

#include "ledger/primitives/counted.h"
#include "ledger/tree/history.h"

namespace credence {
namespace {

std::string at_height(Height height) { return "height " + std::to_string(height); }

}  // namespace

Result<void> check_place(const BlockHeader& later, Height height, const Hash32& hash,
                         const HeaderPlace& place) {
  if (height >= later.height)
    return fail(Code::wrong_height, at_height(height) + " is not before " + std::to_string(later.height));
  const HistoryValue range{later.height, place.peaks};
  if (history_root(later.suite, range) != later.headers ||
      !history_page_proves(later.suite, range, height, {&hash, 1}, place.path))
    return fail(Code::wrong_root,
                at_height(height) + ": not among the headers before " + std::to_string(later.height));
  return {};
}

TrustChain::TrustChain(TrustAnchor anchor) : anchor_(std::move(anchor)) {
  if (anchor_.validators.size() > 0) sets_.emplace(anchor_.from(), anchor_.validators);
}

Result<void> TrustChain::tell(const ValidatorSet& set) {
  const Hash32 named = anchor_.pinned ? anchor_.pinned->set : validator_set_hash(anchor_.validators);
  if (validator_set_hash(set) != named) return fail(Code::other_anchor, "the validators of another anchor");
  if (auto good = check_validator_set(set); !good) return fail(Code::other_anchor, good.error().detail);
  anchor_.validators = set;
  sets_.emplace(anchor_.from(), set);
  return {};
}

Result<void> TrustChain::add(const ValidatorSetChange& change) {
  const BlockHeader& header = change.block.header;
  if (header.height < latest_from())
    return fail(Code::wrong_height,
                "change at " + at_height(header.height) + ", known from " + std::to_string(latest_from()));
  if (changes_.size() >= limits::kSetChangesMax)
    return fail(Code::limit_exceeded,
                counted(changes_.size(), "change", "changes") + " of the validator set");
  if (auto good = verify(change.block); !good) return good;
  if (header.next_validator_set == header.validator_set)
    return fail(Code::wrong_validator_set, at_height(header.height) + ": the set does not change there");
  if (auto good = check_validator_set(change.next); !good)
    return fail(Code::wrong_validator_set, at_height(header.height) + ": " + good.error().detail);
  if (validator_set_hash(change.next) != header.next_validator_set)
    return fail(Code::wrong_validator_set,
                at_height(header.height) + ": not the next set that the header names");
  sets_.emplace(header.height + 1, change.next);
  changes_.push_back(change);
  return {};
}

const ValidatorSet* TrustChain::set_at(Height height) const {
  const auto after = sets_.upper_bound(height);
  return after == sets_.begin() ? nullptr : &std::prev(after)->second;
}

Result<void> TrustChain::verify(const BlockProof& proof) const {
  const BlockHeader& header = proof.header;
  const Height height = header.height;
  if (height == 0) return fail(Code::wrong_height, "block 0 follows from the genesis: nobody signs it");
  if (height < anchor_.from())
    return fail(Code::before_anchor, at_height(height) + ", trusted from " + std::to_string(anchor_.from()));
  if (pins(height)) return verify_pinned(proof);
  const ValidatorSet* const set = set_at(height);
  if (set == nullptr) return fail(Code::other_anchor, at_height(height) + ": no validators are known");
  return verify_header(chain(), *set, header, proof.certificate);
}

Result<void> TrustChain::verify_pinned(const BlockProof& proof) const {
  const Hash32 hash = header_hash(chain(), proof.header);
  if (hash != anchor_.pinned->header || proof.certificate.header_hash != hash ||
      proof.certificate.height != proof.header.height)
    return fail(Code::wrong_header, at_height(proof.header.height) + ": not the pinned one");
  if (proof.header.validator_set != anchor_.pinned->set)
    return fail(Code::wrong_validator_set, at_height(proof.header.height) + ": not the set that is pinned");
  return {};
}

Result<void> check_age(const BlockHeader& header, std::uint64_t now_ms, std::uint64_t max_age_ms) {
  if (max_age_ms == 0 || now_ms <= header.time_ms || now_ms - header.time_ms <= max_age_ms) return {};
  return fail(Code::stale_answer, "block " + std::to_string(header.height) + " is " +
                                      std::to_string(now_ms - header.time_ms) + " ms old, at most " +
                                      std::to_string(max_age_ms));
}

std::string ConflictEvidence::text() const {
  std::string out = at_height(first.header.height) + ": signed both: ";
  for (const Validator& validator : signed_both)
    out.append(&validator == &signed_both.front() ? "" : ", ").append(validator.name_en);
  return out;
}

std::optional<ConflictEvidence> find_conflict(const TrustChain& trust, const BlockProof& first,
                                              const BlockProof& second) {
  if (first.header.height != second.header.height || first.header == second.header) return std::nullopt;
  if (!trust.verify(first) || !trust.verify(second)) return std::nullopt;
  ConflictEvidence out{first, second, {}};
  const ValidatorSet& set = *trust.set_at(first.header.height);
  for (const ValidatorSignature& one : first.certificate.signatures)
    if (std::ranges::count(second.certificate.signatures, one.validator, &ValidatorSignature::validator) != 0)
      out.signed_both.push_back(set.validators[one.validator]);
  return out;
}

}  // namespace credence
