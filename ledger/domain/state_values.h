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
  CREDENCE_KEY_FIELDS(zero);
};  // the chain's own parameters
/// The chain's own history holds every fact about departments, keys, governance, the targets that were
/// defined and the problems that were raised: complete lists.
struct HistoryKey {
  std::variant<EnterpriseKey, ProgrammeKey, DepartmentKey, QualificationTypeKey, ChainKey, TargetKey> subject;
  CREDENCE_KEY_FIELDS(subject);
};
/// The ids that the block of a height executed, until all of them have expired: makes replay impossible after
/// restarts and snapshots. The ids themselves are not in the state (ledger/execution/replay_window.h).
struct ExecutedKey {
  Height height = 0;  // at least 1
  CREDENCE_KEY_FIELDS(height);
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

/// A fact that a later version recorded: of a kind that this one does not know, or with more in it. Read as
/// such, so that the entries beside it and who signed it can be read.
struct LaterFact {
  std::uint8_t number = 0;              // its wire tag
  Blob<limits::kActionBytesMax> bytes;  // of the whole fact
  CREDENCE_KEY_FIELDS(number, bytes);
};
using FactBody = VariantOf<void
#define CREDENCE_FACT(Type, name) , Type
#include "ledger/domain/facts.def"
#undef CREDENCE_FACT
                           ,
                           LaterFact>;
/// How many kinds of facts there are.
inline constexpr std::size_t kFactKinds = std::variant_size_v<FactBody> - 1;
struct Fact : FactBody {
  CREDENCE_VARIANT(Fact)
};
CREDENCE_VARIANT_CODED(Fact)

/// "awarded" and so on: the stable names of the facts in JSON; "unknown" for what a later version wrote.
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

/// One thing that a receipt says, as Detail.
struct ReceiptDetail {
  What what = What::text;
  std::int64_t number = 0;
  Text<limits::kDetailTextBytesMax> text;
  CREDENCE_FIELDS(what, number, text);
};
/// The outcome of one transaction, in the block's receipts root. `code` is `ok` or the rule it broke.
struct Receipt {
  TxId transaction;
  std::uint16_t code = 0;  // a `Code`
  bool pending = false;    // it is `ok`, and its action waits for a second signature
  List<ReceiptDetail, limits::kDetailsMax> details;  // of which line, field, amounts, days, ids
  CREDENCE_FIELDS(transaction, code, pending, details);
};
/// What an error says, cut to what a receipt holds.
[[nodiscard]] List<ReceiptDetail, limits::kDetailsMax> receipt_details(const Details& said);
[[nodiscard]] Details details_of(const Receipt& receipt);
/// The rule that was broken, with what is said of it; `internal` for a number that this program does not know.
[[nodiscard]] Error error_of(const Receipt& receipt);

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
