// SPDX-License-Identifier: Apache-2.0
// The records of a ledger in its key-value store. Heights and places in keys are big-endian, so that they
// sort.
//
//   'm' name                -> "format": u32; "chain": hash; "head": height:u64 header_hash; "certified": u64
//                              "records": seal_of_record of all the core's records, combined by exclusive or;
//                              "oldest": u64, the lowest block that is held whole, if not all are;
//                              "pruned": u64, below it nothing is left to erase; "histories": u64, the first
//                              block whose history entries are held, if not all are; "headers": HistoryValue,
//                              the range of headers that the head commits to; "window": u64, how many records
//                              'x' there are
//   'b' height:8            -> BlockRecord: header hash, header, what the proposal holds beside transactions
//   't' height:8 place/8:4  -> TransactionsRecord: eight transactions of a block, each with its receipt
//   'c' height:8            -> Certificate
//   'i' transaction id      -> TransactionPlace: where it was executed, for ever
//   'x' height:8            -> ExecutedIds: those that the state's ExecutedKey of this height commits to; as
//                              long as it does
//   'e' height:8 place/8:4  -> EntriesRecord: eight history entries of a block, each once for all its
//                              subjects
//   'h' subject last:8      -> PlacesRecord: where the entries of a subject (key hash of its HistoryKey) are
//                              that one block appended, up to index `last`
//   'g' subject level:1 index:8  -> hash: a completed subtree of a subject's history; under the subject zero
//                              of the range of all headers, with level 0: a header's hash, by height, for
//                              ever
//   'q' subject             -> HistoryValue: the head before the first entry that is held, in a ledger that
//                              began with a snapshot; of the headers as well
//   'v' height:8            -> ValidatorSet: the one of the next height, where it differs from that of this
//                              height
//   'r' text                -> the consensus core's records
//
// What a block has many of lies together by eights: a read of one costs about the same, a write an eighth.
//
//   's', 'n'                -> the state and its tree (ledger/tree/state_tree.h)
#pragma once

#include <algorithm>
#include <initializer_list>

#include "ledger/domain/state_values.h"
#include "ledger/tree/history.h"
#include "ledger/tree/key_value.h"

namespace credence::keyspace {

inline constexpr std::uint32_t kFormat = 5;
inline constexpr std::uint32_t kTogether = 8;
inline constexpr Hash32 kHeaders{};  // the subject of the range of headers

struct BlockRecord {
  Hash32 header_hash;
  BlockHeader header;
  std::uint64_t proposed_time_ms = 0;
  bool null_proposal = false;  // no batch at all, which is not the empty batch
  Hash32 seal;                 // over what no root in the header names
  template <class A>
  void serialize(A& a) {
    a(header_hash, header, proposed_time_ms, null_proposal, seal);
  }
  [[nodiscard]] Hash32 seal_of() const {
    return tagged_hash(header.suite, Tag::header,
                       {header_hash.view(), encode(proposed_time_ms), encode(null_proposal)});
  }
};
struct TransactionRecord {
  Blob<1024> receipt;
  Blob<limits::kTransactionBytesMax> transaction;
  template <class A>
  void serialize(A& a) {
    a(receipt, transaction);
  }
};
struct TransactionsRecord {
  List<TransactionRecord, kTogether> items;
  template <class A>
  void serialize(A& a) {
    a(items);
  }
};
struct EntriesRecord {
  List<Blob<limits::kActionBytesMax>, kTogether> items;
  template <class A>
  void serialize(A& a) {
    a(items);
  }
};
struct EntryPlace {
  Height height = 0;
  std::uint32_t place = 0;
  template <class A>
  void serialize(A& a) {
    a(height, place);
  }
};
struct PlacesRecord {
  List<EntryPlace, 1024> items;  // rising index; a block that appends more makes several records
  template <class A>
  void serialize(A& a) {
    a(items);
  }
};
struct HeadRecord {
  Height height = 0;
  Hash32 header_hash;
  template <class A>
  void serialize(A& a) {
    a(height, header_hash);
  }
};

class KeyBuilder {
 public:
  explicit KeyBuilder(char family) {
    out_.reserve(48);
    out_.push_back(static_cast<std::byte>(family));
  }
  template <std::unsigned_integral U>
  KeyBuilder& number(U value) {
    for (std::size_t i = sizeof(U); i-- > 0;) out_.push_back(static_cast<std::byte>(value >> (8 * i)));
    return *this;
  }
  KeyBuilder& bytes(BytesView in) {
    out_.insert(out_.end(), in.begin(), in.end());
    return *this;
  }
  [[nodiscard]] Bytes take() { return std::move(out_); }

