// SPDX-License-Identifier: Apache-2.0
// Hostile answers of a node: the verifiers refuse them, whatever they hold. Nothing made by chance may
// verify.
#include "ledger/domain/genesis.h"
#include "ledger/proof/bundle.h"
#include "ledger/tree/history.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/domain_samples.h"
#include "tests/support/suite.h"

namespace credence::fuzz {
namespace {

/// Accepts every signature, so that the paths behind the certificate are reached.
class Credulous final : public Signatures {
 public:
  Signature sign(const SecretKey&, const Hash32&) const override { return {}; }
  bool verify(const PublicKey&, const Hash32&, const Signature&) const override { return true; }
};

const TrustAnchor& anchor() {
  static const TrustAnchor made{chain_id(samples::genesis()), samples::genesis().validators};
  return made;
}

template <class Proof, class Verify>
void try_proof(BytesView bytes, Verify verify_it) {
  const auto proof = decode<Proof>(bytes);
  if (!proof) return;
  CREDENCE_ASSERT(std::ranges::equal(encode(*proof), bytes));
  CREDENCE_ASSERT(!verify_it(*proof));
}

/// The paths alone, without the certificate before them.
void try_paths(const HistoryPage& page) {
  const Hash32 key_hash = state_key_hash(samples::kSuite, page.head.key);
  const Hash32& root = page.head.block.header.state_root;
  // Under the zero root, that of an empty state, every key is absent: that is true.
  CREDENCE_ASSERT(root.is_zero() || !state_path_disproves(samples::kSuite, root, key_hash, page.head.path));
  if (!page.head.value) return;
  CREDENCE_ASSERT(!state_path_proves(samples::kSuite, root,
                                     {key_hash, state_value_hash(samples::kSuite, *page.head.value)},
                                     page.head.path));
  const auto head = decode<HistoryValue>(*page.head.value);
  if (!head) return;
  std::vector<Hash32> leaves;
  for (const auto& entry : page.entries) leaves.push_back(history_leaf(samples::kSuite, entry));
  // An empty range of a history proves nothing and so may hold.
  CREDENCE_ASSERT(leaves.empty() ||
                  !history_page_proves(samples::kSuite, *head, page.from, leaves, page.path));
}

}  // namespace

void one_input(BytesView bytes) {
  try_proof<BlockProof>(bytes, [](const auto& p) { return TrustChain(anchor()).verify(p).has_value(); });
  try_proof<TransactionProof>(bytes, [](const auto& p) {
    const auto& header = p.block.header;
    return verify(anchor(), p, TxId{}).has_value() ||
           merkle_verify(samples::kSuite, merkle_leaf(samples::kSuite, p.transaction), p.index,
                         header.transaction_count, p.transaction_path, header.batch_root);
  });
  const StateKey key = ProgrammeKey{"p"};
  try_proof<StateProof>(bytes, [&key](const auto& p) { return verify(anchor(), p, key).has_value(); });
  try_proof<HistoryPage>(bytes, [](const auto& p) {
    try_paths(p);
    return verify(anchor(), p, HistoryKey{ProgrammeKey{"p"}}).has_value();
  });
  CREDENCE_ASSERT(!verify_bundle(anchor(), bytes));
  if (const auto certificate = decode<Certificate>(bytes))
    (void)verify_certificate(anchor().chain, anchor().validators, *certificate, Credulous());
}

std::vector<Bytes> seeds() {
  BlockProof block;
  block.header.state_root = block.header.batch_root =
      history_leaf(samples::kSuite, bytes_of("a root of nothing"));
  block.header.validator_set = validator_set_hash(anchor().validators);
  block.certificate.header_hash = header_hash(anchor().chain, block.header);
  for (std::uint16_t i = 0; i < 4; ++i) block.certificate.signatures.push_back({i, {}});
  TransactionProof transaction{block, 0, Bytes(3), {}, Bytes(3), {}};
  transaction.transaction_path.resize(3);
  StateProof state{{encode(StateKey(HistoryKey{ProgrammeKey{"p"}})), std::nullopt, {}}, block};
  state.path.siblings.resize(5);
  HistoryPage page{state, 1, {}, {}};
  HistoryValue head;
  for (int i = 0; i < 5; ++i) history_append(samples::kSuite, head, Hash32{});
  page.head.value = encode(head);
  page.entries.emplace_back(Bytes(2));
  page.path.resize(3);
  state.path.other_leaf.emplace();
  const TrustChain trust(anchor());
  return {encode(block),
          encode(transaction),
          encode(state),
          encode(page),
          encode(block.certificate),
          encode_bundle(trust, RecordClaim{transaction}).value(),
          encode_bundle(trust, AbsenceClaim{state, {state}}).value(),
          encode_bundle(trust, HistoryClaim{page.head, {Bytes(3), Bytes(4)}, {state}}).value()};
}

}  // namespace credence::fuzz
