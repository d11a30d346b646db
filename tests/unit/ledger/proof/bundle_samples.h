// SPDX-License-Identifier: Apache-2.0
// Proof bundles of a small ledger, true and forged: the vectors under tests/data/bundles and the material of
// the bundle tests. Deterministic: the same code gives the same bytes.
#pragma once

#include "ledger/proof/bundle.h"
#include "tests/support/header_chain.h"
#include "tests/support/ledger_world.h"
#include "tests/support/validator_sets.h"

namespace credence::samples {

inline const Seeds kFirst{1, 2, 3, 4}, kSecond{1, 2, 3, 5}, kThird{2, 3, 5, 6, 7};
inline constexpr Height kFirstChange = 900, kSecondChange = 950, kLater = 1000;
inline constexpr Height kPinnedBefore = 500, kPinned = 980;  // anchors, before the changes and after them

/// Where the chain's id and the count of changes lie in a bundle that tells no set of validators.
inline const std::size_t kChain = 16 + 2, kChanges = kChain + ChainId{kSuite, {}}.view().size() + 1;

/// The same content in a block of another height, set and certificate.
[[nodiscard]] BlockProof moved(const ChainId& chain, BlockHeader header, Height height, const Seeds& set,
                               const Seeds& next);

/// A vector: a file, how it is looked at, and what must come of it.
struct BundleVector {
  std::string file;  // "valid/title-in-force.proof"
  std::string why;   // what was done, in words
  Bytes bytes;
  BundleQuestion question = {};
  std::string verdict = "valid";                      // of name_of(Verdict), or of BundleFault::verdict
  Code code = Code::ok;                               // not valid: the check that fails
  std::string field = {};                             // and the field it is about
  std::optional<PinnedHeader> pinned = std::nullopt;  // the reader's anchor; none: the genesis
};

/// A ledger with something of everything, whose last blocks are signed by two later validator sets.
class BundleWorld {
 public:
  BundleWorld();

  [[nodiscard]] TrustAnchor anchor() const { return w.anchor(); }
  [[nodiscard]] const Genesis& genesis() const { return w_genesis_; }

  // ---- claims as the ledger proves them -------------------------------------------------------------------
  [[nodiscard]] Claim record() { return record(payment); }
  [[nodiscard]] Claim record(const Bytes& transaction) {
    return RecordClaim{w.ledger().prove_transaction(w.id_of(transaction)).value()};
  }
  [[nodiscard]] Claim entries() { return page(3, 1); }
  [[nodiscard]] Claim page(std::uint64_t from, std::uint64_t count) {
    HistoryPage held = w.ledger().prove_history(programme_history(), from, count).value();
    KeyProofs context = context_of(held.head);
    return EntriesClaim{std::move(held), std::move(context)};
  }
  [[nodiscard]] Claim title(unsigned enterprise, const Id& type = "specialized") {
    return of<TitleClaim>(QualificationKey{type, code(enterprise)});
  }
  [[nodiscard]] Claim award(std::uint32_t line, const Id& batch = "b1") {
    return of<AwardClaim>(AwardKey{"puhui-2022", batch, line});
  }
  [[nodiscard]] Claim standing(unsigned enterprise) {
    return of<StandingClaim>(CreditStandingKey{code(enterprise)});
  }
  [[nodiscard]] Claim absence(const StateKey& key) { return of<AbsenceClaim>(key); }
  [[nodiscard]] Claim total(const StateKey& key) { return of<TotalClaim>(key); }
  [[nodiscard]] Claim history(const HistoryKey& subject);
  [[nodiscard]] static HistoryKey programme_history() { return HistoryKey{ProgrammeKey{"puhui-2022"}}; }

  // ---- bundles --------------------------------------------------------------------------------------------
  /// Under the genesis set.
  [[nodiscard]] Bytes bundle(const Claim& claim) {
    return encode_bundle(TrustChain(w.anchor()), claim).value();
  }
  /// All headers up to kLater: the ledger's, and after them others of its last state, that three sets sign.
  [[nodiscard]] const HeaderChain& headers() const { return headers_; }
  [[nodiscard]] PinnedHeader pinned(Height height) const;
  /// The block with a quorum of its set.
  [[nodiscard]] BlockProof certified(Height height) const;
  /// The claim under a later header, which is pinned; or, with `trust`, signed.
  [[nodiscard]] Bytes under(const TrustChain& trust, Claim claim, Height later) const;
  /// The claim about the last state in a later block, under the last of three sets; with the changes that
  /// lead there.
  [[nodiscard]] Claim later(const Claim& claim);
  [[nodiscard]] TrustChain later_trust() { return follow(w.anchor()); }
  /// Follows the changes from an anchor on.
  [[nodiscard]] TrustChain follow(TrustChain trust) const;
  /// The bytes of a bundle with these changes, whatever they are, and a checksum that fits.
  [[nodiscard]] Bytes assembled(const ChainId& chain, const std::vector<ValidatorSetChange>& changes,
                                const Claim& claim);

  [[nodiscard]] std::vector<BundleVector> valid();
  [[nodiscard]] std::vector<BundleVector> forged();
  /// What validators of a later version would sign: each proved, and not understood.
  [[nodiscard]] std::vector<BundleVector> of_later_version();

  world::World w;
  Bytes payment, refused;

 private:
  void issue_titles();
  void award_lists();
  void credit_entries();
  void grow_headers();
  void anchored(std::vector<BundleVector>& out);
  void forge_anchored(std::vector<BundleVector>& out);
  [[nodiscard]] StateProof state(const StateKey& key) { return w.ledger().prove_state(key).value(); }
  /// The keys that a claim about this state names.
  [[nodiscard]] KeyProofs context_of(const StateProof& proof);
  template <class C>
  [[nodiscard]] C of(const StateKey& key) {
    StateProof proof = state(key);
    KeyProofs context = context_of(proof);
    return C{std::move(proof), std::move(context)};
  }
  /// A state that holds this alone, certified by all: what more than f faulty validators could sign.
  [[nodiscard]] StateProof conspired(const StateKey& key, Bytes value);
  /// The same of several, in one state: a proof of the first, and of the others, in turn, as a context. What
  /// has no value is proved absent.
  using Held = std::pair<Bytes, std::optional<Bytes>>;  // a key and its value, encoded
  [[nodiscard]] std::pair<StateProof, KeyProofs> conspired(const std::vector<Held>& held);
  void forge_certificates(std::vector<BundleVector>& out);
  void forge_changes(std::vector<BundleVector>& out);
  void forge_state(std::vector<BundleVector>& out);
  void forge_lookalikes(std::vector<BundleVector>& out);
  void forge_context(std::vector<BundleVector>& out);
  void forge_standings(std::vector<BundleVector>& out);
  void forge_histories(std::vector<BundleVector>& out);
  void forge_records(std::vector<BundleVector>& out);
  void forge_files(std::vector<BundleVector>& out);
  void forge_later(std::vector<BundleVector>& out);
  [[nodiscard]] TitleClaim title_of_later_version(std::size_t which);
  [[nodiscard]] StandingClaim standing_of_later_version(std::size_t which);
  [[nodiscard]] Bytes record_of(const Bytes& action, const std::function<Bytes(const TxId&)>& receipt);
  const Genesis w_genesis_ = world::genesis();
  HeaderChain headers_{chain_id(w_genesis_)};
};

/// A checksum that fits the bytes before it.
void reseal(Bytes& bundle);

}  // namespace credence::samples