 private:
  Bytes out_;
};

[[nodiscard]] inline Bytes meta(std::string_view name) {
  return KeyBuilder('m').bytes(bytes_of(name)).take();
}
[[nodiscard]] inline Bytes block(Height height) { return KeyBuilder('b').number(height).take(); }
/// Of the record that holds the transaction at this place.
[[nodiscard]] inline Bytes transactions(Height height, std::uint32_t place) {
  return KeyBuilder('t').number(height).number(place / kTogether).take();
}
[[nodiscard]] inline Bytes certificate(Height height) { return KeyBuilder('c').number(height).take(); }
[[nodiscard]] inline Bytes place(const TxId& id) { return KeyBuilder('i').bytes(id.view()).take(); }
[[nodiscard]] inline Bytes executed(Height height) { return KeyBuilder('x').number(height).take(); }
[[nodiscard]] inline Bytes entries(Height height, std::uint32_t place) {
  return KeyBuilder('e').number(height).number(place / kTogether).take();
}
[[nodiscard]] inline Bytes history(const Hash32& subject, std::uint64_t last) {
  return KeyBuilder('h').bytes(subject.view()).number(last).take();
}
[[nodiscard]] inline Bytes history_node(const Hash32& subject, unsigned level, std::uint64_t index) {
  return KeyBuilder('g').bytes(subject.view()).number(static_cast<std::uint8_t>(level)).number(index).take();
}
[[nodiscard]] inline Bytes history_base(const Hash32& subject) {
  return KeyBuilder('q').bytes(subject.view()).take();
}
[[nodiscard]] inline Bytes next_validators(Height height) { return KeyBuilder('v').number(height).take(); }
[[nodiscard]] inline Bytes record(std::string_view key) {
  return KeyBuilder('r').bytes(bytes_of(key)).take();
}
[[nodiscard]] inline Hash32 seal_of_record(Suite suite, std::string_view key, BytesView value) {
  return tagged_hash(suite, Tag::state_value,
                     {encode(static_cast<std::uint64_t>(key.size())), bytes_of(key), value});
}
/// Appends a header's hash to the range of the headers before it.
inline void put_header_hash(Suite suite, WriteBatch& out, HistoryValue& range, const Hash32& hash) {
  out.put(history_node(kHeaders, 0, range.count), encode(hash));
  history_append(suite, range, hash, [&out](const HistoryNode& node) {
    out.put(history_node(kHeaders, node.level, node.index), encode(node.hash));
  });
}
/// Puts `count` items, eight to a record: `record_of(first, last)` makes one of those of the places [first,
/// last).
template <class KeyOf, class RecordOf>
void put_together(WriteBatch& out, std::size_t count, KeyOf key_of, RecordOf record_of) {
  for (std::size_t first = 0; first < count; first += kTogether)
    out.put(key_of(static_cast<std::uint32_t>(first)),
            encode(record_of(first, std::min<std::size_t>(first + kTogether, count))));
}
/// The transactions of a block with their receipts.
template <class Transactions, class Receipts>
void put_transactions(WriteBatch& out, Height height, const Transactions& transactions,
                      const Receipts& receipts_of) {
  put_together(
      out, transactions.size(), [&](std::uint32_t first) { return keyspace::transactions(height, first); },
      [&](std::size_t at, std::size_t end) {
        TransactionsRecord record;
        record.items.reserve(end - at);
        for (; at < end; ++at)
          record.items.push_back({Blob<1024>(BytesView(receipts_of[at])),
                                  Blob<limits::kTransactionBytesMax>(BytesView(transactions[at]))});
        return record;
      });
}
/// The height at the start of a key; 0 if it is too short.
[[nodiscard]] inline Height height_in(BytesView key) {
  Height out = 0;
  if (key.size() < 1 + sizeof(Height)) return out;
  for (const std::byte byte : key.subspan(1, sizeof(Height))) out = out << 8 | std::to_integer<Height>(byte);
  return out;
}
/// The first key after a whole family.
[[nodiscard]] inline Bytes after_family(char family) {
  return KeyBuilder(static_cast<char>(family + 1)).take();
}

/// `into` ^= `other`.
inline void xor_into(Hash32& into, const Hash32& other) {
  for (std::size_t i = 0; i < into.bytes.size(); ++i) into.bytes[i] ^= other.bytes[i];
}

}  // namespace credence::keyspace
