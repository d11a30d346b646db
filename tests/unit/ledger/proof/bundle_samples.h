// Proof bundles of a small ledger, true and forged: the vectors under tests/data/bundles and the material of
// the bundle tests. Deterministic: the same code gives the same bytes.
#pragma once

#include "ledger/proof/bundle.h"
#include "tests/support/ledger_world.h"

namespace credence::samples {

/// A vector: a file, how it is looked at, and what must come of it.
struct BundleVector {
  std::string file;  // "valid/title-in-force.proof"
  std::string why;   // what was done, in words
  Bytes bytes;
  BundleQuestion question = {};
  std::string verdict = "valid";  // of name_of(Verdict), or "forged"
  Code code = Code::ok;           // forged: the check that fails
  std::string field = {};         // and the field it is about
};

/// A ledger with something of everything, whose last blocks are signed by two later validator sets.
class BundleWorld {
 public:
  BundleWorld();

  [[nodiscard]] TrustAnchor anchor() const { return w.anchor(); }
  [[nodiscard]] const Genesis& genesis() const { return w_genesis_; }

  // ---- claims as the ledger proves them ----
  [[nodiscard]] Claim record() { return RecordClaim{w.ledger().prove_transaction(w.id_of(payment)).value()}; }
  [[nodiscard]] Claim entries() {
    return EntriesClaim{w.ledger().prove_history(programme_history(), 3, 1).value()};
  }
  [[nodiscard]] Claim title(unsigned enterprise) {
    return TitleClaim{state(QualificationKey{"specialized", code(enterprise)})};
  }
  [[nodiscard]] Claim absence(const StateKey& key) { return AbsenceClaim{state(key)}; }
  [[nodiscard]] Claim total(const StateKey& key) { return TotalClaim{state(key)}; }
  [[nodiscard]] Claim history(const HistoryKey& subject);
  [[nodiscard]] static HistoryKey programme_history() { return HistoryKey{ProgrammeKey{"puhui-2022"}}; }

  // ---- bundles ----
  /// Under the genesis set.
  [[nodiscard]] Bytes bundle(const Claim& claim) {
    return encode_bundle(TrustChain(w.anchor()), claim).value();
  }
  /// The same claim in a later block, under the last of three sets; with the changes that lead there.
  [[nodiscard]] Claim later(const Claim& claim);
  [[nodiscard]] TrustChain later_trust();
  /// The bytes of a bundle with these changes, whatever they are, and a checksum that fits.
  [[nodiscard]] Bytes assembled(const ChainId& chain, const std::vector<ValidatorSetChange>& changes,
                                const Claim& claim);

  [[nodiscard]] std::vector<BundleVector> valid();
  [[nodiscard]] std::vector<BundleVector> forged();

  world::World w;
  Bytes award, payment, refused;

 private:
  [[nodiscard]] StateProof state(const StateKey& key) { return w.ledger().prove_state(key).value(); }
  void forge_certificates(std::vector<BundleVector>& out);
  void forge_changes(std::vector<BundleVector>& out);
  void forge_state(std::vector<BundleVector>& out);
  void forge_histories(std::vector<BundleVector>& out);
  void forge_records(std::vector<BundleVector>& out);
  void forge_files(std::vector<BundleVector>& out);
  const Genesis w_genesis_ = world::genesis();
};

/// The block of a claim, to be changed.
[[nodiscard]] BlockProof& block_in(Claim& claim);
/// A checksum that fits the bytes before it.
void reseal(Bytes& bundle);

}  // namespace credence::samples
