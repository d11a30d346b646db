// SPDX-License-Identifier: Apache-2.0
// Reading blocks and single records. Whatever does not fit its hash is `storage_corrupt`.
#include "ledger/primitives/merkle.h"
#include "ledger/store/ledger_impl.h"

namespace credence {

namespace {

std::unexpected<Error> corrupt_block(Height height, std::string_view what) {
  return fail(Code::storage_corrupt, "block " + std::to_string(height) + ": " + std::string(what));
}

}  // namespace

Result<std::optional<keyspace::BlockRecord>> Ledger::Impl::block_record(Height at) const {
  auto record = read<keyspace::BlockRecord>(keyspace::block(at));
  if (!record || !*record) return record;
  if ((*record)->header.height != at || header_hash(chain, (*record)->header) != (*record)->header_hash ||
      (*record)->seal_of() != (*record)->seal)
    return corrupt_block(at, "header and hash differ");
  return record;
}

Result<std::optional<Certificate>> Ledger::Impl::certificate(Height at) const {
  auto held = read<Certificate>(keyspace::certificate(at));
  if (held && *held && (*held)->height != at) return corrupt_block(at, "certificate of another height");
  return held;
}

Result<std::optional<TransactionPlace>> Ledger::Impl::find_transaction(const TxId& id) const {
  if (auto late = window.find(id)) return late;
  return read<TransactionPlace>(keyspace::place(id));
}

Result<TxId> Ledger::Impl::transaction_called(std::string_view digits) const {
  std::string padded(digits);
  padded.resize(std::max(padded.size(), 2 * TxId().bytes.size()), '0');
  auto from = TxId::from_hex(padded);
  if (!from) return std::unexpected(from.error());
  const std::string wanted = from->hex().substr(0, digits.size());
  std::vector<TxId> found;
  auto scanned =
      store->scan(keyspace::place(*from), keyspace::after_family('i'), [&](BytesView key, BytesView) {
        const auto id = TxId::from(key.subspan(1));
        if (!id || !id->hex().starts_with(wanted)) return false;
        found.push_back(*id);
        return found.size() < 2;
      });
  if (!scanned) return std::unexpected(scanned.error());
  if (found.size() == 1) return found.front();
  return fail(found.empty() ? Code::not_found : Code::ambiguous_id, wanted + "…");
}

/// A record that is missing or another's would let this node vote against what it said: the seal over all of
/// them tells.
Result<std::map<std::string, Bytes>> Ledger::Impl::records() const {
  std::map<std::string, Bytes> out;
  Hash32 seal;
  auto scanned =
      store->scan(keyspace::record(""), keyspace::after_family('r'), [&](BytesView key, BytesView value) {
        const auto& [at, fresh] = out.emplace(text_of(key.subspan(1)), Bytes(value.begin(), value.end()));
        keyspace::xor_into(seal, keyspace::seal_of_record(chain.suite, at->first, value));
        return true;
      });
  if (!scanned) return std::unexpected(scanned.error());
  auto sealed = read<Hash32>(keyspace::meta("records"));
  if (!sealed) return std::unexpected(sealed.error());
  if (sealed->value_or(Hash32{}) != seal)
    return fail(Code::storage_corrupt, "the records of this validator's votes are not those that it wrote");
  return out;
}

Result<StoredBlock> Ledger::Impl::block(Height at) const {
  if (at < oldest) return fail_pruned("block " + std::to_string(at), oldest);
  auto record = block_record(at);
  if (!record) return std::unexpected(record.error());
  if (!*record) return fail(Code::not_found, "block " + std::to_string(at));
  const BlockHeader& header = (*record)->header;
  StoredBlock out{header, {(*record)->proposed_time_ms, {}}, {}, {}};
  Batch batch;
  std::vector<Hash32> transactions;
  std::vector<Hash32> receipts;
  for (std::uint32_t i = 0; i < header.transaction_count; i += keyspace::kTogether) {
    auto some = read<keyspace::TransactionsRecord>(keyspace::transactions(at, i));
    if (!some) return std::unexpected(some.error());
    if (!*some || (*some)->items.size() != std::min(header.transaction_count - i, keyspace::kTogether))
      return corrupt_block(at, "transaction " + std::to_string(i) + " is missing");
    for (keyspace::TransactionRecord& one : (*some)->items) {
      transactions.push_back(merkle_leaf(chain.suite, one.transaction));
      receipts.push_back(merkle_leaf(chain.suite, one.receipt));
      batch.transactions.push_back(std::move(one.transaction));
      out.receipts.push_back(std::move(one.receipt));
    }
  }
  if (merkle_root(chain.suite, transactions) != header.batch_root)
    return corrupt_block(at, "the transactions do not rebuild the batch root");
  if (merkle_root(chain.suite, receipts) != header.receipts_root)
    return corrupt_block(at, "the receipts do not rebuild the receipts root");
  if (!(*record)->null_proposal) out.proposal.batch = encode(batch);
  auto held = certificate(at);
  if (!held) return std::unexpected(held.error());
  if (*held && (*held)->header_hash != (*record)->header_hash)
    return corrupt_block(at, "certificate of another header");
  out.certificate = *std::move(held);
  return out;
}

}  // namespace credence
