// SPDX-License-Identifier: Apache-2.0
// Who may sign a block: the validator sets over time, learned from what a verifier trusts to begin with.
// Pure: no clock, no network.
//
// A verifier holds a trust anchor: the genesis, or a header that it pinned by its hash, with the hash of the
// set that signs it (anchor.h). From there it follows the changes of the set.
// A change is the last header under the old set, certified by the old set, and
// the new set, whose hash that header names as the set of the next height.
// Certificates are checked against the set of their height. Every
// header commits to all headers before it, so a header that is
// trusted proves each earlier one, whoever signed that: LaterHeader.
//
// What this cannot show: a quorum of a set that was replaced can sign other blocks above its last one. A
// verifier that knows the change refuses them; one that was never told of it can only ask for freshness
// (`check_age`), or learn the changes from several nodes.
#pragma once

#include <map>

#include "ledger/chain/certificate.h"
#include "ledger/proof/anchor.h"

namespace credence {

struct BlockProof {
  BlockHeader header;
  Certificate certificate;
  bool operator==(const BlockProof&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(header, certificate);
  }
};

/// `next` signs from the height after `block`; a quorum of the set before it signed that.
struct ValidatorSetChange {
  BlockProof block;
  ValidatorSet next;
  bool operator==(const ValidatorSetChange&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(block, next);
  }
};
/// A page of them, rising by height: what a node answers.
using ValidatorSetChanges = List<ValidatorSetChange, limits::kSetChangesPageMax>;

/// Where a header stands among those that a later one commits to.
struct HeaderPlace {
  List<Hash32, 64> peaks;  // of the range that the later header's `headers` is the root of
  List<Hash32, limits::kHistoryPathMax> path;  // subtrees beside the earlier header's hash, left to right
  bool operator==(const HeaderPlace&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(peaks, path);
  }
};
/// A later header, and the place of an earlier one under it.
struct LaterHeader {
  BlockHeader header;
  HeaderPlace place;
  bool operator==(const LaterHeader&) const = default;
  template <class A>
  void serialize(A& archive) {
    archive(header, place);
  }
};
/// `later` commits to a header of this height and hash: `wrong_height` (it is none before it), `wrong_root`.
[[nodiscard]] Result<void> check_place(const BlockHeader& later, Height height, const Hash32& hash,
                                       const HeaderPlace& place);

/// What is believed without proof: a genesis (its chain id and its validators), or a header that was pinned.
struct TrustAnchor {
  ChainId chain;
  ValidatorSet validators;  // of the height from(); of a pinned header none, until they are told
  std::optional<PinnedHeader> pinned = std::nullopt;
  /// Nothing below it is believed for its signatures.
  [[nodiscard]] Height from() const { return pinned ? pinned->height : 0; }
};
[[nodiscard]] inline TrustAnchor anchor_of(const PinnedHeader& pinned) { return {pinned.chain, {}, pinned}; }

/// The validator sets that are known, by height. A value: copying it copies what was learned. Not for two
/// threads at once.
class TrustChain {
 public:
  TrustChain(
      TrustAnchor anchor);  // NOLINT(google-explicit-constructor): an anchor is a chain without changes

  [[nodiscard]] const TrustAnchor& anchor() const { return anchor_; }
  [[nodiscard]] const ChainId& chain() const { return anchor_.chain; }
  /// The changes learned so far, in order: to be kept, or to travel with a proof. Above the anchor only.
  [[nodiscard]] const std::vector<ValidatorSetChange>& changes() const { return changes_; }
  /// The first height that the latest known set signs: ask for changes from here.
  [[nodiscard]] Height latest_from() const { return sets_.empty() ? anchor_.from() : sets_.rbegin()->first; }

  /// The validators of the anchor, whoever tells them:
  /// `other_anchor` unless theirs is the hash that it names.
  [[nodiscard]] Result<void> tell(const ValidatorSet& set);

  /// Follows the next change. Nothing is changed by one that is refused: `wrong_height` (it lies below the
  /// latest), `wrong_validator_set` (the header names another set than the one in force, or another next one,
  /// or no change), `limit_exceeded`, and the errors of verify_certificate.
  [[nodiscard]] Result<void> add(const ValidatorSetChange& change);

  /// The set of a height as far as is known; null below the anchor, and while its set was not told.
  [[nodiscard]] const ValidatorSet* set_at(Height height) const;
  /// The header of this height is the pinned one.
  [[nodiscard]] bool pins(Height height) const { return anchor_.pinned && anchor_.pinned->height == height; }
  /// Who signed the header of this height as far as `verify` asks: null at the pinned one.
  [[nodiscard]] const ValidatorSet* signers_at(Height height) const {
    return pins(height) ? nullptr : set_at(height);
  }
  /// The header is the pinned one (then nobody asks who signed it), or certified by the set of its height:
  /// `wrong_height` (block 0, which nobody signs), `before_anchor`, `other_anchor` (its set was not told),
  /// `wrong_header`, `wrong_validator_set` (a set that is not known here: a change may be missing), and the
  /// errors of verify_certificate.
  [[nodiscard]] Result<void> verify(const BlockProof& proof) const;

 private:
  [[nodiscard]] Result<void> verify_pinned(const BlockProof& proof) const;
  TrustAnchor anchor_;
  std::map<Height, ValidatorSet> sets_;  // by the first height they sign
  std::vector<ValidatorSetChange> changes_;
};

/// `stale_answer` if the header is older than `max_age_ms` at the time `now_ms` (UTC), which the caller
/// knows; 0: any age. A header of the future has no age.
[[nodiscard]] Result<void> check_age(const BlockHeader& header, std::uint64_t now_ms,
                                     std::uint64_t max_age_ms);

/// Two certificates of one height for different headers: evidence against the validators who signed both.
/// With at most f faulty ones there is none; with more, at least as many as two quorums share stand here.
struct ConflictEvidence {
  BlockProof first, second;
  std::vector<Validator> signed_both;
  /// "height 7: signed both: A, B", with the English names, for logs and errors.
  [[nodiscard]] std::string text() const;
};
/// Nothing if the two are of different heights, the same, or not both certified under `trust`.
[[nodiscard]] std::optional<ConflictEvidence> find_conflict(const TrustChain& trust, const BlockProof& first,
                                                            const BlockProof& second);

}  // namespace credence
