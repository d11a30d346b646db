// SPDX-License-Identifier: Apache-2.0
// The state: typed keys and their values. A key's canonical encoding (a u8 family, then its fields) is what
// the state tree hashes; a value's canonical encoding is what a proof reveals.
#pragma once

#include "ledger/domain/actions.h"
#include "ledger/domain/chain_values.h"

namespace credence {

// ---- keys -------------------------------------------------------------------------------------------------

struct ChainKey {
  std::uint8_t zero = 0;
  CREDENCE_FIELDS(zero);
};  // the chain's own parameters
/// The chain's own history holds every fact about departments, keys, governance and the targets that were
/// defined: complete lists.
struct HistoryKey {
  std::variant<EnterpriseKey, ProgrammeKey, DepartmentKey, QualificationTypeKey, ChainKey, TargetKey> subject;
  CREDENCE_FIELDS(subject);
};
/// An executed transaction within its expiry window: makes replay impossible after restarts and snapshots.
struct ExecutedKey {
  TxId id;
  CREDENCE_FIELDS(id);
};

using StateKeyBody = VariantOf<void
#define CREDENCE_STATE_KEY(Key) , Key
#include "ledger/domain/state_keys.def"
#undef CREDENCE_STATE_KEY
                               >;
struct StateKey : StateKeyBody {
  CREDENCE_VARIANT(StateKey)
};
CREDENCE_VARIANT_CODED(StateKey)
/// Whether a key can be written: its ids pass `check_id`, its codes are of the alphabet, its days are of the
/// calendar, its lines count from 1, and a member that names nothing is 0. Reading a key demands the same, so
/// that nothing is asked or proved about a key that nobody can write. `malformed`, `bad_id`,
/// `uscc_bad_character`, `bad_date`.
[[nodiscard]] Result<void> check_key(const StateKey& key);

// ---- values -----------------------------------------------------------------------------------------------

template <>
struct ValueOf<HistoryKey> {
  using type = HistoryValue;
};
template <>
struct ValueOf<ExecutedKey> {
  using type = ExecutedValue;
};
template <>
struct ValueOf<ChainKey> {
  using type = ChainValue;
};

// ---- history entries --------------------------------------------------------------------------------------
// What a subject's history says: one entry for each thing recorded about it, in the order of the chain.

using FactBody = VariantOf<void
#define CREDENCE_FACT(Type, name) , Type
#include "ledger/domain/facts.def"
#undef CREDENCE_FACT
                           >;
struct Fact : FactBody {
  CREDENCE_VARIANT(Fact)
};
CREDENCE_VARIANT_CODED(Fact)

/// "awarded" and so on: the stable names of the facts in JSON.
[[nodiscard]] std::string_view name_of(const Fact& fact);

struct HistoryEntry {
  Height height = 0;
  std::uint32_t position = 0;  // the transaction's place in its block
  std::uint64_t time_ms = 0;   // of the block
  TxId transaction;
  KeyId signer;                  // who made it
  std::optional<KeyId> checker;  // who checked it: the second signature, or the approval that came later
  Fact fact;
  CREDENCE_FIELDS(height, position, time_ms, transaction, signer, checker, fact);
};

// ---- receipt ----------------------------------------------------------------------------------------------

/// The detail of a receipt that is `ok`, and whose action waits for a second signature.
inline constexpr std::string_view kPendingNote = "pending";
/// The outcome of one transaction, in the block's receipts root. `code` is `ok` or the rule it broke.
struct Receipt {
  TxId transaction;
  std::uint16_t code = 0;  // a `Code`
  Note detail;             // which line and field; empty when ok, but for kPendingNote
  CREDENCE_FIELDS(transaction, code, detail);
};

// ---- compiled once, in values.cc --------------------------------------------------------------------------

#define CREDENCE_CODED(Type)                            \
  extern template Result<Type> decode(BytesView bytes); \
  extern template Result<Bytes> try_encode(const Type& value);
#define CREDENCE_STATE_KEY(Key) CREDENCE_CODED(ValueOf<Key>::type)
#include "ledger/domain/state_keys.def"
#undef CREDENCE_STATE_KEY
CREDENCE_CODED(HistoryEntry)
CREDENCE_CODED(Receipt)
#undef CREDENCE_CODED

}  // namespace credence
