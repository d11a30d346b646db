// SPDX-License-Identifier: Apache-2.0
// Hostile transactions and actions: whatever decodes encodes to the same bytes, and no check or view trips
// over it.
#include <boost/json.hpp>

#include "ledger/views/json.h"
#include "tests/fuzz/fuzz.h"
#include "tests/support/domain_samples.h"

namespace credence::fuzz {
namespace {

const ChainId kChain{};

void try_action(BytesView bytes) {
  const auto action = decode<Action>(bytes);
  if (!action) return;
  CREDENCE_ASSERT(std::ranges::equal(encode(*action), bytes));
  const auto outcome = check_action(*action);
  // The detail goes into a receipt: it must fit, and be text.
  if (!outcome) CREDENCE_ASSERT(try_encode(Note(outcome.error().detail)).has_value());
  (void)boost::json::serialize(to_json(*action));
}

void try_entry(BytesView bytes) {
  const auto entry = decode<HistoryEntry>(bytes);
  if (!entry) return;
  CREDENCE_ASSERT(std::ranges::equal(encode(*entry), bytes));
  (void)boost::json::serialize(to_json(*entry));
}

}  // namespace

void one_input(BytesView bytes) {
  try_action(bytes);
  try_entry(bytes);
  if (const auto parsed = parse_transaction(kChain, bytes)) try_action(parsed->body.action);
  (void)check_proposal(kChain, Proposal{1, Blob<limits::kBatchBytesMax>(bytes)});
}

std::vector<Bytes> seeds() {
  std::vector<Bytes> out;
  const SecretKey key = samples::secret(1);
  for (const Action& action : samples::every_action()) {
    out.push_back(encode(action));
    const TransactionBody body{kChain, key_id(key.public_key()), 1, 2,
                               Blob<limits::kActionBytesMax>(encode(action))};
    out.push_back(sign_transaction(body, std::array{&key}).value());
  }
  Batch batch;
  batch.transactions.emplace_back(out.back());
  out.push_back(encode(batch));
  HistoryEntry entry;
  entry.fact = Awarded{"p", "b", AwardStage::confirmed, "", samples::record_awards().lines[0]};
  out.push_back(encode(entry));
  return out;
}

}  // namespace credence::fuzz
