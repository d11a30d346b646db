// The state: typed keys and their values. A key's canonical encoding (a u8 family, then its fields) is what the state tree
// hashes; a value's canonical encoding is what a proof reveals.
#pragma once

#include "ledger/chain/block.h"
#include "ledger/domain/actions.h"

namespace credence {

// ---- keys. The variant's order is the wire tag: add at the end, never reorder. --------------------------------------

struct HistoryKey { std::variant<EnterpriseKey, ProgrammeKey, DepartmentKey, QualificationTypeKey> subject; template <class A> void serialize(A& a) { a(subject); } };
/// An executed transaction within its expiry window: makes replay impossible after restarts and snapshots.
struct ExecutedKey { TxId id; template <class A> void serialize(A& a) { a(id); } };
struct ChainKey { std::uint8_t zero = 0; template <class A> void serialize(A& a) { a(zero); } };  // the chain's own parameters

// clang-format off
using StateKey = std::variant<
    DepartmentKey,
    SignerKey,
    EnterpriseKey,
    ProgrammeKey,
    AwardBatchKey,
    AwardKey,
    AwardedProjectKey,
    PaymentListKey,
    PaymentKey,
    QualificationTypeKey,
    QualificationKey,
    HistoryKey,
    ExecutedKey,
    ChainKey,
    CreditRulesKey,
    CreditKey,
    CreditStandingKey,
    RatingScaleKey,
    RatingKey,
    DocumentKey>;
// clang-format on

// ---- values ----------------------------------------------------------------------------------------------------------

/// The head of a subject's history: a Merkle mountain range over its entries, lowest (rightmost, smallest) peak last.
struct HistoryValue {
  std::uint64_t count = 0;
  List<Hash32, 64> peaks;
  template <class A> void serialize(A& a) { a(count, peaks); }
};
struct ExecutedValue {
  Height height = 0;
  std::uint32_t index = 0;
  Height expiry_height = 0;  // of the transaction: past it, the entry leaves the state
  template <class A> void serialize(A& a) { a(height, index, expiry_height); }
};
struct ChainValue {
  std::uint32_t version = 1;
  List<Id, 64> features;        // named protocol features in force
  std::uint32_t admin_keys = 0; // keys in force with the role admin: the last one is never revoked
  template <class A> void serialize(A& a) { a(version, features, admin_keys); }
};

template <> struct ValueOf<HistoryKey> { using type = HistoryValue; };
template <> struct ValueOf<ExecutedKey> { using type = ExecutedValue; };
template <> struct ValueOf<ChainKey> { using type = ChainValue; };

// ---- history entries ---------------------------------------------------------------------------------------------------
// What a subject's history says: one entry for each thing recorded about it, in the order of the chain.

// clang-format off
using Fact = std::variant<
    EnterpriseRegistered,
    ProgrammeCreated,
    BatchOpened,
    Awarded,
    Identified,
    Paid,
    QualificationDefined,
    QualificationIssued,
    QualificationRevoked,
    DepartmentRegistered,
    KeyRegistered,
    KeyRevoked,
    CreditRulesSet,
    CreditRecorded,
    CreditWithdrawn,
    RatingScaleDefined,
    Rated,
    DocumentAnchored>;
// clang-format on

/// "awarded" and so on: the stable names of the facts in JSON.
[[nodiscard]] std::string_view name_of(const Fact& fact);

struct HistoryEntry {
  Height height = 0;
  std::uint32_t position = 0;   // the transaction's place in its block
  std::uint64_t time_ms = 0;    // of the block
  TxId transaction;
  KeyId signer;
  Fact fact;
  template <class A> void serialize(A& a) { a(height, position, time_ms, transaction, signer, fact); }
};

// ---- receipt -----------------------------------------------------------------------------------------------------------

/// The outcome of one transaction, in the block's receipts root. `code` is `ok` or the rule it broke.
struct Receipt {
  TxId transaction;
  std::uint16_t code = 0;   // a `Code`
  Note detail;              // which line and field; empty when ok
  template <class A> void serialize(A& a) { a(transaction, code, detail); }
};

}  // namespace credence
